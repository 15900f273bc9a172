//! The real binary on folders of its own: what it prints, how it fails, its exit codes.
#![allow(clippy::unwrap_used)]

mod audit;
mod bad_input;
mod config;
mod doctor;
mod hotline;
mod hotline_keys;
mod hunt;
mod migrate;
mod plan;
mod report;
mod support;
mod system;
mod user;
