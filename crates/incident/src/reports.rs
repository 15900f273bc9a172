//! Notices and reports of a case: drafted from it, corrected by people, issued with a number, kept as files. What a
//! person wrote stays when a draft is filled anew; an issued report never changes, a wrong one is withdrawn with its
//! reason. A report of a drill is numbered within the drill and never from the register.

mod issue;
mod material;

pub use issue::{Issue, attach_signed, file, issue, signed, withdraw};

use crate::{
    IncidentError,
    case::{self, Cases},
    entity::case::{incident, incident_report},
    error::invalid,
    forms::{self, Value, Values},
    model::{EntryKind, ReportState, Side},
    rules, sight, store, timeline, withheld,
};
use async_trait::async_trait;
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Change};
use coloa_base::AgencyId;
use coloa_law::{
    LawBook, OrganKind,
    book::Row,
    dossier::{Field, Form},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Kind of the records that files of reports belong to.
pub const FILES: &str = "incident_report";

/// What is kept of a report beside its row; stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub values: Values,
    /// Keys of the fields that a person wrote.
    pub edited: BTreeSet<String>,
    /// The agency that issues it.
    pub issuer: Uuid,
    /// Why it was withdrawn.
    pub reason: String,
}

/// A report with its form.
#[derive(Clone, Debug)]
pub struct Detail {
    pub incident: incident::Model,
    pub report: incident_report::Model,
    pub content: Content,
    /// `None`: the law has no such form any more.
    pub form: Option<&'static Row<Form>>,
}

impl Detail {
    /// Labels of the fields that are empty.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let fields: &'static [Field] = self.form.map_or(&[], |f| f.body.fields.as_slice());
        let empty = |f: &&Field| self.content.values.get(&f.key).is_none_or(Value::is_empty);
        fields.iter().filter(empty).map(|f| f.label.as_str()).collect()
    }
}

/// What a person writes into a draft.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Fields that are not named stay as they are.
    pub values: Values,
    /// Receivers, a line each; `None`: as they are.
    pub recipients: Option<String>,
}

/// What a report is printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Docx,
    Pdf,
}

/// All that a report prints.
#[derive(Clone, Debug)]
pub struct Paper {
    pub form: &'static Row<Form>,
    pub values: Values,
    pub issuer: AgencyId,
    /// Code of the case.
    pub code: String,
    pub recipients: Vec<String>,
    /// `None`: a draft.
    pub number: Option<u32>,
    pub date: Option<NaiveDate>,
    pub today: NaiveDate,
    pub level: u8,
    /// Of a drill: says so on every page.
    pub drill: bool,
    /// Of a restricted case: for inner use.
    pub internal: bool,
}

/// How the issuing agency numbers the document.
#[derive(Clone, Debug)]
pub struct Numbering {
    pub organ: OrganKind,
    /// Type of the document, see [`coloa_law::document_type`].
    pub type_code: String,
    pub subject: String,
    /// What stands behind the number.
    pub symbol: String,
    pub unit: Option<String>,
}

/// Who knows the layout of official documents; given by the edge, since that area stands above this one.
#[async_trait]
pub trait Printer: Send + Sync {
    /// How this paper is numbered.
    async fn numbering(&self, paper: &Paper) -> Result<Numbering, IncidentError>;
    /// The file.
    async fn print(&self, paper: &Paper, format: Format) -> Result<Vec<u8>, IncidentError>;
}

/// A form that a case may need, with the duties that ask for it.
#[derive(Clone, Debug)]
pub struct Offered {
    pub form: &'static Row<Form>,
    /// Ids of the duties of clocks of this case that name it.
    pub duties: Vec<String>,
}

pub(crate) fn state(row: &incident_report::Model) -> ReportState {
    ReportState::parse(&row.state).unwrap_or(ReportState::Withdrawn)
}

fn content(row: &incident_report::Model) -> Result<Content, IncidentError> {
    serde_json::from_str(&row.content).map_err(IncidentError::json)
}

fn written(content: &Content) -> Result<String, IncidentError> {
    serde_json::to_string(content).map_err(IncidentError::json)
}

