//! Reports of citizens: kinds of message and who is competent, terms of those who handle them, what the product must
//! never do with a kind.

use crate::book::{LawBook, Record, Row, RowFault, known};
use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use coloa_base::clock::{VN_OFFSET, vn_date};
use serde::{Deserialize, Serialize};

/// What a message is in the eyes of the law (Criminal Procedure Code 2015, Article 144; Law on Denunciations 2018;
/// Law on Complaints 2011, and others; the row names its own).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageKind {
    pub code: String,
    /// Official Vietnamese term.
    pub name: String,
    /// In our words, in Vietnamese.
    pub text: String,
    /// Code of the body that is competent.
    pub handler: String,
    /// Information on a crime: whoever receives it may neither refuse nor resolve it, unless they are the competent body.
    #[serde(default)]
    pub crime: bool,
    /// The identity is revealed only with a second person.
    #[serde(default)]
    pub two_to_reveal: bool,
    /// Not a matter for anybody: nuisance.
    #[serde(default)]
    pub spam: bool,
    #[serde(default)]
    pub note: Option<String>,
}

/// A body that messages go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub code: String,
    pub name: String,
    /// Who it is in a province, in Vietnamese.
    pub held_by: String,
}

/// How long a term of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// "ngay": at once; how many minutes that is an installation says.
    Immediately,
    Hours(u32),
    /// Calendar days; the last one is used up.
    Days(u32),
    WorkingDays(u32),
    Months(u32),
}

/// A step that the law gives a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageStep {
    /// To the competent body.
    PassOn,
    Classify,
    Assign,
    /// Tells the reporter that it was received.
    NotifyReceipt,
    Verify,
    VerifyExtended,
    NotifyResult,
}

/// The moment a term runs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageMoment {
    Receipt,
    /// Grounds were found that another body is competent.
    GroundsFound,
    /// Verification is over.
    Verified,
}

/// A term of a step (Criminal Procedure Code 2015, Articles 145–147; Joint Circular 01/2017, Articles 7–14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageTerm {
    pub id: String,
    pub text: String,
    /// Codes of kinds; empty: all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Code of the body that owes it; `receiver`: whoever received it and is not competent.
    pub owed_by: String,
    pub step: MessageStep,
    pub span: Span,
    pub counted_from: MessageMoment,
    #[serde(default)]
    pub note: Option<String>,
}

/// Why content is unlawful or false news, and who is competent for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentGround {
    pub code: String,
    /// Short, in Vietnamese.
    pub name: String,
    /// In our words, in Vietnamese.
    pub text: String,
    /// What it is a ground of.
    pub of: ContentClass,
    /// Code of the body that is competent.
    pub competent: String,
    /// Where the law gives one.
    #[serde(default)]
    pub term: Option<ContentTerm>,
    #[serde(default)]
    pub note: Option<String>,
}

/// What reported content is, as the law tells it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentClass {
    IllegalContent,
    FalseNews,
}

/// How long somebody has for reported content. It is theirs alone: nobody else is shown it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentTerm {
    /// Code of the body that owes it; [`RECEIVER`]: whoever received the report and is not competent.
    pub owed_by: String,
    pub span: Span,
}

/// Code of whoever received a message and is not competent for it.
pub const RECEIVER: &str = "receiver";

impl Record for MessageKind {
    const KIND: &'static str = "message_kind";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{}: {}", self.name, self.text)
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        let recipients = book.recipients.iter().map(|r| r.code.as_str());
        known("recipient", &self.handler, recipients)
    }
}
impl Record for Recipient {
    const KIND: &'static str = "recipient";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{}: {}", self.name, self.held_by)
    }
}
impl Record for MessageTerm {
    const KIND: &'static str = "message_term";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        let kinds = || book.message_kinds.iter().map(|k| k.code.as_str());
        self.kinds
            .iter()
            .try_for_each(|kind| known("message kind", kind, kinds()))?;
        let bodies = book.recipients.iter().map(|r| r.code.as_str());
        known("recipient", &self.owed_by, bodies.chain([RECEIVER]))
    }
}
impl Record for ContentGround {
    const KIND: &'static str = "content_ground";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{}: {}", self.name, self.text)
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        let bodies = || book.recipients.iter().map(|r| r.code.as_str());
        known("recipient", &self.competent, bodies())?;
        self.term.as_ref().map_or(Ok(()), |term| {
            known("recipient", &term.owed_by, bodies().chain([RECEIVER]))
        })
    }
}

