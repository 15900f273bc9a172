//! Dossiers: how a level is proposed, sent, appraised and approved, on the clock of the law.
//!
//! `draft → sent → (returned → sent) → appraised → approved`, or dropped. One dossier of a system is open at a time.
//! Terms come from the route of regime and level ([`LawBook::route`]); the term of an appraisal runs from the day the
//! full dossier was there. Nobody appraises what they operate; nothing is approved before the regulation is issued.
//! A level is lowered by a redetermination alone.

use crate::{
    SystemError,
    entity::{dossier_document, dossier_step, information_system, level_dossier},
    gates,
    model::{DossierState, Reason},
    rules,
    service::{self, Upload},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Action, Actor, Change, Resource, action};
use coloa_base::AgencyId;
use coloa_law::{
    LawBook, RouteQuery, WorkCalendar,
    book::Row,
    dossier::{Document, DossierKind},
    route::{StepKind, StepOn},
};
use coloa_platform::{Tx, files::Files};
use serde_json::json;
use uuid::Uuid;

/// Kind of the record that owns the files of dossiers.
pub const FILES: &str = "level_dossier";

/// What a dossier is begun with.
#[derive(Clone, Debug)]
pub struct Draft {
    pub regime: String,
    pub level: u8,
    pub reason: Reason,
    /// The unit that appraises, an agency of the directory; or its name alone, e.g. a ministry.
    pub appraiser: Option<AgencyId>,
    pub appraiser_name: String,
    pub note: String,
}

/// A decision that ends a dossier.
#[derive(Clone, Debug)]
pub struct Decision {
    pub number: String,
    pub on: NaiveDate,
    pub by: String,
    pub file: Option<Upload>,
}

/// A dossier with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Detail {
    pub dossier: level_dossier::Model,
    pub system: information_system::Model,
    pub steps: Vec<dossier_step::Model>,
    pub documents: Vec<dossier_document::Model>,
}

/// The record for the policy: its owner's, and the appraiser's as far as appraising goes.
#[must_use]
pub fn resource(row: &level_dossier::Model, action: Action) -> Resource {
    let mut agencies = vec![AgencyId(row.agency_id)];
    if action == action::SYSTEM_READ || action == action::SYSTEM_APPRAISE {
        agencies.extend(row.appraiser_id.filter(|id| *id != row.agency_id).map(AgencyId));
    }
    Resource::of_agencies("level_dossier", row.id, agencies)
}

/// The state that a row says.
#[must_use]
pub fn state(row: &level_dossier::Model) -> DossierState {
    DossierState::parse(&row.state).unwrap_or(DossierState::Draft)
}

/// Whether a dossier is on its way.
#[must_use]
pub const fn is_open(state: DossierState) -> bool {
    matches!(
        state,
        DossierState::Draft | DossierState::Sent | DossierState::Returned | DossierState::Appraised
    )
}

fn expect(row: &level_dossier::Model, states: &[DossierState]) -> Result<(), SystemError> {
    if states.contains(&state(row)) {
        Ok(())
    } else {
        Err(SystemError::State {
            state: state(row).as_str(),
        })
    }
}

/// The route of a dossier.
pub fn route(
    row: &level_dossier::Model,
    listed: bool,
    on: NaiveDate,
) -> Result<Vec<StepOn<'static>>, SystemError> {
    Ok(LawBook::current().route(RouteQuery {
        regime: &row.regime,
        level: u8::try_from(row.level).unwrap_or_default(),
        listed,
        unit_operates: false,
        day: on,
    })?)
}

/// When the approval is due: of the level, or of the plan where the level itself is approved with a list.
fn approval_due(
    row: &level_dossier::Model,
    listed: bool,
    from: NaiveDate,
) -> Result<Option<NaiveDate>, SystemError> {
    match due(row, listed, StepKind::Approve, from)? {
        None => due(row, listed, StepKind::ApprovePlan, from),
        day => Ok(day),
    }
}

/// When a step is due whose term runs from a day; `None`: the law sets no term.
fn due(
    row: &level_dossier::Model,
    listed: bool,
    kind: StepKind,
    from: NaiveDate,
) -> Result<Option<NaiveDate>, SystemError> {
    let steps = route(row, listed, from)?;
    let Some(step) = steps.iter().find(|s| s.step.body.kind == kind) else {
        return Ok(None);
    };
    Ok(step.step.due(from, WorkCalendar::current())?.map(|d| d.due))
}

/// The documents that a dossier needs when it is sent.
#[must_use]
pub fn documents(row: &level_dossier::Model, on: NaiveDate) -> Vec<&'static Row<Document>> {
    let level = u8::try_from(row.level).unwrap_or_default();
    LawBook::current().dossier(&row.regime, level, DossierKind::Proposal, on)
}

