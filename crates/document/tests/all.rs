//! One integration binary: `read` holds the reading of files, `write` their writing and the number register.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod read;
mod write;
