//! Table `hotline_access`: who opened what of which report, and why.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_access")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    pub report_number: String,
    pub person_id: Option<Uuid>,
    pub person_name: String,
    pub part: String,
    pub purpose: String,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// The second person who agreed.
    pub second_name: Option<String>,
    pub at: ChronoDateTimeUtc,
    /// The person did something to the report afterwards.
    pub acted: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
