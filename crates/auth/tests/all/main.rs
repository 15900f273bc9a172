//! Integration tests of people, permissions and the audit chain.
#![allow(clippy::unwrap_used)]

mod audit;
mod people;
mod policy;
mod sign_in;
mod support;
