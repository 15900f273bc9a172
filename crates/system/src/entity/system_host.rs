//! Table `system_host`: a machine or device of a system.

use sea_orm::entity::prelude::*;

/// A machine or device of a system.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "system_host")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub system_id: Uuid,
    /// As it calls itself in its events, lower case; empty: known by its addresses alone.
    pub name: String,
    /// Addresses and ranges, separated by commas.
    #[sea_orm(column_type = "Text")]
    pub addresses: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
