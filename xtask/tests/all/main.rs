//! The gates on the repository itself.
#![allow(clippy::unwrap_used)]

mod generated;
mod tidy;
