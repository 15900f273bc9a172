//! Legal regimes of information-system levels, the instruments behind them, and which one applies on a day.

use crate::book::{LawBook, Record, Row, RowFault, known, of_regime};
use crate::error::LawError;
use crate::source::{Certainty, toml_day_opt};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A regime: one set of criteria, routes and checklists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// `R85`, `R331`.
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    /// Laws, decrees, circulars and standards it is made of.
    pub instruments: Vec<String>,
    /// What the law calls the subject, e.g. "an ninh mạng".
    pub term: String,
    /// What the law calls a level.
    pub level_term: String,
    pub regulator: String,
    /// Article by which the result of a risk assessment raises the proposed level; `None`: it does not.
    #[serde(default)]
    pub risk_raises: Option<String>,
    /// Article by which the highest matching criterion decides.
    pub highest_decides: String,
    /// Level whose procedure a system on the national-security list follows, and the article.
    #[serde(default)]
    pub listed_procedure: Option<ListedProcedure>,
    #[serde(default)]
    pub note: Option<String>,
}

/// Whose procedure systems important to national security follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedProcedure {
    pub level: u8,
    pub article: String,
}

/// Which systems a rule of transition speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransitionCase {
    /// All: no newer decree was in force yet.
    Gap,
    /// Systems that already have a level.
    Levelled,
    /// Systems under investment or construction when the law changed.
    UnderConstruction,
    /// Running systems that never had a level.
    NeverLevelled,
}

/// A rule on what holds while one regime follows another (Law 116/2025, Article 45.1; Decree 331/2026, Article 39.1).
/// In force from `valid_from` to `valid_to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    pub id: String,
    /// The regime whose rules are used in the case.
    pub regime: String,
    pub case: TransitionCase,
    /// What has to be done, in Vietnamese.
    pub text: String,
    /// The day the rule names as its end.
    #[serde(default, deserialize_with = "toml_day_opt")]
    pub deadline: Option<NaiveDate>,
}

/// A standard or technical regulation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// e.g. `TCVN 14423:2026`.
    pub code: String,
    pub name: String,
    /// Code of the standard that replaced it.
    #[serde(default)]
    pub replaced_by: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// What a role is called under a regime, and who holds it (Decree 85/2016, Article 3; Circular 12/2022, Articles 4–6;
/// Decree 331/2026, Articles 3–5 and 31–33).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// e.g. `system_owner`; as in the statutory calendar.
    pub code: String,
    pub regime: String,
    /// Vietnamese name.
    pub name: String,
    /// Who it is, in short words.
    pub text: String,
    /// In the handling of an incident: the agency whose system it is, not a body of the province.
    #[serde(default)]
    pub of_the_case: bool,
}

/// A class of information (Decree 85/2016, Article 6.1; Decree 331/2026, Article 9.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfoClass {
    pub code: String,
    pub regime: String,
    pub name: String,
    pub text: String,
}

/// A type of system (Decree 85/2016, Article 6.2; Decree 331/2026, Article 9.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemType {
    pub code: String,
    pub regime: String,
    pub name: String,
    pub text: String,
    /// A pick list.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// How public online services are named today, and the old degree each stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicService {
    pub code: String,
    pub name: String,
    /// "mức độ", 1–4.
    pub degree: u8,
}

fn coded(code: &str, regime: &str) -> String {
    format!("{regime}/{code}")
}

impl Record for Regime {
    const KIND: &'static str = "regime";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        crate::book::levels(self.listed_procedure.iter().map(|p| p.level))
    }
}
impl Record for Transition {
    const KIND: &'static str = "transition";
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
impl Record for Standard {
    const KIND: &'static str = "standard";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn replaced_by(&self) -> Option<&str> {
        self.replaced_by.as_deref()
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        self.replaced_by.as_ref().map_or(Ok(()), |code| {
            known("standard", code, book.standards.iter().map(|s| s.code.as_str()))
        })
    }
}
impl Record for Role {
    const KIND: &'static str = "role";
    fn id(&self) -> String {
        coded(&self.code, &self.regime)
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
}
impl Record for InfoClass {
    const KIND: &'static str = "info_class";
    fn id(&self) -> String {
        coded(&self.code, &self.regime)
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
}
impl Record for SystemType {
    const KIND: &'static str = "system_type";
    fn id(&self) -> String {
        coded(&self.code, &self.regime)
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
}
impl Record for PublicService {
    const KIND: &'static str = "public_service";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        format!("{} (mức độ {})", self.name, self.degree)
    }
}

/// Why a regime applies on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    InForce,
    /// A rule of transition carries it past its time, or nothing else was in force yet.
    Transition,
    /// It was named although nothing carries it on that day.
    Asked,
}

/// The regime of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegimeOn<'a> {
    pub regime: &'a Row<Regime>,
    pub basis: Basis,
    /// Rules of transition that run on the day, of this regime and of others.
    pub transitions: Vec<&'a Row<Transition>>,
    /// The least certain of what the choice rests on.
    pub certainty: Certainty,
}

fn ended(regime: &Row<Regime>, day: NaiveDate) -> bool {
    regime.legal.valid_to.is_some_and(|last| last < day)
}

impl LawBook {
    /// The regime with this code.
    pub fn regime(&self, code: &str) -> Result<&Row<Regime>, LawError> {
        self.regimes
            .iter()
            .find(|r| r.code == code)
            .ok_or_else(|| LawError::UnknownCode {
                field: "regime",
                code: code.into(),
            })
    }

