//! How a drill went: its score, and the after-action report.

use super::{Names, name, names_of};
use crate::{
    App,
    extract::{Download, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use coloa_base::AgencyId;
use coloa_document::xlsx::Workbook;
use coloa_incident::{
    IncidentError,
    drill::{
        self, Detail, results,
        score::{AgencyScore, Line, Verdict},
    },
    entity::drill::drill_agency::Model as Part,
};
use coloa_report::{
    drill::{self as paper, Happened, Material, Performed, Reached},
    service::Format,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(score_drill))
        .routes(routes!(print_drill))
}

/// A milestone and when it was reached.
#[derive(Serialize, ToSchema)]
pub struct DrillLineInfo {
    milestone: &'static str,
    /// Minutes of the exercise; null: not reached, which is no zero.
    minutes: Option<i64>,
    target: Option<i64>,
    /// `in_time`, `late`, `not_reached`, `pending`, `reached` (nothing was aimed at).
    verdict: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct DrillAnswerInfo {
    inject_id: Uuid,
    title: String,
    line: DrillLineInfo,
}

#[derive(Serialize, ToSchema)]
pub struct DrillAgencyScore {
    agency_id: Uuid,
    agency_name: String,
    incident_id: Option<Uuid>,
    /// Somebody of the agency did anything at all.
    acted: bool,
    milestones: Vec<DrillLineInfo>,
    answers: Vec<DrillAnswerInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct DrillScore {
    agencies: Vec<DrillAgencyScore>,
    /// Agencies that did nothing.
    silent: usize,
    in_time: usize,
    late: usize,
    not_reached: usize,
    pending: usize,
    minute: Option<i64>,
}

fn line_info(line: &Line) -> DrillLineInfo {
    DrillLineInfo {
        milestone: line.milestone.as_str(),
        minutes: line.minutes,
        target: line.target,
        verdict: line.verdict.as_str(),
    }
}

/// How a drill goes or went, agency by agency.
#[utoipa::path(get, path = "/{id}/score", tag = "drill", params(("id" = Uuid, Path)),
    responses((status = 200, body = DrillScore), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn score_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<DrillScore>> {
    let found = results::score(&app.access, &actor, id).await?;
    let names = names_of(&app, &found.detail).await?;
    let titles = titles(&found.detail);
    let agencies = found.agencies.iter().map(|(part, score)| DrillAgencyScore {
        agency_id: part.agency_id,
        agency_name: name(&names, part.agency_id),
        incident_id: part.incident_id,
        acted: score.acted,
        milestones: score.milestones.iter().map(line_info).collect(),
        answers: score
            .answers
            .iter()
            .map(|a| DrillAnswerInfo {
                inject_id: a.inject,
                title: titles.get(&a.inject).cloned().unwrap_or_default(),
                line: line_info(&a.line),
            })
            .collect(),
    });
    Ok(Json(DrillScore {
        agencies: agencies.collect(),
        silent: found.sums.silent,
        in_time: found.sums.in_time,
        late: found.sums.late,
        not_reached: found.sums.not_reached,
        pending: found.sums.pending,
        minute: found.detail.minute,
    }))
}

fn titles(found: &Detail) -> HashMap<Uuid, String> {
    found.injects.iter().map(|i| (i.id, i.title.clone())).collect()
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DrillPrintQuery {
    /// `docx`, `pdf`.
    format: String,
}

fn reached(line: &Line) -> Reached {
    Reached {
        milestone: line.milestone.as_str().to_owned(),
        minutes: line.minutes,
        target: line.target,
        late: line.verdict == Verdict::Late,
    }
}

fn performed(part: &Part, score: &AgencyScore, names: &Names, titles: &HashMap<Uuid, String>) -> Performed {
    let title = |id: &Uuid| titles.get(id).cloned().unwrap_or_default();
    Performed {
        agency: name(names, part.agency_id),
        acted: score.acted,
        milestones: score.milestones.iter().map(reached).collect(),
        answers: score
            .answers
            .iter()
            .map(|a| (title(&a.inject), reached(&a.line)))
            .collect(),
    }
}

/// The after-action report in the official layout, marked as an exercise.
#[utoipa::path(get, path = "/{id}/print", tag = "drill", params(("id" = Uuid, Path), DrillPrintQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn print_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<DrillPrintQuery>,
) -> ApiResult<Download> {
    let format = Format::parse(&q.format)
        .filter(|f| *f != Format::Xlsx)
        .ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    drill::may_print(&app.access, &actor, id).await?;
    let found = results::score(&app.access, &actor, id).await?;
    let row = &found.detail.drill;
    let Some(started_at) = row.started_at else {
        return Err(IncidentError::State { state: "planned" }.into());
    };
    let names = names_of(&app, &found.detail).await?;
    let titles = titles(&found.detail);
    let head = app.reports.suggested_head(AgencyId(row.agency_id)).await?;
    let holder = name(&names, row.agency_id);
    let document = paper::document(&Material {
        head: &head,
        code: &row.code,
        title: &row.title,
        purpose: &row.purpose,
        holder: &holder,
        started_at,
        ended_at: row.ended_at,
        speed: row.speed,
        injects: found
            .detail
            .injects
            .iter()
            .map(|i| Happened {
                minute: i.minute,
                agency: i.agency_id.map(|a| name(&names, a)).unwrap_or_default(),
                title: i.title.clone(),
                expects: i.expects.clone(),
                within: i.within_minutes,
            })
            .collect(),
        agencies: found
            .agencies
            .iter()
            .map(|(part, score)| performed(part, score, &names, &titles))
            .collect(),
        in_time: found.sums.in_time,
        late: found.sums.late,
        not_reached: found.sums.not_reached,
        review: &row.review,
    });
    Ok(Download {
        name: format!("bao-cao-dien-tap-{}.{}", row.code, format.extension()),
        media_type: format.media_type().to_owned(),
        content: app.reports.file_of(document, Workbook::default(), format).await?,
    })
}
