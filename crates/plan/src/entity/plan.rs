//! Table `plan`: a plan, directive or meeting that gives duties, over all its versions.

use sea_orm::entity::prelude::*;

/// A plan, directive or meeting that gives duties, over all its versions.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    /// Identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `plan`, `strategy`, `directive`, `meeting`.
    pub kind: String,
    pub title: String,
    /// Title and number folded for search.
    pub folded: String,
    /// Number and symbol as issued.
    pub number: Option<String>,
    pub issued_on: Option<Date>,
    /// Issuer as printed.
    pub issuer: Option<String>,
    /// The agency that coordinates it; decides who may review and approve.
    pub owner_agency_id: Uuid,
    /// The strategy or plan above it.
    pub parent_plan_id: Option<Uuid>,
    /// The plan it replaces.
    pub replaces_plan_id: Option<Uuid>,
    pub period_from: Option<Date>,
    pub period_to: Option<Date>,
    /// `in_review`, `approved`, `active`, `ended`, `replaced`.
    pub state: String,
    /// The approved version in force.
    pub current_version_id: Option<Uuid>,
    /// Documents it implements, as printed.
    #[sea_orm(column_type = "Json")]
    pub legal_basis: Json,
    /// Handling mark.
    pub handling: String,
    pub created_by: Option<Uuid>,
    pub created_at: ChronoDateTimeUtc,
    pub activated_at: Option<ChronoDateTimeUtc>,
    /// Counts edits, for the ETag.
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
