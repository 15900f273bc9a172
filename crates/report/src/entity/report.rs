//! Table `report`.

use sea_orm::entity::prelude::*;

/// One report of a period: an agency's own or the consolidated one.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `None`: all plans.
    pub plan_id: Option<Uuid>,
    pub template_id: Option<Uuid>,
    /// `consolidated`, `agency`.
    pub level: String,
    /// Who issues it.
    pub agency_id: Uuid,
    /// See [`crate::scope`]; `None`: begun before scopes were kept.
    pub scope: Option<String>,
    pub title: String,
    pub period_kind: String,
    pub period_from: Date,
    pub period_to: Date,
    pub due_on: Option<Date>,
    /// See [`crate::flow::State`].
    pub state: String,
    /// [`crate::compose::Head`].
    #[sea_orm(column_type = "Json")]
    pub head: Json,
    /// Copied from the template at the start.
    #[sea_orm(column_type = "Json")]
    pub outline: Json,
    #[sea_orm(column_type = "Json", nullable)]
    pub topics: Option<Json>,
    /// [`crate::snapshot::PlanSnapshot`], once closed.
    #[sea_orm(column_type = "Json", nullable)]
    pub plan_snapshot: Option<Json>,
    pub frozen_hash: Option<String>,
    pub frozen_at: Option<ChronoDateTimeUtc>,
    /// The earlier report it is compared with.
    pub compared_with: Option<Uuid>,
    /// Why the head sent it back.
    #[sea_orm(column_type = "Text", nullable)]
    pub return_reason: Option<String>,
    pub approved_by: Option<Uuid>,
    pub approved_at: Option<ChronoDateTimeUtc>,
    /// [`crate::seal::Seal`] of what was approved; `None`: not approved, or approved before seals were kept.
    pub sealed_hash: Option<String>,
    pub register_entry_id: Option<Uuid>,
    pub number: Option<i32>,
    /// As printed.
    pub symbol: Option<String>,
    pub issued_on: Option<Date>,
    pub issued_at: Option<ChronoDateTimeUtc>,
    pub signed_file_id: Option<Uuid>,
    pub external_system: Option<String>,
    pub external_number: Option<String>,
    pub external_on: Option<Date>,
    pub created_by: Option<Uuid>,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
