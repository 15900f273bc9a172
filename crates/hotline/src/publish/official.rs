//! Names that fakes imitate, known to everybody.

use crate::published::Official;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficialFile {
    organisation: Vec<OfficialRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficialRow {
    name: String,
    domains: Vec<String>,
    #[serde(default)]
    brands: Vec<String>,
}

/// Names that fakes imitate, known to everybody.
static OFFICIAL: LazyLock<Vec<Official>> = LazyLock::new(|| {
    let file: OfficialFile = toml::from_str(include_str!("../../data/official.toml"))
        .expect("embedded official.toml parses; a test reads it");
    let official = |row: OfficialRow| Official {
        organisation: row.name,
        domains: row.domains,
        brands: row.brands,
    };
    file.organisation.into_iter().map(official).collect()
});

/// Names that fakes imitate, known to everybody.
pub(crate) fn official() -> &'static [Official] {
    &OFFICIAL
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_base::text;
    use coloa_lookalike::{Entry, Outcome, Register};

    #[test]
    fn official_names_are_sound_and_recognised() {
        let entries: Vec<Entry> = OFFICIAL
            .iter()
            .map(|o| Entry {
                organisation: o.organisation.clone(),
                domains: o.domains.clone(),
                brands: o.brands.clone(),
            })
            .collect();
        assert!(entries.len() >= 100, "{}", entries.len());
        let register = Register::build(entries);
        assert!(register.refused().is_empty(), "{:?}", register.refused());
        for official in OFFICIAL.iter() {
            assert!(!official.domains.is_empty(), "{}", official.organisation);
            assert_eq!(official.organisation, text::nfc(&official.organisation));
            for domain in &official.domains {
                let verdict = register
                    .check(&format!("https://www.{domain}/dang-nhap"))
                    .unwrap();
                assert!(matches!(verdict.outcome, Outcome::Official(_)), "{domain}");
            }
        }
        for fake in [
            "dichvucong-gov.vn",
            "vietcombank-xacthuc.vip",
            "vneid.bocongan-gov.example",
        ] {
            let verdict = register.check(fake).unwrap();
            assert!(
                matches!(
                    verdict.outcome,
                    Outcome::LooksLike(_) | Outcome::FalseState { .. }
                ),
                "{fake}: {:?}",
                verdict.outcome
            );
        }
    }
}
