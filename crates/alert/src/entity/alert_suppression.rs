//! Table `alert_suppression`: findings that raise no alert for a time.

use sea_orm::entity::prelude::*;

/// Findings that raise no alert for a time. What is null counts for all.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_suppression")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rule_id: Option<String>,
    pub rule_title: Option<String>,
    /// Exactly this value.
    pub entity: Option<String>,
    pub host: Option<String>,
    pub source_id: Option<Uuid>,
    pub agency_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub until: ChronoDateTimeUtc,
    /// Findings that were held back.
    pub held: i64,
    pub last_held_at: Option<ChronoDateTimeUtc>,
    pub author_name: String,
    pub created_at: ChronoDateTimeUtc,
    pub lifted_by: Option<String>,
    pub lifted_at: Option<ChronoDateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
