//! The error of everything that is stored, with the conditions a user can act on told apart.

use coloa_base::{AreaError, ErrorKind};
use sea_orm::DbErr;

/// Reading or writing the records database or the file store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the records database failed")]
    Db(#[source] DbErr),
    /// Another process holds the database longer than the busy timeout.
    #[error("the records database is locked by another process")]
    Locked(#[source] DbErr),
    #[error("the disk of the data directory is full")]
    DiskFull,
    #[error("the file store failed")]
    Io(#[source] std::io::Error),
    #[error("a stored value cannot be read: {what}")]
    Corrupt { what: String },
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        // SQLite reports these by text only; PostgreSQL has SQLSTATE 53100 (disk_full) and 55P03.
        let text = error.to_string();
        if text.contains("database or disk is full") || text.contains("53100") {
            Self::DiskFull
        } else if text.contains("database is locked")
            || text.contains("55P03")
            || text.contains("Connection pool timed out")
        {
            Self::Locked(error)
        } else {
            Self::Db(error)
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            Self::DiskFull
        } else {
            Self::Io(error)
        }
    }
}

impl AreaError for StoreError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Locked(_) | Self::DiskFull => ErrorKind::Unavailable,
            Self::Db(_) | Self::Io(_) | Self::Corrupt { .. } => ErrorKind::Internal,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "store.locked",
            Self::DiskFull => "store.disk_full",
            Self::Db(_) | Self::Io(_) | Self::Corrupt { .. } => "store.failed",
        }
    }
}
