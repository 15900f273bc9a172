//! The only SQL of reminders.

use crate::{
    entity::{difficulty, duty, obligation, plan, reminder},
    obligations::{ObligationError, Reporters},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::{Db, StoreError};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::OnConflict,
};
use std::collections::HashSet;
use uuid::Uuid;

/// Something that may be reminded of.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// `duty`, `obligation`, `difficulty`, `statutory`.
    pub kind: &'static str,
    pub id: Uuid,
    pub agency: Uuid,
    pub due_on: NaiveDate,
    pub text_id: Option<Uuid>,
    /// Where the words do not stand in `duty_text`.
    pub title: Option<String>,
}

/// Open duties and obligations due in these days, of plans in force or of none, and difficulties that wait for an
/// answer by then.
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
    let waiting = difficulty::Entity::find()
        .filter(difficulty::Column::State.is_in(["open", "escalated"]))
        .filter(difficulty::Column::AnswerDueOn.between(from, to))
        .all(db)
        .await?;
    found.extend(waiting.into_iter().filter_map(|d| {
        Some(Candidate {
            kind: "difficulty",
            id: d.id,
            agency: d.escalated_to.or(d.addressee_agency_id)?,
            due_on: d.answer_due_on?,
            text_id: None,
            title: Some(d.text),
        })
    }));
    Ok(found)
}

/// Statutory dates in these days that an agency owes and has not met.
pub async fn statutory(db: &Db, from: NaiveDate, to: NaiveDate) -> Result<Vec<Candidate>, ObligationError> {
    // Outside the years whose holidays are known the law's dates cannot be shifted: none are reminded of.
    let found = coloa_law::occurrences(from, to, coloa_law::WorkCalendar::current()).unwrap_or_default();
    let reporters = Reporters::load(db).await?;
    let met: HashSet<(String, Uuid, NaiveDate)> = obligation::Entity::find()
        .select_only()
        .columns([
            obligation::Column::StatutoryCode,
            obligation::Column::AgencyId,
            obligation::Column::DueOn,
        ])
        .filter(obligation::Column::StatutoryCode.is_not_null())
        .filter(obligation::Column::MetOn.is_not_null())
        .filter(obligation::Column::DueOn.between(from, to))
        .into_tuple()
        .all(db.reader())
        .await?
        .into_iter()
        .collect();
    let mut owed = Vec::new();
    for occurrence in found {
        for agency in reporters.of(occurrence.report, occurrence.due) {
            let code = &occurrence.report.id;
            if met.contains(&(code.clone(), agency.uuid(), occurrence.due)) {
                continue;
            }
            owed.push(Candidate {
                kind: "statutory",
                id: statutory_id(code, agency.uuid()),
                agency: agency.uuid(),
                due_on: occurrence.due,
                text_id: None,
                title: Some(format!("{} ({})", occurrence.report.name, occurrence.citation())),
            });
        }
    }
    Ok(owed)
}

/// A statutory date has no record until it is met; this names it in the list of what was sent.
fn statutory_id(code: &str, agency: Uuid) -> Uuid {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new()
        .chain_update(code.as_bytes())
        .chain_update(agency.as_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
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
