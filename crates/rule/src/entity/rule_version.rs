//! Table `rule_version`: every text that a rule had.

use sea_orm::entity::prelude::*;

/// A text that a rule had.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rule_id: String,
    pub version: i32,
    /// Empty: it was taken away.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Why it was written.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub author_name: String,
    pub written_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
