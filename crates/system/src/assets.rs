//! What a system is made of and linked with, what was done to it, and its weaknesses.

use crate::{
    SystemError,
    entity::{information_system, system_asset, system_link, system_record, weakness},
    model::{AssetKind, Direction, Origin, Outcome, RecordKind, Severity, WeaknessSource},
    providers, rules,
    service::{self, Upload},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Reach, action};
use coloa_base::text;
use coloa_platform::files::Files;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// Kind of the record that owns the files of what was done.
pub const FILES: &str = "system_record";

/// Assets of one change.
const MAX_ASSETS: usize = 50_000;

/// What is said of an asset.
#[derive(Clone, Debug)]
pub struct AssetDraft {
    pub kind: AssetKind,
    pub name: String,
    pub vendor: String,
    pub version: String,
    /// CPE 2.3 name or package URL.
    pub identifier: String,
    pub place: String,
    pub purpose: String,
    pub origin: Origin,
    pub ends_on: Option<NaiveDate>,
    pub donated: bool,
    pub checked_on: Option<NaiveDate>,
    pub checked_by: String,
}

/// A check that has not come yet, or that nobody made, lets no donated device into use.
fn check_checked(draft: &AssetDraft, today: NaiveDate) -> Result<(), SystemError> {
    let Some(day) = draft.checked_on else {
        return Ok(());
    };
    if day > today {
        return Err(rules::invalid("checked_on", "in_the_future"));
    }
    if draft.checked_by.trim().is_empty() {
        return Err(rules::invalid("checked_by", "required"));
    }
    Ok(())
}

/// A row that may be stored.
pub(crate) fn asset(system: Uuid, draft: &AssetDraft) -> Result<system_asset::Model, SystemError> {
    let name = rules::line("name", &draft.name, true)?;
    let identifier = rules::line("identifier", &draft.identifier, false)?;
    if !identifier.is_empty() && !identifier.starts_with("cpe:") && !identifier.starts_with("pkg:") {
        return Err(rules::invalid("identifier", "malformed"));
    }
    let place = rules::line("place", &draft.place, false)?;
    Ok(system_asset::Model {
        id: Uuid::now_v7(),
        system_id: system,
        kind: draft.kind.as_str().to_owned(),
        folded: text::fold_plain(&name),
        words: text::words(&format!("{name} {identifier} {place}")),
        name,
        vendor: rules::line("vendor", &draft.vendor, false)?,
        version: rules::line("version", &draft.version, false)?,
        identifier,
        place,
        purpose: rules::line("purpose", &draft.purpose, false)?,
        origin: draft.origin.as_str().to_owned(),
        ends_on: draft.ends_on,
        donated: draft.donated,
        checked_on: draft.checked_on,
        checked_by: rules::line("checked_by", &draft.checked_by, false)?,
        version_no: 1,
    })
}

/// Adds assets to a system; all of them or none.
pub async fn add_assets(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    drafts: &[AssetDraft],
) -> Result<Vec<system_asset::Model>, SystemError> {
    if drafts.is_empty() || drafts.len() > MAX_ASSETS {
        return Err(rules::invalid("assets", "too_many"));
    }
    let rows = drafts
        .iter()
        .map(|draft| asset(system, draft))
        .collect::<Result<Vec<_>, _>>()?;
    let (change, _) = service::begin(access, actor, system).await?;
    for draft in drafts {
        check_checked(draft, change.today())?;
    }
    store::register::add_assets(change.tx(), rows.clone()).await?;
    let names: Vec<_> = rows.iter().take(20).map(|r| &r.name).collect();
    change
        .commit(json!({ "assets": rows.len(), "names": names }))
        .await?;
    Ok(rows)
}

