//! Tables of incidents.

mod figures;
mod later;

use coloa_platform::db::MigrationList;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, boolean_null, date, date_null, integer, integer_null, string, text,
        timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

/// In order of application.
#[must_use]
pub fn migrations() -> MigrationList {
    vec![
        Box::new(Initial),
        Box::new(later::Sides),
        Box::new(later::Lists),
        Box::new(figures::Figures),
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

/// The case.
fn cases() -> Vec<TableCreateStatement> {
    vec![table(
        "incident",
        vec![
            key(),
            string("code"),
            string("title"),
            string("folded"),
            text("description"),
            uuid("agency_id"),
            uuid_null("system_id"),
            string("system_name"),
            integer("system_level"),
            boolean("listed"),
            string("group_code"),
            string("scenario"),
            string("severity"),
            string("state"),
            string("origin"),
            string("origin_ref"),
            string("reporter"),
            text("facts"),
            text("account"),
            boolean_null("confirmed_serious"),
            boolean("serious"),
            boolean("personal_data"),
            boolean("state_secret"),
            boolean("restricted"),
            timestamp_with_time_zone("detected_at"),
            timestamp_with_time_zone_null("occurred_at"),
            timestamp_with_time_zone_null("data_known_at"),
            timestamp_with_time_zone("reported_at"),
            timestamp_with_time_zone_null("acknowledged_at"),
            timestamp_with_time_zone_null("contained_at"),
            timestamp_with_time_zone_null("eradicated_at"),
            timestamp_with_time_zone_null("recovered_at"),
            timestamp_with_time_zone_null("ended_at"),
            timestamp_with_time_zone_null("closed_at"),
            uuid_null("lead_id"),
            string("lead_name"),
            string("playbook"),
            uuid_null("merged_into"),
            uuid_null("drill_id"),
            timestamp_with_time_zone_null("next_due"),
            string("created_by"),
            integer("version"),
        ],
    )]
}

/// What hangs on a case.
fn parts() -> Vec<TableCreateStatement> {
    vec![
        table(
            "incident_clock",
            vec![
                key(),
                uuid("incident_id"),
                string("duty"),
                string("owed_by"),
                string("owed_to"),
                timestamp_with_time_zone("starts_at"),
                timestamp_with_time_zone_null("due_at"),
                timestamp_with_time_zone_null("met_at"),
                string("met_by"),
                timestamp_with_time_zone_null("due_when_met"),
                string("proof"),
                uuid_null("report_id"),
                timestamp_with_time_zone_null("acknowledged_at"),
                string("acknowledged_by"),
                timestamp_with_time_zone_null("void_at"),
                integer("reminded"),
                integer("version"),
            ],
        ),
        table(
            "incident_clock_change",
            vec![
                key(),
                uuid("incident_id"),
                uuid("clock_id"),
                string("what"),
                timestamp_with_time_zone_null("old_due"),
                timestamp_with_time_zone_null("new_due"),
                text("reason"),
                string("by_name"),
                timestamp_with_time_zone("at"),
            ],
        ),
        table(
            "incident_entry",
            vec![
                key(),
                uuid("incident_id"),
                timestamp_with_time_zone("at"),
                timestamp_with_time_zone("written_at"),
                string("kind"),
                string("side"),
                boolean("internal"),
                text("text"),
                text("detail"),
                uuid_null("author_id"),
                string("author_name"),
            ],
        ),
        table(
            "incident_task",
            vec![
                key(),
                uuid("incident_id"),
                integer("place"),
                string("phase"),
                string("title"),
                text("text"),
                string("side"),
                uuid_null("assignee_id"),
                string("assignee_name"),
                timestamp_with_time_zone_null("due_at"),
                string("state"),
                text("result"),
                timestamp_with_time_zone_null("done_at"),
                string("done_by"),
                string("playbook"),
                uuid_null("plan_duty"),
                integer("version"),
            ],
        ),
        table(
            "incident_evidence",
            vec![
                key(),
                uuid("incident_id"),
                string("name"),
                text("note"),
                uuid_null("file_id"),
                string("sha256"),
                big_integer("size"),
                string("kind"),
                boolean("dangerous"),
                string("scanned"),
                timestamp_with_time_zone("collected_at"),
                string("collected_from"),
                string("tool"),
                string("operator"),
                string("approver"),
                string("witness"),
                boolean("repeatable"),
                uuid_null("minutes_file"),
                string("added_by"),
                timestamp_with_time_zone("added_at"),
            ],
        ),
        table(
            "incident_evidence_custody",
            vec![
                key(),
                uuid("incident_id"),
                uuid("evidence_id"),
                string("what"),
                timestamp_with_time_zone("at"),
                string("from_name"),
                string("to_name"),
                text("purpose"),
                string("sha256"),
                string("by_name"),
            ],
        ),
        table(
            "incident_indicator",
            vec![
                key(),
                uuid("incident_id"),
                string("kind"),
                string("value"),
                text("note"),
                string("source"),
                string("added_by"),
                timestamp_with_time_zone("added_at"),
            ],
        ),
        table(
            "incident_link",
            vec![
                key(),
                uuid("incident_id"),
                string("kind"),
                string("target"),
                string("label"),
                string("added_by"),
                timestamp_with_time_zone("added_at"),
            ],
        ),
        table(
            "incident_member",
            vec![
                key(),
                uuid("incident_id"),
                uuid("person_id"),
                string("name"),
                string("added_by"),
                timestamp_with_time_zone("added_at"),
            ],
        ),
        table(
            "incident_report",
            vec![
                key(),
                uuid("incident_id"),
                string("form"),
                integer("place"),
                string("state"),
                text("content"),
                text("recipients"),
                string("number"),
                date_null("issued_on"),
                string("issued_by"),
                uuid_null("file_id"),
                uuid_null("signed_file"),
                string("created_by"),
                timestamp_with_time_zone("created_at"),
                integer("version"),
            ],
        ),
    ]
}

/// Who can be called, and who was.
fn network() -> Vec<TableCreateStatement> {
    vec![
        table(
            "response_contact",
            vec![
                key(),
                string("kind"),
                string("body"),
                uuid_null("agency_id"),
                uuid_null("person_id"),
                string("name"),
                string("folded"),
                string("post"),
                string("phone"),
                string("email"),
                string("skills"),
                boolean("always"),
                boolean("active"),
                text("note"),
                timestamp_with_time_zone("changed_at"),
                timestamp_with_time_zone_null("told_at"),
                integer("version"),
            ],
        ),
        table(
            "response_roster",
            vec![
                key(),
                uuid("contact_id"),
                string("line"),
                timestamp_with_time_zone("from_at"),
                timestamp_with_time_zone("to_at"),
                string("made_by"),
            ],
        ),
        table(
            "call_out",
            vec![
                key(),
                uuid("incident_id"),
                uuid_null("drill_id"),
                uuid("contact_id"),
                string("contact_name"),
                string("channel"),
                text("text"),
                string("code"),
                string("asked_by"),
                timestamp_with_time_zone("asked_at"),
                timestamp_with_time_zone_null("sent_at"),
                string("error"),
                timestamp_with_time_zone_null("acknowledged_at"),
                string("acknowledged_by"),
                string("answer"),
                timestamp_with_time_zone_null("escalated_at"),
            ],
        ),
        table(
            "incident_assistance",
            vec![
                key(),
                uuid("incident_id"),
                uuid("agency_id"),
                text("wanted"),
                string("state"),
                text("answer"),
                string("asked_by"),
                timestamp_with_time_zone("asked_at"),
                string("answered_by"),
                timestamp_with_time_zone_null("answered_at"),
                timestamp_with_time_zone_null("done_at"),
                integer("version"),
            ],
        ),
    ]
}

/// Exercises.
fn drills() -> Vec<TableCreateStatement> {
    vec![
        table(
            "drill",
            vec![
                key(),
                string("code"),
                string("title"),
                string("folded"),
                text("purpose"),
                uuid("agency_id"),
                string("playbook"),
                string("state"),
                date("planned_on"),
                timestamp_with_time_zone_null("started_at"),
                timestamp_with_time_zone_null("ended_at"),
                integer("speed"),
                text("targets"),
                text("review"),
                string("created_by"),
                timestamp_with_time_zone("created_at"),
                integer("version"),
            ],
        ),
        table(
            "drill_agency",
            vec![
                key(),
                uuid("drill_id"),
                uuid("agency_id"),
                uuid_null("incident_id"),
            ],
        ),
        table(
            "drill_inject",
            vec![
                key(),
                uuid("drill_id"),
                integer("minute"),
                uuid_null("agency_id"),
                string("title"),
                text("text"),
                string("expects"),
                integer_null("within_minutes"),
                timestamp_with_time_zone_null("delivered_at"),
            ],
        ),
    ]
}

fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for mut column in columns {
        table.col(&mut column);
    }
    table.take()
}

fn key() -> ColumnDef {
    uuid("id").primary_key().take()
}
