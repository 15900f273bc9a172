//! Table `hotline_desk`: a desk that takes reports in, with an inbox of its own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_desk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// `centre`, `department` or `commune`.
    pub kind: String,
    /// The agency it belongs to; null: the centre's own.
    pub agency_id: Option<Uuid>,
    /// Reports of the portal that name no commune of another desk come here.
    pub takes_public: bool,
    pub active: bool,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
