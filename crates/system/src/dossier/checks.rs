//! What keeps a level from being decided as the law does not have it: below what the criteria come to, under a regime
//! that does not decide, by a body that may not, on days that contradict each other.

use super::{route, state};
use crate::{
    SystemError,
    entity::{dossier_step, information_system, level_assessment, level_dossier},
    model::{DossierState, Profile},
    rules, transition,
};
use chrono::NaiveDate;
use coloa_auth::Resource;
use coloa_base::{AgencyId, clock};
use coloa_law::{
    LawBook,
    route::{StepKind, StepOn},
};
use std::collections::HashSet;

/// The role that approves where the law leaves it to the specialised unit.
const UNIT: &str = "specialised_unit";

/// The level that binds under a regime, of assessments as (regime, level), the newest first: that of the last one
/// under it; where nobody assessed under it or it came to nothing, the highest of the last ones under the others and
/// of what the record proposes. 0: none.
pub(crate) fn binding<'a>(
    assessed: impl IntoIterator<Item = (&'a str, i32)>,
    regime: &str,
    proposed: i32,
) -> i32 {
    let mut seen = HashSet::new();
    let mut highest = proposed;
    for (of, level) in assessed {
        if !seen.insert(of) {
            continue;
        }
        if of == regime && level > 0 {
            return level;
        }
        highest = highest.max(level);
    }
    highest
}

/// [`binding`] of rows, the newest first.
pub(crate) fn bound(rows: &[level_assessment::Model], regime: &str, proposed: i32) -> i32 {
    binding(
        rows.iter().map(|a| (a.regime.as_str(), a.level)),
        regime,
        proposed,
    )
}

/// A level below the one that binds needs a word why.
pub(super) fn check_binding(level: i32, binding: i32, why: &str) -> Result<(), SystemError> {
    if level < binding && why.trim().is_empty() {
        return Err(SystemError::BelowProposal { proposed: binding });
    }
    Ok(())
}

/// A level that nobody decided yet does not go below what was assessed (`binding`), nor below a dossier on its way
/// (`asked`): the class of incidents and the list of requirements hang on it. What stands may stay.
pub(crate) fn check_undecided(
    system: &information_system::Model,
    level: i32,
    binding: i32,
    asked: i32,
) -> Result<(), SystemError> {
    if system.decided_on.is_some() || level == system.level {
        return Ok(());
    }
    if level < binding {
        return Err(rules::invalid("level", "below_assessed"));
    }
    if level < asked {
        return Err(rules::invalid("level", "below_dossier"));
    }
    Ok(())
}

/// Whether a regime decides the level of this system on a day.
fn decides(system: &information_system::Model, regime: &str, on: NaiveDate) -> Result<bool, SystemError> {
    let applies = |rule: &coloa_law::Row<coloa_law::regime::Transition>| transition::concerns(rule, system);
    Ok(LawBook::current().decides(regime, on, applies)?)
}

/// A regime that is over carries on where a rule of transition says so, and nowhere else; one that has not begun may
/// be prepared for.
pub(super) fn check_regime(
    system: &information_system::Model,
    regime: &str,
    on: NaiveDate,
) -> Result<(), SystemError> {
    let book = LawBook::current();
    if book.is_over(regime, on)? && !decides(system, regime, on)? {
        return Err(SystemError::RegimeOver {
            regime: regime.to_owned(),
            instead: book.regime_on(on)?.regime.body.code.clone(),
        });
    }
    Ok(())
}

/// A decision of before: made while its regime decided; one that is younger than the record of the system is shown by
/// its file, an older one by its file or a word where it is found.
pub(super) fn check_recorded(
    system: &information_system::Model,
    regime: &str,
    on: NaiveDate,
    with_file: bool,
    why: &str,
) -> Result<(), SystemError> {
    if !decides(system, regime, on)? {
        return Err(SystemError::RegimeDays {
            regime: regime.to_owned(),
            on,
        });
    }
    let registered = clock::vn_date(system.created_at);
    if on >= registered && !with_file {
        return Err(SystemError::RecordNeedsFile { registered });
    }
    if !with_file && why.is_empty() {
        return Err(rules::invalid("note", "required"));
    }
    Ok(())
}

