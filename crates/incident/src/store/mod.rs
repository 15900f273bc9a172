//! The only SQL of incidents: cases in [`case`], their clocks in [`clock`], the network in [`network`], drills in [`drill`],
//! reports in [`report`], figures in [`statistics`].

pub mod case;
pub mod clock;
pub mod drill;
pub mod evidence;
pub mod exchange;
pub mod network;
pub mod report;
pub mod statistics;

use coloa_platform::StoreError;
/// A reader or a transaction: what the store reads with.
pub use sea_orm::ConnectionTrait as Connection;
use sea_orm::DbBackend;

/// Nobody else takes a code until the transaction is over. SQLite has one writer.
pub(crate) async fn lock_codes<C: Connection>(tx: &C) -> Result<(), StoreError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("LOCK TABLE incident IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    Ok(())
}
