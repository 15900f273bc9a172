//! Table `hotline_classification`: what a report is in the eyes of the law; earlier ones stay.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_classification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    pub kind: String,
    pub scam_type: Option<String>,
    /// Code of the competent body.
    pub handler: String,
    pub article: String,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub by_id: Option<Uuid>,
    pub by_name: String,
    pub at: ChronoDateTimeUtc,
    pub superseded_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
