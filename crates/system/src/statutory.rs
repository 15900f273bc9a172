//! The yearly table on the protection of information systems (Decree 331/2026, Articles 35 and 36, form 08): its
//! counters and one row a system. Columns and their words are the law's; the days that it covers are those of the
//! statutory report.

use crate::{
    SystemError,
    entity::{information_system, level_dossier},
    model::{DossierState, Profile, RecordKind},
    service, store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor};
use coloa_base::{AgencyId, clock};
use coloa_law::{LawBook, calendar::statutory_reports};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Id of the form.
const FORM: &str = "r331-08";
/// Id of the statutory report that sends it: it says which days the data cover.
const REPORT: &str = "r331-owner-to-mps";
const TABLE_PART: &str = "Bảng hệ thống thông tin";

/// Counters of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub total: usize,
    pub classified: usize,
    /// A dossier was drawn up.
    pub drafted: usize,
    pub appraised: usize,
    pub approved: usize,
    /// Approved, and assessed periodically.
    pub approved_inspected: usize,
}

/// The table of a year.
#[derive(Clone, Debug)]
pub struct Table {
    pub year: i32,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub counters: Counters,
    /// Cells in the order of [`heads`].
    pub rows: Vec<Vec<String>>,
}

/// Key and label of each column, as the form has them.
#[must_use]
pub fn heads() -> Vec<(String, String)> {
    LawBook::current()
        .forms
        .iter()
        .find(|f| f.body.id == FORM)
        .map(|form| {
            form.body
                .fields
                .iter()
                .filter(|f| f.part.as_deref() == Some(TABLE_PART))
                .map(|f| (f.key.clone(), f.label.clone()))
                .collect()
        })
        .unwrap_or_default()
}

/// Label and number of each counter, as the form has them.
#[must_use]
pub fn counters(table: &Table) -> Vec<(String, String)> {
    let c = &table.counters;
    let number = |key: &str| match key {
        "total" => Some(c.total),
        "classified" => Some(c.classified),
        "drafted" => Some(c.drafted),
        "appraised" => Some(c.appraised),
        "approved" => Some(c.approved),
        "approved_inspected" => Some(c.approved_inspected),
        _ => None,
    };
    LawBook::current()
        .forms
        .iter()
        .find(|f| f.body.id == FORM)
        .map(|form| {
            form.body
                .fields
                .iter()
                .filter(|f| f.part.as_deref() != Some(TABLE_PART))
                .map(|f| {
                    let shown = number(&f.key).map(|n| n.to_string()).unwrap_or_default();
                    (f.label.clone(), shown)
                })
                .collect()
        })
        .unwrap_or_default()
}

/// What stands above the table.
#[must_use]
pub fn title(table: &Table) -> String {
    let name = LawBook::current()
        .forms
        .iter()
        .find(|f| f.body.id == FORM)
        .map(|f| f.body.name.clone())
        .unwrap_or_default();
    format!(
        "{name} năm {} (số liệu từ {} đến {})",
        table.year,
        clock::vn_date_text(table.from),
        clock::vn_date_text(table.to)
    )
}

/// The days that the data of a year cover, by the statutory report of the form.
fn covers(year: i32) -> Result<(NaiveDate, NaiveDate), SystemError> {
    let report = statutory_reports()
        .iter()
        .find(|r| r.id == REPORT)
        .ok_or(SystemError::NotFound)?;
    let day = |of: Option<coloa_law::source::MonthDay>| of.and_then(|d| d.in_year(year));
    day(report.data_from)
        .zip(day(report.data_to))
        .ok_or(SystemError::NotFound)
}

