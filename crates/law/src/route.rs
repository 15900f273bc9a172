//! Who prepares, appraises and approves a level, in which time, and what must be done first.

use crate::book::{LawBook, Record, Row, RowFault, known, levels, of_regime};
use crate::error::LawError;
use crate::source::{Certainty, Legal};
use crate::workdays::WorkCalendar;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What is done at a step of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The dossier is drawn up.
    Prepare,
    /// It is handed in, in so many copies.
    Submit,
    /// The receiver says whether it is complete.
    CompletenessReply,
    /// The specialised unit gives its opinion first.
    ExpertOpinion,
    Appraise,
    /// The level is approved.
    Approve,
    /// The list of such systems is approved.
    ApproveList,
    /// The protection plan is approved.
    ApprovePlan,
    /// The approval is reported.
    Report,
    /// The system goes into operation.
    Operate,
}

/// How days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayUnit {
    /// "ngày làm việc".
    WorkingDay,
    /// "ngày".
    Day,
}

/// A term of days; the day of the event is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayLimit {
    pub count: u32,
    pub unit: DayUnit,
}

/// Copies of a dossier on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    pub originals: u32,
    pub copies: u32,
}

/// One step of the way from a draft to an approved level (Decree 85/2016, Articles 12, 16 and 17; Decree 331/2026,
/// Articles 18, 20, 23 and 24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteStep {
    pub id: String,
    pub regime: String,
    pub levels: Vec<u8>,
    pub kind: StepKind,
    /// Kinds of systems that the usual step leaves to another body: `military`, `defence`, `cipher`; empty: the usual
    /// step.
    #[serde(default)]
    pub exempt: Vec<String>,
    /// Codes of the roles that act; empty: whoever received the dossier.
    #[serde(default)]
    pub by: Vec<String>,
    #[serde(default)]
    pub limit: Option<DayLimit>,
    /// From when the term runs, in Vietnamese.
    #[serde(default)]
    pub clock: Option<String>,
    #[serde(default)]
    pub copies: Option<Copies>,
    /// Number of the form used.
    #[serde(default)]
    pub form: Option<String>,
    /// Exceptions, in Vietnamese.
    #[serde(default)]
    pub note: Option<String>,
}

/// Something that must be done before a step, e.g. the regulation before the approval (Circular 12/2022, Article 9.7;
/// Decree 331/2026, Article 30.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    pub id: String,
    pub regime: String,
    pub levels: Vec<u8>,
    pub before: StepKind,
    /// In Vietnamese.
    pub text: String,
    /// The step must not happen without it; otherwise it is only encouraged.
    pub hard: bool,
}

/// Who acts instead of a unit that may not judge its own system (Circular 12/2022, Article 6; Decree 331/2026,
/// Article 18.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Independence {
    pub id: String,
    pub regime: String,
    pub step: StepKind,
    /// The role that may not act when it also holds `also`.
    pub role: String,
    pub also: String,
    /// Who acts in its place.
    pub instead: Vec<String>,
    pub text: String,
}

impl Record for RouteStep {
    const KIND: &'static str = "route_step";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        let levels: Vec<_> = self.levels.iter().map(u8::to_string).collect();
        format!("{}: cấp độ {}", self.id, levels.join(", "))
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        levels(self.levels.iter().copied())?;
        let roles = || book.roles.iter().filter(|r| r.regime == self.regime);
        self.by
            .iter()
            .try_for_each(|role| known("role", role, roles().map(|r| r.code.as_str())))
    }
}
impl Record for Gate {
    const KIND: &'static str = "gate";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        levels(self.levels.iter().copied())
    }
}
impl Record for Independence {
    const KIND: &'static str = "independence";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
}

/// Which route is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteQuery<'a> {
    pub regime: &'a str,
    pub level: u8,
    /// On the national-security list: the procedure of the level that the regime names for it.
    pub listed: bool,
    /// The specialised unit operates the system itself.
    pub unit_operates: bool,
    pub day: NaiveDate,
}

/// A step, with those who act in this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepOn<'a> {
    pub step: &'a Row<RouteStep>,
    /// Codes of the roles that act.
    pub by: Vec<&'a str>,
    /// The rule that put another in the place of the usual one.
    pub independence: Option<&'a Row<Independence>>,
}

