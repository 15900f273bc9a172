//! Table `hotline_verdict`: an indicator that the public is warned of.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_verdict")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub value: String,
    pub match_key: String,
    pub bank: Option<String>,
    pub state: String,
    pub scam_type: Option<String>,
    /// What the public reads.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Independent reports at the day of the decision.
    pub reports: i32,
    /// Why reports of which nobody knows where they came from are of different people; empty: nobody said so.
    #[sea_orm(column_type = "Text")]
    pub statement: String,
    pub campaign_id: Option<Uuid>,
    /// Who warned first.
    pub warned_by: Option<Uuid>,
    /// Who verified it last: whoever warned, or let it last anew.
    pub verified_by: Option<Uuid>,
    pub verified_name: String,
    pub verified_at: ChronoDateTimeUtc,
    pub expires_at: ChronoDateTimeUtc,
    pub ended_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub end_reason: String,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
