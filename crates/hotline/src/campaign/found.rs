//! Clusters that are proposed: of the newest reports, and around one report.
//!
//! Bounds: a window of at most [`MOST_DAYS`] days and [`MOST_REPORTS`] reports, the newest; a walk of at most [`MOST_STEPS`]
//! steps and [`MOST_WALKED`] reports. Both read the index of what joins, never all reports. What more than [`MOST_NAMING`]
//! reports name joins none of them and is told instead, so that a person says whether it is a hub.

use super::cluster::{self, Cluster, Shared, clusters};
use crate::{
    Hotline, HotlineError,
    mention::sharing,
    store::{
        self,
        campaign::Sketch,
        mention::{Joining, Key},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Actor, Reach, action};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Days of a window, where nobody asks for another number, and at most.
pub const USUAL_DAYS: u32 = 30;
pub const MOST_DAYS: u32 = 180;
/// Reports of a window.
pub const MOST_REPORTS: u64 = 50_000;
/// Reports that one thing may join.
pub const MOST_NAMING: usize = 300;
/// Clusters that are told, and reports and things of one that are.
pub const MOST_CLUSTERS: usize = 100;
pub const MOST_OF_CLUSTER: usize = 200;
const MOST_SHARED: usize = 50;
/// How far one report is walked from.
pub const MOST_STEPS: usize = 4;
pub const MOST_WALKED: usize = 500;

/// A cluster as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What most of its reports name: `kind:key`.
    pub key: String,
    /// The newest [`MOST_OF_CLUSTER`] of them.
    pub reports: Vec<Sketch>,
    /// All of them.
    pub total: usize,
    pub shared: Vec<Shared>,
    /// The campaign that most of them are in already.
    pub campaign: Option<Uuid>,
}

/// What a window holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: DateTime<Utc>,
    /// Reports that were looked at.
    pub reports: usize,
    /// There are more than these.
    pub is_cut: bool,
    /// The largest first.
    pub clusters: Vec<Found>,
    /// Likely hubs.
    pub common: Vec<Shared>,
}

/// Clusters of reports within reach that came in during the last days.
pub async fn window(
    hotline: &Hotline,
    actor: &Actor,
    days: Option<u32>,
) -> Result<Arc<Window>, HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let days = days.unwrap_or(USUAL_DAYS).clamp(1, MOST_DAYS);
    let asked = (&reach, days);
    hotline
        .access
        .kept("hotline.clusters", &asked, look(hotline, &reach, days))
        .await
}

async fn look(hotline: &Hotline, reach: &Reach, days: u32) -> Result<Window, HotlineError> {
    let db = hotline.access.db().reader();
    let now = hotline.access.clock().now();
    let from = now - TimeDelta::days(days.into());
    let looked_at = store::campaign::window(db, reach, from, MOST_REPORTS).await?;
    let (reports, is_cut) = (looked_at.len(), looked_at.len() as u64 == MOST_REPORTS);
    let standing: FxHashMap<Uuid, Sketch> = looked_at
        .into_iter()
        .filter(cluster::counts)
        .map(|s| (s.id, s))
        .collect();
    let ids: Vec<Uuid> = standing.keys().copied().collect();
    let rows = store::mention::joining_of(db, &ids).await?;
    let rows = sharing::without_hubs(db, rows.clone(), &cluster::shared_keys(&rows), now).await?;
    let found = clusters(&rows, MOST_NAMING);
    let shown = found.clusters.into_iter().take(MOST_CLUSTERS).collect();
    Ok(Window {
        from,
        reports,
        is_cut,
        clusters: told(hotline, shown, &standing).await?,
        common: found.common,
    })
}

