//! Table `item_party`: an agency or collective name as printed in an item, and the agencies it resolves to.

use sea_orm::entity::prelude::*;

/// An agency or collective name as printed in an item, and the agencies it resolves to.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "item_party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub item_id: Uuid,
    /// `lead`, `coordinate`, `assignee`, `report`.
    pub role: String,
    pub ordinal: i32,
    /// As printed.
    pub printed: String,
    /// "nội dung liên quan đến an ninh mạng".
    pub scope: Option<String>,
    /// `resolved`, `unresolved`, `confirmed`, `set_aside`.
    pub state: String,
    /// How it resolved.
    pub via: Option<String>,
    pub confidence: f64,
    /// Resolved agency ids.
    #[sea_orm(column_type = "Json")]
    pub agencies: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
