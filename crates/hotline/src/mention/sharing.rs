//! Which reports name the same: how many beside a line of the inbox, which ones on the page of a report.

use super::{hub::Hubs, normal::Settled};
use crate::{
    Hotline, HotlineError,
    campaign::cluster,
    store::{
        self, Connection,
        campaign::Sketch,
        mention::{Joining, Key},
    },
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Reach, action};
use coloa_extract::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reports of one thing that are told apart for a list; of one that more have, their number is enough.
const MOST_OF_LIST: i64 = 100;
/// Reports of one thing that are looked at for one report.
const MOST_OF_ONE: u64 = 200;
/// Similar reports that are told.
const MOST_SIMILAR: usize = 100;

/// A report that names the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    pub report: Sketch,
    /// What both name.
    pub shared: Vec<Joining>,
}

/// Takes out what is a hub by now, whenever it was confirmed.
pub async fn without_hubs<C: Connection>(
    db: &C,
    rows: Vec<Joining>,
    keys: &[Key],
    now: DateTime<Utc>,
) -> Result<Vec<Joining>, HotlineError> {
    let thing = |(kind, key): &Key| Kind::parse(kind).map(|kind| Settled::stored(kind, key));
    let things: Vec<Settled> = keys.iter().filter_map(thing).collect();
    let hubs = Hubs::among(db, &things, now).await?;
    let out: FxHashSet<(&str, &str)> = things
        .iter()
        .filter(|thing| hubs.why(thing).is_some())
        .map(|thing| (thing.kind.as_str(), thing.match_key.as_str()))
        .collect();
    Ok(rows
        .into_iter()
        .filter(|row| !out.contains(&(row.kind.as_str(), row.match_key.as_str())))
        .collect())
}

/// The joining mentions of some reports and of the reports that they are joined to, without hubs.
pub async fn neighbours<C: Connection>(
    db: &C,
    reports: &[Uuid],
    most: u64,
    now: DateTime<Utc>,
) -> Result<(Vec<Joining>, Vec<Joining>), HotlineError> {
    let own = store::mention::joining_of(db, reports).await?;
    let own = without_hubs(db, own.clone(), &keys_of(&own), now).await?;
    let others = store::mention::joined_by(db, &keys_of(&own), most).await?;
    Ok((own, others))
}

fn keys_of(rows: &[Joining]) -> Vec<Key> {
    let mut keys: Vec<Key> = rows
        .iter()
        .map(|r| (r.kind.clone(), r.match_key.clone()))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// How many other reports name something that each of these names; at least so many where one thing has very many. Numbers
/// alone: whose reports they are makes no difference.
pub async fn shared_with<C: Connection>(
    db: &C,
    reports: &[Uuid],
    now: DateTime<Utc>,
) -> Result<FxHashMap<Uuid, i64>, HotlineError> {
    let own = store::mention::joining_of(db, reports).await?;
    let own = without_hubs(db, own.clone(), &keys_of(&own), now).await?;
    let counts = store::mention::joining_counts(db, &keys_of(&own)).await?;
    let (many, few): (Vec<_>, Vec<_>) = counts
        .into_iter()
        .partition(|(_, _, number)| *number > MOST_OF_LIST);
    let many: FxHashMap<Key, i64> = many
        .into_iter()
        .map(|(kind, key, number)| ((kind, key), number))
        .collect();
    let few: Vec<Key> = few.into_iter().map(|(kind, key, _)| (kind, key)).collect();
    let others = store::mention::all_joined_by(db, &few).await?;
    let mut by_key: FxHashMap<(&str, &str), Vec<&Joining>> = FxHashMap::default();
    for other in &others {
        by_key
            .entry((other.kind.as_str(), other.match_key.as_str()))
            .or_default()
            .push(other);
    }
    let mut least: FxHashMap<Uuid, i64> = FxHashMap::default();
    let mut joined: FxHashMap<Uuid, FxHashSet<Uuid>> = FxHashMap::default();
    for one in &own {
        if let Some(number) = many.get(&(one.kind.clone(), one.match_key.clone())) {
            let known = least.entry(one.report_id).or_default();
            *known = (*known).max(number - 1);
        }
        let same = by_key
            .get(&(one.kind.as_str(), one.match_key.as_str()))
            .into_iter()
            .flatten();
        let same = same.filter(|other| other.report_id != one.report_id && cluster::same(one, other));
        joined
            .entry(one.report_id)
            .or_default()
            .extend(same.map(|other| other.report_id));
    }
    Ok(joined
        .into_iter()
        .map(|(report, set)| {
            let number = i64::try_from(set.len()).unwrap_or(i64::MAX);
            (report, number.max(least.get(&report).copied().unwrap_or(0)))
        })
        .collect())
}

/// Reports within reach that name something that this one names, the newest first.
pub async fn similar(hotline: &Hotline, actor: &Actor, report: Uuid) -> Result<Vec<Similar>, HotlineError> {
    let row = hotline.report(actor, action::HOTLINE_READ, report).await?;
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    similar_within(hotline, &reach, row.id).await
}

async fn similar_within(
    hotline: &Hotline,
    reach: &Reach,
    report: Uuid,
) -> Result<Vec<Similar>, HotlineError> {
    let db = hotline.access.db().reader();
    let now = hotline.access.clock().now();
    let (own, others) = neighbours(db, &[report], MOST_OF_ONE, now).await?;
    let mut shared: BTreeMap<Uuid, Vec<&Joining>> = BTreeMap::new();
    for other in &others {
        if other.report_id != report && own.iter().any(|one| cluster::same(one, other)) {
            shared.entry(other.report_id).or_default().push(other);
        }
    }
    let ids: Vec<Uuid> = shared.keys().copied().collect();
    let mut found = store::campaign::sketches(db, reach, &ids).await?;
    found.retain(cluster::counts);
    found.truncate(MOST_SIMILAR);
    Ok(found
        .into_iter()
        .map(|report| Similar {
            shared: shared
                .get(&report.id)
                .map_or_else(Vec::new, |rows| rows.iter().map(|r| (*r).clone()).collect()),
            report,
        })
        .collect())
}
