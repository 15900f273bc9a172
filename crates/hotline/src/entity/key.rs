//! Table `hotline_key`: public halves of the keys that reports are sealed to; the private ones are in no database.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What narratives, messages and files are sealed to, in hexadecimal.
    pub content_key: String,
    /// What identities are sealed to.
    pub identity_key: String,
    /// The key of the custodians, where there is one.
    pub last_resort: Option<String>,
    pub made_at: ChronoDateTimeUtc,
    /// Nothing is sealed to it any more.
    pub retired_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
