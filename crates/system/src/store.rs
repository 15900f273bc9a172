//! The only SQL of systems.

use crate::{
    SystemError,
    entity::{information_system, system_host},
    rules::Host,
};
use coloa_auth::Reach;
use coloa_base::address;
use coloa_platform::{
    StoreError,
    db::rows::{insert, insert_all, update},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<information_system::Model, SystemError> {
    information_system::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

/// All systems, for whoever finds them by their hosts.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<information_system::Model>, StoreError> {
    Ok(information_system::Entity::find().all(db).await?)
}

/// All hosts of all systems.
pub async fn hosts<C: ConnectionTrait>(db: &C) -> Result<Vec<system_host::Model>, StoreError> {
    Ok(system_host::Entity::find().all(db).await?)
}

/// Systems within reach, by name.
pub async fn within<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<Vec<information_system::Model>, StoreError> {
    Ok(information_system::Entity::find()
        .filter(reach.condition(information_system::Column::AgencyId))
        .order_by_asc(information_system::Column::Folded)
        .order_by_asc(information_system::Column::Id)
        .all(db)
        .await?)
}

/// Hosts of a system, by name.
pub(crate) async fn hosts_of<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_host::Model>, StoreError> {
    Ok(system_host::Entity::find()
        .filter(system_host::Column::SystemId.eq(system))
        .order_by_asc(system_host::Column::Name)
        .order_by_asc(system_host::Column::Addresses)
        .all(db)
        .await?)
}

/// Other systems of the agency with their hosts.
pub(crate) async fn neighbours<C: ConnectionTrait>(
    db: &C,
    agency: Uuid,
    but: Uuid,
) -> Result<Vec<(information_system::Model, system_host::Model)>, StoreError> {
    let systems = information_system::Entity::find()
        .filter(information_system::Column::AgencyId.eq(agency))
        .filter(information_system::Column::Id.ne(but))
        .filter(information_system::Column::Active.eq(true))
        .all(db)
        .await?;
    let mut found = Vec::new();
    for system in systems {
        for host in hosts_of(db, system.id).await? {
            found.push((system.clone(), host));
        }
    }
    Ok(found)
}

pub(crate) async fn insert_one<C: ConnectionTrait>(
    tx: &C,
    row: information_system::Model,
) -> Result<(), StoreError> {
    insert::<information_system::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(
    tx: &C,
    row: information_system::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(information_system::Column::Id.eq(row.id))
        .add(information_system::Column::Version.eq(row.version - 1));
    update::<information_system::Entity, _, _>(tx, row, guard).await
}

/// Puts these hosts in the place of those that a system has.
pub(crate) async fn set_hosts<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    hosts: &[Host],
) -> Result<(), StoreError> {
    system_host::Entity::delete_many()
        .filter(system_host::Column::SystemId.eq(system))
        .exec(tx)
        .await?;
    let rows: Vec<system_host::Model> = hosts
        .iter()
        .map(|host| system_host::Model {
            id: Uuid::now_v7(),
            system_id: system,
            name: host.name.clone(),
            addresses: address::written(&host.addresses),
        })
        .collect();
    insert_all::<system_host::Entity, _, _>(tx, rows).await
}
