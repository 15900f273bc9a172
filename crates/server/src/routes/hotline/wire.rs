//! What the routes of reports send and read.

use super::{
    reveal::HotlineReveal,
    transfer::{HotlineCall, HotlineClassification, HotlineTerm, HotlineTransfer},
};
use crate::{
    App,
    problem::{ApiError, ApiResult},
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use coloa_base::{clock::VN_OFFSET, text};
use coloa_hotline::{
    entity::{mention, reason, report, urgency},
    flood,
    form::{Form, Identity, Named},
    inbox::{
        self, Line,
        detail::{Addition, Detail, Similar},
    },
    model::{Channel, Exposed, Language, Money, ReachedBy, Urgency},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of the redacted copy that a line shows.
const SHOWN: usize = 200;

/// A report, as far as it is not sealed.
#[derive(Serialize, ToSchema)]
pub struct HotlineReportLine {
    pub id: Uuid,
    /// E.g. `HL-2026-00012`.
    pub number: String,
    /// `web`, `phone`, `walk_in`, `forwarded`, `client`.
    pub channel: String,
    /// `vi`, `en`.
    pub language: String,
    pub received_at: DateTime<Utc>,
    /// `now`, `today`, `usual`, `later`.
    pub urgency: &'static str,
    /// `received`, `reading`, `classified`, `transferred`, `acknowledged`, `handling`, `answered`, `closed`, `withdrawn`.
    pub state: String,
    pub kind: Option<String>,
    pub kind_name: Option<String>,
    pub scam_type: Option<String>,
    pub scam_type_name: Option<String>,
    /// `none`, `asked`, `sending`, `sent`.
    pub money: String,
    /// Đồng.
    pub amount: Option<i64>,
    /// Short name of a bank.
    pub bank: Option<String>,
    pub desk_id: Uuid,
    pub desk_name: String,
    pub commune_name: Option<String>,
    pub assigned_to: Option<Uuid>,
    /// Empty: nobody has it.
    pub assigned_name: String,
    pub has_identity: bool,
    pub files: i32,
    /// Messages that nobody read.
    pub unread: i64,
    pub is_minor: bool,
    pub is_not_fluent: bool,
    pub is_abroad: bool,
    pub wants_secret: bool,
    /// Held back as part of a flood.
    pub is_quarantined: bool,
    /// It came as one of a flood of one network and was let in at once, since money is moving.
    pub is_one_of_many: bool,
    /// Its citizen took it back, or asked to while it must go on.
    pub is_withdrawn: bool,
    pub duplicate_of: Option<Uuid>,
    /// False: it waits for a key that is missing.
    pub is_opened: bool,
    /// The beginning of the redacted copy; empty: nobody confirmed one.
    pub redacted: String,
    pub next_due_at: Option<DateTime<Utc>>,
    pub next_due_text: Option<&'static str>,
    /// Of the last transfer.
    pub transfer_state: Option<String>,
    /// Other reports that name the same.
    pub shared_with: i64,
    pub version: i32,
}

impl From<Line> for HotlineReportLine {
    fn from(line: Line) -> Self {
        let row = line.row;
        let (is_quarantined, is_one_of_many) = (flood::is_held_back(&row), flood::is_let_in(&row));
        Self {
            id: row.id,
            number: row.number,
            channel: row.channel,
            language: row.language,
            received_at: row.received_at,
            urgency: Urgency::of_rank(row.urgency).as_str(),
            state: row.state,
            kind: row.kind,
            kind_name: line.kind_name,
            scam_type: row.scam_type,
            scam_type_name: line.scam_type_name,
            money: row.money,
            amount: row.amount,
            bank: row.bank,
            desk_id: row.desk_id,
            desk_name: line.desk_name,
            commune_name: line.commune_name,
            assigned_to: row.assigned_to,
            assigned_name: row.assigned_name,
            has_identity: row.has_identity,
            files: row.files,
            unread: line.unread,
            is_minor: row.is_minor,
            is_not_fluent: row.is_not_fluent,
            is_abroad: row.is_abroad,
            wants_secret: row.wants_secret,
            is_quarantined,
            is_one_of_many,
            is_withdrawn: row.withdrawn_at.is_some(),
            duplicate_of: row.duplicate_of,
            is_opened: row.is_opened,
            redacted: text::shorten(&row.redacted, SHOWN),
            next_due_at: row.next_due_at,
            next_due_text: line.next_due_text,
            transfer_state: line.transfer_state,
            shared_with: line.shared_with,
            version: row.version,
        }
    }
}

/// Lines of rows that the reader reaches.
pub(super) async fn report_lines(app: &App, rows: Vec<report::Model>) -> ApiResult<Vec<HotlineReportLine>> {
    let lines = inbox::lines(&app.hotline, rows).await?;
    Ok(lines.into_iter().map(Into::into).collect())
}

/// An indicator that an operator confirmed.
#[derive(Serialize, ToSchema)]
pub struct HotlineMention {
    id: Uuid,
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    /// Empty: the reporter's own, or a private person's; no more than a tag of it is kept.
    value: String,
    bank: Option<String>,
    service: Option<String>,
    /// `offender`, `victim`, `third`.
    role: String,
    /// It joins this report to others that name it.
    joins: bool,
    confirmed_by: String,
    confirmed_at: DateTime<Utc>,
}

impl From<mention::Model> for HotlineMention {
    fn from(row: mention::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            value: row.value,
            bank: row.bank,
            service: row.service,
            role: row.role,
            joins: row.joins,
            confirmed_by: row.confirmed_by,
            confirmed_at: row.confirmed_at,
        }
    }
}

/// Somebody said that a report is more, or less, urgent.
#[derive(Serialize, ToSchema)]
pub struct HotlineUrgencyChange {
    id: Uuid,
    /// `now`, `today`, `usual`, `later`.
    from: &'static str,
    to: &'static str,
    reason: String,
    by_name: String,
    at: DateTime<Utc>,
}

impl From<urgency::Model> for HotlineUrgencyChange {
    fn from(row: urgency::Model) -> Self {
        Self {
            id: row.id,
            from: Urgency::of_rank(row.before).as_str(),
            to: Urgency::of_rank(row.after).as_str(),
            reason: row.reason,
            by_name: row.by_name,
            at: row.at,
        }
    }
}

/// Why somebody did something to a report that no other list of it says.
#[derive(Serialize, ToSchema)]
pub struct HotlineReason {
    id: Uuid,
    /// `handed_over`, `urgency_kept`, `closed`, `reopened`, `held_back`, `let_go`.
    step: String,
    /// Empty once the report is erased.
    reason: String,
    by_name: String,
    at: DateTime<Utc>,
}

impl From<reason::Model> for HotlineReason {
    fn from(row: reason::Model) -> Self {
        Self {
            id: row.id,
            step: row.step,
            reason: row.words,
            by_name: row.by_name,
            at: row.at,
        }
    }
}

/// Files that somebody of a desk added to a report at once.
#[derive(Serialize, ToSchema)]
pub struct HotlineAddition {
    id: Uuid,
    files: i32,
    by_name: String,
    at: DateTime<Utc>,
}

impl From<Addition> for HotlineAddition {
    fn from(addition: Addition) -> Self {
        Self {
            id: addition.id,
            files: addition.files,
            by_name: addition.by_name,
            at: addition.at,
        }
    }
}

/// A campaign that a report belongs to.
#[derive(Serialize, ToSchema)]
pub struct HotlineCampaignName {
    id: Uuid,
    number: String,
    name: String,
}

/// A report that may be about the same.
#[derive(Serialize, ToSchema)]
pub struct HotlineSimilar {
    id: Uuid,
    number: String,
    /// `same_words`, `same_indicator`.
    why: &'static str,
}

impl From<Similar> for HotlineSimilar {
    fn from(s: Similar) -> Self {
        Self {
            id: s.id,
            number: s.number,
            why: s.why,
        }
    }
}

/// One report, as far as it is not sealed.
#[derive(Serialize, ToSchema)]
pub struct HotlineReportDetail {
    line: HotlineReportLine,
    occurred_on: Option<NaiveDate>,
    money_sent_at: Option<DateTime<Utc>>,
    /// `phone`, `sms`, `zalo`, `facebook`, `telegram`, `tiktok`, `email`, `web`, `app`, `in_person`, `other`.
    reached_by: Vec<String>,
    /// `otp`, `password`, `identity_card`, `bank_card`, `device`, `account`, `private_images`.
    exposed: Vec<String>,
    /// The oldest first.
    classifications: Vec<HotlineClassification>,
    /// Changes of its urgency, the oldest first.
    urgencies: Vec<HotlineUrgencyChange>,
    /// Why it was handed over, closed, taken up again, held back or let go, the oldest first.
    reasons: Vec<HotlineReason>,
    terms: Vec<HotlineTerm>,
    transfers: Vec<HotlineTransfer>,
    calls: Vec<HotlineCall>,
    mentions: Vec<HotlineMention>,
    campaigns: Vec<HotlineCampaignName>,
    similar: Vec<HotlineSimilar>,
    reveals: Vec<HotlineReveal>,
    /// Files that a desk added, the oldest first.
    additions: Vec<HotlineAddition>,
    /// How often anything of it was opened.
    openings: u64,
    /// Empty: nobody confirmed a redacted copy.
    redacted: String,
    redacted_by: Option<String>,
    redacted_at: Option<DateTime<Utc>>,
    /// `transferred`, `guided`, `handled`, `spam`, `duplicate`, `withdrawn`.
    outcome: Option<String>,
    closed_at: Option<DateTime<Utc>>,
    /// Its citizen took it back, or asked to while it must go on.
    withdrawn_at: Option<DateTime<Utc>>,
    /// The last day on which it is kept.
    erase_after: Option<NaiveDate>,
    erased_at: Option<DateTime<Utc>>,
    /// What the reader may do now: `open`, `take`, `release`, `hand_over`, `urgency`, `classify`, `transfer`, `call`, `redact`,
    /// `mentions`, `message`, `files`, `close`, `reopen`, `duplicate`, `quarantine`, `reveal`.
    may: Vec<&'static str>,
}

fn words(joined: &str) -> Vec<String> {
    joined
        .split(',')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(super) fn all<T: Into<U>, U>(rows: Vec<T>) -> Vec<U> {
    rows.into_iter().map(Into::into).collect()
}

impl From<Detail> for HotlineReportDetail {
    fn from(detail: Detail) -> Self {
        let row = &detail.line.row;
        Self {
            occurred_on: row.occurred_on,
            money_sent_at: row.money_sent_at,
            reached_by: words(&row.reached_by),
            exposed: words(&row.exposed),
            redacted: row.redacted.clone(),
            redacted_by: row.redacted_by.clone(),
            redacted_at: row.redacted_at,
            outcome: row.outcome.clone(),
            closed_at: row.closed_at,
            withdrawn_at: row.withdrawn_at,
            erase_after: row.erase_after,
            erased_at: row.erased_at,
            classifications: all(detail.classifications),
            urgencies: all(detail.urgencies),
            reasons: all(detail.reasons),
            terms: all(detail.terms),
            transfers: all(detail.transfers),
            calls: all(detail.calls),
            mentions: all(detail.mentions),
            campaigns: detail
                .campaigns
                .into_iter()
                .map(|campaign| HotlineCampaignName {
                    id: campaign.id,
                    number: campaign.number,
                    name: campaign.name,
                })
                .collect(),
            similar: all(detail.similar),
            reveals: all(detail.reveals),
            additions: all(detail.additions),
            openings: detail.openings,
            may: detail.may,
            line: detail.line.into(),
        }
    }
}

/// A number, link, account or name that is given for the offender.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct HotlineNamed {
    text: String,
    /// Of an account.
    #[serde(default)]
    bank: String,
}

/// The answers of a report.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct HotlineForm {
    channel: String,
    language: String,
    /// Code of what it is about.
    topic: String,
    occurred_on: Option<NaiveDate>,
    #[serde(default)]
    reached_by: Vec<String>,
    #[serde(default)]
    named: Vec<HotlineNamed>,
    money: String,
    money_sent_at: Option<DateTime<Utc>>,
    amount: Option<i64>,
    /// As written.
    #[serde(default)]
    bank: String,
    #[serde(default)]
    bank_told: bool,
    #[serde(default)]
    exposed: Vec<String>,
    /// A commune of the choices.
    commune: Option<Uuid>,
    #[serde(default)]
    is_minor: bool,
    #[serde(default)]
    is_not_fluent: bool,
    #[serde(default)]
    is_abroad: bool,
    #[serde(default)]
    for_another: bool,
    #[serde(default)]
    wants_secret: bool,
    #[serde(default)]
    may_share: bool,
}

