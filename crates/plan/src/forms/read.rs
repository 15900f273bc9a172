//! Reading a progress form back.

use super::{KIND, VERSION, words::words};
use crate::duties::{
    DutyError, NewProgress, Status,
    model::Duty,
    progress::{self, clean, resource},
    rules, store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::AgencyId;
use coloa_document::{
    read::{Limits, Sheet, SheetChoice, SheetRow, read_sheet},
    xlsx::META_SHEET,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What becomes of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing new.
    Unchanged,
    /// Would be, or was, reported.
    Report { status: Status, percent: Option<i32> },
    /// The duty changed after the form was made.
    Conflict,
    /// Column key and reason; the column is empty where the row as a whole is wrong.
    Wrong {
        column: &'static str,
        reason: &'static str,
        value: String,
    },
}

/// One row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// As Excel shows it.
    pub number: u32,
    pub duty: Option<Uuid>,
    pub path: String,
    pub text: String,
    pub outcome: Outcome,
}

/// What a form holds.
#[derive(Clone, Debug)]
pub struct FormReport {
    pub agency: AgencyId,
    pub rows: Vec<FormRow>,
}

struct Columns(HashMap<String, u32>);

impl Columns {
    fn get<'a>(&self, row: &'a SheetRow, key: &str) -> &'a str {
        self.0.get(key).map_or("", |c| row.get(*c))
    }
}

/// Columns that every form has.
const NEEDED: [&str; 7] = [
    "duty_id", "version", "status", "percent", "done_on", "note", "product",
];

fn parse(name: &str, bytes: &[u8]) -> Result<(AgencyId, Columns, Sheet), DutyError> {
    let limits = Limits::default();
    let meta = match read_sheet(name, bytes, SheetChoice::Named(META_SHEET), &limits) {
        Ok(meta) => meta,
        Err(coloa_document::read::ReadError::NoSuchSheet { .. }) => {
            return Err(DutyError::Form {
                reason: "not_our_form",
            });
        }
        Err(e) => return Err(e.into()),
    };
    let value = |key: &str| {
        meta.rows
            .iter()
            .find(|r| r.get(0) == key)
            .map(|r| r.get(1).to_owned())
    };
    if value("kind").as_deref() != Some(KIND) {
        return Err(DutyError::Form {
            reason: "not_our_form",
        });
    }
    if value("version").as_deref() != Some(VERSION) {
        return Err(DutyError::Form {
            reason: "other_version",
        });
    }
    let agency = value("agency")
        .and_then(|a| a.parse().ok())
        .ok_or(DutyError::Form { reason: "no_agency" })?;
    let mut sheet = read_sheet(name, bytes, SheetChoice::First, &limits)?;
    let head = sheet
        .rows
        .iter()
        .position(|r| r.cells.iter().any(|(_, t)| t == "duty_id"))
        .ok_or(DutyError::Form { reason: "no_columns" })?;
    let columns: HashMap<String, u32> = sheet.rows[head]
        .cells
        .iter()
        .map(|(c, t)| (t.clone(), *c))
        .collect();
    if NEEDED.iter().any(|k| !columns.contains_key(*k)) {
        return Err(DutyError::Form { reason: "no_columns" });
    }
    sheet.rows.drain(..=head);
    Ok((agency, Columns(columns), sheet))
}

/// A row that may be reported, with the version it was made from.
struct Ready {
    duty: Uuid,
    version: i32,
    new: NewProgress,
}

fn wrong(column: &'static str, reason: &'static str, value: &str) -> Outcome {
    // Enough to find the cell again, not a copy of a whole novel.
    Outcome::Wrong {
        column,
        reason,
        value: value.chars().take(100).collect(),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let text = text.split('T').next().unwrap_or(text);
    text.parse()
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok())
}

