//! Contacts, roster, calls, assistance.

use crate::{
    IncidentError,
    call_out::CallFilter,
    entity::{
        case::incident,
        network::{assistance, call_out, response_contact, response_roster},
    },
    model::ContactKind,
    network::ContactFilter,
    sight::Sight,
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{insert, insert_all, update},
        search::holds,
    },
};
use coloa_system::entity::information_system;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

/// Kinds of contacts that whoever reads the network at all may see.
fn of_all() -> [&'static str; 3] {
    [
        ContactKind::ProvincialTeam,
        ContactKind::Regional,
        ContactKind::National,
    ]
    .map(ContactKind::as_str)
}

/// Contacts that somebody may see: of their reach, and those of the centre and above it.
fn seen(reach: &Reach) -> Condition {
    use response_contact::Column as C;
    match reach {
        Reach::Everything => Condition::all(),
        Reach::Nothing => reach.condition(C::AgencyId),
        Reach::Below(_) | Reach::Directory(_) => Condition::any()
            .add(reach.condition(C::AgencyId))
            .add(C::Kind.is_in(of_all())),
    }
}

pub(crate) async fn contact<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<response_contact::Model, IncidentError> {
    response_contact::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

/// Contacts by their id.
pub(crate) async fn contacts_by_ids<C: ConnectionTrait>(
    db: &C,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, response_contact::Model>, StoreError> {
    let mut found = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let rows = response_contact::Entity::find()
            .filter(response_contact::Column::Id.is_in(some.iter().copied()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// A page of contacts by name, and how many there are.
pub(crate) async fn contacts<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &ContactFilter,
) -> Result<(Vec<response_contact::Model>, u64), StoreError> {
    use response_contact::Column as C;
    let mut wanted = Condition::all().add(seen(reach));
    if let Some(kind) = filter.kind {
        wanted = wanted.add(C::Kind.eq(kind.as_str()));
    }
    if let Some(agency) = filter.agency {
        wanted = wanted.add(C::AgencyId.eq(agency.uuid()));
    }
    if let Some(body) = &filter.body {
        wanted = wanted.add(C::Body.eq(body.clone()));
    }
    if !filter.inactive {
        wanted = wanted.add(C::Active.eq(true));
    }
    if filter.untold {
        wanted = wanted.add(C::ToldAt.is_null());
    }
    let search = filter.search.as_deref().map(text::fold_plain);
    if let Some(search) = search.filter(|s| !s.is_empty()) {
        wanted = wanted.add(holds(C::Folded, &search));
    }
    let found = response_contact::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_asc(C::Folded)
        .order_by_asc(C::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Phones of active contacts, as they were written.
pub(crate) async fn phones<C: ConnectionTrait>(db: &C) -> Result<Vec<String>, StoreError> {
    use response_contact::Column as Of;
    Ok(response_contact::Entity::find()
        .select_only()
        .column(Of::Phone)
        .filter(Of::Active.eq(true))
        .filter(Of::Phone.ne(""))
        .into_tuple()
        .all(db)
        .await?)
}

/// Active contacts that hold a body of the law, the one that can be reached day and night first.
pub(crate) async fn holders<C: ConnectionTrait>(db: &C) -> Result<Vec<response_contact::Model>, StoreError> {
    use response_contact::Column as C;
    Ok(response_contact::Entity::find()
        .filter(C::Active.eq(true))
        .filter(C::Body.ne(""))
        .order_by_desc(C::Always)
        .order_by_asc(C::Folded)
        .order_by_asc(C::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_contact<C: ConnectionTrait>(
    tx: &C,
    row: response_contact::Model,
) -> Result<(), StoreError> {
    insert::<response_contact::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save_contact<C: ConnectionTrait>(
    tx: &C,
    row: response_contact::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(response_contact::Column::Id.eq(row.id))
        .add(response_contact::Column::Version.eq(row.version - 1));
    update::<response_contact::Entity, _, _>(tx, row, guard).await
}

/// Whether somebody was called or stood on duty under this contact.
pub(crate) async fn is_used<C: ConnectionTrait>(tx: &C, contact: Uuid) -> Result<bool, StoreError> {
    let called = call_out::Entity::find()
        .filter(call_out::Column::ContactId.eq(contact))
        .count(tx)
        .await?;
    let on_duty = response_roster::Entity::find()
        .filter(response_roster::Column::ContactId.eq(contact))
        .count(tx)
        .await?;
    Ok(called + on_duty > 0)
}

pub(crate) async fn delete_contact<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    response_contact::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Agencies within reach that own a system in use of at least this level and have no team of their own, with the
/// highest level among their systems; the highest first.
pub(crate) async fn without_team<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    from_level: i32,
) -> Result<Vec<(Uuid, i32)>, StoreError> {
    use information_system::Column as S;
    let have = response_contact::Entity::find()
        .select_only()
        .column(response_contact::Column::AgencyId)
        .filter(response_contact::Column::Kind.eq(ContactKind::InternalTeam.as_str()))
        .filter(response_contact::Column::Active.eq(true))
        .filter(response_contact::Column::AgencyId.is_not_null())
        .into_query();
    Ok(information_system::Entity::find()
        .select_only()
        .column(S::AgencyId)
        .column_as(S::Level.max(), "highest")
        .filter(reach.condition(S::AgencyId))
        .filter(S::Active.eq(true))
        .filter(S::Level.gte(from_level))
        .filter(S::AgencyId.not_in_subquery(have))
        .group_by(S::AgencyId)
        .order_by_desc(S::Level.max())
        .order_by_asc(S::AgencyId)
        .into_tuple()
        .all(db)
        .await?)
}

/// Turns of duty that touch a span, the earliest first.
pub(crate) async fn roster<C: ConnectionTrait>(
    db: &C,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<response_roster::Model>, StoreError> {
    use response_roster::Column as R;
    Ok(response_roster::Entity::find()
        .filter(R::ToAt.gt(from))
        .filter(R::FromAt.lt(to))
        .order_by_asc(R::FromAt)
        .order_by_asc(R::Line)
        .order_by_asc(R::Id)
        .all(db)
        .await?)
}

pub(crate) async fn turn<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<response_roster::Model, IncidentError> {
    response_roster::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

pub(crate) async fn insert_turn<C: ConnectionTrait>(
    tx: &C,
    row: response_roster::Model,
) -> Result<(), StoreError> {
    insert::<response_roster::Entity, _, _>(tx, row).await
}

pub(crate) async fn end_turn<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    response_roster::Entity::update_many()
        .col_expr(response_roster::Column::ToAt, Expr::value(at))
        .filter(response_roster::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(crate) async fn delete_turn<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    response_roster::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

pub(crate) async fn call<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<call_out::Model, IncidentError> {
    call_out::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

pub(crate) async fn insert_calls<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<call_out::Model>,
) -> Result<(), StoreError> {
    insert_all::<call_out::Entity, _, _>(tx, rows).await
}

/// Codes among these that are taken.
pub(crate) async fn codes_taken<C: ConnectionTrait>(
    db: &C,
    codes: &[String],
) -> Result<Vec<String>, StoreError> {
    Ok(call_out::Entity::find()
        .select_only()
        .column(call_out::Column::Code)
        .filter(call_out::Column::Code.is_in(codes.iter().cloned()))
        .into_tuple()
        .all(db)
        .await?)
}

/// Calls of a case, oldest first.
pub(crate) async fn calls_of<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<call_out::Model>, StoreError> {
    Ok(call_out::Entity::find()
        .filter(call_out::Column::IncidentId.eq(incident))
        .order_by_asc(call_out::Column::AskedAt)
        .order_by_asc(call_out::Column::Id)
        .all(db)
        .await?)
}

/// Calls of cases in sight, and those to a person, newest first; those of drills only where they are asked for.
pub(crate) async fn calls<C: ConnectionTrait>(
    db: &C,
    sight: Option<&Sight>,
    person: Option<Uuid>,
    filter: &CallFilter,
) -> Result<(Vec<(call_out::Model, Option<incident::Model>)>, u64), StoreError> {
    use call_out::Column as K;
    let mine = response_contact::Entity::find()
        .select_only()
        .column(response_contact::Column::Id)
        .filter(response_contact::Column::PersonId.eq(person))
        .into_query();
    let mut own = Condition::any().add(K::ContactId.in_subquery(mine));
    if let Some(sight) = sight {
        let readable = incident::Entity::find()
            .select_only()
            .column(incident::Column::Id)
            .filter(super::case::within(sight))
            .into_query();
        own = own.add(K::IncidentId.in_subquery(readable));
    }
    let mut wanted = Condition::all().add(own);
    if filter.open {
        wanted = wanted.add(K::AcknowledgedAt.is_null());
    }
    if !filter.drills {
        wanted = wanted.add(K::DrillId.is_null());
    }
    if let Some(code) = &filter.code {
        wanted = wanted.add(K::Code.eq(code.trim().to_uppercase()));
    }
    let found = call_out::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(K::AskedAt)
        .order_by_desc(K::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    let mut ids: Vec<Uuid> = rows.iter().map(|c| c.incident_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = super::case::by_ids(db, &ids).await?;
    let of = |id: Uuid| cases.iter().find(|c| c.id == id).cloned();
    Ok((
        rows.into_iter()
            .map(|row| (row.clone(), of(row.incident_id)))
            .collect(),
        total,
    ))
}

/// Ids of cases that are not over.
fn open_cases() -> SelectStatement {
    let open = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::State.is_in(super::case::open_states()));
    open.into_query()
}

/// Calls of open cases that did not go out yet and that nobody answered, in the order in which they were asked for.
pub(crate) async fn unsent<C: ConnectionTrait>(
    db: &C,
    limit: u64,
) -> Result<Vec<call_out::Model>, StoreError> {
    use call_out::Column as K;
    Ok(call_out::Entity::find()
        .filter(K::SentAt.is_null())
        .filter(K::AcknowledgedAt.is_null())
        .filter(K::IncidentId.in_subquery(open_cases()))
        .order_by_asc(K::AskedAt)
        .order_by_asc(K::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes how sending went: `Ok`, or why it did not go out.
pub(crate) async fn set_sent<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    outcome: Result<DateTime<Utc>, String>,
) -> Result<(), StoreError> {
    let (sent, error) = match outcome {
        Ok(at) => (Some(at), String::new()),
        Err(error) => (None, error),
    };
    call_out::Entity::update_many()
        .col_expr(call_out::Column::SentAt, Expr::value(sent))
        .col_expr(call_out::Column::Error, Expr::value(error))
        .filter(call_out::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes the answer of a contact: of all calls to them in the case that wait for one. Gives how many there were.
pub(crate) async fn answer<C: ConnectionTrait>(
    tx: &C,
    call: &call_out::Model,
    at: DateTime<Utc>,
    by: &str,
    answer: &str,
) -> Result<u64, StoreError> {
    use call_out::Column as K;
    Ok(call_out::Entity::update_many()
        .col_expr(K::AcknowledgedAt, Expr::value(Some(at)))
        .col_expr(K::AcknowledgedBy, Expr::value(by))
        .col_expr(K::Answer, Expr::value(answer))
        .filter(K::IncidentId.eq(call.incident_id))
        .filter(K::ContactId.eq(call.contact_id))
        .filter(K::AcknowledgedAt.is_null())
        .exec(tx)
        .await?
        .rows_affected)
}

/// Calls of open cases that were asked for before a moment, that nobody answered and of which nobody was told yet.
pub(crate) async fn unanswered<C: ConnectionTrait>(
    db: &C,
    before: DateTime<Utc>,
) -> Result<Vec<call_out::Model>, StoreError> {
    use call_out::Column as K;
    Ok(call_out::Entity::find()
        .filter(K::AcknowledgedAt.is_null())
        .filter(K::EscalatedAt.is_null())
        .filter(K::AskedAt.lte(before))
        .filter(K::IncidentId.in_subquery(open_cases()))
        .order_by_asc(K::AskedAt)
        .order_by_asc(K::Id)
        .all(db)
        .await?)
}

/// Marks calls as gone to the second line; gives how many of them nobody had marked or answered before.
pub(crate) async fn set_escalated<C: ConnectionTrait>(
    tx: &C,
    ids: &[Uuid],
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    use call_out::Column as K;
    Ok(call_out::Entity::update_many()
        .col_expr(K::EscalatedAt, Expr::value(Some(at)))
        .filter(K::Id.is_in(ids.iter().copied()))
        .filter(K::EscalatedAt.is_null())
        .filter(K::AcknowledgedAt.is_null())
        .exec(tx)
        .await?
        .rows_affected)
}

pub(crate) async fn request<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<assistance::Model, IncidentError> {
    assistance::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

/// Requests for help in a case, oldest first.
pub(crate) async fn requests_of<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<assistance::Model>, StoreError> {
    Ok(assistance::Entity::find()
        .filter(assistance::Column::IncidentId.eq(incident))
        .order_by_asc(assistance::Column::AskedAt)
        .order_by_asc(assistance::Column::Id)
        .all(db)
        .await?)
}

/// Requests to agencies within reach with their cases, newest first.
pub(crate) async fn requests_to<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    open: bool,
    limit: u64,
) -> Result<Vec<(assistance::Model, Option<incident::Model>)>, StoreError> {
    let mut found = assistance::Entity::find().filter(reach.condition(assistance::Column::AgencyId));
    if open {
        found = found.filter(assistance::Column::State.is_in(["asked", "accepted"]));
    }
    let rows = found
        .order_by_desc(assistance::Column::AskedAt)
        .order_by_desc(assistance::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let mut ids: Vec<Uuid> = rows.iter().map(|c| c.incident_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = super::case::by_ids(db, &ids).await?;
    let of = |id: Uuid| cases.iter().find(|c| c.id == id).cloned();
    Ok(rows
        .into_iter()
        .map(|row| (row.clone(), of(row.incident_id)))
        .collect())
}

pub(crate) async fn insert_request<C: ConnectionTrait>(
    tx: &C,
    row: assistance::Model,
) -> Result<(), StoreError> {
    insert::<assistance::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save_request<C: ConnectionTrait>(
    tx: &C,
    row: assistance::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(assistance::Column::Id.eq(row.id))
        .add(assistance::Column::Version.eq(row.version - 1));
    update::<assistance::Entity, _, _>(tx, row, guard).await
}
