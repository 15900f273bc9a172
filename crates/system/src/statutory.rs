//! The yearly table on the protection of information systems (Decree 331/2026, Articles 35 and 36, form 08): its
//! counters and one row a system. Columns and their words are the law's; the days that it covers are those of the
//! statutory report.
//!
//! What bears a day is told as of the cut: decisions, steps of dossiers, assessments, what was done to a system. What
//! bears none is told as of the day the table is made, and the table says of which columns that is so ([`UNDATED`]).

use crate::{
    SystemError,
    model::{DossierState, Profile},
    rules,
    seen::{self, Seen, counting},
    service, store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor};
use coloa_base::{AgencyId, clock};
use coloa_law::{LawBook, calendar::statutory_reports};
use std::collections::HashMap;
use uuid::Uuid;

/// Id of the form.
const FORM: &str = "r331-08";
/// Id of the statutory report that sends it: it says which days the data cover.
const REPORT: &str = "r331-owner-to-mps";
const TABLE_PART: &str = "Bảng hệ thống thông tin";

/// Columns whose values bear no day: nobody knows what they were before.
pub const UNDATED: [&str; 6] = [
    "system_name",
    "owner",
    "operator",
    "approval_expected",
    "plan_state",
    "plan_expected",
];

/// Counters of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub total: usize,
    pub classified: usize,
    /// A dossier was drawn up.
    pub drafted: usize,
    pub appraised: usize,
    pub approved: usize,
    /// Approved, and assessed periodically within the days of the table.
    pub approved_inspected: usize,
    /// The last day on which what is unfinished is expected to be done, of those that somebody named.
    pub expected: Option<NaiveDate>,
    /// Unfinished systems of which nobody named a day.
    pub unplanned: usize,
}

/// The table of a year.
#[derive(Clone, Debug)]
pub struct Table {
    pub year: i32,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The day that what is dated is told as of: the last one covered, or today where that has not come.
    pub cut: NaiveDate,
    /// The day it was made: what bears no day is told as of it.
    pub made_on: NaiveDate,
    /// Systems that are no more in use and may have been at the cut: nobody noted when they ended. The others count
    /// where they ended after it.
    pub ended: usize,
    pub counters: Counters,
    /// Cells in the order of [`heads`].
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Columns that are told as of another day than the rest.
    #[must_use]
    pub fn undated(&self) -> &'static [&'static str] {
        if self.made_on > self.cut { &UNDATED } else { &[] }
    }
}

/// Key and label of each column of a table: as the form has them, with the day where it is another one.
#[must_use]
pub fn heads(table: &Table) -> Vec<(String, String)> {
    let undated = table.undated();
    columns()
        .into_iter()
        .map(|(key, label)| {
            if undated.contains(&key.as_str()) {
                let label = format!("{label} (số liệu tại ngày lập)");
                (key, label)
            } else {
                (key, label)
            }
        })
        .collect()
}

