//! Table `alert_note`: what was done with an alert, and what was said.

use sea_orm::entity::prelude::*;

/// What was done with an alert, and what was said.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub alert_id: Uuid,
    /// `acknowledged`, `investigating`, `assigned`, `closed`, `reopened`, `note`.
    pub step: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub author_id: Option<Uuid>,
    pub author_name: String,
    pub written_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
