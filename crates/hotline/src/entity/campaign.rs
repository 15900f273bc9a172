//! Table `hotline_campaign`: reports of the same scam.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub name: String,
    /// Number and name, folded.
    pub name_search: String,
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    pub scam_type: Option<String>,
    pub state: String,
    pub notice_id: Option<Uuid>,
    pub incident_id: Option<Uuid>,
    pub indicator_list_id: Option<Uuid>,
    pub created_by: String,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
