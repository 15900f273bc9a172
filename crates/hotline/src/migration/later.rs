//! What tables learned after their first form.

use super::tables::index;
use coloa_platform::db::columns::{added, dropped};
use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, integer, string, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

/// When the words of an objection were erased.
pub(super) struct ContestErased;

impl MigrationName for ContestErased {
    fn name(&self) -> &'static str {
        "m20261223_000010_hotline_contest_erased"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ContestErased {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("erased_at");
        m.alter_table(added("hotline_contest", column)).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(dropped("hotline_contest", "erased_at")).await
    }
}

/// How urgent reports were said to be, by whom and why.
pub(super) struct Urgencies;

impl MigrationName for Urgencies {
    fn name(&self) -> &'static str {
        "m20261223_000020_hotline_urgency"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Urgencies {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("hotline_urgency")
                .col(uuid("id").primary_key())
                .col(uuid("report_id"))
                .col(integer("before"))
                .col(integer("after"))
                .col(text("reason"))
                .col(uuid_null("by_id"))
                .col(string("by_name"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
        index(m, "hotline_urgency", &["report_id"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("hotline_urgency").to_owned())
            .await
    }
}

/// Settings are changed with the version that was seen.
pub(super) struct SettingVersions;

impl MigrationName for SettingVersions {
    fn name(&self) -> &'static str {
        "m20261223_000030_hotline_setting_versions"
    }
}

/// What an installation sets.
const SETTINGS: [&str; 5] = [
    "hotline_desk",
    "hotline_client",
    "hotline_template",
    "hotline_contact",
    "hotline_scam_type",
];

#[async_trait::async_trait]
impl MigrationTrait for SettingVersions {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in SETTINGS {
            m.alter_table(added(table, integer("version").default(1))).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in SETTINGS {
            m.alter_table(dropped(table, "version")).await?;
        }
        Ok(())
    }
}

/// Which reports are of one origin, although nobody remembers which; and what a verifier stated about the others.
pub(super) struct Origins;

impl MigrationName for Origins {
    fn name(&self) -> &'static str {
        "m20261223_000040_hotline_origin"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Origins {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added("hotline_report", uuid_null("origin")))
            .await?;
        m.alter_table(added("hotline_report", text_null("contact_tags")))
            .await?;
        m.alter_table(added("hotline_verdict", text("statement").default("")))
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("hotline_verdict", "statement"),
            ("hotline_report", "contact_tags"),
            ("hotline_report", "origin"),
        ] {
            m.alter_table(dropped(table, column)).await?;
        }
        Ok(())
    }
}

/// Of which numbers of services an operator said that they join.
pub(super) struct JoiningHubs;

impl MigrationName for JoiningHubs {
    fn name(&self) -> &'static str {
        "m20261223_000050_hotline_hub_joins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for JoiningHubs {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(added("hotline_hub", boolean("joins").default(false)))
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(dropped("hotline_hub", "joins")).await
    }
}

/// Finds the urgent reports that wait, every minute, among all.
pub(super) struct Waiting;

impl MigrationName for Waiting {
    fn name(&self) -> &'static str {
        "m20261223_000060_hotline_waiting"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Waiting {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        index(m, "hotline_report", &["urgency", "state", "received_at"], false).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let name = "ix_hotline_report_urgency_state_received_at";
        m.drop_index(Index::drop().name(name).table("hotline_report").to_owned())
            .await
    }
}
