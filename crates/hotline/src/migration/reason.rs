//! Why things were done, out of the audit log, which forgets nothing.

use super::tables::index;
use sea_orm_migration::{
    prelude::*,
    schema::{string, text, timestamp_with_time_zone, uuid, uuid_null},
};

pub(super) struct Reasons;

impl MigrationName for Reasons {
    fn name(&self) -> &'static str {
        "m20261223_000070_hotline_reason"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reasons {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("hotline_reason")
                .col(uuid("id").primary_key())
                .col(uuid("about_id"))
                .col(string("step"))
                .col(text("words"))
                .col(uuid_null("by_id"))
                .col(string("by_name"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
        index(m, "hotline_reason", &["about_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("hotline_reason").to_owned())
            .await
    }
}
