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
    take_all(db, findings, None, now).await
}

/// As [`take`], for what was found in the log: all its events before `until` are looked at with this. What the log gives
/// once more after a restart is known by its number, so that of a rule that fires without end not every finding need
/// stand in the records.
pub async fn take_from_log(
    db: &Db,
    findings: &[Finding],
    until: u64,
    now: DateTime<Utc>,
) -> Result<Taken, AlertError> {
    take_all(db, findings, Some(until), now).await
}

async fn take_all(
    db: &Db,
    findings: &[Finding],
    until: Option<u64>,
    now: DateTime<Utc>,
) -> Result<Taken, AlertError> {
    let mut taken = Taken::default();
    if findings.is_empty() {
        return Ok(taken);
    }
    let tx = db.begin().await?;
    let before = match until {
        Some(_) => store::taken_until(&tx).await?,
        None => 0,
    };
    let known = store::known(&tx, findings.iter().map(|f| f.id.as_str())).await?;
    let mut seen: HashSet<&str> = HashSet::new();
    let new: Vec<&Finding> = findings
        .iter()
        .filter(|f| f.seq >= before && !known.contains(&f.id) && seen.insert(&f.id))
        .collect();
    taken.repeated = (findings.len() - new.len()) as u64;
    let mut suppressions = Suppressions::load(&tx, now).await?;
    let mut hand = Hand::new(store::open(&tx, &new).await?);
    let mut rows = Vec::new();
    for finding in new {
        if let Some(by) = suppressions.hold(finding, now) {
            rows.push(kept(finding, by, false));
            taken.held += 1;
            continue;
        }
        let alert = hand.alert_of(finding, now);
        alert.add(finding);
        let row = &alert.row;
        // What is not of the log is known again by its id alone.
        if row.count <= rules::KEPT_FINDINGS || until.is_none() {
            rows.push(kept(finding, row.id, row.count <= rules::KEPT_EVENTS));
        }
        taken.counted += 1;
    }
    let (raised, changed) = hand.put_down();
    taken.raised = raised.iter().map(|row| row.id).collect();
    store::insert_alerts(&tx, raised.clone()).await?;
    store::save_found(&tx, changed).await?;
    store::insert_findings(&tx, rows).await?;
    suppressions.save(&tx).await?;
    notify::ask(&tx, &raised, now).await?;
    if let Some(until) = until.filter(|until| *until > before) {
        store::set_taken_until(&tx, until).await?;
    }
    tx.commit().await.map_err(AlertError::from)?;
    Ok(taken)
}

/// Alerts that findings go to, before they are written.
struct Hand {
    /// Alerts of the records by what their findings have in common, the latest first.
    open: HashMap<Group, Vec<alert::Model>>,
    /// The alert of each group that the last finding went to.
    now: HashMap<Group, Held>,
    /// Alerts whose window ended meanwhile.
    done: Vec<Held>,
}

impl Hand {
    fn new(rows: Vec<alert::Model>) -> Self {
        let mut open: HashMap<Group, Vec<alert::Model>> = HashMap::new();
        for row in rows {
            open.entry(Group::of_alert(&row)).or_default().push(row);
        }
        Self {
            open,
            now: HashMap::new(),
            done: Vec::new(),
        }
    }

    /// The alert that a finding goes to; a new one where there is none.
    fn alert_of(&mut self, finding: &Finding, at: DateTime<Utc>) -> &mut Held {
        let group = Group::of(finding);
        let held = match self.now.remove(&group) {
            Some(held) if held.fits(finding) => held,
            Some(held) => {
                self.done.push(held);
                Held::raised(finding, &group, at)
            }
            None => self
                .open
                .remove(&group)
                .and_then(|rows| rows.into_iter().map(Held::of).find(|held| held.fits(finding)))
                .unwrap_or_else(|| Held::raised(finding, &group, at)),
        };
        self.now.entry(group).or_insert(held)
    }

    /// New alerts in the order they were raised, and changed ones.
    fn put_down(self) -> (Vec<alert::Model>, Vec<alert::Model>) {
        let all = self.done.into_iter().chain(self.now.into_values());
        let (raised, changed): (Vec<Held>, Vec<Held>) = all.partition(|held| held.is_new);
        let rows = |held: Vec<Held>| held.into_iter().map(|h| h.row).collect::<Vec<_>>();
        let mut raised = rows(raised);
        raised.sort_by_key(|row| row.id);
        (raised, rows(changed))
    }
}

/// What findings of one alert have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Group {
    rule_id: String,
    entity_kind: String,
    entity: String,
    agency: Option<Uuid>,
}

impl Group {
    fn of(finding: &Finding) -> Self {
        let (entity_kind, entity) = finding
            .entity
            .as_ref()
            .map_or(("", String::new()), |e| (e.kind, e.value.clone()));
        Self {
            rule_id: finding.rule_id.clone(),
            entity_kind: entity_kind.to_owned(),
            entity,
            agency: finding.agency,
        }
    }

    fn of_alert(row: &alert::Model) -> Self {
        Self {
            rule_id: row.rule_id.clone(),
            entity_kind: row.entity_kind.clone(),
            entity: row.entity.clone(),
            agency: row.agency_id,
        }
    }
}

/// An alert before it is written.
struct Held {
    row: alert::Model,
    is_new: bool,
}

impl Held {
    const fn of(row: alert::Model) -> Self {
        Self { row, is_new: false }
    }

    fn raised(finding: &Finding, group: &Group, now: DateTime<Utc>) -> Self {
        Self {
            row: raised(finding, group, now),
            is_new: true,
        }
    }

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
        entity_kind: group.entity_kind.clone(),
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
