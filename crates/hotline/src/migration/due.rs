//! The inbox by what is due next.

use super::tables::index;
use sea_orm_migration::prelude::*;

/// Finds what is at work by its next term, and what of it has none, among all.
pub(super) struct DueInbox;

impl MigrationName for DueInbox {
    fn name(&self) -> &'static str {
        "m20261225_000010_hotline_due_inbox"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for DueInbox {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        index(m, "hotline_report", &["state", "next_due_at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let name = "ix_hotline_report_state_next_due_at";
        m.drop_index(Index::drop().name(name).table("hotline_report").to_owned())
            .await
    }
}
