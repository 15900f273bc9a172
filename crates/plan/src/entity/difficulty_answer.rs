//! Table `difficulty_answer`: one answer to a difficulty; never changed or deleted.

use sea_orm::entity::prelude::*;

/// One answer to a difficulty; never changed or deleted.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "difficulty_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub difficulty_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub author_id: Option<Uuid>,
    /// As it was on that day; empty where it was not kept.
    pub author_name: String,
    pub answered_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
