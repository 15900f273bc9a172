//! What is sent of incidents.

use super::facts::{IncidentAccount, IncidentFacts};
use crate::{
    App,
    extract::Versioned,
    problem::{ApiError, ApiResult},
};
use chrono::{DateTime, Utc};
use coloa_auth::{Action, Actor, action};
use coloa_base::{AgencyId, clock::vn_date};
use coloa_incident::{
    bodies::{Bodies, Body},
    case::{self, Detail},
    clock, clocks,
    entity::case::{
        clock_change, incident::Model as Incident, incident_clock, incident_entry, incident_indicator,
        incident_link, incident_member, incident_task,
    },
    links,
    model::Side,
    rules, sight, steps,
};
use coloa_law::{LawBook, incident::Term};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
pub struct IncidentInfo {
    pub id: Uuid,
    /// `SC-2026-0001`; of a drill `DT-2026-0001`.
    pub code: String,
    pub title: String,
    pub agency_id: Uuid,
    pub agency_name: String,
    pub system_id: Option<Uuid>,
    /// As it was called and what level it had when the case began; 0: not determined.
    pub system_name: String,
    pub system_level: i32,
    pub group_code: String,
    /// Code of a degree, the worst first: `M1` to `M4`.
    pub severity: String,
    /// `reported`, `handling`, `contained`, `recovered`, `ended`, `closed`, `dismissed`, `merged`.
    pub state: String,
    pub serious: bool,
    pub personal_data: bool,
    pub restricted: bool,
    pub state_secret: bool,
    /// `alert`, `hotline`, `agency`, `manual`, `import`, `drill`.
    pub origin: String,
    pub detected_at: DateTime<Utc>,
    pub reported_at: DateTime<Utc>,
    pub acknowledged_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub lead_id: Option<Uuid>,
    pub lead_name: String,
    /// The next term that is not met.
    pub next_due: Option<DateTime<Utc>>,
    pub overdue: bool,
    /// The drill it belongs to.
    pub drill_id: Option<Uuid>,
    pub version: i32,
}

/// How a test of the law classes a case.
#[derive(Serialize, ToSchema)]
pub struct IncidentClassInfo {
    /// Name of the class; null: it cannot be told yet.
    name: Option<String>,
    serious: Option<bool>,
    /// `level`, `listed`, `consequences`, `owner_controls`.
    missing: Vec<&'static str>,
    confirmed_by: String,
    article: String,
    source: String,
    certainty: &'static str,
}

