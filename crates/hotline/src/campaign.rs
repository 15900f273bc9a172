//! Campaigns: reports of the same scam. A cluster is what the machine proposes ([`found`]), a campaign what a person says; it
//! becomes a warning, an incident or a list of indicators in one step ([`steps`]).
//!
//! What a campaign shows of reports stops at the reach of whoever looks. Its name and summary do not: everybody reads them who
//! has one of its reports, so they are held against who is behind any of them, when they are written and when reports are added.

pub mod cluster;
pub mod found;
pub mod indicators;
pub mod steps;

use crate::{
    Hotline, HotlineError,
    entity::{campaign, campaign_report, report},
    error::{invalid, not_now},
    form,
    model::{CampaignState, Outlet},
    redaction::outside::{self, Field, Leaving, Unread},
    store,
};
use chrono::Datelike as _;
use coloa_auth::{Actor, Change, Reach, Resource, action};
use coloa_base::text;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Reports of one campaign.
pub const MOST_REPORTS: usize = 5_000;
/// Reports that its page shows, the newest.
pub const MOST_SHOWN: usize = 500;
/// Characters of a name.
const MAX_NAME: usize = 200;

/// What a campaign is begun with, or changed to.
#[derive(Clone, Debug, Default)]
pub struct CampaignDraft {
    pub name: String,
    pub summary: String,
    pub scam_type: Option<String>,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct CampaignFilter {
    pub state: Option<CampaignState>,
    /// Part of number or name.
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// A campaign with its reports within reach, added up.
#[derive(Clone, Debug)]
pub struct Line {
    pub campaign: campaign::Model,
    pub tally: store::campaign::Tally,
}

/// A link of the graph: a report names something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub report: Uuid,
    pub kind: String,
    pub match_key: String,
}

/// A campaign with what its page shows.
#[derive(Clone, Debug)]
pub struct Detail {
    pub line: Line,
    /// The newest [`MOST_SHOWN`] within reach.
    pub reports: Vec<report::Model>,
    pub indicators: Vec<indicators::Line>,
    pub edges: Vec<Edge>,
}

fn about(id: Uuid) -> Resource {
    Resource::installation("hotline_campaign", id)
}

impl CampaignDraft {
    async fn checked(&self, hotline: &Hotline) -> Result<Self, HotlineError> {
        let name = form::line(&self.name, "name")?;
        if name.is_empty() {
            return Err(invalid("name", "empty"));
        }
        if name.chars().count() > MAX_NAME {
            return Err(invalid("name", "too_long"));
        }
        let summary = match self.summary.trim() {
            "" => String::new(),
            text => form::narrative(text, "summary")?,
        };
        Ok(Self {
            name,
            summary,
            scam_type: topic(hotline, self.scam_type.as_deref()).await?,
        })
    }
}

/// A kind of scam that is known, or none.
pub(crate) async fn topic(hotline: &Hotline, code: Option<&str>) -> Result<Option<String>, HotlineError> {
    let code = form::line(code.unwrap_or_default(), "scam_type")?;
    if code.is_empty() {
        return Ok(None);
    }
    if !crate::scam_type::is_known(hotline.access.db().reader(), &code).await? {
        return Err(invalid("scam_type", "unknown"));
    }
    Ok(Some(code))
}

/// As it is searched.
fn searched(row: &campaign::Model) -> String {
    text::fold_plain(&format!("{} {}", row.number, row.name))
}

/// Campaigns that have a report within reach, the newest first, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &CampaignFilter,
) -> Result<(Vec<Line>, u64), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let db = hotline.access.db().reader();
    let (rows, total) = store::campaign::page(db, &reach, filter).await?;
    Ok((lines(hotline, &reach, rows).await?, total))
}

