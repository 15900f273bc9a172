//! Table `report_text`.

use sea_orm::entity::prelude::*;

/// A written text of a report, by block key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub block: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub written_by: Option<Uuid>,
    pub written_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
