//! Table `hotline_trust_item`: a site, app, account, hotline or mail address that an organisation proved to be its own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_trust_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub kind: String,
    pub value: String,
    pub match_key: String,
    pub platform: String,
    /// How it is proved: `dns_txt`, `file` or `document`.
    pub proof: String,
    /// What stands in the record or the file.
    pub token: String,
    pub state: String,
    /// The document that proves it, where it cannot be looked up.
    #[sea_orm(column_type = "Text")]
    pub document: String,
    pub checked_at: Option<ChronoDateTimeUtc>,
    pub check_fault: Option<String>,
    pub proved_at: Option<ChronoDateTimeUtc>,
    pub expires_at: Option<ChronoDateTimeUtc>,
    pub created_by: String,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
