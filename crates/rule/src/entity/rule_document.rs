//! Table `rule_document`: a rule, correlation or filter that people brought in, as it stands.

use sea_orm::entity::prelude::*;

/// A rule, correlation or filter as it stands.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As its author numbered it, else a name that its file gives it.
    pub rule_id: String,
    /// `detection`, `correlation`, `filter`.
    pub kind: String,
    pub title: String,
    /// What it was brought in with.
    pub pack: String,
    pub file: String,
    /// YAML.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// SHA-256 of the text, lower-case hex.
    pub sha256: String,
    pub version: i32,
    pub author_name: String,
    pub created_at: ChronoDateTimeUtc,
    pub changed_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
