//! Campaigns, their reports, and what clusters need to know of a report.

use crate::{
    HotlineError,
    campaign::CampaignFilter,
    entity::{campaign, campaign_report, report},
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{rows, search::holds},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, Select, sea_query::Expr,
};
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

/// As much of a report as decides whether it counts, and how it is shown in a list of what belongs together.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Sketch {
    pub id: Uuid,
    pub number: String,
    pub mailbox: String,
    pub agency_id: Option<Uuid>,
    pub received_at: DateTime<Utc>,
    pub state: String,
    pub kind: Option<String>,
    pub scam_type: Option<String>,
    pub amount: Option<i64>,
    pub channel: String,
    pub origin: Option<Uuid>,
    pub contact_tags: Option<String>,
    pub content_tag: Option<String>,
    pub duplicate_of: Option<Uuid>,
    pub quarantined_at: Option<DateTime<Utc>>,
    pub quarantine_lifted_at: Option<DateTime<Utc>>,
    pub outcome: Option<String>,
    pub erased_at: Option<DateTime<Utc>>,
}

/// Reports of a campaign together.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Tally {
    pub campaign_id: Uuid,
    pub reports: i64,
    /// Đồng.
    pub amount: Option<i64>,
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

fn sketched() -> Select<report::Entity> {
    use report::Column as R;
    report::Entity::find().select_only().columns([
        R::Id,
        R::Number,
        R::Mailbox,
        R::AgencyId,
        R::ReceivedAt,
        R::State,
        R::Kind,
        R::ScamType,
        R::Amount,
        R::Channel,
        R::Origin,
        R::ContactTags,
        R::ContentTag,
        R::DuplicateOf,
        R::QuarantinedAt,
        R::QuarantineLiftedAt,
        R::Outcome,
        R::ErasedAt,
    ])
}

/// These reports, as far as they are within reach, the newest first.
pub async fn sketches<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    reports: &[Uuid],
) -> Result<Vec<Sketch>, StoreError> {
    let mut found = Vec::new();
    for some in reports.chunks(CHUNK) {
        let rows: Vec<Sketch> = sketched()
            .filter(report::Column::Id.is_in(some.iter().copied()))
            .filter(reach.condition(report::Column::AgencyId))
            .into_model()
            .all(db)
            .await?;
        found.extend(rows);
    }
    found.sort_by_key(|s: &Sketch| std::cmp::Reverse((s.received_at, s.id)));
    Ok(found)
}

/// The newest reports within reach that were received since a moment.
pub async fn window<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    from: DateTime<Utc>,
    most: u64,
) -> Result<Vec<Sketch>, StoreError> {
    Ok(sketched()
        .filter(report::Column::ReceivedAt.gte(from))
        .filter(reach.condition(report::Column::AgencyId))
        .order_by_desc(report::Column::ReceivedAt)
        .limit(most)
        .into_model()
        .all(db)
        .await?)
}

