//! Periodic figures on incidents, and shares for targets of plans.