/// A percentage as people write it: `45`, `45 %`, `45,5`, and the fraction that a spreadsheet keeps of a cell shown
/// as a percentage (`0.4` of 40 %). Whole percents are kept.
fn percent(text: &str, status: Option<Status>) -> Option<i32> {
    let text = text.trim();
    let bare = text.trim_end_matches('%').trim();
    let number: f64 = bare
        .replace(',', ".")
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite())?;
    let signed = bare.len() < text.len();
    let fraction = !signed && number > 0.0 && number < 1.0;
    // 100 % in such a cell is kept as 1; work that is done is not at one percent.
    let whole = !signed && (number - 1.0).abs() < f64::EPSILON && status == Some(Status::Done);
    let number = if fraction || whole { number * 100.0 } else { number };
    // Out of range it is said to be so, not cut.
    #[allow(clippy::cast_possible_truncation)]
    (number.abs() < 1e6).then(|| number.round() as i32)
}

fn read_row(
    columns: &Columns,
    row: &SheetRow,
    agency: AgencyId,
    duties: &HashMap<Uuid, Duty>,
    today: NaiveDate,
) -> (Outcome, Option<Ready>) {
    let fail = |outcome| (outcome, None);
    let id = columns.get(row, "duty_id");
    let Some(duty) = id.parse::<Uuid>().ok().and_then(|id| duties.get(&id)) else {
        return fail(wrong("duty_id", "unknown_duty", id));
    };
    if duty.agency_id != agency.uuid() {
        return fail(wrong("duty_id", "other_agency", id));
    }
    let Ok(version) = columns.get(row, "version").parse::<i32>() else {
        return fail(wrong("version", "malformed", columns.get(row, "version")));
    };
    let (status_text, percent_text, done_text) = (
        columns.get(row, "status"),
        columns.get(row, "percent"),
        columns.get(row, "done_on"),
    );
    let (note, product) = (
        clean(Some(columns.get(row, "note"))),
        clean(Some(columns.get(row, "product"))),
    );
    let status = match (status_text, words().parse_status(status_text)) {
        ("", _) => None,
        (_, Some(status)) => Some(status),
        (text, None) => return fail(wrong("status", "unknown", text)),
    };
    let percent = match (percent_text, percent(percent_text, status)) {
        ("", _) => None,
        (_, Some(p)) => Some(p),
        (text, None) => return fail(wrong("percent", "not_a_number", text)),
    };
    let done_on = match (done_text, day(done_text)) {
        ("", _) => None,
        (_, Some(d)) => Some(d),
        (text, None) => return fail(wrong("done_on", "not_a_date", text)),
    };
    let answered = duty.reported_at.is_some();
    let same =
        status.map(Status::as_str) == answered.then_some(duty.status.as_str()) && percent == duty.percent;
    if note.is_none()
        && product.is_none()
        && done_on.is_none()
        && (same || (status.is_none() && percent.is_none()))
    {
        return fail(Outcome::Unchanged);
    }
    let Some(status) = status else {
        return fail(wrong("status", "required", ""));
    };
    if version != duty.version {
        return fail(Outcome::Conflict);
    }
    let review = crate::duties::Review::parse(&duty.review).unwrap_or(crate::duties::Review::None);
    if let Err(reason) = rules::may_report(Status::parse(&duty.status).unwrap_or(Status::NotStarted), review)
    {
        return fail(wrong("", reason, ""));
    }
    if let Err((column, reason)) = rules::check_progress(
        status,
        percent,
        note.as_deref(),
        product.as_deref(),
        done_on,
        today,
    ) {
        let value = columns.get(row, column);
        return fail(wrong(column, reason, value));
    }
    let new = NewProgress {
        status,
        percent,
        note,
        product,
        done_on,
        via: "form",
    };
    (
        Outcome::Report { status, percent },
        Some(Ready {
            duty: duty.id,
            version,
            new,
        }),
    )
}

