//! What the product writes of a dossier: its documents from the record, and the letters that go with it.

use super::dossier::{DocumentPath, DossierDetail, detail, word};
use crate::{
    App,
    extract::{Download, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::Datelike;
use coloa_auth::Actor;
use coloa_base::{AgencyId, Handling};
use coloa_law::{LawBook, dossier::Form};
use coloa_report::{
    law_form::{self, Filled, Material},
    service::Format,
};
use coloa_system::{
    dossier,
    forms::{self, Value},
    service::{self, Upload},
    templates,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(write_document))
        .routes(routes!(print_document))
}

/// Writes a document from the record and puts it in its place.
#[utoipa::path(post, path = "/dossiers/{id}/documents/{code}/write", tag = "system", params(DocumentPath),
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn write_document(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<DocumentPath>,
) -> ApiResult<Versioned<DossierDetail>> {
    let (name, content) = print(&app, &actor, at.id, word(&at.code), Format::Docx).await?;
    let file = Upload {
        name,
        media_type: Format::Docx.media_type().to_owned(),
        handling: Handling::Normal,
        content,
    };
    let found = dossier::file(&app.access, &actor, &app.files, at.id, &at.code, file).await?;
    detail(&app, &actor, found).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PrintQuery {
    /// `docx`, `pdf`, `xlsx` (its tables in full).
    format: String,
}

/// A document of the dossier as the product writes it: `overview`, `proposal`, `plan`, or a letter.
#[utoipa::path(get, path = "/dossiers/{id}/print/{code}", tag = "system", params(DocumentPath, PrintQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn print_document(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<DocumentPath>,
    Query(q): Query<PrintQuery>,
) -> ApiResult<Download> {
    let format = Format::parse(&q.format).ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    let (name, content) = print(&app, &actor, at.id, word(&at.code), format).await?;
    Ok(Download {
        name,
        media_type: format.media_type().to_owned(),
        content,
    })
}

fn filled(value: Value) -> Filled {
    match value {
        Value::Text(text) => Filled::Text(text),
        Value::Rows(rows) => Filled::Rows(rows),
    }
}

async fn print(
    app: &App,
    actor: &Actor,
    id: Uuid,
    document: &str,
    format: Format,
) -> ApiResult<(String, Vec<u8>)> {
    let found = dossier::read(&app.access, actor, id).await?;
    let head = app
        .reports
        .suggested_head(AgencyId(found.dossier.agency_id))
        .await?;
    let book = LawBook::current();
    let today = app.clock.today();
    let builder = format!("{}-builder", found.dossier.regime.to_lowercase());
    let form: Option<&Form> = book
        .form(&builder, today)
        .or_else(|| {
            // A regime that carries a dossier past its time keeps its forms.
            book.forms.iter().find(|f| f.body.id == builder)
        })
        .map(|f| &f.body);
    let profile = service::read_profile(&app.access, found.system.id).await?;
    let names = app.agency_names(&forms::agencies(&found)).await?;
    let forms::Fields {
        words,
        values,
        answered,
    } = forms::fields(&app.access, actor, &found, &profile, &names).await?;
    let mut values: BTreeMap<String, Filled> = values.into_iter().map(|(key, v)| (key, filled(v))).collect();
    values.insert(
        "plan".to_owned(),
        Filled::Text(law_form::answered(answered.0, answered.1)),
    );
    let enclosed = dossier::documents(&found.dossier, today)
        .into_iter()
        .map(|d| {
            let there = found.documents.iter().any(|f| f.code == d.body.id);
            (d.body.name.clone(), there)
        })
        .collect();
    let material = Material {
        head: &head,
        year: today.year(),
        level: u8::try_from(found.dossier.level).unwrap_or_default(),
        words,
        values,
        enclosed,
    };
    let name = format!("ho-so-cap-do-{document}.{}", format.extension());
    if format == Format::Docx {
        let texts = law_form::texts(&material);
        if let Some(content) = templates::written(&app.access, &app.files, document, &texts).await? {
            return Ok((name, content));
        }
    }
    let made =
        law_form::document(document, form, &material).ok_or_else(|| ApiError::invalid("code", "unknown"))?;
    let tables = law_form::workbook(form, &material);
    Ok((name, app.reports.file_of(made, tables, format).await?))
}
