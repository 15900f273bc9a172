//! Integration tests of the platform.
#![allow(clippy::unwrap_used)]

mod files;
mod jobs;
mod mail;
mod support;
