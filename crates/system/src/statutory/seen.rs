//! Systems as they were on a day, as far as records bear days.

use crate::{
    entity::{information_system, level_dossier},
    model::{DossierState, PlanStatus, Profile},
};
use chrono::NaiveDate;
use coloa_base::clock;
use std::collections::HashMap;
use uuid::Uuid;

/// How a dossier stood on a day; `None`: it was not begun. A step back that was taken since is not known.
fn state_on(row: &level_dossier::Model, cut: NaiveDate, today: NaiveDate) -> Option<DossierState> {
    let now = DossierState::parse(&row.state)?;
    if now == DossierState::Dropped {
        return None;
    }
    let by = |day: Option<NaiveDate>| day.is_some_and(|day| day <= cut);
    if by(row.approved_on) {
        return Some(DossierState::Approved);
    }
    if cut >= today && now != DossierState::Superseded {
        return Some(now);
    }
    if by(row.appraised_on) {
        return Some(DossierState::Appraised);
    }
    if by(row.sent_on) {
        return Some(DossierState::Sent);
    }
    (clock::vn_date(row.created_at) <= cut).then_some(DossierState::Draft)
}

/// The dossier of each system that counts on a day: the last one approved by then, else the latest.
pub(super) fn counting(
    rows: Vec<level_dossier::Model>,
    cut: NaiveDate,
    today: NaiveDate,
) -> HashMap<Uuid, (level_dossier::Model, DossierState)> {
    let mut found: HashMap<Uuid, (level_dossier::Model, DossierState)> = HashMap::new();
    for row in rows {
        let Some(state) = state_on(&row, cut, today) else {
            continue;
        };
        let rank = |row: &level_dossier::Model, state: DossierState| {
            let approved = (state == DossierState::Approved)
                .then_some(row.approved_on)
                .flatten();
            (approved, row.created_at)
        };
        let later = found
            .get(&row.system_id)
            .is_none_or(|(known, of)| rank(known, *of) <= rank(&row, state));
        if later {
            found.insert(row.system_id, (row, state));
        }
    }
    found
}

/// What is known of the days of a system.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dated {
    /// What was done to it: before use by the cut, periodically within the days of the table.
    pub(super) before: bool,
    pub(super) periodic: bool,
    /// Level of the last assessment by the cut.
    pub(super) assessed: Option<i32>,
}

/// What is known of a system by the cut.
pub(super) struct Seen<'a> {
    pub(super) system: &'a information_system::Model,
    pub(super) dossier: Option<&'a (level_dossier::Model, DossierState)>,
    pub(super) profile: &'a Profile,
    pub(super) dated: Dated,
    pub(super) cut: NaiveDate,
}

impl Seen<'_> {
    /// Whether it was there: registered, in operation or decided by then.
    pub(super) fn exists(&self) -> bool {
        clock::vn_date(self.system.created_at) <= self.cut
            || self.system.go_live.is_some_and(|day| day <= self.cut)
            || self.dossier.is_some()
    }

    pub(super) fn approved(&self) -> bool {
        self.dossier
            .is_some_and(|(_, state)| *state == DossierState::Approved)
    }

    /// Its level by then: of the dossier, of the last assessment, or as somebody wrote it down without a day.
    pub(super) fn level(&self) -> i32 {
        let undated = if self.system.decided_on.is_none() {
            self.system.level
        } else {
            0
        };
        self.dossier
            .map(|(row, _)| row.level)
            .or(self.dated.assessed.filter(|level| *level > 0))
            .unwrap_or(undated)
    }

    /// When it is expected to be finished: `None`: it is; `Some(None)`: nobody named a day.
    pub(super) fn expected(&self) -> Option<Option<NaiveDate>> {
        let mut open = Vec::new();
        if !self.approved() {
            open.push(self.profile.approval_expected);
        }
        if self.profile.plan_status != Some(PlanStatus::Full) {
            open.push(self.profile.plan_expected);
        }
        if open.is_empty() {
            return None;
        }
        // A system with one day of two is not planned to its end.
        let days: Option<Vec<NaiveDate>> = open.into_iter().collect();
        Some(days.and_then(|days| days.into_iter().max()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dossier(state: DossierState, level: i32) -> level_dossier::Model {
        let system = crate::service::fresh(Uuid::from_u128(1), Utc::now());
        let mut row = crate::dossier::fresh(&system, "R331", level, "", Utc::now());
        row.created_at = "2025-03-01T03:00:00Z".parse().unwrap();
        row.sent_on = Some(day("2025-03-10"));
        row.appraised_on = Some(day("2025-04-01"));
        row.approved_on = Some(day("2025-04-08"));
        row.state = state.as_str().to_owned();
        row
    }

    #[test]
    fn a_dossier_stands_as_it_did_on_the_cut() {
        let row = dossier(DossierState::Approved, 3);
        let today = day("2026-11-29");
        for (cut, expected) in [
            ("2024-12-14", None),
            ("2025-03-05", Some(DossierState::Draft)),
            ("2025-03-20", Some(DossierState::Sent)),
            ("2025-04-05", Some(DossierState::Appraised)),
            ("2025-12-14", Some(DossierState::Approved)),
        ] {
            assert_eq!(state_on(&row, day(cut), today), expected, "{cut}");
        }
        let back = level_dossier::Model {
            approved_on: None,
            ..dossier(DossierState::Returned, 3)
        };
        assert_eq!(state_on(&back, today, today), Some(DossierState::Returned));
        assert_eq!(state_on(&dossier(DossierState::Dropped, 3), today, today), None);
    }

    #[test]
    fn a_superseded_decision_counts_until_the_next_one() {
        let old = dossier(DossierState::Superseded, 3);
        let mut new = dossier(DossierState::Approved, 2);
        new.created_at = "2026-05-01T03:00:00Z".parse().unwrap();
        new.sent_on = Some(day("2026-05-10"));
        new.appraised_on = Some(day("2026-05-20"));
        new.approved_on = Some(day("2026-06-01"));
        let level = |cut: &str| {
            let found = counting(vec![new.clone(), old.clone()], day(cut), day("2026-11-29"));
            found.values().next().map(|(row, _)| row.level)
        };
        assert_eq!(level("2025-12-14"), Some(3));
        assert_eq!(level("2026-05-15"), Some(3), "the next one is on its way");
        assert_eq!(level("2026-11-29"), Some(2));
        assert_eq!(level("2024-12-14"), None);
    }
}
