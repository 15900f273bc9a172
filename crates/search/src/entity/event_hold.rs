//! Table `event_hold`: events that must not be deleted.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Why, with the document that asks for it.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Of this agency; null: of all.
    pub agency_id: Option<Uuid>,
    /// Events of this time.
    pub time_from: ChronoDateTimeUtc,
    pub time_to: ChronoDateTimeUtc,
    pub placed_by: String,
    pub placed_at: ChronoDateTimeUtc,
    pub lifted_by: Option<String>,
    pub lifted_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub lift_reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
