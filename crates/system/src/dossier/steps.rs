//! Steps of a dossier: sent, sent back, taken as complete, appraised, approved, given up.

use super::{
    Decision, Detail, approval, approval_due, begin, check_independence, check_named, checks, decided,
    documents, due, expect, is_open, keep, not_later, put, read, route, state, step,
};
use crate::{
    SystemError,
    entity::{information_system, level_dossier},
    gates,
    model::DossierState,
    rules, store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Change, Grant, Role, action};
use coloa_base::AgencyId;
use coloa_law::route::StepKind;
use coloa_platform::files::Files;
use serde_json::json;
use uuid::Uuid;

/// Whether a dossier is for somebody to judge: of the unit it is addressed to; a grant over all units does not stand in
/// for it. Where no unit of the directory is named, whoever may appraise notes what the one outside said.
#[must_use]
pub fn is_addressed(row: &level_dossier::Model, actor: &Actor) -> bool {
    let Some(unit) = row.appraiser_id.map(AgencyId) else {
        return true;
    };
    let by_grant = |g: &Grant| g.role == Role::Appraiser && g.agency == Some(unit);
    actor.is_machine() || actor.agencies.contains(&unit) || actor.grants.iter().any(by_grant)
}

fn check_addressed(row: &level_dossier::Model, actor: &Actor) -> Result<(), SystemError> {
    if is_addressed(row, actor) {
        Ok(())
    } else {
        Err(SystemError::NotAddressed)
    }
}

/// A step bears a day that has come, and none before the step before it.
async fn day(change: &Change, dossier: Uuid, on: Option<NaiveDate>) -> Result<NaiveDate, SystemError> {
    let on = not_later(change, "on", on)?;
    checks::check_order(&store::dossier::steps(change.tx(), dossier).await?, on)?;
    Ok(on)
}

/// What was assessed since it was begun binds, too.
async fn check_level(change: &Change, row: &level_dossier::Model, proposed: i32) -> Result<(), SystemError> {
    let assessed = store::register::assessments(change.tx(), row.system_id).await?;
    let binding = checks::bound(&assessed, &row.regime, proposed);
    checks::check_binding(row.level, binding, &row.note)
}

/// Sends the dossier to whoever appraises it.
pub async fn send(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    on: Option<NaiveDate>,
) -> Result<Detail, SystemError> {
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_CHANGE, id, Some(seen)).await?;
    expect(&row, &[DossierState::Draft, DossierState::Returned])?;
    let on = day(&change, id, on).await?;
    checks::check_regime(&system, &row.regime, on)?;
    check_level(&change, &row, system.proposed_level).await?;
    check_independence(&system, &row.regime, row.appraiser_id.map(AgencyId), on)?;
    checks::check_owner(&row, &system, on)?;
    check_named(access, &change, &system, &row).await?;
    if row.appraiser_id.is_none() && row.appraiser_name.is_empty() {
        return Err(rules::invalid("appraiser", "required"));
    }
    let filed = store::dossier::documents(change.tx(), id).await?;
    let missing: Vec<&str> = documents(&row, on)
        .into_iter()
        .filter(|d| d.body.when.is_none() && !filed.iter().any(|f| f.code == d.body.id))
        .map(|d| d.body.name.as_str())
        .collect();
    if !missing.is_empty() {
        return Err(SystemError::DocumentsMissing {
            names: missing.join("; "),
        });
    }
    row.state = DossierState::Sent.as_str().to_owned();
    row.sent_on = Some(on);
    row.reply_due = due(&row, &system, StepKind::CompletenessReply, on)?;
    row.complete_on = None;
    row.appraise_due = None;
    put(change, row, system, "sent", "", Some(on)).await?;
    read(access, actor, id).await
}

/// The receiver sends it back to be completed.
pub async fn send_back(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    why: &str,
    on: Option<NaiveDate>,
) -> Result<Detail, SystemError> {
    let why = rules::note(why)?;
    if why.is_empty() {
        return Err(rules::invalid("note", "required"));
    }
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_APPRAISE, id, Some(seen)).await?;
    check_addressed(&row, actor)?;
    expect(&row, &[DossierState::Sent, DossierState::Appraised])?;
    let on = day(&change, id, on).await?;
    row.state = DossierState::Returned.as_str().to_owned();
    // It begins anew: days of the way before would be read as those of the next.
    row.reply_due = None;
    row.complete_on = None;
    row.appraise_due = None;
    row.appraised_on = None;
    row.appraisal.clear();
    row.approve_due = None;
    put(change, row, system, "returned", &why, Some(on)).await?;
    read(access, actor, id).await
}

/// The receiver says that the dossier is complete and valid: the term of the appraisal begins.
pub async fn accept(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    on: Option<NaiveDate>,
) -> Result<Detail, SystemError> {
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_APPRAISE, id, Some(seen)).await?;
    check_addressed(&row, actor)?;
    expect(&row, &[DossierState::Sent])?;
    let on = not_later(&change, "on", on)?;
    if row.sent_on.is_some_and(|sent| on < sent) {
        return Err(rules::invalid("on", "before_sent"));
    }
    let on = day(&change, id, Some(on)).await?;
    row.complete_on = Some(on);
    row.appraise_due = due(&row, &system, StepKind::Appraise, on)?;
    put(change, row, system, "accepted", "", Some(on)).await?;
    read(access, actor, id).await
}

