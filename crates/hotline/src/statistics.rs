//! Figures on reports for leaders and for open data: by kind of scam, kind of message, commune, channel, month, desk.
//!
//! What is guaranteed, whatever is asked, in whichever order, and whatever is added or taken away between answers:
//! * Every number of reports is a whole multiple of the least group, and so is every difference and sum of them: none of
//!   these is ever a group smaller than the least group. What is left over of a group is not lost: it is counted in
//!   the month that completes the next multiple ([`Counter`]), so that figures lag by less than a least group and do not
//!   drift within a year. A group without a figure is below the least group, or waits to complete it.
//! * Rows are those of a fixed list, whether or not there is a report: a row that is there says nothing.
//! * Periods are whole months: no day is told apart by asking twice. (The month that runs is counted as far as it is.)
//! * Losses are told for one division alone, kinds of scam, and for months, which are sums of those: the difference of two
//!   divisions would be what few people lost. An amount is always that of at least a least group of people who came
//!   together over whole months, rounded down to a million, of months that are over, and told to those alone who
//!   reach every report. Reports that are classified anew move between kinds; whoever compares answers of different days
//!   may see that.
//! * Rows need not add up to the total, since each is rounded by itself.
//!
//! What is not: that nothing at all can be reasoned. A figure says that in its month at least one report came.

use crate::{
    Hotline, HotlineError,
    error::invalid,
    model::Channel,
    publish, scam_type,
    store::{
        self,
        statistics::{Cell, Span},
    },
};
use chrono::{DateTime, Datelike as _, Months, NaiveDate, Utc};
use coloa_auth::{Actor, Reach, action};
use coloa_base::{AgencyId, VN_OFFSET, clock::vn_date, text::csv_cell};
use coloa_law::LawBook;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

coloa_base::words! {
    /// What figures are told apart by.
    pub enum By {
        ScamType = "scam_type",
        Kind = "kind",
        Commune = "commune",
        Channel = "channel",
        Month = "month",
        Desk = "desk",
    }
}

/// Months of one answer.
const MOST_MONTHS: u32 = 120;
/// Key of what nothing is said of.
pub const NONE: &str = "none";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    channel: HashMap<String, String>,
    none: HashMap<String, String>,
    csv: CsvWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CsvWords {
    head: Vec<String>,
    total: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/statistics.toml"))
        .expect("embedded statistics.toml parses; a test reads it")
});

/// What is asked: the months of two days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub by: By,
}

/// A group with its figures; `None`: below the least group, or not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub name: String,
    pub reports: Option<i64>,
    pub with_loss: Option<i64>,
    /// Đồng.
    pub amount: Option<i64>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The first day of the first month.
    pub from: NaiveDate,
    /// The last day of the last month.
    pub to: NaiveDate,
    pub by: By,
    pub rows: Vec<Line>,
    pub total: Line,
    pub least_group: i64,
    /// Rows without a figure.
    pub suppressed: usize,
}

/// Reports of one month.
#[derive(Clone, Debug, Default)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    pub is_over: bool,
    /// By what was asked.
    pub cells: Vec<Cell>,
    /// By kind of scam, for what was lost.
    pub losses: Vec<Cell>,
}

/// Counts up over the months of a year and tells whole multiples alone.
#[derive(Clone, Copy, Debug, Default)]
struct Counter(i64);

impl Counter {
    /// What is told for a month with so many.
    fn add(&mut self, number: i64, least: i64) -> i64 {
        let before = self.0 / least;
        self.0 += number.max(0);
        (self.0 / least - before) * least
    }
}

/// People who lost something and are not told yet, and how much they lost.
#[derive(Clone, Copy, Debug, Default)]
struct Waiting {
    people: i64,
    thousands: i64,
}

