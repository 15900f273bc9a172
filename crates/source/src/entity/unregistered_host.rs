//! Table `unregistered_host`: a host that is seen in events and belongs to no registered system.

use sea_orm::entity::prelude::*;

/// A host that is seen in events and belongs to no registered system.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unregistered_host")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Nil: nobody registered the sender.
    pub source_id: Uuid,
    /// As it calls itself, lower case; its address where it has no name.
    pub host: String,
    /// From where its events came last.
    pub sender: Option<String>,
    pub first_at: ChronoDateTimeUtc,
    pub last_at: ChronoDateTimeUtc,
    pub events: i64,
    /// Somebody said that it needs no system, and why.
    pub ignored_at: Option<ChronoDateTimeUtc>,
    pub ignored_by: String,
    #[sea_orm(column_type = "Text")]
    pub ignored_why: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
