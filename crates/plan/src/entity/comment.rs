//! Table `comment`: a remark on a plan item, duty, target or report.

use sea_orm::entity::prelude::*;

/// A remark on a plan item, duty, target or report.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub object_kind: String,
    pub object_id: String,
    /// Visible to this agency's subtree and coordinators; none: to all who see the object.
    pub agency_id: Option<Uuid>,
    pub author_id: Option<Uuid>,
    pub author_name: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub created_at: ChronoDateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
