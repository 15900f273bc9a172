//! Periodic figures: how many incidents of which kind, how the clocks were kept, how long it took. Cases are counted by
//! the day of their detection, clocks by their beginning. Cases of drills count nowhere; restricted ones count and are
//! never named.

use crate::{
    IncidentError,
    forms::{Value, Values},
    sight,
    store::statistics::{self as store, Clocks, Group, Span},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use coloa_auth::{Access, Actor, Reach};
use coloa_base::{AgencyId, VN_OFFSET};
use coloa_law::{
    LawBook,
    period::{PeriodKind, data_period},
};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

pub use crate::store::statistics::Measure;

/// The form of the law that these figures fill.
pub const FORM: &str = "tt20-05";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    unknown_level: String,
    level: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/statistics.toml"))
        .expect("embedded statistics.toml parses; a test reads it")
});

/// Days that a periodic report covers, by the rule in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub kind: PeriodKind,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub from: NaiveDate,
    /// That day included.
    pub to: NaiveDate,
    pub agency: Option<AgencyId>,
}

/// A name with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub code: String,
    pub name: String,
    pub number: i64,
}

/// How clocks were kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InTime {
    pub met: i64,
    pub late: i64,
    /// Not met; `overdue` of them after their term.
    pub open: i64,
    pub overdue: i64,
}

/// The same of one duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfDuty {
    pub duty: String,
    pub text: String,
    /// Article and source.
    pub article: String,
    pub clocks: InTime,
}

/// How long something took, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeTo {
    pub measure: Measure,
    pub median: i64,
    pub p90: i64,
    /// Cases that reached it.
    pub number: i64,
}

/// All figures of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub total: i64,
    /// By group, in the order of the list, those without incidents too.
    pub by_type: Vec<Counted>,
    /// By level of the system.
    pub by_level: Vec<Counted>,
    pub by_severity: Vec<Counted>,
    pub handled: i64,
    pub closed: i64,
    /// In which another agency helped.
    pub coordinated: u64,
    pub staff: u64,
    pub drills: u64,
    pub in_time: InTime,
    pub duties: Vec<OfDuty>,
    pub times: Vec<TimeTo>,
}

/// Periods that are reported on: the half-year and the year of today, then those before.
#[must_use]
pub fn periods(today: NaiveDate) -> Vec<Period> {
    let year = today.year();
    let mut all: Vec<Period> = (year - 1..=year + 1)
        .flat_map(|y| {
            [
                (PeriodKind::HalfYear, y, 1),
                (PeriodKind::HalfYear, y, 2),
                (PeriodKind::Year, y, 1),
            ]
        })
        .filter_map(|(kind, y, index)| {
            let days = data_period(kind, y, index).ok()?;
            Some(Period {
                kind,
                from: days.from,
                to: days.to,
            })
        })
        .filter(|p| p.from <= today)
        .collect();
    // The latest first, and of those that end together the shorter one.
    all.sort_by_key(|p| (std::cmp::Reverse(p.to.min(today)), std::cmp::Reverse(p.from)));
    all
}

fn begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    let at = day.and_hms_opt(0, 0, 0)?.and_local_timezone(VN_OFFSET).single()?;
    Some(at.with_timezone(&Utc))
}

pub(crate) fn span(reach: Reach, ask: &Ask) -> Result<Span, IncidentError> {
    let out_of_range = || crate::error::invalid("to", "out_of_range");
    if ask.to < ask.from {
        return Err(IncidentError::Contradiction {
            field: "to",
            other: "from",
        });
    }
    let after = ask.to.succ_opt().and_then(begin).ok_or_else(out_of_range)?;
    Ok(Span {
        reach,
        agency: ask.agency,
        from: begin(ask.from).ok_or_else(out_of_range)?,
        to: after,
    })
}

