//! Table `target`: how a target is measured; one per target lineage of a plan.

use sea_orm::entity::prelude::*;

/// How a target is measured; one per target lineage of a plan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// The lineage id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    pub path: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub ordinal: i32,
    /// `numeric`, `milestone`.
    pub kind: String,
    pub unit: Option<String>,
    /// `>=`, `>`, `=`, `<=`, `<`.
    pub comparator: Option<String>,
    /// What the share is of.
    #[sea_orm(column_type = "Text", nullable)]
    pub denominator: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub exclusions: Option<String>,
    /// Name of the indicator that computes it.
    pub indicator: Option<String>,
    /// `active`, `dropped`.
    pub state: String,
    /// Who answers for it.
    pub agency_id: Option<Uuid>,
    /// A person said how it is measured; later versions of the plan leave that alone.
    pub measured: bool,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
