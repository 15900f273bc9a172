//! Integration tests of the platform.
#![allow(clippy::unwrap_used)]

mod db;
mod files;
mod jobs;
mod mail;
mod support;
