//! What operators say of hubs: added, taken out, and which numbers of services join all the same.

use super::{HubReason, Hubs};
use crate::{
    Hotline, HotlineError,
    entity::hub,
    error::{invalid, not_now},
    form,
    mention::normal::{self, Settled},
    store::{self, Connection, mention::Key},
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_extract::Kind;
use serde_json::json;
use uuid::Uuid;

/// Hubs that operators added, by kind and key.
pub async fn list(hotline: &Hotline, actor: &Actor) -> Result<Vec<hub::Model>, HotlineError> {
    hotline.reach(actor, action::HOTLINE_READ)?;
    Ok(store::mention::hubs(hotline.access.db().reader()).await?)
}

/// What is said of a hub.
#[derive(Clone, Debug, Default)]
pub struct HubDraft {
    pub kind: String,
    pub value: String,
    pub label: String,
    pub reason: String,
    /// The contrary is said: a number of the class of services is an offender's, and joins.
    pub joins: bool,
}

/// Adds a hub: reports that it joined stand apart from now on. Or says of a number of the class of services that it joins.
pub async fn add(hotline: &Hotline, actor: &Actor, draft: &HubDraft) -> Result<hub::Model, HotlineError> {
    let kind = Kind::parse(&draft.kind).ok_or(invalid("kind", "unknown"))?;
    let thing = normal::given(kind, &draft.value, "").ok_or(invalid("value", "kind"))?;
    let reason = form::line(&draft.reason, "reason")?;
    if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let id = Uuid::now_v7();
    let about = Resource::installation("hotline_hub", id);
    let change = hotline.access.begin(actor, action::HOTLINE_VERIFY, about).await?;
    let key = (thing.kind.as_str().to_owned(), thing.match_key.clone());
    if !store::mention::hubs_among(change.tx(), std::slice::from_ref(&key))
        .await?
        .is_empty()
    {
        return Err(not_now("added_already"));
    }
    if draft.joins {
        let hubs = Hubs::among(change.tx(), [&thing], change.now()).await?;
        match hubs.why(&thing) {
            Some(HubReason::ServiceClass) => {}
            // It is known whose it is, whoever says otherwise.
            Some(_) => return Err(not_now("hub")),
            None => return Err(not_now("joins_already")),
        }
    } else if is_warned(change.tx(), &key, change.now()).await? {
        // The public would go on being warned of it.
        return Err(not_now("warned"));
    }
    let row = hub::Model {
        id,
        kind: key.0,
        match_key: key.1,
        label: form::line(&draft.label, "label")?,
        reason,
        joins: draft.joins,
        by_name: actor.name.clone(),
        at: change.now(),
    };
    store::mention::insert_hub(change.tx(), row.clone()).await?;
    let mentions = store::mention::set_joins(change.tx(), &row.kind, &row.match_key, row.joins).await?;
    let detail = json!({
        "step": "added", "kind": row.kind, "key": row.match_key, "joins": row.joins,
        "reason_tag": crate::reason::tag(hotline, row.id, &row.reason), "mentions": mentions,
    });
    change.commit(detail).await?;
    Ok(row)
}

async fn is_warned<C: Connection>(db: &C, key: &Key, now: DateTime<Utc>) -> Result<bool, HotlineError> {
    let warned = store::verdict::active_among(db, std::slice::from_ref(key), now).await?;
    Ok(!warned.is_empty())
}

/// Takes a hub out: what an offender's reports name of it joins them again, unless it is a hub for another reason. What was
/// said to join joins no more.
pub async fn remove(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<(), HotlineError> {
    let about = Resource::installation("hotline_hub", id);
    let change = hotline.access.begin(actor, action::HOTLINE_VERIFY, about).await?;
    let row = store::mention::hub(change.tx(), id).await?;
    let key = (row.kind.clone(), row.match_key.clone());
    if row.joins && is_warned(change.tx(), &key, change.now()).await? {
        return Err(not_now("warned"));
    }
    store::mention::delete_hub(change.tx(), id).await?;
    let mut mentions = 0;
    if let Some(kind) = Kind::parse(&row.kind) {
        let thing = Settled::stored(kind, &row.match_key);
        let hubs = Hubs::among(change.tx(), [&thing], change.now()).await?;
        let joins = hubs.why(&thing).is_none();
        mentions = store::mention::set_joins(change.tx(), &row.kind, &row.match_key, joins).await?;
    }
    let detail = json!({
        "step": "removed", "kind": row.kind, "key": row.match_key, "joins": row.joins, "mentions": mentions,
    });
    change.commit(detail).await?;
    Ok(())
}
