//! Seeing who reports: somebody asks with a reason; where the law protects whoever reports, or they asked for it, a second person
//! agrees; then it is open to who asked, for some minutes. Each opening leaves an entry with both names.

use crate::{
    Hotline, HotlineError, classify,
    entity::{report, reveal},
    error::{invalid, not_now},
    form::{self, Identity},
    intake, jobs,
    model::{Part, Purpose},
    opening, redaction,
    service::about,
    store,
};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Access, Action, Actor, AuthError, Reach, action, people, recipients};
use coloa_base::PersonId;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Whether a second person must agree. So it is while nobody said what a report is: it may be a denunciation.
#[must_use]
pub fn needs_second(row: &report::Model) -> bool {
    row.wants_secret || classify::presumed(row).two_to_reveal
}

/// A request with the number of its report.
#[derive(Clone, Debug)]
pub struct Request {
    pub row: reveal::Model,
    pub number: String,
    /// What the reader may do with it now.
    pub may: Vec<&'static str>,
}

/// Asks to see who reports. Where nobody else must agree it is open at once.
pub async fn ask(hotline: &Hotline, actor: &Actor, id: Uuid, reason: &str) -> Result<Request, HotlineError> {
    let asker = actor.person.ok_or(AuthError::Unauthenticated)?;
    let (change, row) = hotline.begin(actor, action::HOTLINE_REVEAL, id, None).await?;
    let reason = form::line(reason, "reason")?;
    if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let change = redaction::check_words(hotline, change, &row, "reason", &reason).await?;
    if !row.has_identity {
        return Err(not_now("no_identity"));
    }
    let needs_second = needs_second(&row);
    let now = change.now();
    let request = reveal::Model {
        id: Uuid::now_v7(),
        report_id: row.id,
        reason,
        asked_by: asker.uuid(),
        asked_name: actor.name.clone(),
        asked_at: now,
        needs_second,
        decided_by: None,
        decided_name: String::new(),
        decided_at: None,
        is_granted: (!needs_second).then_some(true),
        decision_reason: String::new(),
        expires_at: (!needs_second).then(|| now + minutes(hotline)),
    };
    store::opening::insert_reveal(change.tx(), request.clone()).await?;
    if needs_second {
        let params = json!({ "number": row.number, "name": actor.name });
        let second = second_people(&hotline.access, &row).await?;
        recipients::tell(
            &change,
            second,
            "hotline.reveal_asked",
            &params,
            &jobs::link(row.id),
        )
        .await?;
    }
    change
        .commit(json!({ "what": "reveal_asked", "reveal": request.id, "needs_second": needs_second }))
        .await?;
    Ok(shown(hotline, actor, request, &row))
}

fn minutes(hotline: &Hotline) -> TimeDelta {
    TimeDelta::minutes(hotline.config.reveal_minutes.into())
}

/// People who may agree that somebody sees who reported this.
async fn second_people(access: &Access, row: &report::Model) -> Result<Vec<PersonId>, HotlineError> {
    let mut found = Vec::new();
    for person in people::able(access, action::HOTLINE_AGREE).await? {
        let Some((actor, ..)) = people::actor(access, person).await? else {
            continue;
        };
        if access.may(&actor, action::HOTLINE_AGREE, &about(row)) {
            found.push(person);
        }
    }
    Ok(found)
}

/// Agrees, or refuses; never the one who asked.
pub async fn decide(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    grant: bool,
    reason: &str,
) -> Result<Request, HotlineError> {
    let second = actor.person.ok_or(AuthError::Unauthenticated)?;
    let request = store::opening::reveal(hotline.access.db().reader(), id).await?;
    let (change, row) = hotline
        .begin(actor, action::HOTLINE_AGREE, request.report_id, None)
        .await?;
    let mut request = store::opening::reveal_locked(change.tx(), id).await?;
    if request.asked_by == second.uuid() {
        return Err(not_now("own_request"));
    }
    if request.is_granted.is_some() {
        return Err(not_now("decided"));
    }
    let reason = form::line(reason, "reason")?;
    if !grant && reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let change = redaction::check_words(hotline, change, &row, "reason", &reason).await?;
    request.decided_by = Some(second.uuid());
    request.decided_name.clone_from(&actor.name);
    request.decided_at = Some(change.now());
    request.is_granted = Some(grant);
    request.decision_reason = reason;
    request.expires_at = grant.then(|| change.now() + minutes(hotline));
    store::opening::update_reveal(change.tx(), request.clone()).await?;
    let kind = if grant {
        "hotline.reveal_granted"
    } else {
        "hotline.reveal_refused"
    };
    let params = json!({ "number": row.number, "name": actor.name });
    let asker = [PersonId(request.asked_by)];
    recipients::tell(&change, asker, kind, &params, &jobs::link(row.id)).await?;
    change
        .commit(json!({ "what": "reveal_decided", "reveal": id, "granted": grant }))
        .await?;
    Ok(shown(hotline, actor, request, &row))
}

