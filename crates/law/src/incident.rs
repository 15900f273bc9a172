//! Incidents: what the law calls serious, who owes what to whom and by when, bodies, steps of handling.

use crate::book::{LawBook, Record, Row, RowFault, known, levels};
use crate::criterion::Labelled;
use crate::source::Legal;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// What a term means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub id: String,
    pub term: String,
    /// In our words, in Vietnamese.
    pub text: String,
}

/// When an incident is of a higher class (Decision 05/2017, Article 9): the system and one consequence, and the owner cannot handle it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriousTest {
    pub id: String,
    /// Name of the class.
    pub name: String,
    /// Name of the class of all others.
    pub otherwise: String,
    pub levels: Vec<u8>,
    /// Systems on the national list, too.
    pub listed: bool,
    /// One of these is enough.
    pub consequences: Vec<Labelled>,
    /// And the owner cannot control it alone.
    pub beyond_capacity: bool,
    /// Who alone confirms the class, in Vietnamese.
    pub confirmed_by: String,
}

/// A group, scenario or degree of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentGroup {
    /// `group`, `scenario`, `severity`.
    pub kind: String,
    pub code: String,
    pub name: String,
    /// Set by law; otherwise a suggestion that an installation may change.
    pub legal_list: bool,
}

/// Who holds a role in the handling of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    pub code: String,
    pub name: String,
    /// Who holds it, in Vietnamese.
    pub held_by: String,
    /// Differs by province: a setting names the holder.
    #[serde(default)]
    pub configurable: bool,
    /// The agency whose system it is, not a body of the province.
    #[serde(default)]
    pub of_the_case: bool,
}

/// A role or body, see [`LawBook::body`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedBody<'a> {
    pub name: &'a str,
    /// Who holds it, where the law says so.
    pub held_by: Option<&'a str>,
    /// The agency whose system it is, not a body of the province.
    pub of_the_case: bool,
}

/// What is true of an incident, as far as duties hang on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    /// Every incident.
    Incident,
    /// Not finished when it was notified.
    Unfinished,
    /// May exceed the capacity of those on the spot.
    BeyondCapacity,
    /// It is over.
    Ended,
    /// Seen by someone else.
    SeenByOthers,
    /// Signs of infringing national security or public order, or a serious interruption.
    SecuritySign,
    Serious,
    /// A breach of personal data that may harm.
    PersonalData,
    /// Found by the processor of personal data.
    ProcessorFoundBreach,
    /// Location or biometric data, or sensitive data of finance.
    LocationBiometricFinance,
    /// The specialised force deploys urgently.
    ForceDeploys,
    /// A notice was received.
    NoticeReceived,
    /// The contact of a member of the network changed.
    ContactChanged,
    /// A dangerous situation in cyberspace.
    DangerousSituation,
}

/// How long a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// "ngay": at once.
    Immediately,
    /// "kịp thời", "nhanh chóng": no number.
    Promptly,
    Hours(u32),
    /// Calendar days; the day of the event is not counted and the last one is used up.
    Days(u32),
}

/// A duty that an incident brings (Circular 20/2017, Article 9; Decree 331/2026, Article 31.2d; Law 91/2025, Article
/// 23, and others; the row names its own).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub id: String,
    pub text: String,
    /// One of these is enough.
    pub on: Vec<Circumstance>,
    /// Only where the system is on the list of systems important to national security.
    #[serde(default)]
    pub listed: bool,
    /// Codes of those who owe it.
    pub from: Vec<String>,
    /// Codes of those it is owed to.
    pub to: Vec<String>,
    /// Codes of those it is owed to where the system is one of the military, of defence or of ciphers; empty: nobody.
    /// Missing: the same.
    #[serde(default)]
    pub exempt_to: Option<Vec<String>>,
    pub term: Term,
    /// From which moment: `detection`, `capacity` (it was known that those on the spot do not control it), `end`,
    /// `occurrence`, `receipt`, `change`, `deployment`.
    pub counted_from: String,
    /// Form or list of contents, see [`LawBook::form`].
    #[serde(default)]
    pub form: Option<String>,
    /// A case is closed only when the recipient has it.
    #[serde(default)]
    pub receipt_closes: bool,
    #[serde(default)]
    pub note: Option<String>,
}

