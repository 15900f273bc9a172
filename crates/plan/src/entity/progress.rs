//! Table `progress`: one report of progress on a duty; evidence files belong to it.

use sea_orm::entity::prelude::*;

/// One report of progress on a duty; evidence files belong to it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub duty_id: Uuid,
    pub plan_id: Option<Uuid>,
    /// The agency at the time.
    pub agency_id: Uuid,
    pub status: String,
    pub percent: Option<i32>,
    /// The day the work was done, as reported.
    pub done_on: Option<Date>,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub product: Option<String>,
    /// `submitted`, `accepted`, `returned`.
    pub state: String,
    /// `app`, `form`, `cli`.
    pub via: String,
    pub reported_by: Option<Uuid>,
    pub reporter_name: String,
    pub reported_at: ChronoDateTimeUtc,
    pub reviewed_by: Option<Uuid>,
    pub reviewed_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub review_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
