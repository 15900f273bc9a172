//! Table `information_system`.

use sea_orm::entity::prelude::*;

/// An information system.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "information_system")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// Lower case and without diacritics, to sort and search by.
    pub folded: String,
    pub agency_id: Uuid,
    /// 1–5; 0: not determined.
    pub level: i32,
    /// On the list of systems that are watched first.
    pub priority: bool,
    /// Why it does not count for the share of connected systems: `military`, `defence`, `cipher`; null: it counts.
    pub exempt: Option<String>,
    /// The day from which its events go to the national centre, too.
    pub national_since: Option<Date>,
    pub note: String,
    /// In use.
    pub active: bool,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
