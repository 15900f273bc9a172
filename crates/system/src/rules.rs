//! What decides about systems: pure.

use crate::{SystemError, entity::information_system, model::State};
use chrono::NaiveDate;
use coloa_base::{address, text};
use coloa_law::{LawBook, source::Legal};
use ipnet::IpNet;
use std::collections::HashSet;

/// Longest name of a system, in characters.
const MAX_NAME: usize = 300;
const MAX_NOTE: usize = 4_000;
/// Hosts of one system, and addresses of one host.
const MAX_HOSTS: usize = 2_000;
const MAX_ADDRESSES: usize = 50;
/// Longest name of a host (RFC 1035, 2.3.4).
const MAX_HOST: usize = 255;
/// Levels of the law; 0: not determined.
pub const LEVELS: std::ops::RangeInclusive<i32> = 0..=5;

/// Kinds that do not count for the share of connected systems.
pub const EXEMPT: [&str; 3] = ["military", "defence", "cipher"];

/// A host as a person wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostDraft {
    pub name: String,
    pub addresses: String,
}

/// A host that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Lower case.
    pub name: String,
    pub addresses: Vec<IpNet>,
}

pub(crate) const fn invalid(field: &'static str, reason: &'static str) -> SystemError {
    SystemError::Invalid { field, reason }
}

pub(crate) fn name(written: &str) -> Result<String, SystemError> {
    line("name", written, true)
}

/// One line of text.
pub(crate) fn line(field: &'static str, written: &str, required: bool) -> Result<String, SystemError> {
    let line = text::nfc(&written.split_whitespace().collect::<Vec<_>>().join(" "));
    match line.chars().count() {
        0 if required => Err(invalid(field, "required")),
        n if n > MAX_NAME => Err(invalid(field, "too_long")),
        _ => Ok(line),
    }
}

pub(crate) fn note(written: &str) -> Result<String, SystemError> {
    if written.chars().count() > MAX_NOTE {
        return Err(invalid("note", "too_long"));
    }
    Ok(text::nfc(written.trim()))
}

pub(crate) fn level(level: i32) -> Result<i32, SystemError> {
    if LEVELS.contains(&level) {
        Ok(level)
    } else {
        Err(invalid("level", "out_of_range"))
    }
}

pub(crate) fn exempt(kind: Option<&str>) -> Result<Option<String>, SystemError> {
    match kind.filter(|k| !k.is_empty()) {
        None => Ok(None),
        Some(kind) if EXEMPT.contains(&kind) => Ok(Some(kind.to_owned())),
        Some(_) => Err(invalid("exempt", "unknown")),
    }
}

/// Days of a system that contradict each other, its state or today.
///
/// # Errors
/// Names the day that cannot be.
pub(crate) fn days(
    state: State,
    go_live: Option<NaiveDate>,
    retired_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), SystemError> {
    if state == State::Running && go_live.is_some_and(|day| day > today) {
        return Err(invalid("go_live", "in_the_future"));
    }
    let Some(end) = retired_on else { return Ok(()) };
    if state != State::Ended {
        return Err(invalid("retired_on", "still_in_use"));
    }
    if end > today {
        return Err(invalid("retired_on", "in_the_future"));
    }
    // A day to go live that never came was a plan.
    if go_live.is_some_and(|day| day <= today && end < day) {
        return Err(invalid("retired_on", "before_go_live"));
    }
    Ok(())
}

/// Since when a system is no more in use, as somebody says it now. One that ends without a word of the day ends today;
/// of one that had ended when it was registered, or before the day was kept, nobody knows.
pub(crate) fn retired_on(
    before: Option<&information_system::Model>,
    state: State,
    said: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    if state != State::Ended {
        return None;
    }
    let noted = before.and_then(|row| row.retired_on);
    let ends_now = before.is_some_and(|row| row.state != State::Ended.as_str());
    said.or(noted).or(ends_now.then_some(today))
}

/// The force that is competent for a system which the law leaves to another body than the police.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Force {
    /// Code of the body, as the law's roles have it: `bo_quoc_phong`, `ban_co_yeu`.
    pub body: &'static str,
    /// Its name on the day.
    pub name: &'static str,
    pub legal: &'static Legal,
}

/// Whose force is competent for a system by its `exempt` kind on a day: dossiers, incidents and inspections of such a
/// system go there. `None`: the usual one, or the law of the day says nothing of the kind.
#[must_use]
pub fn competent_force(exempt: Option<&str>, on: NaiveDate) -> Option<Force> {
    let book = LawBook::current();
    let step = book.competent(exempt?, on)?;
    let body = step.body.by.first()?;
    Some(Force {
        body,
        name: book.role_name_on(body, &step.body.regime, on),
        legal: &step.legal,
    })
}

