//! The only SQL of reminders.

use crate::entity::{duty, obligation, plan, reminder};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::OnConflict,
};
use std::collections::HashSet;
use uuid::Uuid;

/// Something that may be reminded of.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// `duty`, `obligation`.
    pub kind: &'static str,
    pub id: Uuid,
    pub agency: Uuid,
    pub due_on: NaiveDate,
    pub text_id: Option<Uuid>,
    /// Where the words do not stand in `duty_text`.
    pub title: Option<String>,
}

/// Open duties and obligations due in these days, of plans in force or of none.
pub async fn candidates<C: ConnectionTrait>(
    db: &C,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Candidate>, StoreError> {
    let active = || {
        plan::Entity::find()
            .select_only()
            .column(plan::Column::Id)
            .filter(plan::Column::State.eq("active"))
            .into_query()
    };
    let rows: Vec<(Uuid, Uuid, NaiveDate, Uuid)> = duty::Entity::find()
        .select_only()
        .columns([
            duty::Column::Id,
            duty::Column::AgencyId,
            duty::Column::DueKey,
            duty::Column::TextId,
        ])
        .filter(duty::Column::Open.eq(true))
        .filter(duty::Column::DueKey.between(from, to))
        .filter(
            Condition::any()
                .add(duty::Column::PlanId.is_null())
                .add(duty::Column::PlanId.in_subquery(active())),
        )
        .order_by_asc(duty::Column::DueKey)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: Vec<Candidate> = rows
        .into_iter()
        .map(|(id, agency, due_on, text)| Candidate {
            kind: "duty",
            id,
            agency,
            due_on,
            text_id: Some(text),
            title: None,
        })
        .collect();
    let obligations = obligation::Entity::find()
        .filter(obligation::Column::State.eq("open"))
        .filter(obligation::Column::DueOn.between(from, to))
        .filter(obligation::Column::PlanId.in_subquery(active()))
        .all(db)
        .await?;
    found.extend(obligations.into_iter().filter_map(|o| {
        Some(Candidate {
            kind: "obligation",
            id: o.id,
            agency: o.agency_id,
            due_on: o.due_on?,
            text_id: None,
            title: Some(o.title),
        })
    }));
    Ok(found)
}

/// Those that this person was not reminded of at their moment and date.
pub async fn not_sent<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
    items: Vec<(Candidate, String)>,
) -> Result<Vec<(Candidate, String)>, StoreError> {
    let mut sent: HashSet<(String, Uuid, String, NaiveDate)> = HashSet::new();
    let ids: Vec<Uuid> = items.iter().map(|(c, _)| c.id).collect();
    for chunk in ids.chunks(500) {
        let rows = reminder::Entity::find()
            .filter(reminder::Column::PersonId.eq(person))
            .filter(reminder::Column::ObjectId.is_in(chunk.iter().copied()))
            .all(db)
            .await?;
        sent.extend(
            rows.into_iter()
                .map(|r| (r.object_kind, r.object_id, r.moment, r.due_on)),
        );
    }
    Ok(items
        .into_iter()
        .filter(|(c, moment)| !sent.contains(&(c.kind.to_owned(), c.id, moment.clone(), c.due_on)))
        .collect())
}

/// Notes that they were sent.
pub async fn mark_sent<C: ConnectionTrait>(
    tx: &C,
    person: Uuid,
    items: &[(Candidate, String)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use reminder::Column as R;
    for chunk in items.chunks(500) {
        let rows = chunk.iter().map(|(c, moment)| {
            crate::duties::store::all_set::<reminder::Entity, reminder::ActiveModel>(reminder::Model {
                id: Uuid::now_v7(),
                person_id: person,
                object_kind: c.kind.to_owned(),
                object_id: c.id,
                moment: moment.clone(),
                due_on: c.due_on,
                sent_at: now,
            })
        });
        let once = OnConflict::columns([R::PersonId, R::ObjectKind, R::ObjectId, R::Moment, R::DueOn])
            .do_nothing()
            .to_owned();
        reminder::Entity::insert_many(rows)
            .on_conflict(once)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