fn check_level(system: &information_system::Model, draft: &Draft) -> Result<(), SystemError> {
    if !(1..=5).contains(&draft.level) {
        return Err(rules::invalid("level", "out_of_range"));
    }
    let level = i32::from(draft.level);
    let decided = system.decided_on.is_some();
    if decided && level < system.level && draft.reason != Reason::Redetermination {
        return Err(SystemError::LevelLowered { from: system.level });
    }
    if draft.reason == Reason::Redetermination && !decided {
        return Err(rules::invalid("reason", "nothing_decided"));
    }
    if level < system.proposed_level && draft.note.trim().is_empty() {
        return Err(SystemError::BelowProposal {
            proposed: system.proposed_level,
        });
    }
    Ok(())
}

/// Nobody appraises what they operate (Circular 12/2022, Article 6; Decree 331/2026, Article 18.4).
fn check_independence(
    system: &information_system::Model,
    regime: &str,
    appraiser: Option<AgencyId>,
    on: NaiveDate,
) -> Result<(), SystemError> {
    let same = appraiser.is_some() && appraiser.map(AgencyId::uuid) == system.operator_id;
    if !same {
        return Ok(());
    }
    let rule = LawBook::current()
        .independence
        .iter()
        .filter(|r| r.body.regime == regime && r.body.step == StepKind::Appraise)
        // A regime that carries a dossier outside its time keeps its rule.
        .max_by_key(|r| r.legal.in_force(on));
    match rule {
        Some(rule) => Err(SystemError::NotIndependent {
            article: rule.legal.citation(),
        }),
        None => Ok(()),
    }
}

/// Begins a dossier.
pub async fn open(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    draft: &Draft,
) -> Result<Detail, SystemError> {
    let name = rules::line("appraiser_name", &draft.appraiser_name, false)?;
    let note = rules::note(&draft.note)?;
    LawBook::current().regime(&draft.regime)?;
    let (change, row) = service::begin(access, actor, system).await?;
    check_level(&row, draft)?;
    check_independence(&row, &draft.regime, draft.appraiser, change.today())?;
    let others = store::dossier::of_system(change.tx(), system).await?;
    if others.iter().any(|d| is_open(state(d))) {
        return Err(SystemError::DossierOpen);
    }
    let assessment = store::register::last_assessment(change.tx(), system).await?;
    let dossier = level_dossier::Model {
        id: Uuid::now_v7(),
        system_id: system,
        agency_id: row.agency_id,
        regime: draft.regime.clone(),
        level: i32::from(draft.level),
        reason: draft.reason.as_str().to_owned(),
        state: DossierState::Draft.as_str().to_owned(),
        assessment_id: assessment.map(|a| a.id),
        appraiser_id: draft.appraiser.map(AgencyId::uuid),
        appraiser_name: name,
        sent_on: None,
        reply_due: None,
        complete_on: None,
        appraise_due: None,
        appraised_on: None,
        appraisal: String::new(),
        approve_due: None,
        approved_on: None,
        decision_number: String::new(),
        decision_by: String::new(),
        decision_file: None,
        note,
        created_by: change.actor().name.clone(),
        created_at: change.now(),
        version: 1,
    };
    store::dossier::insert_one(change.tx(), dossier.clone()).await?;
    stand(&change, row, &dossier).await?;
    step(&change, dossier.id, "created", &dossier.note).await?;
    let detail = json!({ "dossier": dossier.id, "level": dossier.level, "regime": dossier.regime,
        "reason": dossier.reason });
    change.commit(detail).await?;
    read(access, actor, dossier.id).await
}

/// Records a level that was approved before the register was kept here; not by whoever keeps the record alone, since
/// it counts like an approval.
pub async fn record(
    access: &Access,
    actor: &Actor,
    files: &Files,
    system: Uuid,
    regime: &str,
    level: u8,
    decision: Decision,
) -> Result<Detail, SystemError> {
    if !(1..=5).contains(&level) {
        return Err(rules::invalid("level", "out_of_range"));
    }
    LawBook::current().regime(regime)?;
    let number = rules::line("number", &decision.number, true)?;
    let by = rules::line("by", &decision.by, true)?;
    let (change, row) = service::begin_as(access, actor, action::SYSTEM_RECORD, system).await?;
    if decision.on > change.today() {
        return Err(rules::invalid("on", "in_the_future"));
    }
    let others = store::dossier::of_system(change.tx(), system).await?;
    if row.decided_on.is_some() || others.iter().any(|d| is_open(state(d))) {
        return Err(SystemError::DossierOpen);
    }
    let mut dossier = level_dossier::Model {
        id: Uuid::now_v7(),
        system_id: system,
        agency_id: row.agency_id,
        regime: regime.to_owned(),
        level: i32::from(level),
        reason: Reason::Recorded.as_str().to_owned(),
        state: DossierState::Approved.as_str().to_owned(),
        assessment_id: None,
        appraiser_id: None,
        appraiser_name: String::new(),
        sent_on: None,
        reply_due: None,
        complete_on: None,
        appraise_due: None,
        appraised_on: None,
        appraisal: String::new(),
        approve_due: None,
        approved_on: Some(decision.on),
        decision_number: number,
        decision_by: by,
        decision_file: None,
        note: String::new(),
        created_by: change.actor().name.clone(),
        created_at: change.now(),
        version: 1,
    };
    dossier.decision_file = keep(&change, files, dossier.id, decision.file).await?;
    store::dossier::insert_one(change.tx(), dossier.clone()).await?;
    decided(&change, row, &dossier).await?;
    step(&change, dossier.id, "recorded", &dossier.decision_number).await?;
    let detail =
        json!({ "dossier": dossier.id, "recorded": dossier.decision_number, "level": dossier.level });
    change.commit(detail).await?;
    read(access, actor, dossier.id).await
}