/// Who reports: to who asked, while it is open.
pub async fn open(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Identity, HotlineError> {
    let asker = actor.person.ok_or(AuthError::Unauthenticated)?;
    let request = store::opening::reveal(hotline.access.db().reader(), id).await?;
    let (change, row) = hotline
        .begin(actor, action::HOTLINE_REVEAL, request.report_id, None)
        .await?;
    let request = store::opening::reveal_locked(change.tx(), id).await?;
    may_open(&request, &row, asker, change.now())?;
    let opener = hotline.opener()?;
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    let sealed = intake::sealed_part(&parts, None, Part::Identity).ok_or(not_now("no_identity"))?;
    let place = crate::envelope::place(row.id, Part::Identity, 0);
    let identity = opener.open(Part::Identity, &place, sealed)?;
    let identity = serde_json::from_slice(&identity).unwrap_or_default();
    let second = request.decided_by.map(|_| request.decided_name.as_str());
    opening::note(
        &change,
        (&row).into(),
        Part::Identity,
        Purpose::Reveal,
        &request.reason,
        second,
    )
    .await?;
    change
        .commit(json!({ "what": "identity_opened", "reveal": id }))
        .await?;
    Ok(identity)
}

/// Whether a request opens now; the word says why not.
fn may_open(
    request: &reveal::Model,
    row: &report::Model,
    asker: PersonId,
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    if request.asked_by != asker.uuid() {
        return Err(not_now("not_asker"));
    }
    match request.is_granted {
        None => return Err(not_now("undecided")),
        Some(false) => return Err(not_now("refused")),
        Some(true) => {}
    }
    // It was classified anew since: what needed nobody else does now.
    if request.decided_by.is_none() && needs_second(row) {
        return Err(not_now("second_needed"));
    }
    if request.expires_at.is_none_or(|end| now >= end) {
        return Err(not_now("expired"));
    }
    Ok(())
}

fn shown(hotline: &Hotline, actor: &Actor, row: reveal::Model, report: &report::Model) -> Request {
    let access = &hotline.access;
    let mut may = Vec::new();
    if let Some(person) = actor.person {
        let now = access.clock().now();
        let at = about(report);
        if row.is_granted.is_none()
            && row.asked_by != person.uuid()
            && access.may(actor, action::HOTLINE_AGREE, &at)
        {
            may.push("decide");
        }
        if may_open(&row, report, person, now).is_ok() && access.may(actor, action::HOTLINE_REVEAL, &at) {
            may.push("open");
        }
    }
    Request {
        number: report.number.clone(),
        row,
        may,
    }
}

/// Who may see requests: whoever may ask, agree, or look at who looked.
fn reach(hotline: &Hotline, actor: &Actor) -> Result<Reach, HotlineError> {
    let any: [Action; 3] = [
        action::HOTLINE_REVEAL,
        action::HOTLINE_AGREE,
        action::HOTLINE_AUDIT,
    ];
    any.into_iter()
        .map(|action| hotline.access.reach(actor, action))
        .find(|reach| *reach != Reach::Nothing)
        .ok_or_else(|| {
            AuthError::Forbidden {
                action: action::HOTLINE_REVEAL,
            }
            .into()
        })
}

/// Requests within reach, the newest first, and how many there are; with `open`, just those that wait or are open now.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    open: bool,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Request>, u64), HotlineError> {
    let reach = reach(hotline, actor)?;
    let db = hotline.access.db().reader();
    let open_at = open.then(|| hotline.access.clock().now());
    let (rows, total) = store::opening::reveals(db, &reach, open_at, offset, limit).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.report_id).collect();
    let reports = store::report::of_ids(db, &ids).await?;
    let reports: HashMap<Uuid, report::Model> = reports.into_iter().map(|r| (r.id, r)).collect();
    let requests = rows
        .into_iter()
        .filter_map(|row| {
            let report = reports.get(&row.report_id)?;
            Some(shown(hotline, actor, row, report))
        })
        .collect();
    Ok((requests, total))
}

/// Requests about one report, for whoever reads it.
pub async fn of_report(
    hotline: &Hotline,
    actor: &Actor,
    report: &report::Model,
) -> Result<Vec<Request>, HotlineError> {
    if reach(hotline, actor).is_err() {
        return Ok(Vec::new());
    }
    let rows = store::opening::reveals_of(hotline.access.db().reader(), report.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| shown(hotline, actor, row, report))
        .collect())
}
