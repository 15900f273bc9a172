//! Table `hotline_reason`: why somebody did something that has no row of its own to say it in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_reason")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The report, or the item of the trust register.
    pub about_id: Uuid,
    /// What was done: a word of [`crate::reason::Step`].
    pub step: String,
    /// Empty once the report is erased.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    pub at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
