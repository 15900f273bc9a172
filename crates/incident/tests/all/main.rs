//! Integration tests of incidents, on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used)]

mod calls;
mod drill;
mod reports;
mod roster;
mod search;
mod statistics;
mod support;
