//! Table `alert`: findings of one rule about the same thing.

use sea_orm::entity::prelude::*;

/// Findings of one rule about the same thing.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rule_id: String,
    pub rule_title: String,
    /// 1 informational, 2 low, 3 medium, 4 high, 5 critical.
    pub severity: i32,
    /// As the rule alone says, before the level of the system is looked at.
    pub rule_severity: i32,
    /// Tags of the rule, e.g. `attack.t1110`.
    pub tags: Json,
    /// `ip`, `user`, `host`, `domain`, `file`, `other`; empty: the rule's events are about nothing in common.
    pub entity_kind: String,
    pub entity: String,
    /// Of the system, else of the source; null where the sender is not registered.
    pub agency_id: Option<Uuid>,
    pub system_id: Option<Uuid>,
    /// As it was called and what level it had when the alert was raised.
    pub system_name: Option<String>,
    pub system_level: Option<i32>,
    pub source_id: Uuid,
    /// The machine of the last finding.
    pub host: Option<String>,
    /// Times of the first and last event.
    pub first_at: ChronoDateTimeUtc,
    pub last_at: ChronoDateTimeUtc,
    /// Findings.
    pub count: i64,
    /// Events behind them: a correlation takes several together.
    pub events: i64,
    /// `new`, `acknowledged`, `investigating`, `closed`.
    pub state: String,
    /// `true`, `benign`, `false`, `duplicate`; once closed.
    pub verdict: Option<String>,
    pub assignee_id: Option<Uuid>,
    pub assignee_name: Option<String>,
    /// When it was raised, first acknowledged and last closed, by the clock of the centre.
    pub raised_at: ChronoDateTimeUtc,
    pub acknowledged_at: Option<ChronoDateTimeUtc>,
    pub closed_at: Option<ChronoDateTimeUtc>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
