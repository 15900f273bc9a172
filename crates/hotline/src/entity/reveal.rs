//! Table `hotline_reveal`: somebody asks to see who reports.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_reveal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub asked_by: Uuid,
    pub asked_name: String,
    pub asked_at: ChronoDateTimeUtc,
    pub needs_second: bool,
    pub decided_by: Option<Uuid>,
    pub decided_name: String,
    pub decided_at: Option<ChronoDateTimeUtc>,
    pub is_granted: Option<bool>,
    #[sea_orm(column_type = "Text")]
    pub decision_reason: String,
    /// Until then the asker may open it.
    pub expires_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
