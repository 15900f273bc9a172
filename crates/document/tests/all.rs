//! One integration binary: `read` holds the reading of files.

#![allow(clippy::unwrap_used)]

mod read;
