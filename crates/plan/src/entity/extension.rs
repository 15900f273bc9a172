//! Table `extension`: a request to move a due date.

use sea_orm::entity::prelude::*;

/// A request to move a due date.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extension")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub duty_id: Uuid,
    pub due_before: Option<Date>,
    pub due_wanted: Date,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// `requested`, `approved`, `refused`.
    pub state: String,
    pub requested_by: Option<Uuid>,
    pub requested_at: ChronoDateTimeUtc,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub decision_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
