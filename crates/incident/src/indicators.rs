//! Indicators of compromise of a case.
