//! Tasks of the repository: [`generated`] files that are committed, the files of the test [`plans`], and the house rules in [`tidy`].
//!
//! `cargo run -p xtask -- openapi|policy` writes, `--check` compares; `make test` runs the checks as tests.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod generated;
pub mod plans;
pub mod tidy;

use std::path::PathBuf;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