/// A step does not lie before the one before it.
pub(super) fn check_order(steps: &[dossier_step::Model], on: NaiveDate) -> Result<(), SystemError> {
    // Steps of before their days were noted: what was sent back is known by the moment it was.
    let day = |s: &dossier_step::Model| {
        s.on_day
            .or_else(|| (s.step == "returned").then(|| clock::vn_date(s.at)))
    };
    if steps.iter().filter_map(day).max().is_some_and(|last| on < last) {
        return Err(rules::invalid("on", "before_last_step"));
    }
    Ok(())
}

/// A dossier that was taken as complete is judged as it is: its documents change after it was sent back, and the term
/// begins anew.
pub(super) fn check_open_to_files(row: &level_dossier::Model) -> Result<(), SystemError> {
    if state(row) == DossierState::Sent && row.complete_on.is_some() {
        return Err(SystemError::Accepted);
    }
    Ok(())
}

/// Where the law has the Prime Minister approve a list first, its decision is there (Decree 85/2016, Article 12.3;
/// Decree 331/2026, Articles 18.3 and 20.4).
pub(super) fn check_list(steps: &[StepOn<'_>], profile: &Profile, on: NaiveDate) -> Result<(), SystemError> {
    let Some(step) = steps.iter().find(|s| s.step.kind == StepKind::ApproveList) else {
        return Ok(());
    };
    match profile.list_decision.lack(on) {
        None => Ok(()),
        Some(lack) => Err(SystemError::ListUndecided {
            lack,
            article: step.step.legal.citation(),
        }),
    }
}

/// The owner does not appraise its own system; it stands for its specialised unit alone, where the law has that unit
/// appraise and no other agency is named as the unit (Decree 85/2016, Article 12; Decree 331/2026, Article 18).
pub(super) fn check_owner(
    row: &level_dossier::Model,
    system: &information_system::Model,
    on: NaiveDate,
) -> Result<(), SystemError> {
    if row.appraiser_id != Some(row.agency_id) {
        return Ok(());
    }
    let by_unit = route(row, Some(system), on)?
        .iter()
        .any(|s| s.step.kind == StepKind::Appraise && s.by.contains(&UNIT));
    let is_unit = system.unit_id.is_none_or(|unit| unit == row.agency_id);
    if by_unit && is_unit {
        Ok(())
    } else {
        Err(rules::invalid("appraiser", "owner"))
    }
}

/// Who approves, by the route of the dossier on a day: the unit that appraised it where the law leaves the approval to
/// the specialised unit, otherwise its owner. Where that unit operates the system and another appraised, or none of
/// the directory is named, the owner notes what was decided.
#[must_use]
pub fn approvers(
    row: &level_dossier::Model,
    system: Option<&information_system::Model>,
    on: NaiveDate,
) -> Vec<AgencyId> {
    let owner = AgencyId(row.agency_id);
    let by_unit = route(row, system, on).is_ok_and(|steps| {
        steps
            .iter()
            .filter(|s| matches!(s.step.kind, StepKind::Approve | StepKind::ApprovePlan))
            .any(|s| s.by.contains(&UNIT))
    });
    if !by_unit {
        return vec![owner];
    }
    let operating = system.filter(|s| super::unit_operates(s)).and_then(|s| s.unit_id);
    match (operating, row.appraiser_id) {
        (Some(unit), _) => vec![AgencyId(unit), owner],
        (None, Some(unit)) => vec![AgencyId(unit)],
        (None, None) => vec![owner],
    }
}

/// The record for the policy as far as approving goes.
#[must_use]
pub fn approval(
    row: &level_dossier::Model,
    system: Option<&information_system::Model>,
    on: NaiveDate,
) -> Resource {
    Resource::of_agencies("level_dossier", row.id, approvers(row, system, on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lack;
    use chrono::Utc;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn system() -> information_system::Model {
        crate::service::fresh(Uuid::from_u128(1), "2026-07-15T03:00:00Z".parse().unwrap())
    }

    fn dossier(regime: &str, level: i32) -> level_dossier::Model {
        super::super::fresh(&system(), regime, level, "", Utc::now())
    }

    #[test]
    fn the_last_assessment_under_the_own_regime_binds() {
        let of = |rows: &[(&'static str, i32)], regime| binding(rows.iter().copied(), regime, 0);
        // Another regime asked later does not lower it.
        assert_eq!(of(&[("R85", 1), ("R331", 3)], "R331"), 3);
        assert_eq!(of(&[("R331", 2), ("R331", 4)], "R331"), 2, "the last one");
        // Nothing under it: what the others came to binds.
        assert_eq!(of(&[("R85", 3)], "R331"), 3);
        assert_eq!(of(&[("R331", 0), ("R85", 3)], "R331"), 3, "it came to nothing");
        assert_eq!(of(&[], "R331"), 0);
        assert_eq!(binding([], "R331", 3), 3, "what the record proposes");
        assert!(check_binding(2, 3, " ").is_err() && check_binding(2, 3, "Tách phần công khai").is_ok());
    }

    #[test]
    fn a_level_nobody_decided_goes_no_lower_than_what_was_assessed_or_asked_for() {
        let mut system = system();
        system.level = 4;
        let check = |system: &information_system::Model, level, binding, asked| match check_undecided(
            system, level, binding, asked,
        ) {
            Err(SystemError::Invalid { field, reason }) => format!("{field} {reason}"),
            found => format!("{found:?}"),
        };
        for (level, binding, asked, expected) in [
            (1, 0, 0, "Ok(())"),
            (1, 3, 0, "level below_assessed"),
            (0, 3, 0, "level below_assessed"),
            (3, 3, 0, "Ok(())"),
            (5, 3, 4, "Ok(())"),
            (3, 3, 4, "level below_dossier"),
            // It was so before anybody assessed it.
            (4, 5, 5, "Ok(())"),
        ] {
            assert_eq!(
                check(&system, level, binding, asked),
                expected,
                "{level} {binding} {asked}"
            );
        }
        // What is decided changes by a dossier, which has a check of its own.
        system.decided_on = Some(day("2026-07-01"));
        assert_eq!(check(&system, 1, 3, 3), "Ok(())");
    }

    #[test]
    fn a_regime_that_is_over_serves_transition_alone() {
        let running = system();
        let refused = check_regime(&running, "R85", day("2026-11-29"));
        assert!(
            matches!(refused, Err(SystemError::RegimeOver { ref instead, .. }) if instead == "R331"),
            "{refused:?}"
        );
        assert!(check_regime(&running, "R85", day("2026-07-15")).is_ok());
        assert!(check_regime(&running, "R331", day("2026-11-29")).is_ok());
        let mut building = system();
        building.state = "building".to_owned();
        assert!(check_regime(&building, "R85", day("2026-11-29")).is_ok());
        assert!(check_regime(&building, "R85", day("2027-02-01")).is_err());
    }

    #[test]
    fn a_decision_of_before_lies_in_the_days_of_its_regime_and_is_shown() {
        let system = system();
        let check = |regime, on, file, why| check_recorded(&system, regime, day(on), file, why);
        for (regime, on) in [
            ("R331", "2015-03-02"),
            ("R85", "0001-01-01"),
            ("R331", "2026-08-18"),
        ] {
            let refused = check(regime, on, true, "Sổ công văn");
            assert!(
                matches!(refused, Err(SystemError::RegimeDays { .. })),
                "{regime} {on}: {refused:?}"
            );
        }
        assert!(
            check("R85", "2025-02-03", false, "").is_err(),
            "neither file nor word"
        );
        assert!(check("R85", "2025-02-03", false, "Bản giấy ở phòng lưu trữ").is_ok());
        assert!(check("R85", "2025-02-03", true, "").is_ok());
        let young = check("R331", "2026-09-01", false, "Bản giấy");
        assert!(
            matches!(young, Err(SystemError::RecordNeedsFile { .. })),
            "{young:?}"
        );
        assert!(check("R331", "2026-09-01", true, "").is_ok());
    }

    #[test]
    fn steps_do_not_go_back() {
        let step = |word: &str, on: Option<&str>| dossier_step::Model {
            id: Uuid::nil(),
            dossier_id: Uuid::nil(),
            at: "2026-11-29T03:00:00Z".parse().unwrap(),
            step: word.to_owned(),
            by_name: String::new(),
            note: String::new(),
            on_day: on.map(day),
        };
        let sent = [step("created", None), step("sent", Some("2026-11-02"))];
        assert!(check_order(&sent, day("2026-11-02")).is_ok());
        assert!(check_order(&sent, day("2026-11-01")).is_err());
        // One of before days were noted was sent back when it was.
        let back = [step("sent", None), step("returned", None)];
        assert!(check_order(&back, day("2026-11-01")).is_err());
        assert!(check_order(&back, day("2026-11-29")).is_ok());
    }

    #[test]
    fn levels_one_and_two_are_approved_by_the_unit_others_by_the_owner() {
        let on = day("2026-11-29");
        let (system, unit) = (system(), Uuid::from_u128(7));
        let owner = AgencyId(system.agency_id);
        for regime in ["R85", "R331"] {
            for (level, by_unit) in [(1, true), (2, true), (3, false), (4, false), (5, false)] {
                let mut row = dossier(regime, level);
                row.appraiser_id = Some(unit);
                let expected = if by_unit { AgencyId(unit) } else { owner };
                assert_eq!(approvers(&row, Some(&system), on), [expected], "{regime} {level}");
                row.appraiser_id = None;
                assert_eq!(approvers(&row, Some(&system), on), [owner], "{regime} {level}");
            }
        }
        let mut own = system.clone();
        own.unit_id = Some(unit);
        own.operator_id = Some(unit);
        let mut row = dossier("R331", 2);
        row.appraiser_id = Some(Uuid::from_u128(9));
        assert_eq!(approvers(&row, Some(&own), on), [AgencyId(unit), owner]);
    }

    #[test]
    fn the_owner_appraises_as_its_own_specialised_unit_alone() {
        let on = day("2026-11-29");
        let (mut system, owner, unit) = (system(), Uuid::from_u128(5), Uuid::from_u128(7));
        system.agency_id = owner;
        let check = |system: &information_system::Model, regime, level, appraiser| {
            let mut row = super::super::fresh(system, regime, level, "", Utc::now());
            row.appraiser_id = Some(appraiser);
            check_owner(&row, system, on).is_ok()
        };
        for regime in ["R85", "R331"] {
            for (level, by_unit) in [(1, true), (2, true), (3, true), (4, false), (5, false)] {
                assert_eq!(check(&system, regime, level, owner), by_unit, "{regime} {level}");
                assert!(check(&system, regime, level, unit), "{regime} {level}");
            }
        }
        // Another agency is the unit: it appraises.
        system.unit_id = Some(unit);
        assert!(!check(&system, "R331", 2, owner) && check(&system, "R331", 2, unit));
        system.unit_id = Some(owner);
        assert!(check(&system, "R331", 2, owner));
    }

    #[test]
    fn level_five_waits_for_the_list_of_the_prime_minister() {
        let on = day("2026-11-29");
        let steps = route(&dossier("R331", 5), None, on).unwrap();
        let mut profile = Profile::default();
        let refused = check_list(&steps, &profile, on);
        assert!(
            matches!(refused, Err(SystemError::ListUndecided { lack: Lack::Missing, ref article })
                if article.contains("Điều 18 khoản 3")),
            "{refused:?}"
        );
        profile.list_decision.number = "12/QĐ-TTg".to_owned();
        assert!(check_list(&steps, &profile, on).is_err(), "without its day");
        profile.list_decision.on = Some(day("2026-12-01"));
        assert!(check_list(&steps, &profile, on).is_err(), "later");
        profile.list_decision.on = Some(on);
        assert!(check_list(&steps, &profile, on).is_ok());
        let four = route(&dossier("R331", 4), None, on).unwrap();
        assert!(check_list(&four, &Profile::default(), on).is_ok());
        let mut listed = system();
        listed.listed_since = Some(on);
        let way = route(&dossier("R331", 3), Some(&listed), on).unwrap();
        assert!(check_list(&way, &Profile::default(), on).is_err(), "as level 5");
    }

    #[test]
    fn documents_stand_once_the_dossier_is_complete() {
        let mut row = dossier("R331", 3);
        row.state = "sent".to_owned();
        assert!(check_open_to_files(&row).is_ok());
        row.complete_on = Some(day("2026-11-02"));
        assert!(check_open_to_files(&row).is_err());
        row.state = "returned".to_owned();
        row.complete_on = None;
        assert!(check_open_to_files(&row).is_ok());
    }
}
