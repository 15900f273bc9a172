//! The product's own rules (`rules/`) on the events that stand beside each of them.
#![allow(clippy::unwrap_used)]

mod differential;
mod expressions;
mod pack;
