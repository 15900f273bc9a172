//! Proposes the level of a system under a regime: which criteria match, what would raise the level, what to ask.

use crate::book::{LawBook, Row, of_regime};
use crate::criterion::{Condition, Criterion, Labelled, Reading};
use crate::error::LawError;
use crate::facts::{Known, SystemFacts, Truth};
use crate::regime::{Basis, RegimeOn};
use crate::source::{Certainty, Legal};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an assessment came to. Stable as JSON: `docs/assess.md` describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assessment<'a> {
    /// Code of the regime.
    pub regime: &'a str,
    pub regime_name: &'a str,
    pub basis: Basis,
    /// Of the choice of the regime.
    pub regime_certainty: Certainty,
    /// The day whose law was used.
    pub day: NaiveDate,
    /// The proposed level; `None`: undetermined. Never 1 unless a criterion of level 1 matches.
    pub level: Option<u8>,
    /// Nothing left to ask could change the level, save for the questions that are asked last.
    pub settled: bool,
    /// Every criterion that matches, the highest level first.
    pub matched: Vec<Matched<'a>>,
    /// The risk assessment raised the level.
    pub raised: Option<Raised<'a>>,
    /// Criteria by which the system belongs on the national-security list.
    pub national_list: Vec<Matched<'a>>,
    /// Level whose procedure is to be followed: that of the list, or the proposed one.
    pub procedure_level: Option<u8>,
    /// Criteria of a higher level that are near, the nearest first.
    pub would_raise: Vec<WouldRaise<'a>>,
    /// What could still change the outcome, the most decisive first.
    pub questions: Vec<Asked<'a>>,
    pub warnings: Vec<Warning<'a>>,
    /// What contested words lead to when they are read otherwise; only where the outcome differs.
    pub alternatives: Vec<Alternative<'a>>,
}

/// A criterion that matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matched<'a> {
    pub code: &'a str,
    pub level: Option<u8>,
    pub text: &'a str,
    #[serde(flatten)]
    pub legal: &'a Legal,
    /// The facts it matched on.
    pub because: Vec<Because>,
}

/// A fact that made a criterion match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Because {
    /// Name of the field of the input.
    pub fact: String,
    pub value: String,
}

/// The risk assessment came to a higher level than the other criteria.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Raised<'a> {
    pub from: Option<u8>,
    pub to: u8,
    pub article: &'a str,
}

/// A criterion of a higher level, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WouldRaise<'a> {
    pub code: &'a str,
    pub level: u8,
    pub text: &'a str,
    #[serde(flatten)]
    pub legal: &'a Legal,
    pub lacks: Vec<Lack<'a>>,
    /// It hangs on a fact that is seldom true, such as a decision of the Prime Minister.
    pub last: bool,
}

/// A condition that does not hold, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lack<'a> {
    pub fact: Option<String>,
    /// What is known of it; `None`: nothing.
    pub have: Option<String>,
    pub need: &'a Condition,
}

/// A fact to ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked<'a> {
    /// Name of the field of the input.
    pub fact: String,
    /// In Vietnamese; `None` where the data has no words for it.
    pub text: Option<&'a str>,
    pub options: Vec<Labelled>,
    /// Criteria that wait for it.
    pub decides: Vec<&'a str>,
    /// The highest level it could lead to; `None`: only the national-security list.
    pub up_to: Option<u8>,
    /// Seldom decides.
    pub last: bool,
}

/// What a careful person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning<'a> {
    pub code: &'static str,
    /// In Vietnamese.
    pub text: String,
    /// Article and source, where the law has one.
    pub legal: Option<&'a Legal>,
}

/// The outcome under another reading of a contested word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternative<'a> {
    pub id: &'a str,
    pub word: &'a str,
    pub reading: &'a str,
    pub level: Option<u8>,
    /// Criteria that match under it.
    pub codes: Vec<&'a str>,
    #[serde(flatten)]
    pub legal: &'a Legal,
}

/// How many conditions may be lacking for a criterion to be called near.
const NEAR: usize = 2;

pub(crate) type Criteria<'a> = Vec<&'a Row<Criterion>>;

pub(crate) struct Outcome<'a> {
    pub level: Option<u8>,
    matched: Criteria<'a>,
}

