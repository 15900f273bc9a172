//! Who is told of what happens at an agency: the people of its roles, else those above it.

use crate::{
    Access, AuthError, Change, Role, notifications,
    people::{self, Person},
};
use chrono::NaiveDate;
use coloa_base::{AgencyId, PersonId};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::collections::BTreeMap;

/// Who answers for each agency: its focal points, else its head.
pub async fn answering<C: ConnectionTrait>(
    db: &C,
    agencies: &[AgencyId],
    today: NaiveDate,
) -> Result<BTreeMap<AgencyId, Vec<Person>>, AuthError> {
    let mut found: BTreeMap<AgencyId, Vec<Person>> = BTreeMap::new();
    for role in [Role::FocalPoint, Role::Head] {
        let missing: Vec<_> = agencies
            .iter()
            .copied()
            .filter(|a| !found.contains_key(a))
            .collect();
        for (agency, person) in people::holders(db, role, &missing, today).await? {
            found.entry(agency).or_default().push(person);
        }
    }
    Ok(found)
}

/// Who has a role for each agency: those of the nearest unit that has any, beginning with itself; where none has,
/// those of the whole installation.
pub async fn nearest<C: ConnectionTrait>(
    db: &C,
    access: &Access,
    role: Role,
    agencies: &[AgencyId],
    today: NaiveDate,
) -> Result<BTreeMap<AgencyId, Vec<Person>>, AuthError> {
    let chains: Vec<(AgencyId, Vec<AgencyId>)> = agencies
        .iter()
        .map(|a| (*a, std::iter::once(*a).chain(access.above(*a)).collect()))
        .collect();
    let mut asked: Vec<AgencyId> = chains.iter().flat_map(|(_, c)| c.iter().copied()).collect();
    asked.sort_unstable();
    asked.dedup();
    let mut held: BTreeMap<AgencyId, Vec<Person>> = BTreeMap::new();
    for (agency, person) in people::holders(db, role, &asked, today).await? {
        held.entry(agency).or_default().push(person);
    }
    let near = |chain: &[AgencyId]| chain.iter().find_map(|a| held.get(a)).cloned();
    let everywhere = if chains.iter().all(|(_, chain)| near(chain).is_some()) {
        Vec::new()
    } else {
        people::holders_everywhere(db, role, today).await?
    };
    Ok(chains
        .into_iter()
        .map(|(agency, chain)| (agency, near(&chain).unwrap_or_else(|| everywhere.clone())))
        .collect())
}

/// The ids of people, for [`tell`].
pub fn ids(people: impl IntoIterator<Item = Person>) -> impl Iterator<Item = PersonId> {
    people.into_iter().map(|p| PersonId(p.id))
}

/// Tells these people once each, in the transaction of the change; never the one who made it.
pub async fn tell(
    change: &Change,
    people: impl IntoIterator<Item = PersonId>,
    kind: &str,
    params: &Value,
    link: &str,
) -> Result<(), AuthError> {
    let mut people: Vec<PersonId> = people
        .into_iter()
        .filter(|p| Some(*p) != change.actor().person)
        .collect();
    people.sort_unstable();
    people.dedup();
    notifications::notify_all(change.tx(), &people, kind, params, Some(link), change.now()).await
}
