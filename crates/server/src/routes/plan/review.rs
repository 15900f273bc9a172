//! Routes of the review screen: each changes items of a version in review.

use super::{version_detail, wire};
use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use coloa_auth::Actor;
use coloa_base::{AgencyId, ItemId, PlanVersionId};
use coloa_plan::plans::{self, Item, approve, list, review};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;
use wire::{ItemChange, PlanItem, PlanItems, PlanVersionDetail};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_plan_item, change_plan_item))
        .routes(routes!(remove_plan_item))
        .routes(routes!(restore_plan_item))
        .routes(routes!(split_plan_item))
        .routes(routes!(move_plan_item))
        .routes(routes!(decide_plan_party))
        .routes(routes!(link_plan_item))
        .routes(routes!(add_plan_item))
        .routes(routes!(check_plan_items))
        .routes(routes!(check_sure_plan_items))
        .routes(routes!(mark_plan_items_done_before))
        .routes(routes!(merge_plan_items))
        .routes(routes!(resolve_plan_version))
        .routes(routes!(approve_plan_version))
        .routes(routes!(reject_plan_version))
}

async fn one(app: &App, actor: &Actor, item: Item) -> ApiResult<Versioned<PlanItem>> {
    let text = list::source_text(&app.access, actor, item.plan_version).await?;
    let version = item.version;
    let mut items = wire::items(app, vec![item], &text, 1).await?;
    let mut item = items
        .items
        .pop()
        .ok_or_else(|| ApiError::new(coloa_base::ErrorKind::NotFound, "plan.not_found"))?;
    item.agencies = items.agencies;
    Ok(Versioned(version, item))
}

async fn several(app: &App, actor: &Actor, items: Vec<Item>) -> ApiResult<Json<PlanItems>> {
    let text = match items.first() {
        Some(item) => list::source_text(&app.access, actor, item.plan_version).await?,
        None => String::new(),
    };
    let total = items.len();
    Ok(Json(wire::items(app, items, &text, total).await?))
}

fn seen(id: Uuid, version: i32) -> review::Seen {
    review::Seen {
        id: ItemId(id),
        version,
    }
}

/// One item as it is now.
#[utoipa::path(get, path = "/items/{item}", tag = "plan", params(("item" = Uuid, Path)),
    responses((status = 200, body = PlanItem), (status = 404, body = Problem)))]
async fn get_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
) -> ApiResult<Versioned<PlanItem>> {
    let item = list::item(&app.access, &actor, ItemId(item)).await?;
    one(&app, &actor, item).await
}

/// Replaces what was understood of one item.
#[utoipa::path(put, path = "/items/{item}", tag = "plan", params(("item" = Uuid, Path), ("if-match" = String, Header)), request_body = ItemChange,
    responses((status = 200, body = PlanItem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn change_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<ItemChange>,
) -> ApiResult<Versioned<PlanItem>> {
    let item = review::edit_item(&app.access, &actor, seen(item, version), body.read()?).await?;
    one(&app, &actor, item).await
}

/// Leaves an item out of the plan.
#[utoipa::path(post, path = "/items/{item}/remove", tag = "plan", params(("item" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = PlanItem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn remove_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<Versioned<PlanItem>> {
    let item = review::remove(&app.access, &actor, seen(item, version)).await?;
    one(&app, &actor, item).await
}

/// Brings a removed item back.
#[utoipa::path(post, path = "/items/{item}/restore", tag = "plan", params(("item" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = PlanItem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn restore_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<Versioned<PlanItem>> {
    let item = review::restore(&app.access, &actor, seen(item, version)).await?;
    one(&app, &actor, item).await
}

#[derive(Deserialize, ToSchema)]
struct ItemSplit {
    /// What the item becomes, two or more.
    parts: Vec<ItemChange>,
}

/// One item becomes several.
#[utoipa::path(post, path = "/items/{item}/split", tag = "plan", params(("item" = Uuid, Path), ("if-match" = String, Header)), request_body = ItemSplit,
    responses((status = 200, body = PlanItems), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn split_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<ItemSplit>,
) -> ApiResult<Json<PlanItems>> {
    let parts = body
        .parts
        .into_iter()
        .map(ItemChange::read)
        .collect::<ApiResult<Vec<_>>>()?;
    let items = review::split(&app.access, &actor, seen(item, version), parts).await?;
    several(&app, &actor, items).await
}