/// Clusters with the sketches of their reports and the campaign they are in.
async fn told(
    hotline: &Hotline,
    clusters: Vec<Cluster>,
    standing: &FxHashMap<Uuid, Sketch>,
) -> Result<Vec<Found>, HotlineError> {
    let ids: Vec<Uuid> = clusters.iter().flat_map(|c| c.reports.iter().copied()).collect();
    let pairs = store::campaign::of_reports(hotline.access.db().reader(), &ids).await?;
    let mut campaigns: FxHashMap<Uuid, Vec<Uuid>> = FxHashMap::default();
    for (report, campaign) in pairs {
        campaigns.entry(report).or_default().push(campaign);
    }
    let most_common = |reports: &[Uuid]| {
        let mut counts: BTreeMap<Uuid, usize> = BTreeMap::new();
        for campaign in reports.iter().filter_map(|r| campaigns.get(r)).flatten() {
            *counts.entry(*campaign).or_default() += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(id, number)| (*number, *id))
            .map(|(id, _)| id)
    };
    let found = |mut cluster: Cluster| {
        let key = cluster.key();
        let mut reports: Vec<Sketch> = cluster
            .reports
            .iter()
            .filter_map(|id| standing.get(id))
            .cloned()
            .collect();
        reports.sort_by_key(|s| std::cmp::Reverse((s.received_at, s.id)));
        reports.truncate(MOST_OF_CLUSTER);
        cluster.shared.truncate(MOST_SHARED);
        Found {
            key,
            campaign: most_common(&cluster.reports),
            total: cluster.reports.len(),
            reports,
            shared: cluster.shared,
        }
    };
    Ok(clusters.into_iter().map(found).collect())
}

/// The cluster around a report within reach, of whatever time; `None`: it stands alone.
pub async fn around(hotline: &Hotline, actor: &Actor, report: Uuid) -> Result<Option<Found>, HotlineError> {
    let row = hotline.report(actor, action::HOTLINE_READ, report).await?;
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let db = hotline.access.db().reader();
    let now = hotline.access.clock().now();
    let most = MOST_NAMING as u64 + 1;
    let mut standing: FxHashMap<Uuid, Sketch> = FxHashMap::default();
    let mut rows: Vec<Joining> = Vec::new();
    let mut followed: FxHashSet<Key> = FxHashSet::default();
    let mut common: FxHashSet<Key> = FxHashSet::default();
    let mut frontier = vec![row.id];
    standing.extend(
        store::campaign::sketches(db, &reach, &frontier)
            .await?
            .into_iter()
            .map(|s| (s.id, s)),
    );
    for _ in 0..MOST_STEPS {
        let own = store::mention::joining_of(db, &frontier).await?;
        let mut keys: Vec<Key> = own.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| !followed.contains(key));
        let kept = sharing::without_hubs(db, own, &keys, now).await?;
        keys.retain(|(kind, key)| kept.iter().any(|r| r.kind == *kind && r.match_key == *key));
        followed.extend(keys.iter().cloned());
        let others = store::mention::joined_by(db, &keys, most).await?;
        let mut naming: FxHashMap<Key, FxHashSet<Uuid>> = FxHashMap::default();
        for other in &others {
            naming.entry(key(other)).or_default().insert(other.report_id);
        }
        common.extend(
            naming
                .iter()
                .filter(|(_, reports)| reports.len() > MOST_NAMING)
                .map(|(key, _)| key.clone()),
        );
        naming.retain(|key, _| !common.contains(key));
        let mut new: Vec<Uuid> = naming
            .values()
            .flatten()
            .copied()
            .filter(|id| !standing.contains_key(id))
            .collect();
        new.sort_unstable();
        new.dedup();
        new.truncate(MOST_WALKED.saturating_sub(standing.len()));
        let sketches = store::campaign::sketches(db, &reach, &new).await?;
        frontier = sketches
            .iter()
            .filter(|s| cluster::counts(s))
            .map(|s| s.id)
            .collect();
        standing.extend(sketches.into_iter().filter(cluster::counts).map(|s| (s.id, s)));
        rows.extend(
            kept.into_iter()
                .chain(others)
                .filter(|row| !common.contains(&key(row))),
        );
        if frontier.is_empty() {
            break;
        }
    }
    rows.retain(|r| standing.contains_key(&r.report_id));
    let mine = clusters(&rows, MOST_NAMING)
        .clusters
        .into_iter()
        .find(|c| c.reports.contains(&row.id));
    Ok(told(hotline, mine.into_iter().collect(), &standing).await?.pop())
}

fn key(row: &Joining) -> Key {
    (row.kind.clone(), row.match_key.clone())
}
