//! Table `hotline_report`: a report, as far as it is not sealed.

use crate::model::{Channel, Language, Money, State, Urgency};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hotline_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As people say it, e.g. `HL-2026-00012`.
    pub number: String,
    /// Which mailbox the code of the citizen opens, in hexadecimal; says nothing about the code.
    pub mailbox: String,
    /// What answers to the citizen are sealed to, in hexadecimal.
    pub reply_key: String,
    /// What the citizen sees, sealed to the code.
    #[sea_orm(column_type = "Blob", nullable)]
    pub mailbox_sealed: Option<Vec<u8>>,
    /// When that last changed.
    pub mailbox_at: ChronoDateTimeUtc,
    pub channel: String,
    pub language: String,
    pub desk_id: Uuid,
    /// Of the desk.
    pub agency_id: Option<Uuid>,
    /// The application that filed it.
    pub client_id: Option<Uuid>,
    pub received_at: ChronoDateTimeUtc,
    /// Its form was read; not so while the keys are missing.
    pub is_opened: bool,
    /// 0: money is moving now; 1: today; 2: as usual; 3: can wait.
    pub urgency: i32,
    pub state: String,
    /// Code of the kind of message.
    pub kind: Option<String>,
    pub scam_type: Option<String>,
    /// Whether money is at stake: `none`, `asked`, `sending`, `sent`.
    pub money: String,
    pub money_sent_at: Option<ChronoDateTimeUtc>,
    /// Đồng.
    pub amount: Option<i64>,
    /// Short name of the bank that the money went to.
    pub bank: Option<String>,
    pub occurred_on: Option<ChronoDate>,
    pub commune_id: Option<Uuid>,
    /// How the offender reached the person: codes, joined by a comma.
    pub reached_by: String,
    /// What was exposed: codes, joined by a comma.
    pub exposed: String,
    pub is_minor: bool,
    pub is_not_fluent: bool,
    pub is_abroad: bool,
    pub wants_secret: bool,
    pub has_identity: bool,
    pub files: i32,
    /// Keyed tag of the network it came from; forgotten after two days.
    pub network: Option<String>,
    /// The same random id in all reports that came from one network on one day; it says nothing of the network. Null: nobody
    /// knows where it came from.
    pub origin: Option<Uuid>,
    /// Keyed tags of how who reports can be reached ([`crate::intake::contact`]), parted by blanks.
    #[sea_orm(column_type = "Text", nullable)]
    pub contact_tags: Option<String>,
    /// Keyed tag of its words, to find the same report again.
    pub content_tag: Option<String>,
    pub duplicate_of: Option<Uuid>,
    /// Held back as part of a flood.
    pub quarantined_at: Option<ChronoDateTimeUtc>,
    pub quarantine_lifted_at: Option<ChronoDateTimeUtc>,
    pub assigned_to: Option<Uuid>,
    pub assigned_name: String,
    pub assigned_at: Option<ChronoDateTimeUtc>,
    /// What an operator confirmed to be free of who reports; the only text that is searched.
    #[sea_orm(column_type = "Text")]
    pub redacted: String,
    /// The same, folded.
    #[sea_orm(column_type = "Text")]
    pub redacted_search: String,
    pub redacted_by: Option<String>,
    pub redacted_at: Option<ChronoDateTimeUtc>,
    /// Code of how it ended.
    pub outcome: Option<String>,
    pub closed_at: Option<ChronoDateTimeUtc>,
    pub withdrawn_at: Option<ChronoDateTimeUtc>,
    pub erase_after: Option<ChronoDate>,
    pub erased_at: Option<ChronoDateTimeUtc>,
    /// When the next of the host's terms ends; null: nothing is owed ([`crate::classify::terms`]).
    pub next_due_at: Option<ChronoDateTimeUtc>,
    /// Which one it is.
    pub next_due_term: Option<String>,
    /// How far gone that term was when somebody was told: `near`, `over`.
    pub reminded: Option<String>,
    /// When the shift leader was last rung because nobody had been reached by phone about it.
    pub rang_at: Option<ChronoDateTimeUtc>,
    pub updated_at: ChronoDateTimeUtc,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// A report of which nothing is known but that it came to a desk, of this agency if of any, at this moment.
    #[must_use]
    pub fn blank(id: Uuid, desk_id: Uuid, agency_id: Option<Uuid>, received_at: ChronoDateTimeUtc) -> Self {
        Self {
            id,
            number: String::new(),
            mailbox: String::new(),
            reply_key: String::new(),
            mailbox_sealed: None,
            mailbox_at: received_at,
            channel: Channel::Web.to_string(),
            language: Language::Vietnamese.to_string(),
            desk_id,
            agency_id,
            client_id: None,
            received_at,
            is_opened: false,
            urgency: Urgency::Usual.rank(),
            state: State::Received.to_string(),
            kind: None,
            scam_type: None,
            money: Money::None.to_string(),
            money_sent_at: None,
            amount: None,
            bank: None,
            occurred_on: None,
            commune_id: None,
            reached_by: String::new(),
            exposed: String::new(),
            is_minor: false,
            is_not_fluent: false,
            is_abroad: false,
            wants_secret: false,
            has_identity: false,
            files: 0,
            network: None,
            origin: None,
            contact_tags: None,
            content_tag: None,
            duplicate_of: None,
            quarantined_at: None,
            quarantine_lifted_at: None,
            assigned_to: None,
            assigned_name: String::new(),
            assigned_at: None,
            redacted: String::new(),
            redacted_search: String::new(),
            redacted_by: None,
            redacted_at: None,
            outcome: None,
            closed_at: None,
            withdrawn_at: None,
            erase_after: None,
            erased_at: None,
            next_due_at: None,
            next_due_term: None,
            reminded: None,
            rang_at: None,
            updated_at: received_at,
            version: 1,
        }
    }
}
