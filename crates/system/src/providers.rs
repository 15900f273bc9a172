//! Who is the same body: provider of a layer of protection, operator, assessor. Names are compared by the words that
//! tell one from another (`data/providers.toml`), so that "Tập đoàn VNPT" is "VNPT".

use crate::{SystemError, entity::information_system, store};
use chrono::NaiveDate;
use coloa_agency::Agencies;
use coloa_auth::Access;
use coloa_base::{AgencyId, text};
use coloa_platform::Tx;
use serde::Deserialize;
use std::sync::LazyLock;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    generic: Vec<String>,
    centre: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("../data/providers.toml"))
        .expect("embedded providers.toml parses; a test reads it");
    for list in [&mut words.generic, &mut words.centre] {
        for word in list {
            *word = text::words(word);
        }
    }
    words
});

/// The words of a name that tell it from others; all of them where none does.
#[must_use]
pub fn telling(name: &str) -> String {
    let all = text::words(name);
    let mut left = format!(" {all} ");
    for word in &WORDS.generic {
        let word = format!(" {word} ");
        while left.contains(&word) {
            left = left.replace(&word, " ");
        }
    }
    let left = left.trim();
    if left.is_empty() { all } else { left.to_owned() }
}

async fn named(access: &Access, agency: Option<Uuid>, on: NaiveDate) -> Result<Vec<String>, SystemError> {
    let Some(agency) = agency.map(AgencyId) else {
        return Ok(Vec::new());
    };
    let names = coloa_agency::names(access.db(), &[agency], on).await?;
    Ok(names.values().map(|name| telling(name)).collect())
}

/// What whoever operates a system is called on a day, in the directory or outside of it, as [`telling`] has names.
/// Empty: no operator is named.
pub(crate) async fn operators(
    access: &Access,
    tx: &Tx,
    row: &information_system::Model,
    on: NaiveDate,
) -> Result<Vec<String>, SystemError> {
    let mut found = named(access, row.operator_id, on).await?;
    let outside = store::register::profile(tx, row.id).await?.0.operator_name;
    if !outside.trim().is_empty() {
        found.push(telling(&outside));
    }
    Ok(found)
}

/// [`operators`]; where none is named, what its owner is called.
pub(crate) async fn operators_or_owner(
    access: &Access,
    tx: &Tx,
    row: &information_system::Model,
    on: NaiveDate,
) -> Result<Vec<String>, SystemError> {
    let found = operators(access, tx, row, on).await?;
    if found.is_empty() {
        named(access, Some(row.agency_id), on).await
    } else {
        Ok(found)
    }
}

/// What the province's own centre is called on a day, as [`telling`] has names: by the law, and in the directory.
pub async fn centre(access: &Access, on: NaiveDate) -> Result<Vec<String>, SystemError> {
    let directory = Agencies::new(access.clone()).directory().await?;
    let mut names = by_law();
    for agency in directory.iter().filter(|a| directory.alive(a.id, on)) {
        let Some(name) = agency.facts.name_on(on) else {
            continue;
        };
        let full = text::words(&name.full);
        if WORDS.centre.iter().any(|word| full.contains(word.as_str())) {
            names.push(telling(&name.full));
            names.extend(name.abbreviation.as_deref().map(telling));
        }
    }
    Ok(names)
}

/// As the law and other provinces call such a centre.
#[must_use]
pub fn by_law() -> Vec<String> {
    WORDS.centre.iter().map(|name| telling(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_by_its_own_words() {
        for (a, b) in [
            ("Tập đoàn VNPT", "VNPT"),
            ("Công ty TNHH Một thành viên An Toàn", "công ty cổ phần an toàn"),
            ("Tổng công ty Viettel - Chi nhánh", "VIETTEL"),
            ("Trung tâm An ninh mạng tỉnh", "Trung tâm An ninh mạng"),
        ] {
            assert_eq!(telling(a), telling(b), "{a} | {b}");
        }
        for (a, b) in [
            ("Trung tâm Kiểm định Bình An", "Công ty Bình An"),
            ("Công ty An ninh mạng Viettel", "Trung tâm An ninh mạng tỉnh"),
            ("Trung tâm", "Công ty"),
        ] {
            assert_ne!(telling(a), telling(b), "{a} | {b}");
        }
        assert!(by_law().contains(&telling("Trung tâm An ninh mạng thành phố")));
    }
}
