//! The only SQL of reports.

use crate::{
    ReportError,
    entity::{report, report_head, report_part, report_template, report_text},
    flow::State,
    service::NewReport,
};
use coloa_auth::Reach;
use coloa_base::{AgencyId, PlanId, RegisterEntryId, ReportId, TemplateId};
use coloa_document::register::register_entry;
use coloa_platform::db::rows;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use std::collections::BTreeMap;

pub use report::Model as Report;
pub use report_part::Model as Part;
pub use report_template::Model as Template;

/// Nothing was written: somebody was faster.
const fn written(rows: u64) -> Result<(), ReportError> {
    if rows == 0 {
        Err(ReportError::Conflict)
    } else {
        Ok(())
    }
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: Report) -> Result<(), ReportError> {
    Ok(rows::insert::<report::Entity, _, _>(tx, row).await?)
}

pub async fn find<C: ConnectionTrait>(db: &C, id: ReportId) -> Result<Report, ReportError> {
    report::Entity::find_by_id(id.uuid())
        .one(db)
        .await?
        .ok_or(ReportError::NotFound { what: "report" })
}

/// The row under the lock of the caller's transaction.
pub async fn find_locked<C: ConnectionTrait>(tx: &C, id: ReportId) -> Result<Report, ReportError> {
    report::Entity::find_by_id(id.uuid())
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(ReportError::NotFound { what: "report" })
}

/// The report that bears a number, under the lock of the caller's transaction.
pub async fn bearer_locked<C: ConnectionTrait>(
    tx: &C,
    id: ReportId,
    entry: RegisterEntryId,
) -> Result<Option<Report>, ReportError> {
    Ok(report::Entity::find_by_id(id.uuid())
        .filter(report::Column::RegisterEntryId.eq(entry.uuid()))
        .lock_exclusive()
        .one(tx)
        .await?)
}

/// Writes every column of the row back where its version is still the one read; raises the version.
pub async fn update<C: ConnectionTrait>(tx: &C, mut row: Report) -> Result<Report, ReportError> {
    let guard = Condition::all()
        .add(report::Column::Id.eq(row.id))
        .add(report::Column::Version.eq(row.version));
    row.version += 1;
    if rows::update::<report::Entity, _, _>(tx, row.clone(), guard).await? {
        Ok(row)
    } else {
        Err(ReportError::Conflict)
    }
}

/// Narrows a list of reports.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub plan: Option<PlanId>,
    pub agency: Option<AgencyId>,
    pub level: Option<String>,
    pub state: Option<State>,
    pub offset: u64,
    pub limit: u64,
}