impl LawBook {
    /// Assesses under the regime of the day.
    pub fn assess(&self, facts: &SystemFacts, day: NaiveDate) -> Result<Assessment<'_>, LawError> {
        self.assess_in(facts, self.regime_on(day)?, day)
    }

    /// Assesses under this regime, whether or not it is the one of the day: rules of transition may carry it.
    pub fn assess_under(
        &self,
        facts: &SystemFacts,
        regime: &str,
        day: NaiveDate,
    ) -> Result<Assessment<'_>, LawError> {
        self.assess_in(facts, self.regime_named(regime, day)?, day)
    }

    fn assess_in<'a>(
        &'a self,
        facts: &SystemFacts,
        on: RegimeOn<'a>,
        day: NaiveDate,
    ) -> Result<Assessment<'a>, LawError> {
        let regime = on.regime;
        let code = regime.code.as_str();
        facts.check(self, code)?;
        if let Some(counted) = facts.counted_on.filter(|counted| *counted > day) {
            return Err(LawError::CountedLater { counted, day });
        }
        let mut warnings = about_regime(&on);
        let facts = self.prepared(facts, code, day, &mut warnings);
        let criteria = of_regime(&self.criteria, code, day);

        let found = outcome(&criteria, &facts, on.regime.risk_raises.is_some());
        let known = Known {
            facts: &facts,
            level: found.level,
        };
        let raised = regime.risk_raises.as_deref().and_then(|article| {
            let to = facts.risk_level?;
            let without = SystemFacts {
                risk_level: Some(0),
                ..facts.clone()
            };
            let from = outcome(&criteria, &without, true).level;
            (to > 0 && from.is_some_and(|from| from < to)).then_some(Raised { from, to, article })
        });
        let national_list: Vec<_> = criteria
            .iter()
            .copied()
            .filter(|c| c.level.is_none() && known.truth(&c.when) == Truth::Yes)
            .map(|c| matched(c, &known))
            .collect();
        let procedure_level = match &regime.listed_procedure {
            Some(listed) if !national_list.is_empty() => Some(listed.level),
            _ => found.level,
        };
        let questions = self.questions(&criteria, &known);
        let settled = found.level.is_some() && questions.iter().all(|q| q.last || q.up_to.is_none());
        warnings.extend(about_outcome(&on, &facts, &found));
        warnings.extend(self.splitting(&criteria, &on, &facts, found.level, day));
        let alternatives = self.alternatives(&criteria, &on, &facts, &found, day);
        Ok(Assessment {
            regime: code,
            regime_name: &regime.body.name,
            basis: on.basis,
            regime_certainty: on.certainty,
            day,
            level: found.level,
            settled,
            would_raise: self.would_raise(&criteria, &known),
            matched: found.matched.iter().map(|c| matched(c, &known)).collect(),
            raised,
            national_list,
            procedure_level,
            questions,
            warnings,
            alternatives,
        })
    }

    /// The facts with what follows from them: degrees of public services, personal data behind sign-ins.
    pub(crate) fn prepared<'a>(
        &'a self,
        facts: &SystemFacts,
        regime: &str,
        day: NaiveDate,
        warnings: &mut Vec<Warning<'a>>,
    ) -> SystemFacts {
        let mut facts = facts.clone();
        if facts.public_service_degree.is_none() {
            let named = facts.public_service.as_ref();
            facts.public_service_degree = named
                .and_then(|code| self.public_services.iter().find(|s| s.code == *code))
                .map(|s| s.degree);
        }
        for trap in of_regime(&self.traps, regime, day) {
            let (Some(when), Some(class)) = (&trap.when, &trap.adds_info) else {
                continue;
            };
            let known = Known {
                facts: &facts,
                level: None,
            };
            if known.truth(when) == Truth::Yes {
                facts.information.get_or_insert_default().push(class.clone());
                warnings.push(Warning {
                    code: "sign_ins_are_personal_data",
                    text: trap.text.clone(),
                    legal: Some(&trap.legal),
                });
            }
        }
        facts
    }

    fn questions<'a>(&'a self, criteria: &Criteria<'a>, known: &Known<'_>) -> Vec<Asked<'a>> {
        let mut found: BTreeMap<String, Vec<&'a Row<Criterion>>> = BTreeMap::new();
        for criterion in criteria.iter().copied() {
            // A criterion that is no higher than what is proposed cannot change the outcome.
            if criterion
                .level
                .is_some_and(|l| known.level.is_some_and(|have| l <= have))
            {
                continue;
            }
            let mut facts = Vec::new();
            known.asks(&criterion.when, &mut facts);
            facts.sort();
            facts.dedup();
            for fact in facts {
                found.entry(fact).or_default().push(criterion);
            }
        }
        let mut asked: Vec<_> = found
            .into_iter()
            .map(|(fact, criteria)| {
                let place = self.questions.iter().position(|q| q.fact == fact);
                let question = place.and_then(|i| self.questions.get(i));
                let asked = Asked {
                    text: question.map(|q| q.text.as_str()),
                    options: question.map(|q| q.options.clone()).unwrap_or_default(),
                    last: question.is_some_and(|q| q.last),
                    decides: criteria.iter().map(|c| c.code.as_str()).collect(),
                    up_to: criteria.iter().filter_map(|c| c.level).max(),
                    fact,
                };
                (place.unwrap_or(usize::MAX), asked)
            })
            .collect();
        // Most criteria wait for the type of the system; ties go in the order of the list of questions.
        asked.sort_by_key(|(place, q)| (q.last, std::cmp::Reverse(q.decides.len()), *place));
        asked.into_iter().map(|(_, q)| q).collect()
    }

    fn would_raise<'a>(&'a self, criteria: &Criteria<'a>, known: &Known<'_>) -> Vec<WouldRaise<'a>> {
        let seldom = |fact: &Option<String>| {
            let question = fact
                .as_ref()
                .and_then(|f| self.questions.iter().find(|q| q.fact == *f));
            question.is_some_and(|q| q.last)
        };
        let mut near: Vec<_> = criteria
            .iter()
            .copied()
            .filter_map(|criterion| {
                let level = criterion
                    .level
                    .filter(|l| known.level.is_none_or(|have| *l > have))?;
                let lacks = known.lacks(&criterion.when)?;
                // Another type of system would be another system.
                let other_type = lacks.iter().any(|c| matches!(c, Condition::TypeIs(_)));
                if lacks.len() > NEAR || other_type {
                    return None;
                }
                let lacks: Vec<_> = lacks
                    .into_iter()
                    .map(|need| {
                        let fact = need.fact();
                        Lack {
                            have: fact.as_deref().and_then(|f| known.facts.value(f)),
                            fact,
                            need,
                        }
                    })
                    .collect();
                Some(WouldRaise {
                    code: &criterion.code,
                    level,
                    text: &criterion.text,
                    legal: &criterion.legal,
                    last: lacks.iter().any(|l| seldom(&l.fact)),
                    lacks,
                })
            })
            .collect();
        near.sort_by_key(|w| (w.last, w.lacks.len(), w.level));
        near
    }

    /// Whether the system and its siblings together would stand higher.
    fn splitting<'a>(
        &'a self,
        criteria: &Criteria<'a>,
        on: &RegimeOn<'a>,
        facts: &SystemFacts,
        level: Option<u8>,
        day: NaiveDate,
    ) -> Option<Warning<'a>> {
        let trap = of_regime(&self.traps, &on.regime.code, day)
            .into_iter()
            .find(|t| t.when.is_none())?;
        let same = |of_sibling: &Option<String>, own: &Option<String>| {
            of_sibling.is_none() || own.is_none() || of_sibling == own
        };
        let near: Vec<_> = facts
            .siblings
            .iter()
            .filter(|s| same(&s.owner, &facts.owner) && same(&s.function, &facts.function))
            .collect();
        let sum = |own: Option<u64>, of: fn(&crate::facts::Sibling) -> Option<u64>| {
            near.iter()
                .filter_map(|s| of(s))
                .fold(own, |sum, n| Some(sum.unwrap_or(0).saturating_add(n)))
        };
        let together = SystemFacts {
            users: sum(facts.users, |s| s.users),
            subjects_basic: sum(facts.subjects_basic, |s| s.subjects_basic),
            subjects_sensitive: sum(facts.subjects_sensitive, |s| s.subjects_sensitive),
            ..facts.clone()
        };
        let joint = outcome(criteria, &together, on.regime.risk_raises.is_some()).level?;
        if near.is_empty() || level.is_some_and(|own| own >= joint) {
            return None;
        }
        let names: Vec<_> = near.iter().map(|s| s.name.as_str()).collect();
        Some(Warning {
            code: "formal_splitting",
            text: format!("{} Cùng với {}: cấp độ {joint}.", trap.text, names.join(", ")),
            legal: Some(&trap.legal),
        })
    }

    fn alternatives<'a>(
        &'a self,
        criteria: &Criteria<'a>,
        on: &RegimeOn<'a>,
        facts: &SystemFacts,
        found: &Outcome<'a>,
        day: NaiveDate,
    ) -> Vec<Alternative<'a>> {
        let known = Known {
            facts,
            level: found.level,
        };
        let mut alternatives = Vec::new();
        for reading in of_regime(&self.readings, &on.regime.code, day) {
            if known.truth(&reading.when) != Truth::Yes {
                continue;
            }
            let other = read_otherwise(criteria, facts, reading, on.regime.risk_raises.is_some());
            if other.level != found.level {
                alternatives.push(Alternative {
                    id: &reading.id,
                    word: &reading.word,
                    reading: &reading.text,
                    level: other.level,
                    codes: other.matched.iter().map(|c| c.code.as_str()).collect(),
                    legal: &reading.legal,
                });
            }
        }
        alternatives
    }
}

