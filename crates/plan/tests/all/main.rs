//! Integration tests of the plan area, on SQLite and on PostgreSQL.

mod duties;
mod plans;
