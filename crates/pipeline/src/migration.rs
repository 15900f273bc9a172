//! Tables of the list of segments.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, date, integer, json_null, string, timestamp_with_time_zone, uuid},
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261128_000014_event_segment"
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
                .table("event_segment")
                .col(uuid("id").primary_key())
                .col(date("day"))
                .col(integer("class"))
                .col(big_integer("seq_from"))
                .col(big_integer("seq_to"))
                .col(timestamp_with_time_zone("time_from"))
                .col(timestamp_with_time_zone("time_to"))
                .col(big_integer("rows"))
                .col(integer("row_groups"))
                .col(big_integer("bytes"))
                .col(big_integer("words_bytes"))
                .col(big_integer("raw_bytes"))
                .col(json_null("agencies"))
                .col(string("sha256"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("event_flush")
                .col(integer("id").primary_key())
                .col(big_integer("flushed"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("event_flush").to_owned())
            .await?;
        m.drop_table(Table::drop().table("event_segment").to_owned())
            .await
    }
}