/// How hosts are told apart: by the whole name in lower case, without a dot at its end.
#[must_use]
pub fn host_key(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

/// The first label of a name: devices call themselves by it as often as by the whole name.
#[must_use]
pub fn short_name(key: &str) -> &str {
    if key.parse::<std::net::IpAddr>().is_ok() {
        return key;
    }
    key.split('.').next().unwrap_or(key)
}

/// Hosts that may be stored together.
///
/// # Errors
/// One says nothing or is written wrongly, two say the same, or there are too many.
pub fn hosts(drafts: &[HostDraft]) -> Result<Vec<Host>, SystemError> {
    if drafts.len() > MAX_HOSTS {
        return Err(invalid("hosts", "too_many"));
    }
    let mut names = HashSet::new();
    let mut ranges = HashSet::new();
    let mut found = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let name = host_key(&draft.name);
        if name.chars().count() > MAX_HOST || name.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(invalid("hosts", "malformed_name"));
        }
        let addresses =
            address::ranges(&draft.addresses).map_err(|_| invalid("hosts", "malformed_address"))?;
        if name.is_empty() && addresses.is_empty() {
            continue;
        }
        if addresses.len() > MAX_ADDRESSES {
            return Err(invalid("hosts", "too_many"));
        }
        let twice = (!name.is_empty() && !names.insert(name.clone()))
            || !addresses.iter().all(|range| ranges.insert(*range));
        if twice {
            return Err(invalid("hosts", "twice"));
        }
        found.push(Host { name, addresses });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, addresses: &str) -> HostDraft {
        HostDraft {
            name: name.to_owned(),
            addresses: addresses.to_owned(),
        }
    }

    #[test]
    fn hosts_are_told_apart_by_name_and_address() {
        let found = hosts(&[
            draft(" WEB01.Tinh.Vn. ", "10.1.0.5"),
            draft("", "10.2.0.0/16"),
            draft("", " "),
        ])
        .unwrap();
        assert_eq!(found.len(), 2, "a line that says nothing is left out");
        assert_eq!(found[0].name, "web01.tinh.vn");
        assert_eq!(short_name(&found[0].name), "web01");
        assert_eq!(short_name("10.1.0.5"), "10.1.0.5");
        for bad in [
            [draft("a", ""), draft("A", "")],
            [draft("a", "10.0.0.1"), draft("b", "10.0.0.1/32")],
            [draft("a b", ""), draft("", "")],
            [draft("a", "10.0.0.300"), draft("", "")],
        ] {
            assert!(hosts(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn systems_of_the_army_and_of_ciphers_belong_to_their_own_force() {
        let on = "2026-11-29".parse().unwrap();
        let body = |kind| competent_force(kind, on).map(|f| (f.body, f.name));
        let army = Some(("bo_quoc_phong", "Bộ Quốc phòng"));
        assert_eq!((body(Some("military")), body(Some("defence"))), (army, army));
        assert_eq!(body(Some("cipher")), Some(("ban_co_yeu", "Ban Cơ yếu Chính phủ")));
        assert_eq!((body(None), body(Some("bank"))), (None, None));
        assert!(EXEMPT.iter().all(|kind| body(Some(*kind)).is_some()));
    }

    #[test]
    fn a_system_ends_on_the_day_that_is_said_or_noted_or_today() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let (today, said) = (day("2026-07-15"), Some(day("2026-03-01")));
        let mut row = crate::service::fresh(uuid::Uuid::nil(), chrono::Utc::now());
        assert_eq!(retired_on(Some(&row), State::Ended, None, today), Some(today));
        assert_eq!(retired_on(Some(&row), State::Ended, said, today), said);
        assert_eq!(
            retired_on(Some(&row), State::Running, said, today),
            None,
            "taken up again"
        );
        // Nobody knows of one that had ended before.
        assert_eq!(retired_on(None, State::Ended, None, today), None);
        row.state = State::Ended.as_str().to_owned();
        assert_eq!(retired_on(Some(&row), State::Ended, None, today), None);
        row.retired_on = said;
        assert_eq!(retired_on(Some(&row), State::Ended, None, today), said);
    }

    #[test]
    fn days_that_contradict_each_other_are_refused() {
        let day = |text: &str| -> Option<NaiveDate> { Some(text.parse().unwrap()) };
        let check = |state, go_live: Option<NaiveDate>, retired: Option<NaiveDate>| match days(
            state,
            go_live,
            retired,
            "2026-07-15".parse().unwrap(),
        ) {
            Err(SystemError::Invalid { field, reason }) => format!("{field} {reason}"),
            found => format!("{found:?}"),
        };
        let (past, later, coming) = (day("2026-01-01"), day("2026-03-01"), day("2026-08-01"));
        for (state, go_live, retired, expected) in [
            (State::Running, past, None, "Ok(())"),
            (State::Running, coming, None, "go_live in_the_future"),
            (State::Planned, coming, None, "Ok(())"),
            (State::Running, past, later, "retired_on still_in_use"),
            (State::Ended, past, later, "Ok(())"),
            (State::Ended, None, later, "Ok(())"),
            (State::Ended, past, coming, "retired_on in_the_future"),
            (State::Ended, later, past, "retired_on before_go_live"),
            (State::Ended, coming, later, "Ok(())"),
        ] {
            assert_eq!(
                check(state, go_live, retired),
                expected,
                "{state} {go_live:?} {retired:?}"
            );
        }
    }

    #[test]
    fn what_is_said_of_a_system_is_checked() {
        assert_eq!(name("  Cổng   dịch vụ ").unwrap(), "Cổng dịch vụ");
        assert!(name(" ").is_err() && name(&"a".repeat(301)).is_err());
        assert!(level(5).is_ok() && level(0).is_ok() && level(6).is_err());
        assert_eq!(exempt(Some("")).unwrap(), None);
        assert!(exempt(Some("cipher")).unwrap().is_some() && exempt(Some("x")).is_err());
    }
}
