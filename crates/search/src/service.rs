//! Operations on kept searches and on holds.

use crate::{
    SearchRecordError,
    entity::{event_hold, saved_search},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, AuthError, Reach, Resource, action};
use coloa_base::{AgencyId, PersonId};
use serde_json::json;
use uuid::Uuid;

/// Characters of a name, a query and a reason.
const MAX_NAME: usize = 200;
const MAX_QUERY: usize = 4_000;
const MAX_REASON: usize = 2_000;
/// Minutes that a kept search may look back: three years.
const MAX_MINUTES: i32 = 3 * 366 * 24 * 60;

/// Whoever may search events at all.
fn check_reader(access: &Access, actor: &Actor) -> Result<Reach, SearchRecordError> {
    match access.reach(actor, action::SEARCH_READ) {
        Reach::Nothing => Err(AuthError::Forbidden {
            action: action::SEARCH_READ,
        }
        .into()),
        reach => Ok(reach),
    }
}

fn line(text: &str, field: &'static str, most: usize) -> Result<String, SearchRecordError> {
    let text = coloa_base::text::nfc(text.trim());
    let reason = if text.is_empty() {
        "empty"
    } else if text.chars().count() > most {
        "too_long"
    } else {
        return Ok(text);
    };
    Err(SearchRecordError::Invalid { field, reason })
}

/// A search to be kept.
#[derive(Clone, Debug)]
pub struct SearchDraft {
    pub name: String,
    pub query: String,
    pub minutes: Option<i32>,
    pub shared: bool,
}

/// The own searches and those that others share, by name.
pub async fn searches(access: &Access, actor: &Actor) -> Result<Vec<saved_search::Model>, SearchRecordError> {
    check_reader(access, actor)?;
    let owner = actor.person.map_or(Uuid::nil(), |p| p.uuid());
    Ok(store::searches(access.db().reader(), owner).await?)
}

/// Keeps a search.
pub async fn keep_search(
    access: &Access,
    actor: &Actor,
    draft: &SearchDraft,
) -> Result<saved_search::Model, SearchRecordError> {
    check_reader(access, actor)?;
    let owner = actor.person.ok_or(SearchRecordError::NotFound)?;
    let name = line(&draft.name, "name", MAX_NAME)?;
    if draft.query.chars().count() > MAX_QUERY {
        return Err(SearchRecordError::Invalid {
            field: "query",
            reason: "too_long",
        });
    }
    if draft.minutes.is_some_and(|m| !(1..=MAX_MINUTES).contains(&m)) {
        return Err(SearchRecordError::Invalid {
            field: "minutes",
            reason: "range",
        });
    }
    let id = Uuid::now_v7();
    let change = access
        .begin(
            actor,
            action::SEARCH_SAVE,
            Resource::owned("saved_search", id, owner),
        )
        .await?;
    let row = saved_search::Model {
        id,
        owner_id: owner.uuid(),
        owner_name: actor.name.clone(),
        name,
        query: coloa_base::text::nfc(draft.query.trim()),
        minutes: draft.minutes,
        shared: draft.shared,
        created_at: change.now(),
    };
    store::insert_search(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "name": row.name, "query": row.query, "shared": row.shared }))
        .await?;
    Ok(row)
}

/// Forgets a search of one's own.
pub async fn forget_search(access: &Access, actor: &Actor, id: Uuid) -> Result<(), SearchRecordError> {
    let row = store::search(access.db().reader(), id).await?;
    let about = Resource::owned("saved_search", id, PersonId(row.owner_id));
    let change = access.begin(actor, action::SEARCH_SAVE, about).await?;
    store::delete_search(change.tx(), id).await?;
    change
        .commit(json!({ "step": "forgotten", "name": row.name }))
        .await?;
    Ok(())
}

/// A hold to be placed.
#[derive(Clone, Debug)]
pub struct HoldDraft {
    pub reason: String,
    pub agency: Option<AgencyId>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

fn about(id: Uuid, agency: Option<AgencyId>) -> Resource {
    match agency {
        Some(agency) => Resource::of_agency("event_hold", id, agency),
        None => Resource::installation("event_hold", id),
    }
}

/// Holds within reach, lifted ones too, the newest first.
pub async fn holds(access: &Access, actor: &Actor) -> Result<Vec<event_hold::Model>, SearchRecordError> {
    let reach = check_reader(access, actor)?;
    let all = store::holds(access.db().reader()).await?;
    Ok(all
        .into_iter()
        .filter(|hold| match hold.agency_id {
            Some(agency) => access.reaches(&reach, AgencyId(agency)),
            None => reach == Reach::Everything,
        })
        .collect())
}

/// Places a hold: events of this time are not deleted before it is lifted.
pub async fn place_hold(
    access: &Access,
    actor: &Actor,
    draft: &HoldDraft,
) -> Result<event_hold::Model, SearchRecordError> {
    let reason = line(&draft.reason, "reason", MAX_REASON)?;
    if draft.to <= draft.from {
        return Err(SearchRecordError::Invalid {
            field: "to",
            reason: "before_from",
        });
    }
    let id = Uuid::now_v7();
    let change = access
        .begin(actor, action::SEARCH_HOLD, about(id, draft.agency))
        .await?;
    let row = event_hold::Model {
        id,
        reason,
        agency_id: draft.agency.map(|a| a.uuid()),
        time_from: draft.from,
        time_to: draft.to,
        placed_by: actor.name.clone(),
        placed_at: change.now(),
        lifted_by: None,
        lifted_at: None,
        lift_reason: String::new(),
    };
    store::insert_hold(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "reason": row.reason, "agency": row.agency_id, "from": row.time_from, "to": row.time_to }))
        .await?;
    Ok(row)
}

/// Lifts a hold, with the reason.
pub async fn lift_hold(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    reason: &str,
) -> Result<event_hold::Model, SearchRecordError> {
    let reason = line(reason, "reason", MAX_REASON)?;
    let row = store::hold(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::SEARCH_HOLD, about(id, row.agency_id.map(AgencyId)))
        .await?;
    if !store::lift(change.tx(), id, &actor.name, change.now(), &reason).await? {
        return Err(SearchRecordError::Lifted);
    }
    let row = store::hold(change.tx(), id).await?;
    change
        .commit(json!({ "step": "lifted", "reason": reason }))
        .await?;
    Ok(row)
}
