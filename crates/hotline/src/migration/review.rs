//! Notices that have to be looked at again.

use coloa_platform::db::columns::{added, dropped};
use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone_null, uuid_null},
};

/// Who published a notice, and since when and why it has to be looked at.
pub(super) struct NoticeReview;

const TABLE: &str = "hotline_notice";

impl MigrationName for NoticeReview {
    fn name(&self) -> &'static str {
        "m20261224_000010_hotline_notice_review"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NoticeReview {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            uuid_null("published_by_id"),
            timestamp_with_time_zone_null("review_at"),
            text("review_reason").default("").to_owned(),
        ] {
            m.alter_table(added(TABLE, column)).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in ["review_reason", "review_at", "published_by_id"] {
            m.alter_table(dropped(TABLE, column)).await?;
        }
        Ok(())
    }
}
