//! Table `shift_note`: what one shift leaves to the next.

use sea_orm::entity::prelude::*;

/// What one shift leaves to the next.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Open alerts by state and severity at that moment.
    pub open: Json,
    pub author_id: Option<Uuid>,
    pub author_name: String,
    pub written_at: ChronoDateTimeUtc,
    /// Who has read it and taken over.
    pub taken_by: Option<String>,
    pub taken_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
