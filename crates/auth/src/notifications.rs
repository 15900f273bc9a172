//! What people are told inside the product: a kind with parameters and a link to the record. The sentence of a
//! kind lives in the web app, in the reader's language; `params` hold names and dates, never secrets.

use crate::{Access, Actor, AuthError, Resource, action};
use chrono::{DateTime, Utc};
use coloa_base::PersonId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notification")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub kind: String,
        pub params: Json,
        pub link: Option<String>,
        pub created_at: ChronoDateTimeUtc,
        pub read_at: Option<ChronoDateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as Notification;

/// Tells one person something, in the transaction of the change that it is about.
///
/// `kind` is `<area>.<what>` and names the sentence; `link` is a path of the web app.
pub async fn notify<C: ConnectionTrait>(
    tx: &C,
    person: PersonId,
    kind: &str,
    params: &Value,
    link: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    notify_all(tx, &[person], kind, params, link, now).await
}

/// [`notify`] for several people; each gets an entry of their own.
pub async fn notify_all<C: ConnectionTrait>(
    tx: &C,
    people: &[PersonId],
    kind: &str,
    params: &Value,
    link: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    // Below SQLite's limit of bound values at seven columns a row.
    for chunk in people.chunks(400) {
        let rows = chunk.iter().map(|person| entity::ActiveModel {
            id: Set(Uuid::now_v7()),
            person_id: Set(person.uuid()),
            kind: Set(kind.to_owned()),
            params: Set(params.clone()),
            link: Set(link.map(str::to_owned)),
            created_at: Set(now),
            read_at: Set(None),
        });
        entity::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct NotificationFilter {
    pub unread_only: bool,
    /// Only older than this one (paging, newest first).
    pub before: Option<Uuid>,
    pub limit: u64,
}

fn own(access: &Access, actor: &Actor, needed: crate::Action) -> Result<(PersonId, Resource), AuthError> {
    let me = actor.person.ok_or(AuthError::Unauthenticated)?;
    let resource = Resource::owned("notification", me, me);
    access.check(actor, needed, &resource)?;
    Ok((me, resource))
}

/// The actor's own, newest first.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &NotificationFilter,
) -> Result<Vec<Notification>, AuthError> {
    let (me, _) = own(access, actor, action::NOTIFICATION_READ)?;
    let mut query = entity::Entity::find().filter(entity::Column::PersonId.eq(me.uuid()));
    if filter.unread_only {
        query = query.filter(entity::Column::ReadAt.is_null());
    }
    if let Some(before) = filter.before {
        query = query.filter(entity::Column::Id.lt(before));
    }
    Ok(query
        .order_by_desc(entity::Column::Id)
        .limit(filter.limit.clamp(1, 200))
        .all(access.db().reader())
        .await?)
}

/// How many of the actor's own are unread.
pub async fn unread(access: &Access, actor: &Actor) -> Result<u64, AuthError> {
    let (me, _) = own(access, actor, action::NOTIFICATION_READ)?;
    let unread = entity::Entity::find()
        .filter(entity::Column::PersonId.eq(me.uuid()))
        .filter(entity::Column::ReadAt.is_null());
    Ok(unread.count(access.db().reader()).await?)
}

/// Marks these of the actor's own as read, or all (`None`); gives how many were unread before.
pub async fn mark_read(access: &Access, actor: &Actor, ids: Option<&[Uuid]>) -> Result<u64, AuthError> {
    let (me, resource) = own(access, actor, action::NOTIFICATION_CHANGE)?;
    let change = access.begin(actor, action::NOTIFICATION_CHANGE, resource).await?;
    let mut update = entity::Entity::update_many()
        .col_expr(entity::Column::ReadAt, Expr::value(change.now()))
        .filter(entity::Column::PersonId.eq(me.uuid()))
        .filter(entity::Column::ReadAt.is_null());
    if let Some(ids) = ids {
        update = update.filter(entity::Column::Id.is_in(ids.iter().copied()));
    }
    let read = update.exec(change.tx()).await?.rows_affected;
    change.commit(json!({ "read": read })).await?;
    Ok(read)
}