impl Duty {
    /// Codes of those it is owed to. `exempt`: the system is one of the military, of defence or of ciphers.
    #[must_use]
    pub fn recipients(&self, exempt: bool) -> &[String] {
        match &self.exempt_to {
            Some(others) if exempt => others,
            _ => &self.to,
        }
    }
}

/// A step of handling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `normal`, `serious`, `listed`.
    pub process: String,
    pub number: String,
    pub name: String,
    #[serde(default)]
    pub lead: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
}

/// A plan that must exist before an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponsePlan {
    pub code: String,
    pub name: String,
    /// For which systems, in Vietnamese.
    pub scope: String,
    #[serde(default)]
    pub approved_by: Option<String>,
}

impl Record for Definition {
    const KIND: &'static str = "definition";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.term.clone()
    }
}
impl Record for SeriousTest {
    const KIND: &'static str = "serious_test";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        levels(self.levels.iter().copied())
    }
}
impl Record for IncidentGroup {
    const KIND: &'static str = "incident_group";
    fn id(&self) -> String {
        format!("{}/{}", self.kind, self.code)
    }
    fn title(&self) -> String {
        self.name.clone()
    }
}
impl Record for Body {
    const KIND: &'static str = "body";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{}: {}", self.name, self.held_by)
    }
}
impl Record for Duty {
    const KIND: &'static str = "duty";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        let codes = || {
            let roles = book.roles.iter().map(|r| r.code.as_str());
            roles.chain(book.bodies.iter().map(|b| b.code.as_str()))
        };
        self.from
            .iter()
            .chain(&self.to)
            .chain(self.exempt_to.iter().flatten())
            .try_for_each(|code| known("role or body", code, codes()))?;
        self.form.as_ref().map_or(Ok(()), |form| {
            known("form", form, book.forms.iter().map(|f| f.id.as_str()))
        })
    }
}
impl Record for Step {
    const KIND: &'static str = "step";
    fn id(&self) -> String {
        format!("{}/{}", self.process, self.number)
    }
    fn title(&self) -> String {
        format!("{} {}", self.number, self.name)
    }
}
impl Record for ResponsePlan {
    const KIND: &'static str = "response_plan";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{}: {}", self.name, self.scope)
    }
}

/// What is known of an incident when it is classed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IncidentFacts {
    pub level: Option<u8>,
    pub listed: Option<bool>,
    /// Codes of the consequences seen; `None`: not looked into.
    pub consequences: Option<Vec<String>>,
    /// The owner can control it alone.
    pub owner_controls: Option<bool>,
}

/// How an incident is classed by one test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IncidentClass<'a> {
    /// `None`: cannot be told yet.
    pub serious: Option<bool>,
    /// Name of the class.
    pub name: Option<&'a str>,
    /// What is not known: fields of [`IncidentFacts`].
    pub missing: Vec<&'static str>,
    pub confirmed_by: &'a str,
    #[serde(flatten)]
    pub legal: &'a Legal,
}

impl Term {
    /// The last moment of the term; `None`: the law names no number.
    #[must_use]
    pub fn end(self, from: NaiveDateTime) -> Option<NaiveDateTime> {
        match self {
            Self::Immediately => Some(from),
            Self::Promptly => None,
            Self::Hours(hours) => from.checked_add_signed(TimeDelta::hours(hours.into())),
            Self::Days(days) => {
                let last = from.date().checked_add_days(Days::new(days.into()))?;
                Some(last.and_time(NaiveTime::from_hms_opt(23, 59, 59)?))
            }
        }
    }
}

