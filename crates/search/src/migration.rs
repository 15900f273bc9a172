//! Tables of kept searches and of holds.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, integer_null, string, string_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

/// Platform, auth, the directory and this, for tests.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_agency::migration::Migrator::migrations();
        all.extend(migrations());
        all
    }
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261128_000013_search"
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
                .table("saved_search")
                .col(uuid("id").primary_key())
                .col(uuid("owner_id"))
                .col(string("owner_name"))
                .col(string("name"))
                .col(text("query"))
                .col(integer_null("minutes"))
                .col(boolean("shared"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_saved_search_owner_id")
                .table("saved_search")
                .col("owner_id")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("event_hold")
                .col(uuid("id").primary_key())
                .col(text("reason"))
                .col(uuid_null("agency_id"))
                .col(timestamp_with_time_zone("time_from"))
                .col(timestamp_with_time_zone("time_to"))
                .col(string("placed_by"))
                .col(timestamp_with_time_zone("placed_at"))
                .col(string_null("lifted_by"))
                .col(timestamp_with_time_zone_null("lifted_at"))
                .col(text("lift_reason"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("event_hold").to_owned()).await?;
        m.drop_table(Table::drop().table("saved_search").to_owned()).await
    }
}