/// Puts a document of the dossier in its place; a later file takes the place of an earlier one.
pub async fn file(
    access: &Access,
    actor: &Actor,
    files: &Files,
    id: Uuid,
    code: &str,
    upload: Upload,
) -> Result<Detail, SystemError> {
    let (change, row, _) = begin(access, actor, action::SYSTEM_CHANGE, id, None).await?;
    expect(
        &row,
        &[DossierState::Draft, DossierState::Returned, DossierState::Sent],
    )?;
    if !documents(&row, change.today()).iter().any(|d| d.body.id == code) {
        return Err(rules::invalid("code", "unknown"));
    }
    let name = upload.name.clone();
    let Some(file) = keep(&change, files, id, Some(upload)).await? else {
        return Err(rules::invalid("file", "required"));
    };
    let document = dossier_document::Model {
        id: Uuid::now_v7(),
        dossier_id: id,
        code: code.to_owned(),
        file_id: file,
        filed_by: change.actor().name.clone(),
        filed_at: change.now(),
    };
    store::dossier::set_document(change.tx(), document).await?;
    step(&change, id, "filed", &format!("{code}: {name}")).await?;
    change.commit(json!({ "document": code, "file": file })).await?;
    read(access, actor, id).await
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
    let on = not_later(&change, "on", on)?;
    check_independence(&system, &row.regime, row.appraiser_id.map(AgencyId), on)?;
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
    row.reply_due = due(
        &row,
        system.listed_since.is_some(),
        StepKind::CompletenessReply,
        on,
    )?;
    row.complete_on = None;
    row.appraise_due = None;
    put(change, row, system, "sent", "").await?;
    read(access, actor, id).await
}

/// The receiver sends it back to be completed.
pub async fn send_back(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    why: &str,
) -> Result<Detail, SystemError> {
    let why = rules::note(why)?;
    if why.is_empty() {
        return Err(rules::invalid("note", "required"));
    }
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_APPRAISE, id, Some(seen)).await?;
    expect(&row, &[DossierState::Sent, DossierState::Appraised])?;
    row.state = DossierState::Returned.as_str().to_owned();
    // It begins anew: days of the way before would be read as those of the next.
    row.reply_due = None;
    row.complete_on = None;
    row.appraise_due = None;
    row.appraised_on = None;
    row.appraisal.clear();
    row.approve_due = None;
    put(change, row, system, "returned", &why).await?;
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
    expect(&row, &[DossierState::Sent])?;
    let on = not_later(&change, "on", on)?;
    if row.sent_on.is_some_and(|sent| on < sent) {
        return Err(rules::invalid("on", "before_sent"));
    }
    row.complete_on = Some(on);
    row.appraise_due = due(&row, system.listed_since.is_some(), StepKind::Appraise, on)?;
    put(change, row, system, "accepted", "").await?;
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
    expect(&row, &[DossierState::Sent])?;
    let on = not_later(&change, "on", on)?;
    check_independence(&system, &row.regime, row.appraiser_id.map(AgencyId), on)?;
    let Some(complete) = row.complete_on else {
        return Err(SystemError::NotAccepted);
    };
    if on < complete {
        return Err(rules::invalid("on", "before_complete"));
    }
    row.state = DossierState::Appraised.as_str().to_owned();
    row.appraised_on = Some(on);
    row.appraisal = opinion.clone();
    row.approve_due = approval_due(&row, system.listed_since.is_some(), on)?;
    put(change, row, system, "appraised", &opinion).await?;
    read(access, actor, id).await
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
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_APPROVE, id, Some(seen)).await?;
    expect(&row, &[DossierState::Appraised])?;
    let on = not_later(&change, "on", Some(decision.on))?;
    if row.appraised_on.is_some_and(|day| on < day) {
        return Err(rules::invalid("on", "before_appraised"));
    }
    let known = gates::Known::of(
        store::register::profile(change.tx(), system.id).await?.0,
        &store::register::records(change.tx(), system.id).await?,
    );
    if let Some(gate) = gates::open(&row, &known, StepKind::Approve, on).first() {
        return Err(SystemError::Gate {
            text: gate.body.text.clone(),
            article: gate.legal.citation(),
        });
    }
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
    step(&change, id, "approved", &row.decision_number).await?;
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
    put(change, row, system, "dropped", &why).await?;
    read(access, actor, id).await
}

