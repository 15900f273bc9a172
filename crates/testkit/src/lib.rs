//! Temporary databases (SQLite and PostgreSQL), a fixed clock and actors for the tests of every area.
