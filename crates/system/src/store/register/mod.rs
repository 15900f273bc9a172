//! What hangs on a system: its description here; what it is made of in [`assets`], what was done to it in [`records`],
//! layers and checklists in [`protection`], [`weaknesses`].

mod assets;
mod protection;
mod records;
mod weaknesses;

pub(crate) use assets::*;
pub(crate) use protection::*;
pub(crate) use records::*;
pub(crate) use weaknesses::*;

use crate::{
    SystemError,
    entity::{information_system, system_host, system_profile},
    model::Profile,
};
use coloa_auth::Reach;
use coloa_law::SystemFacts;
use coloa_platform::{
    StoreError,
    db::rows::{insert, insert_all, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    QueryTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What is said of a system, and the facts of its level; both empty where nothing was said.
pub(crate) async fn profile<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<(Profile, SystemFacts), SystemError> {
    let Some(row) = system_profile::Entity::find_by_id(system).one(db).await? else {
        return Ok((Profile::default(), SystemFacts::default()));
    };
    Ok((
        serde_json::from_str(&row.profile).map_err(SystemError::json)?,
        serde_json::from_str(&row.facts).map_err(SystemError::json)?,
    ))
}

async fn set<C: ConnectionTrait>(tx: &C, row: system_profile::Model) -> Result<(), StoreError> {
    let guard = Condition::all().add(system_profile::Column::SystemId.eq(row.system_id));
    if update::<system_profile::Entity, _, _>(tx, row.clone(), guard).await? {
        return Ok(());
    }
    insert::<system_profile::Entity, _, _>(tx, row).await
}

pub(crate) async fn set_profile<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    said: &Profile,
) -> Result<(), SystemError> {
    let facts = profile(tx, system).await?.1;
    Ok(set(tx, described(system, said, &facts)?).await?)
}

pub(crate) async fn set_facts<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    facts: &SystemFacts,
) -> Result<(), SystemError> {
    let said = profile(tx, system).await?.0;
    Ok(set(tx, described(system, &said, facts)?).await?)
}

/// A description as a row.
pub(crate) fn described(
    system: Uuid,
    said: &Profile,
    facts: &SystemFacts,
) -> Result<system_profile::Model, SystemError> {
    Ok(system_profile::Model {
        system_id: system,
        profile: serde_json::to_string(said).map_err(SystemError::json)?,
        facts: serde_json::to_string(facts).map_err(SystemError::json)?,
    })
}

/// Descriptions of many systems at once.
pub(crate) async fn add_profiles<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<system_profile::Model>,
) -> Result<(), StoreError> {
    insert_all::<system_profile::Entity, _, _>(tx, rows).await
}

/// Systems of an agency with the facts of their levels.
pub(crate) async fn profiles_of_agency<C: ConnectionTrait>(
    db: &C,
    agency: Uuid,
) -> Result<Vec<(information_system::Model, SystemFacts)>, SystemError> {
    let systems = information_system::Entity::find()
        .filter(information_system::Column::AgencyId.eq(agency))
        .all(db)
        .await?;
    let said = profiles(db, &systems.iter().map(|s| s.id).collect::<Vec<_>>()).await?;
    Ok(systems
        .into_iter()
        .map(|s| {
            let facts = said
                .get(&s.id)
                .map(|(_, facts)| facts.clone())
                .unwrap_or_default();
            (s, facts)
        })
        .collect())
}

/// Ids of one question: SQLite takes 32,766 values.
const MANY: usize = 10_000;

/// Descriptions of these systems.
pub(crate) async fn profiles<C: ConnectionTrait>(
    db: &C,
    systems: &[Uuid],
) -> Result<HashMap<Uuid, (Profile, SystemFacts)>, SystemError> {
    let mut found = HashMap::with_capacity(systems.len());
    for part in systems.chunks(MANY) {
        let rows = system_profile::Entity::find()
            .filter(system_profile::Column::SystemId.is_in(part.iter().copied()))
            .all(db)
            .await?;
        for row in rows {
            let said = serde_json::from_str(&row.profile).map_err(SystemError::json)?;
            let facts = serde_json::from_str(&row.facts).map_err(SystemError::json)?;
            found.insert(row.system_id, (said, facts));
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Counted {
    system_id: Uuid,
    number: i64,
}

/// How many hosts these systems have.
pub(crate) async fn host_counts<C: ConnectionTrait>(
    db: &C,
    systems: &[Uuid],
) -> Result<HashMap<Uuid, usize>, StoreError> {
    let mut found = HashMap::with_capacity(systems.len());
    for part in systems.chunks(MANY) {
        let rows = system_host::Entity::find()
            .select_only()
            .column(system_host::Column::SystemId)
            .column_as(system_host::Column::Id.count(), "number")
            .filter(system_host::Column::SystemId.is_in(part.iter().copied()))
            .group_by(system_host::Column::SystemId)
            .into_model::<Counted>()
            .all(db)
            .await?;
        found.extend(
            rows.into_iter()
                .map(|row| (row.system_id, usize::try_from(row.number).unwrap_or_default())),
        );
    }
    Ok(found)
}

/// Condition on a column with a system's id: the system lies within reach.
fn reachable<E: ColumnTrait>(column: E, reach: &Reach) -> Condition {
    if reach.is_every_agency() {
        // Each of them has a system, and each system an agency.
        return Condition::all();
    }
    let systems = information_system::Entity::find()
        .select_only()
        .column(information_system::Column::Id)
        .filter(reach.condition(information_system::Column::AgencyId))
        .into_query();
    Condition::all().add(column.in_subquery(systems))
}
