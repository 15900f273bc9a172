//! Table `obligation`: one dated instance of a reporting or planning duty, from a plan or from the law.

use sea_orm::entity::prelude::*;

/// One dated instance of a reporting or planning duty, from a plan or from the law.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Option<Uuid>,
    pub lineage_id: Option<Uuid>,
    /// Code in the statutory calendar.
    pub statutory_code: Option<String>,
    pub agency_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    pub addressee: Option<String>,
    pub via: Option<String>,
    pub due_on: Option<Date>,
    pub instance: Option<String>,
    /// `document`, `system`.
    pub met_kind: Option<String>,
    pub met_on: Option<Date>,
    pub document_number: Option<String>,
    pub document_date: Option<Date>,
    /// E.g. the name of the national system it was entered in.
    pub system: Option<String>,
    pub receipt: Option<String>,
    pub met_by: Option<Uuid>,
    pub met_at: Option<ChronoDateTimeUtc>,
    /// `open`, `met`, `dropped`.
    pub state: String,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