fn form(id: &str, day: NaiveDate) -> Option<&'static Row<Form>> {
    forms::find(LawBook::current(), id, day)
}

fn expect(row: &incident_report::Model, wanted: ReportState) -> Result<(), IncidentError> {
    let state = state(row);
    if state == wanted {
        Ok(())
    } else {
        Err(IncidentError::State {
            state: state.as_str(),
        })
    }
}

fn detail(
    incident: incident::Model,
    report: incident_report::Model,
    day: NaiveDate,
) -> Result<Detail, IncidentError> {
    let (report, incident) = withheld::with_case(report, incident);
    Ok(Detail {
        content: content(&report)?,
        form: form(&report.form, day),
        incident,
        report,
    })
}

/// Forms that a case may need: those that its duties ask for first.
pub async fn offered(access: &Access, actor: &Actor, id: Uuid) -> Result<Vec<Offered>, IncidentError> {
    let row = sight::read(access, actor, id).await?;
    let clocks = store::clock::clocks(access.db().reader(), row.id).await?;
    let book = LawBook::current();
    let mut all: Vec<Offered> = forms::offered(book, access.clock().today())
        .into_iter()
        .map(|form| {
            let duties: BTreeSet<&str> = book
                .duties
                .iter()
                .filter(|d| d.body.form.as_deref() == Some(form.body.id.as_str()))
                .filter(|d| clocks.iter().any(|c| c.duty == d.body.id && c.void_at.is_none()))
                .map(|d| d.body.id.as_str())
                .collect();
            Offered {
                form,
                duties: duties.into_iter().map(str::to_owned).collect(),
            }
        })
        .collect();
    all.sort_by_key(|o| o.duties.is_empty());
    Ok(all)
}

/// Reports of a case, oldest first.
pub async fn of_case(
    access: &Access,
    actor: &Actor,
    id: Uuid,
) -> Result<Vec<incident_report::Model>, IncidentError> {
    let row = sight::read(access, actor, id).await?;
    Ok(store::report::of_case(access.db().reader(), row.id).await?)
}

/// One report.
pub async fn read(access: &Access, actor: &Actor, id: Uuid, report: Uuid) -> Result<Detail, IncidentError> {
    let row = sight::read(access, actor, id).await?;
    sight::takes_content(&row)?;
    let report = store::report::find(access.db().reader(), id, report).await?;
    detail(row, report, access.clock().today())
}

/// A change of a draft, with what stands. `seen`: the version of the report that the person looked at.
async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    report: Uuid,
    seen: i32,
) -> Result<(Change, incident::Model, incident_report::Model, Side), IncidentError> {
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    let report = store::report::find(change.tx(), id, report).await?;
    if report.version != seen {
        return Err(IncidentError::Changed);
    }
    Ok((change, row, report, side))
}

async fn save(change: &Change, row: &mut incident_report::Model) -> Result<(), IncidentError> {
    row.version += 1;
    if store::report::save(change.tx(), row.clone()).await? {
        Ok(())
    } else {
        Err(IncidentError::Changed)
    }
}

/// Drafts a report from the case. `issuer`: the agency that issues it; `None`: the one that the form means.
pub async fn create(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    form: &str,
    issuer: Option<AgencyId>,
) -> Result<Detail, IncidentError> {
    let access = &cases.access;
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    sight::takes_content(&row)?;
    case::open(&row)?;
    let offered = forms::offered(LawBook::current(), change.today());
    let Some(form) = offered.into_iter().find(|f| f.body.id == form) else {
        return Err(invalid("form", "unknown"));
    };
    let issuer = material::issuer(access, actor, &row, &form.body.id, issuer).await?;
    let before = store::report::of_case(change.tx(), id).await?;
    let place = before
        .iter()
        .filter(|r| r.form == form.body.id)
        .map(|r| r.place)
        .max();
    let mut report = incident_report::Model {
        id: Uuid::now_v7(),
        incident_id: id,
        form: form.body.id.clone(),
        place: place.unwrap_or_default() + 1,
        state: ReportState::Draft.as_str().to_owned(),
        content: String::new(),
        recipients: String::new(),
        number: String::new(),
        issued_on: None,
        issued_by: String::new(),
        file_id: None,
        signed_file: None,
        created_by: change.actor().name.clone(),
        created_at: change.now(),
        version: 1,
    };
    let known = material::collect(access, change.tx(), &row, &report, issuer, change.now()).await?;
    let content = Content {
        values: forms::fill(&form.body, &known).values,
        issuer: issuer.uuid(),
        ..Content::default()
    };
    report.content = written(&content)?;
    report.recipients = material::recipients(change.tx(), &known, &form.body.id, change.today())
        .await?
        .join("\n");
    store::report::insert_one(change.tx(), report.clone()).await?;
    let line = json!({ "drafted": form.body.id, "report": report.id, "place": report.place });
    timeline::add(&change, id, side, EntryKind::Report, line.clone()).await?;
    let today = change.today();
    timeline::commit(change, &row, line).await?;
    detail(row, report, today)
}

