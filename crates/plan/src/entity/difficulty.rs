//! Table `difficulty`: a difficulty or proposal with addressee, answer and date.

use sea_orm::entity::prelude::*;

/// A difficulty or proposal with addressee, answer and date.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "difficulty")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `difficulty`, `proposal`.
    pub kind: String,
    pub plan_id: Option<Uuid>,
    pub duty_id: Option<Uuid>,
    /// Who raises it.
    pub agency_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub addressee_agency_id: Option<Uuid>,
    pub answer_due_on: Option<Date>,
    /// `open`, `escalated`, `answered`, `closed`.
    pub state: String,
    pub escalated_to: Option<Uuid>,
    pub raised_by: Option<Uuid>,
    pub raised_at: ChronoDateTimeUtc,
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<ChronoDateTimeUtc>,
    pub closed_at: Option<ChronoDateTimeUtc>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
