//! What the law wants done before a step: the regulation before the approval, the plan and the assessment of conditions
//! before operation (Circular 12/2022, Article 9; Decree 331/2026, Articles 28 and 30).

use crate::{
    SystemError,
    entity::{level_dossier, system_record},
    model::{Outcome, PlanStatus, Profile, RecordKind},
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
    /// Its conditions were assessed before operation, and it passed.
    pub conditions_met: bool,
}

impl Known {
    pub(crate) fn of(profile: Profile, records: &[system_record::Model]) -> Self {
        Self {
            profile,
            conditions_met: records.iter().any(|r| {
                r.kind == RecordKind::ConditionAssessment.as_str() && r.outcome != Outcome::Failed.as_str()
            }),
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
            Some("regulation") => !known.profile.regulation.is_issued(),
            Some("deploy") => known.profile.plan_status != Some(PlanStatus::Full),
            Some("conditions") => !known.conditions_met,
            _ => true,
        })
        .collect()
}
