//! Table `target_goal`: the value wanted in a year, for the province or one agency.

use sea_orm::entity::prelude::*;

/// The value wanted in a year, for the province or one agency.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_goal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub year: i32,
    pub agency_id: Option<Uuid>,
    pub value: Option<f64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub milestone: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