/// The opinion of the appraiser: it agrees with the level and the plan.
pub async fn appraise(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    opinion: &str,
    on: Option<NaiveDate>,
) -> Result<Detail, SystemError> {
    let opinion = rules::note(opinion)?;
    if opinion.is_empty() {
        return Err(rules::invalid("opinion", "required"));
    }
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_APPRAISE, id, Some(seen)).await?;
    check_addressed(&row, actor)?;
    expect(&row, &[DossierState::Sent])?;
    let on = not_later(&change, "on", on)?;
    check_independence(&system, &row.regime, row.appraiser_id.map(AgencyId), on)?;
    let Some(complete) = row.complete_on else {
        return Err(SystemError::NotAccepted);
    };
    if on < complete {
        return Err(rules::invalid("on", "before_complete"));
    }
    let on = day(&change, id, Some(on)).await?;
    row.state = DossierState::Appraised.as_str().to_owned();
    row.appraised_on = Some(on);
    row.appraisal = opinion.clone();
    row.approve_due = approval_due(&row, &system, on)?;
    put(change, row, system, "appraised", &opinion, Some(on)).await?;
    read(access, actor, id).await
}

/// An approval, of whoever the route of the dossier names today (Decree 85/2016, Article 12; Decree 331/2026, Article
/// 18).
async fn begin_approval(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, level_dossier::Model, information_system::Model), SystemError> {
    let (db, today) = (access.db().reader(), access.clock().today());
    let row = store::dossier::find(db, id).await?;
    let system = store::find(db, row.system_id).await?;
    let about = approval(&row, Some(&system), today);
    let change = access.begin(actor, action::SYSTEM_APPROVE, about).await?;
    let row = store::dossier::find(change.tx(), id).await?;
    let system = store::find(change.tx(), row.system_id).await?;
    // It may have left for another owner between the look and the change.
    change.check(action::SYSTEM_APPROVE, &approval(&row, Some(&system), today))?;
    if seen != row.version {
        return Err(SystemError::Changed);
    }
    Ok((change, row, system))
}

/// The level is approved.
pub async fn approve(
    access: &Access,
    actor: &Actor,
    files: &Files,
    id: Uuid,
    seen: i32,
    decision: Decision,
) -> Result<Detail, SystemError> {
    let number = rules::line("number", &decision.number, true)?;
    let by = rules::line("by", &decision.by, true)?;
    let (change, mut row, system) = begin_approval(access, actor, id, seen).await?;
    expect(&row, &[DossierState::Appraised])?;
    let on = not_later(&change, "on", Some(decision.on))?;
    if row.appraised_on.is_some_and(|day| on < day) {
        return Err(rules::invalid("on", "before_appraised"));
    }
    let on = day(&change, id, Some(on)).await?;
    // One that was begun in time is not approved after it: the term of transition is that of the approval.
    checks::check_regime(&system, &row.regime, on)?;
    check_level(&change, &row, system.proposed_level).await?;
    let known = gates::Known::of(
        store::register::profile(change.tx(), system.id).await?.0,
        &store::register::records(change.tx(), system.id).await?,
    );
    if let Some(gate) = gates::open(&row, &known, StepKind::Approve, on).first() {
        return Err(gates::refusal(gate, &known, on));
    }
    checks::check_list(&route(&row, Some(&system), on)?, &known.profile, on)?;
    for mut other in store::dossier::of_system(change.tx(), system.id).await? {
        if state(&other) == DossierState::Approved {
            other.state = DossierState::Superseded.as_str().to_owned();
            other.version += 1;
            store::dossier::save(change.tx(), other).await?;
        }
    }
    row.state = DossierState::Approved.as_str().to_owned();
    row.approved_on = Some(on);
    row.decision_number = number;
    row.decision_by = by;
    row.decision_file = keep(&change, files, id, decision.file).await?;
    row.version += 1;
    if !store::dossier::save(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    decided(&change, system, &row).await?;
    step(&change, id, "approved", &row.decision_number, Some(on)).await?;
    let detail = json!({ "level": row.level, "regime": row.regime, "decision": row.decision_number,
        "on": row.approved_on, "by": row.decision_by });
    change.commit(detail).await?;
    read(access, actor, id).await
}

/// Gives a dossier up before it is approved.
pub async fn drop(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    why: &str,
) -> Result<Detail, SystemError> {
    let why = rules::note(why)?;
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_CHANGE, id, Some(seen)).await?;
    if !is_open(state(&row)) {
        return Err(SystemError::State {
            state: state(&row).as_str(),
        });
    }
    row.state = DossierState::Dropped.as_str().to_owned();
    put(change, row, system, "dropped", &why, None).await?;
    read(access, actor, id).await
}
