//! What is noted of what was handed in beside the records: wishes to take back, and what could not be taken in.

use super::tables::index;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, string, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// Wishes to take a report back are known again, and what is refused is kept until somebody looked at it.
pub(super) struct HandedIn;

impl MigrationName for HandedIn {
    fn name(&self) -> &'static str {
        "m20261223_000100_hotline_handed_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for HandedIn {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("hotline_withdrawal")
                .col(uuid("id").primary_key())
                .col(uuid("report_id"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("hotline_refused")
                .col(uuid("id").primary_key())
                .col(string("digest"))
                .col(uuid("envelope_id"))
                .col(string("kind"))
                .col(string("reason"))
                .col(uuid_null("report_id"))
                .col(timestamp_with_time_zone_null("received_at"))
                .col(timestamp_with_time_zone("refused_at"))
                .col(big_integer("bytes"))
                .col(text("files"))
                .to_owned(),
        )
        .await?;
        index(m, "hotline_refused", &["digest"], true).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["hotline_refused", "hotline_withdrawal"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
