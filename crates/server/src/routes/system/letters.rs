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
    assets::{self, AssetFilter},
    controls,
    dossier::{self, Detail},
    level,
    model::{AssetKind, Profile},
    service::{self, Upload},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
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
    let names = names(app, &found, &profile).await?;
    let values = values(app, actor, &found, &profile, &names).await?;
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
        words: names,
        values,
        enclosed,
    };
    let made =
        law_form::document(document, form, &material).ok_or_else(|| ApiError::invalid("code", "unknown"))?;
    let tables = law_form::workbook(form, &material);
    let name = format!("ho-so-cap-do-{document}.{}", format.extension());
    Ok((name, app.reports.file_of(made, tables, format).await?))
}

/// The words that letters speak of.
async fn names(app: &App, found: &Detail, profile: &Profile) -> ApiResult<BTreeMap<&'static str, String>> {
    let (row, system) = (&found.dossier, &found.system);
    let ids: Vec<AgencyId> = [Some(row.agency_id), row.appraiser_id, system.operator_id]
        .into_iter()
        .flatten()
        .map(AgencyId)
        .collect();
    let agencies = app.agency_names(&ids).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| agencies.get(&AgencyId(id)).cloned());
    let regime = LawBook::current().regime(&row.regime)?;
    Ok(BTreeMap::from([
        ("system", system.name.clone()),
        ("owner", name(Some(row.agency_id)).unwrap_or_default()),
        (
            "operator",
            name(system.operator_id).unwrap_or_else(|| profile.operator_name.clone()),
        ),
        ("level", row.level.to_string()),
        ("regime", regime.body.instruments.join("; ")),
        (
            "appraiser",
            name(row.appraiser_id).unwrap_or_else(|| row.appraiser_name.clone()),
        ),
        ("opinion", row.appraisal.clone()),
    ]))
}

/// The fields of the dossier from the record.
async fn values(
    app: &App,
    actor: &Actor,
    found: &Detail,
    profile: &Profile,
    names: &BTreeMap<&'static str, String>,
) -> ApiResult<BTreeMap<String, Filled>> {
    let system = found.system.id;
    let facts = level::facts(&app.access, actor, system).await?;
    let list = async |kinds: Vec<AssetKind>| {
        let filter = AssetFilter {
            system: Some(system),
            kinds,
            limit: 500,
            ..AssetFilter::default()
        };
        assets::list_assets(&app.access, actor, &filter)
            .await
            .map(|(rows, _)| rows)
    };
    let devices = list(vec![AssetKind::Device]).await?;
    let applications = list(vec![AssetKind::Service, AssetKind::Software, AssetKind::Database]).await?;
    let zones = list(vec![AssetKind::Zone]).await?;
    let links = assets::links(&app.access, actor, system).await?;
    let book = LawBook::current();
    let level = u8::try_from(found.dossier.level).unwrap_or_default();
    let assessment = level::assess(&facts, Some(&found.dossier.regime), app.clock.today())?;
    let grounds: Vec<String> = assessment
        .matched
        .iter()
        .filter(|m| m.level == Some(level))
        .map(|m| format!("{} ({})", m.text, m.legal.citation()))
        .collect();
    let named = |codes: &Option<Vec<String>>, of: &dyn Fn(&str) -> Option<String>| {
        codes
            .iter()
            .flatten()
            .map(|c| of(c).unwrap_or_else(|| c.clone()))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let regime = found.dossier.regime.as_str();
    let types = named(&facts.types, &|code| {
        let row = book
            .system_types
            .iter()
            .find(|t| t.body.regime == regime && t.body.code == code);
        row.map(|t| t.body.name.clone())
    });
    let information = named(&facts.information, &|code| {
        let row = book
            .info_classes
            .iter()
            .find(|i| i.body.regime == regime && i.body.code == code);
        row.map(|i| i.body.name.clone())
    });
    let list = book.checklist(regime, level, app.clock.today())?;
    let items = controls::items(&list);
    let answers = controls::answers(&app.access, &found.system, regime).await?;
    let requirements: Vec<Vec<String>> = items
        .iter()
        .map(|item| {
            let answer = answers
                .get(&item.key)
                .map(|a| a.row.note.clone())
                .unwrap_or_default();
            vec![
                format!("{} {}", item.clause, item.name.unwrap_or(item.words)),
                answer,
            ]
        })
        .collect();
    let answered = requirements
        .iter()
        .filter(|r| r.get(1).is_some_and(|a| !a.is_empty()))
        .count();
    let text = |value: &str| Filled::Text(value.to_owned());
    let mut values = BTreeMap::from([
        ("owner_name".to_owned(), text(&names["owner"])),
        ("operator_name".to_owned(), text(&names["operator"])),
        ("scope".to_owned(), text(&profile.scope)),
        ("served".to_owned(), text(&profile.served)),
        ("system_type".to_owned(), text(&types)),
        ("information".to_owned(), text(&information)),
        ("grounds".to_owned(), text(&grounds.join("; "))),
        ("preliminary_risk".to_owned(), text(&profile.preliminary_risk)),
        ("threats".to_owned(), text(&profile.threats)),
        ("impact_scope".to_owned(), text(&profile.impact_scope)),
        ("always_on".to_owned(), text(&profile.always_on)),
        (
            "plan".to_owned(),
            text(&format!(
                "{answered}/{} yêu cầu đã có mô tả cách đáp ứng; chi tiết trong phụ lục.",
                requirements.len()
            )),
        ),
        (
            "systems".to_owned(),
            Filled::Rows(vec![vec![
                found.system.name.clone(),
                found.dossier.level.to_string(),
                grounds.join("; "),
            ]]),
        ),
        ("requirements".to_owned(), Filled::Rows(requirements)),
        (
            "devices".to_owned(),
            Filled::Rows(
                devices
                    .into_iter()
                    .map(|a| {
                        vec![
                            format!("{} {}", a.name, a.version).trim().to_owned(),
                            a.place,
                            a.purpose,
                        ]
                    })
                    .collect(),
            ),
        ),
        (
            "applications".to_owned(),
            Filled::Rows(
                applications
                    .into_iter()
                    .map(|a| {
                        vec![
                            format!("{} {}", a.name, a.version).trim().to_owned(),
                            a.place,
                            a.purpose,
                        ]
                    })
                    .collect(),
            ),
        ),
        (
            "network_plan".to_owned(),
            Filled::Rows(
                zones
                    .into_iter()
                    .map(|z| vec![z.name, z.place, z.purpose])
                    .collect(),
            ),
        ),
        (
            "related_systems".to_owned(),
            text(
                &links
                    .into_iter()
                    .map(|l| format!("{}: {}", l.other_name, l.shared))
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        ),
    ]);
    for (who, body) in [("owner", &profile.owner), ("operator", &profile.operator)] {
        for (what, value) in [
            ("founding", &body.founding),
            ("representative", &body.representative),
            ("position", &body.position),
            ("address", &body.address),
            ("phone", &body.phone),
            ("email", &body.email),
        ] {
            values.insert(format!("{who}_{what}"), text(value));
        }
    }
    Ok(values)
}
