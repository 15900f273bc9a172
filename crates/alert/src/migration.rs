//! Tables of alerts.

use coloa_platform::db::{
    MigrationList,
    columns::{added, dropped},
};
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, integer, integer_null, json, json_null, string, string_null, text,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![Box::new(Initial), Box::new(Systems), Box::new(Taken)]
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

/// Alerts know the system that they are about; findings that are held back; who is told; notes from shift to shift.
struct Systems;
impl MigrationName for Systems {
    fn name(&self) -> &'static str {
        "m20261201_000050_alert_system"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Systems {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            integer("rule_severity").default(0).to_owned(),
            uuid_null("system_id"),
            string_null("system_name"),
            integer_null("system_level"),
        ] {
            m.alter_table(added("alert", column)).await?;
        }
        m.get_connection()
            .execute_unprepared("UPDATE alert SET rule_severity = severity")
            .await?;
        m.create_table(
            Table::create()
                .table("alert_suppression")
                .col(uuid("id").primary_key())
                .col(string_null("rule_id"))
                .col(string_null("rule_title"))
                .col(string_null("entity"))
                .col(string_null("host"))
                .col(uuid_null("source_id"))
                .col(uuid_null("agency_id"))
                .col(text("reason"))
                .col(timestamp_with_time_zone("until"))
                .col(big_integer("held"))
                .col(timestamp_with_time_zone_null("last_held_at"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("created_at"))
                .col(string_null("lifted_by"))
                .col(timestamp_with_time_zone_null("lifted_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("alert_channel")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("kind"))
                .col(text("target"))
                .col(text("secret"))
                .col(integer("severity"))
                .col(string("hours"))
                .col(uuid_null("agency_id"))
                .col(boolean("enabled"))
                .col(uuid_null("told_until"))
                .col(timestamp_with_time_zone_null("last_sent_at"))
                .col(text("last_error"))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("shift_note")
                .col(uuid("id").primary_key())
                .col(text("text"))
                .col(json("open"))
                .col(uuid_null("author_id"))
                .col(string("author_name"))
                .col(timestamp_with_time_zone("written_at"))
                .col(string_null("taken_by"))
                .col(timestamp_with_time_zone_null("taken_at"))
                .to_owned(),
        )
        .await?;
        for (name, column) in [
            ("ix_alert_system_id", "system_id"),
            ("ix_alert_last_at", "last_at"),
        ] {
            m.create_index(Index::create().name(name).table("alert").col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for name in ["ix_alert_last_at", "ix_alert_system_id"] {
            m.drop_index(Index::drop().name(name).table("alert").to_owned())
                .await?;
        }
        for table in ["shift_note", "alert_channel", "alert_suppression"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["system_level", "system_name", "system_id", "rule_severity"] {
            m.alter_table(dropped("alert", column)).await?;
        }
        Ok(())
    }
}

/// How far the findings of the log are taken.
struct Taken;
impl MigrationName for Taken {
    fn name(&self) -> &'static str {
        "m20261202_000060_alert_taken"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Taken {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("alert_taken")
                .col(integer("id").primary_key())
                .col(big_integer("seq"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("alert_taken").to_owned()).await
    }
}
