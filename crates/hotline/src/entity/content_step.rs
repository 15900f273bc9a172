//! Table `hotline_content_step`: a step of the handling of reported content.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_content_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub content_id: Uuid,
    pub step: String,
    pub at: ChronoDateTimeUtc,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub document_number: String,
    pub recipient_name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