async fn read_all(
    access: &Access,
    actor: &Actor,
    name: &str,
    bytes: &[u8],
) -> Result<(FormReport, Vec<Ready>), DutyError> {
    let (agency, columns, sheet) = parse(name, bytes)?;
    access.check(
        actor,
        action::DUTY_IMPORT,
        &Resource::of_agency("duty_form", agency, agency),
    )?;
    let today = access.clock().today();
    let ids: Vec<Uuid> = sheet
        .rows
        .iter()
        .filter_map(|r| columns.get(r, "duty_id").parse().ok())
        .collect();
    let duties: HashMap<Uuid, Duty> = store::duties(access.db().reader(), &ids)
        .await?
        .into_iter()
        .map(|d| (d.id, d))
        .collect();
    let mut seen = HashSet::new();
    let (mut rows, mut ready) = (Vec::new(), Vec::new());
    for row in &sheet.rows {
        // The head that people see, between the keys and the rows, has no key.
        if columns.get(row, "duty_id").is_empty() {
            continue;
        }
        let (mut outcome, mut one) = read_row(&columns, row, agency, &duties, today);
        let duty = columns.get(row, "duty_id").parse().ok();
        if duty.is_some_and(|id: Uuid| !seen.insert(id)) {
            (outcome, one) = (wrong("duty_id", "twice", ""), None);
        }
        ready.extend(one);
        rows.push(FormRow {
            number: row.number,
            duty,
            path: columns.get(row, "path").to_owned(),
            text: columns.get(row, "text").chars().take(200).collect(),
            outcome,
        });
    }
    Ok((FormReport { agency, rows }, ready))
}

/// Says what a form would do, and changes nothing.
pub async fn dry_run(
    access: &Access,
    actor: &Actor,
    name: &str,
    bytes: &[u8],
) -> Result<FormReport, DutyError> {
    Ok(read_all(access, actor, name, bytes).await?.0)
}

/// Reports the rows that are right, in one change; the others are named as in [`dry_run`].
pub async fn apply(
    access: &Access,
    actor: &Actor,
    name: &str,
    bytes: &[u8],
) -> Result<FormReport, DutyError> {
    let (mut report, ready) = read_all(access, actor, name, bytes).await?;
    if ready.is_empty() {
        return Ok(report);
    }
    let agency = report.agency;
    let mut change = access
        .begin(
            actor,
            action::DUTY_IMPORT,
            Resource::of_agency("duty_form", agency, agency),
        )
        .await?;
    let mut applied = 0;
    for one in ready {
        match progress::put(&change, one.duty, Some(one.version), &one.new).await {
            Ok((duty, row)) => {
                applied += 1;
                let detail = json!({ "progress": row.id, "status": row.status, "percent": row.percent, "via": "form" });
                change.also(action::DUTY_REPORT, resource(&duty, action::DUTY_REPORT), detail)?;
            }
            // Somebody reported between the look and the change.
            Err(DutyError::Changed | DutyError::State { .. }) => {
                if let Some(row) = report.rows.iter_mut().find(|r| r.duty == Some(one.duty)) {
                    row.outcome = Outcome::Conflict;
                }
            }
            Err(e) => return Err(e),
        }
    }
    change
        .commit(json!({ "file": name, "rows": report.rows.len(), "applied": applied }))
        .await?;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_as_people_write_them() {
        let percent = |text| super::percent(text, None);
        assert_eq!(percent("50 %"), Some(50));
        assert_eq!(
            (percent("45,5"), percent("40.4"), percent("0")),
            (Some(46), Some(40), Some(0))
        );
        // A cell that is shown as a percentage.
        assert_eq!(
            (percent("0.4"), percent("0.29"), percent("1")),
            (Some(40), Some(29), Some(1))
        );
        assert_eq!(super::percent("1", Some(Status::Done)), Some(100));
        assert_eq!((percent("0,4 %"), percent("400")), (Some(0), Some(400)));
        assert_eq!(
            (percent("một nửa"), percent("NaN"), percent("1e300")),
            (None, None, None)
        );
        assert_eq!(day("30/06/2026"), NaiveDate::from_ymd_opt(2026, 6, 30));
        assert_eq!(day("2026-06-30T00:00:00"), NaiveDate::from_ymd_opt(2026, 6, 30));
        assert_eq!(day("cuối tháng"), None);
    }
}