impl Waiting {
    /// What is told for a month: of all who wait, as soon as they are enough. In đồng, whole millions.
    fn add(&mut self, people: i64, thousands: i64, least: i64) -> i64 {
        self.people += people.max(0);
        self.thousands = self.thousands.saturating_add(thousands.max(0));
        if self.people < least {
            return 0;
        }
        let told = (self.thousands / 1_000).saturating_mul(1_000_000);
        *self = Self::default();
        told
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    reports: i64,
    with_loss: i64,
    amount: i64,
}

impl Told {
    fn line(self, key: String, name: String) -> Line {
        let told = |number: i64| (number > 0).then_some(number);
        Line {
            key,
            name,
            reports: told(self.reports),
            with_loss: told(self.with_loss),
            amount: told(self.amount),
        }
    }
}

/// What may be told.
#[derive(Clone, Debug, Default)]
struct Release {
    groups: BTreeMap<String, Told>,
    total: Told,
}

fn month_key(first: NaiveDate) -> String {
    first.format("%Y-%m").to_string()
}

/// From the reports of months without a gap, beginning with a January, what may be told of those from `from` on.
fn release(months: &[Month], from: NaiveDate, by: By, least: i64) -> Release {
    let least = least.max(1);
    let mut out = Release::default();
    let mut counters: BTreeMap<String, [Counter; 2]> = BTreeMap::new();
    let mut all = [Counter::default(); 2];
    let mut waiting: BTreeMap<String, Waiting> = BTreeMap::new();
    for month in months {
        if month.first.month() == 1 {
            counters.clear();
            waiting.clear();
            all = [Counter::default(); 2];
        }
        let asked = month.first >= from;
        let mut sums = [0_i64; 2];
        for cell in &month.cells {
            let key = cell.key.clone().unwrap_or_else(|| NONE.to_owned());
            let of_key = counters.entry(key.clone()).or_default();
            let told = [
                of_key[0].add(cell.reports, least),
                of_key[1].add(cell.with_loss, least),
            ];
            sums[0] += cell.reports;
            sums[1] += cell.with_loss;
            if asked && by != By::Month {
                let group = out.groups.entry(key).or_default();
                group.reports += told[0];
                group.with_loss += told[1];
            }
        }
        let told = [all[0].add(sums[0], least), all[1].add(sums[1], least)];
        let mut lost = 0_i64;
        if month.is_over {
            for cell in &month.losses {
                let key = cell.key.clone().unwrap_or_else(|| NONE.to_owned());
                let amount =
                    waiting
                        .entry(key.clone())
                        .or_default()
                        .add(cell.with_loss, cell.thousands, least);
                lost = lost.saturating_add(amount);
                if asked && by == By::ScamType {
                    let group = out.groups.entry(key).or_default();
                    group.amount = group.amount.saturating_add(amount);
                }
            }
        }
        if !asked {
            continue;
        }
        out.total.reports += told[0];
        out.total.with_loss += told[1];
        out.total.amount = out.total.amount.saturating_add(lost);
        if by == By::Month {
            let of_month = Told {
                reports: told[0],
                with_loss: told[1],
                amount: lost,
            };
            out.groups.insert(month_key(month.first), of_month);
        }
    }
    out
}

/// The first day of a month, and of the one after it.
fn month_of(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = day.with_day(1)?;
    Some((first, first.checked_add_months(Months::new(1))?))
}

fn begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    let at = day.and_hms_opt(0, 0, 0)?.and_local_timezone(VN_OFFSET).single()?;
    Some(at.with_timezone(&Utc))
}

/// Figures within reach; kept while nothing changes, since many look at them.
pub async fn read(hotline: &Hotline, actor: &Actor, ask: Ask) -> Result<Arc<Figures>, HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_STATISTICS)?;
    let out_of_range = || invalid("to", "range");
    let (from, _) = month_of(ask.from).ok_or(invalid("from", "range"))?;
    let (last, after) = month_of(ask.to).ok_or_else(out_of_range)?;
    let months = (last.year() - from.year()) * 12 + i32::try_from(last.month0()).unwrap_or(0)
        - i32::try_from(from.month0()).unwrap_or(0)
        + 1;
    if !u32::try_from(months).is_ok_and(|n| (1..=MOST_MONTHS).contains(&n)) {
        return Err(out_of_range());
    }
    let asked = (&reach, from, after, ask.by, hotline.config.least_group);
    let today = vn_date(hotline.access.clock().now());
    hotline
        .access
        .kept(
            "hotline.statistics",
            &asked,
            compute(hotline, &reach, (from, after), ask.by, today),
        )
        .await
}

async fn compute(
    hotline: &Hotline,
    reach: &Reach,
    (from, after): (NaiveDate, NaiveDate),
    by: By,
    today: NaiveDate,
) -> Result<Figures, HotlineError> {
    let db = hotline.access.db().reader();
    let out_of_range = || invalid("from", "range");
    // Whole multiples are counted up from the beginning of the year.
    let mut at = NaiveDate::from_ymd_opt(from.year(), 1, 1).ok_or_else(out_of_range)?;
    let mut months = Vec::new();
    while at < after && at <= today {
        let (first, next) = month_of(at).ok_or_else(out_of_range)?;
        let span = Span {
            reach: reach.clone(),
            from: begin(first).ok_or_else(out_of_range)?,
            to: begin(next).ok_or_else(out_of_range)?,
        };
        let cells = store::statistics::cells(db, &span, by).await?;
        let losses = match (reach, by) {
            (Reach::Everything, By::ScamType) => cells.clone(),
            (Reach::Everything, _) => store::statistics::cells(db, &span, By::ScamType).await?,
            _ => Vec::new(),
        };
        months.push(Month {
            first,
            is_over: next <= today,
            cells,
            losses,
        });
        at = next;
    }
    let least = i64::from(hotline.config.least_group);
    let mut told = release(&months, from, by, least);
    let mut rows = Vec::new();
    for (key, name) in names(hotline, by, (from, after), today).await? {
        let of_key = told.groups.remove(&key).unwrap_or_default();
        rows.push(of_key.line(key, name));
    }
    rows.extend(rest(hotline, by, told.groups, today).await?);
    let suppressed = rows.iter().filter(|r| r.reports.is_none()).count();
    Ok(Figures {
        from,
        to: after.pred_opt().unwrap_or(after),
        by,
        suppressed,
        rows,
        total: told.total.line("total".to_owned(), WORDS.csv.total.clone()),
        least_group: least,
    })
}

