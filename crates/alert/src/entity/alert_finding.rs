//! Table `alert_finding`: one finding of an alert.

use sea_orm::entity::prelude::*;

/// One finding of an alert.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_finding")]
pub struct Model {
    /// Of rule, event and group: a replay finds the same.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub alert_id: Uuid,
    pub at: ChronoDateTimeUtc,
    /// Number of the event in the log.
    pub seq: i64,
    pub events: i64,
    pub host: Option<String>,
    /// The event, as a flat object; null beyond the first ones of an alert.
    pub event: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
