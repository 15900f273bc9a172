//! Table `duty`: what one agency owes: an item fanned out, or a directive without a plan.

use sea_orm::entity::prelude::*;

/// What one agency owes: an item fanned out, or a directive without a plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Option<Uuid>,
    pub lineage_id: Option<Uuid>,
    /// The item row in force.
    pub item_id: Option<Uuid>,
    pub agency_id: Uuid,
    /// `lead`, `coordinate`, `assignee`.
    pub role: String,
    pub path: Option<String>,
    /// As issued.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// For search.
    #[sea_orm(column_type = "Text")]
    pub folded: String,
    pub scope: Option<String>,
    /// Who guides, checks and consolidates, by scope.
    pub guide_agency_id: Option<Uuid>,
    /// Document, clause.
    pub legal_basis: Option<String>,
    pub product: Option<String>,
    /// `ongoing`, `annual`, `monthly`, `quarterly`, `range`, `by`, `conditional`, `none`.
    pub timeframe_kind: String,
    pub timeframe_text: Option<String>,
    pub starts_on: Option<Date>,
    pub due_on: Option<Date>,
    /// Instances of one recurring duty share it.
    pub series_id: Option<Uuid>,
    /// `2026`, `2026-Q3`, `2026-07`.
    pub instance: Option<String>,
    /// `not_started`, `in_progress`, `done`, `not_done`, `cancelled`.
    pub status: String,
    /// `None`: no answer, which is not zero.
    pub percent: Option<i32>,
    /// `none`, `submitted`, `accepted`, `returned`.
    pub review: String,
    /// Last progress report.
    pub reported_at: Option<ChronoDateTimeUtc>,
    pub done_on: Option<Date>,
    /// For directives and meetings: number, date, issuer.
    #[sea_orm(column_type = "Json")]
    pub source: Json,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
