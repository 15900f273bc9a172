//! Stored events looked through again: a rule that is tried before it goes live, a list of indicators that came in.

use crate::{
    detection::Detection,
    directory::{Directory, View},
    indicators::Indicators,
    reading,
};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_detect::{Level, RuleSet};
use coloa_event::Finding;
use coloa_event_store::{
    Row, Scope, SearchError, Searcher, Window,
    query::Query,
    search::{Order, Request},
};
use std::{
    collections::{BTreeMap, HashSet},
    future::Future,
    time::{Duration, Instant},
};

/// Events that are read together.
const PAGE: usize = 5_000;
/// Findings that are shown of a trial.
const SHOWN: usize = 50;
/// How long a trial may take, and how many events it looks at.
const TRIAL_TIME: Duration = Duration::from_secs(60);
const TRIAL_EVENTS: u64 = 3_000_000;

/// What a rule would have found.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Events that were looked at.
    pub events: u64,
    pub findings: u64,
    /// Different rule and entity: about as many alerts as would have been raised.
    pub alerts: u64,
    /// Findings by day.
    pub days: BTreeMap<chrono::NaiveDate, u64>,
    /// The first of them.
    pub shown: Vec<Finding>,
    /// How far it came before its time was over; `None`: to the end.
    pub until: Option<DateTime<Utc>>,
    pub took: Duration,
    /// Rules that cannot run, and why.
    pub problems: Vec<String>,
}

/// Stored events between two moments from a number on, in the order in which they came in; and the number to go on
/// with, where there may be more.
async fn page(
    searcher: &Searcher,
    query: &Query,
    time: (DateTime<Utc>, DateTime<Utc>),
    next: u64,
) -> Result<(Vec<Row>, Option<u64>), SearchError> {
    let window = Window {
        time,
        seq: (next, u64::MAX >> 1),
    };
    let request = Request {
        order: Order::SeqUp,
        ..Request::newest(query.clone(), Scope::All, window, PAGE)
    };
    let found = searcher.rows(request).await?.found.rows;
    let behind = found
        .last()
        .filter(|_| found.len() == PAGE)
        .map(|row| row.seq + 1);
    Ok((found, behind))
}

/// Runs rules over what is stored between two moments; nothing is kept of it. `query` narrows the events, `told` are the
/// rules whose findings count, by id or name: those that they refer to do not.
///
/// # Errors
/// They cannot be searched.
pub async fn try_rules(
    searcher: &Searcher,
    directory: &Directory,
    rules: RuleSet,
    query: Query,
    window: (DateTime<Utc>, DateTime<Utc>),
    told: &HashSet<String>,
) -> Result<Trial, SearchError> {
    let begun = Instant::now();
    let mut detection = Detection::new(rules, Level::Informational);
    let mut trial = Trial {
        problems: detection
            .detector()
            .problems()
            .iter()
            .map(|p| p.why.clone())
            .collect(),
        ..Trial::default()
    };
    let mut groups: HashSet<(String, String)> = HashSet::new();
    let view = directory.view();
    let mut next = Some(0);
    while let Some(from) = next {
        let (page, behind) = page(searcher, &query, window, from).await?;
        next = behind;
        let mut found = Vec::new();
        for row in &page {
            detection.look(reading::seen(&view, row, false), &mut found);
        }
        trial.events += page.len() as u64;
        for finding in found.into_iter().filter(|f| told.contains(&f.rule_id)) {
            trial.findings += 1;
            *trial
                .days
                .entry(coloa_base::clock::vn_date(finding.at))
                .or_default() += 1;
            let entity = finding
                .entity
                .as_ref()
                .map(|e| e.value.clone())
                .unwrap_or_default();
            groups.insert((finding.rule_id.clone(), entity));
            if trial.shown.len() < SHOWN {
                trial.shown.push(finding);
            }
        }
        if next.is_some() && (begun.elapsed() > TRIAL_TIME || trial.events >= TRIAL_EVENTS) {
            trial.until = page.last().map(|row| row.time);
            break;
        }
    }
    trial.alerts = groups.len() as u64;
    trial.took = begun.elapsed();
    Ok(trial)
}

/// Looks for indicators among what is stored of the last days; findings and the number of events go to `take`, page by
/// page, which waits until they are stored.
///
/// # Errors
/// They cannot be searched.
pub async fn look_back<F: Future<Output = bool>>(
    searcher: &Searcher,
    directory: &Directory,
    indicators: &Indicators,
    days: i64,
    now: DateTime<Utc>,
    mut take: impl FnMut(u64, Vec<Finding>) -> F,
) -> Result<(), SearchError> {
    let view = directory.view();
    let window = (now - TimeDelta::days(days), now + TimeDelta::minutes(5));
    let mut next = Some(0);
    while let Some(from) = next {
        let (page, behind) = page(searcher, &Query::All, window, from).await?;
        next = behind;
        let found = sightings(&view, indicators, &page);
        if !page.is_empty() && !take(page.len() as u64, found).await {
            break;
        }
    }
    Ok(())
}

fn sightings(view: &View, indicators: &Indicators, page: &[Row]) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in page {
        indicators.look(&reading::seen(view, row, false), &mut found);
    }
    found
}