fn none(by: By) -> (String, String) {
    let name = WORDS.none.get(by.as_str()).cloned().unwrap_or_default();
    (NONE.to_owned(), name)
}

/// The groups that are told, in their order, whether or not there is a report.
async fn names(
    hotline: &Hotline,
    by: By,
    (from, after): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Vec<(String, String)>, HotlineError> {
    let db = hotline.access.db().reader();
    Ok(match by {
        By::ScamType => {
            let mut known = scam_type::names(db).await?;
            let mut all: Vec<(String, String)> = Vec::new();
            for topic in scam_type::all() {
                let name = known
                    .remove(&topic.code)
                    .map_or_else(|| topic.name.clone(), |(vi, _)| vi);
                all.push((topic.code.clone(), name));
            }
            let mut added: Vec<_> = known.into_iter().map(|(code, (vi, _))| (code, vi)).collect();
            added.sort();
            all.extend(added);
            all.push(none(by));
            all
        }
        By::Kind => {
            let kinds = LawBook::current().kinds_of_message(today);
            let mut all: Vec<_> = kinds.map(|k| (k.code.clone(), k.name.clone())).collect();
            all.push(none(by));
            all
        }
        By::Commune => {
            let directory = publish::directory(hotline).await?;
            let communes = publish::communes(&directory, today).into_iter();
            let mut all: Vec<_> = communes.map(|c| (c.id.to_string(), c.name)).collect();
            all.push(none(by));
            all
        }
        By::Channel => Channel::ALL
            .iter()
            .map(|c| {
                let name = WORDS.channel.get(c.as_str()).cloned();
                (c.to_string(), name.unwrap_or_default())
            })
            .collect(),
        By::Month => {
            let months = std::iter::successors(Some(from), |first| first.checked_add_months(Months::new(1)));
            months
                .take_while(|first| *first < after)
                .map(|first| (month_key(first), first.format("%m/%Y").to_string()))
                .collect()
        }
        By::Desk => {
            let desks = store::statistics::desks(db).await?.into_iter();
            desks.map(|(id, name)| (id.to_string(), name)).collect()
        }
    })
}

/// Groups that no list has any more (a commune that was merged), as far as they have a figure.
async fn rest(
    hotline: &Hotline,
    by: By,
    groups: BTreeMap<String, Told>,
    today: NaiveDate,
) -> Result<Vec<Line>, HotlineError> {
    let left: Vec<(String, Told)> = groups.into_iter().filter(|(_, told)| told.reports > 0).collect();
    let agencies: Vec<AgencyId> = left
        .iter()
        .filter(|_| by == By::Commune)
        .filter_map(|(key, _)| key.parse::<Uuid>().ok().map(AgencyId))
        .collect();
    let names = coloa_agency::names(hotline.access.db(), &agencies, today).await?;
    let name = |key: &str| {
        let agency = key.parse::<Uuid>().ok().map(AgencyId);
        let known = agency.and_then(|a| names.get(&a).cloned());
        known.unwrap_or_else(|| if key == NONE { none(by).1 } else { key.to_owned() })
    };
    Ok(left
        .into_iter()
        .map(|(key, told)| {
            let name = name(&key);
            told.line(key, name)
        })
        .collect())
}

/// The answer as open data: a row a group, then the total; a figure that is not told is empty.
#[must_use]
pub fn csv(figures: &Figures) -> String {
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let (from, to) = (month_key(figures.from), month_key(figures.to));
    // The mark by which spreadsheets know UTF-8.
    let mut out = format!("\u{feff}{}\r\n", WORDS.csv.head.join(","));
    for row in figures.rows.iter().chain([&figures.total]) {
        let cells = [
            csv_cell(&row.key),
            csv_cell(&row.name),
            number(row.reports),
            number(row.with_loss),
            number(row.amount),
            from.clone(),
            to.clone(),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests;
