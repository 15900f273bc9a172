//! Operations on lists: authorise, decide, store.

use crate::{
    IndicatorError,
    entity::indicator_list,
    read::{self, Found},
    shelf::Shelf,
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, Change, Resource, action};
use coloa_base::text;
use coloa_platform::jobs;
use serde_json::json;
use uuid::Uuid;

/// Looks through stored events for a list that came in.
pub const PAST_JOB: &str = "indicator.past";

const MAX_NAME: usize = 200;
/// Days that are looked back at most.
const MAX_DAYS: i32 = 400;
/// Levels that a sighting may have.
pub const LEVELS: [&str; 4] = ["low", "medium", "high", "critical"];
/// Traffic Light Protocol 2.0 (FIRST).
pub const TLP: [&str; 4] = ["clear", "green", "amber", "red"];

/// What a person says of a list.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub origin: String,
    pub level: String,
    pub tlp: String,
    pub enabled: bool,
    pub expires_at: Option<DateTime<Utc>>,
    /// Days back that stored events are looked through for it; 0: none.
    pub past_days: i32,
}

const fn invalid(field: &'static str, reason: &'static str) -> IndicatorError {
    IndicatorError::Invalid { field, reason }
}

fn line(written: &str, field: &'static str, required: bool) -> Result<String, IndicatorError> {
    let line = text::nfc(&written.split_whitespace().collect::<Vec<_>>().join(" "));
    match line.chars().count() {
        0 if required => Err(invalid(field, "required")),
        n if n > MAX_NAME => Err(invalid(field, "too_long")),
        _ => Ok(line),
    }
}

impl Draft {
    fn checked(mut self) -> Result<Self, IndicatorError> {
        self.name = line(&self.name, "name", true)?;
        self.origin = line(&self.origin, "origin", false)?;
        if !LEVELS.contains(&self.level.as_str()) {
            return Err(invalid("level", "unknown"));
        }
        if !TLP.contains(&self.tlp.as_str()) {
            return Err(invalid("tlp", "unknown"));
        }
        if !(0..=MAX_DAYS).contains(&self.past_days) {
            return Err(invalid("past_days", "out_of_range"));
        }
        Ok(self)
    }
}

fn about(id: Uuid) -> Resource {
    Resource::installation("indicator_list", id)
}

/// All lists, by name.
pub async fn lists(access: &Access, actor: &Actor) -> Result<Vec<indicator_list::Model>, IndicatorError> {
    access.check(
        actor,
        action::INDICATOR_READ,
        &Resource::installation("indicator_list", "all"),
    )?;
    Ok(store::lists(access.db().reader()).await?)
}

/// One list.
pub async fn read_list(
    access: &Access,
    actor: &Actor,
    id: Uuid,
) -> Result<indicator_list::Model, IndicatorError> {
    access.check(actor, action::INDICATOR_READ, &about(id))?;
    store::find(access.db().reader(), id).await
}

/// Writes a file's indicators to disk, off the threads that answer others.
async fn shelve(shelf: &Shelf, bytes: Vec<u8>) -> Result<(Found, String), IndicatorError> {
    let shelf = shelf.clone();
    off_thread(move || {
        let found = read::read(&bytes)?;
        let name = shelf.put(&found.indicators)?;
        Ok((found, name))
    })
    .await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IndicatorError> + Send + 'static,
) -> Result<T, IndicatorError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| IndicatorError::Disk(std::io::Error::other(e)))?
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list that lies on disk, and is in the records once it was entered.
#[derive(Debug)]
pub struct Shelved {
    id: Uuid,
    draft: Draft,
    found: Found,
    sha256: String,
}

/// Reads a file and lays what it lists on disk, for [`enter`].
pub async fn lay(
    access: &Access,
    actor: &Actor,
    shelf: &Shelf,
    draft: Draft,
    bytes: Vec<u8>,
) -> Result<Shelved, IndicatorError> {
    let draft = draft.checked()?;
    let id = Uuid::now_v7();
    access.check(actor, action::INDICATOR_CHANGE, &about(id))?;
    let (found, sha256) = shelve(shelf, bytes).await?;
    Ok(Shelved {
        id,
        draft,
        found,
        sha256,
    })
}

/// Enters a list within a change of something else: both are there, or neither. It has an entry of its own in the audit log.
pub async fn enter(
    change: &mut Change,
    shelved: Shelved,
) -> Result<(indicator_list::Model, Vec<String>), IndicatorError> {
    let about = about(shelved.id);
    let (row, examples) = insert(change, shelved).await?;
    change.also(action::INDICATOR_CHANGE, about, said(&row))?;
    Ok((row, examples))
}

