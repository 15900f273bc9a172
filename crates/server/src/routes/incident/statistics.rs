//! Periodic figures on incidents, and the report of the law that they fill.

use super::paper::filled;
use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use coloa_base::AgencyId;
use coloa_incident::{
    forms,
    statistics::{self, Ask, Counted, Figures, InTime, Measure, OfDuty},
};
use coloa_law::{LawBook, period::PeriodKind};
use coloa_report::{incident_form, service::Format};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_incident_statistics))
        .routes(routes!(print_incident_statistics))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentStatisticsQuery {
    /// The half-year of today by the rule of periodic reports where neither day is given.
    from: Option<NaiveDate>,
    /// That day included.
    to: Option<NaiveDate>,
    /// Of this agency alone.
    agency_id: Option<Uuid>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentStatisticsPrint {
    /// The half-year of today by the rule of periodic reports where neither day is given.
    from: Option<NaiveDate>,
    /// That day included.
    to: Option<NaiveDate>,
    /// Of this agency alone.
    agency_id: Option<Uuid>,
    /// The agency that issues it; the own one where nothing is said.
    issuer_id: Option<Uuid>,
    /// `docx`, `pdf`, `xlsx`.
    format: String,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentCount {
    code: String,
    name: String,
    number: i64,
}

/// How clocks that began in the period were kept.
#[derive(Serialize, ToSchema)]
pub struct IncidentInTime {
    met: i64,
    late: i64,
    /// Not met yet.
    open: i64,
    /// Of those, the term is over.
    overdue: i64,
}

/// The same of one duty of the law.
#[derive(Serialize, ToSchema)]
pub struct IncidentDutyInTime {
    duty: String,
    text: String,
    article: String,
    met: i64,
    late: i64,
    open: i64,
    overdue: i64,
}

/// How long it took, in minutes.
#[derive(Serialize, ToSchema)]
pub struct IncidentTimeTo {
    /// `acknowledge` (since it was told), `contain`, `recover`, `end` (since it was detected).
    name: &'static str,
    median_minutes: i64,
    p90_minutes: i64,
    /// Incidents that came so far.
    number: i64,
}

/// Days that a periodic report covers by the rule in force.
#[derive(Serialize, ToSchema)]
pub struct IncidentPeriod {
    /// `half_year`, `year`.
    kind: &'static str,
    from: NaiveDate,
    to: NaiveDate,
}

/// Figures over incidents detected in the period; none of drills.
#[derive(Serialize, ToSchema)]
pub struct IncidentStatistics {
    from: NaiveDate,
    to: NaiveDate,
    total: i64,
    by_type: Vec<IncidentCount>,
    /// By level of the system.
    by_level: Vec<IncidentCount>,
    by_severity: Vec<IncidentCount>,
    handled: i64,
    closed: i64,
    /// In which another agency helped.
    coordinated: u64,
    staff: u64,
    drills: u64,
    in_time: IncidentInTime,
    duties: Vec<IncidentDutyInTime>,
    times: Vec<IncidentTimeTo>,
    /// Periods to choose from, the one of today first.
    periods: Vec<IncidentPeriod>,
}

fn counts(all: &[Counted]) -> Vec<IncidentCount> {
    let one = |c: &Counted| IncidentCount {
        code: c.code.clone(),
        name: c.name.clone(),
        number: c.number,
    };
    all.iter().map(one).collect()
}

fn in_time(
    InTime {
        met,
        late,
        open,
        overdue,
    }: InTime,
) -> IncidentInTime {
    IncidentInTime {
        met,
        late,
        open,
        overdue,
    }
}

fn duty(d: &OfDuty) -> IncidentDutyInTime {
    IncidentDutyInTime {
        duty: d.duty.clone(),
        text: d.text.clone(),
        article: d.article.clone(),
        met: d.clocks.met,
        late: d.clocks.late,
        open: d.clocks.open,
        overdue: d.clocks.overdue,
    }
}

const fn measure(of: Measure) -> &'static str {
    match of {
        Measure::Acknowledge => "acknowledge",
        Measure::Contain => "contain",
        Measure::Recover => "recover",
        Measure::End => "end",
    }
}

fn periods(today: NaiveDate) -> Vec<IncidentPeriod> {
    statistics::periods(today)
        .into_iter()
        .map(|p| IncidentPeriod {
            kind: if p.kind == PeriodKind::Year {
                "year"
            } else {
                "half_year"
            },
            from: p.from,
            to: p.to,
        })
        .collect()
}

/// The days that are asked for; without both those of the period of today.
fn ask(app: &App, from: Option<NaiveDate>, to: Option<NaiveDate>, agency: Option<Uuid>) -> ApiResult<Ask> {
    let current = statistics::periods(app.clock.today()).into_iter().next();
    let (from, to) = match (from, to, current) {
        (Some(from), Some(to), _) => (from, to),
        (from, to, Some(current)) => (from.unwrap_or(current.from), to.unwrap_or(current.to)),
        _ => return Err(ApiError::invalid("from", "required")),
    };
    Ok(Ask {
        from,
        to,
        agency: agency.map(AgencyId),
    })
}

/// Figures of a period over the incidents within reach: numbers, clocks, how long it took.
#[utoipa::path(get, path = "/statistics", tag = "incident", params(IncidentStatisticsQuery),
    responses((status = 200, body = IncidentStatistics), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_incident_statistics(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<IncidentStatisticsQuery>,
) -> ApiResult<Json<IncidentStatistics>> {
    let ask = ask(&app, q.from, q.to, q.agency_id)?;
    let f: Arc<Figures> = statistics::read(&app.access, &actor, ask).await?;
    Ok(Json(IncidentStatistics {
        from: f.from,
        to: f.to,
        total: f.total,
        by_type: counts(&f.by_type),
        by_level: counts(&f.by_level),
        by_severity: counts(&f.by_severity),
        handled: f.handled,
        closed: f.closed,
        coordinated: f.coordinated,
        staff: f.staff,
        drills: f.drills,
        in_time: in_time(f.in_time),
        duties: f.duties.iter().map(duty).collect(),
        times: f
            .times
            .iter()
            .map(|t| IncidentTimeTo {
                name: measure(t.measure),
                median_minutes: t.median,
                p90_minutes: t.p90,
                number: t.number,
            })
            .collect(),
        periods: periods(app.clock.today()),
    }))
}

/// The periodic report of the law on incidents, filled with the figures.
#[utoipa::path(get, path = "/statistics/print", tag = "incident", params(IncidentStatisticsPrint),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn print_incident_statistics(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<IncidentStatisticsPrint>,
) -> ApiResult<Download> {
    let format = Format::parse(&q.format).ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    let ask = ask(&app, q.from, q.to, q.agency_id)?;
    let figures = statistics::read(&app.access, &actor, ask).await?;
    let today = app.clock.today();
    let form = forms::find(LawBook::current(), statistics::FORM, today)
        .ok_or_else(|| ApiError::invalid("form", "unknown"))?;
    let issuer = q
        .issuer_id
        .or(q.agency_id)
        .map(AgencyId)
        .or_else(|| actor.agencies.first().copied())
        .ok_or_else(|| ApiError::invalid("issuer_id", "required"))?;
    let head = app.reports.suggested_head(issuer).await?;
    let values = filled(&statistics::values(&figures));
    let material = incident_form::Material {
        head: &head,
        form: &form.body,
        legal: &form.legal,
        values: &values,
        code: "",
        period: Some((ask.from, ask.to)),
        addressees: &head.addressees,
        number: None,
        date: None,
        year: today.year(),
        level: 0,
        exercise: false,
        internal: false,
    };
    let document = incident_form::document(&material);
    let book = incident_form::workbook(&material);
    let name = format!("tong-hop-su-co-{}-{}.{}", ask.from, ask.to, format.extension());
    Ok(Download {
        name,
        media_type: format.media_type().to_owned(),
        content: app.reports.file_of(document, book, format).await?,
    })
}
