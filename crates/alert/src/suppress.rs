//! Findings that raise no alert for a time: somebody knows why they come, says so, and it ends by itself.

use crate::{AlertError, entity::alert_suppression, store};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Access, Actor, AuthError, Reach, Resource, action};
use coloa_base::{AgencyId, text};
use coloa_event::Finding;
use coloa_platform::{StoreError, Tx};
use serde_json::json;
use uuid::Uuid;

/// Longest reason, in characters, and longest time.
const MAX_REASON: usize = 2_000;
const MAX_TIME: Duration = Duration::days(366);
/// Longest entity or host, in characters.
const MAX_VALUE: usize = 1_000;

/// What is to be held back; `None` counts for all.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub rule_id: Option<String>,
    pub rule_title: Option<String>,
    pub entity: Option<String>,
    pub host: Option<String>,
    pub source: Option<Uuid>,
    pub agency: Option<AgencyId>,
    pub reason: String,
    pub until: DateTime<Utc>,
}

fn about(id: Uuid, agency: Option<Uuid>) -> Resource {
    match agency {
        Some(agency) => Resource::of_agency("alert_suppression", id, AgencyId(agency)),
        None => Resource::installation("alert_suppression", id),
    }
}

const fn invalid(field: &'static str, reason: &'static str) -> AlertError {
    AlertError::Invalid { field, reason }
}

fn word(value: Option<String>, field: &'static str) -> Result<Option<String>, AlertError> {
    let value = value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    if value.as_ref().is_some_and(|v| v.chars().count() > MAX_VALUE) {
        return Err(invalid(field, "too_long"));
    }
    Ok(value)
}

/// All within reach, the newest first; those that are over, too.
pub async fn list(access: &Access, actor: &Actor) -> Result<Vec<alert_suppression::Model>, AlertError> {
    let reach = access.reach(actor, action::ALERT_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::ALERT_READ,
        }
        .into());
    }
    let all = store::suppressions(access.db().reader()).await?;
    Ok(all
        .into_iter()
        .filter(|row| match row.agency_id {
            Some(agency) => access.reaches(&reach, AgencyId(agency)),
            None => reach == Reach::Everything,
        })
        .collect())
}

/// Holds findings back from now on. Something must say which: a rule, an entity, a host or a source.
pub async fn suppress(
    access: &Access,
    actor: &Actor,
    draft: Draft,
) -> Result<alert_suppression::Model, AlertError> {
    let reason = text::nfc(draft.reason.trim());
    match reason.chars().count() {
        0 => return Err(invalid("reason", "required")),
        n if n > MAX_REASON => return Err(invalid("reason", "too_long")),
        _ => {}
    }
    let id = Uuid::now_v7();
    let row = alert_suppression::Model {
        id,
        rule_id: word(draft.rule_id, "rule_id")?,
        rule_title: word(draft.rule_title, "rule_title")?,
        entity: word(draft.entity, "entity")?,
        host: word(draft.host, "host")?.map(|h| h.to_lowercase()),
        source_id: draft.source,
        agency_id: draft.agency.map(AgencyId::uuid),
        reason,
        until: draft.until,
        held: 0,
        last_held_at: None,
        author_name: actor.name.clone(),
        created_at: draft.until,
        lifted_by: None,
        lifted_at: None,
    };
    if row.rule_id.is_none() && row.entity.is_none() && row.host.is_none() && row.source_id.is_none() {
        return Err(invalid("rule_id", "too_wide"));
    }
    let change = access
        .begin(actor, action::ALERT_SUPPRESS, about(id, row.agency_id))
        .await?;
    if row.until <= change.now() {
        return Err(invalid("until", "past"));
    }
    if row.until - change.now() > MAX_TIME {
        return Err(invalid("until", "too_far"));
    }
    let row = alert_suppression::Model {
        created_at: change.now(),
        ..row
    };
    store::insert_suppression(change.tx(), row.clone()).await?;
    change
        .commit(
            json!({ "rule": row.rule_id, "entity": row.entity, "host": row.host, "source": row.source_id,
            "agency": row.agency_id, "until": row.until, "reason": row.reason }),
        )
        .await?;
    Ok(row)
}

/// Ends it before its time.
pub async fn lift(access: &Access, actor: &Actor, id: Uuid) -> Result<alert_suppression::Model, AlertError> {
    let row = store::suppression(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::ALERT_SUPPRESS, about(id, row.agency_id))
        .await?;
    let mut row = store::suppression(change.tx(), id).await?;
    if row.lifted_at.is_some() || row.until <= change.now() {
        return Err(AlertError::State { reason: "over" });
    }
    row.lifted_by = Some(actor.name.clone());
    row.lifted_at = Some(change.now());
    store::save_suppression(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "step": "lifted", "held": row.held }))
        .await?;
    Ok(row)
}

/// Those that count now, in the hand of whoever takes findings.
pub(crate) struct Suppressions {
    rows: Vec<(alert_suppression::Model, bool)>,
}

impl Suppressions {
    pub(crate) async fn load(tx: &Tx, now: DateTime<Utc>) -> Result<Self, StoreError> {
        Ok(Self {
            rows: store::suppressions_at(tx, now)
                .await?
                .into_iter()
                .map(|row| (row, false))
                .collect(),
        })
    }

    /// Counts a finding that is held back; gives what holds it.
    pub(crate) fn hold(&mut self, finding: &Finding, now: DateTime<Utc>) -> Option<Uuid> {
        let (row, counted) = self.rows.iter_mut().find(|(row, _)| holds(row, finding))?;
        row.held += 1;
        row.last_held_at = Some(now);
        *counted = true;
        Some(row.id)
    }

    pub(crate) async fn save(self, tx: &Tx) -> Result<(), StoreError> {
        for (row, _) in self.rows.into_iter().filter(|(_, counted)| *counted) {
            store::save_suppression(tx, row).await?;
        }
        Ok(())
    }
}

fn holds(row: &alert_suppression::Model, finding: &Finding) -> bool {
    let same = |wanted: &Option<String>, has: Option<&str>| {
        wanted
            .as_deref()
            .is_none_or(|w| has.is_some_and(|h| h.eq_ignore_ascii_case(w)))
    };
    same(&row.rule_id, Some(&finding.rule_id))
        && same(&row.entity, finding.entity.as_ref().map(|e| e.value.as_str()))
        && same(&row.host, finding.host.as_deref())
        && row.source_id.is_none_or(|s| s == finding.source)
        && row.agency_id.is_none_or(|a| Some(a) == finding.agency)
}
