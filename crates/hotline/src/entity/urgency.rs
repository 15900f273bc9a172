//! Table `hotline_urgency`: how urgent a report was and was said to be, each time that somebody changed it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_urgency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    /// Ranks of [`crate::model::Urgency`].
    pub before: i32,
    pub after: i32,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    pub at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
