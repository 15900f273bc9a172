//! What the hotline of an installation sets: desks, templates of answers, contacts, kinds of scam of its own.

use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_hotline::{
    HotlineError,
    desk::{self, DeskDraft},
    entity,
    model::{DeskKind, Language},
    scam_type::{self, ContactPurpose},
    settings::{self, ContactDraft, ScamTypeDraft, TemplateDraft},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_desks, add_desk))
        .routes(routes!(change_desk))
        .routes(routes!(list_hotline_templates, add_template))
        .routes(routes!(change_hotline_template))
        .routes(routes!(list_contacts, add_contact))
        .routes(routes!(change_hotline_contact))
        .routes(routes!(list_scam_types, add_scam_type))
        .routes(routes!(change_scam_type))
}

fn unknown(field: &str) -> ApiError {
    ApiError::invalid(field, "unknown")
}

/// A desk that takes reports in.
#[derive(Serialize, ToSchema)]
pub struct HotlineDesk {
    pub id: Uuid,
    pub name: String,
    /// `centre`, `department`, `commune`.
    pub kind: String,
    pub agency_id: Option<Uuid>,
    /// Takes what the portal brings that is for no other desk.
    pub takes_public: bool,
    pub active: bool,
    /// For `If-Match`.
    pub version: i32,
}