/// Key and label of each column, as the form has them.
fn columns() -> Vec<(String, String)> {
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

/// What a counter shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Number(usize),
    Text(String),
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// When what is unfinished is expected to be done; empty where nobody named a day.
fn expected(c: &Counters) -> String {
    match (c.expected, c.unplanned) {
        (None, _) => String::new(),
        (Some(day), 0) => clock::vn_date_text(day),
        (Some(day), n) => format!("{} ({n} hệ thống chưa có ngày dự kiến)", clock::vn_date_text(day)),
    }
}

/// Label and number of each counter, as the form has them; what the reader has to know of the days comes last.
#[must_use]
pub fn counters(table: &Table) -> Vec<(String, Shown)> {
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
    let mut all: Vec<(String, Shown)> = LawBook::current()
        .forms
        .iter()
        .filter(|f| f.body.id == FORM)
        .flat_map(|form| &form.body.fields)
        .filter(|f| f.part.as_deref() != Some(TABLE_PART))
        .map(|f| {
            let shown = match number(&f.key) {
                Some(number) => Shown::Number(number),
                None if f.key == "expected" => Shown::Text(expected(c)),
                None => Shown::Text(String::new()),
            };
            (f.label.clone(), shown)
        })
        .collect();
    all.extend(note(table).map(|note| ("Ghi chú".to_owned(), Shown::Text(note))));
    all
}

/// What the reader has to know of the days of a table; `None`: all of it is told as of its last day.
#[must_use]
pub fn note(table: &Table) -> Option<String> {
    let mut parts = Vec::new();
    if table.cut < table.to {
        parts.push(format!("số liệu tính đến {}", clock::vn_date_text(table.cut)));
    }
    let undated = table.undated();
    if !undated.is_empty() {
        let labels: Vec<String> = columns()
            .into_iter()
            .filter(|(key, _)| undated.contains(&key.as_str()))
            .map(|(_, label)| label)
            .collect();
        parts.push(format!(
            "số liệu tại ngày lập {} ở các cột: {}, và cấp độ ghi tay không có ngày",
            clock::vn_date_text(table.made_on),
            labels.join(", ")
        ));
        if table.ended > 0 {
            parts.push(format!(
                "không tính {} hệ thống đã kết thúc vì không ghi ngày kết thúc",
                table.ended
            ));
        }
    }
    (!parts.is_empty()).then(|| parts.join("; "))
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

/// The table of a year: systems within reach that were in use at its cut.
///
/// # Errors
/// The first day that it covers has not come.
pub async fn table(
    access: &Access,
    actor: &Actor,
    year: i32,
    agency: Option<AgencyId>,
) -> Result<Table, SystemError> {
    let reach = service::reach(access, actor)?;
    let (from, to) = covers(year)?;
    let today = access.clock().today();
    if today < from {
        return Err(rules::invalid("year", "not_begun"));
    }
    let cut = to.min(today);
    let db = access.db().reader();
    let systems: Vec<_> = store::within(db, &reach)
        .await?
        .into_iter()
        .filter(|s| agency.is_none_or(|a| a.uuid() == s.agency_id))
        .collect();
    let ids: Vec<Uuid> = systems.iter().map(|s| s.id).collect();
    let said = store::register::profiles(db, &ids).await?;
    let dossiers = counting(store::dossier::all_within(db, &reach).await?, cut, today);
    let dated = seen::dated(access, from, cut).await?;
    let agencies: Vec<AgencyId> = systems
        .iter()
        .flat_map(|s| [Some(s.agency_id), s.operator_id])
        .flatten()
        .map(AgencyId)
        .collect();
    let names = coloa_agency::names(access.db(), &agencies, today).await?;
    let nothing = Profile::default();
    let mut table = Table {
        year,
        from,
        to,
        cut,
        made_on: today,
        ended: 0,
        counters: Counters::default(),
        rows: Vec::with_capacity(systems.len()),
    };
    let keys: Vec<String> = columns().into_iter().map(|(key, _)| key).collect();
    for system in &systems {
        let seen = Seen {
            system,
            dossier: dossiers.get(&system.id),
            profile: said.get(&system.id).map_or(&nothing, |(profile, _)| profile),
            dated: dated.get(&system.id).copied().unwrap_or_default(),
            cut,
        };
        if !seen.exists() {
            continue;
        }
        match seen::in_use(system, cut, today) {
            Some(true) => {}
            Some(false) => continue,
            None => {
                table.ended += 1;
                continue;
            }
        }
        table.counters.count(&seen);
        let line = Line {
            number: table.counters.total,
            seen: &seen,
            names: &names,
        };
        table.rows.push(keys.iter().map(|key| line.cell(key)).collect());
    }
    Ok(table)
}

impl Counters {
    fn count(&mut self, seen: &Seen<'_>) {
        let approved = seen.approved();
        let appraised = seen
            .dossier
            .is_some_and(|(_, state)| *state == DossierState::Appraised);
        self.total += 1;
        self.classified += usize::from(seen.level() > 0);
        self.drafted += usize::from(seen.dossier.is_some());
        self.appraised += usize::from(approved || appraised);
        self.approved += usize::from(approved);
        self.approved_inspected += usize::from(approved && seen.dated.periodic);
        match seen.expected() {
            Some(Some(day)) => self.expected = self.expected.max(Some(day)),
            Some(None) => self.unplanned += 1,
            None => {}
        }
    }
}

/// One row of the table.
struct Line<'a> {
    number: usize,
    seen: &'a Seen<'a>,
    names: &'a HashMap<AgencyId, String>,
}

impl Line<'_> {
    fn cell(&self, key: &str) -> String {
        let (s, p) = (self.seen.system, self.seen.profile);
        let name = |id: Option<Uuid>| id.and_then(|id| self.names.get(&AgencyId(id)).cloned());
        let day = |day: Option<NaiveDate>| day.map(clock::vn_date_text).unwrap_or_default();
        match key {
            "row" => self.number.to_string(),
            "system_name" => s.name.clone(),
            "owner" => name(Some(s.agency_id)).unwrap_or_default(),
            "operator" => name(s.operator_id).unwrap_or_else(|| p.operator_name.clone()),
            "proposed_level" => match self.seen.level() {
                0 => String::new(),
                level => level.to_string(),
            },
            "approval_state" => self
                .seen
                .dossier
                .map(|(_, state)| label("workflow_state", word(*state)))
                .unwrap_or_default(),
            "approval_decision" => self
                .seen
                .dossier
                .filter(|(_, state)| *state == DossierState::Approved)
                .map(|(d, _)| issued(&d.decision_number, d.approved_on, &d.decision_by))
                .unwrap_or_default(),
            // One of a later day was not there yet.
            "regulation" if p.regulation.on.is_some_and(|day| day > self.seen.cut) => String::new(),
            "regulation" => issued(&p.regulation.number, p.regulation.on, &p.regulation.by),
            "approval_expected" => day(p.approval_expected),
            "plan_state" => p
                .plan_status
                .map(|s| label("plan_status", s.as_str()))
                .unwrap_or_default(),
            "plan_expected" => day(p.plan_expected),
            "inspected" => [
                ("before_use", self.seen.dated.before),
                ("periodic", self.seen.dated.periodic),
            ]
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
const fn word(state: DossierState) -> &'static str {
    match state {
        DossierState::Sent => "submitted",
        state => state.as_str(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seen::Dated;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn system() -> crate::entity::information_system::Model {
        service::fresh(Uuid::from_u128(1), "2026-07-15T03:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_is_unfinished_is_expected_where_somebody_named_a_day() {
        let system = system();
        let count = |profile: &Profile, cut: &str| {
            let mut counters = Counters::default();
            counters.count(&Seen {
                system: &system,
                dossier: None,
                profile,
                dated: Dated::default(),
                cut: day(cut),
            });
            counters
        };
        let mut profile = Profile::default();
        let found = count(&profile, "2026-11-29");
        assert_eq!((found.expected, found.unplanned), (None, 1));
        assert_eq!(expected(&found), "");
        profile.approval_expected = Some(day("2026-12-20"));
        assert_eq!(count(&profile, "2026-11-29").unplanned, 1, "one day of two");
        profile.plan_expected = Some(day("2027-03-31"));
        let found = count(&profile, "2026-11-29");
        assert_eq!((found.expected, found.unplanned), (Some(day("2027-03-31")), 0));
        assert_eq!(expected(&found), "31/03/2027");
    }

    #[test]
    fn a_table_of_a_past_year_says_what_it_cannot_date() {
        let mut table = Table {
            year: 2025,
            from: day("2024-12-15"),
            to: day("2025-12-14"),
            cut: day("2025-12-14"),
            made_on: day("2026-11-29"),
            ended: 2,
            counters: Counters::default(),
            rows: Vec::new(),
        };
        let said = note(&table).unwrap();
        assert!(said.contains("29/11/2026") && said.contains("Chủ quản"), "{said}");
        assert!(said.contains("2 hệ thống đã kết thúc"), "{said}");
        let heads = heads(&table);
        assert!(
            heads
                .iter()
                .any(|(key, label)| key == "owner" && label.ends_with("(số liệu tại ngày lập)"))
        );
        assert!(UNDATED.iter().all(|key| columns().iter().any(|(k, _)| k == key)));
        table.to = day("2026-12-14");
        table.cut = table.made_on;
        assert_eq!(note(&table).unwrap(), "số liệu tính đến 29/11/2026");
        table.cut = day("2026-12-14");
        table.made_on = table.cut;
        assert_eq!(note(&table), None);
    }
}
