//! What offenders use, over all reports or of one campaign: what it is, how many reports name it, whether it joins them and
//! whether the public is warned of it.

use crate::{
    Hotline, HotlineError,
    entity::{mention, verdict},
    error::invalid,
    mention::{
        hub::Hubs,
        normal::{self, Settled},
    },
    model::VerdictState,
    store::{self, mention::Key},
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Reach, action};
use coloa_base::text::fold_plain;
use coloa_extract::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

/// The newest mentions that a list without an exact value is made of.
pub const MOST_MENTIONS: u64 = 20_000;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: String,
    pub value: String,
    pub match_key: String,
    pub bank: Option<String>,
    /// Reports within reach that name it.
    pub reports: i64,
    /// It joins reports.
    pub joins: bool,
    /// It is known to join none.
    pub is_hub: bool,
    /// The newest decision.
    pub verdict: Option<Uuid>,
    pub verdict_state: Option<VerdictState>,
    pub last_at: DateTime<Utc>,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct IndicatorFilter {
    /// [`Kind`].
    pub kind: Option<String>,
    /// A value, however written, or a part of one among the newest.
    pub search: Option<String>,
    pub offset: usize,
    pub limit: usize,
}

/// Mentions added up, the most named first; hubs and verdicts are looked up.
pub async fn of_mentions(hotline: &Hotline, mentions: &[mention::Model]) -> Result<Vec<Line>, HotlineError> {
    let mut lines = added_up(mentions);
    lines.sort_by(|a, b| (b.reports, &a.kind, &a.match_key).cmp(&(a.reports, &b.kind, &b.match_key)));
    complete(hotline, &mut lines).await?;
    Ok(lines)
}

fn added_up(mentions: &[mention::Model]) -> Vec<Line> {
    let mut places: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let mut lines: Vec<Line> = Vec::new();
    let mut naming: Vec<FxHashSet<Uuid>> = Vec::new();
    for m in mentions {
        let at = *places
            .entry((m.kind.as_str(), m.match_key.as_str()))
            .or_insert_with(|| {
                naming.push(FxHashSet::default());
                lines.push(Line {
                    kind: m.kind.clone(),
                    value: m.value.clone(),
                    match_key: m.match_key.clone(),
                    bank: None,
                    reports: 0,
                    joins: false,
                    is_hub: false,
                    verdict: None,
                    verdict_state: None,
                    last_at: m.confirmed_at,
                });
                lines.len() - 1
            });
        naming[at].insert(m.report_id);
        let line = &mut lines[at];
        line.bank = line.bank.take().or_else(|| m.bank.clone());
        line.joins |= m.joins;
        line.last_at = line.last_at.max(m.confirmed_at);
    }
    for (line, reports) in lines.iter_mut().zip(naming) {
        line.reports = i64::try_from(reports.len()).unwrap_or(i64::MAX);
    }
    lines
}

/// Hubs and verdicts of these.
async fn complete(hotline: &Hotline, lines: &mut [Line]) -> Result<(), HotlineError> {
    let db = hotline.access.db().reader();
    let now = hotline.access.clock().now();
    let keys: Vec<Key> = lines
        .iter()
        .map(|l| (l.kind.clone(), l.match_key.clone()))
        .collect();
    let things: Vec<Option<Settled>> = lines
        .iter()
        .map(|l| Kind::parse(&l.kind).map(|kind| Settled::stored(kind, &l.match_key)))
        .collect();
    let hubs = Hubs::among(db, things.iter().flatten(), now).await?;
    let mut verdicts: FxHashMap<Key, verdict::Model> = FxHashMap::default();
    for verdict in store::verdict::newest_among(db, &keys).await? {
        verdicts.insert((verdict.kind.clone(), verdict.match_key.clone()), verdict);
    }
    for ((line, thing), key) in lines.iter_mut().zip(things).zip(keys) {
        line.is_hub = thing.is_some_and(|thing| hubs.why(&thing).is_some());
        line.joins &= !line.is_hub;
        if let Some(verdict) = verdicts.get(&key) {
            line.verdict = Some(verdict.id);
            line.verdict_state = crate::verdict::state_at(verdict, now);
        }
    }
    Ok(())
}

/// A page of what offenders use, the newest first, and how many there are.
///
/// With a whole value all reports are asked; without, or with a part of one, the newest [`MOST_MENTIONS`] mentions are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &IndicatorFilter,
) -> Result<(Vec<Line>, usize), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let db = hotline.access.db().reader();
    let wanted_kind = filter.kind.as_deref().filter(|k| !k.is_empty());
    let wanted_kind = wanted_kind
        .map(|k| Kind::parse(k).ok_or(invalid("kind", "unknown")))
        .transpose()?;
    let search = filter.search.as_deref().map(str::trim).unwrap_or_default();
    let mut found = Vec::new();
    for (kind, key) in asked(search, wanted_kind) {
        found.extend(store::mention::naming(db, kind.as_str(), &key, MOST_MENTIONS).await?);
    }
    if found.is_empty() {
        found = store::mention::newest(db, MOST_MENTIONS).await?;
        let part = fold_plain(search);
        let wanted = |m: &mention::Model| {
            wanted_kind.is_none_or(|kind| m.kind == kind.as_str())
                && (part.is_empty()
                    || m.match_key.to_lowercase().contains(&part)
                    || m.value.to_lowercase().contains(&part))
        };
        found.retain(wanted);
    }
    within(hotline, &reach, &mut found).await?;
    let mut lines = added_up(&found);
    lines.sort_by(|a, b| (b.last_at, &a.kind, &a.match_key).cmp(&(a.last_at, &b.kind, &b.match_key)));
    let total = lines.len();
    let mut page: Vec<Line> = lines.into_iter().skip(filter.offset).take(filter.limit).collect();
    complete(hotline, &mut page).await?;
    Ok((page, total))
}

/// What a whole value that somebody typed can be.
fn asked(search: &str, kind: Option<Kind>) -> Vec<(Kind, String)> {
    if search.is_empty() {
        return Vec::new();
    }
    let kinds = Kind::ALL
        .iter()
        .copied()
        .filter(|k| kind.is_none_or(|kind| *k == kind || kind == Kind::Url));
    let mut keys: Vec<(Kind, String)> = kinds
        .filter_map(|k| normal::given(k, search, ""))
        .map(|thing| (thing.kind, thing.match_key))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Takes out what reports beyond reach name.
async fn within(
    hotline: &Hotline,
    reach: &Reach,
    mentions: &mut Vec<mention::Model>,
) -> Result<(), HotlineError> {
    if *reach == Reach::Everything {
        return Ok(());
    }
    let mut ids: Vec<Uuid> = mentions.iter().map(|m| m.report_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let reached: FxHashSet<Uuid> = store::campaign::sketches(hotline.access.db().reader(), reach, &ids)
        .await?
        .into_iter()
        .map(|s| s.id)
        .collect();
    mentions.retain(|m| reached.contains(&m.report_id));
    Ok(())
}