/// Reads a word of a closed list.
pub(super) fn word<T>(field: &str, text: &str, parse: impl Fn(&str) -> Option<T>) -> ApiResult<T> {
    parse(text).ok_or_else(|| ApiError::invalid(field, "unknown"))
}

/// Reads the beginning of a span: an instant, or a day in Viet Nam.
pub(super) fn from_moment(field: &str, text: Option<&str>) -> ApiResult<Option<DateTime<Utc>>> {
    moment(field, text, 0)
}

/// Reads the end of a span, which is not within: an instant, or a day that is.
pub(super) fn to_moment(field: &str, text: Option<&str>) -> ApiResult<Option<DateTime<Utc>>> {
    moment(field, text, 1)
}

fn moment(field: &str, text: Option<&str>, days: u64) -> ApiResult<Option<DateTime<Utc>>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let of_day = |day: NaiveDate| {
        let begins = day.checked_add_days(Days::new(days))?.and_time(NaiveTime::MIN);
        Some(begins.and_local_timezone(VN_OFFSET).single()?.with_timezone(&Utc))
    };
    let instant = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.with_timezone(&Utc));
    let found = instant.or_else(|| text.parse().ok().and_then(of_day));
    found
        .map(Some)
        .ok_or_else(|| ApiError::invalid(field, "malformed"))
}

