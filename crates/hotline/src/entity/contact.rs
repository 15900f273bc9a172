//! Table `hotline_contact`: whom a citizen may turn to; checked by a person on a day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_en: String,
    pub purpose: String,
    /// Phone number or address on the web.
    pub value: String,
    /// Codes, joined by a comma; empty: all.
    pub scam_types: String,
    pub checked_on: Option<ChronoDate>,
    pub source: String,
    pub position: i32,
    pub active: bool,
    pub updated_by: String,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
