//! Systems as they were on a day, as far as records bear days.

use crate::{
    SystemError,
    entity::{information_system, level_dossier},
    model::{DossierState, PlanStatus, Profile, RecordKind},
    store,
};
use chrono::NaiveDate;
use coloa_auth::Access;
use coloa_base::clock;
use std::collections::HashMap;
use uuid::Uuid;

/// Whether a system was in use at the end of a day; `None`: it ended, and nobody noted when. One that ended and was taken
/// up again counts as in use all the while.
pub(crate) fn in_use(row: &information_system::Model, on: NaiveDate, today: NaiveDate) -> Option<bool> {
    if row.active {
        return Some(true);
    }
    match row.retired_on {
        Some(day) => Some(on < day),
        None => (on >= today).then_some(false),
    }
}

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
pub(crate) fn counting(
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
pub(crate) struct Dated {
    /// What was done to it: before use by the cut, periodically within the days of the table.
    pub(crate) before: bool,
    pub(crate) periodic: bool,
    /// Level of the last assessment by the cut.
    pub(crate) assessed: Option<i32>,
}

/// What records and assessments say of systems by the cut; periodically: since `from`.
pub(crate) async fn dated(
    access: &Access,
    from: NaiveDate,
    cut: NaiveDate,
) -> Result<HashMap<Uuid, Dated>, SystemError> {
    let db = access.db().reader();
    let mut found: HashMap<Uuid, Dated> = HashMap::new();
    for (system, kind, done_on) in store::register::recorded(db).await? {
        if done_on > cut {
            continue;
        }
        let one = found.entry(system).or_default();
        match RecordKind::parse(&kind) {
            Some(RecordKind::SelfAssessment | RecordKind::IndependentAssessment) => {
                one.periodic |= done_on >= from;
            }
            Some(RecordKind::ConditionAssessment | RecordKind::Acceptance) => one.before = true,
            _ => {}
        }
    }
    // The newest first.
    for (system, level, made_at) in store::register::assessed_at(db).await? {
        if clock::vn_date(made_at) <= cut {
            found.entry(system).or_default().assessed.get_or_insert(level);
        }
    }
    Ok(found)
}

/// What is known of a system by the cut.
pub(crate) struct Seen<'a> {
    pub(crate) system: &'a information_system::Model,
    pub(crate) dossier: Option<&'a (level_dossier::Model, DossierState)>,
    pub(crate) profile: &'a Profile,
    pub(crate) dated: Dated,
    pub(crate) cut: NaiveDate,
}

impl Seen<'_> {
    /// Whether it was there: registered, in operation or decided by then.
    pub(crate) fn exists(&self) -> bool {
        clock::vn_date(self.system.created_at) <= self.cut
            || self.system.go_live.is_some_and(|day| day <= self.cut)
            || self.dossier.is_some()
    }

    pub(crate) fn approved(&self) -> bool {
        self.dossier
            .is_some_and(|(_, state)| *state == DossierState::Approved)
    }

    /// Its level by then: of the dossier, of the last assessment, or as somebody wrote it down without a day.
    pub(crate) fn level(&self) -> i32 {
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
    pub(crate) fn expected(&self) -> Option<Option<NaiveDate>> {
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
    fn a_system_is_in_use_until_the_day_before_it_ended() {
        let mut row = crate::service::fresh(Uuid::nil(), Utc::now());
        let today = day("2026-11-29");
        let on = |row: &information_system::Model, text: &str| in_use(row, day(text), today);
        assert_eq!(on(&row, "2020-01-01"), Some(true));
        row.active = false;
        assert_eq!(on(&row, "2026-11-28"), None, "nobody noted when it ended");
        assert_eq!(on(&row, "2026-11-29"), Some(false));
        row.retired_on = Some(day("2026-03-01"));
        assert_eq!(on(&row, "2026-02-28"), Some(true));
        assert_eq!(on(&row, "2026-03-01"), Some(false));
        assert_eq!(on(&row, "2026-11-29"), Some(false));
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
