//! Organisations of the trust register and what they proved to be their own.

use crate::{
    HotlineError,
    entity::{trust_item as item, trust_organisation as organisation},
    model::{TrustKind, TrustState},
    trust::{Filter, OrganisationState},
};
use chrono::{DateTime, Utc};
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{self, insert},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

pub async fn organisation<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<organisation::Model, HotlineError> {
    organisation::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

pub async fn item<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<item::Model, HotlineError> {
    item::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// A page of organisations by name, and how many there are.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    filter: &Filter,
) -> Result<(Vec<organisation::Model>, u64), StoreError> {
    use organisation::Column as O;
    let mut wanted = Condition::all();
    if let Some(kind) = filter.kind {
        wanted = wanted.add(O::Kind.eq(kind.as_str()));
    }
    if let Some(state) = filter.state {
        wanted = wanted.add(O::State.eq(state.as_str()));
    }
    let search = filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty());
    if let Some(search) = search {
        let named = item::Entity::find()
            .select_only()
            .column(item::Column::OrganisationId)
            .filter(holds(item::Column::MatchKey, &search.to_lowercase()))
            .into_query();
        let mut found = Condition::any().add(O::Id.in_subquery(named));
        let folded = text::fold_plain(search);
        if !folded.is_empty() {
            found = found.add(holds(O::NameSearch, &folded));
        }
        wanted = wanted.add(found);
    }
    let found = organisation::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_asc(O::NameSearch)
        .order_by_asc(O::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// What these organisations have, in the order in which it was entered.
pub async fn items_of<C: ConnectionTrait>(
    db: &C,
    organisations: &[Uuid],
) -> Result<HashMap<Uuid, Vec<item::Model>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<item::Model>> = HashMap::new();
    for some in organisations.chunks(CHUNK) {
        let rows = item::Entity::find()
            .filter(item::Column::OrganisationId.is_in(some.iter().copied()))
            .order_by_asc(item::Column::CreatedAt)
            .order_by_asc(item::Column::Id)
            .all(db)
            .await?;
        for row in rows {
            found.entry(row.organisation_id).or_default().push(row);
        }
    }
    Ok(found)
}

pub async fn insert_organisation<C: ConnectionTrait>(
    tx: &C,
    row: organisation::Model,
) -> Result<(), StoreError> {
    insert::<organisation::Entity, _, _>(tx, row).await
}

pub async fn insert_item<C: ConnectionTrait>(tx: &C, row: item::Model) -> Result<(), StoreError> {
    insert::<item::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands; `false`: somebody was faster.
pub async fn save_organisation<C: ConnectionTrait>(
    tx: &C,
    row: organisation::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(organisation::Column::Id.eq(row.id))
        .add(organisation::Column::Version.eq(row.version - 1));
    rows::update::<organisation::Entity, _, _>(tx, row, guard).await
}

/// As [`save_organisation`].
pub async fn save_item<C: ConnectionTrait>(tx: &C, row: item::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(item::Column::Id.eq(row.id))
        .add(item::Column::Version.eq(row.version - 1));
    rows::update::<item::Entity, _, _>(tx, row, guard).await
}

/// Another organisation of the register with this agency or registration number.
pub async fn other_of<C: ConnectionTrait>(
    db: &C,
    row: &organisation::Model,
) -> Result<Option<organisation::Model>, StoreError> {
    use organisation::Column as O;
    let mut same = Condition::any();
    if let Some(agency) = row.agency_id {
        same = same.add(O::AgencyId.eq(agency));
    }
    if !row.registration_number.is_empty() {
        same = same.add(O::RegistrationNumber.eq(row.registration_number.clone()));
    }
    Ok(organisation::Entity::find()
        .filter(same)
        .filter(O::Id.ne(row.id))
        .filter(O::State.eq(OrganisationState::Active.as_str()))
        .one(db)
        .await?)
}

/// Other items that stand for the same, whoever has them, in these states.
pub async fn named<C: ConnectionTrait>(
    db: &C,
    row: &item::Model,
    states: &[TrustState],
) -> Result<Vec<item::Model>, StoreError> {
    Ok(item::Entity::find()
        .filter(item::Column::Kind.eq(row.kind.as_str()))
        .filter(item::Column::MatchKey.eq(row.match_key.as_str()))
        .filter(item::Column::Platform.eq(row.platform.as_str()))
        .filter(item::Column::Id.ne(row.id))
        .filter(item::Column::State.is_in(states.iter().map(|s| s.as_str())))
        .order_by_asc(item::Column::CreatedAt)
        .all(db)
        .await?)
}

/// Proofs whose term is over.
pub async fn over<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<item::Model>, StoreError> {
    Ok(item::Entity::find()
        .filter(item::Column::State.eq(TrustState::Proved.as_str()))
        .filter(item::Column::ExpiresAt.lte(now))
        .order_by_asc(item::Column::ExpiresAt)
        .limit(most)
        .all(db)
        .await?)
}

/// What counts now, with the name of who proved it.
pub async fn proved<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
) -> Result<Vec<(item::Model, String)>, StoreError> {
    let names: HashMap<Uuid, String> = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::Name)
        .filter(organisation::Column::State.eq(OrganisationState::Active.as_str()))
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let items = item::Entity::find()
        .filter(item::Column::State.eq(TrustState::Proved.as_str()))
        .filter(item::Column::ExpiresAt.gt(now))
        .order_by_asc(item::Column::ProvedAt)
        .order_by_asc(item::Column::Id)
        .all(db)
        .await?;
    Ok(items
        .into_iter()
        .filter_map(|item| names.get(&item.organisation_id).cloned().map(|name| (item, name)))
        .collect())
}

/// What organisations that still are one proved of these keys and what counts now: kind, key, and when it ends. Every proof
/// has an end: a row without one counts for nothing, here as in [`proved`].
pub async fn proved_among<C: ConnectionTrait>(
    db: &C,
    keys: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<(String, String, DateTime<Utc>)>, StoreError> {
    use item::Column as I;
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        let to_owner = item::Entity::belongs_to(organisation::Entity)
            .from(I::OrganisationId)
            .to(organisation::Column::Id);
        let rows: Vec<(String, String, DateTime<Utc>)> = item::Entity::find()
            .select_only()
            .columns([I::Kind, I::MatchKey, I::ExpiresAt])
            // All of them, so that the index of kind and key is used.
            .filter(I::Kind.is_in(TrustKind::ALL.iter().map(|kind| kind.as_str())))
            .filter(I::MatchKey.is_in(some.iter().copied()))
            .filter(I::State.eq(TrustState::Proved.as_str()))
            .filter(I::ExpiresAt.gt(now))
            // Joined: only the owners of what was found are looked at, however many organisations there are.
            .join(JoinType::InnerJoin, to_owner.into())
            .filter(organisation::Column::State.eq(OrganisationState::Active.as_str()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