/// Brings a list in. Gives the lines that were left out, some of them.
pub async fn import(
    access: &Access,
    actor: &Actor,
    shelf: &Shelf,
    draft: Draft,
    bytes: Vec<u8>,
) -> Result<(indicator_list::Model, Vec<String>), IndicatorError> {
    let shelved = lay(access, actor, shelf, draft, bytes).await?;
    let change = access
        .begin(actor, action::INDICATOR_CHANGE, about(shelved.id))
        .await?;
    let (row, examples) = insert(&change, shelved).await?;
    change.commit(said(&row)).await?;
    Ok((row, examples))
}

async fn insert(
    change: &Change,
    shelved: Shelved,
) -> Result<(indicator_list::Model, Vec<String>), IndicatorError> {
    let Shelved {
        id,
        draft,
        found,
        sha256,
    } = shelved;
    let row = indicator_list::Model {
        id,
        name: draft.name,
        origin: draft.origin,
        level: draft.level,
        tlp: draft.tlp,
        enabled: draft.enabled,
        expires_at: draft.expires_at,
        entries: count(found.indicators.len()),
        left_out: i64::try_from(found.left_out).unwrap_or(i64::MAX),
        kinds: read::kinds(&found.indicators).into(),
        sha256,
        author_name: change.actor().name.clone(),
        created_at: change.now(),
        changed_at: change.now(),
        past_state: if draft.past_days > 0 { "waiting" } else { "none" }.to_owned(),
        past_days: draft.past_days,
        past_events: 0,
        past_found: 0,
        version: 1,
    };
    store::insert_one(change.tx(), row.clone()).await?;
    look_back(change, &row).await?;
    Ok((row, found.examples))
}

/// Has stored events looked through for a list.
async fn look_back(change: &Change, row: &indicator_list::Model) -> Result<(), IndicatorError> {
    if row.past_state == "waiting" {
        let key = format!("{}/{}", row.id, row.version);
        jobs::enqueue(
            change.tx(),
            PAST_JOB,
            Some(&key),
            &json!({ "list": row.id }),
            change.now(),
        )
        .await?;
    }
    Ok(())
}

fn said(row: &indicator_list::Model) -> serde_json::Value {
    json!({ "name": row.name, "origin": row.origin, "level": row.level, "tlp": row.tlp, "enabled": row.enabled,
        "expires_at": row.expires_at, "entries": row.entries, "sha256": row.sha256, "past_days": row.past_days })
}

/// Changes what is said of a list, and, with `bytes`, what is on it.
pub async fn change(
    access: &Access,
    actor: &Actor,
    shelf: &Shelf,
    id: Uuid,
    seen: i32,
    draft: Draft,
    bytes: Option<Vec<u8>>,
) -> Result<(indicator_list::Model, Vec<String>), IndicatorError> {
    let draft = draft.checked()?;
    access.check(actor, action::INDICATOR_CHANGE, &about(id))?;
    let shelved = match bytes {
        Some(bytes) => Some(shelve(shelf, bytes).await?),
        None => None,
    };
    let change = access.begin(actor, action::INDICATOR_CHANGE, about(id)).await?;
    let mut row = store::find(change.tx(), id).await?;
    if row.version != seen {
        return Err(IndicatorError::Changed);
    }
    let before = said(&row);
    row.name = draft.name;
    row.origin = draft.origin;
    row.level = draft.level;
    row.tlp = draft.tlp;
    row.enabled = draft.enabled;
    row.expires_at = draft.expires_at;
    let mut examples = Vec::new();
    if let Some((found, sha256)) = shelved {
        row.entries = count(found.indicators.len());
        row.left_out = i64::try_from(found.left_out).unwrap_or(i64::MAX);
        row.kinds = read::kinds(&found.indicators).into();
        row.sha256 = sha256;
        row.past_days = draft.past_days;
        row.past_events = 0;
        row.past_found = 0;
        row.past_state = if draft.past_days > 0 { "waiting" } else { "none" }.to_owned();
        examples = found.examples;
        row.version += 1;
        look_back(&change, &row).await?;
    } else {
        row.version += 1;
    }
    row.changed_at = change.now();
    if !store::save(change.tx(), row.clone()).await? {
        return Err(IndicatorError::Changed);
    }
    change
        .commit(json!({ "before": before, "after": said(&row) }))
        .await?;
    Ok((row, examples))
}

/// Takes a list away; what it found stays.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid, seen: i32) -> Result<(), IndicatorError> {
    let change = access.begin(actor, action::INDICATOR_CHANGE, about(id)).await?;
    let row = store::find(change.tx(), id).await?;
    if row.version != seen {
        return Err(IndicatorError::Changed);
    }
    store::delete(change.tx(), id).await?;
    change
        .commit(json!({ "step": "removed", "list": said(&row) }))
        .await?;
    Ok(())
}
