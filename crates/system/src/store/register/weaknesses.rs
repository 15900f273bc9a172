//! Weaknesses of systems.

use crate::{SystemError, assets::WeaknessFilter, entity::weakness};
use chrono::NaiveDate;
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{insert, update},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

pub(crate) async fn weakness<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    id: Uuid,
) -> Result<weakness::Model, SystemError> {
    weakness::Entity::find_by_id(id)
        .filter(weakness::Column::SystemId.eq(system))
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

pub(crate) async fn add_weakness<C: ConnectionTrait>(tx: &C, row: weakness::Model) -> Result<(), StoreError> {
    insert::<weakness::Entity, _, _>(tx, row).await
}

pub(crate) async fn save_weakness<C: ConnectionTrait>(
    tx: &C,
    row: weakness::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(weakness::Column::Id.eq(row.id))
        .add(weakness::Column::Version.eq(row.version - 1));
    update::<weakness::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn weaknesses<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &WeaknessFilter,
    today: NaiveDate,
) -> Result<(Vec<weakness::Model>, u64), StoreError> {
    use weakness::Column;
    let mut wanted = reach.condition(Column::AgencyId);
    if let Some(system) = filter.system {
        wanted = wanted.add(Column::SystemId.eq(system));
    }
    if !filter.severities.is_empty() {
        wanted = wanted.add(Column::Severity.is_in(filter.severities.iter().map(|s| s.as_str())));
    }
    if let Some(open) = filter.open {
        wanted = wanted.add(if open {
            Column::FixedOn.is_null()
        } else {
            Column::FixedOn.is_not_null()
        });
    }
    if filter.late {
        wanted = wanted.add(Column::FixedOn.is_null()).add(Column::DueOn.lt(today));
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        wanted = wanted.add(
            Condition::any()
                .add(holds(Column::Folded, &search))
                .add(holds(Column::Identifier, &search.to_uppercase())),
        );
    }
    let found = weakness::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    // Databases disagree on where an empty day sorts.
    let rows = found
        .order_by_asc(Column::FixedOn.is_not_null())
        .order_by_asc(Column::DueOn.is_null())
        .order_by_asc(Column::DueOn)
        .order_by_asc(Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

/// All weaknesses within reach found up to a day.
pub(crate) async fn weaknesses_until<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    to: NaiveDate,
) -> Result<Vec<weakness::Model>, StoreError> {
    Ok(weakness::Entity::find()
        .filter(reach.condition(weakness::Column::AgencyId))
        .filter(weakness::Column::FoundOn.lte(to))
        .all(db)
        .await?)
}

/// Weaknesses of a system are those of another owner from now on.
pub(crate) async fn hand_over<C: ConnectionTrait>(tx: &C, system: Uuid, to: Uuid) -> Result<(), StoreError> {
    weakness::Entity::update_many()
        .col_expr(weakness::Column::AgencyId, Expr::value(to))
        .filter(weakness::Column::SystemId.eq(system))
        .exec(tx)
        .await?;
    Ok(())
}
