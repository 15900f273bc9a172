//! The only SQL of duties, progress and extensions.
//!
//! Rooms: [`read`] lists and counts · [`tally`] the counts kept in the transaction of every change.

pub(crate) mod read;
pub mod tally;

use super::{
    DutyError,
    model::{Duty, DutyText},
};
use crate::entity::{
    duty, duty_tally, duty_text, extension, item_party, plan, plan_item, plan_version, progress,
};
use chrono::NaiveDate;
use coloa_auth::Reach;
use coloa_base::AgencyId;
use coloa_platform::StoreError;
pub(crate) use coloa_platform::db::rows::{all_set, insert, insert_all, update};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

/// What `sync` compares against; the rest of a row does not matter to it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Existing {
    pub id: Uuid,
    pub text_id: Uuid,
    pub agency_id: Uuid,
    pub assigned_from: Option<Uuid>,
    pub role: String,
    pub guide_agency_id: Option<Uuid>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_moved: bool,
    pub instance: String,
    pub status: String,
}

pub async fn duty<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Duty, DutyError> {
    duty::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(DutyError::NotFound { what: "duty" })
}

pub async fn duties<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<Vec<Duty>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(
            duty::Entity::find()
                .filter(duty::Column::Id.is_in(chunk.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

pub async fn text<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<DutyText, DutyError> {
    duty_text::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(DutyError::NotFound { what: "duty_text" })
}

pub async fn texts<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<Vec<DutyText>, StoreError> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(
            duty_text::Entity::find()
                .filter(duty_text::Column::Id.is_in(chunk.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

pub async fn texts_of_plan<C: ConnectionTrait>(db: &C, plan: Uuid) -> Result<Vec<DutyText>, StoreError> {
    Ok(duty_text::Entity::find()
        .filter(duty_text::Column::PlanId.eq(plan))
        .all(db)
        .await?)
}

/// Directives in force that come back.
pub async fn recurring_texts<C: ConnectionTrait>(db: &C) -> Result<Vec<DutyText>, StoreError> {
    Ok(duty_text::Entity::find()
        .filter(duty_text::Column::PlanId.is_null())
        .filter(duty_text::Column::EveryMonths.is_not_null())
        .filter(duty_text::Column::State.eq("active"))
        .order_by_asc(duty_text::Column::Id)
        .all(db)
        .await?)
}

/// Duties of these texts, as far as `sync` needs them.
pub async fn existing<C: ConnectionTrait>(db: &C, texts: &[Uuid]) -> Result<Vec<Existing>, StoreError> {
    use duty::Column as D;
    Ok(duty::Entity::find()
        .select_only()
        .columns([
            D::Id,
            D::TextId,
            D::AgencyId,
            D::AssignedFrom,
            D::Role,
            D::GuideAgencyId,
            D::StartsOn,
            D::DueOn,
            D::DueMoved,
            D::Instance,
            D::Status,
        ])
        .filter(D::TextId.is_in(texts.iter().copied()))
        .into_model()
        .all(db)
        .await?)
}

/// Inserts duties; the caller counts them.
pub async fn insert_duties<C: ConnectionTrait>(tx: &C, duties: Vec<Duty>) -> Result<(), StoreError> {
    insert_all::<duty::Entity, _, _>(tx, duties).await
}

/// Agencies with open duties, by the tally.
pub async fn owing_agencies<C: ConnectionTrait>(db: &C) -> Result<Vec<AgencyId>, StoreError> {
    let ids: Vec<Uuid> = duty_tally::Entity::find()
        .select_only()
        .column(duty_tally::Column::AgencyId)
        .distinct()
        .filter(duty_tally::Column::Status.is_in(["not_started", "in_progress"]))
        .filter(duty_tally::Column::Number.gt(0))
        .order_by_asc(duty_tally::Column::AgencyId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(AgencyId).collect())
}

/// Open duties of these agencies within reach, by agency and date; at most `limit`, where there is one.
pub async fn open_of_agencies<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    agencies: &[AgencyId],
    limit: Option<usize>,
) -> Result<Vec<Duty>, StoreError> {
    let mut found = Vec::new();
    for chunk in agencies.chunks(500) {
        let room = limit.map(|l| l.saturating_sub(found.len()));
        if room == Some(0) {
            break;
        }
        found.extend(
            duty::Entity::find()
                .filter(duty::Column::AgencyId.is_in(chunk.iter().map(|a| a.uuid())))
                .filter(duty::Column::Open.eq(true))
                .filter(reach.condition(duty::Column::AgencyId))
                .order_by_asc(duty::Column::AgencyId)
                .order_by_asc(duty::Column::DueKey)
                .limit(room.and_then(|r| u64::try_from(r).ok()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Writes a changed duty, raises its version and moves the tally.
pub async fn save_duty<C: ConnectionTrait>(
    tx: &C,
    before: &Duty,
    mut after: Duty,
) -> Result<Duty, DutyError> {
    after.version = before.version + 1;
    let guard = sea_orm::Condition::all()
        .add(duty::Column::Id.eq(before.id))
        .add(duty::Column::Version.eq(before.version));
    if !update::<duty::Entity, _, _>(tx, after.clone(), guard).await? {
        return Err(DutyError::Changed);
    }
    tally::moved(tx, before, &after).await?;
    Ok(after)
}

/// Cancels duties that are still open; the caller counts anew.
pub async fn cancel<C: ConnectionTrait>(tx: &C, ids: &[Uuid]) -> Result<u64, StoreError> {
    let mut changed = 0;
    for chunk in ids.chunks(500) {
        changed += duty::Entity::update_many()
            .col_expr(duty::Column::Status, Expr::value("cancelled"))
            .col_expr(duty::Column::Open, Expr::value(false))
            .col_expr(duty::Column::Version, bump())
            .filter(duty::Column::Id.is_in(chunk.iter().copied()))
            .filter(duty::Column::Open.eq(true))
            .exec(tx)
            .await?
            .rows_affected;
    }
    Ok(changed)
}

fn bump() -> sea_orm::sea_query::SimpleExpr {
    use sea_orm::ExprTrait;
    Expr::col(duty::Column::Version).add(1)
}

/// Gives a duty the dates and guide of the plan's new version.
pub async fn redate<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    starts_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    guide: Option<Uuid>,
) -> Result<(), StoreError> {
    duty::Entity::update_many()
        .col_expr(duty::Column::StartsOn, Expr::value(starts_on))
        .col_expr(duty::Column::DueOn, Expr::value(due_on))
        .col_expr(
            duty::Column::DueKey,
            Expr::value(due_on.unwrap_or(super::model::NO_DATE)),
        )
        .col_expr(duty::Column::GuideAgencyId, Expr::value(guide))
        .col_expr(duty::Column::Version, bump())
        .filter(duty::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes back a cancellation: the status is the last reported one.
pub async fn revive<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), DutyError> {
    let last = progress::Entity::find()
        .filter(progress::Column::DutyId.eq(id))
        .order_by_desc(progress::Column::ReportedAt)
        .one(tx)
        .await?;
    let status = last.map_or_else(|| "not_started".to_owned(), |p| p.status);
    let open = super::Status::parse(&status).is_none_or(super::Status::open);
    duty::Entity::update_many()
        .col_expr(duty::Column::Status, Expr::value(status))
        .col_expr(duty::Column::Open, Expr::value(open))
        .col_expr(duty::Column::Version, bump())
        .filter(duty::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn progress_of<C: ConnectionTrait>(db: &C, duty: Uuid) -> Result<Vec<progress::Model>, StoreError> {
    Ok(progress::Entity::find()
        .filter(progress::Column::DutyId.eq(duty))
        .order_by_desc(progress::Column::ReportedAt)
        .order_by_desc(progress::Column::Id)
        .all(db)
        .await?)
}

/// The newest report on a duty.
pub async fn last_progress<C: ConnectionTrait>(
    db: &C,
    duty: Uuid,
) -> Result<Option<progress::Model>, StoreError> {
    Ok(progress::Entity::find()
        .filter(progress::Column::DutyId.eq(duty))
        .order_by_desc(progress::Column::ReportedAt)
        .order_by_desc(progress::Column::Id)
        .one(db)
        .await?)
}

pub async fn review_progress<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    state: &str,
    by: Option<Uuid>,
    at: chrono::DateTime<chrono::Utc>,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    progress::Entity::update_many()
        .col_expr(progress::Column::State, Expr::value(state))
        .col_expr(progress::Column::ReviewedBy, Expr::value(by))
        .col_expr(progress::Column::ReviewedAt, Expr::value(at))
        .col_expr(
            progress::Column::ReviewReason,
            Expr::value(reason.map(str::to_owned)),
        )
        .filter(progress::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn extensions_of<C: ConnectionTrait>(
    db: &C,
    duty: Uuid,
) -> Result<Vec<extension::Model>, StoreError> {
    Ok(extension::Entity::find()
        .filter(extension::Column::DutyId.eq(duty))
        .order_by_desc(extension::Column::RequestedAt)
        .all(db)
        .await?)
}

pub async fn extension<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<extension::Model, DutyError> {
    extension::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(DutyError::NotFound { what: "extension" })
}

/// Waiting requests of duties within reach, the oldest first.
pub async fn pending_extensions<C: ConnectionTrait>(
    db: &C,
    reach: coloa_auth::Reach,
    limit: u64,
) -> Result<Vec<(extension::Model, Duty)>, StoreError> {
    use sea_orm::QueryTrait;
    let within = duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(
            sea_orm::Condition::any()
                .add(reach.condition(duty::Column::AgencyId))
                .add(reach.condition(duty::Column::GuideAgencyId)),
        )
        .into_query();
    let waiting = extension::Entity::find()
        .filter(extension::Column::State.eq("requested"))
        .filter(extension::Column::DutyId.in_subquery(within))
        .order_by_asc(extension::Column::RequestedAt)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<_> = waiting.iter().map(|e| e.duty_id).collect();
    let found = duties(db, &ids).await?;
    Ok(waiting
        .into_iter()
        .filter_map(|e| Some((found.iter().find(|d| d.id == e.duty_id)?.clone(), e)))
        .map(|(d, e)| (e, d))
        .collect())
}

pub async fn decide_extension<C: ConnectionTrait>(tx: &C, row: extension::Model) -> Result<bool, StoreError> {
    let guard = sea_orm::Condition::all()
        .add(extension::Column::Id.eq(row.id))
        .add(extension::Column::State.eq("requested"));
    update::<extension::Entity, _, _>(tx, row, guard).await
}

pub async fn plan<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<plan::Model, DutyError> {
    plan::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(DutyError::NotFound { what: "plan" })
}

pub async fn plans<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<Vec<plan::Model>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(
            plan::Entity::find()
                .filter(plan::Column::Id.is_in(chunk.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// When the first version of a plan came in.
pub async fn imported_at<C: ConnectionTrait>(
    db: &C,
    plan: Uuid,
) -> Result<Option<chrono::DateTime<chrono::Utc>>, StoreError> {
    Ok(plan_version::Entity::find()
        .filter(plan_version::Column::PlanId.eq(plan))
        .order_by_asc(plan_version::Column::Ordinal)
        .one(db)
        .await?
        .map(|v| v.imported_at))
}

/// Items of a version that were not taken out, in the order of the document.
pub async fn items<C: ConnectionTrait>(db: &C, version: Uuid) -> Result<Vec<plan_item::Model>, StoreError> {
    Ok(plan_item::Entity::find()
        .filter(plan_item::Column::PlanVersionId.eq(version))
        .filter(plan_item::Column::Review.ne("removed"))
        .order_by_asc(plan_item::Column::Ordinal)
        .all(db)
        .await?)
}

/// Parties of these items that resolve to agencies.
pub async fn parties<C: ConnectionTrait>(
    db: &C,
    items: &[Uuid],
) -> Result<Vec<item_party::Model>, StoreError> {
    let mut found = Vec::new();
    for chunk in items.chunks(500) {
        found.extend(
            item_party::Entity::find()
                .filter(item_party::Column::ItemId.is_in(chunk.iter().copied()))
                .filter(item_party::Column::State.is_in(["resolved", "confirmed"]))
                .order_by_asc(item_party::Column::Ordinal)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Marks texts as dropped or active again.
pub async fn set_text_state<C: ConnectionTrait>(tx: &C, ids: &[Uuid], state: &str) -> Result<(), StoreError> {
    for chunk in ids.chunks(500) {
        duty_text::Entity::update_many()
            .col_expr(duty_text::Column::State, Expr::value(state))
            .filter(duty_text::Column::Id.is_in(chunk.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Plans whose recurring duties go on.
pub async fn running_plans<C: ConnectionTrait>(db: &C) -> Result<Vec<plan::Model>, StoreError> {
    Ok(plan::Entity::find()
        .filter(plan::Column::State.eq("active"))
        .filter(plan::Column::CurrentVersionId.is_not_null())
        .all(db)
        .await?)
}

/// Overwrites a text; its id stays.
pub async fn save_text<C: ConnectionTrait>(tx: &C, row: DutyText) -> Result<(), StoreError> {
    let guard = sea_orm::Condition::all().add(duty_text::Column::Id.eq(row.id));
    update::<duty_text::Entity, _, _>(tx, row, guard).await?;
    Ok(())
}

/// The id of a new row.
#[must_use]
pub fn fresh() -> Uuid {
    Uuid::now_v7()
}

/// Notes a starting progress row and similar single inserts.
pub async fn insert_progress<C: ConnectionTrait>(tx: &C, row: progress::Model) -> Result<(), StoreError> {
    insert::<progress::Entity, _, _>(tx, row).await
}

pub async fn insert_extension<C: ConnectionTrait>(tx: &C, row: extension::Model) -> Result<(), StoreError> {
    insert::<extension::Entity, _, _>(tx, row).await
}

pub async fn insert_text<C: ConnectionTrait>(tx: &C, row: DutyText) -> Result<(), StoreError> {
    insert::<duty_text::Entity, _, _>(tx, row).await
}

/// Sets one duty's text of a directive as cancelled duties do: used where a whole directive is withdrawn.
pub async fn open_of_text<C: ConnectionTrait>(db: &C, text: Uuid) -> Result<Vec<Uuid>, StoreError> {
    Ok(duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(duty::Column::TextId.eq(text))
        .filter(duty::Column::Open.eq(true))
        .into_tuple()
        .all(db)
        .await?)
}
