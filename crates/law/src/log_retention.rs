//! How long logs are kept, by the level of the system that wrote them.

use crate::source::Legal;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::LazyLock;

/// Logs of systems of a level are kept at least so long.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LogRetention {
    /// `R85`, `R331`.
    pub regime: String,
    /// 1–5.
    pub level: u8,
    pub months: u32,
    #[serde(flatten)]
    pub legal: Legal,
}

#[derive(Deserialize)]
struct MonitoringRow {
    level: u8,
    days: u32,
    #[serde(flatten)]
    legal: Legal,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<LogRetention>,
    monitoring: Vec<MonitoringRow>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/log_retention.toml"))
        .expect("the embedded rules of retention are read by a test")
});

/// What a log has to be kept for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    pub days: u32,
    /// The ground; `None`: no rule asks for it.
    pub legal: Option<Legal>,
}

/// Days of the longest month: a month that is kept is kept whole, whichever it is.
const MONTH_DAYS: u32 = 31;

/// The longest that any rule in force on `day` asks for logs of systems of this level; 0: the level is not known.
#[must_use]
pub fn log_retention(level: u8, day: NaiveDate) -> Keep {
    let of_systems = FILE
        .rule
        .iter()
        .filter(|r| r.level == level && r.legal.in_force(day))
        .map(|r| (r.months * MONTH_DAYS, &r.legal));
    let of_monitoring = FILE
        .monitoring
        .iter()
        .filter(|r| level >= r.level && r.legal.in_force(day))
        .map(|r| (r.days, &r.legal));
    of_systems
        .chain(of_monitoring)
        .max_by_key(|(days, _)| *days)
        .map_or(Keep { days: 0, legal: None }, |(days, legal)| Keep {
            days,
            legal: Some(legal.clone()),
        })
}

/// What monitoring keeps, whatever the system asks: from which level, days, ground.
pub(crate) fn monitoring_retentions() -> impl Iterator<Item = (u8, u32, &'static Legal)> {
    FILE.monitoring
        .iter()
        .map(|row| (row.level, row.days, &row.legal))
}

/// All rules, for those who want to see them.
#[must_use]
pub fn log_retentions() -> &'static [LogRetention] {
    &FILE.rule
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_level_has_its_term_and_its_article() {
        for (level, days) in [(0, 0), (1, 0), (2, 31), (3, 93), (4, 186), (5, 372)] {
            let keep = log_retention(level, day("2026-11-28"));
            assert_eq!(keep.days, days, "level {level}");
            assert_eq!(keep.legal.is_some(), days > 0);
        }
        let citation = |on| log_retention(3, day(on)).legal.unwrap().citation();
        assert!(citation("2026-11-28").contains("14423:2026"));
        assert!(citation("2024-01-01").contains("11930:2017"));
    }

    #[test]
    fn one_rule_of_a_level_is_in_force_at_a_time() {
        for rule in log_retentions() {
            let same = log_retentions()
                .iter()
                .filter(|r| r.level == rule.level && r.legal.in_force(rule.legal.valid_from))
                .count();
            assert_eq!(same, 1, "{rule:?}");
        }
    }
}
