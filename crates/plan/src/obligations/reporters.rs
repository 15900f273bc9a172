//! Who owes a statutory report: the law names roles, the directory knows who held them on the day.

use chrono::NaiveDate;
use coloa_agency::{AgencyError, Description, Tenure};
use coloa_base::AgencyId;
use coloa_law::StatutoryReport;
use coloa_platform::Db;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    reporter: Vec<Reporter>,
}

#[derive(Deserialize)]
struct Reporter {
    code: String,
    #[serde(flatten)]
    who: Description,
}

static REPORTERS: LazyLock<Vec<(String, Description)>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/statutory_reporters.toml"))
        .expect("embedded statutory_reporters.toml parses; a test reads it");
    file.reporter.into_iter().map(|r| (r.code, r.who)).collect()
});

/// The directory's answer for every reporter of the law.
#[derive(Debug, Default)]
pub struct Reporters {
    tenures: Vec<Tenure>,
}

impl Reporters {
    pub async fn load(db: &Db) -> Result<Self, AgencyError> {
        let wanted: Vec<Description> = REPORTERS.iter().map(|(_, who)| who.clone()).collect();
        Ok(Self {
            tenures: coloa_agency::tenures(db, &wanted).await?,
        })
    }

    /// The agencies that owe the report on a day, each once.
    #[must_use]
    pub fn of(&self, report: &StatutoryReport, on: NaiveDate) -> Vec<AgencyId> {
        let mut found: Vec<AgencyId> = self
            .tenures
            .iter()
            .filter(|t| report.from.contains(&REPORTERS[t.which].0) && t.period.contains(on))
            .map(|t| t.agency)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reporter_of_the_law_is_described() {
        for report in coloa_law::calendar::statutory_reports() {
            for code in &report.from {
                assert!(
                    REPORTERS.iter().any(|(known, _)| known == code),
                    "{}: {code} is not in statutory_reporters.toml",
                    report.id
                );
            }
        }
    }

    #[test]
    fn every_description_uses_terms_of_the_directory() {
        let terms = coloa_agency::terms::Terms::shipped().unwrap();
        for (code, who) in REPORTERS.iter() {
            for (vocabulary, term) in [
                ("role", &who.role),
                ("function", &who.function),
                ("kind", &who.kind),
                ("level", &who.level),
            ] {
                if let Some(term) = term {
                    assert!(
                        terms.get(vocabulary, term).is_some(),
                        "{code}: {vocabulary} {term}"
                    );
                }
            }
        }
    }
}
