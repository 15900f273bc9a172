//! Table `hotline_counter`: the last number of each series, e.g. reports of a year.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_counter")]
pub struct Model {
    /// What stands before the number, e.g. `HL-2026-`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub series: String,
    pub last: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
