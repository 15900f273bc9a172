//! Duties of a period, as they stood at its end.

use super::running;
use crate::{
    entity::{duty, duty_text, progress},
    period::{Period, begins},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One duty as it stood at the end of the period.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyOfPeriod {
    pub id: Uuid,
    pub text_id: Uuid,
    pub plan_id: Option<Uuid>,
    pub agency_id: Uuid,
    pub role: String,
    pub due_on: Option<NaiveDate>,
    /// Empty where it comes once.
    pub instance: String,
    /// As of the end of the period.
    pub status: String,
    /// `None`: no answer.
    pub percent: Option<i32>,
    /// A progress report came within the period.
    pub reported: bool,
    /// Of the last progress report up to the end of the period.
    pub note: Option<String>,
    pub product: Option<String>,
    pub progress_id: Option<Uuid>,
    /// Whether the last progress report waits for acceptance.
    pub unaccepted: bool,
}

#[derive(Debug, FromQueryResult)]
struct Light {
    id: Uuid,
    text_id: Uuid,
    plan_id: Option<Uuid>,
    agency_id: Uuid,
    role: String,
    due_on: Option<NaiveDate>,
    instance: String,
    status: String,
    percent: Option<i32>,
    reported_at: Option<DateTime<Utc>>,
}

#[derive(Debug, FromQueryResult)]
struct Answered {
    id: Uuid,
    duty_id: Uuid,
    status: String,
    percent: Option<i32>,
    state: String,
    via: String,
    note: Option<String>,
    product: Option<String>,
    reported_at: DateTime<Utc>,
}

/// The duties of a period: those whose dates overlap it, and those that come once, were due before and were
/// still owed when it began. Dropped ones are left out.
fn of_period(period: &Period) -> Condition {
    use duty::Column as C;
    let overlaps = Condition::all()
        .add(C::DueKey.gte(period.from))
        .add(C::StartsOn.is_null().or(C::StartsOn.lte(period.to)));
    let carried = Condition::all()
        .add(C::DueKey.lt(period.from))
        .add(C::Instance.eq(""))
        .add(C::Open.eq(true).or(C::DoneOn.gte(period.from)));
    let mut all = Condition::all()
        .add(C::Status.ne("cancelled"))
        .add(C::CreatedAt.lt(period.end()))
        .add(Condition::any().add(overlaps).add(carried));
    all = match period.plan {
        Some(plan) => all.add(C::PlanId.eq(plan.uuid())),
        None => all.add(
            C::PlanId
                .is_null()
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    if let Some(agency) = period.agency {
        all = all.add(C::AgencyId.eq(agency.uuid()));
    }
    all
}

/// Duties of a period with their last answer in it, by agency, then due day.
pub async fn duties_of_period<C: ConnectionTrait>(
    db: &C,
    period: &Period,
) -> Result<Vec<DutyOfPeriod>, StoreError> {
    use duty::Column as D;
    let condition = of_period(period);
    let rows: Vec<Light> = duty::Entity::find()
        .select_only()
        .columns([
            D::Id,
            D::TextId,
            D::PlanId,
            D::AgencyId,
            D::Role,
            D::DueOn,
            D::Instance,
            D::Status,
            D::Percent,
            D::ReportedAt,
        ])
        .filter(condition.clone())
        .order_by_asc(D::AgencyId)
        .order_by_asc(D::DueKey)
        .order_by_asc(D::Id)
        .into_model()
        .all(db)
        .await?;
    let ids = duty::Entity::find()
        .select_only()
        .column(D::Id)
        .filter(condition)
        .into_query();
    use progress::Column as P;
    let answers: Vec<Answered> = progress::Entity::find()
        .select_only()
        .columns([
            P::Id,
            P::DutyId,
            P::Status,
            P::Percent,
            P::State,
            P::Via,
            P::Note,
            P::Product,
            P::ReportedAt,
        ])
        .filter(P::DutyId.in_subquery(ids))
        .filter(P::ReportedAt.lt(period.end()))
        .order_by_asc(P::ReportedAt)
        .order_by_asc(P::Id)
        .into_model()
        .all(db)
        .await?;
    let begin = begins(period.from);
    let mut within: HashMap<Uuid, bool> = HashMap::new();
    let mut last: HashMap<Uuid, Answered> = HashMap::new();
    for answer in answers {
        // What the import noted as already past is no answer of the agency.
        *within.entry(answer.duty_id).or_default() |= answer.reported_at >= begin && answer.via != "import";
        last.insert(answer.duty_id, answer);
    }
    let end = period.end();
    Ok(rows
        .into_iter()
        .map(|d| {
            let answer = last.remove(&d.id);
            // What was said after the period does not belong to it: then the last answer in it counts.
            let later = d.reported_at.is_some_and(|at| at >= end);
            let (status, percent) = match (&answer, later) {
                (_, false) => (d.status, d.percent),
                (Some(a), true) if a.state == "returned" && a.status == "done" => {
                    ("in_progress".to_owned(), None)
                }
                (Some(a), true) => (a.status.clone(), a.percent),
                (None, true) => ("not_started".to_owned(), None),
            };
            DutyOfPeriod {
                id: d.id,
                text_id: d.text_id,
                plan_id: d.plan_id,
                agency_id: d.agency_id,
                role: d.role,
                due_on: d.due_on,
                instance: d.instance,
                status,
                percent,
                reported: within.get(&d.id).copied().unwrap_or_default(),
                progress_id: answer.as_ref().map(|a| a.id),
                unaccepted: answer.as_ref().is_some_and(|a| a.state == "submitted"),
                note: answer.as_ref().and_then(|a| a.note.clone()),
                product: answer.and_then(|a| a.product),
            }
        })
        .collect())
}

/// Path, words and time frame of duties, by text id.
pub async fn texts<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, duty_text::Model>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        for row in duty_text::Entity::find()
            .filter(duty_text::Column::Id.is_in(chunk.iter().copied()))
            .all(db)
            .await?
        {
            found.insert(row.id, row);
        }
    }
    Ok(found)
}