/// The highest matching criterion; where the regime has it so, a higher risk result in its place.
pub(crate) fn outcome<'a>(criteria: &Criteria<'a>, facts: &SystemFacts, risk_raises: bool) -> Outcome<'a> {
    let known = Known { facts, level: None };
    let mut matched: Vec<_> = criteria
        .iter()
        .copied()
        .filter(|c| c.level.is_some() && known.truth(&c.when) == Truth::Yes)
        .collect();
    matched.sort_by_key(|c| std::cmp::Reverse(c.level));
    let level = matched.iter().filter_map(|c| c.level).max();
    let risk = facts.risk_level.filter(|_| risk_raises);
    let level = level.map(|l| risk.map_or(l, |r| r.max(l)));
    Outcome { level, matched }
}

fn read_otherwise<'a>(
    criteria: &Criteria<'a>,
    facts: &SystemFacts,
    reading: &'a Reading,
    risk_raises: bool,
) -> Outcome<'a> {
    let facts = reading
        .assume
        .as_ref()
        .map_or_else(|| facts.clone(), |a| facts.with(a));
    let (Some(code), Some(reads)) = (&reading.criterion, &reading.reads) else {
        return outcome(criteria, &facts, risk_raises);
    };
    let known = Known {
        facts: &facts,
        level: None,
    };
    let (read, rest): (Criteria<'a>, Criteria<'a>) = criteria.iter().copied().partition(|c| c.code == *code);
    let mut found = outcome(&rest, &facts, risk_raises);
    if known.truth(reads) == Truth::Yes {
        found.level = found.level.max(read.iter().filter_map(|c| c.level).max());
        found.matched.extend(read);
        found.matched.sort_by_key(|c| std::cmp::Reverse(c.level));
    }
    found
}