#[derive(Deserialize, ToSchema)]
struct ItemMove {
    /// The item it shall follow; none: it becomes the first.
    after: Option<Uuid>,
}

/// Moves an item to another place.
#[utoipa::path(post, path = "/items/{item}/move", tag = "plan", params(("item" = Uuid, Path)), request_body = ItemMove,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn move_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
    Json(body): Json<ItemMove>,
) -> ApiResult<StatusCode> {
    review::move_item(&app.access, &actor, ItemId(item), body.after.map(ItemId)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct PartyDecision {
    /// `agencies`, `confirm`, `set_aside`, `reset`.
    decision: String,
    /// With `agencies`.
    #[serde(default)]
    agencies: Vec<Uuid>,
    /// With `set_aside`.
    reason: Option<String>,
    /// Decide the same on this name in all items.
    #[serde(default)]
    everywhere: bool,
}

/// Decides whom a printed name means.
#[utoipa::path(put, path = "/items/{item}/parties/{party}", tag = "plan",
    params(("item" = Uuid, Path), ("party" = Uuid, Path), ("if-match" = String, Header)), request_body = PartyDecision,
    responses((status = 200, body = PlanItems), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn decide_plan_party(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((item, party)): Path<(Uuid, Uuid)>,
    IfMatch(version): IfMatch,
    Json(body): Json<PartyDecision>,
) -> ApiResult<Json<PlanItems>> {
    let decision = match body.decision.as_str() {
        "agencies" => review::Decision::Agencies(body.agencies.into_iter().map(AgencyId).collect()),
        "confirm" => review::Decision::Confirm,
        "set_aside" => review::Decision::SetAside(body.reason.unwrap_or_default()),
        "reset" => review::Decision::Reset,
        _ => return Err(ApiError::invalid("decision", "unknown")),
    };
    let items = review::decide_party(
        &app.access,
        &actor,
        seen(item, version),
        party,
        decision,
        body.everywhere,
    )
    .await?;
    several(&app, &actor, items).await
}

#[derive(Deserialize, ToSchema)]
struct ItemLinks {
    /// Lineages of the version in force that the item continues; empty: it is new.
    lineages: Vec<Uuid>,
}

/// Corrects which items of the version in force an item continues.
#[utoipa::path(put, path = "/items/{item}/links", tag = "plan", params(("item" = Uuid, Path)), request_body = ItemLinks,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn link_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(item): Path<Uuid>,
    Json(body): Json<ItemLinks>,
) -> ApiResult<StatusCode> {
    review::link(&app.access, &actor, ItemId(item), &body.lineages).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct NewItem {
    /// The item it shall follow; none: it becomes the first.
    after: Option<Uuid>,
    item: ItemChange,
}

/// Adds an item.
#[utoipa::path(post, path = "/versions/{version}/items", tag = "plan", params(("version" = Uuid, Path)), request_body = NewItem,
    responses((status = 200, body = PlanItem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_plan_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    Json(body): Json<NewItem>,
) -> ApiResult<Versioned<PlanItem>> {
    let after = body.after.map(ItemId);
    let item = review::add(
        &app.access,
        &actor,
        PlanVersionId(version),
        after,
        body.item.read()?,
    )
    .await?;
    one(&app, &actor, item).await
}

#[derive(Deserialize, ToSchema)]
struct SeenItem {
    id: Uuid,
    /// As last read.
    version: i32,
}

fn seen_in(items: &[SeenItem]) -> ApiResult<Vec<review::Seen>> {
    if items.is_empty() || items.len() > 500 {
        return Err(ApiError::invalid("items", "out_of_range"));
    }
    Ok(items.iter().map(|i| seen(i.id, i.version)).collect())
}

#[derive(Deserialize, ToSchema)]
struct ItemsCheck {
    items: Vec<SeenItem>,
    /// `false` takes the mark back.
    checked: bool,
}

/// Marks items as looked at.
#[utoipa::path(post, path = "/versions/{version}/check", tag = "plan", params(("version" = Uuid, Path)), request_body = ItemsCheck,
    responses((status = 200, body = PlanItems), (status = 409, body = Problem)))]
async fn check_plan_items(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    Json(body): Json<ItemsCheck>,
) -> ApiResult<Json<PlanItems>> {
    let items = review::mark(
        &app.access,
        &actor,
        PlanVersionId(version),
        &seen_in(&body.items)?,
        body.checked,
    )
    .await?;
    several(&app, &actor, items).await
}

#[derive(Serialize, ToSchema)]
struct SureChecked {
    items: usize,
}

/// Marks every sure item as looked at.
#[utoipa::path(post, path = "/versions/{version}/check-sure", tag = "plan", params(("version" = Uuid, Path)),
    responses((status = 200, body = SureChecked), (status = 409, body = Problem)))]