/// One; not found where there is none.
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<campaign::Model, HotlineError> {
    campaign::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// [`find`] for a change: nobody else changes it until the transaction is over (PostgreSQL; SQLite has one writer).
pub async fn locked<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<campaign::Model, HotlineError> {
    campaign::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(HotlineError::NotFound)
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: campaign::Model) -> Result<(), StoreError> {
    rows::insert::<campaign::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands; `false`: somebody was faster.
pub async fn save<C: ConnectionTrait>(tx: &C, row: campaign::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(campaign::Column::Id.eq(row.id))
        .add(campaign::Column::Version.eq(row.version - 1));
    rows::update::<campaign::Entity, _, _>(tx, row, guard).await
}

/// Campaigns that have a report within reach; whoever reaches everything sees those without any, too.
fn within(reach: &Reach) -> Condition {
    if *reach == Reach::Everything {
        return Condition::all();
    }
    let reports = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(reach.condition(report::Column::AgencyId))
        .into_query();
    let campaigns = campaign_report::Entity::find()
        .select_only()
        .column(campaign_report::Column::CampaignId)
        .filter(campaign_report::Column::ReportId.in_subquery(reports))
        .into_query();
    Condition::all().add(campaign::Column::Id.in_subquery(campaigns))
}

/// Whether somebody reaches a campaign.
pub async fn is_within<C: ConnectionTrait>(db: &C, reach: &Reach, id: Uuid) -> Result<bool, StoreError> {
    let found = campaign::Entity::find_by_id(id)
        .filter(within(reach))
        .count(db)
        .await?;
    Ok(found > 0)
}

/// A page of campaigns, the newest first, and how many there are.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &CampaignFilter,
) -> Result<(Vec<campaign::Model>, u64), StoreError> {
    let mut wanted = within(reach);
    if let Some(state) = filter.state {
        wanted = wanted.add(campaign::Column::State.eq(state.as_str()));
    }
    let search = filter.search.as_deref().map(text::fold_plain).unwrap_or_default();
    if !search.is_empty() {
        wanted = wanted.add(holds(campaign::Column::NameSearch, &search));
    }
    let found = campaign::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(campaign::Column::CreatedAt)
        .order_by_desc(campaign::Column::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

fn to_report() -> RelationDef {
    campaign_report::Entity::belongs_to(report::Entity)
        .from(campaign_report::Column::ReportId)
        .to(report::Column::Id)
        .into()
}

/// Reports within reach of these campaigns, added up.
pub async fn tallies<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    campaigns: &[Uuid],
) -> Result<Vec<Tally>, StoreError> {
    let amount = Expr::col((report::Entity, report::Column::Amount))
        .sum()
        .cast_as("bigint");
    Ok(campaign_report::Entity::find()
        .select_only()
        .column(campaign_report::Column::CampaignId)
        .column_as(campaign_report::Column::ReportId.count(), "reports")
        .column_as(amount, "amount")
        .column_as(report::Column::ReceivedAt.min(), "first_at")
        .column_as(report::Column::ReceivedAt.max(), "last_at")
        .join(JoinType::InnerJoin, to_report())
        .filter(campaign_report::Column::CampaignId.is_in(campaigns.iter().copied()))
        .filter(reach.condition(report::Column::AgencyId))
        .group_by(campaign_report::Column::CampaignId)
        .into_model()
        .all(db)
        .await?)
}

/// Ids of the reports of a campaign, in the order in which they were added.
pub async fn reports_of<C: ConnectionTrait>(db: &C, campaign: Uuid) -> Result<Vec<Uuid>, StoreError> {
    Ok(campaign_report::Entity::find()
        .select_only()
        .column(campaign_report::Column::ReportId)
        .filter(campaign_report::Column::CampaignId.eq(campaign))
        .order_by_asc(campaign_report::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Report and campaign, of those of these reports that belong to one.
pub async fn of_reports<C: ConnectionTrait>(
    db: &C,
    reports: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    let mut found = Vec::new();
    for some in reports.chunks(CHUNK) {
        let rows: Vec<(Uuid, Uuid)> = campaign_report::Entity::find()
            .select_only()
            .column(campaign_report::Column::ReportId)
            .column(campaign_report::Column::CampaignId)
            .filter(campaign_report::Column::ReportId.is_in(some.iter().copied()))
            .order_by_asc(campaign_report::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Campaigns that a report belongs to.
pub async fn of_report<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<campaign::Model>, StoreError> {
    let ids: Vec<Uuid> = of_reports(db, &[report])
        .await?
        .into_iter()
        .map(|(_, id)| id)
        .collect();
    Ok(campaign::Entity::find()
        .filter(campaign::Column::Id.is_in(ids))
        .order_by_desc(campaign::Column::CreatedAt)
        .order_by_desc(campaign::Column::Id)
        .all(db)
        .await?)
}

/// A report is about to be erased: of campaigns that have no other one left, what was written about them goes as well.
pub async fn erase<C: ConnectionTrait>(tx: &C, report: Uuid) -> Result<(), StoreError> {
    use campaign::Column as Of;
    for (_, id) in of_reports(tx, &[report]).await? {
        let others = campaign_report::Entity::find()
            .join(JoinType::InnerJoin, to_report())
            .filter(campaign_report::Column::CampaignId.eq(id))
            .filter(campaign_report::Column::ReportId.ne(report))
            .filter(report::Column::ErasedAt.is_null());
        if others.count(tx).await? > 0 {
            continue;
        }
        campaign::Entity::update_many()
            .col_expr(Of::Summary, Expr::value(""))
            .col_expr(Of::Version, Expr::col(Of::Version).add(1))
            .filter(Of::Id.eq(id))
            .exec(tx)
            .await?;
    }
    Ok(())
}

pub async fn add_reports<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<campaign_report::Model>,
) -> Result<(), StoreError> {
    rows::insert_all::<campaign_report::Entity, _, _>(tx, rows).await
}

/// How many were taken out.
pub async fn remove_reports<C: ConnectionTrait>(
    tx: &C,
    campaign: Uuid,
    reports: &[Uuid],
) -> Result<u64, StoreError> {
    let mut removed = 0;
    for some in reports.chunks(CHUNK) {
        let done = campaign_report::Entity::delete_many()
            .filter(campaign_report::Column::CampaignId.eq(campaign))
            .filter(campaign_report::Column::ReportId.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
        removed += done.rows_affected;
    }
    Ok(removed)
}
