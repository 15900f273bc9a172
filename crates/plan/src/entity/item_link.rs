//! Table `item_link`: an item of a version in review continues a lineage of the version in force. Several links of
//! one lineage are a split, several of one item a merge.

use sea_orm::entity::prelude::*;

/// An item of a version in review continues a lineage of the version in force.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "item_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub lineage_id: Uuid,
    pub plan_version_id: Uuid,
    /// Likeness, 0 to 1; 1 where a person set it.
    pub score: f64,
    /// Set or confirmed by a person.
    pub confirmed: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
