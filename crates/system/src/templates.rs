//! Forms of the installation in the place of our wording: a DOCX with `{name}` for what the record says, one for each
//! document of a dossier. New documents are written with it; those that were written stay.

mod relations;

use crate::{
    SystemError,
    entity::form_template,
    service::{self, Upload},
    store,
};
use coloa_auth::{Access, Actor, Change, Resource, action};
use coloa_base::FileId;
use coloa_document::{read::Limits, template};
use coloa_platform::files::Files;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Kind of the record that owns the files of templates.
pub const FILES: &str = "form_template";
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// All templates, by code.
pub async fn list(access: &Access) -> Result<Vec<form_template::Model>, SystemError> {
    Ok(store::templates::all(access.db().reader()).await?)
}

fn about(code: &str) -> Resource {
    Resource::installation("form_template", code)
}

async fn begin(access: &Access, actor: &Actor, code: &str) -> Result<Change, SystemError> {
    Ok(access.begin(actor, action::SYSTEM_TEMPLATE, about(code)).await?)
}

/// Whether an actor may change templates.
#[must_use]
pub fn may_change(access: &Access, actor: &Actor) -> bool {
    access.may(actor, action::SYSTEM_TEMPLATE, &about(""))
}

/// Puts a template in the place of our wording, or of an earlier one; `known`: names that the document can fill.
///
/// # Errors
/// It cannot be read, would fetch something from elsewhere, asks for no name at all, or for names that nothing fills:
/// each is named.
pub async fn upload(
    access: &Access,
    actor: &Actor,
    files: &Files,
    code: &str,
    known: &[String],
    file: Upload,
) -> Result<form_template::Model, SystemError> {
    let change = begin(access, actor, code).await?;
    let asked = template::names(&file.content, &Limits::default())?;
    relations::check(&file.content)?;
    if asked.is_empty() {
        return Err(SystemError::TemplateEmpty);
    }
    let unknown: Vec<String> = asked
        .into_iter()
        .filter(|name| !known.contains(name))
        .map(|name| format!("{{{name}}}"))
        .collect();
    if !unknown.is_empty() {
        return Err(SystemError::TemplateNames {
            names: unknown.join(", "),
        });
    }
    let owner = Uuid::now_v7();
    let name = file.name.clone();
    let file = Upload {
        media_type: MEDIA_TYPE.to_owned(),
        ..file
    };
    let Some(kept) = service::keep(&change, files, FILES, owner, Some(file)).await? else {
        return Err(crate::rules::invalid("file", "required"));
    };
    let row = form_template::Model {
        code: code.to_owned(),
        file_name: name.clone(),
        file_id: kept,
        uploaded_by: change.actor().name.clone(),
        uploaded_at: change.now(),
    };
    store::templates::set(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "template": code, "file": name, "file_id": kept }))
        .await?;
    Ok(row)
}

/// Goes back to our wording; the file stays stored.
pub async fn reset(access: &Access, actor: &Actor, code: &str) -> Result<(), SystemError> {
    let change = begin(access, actor, code).await?;
    if !store::templates::remove(change.tx(), code).await? {
        return Err(SystemError::NotFound);
    }
    change.commit(json!({ "template": code, "reset": true })).await?;
    Ok(())
}

/// The file of a template with its name; `None`: our wording counts.
pub async fn file(
    access: &Access,
    files: &Files,
    code: &str,
) -> Result<Option<(form_template::Model, Vec<u8>)>, SystemError> {
    let Some(row) = store::templates::find(access.db().reader(), code).await? else {
        return Ok(None);
    };
    let (_, content) = files.get(access.db(), FileId(row.file_id)).await?;
    Ok(Some((row, content)))
}

/// A document as its template has it; `None`: our wording counts.
pub async fn written(
    access: &Access,
    files: &Files,
    code: &str,
    values: &BTreeMap<String, String>,
) -> Result<Option<Vec<u8>>, SystemError> {
    match file(access, files, code).await? {
        Some((_, content)) => Ok(Some(template::fill(&content, values, &Limits::default())?)),
        None => Ok(None),
    }
}