/// The figures of a period within reach; kept while nothing changes, since many look at them.
pub async fn read(access: &Access, actor: &Actor, ask: Ask) -> Result<Arc<Figures>, IncidentError> {
    let span = span(sight::of(access, actor)?.reach, &ask)?;
    let asked = (span.clone(), ask);
    access
        .kept("incident.statistics", &asked, compute(access, &span, ask))
        .await
}

async fn compute(access: &Access, span: &Span, ask: Ask) -> Result<Figures, IncidentError> {
    let db = access.db().reader();
    let now = access.clock().now();
    let times = |measure| store::minutes(db, span, measure);
    let [first, second, third, fourth] = Measure::ALL;
    // They go on beside each other: each looks at every case of the time.
    let (groups, clocks, coordinated, staff, drills, a, b, c, d) = tokio::try_join!(
        store::groups(db, span),
        store::clocks(db, span, now),
        store::coordinated(db, span),
        store::staff(db, ask.agency),
        store::drills(db, span),
        times(first),
        times(second),
        times(third),
        times(fourth),
    )?;
    let sum = |of: fn(&Group) -> i64| groups.iter().map(of).sum();
    let duties = duties(&clocks);
    Ok(Figures {
        from: ask.from,
        to: ask.to,
        total: sum(|g| g.number),
        by_type: by_list("group", ask.to, &groups, |g| &g.group_code),
        by_level: by_level(&groups),
        by_severity: by_list("severity", ask.to, &groups, |g| &g.severity),
        handled: sum(|g| g.handled),
        closed: sum(|g| g.closed),
        coordinated,
        staff,
        drills,
        in_time: together(duties.iter().map(|d| d.clocks)),
        duties,
        times: Measure::ALL
            .into_iter()
            .zip([a, b, c, d])
            .filter_map(|(measure, rows)| time_to(measure, &rows))
            .collect(),
    })
}

/// Numbers by a list of the law on a day; codes that it does not hold come last.
fn by_list(kind: &str, day: NaiveDate, groups: &[Group], code: fn(&Group) -> &String) -> Vec<Counted> {
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    for group in groups {
        *numbers.entry(code(group).as_str()).or_default() += group.number;
    }
    let mut all: Vec<Counted> = LawBook::current()
        .incident_groups(kind, day)
        .map(|row| Counted {
            code: row.body.code.clone(),
            name: row.body.name.clone(),
            number: numbers.remove(row.body.code.as_str()).unwrap_or_default(),
        })
        .collect();
    all.extend(numbers.into_iter().map(|(code, number)| Counted {
        code: code.to_owned(),
        name: code.to_owned(),
        number,
    }));
    all
}

fn by_level(groups: &[Group]) -> Vec<Counted> {
    let number = |level: i32| {
        groups
            .iter()
            .filter(|g| g.system_level == level)
            .map(|g| g.number)
            .sum()
    };
    // Levels that exist, and the place of those that have none yet.
    let levels: BTreeSet<i32> = (1..=5).chain(groups.iter().map(|g| g.system_level)).collect();
    levels
        .into_iter()
        .map(|level| Counted {
            code: level.to_string(),
            name: match level {
                0 => WORDS.unknown_level.clone(),
                level => WORDS.level.replace("{level}", &level.to_string()),
            },
            number: number(level),
        })
        .collect()
}

fn together(all: impl Iterator<Item = InTime>) -> InTime {
    all.fold(InTime::default(), |sum, one| InTime {
        met: sum.met + one.met,
        late: sum.late + one.late,
        open: sum.open + one.open,
        overdue: sum.overdue + one.overdue,
    })
}

fn duties(clocks: &[Clocks]) -> Vec<OfDuty> {
    let book = LawBook::current();
    let of = |c: &Clocks| {
        let row = book.duties.iter().find(|d| d.body.id == c.duty);
        OfDuty {
            duty: c.duty.clone(),
            text: row.map_or_else(|| c.duty.clone(), |d| d.body.text.clone()),
            article: row.map(|d| d.legal.citation()).unwrap_or_default(),
            clocks: InTime {
                met: c.met,
                late: c.late,
                open: c.open,
                overdue: c.overdue,
            },
        }
    };
    clocks.iter().map(of).collect()
}

