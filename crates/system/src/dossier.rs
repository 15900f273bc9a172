//! Dossiers: how a level is proposed, sent, appraised and approved, on the clock of the law.
//!
//! `draft → sent → (returned → sent) → appraised → approved`, or dropped. One dossier of a system is open at a time.
//! Terms come from the route of regime and level ([`LawBook::route`]); the term of an appraisal runs from the day the
//! full dossier was there. Nobody appraises what they operate; nothing is approved before the regulation is issued.
//! A level is lowered by a redetermination alone. Steps of a dossier that was begun are in [`steps`], what the law
//! does not let pass in [`checks`].

pub(crate) mod checks;
mod steps;

pub use checks::{approval, approvers};
pub use steps::{accept, appraise, approve, drop, is_addressed, send, send_back};

use crate::{
    SystemError,
    entity::{dossier_document, dossier_step, information_system, level_dossier},
    model::{DossierState, Reason},
    providers, rules,
    service::{self, Upload},
    store,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Access, Action, Actor, Change, Reach, Resource, action};
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
    /// Of one that was made before: where it is found, or why the level lies below what the criteria come to.
    pub note: String,
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

/// The next day of the law that a dossier waits for.
#[must_use]
pub fn next_due(row: &level_dossier::Model) -> Option<NaiveDate> {
    match DossierState::parse(&row.state)? {
        DossierState::Sent if row.complete_on.is_none() => row.reply_due,
        DossierState::Sent => row.appraise_due,
        DossierState::Appraised => row.approve_due,
        _ => None,
    }
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

/// Whether the specialised unit of a system operates it, too.
fn unit_operates(system: &information_system::Model) -> bool {
    system.unit_id.is_some() && system.unit_id == system.operator_id
}

/// The route of a dossier, as its system has it: on the national-security list, operated by the unit itself, of a kind
/// that the law leaves to another body. `None`: nothing of it is known.
pub fn route(
    row: &level_dossier::Model,
    system: Option<&information_system::Model>,
    on: NaiveDate,
) -> Result<Vec<StepOn<'static>>, SystemError> {
    let query = RouteQuery {
        regime: &row.regime,
        level: u8::try_from(row.level).unwrap_or_default(),
        listed: system.is_some_and(|s| s.listed_since.is_some()),
        unit_operates: system.is_some_and(unit_operates),
        day: on,
    };
    Ok(LawBook::current().route_of(query, system.and_then(|s| s.exempt.as_deref()))?)
}

/// When the approval is due: of the level, or of the plan where the level itself is approved with a list.
fn approval_due(
    row: &level_dossier::Model,
    system: &information_system::Model,
    from: NaiveDate,
) -> Result<Option<NaiveDate>, SystemError> {
    match due(row, system, StepKind::Approve, from)? {
        None => due(row, system, StepKind::ApprovePlan, from),
        day => Ok(day),
    }
}

