//! Duties without a plan (directive, meeting), and handing a duty to another agency.

use super::{
    DutyError, Guides, Review, Status,
    model::{Duty, DutyRole, DutyText, NO_DATE},
    progress::{clean, resource},
    rules::{self, Timeframe},
    store, tally,
};
use chrono::{Days, NaiveDate};
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, text};
use serde_json::json;
use uuid::Uuid;

/// Agencies that one directive may go to at once.
pub const MAX_AGENCIES: usize = 5_000;

/// Work given outside a plan: by a directive, an official letter or in a meeting (giao ban).
#[derive(Clone, Debug)]
pub struct NewDirective {
    /// `directive`, `meeting`, `letter`.
    pub kind: String,
    /// Number of the document or name of the meeting.
    pub number: Option<String>,
    pub dated: Option<NaiveDate>,
    pub issuer: Option<String>,
    /// As issued.
    pub text: String,
    pub legal_basis: Option<String>,
    pub product: Option<String>,
    pub scope: Option<String>,
    pub leads: Vec<AgencyId>,
    pub coordinates: Vec<AgencyId>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    /// Months between instances, where the work comes back; then `due_on` is the last day of all.
    pub every_months: Option<u32>,
}

/// Gives work to many agencies at once; the giver must coordinate each of them.
pub async fn create_directive(access: &Access, actor: &Actor, new: NewDirective) -> Result<Uuid, DutyError> {
    let invalid = |field, reason| DutyError::Invalid { field, reason };
    let words = clean(Some(&new.text)).ok_or(invalid("text", "required"))?;
    if words.chars().count() > rules::MAX_NOTE {
        return Err(invalid("text", "too_long"));
    }
    if !matches!(new.kind.as_str(), "directive" | "meeting" | "letter") {
        return Err(invalid("kind", "unknown"));
    }
    if new.leads.is_empty() {
        return Err(invalid("leads", "required"));
    }
    if new.leads.len() + new.coordinates.len() > MAX_AGENCIES {
        return Err(DutyError::TooMany { limit: MAX_AGENCIES });
    }
    if new.starts_on.zip(new.due_on).is_some_and(|(a, b)| b < a) {
        return Err(invalid("due_on", "before_start"));
    }
    if new.every_months.is_some_and(|m| !matches!(m, 1 | 3 | 6 | 12)) {
        return Err(invalid("every_months", "unknown"));
    }
    let id = store::fresh();
    let mut agencies: Vec<(AgencyId, DutyRole)> = new.leads.iter().map(|a| (*a, DutyRole::Lead)).collect();
    agencies.extend(
        new.coordinates
            .iter()
            .filter(|a| !new.leads.contains(a))
            .map(|a| (*a, DutyRole::Coordinate)),
    );
    agencies.sort_by_key(|(a, _)| *a);
    agencies.dedup_by_key(|(a, _)| *a);
    for (agency, _) in &agencies {
        access.check(
            actor,
            action::DUTY_CREATE,
            &Resource::of_agency("duty", id, *agency),
        )?;
    }
    let first = agencies
        .first()
        .map(|(a, _)| *a)
        .ok_or(invalid("leads", "required"))?;
    let change = access
        .begin(
            actor,
            action::DUTY_CREATE,
            Resource::of_agency("duty_text", id, first),
        )
        .await?;
    let tx = change.tx();
    let guide = Guides::load(access, change.today())
        .await?
        .of(new.scope.as_deref());
    let frame = Timeframe {
        kind: if new.due_on.is_some() { "by" } else { "none" }.to_owned(),
        text: None,
        from: new.starts_on.map(|d| d.to_string()),
        to: new.due_on.map(|d| d.to_string()),
        every_months: new.every_months,
    };
    let horizon = change.today() + Days::new(super::SyncSettings::default().horizon_days);
    let since = new.starts_on.unwrap_or_else(|| change.today());
    let instances = rules::instances(&frame, (new.starts_on, new.due_on), since, horizon);
    let folded = [
        Some(words.as_str()),
        new.number.as_deref(),
        new.product.as_deref(),
    ];
    let text_row = DutyText {
        id,
        plan_id: None,
        item_id: None,
        path: None,
        folded: text::fold_plain(&folded.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        text: words,
        scope: clean(new.scope.as_deref()),
        legal_basis: clean(new.legal_basis.as_deref()).or_else(|| clean(new.number.as_deref())),
        product: clean(new.product.as_deref()),
        timeframe_kind: frame.kind.clone(),
        timeframe_text: None,
        every_months: frame.every().and_then(|m| i32::try_from(m).ok()),
        source: json!({ "kind": new.kind, "number": new.number, "dated": new.dated, "issuer": new.issuer }),
        state: "active".to_owned(),
        created_at: change.now(),
        version: 1,
    };
    store::insert_text(tx, text_row).await?;
    let mut duties = Vec::with_capacity(agencies.len() * instances.len());
    for (agency, role) in &agencies {
        for instance in &instances {
            duties.push(Duty {
                id: store::fresh(),
                text_id: id,
                plan_id: None,
                agency_id: agency.uuid(),
                assigned_from: None,
                role: role.as_str().to_owned(),
                guide_agency_id: guide.map(AgencyId::uuid),
                starts_on: instance.starts_on,
                due_on: instance.due_on,
                due_key: instance.due_on.unwrap_or(NO_DATE),
                due_moved: false,
                instance: instance.key.clone(),
                status: Status::NotStarted.as_str().to_owned(),
                open: true,
                percent: None,
                review: Review::None.as_str().to_owned(),
                reported_at: None,
                done_on: None,
                created_at: change.now(),
                version: 1,
            });
        }
    }
    let made = duties.len();
    store::insert_duties(tx, duties).await?;
    tally::recount(tx, None).await?;
    change
        .commit(json!({ "kind": new.kind, "number": new.number, "agencies": agencies.len(), "duties": made }))
        .await?;
    Ok(id)
}

/// Hands a duty to another agency; progress and history go with it.
pub async fn reassign(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    to: AgencyId,
    reason: &str,
) -> Result<Duty, DutyError> {
    let before = store::duty(access.db().reader(), id).await?;
    let reason = clean(Some(reason)).ok_or(DutyError::Invalid {
        field: "reason",
        reason: "required",
    })?;
    access.check(actor, action::DUTY_CHANGE, &Resource::of_agency("duty", id, to))?;
    let change = access
        .begin(actor, action::DUTY_CHANGE, resource(&before, action::DUTY_CHANGE))
        .await?;
    let before = store::duty(change.tx(), id).await?;
    change.check(action::DUTY_CHANGE, &resource(&before, action::DUTY_CHANGE))?;
    if seen.is_some_and(|v| v != before.version) {
        return Err(DutyError::Changed);
    }
    if !before.open {
        return Err(DutyError::State { reason: "not_open" });
    }
    if before.agency_id == to.uuid() {
        return Err(DutyError::Invalid {
            field: "agency",
            reason: "same",
        });
    }
    let original = before.assigned_from.unwrap_or(before.agency_id);
    let after = Duty {
        agency_id: to.uuid(),
        assigned_from: (original != to.uuid()).then_some(original),
        ..before.clone()
    };
    let after = store::save_duty(change.tx(), &before, after).await?;
    change
        .commit(json!({ "from": before.agency_id, "to": after.agency_id, "reason": reason }))
        .await?;
    Ok(after)
}
