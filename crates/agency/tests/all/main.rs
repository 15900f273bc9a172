//! Integration tests of the directory.
#![allow(clippy::unwrap_used)]

mod reorganise;
mod resolve;
mod support;
mod transfer;