/// Reports within reach: issued by an agency of the reach, or with a part of one.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
) -> Result<(Vec<Report>, u64), ReportError> {
    let mut query = report::Entity::find();
    if *reach != Reach::Everything {
        let with_part = report_part::Entity::find()
            .select_only()
            .column(report_part::Column::ReportId)
            .filter(reach.condition(report_part::Column::AgencyId))
            .into_query();
        query = query.filter(
            Condition::any()
                .add(reach.condition(report::Column::AgencyId))
                .add(report::Column::Id.in_subquery(with_part)),
        );
    }
    if let Some(plan) = filter.plan {
        query = query.filter(report::Column::PlanId.eq(plan.uuid()));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(report::Column::AgencyId.eq(agency.uuid()));
    }
    if let Some(level) = &filter.level {
        query = query.filter(report::Column::Level.eq(level));
    }
    if let Some(state) = filter.state {
        query = query.filter(report::Column::State.eq(state.as_str()));
    }
    let total = query.clone().count(db).await?;
    let rows = query
        .order_by_desc(report::Column::PeriodTo)
        .order_by_desc(report::Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

/// The newest report of the same plan, level and agency that closed before this one.
pub async fn earlier<C: ConnectionTrait>(db: &C, row: &Report) -> Result<Option<Report>, ReportError> {
    Ok(report::Entity::find()
        .filter(of_plan(row.plan_id))
        .filter(report::Column::Level.eq(&row.level))
        .filter(report::Column::AgencyId.eq(row.agency_id))
        .filter(report::Column::PeriodTo.lt(row.period_to))
        .filter(report::Column::FrozenHash.is_not_null())
        .filter(report::Column::State.ne(State::Cancelled.as_str()))
        .order_by_desc(report::Column::PeriodTo)
        .one(db)
        .await?)
}

/// A report about the same days that stands already: of one issuer, level and plan.
pub async fn of_same_days<C: ConnectionTrait>(
    db: &C,
    new: &NewReport,
) -> Result<Option<Report>, ReportError> {
    Ok(report::Entity::find()
        .filter(of_plan(new.plan.map(PlanId::uuid)))
        .filter(report::Column::Level.eq(&new.level))
        .filter(report::Column::AgencyId.eq(new.agency.uuid()))
        .filter(report::Column::PeriodFrom.eq(new.from))
        .filter(report::Column::PeriodTo.eq(new.to))
        .filter(report::Column::State.ne(State::Cancelled.as_str()))
        .order_by_desc(report::Column::Id)
        .one(db)
        .await?)
}

fn of_plan(plan: Option<uuid::Uuid>) -> sea_orm::sea_query::SimpleExpr {
    plan.map_or_else(
        || report::Column::PlanId.is_null(),
        |p| report::Column::PlanId.eq(p),
    )
}

pub async fn insert_parts<C: ConnectionTrait>(tx: &C, parts: Vec<Part>) -> Result<(), ReportError> {
    Ok(rows::insert_all::<report_part::Entity, _, _>(tx, parts).await?)
}

pub async fn parts<C: ConnectionTrait>(db: &C, id: ReportId) -> Result<Vec<Part>, ReportError> {
    Ok(report_part::Entity::find()
        .filter(report_part::Column::ReportId.eq(id.uuid()))
        .all(db)
        .await?)
}

/// Agencies with a part, without what is frozen of them.
pub async fn contributors<C: ConnectionTrait>(db: &C, id: ReportId) -> Result<Vec<AgencyId>, ReportError> {
    let ids: Vec<uuid::Uuid> = report_part::Entity::find()
        .select_only()
        .column(report_part::Column::AgencyId)
        .filter(report_part::Column::ReportId.eq(id.uuid()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(AgencyId).collect())
}

pub async fn part<C: ConnectionTrait>(db: &C, id: ReportId, agency: AgencyId) -> Result<Part, ReportError> {
    report_part::Entity::find_by_id((id.uuid(), agency.uuid()))
        .one(db)
        .await?
        .ok_or(ReportError::NotFound { what: "part" })
}

/// Inserts or replaces one part.
pub async fn put_part<C: ConnectionTrait>(tx: &C, row: Part) -> Result<(), ReportError> {
    use report_part::Column::{AgencyId, CompletedAt, CompletedBy, Note, ReportId, Snapshot, State};
    report_part::Entity::insert(rows::all_set::<report_part::Entity, _>(row))
        .on_conflict(
            OnConflict::columns([ReportId, AgencyId])
                .update_columns([State, Snapshot, Note, CompletedBy, CompletedAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn texts<C: ConnectionTrait>(
    db: &C,
    id: ReportId,
) -> Result<BTreeMap<String, report_text::Model>, ReportError> {
    let rows = report_text::Entity::find()
        .filter(report_text::Column::ReportId.eq(id.uuid()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|r| (r.block.clone(), r)).collect())
}

/// Writes a text whose version is still `seen` (0: there was none).
pub async fn put_text<C: ConnectionTrait>(
    tx: &C,
    mut row: report_text::Model,
    seen: i32,
) -> Result<i32, ReportError> {
    row.version = seen + 1;
    let version = row.version;
    if seen == 0 {
        let inserted = report_text::Entity::insert(rows::all_set::<report_text::Entity, _>(row))
            .on_conflict(
                OnConflict::columns([report_text::Column::ReportId, report_text::Column::Block])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        return written(inserted).map(|()| version);
    }
    let done = report_text::Entity::update_many()
        .col_expr(report_text::Column::Body, Expr::value(row.body))
        .col_expr(report_text::Column::WrittenBy, Expr::value(row.written_by))
        .col_expr(report_text::Column::WrittenAt, Expr::value(row.written_at))
        .col_expr(report_text::Column::Version, Expr::value(version))
        .filter(report_text::Column::ReportId.eq(row.report_id))
        .filter(report_text::Column::Block.eq(row.block))
        .filter(report_text::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    written(done.rows_affected).map(|()| version)
}

/// Templates of one look: each is made by hand.
const MAX_TEMPLATES: u64 = 500;

pub async fn templates<C: ConnectionTrait>(
    db: &C,
    plan: Option<PlanId>,
) -> Result<Vec<Template>, ReportError> {
    let mut query = report_template::Entity::find()
        .order_by_asc(report_template::Column::Name)
        .order_by_asc(report_template::Column::Id)
        .limit(MAX_TEMPLATES);
    if let Some(plan) = plan {
        query = query.filter(
            report_template::Column::PlanId
                .is_null()
                .or(report_template::Column::PlanId.eq(plan.uuid())),
        );
    }
    Ok(query.all(db).await?)
}

pub async fn template<C: ConnectionTrait>(db: &C, id: TemplateId) -> Result<Template, ReportError> {
    report_template::Entity::find_by_id(id.uuid())
        .one(db)
        .await?
        .ok_or(ReportError::NotFound { what: "template" })
}

pub async fn insert_template<C: ConnectionTrait>(tx: &C, row: Template) -> Result<(), ReportError> {
    Ok(rows::insert::<report_template::Entity, _, _>(tx, row).await?)
}

/// Replaces name, period and outline where the version is still the one read.
pub async fn update_template<C: ConnectionTrait>(tx: &C, row: &Template) -> Result<(), ReportError> {
    let done = report_template::Entity::update_many()
        .col_expr(report_template::Column::Name, Expr::value(&row.name))
        .col_expr(
            report_template::Column::PeriodKind,
            Expr::value(row.period_kind.clone()),
        )
        .col_expr(report_template::Column::Outline, Expr::value(row.outline.clone()))
        .col_expr(report_template::Column::Topics, Expr::value(row.topics.clone()))
        .col_expr(report_template::Column::Version, Expr::value(row.version + 1))
        .filter(report_template::Column::Id.eq(row.id))
        .filter(report_template::Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    written(done.rows_affected)
}

pub async fn head<C: ConnectionTrait>(
    db: &C,
    agency: AgencyId,
) -> Result<Option<report_head::Model>, ReportError> {
    Ok(report_head::Entity::find_by_id(agency.uuid()).one(db).await?)
}

/// Writes a head whose version is still `seen` (0: there was none).
pub async fn put_head<C: ConnectionTrait>(
    tx: &C,
    row: report_head::Model,
    seen: i32,
) -> Result<(), ReportError> {
    if seen == 0 {
        let inserted = report_head::Entity::insert(rows::all_set::<report_head::Entity, _>(row))
            .on_conflict(
                OnConflict::column(report_head::Column::AgencyId)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        return written(inserted);
    }
    let done = report_head::Entity::update_many()
        .col_expr(report_head::Column::Head, Expr::value(row.head))
        .col_expr(report_head::Column::ChangedBy, Expr::value(row.changed_by))
        .col_expr(report_head::Column::ChangedAt, Expr::value(row.changed_at))
        .col_expr(report_head::Column::Version, Expr::value(row.version))
        .filter(report_head::Column::AgencyId.eq(row.agency_id))
        .filter(report_head::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    written(done.rows_affected)
}

/// Reports of a state within reach of an action: how many.
pub async fn count_in_state<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    state: State,
) -> Result<u64, ReportError> {
    Ok(report::Entity::find()
        .filter(report::Column::State.eq(state.as_str()))
        .filter(reach.condition(report::Column::AgencyId))
        .count(db)
        .await?)
}

/// Entries of the number register within reach, newest first.
pub async fn register_entries<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &crate::service::RegisterFilter,
) -> Result<(Vec<register_entry::Model>, u64), ReportError> {
    use register_entry::Column as C_;
    let mut query = register_entry::Entity::find().filter(reach.condition(C_::IssuerId));
    if let Some(issuer) = filter.issuer {
        query = query.filter(C_::IssuerId.eq(issuer.uuid()));
    }
    if let Some(from) = filter.from {
        query = query.filter(C_::IssuedOn.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(C_::IssuedOn.lte(to));
    }
    if let Some(kind) = &filter.type_code {
        query = query.filter(C_::TypeCode.eq(kind));
    }
    if let Some(cancelled) = filter.cancelled {
        query = query.filter(if cancelled {
            C_::CancelledAt.is_not_null()
        } else {
            C_::CancelledAt.is_null()
        });
    }
    let total = query.clone().count(db).await?;
    let rows = query
        .order_by_desc(C_::IssuedOn)
        .order_by_desc(C_::Number)
        .order_by_desc(C_::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}