/// Changes one asset.
pub async fn change_asset(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    id: Uuid,
    seen: i32,
    draft: &AssetDraft,
) -> Result<system_asset::Model, SystemError> {
    let mut row = asset(system, draft)?;
    row.id = id;
    row.version_no = seen + 1;
    let (change, _) = service::begin(access, actor, system).await?;
    check_checked(draft, change.today())?;
    let before = store::register::asset(change.tx(), system, id).await?;
    if !store::register::save_asset(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    let said =
        |r: &system_asset::Model| json!({ "name": r.name, "version": r.version, "ends_on": r.ends_on });
    change
        .commit(json!({ "asset": id, "before": said(&before), "after": said(&row) }))
        .await?;
    Ok(row)
}

/// Takes an asset out of the record.
pub async fn remove_asset(access: &Access, actor: &Actor, system: Uuid, id: Uuid) -> Result<(), SystemError> {
    let (change, _) = service::begin(access, actor, system).await?;
    let row = store::register::asset(change.tx(), system, id).await?;
    store::register::delete_asset(change.tx(), id).await?;
    change
        .commit(json!({ "removed": id, "kind": row.kind, "name": row.name }))
        .await?;
    Ok(())
}

/// What a list of assets is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct AssetFilter {
    pub system: Option<Uuid>,
    pub kinds: Vec<AssetKind>,
    pub origins: Vec<Origin>,
    /// Licence or support that ends by then.
    pub ends_by: Option<NaiveDate>,
    /// Donated devices that nobody checked.
    pub unchecked: bool,
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// Some assets, by name.
#[derive(Clone, Debug)]
pub struct AssetPage {
    pub rows: Vec<system_asset::Model>,
    /// `None`: more than are counted; the first of them can be paged through.
    pub total: Option<u64>,
    pub more: bool,
}

/// Longest page that is worth keeping.
const KEPT_ROWS: u64 = 100;

/// Assets of systems within reach. A search finds words that begin as its words do.
pub async fn list_assets(
    access: &Access,
    actor: &Actor,
    filter: &AssetFilter,
) -> Result<Arc<AssetPage>, SystemError> {
    let reach = service::reach(access, actor)?;
    let page = page(access, &reach, filter);
    // What many open is the first page: further ones are read by one person each, and would push it out.
    if filter.offset > 0 || filter.limit > KEPT_ROWS {
        return Ok(Arc::new(page.await?));
    }
    access.kept("assets", &(&reach, filter), page).await
}

async fn page(access: &Access, reach: &Reach, filter: &AssetFilter) -> Result<AssetPage, SystemError> {
    let db = access.db().reader();
    let words = text::words(filter.search.as_deref().unwrap_or_default());
    // The index of words knows no reach; within one system or some agencies the rows are few.
    let few = filter.system.is_some() || !reach.is_every_agency();
    Ok(if words.is_empty() || few {
        store::register::assets(db, reach, filter, &words).await?
    } else {
        store::register::search_assets(db, filter, &words).await?
    })
}

/// Software and devices made in Viet Nam, over those whose origin is known: a proxy for the share of domestic
/// products, since it counts entries and not money.
pub async fn origins(access: &Access, actor: &Actor) -> Result<(u64, u64), SystemError> {
    let reach = service::reach(access, actor)?;
    let counted = store::register::origins(access.db().reader(), &reach);
    let found = access
        .kept("origins of assets", &reach, async {
            Ok::<_, SystemError>(counted.await?)
        })
        .await?;
    Ok(*found)
}

/// What is said of a link.
#[derive(Clone, Debug)]
pub struct LinkDraft {
    pub other: Option<Uuid>,
    pub other_name: String,
    pub direction: Direction,
    pub shared: String,
    /// On which conditions data are shared.
    pub conditions: String,
    pub agreed_on: Option<NaiveDate>,
}

/// Adds a link to another system.
pub async fn add_link(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    draft: &LinkDraft,
) -> Result<system_link::Model, SystemError> {
    let shared = rules::note(&draft.shared)?;
    let conditions = rules::note(&draft.conditions)?;
    if shared.is_empty() {
        return Err(rules::invalid("shared", "required"));
    }
    let (change, _) = service::begin(access, actor, system).await?;
    if draft.agreed_on.is_some_and(|day| day > change.today()) {
        return Err(rules::invalid("agreed_on", "in_the_future"));
    }
    let other_name = match draft.other {
        Some(other) if other == system => return Err(rules::invalid("other_id", "itself")),
        Some(other) => {
            let row = store::find(change.tx(), other)
                .await
                .map_err(|_| rules::invalid("other_id", "unknown"))?;
            change.check(action::SYSTEM_READ, &service::resource(&row))?;
            row.name
        }
        None => rules::line("other_name", &draft.other_name, true)?,
    };
    let row = system_link::Model {
        id: Uuid::now_v7(),
        system_id: system,
        other_id: draft.other,
        other_name,
        direction: draft.direction.as_str().to_owned(),
        shared,
        conditions,
        agreed_on: draft.agreed_on,
    };
    store::register::add_link(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "link": row.id, "other": row.other_name, "direction": row.direction }))
        .await?;
    Ok(row)
}

