//! The centre that runs the installation, and when it reminds.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstallationConfig {
    /// Name of the centre, shown in the shell and on reports.
    pub name: String,
    /// Official name of the province or city.
    pub province: String,
    /// Declared as an offline system approved for state secrets: handling marks above "internal" are accepted.
    pub offline_classified: bool,
    /// Language of e-mails and of a browser that asks for none: `vi` or `en`.
    pub language: String,
    /// A TOML file with the words of composed reports; empty: the product's own.
    pub report_words: PathBuf,
    /// A TOML file with decisions on days off that are later than the product's own; empty: those alone.
    pub working_days: PathBuf,
    /// TOML files with rows of law that are newer than the product, in the order in which they count (`docs/law.md`).
    pub law_files: Vec<PathBuf>,
    /// A report may bear a day of issue before the end of its period.
    pub issue_before_period_end: bool,
}

impl Default for InstallationConfig {
    fn default() -> Self {
        Self {
            name: "Trung tâm An ninh mạng".into(),
            province: String::new(),
            offline_classified: false,
            language: "vi".into(),
            report_words: PathBuf::new(),
            working_days: PathBuf::new(),
            law_files: Vec::new(),
            issue_before_period_end: false,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReminderConfig {
    /// Days before a due date on which the agency is reminded.
    pub days_before: Vec<i64>,
    /// Days after it.
    pub days_after: Vec<i64>,
    /// Hour of the day in Viet Nam at which digests go out.
    pub hour: u32,
    /// Days without an update after which progress counts as acceptable no more, and as stale.
    pub acceptable_days: i64,
    pub stale_days: i64,
    /// Days ahead for which dated instances of recurring duties are made.
    pub horizon_days: u64,
}

impl Default for ReminderConfig {
    fn default() -> Self {
        Self {
            days_before: vec![30, 7, 1],
            days_after: vec![1, 7, 14],
            hour: 7,
            acceptable_days: 60,
            stale_days: 180,
            horizon_days: 400,
        }
    }
}
