//! Out of the house: number, files, clocks; and what comes after.

use super::{
    Content, Detail, FILES, Format, Numbering, Paper, Printer, content, detail, expect, form, save, state,
    written,
};
use crate::{
    IncidentError,
    case::{self, Cases},
    clocks::{self, Met},
    entity::case::{incident, incident_report},
    error::invalid,
    forms::{self, Value},
    model::{EntryKind, ReportState},
    rules, sight, store, timeline, withheld,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use coloa_auth::{Access, Actor, Change, Resource, action};
use coloa_base::{
    AgencyId, FileId, Handling, PersonId, RegisterEntryId,
    clock::{VN_OFFSET, vn_date},
};
use coloa_document::{
    DocumentError,
    register::{self, NewEntry, SeriesKey},
};
use coloa_law::{NumberParts, document_type, format_number};
use coloa_platform::files::{Files, NewFile};
use coloa_system::service::Upload;
use serde_json::json;
use uuid::Uuid;

/// How a report goes out.
#[derive(Clone, Debug, Default)]
pub struct Issue {
    /// `None`: today.
    pub issued_on: Option<NaiveDate>,
    /// Clocks of the case that it meets.
    pub clocks: Vec<Uuid>,
}

/// A number as it is printed, and the whole one.
struct Given {
    number: u32,
    symbol: String,
}

const MEDIA: [(Format, &str, &str); 2] = [
    (
        Format::Docx,
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (Format::Pdf, "pdf", "application/pdf"),
];

impl Format {
    /// Extension and media type.
    #[must_use]
    pub fn media(self) -> (&'static str, &'static str) {
        match self {
            Self::Docx => (MEDIA[0].1, MEDIA[0].2),
            Self::Pdf => (MEDIA[1].1, MEDIA[1].2),
        }
    }
}

fn paper(
    row: &incident::Model,
    report: &incident_report::Model,
    content: &Content,
    today: NaiveDate,
) -> Option<Paper> {
    Some(Paper {
        form: form(&report.form, today)?,
        values: content.values.clone(),
        issuer: AgencyId(content.issuer),
        code: row.code.clone(),
        recipients: report
            .recipients
            .lines()
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect(),
        number: None,
        date: None,
        today,
        level: u8::try_from(row.system_level).unwrap_or_default(),
        drill: row.drill_id.is_some(),
        internal: row.restricted,
    })
}

fn series(paper: &Paper, period: register::Period) -> SeriesKey {
    SeriesKey {
        issuer: paper.issuer,
        series: String::new(),
        period,
    }
}

/// `05/BC-UBND`, without the word before it.
fn printed(numbering: &Numbering, number: u32, day: NaiveDate) -> Result<(String, String), DocumentError> {
    let kind = document_type(numbering.organ, &numbering.type_code, day);
    let parts = NumberParts {
        number: Some(number),
        type_abbreviation: kind.and_then(|k| k.abbreviation.as_deref()),
        organ: &numbering.symbol,
        unit: numbering.unit.as_deref(),
    };
    let whole = format_number(numbering.organ, parts, day).map_err(DocumentError::Law)?;
    let bare = whole
        .split_once(' ')
        .map_or(whole.as_str(), |(_, rest)| rest)
        .trim()
        .to_owned();
    Ok((whole, bare))
}

/// The number that would be given next. Another report may take it meanwhile.
async fn next_number(
    access: &Access,
    row: &incident::Model,
    paper: &Paper,
    numbering: &Numbering,
    day: NaiveDate,
) -> Result<u32, IncidentError> {
    let db = access.db().reader();
    let last = match row.drill_id {
        Some(drill) => i64::try_from(store::report::numbered_in_drill(db, drill).await?).unwrap_or(i64::MAX),
        None => {
            let period = register::settled(db, paper.issuer, numbering.organ, day, None).await?;
            register::last_number(db, &series(paper, period)).await?
        }
    };
    Ok(u32::try_from(last.saturating_add(1)).unwrap_or(u32::MAX))
}

/// Takes a number: of a drill within the drill, else from the register of the issuing agency.
async fn take_number(
    change: &Change,
    row: &incident::Model,
    report: Uuid,
    paper: &Paper,
    numbering: &Numbering,
    day: NaiveDate,
) -> Result<Given, IncidentError> {
    if let Some(drill) = row.drill_id {
        store::lock_codes(change.tx()).await?;
        let taken = store::report::numbered_in_drill(change.tx(), drill).await?;
        let number = u32::try_from(taken + 1).unwrap_or(u32::MAX);
        let (_, symbol) = printed(numbering, number, day)?;
        return Ok(Given { number, symbol });
    }
    let period = register::settle(
        change.tx(),
        paper.issuer,
        numbering.organ,
        day,
        None,
        change.now(),
    )
    .await?;
    let entry = NewEntry {
        issued_on: day,
        type_code: numbering.type_code.clone(),
        subject: numbering.subject.clone(),
        document: Some(report),
        by: change.actor().person.unwrap_or(PersonId(Uuid::nil())),
        at: change.now(),
    };
    let symbol = |number: u32| printed(numbering, number, day).map(|(whole, _)| whole);
    let given = register::allocate(change.tx(), &series(paper, period), entry, symbol).await?;
    let number = u32::try_from(given.number).unwrap_or(u32::MAX);
    let (_, symbol) = printed(numbering, number, day)?;
    Ok(Given { number, symbol })
}

/// Both files of a paper.
async fn print(printer: &dyn Printer, paper: &Paper) -> Result<[Vec<u8>; 2], IncidentError> {
    Ok([
        printer.print(paper, Format::Docx).await?,
        printer.print(paper, Format::Pdf).await?,
    ])
}

/// Checks what a person gave: fields that the form asks for, and the day.
fn check(
    row: &incident::Model,
    paper: &Paper,
    day: NaiveDate,
    today: NaiveDate,
) -> Result<(), IncidentError> {
    let lacking = forms::lacking(paper.form, &paper.values);
    if !lacking.is_empty() {
        return Err(IncidentError::FieldsMissing {
            names: lacking.join("; "),
        });
    }
    if day > today {
        return Err(invalid("issued_on", "in_the_future"));
    }
    if day < vn_date(row.detected_at) {
        return Err(IncidentError::Contradiction {
            field: "issued_on",
            other: "detected_at",
        });
    }
    Ok(())
}

/// Says when the report was made, unless a person did.
fn dated(content: &mut Content, paper: &mut Paper, at: DateTime<Utc>) {
    for key in forms::MADE_AT {
        let asked = paper.form.body.fields.iter().any(|f| f.key == key);
        if asked && !content.edited.contains(key) {
            let value = Value::Text(forms::written(at));
            content.values.insert(key.to_owned(), value.clone());
            paper.values.insert(key.to_owned(), value);
        }
    }
}

/// When it went out: now, or at the end of an earlier day, since nobody said the hour.
fn went_out(day: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    let end = || day.and_hms_opt(23, 59, 0)?.and_local_timezone(VN_OFFSET).single();
    if day < vn_date(now) {
        end().map_or(now, |at| at.with_timezone(&Utc))
    } else {
        now
    }
}

/// Issues a draft: number, day, files, and the clocks that it meets.
pub async fn issue(
    access: &Access,
    actor: &Actor,
    files: &Files,
    printer: &dyn Printer,
    (id, report): (Uuid, Uuid),
    seen: i32,
    how: &Issue,
) -> Result<Detail, IncidentError> {
    let row = sight::read(access, actor, id).await?;
    let side = sight::side(access, actor, &row);
    access.check(actor, action::INCIDENT_ISSUE, &sight::own_resource(&row))?;
    let draft = store::report::find(access.db().reader(), id, report).await?;
    let now = access.clock().now();
    let (today, day) = (vn_date(now), how.issued_on.unwrap_or_else(|| vn_date(now)));
    let mut content = content(&draft)?;
    let mut paper = paper(&row, &draft, &content, today).ok_or_else(|| invalid("form", "unknown"))?;
    sight::takes_content(&row)?;
    expect(&draft, ReportState::Draft)?;
    let at = went_out(day, now);
    dated(&mut content, &mut paper, at);
    check(&row, &paper, day, today)?;
    let numbering = printer.numbering(&paper).await?;
    paper.date = Some(day);
    // Printed before the change begins: nobody waits for the typesetter.
    paper.number = Some(next_number(access, &row, &paper, &numbering, day).await?);
    let mut printed = print(printer, &paper).await?;

    let (change, mut row) = sight::begin(access, actor, action::INCIDENT_ISSUE, id, None).await?;
    sight::takes_content(&row)?;
    case::open(&row)?;
    // A number is taken in the name of the agency that issues it.
    change.check(
        action::INCIDENT_ISSUE,
        &Resource::of_agency("incident", id, paper.issuer),
    )?;
    let mut report = store::report::find(change.tx(), id, report).await?;
    if report.version != seen || draft.version != seen {
        return Err(IncidentError::Changed);
    }
    let given = take_number(&change, &row, report.id, &paper, &numbering, day).await?;
    if paper.number != Some(given.number)
        || paper.drill != row.drill_id.is_some()
        || paper.internal != row.restricted
    {
        paper.number = Some(given.number);
        paper.internal = row.restricted;
        printed = print(printer, &paper).await?;
    }
    report.file_id = keep(&change, files, &report, &paper, printed, &given).await?;
    report.state = ReportState::Issued.as_str().to_owned();
    report.number = given.symbol;
    report.issued_on = Some(day);
    report.issued_by = change.actor().name.clone();
    report.content = written(&content)?;
    save(&change, &mut report).await?;
    for clock in &how.clocks {
        let met = Met {
            at: Some(at),
            proof: report.number.clone(),
            report: Some(report.id),
        };
        clocks::meet_within(&change, &mut row, side, *clock, None, &met).await?;
    }
    store::case::set_next_due(change.tx(), id, row.next_due).await?;
    let line = json!({ "issued": report.form, "report": report.id, "number": report.number, "on": day, "clocks": how.clocks });
    timeline::add(&change, id, side, EntryKind::Report, line.clone()).await?;
    timeline::commit(change, &row, line).await?;
    detail(row, report, today)
}

/// Keeps both files; the PDF is the one that was issued.
async fn keep(
    change: &Change,
    files: &Files,
    report: &incident_report::Model,
    paper: &Paper,
    printed: [Vec<u8>; 2],
    given: &Given,
) -> Result<Option<Uuid>, IncidentError> {
    let mut last = None;
    for ((_, extension, media_type), bytes) in MEDIA.into_iter().zip(printed) {
        let name = format!("{}-{}-{:02}.{extension}", paper.code, report.form, given.number);
        let new = NewFile {
            name,
            media_type: media_type.to_owned(),
            handling: handling(paper.internal),
            owner_kind: FILES,
            owner_id: report.id.to_string(),
            uploaded_by: change.actor().person,
        };
        last = Some(files.put(change.tx(), new, bytes, change.now()).await?.id);
    }
    Ok(last)
}

const fn handling(internal: bool) -> Handling {
    if internal {
        Handling::Internal
    } else {
        Handling::Normal
    }
}

/// Withdraws a report with its reason. The number of one that went out stays used; the clocks that it met run again.
pub async fn withdraw(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    report: Uuid,
    seen: i32,
    reason: &str,
) -> Result<Detail, IncidentError> {
    let reason = rules::line("reason", reason, true)?;
    let access = &cases.access;
    let (change, mut row, mut report, side) = super::begin(access, actor, id, report, seen).await?;
    case::open(&row)?;
    match state(&report) {
        ReportState::Withdrawn => {
            return Err(IncidentError::State {
                state: ReportState::Withdrawn.as_str(),
            });
        }
        ReportState::Draft => {}
        ReportState::Issued => {
            change.check(action::INCIDENT_ISSUE, &sight::own_resource(&row))?;
            // The register is read by people who may not see the case.
            let said = if withheld::is_open(&row) {
                &reason
            } else {
                &row.code
            };
            cancel_number(&change, &report, said).await?;
            run_again(cases, &change, &mut row, side, report.id, &reason).await?;
        }
    }
    let mut content = content(&report)?;
    content.reason.clone_from(&reason);
    report.content = written(&content)?;
    report.state = ReportState::Withdrawn.as_str().to_owned();
    save(&change, &mut report).await?;
    let done = json!({ "withdrawn": report.form, "report": report.id, "number": report.number });
    let mut line = done.clone();
    line["reason"] = json!(reason);
    timeline::add(&change, id, side, EntryKind::Report, line).await?;
    let today = change.today();
    timeline::commit(change, &row, done).await?;
    detail(row, report, today)
}

async fn cancel_number(
    change: &Change,
    report: &incident_report::Model,
    reason: &str,
) -> Result<(), IncidentError> {
    // One of a drill stands in no register, and a clerk may have cancelled it there before.
    if let Some(entry) = register::entry_of_document(change.tx(), report.id).await? {
        let by = change.actor().person.unwrap_or(PersonId(Uuid::nil()));
        register::cancel(change.tx(), RegisterEntryId(entry.id), reason, by, change.now()).await?;
    }
    Ok(())
}

/// What a withdrawn report told was not told.
async fn run_again(
    cases: &Cases,
    change: &Change,
    row: &mut incident::Model,
    side: crate::model::Side,
    report: Uuid,
    reason: &str,
) -> Result<(), IncidentError> {
    let met = store::report::met_by(change.tx(), report).await?;
    if met.is_empty() {
        return Ok(());
    }
    for mut clock in met {
        clock.met_at = None;
        clock.met_by.clear();
        clock.due_when_met = None;
        clock.proof.clear();
        clock.report_id = None;
        clock.acknowledged_at = None;
        clock.acknowledged_by.clear();
        clock.version += 1;
        if !store::clock::save_clock(change.tx(), clock).await? {
            return Err(IncidentError::Changed);
        }
    }
    clocks::renew(cases, change, row, side, reason).await?;
    Ok(store::case::set_next_due(change.tx(), row.id, row.next_due).await?)
}

/// Attaches the file that came back signed. A later one takes its place, the earlier stays kept.
pub async fn attach_signed(
    access: &Access,
    actor: &Actor,
    files: &Files,
    (id, report): (Uuid, Uuid),
    seen: i32,
    upload: Upload,
) -> Result<Detail, IncidentError> {
    let (change, row, mut report, side) = super::begin(access, actor, id, report, seen).await?;
    expect(&report, ReportState::Issued)?;
    let new = NewFile {
        name: upload.name,
        media_type: upload.media_type,
        handling: upload.handling.max(handling(row.restricted)),
        owner_kind: FILES,
        owner_id: report.id.to_string(),
        uploaded_by: change.actor().person,
    };
    let file = files.put(change.tx(), new, upload.content, change.now()).await?;
    report.signed_file = Some(file.id);
    save(&change, &mut report).await?;
    let line =
        json!({ "signed": report.form, "report": report.id, "number": report.number, "sha256": file.sha256 });
    timeline::add(&change, id, side, EntryKind::Report, line.clone()).await?;
    let today = change.today();
    timeline::commit(change, &row, line).await?;
    detail(row, report, today)
}

/// A report as a file: as it was issued, else as it stands.
pub async fn file(
    access: &Access,
    actor: &Actor,
    files: &Files,
    printer: &dyn Printer,
    (id, report): (Uuid, Uuid),
    format: Format,
) -> Result<(String, Vec<u8>), IncidentError> {
    let found = super::read(access, actor, id, report).await?;
    let (extension, media_type) = format.media();
    if found.report.file_id.is_some() {
        let kept = files.of(access.db(), FILES, &found.report.id.to_string()).await?;
        let row = kept
            .iter()
            .find(|f| f.media_type == media_type && Some(f.id) != found.report.signed_file)
            .ok_or(IncidentError::NotFound)?;
        let (row, bytes) = files.get(access.db(), FileId(row.id)).await?;
        return Ok((row.name, bytes));
    }
    let today = access.clock().today();
    let paper = paper(&found.incident, &found.report, &found.content, today)
        .ok_or_else(|| invalid("form", "unknown"))?;
    let name = format!(
        "{}-{}-{}.{extension}",
        paper.code,
        found.report.form,
        today.year()
    );
    Ok((name, printer.print(&paper, format).await?))
}

/// The signed file: name, media type, content.
pub async fn signed(
    access: &Access,
    actor: &Actor,
    files: &Files,
    id: Uuid,
    report: Uuid,
) -> Result<(String, String, Vec<u8>), IncidentError> {
    let found = super::read(access, actor, id, report).await?;
    let signed = found.report.signed_file.ok_or(IncidentError::NotFound)?;
    let (row, bytes) = files.get(access.db(), FileId(signed)).await?;
    Ok((row.name, row.media_type, bytes))
}
