//! Table `report_template`.

use sea_orm::entity::prelude::*;

/// An outline for the reports of a plan and rhythm; superiors change it, so it is a record.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `None`: for every plan.
    pub plan_id: Option<Uuid>,
    /// Who may change it; none: the installation.
    pub owner_agency_id: Option<Uuid>,
    pub name: String,
    /// `week`, `month`, `quarter`, `half_year`, `nine_months`, `year`, `ad_hoc`; none: any.
    pub period_kind: Option<String>,
    /// [`coloa_law::ReportOutline`] in its TOML shape as JSON.
    #[sea_orm(column_type = "Json")]
    pub outline: Json,
    /// Own list of topics.
    #[sea_orm(column_type = "Json", nullable)]
    pub topics: Option<Json>,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
