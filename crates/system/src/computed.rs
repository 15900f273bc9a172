//! Answers to checklists that the product gives by what it sees: logs kept, sources heard, restore tests on record. Which
//! items they answer is data. They stand where no person answered, and beside what a person said; they never change it.

use crate::{
    SystemError,
    entity::{control_computed, information_system, system_record},
    model::{Answer, Outcome},
    store,
};
use chrono::{DateTime, Months, NaiveDate, Utc};
use coloa_auth::Access;
use coloa_law::{LawBook, log_retention};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};
use uuid::Uuid;

coloa_base::words! {
    /// What is looked at.
    pub enum Kind {
        LogRetention = "log_retention",
        Monitoring = "monitoring",
        RestoreTest = "restore_test",
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    kind: Kind,
    regime: String,
    whole: bool,
    items: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct File {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    toml::from_str::<File>(include_str!("../data/computed.toml"))
        .expect("embedded computed.toml parses; a test reads it")
        .rule
});

/// What is seen of a system.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// When its events first came in; `None`: never.
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    /// Sources that are to speak for it, or did.
    pub sources: usize,
    /// Of these, heard within their limit.
    pub heard: usize,
    /// Days that its events are kept.
    pub kept_days: u32,
}

/// What a look came to, with the figures it was judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    answer: Answer,
    figures: BTreeMap<&'static str, String>,
}

/// Logs are kept for the term when it is set so and they reach back so far; younger ones are on their way there.
fn logs(seen: &Seen, level: u8, now: DateTime<Utc>) -> Option<Found> {
    let first = seen.first_at?;
    let asked = log_retention(level, now.date_naive()).days;
    if asked == 0 {
        return None;
    }
    let age = u32::try_from((now - first).num_days()).unwrap_or_default();
    let answer = if seen.kept_days < asked {
        Answer::Unmet
    } else if age < asked {
        Answer::Partly
    } else {
        Answer::Met
    };
    Some(Found {
        answer,
        figures: BTreeMap::from([
            ("asked_days", asked.to_string()),
            ("kept_days", seen.kept_days.to_string()),
            ("age_days", age.to_string()),
            ("since", first.date_naive().to_string()),
        ]),
    })
}

/// Watched when a source hears it; not judged where no source is to.
fn monitoring(seen: &Seen) -> Option<Found> {
    if seen.sources == 0 {
        return None;
    }
    let mut figures = BTreeMap::from([
        ("sources", seen.sources.to_string()),
        ("heard", seen.heard.to_string()),
    ]);
    if let Some(last) = seen.last_at {
        figures.insert("last", last.date_naive().to_string());
    }
    let answer = if seen.heard == 0 {
        Answer::Unmet
    } else if seen.heard < seen.sources {
        Answer::Partly
    } else {
        Answer::Met
    };
    Some(Found { answer, figures })
}

/// The latest restore test: failed or too old, it does not hold. Without any on record nothing is said.
fn restore(
    latest: Option<&system_record::Model>,
    regime: &str,
    level: u8,
    today: NaiveDate,
) -> Option<Found> {
    let latest = latest?;
    let months = LawBook::current()
        .threshold("restore_test", regime, level, today)
        .and_then(|t| t.value);
    let mut figures = BTreeMap::from([
        ("done", latest.done_on.to_string()),
        ("outcome", latest.outcome.clone()),
    ]);
    if let Some(months) = months {
        figures.insert("asked_months", months.to_string());
    }
    let again = months.and_then(|m| latest.done_on.checked_add_months(Months::new(m)));
    let late = again.is_some_and(|day| day < today) || latest.next_on.is_some_and(|day| day < today);
    let answer = match Outcome::parse(&latest.outcome) {
        _ if late => Answer::Unmet,
        Some(Outcome::Passed) => Answer::Met,
        Some(Outcome::Conditional) => Answer::Partly,
        _ => Answer::Unmet,
    };
    Some(Found { answer, figures })
}

/// What the product answers of one system's checklist.
fn rows(
    system: &information_system::Model,
    seen: &Seen,
    latest: Option<&system_record::Model>,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<control_computed::Model>, SystemError> {
    let Some((regime, level)) = crate::controls::basis(system, today) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|r| r.regime == regime) {
        let Some(items) = rule.items.get(&level.to_string()) else {
            continue;
        };
        let looked = match rule.kind {
            Kind::LogRetention => logs(seen, level, now),
            Kind::Monitoring => monitoring(seen),
            Kind::RestoreTest => restore(latest, &regime, level, today),
        };
        let Some(looked) = looked else { continue };
        let answer = match looked.answer {
            Answer::Met if !rule.whole => Answer::Partly,
            answer => answer,
        };
        let figures = serde_json::to_string(&looked.figures).map_err(SystemError::json)?;
        found.extend(items.iter().map(|item| control_computed::Model {
            system_id: system.id,
            regime: regime.clone(),
            item: item.clone(),
            kind: rule.kind.as_str().to_owned(),
            answer: answer.as_str().to_owned(),
            figures: figures.clone(),
            at: now,
        }));
    }
    Ok(found)
}

