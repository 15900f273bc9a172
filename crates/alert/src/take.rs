//! Findings become alerts. One about the same thing as an open alert of its rule goes to that alert; a finding that
//! was taken before changes nothing.

use crate::{
    AlertError,
    entity::{alert, alert_finding},
    notify, rules, store,
    suppress::Suppressions,
};
use chrono::{DateTime, Utc};
use coloa_event::Finding;
use coloa_platform::Db;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What became of findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Alerts that were raised.
    pub raised: Vec<Uuid>,
    /// Findings that were counted.
    pub counted: u64,
    /// Findings that had been taken before.
    pub repeated: u64,
    /// Findings that somebody has held back for a time.
    pub held: u64,
}

/// Takes findings, all of them or none; whoever is to be told of new alerts will be.
pub async fn take(db: &Db, findings: &[Finding], now: DateTime<Utc>) -> Result<Taken, AlertError> {
    let mut taken = Taken::default();
    if findings.is_empty() {
        return Ok(taken);
    }
    let tx = db.begin().await?;
    let known = store::known(&tx, findings.iter().map(|f| f.id.as_str())).await?;
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open: HashMap<Group, Held> = HashMap::new();
    let mut suppressions = Suppressions::load(&tx, now).await?;
    let mut raised_alerts = Vec::new();
    for finding in findings {
        if known.contains(&finding.id) || !seen.insert(&finding.id) {
            taken.repeated += 1;
            continue;
        }
        if let Some(by) = suppressions.hold(finding, now) {
            store::insert_finding(&tx, kept(finding, by, false)).await?;
            taken.held += 1;
            continue;
        }
        let group = Group::of(finding);
        let held = match open.remove(&group) {
            Some(held) if held.fits(finding) => Some(held),
            Some(held) => {
                store::save(&tx, held.row).await?;
                None
            }
            None => store::open(
                &tx,
                &group,
                finding.at - rules::WINDOW,
                finding.at + rules::WINDOW,
            )
            .await?
            .map(|row| Held { row }),
        };
        let mut held = match held {
            Some(held) => held,
            None => {
                let row = raised(finding, &group, now);
                taken.raised.push(row.id);
                raised_alerts.push(row.clone());
                store::insert_alert(&tx, row.clone()).await?;
                Held { row }
            }
        };
        held.add(finding);
        let with_event = held.row.count <= rules::KEPT_EVENTS;
        store::insert_finding(&tx, kept(finding, held.row.id, with_event)).await?;
        taken.counted += 1;
        open.insert(group, held);
    }
    for held in open.into_values() {
        store::save(&tx, held.row).await?;
    }
    suppressions.save(&tx).await?;
    notify::ask(&tx, &raised_alerts, now).await?;
    tx.commit().await.map_err(AlertError::from)?;
    Ok(taken)
}

/// What findings of one alert have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Group {
    pub rule_id: String,
    pub entity_kind: &'static str,
    pub entity: String,
    pub agency: Option<Uuid>,
}

impl Group {
    fn of(finding: &Finding) -> Self {
        let (entity_kind, entity) = finding
            .entity
            .as_ref()
            .map_or(("", String::new()), |e| (e.kind, e.value.clone()));
        Self {
            rule_id: finding.rule_id.clone(),
            entity_kind,
            entity,
            agency: finding.agency,
        }
    }
}

/// An alert in the hand, before it is written back.
struct Held {
    row: alert::Model,
}

impl Held {
    fn fits(&self, finding: &Finding) -> bool {
        finding.at - self.row.last_at <= rules::WINDOW && self.row.first_at - finding.at <= rules::WINDOW
    }

    fn add(&mut self, finding: &Finding) {
        let row = &mut self.row;
        row.count += 1;
        row.events += i64::try_from(finding.events).unwrap_or(i64::MAX);
        row.first_at = row.first_at.min(finding.at);
        row.last_at = row.last_at.max(finding.at);
        row.rule_severity = row.rule_severity.max(rules::severity(finding.level));
        row.severity = row.severity.max(severity(finding));
        // What it touches worst says which system it is about.
        if let Some(system) = &finding.system
            && row
                .system_level
                .is_none_or(|level| level < i32::from(system.level))
        {
            row.system_id = Some(system.id);
            row.system_name = Some(system.name.clone());
            row.system_level = Some(i32::from(system.level));
        }
        if finding.host.is_some() {
            row.host.clone_from(&finding.host);
        }
    }
}

/// How bad a finding is: the rule's level, on the system's.
fn severity(finding: &Finding) -> i32 {
    let level = finding.system.as_ref().map_or(0, |s| s.level);
    rules::severity_on(rules::severity(finding.level), level)
}

fn raised(finding: &Finding, group: &Group, now: DateTime<Utc>) -> alert::Model {
    alert::Model {
        id: Uuid::now_v7(),
        rule_id: finding.rule_id.clone(),
        rule_title: finding.rule_title.clone(),
        severity: severity(finding),
        rule_severity: rules::severity(finding.level),
        tags: finding.tags.clone().into(),
        entity_kind: group.entity_kind.to_owned(),
        entity: group.entity.clone(),
        agency_id: group.agency,
        system_id: finding.system.as_ref().map(|s| s.id),
        system_name: finding.system.as_ref().map(|s| s.name.clone()),
        system_level: finding.system.as_ref().map(|s| i32::from(s.level)),
        source_id: finding.source,
        host: finding.host.clone(),
        first_at: finding.at,
        last_at: finding.at,
        count: 0,
        events: 0,
        state: "new".to_owned(),
        verdict: None,
        assignee_id: None,
        assignee_name: None,
        raised_at: now,
        acknowledged_at: None,
        closed_at: None,
        version: 1,
    }
}

/// `to`: the alert that it counts for, or what holds it back.
fn kept(finding: &Finding, to: Uuid, with_event: bool) -> alert_finding::Model {
    alert_finding::Model {
        id: finding.id.clone(),
        alert_id: to,
        at: finding.at,
        seq: i64::try_from(finding.seq).unwrap_or(i64::MAX),
        events: i64::try_from(finding.events).unwrap_or(i64::MAX),
        host: finding.host.clone(),
        event: with_event.then(|| finding.event.clone()),
    }
}
