//! Rows of kept searches and of holds.

pub mod event_hold;
pub mod saved_search;