/// Median and 90th percentile by nearest rank; rows are minutes and how often, the shortest first.
fn time_to(measure: Measure, rows: &[(i64, i64)]) -> Option<TimeTo> {
    let number: i64 = rows.iter().map(|(_, n)| n).sum();
    let at = |hundredths: i64| {
        let rank = (number * hundredths + 99) / 100;
        let mut seen = 0;
        rows.iter().find_map(|(minutes, n)| {
            seen += n;
            (seen >= rank).then_some(*minutes)
        })
    };
    Some(TimeTo {
        measure,
        median: at(50)?,
        p90: at(90)?,
        number,
    })
}

/// Whether a field of the periodic form is known here; what no record says stays empty.
#[must_use]
pub fn fills(key: &str) -> bool {
    FIELDS.contains(&key) || OPEN.contains(&key)
}

const FIELDS: [&str; 6] = ["by_type", "by_level", "handled", "coordinated", "staff", "drills"];
/// Written by people: no record holds them.
const OPEN: [&str; 2] = ["training", "proposal"];

/// The fields of the periodic form.
#[must_use]
pub fn values(figures: &Figures) -> Values {
    let table = |rows: &[Counted]| {
        Value::Rows(
            rows.iter()
                .map(|r| vec![r.name.clone(), r.number.to_string()])
                .collect(),
        )
    };
    let text = |number: u64| Value::Text(number.to_string());
    let of = [
        table(&figures.by_type),
        table(&figures.by_level),
        text(figures.handled.unsigned_abs()),
        text(figures.coordinated),
        text(figures.staff),
        text(figures.drills),
    ];
    FIELDS.into_iter().map(str::to_owned).zip(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn the_period_of_today_comes_first_by_the_rule_of_reports() {
        let periods = periods(day(2026, 11, 29));
        assert_eq!(
            (periods[0].kind, periods[0].from, periods[0].to),
            (PeriodKind::HalfYear, day(2026, 6, 15), day(2026, 12, 14))
        );
        assert_eq!(
            (periods[1].kind, periods[1].from, periods[1].to),
            (PeriodKind::Year, day(2025, 12, 15), day(2026, 12, 14))
        );
        assert_eq!(periods[2].to, day(2026, 6, 14));
        // On the first day of the next period its own comes first.
        assert_eq!(super::periods(day(2026, 12, 15))[0].from, day(2026, 12, 15));
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let rows: Vec<(i64, i64)> = (1..=10).map(|m| (m * 10, 1)).collect();
        let time = time_to(Measure::End, &rows).unwrap();
        assert_eq!((time.median, time.p90, time.number), (50, 90, 10));
        let one = time_to(Measure::End, &[(7, 1)]).unwrap();
        assert_eq!((one.median, one.p90), (7, 7));
        let skewed = time_to(Measure::End, &[(1, 8), (60, 1), (600, 1)]).unwrap();
        assert_eq!((skewed.median, skewed.p90), (1, 60));
        assert_eq!(time_to(Measure::End, &[]), None);
    }

    #[test]
    fn levels_are_all_there_and_unknown_ones_only_where_they_are() {
        let group = |level, number| Group {
            group_code: "malware".into(),
            severity: "M3".into(),
            system_level: level,
            number,
            handled: 0,
            closed: 0,
        };
        let levels = by_level(&[group(3, 2), group(3, 1)]);
        assert_eq!(
            levels.iter().map(|l| l.number).collect::<Vec<_>>(),
            [0, 0, 3, 0, 0]
        );
        let with_unknown = by_level(&[group(0, 4)]);
        assert_eq!((with_unknown.len(), with_unknown[0].number), (6, 4));
        assert_eq!(with_unknown[0].name, WORDS.unknown_level);
    }
}
