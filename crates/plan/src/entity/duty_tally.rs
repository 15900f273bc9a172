//! Table `duty_tally`: how many duties share plan, agency, role, state and date.

use sea_orm::entity::prelude::*;

/// How many duties share plan, agency, role, state and date.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_tally")]
pub struct Model {
    /// The nil id: no plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub status: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub review: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub answered: bool,
    #[sea_orm(primary_key, auto_increment = false)]
    pub due_key: Date,
    pub number: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