async fn lines(
    hotline: &Hotline,
    reach: &Reach,
    rows: Vec<campaign::Model>,
) -> Result<Vec<Line>, HotlineError> {
    let ids: Vec<Uuid> = rows.iter().map(|c| c.id).collect();
    let tallies = store::campaign::tallies(hotline.access.db().reader(), reach, &ids).await?;
    let tally = |id: Uuid| {
        let found = tallies.iter().find(|t| t.campaign_id == id).cloned();
        found.unwrap_or(store::campaign::Tally {
            campaign_id: id,
            reports: 0,
            amount: None,
            first_at: None,
            last_at: None,
        })
    };
    let line = |campaign: campaign::Model| Line {
        tally: tally(campaign.id),
        campaign,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A campaign within reach; what is not does not exist.
async fn reached(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
) -> Result<(campaign::Model, Reach), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let db = hotline.access.db().reader();
    let row = store::campaign::find(db, id).await?;
    if !store::campaign::is_within(db, &reach, id).await? {
        return Err(HotlineError::NotFound);
    }
    Ok((row, reach))
}

/// A campaign with its reports, what they name, and which names what.
pub async fn read(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Detail, HotlineError> {
    let (row, reach) = reached(hotline, actor, id).await?;
    let db = hotline.access.db().reader();
    let ids = store::campaign::reports_of(db, id).await?;
    let sketches = store::campaign::sketches(db, &reach, &ids).await?;
    let shown: Vec<Uuid> = sketches.iter().take(MOST_SHOWN).map(|s| s.id).collect();
    let mut reports = store::report::of_ids(db, &shown).await?;
    reports.sort_by_key(|r| std::cmp::Reverse((r.received_at, r.id)));
    let within: Vec<Uuid> = sketches.iter().map(|s| s.id).collect();
    let mut mentions = store::mention::of_offenders(db, &within).await?;
    let shown: BTreeSet<Uuid> = shown.into_iter().collect();
    let edges: BTreeSet<Edge> = mentions
        .iter()
        .filter(|m| shown.contains(&m.report_id))
        .map(|m| Edge {
            report: m.report_id,
            kind: m.kind.clone(),
            match_key: m.match_key.clone(),
        })
        .collect();
    // What a nuisance names, or somebody who took it back, is no indicator of the campaign.
    let counting = sketches.iter().filter(|s| cluster::stands(s)).map(|s| s.id);
    let counting: BTreeSet<Uuid> = counting.collect();
    mentions.retain(|m| counting.contains(&m.report_id));
    let indicators = indicators::of_mentions(hotline, &mentions).await?;
    let line = lines(hotline, &reach, vec![row])
        .await?
        .pop()
        .ok_or(HotlineError::NotFound)?;
    Ok(Detail {
        line,
        reports,
        indicators,
        edges: edges.into_iter().collect(),
    })
}

/// Goes on with a change of a campaign, in which nothing was written yet, unless its words say who is behind one of these reports.
async fn compared(
    hotline: &Hotline,
    change: Change,
    reports: &[Uuid],
    fields: &[Field<'_>],
) -> Result<Change, HotlineError> {
    let leaving = Leaving {
        outlet: Outlet::Campaign,
        reports,
        fields,
        listed: &[],
        unread: Unread::Refused,
    };
    outside::check(hotline, change, &leaving).await
}

/// What a campaign is called and what is said of it.
fn words<'a>(name: &'a str, summary: &'a str) -> [Field<'a>; 2] {
    [("name", name), ("summary", summary)]
}

/// Begins a campaign with these reports, of a cluster or chosen by hand.
pub async fn create(
    hotline: &Hotline,
    actor: &Actor,
    draft: &CampaignDraft,
    reports: &[Uuid],
) -> Result<campaign::Model, HotlineError> {
    let draft = draft.checked(hotline).await?;
    let reach = hotline.reach(actor, action::HOTLINE_READ)?;
    let id = Uuid::now_v7();
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_HANDLE, about(id))
        .await?;
    let new = chosen(&change, &reach, &[], reports).await?;
    let change = compared(hotline, change, &new, &words(&draft.name, &draft.summary)).await?;
    let series = format!("CD-{}-", change.today().year());
    let number = store::report::next_number(change.tx(), &series).await?;
    let mut row = campaign::Model {
        id,
        number: format!("{series}{number:04}"),
        name: draft.name,
        name_search: String::new(),
        summary: draft.summary,
        scam_type: draft.scam_type,
        state: CampaignState::Open.to_string(),
        notice_id: None,
        incident_id: None,
        indicator_list_id: None,
        created_by: actor.name.clone(),
        created_at: change.now(),
        updated_at: change.now(),
        version: 1,
    };
    row.name_search = searched(&row);
    store::campaign::insert(change.tx(), row.clone()).await?;
    add(&change, id, &new).await?;
    change
        .commit(json!({ "step": "created", "number": row.number, "name": row.name, "reports": new.len() }))
        .await?;
    Ok(row)
}

/// Of these reports, all within reach, those that are not among `standing`.
async fn chosen(
    change: &Change,
    reach: &Reach,
    standing: &[Uuid],
    reports: &[Uuid],
) -> Result<Vec<Uuid>, HotlineError> {
    let wanted: BTreeSet<Uuid> = reports.iter().copied().collect();
    if wanted.len() + standing.len() > MOST_REPORTS {
        return Err(invalid("report_ids", "too_many"));
    }
    let new: Vec<Uuid> = wanted.into_iter().filter(|r| !standing.contains(r)).collect();
    if store::campaign::sketches(change.tx(), reach, &new).await?.len() != new.len() {
        return Err(invalid("report_ids", "unknown"));
    }
    Ok(new)
}

/// Adds reports.
async fn add(change: &Change, id: Uuid, new: &[Uuid]) -> Result<(), HotlineError> {
    let row = |report_id: &Uuid| campaign_report::Model {
        id: Uuid::now_v7(),
        campaign_id: id,
        report_id: *report_id,
        added_by: change.actor().name.clone(),
        added_at: change.now(),
    };
    store::campaign::add_reports(change.tx(), new.iter().map(row).collect()).await?;
    Ok(())
}

/// Begins a change of a campaign that is within reach and was not changed since it was seen.
async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, campaign::Model, Reach), HotlineError> {
    let (_, reach) = reached(hotline, actor, id).await?;
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_HANDLE, about(id))
        .await?;
    let row = seen_one(&change, id, seen).await?;
    Ok((change, row, reach))
}

