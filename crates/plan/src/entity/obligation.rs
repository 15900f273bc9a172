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
    /// Whom the plan named, where it was handed over.
    pub assigned_from: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    pub addressee: Option<String>,
    pub via: Option<String>,
    pub due_on: Option<Date>,
    pub instance: Option<String>,
    /// `document`, `system`; `before_import`: before the plan came into the records.
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

impl Model {
    /// An open obligation of an agency, without date or plan.
    #[must_use]
    pub fn unmet(id: Uuid, agency_id: Uuid, title: &str) -> Self {
        Self {
            id,
            plan_id: None,
            lineage_id: None,
            statutory_code: None,
            agency_id,
            assigned_from: None,
            title: title.to_owned(),
            addressee: None,
            via: None,
            due_on: None,
            instance: None,
            met_kind: None,
            met_on: None,
            document_number: None,
            document_date: None,
            system: None,
            receipt: None,
            met_by: None,
            met_at: None,
            state: "open".to_owned(),
            version: 1,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