pub(crate) fn matched<'a>(criterion: &'a Row<Criterion>, known: &Known<'_>) -> Matched<'a> {
    let mut facts = Vec::new();
    known.because(&criterion.when, &mut facts);
    let mut because = Vec::<Because>::new();
    for fact in facts {
        if because.iter().all(|b| b.fact != fact)
            && let Some(value) = known.facts.value(&fact)
        {
            because.push(Because { fact, value });
        }
    }
    Matched {
        code: &criterion.code,
        level: criterion.level,
        text: &criterion.text,
        legal: &criterion.legal,
        because,
    }
}

fn about_regime<'a>(on: &RegimeOn<'a>) -> Vec<Warning<'a>> {
    let mut warnings = Vec::new();
    if on.basis == Basis::Asked {
        warnings.push(Warning {
            code: "regime_not_in_force",
            text: format!(
                "{} không có hiệu lực và không được chuyển tiếp vào ngày này.",
                on.regime.body.name
            ),
            legal: Some(&on.regime.legal),
        });
    }
    if on.basis == Basis::Transition {
        for transition in on.transitions.iter().filter(|t| t.regime == on.regime.code) {
            warnings.push(Warning {
                code: "regime_in_transition",
                text: transition.text.clone(),
                legal: Some(&transition.legal),
            });
        }
    }
    warnings
}

fn about_outcome<'a>(on: &RegimeOn<'a>, facts: &SystemFacts, found: &Outcome<'a>) -> Vec<Warning<'a>> {
    let mut warnings = Vec::new();
    let uses = |fact: &str| {
        found.matched.iter().any(|c| {
            let mut leaves = Vec::new();
            c.when.leaves(&mut leaves);
            leaves.iter().any(|l| l.fact().as_deref() == Some(fact))
        })
    };
    if on.regime.risk_raises.is_some() && facts.risk_level.is_none() {
        warnings.push(Warning {
            code: "risk_missing",
            text: "Chưa có kết quả đánh giá rủi ro; kết quả cao hơn thì phải đề xuất cấp độ cao hơn.".into(),
            legal: None,
        });
    }
    if uses("users") && facts.users.is_none() {
        warnings.push(Warning {
            code: "users_from_subjects",
            text: "Chưa có số người sử dụng: đếm theo số chủ thể dữ liệu.".into(),
            legal: None,
        });
    }
    let counted = uses("users") || uses("subjects_basic") || uses("subjects_sensitive");
    if counted && facts.counted_on.is_none() {
        warnings.push(Warning {
            code: "counting_day_missing",
            text: "Chưa ghi ngày đếm số người sử dụng, chủ thể dữ liệu.".into(),
            legal: None,
        });
    }
    for criterion in found
        .matched
        .iter()
        .filter(|c| c.legal.certainty == Certainty::Unsure)
    {
        warnings.push(Warning {
            code: "unsure_criterion",
            text: format!("{} cần được kiểm chứng trước khi dựa vào.", criterion.code),
            legal: Some(&criterion.legal),
        });
    }
    if found.level.is_none() {
        warnings.push(Warning {
            code: "undetermined",
            text: "Chưa tiêu chí nào khớp: chưa xác định được cấp độ. Cần trả lời các câu hỏi còn mở hoặc xem lại loại hình, phạm vi."
                .into(),
            legal: None,
        });
    }
    warnings
}
