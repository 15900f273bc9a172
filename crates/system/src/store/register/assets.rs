//! Domains, services, software, devices, databases and zones of systems.

use super::reachable;
use crate::{
    SystemError,
    assets::AssetFilter,
    entity::system_asset,
    model::{AssetKind, Origin},
};
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::rows::{insert_all, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

pub(crate) async fn add_assets<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<system_asset::Model>,
) -> Result<(), StoreError> {
    insert_all::<system_asset::Entity, _, _>(tx, rows).await
}

pub(crate) async fn asset<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    id: Uuid,
) -> Result<system_asset::Model, SystemError> {
    system_asset::Entity::find_by_id(id)
        .filter(system_asset::Column::SystemId.eq(system))
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

pub(crate) async fn save_asset<C: ConnectionTrait>(
    tx: &C,
    row: system_asset::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(system_asset::Column::Id.eq(row.id))
        .add(system_asset::Column::SystemId.eq(row.system_id))
        .add(system_asset::Column::VersionNo.eq(row.version_no - 1));
    update::<system_asset::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn delete_asset<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    system_asset::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Assets of a system, by kind and name.
pub(crate) async fn assets_of<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_asset::Model>, StoreError> {
    Ok(system_asset::Entity::find()
        .filter(system_asset::Column::SystemId.eq(system))
        .order_by_asc(system_asset::Column::Kind)
        .order_by_asc(system_asset::Column::Folded)
        .order_by_asc(system_asset::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn assets<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &AssetFilter,
) -> Result<(Vec<system_asset::Model>, u64), StoreError> {
    use system_asset::Column;
    let mut wanted = reachable(Column::SystemId, reach);
    if let Some(system) = filter.system {
        wanted = wanted.add(Column::SystemId.eq(system));
    }
    if !filter.kinds.is_empty() {
        wanted = wanted.add(Column::Kind.is_in(filter.kinds.iter().map(|k| k.as_str())));
    }
    if !filter.origins.is_empty() {
        wanted = wanted.add(Column::Origin.is_in(filter.origins.iter().map(|o| o.as_str())));
    }
    if let Some(day) = filter.ends_by {
        wanted = wanted.add(Column::EndsOn.lte(day));
    }
    if filter.unchecked {
        wanted = wanted
            .add(Column::Donated.eq(true))
            .add(Column::CheckedOn.is_null());
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        wanted = wanted.add(
            Condition::any()
                .add(Column::Folded.contains(&search))
                .add(Column::Identifier.contains(&search))
                .add(Column::Place.contains(&search)),
        );
    }
    let found = system_asset::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_asc(Column::Folded)
        .order_by_asc(Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Software and devices made in Viet Nam, and those whose origin is known at all.
pub(crate) async fn origins<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<(u64, u64), StoreError> {
    use system_asset::Column;
    let kinds = [AssetKind::Software, AssetKind::Device].map(|k| k.as_str());
    let known = system_asset::Entity::find()
        .filter(reachable(Column::SystemId, reach))
        .filter(Column::Kind.is_in(kinds))
        .filter(Column::Origin.ne(Origin::Unknown.as_str()));
    let domestic = known
        .clone()
        .filter(Column::Origin.eq(Origin::VietNam.as_str()))
        .count(db)
        .await?;
    Ok((domestic, known.count(db).await?))
}
