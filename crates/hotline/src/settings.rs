//! What an installation sets beside its desks and applications: templates of answers, whom citizens may turn to, kinds of scam
//! of its own. Nothing is deleted: what is no longer wanted is switched off, so that what refers to it still reads well.

use crate::{
    Hotline, HotlineError,
    entity::{contact, scam_type, template},
    error::invalid,
    form,
    model::Language,
    scam_type as topics,
    scam_type::ContactPurpose,
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Change, Resource, action};
use coloa_base::text;
use coloa_law::LawBook;
use serde::Deserialize;
use serde_json::json;
use std::sync::LazyLock;
use uuid::Uuid;

/// Lines of advice of an added kind.
const MOST_ADVICE: usize = 20;
/// Characters of the code of an added kind, without what it begins with.
const MOST_CODE: usize = 40;

/// Whom citizens may turn to, as an installation begins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct First {
    name: String,
    name_en: String,
    purpose: ContactPurpose,
    value: String,
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstContacts {
    contact: Vec<First>,
}

static CONTACTS: LazyLock<FirstContacts> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/contacts.toml"))
        .expect("embedded contacts.toml parses; a test reads it")
});

fn resource(id: impl ToString) -> Resource {
    Resource::installation("hotline_settings", id)
}

fn may_see(hotline: &Hotline, actor: &Actor) -> Result<(), HotlineError> {
    Ok(hotline
        .access
        .check(actor, action::HOTLINE_SETTINGS, &resource("list"))?)
}

async fn begin(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<Change, HotlineError> {
    Ok(hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, resource(id))
        .await?)
}

/// Which row is written: a new one, or the one that was seen, which must not have been changed since.
pub(crate) struct Target {
    pub(crate) is_new: bool,
    pub(crate) id: Uuid,
    /// That it gets.
    pub(crate) version: i32,
}

impl Target {
    /// `seen`: id and version; `None`: a new one.
    pub(crate) fn of(seen: Option<(Uuid, i32)>) -> Self {
        match seen {
            None => Self {
                is_new: true,
                id: Uuid::now_v7(),
                version: 1,
            },
            Some((id, version)) => Self {
                is_new: false,
                id,
                version: version.saturating_add(1),
            },
        }
    }
}

/// What became of writing a row with its version.
pub(crate) fn not_overtaken(is_written: bool) -> Result<(), HotlineError> {
    if is_written {
        Ok(())
    } else {
        Err(HotlineError::Conflict)
    }
}

fn required(text: &str, field: &'static str) -> Result<String, HotlineError> {
    let text = form::line(text, field)?;
    if text.is_empty() {
        return Err(invalid(field, "empty"));
    }
    Ok(text)
}

