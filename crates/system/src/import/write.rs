//! How the rows of a table are stored: all in one audited change.

use super::{Outcome, row::Wanted};
use crate::{
    SystemError, dossier,
    entity::{dossier_step, information_system, level_dossier, system_profile},
    model::DossierState,
    rules, store,
};
use chrono::{NaiveDate, NaiveDateTime};
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, text};
use coloa_law::LawBook;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// Stores the rows that can be taken.
pub(super) async fn store_all(
    access: &Access,
    actor: &Actor,
    file_name: &str,
    outcome: &Outcome,
    wanted: Vec<Wanted>,
) -> Result<(), SystemError> {
    let agencies: HashSet<AgencyId> = wanted.iter().map(|w| AgencyId(w.row.agency_id)).collect();
    let about = Resource::of_agencies("information_system", "import", agencies.iter().copied().collect());
    let change = access.begin(actor, action::SYSTEM_CHANGE, about).await?;
    // Reaching one of several agencies is not reaching all of them.
    for agency in agencies {
        change.check(
            action::SYSTEM_CHANGE,
            &Resource::of_agency("information_system", "import", agency),
        )?;
    }
    let (tx, now) = (change.tx(), change.now());
    let mut created = Vec::new();
    let mut profiles: Vec<system_profile::Model> = Vec::new();
    let mut decided = Vec::new();
    let mut hosts = Vec::new();
    for one in wanted {
        let Wanted {
            mut row,
            profile,
            facts,
            hosts: own,
            decision,
            before,
        } = one;
        if let Some((number, on, by)) = decision {
            let mut dossier = recorded(&row, &number, on, &by, &change.actor().name, now.naive_utc())?;
            // Where it is found: the table that it was taken from.
            dossier.note = rules::line("note", &text::shorten(file_name, 200), false)?;
            row.regime = Some(dossier.regime.clone());
            row.decided_on = Some(on);
            row.dossier = DossierState::Approved.as_str().to_owned();
            decided.push(dossier);
        }
        hosts.extend(own.map(|own| (row.id, own)));
        match before {
            None => {
                profiles.push(store::register::described(row.id, &profile, &facts)?);
                created.push(row);
            }
            Some(before) => {
                row.version = before.version + 1;
                let id = row.id;
                if !store::save(tx, row).await? {
                    return Err(SystemError::Changed);
                }
                store::register::set_facts(tx, id, &facts).await?;
                store::register::set_profile(tx, id, &profile).await?;
            }
        }
    }
    store::insert_many(tx, created).await?;
    store::register::add_profiles(tx, profiles).await?;
    store::add_hosts(tx, hosts).await?;
    let steps = decided
        .iter()
        .map(|d| dossier_step::Model {
            id: Uuid::now_v7(),
            dossier_id: d.id,
            at: now,
            step: "recorded".to_owned(),
            by_name: d.created_by.clone(),
            note: d.decision_number.clone(),
            on_day: d.approved_on,
        })
        .collect();
    store::dossier::insert_many(tx, decided, steps).await?;
    change
        .commit(json!({ "created": outcome.created, "changed": outcome.changed, "refused": outcome.wrong_rows() }))
        .await?;
    Ok(())
}

/// A level that was approved before, as a row of the table says it.
fn recorded(
    row: &information_system::Model,
    number: &str,
    on: NaiveDate,
    by: &str,
    person: &str,
    now: NaiveDateTime,
) -> Result<level_dossier::Model, SystemError> {
    let regime = LawBook::current().regime_on(on)?.regime.body.code.clone();
    let fresh = dossier::fresh(row, &regime, row.level, person, now.and_utc());
    Ok(dossier::recorded(fresh, number.to_owned(), on, by.to_owned()))
}
