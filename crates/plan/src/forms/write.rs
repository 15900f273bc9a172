//! Forms and lists as workbooks.

use super::{KIND, VERSION, words::words};
use crate::duties::{
    DutyError, Status,
    model::DutyFilter,
    read::{self, DutyRow},
    rules,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, PageRequest, clock, text::csv_cell};
use coloa_document::xlsx::{Column, ColumnKind, Sheet, Value, Workbook, xlsx};
use std::collections::{BTreeMap, HashMap};

/// Rows of one form or list.
pub const MAX_ROWS: usize = 20_000;

/// All duties that a filter leaves, page by page, at most [`MAX_ROWS`].
pub async fn all_rows(
    access: &Access,
    actor: &Actor,
    filter: &DutyFilter,
) -> Result<Vec<DutyRow>, DutyError> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let page = read::list(
            access,
            actor,
            filter,
            &PageRequest {
                cursor,
                limit: Some(500),
            },
        )
        .await?;
        rows.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() || rows.len() >= MAX_ROWS {
            rows.truncate(MAX_ROWS);
            return Ok(rows);
        }
    }
}

/// The progress form of one agency: its open duties.
pub async fn form(
    access: &Access,
    actor: &Actor,
    agency: AgencyId,
    name: &str,
) -> Result<Vec<u8>, DutyError> {
    access.check(
        actor,
        action::DUTY_READ,
        &Resource::of_agency("duty_form", agency, agency),
    )?;
    let filter = DutyFilter {
        agencies: vec![agency],
        statuses: vec![Status::NotStarted, Status::InProgress],
        ..DutyFilter::default()
    };
    let rows = all_rows(access, actor, &filter).await?;
    let w = words();
    let choices = [
        Status::NotStarted,
        Status::InProgress,
        Status::Done,
        Status::NotDone,
    ]
    .map(|s| w.status(s.as_str()));
    let column = |key: &str, width| Column::text(key, w.column(key), width);
    let columns = vec![
        Column::text("duty_id", "", 4.0).hidden(),
        Column::text("version", "", 4.0).hidden(),
        column("number", 6.0).kind(ColumnKind::Centre),
        column("path", 12.0),
        column("text", 60.0),
        column("role", 12.0),
        column("instance", 10.0),
        column("wanted", 24.0),
        column("due", 12.0).kind(ColumnKind::Date),
        column("status", 18.0).editable().choices(choices),
        column("percent", 10.0).kind(ColumnKind::Integer).editable(),
        column("done_on", 14.0).kind(ColumnKind::Date).editable(),
        column("note", 40.0).editable(),
        column("product", 30.0).editable(),
    ];
    let now = access.clock().now();
    let table = rows
        .iter()
        .enumerate()
        .map(|(i, DutyRow { duty, text })| {
            vec![
                duty.id.to_string().into(),
                i64::from(duty.version).into(),
                i64::try_from(i + 1).unwrap_or(i64::MAX).into(),
                text.path.clone().into(),
                text.text.clone().into(),
                w.role(&duty.role).into(),
                duty.instance.clone().into(),
                text.product.clone().into(),
                duty.due_on.into(),
                // Nothing is filled in where nothing was answered: silence must not come back as a report.
                duty.reported_at.map(|_| w.status(&duty.status)).into(),
                duty.percent.map(i64::from).into(),
                Value::Empty,
                Value::Empty,
                Value::Empty,
            ]
        })
        .collect();
    let workbook = Workbook {
        sheets: vec![Sheet {
            name: w.sheet.clone(),
            titles: vec![
                w.title.clone(),
                format!("{}: {name}", w.agency),
                format!("{}: {}", w.issued, clock::vn_date_time_text(now)),
            ],
            note: Some(w.note.clone()),
            columns,
            rows: table,
            protected: true,
            ..Sheet::default()
        }],
        meta: BTreeMap::from([
            ("kind".to_owned(), KIND.to_owned()),
            ("version".to_owned(), VERSION.to_owned()),
            ("agency".to_owned(), agency.to_string()),
            ("issued_at".to_owned(), now.to_rfc3339()),
        ]),
    };
    Ok(xlsx(&workbook)?)
}

/// Cells of an exported list, in the order of [`list_columns`].
fn cells(row: &DutyRow, number: usize, names: &HashMap<AgencyId, String>, today: NaiveDate) -> Vec<Value> {
    let (w, DutyRow { duty, text }) = (words(), row);
    vec![
        i64::try_from(number).unwrap_or(i64::MAX).into(),
        names
            .get(&AgencyId(duty.agency_id))
            .cloned()
            .unwrap_or_default()
            .into(),
        text.path.clone().into(),
        text.text.clone().into(),
        w.role(&duty.role).into(),
        duty.instance.clone().into(),
        text.legal_basis.clone().into(),
        duty.due_on.into(),
        rules::late_days(duty.open, duty.due_on, today).into(),
        w.status(&duty.status).into(),
        duty.percent.map(i64::from).into(),
        duty.done_on.into(),
        w.review(&duty.review).into(),
        duty.reported_at.map_or(Value::Empty, Value::Instant),
    ]
}

fn list_columns() -> Vec<Column> {
    let column = |key: &str, width| Column::text(key, words().column(key), width);
    vec![
        column("number", 6.0).kind(ColumnKind::Centre),
        column("agency", 34.0),
        column("path", 12.0),
        column("text", 60.0),
        column("role", 12.0),
        column("instance", 10.0),
        column("basis", 30.0),
        column("due", 12.0).kind(ColumnKind::Date),
        column("late", 10.0).kind(ColumnKind::Integer),
        column("status", 18.0),
        column("percent", 10.0).kind(ColumnKind::Integer),
        column("done_on", 14.0).kind(ColumnKind::Date),
        column("review", 14.0),
        column("reported", 18.0).kind(ColumnKind::DateTime),
    ]
}

/// A list as a workbook; the caller gives the names of its agencies.
pub fn list_workbook(
    rows: &[DutyRow],
    names: &HashMap<AgencyId, String>,
    today: NaiveDate,
) -> Result<Vec<u8>, DutyError> {
    let w = words();
    let table = rows
        .iter()
        .enumerate()
        .map(|(i, r)| cells(r, i + 1, names, today))
        .collect();
    let sheet = Sheet {
        name: w.sheet.clone(),
        titles: vec![w.list_title.clone(), clock::vn_date_text(today)],
        columns: list_columns(),
        rows: table,
        ..Sheet::default()
    };
    Ok(xlsx(&Workbook {
        sheets: vec![sheet],
        meta: BTreeMap::new(),
    })?)
}

/// A list as CSV in UTF-8 with a byte order mark, as spreadsheet programs expect.
#[must_use]
pub fn list_csv(rows: &[DutyRow], names: &HashMap<AgencyId, String>, today: NaiveDate) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let line = |out: &mut String, cells: Vec<String>| {
        out.push_str(&cells.iter().map(|c| csv_cell(c)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    };
    line(&mut out, list_columns().into_iter().map(|c| c.title).collect());
    for (i, row) in rows.iter().enumerate() {
        line(
            &mut out,
            cells(row, i + 1, names, today).iter().map(plain).collect(),
        );
    }
    out.into_bytes()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(t) => t.clone(),
        Value::Integer(n) => n.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Date(d) => d.to_string(),
        Value::Instant(t) => t.to_rfc3339(),
    }
}
