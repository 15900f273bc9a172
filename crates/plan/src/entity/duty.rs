//! Table `duty`: what one agency owes by one date; the words stand in `duty_text`.

use sea_orm::entity::prelude::*;

/// What one agency owes by one date; the words stand in `duty_text`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub text_id: Uuid,
    pub plan_id: Option<Uuid>,
    pub agency_id: Uuid,
    /// The agency the plan names, where the duty was handed to another.
    pub assigned_from: Option<Uuid>,
    /// `lead`, `coordinate`, `assignee`.
    pub role: String,
    /// Who guides, checks and consolidates, by scope.
    pub guide_agency_id: Option<Uuid>,
    pub starts_on: Option<Date>,
    /// `None`: no date was set; it is never late.
    pub due_on: Option<Date>,
    /// `due_on`, or 31/12/9999: sorts alike in every database.
    pub due_key: Date,
    /// An extension moved the date; a new version of the plan leaves it alone.
    pub due_moved: bool,
    /// `2026`, `2026-Q3`, `2026-07`; empty where it comes once.
    pub instance: String,
    /// `not_started`, `in_progress`, `done`, `not_done`, `cancelled`.
    pub status: String,
    /// Still to be done: `not_started` or `in_progress`.
    pub open: bool,
    /// `None`: no answer, which is not zero.
    pub percent: Option<i32>,
    /// `none`, `submitted`, `accepted`, `returned`.
    pub review: String,
    /// Last progress report; `None`: no answer yet.
    pub reported_at: Option<ChronoDateTimeUtc>,
    pub done_on: Option<Date>,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
