//! Table `report_head`: what stands around the body of an agency's reports until somebody changes it.

use sea_orm::entity::prelude::*;

/// The usual head of an agency's reports.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: Uuid,
    /// [`crate::compose::Head`].
    #[sea_orm(column_type = "Json")]
    pub head: Json,
    pub changed_by: Option<Uuid>,
    pub changed_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