/// A role or body of the law, and who holds it here.
#[derive(Clone, Serialize, ToSchema)]
pub struct BodyInfo {
    code: String,
    name: String,
    /// Name of whoever holds it, and how they are reached; null: nobody is entered in the network.
    holder: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

/// A change of a clock.
#[derive(Serialize, ToSchema)]
pub struct ClockChangeInfo {
    /// `started`, `moved`, `void`, `revived`.
    what: String,
    old_due: Option<DateTime<Utc>>,
    new_due: Option<DateTime<Utc>>,
    reason: String,
    by_name: String,
    at: DateTime<Utc>,
}

/// What the law wants told to one recipient.
#[derive(Serialize, ToSchema)]
pub struct IncidentClockInfo {
    id: Uuid,
    /// Id of the row of the law.
    duty: String,
    text: String,
    owed_by: Vec<BodyInfo>,
    owed_to: BodyInfo,
    article: String,
    source: String,
    certainty: &'static str,
    /// `detection`, `end`, `occurrence`, `receipt`.
    counted_from: String,
    /// `immediately`, `promptly`, `hours`, `days`.
    term: &'static str,
    number: Option<u32>,
    starts_at: DateTime<Utc>,
    /// Null: the law names no number. At once is counted as the installation sets it.
    due_at: Option<DateTime<Utc>>,
    /// `open`, `running`, `due_soon`, `overdue`, `met`, `met_late`, `void`.
    state: &'static str,
    met_at: Option<DateTime<Utc>>,
    met_by: String,
    proof: String,
    report_id: Option<Uuid>,
    /// Form of the law that it is told by.
    form: Option<String>,
    acknowledged_at: Option<DateTime<Utc>>,
    acknowledged_by: String,
    void_at: Option<DateTime<Utc>>,
    /// Oldest first.
    changes: Vec<ClockChangeInfo>,
    note: Option<String>,
    version: i32,
}

/// A line of the timeline.
#[derive(Serialize, ToSchema)]
pub struct IncidentEntryInfo {
    id: Uuid,
    at: DateTime<Utc>,
    written_at: DateTime<Utc>,
    /// `created`, `note`, `decision`, `step`, `class`, `clock`, `task`, `evidence`, `report`, `link`, `call`,
    /// `assistance`, `hand_over`, `inject`.
    kind: String,
    /// `centre`, `agency`.
    side: String,
    internal: bool,
    text: String,
    /// Parameters of what the product wrote.
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    detail: serde_json::Value,
    author_name: String,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentTaskInfo {
    id: Uuid,
    place: i32,
    /// `verify`, `contain`, `preserve`, `notify`, `eradicate`, `recover`, `review`.
    phase: String,
    title: String,
    text: String,
    /// `centre`, `agency`.
    side: String,
    assignee_id: Option<Uuid>,
    assignee_name: String,
    due_at: Option<DateTime<Utc>>,
    /// `open`, `done`, `skipped`.
    state: String,
    result: String,
    done_at: Option<DateTime<Utc>>,
    done_by: String,
    playbook: String,
    /// The duty of a plan that it became.
    plan_duty: Option<Uuid>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentIndicatorInfo {
    id: Uuid,
    /// `ip`, `domain`, `url`, `email`, `md5`, `sha1`, `sha256`, `other`.
    kind: String,
    value: String,
    note: String,
    /// `text`, `alert`, `import`, `manual`.
    source: String,
    added_by: String,
    added_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentLinkInfo {
    id: Uuid,
    /// `alert`, `search`, `system`, `plan_duty`, `incident`, `url`.
    kind: String,
    target: String,
    label: String,
    added_by: String,
    added_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentMemberInfo {
    person_id: Uuid,
    name: String,
    added_by: String,
    added_at: DateTime<Utc>,
}

/// A step of handling as the law has it.
#[derive(Serialize, ToSchema)]
pub struct LawStepInfo {
    /// `normal`, `serious`, `listed`.
    process: String,
    number: String,
    name: String,
    lead: Option<String>,
    text: Option<String>,
    article: String,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentDetail {
    incident: IncidentInfo,
    description: String,
    scenario: String,
    /// On the list of systems important to national security.
    listed: bool,
    /// A person's word on the class; null: as the law's test and the degree say.
    confirmed_serious: Option<bool>,
    reporter: String,
    origin_ref: String,
    playbook: String,
    merged_into: Option<Uuid>,
    occurred_at: Option<DateTime<Utc>>,
    data_known_at: Option<DateTime<Utc>>,
    contained_at: Option<DateTime<Utc>>,
    eradicated_at: Option<DateTime<Utc>>,
    recovered_at: Option<DateTime<Utc>>,
    created_by: String,
    /// The reader acts for the agency, else for the centre.
    agency_side: bool,
    /// `work`, `handle`, `issue`, `close`, `restrict`, `call_out`; `add`: notes, indicators, evidence and results of tasks,
    /// also for agencies that help.
    may: Vec<&'static str>,
    facts: IncidentFacts,
    account: IncidentAccount,
    classes: Vec<IncidentClassInfo>,
    clocks: Vec<IncidentClockInfo>,
    /// Oldest first.
    entries: Vec<IncidentEntryInfo>,
    tasks: Vec<IncidentTaskInfo>,
    indicators: Vec<IncidentIndicatorInfo>,
    links: Vec<IncidentLinkInfo>,
    members: Vec<IncidentMemberInfo>,
    /// Codes of what is missing before it may be closed.
    missing_for_close: Vec<String>,
    steps: Vec<LawStepInfo>,
}

pub(super) fn info(row: &Incident, names: &HashMap<AgencyId, String>, now: DateTime<Utc>) -> IncidentInfo {
    IncidentInfo {
        id: row.id,
        code: row.code.clone(),
        title: row.title.clone(),
        agency_id: row.agency_id,
        agency_name: names.get(&AgencyId(row.agency_id)).cloned().unwrap_or_default(),
        system_id: row.system_id,
        system_name: row.system_name.clone(),
        system_level: row.system_level,
        group_code: row.group_code.clone(),
        severity: row.severity.clone(),
        state: row.state.clone(),
        serious: row.serious,
        personal_data: row.personal_data,
        restricted: row.restricted,
        state_secret: row.state_secret,
        origin: row.origin.clone(),
        detected_at: row.detected_at,
        reported_at: row.reported_at,
        acknowledged_at: row.acknowledged_at,
        ended_at: row.ended_at,
        closed_at: row.closed_at,
        lead_id: row.lead_id,
        lead_name: row.lead_name.clone(),
        next_due: row.next_due,
        overdue: row.next_due.is_some_and(|due| due < now),
        drill_id: row.drill_id,
        version: row.version,
    }
}

/// Rows of a list.
pub(super) async fn infos(app: &App, rows: &[Incident]) -> ApiResult<Vec<IncidentInfo>> {
    let agencies: Vec<AgencyId> = rows.iter().map(|r| AgencyId(r.agency_id)).collect();
    let names = app.agency_names(&agencies).await?;
    let now = app.clock.now();
    Ok(rows.iter().map(|row| info(row, &names, now)).collect())
}

impl From<Body> for BodyInfo {
    fn from(body: Body) -> Self {
        Self {
            code: body.code,
            name: body.name,
            holder: body.holder,
            phone: body.phone,
            email: body.email,
        }
    }
}

fn clock_info(
    app: &App,
    row: incident_clock::Model,
    bodies: &Bodies,
    changes: &[clock_change::Model],
) -> IncidentClockInfo {
    let law = LawBook::current()
        .duty(&row.duty, bodies.day())
        .map(|row| (&row.body, &row.legal));
    let (term, number) = match law.map(|(duty, _)| duty.term) {
        Some(Term::Immediately) => ("immediately", None),
        Some(Term::Hours(hours)) => ("hours", Some(hours)),
        Some(Term::Days(days)) => ("days", Some(days)),
        Some(Term::Promptly) | None => ("promptly", None),
    };
    IncidentClockInfo {
        state: clock::state(&row, &app.cases.settings, app.clock.now()).as_str(),
        text: law.map(|(duty, _)| duty.text.clone()).unwrap_or_default(),
        owed_by: row
            .owed_by
            .split(',')
            .filter(|c| !c.is_empty())
            .map(|c| bodies.get(c).into())
            .collect(),
        owed_to: bodies.get(&row.owed_to).into(),
        article: law.map(|(_, legal)| legal.article.clone()).unwrap_or_default(),
        source: law.map(|(_, legal)| legal.source.clone()).unwrap_or_default(),
        certainty: law.map_or("unsure", |(_, legal)| {
            crate::routes::law::certainty(legal.certainty)
        }),
        counted_from: law.map(|(duty, _)| duty.counted_from.clone()).unwrap_or_default(),
        term,
        number,
        form: law.and_then(|(duty, _)| duty.form.clone()),
        note: law.and_then(|(duty, _)| duty.note.clone()),
        changes: changes
            .iter()
            .filter(|c| c.clock_id == row.id)
            .map(|c| ClockChangeInfo {
                what: c.what.clone(),
                old_due: c.old_due,
                new_due: c.new_due,
                reason: c.reason.clone(),
                by_name: c.by_name.clone(),
                at: c.at,
            })
            .collect(),
        id: row.id,
        duty: row.duty,
        starts_at: row.starts_at,
        due_at: row.due_at,
        met_at: row.met_at,
        met_by: row.met_by,
        proof: row.proof,
        report_id: row.report_id,
        acknowledged_at: row.acknowledged_at,
        acknowledged_by: row.acknowledged_by,
        void_at: row.void_at,
        version: row.version,
    }
}

fn entry_info(row: incident_entry::Model) -> IncidentEntryInfo {
    IncidentEntryInfo {
        id: row.id,
        at: row.at,
        written_at: row.written_at,
        kind: row.kind,
        side: row.side,
        internal: row.internal,
        text: row.text,
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        author_name: row.author_name,
    }
}

fn task_info(row: incident_task::Model) -> IncidentTaskInfo {
    IncidentTaskInfo {
        id: row.id,
        place: row.place,
        phase: row.phase,
        title: row.title,
        text: row.text,
        side: row.side,
        assignee_id: row.assignee_id,
        assignee_name: row.assignee_name,
        due_at: row.due_at,
        state: row.state,
        result: row.result,
        done_at: row.done_at,
        done_by: row.done_by,
        playbook: row.playbook,
        plan_duty: row.plan_duty,
        version: row.version,
    }
}

fn indicator_info(row: incident_indicator::Model) -> IncidentIndicatorInfo {
    IncidentIndicatorInfo {
        id: row.id,
        kind: row.kind,
        value: row.value,
        note: row.note,
        source: row.source,
        added_by: row.added_by,
        added_at: row.added_at,
    }
}

fn link_info(row: incident_link::Model) -> IncidentLinkInfo {
    IncidentLinkInfo {
        id: row.id,
        kind: row.kind,
        target: row.target,
        label: row.label,
        added_by: row.added_by,
        added_at: row.added_at,
    }
}

fn member_info(row: incident_member::Model) -> IncidentMemberInfo {
    IncidentMemberInfo {
        person_id: row.person_id,
        name: row.name,
        added_by: row.added_by,
        added_at: row.added_at,
    }
}

/// What the reader may do in a case.
const MAY: [(&str, Action); 6] = [
    ("work", action::INCIDENT_WORK),
    ("handle", action::INCIDENT_HANDLE),
    ("issue", action::INCIDENT_ISSUE),
    ("close", action::INCIDENT_CLOSE),
    ("restrict", action::INCIDENT_RESTRICT),
    ("call_out", action::NETWORK_CALL_OUT),
];

fn classes(found: &Detail, day: chrono::NaiveDate) -> Vec<IncidentClassInfo> {
    LawBook::current()
        .incident_classes(&case::law_facts(&found.incident, &found.facts), day)
        .into_iter()
        .map(|class| IncidentClassInfo {
            name: class.name.map(str::to_owned),
            serious: class.serious,
            missing: class.missing,
            confirmed_by: class.confirmed_by.to_owned(),
            article: class.legal.article.clone(),
            source: class.legal.source.clone(),
            certainty: crate::routes::law::certainty(class.legal.certainty),
        })
        .collect()
}

/// The steps of the process that applies: of listed systems, of serious incidents, or of others.
fn law_steps(row: &Incident, day: chrono::NaiveDate) -> Vec<LawStepInfo> {
    let process = if row.listed {
        "listed"
    } else if row.serious {
        "serious"
    } else {
        "normal"
    };
    LawBook::current()
        .steps
        .iter()
        .filter(|s| s.body.process == process && s.legal.in_force(day))
        .map(|s| LawStepInfo {
            process: s.body.process.clone(),
            number: s.body.number.clone(),
            name: s.body.name.clone(),
            lead: s.body.lead.clone(),
            text: s.body.text.clone(),
            article: s.legal.citation(),
        })
        .collect()
}

/// A case with all that belongs to it.
pub(super) async fn detail(app: &App, actor: &Actor, id: Uuid) -> ApiResult<Versioned<IncidentDetail>> {
    let found = case::read(&app.access, actor, id).await?;
    let row = &found.incident;
    let version = row.version;
    let day = vn_date(row.detected_at);
    let changes = clocks::history(&app.access, row).await?;
    let (own, helped) = (
        sight::own_resource(row),
        sight::added_to(app.db.reader(), row).await?,
    );
    let adds = [action::INCIDENT_HANDLE, action::INCIDENT_WORK]
        .iter()
        .any(|action| app.access.may(actor, *action, &helped));
    let may = MAY
        .into_iter()
        .filter(|(_, action)| app.access.may(actor, *action, &own))
        .map(|(word, _)| word)
        .chain(adds.then_some("add"))
        .collect();
    let shown = infos(app, std::slice::from_ref(row))
        .await?
        .pop()
        .ok_or_else(|| ApiError::invalid("id", "unknown"))?;
    let bodies = Bodies::of(&app.access, &shown.agency_name, day).await?;
    Ok(Versioned(
        version,
        IncidentDetail {
            incident: shown,
            description: row.description.clone(),
            scenario: row.scenario.clone(),
            listed: row.listed,
            confirmed_serious: row.confirmed_serious,
            reporter: row.reporter.clone(),
            origin_ref: row.origin_ref.clone(),
            playbook: row.playbook.clone(),
            merged_into: row.merged_into,
            occurred_at: row.occurred_at,
            data_known_at: row.data_known_at,
            contained_at: row.contained_at,
            eradicated_at: row.eradicated_at,
            recovered_at: row.recovered_at,
            created_by: row.created_by.clone(),
            agency_side: found.side == Side::Agency,
            may,
            classes: classes(&found, day),
            missing_for_close: if rules::is_open(rules::stands(row)) {
                steps::missing(row, &found.account, &found.clocks, &found.tasks)
            } else {
                Vec::new()
            },
            steps: law_steps(row, day),
            indicators: found.indicators.into_iter().map(indicator_info).collect(),
            links: found.links.into_iter().map(link_info).collect(),
            members: links::members(&app.access, id)
                .await?
                .into_iter()
                .map(member_info)
                .collect(),
            clocks: found
                .clocks
                .into_iter()
                .map(|clock| clock_info(app, clock, &bodies, &changes))
                .collect(),
            entries: found.entries.into_iter().map(entry_info).collect(),
            tasks: found.tasks.into_iter().map(task_info).collect(),
            facts: found.facts.into(),
            account: found.account.into(),
        },
    ))
}
