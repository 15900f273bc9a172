//! The level of a system: what the facts of its record come to under a regime, kept with its facts.

use crate::{
    SystemError,
    entity::{information_system, level_assessment},
    rules,
    service::{self, resource},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, action};
use coloa_law::{Assessment, LawBook, SystemFacts};
use serde_json::json;
use uuid::Uuid;

/// Assesses facts under the regime of a day, or under one that is named; stores nothing.
pub fn assess(
    facts: &SystemFacts,
    regime: Option<&str>,
    on: NaiveDate,
) -> Result<Assessment<'static>, SystemError> {
    if facts.counted_on.is_some_and(|day| day > on) {
        return Err(rules::invalid("counted_on", "in_the_future"));
    }
    let book = LawBook::current();
    Ok(match regime {
        Some(regime) => book.assess_under(facts, regime, on)?,
        None => book.assess(facts, on)?,
    })
}

/// Facts of the record of a system, with what its neighbours say: other systems of the owner with the same function.
pub async fn facts(access: &Access, actor: &Actor, system: Uuid) -> Result<SystemFacts, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&row))?;
    let mut facts = store::register::profile(db, system).await?.1;
    facts.name = Some(row.name.clone());
    facts.siblings = siblings(access, &row, &facts).await?;
    Ok(facts)
}

/// Other systems in use of the same owner with the same business function, to see a formal splitting.
async fn siblings(
    access: &Access,
    row: &information_system::Model,
    facts: &SystemFacts,
) -> Result<Vec<coloa_law::facts::Sibling>, SystemError> {
    let Some(function) = facts.function.as_deref().map(coloa_base::text::fold_plain) else {
        return Ok(Vec::new());
    };
    if function.is_empty() {
        return Ok(Vec::new());
    }
    let neighbours = store::register::profiles_of_agency(access.db().reader(), row.agency_id).await?;
    Ok(neighbours
        .into_iter()
        .filter(|(other, theirs)| {
            other.id != row.id
                && other.active
                && theirs
                    .function
                    .as_deref()
                    .is_some_and(|f| coloa_base::text::fold_plain(f) == function)
        })
        .map(|(other, theirs)| coloa_law::facts::Sibling {
            name: other.name,
            owner: None,
            function: None,
            users: theirs.users,
            subjects_basic: theirs.subjects_basic,
            subjects_sensitive: theirs.subjects_sensitive,
        })
        .collect())
}

/// Keeps facts and what they came to: the proposed level of the record.
pub async fn keep(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    facts: SystemFacts,
    regime: Option<&str>,
    on: NaiveDate,
) -> Result<level_assessment::Model, SystemError> {
    let (change, mut row) = service::begin(access, actor, system).await?;
    let mut asked = facts.clone();
    asked.name = Some(row.name.clone());
    asked.siblings = siblings(access, &row, &facts).await?;
    let found = assess(&asked, regime, on)?;
    let codes: Vec<&str> = found.matched.iter().map(|m| m.code).collect();
    let kept = level_assessment::Model {
        id: Uuid::now_v7(),
        system_id: system,
        regime: found.regime.to_owned(),
        on_day: on,
        level: found.level.map_or(0, i32::from),
        settled: found.settled,
        codes: codes.join(","),
        facts: serde_json::to_string(&asked).map_err(SystemError::json)?,
        made_by: change.actor().name.clone(),
        made_at: change.now(),
    };
    let before = row.proposed_level;
    row.proposed_level = kept.level;
    row.version += 1;
    if !store::save(change.tx(), row).await? {
        return Err(SystemError::Changed);
    }
    let own = SystemFacts {
        name: None,
        siblings: Vec::new(),
        ..facts
    };
    store::register::set_facts(change.tx(), system, &own).await?;
    store::register::add_assessment(change.tx(), kept.clone()).await?;
    change
        .commit(
            json!({ "assessment": kept.id, "regime": kept.regime, "codes": kept.codes,
            "before": before, "after": kept.level }),
        )
        .await?;
    Ok(kept)
}

/// Assessments of a system, the newest first.
pub async fn history(
    access: &Access,
    actor: &Actor,
    system: Uuid,
) -> Result<Vec<level_assessment::Model>, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&row))?;
    Ok(store::register::assessments(db, system).await?)
}
