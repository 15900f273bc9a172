//! Tables of alerts.

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, integer, json, json_null, string, string_null, text, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial)]
}

/// All that alerts stand on, for tests of this crate and of areas above it.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_source::migration::Migrator::migrations();
        all.extend(migrations());
        all
    }
}

struct Initial;
impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261128_000020_alert"
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
                .table("alert")
                .col(uuid("id").primary_key())
                .col(string("rule_id"))
                .col(string("rule_title"))
                .col(integer("severity"))
                .col(json("tags"))
                .col(string("entity_kind"))
                .col(string("entity"))
                .col(uuid_null("agency_id"))
                .col(uuid("source_id"))
                .col(string_null("host"))
                .col(timestamp_with_time_zone("first_at"))
                .col(timestamp_with_time_zone("last_at"))
                .col(big_integer("count"))
                .col(big_integer("events"))
                .col(string("state"))
                .col(string_null("verdict"))
                .col(uuid_null("assignee_id"))
                .col(string_null("assignee_name"))
                .col(timestamp_with_time_zone("raised_at"))
                .col(timestamp_with_time_zone_null("acknowledged_at"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("alert_finding")
                .col(string("id").primary_key())
                .col(uuid("alert_id"))
                .col(timestamp_with_time_zone("at"))
                .col(big_integer("seq"))
                .col(big_integer("events"))
                .col(string_null("host"))
                .col(json_null("event"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("alert_note")
                .col(uuid("id").primary_key())
                .col(uuid("alert_id"))
                .col(string("step"))
                .col(text("text"))
                .col(uuid_null("author_id"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("written_at"))
                .to_owned(),
        )
        .await?;
        for (name, table, columns) in [
            ("ix_alert_group", "alert", &["rule_id", "entity", "state"][..]),
            ("ix_alert_raised_at", "alert", &["state", "severity", "last_at"]),
            ("ix_alert_agency_id", "alert", &["agency_id", "last_at"]),
            ("ix_alert_finding_alert_id", "alert_finding", &["alert_id", "at"]),
            ("ix_alert_note_alert_id", "alert_note", &["alert_id"]),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            m.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["alert_note", "alert_finding", "alert"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
