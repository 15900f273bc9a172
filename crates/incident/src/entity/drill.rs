//! Tables of drills.

use super::table;

table!(
    /// An exercise over the same engine as real cases.
    drill, "drill", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    /// `DT-2026-01`.
    code: String,
    title: String, folded: String,
    #[sea_orm(column_type = "Text")] purpose: String,
    /// Who holds it; whose reach it lies in.
    agency_id: Uuid,
    /// Playbook whose injects it began with; empty: none.
    playbook: String,
    /// [`crate::model::DrillState`].
    state: String,
    planned_on: Date,
    started_at: Option<ChronoDateTimeUtc>, ended_at: Option<ChronoDateTimeUtc>,
    /// Minutes of the exercise that pass in one minute of the clock on the wall.
    speed: i32,
    /// Targets in minutes of the exercise: [`crate::model::DrillTargets`] as JSON.
    #[sea_orm(column_type = "Text")] targets: String,
    /// What was seen, strengths and lessons, for the after-action report.
    #[sea_orm(column_type = "Text")] review: String,
    created_by: String, created_at: ChronoDateTimeUtc,
    version: i32,
});
table!(
    /// An agency that takes part.
    drill_agency, "drill_agency", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    drill_id: Uuid, agency_id: Uuid,
    /// Their case; made by the first inject.
    incident_id: Option<Uuid>,
});
table!(
    /// Something that happens in the exercise.
    drill_inject, "drill_inject", {
    #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
    drill_id: Uuid,
    /// Minutes of the exercise after its start.
    minute: i32,
    /// For one agency; null: for all that take part.
    agency_id: Option<Uuid>,
    title: String,
    #[sea_orm(column_type = "Text")] text: String,
    /// What should be done: a milestone of [`crate::model::Milestone`]; empty: nothing measured.
    expects: String,
    within_minutes: Option<i32>,
    delivered_at: Option<ChronoDateTimeUtc>,
});
