//! Reorganisations: drafted, previewed, reviewed, applied on their day.

use super::{LinkWire, draft::DraftWire};
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    routes::{duty::wire::EvidenceInfo, multipart::MultipartForm},
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_agency::{
    model::{Facts, Kind, Name, Reorganisation, Stage},
    rules::reorganise::Notice,
    service::{Decision, NewReorganisation},
};
use coloa_base::{AgencyId, ReorganisationId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_reorganisations, draft_reorganisation))
        .routes(routes!(get_reorganisation, redraft_reorganisation))
        .routes(routes!(review_reorganisation))
        .routes(routes!(cancel_reorganisation))
        .routes(routes!(get_decision, attach_decision))
}

#[derive(Serialize, ToSchema)]
struct ReorganisationRow {
    id: Uuid,
    kind: &'static str,
    title: String,
    effective: NaiveDate,
    basis: Option<String>,
    note: Option<String>,
    /// `draft`, `reviewed` (waits for its day), `applied`, `cancelled`.
    stage: &'static str,
    draft: DraftWire,
    created_by: String,
    created_at: DateTime<Utc>,
    reviewed_by: Option<String>,
    reviewed_at: Option<DateTime<Utc>>,
    applied_at: Option<DateTime<Utc>>,
    /// Why it could not be applied on its day.
    failure: Option<String>,
    version: i32,
}

fn row(r: Reorganisation) -> ReorganisationRow {
    ReorganisationRow {
        id: r.id.uuid(),
        kind: r.kind.as_str(),
        title: r.title,
        effective: r.effective,
        basis: r.basis,
        note: r.note,
        stage: r.stage.as_str(),
        draft: r.draft.into(),
        created_by: r.created_by,
        created_at: r.created_at,
        reviewed_by: r.reviewed_by,
        reviewed_at: r.reviewed_at,
        applied_at: r.applied_at,
        failure: r.failure,
        version: r.version,
    }
}

#[derive(Deserialize, IntoParams)]
struct StageQuery {
    stage: Option<String>,
}

