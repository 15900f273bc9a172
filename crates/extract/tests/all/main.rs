//! What comes out of reports as people write them.
#![allow(clippy::unwrap_used)]

mod properties;
mod reports;
mod spellings;
