//! What is known of a system when its level is assessed: the input of an assessment, as JSON.

use crate::book::LawBook;
use crate::criterion::{Condition, Harm, Subjects};
use crate::error::LawError;
use crate::source::toml_day_opt;
use chrono::NaiveDate;
use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// Facts of one system. Every field may be missing: what is missing is unknown, not "no", and is asked for when it
/// could change the outcome. A list that is given is complete. Facts are named: a bare list of values is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
pub struct SystemFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The one system owner ("chủ quản"); told apart by its spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Business function, in the words of the owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Codes of the types: `INT`, `SVC`, `INF`, `ICS`, `OTH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    /// Codes of the classes of information: `PUB`, `PRV`, `PII`, `SEC`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub information: Option<Vec<String>>,
    /// Staff or users sign in with accounts of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_ins: Option<bool>,
    /// Users whose private or personal information is processed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<u64>,
    /// Data subjects of basic personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects_basic: Option<u64>,
    /// Data subjects of sensitive personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects_sensitive: Option<u64>,
    /// The day the counts were taken.
    #[serde(deserialize_with = "toml_day_opt", skip_serializing_if = "Option::is_none")]
    pub counted_on: Option<NaiveDate>,
    /// Provides an online service, or supports one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_service: Option<bool>,
    /// It only supports an online service from behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_only: Option<bool>,
    /// Old degree of its public online services, 1–4; 0: it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_service_degree: Option<u8>,
    /// Today's name of them: `partial`, `full`. Stands in for the degree where that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_service: Option<String>,
    /// The service is on the list of conditional business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditional_business: Option<bool>,
    /// Number of the line on that list; kept with the record, decides nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditional_business_line: Option<String>,
    /// Administrative procedures are settled in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settles_procedures: Option<bool>,
    /// Shared infrastructure works for: `one_body`, `ministry`, `sector`, `province`, `provinces`, `nation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<String>,
    /// It must run 24/7 and may not stop unplanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_on: Option<bool>,
    /// A national system for e-Government.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub national_egovernment: Option<bool>,
    /// Class of the works that an industrial control system runs: `special`, `I`, `II`, `III`, `IV`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub works_class: Option<String>,
    /// The works are important to national security.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub works_national_security: Option<bool>,
    /// It serves defence or security.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defence_security: Option<bool>,
    /// Harm to defence and national security when it is sabotaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harm: Option<Harm>,
    /// The secret or the task is of strategic nature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategic: Option<bool>,
    /// Central storage of specially important national data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special_national_data: Option<bool>,
    /// National infrastructure that connects the country with the world.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connects_abroad: Option<bool>,
    /// Level by decision of the Prime Minister; 0: there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_level: Option<u8>,
    /// Level that the risk assessment came to; 0: it named none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_level: Option<u8>,
    /// Directs works important to national security.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directs_security_works: Option<bool>,
    /// Telecommunication works important to national security.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_telecom: Option<bool>,
    /// In a field that the law on cybersecurity names for such systems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_field: Option<bool>,
    /// Its sabotage would have one of the grave consequences the decree lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grave_consequence: Option<bool>,
    /// Answers to questions that a later regime asks by data alone.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, bool>,
    /// Other systems of the owner with the same function, to see a formal splitting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub siblings: Vec<Sibling>,
}

impl Serialize for SystemFacts {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, out)
    }
}

impl<'de> Deserialize<'de> for SystemFacts {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct Named;
        impl<'de> Visitor<'de> for Named {
            type Value = SystemFacts;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("facts by their names")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SystemFacts, A::Error> {
                SystemFacts::deserialize(MapAccessDeserializer::new(map))
            }
        }
        input.deserialize_map(Named)
    }
}

/// Another system, as far as splitting is concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sibling {
    pub name: String,
    /// Missing: the same as the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Missing: the same as the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects_basic: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subjects_sensitive: Option<u64>,
}

