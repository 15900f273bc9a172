//! What systems have to do and by when: rules of transition, and days that wait for somebody.

use crate::{
    App,
    extract::{Json, SignedIn},
    problem::{ApiResult, Problem},
    routes::law::certainty,
};
use axum::extract::State;
use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_system::{transition, waiting};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_transition))
        .routes(routes!(list_waiting))
}

/// A rule of transition.
#[derive(Serialize, ToSchema)]
pub struct TransitionRule {
    id: String,
    text: String,
    deadline: Option<NaiveDate>,
    /// The regime whose rules are used.
    regime: String,
    article: String,
    source: String,
    certainty: &'static str,
}

/// What one system has to do under one rule.
#[derive(Serialize, ToSchema)]
pub struct TransitionWork {
    /// Of the rule.
    rule: String,
    deadline: Option<NaiveDate>,
    system_id: Uuid,
    system_name: String,
    agency_id: Uuid,
    agency_name: String,
    level: i32,
    state: String,
    done: bool,
    late: bool,
    /// Its dossier that is on its way.
    dossier_id: Option<Uuid>,
    dossier_state: Option<String>,
}

/// What one agency has to do by one day.
#[derive(Serialize, ToSchema)]
pub struct TransitionCount {
    agency_id: Uuid,
    agency_name: String,
    deadline: Option<NaiveDate>,
    total: usize,
    done: usize,
}

#[derive(Serialize, ToSchema)]
pub struct TransitionList {
    rules: Vec<TransitionRule>,
    /// What is open first, the nearest day before the others.
    items: Vec<TransitionWork>,
    /// By agency and day.
    counts: Vec<TransitionCount>,
}

/// What systems within reach have to do while one law of levels follows another.
#[utoipa::path(get, path = "/transition", tag = "system", responses((status = 200, body = TransitionList), (status = 403, body = Problem)))]
async fn list_transition(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<TransitionList>> {
    let today = app.clock.today();
    let work = transition::work(&app.access, &actor).await?;
    let agencies: Vec<AgencyId> = work.iter().map(|w| AgencyId(w.system.agency_id)).collect();
    let names = app.agency_names(&agencies).await?;
    let name = |id: Uuid| names.get(&AgencyId(id)).cloned().unwrap_or_default();
    let mut rules: Vec<TransitionRule> = Vec::new();
    let mut counts: Vec<TransitionCount> = Vec::new();
    let mut items = Vec::with_capacity(work.len());
    for one in work {
        let (body, legal) = (&one.rule.body, &one.rule.legal);
        if !rules.iter().any(|r| r.id == body.id) {
            rules.push(TransitionRule {
                id: body.id.clone(),
                text: body.text.clone(),
                deadline: body.deadline,
                regime: body.regime.clone(),
                article: legal.article.clone(),
                source: legal.source.clone(),
                certainty: certainty(legal.certainty),
            });
        }
        let agency = one.system.agency_id;
        let place = counts
            .iter()
            .position(|c| c.agency_id == agency && c.deadline == body.deadline);
        let done = usize::from(one.done);
        match place.and_then(|at| counts.get_mut(at)) {
            Some(count) => {
                count.total += 1;
                count.done += done;
            }
            None => counts.push(TransitionCount {
                agency_id: agency,
                agency_name: name(agency),
                deadline: body.deadline,
                total: 1,
                done,
            }),
        }
        items.push(TransitionWork {
            rule: body.id.clone(),
            deadline: body.deadline,
            late: one.late(today),
            done: one.done,
            dossier_id: one.dossier.as_ref().map(|d| d.id),
            dossier_state: one.dossier.map(|d| d.state),
            agency_name: name(agency),
            agency_id: agency,
            system_id: one.system.id,
            system_name: one.system.name,
            level: one.system.level,
            state: one.system.state,
        });
    }
    Ok(Json(TransitionList { rules, items, counts }))
}

/// A day that waits for somebody.
#[derive(Serialize, ToSchema)]
pub struct WaitingInfo {
    /// `reply`, `appraise`, `approve`, `transition`, `self_check`, `evidence`, `control`, `record`.
    kind: &'static str,
    /// The dossier, evidence, answer or record.
    object_id: Uuid,
    system_id: Uuid,
    system_name: String,
    /// Whom it waits for.
    agency_id: Uuid,
    agency_name: String,
    due_on: NaiveDate,
    late: bool,
    /// The level, layer, rule, item or kind that it is about.
    about: String,
    /// Page of the web app.
    link: String,
    /// It waits for whoever asks.
    mine: bool,
}

/// What waits within reach, late or within the next weeks; the nearest day first.
#[utoipa::path(get, path = "/waiting", tag = "system", responses((status = 200, body = Vec<WaitingInfo>), (status = 403, body = Problem)))]
async fn list_waiting(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<WaitingInfo>>> {
    let today = app.clock.today();
    let found = waiting::list(&app.access, &actor).await?;
    let agencies: Vec<AgencyId> = found.iter().map(|w| w.agency).collect();
    let names = app.agency_names(&agencies).await?;
    Ok(Json(
        found
            .into_iter()
            .map(|w| WaitingInfo {
                link: w.link(),
                mine: w.is_for(&app.access, &actor),
                kind: w.kind.as_str(),
                object_id: w.object,
                system_id: w.system,
                system_name: w.system_name,
                agency_id: w.agency.uuid(),
                agency_name: names.get(&w.agency).cloned().unwrap_or_default(),
                due_on: w.due_on,
                late: w.due_on < today,
                about: w.about,
            })
            .collect(),
    ))
}
