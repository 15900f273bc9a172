//! Who was told of which day.

use crate::{entity::system_notice, waiting::Waiting};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::{
    StoreError,
    db::rows::{insert, insert_all},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;
use uuid::Uuid;

/// Those that a person was not told of yet.
pub(crate) async fn not_sent<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
    items: Vec<(Waiting, String)>,
) -> Result<Vec<(Waiting, String)>, StoreError> {
    let mut sent = HashSet::new();
    let ids: Vec<Uuid> = items.iter().map(|(w, _)| w.object).collect();
    for part in ids.chunks(500) {
        let rows = system_notice::Entity::find()
            .filter(system_notice::Column::PersonId.eq(person))
            .filter(system_notice::Column::ObjectId.is_in(part.iter().copied()))
            .all(db)
            .await?;
        sent.extend(
            rows.into_iter()
                .map(|r| (r.object_id, r.kind, r.due_on, r.moment)),
        );
    }
    Ok(items
        .into_iter()
        .filter(|(w, moment)| {
            // Several rules of transition may stand for one system on one day: one word is enough.
            sent.insert((w.object, w.kind.as_str().to_owned(), w.due_on, moment.clone()))
        })
        .collect())
}

/// Notes that a person was told.
pub(crate) async fn mark_sent<C: ConnectionTrait>(
    tx: &C,
    person: Uuid,
    items: &[(Waiting, String)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let rows: Vec<system_notice::Model> = items
        .iter()
        .map(|(w, moment)| system_notice::Model {
            person_id: person,
            object_id: w.object,
            kind: w.kind.as_str().to_owned(),
            due_on: w.due_on,
            moment: moment.clone(),
            sent_at: now,
        })
        .collect();
    insert_all::<system_notice::Entity, _, _>(tx, rows).await
}

/// Whether a person was told of something about an object; `about`: what of it.
pub(crate) async fn was_told<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
    object: Uuid,
    kind: &str,
    about: Uuid,
) -> Result<bool, StoreError> {
    Ok(system_notice::Entity::find()
        .filter(system_notice::Column::PersonId.eq(person))
        .filter(system_notice::Column::ObjectId.eq(object))
        .filter(system_notice::Column::Kind.eq(kind))
        .filter(system_notice::Column::Moment.eq(about.to_string()))
        .one(db)
        .await?
        .is_some())
}

/// Notes that a person was told of it.
pub(crate) async fn tell<C: ConnectionTrait>(
    tx: &C,
    person: Uuid,
    object: Uuid,
    kind: &str,
    about: Uuid,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = system_notice::Model {
        person_id: person,
        object_id: object,
        kind: kind.to_owned(),
        due_on: on,
        moment: about.to_string(),
        sent_at: now,
    };
    insert::<system_notice::Entity, _, _>(tx, row).await
}
