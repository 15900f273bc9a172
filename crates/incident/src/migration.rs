//! Tables of incidents.

mod figures;
mod later;
mod tables;

use coloa_platform::db::MigrationList;
use sea_orm_migration::prelude::*;
use tables::{cases, drills, network, parts};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![
        Box::new(Initial),
        Box::new(later::Sides),
        Box::new(later::Lists),
        Box::new(figures::Figures),
        Box::new(later::SecretNames),
    ]
}

/// Platform, auth, the directory, systems, the number register and incidents, for tests of this crate and of areas above it.
#[derive(Debug)]
pub struct Migrator;
#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_system::migration::Migrator::migrations();
        all.extend(coloa_document::migration::migrations());
        all.extend(migrations());
        all
    }
}

struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m20261215_000010_incident"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in cases()
            .into_iter()
            .chain(parts())
            .chain(network())
            .chain(drills())
        {
            m.create_table(table).await?;
        }
        for (name, table, columns, unique) in INDEXES {
            let mut index = Index::create();
            index.name(*name).table(*table);
            for column in *columns {
                index.col(*column);
            }
            if *unique {
                index.unique();
            }
            m.create_index(index.to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            m.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Name, table, columns, unique.
const INDEXES: &[(&str, &str, &[&str], bool)] = &[
    ("ux_incident_code", "incident", &["code"], true),
    ("ix_incident_state", "incident", &["state", "detected_at"], false),
    ("ix_incident_detected", "incident", &["detected_at"], false),
    (
        "ix_incident_agency",
        "incident",
        &["agency_id", "detected_at"],
        false,
    ),
    ("ix_incident_due", "incident", &["next_due"], false),
    ("ix_incident_drill", "incident", &["drill_id"], false),
    // Holds all that periodic figures look at: no row is opened for them.
    (
        "ix_incident_figures",
        "incident",
        &[
            "detected_at",
            "drill_id",
            "state",
            "agency_id",
            "group_code",
            "severity",
            "system_level",
            "reported_at",
            "acknowledged_at",
            "contained_at",
            "recovered_at",
            "ended_at",
            "id",
        ],
        false,
    ),
    (
        "ix_incident_clock_figures",
        "incident_clock",
        &[
            "duty",
            "starts_at",
            "void_at",
            "met_at",
            "due_when_met",
            "due_at",
            "incident_id",
        ],
        false,
    ),
    ("ix_incident_system", "incident", &["system_id"], false),
    (
        "ix_incident_clock_case",
        "incident_clock",
        &["incident_id"],
        false,
    ),
    (
        "ix_incident_clock_due",
        "incident_clock",
        &["met_at", "due_at"],
        false,
    ),
    (
        "ix_clock_change_case",
        "incident_clock_change",
        &["incident_id", "at"],
        false,
    ),
    (
        "ix_incident_entry_case",
        "incident_entry",
        &["incident_id", "at"],
        false,
    ),
    (
        "ix_incident_task_case",
        "incident_task",
        &["incident_id", "place"],
        false,
    ),
    (
        "ix_incident_task_due",
        "incident_task",
        &["state", "due_at"],
        false,
    ),
    (
        "ix_incident_evidence_case",
        "incident_evidence",
        &["incident_id"],
        false,
    ),
    (
        "ix_evidence_custody_case",
        "incident_evidence_custody",
        &["incident_id", "at"],
        false,
    ),
    (
        "ux_incident_indicator",
        "incident_indicator",
        &["incident_id", "kind", "value"],
        true,
    ),
    (
        "ix_incident_indicator_value",
        "incident_indicator",
        &["value"],
        false,
    ),
    (
        "ux_incident_link",
        "incident_link",
        &["incident_id", "kind", "target"],
        true,
    ),
    (
        "ix_incident_link_target",
        "incident_link",
        &["kind", "target"],
        false,
    ),
    (
        "ux_incident_member",
        "incident_member",
        &["incident_id", "person_id"],
        true,
    ),
    (
        "ix_incident_report_case",
        "incident_report",
        &["incident_id"],
        false,
    ),
    (
        "ix_response_contact_kind",
        "response_contact",
        &["kind", "folded"],
        false,
    ),
    (
        "ix_response_contact_agency",
        "response_contact",
        &["agency_id"],
        false,
    ),
    (
        "ix_response_roster_time",
        "response_roster",
        &["to_at", "from_at"],
        false,
    ),
    (
        "ix_call_out_case",
        "call_out",
        &["incident_id", "asked_at"],
        false,
    ),
    (
        "ix_call_out_open",
        "call_out",
        &["acknowledged_at", "asked_at"],
        false,
    ),
    ("ux_call_out_code", "call_out", &["code"], true),
    (
        "ix_assistance_case",
        "incident_assistance",
        &["incident_id"],
        false,
    ),
    (
        "ix_assistance_agency",
        "incident_assistance",
        &["agency_id", "state"],
        false,
    ),
    ("ux_drill_code", "drill", &["code"], true),
    ("ix_drill_agency", "drill_agency", &["drill_id"], false),
    ("ix_drill_inject", "drill_inject", &["drill_id", "minute"], false),
];

const TABLES: &[&str] = &[
    "incident",
    "incident_clock",
    "incident_clock_change",
    "incident_entry",
    "incident_task",
    "incident_evidence",
    "incident_evidence_custody",
    "incident_indicator",
    "incident_link",
    "incident_member",
    "incident_report",
    "response_contact",
    "response_roster",
    "call_out",
    "incident_assistance",
    "drill",
    "drill_agency",
    "drill_inject",
];
