//! Help between agencies.
