//! The records database: SQLite in the data directory by default, PostgreSQL by configuration.
//!
//! SQLite gets one writer connection whose transactions begin IMMEDIATE (a deferred one can fail with
//! `SQLITE_BUSY` when it upgrades) and a pool of readers that cannot write. PostgreSQL gets two pools as
//! well: a change may read outside its transaction (the directory, say), and with one pool as many changes as it
//! has connections would wait for each other until they time out.

pub mod columns;
pub mod rows;
pub mod search;

use crate::{config::DatabaseConfig, error::StoreError};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        self, ConnectOptions as _, Connection as _, Executor as _,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::MigratorTrait;
use std::{path::Path, time::Duration};

/// How long a reader of SQLite lives.
const READER_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Largest file of SQLite that is written anew to lose traces: the writer is busy for some seconds, and memory holds as much.
const REWRITTEN: i64 = 128 * 1024 * 1024;
/// How often the log is tried to be emptied: each waits for readers as long as for another writer.
const TRIES: usize = 3;

/// A transaction that may write.
pub type Tx = DatabaseTransaction;

/// The records database, cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Db {
    /// Opens the configured database; the SQLite file is made when it is missing.
    pub async fn connect(config: &DatabaseConfig, sqlite_path: &Path) -> Result<Self, StoreError> {
        if config.url == "sqlite" {
            Self::connect_sqlite(sqlite_path, config).await
        } else {
            let open = |connections: u32| {
                let mut options = ConnectOptions::new(&config.url);
                options
                    .max_connections(connections)
                    .acquire_timeout(Duration::from_secs(10))
                    .sqlx_logging_level(log::LevelFilter::Debug)
                    .set_application_name("coloa");
                options
            };
            let writers = (config.read_connections / 2).max(1);
            let readers = config.read_connections.saturating_sub(writers).max(1);
            Ok(Self {
                writer: Database::connect(open(writers)).await?,
                reader: Database::connect(open(readers)).await?,
            })
        }
    }

    async fn connect_sqlite(path: &Path, config: &DatabaseConfig) -> Result<Self, StoreError> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let busy = Duration::from_millis(config.busy_timeout_ms);
        let open = |write: bool, connections: u32| {
            let mut options = ConnectOptions::new(format!(
                "sqlite://{}?mode={}",
                path.display(),
                if write { "rwc" } else { "ro" }
            ));
            options
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(10))
                .idle_timeout(None)
                // Statistics are read by a connection when it opens: readers are renewed now and then.
                .max_lifetime((!write).then_some(READER_LIFETIME))
                .test_before_acquire(false)
                .sqlx_logging_level(log::LevelFilter::Trace)
                .map_sqlx_sqlite_opts(move |o| {
                    let o = o
                        .busy_timeout(busy)
                        .foreign_keys(true)
                        .log_slow_statements(log::LevelFilter::Warn, Duration::from_secs(2))
                        .pragma("cache_size", "-16000")
                        .pragma("temp_store", "memory");
                    if write {
                        o.journal_mode(SqliteJournalMode::Wal)
                            .synchronous(SqliteSynchronous::Full)
                            // What is deleted is overwritten with zeros: erased words stand in no free page and no gap of
                            // one. The price: a page that is freed is written once more, so that deleting many rows costs
                            // about what inserting them did; within a page that changes anyway it costs nothing.
                            .pragma("secure_delete", "on")
                            // 16 MiB: pages of indexes that alerts change many times a second are copied once.
                            .pragma("wal_autocheckpoint", "4000")
                    } else {
                        o.pragma("query_only", "true")
                    }
                });
            if write {
                options.map_sqlx_sqlite_pool_opts(|pool| {
                    pool.after_release(|connection, _| Box::pin(async move { Ok(is_idle(connection).await) }))
                });
            }
            options
        };
        let writer = Database::connect(open(true, 1)).await?;
        // Before the readers open, so that they know them.
        gather_statistics(&writer).await?;
        let reader = Database::connect(open(false, config.read_connections.max(1))).await?;
        Ok(Self { writer, reader })
    }

    /// The connection for reads outside a transaction.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins a transaction that may write. Dropped without commit, it rolls back.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let mode = (self.backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
        Ok(self
            .writer
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: mode,
                ..Default::default()
            })
            .await?)
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Renews the statistics by which queries are planned. SQLite keeps none by itself, and without them walks a
    /// province's duties for those of one agency; PostgreSQL does this alone.
    pub async fn gather_statistics(&self) -> Result<(), StoreError> {
        match self.backend() {
            DbBackend::Sqlite => gather_statistics(&self.writer).await,
            _ => Ok(()),
        }
    }

    /// SQLite: takes out of the files what is left of deleted rows. The write-ahead log, where they still stand, is folded into
    /// the file and emptied; with `rewrite` a file of moderate size (128 MiB) is written anew before, because
    /// `secure_delete` overlooks the copies that stay in a page when SQLite moves rows to the next one. A larger file keeps
    /// such copies until the pages are used again or somebody runs `VACUUM`. PostgreSQL does its own tidying.
    ///
    /// `false`: somebody read all the time, and the log stands; a later call empties it.
    pub async fn forget_deleted(&self, rewrite: bool) -> Result<bool, StoreError> {
        if self.backend() != DbBackend::Sqlite {
            return Ok(true);
        }
        if rewrite
            && self.number("PRAGMA page_count").await? * self.number("PRAGMA page_size").await? <= REWRITTEN
        {
            self.writer.execute_unprepared("VACUUM").await?;
        }
        for _ in 0..TRIES {
            // Its first column: whether it had to leave something.
            if self.number("PRAGMA wal_checkpoint(TRUNCATE)").await? == 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the writer of SQLite says to a question for a number.
    async fn number(&self, question: &str) -> Result<i64, StoreError> {
        let question = Statement::from_string(DbBackend::Sqlite, question);
        // To its end, or a checkpoint is only begun.
        let rows = self.writer.query_all_raw(question).await?;
        let row = rows.first().ok_or_else(|| StoreError::Corrupt {
            what: "the answer of SQLite".to_owned(),
        })?;
        Ok(row.try_get_by_index(0)?)
    }

    /// Applies the migrations that are missing; returns how many there were.
    pub async fn migrate<M: MigratorTrait>(&self) -> Result<usize, StoreError> {
        let pending = M::get_pending_migrations(&self.writer).await?.len();
        M::up(&self.writer, None).await?;
        Ok(pending)
    }

    /// Names of the migrations that are missing.
    pub async fn pending<M: MigratorTrait>(&self) -> Result<Vec<String>, StoreError> {
        Ok(M::get_pending_migrations(&self.writer)
            .await?
            .iter()
            .map(|m| m.name().to_owned())
            .collect())
    }

    /// A cheap question that fails when the database cannot answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader
            .query_one_raw(Statement::from_string(self.backend(), "SELECT 1"))
            .await?;
        Ok(())
    }

    /// SQLite only: checks the whole file; returns what is wrong.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        if self.backend() != DbBackend::Sqlite {
            return Ok(Vec::new());
        }
        let rows = self
            .reader
            .query_all_raw(Statement::from_string(
                DbBackend::Sqlite,
                "PRAGMA integrity_check",
            ))
            .await?;
        let lines: Result<Vec<String>, _> = rows.iter().map(|r| r.try_get_by_index::<String>(0)).collect();
        Ok(lines?.into_iter().filter(|l| l != "ok").collect())
    }

    /// Folds the write-ahead log into the file and closes the pools.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        self.writer.close().await?;
        Ok(())
    }
}

