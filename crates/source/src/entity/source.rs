//! Table `source`: something that sends events.

use sea_orm::entity::prelude::*;

/// Something that sends events.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// `syslog`, `bulk`, `hec`, `otlp`, `gelf`, `ndjson`, `alerts`, `file`.
    pub protocol: String,
    /// What sends, for the ready-made configuration: `rsyslog`, `winlogbeat`, … or empty.
    pub shipper: String,
    pub agency_id: Uuid,
    /// The system whose events these are where no host says another.
    pub system_id: Option<Uuid>,
    /// It collects for several agencies: hosts of any agency's systems count, not of its own alone.
    pub shared: bool,
    /// SHA-256 of the certificate that it shows over TLS, lower-case hex.
    pub certificate: Option<String>,
    /// Lower-case hex SHA-256 of its token.
    pub token_hash: Option<String>,
    /// The last characters of the token, to tell tokens apart.
    pub token_hint: Option<String>,
    /// Addresses and ranges that it sends from, separated by commas.
    #[sea_orm(column_type = "Text")]
    pub addresses: String,
    /// Minutes east of UTC of local times that it writes.
    pub zone_minutes: i32,
    /// Minutes without an event after which it counts as silent.
    pub silence_minutes: i32,
    /// Switched off: what it sends is refused.
    pub enabled: bool,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
