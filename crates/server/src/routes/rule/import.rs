//! Rules from files and archives.

use super::{RuleProblem, about, draft};
use crate::{
    App,
    extract::{Json, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::extract::{Multipart, State};
use coloa_auth::action;
use coloa_base::ErrorKind;
use coloa_detect::documents;
use coloa_plan::duties::progress::EvidenceFile;
use coloa_rule::{
    RuleError, archive,
    service::{self, Draft},
};
use serde::Serialize;
use std::{collections::HashSet, path::Path as FilePath};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_rules))
}

/// Problems that an import names.
const MAX_PROBLEMS: usize = 200;

/// What an import did, or would do.
#[derive(Serialize, ToSchema)]
pub struct RuleImport {
    /// Nothing was written.
    dry_run: bool,
    added: usize,
    changed: usize,
    /// They stood there word for word.
    same: usize,
    /// Rules that cannot run: they are brought in and say why.
    unsupported: usize,
    /// Files and documents that are no rules, the first 200.
    problems: Vec<RuleProblem>,
}

/// The form of an import, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct RuleImportForm {
    /// What the rules are brought in under, e.g. the name and version of a collection.
    pack: String,
    /// `true`: nothing is written.
    dry_run: Option<String>,
    /// YAML, ZIP or tar.gz.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Brings rules in from files or archives. Those of an id that stands there become a new version.
#[utoipa::path(post, path = "/import", tag = "rule", request_body(content = RuleImportForm, content_type = "multipart/form-data"),
    responses((status = 200, body = RuleImport), (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import_rules(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Json<RuleImport>> {
    app.access.check(&actor, action::RULE_CHANGE, &about())?;
    let form = MultipartForm::read(&app, body).await?;
    let dry_run = form.text("dry_run").as_deref() == Some("true");
    let pack = form.required("pack")?;
    if form.files.is_empty() {
        return Err(ApiError::invalid("file", "missing"));
    }
    let files = form.files;
    let (drafts, unsupported, problems) = tokio::task::spawn_blocking(move || read_files(files))
        .await
        .map_err(|_| ApiError::new(ErrorKind::Internal, "server.failed"))??;
    let done = if dry_run {
        service::compare(&app.access, &actor, &drafts).await?
    } else {
        let done = service::import(&app.access, &actor, &pack, &drafts).await?;
        app.refresh_rules().await;
        done
    };
    Ok(Json(RuleImport {
        dry_run,
        added: done.added,
        changed: done.changed,
        same: done.same,
        unsupported,
        problems,
    }))
}

type Read = (Vec<Draft>, usize, Vec<RuleProblem>);

fn read_files(files: Vec<EvidenceFile>) -> Result<Read, RuleError> {
    let (mut drafts, mut problems, mut unsupported) = (Vec::new(), Vec::new(), 0);
    let mut ids = HashSet::new();
    for file in files {
        let unpacked = archive::unpack(&file.name, &file.content)?;
        for (path, reason) in unpacked.left_out {
            problems.push(RuleProblem {
                file: path,
                title: None,
                why: reason.to_owned(),
            });
        }
        for one in unpacked.files {
            let (found, wrong) = documents(FilePath::new(&one.path), &one.text);
            problems.extend(wrong.into_iter().map(|p| RuleProblem {
                file: p.file.display().to_string(),
                title: p.title,
                why: p.why,
            }));
            for document in found {
                unsupported += usize::from(document.unsupported.is_some());
                if !ids.insert(document.id.clone()) {
                    problems.push(RuleProblem {
                        file: one.path.clone(),
                        title: Some(document.title),
                        why: "twice".to_owned(),
                    });
                    continue;
                }
                drafts.push(draft(document, one.path.clone()));
            }
        }
    }
    problems.truncate(MAX_PROBLEMS);
    Ok((drafts, unsupported, problems))
}