/// The table of a year: systems in use within reach.
pub async fn table(
    access: &Access,
    actor: &Actor,
    year: i32,
    agency: Option<AgencyId>,
) -> Result<Table, SystemError> {
    let reach = service::reach(access, actor)?;
    let (from, to) = covers(year)?;
    let db = access.db().reader();
    let systems: Vec<_> = store::within(db, &reach)
        .await?
        .into_iter()
        .filter(|s| s.active && agency.is_none_or(|a| a.uuid() == s.agency_id))
        .collect();
    let ids: Vec<Uuid> = systems.iter().map(|s| s.id).collect();
    let said = store::register::profiles(db, &ids).await?;
    let mut dossiers: HashMap<Uuid, level_dossier::Model> = HashMap::new();
    for dossier in store::dossier::live(db, &reach).await? {
        // The one that counts: the approved one, else the latest.
        match dossiers.get(&dossier.system_id) {
            Some(known) if known.state == DossierState::Approved.as_str() => {}
            _ => {
                dossiers.insert(dossier.system_id, dossier);
            }
        }
    }
    let periodic = [
        RecordKind::SelfAssessment.as_str(),
        RecordKind::IndependentAssessment.as_str(),
    ];
    let before = [
        RecordKind::ConditionAssessment.as_str(),
        RecordKind::Acceptance.as_str(),
    ];
    let done = |kinds: Vec<(Uuid, String)>| kinds.into_iter().map(|(id, _)| id).collect::<HashSet<_>>();
    let periodic = done(store::register::recorded(db, &periodic).await?);
    let before = done(store::register::recorded(db, &before).await?);
    let agencies: Vec<AgencyId> = systems
        .iter()
        .flat_map(|s| [Some(s.agency_id), s.operator_id])
        .flatten()
        .map(AgencyId)
        .collect();
    let names = coloa_agency::names(access.db(), &agencies, access.clock().today()).await?;
    let nothing = Profile::default();
    let mut counters = Counters::default();
    let mut rows = Vec::with_capacity(systems.len());
    let keys: Vec<String> = heads().into_iter().map(|(key, _)| key).collect();
    for (number, system) in (1..).zip(&systems) {
        let dossier = dossiers.get(&system.id);
        counters.count(system, dossier, periodic.contains(&system.id));
        let line = Line {
            number,
            system,
            dossier,
            profile: said.get(&system.id).map_or(&nothing, |(profile, _)| profile),
            names: &names,
            periodic: periodic.contains(&system.id),
            before: before.contains(&system.id),
        };
        rows.push(keys.iter().map(|key| line.cell(key)).collect());
    }
    Ok(Table {
        year,
        from,
        to,
        counters,
        rows,
    })
}

impl Counters {
    fn count(
        &mut self,
        system: &information_system::Model,
        dossier: Option<&level_dossier::Model>,
        inspected: bool,
    ) {
        let state = dossier.and_then(|d| DossierState::parse(&d.state));
        let approved = state == Some(DossierState::Approved);
        self.total += 1;
        self.classified += usize::from(system.level > 0 || system.proposed_level > 0);
        self.drafted += usize::from(dossier.is_some());
        self.appraised += usize::from(approved || state == Some(DossierState::Appraised));
        self.approved += usize::from(approved);
        self.approved_inspected += usize::from(approved && inspected);
    }
}

/// One row of the table.
struct Line<'a> {
    number: usize,
    system: &'a information_system::Model,
    dossier: Option<&'a level_dossier::Model>,
    profile: &'a Profile,
    names: &'a HashMap<AgencyId, String>,
    periodic: bool,
    before: bool,
}

impl Line<'_> {
    fn cell(&self, key: &str) -> String {
        let (s, p) = (self.system, self.profile);
        let name = |id: Option<Uuid>| id.and_then(|id| self.names.get(&AgencyId(id)).cloned());
        let day = |day: Option<NaiveDate>| day.map(clock::vn_date_text).unwrap_or_default();
        match key {
            "row" => self.number.to_string(),
            "system_name" => s.name.clone(),
            "owner" => name(Some(s.agency_id)).unwrap_or_default(),
            "operator" => name(s.operator_id).unwrap_or_else(|| p.operator_name.clone()),
            "proposed_level" => match self.dossier.map_or(s.level.max(s.proposed_level), |d| d.level) {
                0 => String::new(),
                level => level.to_string(),
            },
            "approval_state" => self
                .dossier
                .map(|d| label("workflow_state", word(&d.state)))
                .unwrap_or_default(),
            "approval_decision" => self
                .dossier
                .filter(|d| d.state == DossierState::Approved.as_str())
                .map(|d| issued(&d.decision_number, d.approved_on, &d.decision_by))
                .unwrap_or_default(),
            "regulation" => issued(&p.regulation.number, p.regulation.on, &p.regulation.by),
            "approval_expected" => day(p.approval_expected),
            "plan_state" => p
                .plan_status
                .map(|s| label("plan_status", s.as_str()))
                .unwrap_or_default(),
            "plan_expected" => day(p.plan_expected),
            "inspected" => [("before_use", self.before), ("periodic", self.periodic)]
                .into_iter()
                .filter(|(_, done)| *done)
                .map(|(code, _)| label("inspected", code))
                .collect::<Vec<_>>()
                .join("; "),
            _ => String::new(),
        }
    }
}

/// The state of a dossier as the list of the law calls it.
fn word(state: &str) -> &str {
    match DossierState::parse(state) {
        Some(DossierState::Sent) => "submitted",
        _ => state,
    }
}

fn label(list: &str, code: &str) -> String {
    LawBook::current()
        .choices
        .iter()
        .find(|c| c.body.list == list && c.body.code == code)
        .map(|c| c.body.label.clone())
        .unwrap_or_default()
}

/// Number, day and organ of a document, as the form wants them in one cell.
fn issued(number: &str, on: Option<NaiveDate>, by: &str) -> String {
    let parts = [
        number.to_owned(),
        on.map(clock::vn_date_text).unwrap_or_default(),
        by.to_owned(),
    ];
    parts
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