/// Links of a system, and those of others that lead to it.
pub async fn links(
    access: &Access,
    actor: &Actor,
    system: Uuid,
) -> Result<Vec<system_link::Model>, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &service::resource(&row))?;
    Ok(store::register::links(db, system).await?)
}

/// What was done to a system, the newest first.
pub async fn records(
    access: &Access,
    actor: &Actor,
    system: Uuid,
) -> Result<Vec<system_record::Model>, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &service::resource(&row))?;
    Ok(store::register::records(db, system).await?)
}

/// Takes a link away.
pub async fn remove_link(access: &Access, actor: &Actor, system: Uuid, id: Uuid) -> Result<(), SystemError> {
    let (change, _) = service::begin(access, actor, system).await?;
    let row = store::register::take_link(change.tx(), system, id).await?;
    change
        .commit(json!({ "removed": id, "other": row.other_name }))
        .await?;
    Ok(())
}

/// What is said of something that was done to a system.
#[derive(Clone, Debug)]
pub struct RecordDraft {
    pub kind: RecordKind,
    pub done_on: NaiveDate,
    pub done_by: String,
    pub outcome: Outcome,
    pub note: String,
    pub next_on: Option<NaiveDate>,
}

/// Notes that something was done.
pub async fn add_record(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    draft: &RecordDraft,
    files: &Files,
    upload: Option<Upload>,
) -> Result<system_record::Model, SystemError> {
    let done_by = rules::line("done_by", &draft.done_by, true)?;
    let note = rules::note(&draft.note)?;
    if draft.next_on.is_some_and(|next| next <= draft.done_on) {
        return Err(rules::invalid("next_on", "before_done"));
    }
    let (change, row) = service::begin(access, actor, system).await?;
    if draft.done_on > change.today() {
        return Err(rules::invalid("done_on", "in_the_future"));
    }
    if draft.kind == RecordKind::IndependentAssessment {
        // An assessment by whoever operates the system is a self-assessment.
        let by = providers::telling(&done_by);
        let theirs = providers::operators_or_owner(access, change.tx(), &row, change.today()).await?;
        if theirs.contains(&by) {
            return Err(rules::invalid("done_by", "not_independent"));
        }
    }
    let id = Uuid::now_v7();
    let record = system_record::Model {
        id,
        system_id: row.id,
        kind: draft.kind.as_str().to_owned(),
        done_on: draft.done_on,
        done_by,
        outcome: draft.outcome.as_str().to_owned(),
        note,
        next_on: draft.next_on,
        file_id: service::keep(&change, files, FILES, id, upload).await?,
        created_by: change.actor().name.clone(),
        created_at: change.now(),
    };
    store::register::add_record(change.tx(), record.clone()).await?;
    change
        .commit(
            json!({ "record": record.id, "kind": record.kind, "on": record.done_on, "outcome": record.outcome,
            "next_on": record.next_on }),
        )
        .await?;
    Ok(record)
}