/// Makes what an installation begins with, once: the desk that takes what is for no other, and the contacts. Called when the
/// program starts.
pub async fn ensure(hotline: &Hotline) -> Result<(), HotlineError> {
    let (db, now) = (hotline.access.db(), hotline.access.clock().now());
    let has_desk = store::settings::public_desks_but(db.reader(), Uuid::nil()).await? > 0;
    let has_contacts = !store::settings::contacts(db.reader()).await?.is_empty();
    if has_desk && has_contacts {
        return Ok(());
    }
    let tx = db.begin().await?;
    if store::settings::public_desks_but(&tx, Uuid::nil()).await? == 0 {
        store::settings::insert_desk(&tx, crate::desk::first(now)).await?;
    }
    if store::settings::contacts(&tx).await?.is_empty() {
        let row = |(position, c): (i32, &First)| contact::Model {
            id: Uuid::now_v7(),
            name: c.name.clone(),
            name_en: c.name_en.clone(),
            purpose: c.purpose.to_string(),
            value: c.value.clone(),
            scam_types: String::new(),
            checked_on: None,
            source: c.source.clone(),
            position,
            active: true,
            updated_by: String::new(),
            updated_at: now,
            version: 1,
        };
        let rows: Vec<contact::Model> = (1..).zip(&CONTACTS.contact).map(row).collect();
        store::settings::insert_contacts(&tx, rows).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A template of an answer.
#[derive(Clone, Debug)]
pub struct TemplateDraft {
    pub name: String,
    /// `None`: of all kinds of message.
    pub kind: Option<String>,
    pub language: Language,
    pub text: String,
    pub active: bool,
}

/// All of them, for whoever sets them.
pub async fn templates(hotline: &Hotline, actor: &Actor) -> Result<Vec<template::Model>, HotlineError> {
    may_see(hotline, actor)?;
    Ok(store::settings::templates(hotline.access.db().reader()).await?)
}

/// Makes a template, or changes the one of this id that has the version that was seen.
pub async fn put_template(
    hotline: &Hotline,
    actor: &Actor,
    seen: Option<(Uuid, i32)>,
    draft: &TemplateDraft,
) -> Result<template::Model, HotlineError> {
    let Target { is_new, id, version } = Target::of(seen);
    let change = begin(hotline, actor, id).await?;
    if let Some(kind) = &draft.kind
        && !LawBook::current().message_kinds.iter().any(|k| k.code == *kind)
    {
        return Err(invalid("kind", "unknown"));
    }
    let row = template::Model {
        id,
        name: required(&draft.name, "name")?,
        kind: draft.kind.clone(),
        language: draft.language.to_string(),
        text: form::narrative(&draft.text, "text")?,
        active: draft.active,
        updated_by: actor.name.clone(),
        updated_at: change.now(),
        version,
    };
    if is_new {
        store::settings::insert_template(change.tx(), row.clone()).await?;
    } else {
        store::settings::template(change.tx(), id).await?;
        not_overtaken(store::settings::save_template(change.tx(), row.clone()).await?)?;
    }
    change
        .commit(json!({ "what": "template", "new": is_new, "name": row.name, "active": row.active }))
        .await?;
    Ok(row)
}

/// Whom a citizen may turn to.
#[derive(Clone, Debug)]
pub struct ContactDraft {
    pub name: String,
    pub name_en: String,
    pub purpose: ContactPurpose,
    /// Phone number or address on the web.
    pub value: String,
    /// Codes; empty: all.
    pub scam_types: Vec<String>,
    /// The day on which somebody made sure of it.
    pub checked_on: Option<NaiveDate>,
    pub source: String,
    pub position: i32,
    pub active: bool,
}

/// All of them, for whoever sets them.
pub async fn contacts(hotline: &Hotline, actor: &Actor) -> Result<Vec<contact::Model>, HotlineError> {
    may_see(hotline, actor)?;
    Ok(store::settings::contacts(hotline.access.db().reader()).await?)
}

/// Whether it can be phoned or opened: citizens press it.
fn is_reachable(value: &str) -> bool {
    if let Some(rest) = value.strip_prefix("https://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
        return host.contains('.') && host.split('.').all(label);
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '(' | ')');
    (3..=15).contains(&digits) && value.strip_prefix('+').unwrap_or(value).chars().all(plain)
}

/// Makes a contact, or changes the one of this id that has the version that was seen.
pub async fn put_contact(
    hotline: &Hotline,
    actor: &Actor,
    seen: Option<(Uuid, i32)>,
    draft: &ContactDraft,
) -> Result<contact::Model, HotlineError> {
    let Target { is_new, id, version } = Target::of(seen);
    let change = begin(hotline, actor, id).await?;
    let value = required(&draft.value, "value")?;
    if !is_reachable(&value) {
        return Err(invalid("value", "unreachable"));
    }
    if draft.checked_on.is_some_and(|day| day > change.today()) {
        return Err(invalid("checked_on", "future"));
    }
    for code in &draft.scam_types {
        if !topics::is_known(change.tx(), code).await? {
            return Err(invalid("scam_types", "unknown"));
        }
    }
    let row = contact::Model {
        id,
        name: required(&draft.name, "name")?,
        name_en: form::line(&draft.name_en, "name_en")?,
        purpose: draft.purpose.to_string(),
        value,
        scam_types: draft.scam_types.join(","),
        checked_on: draft.checked_on,
        source: form::line(&draft.source, "source")?,
        position: draft.position,
        active: draft.active,
        updated_by: actor.name.clone(),
        updated_at: change.now(),
        version,
    };
    if is_new {
        store::settings::insert_contacts(change.tx(), [row.clone()]).await?;
    } else {
        store::settings::contact(change.tx(), id).await?;
        not_overtaken(store::settings::save_contact(change.tx(), row.clone()).await?)?;
    }
    change
        .commit(json!({
            "what": "contact", "new": is_new, "name": row.name, "value": row.value, "checked_on": row.checked_on,
            "active": row.active,
        }))
        .await?;
    crate::publish::changed(hotline);
    Ok(row)
}

/// A kind of scam that the installation adds.
#[derive(Clone, Debug)]
pub struct ScamTypeDraft {
    pub name: String,
    pub name_en: String,
    /// What to do, a line each.
    pub advice: Vec<String>,
    pub active: bool,
}

/// All that were added, for whoever sets them.
pub async fn scam_types(hotline: &Hotline, actor: &Actor) -> Result<Vec<scam_type::Model>, HotlineError> {
    may_see(hotline, actor)?;
    Ok(store::settings::scam_types(hotline.access.db().reader()).await?)
}

/// A code of its own: what it begins with, and the words of the name.
fn code_of(name: &str, taken: &[String]) -> String {
    let words = text::words(name).replace(' ', "-");
    let short: String = words
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(MOST_CODE)
        .collect();
    let base = format!("{}{}", topics::ADDED, short.trim_matches('-'));
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    std::iter::once(base.clone())
        .chain(numbered)
        .find(|code| !taken.contains(code))
        .unwrap_or(base)
}

/// Adds a kind, or changes the one of this id that has the version that was seen; its code stays.
pub async fn put_scam_type(
    hotline: &Hotline,
    actor: &Actor,
    seen: Option<(Uuid, i32)>,
    draft: &ScamTypeDraft,
) -> Result<scam_type::Model, HotlineError> {
    let Target { is_new, id, version } = Target::of(seen);
    let change = begin(hotline, actor, id).await?;
    let name = required(&draft.name, "name")?;
    if draft.advice.len() > MOST_ADVICE {
        return Err(invalid("advice", "too_many"));
    }
    let mut advice = Vec::new();
    for line in &draft.advice {
        advice.push(form::line(line, "advice")?);
    }
    advice.retain(|line| !line.is_empty());
    let code = if is_new {
        let all = store::settings::scam_types(change.tx()).await?;
        if all.len() as u64 >= store::settings::MOST {
            return Err(invalid("name", "too_many"));
        }
        code_of(&name, &all.into_iter().map(|t| t.code).collect::<Vec<_>>())
    } else {
        store::settings::scam_type(change.tx(), id).await?.code
    };
    let row = scam_type::Model {
        id,
        code,
        name,
        name_en: form::line(&draft.name_en, "name_en")?,
        advice: json!(advice).to_string(),
        active: draft.active,
        updated_by: actor.name.clone(),
        updated_at: change.now(),
        version,
    };
    if is_new {
        store::settings::insert_scam_type(change.tx(), row.clone()).await?;
    } else {
        not_overtaken(store::settings::save_scam_type(change.tx(), row.clone()).await?)?;
    }
    change
        .commit(
            json!({ "what": "scam_type", "new": is_new, "code": row.code, "name": row.name, "active": row.active }),
        )
        .await?;
    crate::publish::changed(hotline);
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_contacts_can_be_reached_and_were_checked_by_nobody_here() {
        assert!(!CONTACTS.contact.is_empty());
        for contact in &CONTACTS.contact {
            assert!(is_reachable(&contact.value), "{}", contact.value);
            assert!(!contact.name.is_empty() && !contact.name_en.is_empty() && !contact.source.is_empty());
        }
    }

    #[test]
    fn only_what_a_citizen_can_press_is_a_contact() {
        for value in [
            "113",
            "1800 8108",
            "+84 900 000 101",
            "https://tra-cuu.example/a?b",
        ] {
            assert!(is_reachable(value), "{value}");
        }
        for value in [
            "",
            "12",
            "http://a.example",
            "javascript:alert(1)",
            "https://",
            "https://localhost",
            "https://a..b",
            "https://x@y.example",
            "gọi 113",
            "=113",
        ] {
            assert!(!is_reachable(value), "{value}");
        }
    }

    #[test]
    fn codes_of_added_kinds_are_their_own() {
        assert_eq!(code_of("Giả danh shipper", &[]), "x-gia-danh-shipper");
        let taken = ["x-gia-danh-shipper".to_owned(), "x-gia-danh-shipper-2".to_owned()];
        assert_eq!(code_of("Giả danh  Shipper!", &taken), "x-gia-danh-shipper-3");
        assert_eq!(code_of("中文", &[]), "x-");
    }
}