impl HotlineForm {
    pub(super) fn read(self) -> ApiResult<Form> {
        let list = |field: &str, words: &[String]| -> ApiResult<Vec<ReachedBy>> {
            words.iter().map(|w| word(field, w, ReachedBy::parse)).collect()
        };
        Ok(Form {
            channel: word("channel", &self.channel, Channel::parse)?,
            language: word("language", &self.language, Language::parse)?,
            topic: self.topic,
            occurred_on: self.occurred_on,
            reached_by: list("reached_by", &self.reached_by)?,
            named: self
                .named
                .into_iter()
                .map(|n| Named {
                    text: n.text,
                    bank: n.bank,
                })
                .collect(),
            money: word("money", &self.money, Money::parse)?,
            money_sent_at: self.money_sent_at,
            amount: self.amount,
            bank: self.bank,
            bank_told: self.bank_told,
            exposed: self
                .exposed
                .iter()
                .map(|w| word("exposed", w, Exposed::parse))
                .collect::<ApiResult<_>>()?,
            commune: self.commune,
            desk: None,
            is_minor: self.is_minor,
            is_not_fluent: self.is_not_fluent,
            is_abroad: self.is_abroad,
            for_another: self.for_another,
            wants_secret: self.wants_secret,
            may_share: self.may_share,
        })
    }
}

