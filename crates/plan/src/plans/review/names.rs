//! Which agencies a printed name means: decided by a person, or placed again by the directory.

use super::{Seen, open, version_of};
use crate::plans::{
    Item, Party, PartyState, PlanError,
    resolve::{self, Directory},
    rules, store,
};
use chrono::{Datelike, NaiveDate};
use coloa_auth::{Access, Actor};
use coloa_base::{AgencyId, PlanVersionId, text::fold};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a person decides on a printed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// These agencies are meant.
    Agencies(Vec<AgencyId>),
    /// What the directory found is right.
    Confirm,
    /// Nobody in the directory is meant, for this reason.
    SetAside(String),
    /// Back to what the directory says.
    Reset,
}

/// Decides on one printed name; with `everywhere`, on the same name in all items of the version. Returns the
/// items that changed.
pub async fn decide_party(
    access: &Access,
    actor: &Actor,
    seen: Seen,
    party: Uuid,
    decision: Decision,
    everywhere: bool,
) -> Result<Vec<Item>, PlanError> {
    match &decision {
        Decision::Agencies(ids) if ids.is_empty() || ids.len() > 5_000 => {
            return Err(PlanError::Invalid {
                field: "agencies",
                reason: "empty",
            });
        }
        Decision::SetAside(reason) if reason.trim().is_empty() => {
            return Err(PlanError::Invalid {
                field: "reason",
                reason: "empty",
            });
        }
        _ => {}
    }
    let open = open(access, actor, version_of(access, seen.id).await?).await?;
    let item = open.item(seen).await?;
    let printed = item
        .parties
        .iter()
        .find(|p| p.id == party)
        .map(|p| p.printed.clone())
        .ok_or(PlanError::NotFound { what: "party" })?;
    let key = fold(&printed);
    let all = if everywhere {
        store::items(open.change.tx(), open.version.id).await?
    } else {
        vec![item]
    };
    let directory = open.directory(access).await?;
    if let Decision::Agencies(ids) = &decision {
        // Work is given on a later day: who exists only since then may be meant as well.
        let today = directory.at(open.change.today());
        let unknown: Vec<AgencyId> = ids.iter().copied().filter(|id| !today.alive(*id)).collect();
        directory.must_exist("agencies", &unknown)?;
    }
    let mut done = Vec::new();
    for mut item in all {
        let before = item.clone();
        for p in &mut item.parties {
            if p.id == party || (everywhere && fold(&p.printed) == key) {
                decide(p, &decision)?;
            }
        }
        resolve::place_all(&directory, std::slice::from_mut(&mut item));
        if item != before {
            store::update_item(open.change.tx(), &mut item).await?;
            done.push(item);
        }
    }
    let (word, value) = match &decision {
        Decision::Agencies(ids) => ("agencies", json!(ids)),
        Decision::Confirm => ("confirm", Value::Null),
        Decision::SetAside(reason) => ("set_aside", json!(reason)),
        Decision::Reset => ("reset", Value::Null),
    };
    let detail =
        json!({ "op": "party", "printed": printed, "decision": word, "value": value, "items": done.len() });
    open.commit(detail).await?;
    Ok(done)
}

fn decide(party: &mut Party, decision: &Decision) -> Result<(), PlanError> {
    match decision {
        Decision::Agencies(ids) => {
            party.state = PartyState::Confirmed;
            party.via = Some("person".to_owned());
            let mut ids = ids.clone();
            ids.sort_unstable();
            ids.dedup();
            party.agencies = ids;
        }
        Decision::Confirm if party.agencies.is_empty() => {
            return Err(PlanError::WrongState {
                what: "party",
                state: party.state.as_str(),
            });
        }
        Decision::Confirm => party.state = PartyState::Confirmed,
        Decision::SetAside(reason) => {
            party.state = PartyState::SetAside;
            party.via = Some(reason.trim().to_owned());
            party.agencies = Vec::new();
        }
        Decision::Reset => {
            party.state = PartyState::Unresolved;
            party.via = None;
            party.agencies = Vec::new();
        }
    }
    Ok(())
}

/// Places all names of a version again, on a day (after the directory learned a name, or for another day).
/// What people decided stays. Returns how many items changed.
pub async fn resolve_again(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    on: NaiveDate,
) -> Result<usize, PlanError> {
    let mut open = open(access, actor, version).await?;
    if !rules::YEARS.contains(&on.year()) {
        return Err(PlanError::Invalid {
            field: "on",
            reason: "not_a_date",
        });
    }
    let directory = Directory::on(access, on).await?;
    let mut items = store::items(open.change.tx(), version).await?;
    let touched = resolve::place_all(&directory, &mut items);
    for &i in &touched {
        store::update_item(open.change.tx(), &mut items[i]).await?;
    }
    let before = open.version.resolved_on.replace(on);
    let n = touched.len();
    open.commit(json!({ "op": "resolve", "on": [before, on], "items": n }))
        .await?;
    Ok(n)
}
