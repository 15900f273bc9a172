//! Who guides, checks and consolidates a duty: the scope printed in the plan names a function, the directory
//! says which agency holds it on the date. The rules are data (`data/scope_rules.toml`).

use super::DutyError;
use chrono::NaiveDate;
use coloa_auth::Access;
use coloa_base::{AgencyId, text};
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

#[derive(Deserialize)]
struct Rules {
    /// Roles that make an agency a guide, the strongest first.
    roles: Vec<String>,
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    words: Vec<String>,
    functions: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules: Rules = toml::from_str(include_str!("../../data/scope_rules.toml"))
        .expect("embedded scope_rules.toml parses; a test reads it");
    for rule in &mut rules.rule {
        rule.words = rule.words.iter().map(|w| text::fold(w)).collect();
    }
    rules
});

/// Functions that a scope names, the strongest first; empty where no rule knows its words.
#[must_use]
pub fn functions_of(scope: &str) -> &'static [String] {
    let folded = text::fold(scope);
    RULES
        .rule
        .iter()
        .find(|r| r.words.iter().any(|w| folded.contains(w)))
        .map_or(&[], |r| &r.functions)
}

/// Which agency holds which function on one date.
#[derive(Clone, Debug, Default)]
pub struct Guides {
    by_function: HashMap<String, AgencyId>,
    /// Agencies that are no more on that date.
    closed: HashSet<AgencyId>,
}

impl Guides {
    #[must_use]
    pub fn new(holders: impl IntoIterator<Item = (String, AgencyId)>) -> Self {
        Self {
            by_function: holders.into_iter().collect(),
            closed: HashSet::new(),
        }
    }

    /// Asks the directory (`holders(role, function)`) for every function the rules know. Where two agencies hold
    /// one function in the strongest role that is held at all, none is taken: a person decides.
    #[must_use]
    pub fn ask(holders: impl Fn(&str, &str) -> Vec<AgencyId>) -> Self {
        let mut by_function = HashMap::new();
        for function in RULES.rule.iter().flat_map(|r| &r.functions) {
            let held = RULES
                .roles
                .iter()
                .map(|role| holders(role, function))
                .find(|h| !h.is_empty());
            if let Some([only]) = held.as_deref() {
                by_function.insert(function.clone(), *only);
            }
        }
        Self {
            by_function,
            closed: HashSet::new(),
        }
    }

    /// The holders in the directory on that day.
    pub async fn load(access: &Access, on: NaiveDate) -> Result<Self, DutyError> {
        Ok(Self::in_directory(&coloa_agency::load(access.db()).await?, on))
    }

    /// [`Guides::load`] from a directory that was read already.
    #[must_use]
    pub fn in_directory(directory: &coloa_agency::Directory, on: NaiveDate) -> Self {
        let closed = directory
            .iter()
            .filter(|a| a.facts.state_on(on) == coloa_agency::model::State::Closed)
            .map(|a| a.id)
            .collect();
        Self {
            closed,
            ..Self::ask(|role, function| directory.holders(role, Some(function), on))
        }
    }

    /// Whether an agency is no more: its work is to be handed over.
    #[must_use]
    pub fn closed(&self, agency: AgencyId) -> bool {
        self.closed.contains(&agency)
    }

    /// The agency that guides duties of this scope.
    #[must_use]
    pub fn of(&self, scope: Option<&str>) -> Option<AgencyId> {
        functions_of(scope?)
            .iter()
            .find_map(|f| self.by_function.get(f))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_decides_which_of_two_guides() {
        let (police, digital) = (AgencyId::new(), AgencyId::new());
        let guides = Guides::new([
            ("cyber_security_state_management".to_owned(), police),
            ("network_information_safety".to_owned(), digital),
        ]);
        assert_eq!(
            guides.of(Some("nội dung liên quan đến an ninh mạng")),
            Some(police)
        );
        assert_eq!(
            guides.of(Some("Nội dung về An toàn thông tin mạng")),
            Some(digital)
        );
        assert_eq!(guides.of(Some("kinh phí")), None);
        assert_eq!(guides.of(None), None);
    }

    #[test]
    fn two_holders_are_none() {
        let (one, two) = (AgencyId::new(), AgencyId::new());
        let guides = Guides::ask(|role, function| match (role, function) {
            ("coordinator", "digital_transformation") => vec![one, two],
            ("specialised_unit", "cyber_security_state_management") => vec![one],
            _ => Vec::new(),
        });
        assert_eq!(guides.of(Some("an toàn thông tin mạng")), None);
        assert_eq!(guides.of(Some("an ninh mạng")), Some(one));
    }
}