/// Looks at all systems in use anew; gives how many items are answered.
pub async fn refresh(access: &Access, seen: &HashMap<Uuid, Seen>) -> Result<usize, SystemError> {
    let (now, today) = (access.clock().now(), access.clock().today());
    let db = access.db();
    let latest: HashMap<Uuid, system_record::Model> = store::register::latest_records(db.reader())
        .await?
        .into_iter()
        .filter(|r| r.kind == crate::model::RecordKind::RestoreTest.as_str())
        .map(|r| (r.system_id, r))
        .collect();
    let nothing = Seen::default();
    let mut found = Vec::new();
    for system in store::all(db.reader()).await?.into_iter().filter(|s| s.active) {
        let seen = seen.get(&system.id).unwrap_or(&nothing);
        found.extend(rows(&system, seen, latest.get(&system.id), now, today)?);
    }
    let number = found.len();
    let tx = db.begin().await?;
    store::register::set_computed(&tx, found).await?;
    tx.commit().await?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::controls;

    fn now() -> DateTime<Utc> {
        "2026-11-01T03:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_rule_names_items_of_the_checklist() {
        for rule in RULES.iter() {
            for (level, items) in &rule.items {
                let list = LawBook::builtin()
                    .checklist(&rule.regime, level.parse().unwrap(), now().date_naive())
                    .unwrap();
                let keys: Vec<String> = controls::items(&list).into_iter().map(|i| i.key).collect();
                for item in items {
                    assert!(keys.contains(item), "{} {level} {item}", rule.regime);
                }
            }
        }
        let list = LawBook::builtin()
            .checklist("R331", 3, now().date_naive())
            .unwrap();
        let words = |key: &str| {
            let items = controls::items(&list);
            items.iter().find(|i| i.key == key).unwrap().words.to_owned()
        };
        assert_eq!(words("NK:5.8.2.1a~7"), "Lưu từ 3 tháng");
        assert_eq!(words("NK:5.8.2.1a~6"), "Lưu tập trung");
    }

    #[test]
    fn logs_hold_when_they_are_kept_and_reach_back() {
        let seen = |first: &str, kept_days| Seen {
            first_at: Some(first.parse().unwrap()),
            kept_days,
            ..Seen::default()
        };
        let answer = |seen: &Seen, level| logs(seen, level, now()).map(|f| f.answer);
        assert_eq!(answer(&seen("2026-01-01T00:00:00Z", 93), 3), Some(Answer::Met));
        assert_eq!(answer(&seen("2026-10-01T00:00:00Z", 93), 3), Some(Answer::Partly));
        assert_eq!(answer(&seen("2026-01-01T00:00:00Z", 31), 3), Some(Answer::Unmet));
        assert_eq!(
            answer(&seen("2026-01-01T00:00:00Z", 93), 1),
            None,
            "nothing is asked there"
        );
        assert_eq!(
            answer(&Seen::default(), 3),
            None,
            "what never came in is not judged"
        );
    }

    #[test]
    fn a_restore_test_holds_until_the_next_is_due() {
        let record = |done: &str, outcome: Outcome| system_record::Model {
            id: Uuid::nil(),
            system_id: Uuid::nil(),
            kind: "restore_test".into(),
            done_on: done.parse().unwrap(),
            done_by: String::new(),
            outcome: outcome.as_str().into(),
            note: String::new(),
            next_on: None,
            file_id: None,
            created_by: String::new(),
            created_at: now(),
        };
        let today = now().date_naive();
        let answer = |r: &system_record::Model, level| restore(Some(r), "R331", level, today).unwrap().answer;
        assert_eq!(answer(&record("2026-06-01", Outcome::Passed), 4), Answer::Met);
        assert_eq!(
            answer(&record("2026-06-01", Outcome::Passed), 5),
            Answer::Unmet,
            "quarterly"
        );
        assert_eq!(
            answer(&record("2020-06-01", Outcome::Passed), 2),
            Answer::Met,
            "no number is set"
        );
        assert_eq!(answer(&record("2026-10-01", Outcome::Failed), 4), Answer::Unmet);
        assert_eq!(restore(None, "R331", 4, today), None);
    }

    #[test]
    fn what_asks_more_is_met_in_part_at_most() {
        let mut system = crate::service::fresh(Uuid::from_u128(1), now());
        system.level = 3;
        system.regime = Some("R331".into());
        let seen = Seen {
            first_at: Some("2026-01-01T00:00:00Z".parse().unwrap()),
            last_at: Some(now()),
            sources: 1,
            heard: 1,
            kept_days: 93,
        };
        let found: BTreeMap<String, String> = rows(&system, &seen, None, now(), now().date_naive())
            .unwrap()
            .into_iter()
            .map(|r| (r.item, r.answer))
            .collect();
        assert_eq!(found["NK:5.8.2.1a~7"], "met");
        assert_eq!(found["NK:5.8.2.1a~5"], "met");
        assert_eq!(found["GS:5.13.2.1a–b"], "partly");
        assert_eq!(found.len(), 4);
    }
}
