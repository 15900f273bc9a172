//! Pure decisions on targets.

use chrono::{Datelike, NaiveDate};

/// How a target stands, by colour and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// The goal is reached.
    Reached,
    /// On the way: no less than the share of the year that has passed.
    OnTrack,
    /// Behind it.
    Behind,
    /// The date has passed and the goal is missed.
    Missed,
    /// No value, or no goal: nothing can be said, and it is not zero.
    NoData,
}

impl Light {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OnTrack => "on_track",
            Self::Behind => "behind",
            Self::Missed => "missed",
            Self::NoData => "no_data",
        }
    }
}

/// Comparators that a target may have.
pub const COMPARATORS: &[&str] = &[">=", ">", "=", "<=", "<"];

/// Whether a value satisfies the goal. Equality allows for rounding in the ninth place.
#[must_use]
pub fn satisfied(comparator: &str, value: f64, goal: f64) -> bool {
    match comparator {
        ">" => value > goal,
        "<=" => value <= goal,
        "<" => value < goal,
        "=" => (value - goal).abs() <= 1e-9 * goal.abs().max(1.0),
        _ => value >= goal,
    }
}

/// The light of a number against the goal of a year.
#[must_use]
pub fn light(comparator: &str, value: Option<f64>, goal: Option<f64>, year: i32, today: NaiveDate) -> Light {
    let (Some(value), Some(goal)) = (value, goal) else {
        return Light::NoData;
    };
    if satisfied(comparator, value, goal) {
        // "At most" is only reached when the year is over: until then it merely holds.
        return if comparator.starts_with('<') && today.year() <= year {
            Light::OnTrack
        } else {
            Light::Reached
        };
    }
    if today.year() > year {
        return Light::Missed;
    }
    if comparator.starts_with('<') || comparator == "=" {
        return Light::Behind;
    }
    let passed = if today.year() < year {
        0.0
    } else {
        f64::from(today.ordinal()) / 365.0
    };
    if goal > 0.0 && value >= goal * passed {
        Light::OnTrack
    } else {
        Light::Behind
    }
}

/// The light of a milestone.
#[must_use]
pub fn milestone_light(reached: Option<bool>, year: Option<i32>, today: NaiveDate) -> Light {
    match (reached, year) {
        (Some(true), _) => Light::Reached,
        // What nobody has said is not missed.
        (None, _) => Light::NoData,
        (Some(false), Some(year)) if today.year() > year => Light::Missed,
        (Some(false), _) => Light::Behind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(y: i32, m: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, day).unwrap()
    }

    #[test]
    fn no_value_is_no_colour() {
        assert_eq!(light(">=", None, Some(100.0), 2026, d(2026, 7, 1)), Light::NoData);
        assert_eq!(light(">=", Some(5.0), None, 2026, d(2026, 7, 1)), Light::NoData);
    }

    #[test]
    fn the_share_of_the_year_decides_while_it_runs() {
        let mid = d(2026, 7, 2);
        assert_eq!(light(">=", Some(60.0), Some(100.0), 2026, mid), Light::OnTrack);
        assert_eq!(light(">=", Some(40.0), Some(100.0), 2026, mid), Light::Behind);
        assert_eq!(light(">=", Some(100.0), Some(100.0), 2026, mid), Light::Reached);
        assert_eq!(light(">=", Some(40.0), Some(100.0), 2025, mid), Light::Missed);
        assert_eq!(light(">=", Some(0.0), Some(100.0), 2028, mid), Light::OnTrack);
    }

    #[test]
    fn at_most_is_reached_when_the_year_is_over() {
        assert_eq!(
            light("<=", Some(3.0), Some(5.0), 2026, d(2026, 7, 2)),
            Light::OnTrack
        );
        assert_eq!(
            light("<=", Some(3.0), Some(5.0), 2026, d(2027, 1, 1)),
            Light::Reached
        );
        assert_eq!(
            light("<=", Some(8.0), Some(5.0), 2026, d(2026, 7, 2)),
            Light::Behind
        );
    }

    #[test]
    fn a_milestone_is_missed_after_its_year() {
        assert_eq!(
            milestone_light(Some(false), Some(2025), d(2026, 1, 1)),
            Light::Missed
        );
        assert_eq!(milestone_light(None, Some(2025), d(2026, 1, 1)), Light::NoData);
        assert_eq!(milestone_light(None, Some(2026), d(2026, 1, 1)), Light::NoData);
        assert_eq!(
            milestone_light(Some(true), Some(2025), d(2026, 1, 1)),
            Light::Reached
        );
    }
}
