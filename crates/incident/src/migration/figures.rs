//! What periodic figures are summed from (ADR 0023): [`incident_figure`](crate::entity::figure::incident_figure), a
//! narrow row for each case that counts, and
//! [`incident_clock_day`](crate::entity::figure::incident_clock_day), clocks by duty, day and agency.
//!
//! SQLite: tables that triggers keep, whoever writes. PostgreSQL, which adds up wide rows with all its processors: views
//! of the same columns.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

pub(super) struct Figures;

impl MigrationName for Figures {
    fn name(&self) -> &'static str {
        "m20261223_000010_incident_figures"
    }
}

/// Tables and their indexes, one for each question. Figures of a case begin an index each, so that they come in the
/// order in which they are counted and nothing is sorted. What the former two indexes were for is gone.
const TABLES: &str = "
DROP INDEX ix_incident_figures;
DROP INDEX ix_incident_clock_figures;
CREATE TABLE incident_figure (
    incident_id uuid_text NOT NULL PRIMARY KEY, detected_at timestamp_with_timezone_text NOT NULL,
    agency_id uuid_text NOT NULL, group_code varchar NOT NULL, severity varchar NOT NULL,
    system_level integer NOT NULL, handled integer NOT NULL, closed integer NOT NULL,
    acknowledge_minutes integer, contain_minutes integer, recover_minutes integer, end_minutes integer
);
CREATE INDEX ix_incident_figure_agency ON incident_figure (agency_id, detected_at);
CREATE INDEX ix_incident_figure_group
    ON incident_figure (group_code, severity, system_level, handled, closed, detected_at, agency_id);
CREATE INDEX ix_incident_figure_acknowledge ON incident_figure (acknowledge_minutes, detected_at, agency_id);
CREATE INDEX ix_incident_figure_contain ON incident_figure (contain_minutes, detected_at, agency_id);
CREATE INDEX ix_incident_figure_recover ON incident_figure (recover_minutes, detected_at, agency_id);
CREATE INDEX ix_incident_figure_end ON incident_figure (end_minutes, detected_at, agency_id);
CREATE TABLE incident_clock_day (
    duty varchar NOT NULL, day integer NOT NULL, agency_id uuid_text NOT NULL,
    met integer NOT NULL, late integer NOT NULL, open integer NOT NULL,
    PRIMARY KEY (duty, day, agency_id)
) WITHOUT ROWID;
CREATE INDEX ix_incident_clock_day_agency ON incident_clock_day (agency_id, day, duty, met, late, open);
";

/// The row of each case that is real.
const CASES: &str = "
INSERT INTO incident_figure SELECT id, detected_at, agency_id, group_code, severity, system_level,
    state IN ('recovered', 'ended', 'closed') OR recovered_at IS NOT NULL OR ended_at IS NOT NULL, state = 'closed',
    (unixepoch(acknowledged_at) - unixepoch(reported_at)) / 60, (unixepoch(contained_at) - unixepoch(detected_at)) / 60,
    (unixepoch(recovered_at) - unixepoch(detected_at)) / 60, (unixepoch(ended_at) - unixepoch(detected_at)) / 60
FROM incident WHERE drill_id IS NULL AND state NOT IN ('dismissed', 'merged')";

/// What figures of a case hang on.
const OF_CASE: [&str; 12] = [
    "drill_id",
    "state",
    "detected_at",
    "agency_id",
    "group_code",
    "severity",
    "system_level",
    "reported_at",
    "acknowledged_at",
    "contained_at",
    "recovered_at",
    "ended_at",
];
/// What figures of a clock hang on.
const OF_CLOCK: [&str; 6] = [
    "incident_id",
    "duty",
    "starts_at",
    "met_at",
    "due_when_met",
    "void_at",
];

