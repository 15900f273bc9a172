//! Table `plan_version`: one version of a plan as imported: its source text and what was understood.

use sea_orm::entity::prelude::*;

/// One version of a plan as imported: its source text and what was understood.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    /// 1 for the first.
    pub ordinal: i32,
    /// The document as uploaded.
    pub source_file_id: Option<Uuid>,
    pub source_format: String,
    /// Normalised text that spans point into (byte offsets).
    #[sea_orm(column_type = "Text")]
    pub source_text: String,
    /// Read by character recognition.
    pub recognised: bool,
    /// What reader and parser noticed.
    #[sea_orm(column_type = "Json")]
    pub notes: Json,
    /// Letterhead, number, date, signer, recipients, citations.
    #[sea_orm(column_type = "Json")]
    pub document: Json,
    /// `in_review`, `approved`, `superseded`, `rejected`.
    pub state: String,
    /// The date at which agency names were resolved.
    pub resolved_on: Option<Date>,
    pub imported_by: Option<Uuid>,
    pub imported_at: ChronoDateTimeUtc,
    pub approved_by: Option<Uuid>,
    pub approved_at: Option<ChronoDateTimeUtc>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
