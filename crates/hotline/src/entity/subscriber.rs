//! Table `hotline_subscriber`: who gets notices by e-mail; the address is sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_subscriber")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed tag of the address, so that nobody is entered twice.
    pub address_tag: String,
    #[sea_orm(column_type = "Blob")]
    pub address_sealed: Vec<u8>,
    /// Keyed tag of the token in its links.
    pub token_tag: String,
    pub language: String,
    pub created_at: ChronoDateTimeUtc,
    pub confirmed_at: Option<ChronoDateTimeUtc>,
    pub ended_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
