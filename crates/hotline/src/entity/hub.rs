//! Table `hotline_hub`: an indicator that never joins two reports, or of which an operator said that it does.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_hub")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub match_key: String,
    pub label: String,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Said of a number of the class of services: it is an offender's, and joins.
    pub joins: bool,
    pub by_name: String,
    pub at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
