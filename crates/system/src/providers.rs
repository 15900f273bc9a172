//! Who is the same body: provider of a layer of protection, operator, assessor. Names are compared by the words that
//! tell one from another (`data/providers.toml`), so that "Tập đoàn VNPT" is "VNPT".

use crate::{SystemError, entity::information_system, store};
use chrono::NaiveDate;
use coloa_agency::Agencies;
use coloa_auth::Access;
use coloa_base::{AgencyId, text};
use coloa_platform::Tx;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    generic: Vec<String>,
    centre: Vec<String>,
    place: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("../data/providers.toml"))
        .expect("embedded providers.toml parses; a test reads it");
    for list in [&mut words.generic, &mut words.centre, &mut words.place] {
        for word in list {
            *word = text::words(word);
        }
    }
    words
});

/// Words of its own that a name must have for a longer one that holds it to be the same body, and how many are enough
/// where a place follows: "VNPT" or "An Toàn" stand in the names of many.
const OWN_WORDS: usize = 3;
const OWN_WORDS_OF_A_PLACE: usize = 2;

/// The words of a name that tell it from others; all of them where none does.
#[must_use]
pub fn telling(name: &str) -> String {
    let all = text::words(name);
    let left = own_words(&all);
    if left.is_empty() { all } else { left }
}

/// What is left of the words of a name without those that say what kind of body it is.
fn own_words(all: &str) -> String {
    let mut left = format!(" {all} ");
    for word in &WORDS.generic {
        let word = format!(" {word} ");
        while left.contains(&word) {
            left = left.replace(&word, " ");
        }
    }
    left.trim().to_owned()
}

/// A name as written: whole and without what stands in brackets, and what stands in them; as [`text::words`].
fn forms(name: &str) -> (Vec<String>, Vec<String>) {
    let mut parts = name.split(['(', '[']);
    let mut outer = parts.next().unwrap_or_default().to_owned();
    let mut inner = Vec::new();
    for part in parts {
        let (within, rest) = part.split_once([')', ']']).unwrap_or((part, ""));
        inner.push(text::words(within));
        outer.push(' ');
        outer.push_str(rest);
    }
    let mut whole = vec![text::words(name), text::words(&outer)];
    whole.dedup();
    whole.retain(|form| !form.is_empty());
    inner.retain(|form| !form.is_empty());
    (whole, inner)
}

/// Whether one name, as words, stands whole in another that only says more of the same body.
fn holds(long: &str, short: &str) -> bool {
    let own = own_words(short);
    let count = own.split_whitespace().count();
    let common = WORDS.centre.iter().any(|name| own_words(name) == own);
    let (long, short) = (format!(" {long} "), format!(" {short} "));
    long.match_indices(short.as_str()).any(|(at, _)| {
        let after = &long[at + short.len()..];
        let of_a_place = WORDS
            .place
            .iter()
            .any(|word| short.ends_with(&format!(" {word} ")) || after.starts_with(&format!("{word} ")));
        if of_a_place {
            count >= OWN_WORDS_OF_A_PLACE
        } else {
            count >= OWN_WORDS && !common
        }
    })
}

/// Whether two names mean the same body:
///
/// * their telling words ([`telling`]) are the same, or those of what one has in brackets are those of the other:
///   "Công ty An ninh mạng Viettel (Viettel Cyber Security)" is "Viettel Cyber Security";
/// * or one stands whole in the other, word by word, and has three telling words or more; two are enough where the
///   name of a place follows: "Công an tỉnh" is "Công an tỉnh Lam Sơn". A unit that bears the whole name of a body is
///   a part of it.
///
/// Fewer words stand in the names of many: "VNPT" is not "Trung tâm Công nghệ VNPT". How any province's centre is
/// called says no more than that, and is the same body only where a place follows: "Trung tâm An ninh mạng" is "Trung
/// tâm An ninh mạng tỉnh Lam Sơn" and not "Trung tâm An ninh mạng Viettel". What two names have in brackets is not
/// compared: it may be a place.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let ((a, in_a), (b, in_b)) = (forms(a), forms(b));
    let alike = |x: &String, y: &String| telling(x) == telling(y) || holds(x, y) || holds(y, x);
    a.iter().any(|x| b.iter().chain(&in_b).any(|y| alike(x, y)))
        || in_a.iter().any(|x| b.iter().any(|y| alike(x, y)))
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

