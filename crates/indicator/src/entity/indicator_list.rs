//! Table `indicator_list`.

use sea_orm::entity::prelude::*;

/// A list of indicators.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_list")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// Whom it comes from, e.g. a document with its number.
    pub origin: String,
    /// How bad a sighting is: `low`, `medium`, `high`, `critical`.
    pub level: String,
    /// `clear`, `green`, `amber`, `red` (Traffic Light Protocol 2.0).
    pub tlp: String,
    pub enabled: bool,
    /// After it nothing of the list counts.
    pub expires_at: Option<ChronoDateTimeUtc>,
    /// Indicators, and lines that were left out.
    pub entries: i64,
    pub left_out: i64,
    /// Number of indicators by kind.
    pub kinds: Json,
    /// SHA-256 of what is on disk, lower-case hex; it names the file.
    pub sha256: String,
    pub author_name: String,
    pub created_at: ChronoDateTimeUtc,
    pub changed_at: ChronoDateTimeUtc,
    /// Stored events that were looked through for it: `none`, `waiting`, `running`, `done`, `failed`.
    pub past_state: String,
    /// Days back, events looked at, sightings.
    pub past_days: i32,
    pub past_events: i64,
    pub past_found: i64,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
