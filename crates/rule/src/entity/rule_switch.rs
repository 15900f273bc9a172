//! Table `rule_switch`: rules that people switched off, or on again; of any origin.

use sea_orm::entity::prelude::*;

/// A rule that was switched.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_switch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule_id: String,
    pub off: bool,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub author_name: String,
    pub changed_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
