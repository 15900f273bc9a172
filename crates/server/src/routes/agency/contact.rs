//! Focal unit, head, staff and certificates of an agency.

use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use coloa_agency::model::{Certificate, Contact};
use coloa_base::{AgencyId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_contact, change_contact))
        .routes(routes!(add_certificate))
        .routes(routes!(remove_certificate))
}

#[derive(Serialize, ToSchema)]
struct ContactView {
    contact: ContactWire,
    staff: Vec<StaffRow>,
    certificates: Vec<CertificateRow>,
    version: i32,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct ContactWire {
    focal_unit: Option<String>,
    focal_person: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    head_name: Option<String>,
    head_title: Option<String>,
    specialists_full_time: Option<i32>,
    specialists_part_time: Option<i32>,
}

#[derive(Serialize, ToSchema)]
struct StaffRow {
    person_id: Uuid,
    full_name: String,
    title: String,
}

#[derive(Serialize, ToSchema)]
struct CertificateRow {
    id: Uuid,
    person_name: String,
    name: String,
    issuer: String,
    number: Option<String>,
    issued: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// Contacts, staff and certificates, for those who read the agency's own records.
#[utoipa::path(get, path = "/{id}/contact", tag = "agency", params(("id" = Uuid, Path)), responses((status = 200, body = ContactView), (status = 403, body = Problem)))]
async fn get_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<ContactView>> {
    let (c, staff, certificates) = app.agencies.contact(&actor, AgencyId(id)).await?;
    let view = ContactView {
        version: c.version,
        contact: ContactWire {
            focal_unit: c.focal_unit,
            focal_person: c.focal_person,
            phone: c.phone,
            email: c.email,
            head_name: c.head_name,
            head_title: c.head_title,
            specialists_full_time: c.specialists_full_time,
            specialists_part_time: c.specialists_part_time,
        },
        staff: staff
            .into_iter()
            .map(|(id, full_name, title)| StaffRow {
                person_id: id.uuid(),
                full_name,
                title,
            })
            .collect(),
        certificates: certificates
            .into_iter()
            .map(|c| CertificateRow {
                id: c.id,
                person_name: c.person_name,
                name: c.name,
                issuer: c.issuer,
                number: c.number,
                issued: c.issued,
                valid_to: c.valid_to,
            })
            .collect(),
    };
    Ok(Versioned(view.version, view))
}

/// Writes the contact. The ETag is "0" where there was none.
#[utoipa::path(put, path = "/{id}/contact", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ContactWire,
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn change_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(c): Json<ContactWire>,
) -> ApiResult<StatusCode> {
    let contact = Contact {
        focal_unit: c.focal_unit,
        focal_person: c.focal_person,
        phone: c.phone,
        email: c.email,
        head_name: c.head_name,
        head_title: c.head_title,
        specialists_full_time: c.specialists_full_time,
        specialists_part_time: c.specialists_part_time,
        version,
        updated_at: None,
    };
    app.agencies.change_contact(&actor, AgencyId(id), contact).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct NewCertificate {
    person_id: Option<Uuid>,
    person_name: String,
    name: String,
    issuer: String,
    number: Option<String>,
    issued: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// Adds a certificate of one of the staff.
#[utoipa::path(post, path = "/{id}/certificates", tag = "agency", params(("id" = Uuid, Path)), request_body = NewCertificate,
    responses((status = 201), (status = 422, body = Problem)))]
async fn add_certificate(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(c): Json<NewCertificate>,
) -> ApiResult<StatusCode> {
    let certificate = Certificate {
        id: Uuid::nil(),
        person: c.person_id.map(PersonId),
        person_name: c.person_name,
        name: c.name,
        issuer: c.issuer,
        number: c.number,
        issued: c.issued,
        valid_to: c.valid_to,
    };
    app.agencies
        .add_certificate(&actor, AgencyId(id), certificate)
        .await?;
    Ok(StatusCode::CREATED)
}

/// Removes a certificate that was entered wrongly.
#[utoipa::path(delete, path = "/{id}/certificates/{certificate}", tag = "agency", params(("id" = Uuid, Path), ("certificate" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn remove_certificate(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, certificate)): Path<(Uuid, Uuid)>,
) -> ApiResult<StatusCode> {
    app.agencies
        .remove_certificate(&actor, AgencyId(id), certificate)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
