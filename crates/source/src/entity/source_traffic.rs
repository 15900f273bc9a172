//! Table `source_traffic`: what a source sent, minute by minute.

use sea_orm::entity::prelude::*;

/// What a source sent within a minute. The nil id stands for senders that are not registered.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source_traffic")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub minute: ChronoDateTimeUtc,
    pub events: i64,
    pub bytes: i64,
    /// Events that no parser fully understood; they are kept.
    pub problems: i64,
    /// Records that stood in the log already.
    pub repeated: i64,
    /// Records that were refused or lost, and are not kept.
    pub dropped: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