/// What is said of a weakness.
#[derive(Clone, Debug)]
pub struct WeaknessDraft {
    pub title: String,
    pub identifier: String,
    pub source: WeaknessSource,
    pub severity: Severity,
    pub found_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub reviewed_on: Option<NaiveDate>,
    pub fixed_on: Option<NaiveDate>,
    /// What shows that it is fixed.
    pub proof: String,
    pub note: String,
}

fn weakness_row(
    row: &information_system::Model,
    id: Uuid,
    version: i32,
    draft: &WeaknessDraft,
    today: NaiveDate,
) -> Result<weakness::Model, SystemError> {
    let title = rules::line("title", &draft.title, true)?;
    let proof = rules::note(&draft.proof)?;
    for (field, day) in [
        ("found_on", Some(draft.found_on)),
        ("reviewed_on", draft.reviewed_on),
        ("fixed_on", draft.fixed_on),
    ] {
        if day.is_some_and(|day| day > today) {
            return Err(rules::invalid(field, "in_the_future"));
        }
        if day.is_some_and(|day| day < draft.found_on) {
            return Err(rules::invalid(field, "before_found"));
        }
    }
    if draft.due_on.is_some_and(|due| due < draft.found_on) {
        return Err(rules::invalid("due_on", "before_found"));
    }
    if draft.fixed_on.is_some() && proof.is_empty() {
        return Err(rules::invalid("proof", "required"));
    }
    Ok(weakness::Model {
        id,
        system_id: row.id,
        agency_id: row.agency_id,
        folded: text::fold_plain(&title),
        title,
        identifier: rules::line("identifier", &draft.identifier, false)?,
        source: draft.source.as_str().to_owned(),
        severity: draft.severity.as_str().to_owned(),
        found_on: draft.found_on,
        due_on: draft.due_on,
        // Whoever fixed it has looked at it.
        reviewed_on: draft.reviewed_on.or(draft.fixed_on),
        fixed_on: draft.fixed_on,
        proof,
        note: rules::note(&draft.note)?,
        version,
    })
}

fn said(row: &weakness::Model) -> serde_json::Value {
    json!({ "title": row.title, "severity": row.severity, "due_on": row.due_on, "reviewed_on": row.reviewed_on,
        "fixed_on": row.fixed_on })
}

/// Notes a weakness of a system.
pub async fn add_weakness(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    draft: &WeaknessDraft,
) -> Result<weakness::Model, SystemError> {
    let (change, row) = service::begin(access, actor, system).await?;
    let row = weakness_row(&row, Uuid::now_v7(), 1, draft, change.today())?;
    store::register::add_weakness(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "weakness": row.id, "after": said(&row) }))
        .await?;
    Ok(row)
}

/// Changes what is said of a weakness: looked at, due, fixed.
pub async fn change_weakness(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    id: Uuid,
    seen: i32,
    draft: &WeaknessDraft,
) -> Result<weakness::Model, SystemError> {
    let (change, row) = service::begin(access, actor, system).await?;
    let before = store::register::weakness(change.tx(), system, id).await?;
    if before.version != seen {
        return Err(SystemError::Changed);
    }
    let row = weakness_row(&row, id, seen + 1, draft, change.today())?;
    if !store::register::save_weakness(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    change
        .commit(json!({ "weakness": id, "before": said(&before), "after": said(&row) }))
        .await?;
    Ok(row)
}

/// What a list of weaknesses is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct WeaknessFilter {
    pub system: Option<Uuid>,
    pub severities: Vec<Severity>,
    /// `true`: still open; `false`: fixed.
    pub open: Option<bool>,
    /// Open and past their day.
    pub late: bool,
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// Weaknesses within reach, the open ones first, by the day they are due.
pub async fn list_weaknesses(
    access: &Access,
    actor: &Actor,
    filter: &WeaknessFilter,
) -> Result<(Vec<weakness::Model>, u64), SystemError> {
    let reach = service::reach(access, actor)?;
    let today = access.clock().today();
    Ok(store::register::weaknesses(access.db().reader(), &reach, filter, today).await?)
}
