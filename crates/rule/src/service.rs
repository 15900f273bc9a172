//! Operations on rules: authorise, decide, store.

use crate::{
    RuleError,
    entity::{rule_document, rule_switch, rule_version},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::text;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// Characters of the name of a pack, of a note and of a reason.
const MAX_NAME: usize = 200;
const MAX_NOTE: usize = 2_000;
/// Rules that are switched at once.
const MAX_SWITCHED: usize = 20_000;

/// A rule that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub rule_id: String,
    /// `detection`, `correlation`, `filter`.
    pub kind: &'static str,
    pub title: String,
    pub file: String,
    pub text: String,
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub added: usize,
    pub changed: usize,
    /// They stood there word for word.
    pub same: usize,
}

fn about() -> Resource {
    Resource::installation("rule", "all")
}

fn line(written: &str, field: &'static str, most: usize) -> Result<String, RuleError> {
    let line = text::nfc(written.trim());
    match line.chars().count() {
        0 => Err(RuleError::Invalid {
            field,
            reason: "required",
        }),
        n if n > most => Err(RuleError::Invalid {
            field,
            reason: "too_long",
        }),
        _ => Ok(line),
    }
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Whether somebody may look at rules.
///
/// # Errors
/// They may not.
pub fn check_reader(access: &Access, actor: &Actor) -> Result<(), RuleError> {
    Ok(access.check(actor, action::RULE_READ, &about())?)
}

/// Every text that a rule had, the newest first; empty for rules that nobody brought in.
pub async fn versions(
    access: &Access,
    actor: &Actor,
    rule_id: &str,
) -> Result<Vec<rule_version::Model>, RuleError> {
    check_reader(access, actor)?;
    Ok(store::versions(access.db().reader(), rule_id).await?)
}

fn version(row: &rule_document::Model, note: &str) -> rule_version::Model {
    rule_version::Model {
        id: Uuid::now_v7(),
        rule_id: row.rule_id.clone(),
        version: row.version,
        text: row.text.clone(),
        note: note.to_owned(),
        author_name: row.author_name.clone(),
        written_at: row.changed_at,
    }
}

fn document(
    draft: &Draft,
    pack: &str,
    version: i32,
    author: &str,
    now: DateTime<Utc>,
) -> rule_document::Model {
    rule_document::Model {
        id: Uuid::now_v7(),
        rule_id: draft.rule_id.clone(),
        kind: draft.kind.to_owned(),
        title: draft.title.clone(),
        pack: pack.to_owned(),
        file: draft.file.clone(),
        sha256: digest(&draft.text),
        text: draft.text.clone(),
        version,
        author_name: author.to_owned(),
        created_at: now,
        changed_at: now,
    }
}

/// What an import would do.
pub async fn compare(access: &Access, actor: &Actor, drafts: &[Draft]) -> Result<Imported, RuleError> {
    check_reader(access, actor)?;
    let known: HashMap<String, String> = store::documents(access.db().reader())
        .await?
        .into_iter()
        .map(|d| (d.rule_id, d.sha256))
        .collect();
    let mut imported = Imported::default();
    for draft in drafts {
        match known.get(&draft.rule_id) {
            None => imported.added += 1,
            Some(sha256) if *sha256 == digest(&draft.text) => imported.same += 1,
            Some(_) => imported.changed += 1,
        }
    }
    Ok(imported)
}

/// Brings rules in under the name of a pack: those that stand there already become a new version, all or none.
pub async fn import(
    access: &Access,
    actor: &Actor,
    pack: &str,
    drafts: &[Draft],
) -> Result<Imported, RuleError> {
    let pack = line(pack, "pack", MAX_NAME)?;
    let change = access.begin(actor, action::RULE_CHANGE, about()).await?;
    let mut known: HashMap<String, rule_document::Model> = store::documents(change.tx())
        .await?
        .into_iter()
        .map(|d| (d.rule_id.clone(), d))
        .collect();
    // A rule that was taken away and comes back goes on with its numbers.
    let mut imported = Imported::default();
    let (mut documents, mut versions) = (Vec::new(), Vec::new());
    for draft in drafts {
        match known.remove(&draft.rule_id) {
            None => {
                let last = store::versions(change.tx(), &draft.rule_id).await?;
                let number = last.first().map_or(1, |v| v.version + 1);
                let row = document(draft, &pack, number, &actor.name, change.now());
                versions.push(version(&row, &pack));
                documents.push(row);
                imported.added += 1;
            }
            Some(old) if old.sha256 == digest(&draft.text) => imported.same += 1,
            Some(old) => {
                let row = rule_document::Model {
                    id: old.id,
                    created_at: old.created_at,
                    ..document(draft, &pack, old.version + 1, &actor.name, change.now())
                };
                versions.push(version(&row, &pack));
                if !store::save(change.tx(), row).await? {
                    return Err(RuleError::Changed);
                }
                imported.changed += 1;
            }
        }
    }
    store::insert_documents(change.tx(), documents).await?;
    store::insert_versions(change.tx(), versions).await?;
    change
        .commit(json!({ "pack": pack, "added": imported.added, "changed": imported.changed, "same": imported.same }))
        .await?;
    Ok(imported)
}

/// Writes a rule. `seen`: the version that the person looked at; 0 where it is new among what people brought in.
pub async fn save(
    access: &Access,
    actor: &Actor,
    seen: i32,
    draft: &Draft,
    note: &str,
) -> Result<rule_document::Model, RuleError> {
    let note = line(note, "note", MAX_NOTE)?;
    let change = access
        .begin(
            actor,
            action::RULE_CHANGE,
            Resource::installation("rule", &draft.rule_id),
        )
        .await?;
    let row = match store::document(change.tx(), &draft.rule_id).await? {
        Some(old) if old.version != seen => return Err(RuleError::Changed),
        Some(old) => {
            let row = rule_document::Model {
                id: old.id,
                created_at: old.created_at,
                file: old.file.clone(),
                ..document(draft, &old.pack, old.version + 1, &actor.name, change.now())
            };
            if !store::save(change.tx(), row.clone()).await? {
                return Err(RuleError::Changed);
            }
            row
        }
        None if seen != 0 => return Err(RuleError::Changed),
        None => {
            let last = store::versions(change.tx(), &draft.rule_id).await?;
            let number = last.first().map_or(1, |v| v.version + 1);
            let row = document(draft, OWN_PACK, number, &actor.name, change.now());
            store::insert_documents(change.tx(), vec![row.clone()]).await?;
            row
        }
    };
    store::insert_version(change.tx(), version(&row, &note)).await?;
    change
        .commit(json!({ "title": row.title, "kind": row.kind, "version": row.version, "note": note, "sha256": row.sha256 }))
        .await?;
    Ok(row)
}

/// The pack of rules that people wrote in the product.
pub const OWN_PACK: &str = "-";

/// Takes a rule away that was brought in; its versions stay. Where the product has a rule of this id, that one counts
/// again.
pub async fn remove(
    access: &Access,
    actor: &Actor,
    rule_id: &str,
    seen: i32,
    note: &str,
) -> Result<(), RuleError> {
    let note = line(note, "note", MAX_NOTE)?;
    let change = access
        .begin(
            actor,
            action::RULE_CHANGE,
            Resource::installation("rule", rule_id),
        )
        .await?;
    let row = store::find(change.tx(), rule_id).await?;
    if row.version != seen {
        return Err(RuleError::Changed);
    }
    store::delete(change.tx(), rule_id).await?;
    let gone = rule_version::Model {
        version: row.version + 1,
        text: String::new(),
        author_name: actor.name.clone(),
        written_at: change.now(),
        ..version(&row, &note)
    };
    store::insert_version(change.tx(), gone).await?;
    change
        .commit(json!({ "step": "removed", "title": row.title, "note": note }))
        .await?;
    Ok(())
}

/// Switches rules off, or on again. Whoever switches one off says why.
pub async fn switch(
    access: &Access,
    actor: &Actor,
    rule_ids: &[String],
    off: bool,
    reason: &str,
) -> Result<(), RuleError> {
    let reason = if off || !reason.trim().is_empty() {
        line(reason, "reason", MAX_NOTE)?
    } else {
        String::new()
    };
    if rule_ids.is_empty() || rule_ids.len() > MAX_SWITCHED {
        return Err(RuleError::Invalid {
            field: "rules",
            reason: if rule_ids.is_empty() {
                "required"
            } else {
                "too_many"
            },
        });
    }
    let change = access.begin(actor, action::RULE_CHANGE, about()).await?;
    let mut ids: Vec<&String> = rule_ids.iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = ids
        .iter()
        .map(|id| rule_switch::Model {
            rule_id: (*id).clone(),
            off,
            reason: reason.clone(),
            author_name: actor.name.clone(),
            changed_at: change.now(),
        })
        .collect();
    store::switch(change.tx(), rows).await?;
    // The names of thousands are in the switches themselves.
    let named: Vec<&&String> = ids.iter().take(50).collect();
    change
        .commit(json!({ "step": if off { "off" } else { "on" }, "reason": reason, "number": ids.len(), "rules": named }))
        .await?;
    Ok(())
}
