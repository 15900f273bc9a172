//! `/api/v1/report-templates`: outlines per plan and period; the built-in one is the start of each.

use super::wire::{self, OutlineWire};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use coloa_base::{AgencyId, ErrorKind, PlanId, TemplateId};
use coloa_law::ReportOutline;
use coloa_report::{service::TemplateEdit, store::Template, topics::Topic};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of `/api/v1/report-templates`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_templates, create_template))
        .routes(routes!(get_builtin_template))
        .routes(routes!(change_template))
}

#[derive(Serialize, ToSchema)]
pub struct TemplateView {
    id: Uuid,
    /// `null`: for every plan.
    plan_id: Option<Uuid>,
    /// Who may change it; `null`: the installation.
    owner_agency_id: Option<Uuid>,
    name: String,
    /// `month`, `quarter`, `half_year`, `nine_months`, `year`, `ad_hoc`; `null`: any.
    period_kind: Option<String>,
    outline: OutlineWire,
    /// Own list of topics; `null`: the built-in one.
    topics: Option<Vec<TopicWire>>,
    version: i32,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TopicWire {
    id: String,
    /// A duty whose text holds one of them belongs here.
    words: Vec<String>,
    /// Outline paths of the plan that belong here whatever their words.
    #[serde(default)]
    paths: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct TemplateChange {
    plan_id: Option<Uuid>,
    owner_agency_id: Option<Uuid>,
    name: String,
    period_kind: Option<String>,
    outline: OutlineWire,
    topics: Option<Vec<TopicWire>>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TemplatesQuery {
    plan_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct TemplateCreated {
    id: Uuid,
}

fn view(row: Template) -> ApiResult<TemplateView> {
    let topics: Option<Vec<Topic>> = row
        .topics
        .map(serde_json::from_value)
        .transpose()
        .unwrap_or_else(|e| {
            tracing::warn!(error = %e, template = %row.id, "stored topics do not decode");
            None
        });
    Ok(TemplateView {
        outline: wire::stored_outline(&row.outline)?,
        id: row.id,
        plan_id: row.plan_id,
        owner_agency_id: row.owner_agency_id,
        name: row.name,
        period_kind: row.period_kind,
        topics: topics.map(|t| {
            t.into_iter()
                .map(|t| TopicWire {
                    id: t.id,
                    words: t.words,
                    paths: t.paths,
                })
                .collect()
        }),
        version: row.version,
    })
}

fn builtin(app: &App) -> ApiResult<&'static ReportOutline> {
    coloa_law::outline("strategy_year", app.clock.today())
        .ok_or_else(|| ApiError::new(ErrorKind::NotFound, "report.not_found").with("what", "template"))
}

impl TemplateChange {
    fn read(self, app: &App) -> ApiResult<TemplateEdit> {
        Ok(TemplateEdit {
            plan: self.plan_id.map(PlanId),
            owner: self.owner_agency_id.map(AgencyId),
            outline: self.outline.read(&self.name, builtin(app)?)?,
            name: self.name,
            period_kind: self.period_kind.filter(|k| !k.is_empty()),
            topics: self.topics.map(|list| {
                list.into_iter()
                    .map(|t| Topic {
                        id: t.id,
                        words: t.words,
                        paths: t.paths,
                    })
                    .collect()
            }),
        })
    }
}

/// Templates for a plan and those for every plan.
#[utoipa::path(get, path = "/", tag = "reports", params(TemplatesQuery), responses((status = 200, body = Vec<TemplateView>), (status = 403, body = Problem)))]
async fn list_templates(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<TemplatesQuery>,
) -> ApiResult<Json<Vec<TemplateView>>> {
    let rows = app.reports.templates(&actor, q.plan_id.map(PlanId)).await?;
    rows.into_iter().map(view).collect::<ApiResult<_>>().map(Json)
}

/// The built-in outline, and the topics that its parts take duties by.
#[derive(Serialize, ToSchema)]
pub struct BuiltinTemplate {
    name: String,
    outline: OutlineWire,
    topics: Vec<String>,
    /// Source of the outline.
    citation: String,
}

/// The built-in outline.
#[utoipa::path(get, path = "/builtin", tag = "reports", responses((status = 200, body = BuiltinTemplate), (status = 403, body = Problem)))]
async fn get_builtin_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<BuiltinTemplate>> {
    // Whoever may list templates may see the built-in one.
    app.reports.templates(&actor, None).await?;
    let outline = builtin(&app)?;
    let mut topics: Vec<String> = outline
        .sections
        .iter()
        .flat_map(|s| s.parts.iter().filter_map(|p| p.topic.clone()))
        .collect();
    topics.dedup();
    Ok(Json(BuiltinTemplate {
        name: outline.name.clone(),
        outline: outline.into(),
        topics,
        citation: outline.legal.citation(),
    }))
}

/// Adds a template.
#[utoipa::path(post, path = "/", tag = "reports", request_body = TemplateChange,
    responses((status = 201, body = TemplateCreated), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<TemplateChange>,
) -> ApiResult<(StatusCode, Json<TemplateCreated>)> {
    let id = app.reports.create_template(&actor, body.read(&app)?).await?;
    Ok((StatusCode::CREATED, Json(TemplateCreated { id: id.uuid() })))
}

/// Changes a template; reports that were begun keep the outline they began with.
#[utoipa::path(put, path = "/{id}", tag = "reports", params(("id" = Uuid, Path)), request_body = TemplateChange,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<TemplateChange>,
) -> ApiResult<StatusCode> {
    app.reports
        .change_template(&actor, TemplateId(id), version, body.read(&app)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
