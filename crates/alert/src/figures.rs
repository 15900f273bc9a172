//! Alerts in numbers: by rule, by technique, over a period.

use crate::{AlertError, entity::alert, ocsf, store};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, AuthError, Reach, action};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Alerts of a period that are looked at one by one; a centre that raises more has other worries.
pub const MOST: u64 = 200_000;
/// Entries of a list of the most frequent.
const TOP: usize = 10;

/// What a rule brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFigures {
    pub alerts: i64,
    pub findings: i64,
    /// Closed alerts by verdict.
    pub verdicts: BTreeMap<String, i64>,
    pub last_at: Option<DateTime<Utc>>,
}

/// What each rule brought since a moment, over the whole installation.
pub async fn by_rule(
    access: &Access,
    from: DateTime<Utc>,
) -> Result<HashMap<String, RuleFigures>, AlertError> {
    let mut all: HashMap<String, RuleFigures> = HashMap::new();
    for (rule, verdict, alerts, findings, last) in store::by_rule(access.db().reader(), from).await? {
        let one = all.entry(rule).or_default();
        one.alerts += alerts;
        one.findings += findings;
        one.last_at = one.last_at.max(Some(last));
        if let Some(verdict) = verdict {
            *one.verdicts.entry(verdict).or_default() += alerts;
        }
    }
    Ok(all)
}

/// Somebody or something that alerts were about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    /// Kind of the entity; empty for rules, systems and agencies.
    pub kind: String,
    pub id: Option<Uuid>,
    pub name: String,
    pub alerts: i64,
    pub findings: i64,
    /// The worst severity among them.
    pub severity: i32,
}

/// A technique of ATT&CK that alerts spoke of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technique {
    /// E.g. `T1110.001`.
    pub id: String,
    /// Tactics that its rules name, e.g. `credential-access`.
    pub tactics: Vec<String>,
    pub alerts: i64,
    pub confirmed: i64,
}

/// Alerts that were raised in a period.
#[derive(Clone, Debug, Default)]
pub struct Period {
    pub alerts: i64,
    pub findings: i64,
    pub events: i64,
    /// By severity, 1–5.
    pub severities: BTreeMap<i32, i64>,
    pub states: BTreeMap<String, i64>,
    pub verdicts: BTreeMap<String, i64>,
    /// Mean seconds from raised to acknowledged, and to closed; `None`: nothing was.
    pub acknowledged_after: Option<i64>,
    pub closed_after: Option<i64>,
    pub rules: Vec<Top>,
    pub entities: Vec<Top>,
    pub systems: Vec<Top>,
    pub agencies: Vec<Top>,
    pub techniques: Vec<Technique>,
    /// There are more than were looked at.
    pub cut: bool,
}

fn mean(all: &[i64]) -> Option<i64> {
    let number = i64::try_from(all.len()).ok().filter(|n| *n > 0)?;
    Some(all.iter().sum::<i64>() / number)
}

/// Kind, id and name.
type Ranked = (String, Option<Uuid>, String);

/// Alerts, findings and the worst severity of each.
#[derive(Default)]
struct Ranking(HashMap<Ranked, (i64, i64, i32)>);

impl Ranking {
    fn count(&mut self, kind: &str, id: Option<Uuid>, name: &str, alert: &alert::Model) {
        let entry = self.0.entry((kind.to_owned(), id, name.to_owned())).or_default();
        entry.0 += 1;
        entry.1 += alert.count;
        entry.2 = entry.2.max(alert.severity);
    }

    fn top(self) -> Vec<Top> {
        let mut all: Vec<Top> = self
            .0
            .into_iter()
            .map(|((kind, id, name), (alerts, findings, severity))| Top {
                kind,
                id,
                name,
                alerts,
                findings,
                severity,
            })
            .collect();
        all.sort_by(|a, b| {
            (b.alerts, b.severity, b.findings)
                .cmp(&(a.alerts, a.severity, a.findings))
                .then_with(|| a.name.cmp(&b.name))
        });
        all.truncate(TOP);
        all
    }
}

/// Alerts within reach that were raised between two moments.
pub async fn period(
    access: &Access,
    actor: &Actor,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Period, AlertError> {
    let reach = access.reach(actor, action::ALERT_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::ALERT_READ,
        }
        .into());
    }
    let rows = store::raised_between(access.db().reader(), &reach, from, to, MOST).await?;
    Ok(of(&rows))
}

/// Figures of these alerts.
#[must_use]
pub fn of(rows: &[alert::Model]) -> Period {
    let mut period = Period {
        cut: rows.len() as u64 >= MOST,
        ..Period::default()
    };
    let (mut acknowledged, mut closed) = (Vec::new(), Vec::new());
    let (mut rules, mut entities, mut systems, mut agencies) =
        <(Ranking, Ranking, Ranking, Ranking)>::default();
    let mut techniques: BTreeMap<String, Technique> = BTreeMap::new();
    for row in rows {
        period.alerts += 1;
        period.findings += row.count;
        period.events += row.events;
        *period.severities.entry(row.severity).or_default() += 1;
        *period.states.entry(row.state.clone()).or_default() += 1;
        if let Some(verdict) = &row.verdict {
            *period.verdicts.entry(verdict.clone()).or_default() += 1;
        }
        acknowledged.extend(row.acknowledged_at.map(|at| (at - row.raised_at).num_seconds()));
        closed.extend(row.closed_at.map(|at| (at - row.raised_at).num_seconds()));
        rules.count("", None, &row.rule_title, row);
        if !row.entity.is_empty() {
            entities.count(&row.entity_kind, None, &row.entity, row);
        }
        if let Some(id) = row.system_id {
            systems.count("", Some(id), row.system_name.as_deref().unwrap_or_default(), row);
        }
        if let Some(id) = row.agency_id {
            agencies.count("", Some(id), "", row);
        }
        let named: Vec<&str> = row
            .tags
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|t| ocsf::tactic(t.as_str()?))
            .collect();
        for id in ocsf::techniques(&row.tags) {
            let one = techniques.entry(id.clone()).or_insert_with(|| Technique {
                id,
                tactics: Vec::new(),
                alerts: 0,
                confirmed: 0,
            });
            one.alerts += 1;
            one.confirmed += i64::from(row.verdict.as_deref() == Some("true"));
            for tactic in &named {
                if !one.tactics.iter().any(|t| t == tactic) {
                    one.tactics.push((*tactic).to_owned());
                }
            }
        }
    }
    period.acknowledged_after = mean(&acknowledged);
    period.closed_after = mean(&closed);
    period.rules = rules.top();
    period.entities = entities.top();
    period.systems = systems.top();
    period.agencies = agencies.top();
    period.techniques = techniques.into_values().collect();
    period
}
