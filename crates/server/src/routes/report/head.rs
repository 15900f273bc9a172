//! The head of a report, and the usual head of an agency.

use super::wire::HeadWire;
use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use coloa_base::{AgencyId, ReportId};
use utoipa::ToSchema;
use uuid::Uuid;

/// The head an agency's next report begins with; the ETag is its version, 0 where nobody set one yet.
#[derive(serde::Serialize, ToSchema)]
pub struct UsualHeadWire {
    head: HeadWire,
    /// `false`: what the directory suggests.
    set: bool,
}

/// The usual head of an agency's reports.
#[utoipa::path(get, path = "/heads/{agency}", tag = "reports", params(("agency" = Uuid, Path)),
    responses((status = 200, body = UsualHeadWire), (status = 403, body = Problem)))]
pub async fn get_usual_head(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(agency): Path<Uuid>,
) -> ApiResult<Versioned<UsualHeadWire>> {
    let found = app.reports.usual_head(&actor, AgencyId(agency)).await?;
    Ok(Versioned(
        found.version,
        UsualHeadWire {
            head: found.head.into(),
            set: found.version > 0,
        },
    ))
}

/// Sets the usual head of an agency's reports.
#[utoipa::path(put, path = "/heads/{agency}", tag = "reports", params(("agency" = Uuid, Path)), request_body = HeadWire,
    responses((status = 200, body = UsualHeadWire), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn put_usual_head(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(agency): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<HeadWire>,
) -> ApiResult<Versioned<UsualHeadWire>> {
    let head = body.read();
    let version = app
        .reports
        .set_usual_head(&actor, AgencyId(agency), &head, version)
        .await?;
    Ok(Versioned(
        version,
        UsualHeadWire {
            head: head.into(),
            set: true,
        },
    ))
}

/// Replaces the head of one report, until it is approved.
#[utoipa::path(put, path = "/{id}/head", tag = "reports", params(("id" = Uuid, Path)), request_body = HeadWire,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn put_report_head(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<HeadWire>,
) -> ApiResult<StatusCode> {
    app.reports
        .write_head(&actor, ReportId(id), &body.read(), version)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