impl SeriousTest {
    fn class(&self, facts: &IncidentFacts) -> (Option<bool>, Vec<&'static str>) {
        let of_level = match (facts.level, facts.listed) {
            (Some(level), _) if self.levels.contains(&level) => Some(true),
            (_, Some(true)) if self.listed => Some(true),
            (Some(_), Some(_)) => Some(false),
            (Some(_), None) if !self.listed => Some(false),
            _ => None,
        };
        let harmed = facts
            .consequences
            .as_ref()
            .map(|seen| self.consequences.iter().any(|c| seen.contains(&c.code)));
        let beyond = if self.beyond_capacity {
            facts.owner_controls.map(|controls| !controls)
        } else {
            Some(true)
        };
        let parts = [of_level, harmed, beyond];
        if parts.contains(&Some(false)) {
            return (Some(false), Vec::new());
        }
        let mut missing = Vec::new();
        if of_level.is_none() {
            missing.push(if facts.level.is_none() { "level" } else { "listed" });
        }
        if harmed.is_none() {
            missing.push("consequences");
        }
        if beyond.is_none() {
            missing.push("owner_controls");
        }
        (missing.is_empty().then_some(true), missing)
    }
}

impl LawBook {
    /// How the tests in force on `day` class an incident. Decrees of 2026 speak of serious incidents and do not
    /// say which: when in doubt an installation goes higher.
    #[must_use]
    pub fn incident_classes(&self, facts: &IncidentFacts, day: NaiveDate) -> Vec<IncidentClass<'_>> {
        self.serious_tests
            .iter()
            .filter(|t| t.legal.in_force(day))
            .map(|test| {
                let (serious, missing) = test.body.class(facts);
                IncidentClass {
                    name: serious.map(|is| {
                        if is {
                            test.body.name.as_str()
                        } else {
                            &test.body.otherwise
                        }
                    }),
                    serious,
                    missing,
                    confirmed_by: &test.body.confirmed_by,
                    legal: &test.legal,
                }
            })
            .collect()
    }

    /// The duties that an incident brings under the law of `day`, the shortest term first.
    #[must_use]
    pub fn incident_duties(&self, circumstances: &[Circumstance], day: NaiveDate) -> Vec<&Row<Duty>> {
        let mut duties: Vec<_> = self
            .duties
            .iter()
            .filter(|d| d.legal.in_force(day) && d.on.iter().any(|c| circumstances.contains(c)))
            .collect();
        duties.sort_by_key(|d| match d.term {
            Term::Immediately => 0,
            Term::Hours(hours) => hours.saturating_add(1),
            Term::Days(days) => days.saturating_mul(24).saturating_add(1),
            Term::Promptly => u32::MAX,
        });
        duties
    }

    /// The duty of this id under the law of `day`; where none is in force, as it stands in any other law.
    #[must_use]
    pub fn duty(&self, id: &str, day: NaiveDate) -> Option<&Row<Duty>> {
        let rows = || self.duties.iter().filter(|d| d.body.id == id);
        rows().find(|d| d.legal.in_force(day)).or_else(|| rows().next())
    }

    /// A role or body of the law by its code, as `day` knows it, else as any other law does.
    #[must_use]
    pub fn body(&self, code: &str, day: NaiveDate) -> Option<NamedBody<'_>> {
        let body = self
            .bodies
            .iter()
            .filter(|b| b.body.code == code)
            .max_by_key(|b| b.legal.in_force(day))
            .map(|b| NamedBody {
                name: &b.body.name,
                held_by: Some(&b.body.held_by),
                of_the_case: b.body.of_the_case,
            });
        body.or_else(|| {
            let roles = self.roles.iter().filter(|r| r.body.code == code);
            roles.max_by_key(|r| r.legal.in_force(day)).map(|r| NamedBody {
                name: &r.body.name,
                held_by: None,
                of_the_case: r.body.of_the_case,
            })
        })
    }

    /// Groups, scenarios or degrees of incidents on `day`.
    pub fn incident_groups<'a>(
        &'a self,
        kind: &'a str,
        day: NaiveDate,
    ) -> impl Iterator<Item = &'a Row<IncidentGroup>> {
        self.incident_groups
            .iter()
            .filter(move |g| g.kind == kind && g.legal.in_force(day))
    }
}