    /// The regime for a system assessed on `day` that no rule of transition singles out. Where one law had ended
    /// and the next decree was not signed (01/07/2026–18/08/2026), the older regime is given as transition.
    pub fn regime_on(&self, day: NaiveDate) -> Result<RegimeOn<'_>, LawError> {
        let transitions: Vec<_> = self
            .transitions
            .iter()
            .filter(|t| t.legal.in_force(day))
            .collect();
        let in_force = self
            .regimes
            .iter()
            .filter(|r| r.legal.in_force(day))
            .max_by_key(|r| r.legal.valid_from);
        if let Some(regime) = in_force {
            return Ok(RegimeOn {
                regime,
                basis: Basis::InForce,
                transitions,
                certainty: regime.legal.certainty,
            });
        }
        let gap = transitions.iter().find(|t| t.case == TransitionCase::Gap);
        let Some(gap) = gap else {
            return Err(LawError::NoRule {
                what: "regime of levels",
                day,
            });
        };
        let regime = self.regime(&gap.regime)?;
        Ok(RegimeOn {
            regime,
            basis: Basis::Transition,
            certainty: regime.legal.certainty.min(gap.legal.certainty),
            transitions,
        })
    }

    /// The regime for a system in a case of transition: that of a rule that runs on `day` for the case and carries
    /// another regime than the one in force; otherwise the regime of the day.
    pub fn regime_for(&self, case: TransitionCase, day: NaiveDate) -> Result<RegimeOn<'_>, LawError> {
        let carried = self
            .transitions
            .iter()
            .filter(|t| t.case == case && t.legal.in_force(day))
            .find(|t| self.regime(&t.regime).is_ok_and(|r| ended(r, day)));
        match carried {
            Some(rule) => self.regime_named(&rule.regime, day),
            None => self.regime_on(day),
        }
    }

    /// That regime on a day, whether or not the day is in its time.
    pub fn regime_named(&self, code: &str, day: NaiveDate) -> Result<RegimeOn<'_>, LawError> {
        let regime = self.regime(code)?;
        let transitions: Vec<_> = self
            .transitions
            .iter()
            .filter(|t| t.legal.in_force(day))
            .collect();
        // A rule on what a newer regime will ask carries it nowhere before its day.
        let carried: Vec<_> = transitions
            .iter()
            .filter(|t| t.regime == code && ended(regime, day))
            .collect();
        let basis = match (regime.legal.in_force(day), carried.is_empty()) {
            (true, _) => Basis::InForce,
            (false, false) => Basis::Transition,
            (false, true) => Basis::Asked,
        };
        let certainty = match basis {
            Basis::InForce => regime.legal.certainty,
            Basis::Transition => carried
                .iter()
                .map(|t| t.legal.certainty)
                .max()
                .unwrap_or(Certainty::Unsure)
                .min(regime.legal.certainty),
            Basis::Asked => Certainty::Unsure,
        };
        Ok(RegimeOn {
            regime,
            basis,
            transitions,
            certainty,
        })
    }

    /// The name of a role under a regime; the code itself where the regime does not name it.
    #[must_use]
    pub fn role_name<'a>(&'a self, code: &'a str, regime: &str) -> &'a str {
        self.roles
            .iter()
            .find(|r| r.code == code && r.regime == regime)
            .map_or(code, |r| r.name.as_str())
    }

    /// As [`role_name`](Self::role_name), as the regime names its holder on a day: a ministry may be merged while a
    /// regime lasts.
    #[must_use]
    pub fn role_name_on<'a>(&'a self, code: &'a str, regime: &str, day: NaiveDate) -> &'a str {
        of_regime(&self.roles, regime, day)
            .into_iter()
            .find(|r| r.code == code)
            .map_or_else(|| self.role_name(code, regime), |r| r.body.name.as_str())
    }

    /// Whether a regime decides levels on a day: in force, or carried on by a rule of transition that `applies` to the
    /// system. A regime that has not begun decides nothing yet.
    pub fn decides(
        &self,
        code: &str,
        day: NaiveDate,
        applies: impl Fn(&Row<Transition>) -> bool,
    ) -> Result<bool, LawError> {
        let regime = self.regime(code)?;
        Ok(regime.legal.in_force(day)
            || (ended(regime, day)
                && self
                    .transitions
                    .iter()
                    .filter(|t| t.regime == code && t.legal.in_force(day))
                    .any(|t| t.case == TransitionCase::Gap || applies(t))))
    }

    /// Whether a regime is over on a day, but for what rules of transition carry on.
    pub fn is_over(&self, code: &str, day: NaiveDate) -> Result<bool, LawError> {
        Ok(ended(self.regime(code)?, day))
    }

    /// The standard in force in its place, following replacements.
    #[must_use]
    pub fn standard_now(&self, code: &str) -> Option<&Row<Standard>> {
        let find = |code: &str| self.standards.iter().find(|s| s.code == code);
        let mut standard = find(code)?;
        // No longer than the list: a circle of replacements must end.
        for _ in 0..self.standards.len() {
            match standard.replaced_by.as_deref().and_then(find) {
                Some(next) => standard = next,
                None => break,
            }
        }
        Some(standard)
    }
}