/// One dossier.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Detail, SystemError> {
    let db = access.db().reader();
    let dossier = store::dossier::find(db, id).await?;
    access.check(
        actor,
        action::SYSTEM_READ,
        &resource(&dossier, action::SYSTEM_READ),
    )?;
    Ok(Detail {
        system: store::find(db, dossier.system_id).await?,
        steps: store::dossier::steps(db, id).await?,
        documents: store::dossier::documents(db, id).await?,
        dossier,
    })
}

/// Dossiers of a system, the newest first.
pub async fn of_system(
    access: &Access,
    actor: &Actor,
    system: Uuid,
) -> Result<Vec<level_dossier::Model>, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &service::resource(&row))?;
    Ok(store::dossier::of_system(db, system).await?)
}

/// Open dossiers within reach or to be appraised there, the next due first.
pub async fn queue(access: &Access, actor: &Actor) -> Result<Vec<level_dossier::Model>, SystemError> {
    let reach = service::reach(access, actor)?;
    let appraises = access.reach(actor, action::SYSTEM_APPRAISE);
    Ok(store::dossier::open_ones(access.db().reader(), &reach, &appraises).await?)
}

async fn begin(
    access: &Access,
    actor: &Actor,
    action: Action,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(Change, level_dossier::Model, information_system::Model), SystemError> {
    let row = store::dossier::find(access.db().reader(), id).await?;
    let change = access.begin(actor, action, resource(&row, action)).await?;
    let row = store::dossier::find(change.tx(), id).await?;
    change.check(action, &resource(&row, action))?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(SystemError::Changed);
    }
    let system = store::find(change.tx(), row.system_id).await?;
    Ok((change, row, system))
}

/// The day of a step: today where nothing is said, never a day that has not come.
fn not_later(change: &Change, field: &'static str, on: Option<NaiveDate>) -> Result<NaiveDate, SystemError> {
    let on = on.unwrap_or_else(|| change.today());
    if on > change.today() {
        return Err(rules::invalid(field, "in_the_future"));
    }
    Ok(on)
}

async fn put(
    change: Change,
    mut row: level_dossier::Model,
    system: information_system::Model,
    word: &'static str,
    note: &str,
) -> Result<(), SystemError> {
    row.version += 1;
    if !store::dossier::save(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    stand(&change, system, &row).await?;
    step(&change, row.id, word, note).await?;
    change
        .commit(json!({ "dossier": row.id, "step": word, "state": row.state, "note": note }))
        .await?;
    Ok(())
}

async fn step(change: &Change, dossier: Uuid, word: &'static str, note: &str) -> Result<(), SystemError> {
    let row = dossier_step::Model {
        id: Uuid::now_v7(),
        dossier_id: dossier,
        at: change.now(),
        step: word.to_owned(),
        by_name: change.actor().name.clone(),
        note: note.to_owned(),
    };
    Ok(store::dossier::add_step(change.tx(), row).await?)
}

async fn keep(
    change: &Change,
    files: &Files,
    dossier: Uuid,
    upload: Option<Upload>,
) -> Result<Option<Uuid>, SystemError> {
    service::keep(change, files, FILES, dossier, upload).await
}

/// Shows on the system how its open dossier stands; an approved level stays until another is approved.
async fn stand(
    change: &Change,
    mut system: information_system::Model,
    dossier: &level_dossier::Model,
) -> Result<(), SystemError> {
    let shown = match state(dossier) {
        _ if system.decided_on.is_some() => DossierState::Approved,
        DossierState::Dropped => DossierState::None,
        state => state,
    };
    system.dossier = shown.as_str().to_owned();
    save(change.tx(), system).await
}

/// The level of a system is what was decided.
async fn decided(
    change: &Change,
    mut system: information_system::Model,
    dossier: &level_dossier::Model,
) -> Result<(), SystemError> {
    system.level = dossier.level;
    system.regime = Some(dossier.regime.clone());
    system.decided_on = dossier.approved_on;
    system.dossier = DossierState::Approved.as_str().to_owned();
    save(change.tx(), system).await
}

async fn save(tx: &Tx, mut system: information_system::Model) -> Result<(), SystemError> {
    system.version += 1;
    if store::save(tx, system).await? {
        Ok(())
    } else {
        Err(SystemError::Changed)
    }
}
