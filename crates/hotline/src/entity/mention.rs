//! Table `hotline_mention`: an indicator that an operator confirmed in a report.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_mention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    pub kind: String,
    pub value: String,
    /// What two reports have in common when they name the same thing.
    pub match_key: String,
    pub bank: Option<String>,
    pub service: Option<String>,
    /// Whose it is: `offender`, `victim`, `third`.
    pub role: String,
    /// It may join reports.
    pub joins: bool,
    pub confirmed_by: String,
    pub confirmed_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