impl SystemFacts {
    /// The yes or no with this name.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match name {
            "sign_ins" => self.sign_ins,
            "online_service" => self.online_service,
            "supports_only" => self.supports_only,
            "conditional_business" => self.conditional_business,
            "settles_procedures" => self.settles_procedures,
            "always_on" => self.always_on,
            "national_egovernment" => self.national_egovernment,
            "works_national_security" => self.works_national_security,
            "defence_security" => self.defence_security,
            "strategic" => self.strategic,
            "special_national_data" => self.special_national_data,
            "connects_abroad" => self.connects_abroad,
            "directs_security_works" => self.directs_security_works,
            "security_telecom" => self.security_telecom,
            "security_field" => self.security_field,
            "grave_consequence" => self.grave_consequence,
            other => self.answers.get(other.strip_prefix("answers.")?).copied(),
        }
    }

    /// A count; the number of users is taken from the data subjects where it is missing.
    #[must_use]
    pub fn count(&self, kind: Subjects) -> Option<u64> {
        match kind {
            Subjects::User => self.users.or(self.subjects_basic.max(self.subjects_sensitive)),
            Subjects::Basic => self.subjects_basic,
            Subjects::Sensitive => self.subjects_sensitive,
        }
    }

    /// A fact as text, to show what a criterion matched on.
    #[must_use]
    pub fn value(&self, fact: &str) -> Option<String> {
        let list = |codes: &Option<Vec<String>>| codes.as_ref().map(|c| c.join(", "));
        match fact {
            "types" => list(&self.types),
            "information" => list(&self.information),
            "users" => self.count(Subjects::User).map(|n| n.to_string()),
            "subjects_basic" => self.subjects_basic.map(|n| n.to_string()),
            "subjects_sensitive" => self.subjects_sensitive.map(|n| n.to_string()),
            "public_service_degree" => self.public_service_degree.map(|n| n.to_string()),
            "served" => self.served.clone(),
            "works_class" => self.works_class.clone(),
            "harm" => self.harm.map(|h| {
                match h {
                    Harm::None => "none",
                    Harm::Harm => "harm",
                    Harm::Serious => "serious",
                    Harm::ExceptionallySerious => "exceptionally_serious",
                }
                .into()
            }),
            "decision_level" => self.decision_level.map(|n| n.to_string()),
            "risk_level" => self.risk_level.map(|n| n.to_string()),
            flag => self.flag(flag).map(|is| is.to_string()),
        }
    }

    /// These facts with what `given` says in their place.
    pub(crate) fn with(&self, given: &Self) -> Self {
        let mut facts = self.clone();
        // Only what a reading of the law may take as given.
        if given.types.is_some() {
            facts.types.clone_from(&given.types);
        }
        if given.information.is_some() {
            facts.information.clone_from(&given.information);
        }
        if given.served.is_some() {
            facts.served.clone_from(&given.served);
        }
        if given.works_class.is_some() {
            facts.works_class.clone_from(&given.works_class);
        }
        facts.online_service = given.online_service.or(facts.online_service);
        facts.conditional_business = given.conditional_business.or(facts.conditional_business);
        facts.settles_procedures = given.settles_procedures.or(facts.settles_procedures);
        facts.strategic = given.strategic.or(facts.strategic);
        facts.defence_security = given.defence_security.or(facts.defence_security);
        facts.always_on = given.always_on.or(facts.always_on);
        facts.public_service_degree = given.public_service_degree.or(facts.public_service_degree);
        facts.harm = given.harm.or(facts.harm);
        facts.answers.extend(given.answers.clone());
        facts
    }

    /// Refuses codes that the regime does not have: a slip of the pen must not pass as "no criterion matches".
    pub(crate) fn check(&self, book: &LawBook, regime: &str) -> Result<(), LawError> {
        let unknown = |field, code: &str| {
            Err(LawError::UnknownCode {
                field,
                code: code.into(),
            })
        };
        for code in self.types.iter().flatten() {
            if !book
                .system_types
                .iter()
                .any(|t| t.regime == regime && t.code == *code)
            {
                return unknown("types", code);
            }
        }
        for code in self.information.iter().flatten() {
            if !book
                .info_classes
                .iter()
                .any(|c| c.regime == regime && c.code == *code)
            {
                return unknown("information", code);
            }
        }
        let mut codes = BTreeMap::<&str, BTreeSet<&str>>::new();
        for question in &book.questions {
            codes
                .entry(&question.fact)
                .or_default()
                .extend(question.options.iter().map(|o| o.code.as_str()));
        }
        for (field, code) in [("served", &self.served), ("works_class", &self.works_class)] {
            let known = codes.get(field).filter(|c| !c.is_empty());
            if let (Some(code), Some(known)) = (code, known)
                && !known.contains(code.as_str())
            {
                return unknown(field, code);
            }
        }
        for name in self.answers.keys() {
            if !codes.contains_key(format!("answers.{name}").as_str()) {
                return unknown("answers", name);
            }
        }
        if let Some(code) = &self.public_service
            && !book.public_services.iter().any(|s| s.code == *code)
        {
            return unknown("public_service", code);
        }
        for (field, number, most) in [
            ("decision_level", self.decision_level, 5),
            ("risk_level", self.risk_level, 5),
            ("public_service_degree", self.public_service_degree, 4),
        ] {
            if number.is_some_and(|n| n > most) {
                return unknown(field, &number.unwrap_or_default().to_string());
            }
        }
        Ok(())
    }
}

/// Whether a condition holds, does not, or cannot be told yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Facts, and the level that the other criteria came to.
pub(crate) struct Known<'a> {
    pub facts: &'a SystemFacts,
    pub level: Option<u8>,
}

