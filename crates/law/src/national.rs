//! The list of systems important to national security: which systems belong on it, and what has to be known to tell
//! (Decree 331/2026, Article 16).

use crate::assess::{Matched, matched, outcome};
use crate::book::{LawBook, Row, of_regime};
use crate::error::LawError;
use crate::facts::{Known, SystemFacts, Truth};
use crate::regime::Regime;
use crate::source::Legal;
use chrono::NaiveDate;

/// How a system stands to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalList<'a> {
    pub regime: &'a Row<Regime>,
    /// Criteria that put it on the list.
    pub matched: Vec<Matched<'a>>,
    /// Criteria that nobody can tell about yet.
    pub open: Vec<Untold<'a>>,
}

/// A criterion that waits for facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold<'a> {
    pub code: &'a str,
    pub text: &'a str,
    pub legal: &'a Legal,
    /// Questions whose answers decide it, in Vietnamese; names of facts where the data has no words.
    pub asks: Vec<String>,
}

impl LawBook {
    /// The regime that keeps a list: the newest one that has a procedure for it.
    #[must_use]
    pub fn list_regime(&self) -> Option<&Row<Regime>> {
        self.regimes
            .iter()
            .filter(|r| r.body.listed_procedure.is_some())
            .max_by_key(|r| r.legal.valid_from)
    }

    /// How a system stands to the list; `decided`: the level that was decided or assessed, which counts like facts.
    ///
    /// # Errors
    /// No regime keeps a list, or the facts do not belong to it.
    pub fn national_list(
        &self,
        facts: &SystemFacts,
        decided: Option<u8>,
        day: NaiveDate,
    ) -> Result<NationalList<'_>, LawError> {
        let regime = self.list_regime().ok_or(LawError::NoRule {
            what: "list of systems important to national security",
            day,
        })?;
        let code = regime.body.code.as_str();
        facts.check(self, code)?;
        let facts = self.prepared(facts, code, day, &mut Vec::new());
        let criteria = of_regime(&self.criteria, code, day);
        let found = outcome(&criteria, &facts, regime.body.risk_raises.is_some());
        let known = Known {
            facts: &facts,
            level: found.level.max(decided),
        };
        let of_list = || criteria.iter().copied().filter(|c| c.level.is_none());
        let open = of_list()
            .filter(|c| known.truth(&c.when) == Truth::Unknown)
            .map(|c| {
                let mut asks = Vec::new();
                known.asks(&c.when, &mut asks);
                Untold {
                    code: &c.code,
                    text: &c.text,
                    legal: &c.legal,
                    asks: asks.into_iter().map(|fact| self.question_of(fact)).collect(),
                }
            })
            .collect();
        Ok(NationalList {
            regime,
            matched: of_list()
                .filter(|c| known.truth(&c.when) == Truth::Yes)
                .map(|c| matched(c, &known))
                .collect(),
            open,
        })
    }

    fn question_of(&self, fact: String) -> String {
        self.questions
            .iter()
            .find(|q| q.fact == fact)
            .map_or(fact, |q| q.text.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        "2026-11-01".parse().unwrap()
    }

    #[test]
    fn every_level_five_belongs_on_the_list_and_what_is_unknown_is_asked() {
        let book = LawBook::builtin();
        let nothing = SystemFacts::default();
        let five = book.national_list(&nothing, Some(5), day()).unwrap();
        let codes: Vec<&str> = five.matched.iter().map(|m| m.code).collect();
        assert_eq!(codes, ["331-NS-4"]);
        assert_eq!(five.matched[0].legal.article, "Điều 16 khoản 4");
        let three = book.national_list(&nothing, Some(3), day()).unwrap();
        assert!(three.matched.is_empty());
        let open: Vec<&str> = three.open.iter().map(|o| o.code).collect();
        assert_eq!(open, ["331-NS-1", "331-NS-2", "331-NS-3"]);
        assert!(three.open.iter().all(|o| !o.asks.is_empty()));
    }

    #[test]
    fn facts_decide_a_criterion_either_way() {
        let facts = SystemFacts {
            security_telecom: Some(true),
            directs_security_works: Some(false),
            security_field: Some(false),
            ..SystemFacts::default()
        };
        let found = LawBook::builtin().national_list(&facts, Some(3), day()).unwrap();
        let codes: Vec<&str> = found.matched.iter().map(|m| m.code).collect();
        assert_eq!((codes, found.open.len()), (vec!["331-NS-2"], 0));
    }
}
