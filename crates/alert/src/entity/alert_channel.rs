//! Table `alert_channel`: who is told of new alerts, how and when.

use sea_orm::entity::prelude::*;

/// Who is told of new alerts, how and when.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_channel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// `app`, `mail`, `webhook`.
    pub kind: String,
    /// `app`: roles; `mail`: addresses, both separated by commas; `webhook`: a URL.
    #[sea_orm(column_type = "Text")]
    pub target: String,
    /// `webhook`: the sealed secret of its signatures, hex.
    #[sea_orm(column_type = "Text")]
    pub secret: String,
    /// Alerts of this severity and above: 1–5.
    pub severity: i32,
    /// `always`, `office`, `duty`: in office hours, outside of them.
    pub hours: String,
    /// Alerts of this agency and those below it alone.
    pub agency_id: Option<Uuid>,
    pub enabled: bool,
    /// The last alert that was told of.
    pub told_until: Option<Uuid>,
    pub last_sent_at: Option<ChronoDateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub last_error: String,
    pub created_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