/// When a step is due whose term runs from a day; `None`: the law sets no term.
fn due(
    row: &level_dossier::Model,
    system: &information_system::Model,
    kind: StepKind,
    from: NaiveDate,
) -> Result<Option<NaiveDate>, SystemError> {
    let steps = route(row, Some(system), from)?;
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

fn check_level(system: &information_system::Model, draft: &Draft, binding: i32) -> Result<(), SystemError> {
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
    checks::check_binding(level, binding, &draft.note)
}

/// Nobody appraises what they operate (Circular 12/2022, Article 6; Decree 331/2026, Article 18.4).
fn check_independence(
    system: &information_system::Model,
    regime: &str,
    appraiser: Option<AgencyId>,
    on: NaiveDate,
) -> Result<(), SystemError> {
    let same = appraiser.is_some() && appraiser.map(AgencyId::uuid) == system.operator_id;
    if same { own(regime, on) } else { Ok(()) }
}

/// [`check_independence`] of an appraiser that is known by its name alone.
async fn check_named(
    access: &Access,
    change: &Change,
    system: &information_system::Model,
    row: &level_dossier::Model,
) -> Result<(), SystemError> {
    if row.appraiser_id.is_some() || row.appraiser_name.is_empty() {
        return Ok(());
    }
    let today = change.today();
    let theirs = providers::operators(access, change.tx(), system, today).await?;
    if theirs.contains(&providers::telling(&row.appraiser_name)) {
        own(&row.regime, today)
    } else {
        Ok(())
    }
}

/// Whoever operates a system was to appraise it: refused, where the regime has the rule.
fn own(regime: &str, on: NaiveDate) -> Result<(), SystemError> {
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

/// A draft of which nothing is said but whose it is.
pub(crate) fn fresh(
    system: &information_system::Model,
    regime: &str,
    level: i32,
    by: &str,
    at: DateTime<Utc>,
) -> level_dossier::Model {
    level_dossier::Model {
        id: Uuid::now_v7(),
        system_id: system.id,
        agency_id: system.agency_id,
        regime: regime.to_owned(),
        level,
        reason: Reason::First.as_str().to_owned(),
        state: DossierState::Draft.as_str().to_owned(),
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
        approved_on: None,
        decision_number: String::new(),
        decision_by: String::new(),
        decision_file: None,
        note: String::new(),
        created_by: by.to_owned(),
        created_at: at,
        version: 1,
    }
}

/// A dossier that was approved before the register was kept here.
pub(crate) fn recorded(
    fresh: level_dossier::Model,
    number: String,
    on: NaiveDate,
    by: String,
) -> level_dossier::Model {
    level_dossier::Model {
        reason: Reason::Recorded.as_str().to_owned(),
        state: DossierState::Approved.as_str().to_owned(),
        approved_on: Some(on),
        decision_number: number,
        decision_by: by,
        ..fresh
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
    checks::check_regime(&row, &draft.regime, change.today())?;
    let assessed = store::register::assessments(change.tx(), system).await?;
    let binding = checks::bound(&assessed, &draft.regime, row.proposed_level);
    check_level(&row, draft, binding)?;
    check_independence(&row, &draft.regime, draft.appraiser, change.today())?;
    let others = store::dossier::of_system(change.tx(), system).await?;
    if others.iter().any(|d| is_open(state(d))) {
        return Err(SystemError::DossierOpen);
    }
    let assessment = assessed.into_iter().find(|a| a.regime == draft.regime);
    let dossier = level_dossier::Model {
        reason: draft.reason.as_str().to_owned(),
        assessment_id: assessment.map(|a| a.id),
        appraiser_id: draft.appraiser.map(AgencyId::uuid),
        appraiser_name: name,
        note,
        ..fresh(
            &row,
            &draft.regime,
            i32::from(draft.level),
            &change.actor().name,
            change.now(),
        )
    };
    checks::check_owner(&dossier, &row, change.today())?;
    check_named(access, &change, &row, &dossier).await?;
    store::dossier::insert_one(change.tx(), dossier.clone()).await?;
    stand(&change, row, &dossier).await?;
    step(&change, dossier.id, "created", &dossier.note, None).await?;
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
    let note = rules::note(&decision.note)?;
    let (change, row) = service::begin_as(access, actor, action::SYSTEM_RECORD, system).await?;
    if decision.on > change.today() {
        return Err(rules::invalid("on", "in_the_future"));
    }
    let others = store::dossier::of_system(change.tx(), system).await?;
    if row.decided_on.is_some() || others.iter().any(|d| is_open(state(d))) {
        return Err(SystemError::DossierOpen);
    }
    checks::check_recorded(&row, regime, decision.on, decision.file.is_some(), &note)?;
    let assessed = store::register::assessments(change.tx(), system).await?;
    let binding = checks::bound(&assessed, regime, row.proposed_level);
    checks::check_binding(i32::from(level), binding, &note)?;
    let by_whom = change.actor().name.clone();
    let mut dossier = recorded(
        fresh(&row, regime, i32::from(level), &by_whom, change.now()),
        number,
        decision.on,
        by,
    );
    dossier.note = note;
    dossier.decision_file = keep(&change, files, dossier.id, decision.file).await?;
    store::dossier::insert_one(change.tx(), dossier.clone()).await?;
    decided(&change, row, &dossier).await?;
    let on = dossier.approved_on;
    step(&change, dossier.id, "recorded", &dossier.decision_number, on).await?;
    let detail = json!({ "dossier": dossier.id, "recorded": dossier.decision_number, "level": dossier.level,
        "on": on, "why": dossier.note });
    change.commit(detail).await?;
    read(access, actor, dossier.id).await
}

/// Names another appraiser while the dossier is with its owner.
pub async fn address(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    appraiser: Option<AgencyId>,
    name: &str,
) -> Result<Detail, SystemError> {
    let name = rules::line("appraiser_name", name, false)?;
    if appraiser.is_none() && name.is_empty() {
        return Err(rules::invalid("appraiser", "required"));
    }
    let (change, mut row, system) = begin(access, actor, action::SYSTEM_CHANGE, id, Some(seen)).await?;
    expect(&row, &[DossierState::Draft, DossierState::Returned])?;
    check_independence(&system, &row.regime, appraiser, change.today())?;
    row.appraiser_id = appraiser.map(AgencyId::uuid);
    row.appraiser_name = name.clone();
    checks::check_owner(&row, &system, change.today())?;
    check_named(access, &change, &system, &row).await?;
    put(change, row, system, "addressed", &name, None).await?;
    read(access, actor, id).await
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
    let (change, mut row, _) = begin(access, actor, action::SYSTEM_CHANGE, id, None).await?;
    expect(
        &row,
        &[DossierState::Draft, DossierState::Returned, DossierState::Sent],
    )?;
    checks::check_open_to_files(&row)?;
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
    // Whoever looked before judges another dossier.
    row.version += 1;
    if !store::dossier::save(change.tx(), row).await? {
        return Err(SystemError::Changed);
    }
    step(&change, id, "filed", &format!("{code}: {name}"), None).await?;
    change.commit(json!({ "document": code, "file": file })).await?;
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

/// Open dossiers within reach or to be appraised or approved there, the next due first.
pub async fn queue(access: &Access, actor: &Actor) -> Result<Vec<level_dossier::Model>, SystemError> {
    let reach = service::reach(access, actor)?;
    Ok(store::dossier::open_ones(access.db().reader(), &reach, &judging(access, actor)).await?)
}

/// Of which units somebody judges the dossiers that are addressed to them.
pub(crate) fn judging(access: &Access, actor: &Actor) -> [Reach; 2] {
    [action::SYSTEM_APPRAISE, action::SYSTEM_APPROVE].map(|action| access.reach(actor, action))
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
    on: Option<NaiveDate>,
) -> Result<(), SystemError> {
    row.version += 1;
    if !store::dossier::save(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    stand(&change, system, &row).await?;
    step(&change, row.id, word, note, on).await?;
    change
        .commit(json!({ "dossier": row.id, "step": word, "state": row.state, "note": note, "on": on }))
        .await?;
    Ok(())
}

/// Notes a step; `on`: the day that it bears.
async fn step(
    change: &Change,
    dossier: Uuid,
    word: &'static str,
    note: &str,
    on: Option<NaiveDate>,
) -> Result<(), SystemError> {
    let row = dossier_step::Model {
        id: Uuid::now_v7(),
        dossier_id: dossier,
        at: change.now(),
        step: word.to_owned(),
        by_name: change.actor().name.clone(),
        note: note.to_owned(),
        on_day: on,
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
