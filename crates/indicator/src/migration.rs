//! Tables of indicators.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, json, string, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261201_000040_indicator"
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
                .table("indicator_list")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("origin"))
                .col(string("level"))
                .col(string("tlp"))
                .col(boolean("enabled"))
                .col(timestamp_with_time_zone_null("expires_at"))
                .col(big_integer("entries"))
                .col(big_integer("left_out"))
                .col(json("kinds"))
                .col(string("sha256"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("changed_at"))
                .col(string("past_state"))
                .col(integer("past_days"))
                .col(big_integer("past_events"))
                .col(big_integer("past_found"))
                .col(integer("version"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("indicator_list").to_owned())
            .await
    }
}
