//! What taking in asks for beside the report: which desk, wishes to take back, and objections to warnings.

use crate::{
    entity::{contest, desk, verdict, withdrawal},
    model::{DeskKind, VerdictState},
};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;

/// A desk that takes reports in; `None`: there is none of this id, or it takes none any more.
pub async fn desk<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<desk::Model>, StoreError> {
    Ok(desk::Entity::find_by_id(id)
        .filter(desk::Column::Active.eq(true))
        .one(db)
        .await?)
}

/// The desk of an agency.
pub async fn desk_of<C: ConnectionTrait>(db: &C, agency: Uuid) -> Result<Option<desk::Model>, StoreError> {
    Ok(desk::Entity::find()
        .filter(desk::Column::AgencyId.eq(agency))
        .filter(desk::Column::Active.eq(true))
        .order_by_asc(desk::Column::CreatedAt)
        .one(db)
        .await?)
}

/// The desk of all that no other one takes: the one that is said to be it, else one of the centre, else any.
pub async fn public_desk<C: ConnectionTrait>(db: &C) -> Result<Option<desk::Model>, StoreError> {
    let mut all = desk::Entity::find()
        .filter(desk::Column::Active.eq(true))
        .order_by_asc(desk::Column::CreatedAt)
        .all(db)
        .await?;
    let rank = |desk: &desk::Model| {
        (
            !desk.takes_public,
            desk.kind != DeskKind::Centre.as_str(),
            desk.agency_id.is_some(),
        )
    };
    all.sort_by_key(rank);
    Ok(all.into_iter().next())
}

/// Notes that a wish to take a report back came in; `false`: it did before.
pub async fn note_withdrawal<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    report: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if withdrawal::Entity::find_by_id(id).count(tx).await? > 0 {
        return Ok(false);
    }
    let row = withdrawal::Model {
        id,
        report_id: report,
        at: now,
    };
    rows::insert::<withdrawal::Entity, _, _>(tx, row).await?;
    Ok(true)
}

/// Whether an objection came in already.
pub async fn is_contest_known<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    mailbox: &str,
) -> Result<bool, StoreError> {
    let known = contest::Entity::find()
        .filter(
            contest::Column::Id
                .eq(id)
                .or(contest::Column::Mailbox.eq(mailbox)),
        )
        .count(db)
        .await?;
    Ok(known > 0)
}

/// The objection that a code opens.
pub async fn contest_of<C: ConnectionTrait>(
    db: &C,
    mailbox: &str,
) -> Result<Option<contest::Model>, StoreError> {
    Ok(contest::Entity::find()
        .filter(contest::Column::Mailbox.eq(mailbox))
        .one(db)
        .await?)
}

/// A new objection.
pub async fn insert_contest<C: ConnectionTrait>(tx: &C, row: contest::Model) -> Result<(), StoreError> {
    rows::insert::<contest::Entity, _, _>(tx, row).await
}

/// Writes an objection to which something was sent, where it still stands as it stood; `false`: it was decided meanwhile.
pub async fn save_contest<C: ConnectionTrait>(
    tx: &C,
    row: contest::Model,
    state: &str,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(contest::Column::Id.eq(row.id))
        .add(contest::Column::State.eq(state))
        .add(contest::Column::ErasedAt.is_null());
    rows::update::<contest::Entity, _, _>(tx, row, guard).await
}

/// Objections of which nobody could read yet what they object to.
pub async fn waiting_contests<C: ConnectionTrait>(db: &C) -> Result<Vec<contest::Model>, StoreError> {
    Ok(contest::Entity::find()
        .filter(contest::Column::VerdictId.eq(Uuid::nil()))
        .filter(contest::Column::ErasedAt.is_null())
        .order_by_asc(contest::Column::Id)
        .all(db)
        .await?)
}

/// Says what an objection objects to.
pub async fn set_contested<C: ConnectionTrait>(tx: &C, id: Uuid, verdict: Uuid) -> Result<(), StoreError> {
    contest::Entity::update_many()
        .col_expr(contest::Column::VerdictId, Expr::value(verdict))
        .filter(contest::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether there is such a warning.
pub async fn is_verdict<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<bool, StoreError> {
    Ok(verdict::Entity::find_by_id(id).count(db).await? > 0)
}

/// The warning of an indicator: the one that holds, else the last one.
pub async fn verdict_of<C: ConnectionTrait>(
    db: &C,
    kind: &str,
    match_key: &str,
) -> Result<Option<Uuid>, StoreError> {
    let found = verdict::Entity::find()
        .filter(verdict::Column::Kind.eq(kind))
        .filter(verdict::Column::MatchKey.eq(match_key))
        .order_by_desc(verdict::Column::VerifiedAt)
        .all(db)
        .await?;
    let holds = |row: &&verdict::Model| row.state == VerdictState::Warned.as_str();
    Ok(found.iter().find(holds).or(found.first()).map(|row| row.id))
}
