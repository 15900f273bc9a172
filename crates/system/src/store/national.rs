//! Requests for the list of systems important to national security, and the answers of the yearly sweep.

use crate::{
    SystemError,
    entity::{national_document, national_request, national_review},
    national::RequestState,
};
use coloa_auth::Reach;
use coloa_platform::{
    StoreError,
    db::rows::{insert as put, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

/// Requests within reach, the latest last.
pub(crate) async fn requests<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<Vec<national_request::Model>, StoreError> {
    Ok(national_request::Entity::find()
        .filter(reach.condition(national_request::Column::AgencyId))
        .order_by_asc(national_request::Column::CreatedAt)
        .order_by_asc(national_request::Column::Id)
        .all(db)
        .await?)
}

/// Requests of a system, the latest last.
pub(crate) async fn of_system<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<national_request::Model>, StoreError> {
    Ok(national_request::Entity::find()
        .filter(national_request::Column::SystemId.eq(system))
        .order_by_asc(national_request::Column::CreatedAt)
        .order_by_asc(national_request::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<national_request::Model, SystemError> {
    national_request::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    row: national_request::Model,
) -> Result<(), StoreError> {
    put::<national_request::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(
    tx: &C,
    row: national_request::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(national_request::Column::Id.eq(row.id))
        .add(national_request::Column::Version.eq(row.version - 1));
    update::<national_request::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn documents<C: ConnectionTrait>(
    db: &C,
    request: Uuid,
) -> Result<Vec<national_document::Model>, StoreError> {
    Ok(national_document::Entity::find()
        .filter(national_document::Column::RequestId.eq(request))
        .order_by_asc(national_document::Column::FiledAt)
        .order_by_asc(national_document::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn add_document<C: ConnectionTrait>(
    tx: &C,
    row: national_document::Model,
) -> Result<(), StoreError> {
    put::<national_document::Entity, _, _>(tx, row).await
}

/// What was said of candidates in a year.
pub(crate) async fn reviews<C: ConnectionTrait>(
    db: &C,
    year: i32,
) -> Result<Vec<national_review::Model>, StoreError> {
    Ok(national_review::Entity::find()
        .filter(national_review::Column::Year.eq(year))
        .all(db)
        .await?)
}

pub(crate) async fn review<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    year: i32,
) -> Result<Option<national_review::Model>, StoreError> {
    Ok(national_review::Entity::find_by_id((system, year))
        .one(db)
        .await?)
}

/// Puts an answer in the place of an earlier one of the year.
pub(crate) async fn set_review<C: ConnectionTrait>(
    tx: &C,
    row: national_review::Model,
) -> Result<(), StoreError> {
    national_review::Entity::delete_by_id((row.system_id, row.year))
        .exec(tx)
        .await?;
    put::<national_review::Entity, _, _>(tx, row).await
}

/// Open requests are those of another owner from now on; decided ones stay what they were.
pub(crate) async fn hand_over<C: ConnectionTrait>(tx: &C, system: Uuid, to: Uuid) -> Result<(), StoreError> {
    national_request::Entity::update_many()
        .col_expr(national_request::Column::AgencyId, Expr::value(to))
        .filter(national_request::Column::SystemId.eq(system))
        .filter(national_request::Column::State.eq(RequestState::Requested.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