/// When a step must be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepDue<'a> {
    pub due: NaiveDate,
    /// The last working day not after it: what a careful clerk aims at.
    pub last_working_day: NaiveDate,
    pub legal: &'a Legal,
    /// The least certain of the rule and of the days off up to then.
    pub certainty: Certainty,
}

impl LawBook {
    /// The steps of a route, in their order.
    pub fn route(&self, query: RouteQuery<'_>) -> Result<Vec<StepOn<'_>>, LawError> {
        self.route_of(query, None)
    }

    /// As [`route`](Self::route), of a system whose kind (`military`, `defence`, `cipher`) the law leaves to another
    /// body: its steps stand in the place of the usual ones.
    pub fn route_of(&self, query: RouteQuery<'_>, exempt: Option<&str>) -> Result<Vec<StepOn<'_>>, LawError> {
        let regime = self.regime(query.regime)?;
        let level = match &regime.listed_procedure {
            Some(listed) if query.listed => listed.level,
            _ => query.level,
        };
        let rules = of_regime(&self.independence, query.regime, query.day);
        let all: Vec<_> = of_regime(&self.route_steps, query.regime, query.day)
            .into_iter()
            .filter(|s| s.levels.contains(&level))
            .collect();
        let is_own = |s: &RouteStep| exempt.is_some_and(|kind| s.exempt.iter().any(|e| e == kind));
        let own: Vec<StepKind> = all.iter().filter(|s| is_own(s)).map(|s| s.kind).collect();
        let mut steps: Vec<_> = all
            .into_iter()
            .filter(|s| is_own(s) || (s.exempt.is_empty() && !own.contains(&s.kind)))
            .map(|step| {
                let rule = rules
                    .iter()
                    .copied()
                    .filter(|_| query.unit_operates)
                    .find(|r| r.step == step.kind && step.by.contains(&r.role));
                let by = step.by.iter().flat_map(|role| match rule {
                    Some(rule) if rule.role == *role => {
                        rule.body.instead.iter().map(String::as_str).collect()
                    }
                    _ => vec![role.as_str()],
                });
                StepOn {
                    by: by.collect(),
                    step,
                    independence: rule,
                }
            })
            .collect();
        steps.sort_by_key(|s| s.step.kind);
        Ok(steps)
    }

    /// Whose force is competent for systems of a kind (`military`, `defence`, `cipher`) that the usual route leaves
    /// out: the step by which it appraises them, under the regime of `day`. `by` names the body, the row its article.
    /// `None`: the law says nothing of the kind.
    #[must_use]
    pub fn competent(&self, exempt: &str, day: NaiveDate) -> Option<&Row<RouteStep>> {
        let regime = self.regime_on(day).ok()?.regime.body.code.clone();
        of_regime(&self.route_steps, &regime, day)
            .into_iter()
            .find(|s| s.kind == StepKind::Appraise && s.exempt.iter().any(|e| e == exempt))
    }

    /// What must be done before a step at a level.
    #[must_use]
    pub fn gates(&self, regime: &str, level: u8, before: StepKind, day: NaiveDate) -> Vec<&Row<Gate>> {
        of_regime(&self.gates, regime, day)
            .into_iter()
            .filter(|g| g.before == before && g.levels.contains(&level))
            .collect()
    }
}

impl Row<RouteStep> {
    /// The last day of the step when its term began on `from`; `None`: the law sets no term.
    pub fn due(&self, from: NaiveDate, calendar: &WorkCalendar) -> Result<Option<StepDue<'_>>, LawError> {
        let Some(limit) = self.limit else {
            return Ok(None);
        };
        let due = match limit.unit {
            DayUnit::WorkingDay => {
                calendar.add_working_days(from, i32::try_from(limit.count).unwrap_or(i32::MAX))?
            }
            DayUnit::Day => from
                .checked_add_days(Days::new(limit.count.into()))
                .ok_or(LawError::BadPeriod { from, to: from })?,
        };
        let last_working_day = if calendar.is_working_day(due)? {
            due
        } else {
            calendar.previous_working_day(due)?
        };
        let mut certainty = self.legal.certainty;
        if limit.unit == DayUnit::WorkingDay {
            for day in from.iter_days().take_while(|d| *d <= due) {
                certainty = certainty.min(calendar.day(day)?.certainty);
            }
        }
        Ok(Some(StepDue {
            due,
            last_working_day,
            legal: &self.legal,
            certainty,
        }))
    }
}
