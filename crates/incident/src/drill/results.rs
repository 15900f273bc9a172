//! How a drill goes or went, from the records of its cases.

use super::{
    Detail, Inject, Part, pace, read,
    score::{self, Acts, AgencyScore, Sums},
};
use crate::{
    IncidentError,
    entity::case::{incident, incident_clock},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor};
use coloa_base::clock::vn_date;
use coloa_law::LawBook;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How a drill went.
#[derive(Clone, Debug)]
pub struct Score {
    pub detail: Detail,
    pub agencies: Vec<(Part, AgencyScore)>,
    pub sums: Sums,
}

/// How a drill goes or went, agency by agency, as far as the reader may see it.
pub async fn score(access: &Access, actor: &Actor, id: Uuid) -> Result<Score, IncidentError> {
    let detail = read(access, actor, id).await?;
    let db = access.db().reader();
    // What was asked for is part of the score, also of whoever took part, once it is over.
    let injects = store::drill::injects(db, id).await?;
    let acts = acts(access, &detail.parts).await?;
    let agencies = match pace(&detail.drill, access.clock().now()) {
        None => Vec::new(),
        Some(pace) => detail
            .parts
            .iter()
            .map(|part| {
                let own: Vec<&Inject> = injects
                    .iter()
                    .filter(|i| i.agency_id.is_none_or(|a| a == part.agency_id))
                    .filter(|_| detail.may_run || pace.over)
                    .collect();
                let acts = part.incident_id.and_then(|case| acts.get(&case));
                (part.clone(), score::agency(acts, &pace, &detail.targets, &own))
            })
            .collect(),
    };
    let scores: Vec<AgencyScore> = agencies.iter().map(|(_, s)| s.clone()).collect();
    Ok(Score {
        sums: score::sums(&scores),
        agencies,
        detail,
    })
}

/// What people did in the cases of these agencies, by case.
async fn acts(access: &Access, parts: &[Part]) -> Result<BTreeMap<Uuid, Acts>, IncidentError> {
    let db = access.db().reader();
    let ids: Vec<Uuid> = parts.iter().filter_map(|p| p.incident_id).collect();
    let words = store::drill::first_words(db, &ids, true).await?;
    let anything = store::drill::first_words(db, &ids, false).await?;
    let answers = store::drill::first_answers(db, &ids).await?;
    let mut notices: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for clock in store::clock::clocks_of(db, &ids).await? {
        if let Some(met) = clock.met_at.filter(|_| is_initial_notice(&clock)) {
            let first = notices.entry(clock.incident_id).or_insert(met);
            *first = met.min(*first);
        }
    }
    let cases = store::case::by_ids(db, &ids).await?;
    Ok(cases
        .into_iter()
        .map(|case: incident::Model| {
            let acts = Acts {
                begun_at: case.reported_at,
                acted: anything.contains_key(&case.id),
                // The case itself is the first inject's: they report by the first thing that they write or do.
                reported: words.get(&case.id).copied(),
                acknowledged: case.acknowledged_at,
                contained: case.contained_at,
                eradicated: case.eradicated_at,
                recovered: case.recovered_at,
                initial_notice: notices.get(&case.id).copied(),
                call_answered: answers.get(&case.id).copied(),
            };
            (case.id, acts)
        })
        .collect())
}

/// A notice of what was found, on its form; not the receipt of one, nor what follows the end.
fn is_initial_notice(clock: &incident_clock::Model) -> bool {
    LawBook::current()
        .duty(&clock.duty, vn_date(clock.starts_at))
        .is_some_and(|duty| duty.body.counted_from == "detection" && duty.body.form.is_some())
}
