//! Integration tests of the platform.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod db;
mod files;
mod jobs;
mod mail;
mod support;
