//! Tables of the registry of sources.

use coloa_platform::db::{
    MigrationList,
    columns::{added, dropped},
};
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, string, string_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial), Box::new(Systems), Box::new(Unregistered)]
}

/// Platform, auth, the directory, systems and sources, for tests of this crate and of areas above it.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_system::migration::Migrator::migrations();
        all.extend(migrations());
        all
    }
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261128_000010_source"
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
                .table("source")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("protocol"))
                .col(string("shipper"))
                .col(uuid("agency_id"))
                .col(string("system"))
                .col(string_null("token_hash"))
                .col(string_null("token_hint"))
                .col(text("addresses"))
                .col(integer("zone_minutes"))
                .col(integer("silence_minutes"))
                .col(boolean("enabled"))
                .col(text("note"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_source_agency_id")
                .table("source")
                .col("agency_id")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("source_status")
                .col(uuid("source_id").primary_key())
                .col(timestamp_with_time_zone("first_at"))
                .col(timestamp_with_time_zone("last_at"))
                .col(string_null("last_sender"))
                .col(timestamp_with_time_zone_null("silent_since"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("source_traffic")
                .col(uuid("source_id"))
                .col(timestamp_with_time_zone("minute"))
                .col(big_integer("events"))
                .col(big_integer("bytes"))
                .col(big_integer("problems"))
                .col(big_integer("repeated"))
                .col(big_integer("dropped"))
                .primary_key(Index::create().col("source_id").col("minute"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_source_traffic_minute")
                .table("source_traffic")
                .col("minute")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["source_traffic", "source_status", "source"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Sources belong to registered systems, may collect for several agencies, and may show a certificate.
struct Systems;

impl MigrationName for Systems {
    fn name(&self) -> &'static str {
        "m20261201_000020_source_system"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Systems {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            uuid_null("system_id"),
            boolean("shared").default(false).to_owned(),
            string_null("certificate"),
        ] {
            m.alter_table(added("source", column)).await?;
        }
        // What was written about the system in words is kept as a note.
        m.get_connection()
            .execute_unprepared("UPDATE source SET note = system || ' ' || note WHERE system <> ''")
            .await?;
        m.alter_table(dropped("source", "system")).await?;
        m.create_table(
            Table::create()
                .table("system_status")
                .col(uuid("system_id"))
                .col(uuid("source_id"))
                .col(timestamp_with_time_zone("first_at"))
                .col(timestamp_with_time_zone("last_at"))
                .primary_key(Index::create().col("system_id").col("source_id"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("system_status").to_owned())
            .await?;
        m.alter_table(added("source", string("system").default("")))
            .await?;
        for column in ["certificate", "shared", "system_id"] {
            m.alter_table(dropped("source", column)).await?;
        }
        Ok(())
    }
}

/// Hosts that are seen in events and belong to no system.
struct Unregistered;

impl MigrationName for Unregistered {
    fn name(&self) -> &'static str {
        "m20261220_000020_unregistered_host"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Unregistered {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("unregistered_host")
                .col(uuid("id").primary_key())
                .col(uuid("source_id"))
                .col(string("host"))
                .col(string_null("sender"))
                .col(timestamp_with_time_zone("first_at"))
                .col(timestamp_with_time_zone("last_at"))
                .col(big_integer("events"))
                .col(timestamp_with_time_zone_null("ignored_at"))
                .col(string("ignored_by"))
                .col(text("ignored_why"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ux_unregistered_host_source_host")
                .table("unregistered_host")
                .col("source_id")
                .col("host")
                .unique()
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_unregistered_host_last_at")
                .table("unregistered_host")
                .col("last_at")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("unregistered_host").to_owned())
            .await
    }
}
