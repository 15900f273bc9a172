//! Who is told of new alerts, how, from which severity and at which hours.

use crate::{AlertError, entity::alert_channel, rules, store};
use base64::{Engine, prelude::BASE64_STANDARD};
use coloa_auth::{Access, Actor, Resource, Role, action};
use coloa_base::{AgencyId, text};
use coloa_platform::Keys;
use rand::RngCore;
use serde_json::json;
use uuid::Uuid;

/// Ways to tell.
pub const KINDS: [&str; 3] = ["app", "mail", "webhook"];
const MAX_NAME: usize = 200;
const MAX_TARGETS: usize = 50;
/// Characters of a URL.
const MAX_URL: usize = 2_000;
/// Purpose of the key that seals secrets of webhooks.
const SEALED_FOR: &str = "alert.webhook";
/// What a secret begins with (Standard Webhooks).
const PREFIX: &str = "whsec_";

/// What a person says of a channel.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub kind: String,
    pub target: String,
    /// 1–5.
    pub severity: i32,
    pub hours: String,
    pub agency: Option<AgencyId>,
    pub enabled: bool,
}

const fn invalid(field: &'static str, reason: &'static str) -> AlertError {
    AlertError::Invalid { field, reason }
}

fn about(id: impl ToString) -> Resource {
    Resource::installation("alert_channel", id)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n'])
        .map(str::trim)
        .filter(|w| !w.is_empty())
}

/// The roles of a channel that tells inside the product.
#[must_use]
pub fn roles(target: &str) -> Vec<Role> {
    words(target).filter_map(Role::parse).collect()
}

/// The addresses of a channel that sends mails.
#[must_use]
pub fn addresses(target: &str) -> Vec<String> {
    words(target).map(str::to_owned).collect()
}

fn target(kind: &str, written: &str) -> Result<String, AlertError> {
    match kind {
        "app" | "mail" => {
            let all: Vec<&str> = words(written).collect();
            if all.is_empty() {
                return Err(invalid("target", "required"));
            }
            if all.len() > MAX_TARGETS {
                return Err(invalid("target", "too_many"));
            }
            let fits = |word: &&str| match kind {
                "app" => matches!(
                    Role::parse(word),
                    Some(Role::Analyst | Role::ShiftLead | Role::FocalPoint | Role::Head)
                ),
                _ => {
                    let (name, host) = word.rsplit_once('@').unwrap_or(("", ""));
                    !name.is_empty() && host.contains('.') && !word.chars().any(char::is_whitespace)
                }
            };
            if !all.iter().all(fits) {
                return Err(invalid("target", "malformed"));
            }
            Ok(all.join(","))
        }
        "webhook" => {
            let url = written.trim();
            let rest = url
                .strip_prefix("https://")
                .or_else(|| url.strip_prefix("http://"));
            let fits = rest.is_some_and(|r| !r.is_empty() && !r.starts_with('/'))
                && url.len() <= MAX_URL
                && !url.chars().any(|c| c.is_whitespace() || c.is_control())
                && !url.contains('@');
            if !fits {
                return Err(invalid("target", "malformed"));
            }
            Ok(url.to_owned())
        }
        _ => Err(invalid("kind", "unknown")),
    }
}

/// A new secret: 32 random bytes as Standard Webhooks writes them.
fn new_secret() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    format!("{PREFIX}{}", BASE64_STANDARD.encode(bytes))
}

/// The bytes that a secret stands for.
pub(crate) fn key_of(keys: &Keys, sealed: &str) -> Option<Vec<u8>> {
    let sealed = hex::decode(sealed).ok()?;
    let secret = keys.open(SEALED_FOR, &sealed).ok()?;
    let text = String::from_utf8(secret).ok()?;
    BASE64_STANDARD.decode(text.strip_prefix(PREFIX)?).ok()
}

/// All channels, by name.
pub async fn list(access: &Access, actor: &Actor) -> Result<Vec<alert_channel::Model>, AlertError> {
    access.check(actor, action::ALERT_NOTIFY, &about("list"))?;
    Ok(store::channels(access.db().reader()).await?)
}

fn checked(draft: &Draft) -> Result<(String, String), AlertError> {
    let name = text::nfc(draft.name.trim());
    match name.chars().count() {
        0 => return Err(invalid("name", "required")),
        n if n > MAX_NAME => return Err(invalid("name", "too_long")),
        _ => {}
    }
    if !(1..=5).contains(&draft.severity) {
        return Err(invalid("severity", "unknown"));
    }
    if !rules::HOURS.contains(&draft.hours.as_str()) {
        return Err(invalid("hours", "unknown"));
    }
    Ok((name, target(&draft.kind, &draft.target)?))
}