impl From<Form> for HotlineForm {
    fn from(form: Form) -> Self {
        Self {
            channel: form.channel.to_string(),
            language: form.language.to_string(),
            topic: form.topic,
            occurred_on: form.occurred_on,
            reached_by: form.reached_by.iter().map(ToString::to_string).collect(),
            named: form
                .named
                .into_iter()
                .map(|n| HotlineNamed {
                    text: n.text,
                    bank: n.bank,
                })
                .collect(),
            money: form.money.to_string(),
            money_sent_at: form.money_sent_at,
            amount: form.amount,
            bank: form.bank,
            bank_told: form.bank_told,
            exposed: form.exposed.iter().map(ToString::to_string).collect(),
            commune: form.commune,
            is_minor: form.is_minor,
            is_not_fluent: form.is_not_fluent,
            is_abroad: form.is_abroad,
            for_another: form.for_another,
            wants_secret: form.wants_secret,
            may_share: form.may_share,
        }
    }
}

/// Who reports.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct HotlineIdentity {
    name: String,
    phone: String,
    email: String,
    address: String,
    /// Number of the identity card, day and place of issue.
    id_card: String,
    /// Of somebody under age.
    guardian: String,
    /// Why the reporter says nothing, where an operator asked.
    refused_because: String,
}

impl From<HotlineIdentity> for Identity {
    fn from(i: HotlineIdentity) -> Self {
        Self {
            name: i.name,
            phone: i.phone,
            email: i.email,
            address: i.address,
            id_card: i.id_card,
            guardian: i.guardian,
            refused_because: i.refused_because,
        }
    }
}

impl From<Identity> for HotlineIdentity {
    fn from(i: Identity) -> Self {
        Self {
            name: i.name,
            phone: i.phone,
            email: i.email,
            address: i.address,
            id_card: i.id_card,
            guardian: i.guardian,
            refused_because: i.refused_because,
        }
    }
}
