//! Table `reminder`: a reminder that was sent, so that none is sent twice.

use sea_orm::entity::prelude::*;

/// A reminder that was sent, so that none is sent twice.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub object_kind: String,
    pub object_id: Uuid,
    /// `due-7`, `due+1`, …
    pub moment: String,
    /// A moved date is reminded anew.
    pub due_on: Date,
    pub sent_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
