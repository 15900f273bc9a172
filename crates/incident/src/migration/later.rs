//! What cases learned after their first form.

use coloa_platform::db::columns::added;
use sea_orm_migration::{
    prelude::*,
    schema::{boolean, string_null, timestamp_with_time_zone_null, uuid_null},
};

/// Whose internal lines are whose; whom the law means where owner and operator are one, or the system is of defence.
pub(super) struct Sides;

impl MigrationName for Sides {
    fn name(&self) -> &'static str {
        "m20261221_000040_incident_sides"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sides {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("incident_entry", uuid_null("agency_id")),
            ("incident", string_null("system_exempt")),
            ("incident", boolean("self_operated").default(true).take()),
            ("incident", timestamp_with_time_zone_null("capacity_known_at")),
        ] {
            m.alter_table(added(table, column)).await?;
        }
        Ok(())
    }
}

/// Lists and counts of cases are answered from an index alone: the rows are wide.
pub(super) struct Lists;

impl MigrationName for Lists {
    fn name(&self) -> &'static str {
        "m20261222_000010_incident_lists"
    }
}

/// What lists are narrowed and sorted by.
const LIST: &[&str] = &[
    "drill_id",
    "state",
    "next_due",
    "detected_at",
    "id",
    "agency_id",
    "severity",
    "serious",
    "restricted",
];
/// What a search by name looks through.
const NAMES: &[&str] = &[
    "drill_id",
    "detected_at",
    "id",
    "state",
    "agency_id",
    "restricted",
    "folded",
];

#[async_trait::async_trait]
impl MigrationTrait for Lists {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Both begin as these do.
        for name in ["ix_incident_drill", "ix_incident_state"] {
            m.drop_index(Index::drop().name(name).table("incident").to_owned())
                .await?;
        }
        for (name, columns) in [("ix_incident_list", LIST), ("ix_incident_names", NAMES)] {
            let mut index = Index::create();
            index.name(name).table("incident");
            for column in columns {
                index.col(*column);
            }
            m.create_index(index.to_owned()).await?;
        }
        Ok(())
    }
}

/// A case under suspicion of a leaked state secret is no longer found by its title, which is not shown.
pub(super) struct SecretNames;

impl MigrationName for SecretNames {
    fn name(&self) -> &'static str {
        "m20261226_000010_incident_secret_names"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SecretNames {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Without the name of the system too, until the case is written again: SQL does not fold Vietnamese.
        m.get_connection()
            .execute_unprepared("UPDATE incident SET folded = lower(code) WHERE state_secret")
            .await?;
        Ok(())
    }
}