/// Reorganisations, the latest effective date first.
#[utoipa::path(get, path = "/", tag = "agency", params(StageQuery), responses((status = 200, body = [ReorganisationRow])))]
async fn list_reorganisations(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<StageQuery>,
) -> ApiResult<Json<Vec<ReorganisationRow>>> {
    let stage = match q.stage.as_deref().filter(|s| !s.is_empty()) {
        None => None,
        Some(s) => Some(Stage::parse(s).ok_or_else(|| ApiError::invalid("stage", "unknown"))?),
    };
    Ok(Json(
        app.agencies
            .reorganisations(&actor, stage)
            .await?
            .into_iter()
            .map(row)
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
struct ReorganisationBody {
    /// `rename`, `merge`, `consolidate`, `divide`, `split`, `transfer_function`, `transfer_territory`, `dissolve`.
    kind: String,
    title: String,
    effective: NaiveDate,
    basis: Option<String>,
    note: Option<String>,
    draft: DraftWire,
}

fn new(b: ReorganisationBody) -> ApiResult<NewReorganisation> {
    Ok(NewReorganisation {
        kind: Kind::parse(&b.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
        title: b.title,
        effective: b.effective,
        basis: b.basis,
        note: b.note,
        draft: b.draft.into(),
    })
}

#[derive(Serialize, ToSchema)]
struct DraftedId {
    id: Uuid,
}

/// Drafts a reorganisation.
#[utoipa::path(post, path = "/", tag = "agency", request_body = ReorganisationBody, responses((status = 201, body = DraftedId), (status = 422, body = Problem)))]
async fn draft_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<ReorganisationBody>,
) -> ApiResult<(StatusCode, Json<DraftedId>)> {
    let id = app.agencies.draft(&actor, new(b)?).await?;
    Ok((StatusCode::CREATED, Json(DraftedId { id: id.uuid() })))
}

#[derive(Serialize, ToSchema)]
struct NoticeRow {
    code: &'static str,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    detail: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct EffectRow {
    agency_id: Uuid,
    /// `created`, `changed`, `closed`.
    effect: &'static str,
    before: Option<String>,
    after: Option<String>,
    /// What changes beside the name.
    changes: Vec<ChangeRow>,
}

/// One fact before and from the day on.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct ChangeRow {
    /// `abbreviation`, `symbol`, `parent`, `code`, `role`.
    what: &'static str,
    /// Code of the tree, code system or role.
    term: Option<String>,
    /// Of a role: code of the function.
    function: Option<String>,
    /// Missing: there was none; of a role: it was not held.
    before: Option<String>,
    after: Option<String>,
}

/// The facts of one agency on the day before and on the day, as far as they differ.
fn changes(
    before: Option<&Facts>,
    after: &Facts,
    on: NaiveDate,
    name: impl Fn(AgencyId) -> Option<String>,
) -> Vec<ChangeRow> {
    let earlier = on.pred_opt().unwrap_or(on);
    let mut rows = Vec::new();
    let mut put = |what, term: Option<&str>, function: Option<&str>, before, after| {
        if before != after {
            rows.push(ChangeRow {
                what,
                term: term.map(str::to_owned),
                function: function.map(str::to_owned),
                before,
                after,
            });
        }
    };
    let (old, new) = (before.and_then(|f| f.name_on(earlier)), after.name_on(on));
    // Of what ends, nothing is said but that it ends.
    if new.is_some() {
        let abbreviation = |n: &Name| n.abbreviation.clone();
        let symbol = |n: &Name| n.symbol.clone();
        put(
            "abbreviation",
            None,
            None,
            old.and_then(abbreviation),
            new.and_then(abbreviation),
        );
        put("symbol", None, None, old.and_then(symbol), new.and_then(symbol));
    }
    let facts = || before.into_iter().chain([after]);
    let trees: BTreeSet<&str> = facts()
        .flat_map(|f| &f.parents)
        .map(|p| p.tree.as_str())
        .collect();
    for tree in trees {
        let above = |f: &Facts, day| f.parent_on(tree, day).and_then(&name);
        put(
            "parent",
            Some(tree),
            None,
            before.and_then(|f| above(f, earlier)),
            above(after, on),
        );
    }
    let systems: BTreeSet<&str> = facts()
        .flat_map(|f| &f.codes)
        .map(|c| c.system.as_str())
        .collect();
    for system in systems {
        let code = |f: &Facts, day| f.code_on(system, day).map(str::to_owned);
        put(
            "code",
            Some(system),
            None,
            before.and_then(|f| code(f, earlier)),
            code(after, on),
        );
    }
    let roles: BTreeSet<(&str, Option<&str>)> = facts()
        .flat_map(|f| &f.roles)
        .map(|r| (r.role.as_str(), r.function.as_deref()))
        .collect();
    for (role, function) in roles {
        // Exactly this record: `holds` would take a role without function for any.
        let held = |f: &Facts, day| {
            f.roles
                .iter()
                .any(|r| r.role == role && r.function.as_deref() == function && r.period.contains(day))
                .then(|| role.to_owned())
        };
        put(
            "role",
            Some(role),
            function,
            before.and_then(|f| held(f, earlier)),
            held(after, on),
        );
    }
    rows
}

#[derive(Serialize, ToSchema)]
struct ReorganisationView {
    reorganisation: ReorganisationRow,
    /// The document that decides.
    decision: Option<EvidenceInfo>,
    effects: Vec<EffectRow>,
    /// What became of whom, once applied.
    links: Vec<LinkWire>,
    /// These stop it.
    problems: Vec<NoticeRow>,
    warnings: Vec<NoticeRow>,
}

/// One reorganisation with what it would do on the directory as it stands.
#[utoipa::path(get, path = "/{id}", tag = "agency", params(("id" = Uuid, Path)), responses((status = 200, body = ReorganisationView), (status = 404, body = Problem)))]
async fn get_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<ReorganisationView>> {
    let p = app.agencies.preview(&actor, ReorganisationId(id)).await?;
    let d = app.agencies.directory().await?;
    let on = p.reorganisation.effective;
    let names: std::collections::HashMap<AgencyId, String> = p
        .effects
        .created
        .iter()
        .filter_map(|(id, f)| Some((*id, f.names.first()?.full.clone())))
        .collect();
    let name = |id: AgencyId| {
        d.name(id, on)
            .map(|n| n.full.clone())
            .or_else(|| names.get(&id).cloned())
    };
    let notices = |list: Vec<Notice>| {
        list.into_iter()
            .map(|n| NoticeRow {
                code: n.code,
                agency_id: n.agency.map(AgencyId::uuid),
                agency_name: n.agency.and_then(name),
                detail: n.detail,
            })
            .collect()
    };
    let mut effects: Vec<EffectRow> = p
        .effects
        .created
        .iter()
        .map(|(id, f)| EffectRow {
            agency_id: id.uuid(),
            effect: "created",
            before: None,
            after: f.names.last().map(|n| n.full.clone()),
            changes: changes(None, f, on, name),
        })
        .collect();
    effects.extend(p.effects.changed.iter().map(|(id, before, after)| {
        EffectRow {
            agency_id: id.uuid(),
            effect: if p.effects.closed.contains(id) {
                "closed"
            } else {
                "changed"
            },
            before: before
                .shown_name(on.pred_opt().unwrap_or(on))
                .map(|n| n.full.clone()),
            after: after.shown_name(on).map(|n| n.full.clone()),
            changes: changes(Some(before), after, on, name),
        }
    }));
    let version = p.reorganisation.version;
    let decision = match p.reorganisation.file {
        Some(file) => Some(EvidenceInfo::from(&app.files.row(&app.db, file).await?)),
        None => None,
    };
    // Whoever ended by it is called as on the day before.
    let shown = |id: AgencyId| {
        let facts = d.get(id).map(|a| &a.facts);
        let called = |on| facts.and_then(|f| f.shown_name(on)).map(|n| n.full.clone());
        d.name(id, on)
            .map(|n| n.full.clone())
            .or_else(|| called(on.pred_opt().unwrap_or(on)))
            .unwrap_or_default()
    };
    let links = d
        .links()
        .iter()
        .filter(|l| l.reorganisation == p.reorganisation.id)
        .map(|l| LinkWire::of(l, shown))
        .collect();
    let view = ReorganisationView {
        links,
        problems: notices(p.effects.problems),
        warnings: notices(p.effects.warnings),
        effects,
        decision,
        reorganisation: row(p.reorganisation),
    };
    Ok(Versioned(version, view))
}

/// Replaces a draft; what was reviewed becomes a draft again.
#[utoipa::path(put, path = "/{id}", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ReorganisationBody,
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn redraft_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(b): Json<ReorganisationBody>,
) -> ApiResult<StatusCode> {
    app.agencies
        .redraft(&actor, ReorganisationId(id), version, new(b)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct StageView {
    stage: &'static str,
}

/// Approves it: applied at once where its day has come, else on its day.
#[utoipa::path(post, path = "/{id}/review", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = StageView), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn review_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<Json<StageView>> {
    let stage = app.agencies.review(&actor, ReorganisationId(id), version).await?;
    Ok(Json(StageView {
        stage: stage.as_str(),
    }))
}

/// The document that decides, and the version that its sender saw.
#[derive(ToSchema)]
#[allow(dead_code)]
struct DecisionForm {
    version: i32,
    /// `normal`, `internal`; marks of secrecy are refused where they may not be kept.
    handling: Option<String>,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Keeps the document that decides a reorganisation.
#[utoipa::path(post, path = "/{id}/decision", tag = "agency", params(("id" = Uuid, Path)),
    request_body(content = DecisionForm, content_type = "multipart/form-data"),
    responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn attach_decision(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<StatusCode> {
    let form = MultipartForm::read(&app, body).await?;
    let version = form
        .parsed::<i32>("version")?
        .ok_or_else(|| ApiError::invalid("version", "required"))?;
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let decision = Decision {
        name: file.name,
        media_type: file.media_type,
        handling: file.handling,
        content: file.content,
    };
    app.agencies
        .attach_decision(&actor, &app.files, ReorganisationId(id), version, decision)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The document that decides, as download.
#[utoipa::path(get, path = "/{id}/decision", tag = "agency", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn get_decision(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Download> {
    let (file, content) = app
        .agencies
        .decision(&actor, &app.files, ReorganisationId(id))
        .await?;
    Ok(Download {
        name: file.name,
        media_type: file.media_type,
        content,
    })
}

/// Gives a reorganisation up before it is applied.
#[utoipa::path(post, path = "/{id}/cancel", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn cancel_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<StatusCode> {
    app.agencies.cancel(&actor, ReorganisationId(id), version).await?;
    Ok(StatusCode::NO_CONTENT)
}