/// Adds the clocks of real cases that `which` picks, or with `-` takes them away. Days are those of Việt Nam, seven hours
/// before UTC.
fn clocks(sign: &str, which: &str) -> String {
    format!(
        "INSERT INTO incident_clock_day (duty, day, agency_id, met, late, open)
        SELECT k.duty, (unixepoch(k.starts_at) + 25200) / 86400, f.agency_id,
            {sign}sum(k.met_at IS NOT NULL AND (k.due_when_met IS NULL OR k.met_at <= k.due_when_met)),
            {sign}sum(k.met_at IS NOT NULL AND k.due_when_met IS NOT NULL AND k.met_at > k.due_when_met),
            {sign}sum(k.met_at IS NULL)
        FROM incident_clock k JOIN incident_figure f ON f.incident_id = k.incident_id
        WHERE k.void_at IS NULL AND {which}
        GROUP BY 1, 2, 3
        ON CONFLICT (duty, day, agency_id)
        DO UPDATE SET met = met + excluded.met, late = late + excluded.late, open = open + excluded.open;"
    )
}

/// Triggers of a table: what goes is taken away before, what comes is added afterwards.
fn triggers(table: &str, columns: &[&str], goes: &str, comes: &str) -> String {
    let row = |which: &str| {
        let all: Vec<String> = columns.iter().map(|c| format!("{which}.{c}")).collect();
        format!("({})", all.join(", "))
    };
    let changed = format!("WHEN {} IS NOT {}", row("old"), row("new"));
    format!(
        "CREATE TRIGGER {table}_figure_added AFTER INSERT ON {table} BEGIN {comes} END;
        CREATE TRIGGER {table}_figure_changes BEFORE UPDATE ON {table} {changed} BEGIN {goes} END;
        CREATE TRIGGER {table}_figure_changed AFTER UPDATE ON {table} {changed} BEGIN {comes} END;
        CREATE TRIGGER {table}_figure_removed BEFORE DELETE ON {table} BEGIN {goes} END;"
    )
}

fn sqlite() -> String {
    let case_goes = format!(
        "{} DELETE FROM incident_figure WHERE incident_id = old.id;",
        clocks("-", "k.incident_id = old.id")
    );
    let case_comes = format!(
        "{CASES} AND id = new.id; {}",
        clocks("", "k.incident_id = new.id")
    );
    let clock_goes = clocks("-", "k.id = old.id");
    let clock_comes = clocks("", "k.id = new.id");
    [
        TABLES.to_owned(),
        format!("{CASES};"),
        clocks("", "true"),
        triggers("incident", &OF_CASE, &case_goes, &case_comes),
        triggers("incident_clock", &OF_CLOCK, &clock_goes, &clock_comes),
    ]
    .concat()
}

/// A row for each case and each clock; the index lets PostgreSQL know how many clocks are of a day.
const POSTGRES: &str = "
CREATE VIEW incident_figure AS SELECT id AS incident_id, detected_at, agency_id, group_code, severity, system_level,
    (state IN ('recovered', 'ended', 'closed') OR recovered_at IS NOT NULL OR ended_at IS NOT NULL)::int AS handled,
    (state = 'closed')::int AS closed,
    floor(extract(epoch FROM acknowledged_at - reported_at) / 60)::bigint AS acknowledge_minutes,
    floor(extract(epoch FROM contained_at - detected_at) / 60)::bigint AS contain_minutes,
    floor(extract(epoch FROM recovered_at - detected_at) / 60)::bigint AS recover_minutes,
    floor(extract(epoch FROM ended_at - detected_at) / 60)::bigint AS end_minutes
FROM incident WHERE drill_id IS NULL AND state NOT IN ('dismissed', 'merged');
CREATE INDEX ix_incident_clock_day
    ON incident_clock (((starts_at AT TIME ZONE INTERVAL '+07:00')::date - DATE '1970-01-01'));
CREATE VIEW incident_clock_day AS SELECT k.duty,
    (k.starts_at AT TIME ZONE INTERVAL '+07:00')::date - DATE '1970-01-01' AS day, f.agency_id,
    (k.met_at IS NOT NULL AND (k.due_when_met IS NULL OR k.met_at <= k.due_when_met))::int AS met,
    (k.met_at IS NOT NULL AND k.due_when_met IS NOT NULL AND k.met_at > k.due_when_met)::int AS late,
    (k.met_at IS NULL)::int AS open
FROM incident_clock k JOIN incident_figure f ON f.incident_id = k.incident_id
WHERE k.void_at IS NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for Figures {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        let statements = match db.get_database_backend() {
            DbBackend::Sqlite => sqlite(),
            _ => POSTGRES.to_owned(),
        };
        db.execute_unprepared(&statements).await?;
        Ok(())
    }
}