/// The campaign as it stands, where it was not changed since it was seen.
async fn seen_one(change: &Change, id: Uuid, seen: i32) -> Result<campaign::Model, HotlineError> {
    let row = store::campaign::locked(change.tx(), id).await?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    Ok(row)
}

/// Stores a changed campaign: version and time go on.
async fn save(change: &Change, mut row: campaign::Model) -> Result<campaign::Model, HotlineError> {
    row.version += 1;
    row.updated_at = change.now();
    row.name_search = searched(&row);
    if !store::campaign::save(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    Ok(row)
}

fn is_open(row: &campaign::Model) -> Result<(), HotlineError> {
    if row.state == CampaignState::Closed.as_str() {
        return Err(not_now("closed"));
    }
    Ok(())
}

/// Renames it, says more of it.
pub async fn change(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &CampaignDraft,
) -> Result<campaign::Model, HotlineError> {
    let draft = draft.checked(hotline).await?;
    let (change, mut row, _) = begin(hotline, actor, id, seen).await?;
    let reports = store::campaign::reports_of(change.tx(), id).await?;
    let change = compared(hotline, change, &reports, &words(&draft.name, &draft.summary)).await?;
    let before = row.name;
    row.name = draft.name;
    row.summary = draft.summary;
    row.scam_type = draft.scam_type;
    let row = save(&change, row).await?;
    change
        .commit(json!({ "step": "changed", "before": before, "name": row.name, "scam_type": row.scam_type }))
        .await?;
    Ok(row)
}

/// Puts reports in and takes others out.
pub async fn change_reports(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    added: &[Uuid],
    removed: &[Uuid],
) -> Result<campaign::Model, HotlineError> {
    let (change, row, reach) = begin(hotline, actor, id, seen).await?;
    is_open(&row)?;
    // Nobody takes out what they do not see.
    let seen_ones = store::campaign::sketches(change.tx(), &reach, removed).await?;
    let removed: Vec<Uuid> = seen_ones.iter().map(|s| s.id).collect();
    let mut standing = store::campaign::reports_of(change.tx(), id).await?;
    standing.retain(|report| !removed.contains(report));
    let new = chosen(&change, &reach, &standing, added).await?;
    let change = if new.is_empty() {
        change
    } else {
        compared(hotline, change, &new, &words(&row.name, &row.summary)).await?
    };
    let removed = store::campaign::remove_reports(change.tx(), id, &removed).await?;
    add(&change, id, &new).await?;
    let row = save(&change, row).await?;
    change
        .commit(json!({ "step": "reports", "number": row.number, "added": new.len(), "removed": removed }))
        .await?;
    Ok(row)
}

/// Closes it: it takes no more reports.
pub async fn close(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<campaign::Model, HotlineError> {
    let (change, mut row, _) = begin(hotline, actor, id, seen).await?;
    is_open(&row)?;
    row.state = CampaignState::Closed.to_string();
    let row = save(&change, row).await?;
    change
        .commit(json!({ "step": "closed", "number": row.number }))
        .await?;
    Ok(row)
}

/// The public was warned of it: called within the change that warns. A campaign that is closed stays so.
pub async fn warned(change: &Change, id: Uuid) -> Result<(), HotlineError> {
    let mut row = store::campaign::find(change.tx(), id).await?;
    if row.state == CampaignState::Open.as_str() {
        row.state = CampaignState::Warned.to_string();
        save(change, row).await?;
    }
    Ok(())
}
