//! What a published notice names stops being named when the public is not warned of it any more: because the warning is over,
//! was withdrawn, or an objection to it was upheld. What stands in its list is left out from that moment on, and a notice whose
//! words say it is left out whole ([`crate::publish`]); here such a one is taken out of the public until whoever published it
//! has looked at it, and they are told.

use super::{about, named};
use crate::{Hotline, HotlineError, model::NoticeState, publish, store};
use coloa_auth::{Actor, action, recipients};
use coloa_base::{PersonId, web_path};
use serde_json::json;
use uuid::Uuid;

/// As written into the audit log.
const MACHINE: &str = "hotline.review";

/// The page of a notice.
#[must_use]
pub fn link(notice: Uuid) -> String {
    format!("{}/{notice}", web_path::HOTLINE_NOTICES)
}

/// Takes out of the public what the public may not read as it stands; how many. For a job that comes often.
pub async fn due(hotline: &Hotline) -> Result<usize, HotlineError> {
    let mut taken = 0;
    for id in publish::unfit(hotline).await? {
        taken += usize::from(take_out(hotline, id).await?);
    }
    if taken > 0 {
        publish::changed(hotline);
    }
    Ok(taken)
}

/// Takes one out; `false`: it was changed since, and may stand.
async fn take_out(hotline: &Hotline, id: Uuid) -> Result<bool, HotlineError> {
    let change = hotline
        .access
        .begin(&Actor::job(MACHINE), action::HOTLINE_PUBLISH, about(id))
        .await?;
    let mut row = store::notice::one(change.tx(), id).await?;
    if row.state != NoticeState::Published.as_str() {
        return Ok(false);
    }
    let mut fallen: Vec<String> = named::fallen(hotline, change.tx(), &row, change.now())
        .await?
        .into_iter()
        .map(|thing| thing.value)
        .collect();
    if fallen.is_empty() {
        return Ok(false);
    }
    fallen.sort_unstable();
    fallen.dedup();
    row.state = NoticeState::Review.to_string();
    row.review_at = Some(change.now());
    row.review_reason = fallen.join(", ");
    row.version += 1;
    row.updated_at = change.now();
    if !store::notice::save(change.tx(), row.clone()).await? {
        return Ok(false);
    }
    let people = holders(hotline, row.published_by_id).await?;
    let params = json!({ "title": row.title });
    recipients::tell(&change, people, "hotline.notice_review", &params, &link(id)).await?;
    change
        .commit(
            json!({ "step": "to_review", "slug": row.slug, "title": row.title, "names": row.review_reason }),
        )
        .await?;
    Ok(true)
}

/// Whoever published it, as long as they may publish; else everybody who may.
async fn holders(hotline: &Hotline, publisher: Option<Uuid>) -> Result<Vec<PersonId>, HotlineError> {
    let able = hotline
        .who_may(action::HOTLINE_PUBLISH, &about(Uuid::nil()))
        .await?;
    let publisher = publisher.map(PersonId).filter(|person| able.contains(person));
    Ok(publisher.map_or(able, |person| vec![person]))
}
