//! Table `report_part`.

use sea_orm::entity::prelude::*;

/// One agency's part of a report, frozen when it completes it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: Uuid,
    /// `open`, `complete`, `frozen` (by the close).
    pub state: String,
    /// [`crate::snapshot::PartSnapshot`].
    #[sea_orm(column_type = "Json", nullable)]
    pub snapshot: Option<Json>,
    /// What the agency adds in words.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    pub completed_by: Option<Uuid>,
    pub completed_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
