//! `/api/v1/monitoring-reports`: the daily and weekly monitoring report in the official layout.

use super::report::wire;
use crate::{
    App,
    extract::{Download, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use coloa_alert::figures::{self, Period, Top};
use coloa_auth::{Actor, AuthError, Reach, action};
use coloa_base::{AgencyId, VN_OFFSET, clock::vn_date_text};
use coloa_document::{OfficialDocument, xlsx::Workbook};
use coloa_report::{
    monitoring::{self, Counted, Figures, Kind, Material},
    service::Format,
};
use coloa_source::{connection, rules::Standing, service as sources};
use coloa_system::service as systems;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(preview_monitoring_report))
        .routes(routes!(export_monitoring_report))
}

/// Characters that a shift lead adds.
const MAX_REMARKS: usize = 4_000;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct MonitoringReportQuery {
    /// The last day that it covers; yesterday where nothing is said.
    to: Option<NaiveDate>,
    /// The agency that issues it; the own one where nothing is said.
    issuer: Option<Uuid>,
    /// What is added under the last heading.
    remarks: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// `docx`, `pdf`, `xlsx`.
    format: String,
}

/// The first moment of a day in Viet Nam.
fn begin(day: NaiveDate) -> ApiResult<DateTime<Utc>> {
    day.and_hms_opt(0, 0, 0)
        .and_then(|at| at.and_local_timezone(VN_OFFSET).single())
        .map(|at| at.with_timezone(&Utc))
        .ok_or_else(|| ApiError::invalid("to", "out_of_range"))
}

fn counted(all: Vec<Top>, names: &HashMap<AgencyId, String>) -> Vec<Counted> {
    all.into_iter()
        .map(|t| Counted {
            name: match t.id {
                Some(id) if t.name.is_empty() => names.get(&AgencyId(id)).cloned().unwrap_or_default(),
                _ => t.name,
            },
            kind: t.kind,
            alerts: t.alerts,
            severity: coloa_alert::rules::level(t.severity).to_owned(),
        })
        .collect()
}

async fn collect(
    app: &App,
    actor: &Actor,
    reach: &Reach,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> ApiResult<Figures> {
    app.write_traffic().await;
    let period: Period = figures::period(&app.access, actor, from, to).await?;
    let before = figures::period(&app.access, actor, from - (to - from), from).await?;
    let traffic = sources::traffic_since(&app.access, reach, from).await?;
    let (rows, _) = sources::list(&app.access, actor).await?;
    let within = |at: DateTime<Utc>| from <= at && at < to;
    let (all, _) = systems::list(&app.access, actor, &systems::SystemFilter::default()).await?;
    let connection = connection::read(&app.access, actor, &connection::Ask::default()).await?;
    let names = super::alert::figures::agency_names(app, &period).await?;
    let verdict = |name: &str| period.verdicts.get(name).copied().unwrap_or_default();
    let severities = (1..=5)
        .rev()
        .map(|n| {
            let number = period.severities.get(&n).copied().unwrap_or_default();
            (coloa_alert::rules::level(n).to_owned(), number)
        })
        .collect();
    let mut techniques = period.techniques.clone();
    techniques.sort_by(|a, b| b.alerts.cmp(&a.alerts).then_with(|| a.id.cmp(&b.id)));
    Ok(Figures {
        events: traffic
            .iter()
            .filter(|t| within(t.minute))
            .map(|t| t.events)
            .sum(),
        alerts: period.alerts,
        findings: period.findings,
        before: before.alerts,
        severities,
        confirmed: verdict("true"),
        benign: verdict("benign"),
        wrong: verdict("false"),
        duplicate: verdict("duplicate"),
        acknowledged_after: period.acknowledged_after,
        closed_after: period.closed_after,
        systems: counted(period.systems, &names),
        agencies: counted(period.agencies, &names),
        entities: counted(period.entities, &names),
        rules: counted(period.rules, &names),
        techniques: techniques
            .into_iter()
            .map(|t| monitoring::Technique {
                id: t.id,
                alerts: t.alerts,
                confirmed: t.confirmed,
            })
            .collect(),
        new_systems: all
            .iter()
            .filter(|s| within(s.created_at))
            .map(|s| s.name.clone())
            .collect(),
        new_sources: rows
            .iter()
            .filter(|r| within(r.source.created_at))
            .map(|r| r.source.name.clone())
            .collect(),
        silent_sources: rows
            .iter()
            .filter(|r| r.standing == Standing::Silent)
            .map(|r| r.source.name.clone())
            .collect(),
        counted_systems: connection.counted.len(),
        connected: connection.connected,
        national: connection.national,
        exempt: connection.exempt,
    })
}

async fn compose(
    app: &App,
    actor: &Actor,
    kind: &str,
    q: &MonitoringReportQuery,
) -> ApiResult<(String, OfficialDocument, Workbook)> {
    let reach = app.access.reach(actor, action::ALERT_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::ALERT_READ,
        }
        .into());
    }
    let kind = Kind::parse(kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?;
    let today = app.clock.today();
    let last = q.to.unwrap_or(today - Days::new(1));
    if last > today {
        return Err(ApiError::invalid("to", "in_future"));
    }
    let remarks = q.remarks.as_deref().unwrap_or_default();
    if remarks.chars().count() > MAX_REMARKS {
        return Err(ApiError::invalid("remarks", "too_long"));
    }
    let to = begin(last + Days::new(1))?;
    let from = to - TimeDelta::days(kind.days());
    let issuer = q
        .issuer
        .map(AgencyId)
        .or_else(|| actor.agencies.first().copied())
        .ok_or_else(|| ApiError::invalid("issuer", "required"))?;
    let head = app.reports.suggested_head(issuer).await?;
    let figures = collect(app, actor, &reach, (from, to)).await?;
    let material = Material {
        kind,
        head: &head,
        from,
        to,
        figures: &figures,
        remarks,
    };
    let name = format!(
        "giam-sat-{}-{}",
        kind.as_str(),
        vn_date_text(last).replace('/', "-")
    );
    Ok((
        name,
        monitoring::document(&material),
        monitoring::workbook(&material),
    ))
}

/// The report as it would be printed: `daily` or `weekly`, of what the reader reaches.
#[utoipa::path(get, path = "/{kind}", tag = "alert", params(("kind" = String, Path), MonitoringReportQuery),
    responses((status = 200, body = wire::PreviewDocument), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn preview_monitoring_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(kind): Path<String>,
    Query(q): Query<MonitoringReportQuery>,
) -> ApiResult<Json<wire::PreviewDocument>> {
    let (_, document, _) = compose(&app, &actor, &kind, &q).await?;
    Ok(Json(wire::preview(&document)?))
}

/// The report as a file: DOCX and PDF in the official layout, its tables in full as XLSX.
#[utoipa::path(get, path = "/{kind}/export", tag = "alert", params(("kind" = String, Path), MonitoringReportQuery, FormatQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_monitoring_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(kind): Path<String>,
    Query(q): Query<MonitoringReportQuery>,
    Query(f): Query<FormatQuery>,
) -> ApiResult<Download> {
    let format = Format::parse(&f.format).ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    let (name, document, book) = compose(&app, &actor, &kind, &q).await?;
    Ok(Download {
        name: format!("{name}.{}", format.extension()),
        media_type: format.media_type().to_owned(),
        content: app.reports.file_of(document, book, format).await?,
    })
}
