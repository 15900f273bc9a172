//! Desks: each has an inbox of its own. At least one takes what the portal brings that is for no other, always; an
//! installation that has none yet gets the centre's.

use crate::{
    Hotline, HotlineError,
    entity::desk,
    error::{invalid, not_now},
    form,
    model::DeskKind,
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_base::AgencyId;
use serde_json::json;
use uuid::Uuid;

/// Of the desk that an installation begins with.
pub const FIRST: &str = "Đường dây nóng của trung tâm";

/// What a desk is to be.
#[derive(Clone, Debug)]
pub struct DeskDraft {
    pub name: String,
    pub kind: DeskKind,
    /// Stays as it was: reports that came in are the agency's.
    pub agency: Option<Uuid>,
    pub takes_public: bool,
    pub active: bool,
}

/// The desk that an installation begins with.
pub(crate) fn first(at: DateTime<Utc>) -> desk::Model {
    desk::Model {
        id: Uuid::now_v7(),
        name: FIRST.to_owned(),
        kind: DeskKind::Centre.to_string(),
        agency_id: None,
        takes_public: true,
        active: true,
        created_at: at,
        version: 1,
    }
}

fn resource(id: Uuid) -> Resource {
    Resource::installation("hotline_desk", id)
}

/// All of them, for whoever sets them.
pub async fn list(hotline: &Hotline, actor: &Actor) -> Result<Vec<desk::Model>, HotlineError> {
    let all = Resource::installation("hotline_desk", "list");
    hotline.access.check(actor, action::HOTLINE_SETTINGS, &all)?;
    Ok(store::settings::desks(hotline.access.db().reader()).await?)
}

async fn checked(hotline: &Hotline, draft: &DeskDraft, now: DateTime<Utc>) -> Result<String, HotlineError> {
    let name = form::line(&draft.name, "name")?;
    if name.is_empty() {
        return Err(invalid("name", "empty"));
    }
    match (draft.kind, draft.agency) {
        (DeskKind::Department | DeskKind::Commune, None) => return Err(invalid("agency_id", "empty")),
        (_, Some(agency)) => {
            let id = AgencyId(agency);
            let day = coloa_base::clock::vn_date(now);
            if coloa_agency::names(hotline.access.db(), &[id], day)
                .await?
                .is_empty()
            {
                return Err(invalid("agency_id", "unknown"));
            }
        }
        (DeskKind::Centre, None) => {}
    }
    Ok(name)
}

/// A new one.
pub async fn create(
    hotline: &Hotline,
    actor: &Actor,
    draft: &DeskDraft,
) -> Result<desk::Model, HotlineError> {
    let id = Uuid::now_v7();
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, resource(id))
        .await?;
    let row = desk::Model {
        id,
        name: checked(hotline, draft, change.now()).await?,
        kind: draft.kind.to_string(),
        agency_id: draft.agency,
        takes_public: draft.takes_public,
        active: draft.active,
        created_at: change.now(),
        version: 1,
    };
    store::settings::insert_desk(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "what": "desk_made", "name": row.name, "kind": row.kind, "takes_public": row.takes_public }))
        .await?;
    Ok(row)
}

/// Changes one that was not changed since it was seen, or switches it off; what lies in its inbox stays there.
pub async fn change(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &DeskDraft,
) -> Result<desk::Model, HotlineError> {
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, resource(id))
        .await?;
    let mut row = store::settings::desk(change.tx(), id).await?;
    if row.version != seen {
        return Err(HotlineError::Conflict);
    }
    row.version += 1;
    if row.agency_id != draft.agency {
        return Err(invalid("agency_id", "fixed"));
    }
    let took_public = row.takes_public && row.active;
    row.name = checked(hotline, draft, change.now()).await?;
    row.kind = draft.kind.to_string();
    row.takes_public = draft.takes_public;
    row.active = draft.active;
    let takes_public = row.takes_public && row.active;
    if took_public && !takes_public && store::settings::public_desks_but(change.tx(), id).await? == 0 {
        return Err(not_now("last_public_desk"));
    }
    if !store::settings::save_desk(change.tx(), row.clone()).await? {
        return Err(HotlineError::Conflict);
    }
    change
        .commit(json!({
            "what": "desk_changed", "name": row.name, "kind": row.kind, "takes_public": row.takes_public,
            "active": row.active,
        }))
        .await?;
    Ok(row)
}
