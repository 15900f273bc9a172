//! What systems have to do while one law of levels follows another, and by when: rules of transition
//! ([`coloa_law::regime::Transition`]) as a list of work.
//!
//! Nobody records when the building of a system began: one that is being built, or went into operation after the law
//! changed, is taken for one that was under construction then.

use crate::{
    SystemError,
    entity::{information_system, level_dossier},
    model::{PlanStatus, Profile, State},
    service, store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Reach};
use coloa_law::{
    LawBook,
    book::Row,
    regime::{Transition, TransitionCase},
};
use std::collections::HashMap;
use uuid::Uuid;

/// What one system has to do under one rule.
#[derive(Clone, Debug)]
pub struct Work {
    pub system: information_system::Model,
    pub rule: &'static Row<Transition>,
    pub done: bool,
    /// Its dossier that is on its way.
    pub dossier: Option<level_dossier::Model>,
}

impl Work {
    /// Not done, and the day of the rule is past.
    #[must_use]
    pub fn late(&self, today: NaiveDate) -> bool {
        !self.done && self.rule.body.deadline.is_some_and(|day| day < today)
    }
}

/// Whether a rule speaks of a system.
pub(crate) fn concerns(rule: &Row<Transition>, system: &information_system::Model) -> bool {
    let since = rule.legal.valid_from;
    match rule.body.case {
        // It says which regime to use, not what to do.
        TransitionCase::Gap => false,
        TransitionCase::Levelled => system.decided_on.is_some_and(|day| day < since),
        TransitionCase::UnderConstruction => {
            system.state == State::Building.as_str()
                || (system.state == State::Running.as_str() && system.go_live.is_some_and(|day| day >= since))
        }
        TransitionCase::NeverLevelled => {
            system.state == State::Running.as_str()
                && system.decided_on.is_none()
                && system.go_live.is_none_or(|day| day < since)
        }
    }
}

/// Whether what a rule asks for is done: the level approved under its regime, or, where it asks for measures, the
/// protection plan carried out in full.
fn done(rule: &Row<Transition>, system: &information_system::Model, profile: &Profile) -> bool {
    let level = system.decided_on.is_some();
    match rule.body.case {
        TransitionCase::Levelled => {
            system.regime.as_deref() == Some(rule.body.regime.as_str())
                || profile.plan_status == Some(PlanStatus::Full)
        }
        TransitionCase::UnderConstruction if is_current(rule) => {
            profile.plan_status == Some(PlanStatus::Full)
        }
        TransitionCase::UnderConstruction | TransitionCase::NeverLevelled | TransitionCase::Gap => level,
    }
}

/// Whether a rule leads to the newest regime; the others end what was begun under an older one.
fn is_current(rule: &Row<Transition>) -> bool {
    let newest = LawBook::current()
        .regimes
        .iter()
        .max_by_key(|r| r.legal.valid_from);
    newest.is_some_and(|r| r.body.code == rule.body.regime)
}

/// The work of these systems under the rules that are known on a day.
pub(crate) fn of(
    systems: Vec<information_system::Model>,
    profiles: &HashMap<Uuid, Profile>,
    dossiers: &HashMap<Uuid, level_dossier::Model>,
    today: NaiveDate,
) -> Vec<Work> {
    let rules: Vec<&'static Row<Transition>> = LawBook::current()
        .transitions
        .iter()
        .filter(|t| t.legal.valid_from <= today)
        .collect();
    let nothing = Profile::default();
    let mut found = Vec::new();
    for system in systems.into_iter().filter(|s| s.active) {
        let profile = profiles.get(&system.id).unwrap_or(&nothing);
        for rule in rules.iter().filter(|rule| concerns(rule, &system)) {
            found.push(Work {
                done: done(rule, &system, profile),
                dossier: dossiers.get(&system.id).cloned(),
                rule,
                system: system.clone(),
            });
        }
    }
    // What is open comes first, the nearest day before the others; a rule without a day wants it done now.
    found.sort_by(|a, b| {
        (a.done, a.rule.body.deadline, &a.system.folded, a.system.id).cmp(&(
            b.done,
            b.rule.body.deadline,
            &b.system.folded,
            b.system.id,
        ))
    });
    found
}

/// The work of all systems within reach.
pub(crate) async fn within(access: &Access, reach: &Reach) -> Result<Vec<Work>, SystemError> {
    let db = access.db().reader();
    let systems = store::within(db, reach).await?;
    let ids: Vec<Uuid> = systems.iter().map(|s| s.id).collect();
    let profiles = store::register::profiles(db, &ids)
        .await?
        .into_iter()
        .map(|(id, (profile, _))| (id, profile))
        .collect();
    let dossiers = store::dossier::open_ones(db, reach, &[])
        .await?
        .into_iter()
        .map(|d| (d.system_id, d))
        .collect();
    Ok(of(systems, &profiles, &dossiers, access.clock().today()))
}

/// The list of work of a reader: what is open first, the nearest day before the others.
pub async fn work(access: &Access, actor: &Actor) -> Result<Vec<Work>, SystemError> {
    let reach = service::reach(access, actor)?;
    within(access, &reach).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn work(
        change: impl Fn(&mut information_system::Model),
        plan: Option<PlanStatus>,
    ) -> Vec<(String, bool)> {
        let mut system = service::fresh(Uuid::from_u128(1), Utc::now());
        change(&mut system);
        let profile = Profile {
            plan_status: plan,
            ..Profile::default()
        };
        let profiles = HashMap::from([(system.id, profile)]);
        of(vec![system], &profiles, &HashMap::new(), day("2026-11-01"))
            .into_iter()
            .map(|w| (w.rule.body.id.clone(), w.done))
            .collect()
    }

    #[test]
    fn each_system_has_the_work_of_its_case() {
        let old = |s: &mut information_system::Model| {
            s.decided_on = Some(day("2024-05-01"));
            s.regime = Some("R85".into());
        };
        assert_eq!(work(old, None), [("levelled".to_owned(), false)]);
        assert_eq!(work(old, Some(PlanStatus::Full)), [("levelled".to_owned(), true)]);
        let built = |s: &mut information_system::Model| s.state = State::Building.as_str().to_owned();
        assert_eq!(
            work(built, None),
            [
                ("construction-approval".to_owned(), false),
                ("construction-measures".to_owned(), false)
            ]
        );
        assert_eq!(work(|_| {}, None), [("never-levelled".to_owned(), false)]);
        let new = |s: &mut information_system::Model| {
            s.decided_on = Some(day("2026-10-01"));
            s.regime = Some("R331".into());
        };
        assert_eq!(
            work(new, None),
            [],
            "decided under the new law: nothing carries over"
        );
    }

    #[test]
    fn a_system_that_ended_owes_nothing() {
        let found = work(
            |s| {
                s.active = false;
                s.state = State::Ended.as_str().to_owned();
            },
            None,
        );
        assert_eq!(found, []);
    }
}
