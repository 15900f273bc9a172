//! Criteria of levels as data: conditions on the facts of a system, contested readings, traps and questions.

use crate::book::{LawBook, Record, RowFault, known, levels};
use crate::facts::SystemFacts;
use serde::{Deserialize, Serialize};

/// One code or several, of which one is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Codes {
    One(String),
    Many(Vec<String>),
}

impl Codes {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::One(code) => std::slice::from_ref(code),
            Self::Many(codes) => codes,
        };
        all.iter().map(String::as_str)
    }
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.iter().any(|c| c == code)
    }
}

/// How much harm sabotage of the system would do to defence and national security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    None,
    /// "tổn hại".
    Harm,
    /// "tổn hại nghiêm trọng".
    Serious,
    /// "tổn hại đặc biệt nghiêm trọng".
    ExceptionallySerious,
}

/// Whom a count counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subjects {
    /// Users ("người sử dụng").
    User,
    /// Data subjects of basic personal data ("dữ liệu cá nhân cơ bản").
    Basic,
    /// Data subjects of sensitive personal data ("dữ liệu cá nhân nhạy cảm").
    Sensitive,
}

/// A count from `at_least` up to and without `below`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    pub kind: Subjects,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u64>,
}

/// Degrees of public online services, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Degrees {
    #[serde(default)]
    pub at_least: u8,
    #[serde(default = "highest", skip_serializing_if = "is_highest")]
    pub at_most: u8,
}
const fn highest() -> u8 {
    u8::MAX
}
// serde passes a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_highest(value: &u8) -> bool {
    *value == u8::MAX
}

/// A yes or no that a regime asks and this version does not know by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub name: String,
    pub is: bool,
}

/// A condition on the facts of a system. In a data file each is a table with one key, e.g.
/// `{ all = [{ type_is = "SVC" }, { subjects = { kind = "basic", at_least = 100000 } }] }`.
/// The order in `all` is the order in which a person is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// One of the types of the system is one of these.
    TypeIs(Codes),
    /// One of its classes of information is one of these.
    InfoHas(Codes),
    /// All its classes of information are among these.
    InfoOnly(Codes),
    Subjects(Count),
    PublicServiceDegree(Degrees),
    /// For whom shared infrastructure works.
    Served(Codes),
    WorksClass(Codes),
    HarmAtLeast(Harm),
    /// The Prime Minister decided this level.
    DecisionLevel(u8),
    /// The risk assessment came to this level.
    RiskLevel(u8),
    /// The level proposed by the other criteria is at least this.
    LevelAtLeast(u8),
    OnlineService(bool),
    ConditionalBusiness(bool),
    SettlesProcedures(bool),
    AlwaysOn(bool),
    NationalEgovernment(bool),
    DefenceSecurity(bool),
    Strategic(bool),
    SpecialNationalData(bool),
    ConnectsAbroad(bool),
    WorksNationalSecurity(bool),
    SignIns(bool),
    SupportsOnly(bool),
    DirectsSecurityWorks(bool),
    SecurityTelecom(bool),
    SecurityField(bool),
    GraveConsequence(bool),
    Answer(Answer),
}

impl Condition {
    /// The yes or no it asks for, by the name of the fact.
    #[must_use]
    pub fn flag(&self) -> Option<(&'static str, bool)> {
        Some(match self {
            Self::OnlineService(is) => ("online_service", *is),
            Self::ConditionalBusiness(is) => ("conditional_business", *is),
            Self::SettlesProcedures(is) => ("settles_procedures", *is),
            Self::AlwaysOn(is) => ("always_on", *is),
            Self::NationalEgovernment(is) => ("national_egovernment", *is),
            Self::DefenceSecurity(is) => ("defence_security", *is),
            Self::Strategic(is) => ("strategic", *is),
            Self::SpecialNationalData(is) => ("special_national_data", *is),
            Self::ConnectsAbroad(is) => ("connects_abroad", *is),
            Self::WorksNationalSecurity(is) => ("works_national_security", *is),
            Self::SignIns(is) => ("sign_ins", *is),
            Self::SupportsOnly(is) => ("supports_only", *is),
            Self::DirectsSecurityWorks(is) => ("directs_security_works", *is),
            Self::SecurityTelecom(is) => ("security_telecom", *is),
            Self::SecurityField(is) => ("security_field", *is),
            Self::GraveConsequence(is) => ("grave_consequence", *is),
            _ => return None,
        })
    }

    /// Name of the fact a single condition looks at; `None` for `all`, `any`, `not` and the level of others.
    #[must_use]
    pub fn fact(&self) -> Option<String> {
        if let Some((name, _)) = self.flag() {
            return Some(name.into());
        }
        Some(match self {
            Self::TypeIs(_) => "types".into(),
            Self::InfoHas(_) | Self::InfoOnly(_) => "information".into(),
            Self::Subjects(count) => match count.kind {
                Subjects::User => "users".into(),
                Subjects::Basic => "subjects_basic".into(),
                Subjects::Sensitive => "subjects_sensitive".into(),
            },
            Self::PublicServiceDegree(_) => "public_service_degree".into(),
            Self::Served(_) => "served".into(),
            Self::WorksClass(_) => "works_class".into(),
            Self::HarmAtLeast(_) => "harm".into(),
            Self::DecisionLevel(_) => "decision_level".into(),
            Self::RiskLevel(_) => "risk_level".into(),
            Self::Answer(answer) => format!("answers.{}", answer.name),
            _ => return None,
        })
    }

