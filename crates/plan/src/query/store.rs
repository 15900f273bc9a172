//! The only SQL of summaries: all of it on the tally, and on who reported when.

use crate::{
    duties::{
        model::{DutyFilter, NO_DATE},
        store::read::{condition, sum_of_number, tally_condition},
    },
    entity::{duty, duty_tally, progress},
    period::begins,
};
use chrono::{Days, NaiveDate};
use coloa_auth::Reach;
use coloa_base::AgencyId;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

#[derive(Debug, FromQueryResult)]
pub(super) struct TallyRow {
    /// The nil id stands for duties without a plan.
    pub plan_id: Uuid,
    pub agency_id: Uuid,
    pub role: String,
    pub status: String,
    pub review: String,
    pub answered: bool,
    pub due_key: NaiveDate,
    pub number: i64,
}

/// Rows of the tally within reach.
pub(super) async fn tallies<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<Vec<TallyRow>, StoreError> {
    Ok(duty_tally::Entity::find()
        .filter(tally_condition(filter, today))
        .filter(reach.condition(duty_tally::Column::AgencyId))
        .filter(duty_tally::Column::Number.gt(0))
        .into_model()
        .all(db)
        .await?)
}

/// [`tallies`] of duties outside the reach that agencies within it guide, counted from the duties themselves.
pub(super) async fn guided<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<Vec<TallyRow>, StoreError> {
    use duty::Column as D;
    type Row = (Option<Uuid>, Uuid, String, String, String, bool, NaiveDate, i64);
    let rows: Vec<Row> = duty::Entity::find()
        .select_only()
        .columns([D::PlanId, D::AgencyId, D::Role, D::Status, D::Review])
        .expr_as(Expr::col((duty::Entity, D::ReportedAt)).is_not_null(), "answered")
        .column(D::DueKey)
        .column_as(D::Id.count(), "number")
        .filter(condition(filter, today))
        .filter(reach.condition(D::GuideAgencyId))
        .filter(reach.condition(D::AgencyId).not())
        .group_by(D::PlanId)
        .group_by(D::AgencyId)
        .group_by(D::Role)
        .group_by(D::Status)
        .group_by(D::Review)
        .group_by(Expr::cust("answered"))
        .group_by(D::DueKey)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(
            |(plan_id, agency_id, role, status, review, answered, due_key, number)| TallyRow {
                plan_id: plan_id.unwrap_or_default(),
                agency_id,
                role,
                status,
                review,
                answered,
                due_key,
                number,
            },
        )
        .collect())
}

/// The tally summed by status, review, answer and class of date; plan, agency and role are left out of the rows,
/// and the date is one of its class.
pub(super) async fn classes<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
    soon: NaiveDate,
) -> Result<Vec<TallyRow>, StoreError> {
    use duty_tally::Column as T;
    // Three classes of dates are all that counts need; the date itself would make a group per day.
    let class = Expr::case(Expr::col((duty_tally::Entity, T::DueKey)).lt(today), 0)
        .case(Expr::col((duty_tally::Entity, T::DueKey)).lte(soon), 1)
        .finally(2);
    let rows: Vec<(String, String, bool, i32, i64)> = duty_tally::Entity::find()
        .select_only()
        .columns([T::Status, T::Review, T::Answered])
        .expr_as(class, "class")
        .column_as(sum_of_number(), "number")
        .filter(tally_condition(filter, today))
        .filter(reach.condition(T::AgencyId))
        .group_by(T::Status)
        .group_by(T::Review)
        .group_by(T::Answered)
        .group_by(Expr::cust("class"))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(status, review, answered, class, number)| TallyRow {
            plan_id: Uuid::nil(),
            agency_id: Uuid::nil(),
            role: String::new(),
            status,
            review,
            answered,
            due_key: match class {
                0 => NaiveDate::MIN,
                1 => today,
                _ => NO_DATE,
            },
            number,
        })
        .collect())
}

/// Agencies that owe anything.
pub(super) async fn owing<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<Vec<AgencyId>, StoreError> {
    let ids: Vec<Uuid> = duty_tally::Entity::find()
        .select_only()
        .column(duty_tally::Column::AgencyId)
        .distinct()
        .filter(tally_condition(filter, today))
        .filter(duty_tally::Column::Status.ne("cancelled"))
        .filter(duty_tally::Column::Number.gt(0))
        .filter(reach.condition(duty_tally::Column::AgencyId))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(AgencyId).collect())
}

/// Agencies that reported from `from` to `to`, days in Viet Nam, both included.
pub(super) async fn reporting<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    plan: Option<Uuid>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<AgencyId>, StoreError> {
    let mut said = progress::Entity::find()
        .select_only()
        .column(progress::Column::AgencyId)
        .distinct()
        .filter(progress::Column::ReportedAt.gte(begins(from)))
        .filter(progress::Column::ReportedAt.lt(begins(to + Days::new(1))))
        // What the import noted as already past is no answer of the agency.
        .filter(progress::Column::Via.ne("import"))
        .filter(reach.condition(progress::Column::AgencyId));
    if let Some(plan) = plan {
        said = said.filter(progress::Column::PlanId.eq(plan));
    }
    let ids: Vec<Uuid> = said.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(AgencyId).collect())
}