fn said(row: &alert_channel::Model) -> serde_json::Value {
    json!({ "name": row.name, "kind": row.kind, "target": row.target, "severity": row.severity, "hours": row.hours,
        "agency": row.agency_id, "enabled": row.enabled })
}

/// Opens a channel; gives the secret of a webhook, which is shown this once.
pub async fn create(
    access: &Access,
    actor: &Actor,
    draft: &Draft,
) -> Result<(alert_channel::Model, Option<String>), AlertError> {
    let (name, target) = checked(draft)?;
    let id = Uuid::now_v7();
    let change = access.begin(actor, action::ALERT_NOTIFY, about(id)).await?;
    let secret = (draft.kind == "webhook").then(new_secret);
    let row = alert_channel::Model {
        id,
        name,
        kind: draft.kind.clone(),
        target,
        secret: secret
            .as_ref()
            .map(|s| hex::encode(access.keys().seal(SEALED_FOR, s.as_bytes())))
            .unwrap_or_default(),
        severity: draft.severity,
        hours: draft.hours.clone(),
        agency_id: draft.agency.map(AgencyId::uuid),
        enabled: draft.enabled,
        // What stands there already is not told.
        told_until: store::last_alert(change.tx()).await?,
        last_sent_at: None,
        last_error: String::new(),
        created_at: change.now(),
        version: 1,
    };
    store::insert_channel(change.tx(), row.clone()).await?;
    change.commit(said(&row)).await?;
    Ok((row, secret))
}

async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(coloa_auth::Change, alert_channel::Model), AlertError> {
    let change = access.begin(actor, action::ALERT_NOTIFY, about(id)).await?;
    let row = store::channel(change.tx(), id).await?;
    if row.version != seen {
        return Err(AlertError::Changed);
    }
    Ok((change, row))
}

/// Changes a channel; its kind stays. One that is switched on again does not tell of what came meanwhile.
pub async fn change(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &Draft,
) -> Result<alert_channel::Model, AlertError> {
    let (name, target) = checked(draft)?;
    let (change, mut row) = begin(access, actor, id, seen).await?;
    if row.kind != draft.kind {
        return Err(invalid("kind", "fixed"));
    }
    let before = said(&row);
    if !row.enabled && draft.enabled {
        row.told_until = store::last_alert(change.tx()).await?;
    }
    row.name = name;
    row.target = target;
    row.severity = draft.severity;
    row.hours.clone_from(&draft.hours);
    row.agency_id = draft.agency.map(AgencyId::uuid);
    row.enabled = draft.enabled;
    row.last_error = String::new();
    row.version += 1;
    store::save_channel(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "before": before, "after": said(&row) }))
        .await?;
    Ok(row)
}

/// Makes a new secret, which is shown this once.
pub async fn renew_secret(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(alert_channel::Model, String), AlertError> {
    let (change, mut row) = begin(access, actor, id, seen).await?;
    if row.kind != "webhook" {
        return Err(invalid("kind", "no_secret"));
    }
    let secret = new_secret();
    row.secret = hex::encode(access.keys().seal(SEALED_FOR, secret.as_bytes()));
    row.version += 1;
    store::save_channel(change.tx(), row.clone()).await?;
    change.commit(json!({ "step": "secret_renewed" })).await?;
    Ok((row, secret))
}

/// Closes a channel.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid, seen: i32) -> Result<(), AlertError> {
    let (change, row) = begin(access, actor, id, seen).await?;
    store::delete_channel(change.tx(), id).await?;
    change
        .commit(json!({ "step": "removed", "channel": said(&row) }))
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_what_their_kind_wants() {
        assert_eq!(
            target("app", "analyst; shift_lead").unwrap(),
            "analyst,shift_lead"
        );
        assert_eq!(
            target("mail", "truc@tinh.example, a@b.example").unwrap(),
            "truc@tinh.example,a@b.example"
        );
        assert_eq!(
            target("webhook", " https://a.example/x ").unwrap(),
            "https://a.example/x"
        );
        for (kind, bad) in [
            ("app", ""),
            ("app", "auditor"),
            ("mail", "truc"),
            ("mail", "a b@c.example"),
            ("webhook", "ftp://a.example"),
            ("webhook", "https:///x"),
            ("webhook", "https://user:pass@a.example"),
            ("webhook", "https://a.example/x y"),
            ("sms", "1"),
        ] {
            assert!(target(kind, bad).is_err(), "{kind} {bad}");
        }
    }
}
