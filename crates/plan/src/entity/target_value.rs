//! Table `target_value`: a value entered or computed, kept for ever.

use sea_orm::entity::prelude::*;

/// A value entered or computed, kept for ever.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub target_id: Uuid,
    pub year: i32,
    pub agency_id: Option<Uuid>,
    pub as_of: Date,
    pub value: Option<f64>,
    /// Milestones.
    pub reached: Option<bool>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// `entered`, `computed`.
    pub source: String,
    /// Name of the indicator that computed it.
    pub indicator: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub query: Option<String>,
    /// Where the web app lists the records behind it.
    pub records_path: Option<String>,
    /// The report at whose closing it was frozen.
    pub frozen_report_id: Option<Uuid>,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    pub entered_by: Option<Uuid>,
    pub entered_at: ChronoDateTimeUtc,
    pub confirmed_by: Option<Uuid>,
    pub confirmed_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
