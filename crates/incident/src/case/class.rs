//! How a case is classed: T0, degree, personal data and facts, on which its clocks hang.

use super::{Cases, facts, open, save};
use crate::{
    IncidentError, clock, clocks,
    entity::case::incident,
    error::invalid,
    model::{EntryKind, Facts, Side},
    rules, sight, timeline,
};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_base::clock::vn_date;
use coloa_law::{LawBook, incident::IncidentFacts};
use serde_json::json;
use uuid::Uuid;

/// What its clocks hang on.
#[derive(Clone, Debug)]
pub struct Classification {
    pub severity: String,
    pub confirmed_serious: Option<bool>,
    pub facts: Facts,
    pub personal_data: bool,
    pub data_known_at: Option<DateTime<Utc>>,
    pub detected_at: DateTime<Utc>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub state_secret: bool,
    /// Kept with every clock that moves.
    pub reason: String,
}

/// Sets T0, degree, personal data and facts; every clock is set anew, and what stood before is kept with the reason.
pub async fn classify(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    wanted: &Classification,
) -> Result<(), IncidentError> {
    let reason = rules::text("reason", &wanted.reason, true)?;
    let (change, mut row, side) = sight::begin_either(&cases.access, actor, id, Some(seen)).await?;
    open(&row)?;
    let now = change.now();
    let before = (
        row.severity.clone(),
        row.serious,
        row.detected_at,
        row.personal_data,
    );
    row.detected_at = rules::moment("detected_at", wanted.detected_at, now)?;
    let moment = |field, at: Option<DateTime<Utc>>| at.map(|at| rules::moment(field, at, now)).transpose();
    row.occurred_at = moment("occurred_at", wanted.occurred_at)?;
    row.data_known_at = moment("data_known_at", wanted.data_known_at)?;
    check_codes(&row.group_code, &row.scenario, &wanted.severity, row.detected_at)?;
    check_facts(&wanted.facts, row.detected_at)?;
    rules::in_order(&row)?;
    // Taken back only by the centre: what was entered before stays hidden until then.
    if row.state_secret && !wanted.state_secret && side != Side::Centre {
        return Err(IncidentError::StateSecret);
    }
    // The class is the centre's word.
    if wanted.confirmed_serious != row.confirmed_serious && side != Side::Centre {
        return Err(invalid("confirmed_serious", "not_yours"));
    }
    row.state_secret = wanted.state_secret;
    row.folded = rules::folded(&row);
    wanted.severity.clone_into(&mut row.severity);
    row.confirmed_serious = wanted.confirmed_serious;
    row.personal_data = wanted.personal_data;
    let mut known = wanted.facts.clone();
    known.security_sign |= row.state_secret;
    if known.owner_controls == Some(false) {
        row.capacity_known_at = row.capacity_known_at.or(Some(now));
    } else {
        row.capacity_known_at = None;
    }
    row.facts = serde_json::to_string(&known).map_err(IncidentError::json)?;
    row.serious = is_serious(cases, &row)?;
    let outlook = clocks::check_change(cases, &change, &row, side).await?;
    let after = (
        row.severity.clone(),
        row.serious,
        row.detected_at,
        row.personal_data,
    );
    let done = json!({
        "severity": [before.0, after.0], "serious": [before.1, after.1], "detected_at": [before.2, after.2],
        "personal_data": [before.3, after.3],
    });
    let mut detail = done.clone();
    detail["reason"] = json!(reason);
    timeline::add(&change, id, side, EntryKind::Class, detail).await?;
    clocks::renew_by(&change, &mut row, side, &reason, &outlook).await?;
    row.version += 1;
    save(&change, &row).await?;
    timeline::commit(change, &row, done).await
}

/// Whether a case counts as serious by what is known of it.
pub(crate) fn is_serious(cases: &Cases, row: &incident::Model) -> Result<bool, IncidentError> {
    let facts = facts(row)?;
    Ok(clock::serious(
        LawBook::current(),
        &cases.settings,
        (&row.severity, row.confirmed_serious),
        &law_facts(row, &facts),
        vn_date(row.detected_at),
    ))
}

/// The facts of a case in the words of the law's test of serious incidents.
#[must_use]
pub fn law_facts(row: &incident::Model, facts: &Facts) -> IncidentFacts {
    IncidentFacts {
        level: u8::try_from(row.system_level).ok().filter(|level| *level > 0),
        listed: Some(row.listed),
        consequences: facts.consequences.clone(),
        owner_controls: facts.owner_controls,
    }
}

/// A code of one of the law's lists of the day; a day of which the law has no list is the fault itself.
fn check_code(
    kind: &'static str,
    field: &'static str,
    code: &str,
    at: DateTime<Utc>,
) -> Result<(), IncidentError> {
    let mut list = LawBook::current().incident_groups(kind, vn_date(at)).peekable();
    if list.peek().is_none() {
        // No code would be right: the fault is the day.
        return Err(invalid("detected_at", "before_law"));
    }
    if list.any(|g| g.body.code == code) {
        Ok(())
    } else {
        Err(invalid(field, "unknown"))
    }
}

pub(super) fn check_codes(
    group: &str,
    scenario: &str,
    severity: &str,
    at: DateTime<Utc>,
) -> Result<(), IncidentError> {
    check_code("group", "group_code", group, at)?;
    if !scenario.is_empty() {
        check_code("scenario", "scenario", scenario, at)?;
    }
    check_code("severity", "severity", severity, at)
}

pub(super) fn check_facts(facts: &Facts, at: DateTime<Utc>) -> Result<(), IncidentError> {
    let book = LawBook::current();
    let day = vn_date(at);
    let known = |code: &String| {
        book.serious_tests
            .iter()
            .filter(|t| t.legal.in_force(day))
            .any(|t| t.body.consequences.iter().any(|c| c.code == *code))
    };
    if facts.consequences.iter().flatten().all(known) {
        Ok(())
    } else {
        Err(invalid("consequences", "unknown"))
    }
}