/// Looks at every table (0x10000) that grew or shrank tenfold or was never looked at (0x2), at a sample of its
/// rows: milliseconds, <https://sqlite.org/pragma.html#pragma_optimize>.
async fn gather_statistics(writer: &DatabaseConnection) -> Result<(), StoreError> {
    let optimize = Statement::from_string(DbBackend::Sqlite, "PRAGMA optimize = 0x10002");
    writer.query_all_raw(optimize).await?;
    Ok(())
}

/// Whether a connection that comes back to the pool is outside any transaction. A commit that fails (full disk)
/// can leave it inside one, and whatever came next would be lost with it: such a connection is closed instead.
async fn is_idle(connection: &mut sqlx::SqliteConnection) -> bool {
    // Behind the rollback of a dropped transaction, which was only asked for.
    if connection.ping().await.is_err() || connection.is_in_transaction() {
        tracing::warn!("a database connection was left inside a transaction; it is closed");
        return false;
    }
    connection.execute("BEGIN").await.is_ok() && connection.execute("ROLLBACK").await.is_ok()
}

/// Names one area's migrations so that a binary can apply several areas in order.
pub type MigrationList = Vec<Box<dyn sea_orm_migration::MigrationTrait>>;

// `sqlx` is only named so that its options can be set; areas go through SeaORM.
const _: fn() -> Option<sqlx::Sqlite> = || None;