/// Corrects a draft: what is named here is the person's from now on.
pub async fn edit(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    report: Uuid,
    seen: i32,
    edit: &Edit,
) -> Result<Detail, IncidentError> {
    let (change, row, mut report, _) = begin(access, actor, id, report, seen).await?;
    sight::takes_content(&row)?;
    expect(&report, ReportState::Draft)?;
    let form = form(&report.form, change.today()).ok_or_else(|| invalid("form", "unknown"))?;
    let mut content = content(&report)?;
    let mut touched = Vec::new();
    for (key, value) in &edit.values {
        let field = form.body.fields.iter().find(|f| &f.key == key);
        let field = field.ok_or_else(|| invalid("content", "unknown_field"))?;
        let value = cleaned(value)?;
        if !forms::fits(field, &value) {
            return Err(invalid("content", "malformed"));
        }
        let stands = content.values.get(key);
        if stands == Some(&value) || (stands.is_none() && value.is_empty()) {
            continue;
        }
        touched.push(key.clone());
        content.edited.insert(key.clone());
        if value.is_empty() {
            content.values.remove(key);
        } else {
            content.values.insert(key.clone(), value);
        }
    }
    report.content = written(&content)?;
    if let Some(recipients) = &edit.recipients {
        report.recipients = rules::text("recipients", recipients, false)?;
    }
    save(&change, &mut report).await?;
    let today = change.today();
    timeline::commit(change, &row, json!({ "report": report.id, "fields": touched })).await?;
    detail(row, report, today)
}

/// Text as it is kept, within the measure of all texts.
fn cleaned(value: &Value) -> Result<Value, IncidentError> {
    Ok(match value {
        Value::Text(text) => Value::Text(rules::text("content", text, false)?),
        Value::Rows(rows) if rows.len() > MAX_ROWS => return Err(invalid("content", "too_long")),
        Value::Rows(rows) => {
            let cell = |cell: &String| rules::text("content", cell, false);
            let row = |row: &Vec<String>| row.iter().map(cell).collect::<Result<Vec<_>, _>>();
            Value::Rows(rows.iter().map(row).collect::<Result<_, _>>()?)
        }
    })
}

/// Rows of one table of a report.
const MAX_ROWS: usize = 500;

/// Fills a draft anew from the case; fields that a person wrote stay.
pub async fn refill(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    report: Uuid,
    seen: i32,
) -> Result<Detail, IncidentError> {
    let (change, row, mut report, _) = begin(access, actor, id, report, seen).await?;
    sight::takes_content(&row)?;
    expect(&report, ReportState::Draft)?;
    let form = form(&report.form, change.today()).ok_or_else(|| invalid("form", "unknown"))?;
    let mut content = content(&report)?;
    let issuer = AgencyId(content.issuer);
    let known = material::collect(access, change.tx(), &row, &report, issuer, change.now()).await?;
    let mut fresh = forms::fill(&form.body, &known).values;
    fresh.retain(|key, _| !content.edited.contains(key));
    content.values.retain(|key, _| content.edited.contains(key));
    content.values.append(&mut fresh);
    report.content = written(&content)?;
    save(&change, &mut report).await?;
    let today = change.today();
    timeline::commit(change, &row, json!({ "report": report.id, "refilled": true })).await?;
    detail(row, report, today)
}
