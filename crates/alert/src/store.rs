//! The only SQL of alerts.

use crate::{
    AlertError,
    entity::{alert, alert_channel, alert_finding, alert_note, alert_suppression, alert_taken, shift_note},
    rules,
    triage::AlertFilter,
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_event::Finding;
use coloa_platform::{
    StoreError,
    db::{
        rows::{all_set, insert, insert_all, update},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, Func, OnConflict},
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

/// Which of these findings were taken before.
pub(crate) async fn known<'a, C: ConnectionTrait>(
    tx: &C,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashSet<String>, StoreError> {
    let ids: Vec<&str> = ids.collect();
    let mut found = HashSet::new();
    for some in ids.chunks(CHUNK) {
        let rows: Vec<String> = alert_finding::Entity::find()
            .select_only()
            .column(alert_finding::Column::Id)
            .filter(alert_finding::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The open alerts that these findings may go to, the latest first.
pub(crate) async fn open<C: ConnectionTrait>(
    tx: &C,
    findings: &[&Finding],
) -> Result<Vec<alert::Model>, StoreError> {
    use alert::Column as A;
    let times = || findings.iter().map(|f| f.at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else {
        return Ok(Vec::new());
    };
    let mut entities: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings {
        let entity = finding.entity.as_ref().map_or("", |e| &e.value);
        entities.entry(&finding.rule_id).or_default().insert(entity);
    }
    let mut found = Vec::new();
    for (rule, entities) in entities {
        let entities: Vec<&str> = entities.into_iter().collect();
        for some in entities.chunks(CHUNK) {
            let rows = alert::Entity::find()
                .filter(A::RuleId.eq(rule))
                .filter(A::Entity.is_in(some.iter().copied()))
                .filter(A::State.ne("closed"))
                .filter(A::LastAt.gte(first - rules::WINDOW))
                .filter(A::FirstAt.lte(last + rules::WINDOW))
                .order_by_desc(A::LastAt)
                // PostgreSQL: nobody judges them meanwhile. SQLite has one writer.
                .lock_exclusive()
                .all(tx)
                .await?;
            found.extend(rows);
        }
    }
    Ok(found)
}

pub(crate) async fn insert_alerts<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<alert::Model>,
) -> Result<(), StoreError> {
    insert_all::<alert::Entity, _, _>(tx, rows).await
}

pub(crate) async fn insert_findings<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<alert_finding::Model>,
) -> Result<(), StoreError> {
    insert_all::<alert_finding::Entity, _, _>(tx, rows).await
}

/// Writes what findings changed of alerts that stand; their versions stay, so that whoever looks at one is not
/// disturbed.
pub(crate) async fn save_found<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<alert::Model>,
) -> Result<(), StoreError> {
    use alert::Column as A;
    let changed = [
        A::Count,
        A::Events,
        A::FirstAt,
        A::LastAt,
        A::RuleSeverity,
        A::Severity,
        A::SystemId,
        A::SystemName,
        A::SystemLevel,
        A::Host,
    ];
    for some in rows.chunks(CHUNK) {
        let rows = some
            .iter()
            .cloned()
            .map(all_set::<alert::Entity, alert::ActiveModel>);
        // Each of them stands: one statement writes them all.
        alert::Entity::insert_many(rows)
            .on_conflict(OnConflict::column(A::Id).update_columns(changed).to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The row that says how far the log was looked at.
const TAKEN: i32 = 1;

/// Number of the first event of the log whose findings are not taken yet.
pub(crate) async fn taken_until<C: ConnectionTrait>(tx: &C) -> Result<u64, StoreError> {
    let row = alert_taken::Entity::find_by_id(TAKEN).one(tx).await?;
    Ok(row.map_or(0, |r| u64::try_from(r.seq).unwrap_or(0)))
}

pub(crate) async fn set_taken_until<C: ConnectionTrait>(tx: &C, until: u64) -> Result<(), StoreError> {
    let row = alert_taken::Model {
        id: TAKEN,
        seq: i64::try_from(until).unwrap_or(i64::MAX),
    };
    alert_taken::Entity::insert(all_set::<alert_taken::Entity, alert_taken::ActiveModel>(row))
        .on_conflict(
            OnConflict::column(alert_taken::Column::Id)
                .update_column(alert_taken::Column::Seq)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(crate) async fn insert_note<C: ConnectionTrait>(
    tx: &C,
    row: alert_note::Model,
) -> Result<(), StoreError> {
    insert::<alert_note::Entity, _, _>(tx, row).await
}

/// Writes what a person changed: its version is one above what stands.
pub(crate) async fn save_step<C: ConnectionTrait>(tx: &C, row: alert::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(alert::Column::Id.eq(row.id))
        .add(alert::Column::Version.eq(row.version - 1));
    update::<alert::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<alert::Model, AlertError> {
    alert::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(AlertError::NotFound)
}

/// Findings of an alert, newest first.
pub(crate) async fn findings<C: ConnectionTrait>(
    db: &C,
    alert: Uuid,
    limit: u64,
) -> Result<Vec<alert_finding::Model>, StoreError> {
    Ok(alert_finding::Entity::find()
        .filter(alert_finding::Column::AlertId.eq(alert))
        .order_by_desc(alert_finding::Column::At)
        .order_by_desc(alert_finding::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// What was done with an alert, oldest first.
pub(crate) async fn notes<C: ConnectionTrait>(
    db: &C,
    alert: Uuid,
) -> Result<Vec<alert_note::Model>, StoreError> {
    Ok(alert_note::Entity::find()
        .filter(alert_note::Column::AlertId.eq(alert))
        .order_by_asc(alert_note::Column::WrittenAt)
        .order_by_asc(alert_note::Column::Id)
        .all(db)
        .await?)
}

fn condition(reach: &Reach, filter: &AlertFilter) -> Condition {
    use alert::Column as A;
    let mut all = reach.condition(A::AgencyId);
    if !filter.states.is_empty() {
        all = all.add(A::State.is_in(filter.states.iter().map(String::as_str)));
    }
    if !filter.severities.is_empty() {
        all = all.add(A::Severity.is_in(filter.severities.iter().copied()));
    }
    if !filter.verdicts.is_empty() {
        all = all.add(A::Verdict.is_in(filter.verdicts.iter().map(String::as_str)));
    }
    if let Some(agency) = filter.agency {
        all = all.add(A::AgencyId.eq(agency.uuid()));
    }
    if let Some(source) = filter.source {
        all = all.add(A::SourceId.eq(source));
    }
    if let Some(system) = filter.system {
        all = all.add(A::SystemId.eq(system));
    }
    if let Some(rule) = &filter.rule {
        all = all.add(A::RuleId.eq(rule));
    }
    if let Some(technique) = &filter.technique {
        // Tags are a list of words: `"attack.t1110"`, and its parts `"attack.t1110.…`.
        let tag = format!("\"attack.{}", technique.to_lowercase());
        let tags = || Expr::expr(Func::lower(Expr::col((alert::Entity, A::Tags)).cast_as("text")));
        all = all.add(
            Condition::any()
                .add(tags().like(format!("%{tag}\"%")))
                .add(tags().like(format!("%{tag}.%"))),
        );
    }
    if let Some(assignee) = filter.assignee {
        all = all.add(A::AssigneeId.eq(assignee));
    }
    if let Some(from) = filter.from {
        all = all.add(A::LastAt.gte(from));
    }
    if let Some(to) = filter.to {
        all = all.add(A::FirstAt.lte(to));
    }
    if let Some(search) = filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty()) {
        all = all.add(
            Condition::any()
                .add(holds(A::Entity, search))
                .add(holds(A::Host, search))
                .add(holds(A::RuleTitle, search))
                .add(holds(A::SystemName, search))
                .add(A::RuleId.eq(search)),
        );
    }
    all
}

/// Alerts within reach, the worst and newest first, and how many there are.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &AlertFilter,
) -> Result<(Vec<alert::Model>, u64), StoreError> {
    use alert::Column as A;
    let query = alert::Entity::find().filter(condition(reach, filter));
    let total = query.clone().count(db).await?;
    let query = if filter.newest_first {
        query.order_by_desc(A::LastAt)
    } else {
        query.order_by_desc(A::Severity).order_by_desc(A::LastAt)
    };
    let rows = query
        .order_by_desc(A::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Open alerts within reach by state and severity.
pub(crate) async fn tally<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<Vec<(String, i32, i64)>, StoreError> {
    use alert::Column as A;
    Ok(alert::Entity::find()
        .select_only()
        .columns([A::State, A::Severity])
        .column_as(A::Id.count(), "number")
        .filter(reach.condition(A::AgencyId))
        .filter(A::State.ne("closed"))
        .group_by(A::State)
        .group_by(A::Severity)
        .into_tuple()
        .all(db)
        .await?)
}

/// Open alerts within reach by agency: the worst severity, and how many.
pub(crate) async fn worst_by_agency<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<Vec<(Uuid, i32, i64)>, StoreError> {
    use alert::Column as A;
    Ok(alert::Entity::find()
        .select_only()
        .column(A::AgencyId)
        .column_as(A::Severity.max(), "worst")
        .column_as(A::Id.count(), "number")
        .filter(reach.condition(A::AgencyId))
        .filter(A::AgencyId.is_not_null())
        .filter(A::State.ne("closed"))
        .group_by(A::AgencyId)
        .into_tuple()
        .all(db)
        .await?)
}

/// All suppressions, the newest first.
pub(crate) async fn suppressions<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<alert_suppression::Model>, StoreError> {
    Ok(alert_suppression::Entity::find()
        .order_by_desc(alert_suppression::Column::Id)
        .all(db)
        .await?)
}

/// Those that count at a moment.
pub(crate) async fn suppressions_at<C: ConnectionTrait>(
    tx: &C,
    now: DateTime<Utc>,
) -> Result<Vec<alert_suppression::Model>, StoreError> {
    use alert_suppression::Column as S;
    Ok(alert_suppression::Entity::find()
        .filter(S::LiftedAt.is_null())
        .filter(S::Until.gt(now))
        .order_by_asc(S::Id)
        .all(tx)
        .await?)
}

pub(crate) async fn suppression<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<alert_suppression::Model, AlertError> {
    alert_suppression::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(AlertError::NotFound)
}

pub(crate) async fn insert_suppression<C: ConnectionTrait>(
    tx: &C,
    row: alert_suppression::Model,
) -> Result<(), StoreError> {
    insert::<alert_suppression::Entity, _, _>(tx, row).await
}

pub(crate) async fn save_suppression<C: ConnectionTrait>(
    tx: &C,
    row: alert_suppression::Model,
) -> Result<(), StoreError> {
    let guard = Condition::all().add(alert_suppression::Column::Id.eq(row.id));
    update::<alert_suppression::Entity, _, _>(tx, row, guard).await?;
    Ok(())
}

/// All channels, by name.
pub(crate) async fn channels<C: ConnectionTrait>(db: &C) -> Result<Vec<alert_channel::Model>, StoreError> {
    Ok(alert_channel::Entity::find()
        .order_by_asc(alert_channel::Column::Name)
        .order_by_asc(alert_channel::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn channel<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<alert_channel::Model, AlertError> {
    alert_channel::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(AlertError::NotFound)
}

pub(crate) async fn insert_channel<C: ConnectionTrait>(
    tx: &C,
    row: alert_channel::Model,
) -> Result<(), StoreError> {
    insert::<alert_channel::Entity, _, _>(tx, row).await
}

pub(crate) async fn save_channel<C: ConnectionTrait>(
    tx: &C,
    row: alert_channel::Model,
) -> Result<(), StoreError> {
    let guard = Condition::all().add(alert_channel::Column::Id.eq(row.id));
    update::<alert_channel::Entity, _, _>(tx, row, guard).await?;
    Ok(())
}

pub(crate) async fn delete_channel<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    alert_channel::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Notes how far a channel has told, or why it could not; what a person changed meanwhile stays.
pub(crate) async fn told<C: ConnectionTrait>(
    tx: &C,
    channel: Uuid,
    until: Option<Uuid>,
    at: DateTime<Utc>,
    error: &str,
) -> Result<(), StoreError> {
    use alert_channel::Column as C;
    let mut query = alert_channel::Entity::update_many().col_expr(C::LastError, Expr::value(error));
    if let Some(until) = until {
        query = query
            .col_expr(C::ToldUntil, Expr::value(until))
            .col_expr(C::LastSentAt, Expr::value(at));
    }
    query.filter(C::Id.eq(channel)).exec(tx).await?;
    Ok(())
}

/// The alert that was raised last.
pub(crate) async fn last_alert<C: ConnectionTrait>(db: &C) -> Result<Option<Uuid>, StoreError> {
    Ok(alert::Entity::find()
        .order_by_desc(alert::Column::Id)
        .one(db)
        .await?
        .map(|a| a.id))
}

/// Alerts that were raised after another one, in their order: their ids begin with the time.
pub(crate) async fn alerts_after<C: ConnectionTrait>(
    db: &C,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<alert::Model>, StoreError> {
    let mut query = alert::Entity::find();
    if let Some(after) = after {
        query = query.filter(alert::Column::Id.gt(after));
    }
    Ok(query.order_by_asc(alert::Column::Id).limit(limit).all(db).await?)
}

/// Alerts within reach that were raised between two moments, without what is large.
pub(crate) async fn raised_between<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<alert::Model>, StoreError> {
    use alert::Column as A;
    Ok(alert::Entity::find()
        .filter(reach.condition(A::AgencyId))
        .filter(A::RaisedAt.gte(from))
        .filter(A::RaisedAt.lt(to))
        .order_by_desc(A::RaisedAt)
        .limit(limit)
        .all(db)
        .await?)
}

/// Alerts by rule since a moment: rule, verdict, alerts, findings, the last one.
pub(crate) async fn by_rule<C: ConnectionTrait>(
    db: &C,
    from: DateTime<Utc>,
) -> Result<Vec<(String, Option<String>, i64, i64, DateTime<Utc>)>, StoreError> {
    use alert::Column as A;
    Ok(alert::Entity::find()
        .select_only()
        .columns([A::RuleId, A::Verdict])
        .column_as(A::Id.count(), "alerts")
        .column_as(
            Expr::col((alert::Entity, A::Count)).sum().cast_as("bigint"),
            "findings",
        )
        .column_as(A::LastAt.max(), "last")
        .filter(A::LastAt.gte(from))
        .group_by(A::RuleId)
        .group_by(A::Verdict)
        .into_tuple()
        .all(db)
        .await?)
}

/// The newest notes from shift to shift.
pub(crate) async fn shift_notes<C: ConnectionTrait>(
    db: &C,
    limit: u64,
) -> Result<Vec<shift_note::Model>, StoreError> {
    Ok(shift_note::Entity::find()
        .order_by_desc(shift_note::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

pub(crate) async fn shift_note<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<shift_note::Model, AlertError> {
    shift_note::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(AlertError::NotFound)
}

pub(crate) async fn insert_shift_note<C: ConnectionTrait>(
    tx: &C,
    row: shift_note::Model,
) -> Result<(), StoreError> {
    insert::<shift_note::Entity, _, _>(tx, row).await
}

pub(crate) async fn save_shift_note<C: ConnectionTrait>(
    tx: &C,
    row: shift_note::Model,
) -> Result<(), StoreError> {
    let guard = Condition::all().add(shift_note::Column::Id.eq(row.id));
    update::<shift_note::Entity, _, _>(tx, row, guard).await?;
    Ok(())
}
