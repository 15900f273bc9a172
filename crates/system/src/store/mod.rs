//! The only SQL of systems: the record and its hosts here, what hangs on it in [`register`], dossiers in [`dossier`],
//! the list of systems important to national security in [`national`].

pub mod dossier;
pub mod national;
pub(crate) mod notices;
pub mod register;
pub(crate) mod templates;

use crate::{
    SystemError,
    entity::{information_system, system_host},
    model::{DossierState, State},
    rules::Host,
    service::{Order, SystemFilter},
};
use coloa_auth::Reach;
use coloa_base::{address, text};
use coloa_platform::{
    StoreError,
    db::{
        rows::{insert, insert_all, update},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::HashMap;
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

/// Names of systems.
pub(crate) async fn names<C: ConnectionTrait>(
    db: &C,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for part in ids.chunks(10_000) {
        let rows: Vec<(Uuid, String)> = information_system::Entity::find()
            .select_only()
            .column(information_system::Column::Id)
            .column(information_system::Column::Name)
            .filter(information_system::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// All systems, for whoever finds them by their hosts.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<information_system::Model>, StoreError> {
    Ok(information_system::Entity::find().all(db).await?)
}

/// All hosts of all systems.
pub async fn hosts<C: ConnectionTrait>(db: &C) -> Result<Vec<system_host::Model>, StoreError> {
    Ok(system_host::Entity::find().all(db).await?)
}

/// Systems within reach that a filter lets pass, in its order, with how many there are.
pub(crate) async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &SystemFilter,
) -> Result<(Vec<information_system::Model>, u64), StoreError> {
    use information_system::Column;
    let mut wanted = reach.condition(Column::AgencyId);
    if !filter.retired {
        wanted = wanted.add(Column::Active.eq(true));
    }
    if let Some(agency) = filter.agency {
        wanted = wanted.add(Column::AgencyId.eq(agency.uuid()));
    }
    if !filter.levels.is_empty() {
        wanted = wanted.add(Column::Level.is_in(filter.levels.iter().copied()));
    }
    if let Some(priority) = filter.priority {
        wanted = wanted.add(Column::Priority.eq(priority));
    }
    if !filter.states.is_empty() {
        wanted = wanted.add(Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if !filter.dossiers.is_empty() {
        wanted = wanted.add(Column::Dossier.is_in(filter.dossiers.iter().map(|s| s.as_str())));
    }
    if let Some(sector) = &filter.sector {
        wanted = wanted.add(Column::Sector.eq(sector.clone()));
    }
    if let Some(host) = filter.hosted_by {
        wanted = wanted.add(Column::HostSystemId.eq(host));
    }
    if filter.flagged {
        let running = Column::State.eq(State::Running.as_str());
        wanted = wanted.add(running).add(Column::Exempt.is_null()).add(
            Condition::any()
                .add(Column::Dossier.ne(DossierState::Approved.as_str()))
                .add(Column::Layers.ne(crate::layers::ALL)),
        );
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        wanted = wanted.add(holds(Column::Folded, &search));
    }
    let found = information_system::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let found = match filter.order {
        Order::Name => found,
        Order::Level => found.order_by_desc(Column::Level),
        Order::Decided => found.order_by_desc(Column::DecidedOn),
    };
    let mut found = found.order_by_asc(Column::Folded).order_by_asc(Column::Id);
    if filter.limit > 0 {
        found = found.offset(filter.offset).limit(filter.limit);
    }
    Ok((found.all(db).await?, total))
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

/// What the score of a system in use hangs on. All of a province are read at once, and their rows are wide.
pub(crate) struct InUse {
    pub id: Uuid,
    pub name: String,
    pub folded: String,
    pub agency_id: Uuid,
    pub level: i32,
    pub proposed_level: i32,
    pub regime: Option<String>,
    pub state: String,
    pub exempt: Option<String>,
    pub dossier: String,
    pub layers: i32,
    pub host_system_id: Option<Uuid>,
}

/// Systems in use within reach, in no order.
pub(crate) async fn in_use<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<Vec<InUse>, StoreError> {
    use information_system::Column;
    // By place and not by name: looking for names takes longer than reading the values.
    type Row = (
        Uuid,
        String,
        String,
        Uuid,
        i32,
        i32,
        Option<String>,
        String,
        Option<String>,
        String,
        i32,
        Option<Uuid>,
    );
    let rows = information_system::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Name,
            Column::Folded,
            Column::AgencyId,
            Column::Level,
            Column::ProposedLevel,
            Column::Regime,
            Column::State,
            Column::Exempt,
            Column::Dossier,
            Column::Layers,
            Column::HostSystemId,
        ])
        .filter(reach.condition(Column::AgencyId))
        .filter(Column::Active.eq(true))
        .into_tuple::<Row>()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| InUse {
            id: row.0,
            name: row.1,
            folded: row.2,
            agency_id: row.3,
            level: row.4,
            proposed_level: row.5,
            regime: row.6,
            state: row.7,
            exempt: row.8,
            dossier: row.9,
            layers: row.10,
            host_system_id: row.11,
        })
        .collect())
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

/// Whether another system of the agency that is in use bears the name.
pub(crate) async fn is_named<C: ConnectionTrait>(
    db: &C,
    agency: Uuid,
    folded: &str,
    but: Uuid,
) -> Result<bool, StoreError> {
    let others = information_system::Entity::find()
        .filter(information_system::Column::AgencyId.eq(agency))
        .filter(information_system::Column::Folded.eq(folded))
        .filter(information_system::Column::Id.ne(but))
        .filter(information_system::Column::Active.eq(true))
        .count(db)
        .await?;
    Ok(others > 0)
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

/// Many systems at once.
pub(crate) async fn insert_many<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<information_system::Model>,
) -> Result<(), StoreError> {
    insert_all::<information_system::Entity, _, _>(tx, rows).await
}

/// Hosts of many systems at once, in the place of those they had.
pub(crate) async fn add_hosts<C: ConnectionTrait>(
    tx: &C,
    hosts: Vec<(Uuid, Vec<Host>)>,
) -> Result<(), StoreError> {
    let systems: Vec<Uuid> = hosts.iter().map(|(system, _)| *system).collect();
    for part in systems.chunks(10_000) {
        system_host::Entity::delete_many()
            .filter(system_host::Column::SystemId.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    let rows = hosts.into_iter().flat_map(|(system, hosts)| {
        hosts.into_iter().map(move |host| system_host::Model {
            id: Uuid::now_v7(),
            system_id: system,
            name: host.name.clone(),
            addresses: address::written(&host.addresses),
        })
    });
    insert_all::<system_host::Entity, _, _>(tx, rows).await
}
