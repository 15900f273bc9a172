//! Table `duty_text`: what is owed, once for all agencies and dates: an item of a plan, a directive, a meeting.

use sea_orm::entity::prelude::*;

/// What is owed, once for all agencies and dates: an item of a plan, a directive, a meeting.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_text")]
pub struct Model {
    /// The lineage of the plan item, where there is a plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Option<Uuid>,
    /// The item row in force.
    pub item_id: Option<Uuid>,
    pub path: Option<String>,
    /// As issued.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// For search.
    #[sea_orm(column_type = "Text")]
    pub folded: String,
    pub scope: Option<String>,
    /// Document, clause.
    #[sea_orm(column_type = "Text", nullable)]
    pub legal_basis: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub product: Option<String>,
    /// `ongoing`, `annual`, `monthly`, `range`, `by`, `conditional`, `none`.
    pub timeframe_kind: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub timeframe_text: Option<String>,
    /// Months between instances of a recurring duty.
    pub every_months: Option<i32>,
    /// For directives and meetings: kind, number, date, issuer.
    #[sea_orm(column_type = "Json")]
    pub source: Json,
    /// `active`, `dropped`.
    pub state: String,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