impl ContentGround {
    /// The term that `host` owes, if any: as the competent body its own, else what a receiver owes.
    #[must_use]
    pub fn term_of(&self, host: &str) -> Option<Span> {
        let owed_by = if self.competent == host { host } else { RECEIVER };
        self.term
            .as_ref()
            .filter(|t| t.owed_by == owed_by)
            .map(|t| t.span)
    }
}

impl Span {
    /// The last moment, counted from `from`. `at_once` is the installation's measure of "at once"; `working` gives the
    /// day that many working days after a day. `None`: beyond what a calendar holds.
    #[must_use]
    pub fn end(
        self,
        from: DateTime<Utc>,
        at_once: TimeDelta,
        working: impl Fn(NaiveDate, u32) -> Option<NaiveDate>,
    ) -> Option<DateTime<Utc>> {
        let day = vn_date(from);
        let last = match self {
            Self::Immediately => return from.checked_add_signed(at_once),
            Self::Hours(hours) => return from.checked_add_signed(TimeDelta::try_hours(hours.into())?),
            Self::Days(days) => day.checked_add_days(Days::new(days.into()))?,
            Self::WorkingDays(days) => working(day, days)?,
            Self::Months(months) => day.checked_add_months(Months::new(months))?,
        };
        let end = last.succ_opt()?.and_time(NaiveTime::MIN) - TimeDelta::seconds(1);
        Some(VN_OFFSET.from_local_datetime(&end).single()?.with_timezone(&Utc))
    }
}

impl LawBook {
    /// Kinds of message on `day`, in the order of the data.
    pub fn kinds_of_message(&self, day: NaiveDate) -> impl Iterator<Item = &Row<MessageKind>> {
        self.message_kinds.iter().filter(move |k| k.legal.in_force(day))
    }

    /// The kind of this code on `day`, else as any other law knows it.
    #[must_use]
    pub fn kind_of_message(&self, code: &str, day: NaiveDate) -> Option<&Row<MessageKind>> {
        let rows = || self.message_kinds.iter().filter(|k| k.code == code);
        rows().find(|k| k.legal.in_force(day)).or_else(|| rows().next())
    }

    /// Terms of a kind of message on `day` for whoever is `host`: those of the competent body where the host is it,
    /// else what a receiver owes that is not competent. Nobody is shown the terms of another body.
    #[must_use]
    pub fn terms_of_message(&self, kind: &str, host: &str, day: NaiveDate) -> Vec<&Row<MessageTerm>> {
        let competent = self.kind_of_message(kind, day).is_some_and(|k| k.handler == host);
        let owed_by = if competent { host } else { RECEIVER };
        self.message_terms
            .iter()
            .filter(|t| t.legal.in_force(day) && t.owed_by == owed_by)
            .filter(|t| t.kinds.is_empty() || t.kinds.iter().any(|k| k == kind))
            .collect()
    }

    /// Grounds of unlawful content or false news on `day`, in the order of the data.
    pub fn grounds_of_content(
        &self,
        of: ContentClass,
        day: NaiveDate,
    ) -> impl Iterator<Item = &Row<ContentGround>> {
        self.content_grounds
            .iter()
            .filter(move |g| g.of == of && g.legal.in_force(day))
    }

    /// The ground of this code on `day`, else as any other law knows it.
    #[must_use]
    pub fn ground_of_content(&self, code: &str, day: NaiveDate) -> Option<&Row<ContentGround>> {
        let rows = || self.content_grounds.iter().filter(|g| g.code == code);
        rows().find(|g| g.legal.in_force(day)).or_else(|| rows().next())
    }

    /// What the law's list calls a body; its code where the list has none.
    #[must_use]
    pub fn recipient_name<'a>(&'a self, code: &'a str) -> &'a str {
        let found = self.recipients.iter().find(|r| r.code == code);
        found.map_or(code, |r| &r.body.name)
    }
}
