//! How systems are protected: the four layers, and the checklists of requirements with their gaps.

use super::asset::{ChildPath, upload};
use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_law::LawBook;
use coloa_source::connection;
use coloa_system::{
    controls::{self, Answered, Score, Standing},
    entity::{control_computed, layer_evidence},
    layers,
    model::Answer,
    providers, service,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_layers, add_layer))
        .routes(routes!(remove_layer))
        .routes(routes!(read_controls, answer_controls))
        .routes(routes!(withdraw_answer))
        .routes(routes!(prove_answer))
}

/// Evidence of a layer.
#[derive(Serialize, ToSchema)]
pub struct LayerEvidenceInfo {
    id: Uuid,
    provider: String,
    note: String,
    since: NaiveDate,
    until: Option<NaiveDate>,
    file_id: Option<Uuid>,
    created_by: String,
    created_at: DateTime<Utc>,
}

/// A layer of protection.
#[derive(Serialize, ToSchema)]
pub struct LayerInfo {
    /// 1–4.
    layer: i32,
    name: String,
    /// What shows that it stands, in the words of the programme.
    asks: Option<String>,
    source: String,
    /// `proved`, `live`, `declared` (said without a file: does not stand), `ran_out`, `not_independent`, `missing`.
    standing: &'static str,
    stands: bool,
    evidence: Vec<LayerEvidenceInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct LayersInfo {
    layers: Vec<LayerInfo>,
    /// Heard within its limit now, by how many sources.
    heard: bool,
    sources: usize,
    last_at: Option<DateTime<Utc>>,
    /// Its events go to the national centre, too.
    national: bool,
    may_change: bool,
}

fn evidence(row: layer_evidence::Model) -> LayerEvidenceInfo {
    LayerEvidenceInfo {
        id: row.id,
        provider: row.provider,
        note: row.note,
        since: row.since,
        until: row.until,
        file_id: row.file_id,
        created_by: row.created_by,
        created_at: row.created_at,
    }
}

/// The four layers of a system, with what shows that they stand.
#[utoipa::path(get, path = "/{id}/layers", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = LayersInfo), (status = 404, body = Problem)))]
async fn read_layers(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<LayersInfo>> {
    app.write_traffic().await;
    let rows = layers::of_system(&app.access, &actor, id).await?;
    let found = service::read(&app.access, &actor, id).await?;
    let may_change = app.access.may(
        &actor,
        coloa_auth::action::SYSTEM_CHANGE,
        &service::resource(&found.system),
    );
    let today = app.clock.today();
    let parties = providers::parties(&app.access, &[&found.system]).await?;
    let theirs = parties.get(&id).map(Vec::as_slice).unwrap_or_default();
    let heard = connection::heard(&app.access, vec![found.system])
        .await?
        .pop()
        .ok_or_else(|| ApiError::invalid("id", "unknown"))?;
    let centre = providers::centre(&app.access, today).await?;
    let standings = layers::standings(&rows, connection::layers(&heard, today), &centre, theirs, today);
    let named: Vec<_> = LawBook::current()
        .choices
        .iter()
        .filter(|c| c.body.list == "four_layers")
        .collect();
    let mut evidences: [Vec<LayerEvidenceInfo>; 4] = Default::default();
    for row in rows {
        if let Some(own) = usize::try_from(row.layer - 1)
            .ok()
            .and_then(|at| evidences.get_mut(at))
        {
            own.push(evidence(row));
        }
    }
    let layers = (1..)
        .zip(standings)
        .zip(evidences)
        .map(|((layer, standing), evidence)| {
            let row = named.iter().find(|c| c.body.code == layer.to_string());
            LayerInfo {
                layer,
                name: row.map(|c| c.body.label.clone()).unwrap_or_default(),
                asks: row.and_then(|c| c.body.note.clone()),
                source: row.map(|c| c.legal.source.clone()).unwrap_or_default(),
                standing: standing.as_str(),
                stands: standing.stands(),
                evidence,
            }
        })
        .collect();
    Ok(Json(LayersInfo {
        layers,
        heard: heard.connected(),
        sources: heard.through.len(),
        last_at: heard.last_at(),
        national: heard.national(today),
        may_change,
    }))
}

/// The form of evidence.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct LayerEvidenceForm {
    /// 1–4.
    layer: i32,
    /// Unit or company that holds the layer.
    provider: String,
    note: Option<String>,
    since: NaiveDate,
    until: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// Adds evidence of a layer.
#[utoipa::path(post, path = "/{id}/layers", tag = "system", params(("id" = Uuid, Path)),
    request_body(content = LayerEvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = LayerEvidenceInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_layer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<(StatusCode, Json<LayerEvidenceInfo>)> {
    let form = MultipartForm::read(&app, body).await?;
    let draft = layers::Draft {
        layer: form
            .parsed("layer")?
            .ok_or_else(|| ApiError::invalid("layer", "required"))?,
        provider: form.required("provider")?,
        note: form.text("note").unwrap_or_default(),
        since: form
            .parsed("since")?
            .ok_or_else(|| ApiError::invalid("since", "required"))?,
        until: form.parsed("until")?,
    };
    let row = layers::add(
        &app.access,
        &actor,
        id,
        &draft,
        &app.files,
        form.file().map(upload),
    )
    .await?;
    Ok((StatusCode::CREATED, Json(evidence(row))))
}

/// Takes evidence away.
#[utoipa::path(delete, path = "/{id}/layers/{child}", tag = "system", params(ChildPath), responses((status = 204), (status = 404, body = Problem)))]
async fn remove_layer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<ChildPath>,
) -> ApiResult<StatusCode> {
    layers::remove(&app.access, &actor, at.id, at.child).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many items have which answer.
#[derive(Serialize, ToSchema)]
pub struct ScoreInfo {
    items: usize,
    met: usize,
    partly: usize,
    unmet: usize,
    not_applicable: usize,
    unanswered: usize,
    gaps: usize,
    /// The law's list is known in full; otherwise the share is never full.
    complete: bool,
    percent: Option<u32>,
}

impl From<&Score> for ScoreInfo {
    fn from(s: &Score) -> Self {
        Self {
            items: s.items,
            met: s.met,
            partly: s.partly,
            unmet: s.unmet,
            not_applicable: s.not_applicable,
            unanswered: s.unanswered,
            gaps: s.gaps(),
            complete: s.complete,
            percent: s.percent(),
        }
    }
}

/// An answer as it stands.
#[derive(Serialize, ToSchema)]
pub struct ControlAnswerInfo {
    /// `met`, `partly`, `unmet`, `not_applicable`: what counts today.
    answer: &'static str,
    /// What was said; it counts no more where its evidence has run out.
    said: String,
    note: String,
    holds_until: Option<NaiveDate>,
    ran_out: bool,
    owner: String,
    due_on: Option<NaiveDate>,
    common: bool,
    /// It is the answer of the system that hosts this one.
    inherited: bool,
    /// Nobody answered: what the product sees stands in.
    by_product: bool,
    answered_by: String,
    answered_at: DateTime<Utc>,
    /// What proves it; of an inherited answer it is kept with the system that hosts this one.
    file_id: Option<Uuid>,
}

/// What the product sees of a requirement.
#[derive(Serialize, ToSchema)]
pub struct ComputedInfo {
    /// `log_retention`, `monitoring`, `restore_test`.
    kind: String,
    /// `met`, `partly`, `unmet`.
    answer: String,
    /// What it was judged by: days, dates and numbers by name.
    figures: BTreeMap<String, String>,
    at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct ControlInfo {
    /// Key within the checklist.
    item: String,
    clause: String,
    name: Option<String>,
    words: String,
    article: String,
    source: String,
    certainty: &'static str,
    answer: Option<ControlAnswerInfo>,
    /// Beside what was said, or in its place where nobody said anything.
    computed: Option<ComputedInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct ControlGroup {
    /// `zone`, `design`, `obligation`, or the code of a group of the standard.
    code: String,
    name: String,
    items: Vec<ControlInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct ControlsInfo {
    /// Null: the system has no level yet, so that no checklist is its own.
    regime: Option<String>,
    level: Option<u8>,
    /// How many items the law's list has; null: not known.
    known_items: Option<u32>,
    covered: u32,
    score: Option<ScoreInfo>,
    groups: Vec<ControlGroup>,
    host_system_id: Option<Uuid>,
    may_change: bool,
}

fn answer(s: &Standing) -> ControlAnswerInfo {
    ControlAnswerInfo {
        answer: s.answer().as_str(),
        said: s.row.answer.clone(),
        note: s.row.note.clone(),
        holds_until: s.row.holds_until,
        ran_out: s.ran_out,
        owner: s.row.owner.clone(),
        due_on: s.row.due_on,
        common: s.row.common,
        inherited: s.inherited,
        by_product: s.by_product,
        answered_by: s.row.answered_by.clone(),
        answered_at: s.row.answered_at,
        file_id: s.row.file_id,
    }
}

fn seen(c: control_computed::Model) -> ComputedInfo {
    ComputedInfo {
        kind: c.kind,
        answer: c.answer,
        // Written by us; a figure that cannot be read is none.
        figures: serde_json::from_str(&c.figures).unwrap_or_default(),
        at: c.at,
    }
}

/// The checklist of a system's level with its answers.
#[utoipa::path(get, path = "/{id}/controls", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = ControlsInfo), (status = 404, body = Problem)))]
async fn read_controls(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<ControlsInfo>> {
    let Answered {
        system: row,
        answers,
        mut computed,
        basis,
    } = controls::read(&app.access, &actor, id).await?;
    let may_change = app.access.may(
        &actor,
        coloa_auth::action::SYSTEM_CHANGE,
        &service::resource(&row),
    );
    let Some((regime, level)) = basis else {
        return Ok(Json(ControlsInfo {
            regime: None,
            level: None,
            known_items: None,
            covered: 0,
            score: None,
            groups: Vec::new(),
            host_system_id: row.host_system_id,
            may_change,
        }));
    };
    let list = LawBook::current().checklist(&regime, level, app.clock.today())?;
    let items = controls::items(&list);
    let score = controls::score(&list, &items, &answers);
    let mut groups: Vec<ControlGroup> = Vec::new();
    for item in &items {
        if groups.last().is_none_or(|g| g.code != item.group) {
            groups.push(ControlGroup {
                code: item.group.to_owned(),
                name: item.group_name.to_owned(),
                items: Vec::new(),
            });
        }
        let info = ControlInfo {
            item: item.key.clone(),
            clause: item.clause.to_owned(),
            name: item.name.map(str::to_owned),
            words: item.words.to_owned(),
            article: item.legal.article.clone(),
            source: item.legal.source.clone(),
            certainty: crate::routes::law::certainty(item.legal.certainty),
            answer: answers.get(&item.key).map(answer),
            computed: computed.remove(&item.key).map(seen),
        };
        if let Some(group) = groups.last_mut() {
            group.items.push(info);
        }
    }
    Ok(Json(ControlsInfo {
        regime: Some(regime),
        level: Some(level),
        known_items: list.known_items,
        covered: list.covered,
        score: Some((&score).into()),
        groups,
        host_system_id: row.host_system_id,
        may_change,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct ControlAnswerBody {
    item: String,
    answer: String,
    #[serde(default)]
    note: String,
    holds_until: Option<NaiveDate>,
    #[serde(default)]
    owner: String,
    due_on: Option<NaiveDate>,
    #[serde(default)]
    common: bool,
}

#[derive(Deserialize, ToSchema)]
pub struct AnswersBody {
    regime: String,
    level: u8,
    answers: Vec<ControlAnswerBody>,
}

/// An answer that was not taken, and why.
#[derive(Serialize, ToSchema)]
pub struct RefusedAnswer {
    item: String,
    field: &'static str,
    reason: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct AnswersTaken {
    saved: usize,
    refused: Vec<RefusedAnswer>,
}

/// Answers items of the checklist; one that cannot be taken does not hold back the others.
#[utoipa::path(put, path = "/{id}/controls", tag = "system", params(("id" = Uuid, Path)), request_body = AnswersBody,
    responses((status = 200, body = AnswersTaken), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn answer_controls(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<AnswersBody>,
) -> ApiResult<Json<AnswersTaken>> {
    let drafts = body
        .answers
        .into_iter()
        .map(|a| {
            Ok(controls::Draft {
                item: a.item,
                answer: Answer::parse(&a.answer).ok_or_else(|| ApiError::invalid("answer", "unknown"))?,
                note: a.note,
                holds_until: a.holds_until,
                owner: a.owner,
                due_on: a.due_on,
                common: a.common,
            })
        })
        .collect::<ApiResult<Vec<_>>>()?;
    let taken = controls::answer(&app.access, &actor, id, &body.regime, body.level, &drafts).await?;
    Ok(Json(taken.into()))
}

impl From<controls::Taken> for AnswersTaken {
    fn from(taken: controls::Taken) -> Self {
        Self {
            saved: taken.saved,
            refused: taken
                .refused
                .into_iter()
                .map(|r| RefusedAnswer {
                    item: r.item,
                    field: r.field,
                    reason: r.reason,
                })
                .collect(),
        }
    }
}

/// The form of an answer with its file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct ControlProofForm {
    regime: String,
    level: u8,
    item: String,
    answer: String,
    note: Option<String>,
    holds_until: Option<NaiveDate>,
    owner: Option<String>,
    due_on: Option<NaiveDate>,
    common: Option<bool>,
    handling: Option<String>,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Answers one item of the checklist with the file that proves it.
#[utoipa::path(post, path = "/{id}/controls/proofs", tag = "system", params(("id" = Uuid, Path)),
    request_body(content = ControlProofForm, content_type = "multipart/form-data"),
    responses((status = 200, body = AnswersTaken), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn prove_answer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<Json<AnswersTaken>> {
    let form = MultipartForm::read(&app, body).await?;
    let regime = form.required("regime")?;
    let level: u8 = form
        .parsed("level")?
        .ok_or_else(|| ApiError::invalid("level", "required"))?;
    let draft = controls::Draft {
        item: form.required("item")?,
        answer: Answer::parse(&form.required("answer")?)
            .ok_or_else(|| ApiError::invalid("answer", "unknown"))?,
        note: form.text("note").unwrap_or_default(),
        holds_until: form.parsed("holds_until")?,
        owner: form.text("owner").unwrap_or_default(),
        due_on: form.parsed("due_on")?,
        common: form.parsed("common")?.unwrap_or_default(),
    };
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let taken = controls::prove(
        &app.access,
        &actor,
        id,
        (&regime, level),
        &draft,
        &app.files,
        upload(file),
    )
    .await?;
    Ok(Json(taken.into()))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemQuery {
    regime: String,
    item: String,
}

/// Takes back the own answer to an item: what is inherited counts again.
#[utoipa::path(delete, path = "/{id}/controls", tag = "system", params(("id" = Uuid, Path), ItemQuery), responses((status = 204), (status = 404, body = Problem)))]
async fn withdraw_answer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    crate::extract::Query(q): crate::extract::Query<ItemQuery>,
) -> ApiResult<StatusCode> {
    controls::withdraw(&app.access, &actor, id, &q.regime, &q.item).await?;
    Ok(StatusCode::NO_CONTENT)
}