impl From<entity::desk::Model> for HotlineDesk {
    fn from(row: entity::desk::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            agency_id: row.agency_id,
            takes_public: row.takes_public,
            active: row.active,
            version: row.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineDeskEdit {
    name: String,
    kind: String,
    /// Stays as it was.
    agency_id: Option<Uuid>,
    takes_public: bool,
    active: bool,
}

impl HotlineDeskEdit {
    fn draft(self) -> ApiResult<DeskDraft> {
        Ok(DeskDraft {
            name: self.name,
            kind: DeskKind::parse(&self.kind).ok_or_else(|| unknown("kind"))?,
            agency: self.agency_id,
            takes_public: self.takes_public,
            active: self.active,
        })
    }
}

/// All desks.
#[utoipa::path(get, path = "/desks", tag = "hotline", responses((status = 200, body = Vec<HotlineDesk>), (status = 403, body = Problem)))]
async fn list_desks(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<Vec<HotlineDesk>>> {
    let rows = desk::list(&app.hotline, &actor).await?;
    Ok(Json(rows.into_iter().map(HotlineDesk::from).collect()))
}

/// A new desk.
#[utoipa::path(post, path = "/desks", tag = "hotline", request_body = HotlineDeskEdit, responses((status = 201, body = HotlineDesk), (status = 422, body = Problem)))]
async fn add_desk(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<HotlineDeskEdit>,
) -> ApiResult<(StatusCode, Versioned<HotlineDesk>)> {
    let row = desk::create(&app.hotline, &actor, &new.draft()?).await?;
    Ok((StatusCode::CREATED, Versioned(row.version, row.into())))
}

/// Changes a desk, or switches it off.
#[utoipa::path(put, path = "/desks/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineDeskEdit,
    responses((status = 200, body = HotlineDesk), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_desk(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(edit): Json<HotlineDeskEdit>,
) -> ApiResult<Versioned<HotlineDesk>> {
    let row = desk::change(&app.hotline, &actor, id, seen, &edit.draft()?).await?;
    Ok(Versioned(row.version, row.into()))
}

/// A template of an answer.
#[derive(Serialize, ToSchema)]
pub struct HotlineTemplate {
    pub id: Uuid,
    pub name: String,
    /// Of which kind of message; null: of all.
    pub kind: Option<String>,
    pub language: String,
    pub text: String,
    pub active: bool,
    pub updated_by: String,
    pub updated_at: DateTime<Utc>,
    /// For `If-Match`.
    pub version: i32,
}

impl From<entity::template::Model> for HotlineTemplate {
    fn from(row: entity::template::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            language: row.language,
            text: row.text,
            active: row.active,
            updated_by: row.updated_by,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineTemplateEdit {
    name: String,
    kind: Option<String>,
    language: String,
    text: String,
    active: bool,
}

impl HotlineTemplateEdit {
    fn draft(self) -> ApiResult<TemplateDraft> {
        Ok(TemplateDraft {
            name: self.name,
            kind: self.kind,
            language: Language::parse(&self.language).ok_or_else(|| unknown("language"))?,
            text: self.text,
            active: self.active,
        })
    }
}

/// All templates.
#[utoipa::path(get, path = "/templates", tag = "hotline", responses((status = 200, body = Vec<HotlineTemplate>), (status = 403, body = Problem)))]
async fn list_hotline_templates(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<HotlineTemplate>>> {
    let rows = settings::templates(&app.hotline, &actor).await?;
    Ok(Json(rows.into_iter().map(HotlineTemplate::from).collect()))
}

/// A new template.
#[utoipa::path(post, path = "/templates", tag = "hotline", request_body = HotlineTemplateEdit, responses((status = 201, body = HotlineTemplate), (status = 422, body = Problem)))]
async fn add_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<HotlineTemplateEdit>,
) -> ApiResult<(StatusCode, Versioned<HotlineTemplate>)> {
    let row = settings::put_template(&app.hotline, &actor, None, &new.draft()?).await?;
    Ok((StatusCode::CREATED, Versioned(row.version, row.into())))
}

/// Changes a template, or switches it off.
#[utoipa::path(put, path = "/templates/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineTemplateEdit,
    responses((status = 200, body = HotlineTemplate), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_hotline_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(edit): Json<HotlineTemplateEdit>,
) -> ApiResult<Versioned<HotlineTemplate>> {
    let row = settings::put_template(&app.hotline, &actor, Some((id, seen)), &edit.draft()?).await?;
    Ok(Versioned(row.version, row.into()))
}

/// Whom a citizen may turn to.
#[derive(Serialize, ToSchema)]
pub struct HotlineContact {
    pub id: Uuid,
    pub name: String,
    pub name_en: String,
    /// `bank`, `police`, `spam`, `children`, `false_news`, `centre`, `other`.
    pub purpose: String,
    /// Phone number or address on the web.
    pub value: String,
    /// Codes; empty: all.
    pub scam_types: Vec<String>,
    /// The day on which somebody made sure of it.
    pub checked_on: Option<NaiveDate>,
    pub source: String,
    pub position: i32,
    pub active: bool,
    pub updated_by: String,
    pub updated_at: DateTime<Utc>,
    /// For `If-Match`.
    pub version: i32,
}

impl From<entity::contact::Model> for HotlineContact {
    fn from(row: entity::contact::Model) -> Self {
        let codes = row.scam_types.split(',').filter(|c| !c.is_empty());
        Self {
            scam_types: codes.map(str::to_owned).collect(),
            id: row.id,
            name: row.name,
            name_en: row.name_en,
            purpose: row.purpose,
            value: row.value,
            checked_on: row.checked_on,
            source: row.source,
            position: row.position,
            active: row.active,
            updated_by: row.updated_by,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineContactEdit {
    name: String,
    #[serde(default)]
    name_en: String,
    purpose: String,
    value: String,
    #[serde(default)]
    scam_types: Vec<String>,
    checked_on: Option<NaiveDate>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    position: i32,
    active: bool,
}

impl HotlineContactEdit {
    fn draft(self) -> ApiResult<ContactDraft> {
        Ok(ContactDraft {
            name: self.name,
            name_en: self.name_en,
            purpose: ContactPurpose::parse(&self.purpose).ok_or_else(|| unknown("purpose"))?,
            value: self.value,
            scam_types: self.scam_types,
            checked_on: self.checked_on,
            source: self.source,
            position: self.position,
            active: self.active,
        })
    }
}

/// All contacts.
#[utoipa::path(get, path = "/contacts", tag = "hotline", responses((status = 200, body = Vec<HotlineContact>), (status = 403, body = Problem)))]
async fn list_contacts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<HotlineContact>>> {
    let rows = settings::contacts(&app.hotline, &actor).await?;
    Ok(Json(rows.into_iter().map(HotlineContact::from).collect()))
}

/// A new contact.
#[utoipa::path(post, path = "/contacts", tag = "hotline", request_body = HotlineContactEdit, responses((status = 201, body = HotlineContact), (status = 422, body = Problem)))]
async fn add_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<HotlineContactEdit>,
) -> ApiResult<(StatusCode, Versioned<HotlineContact>)> {
    let row = settings::put_contact(&app.hotline, &actor, None, &new.draft()?).await?;
    Ok((StatusCode::CREATED, Versioned(row.version, row.into())))
}

/// Changes a contact, says that it was checked, or switches it off.
#[utoipa::path(put, path = "/contacts/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineContactEdit,
    responses((status = 200, body = HotlineContact), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_hotline_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(edit): Json<HotlineContactEdit>,
) -> ApiResult<Versioned<HotlineContact>> {
    let row = settings::put_contact(&app.hotline, &actor, Some((id, seen)), &edit.draft()?).await?;
    Ok(Versioned(row.version, row.into()))
}

/// A kind of scam that the installation added.
#[derive(Serialize, ToSchema)]
pub struct HotlineScamType {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// What to do, a line each.
    pub advice: Vec<String>,
    pub active: bool,
    pub updated_by: String,
    pub updated_at: DateTime<Utc>,
    /// For `If-Match`.
    pub version: i32,
}

impl TryFrom<entity::scam_type::Model> for HotlineScamType {
    type Error = HotlineError;
    fn try_from(row: entity::scam_type::Model) -> Result<Self, HotlineError> {
        Ok(Self {
            advice: scam_type::advice_of(&row)?,
            id: row.id,
            code: row.code,
            name: row.name,
            name_en: row.name_en,
            active: row.active,
            updated_by: row.updated_by,
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineScamTypeEdit {
    name: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    advice: Vec<String>,
    active: bool,
}

impl From<HotlineScamTypeEdit> for ScamTypeDraft {
    fn from(edit: HotlineScamTypeEdit) -> Self {
        Self {
            name: edit.name,
            name_en: edit.name_en,
            advice: edit.advice,
            active: edit.active,
        }
    }
}

/// Kinds of scam that were added.
#[utoipa::path(get, path = "/scam-types", tag = "hotline", responses((status = 200, body = Vec<HotlineScamType>), (status = 403, body = Problem)))]
async fn list_scam_types(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<HotlineScamType>>> {
    let rows = settings::scam_types(&app.hotline, &actor).await?;
    let all: Result<Vec<_>, HotlineError> = rows.into_iter().map(HotlineScamType::try_from).collect();
    Ok(Json(all?))
}

/// A new kind; its code is made of its name.
#[utoipa::path(post, path = "/scam-types", tag = "hotline", request_body = HotlineScamTypeEdit, responses((status = 201, body = HotlineScamType), (status = 422, body = Problem)))]
async fn add_scam_type(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<HotlineScamTypeEdit>,
) -> ApiResult<(StatusCode, Versioned<HotlineScamType>)> {
    let row = settings::put_scam_type(&app.hotline, &actor, None, &new.into()).await?;
    Ok((StatusCode::CREATED, Versioned(row.version, row.try_into()?)))
}

/// Changes an added kind, or switches it off; its code stays.
#[utoipa::path(put, path = "/scam-types/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineScamTypeEdit,
    responses((status = 200, body = HotlineScamType), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_scam_type(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(edit): Json<HotlineScamTypeEdit>,
) -> ApiResult<Versioned<HotlineScamType>> {
    let row = settings::put_scam_type(&app.hotline, &actor, Some((id, seen)), &edit.into()).await?;
    Ok(Versioned(row.version, row.try_into()?))
}
