//! What was counted in memory goes into the records: events of sources, systems that were heard, hosts without a system.

use crate::worker::Pipeline;
use coloa_platform::StoreError;
use coloa_source::store::{self as sources, unregistered};
use uuid::Uuid;

/// Days that counts of minutes are kept.
const KEPT_DAYS: i64 = 35;

impl Pipeline {
    pub(crate) async fn write_counts(&self) {
        if let Err(e) = self.write_traffic().await {
            tracing::error!(error = %coloa_platform::telemetry::chain(&e), "counts of sources cannot be stored");
        }
    }

    /// Writes what was counted since the last time.
    ///
    /// # Errors
    /// The records cannot be written.
    pub async fn write_traffic(&self) -> Result<(), StoreError> {
        let traffic = self.intake.take_traffic();
        if traffic.is_empty() {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        sources::add(&tx, &traffic).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn write_hosts(&self) {
        if let Err(e) = self.write_strays().await {
            tracing::error!(error = %coloa_platform::telemetry::chain(&e), "hosts without a system cannot be stored");
        }
    }

    /// Writes which hosts were seen that belong to no system.
    ///
    /// # Errors
    /// The records cannot be read or written.
    pub async fn write_strays(&self) -> Result<(), StoreError> {
        let strays = self.intake.take_strays();
        if strays.is_empty() {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        unregistered::add(&tx, &strays).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets go of hosts that were seen without a system and have one by now.
    ///
    /// # Errors
    /// The records cannot be read or written.
    pub async fn forget_registered(&self) -> Result<(), StoreError> {
        let view = self.intake.directory.view();
        let placed: Vec<Uuid> = unregistered::open(self.db.reader())
            .await?
            .into_iter()
            .filter(|row| {
                let sender = row.sender.as_deref().and_then(|s| s.parse().ok());
                view.system_of(&view.source(row.source_id), Some(&row.host), sender)
                    .is_some()
            })
            .map(|row| row.id)
            .collect();
        if placed.is_empty() {
            return Ok(());
        }
        let tx = self.db.begin().await?;
        unregistered::remove(&tx, &placed).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets what sources sent longer ago than any screen shows.
    pub(crate) async fn forget_traffic(&self) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        sources::forget(&tx, self.clock.now() - chrono::Duration::days(KEPT_DAYS)).await?;
        tx.commit().await?;
        Ok(())
    }
}
