//! How often something is done, how long something is kept, and other numbers by level.

use crate::book::{LawBook, Record, Row, RowFault, levels, of_regime};
use crate::source::Legal;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A periodic assessment (Decree 85/2016, Article 20.2c; Decree 331/2026, Article 28.5a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    pub id: String,
    pub regime: String,
    /// Levels of the systems assessed; empty: the organisation as a whole.
    #[serde(default)]
    pub levels: Vec<u8>,
    pub text: String,
    /// `None`: the law names no number; the installation sets one.
    #[serde(default)]
    pub months: Option<u32>,
    /// Who may do it, in Vietnamese.
    #[serde(default)]
    pub by: Option<String>,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Done again after so many months.
    EveryMonths,
    /// Kept for so many months.
    KeptMonths,
    Days,
    Minutes,
    Characters,
    Attempts,
    Paths,
    Kilometres,
    /// 1 yes, 0 no.
    YesNo,
}

/// A number by level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// e.g. `rogue_device_check`.
    pub key: String,
    pub regime: String,
    pub name: String,
    pub unit: Unit,
    /// By level 1–5; 0: nothing is asked at the level (for `yes_no`: no).
    pub values: [u32; 5],
    /// Levels at which the text says "periodically" or leaves the number to the owner's own programme.
    #[serde(default)]
    pub unnumbered: Vec<u8>,
    /// The standard suggests it; not an obligation.
    #[serde(default)]
    pub suggested: bool,
    #[serde(default)]
    pub note: Option<String>,
}

/// A number at one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ThresholdAt<'a> {
    /// `None`: asked for, without a number.
    pub value: Option<u32>,
    pub unit: Unit,
    pub suggested: bool,
    pub legal: &'a Legal,
}

/// How long files are kept at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub id: String,
    pub text: String,
    /// `None`: to be kept, for no stated time.
    #[serde(default)]
    pub months: Option<u32>,
}

impl Record for Retention {
    const KIND: &'static str = "retention";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
}
impl Record for Interval {
    const KIND: &'static str = "interval";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        levels(self.levels.iter().copied())
    }
}
impl Record for Threshold {
    const KIND: &'static str = "threshold";
    fn id(&self) -> String {
        format!("{}/{}", self.regime, self.key)
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        levels(self.unnumbered.iter().copied())
    }
}

impl LawBook {
    /// The number with this key at a level; `None`: nothing is asked there, or the key is not known.
    #[must_use]
    pub fn threshold(&self, key: &str, regime: &str, level: u8, day: NaiveDate) -> Option<ThresholdAt<'_>> {
        let row = of_regime(&self.thresholds, regime, day)
            .into_iter()
            .find(|t| t.key == key)?;
        let value = *row.values.get(usize::from(level.checked_sub(1)?))?;
        let unnumbered = row.unnumbered.contains(&level);
        if value == 0 && !unnumbered && row.unit != Unit::YesNo {
            return None;
        }
        Some(ThresholdAt {
            value: (!unnumbered).then_some(value),
            unit: row.unit,
            suggested: row.suggested,
            legal: &row.legal,
        })
    }

    /// How often the whole organisation (`None`) or systems of a level are assessed.
    #[must_use]
    pub fn intervals(&self, regime: &str, level: Option<u8>, day: NaiveDate) -> Vec<&Row<Interval>> {
        of_regime(&self.intervals, regime, day)
            .into_iter()
            .filter(|i| level.map_or(i.levels.is_empty(), |l| i.levels.contains(&l)))
            .collect()
    }
}
