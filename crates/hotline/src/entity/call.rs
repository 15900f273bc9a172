//! Table `hotline_call`: a phone call about a report.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_call")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    pub transfer_id: Option<Uuid>,
    pub called_at: ChronoDateTimeUtc,
    pub to_name: String,
    pub spoke_with: String,
    pub is_reached: bool,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    pub created_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
