//! What tests of every area need: a database of their own on SQLite and on PostgreSQL, and a place for files.
//!
//! * [`sqlite`] gives a path in a fresh folder that lives as long as the test.
//! * [`postgres`] starts one throwaway server per test run from the system's packages and gives each test a
//!   database of its own; `None` where no server binary is found (said once on standard error).
//! * [`migrated`] connects to one with the tables of an area, [`folder`] copies
//!   files that are made once.
//! * [`pdf`] reads PDF with poppler's tools.
//! * [`store_suite!`] writes one test function per database for an async test body.

pub mod pdf;
mod postgres;
mod template;

pub use postgres::{PgDatabase, postgres};
pub use template::{folder, migrated};

use std::path::{Path, PathBuf};

/// Whether bytes hold others somewhere; quick also where the crates of this workspace are not optimised.
#[must_use]
pub fn holds(bytes: &[u8], others: &[u8]) -> bool {
    memchr::memmem::find(bytes, others).is_some()
}

/// A folder for one test's database and files, deleted with it.
#[derive(Debug)]
pub struct TempData {
    dir: tempfile::TempDir,
}

impl TempData {
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
        }
    }
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }
    #[must_use]
    pub fn sqlite(&self) -> PathBuf {
        self.dir.path().join("test.sqlite")
    }
}

/// Where a test's records live.
#[derive(Debug)]
pub enum TestDb {
    Sqlite(TempData),
    Postgres(PgDatabase, TempData),
}

impl TestDb {
    #[must_use]
    pub fn sqlite() -> Self {
        Self::Sqlite(TempData::new())
    }
    /// `None` where no PostgreSQL server can be had.
    pub async fn postgres() -> Option<Self> {
        Some(Self::Postgres(postgres().await?, TempData::new()))
    }
    /// `sqlite` or a URL, as the configuration has it.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(db, _) => db.url(),
        }
    }
    /// Folder for files, and for the SQLite database.
    #[must_use]
    pub fn data(&self) -> &TempData {
        match self {
            Self::Sqlite(data) | Self::Postgres(_, data) => data,
        }
    }
}

/// Runs one async body on every database: `store_suite!(name, |db| async move { … })` with `db: TestDb`.
#[macro_export]
macro_rules! store_suite {
    ($($name:ident => $body:path),+ $(,)?) => {$(
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $body($crate::TestDb::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = $crate::TestDb::postgres().await {
                    $body(db).await;
                }
            }
        }
    )+};
}
