//! What a hunt saw: how much was looked at, what was found when, on which hosts, by which technique.

use super::{Context, Failure, Found, Said, Why};
use crate::output;
use coloa_detect::{Detector, Level};
use std::{collections::BTreeMap, fmt::Display};

/// Lines of each list.
const MOST: usize = 10;
/// Names kept apart for each list; what is more is counted in the total alone.
const NAMES: usize = 10_000;
/// Reasons that are told one by one.
const REASONS: usize = 5;

pub(super) struct Summary {
    rules: usize,
    correlations: usize,
    /// Documents that could not become a rule.
    left_out: usize,
    /// Events that no correlation could count any more.
    pub(super) uncounted: u64,
    records: u64,
    unknown: u64,
    damaged: u64,
    skipped: u64,
    levels: BTreeMap<Option<Level>, u64>,
    days: BTreeMap<String, u64>,
    hosts: BTreeMap<String, u64>,
    techniques: BTreeMap<String, u64>,
    titles: BTreeMap<String, u64>,
}

fn count(map: &mut BTreeMap<String, u64>, name: &str) {
    if let Some(n) = map.get_mut(name) {
        *n += 1;
    } else if map.len() < NAMES {
        map.insert(name.to_owned(), 1);
    }
}

/// `attack.t1059.001` is `T1059.001`; other tags are no techniques.
fn technique(tag: &str) -> Option<String> {
    let id = tag.strip_prefix("attack.")?;
    let digits = id.strip_prefix(['t', 'T'])?;
    digits
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| id.to_ascii_uppercase())
}

fn tell(context: &Context, code: &str, file: &str, why: &Why) {
    let why = context.say(why.code, &[("detail", &why.detail)]);
    eprintln!("{}", context.say(code, &[("file", &file), ("why", &why)]));
}

impl Summary {
    pub(super) fn new(detector: &Detector, correlations: usize) -> Self {
        Self {
            rules: detector.rules().len(),
            correlations,
            left_out: detector.problems().len(),
            uncounted: 0,
            records: 0,
            unknown: 0,
            damaged: 0,
            skipped: 0,
            levels: BTreeMap::new(),
            days: BTreeMap::new(),
            hosts: BTreeMap::new(),
            techniques: BTreeMap::new(),
            titles: BTreeMap::new(),
        }
    }

    /// Counts what a thread said; the first reasons are told at once.
    pub(super) fn take(&mut self, said: &Said, context: &Context) -> Result<(), Failure> {
        match said {
            Said::Found(found) => self.found(found),
            Said::Kept(_) => {}
            Said::Looked { records, unknown } => {
                self.records += records;
                self.unknown += unknown;
            }
            Said::Damaged { file, why } => {
                self.damaged += 1;
                if self.damaged <= REASONS as u64 {
                    tell(context, "say.hunt_damaged", file, why);
                }
            }
            Said::Skipped { file, why } => {
                self.skipped += 1;
                if self.skipped <= REASONS as u64 {
                    tell(context, "say.hunt_skipped", file, why);
                }
            }
        }
        Ok(())
    }

    pub(super) fn found(&mut self, found: &Found) {
        *self.levels.entry(found.level).or_default() += 1;
        if let Some(time) = found.time {
            let day = coloa_base::clock::vn_date(time).to_string();
            count(&mut self.days, &day);
        }
        if let Some(host) = &found.host {
            count(&mut self.hosts, host);
        }
        for technique in found.tags.iter().filter_map(|t| technique(t)) {
            count(&mut self.techniques, &technique);
        }
        count(&mut self.titles, &found.rule_title);
    }

    /// For people: after the findings, and beside the output where that is for programs.
    pub(super) fn print(&self, context: &Context) -> Result<(), Failure> {
        let mut text = String::new();
        let mut line = |code: &str, params: &[(&'static str, &dyn Display)]| {
            text.push_str(&context.say(code, params));
            text.push('\n');
        };
        let hits: u64 = self.levels.values().sum();
        line(
            "say.hunt_looked",
            &[
                ("records", &self.records),
                ("rules", &self.rules),
                ("hits", &hits),
            ],
        );
        for (code, number) in [
            ("say.hunt_correlations", self.correlations as u64),
            ("say.hunt_rules_left_out", self.left_out as u64),
            ("say.hunt_uncounted", self.uncounted),
            ("say.hunt_unknown", self.unknown),
            ("say.hunt_damaged_count", self.damaged),
            ("say.hunt_skipped_count", self.skipped),
        ] {
            if number > 0 {
                line(code, &[("count", &number)]);
            }
        }
        let levels = self.levels.iter().rev().map(|(level, n)| {
            let name = level.map_or("—", Level::as_str);
            (name.to_owned(), *n)
        });
        let lists: [(&str, Vec<(String, u64)>); 5] = [
            ("say.hunt_levels", levels.collect()),
            ("say.hunt_days", timeline(&self.days)),
            ("say.hunt_hosts", most(&self.hosts)),
            ("say.hunt_techniques", most(&self.techniques)),
            ("say.hunt_titles", most(&self.titles)),
        ];
        for (code, rows) in lists {
            if rows.is_empty() {
                continue;
            }
            text.push('\n');
            text.push_str(&context.say(code, &[]));
            text.push('\n');
            for (name, n) in rows {
                text.push_str(&format!("  {n:>8}  {name}\n"));
            }
        }
        if context.format.is_for_programs() {
            eprint!("{text}");
            Ok(())
        } else {
            output::line(&format!("\n{}", text.trim_end()))
        }
    }
}

/// By day; by month where that would be more than two months of lines.
fn timeline(days: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    if days.len() <= 62 {
        return days.clone().into_iter().collect();
    }
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    for (day, n) in days {
        *months.entry(day[..day.len().min(7)].to_owned()).or_default() += n;
    }
    months.into_iter().collect()
}

/// The most frequent ones, first by number, then by name.
fn most(map: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut rows: Vec<(String, u64)> = map.iter().map(|(name, n)| (name.clone(), *n)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(MOST);
    rows
}

#[cfg(test)]
mod tests {
    use super::technique;

    #[test]
    fn techniques_are_told_from_tactics() {
        assert_eq!(technique("attack.t1059.001").as_deref(), Some("T1059.001"));
        assert_eq!(technique("attack.execution"), None);
        assert_eq!(technique("attack.ta0002"), None);
        assert_eq!(technique("cve.2021-44228"), None);
    }
}
