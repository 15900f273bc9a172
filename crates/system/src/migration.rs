//! Tables of information systems.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{boolean, date_null, integer, string, string_null, text, timestamp_with_time_zone, uuid},
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

/// Platform, auth, the directory and systems, for tests of this crate and of areas above it.
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
        "m20261201_000010_system"
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
                .table("information_system")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("folded"))
                .col(uuid("agency_id"))
                .col(integer("level"))
                .col(boolean("priority"))
                .col(string_null("exempt"))
                .col(date_null("national_since"))
                .col(text("note"))
                .col(boolean("active"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("system_host")
                .col(uuid("id").primary_key())
                .col(uuid("system_id"))
                .col(string("name"))
                .col(text("addresses"))
                .to_owned(),
        )
        .await?;
        for (name, table, column) in [
            (
                "ix_information_system_agency_id",
                "information_system",
                "agency_id",
            ),
            ("ix_information_system_folded", "information_system", "folded"),
            ("ix_system_host_system_id", "system_host", "system_id"),
        ] {
            m.create_index(Index::create().name(name).table(table).col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["system_host", "information_system"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