async fn check_sure_plan_items(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
) -> ApiResult<Json<SureChecked>> {
    let items = review::mark_sure(&app.access, &actor, PlanVersionId(version), plans::rules::SURE).await?;
    Ok(Json(SureChecked { items }))
}

#[derive(Deserialize, ToSchema)]
struct ItemsDoneBefore {
    items: Vec<SeenItem>,
}

/// Says of items that they were done before the plan was imported, so that nobody is late with them.
#[utoipa::path(post, path = "/versions/{version}/done-before", tag = "plan", params(("version" = Uuid, Path)), request_body = ItemsDoneBefore,
    responses((status = 200, body = PlanItems), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn mark_plan_items_done_before(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    Json(body): Json<ItemsDoneBefore>,
) -> ApiResult<Json<PlanItems>> {
    let items = seen_in(&body.items)?;
    let items = review::done_before(&app.access, &actor, PlanVersionId(version), &items).await?;
    several(&app, &actor, items).await
}

#[derive(Deserialize, ToSchema)]
struct ItemsMerge {
    /// The first takes the content, the others are removed.
    items: Vec<SeenItem>,
    item: ItemChange,
}

/// Several items become one.
#[utoipa::path(post, path = "/versions/{version}/merge", tag = "plan", params(("version" = Uuid, Path)), request_body = ItemsMerge,
    responses((status = 200, body = PlanItem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn merge_plan_items(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    Json(body): Json<ItemsMerge>,
) -> ApiResult<Versioned<PlanItem>> {
    let item = review::merge(
        &app.access,
        &actor,
        PlanVersionId(version),
        &seen_in(&body.items)?,
        body.item.read()?,
    )
    .await?;
    one(&app, &actor, item).await
}

#[derive(Deserialize, ToSchema)]
struct Resolution {
    /// The day on which names are placed.
    on: NaiveDate,
}

/// Places all names again that no person decided on.
#[utoipa::path(post, path = "/versions/{version}/resolve", tag = "plan", params(("version" = Uuid, Path)), request_body = Resolution,
    responses((status = 200, body = PlanVersionDetail), (status = 409, body = Problem)))]
async fn resolve_plan_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    Json(body): Json<Resolution>,
) -> ApiResult<Versioned<PlanVersionDetail>> {
    review::resolve_again(&app.access, &actor, PlanVersionId(version), body.on).await?;
    version_detail(&app, &actor, PlanVersionId(version)).await
}

#[derive(Deserialize, ToSchema)]
struct ApprovalRequest {
    /// Approve although unsure items were not looked at; kept in the audit log.
    #[serde(default)]
    accept_unseen: bool,
    /// Approve although some tasks name no agency, so that nobody gets them; kept in the audit log.
    #[serde(default)]
    accept_unassigned: bool,
}

/// Approves a version: it becomes the one in force.
#[utoipa::path(post, path = "/versions/{version}/approve", tag = "plan", params(("version" = Uuid, Path), ("if-match" = String, Header)), request_body = ApprovalRequest,
    responses((status = 200, body = wire::PlanDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn approve_plan_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<ApprovalRequest>,
) -> ApiResult<Versioned<wire::PlanDetail>> {
    let approval = approve::Approval {
        seen,
        threshold: plans::rules::SURE,
        accepted: plans::rules::Accepted {
            unseen: body.accept_unseen,
            unassigned: body.accept_unassigned,
        },
    };
    let settled = approve::approve(&app.access, &actor, PlanVersionId(version), approval).await?;
    super::settled_detail(&app, &actor, settled).await
}

#[derive(Deserialize, ToSchema)]
struct Rejection {
    reason: String,
}

/// Gives up a version in review.
#[utoipa::path(post, path = "/versions/{version}/reject", tag = "plan", params(("version" = Uuid, Path), ("if-match" = String, Header)), request_body = Rejection,
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn reject_plan_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<Rejection>,
) -> ApiResult<StatusCode> {
    review::reject(&app.access, &actor, PlanVersionId(version), seen, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
