//! Integration tests of the directory.
#![allow(clippy::unwrap_used)]

mod groups;
mod pick;
mod reorganise;
mod resolve;
mod support;
mod transfer;
