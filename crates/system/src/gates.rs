//! What the law wants done before a step: the regulation before the approval, the plan and the assessment of conditions
//! before operation (Circular 12/2022, Article 9; Decree 331/2026, Articles 28 and 30).

use crate::{
    SystemError,
    entity::{level_dossier, system_record},
    model::{Lack, Outcome, PlanStatus, Profile, RecordKind},
    store,
};
use chrono::NaiveDate;
use coloa_auth::Access;
use coloa_law::{
    LawBook,
    book::Row,
    route::{Gate, StepKind},
};
use uuid::Uuid;

/// What is known of a system as far as gates ask.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub profile: Profile,
    /// Its conditions were assessed before operation, and it passed the last time.
    pub conditions_met: bool,
}

impl Known {
    /// `records`: the newest first.
    pub(crate) fn of(profile: Profile, records: &[system_record::Model]) -> Self {
        let last = records
            .iter()
            .find(|r| r.kind == RecordKind::ConditionAssessment.as_str());
        Self {
            profile,
            conditions_met: last.is_some_and(|r| r.outcome != Outcome::Failed.as_str()),
        }
    }
}

/// What gates ask of a system, for whoever was authorised for it already.
pub async fn known(access: &Access, system: Uuid) -> Result<Known, SystemError> {
    let db = access.db().reader();
    Ok(Known::of(
        store::register::profile(db, system).await?.0,
        &store::register::records(db, system).await?,
    ))
}

/// Why the paper that a gate asks for does not count on a day; `None`: it does, or the gate asks for no paper.
#[must_use]
pub fn lack(gate: &Gate, known: &Known, on: NaiveDate) -> Option<Lack> {
    gate.id
        .ends_with("-regulation")
        .then(|| known.profile.regulation.lack(on))
        .flatten()
}

/// What says that a gate is open on a day.
pub(crate) fn refusal(gate: &Row<Gate>, known: &Known, on: NaiveDate) -> SystemError {
    let article = gate.legal.citation();
    match (lack(&gate.body, known, on), known.profile.regulation.on) {
        (Some(Lack::Undated), _) => SystemError::RegulationUndated { article },
        (Some(Lack::Late), Some(issued)) => SystemError::RegulationLate {
            issued,
            approved: on,
            article,
        },
        _ => SystemError::Gate {
            text: gate.body.text.clone(),
            article,
        },
    }
}

/// What a regime wants done before a step and is not done, in the words of the law. A gate is known by the end of its
/// id: `-regulation`, `-deploy`, `-conditions`; another one is for people to look at and stays open.
#[must_use]
pub fn open(
    row: &level_dossier::Model,
    known: &Known,
    before: StepKind,
    on: NaiveDate,
) -> Vec<&'static Row<Gate>> {
    let level = u8::try_from(row.level).unwrap_or_default();
    LawBook::current()
        .gates(&row.regime, level, before, on)
        .into_iter()
        .filter(|gate| gate.body.hard)
        .filter(|gate| match gate.body.id.rsplit('-').next() {
            Some("regulation") => known.profile.regulation.lack(on).is_some(),
            Some("deploy") => known.profile.plan_status != Some(PlanStatus::Full),
            Some("conditions") => !known.conditions_met,
            _ => true,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Paper, service};
    use chrono::Utc;

    #[test]
    fn the_last_assessment_of_conditions_counts() {
        let record = |kind: RecordKind, outcome: Outcome| system_record::Model {
            id: Uuid::nil(),
            system_id: Uuid::nil(),
            kind: kind.as_str().to_owned(),
            done_on: "2026-05-04".parse().unwrap(),
            done_by: String::new(),
            outcome: outcome.as_str().to_owned(),
            note: String::new(),
            next_on: None,
            file_id: None,
            created_by: String::new(),
            created_at: Utc::now(),
        };
        let met = |records: &[system_record::Model]| Known::of(Profile::default(), records).conditions_met;
        let (passed, failed) = (
            record(RecordKind::ConditionAssessment, Outcome::Passed),
            record(RecordKind::ConditionAssessment, Outcome::Failed),
        );
        let other = record(RecordKind::SelfAssessment, Outcome::Passed);
        assert!(!met(&[]) && !met(std::slice::from_ref(&other)));
        assert!(met(&[other.clone(), passed.clone(), failed.clone()]));
        assert!(!met(&[other, failed, passed]), "it failed after it had passed");
    }

    #[test]
    fn the_regulation_is_issued_by_the_day_of_the_approval() {
        let on: NaiveDate = "2026-11-29".parse().unwrap();
        let system = service::fresh(Uuid::nil(), Utc::now());
        let row = crate::dossier::fresh(&system, "R331", 3, "", Utc::now());
        let said = |number: &str, day: Option<&str>| {
            let regulation = Paper {
                number: number.to_owned(),
                on: day.map(|d| d.parse().unwrap()),
                by: String::new(),
            };
            let profile = Profile {
                regulation,
                ..Profile::default()
            };
            Known::of(profile, &[])
        };
        for (number, day, lacks) in [
            ("", Some("2026-05-04"), Some(Lack::Missing)),
            ("12/QĐ", None, Some(Lack::Undated)),
            ("12/QĐ", Some("2027-05-01"), Some(Lack::Late)),
            ("12/QĐ", Some("2026-11-29"), None),
        ] {
            let known = said(number, day);
            let gates = open(&row, &known, StepKind::Approve, on);
            assert_eq!(gates.len(), usize::from(lacks.is_some()), "{number} {day:?}");
            let Some(gate) = gates.first() else { continue };
            assert_eq!(lack(&gate.body, &known, on), lacks);
            let refused = refusal(gate, &known, on);
            assert!(
                match lacks {
                    Some(Lack::Undated) => matches!(refused, SystemError::RegulationUndated { .. }),
                    Some(Lack::Late) => matches!(refused, SystemError::RegulationLate { .. }),
                    _ => matches!(refused, SystemError::Gate { .. }),
                },
                "{refused:?}"
            );
        }
    }
}