    /// Every single condition inside.
    pub(crate) fn leaves<'a>(&'a self, out: &mut Vec<&'a Self>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.leaves(out)),
            Self::Not(part) => part.leaves(out),
            leaf => out.push(leaf),
        }
    }

    /// Whether the codes in it exist under the regime and its facts are asked for.
    fn check(&self, regime: &str, book: &LawBook) -> Result<(), RowFault> {
        let mut leaves = Vec::new();
        self.leaves(&mut leaves);
        for leaf in leaves {
            let (what, codes) = match leaf {
                Self::TypeIs(codes) => ("system_type", codes),
                Self::InfoHas(codes) | Self::InfoOnly(codes) => ("info_class", codes),
                Self::DecisionLevel(level) | Self::RiskLevel(level) | Self::LevelAtLeast(level) => {
                    levels([*level])?;
                    continue;
                }
                Self::Answer(answer) => {
                    let fact = format!("answers.{}", answer.name);
                    known("question", &fact, book.questions.iter().map(|q| q.fact.as_str()))?;
                    continue;
                }
                _ => continue,
            };
            for code in codes.iter() {
                let types = book.system_types.iter().filter(|t| t.regime == regime);
                let classes = book.info_classes.iter().filter(|c| c.regime == regime);
                match what {
                    "system_type" => known(what, code, types.map(|t| t.code.as_str()))?,
                    _ => known(what, code, classes.map(|c| c.code.as_str()))?,
                }
            }
        }
        Ok(())
    }
}

/// A criterion: a system that meets its condition has at least its level (Decree 85/2016, Articles 7–11; Decree
/// 331/2026, Articles 11–16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// e.g. `85-L3-2c`.
    pub code: String,
    pub regime: String,
    /// 1–5; `None`: it puts the system on the national-security list.
    #[serde(default)]
    pub level: Option<u8>,
    /// In short Vietnamese words.
    pub text: String,
    pub when: Condition,
    #[serde(default)]
    pub note: Option<String>,
}

/// A mistake that is often made with a level, e.g. formal splitting (Decree 331/2026, Article 8.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    pub id: String,
    pub regime: String,
    /// What to tell, in Vietnamese.
    pub text: String,
    /// When it has been stepped on; `None`: told by the counts of the siblings.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Class of information that the system holds all the same.
    #[serde(default)]
    pub adds_info: Option<String>,
}

/// A word that is read in two ways. The reading here is the one that the criteria do not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    pub id: String,
    pub regime: String,
    /// The contested word, in Vietnamese.
    pub word: String,
    /// How else it is read, in Vietnamese.
    pub text: String,
    /// Facts that the reading takes as given.
    #[serde(default)]
    pub assume: Option<SystemFacts>,
    /// When to look at it at all.
    pub when: Condition,
    /// The criterion that it reads otherwise, and how.
    #[serde(default)]
    pub criterion: Option<String>,
    #[serde(default)]
    pub reads: Option<Condition>,
}

/// How a fact is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Name of the field in the input.
    pub fact: String,
    /// In Vietnamese.
    pub text: String,
    /// Code and Vietnamese label of each answer; empty for yes or no, numbers and codes of the regime.
    #[serde(default)]
    pub options: Vec<Labelled>,
    /// Seldom decides: asked after all others, and an assessment is settled without it.
    #[serde(default)]
    pub last: bool,
}

/// A code with its Vietnamese label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    pub code: String,
    pub label: String,
}

impl Record for Criterion {
    const KIND: &'static str = "criterion";
    fn id(&self) -> String {
        self.code.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        levels(self.level)?;
        self.when.check(&self.regime, book)
    }
}
impl Record for Trap {
    const KIND: &'static str = "trap";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        self.when.as_ref().map_or(Ok(()), |c| c.check(&self.regime, book))
    }
}
impl Record for Reading {
    const KIND: &'static str = "reading";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        format!("“{}”: {}", self.word, self.text)
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, book: &LawBook) -> Result<(), RowFault> {
        if let Some(code) = &self.criterion {
            let criteria = book.criteria.iter().filter(|c| c.regime == self.regime);
            known("criterion", code, criteria.map(|c| c.code.as_str()))?;
            if self.reads.is_none() {
                return Err(RowFault::Empty("reads"));
            }
        }
        self.when.check(&self.regime, book)?;
        self.reads
            .as_ref()
            .map_or(Ok(()), |c| c.check(&self.regime, book))
    }
}
impl Record for Question {
    const KIND: &'static str = "question";
    fn id(&self) -> String {
        self.fact.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
}