impl Known<'_> {
    /// Kleene's logic: an unknown part leaves the whole open unless another part decides it.
    pub fn truth(&self, condition: &Condition) -> Truth {
        let facts = self.facts;
        match condition {
            Condition::All(parts) => {
                let parts = parts.iter().map(|p| self.truth(p));
                parts.fold(Truth::Yes, |all, part| match (all, part) {
                    (Truth::No, _) | (_, Truth::No) => Truth::No,
                    (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
                    _ => Truth::Yes,
                })
            }
            Condition::Any(parts) => {
                let parts = parts.iter().map(|p| self.truth(p));
                parts.fold(Truth::No, |any, part| match (any, part) {
                    (Truth::Yes, _) | (_, Truth::Yes) => Truth::Yes,
                    (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
                    _ => Truth::No,
                })
            }
            Condition::Not(part) => self.truth(part).not(),
            Condition::TypeIs(codes) => {
                Truth::of(facts.types.as_ref().map(|t| t.iter().any(|c| codes.contains(c))))
            }
            Condition::InfoHas(codes) => Truth::of(
                facts
                    .information
                    .as_ref()
                    .map(|i| i.iter().any(|c| codes.contains(c))),
            ),
            // An empty list says nothing about what is processed.
            Condition::InfoOnly(codes) => Truth::of(
                facts
                    .information
                    .as_ref()
                    .filter(|i| !i.is_empty())
                    .map(|i| i.iter().all(|c| codes.contains(c))),
            ),
            Condition::Subjects(count) => Truth::of(facts.count(count.kind).map(|n| {
                count.at_least.is_none_or(|least| n >= least) && count.below.is_none_or(|below| n < below)
            })),
            Condition::PublicServiceDegree(degrees) => Truth::of(
                facts
                    .public_service_degree
                    .map(|d| (degrees.at_least..=degrees.at_most).contains(&d)),
            ),
            Condition::Served(codes) => Truth::of(facts.served.as_ref().map(|s| codes.contains(s))),
            Condition::WorksClass(codes) => Truth::of(facts.works_class.as_ref().map(|c| codes.contains(c))),
            Condition::HarmAtLeast(least) => Truth::of(facts.harm.map(|h| h >= *least)),
            Condition::DecisionLevel(level) => Truth::of(facts.decision_level.map(|l| l == *level)),
            Condition::RiskLevel(level) => Truth::of(facts.risk_level.map(|l| l == *level)),
            Condition::LevelAtLeast(level) => Truth::of(Some(self.level.is_some_and(|l| l >= *level))),
            Condition::Answer(answer) => {
                Truth::of(facts.answers.get(&answer.name).map(|is| *is == answer.is))
            }
            flag => Truth::of(
                flag.flag()
                    .and_then(|(name, is)| facts.flag(name).map(|value| value == is)),
            ),
        }
    }

    /// Facts to ask next so that an open condition closes: in `all` the first open part, in `any` each open part.
    pub fn asks(&self, condition: &Condition, out: &mut Vec<String>) {
        if self.truth(condition) != Truth::Unknown {
            return;
        }
        match condition {
            Condition::All(parts) => {
                if let Some(open) = parts.iter().find(|p| self.truth(p) == Truth::Unknown) {
                    self.asks(open, out);
                }
            }
            Condition::Any(parts) => parts.iter().for_each(|p| self.asks(p, out)),
            Condition::Not(part) => self.asks(part, out),
            leaf => out.extend(leaf.fact()),
        }
    }

    /// The single conditions that made this one true.
    pub fn because(&self, condition: &Condition, out: &mut Vec<String>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts.iter().filter(|p| self.truth(p) == Truth::Yes) {
                    self.because(part, out);
                }
            }
            // What is absent made it true: the fact it was looked for in.
            Condition::Not(part) => {
                let mut leaves = Vec::new();
                part.leaves(&mut leaves);
                out.extend(leaves.iter().filter_map(|l| l.fact()));
            }
            leaf => out.extend(leaf.fact()),
        }
    }

    /// The fewest single conditions that would have to change for this one to hold.
    pub fn lacks<'c>(&self, condition: &'c Condition) -> Option<Vec<&'c Condition>> {
        if self.truth(condition) == Truth::Yes {
            return Some(Vec::new());
        }
        match condition {
            Condition::All(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.lacks(part)?);
                }
                Some(all)
            }
            Condition::Any(parts) => parts.iter().filter_map(|p| self.lacks(p)).min_by_key(Vec::len),
            Condition::Not(_) => Some(vec![condition]),
            Condition::LevelAtLeast(_) => None,
            leaf => Some(vec![leaf]),
        }
    }
}
