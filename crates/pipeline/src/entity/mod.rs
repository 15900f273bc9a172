//! Rows of the list of segments.

pub mod event_flush;
pub mod event_segment;
