//! What one shift leaves to the next.

use super::TallyInfo;
use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_alert::{entity::shift_note::Model, hand_over, rules};
use coloa_auth::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_shift_notes, write_shift_note))
        .routes(routes!(take_over))
}

#[derive(Serialize, ToSchema)]
pub struct ShiftNote {
    id: Uuid,
    text: String,
    /// Alerts that stood open when it was written.
    open: Vec<TallyInfo>,
    author_name: String,
    written_at: DateTime<Utc>,
    /// Who has read it and taken over.
    taken_by: Option<String>,
    taken_at: Option<DateTime<Utc>>,
    own: bool,
}

#[derive(Deserialize)]
struct Counted {
    state: String,
    severity: i32,
    number: i64,
}

fn info(row: Model, actor: &Actor) -> ShiftNote {
    let open: Vec<Counted> = serde_json::from_value(row.open).unwrap_or_default();
    ShiftNote {
        own: row.author_id.is_some() && row.author_id == actor.person.map(|p| p.uuid()),
        open: open
            .into_iter()
            .map(|c| TallyInfo {
                state: c.state,
                severity: rules::level(c.severity).to_owned(),
                number: c.number,
            })
            .collect(),
        id: row.id,
        text: row.text,
        author_name: row.author_name,
        written_at: row.written_at,
        taken_by: row.taken_by,
        taken_at: row.taken_at,
    }
}

/// The newest notes.
#[utoipa::path(get, path = "/shift-notes", tag = "alert", responses((status = 200, body = Vec<ShiftNote>), (status = 403, body = Problem)))]
async fn list_shift_notes(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<ShiftNote>>> {
    let rows = hand_over::list(&app.access, &actor).await?;
    Ok(Json(rows.into_iter().map(|r| info(r, &actor)).collect()))
}

#[derive(Deserialize, ToSchema)]
pub struct ShiftNoteBody {
    text: String,
}

/// Leaves a note to the next shift.
#[utoipa::path(post, path = "/shift-notes", tag = "alert", request_body = ShiftNoteBody,
    responses((status = 201, body = ShiftNote), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn write_shift_note(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<ShiftNoteBody>,
) -> ApiResult<(StatusCode, Json<ShiftNote>)> {
    let row = hand_over::write(&app.access, &actor, &body.text).await?;
    Ok((StatusCode::CREATED, Json(info(row, &actor))))
}

/// Says that the next shift has read it.
#[utoipa::path(post, path = "/shift-notes/{id}/take-over", tag = "alert", params(("id" = Uuid, Path)),
    responses((status = 200, body = ShiftNote), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn take_over(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<ShiftNote>> {
    let row = hand_over::take_over(&app.access, &actor, id).await?;
    Ok(Json(info(row, &actor)))
}