/// What owner and operator of each of these systems were ever called: nobody of them assesses it independently.
pub async fn parties(
    access: &Access,
    systems: &[&information_system::Model],
) -> Result<HashMap<Uuid, Vec<String>>, SystemError> {
    if systems.is_empty() {
        return Ok(HashMap::new());
    }
    let directory = Agencies::new(access.clone()).directory().await?;
    let ids: Vec<Uuid> = systems.iter().map(|s| s.id).collect();
    let said = store::register::profiles(access.db().reader(), &ids).await?;
    let mut found = HashMap::with_capacity(systems.len());
    for system in systems {
        let mut names: Vec<String> = Vec::new();
        for agency in [Some(system.agency_id), system.operator_id].into_iter().flatten() {
            let known = directory.get(AgencyId(agency));
            for name in known.iter().flat_map(|a| &a.facts.names) {
                names.push(name.full.clone());
                names.extend(name.abbreviation.clone());
            }
        }
        names.extend(
            said.get(&system.id)
                .map(|(profile, _)| profile.operator_name.clone()),
        );
        names.retain(|name| !name.trim().is_empty());
        found.insert(system.id, names);
    }
    Ok(found)
}

/// What the province's own centre is called on a day: by the law, and in the directory.
pub async fn centre(access: &Access, on: NaiveDate) -> Result<Vec<String>, SystemError> {
    let directory = Agencies::new(access.clone()).directory().await?;
    let mut names = by_law();
    for agency in directory.iter().filter(|a| directory.alive(a.id, on)) {
        let Some(name) = agency.facts.name_on(on) else {
            continue;
        };
        let full = text::words(&name.full);
        if WORDS.centre.iter().any(|word| full.contains(word.as_str())) {
            names.push(name.full.clone());
            names.extend(name.abbreviation.clone());
        }
    }
    Ok(names)
}

/// As the law and other provinces call such a centre.
#[must_use]
pub fn by_law() -> Vec<String> {
    WORDS.centre.clone()
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
        let centre = "Trung tâm An ninh mạng thành phố";
        assert!(by_law().iter().any(|name| telling(name) == telling(centre)));
    }

    #[test]
    fn a_longer_name_of_the_same_body_is_known() {
        for (a, b) in [
            ("Tập đoàn VNPT", "VNPT"),
            (
                "Trung tâm An ninh mạng tỉnh",
                "Trung tâm An ninh mạng tỉnh Lam Sơn",
            ),
            ("Trung tâm An ninh mạng", "Trung tâm An ninh mạng tỉnh Lam Sơn"),
            (
                "Viettel Cyber Security",
                "Công ty An ninh mạng Viettel (Viettel Cyber Security)",
            ),
            (
                "VIETTEL CYBER SECURITY",
                "Công ty Viettel Cyber Security Việt Nam",
            ),
            ("Công ty Giải pháp Số (VNPT)", "Tập đoàn VNPT"),
            ("Sở Y tế", "Sở Y tế tỉnh Lam Sơn"),
            ("Công an tỉnh", "Công an tỉnh Lam Sơn"),
            // A part of it.
            ("Sở Y tế", "Trung tâm Công nghệ thông tin, Sở Y tế"),
        ] {
            assert!(same(a, b) && same(b, a), "{a} | {b}");
        }
        for (a, b) in [
            ("VNPT", "Trung tâm Công nghệ VNPT"),
            ("Sở Y tế", "Trung tâm Y tế dự phòng"),
            ("Công ty An Toàn", "Công ty An toàn thông tin Bình An"),
            ("Bình An", "Trung tâm Kiểm định Bình An"),
            ("Trung tâm An ninh mạng", "Trung tâm An ninh mạng Viettel"),
            (
                "Trung tâm An ninh mạng tỉnh Lam Sơn",
                "Trung tâm An ninh mạng tỉnh Hạ Sơn",
            ),
            ("Công ty Minh Đức (Lam Sơn)", "Trung tâm Kiểm định (Lam Sơn)"),
            (
                "Ủy ban nhân dân tỉnh Lam Sơn",
                "Trung tâm Kiểm định (tỉnh Lam Sơn)",
            ),
            ("Trung tâm", "Trung tâm Kiểm định tỉnh Lam Sơn"),
            ("", "Trung tâm Kiểm định"),
        ] {
            assert!(!same(a, b) && !same(b, a), "{a} | {b}");
        }
    }
}
