//! One file of events.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_segment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// On which its events came in, in UTC.
    pub day: NaiveDate,
    pub class: i32,
    pub seq_from: i64,
    pub seq_to: i64,
    pub time_from: DateTime<Utc>,
    pub time_to: DateTime<Utc>,
    pub rows: i64,
    pub row_groups: i32,
    pub bytes: i64,
    pub words_bytes: i64,
    pub raw_bytes: i64,
    /// Ids; null: too many to list.
    pub agencies: Option<Json>,
    pub sha256: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
