//! Table `hotline_content`: illegal content or false news that was reported, and what became of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_content")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub kind: String,
    /// Where it stands: an address that was reported, never looked up.
    #[sea_orm(column_type = "Text")]
    pub place: String,
    pub place_key: String,
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// Place and summary, folded.
    #[sea_orm(column_type = "Text")]
    pub folded: String,
    /// Code of the legal ground.
    pub ground: String,
    pub article: String,
    /// Code of the competent body.
    pub competent: String,
    pub state: String,
    pub report_id: Option<Uuid>,
    pub notice_id: Option<Uuid>,
    pub due_at: Option<ChronoDateTimeUtc>,
    pub created_by: String,
    pub created_at: ChronoDateTimeUtc,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
