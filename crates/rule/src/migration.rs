//! Tables of rules.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{boolean, integer, string, text, timestamp_with_time_zone, uuid},
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261201_000030_rule"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("rule_document")
                .col(uuid("id").primary_key())
                .col(string("rule_id").unique_key())
                .col(string("kind"))
                .col(string("title"))
                .col(string("pack"))
                .col(string("file"))
                .col(text("text"))
                .col(string("sha256"))
                .col(integer("version"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("changed_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("rule_version")
                .col(uuid("id").primary_key())
                .col(string("rule_id"))
                .col(integer("version"))
                .col(text("text"))
                .col(text("note"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("written_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("rule_switch")
                .col(string("rule_id").primary_key())
                .col(boolean("off"))
                .col(text("reason"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("changed_at"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_rule_version_rule_id")
                .table("rule_version")
                .col("rule_id")
                .col("version")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rule_switch", "rule_version", "rule_document"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
