//! Table `saved_search`: a search that somebody keeps.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_search")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    pub owner_name: String,
    pub name: String,
    /// In the language of `coloa_event_store::query`.
    #[sea_orm(column_type = "Text")]
    pub query: String,
    /// The last so many minutes; null: whatever is looked at.
    pub minutes: Option<i32>,
    /// Others who may search see it, too.
    pub shared: bool,
    pub created_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
