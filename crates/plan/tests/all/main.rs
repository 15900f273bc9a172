//! Integration tests of the plan area, on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used)]

mod duties;
mod plans;
