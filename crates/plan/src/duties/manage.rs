//! Duties without a plan (directive, meeting), and handing a duty to another agency.

use super::{
    DutyError, Guides, Review, Status,
    model::{Duty, DutyRole, DutyText, NO_DATE},
    progress::{needed, optional, resource},
    rules::{self, Timeframe},
    store, tally,
};
use crate::{
    directory::{refused, refuses},
    notices,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use coloa_auth::{Access, Actor, Change, Resource, action};
use coloa_base::{AgencyId, clock, text, web_path};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
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

impl NewDirective {
    /// Leads and coordinators, each once; who leads does not also coordinate.
    fn agencies(&self) -> Vec<(AgencyId, DutyRole)> {
        let mut agencies: Vec<(AgencyId, DutyRole)> =
            self.leads.iter().map(|a| (*a, DutyRole::Lead)).collect();
        agencies.extend(
            self.coordinates
                .iter()
                .filter(|a| !self.leads.contains(a))
                .map(|a| (*a, DutyRole::Coordinate)),
        );
        agencies.sort_by_key(|(a, _)| *a);
        agencies.dedup_by_key(|(a, _)| *a);
        agencies
    }

    fn frame(&self) -> Timeframe {
        frame(self.starts_on, self.due_on, self.every_months)
    }

    fn check(&self, today: NaiveDate) -> Result<(), DutyError> {
        let invalid = |field, reason| Err(DutyError::Invalid { field, reason });
        if !matches!(self.kind.as_str(), "directive" | "meeting" | "letter") {
            return invalid("kind", "unknown");
        }
        if self.leads.is_empty() {
            return invalid("leads", "required");
        }
        if self.leads.len() + self.coordinates.len() > MAX_AGENCIES {
            return Err(DutyError::TooMany { limit: MAX_AGENCIES });
        }
        for (field, day) in [
            ("dated", self.dated),
            ("starts_on", self.starts_on),
            ("due_on", self.due_on),
        ] {
            if let Some(reason) = day.and_then(|day| rules::check_day(day, today).err()) {
                return invalid(field, reason);
            }
        }
        if self.starts_on.zip(self.due_on).is_some_and(|(a, b)| b < a) {
            return invalid("due_on", "before_start");
        }
        if self.every_months.is_some_and(|m| !matches!(m, 1 | 3 | 6 | 12)) {
            return invalid("every_months", "unknown");
        }
        Ok(())
    }

    /// The words as they are stored; their lengths are checked.
    fn text(&self, id: Uuid, now: DateTime<Utc>) -> Result<DutyText, DutyError> {
        let line = |text: &Option<String>, field| optional(text.as_deref(), field, rules::MAX_LINE);
        let words = needed(&self.text, "text")?;
        let number = line(&self.number, "number")?;
        let product = line(&self.product, "product")?;
        let folded = [Some(words.as_str()), number.as_deref(), product.as_deref()];
        let frame = self.frame();
        Ok(DutyText {
            id,
            plan_id: None,
            item_id: None,
            path: None,
            folded: text::fold_plain(&folded.into_iter().flatten().collect::<Vec<_>>().join(" ")),
            text: words,
            scope: line(&self.scope, "scope")?,
            legal_basis: line(&self.legal_basis, "legal_basis")?.or_else(|| number.clone()),
            product,
            timeframe_kind: frame.kind.clone(),
            timeframe_text: None,
            every_months: frame.every().and_then(|m| i32::try_from(m).ok()),
            source: json!({
                "kind": self.kind, "number": number, "dated": self.dated, "issuer": line(&self.issuer, "issuer")?,
                "starts_on": self.starts_on, "due_on": self.due_on,
            }),
            state: "active".to_owned(),
            created_at: now,
            version: 1,
        })
    }
}

fn frame(starts_on: Option<NaiveDate>, due_on: Option<NaiveDate>, every_months: Option<u32>) -> Timeframe {
    Timeframe {
        kind: if due_on.is_some() { "by" } else { "none" }.to_owned(),
        text: None,
        from: starts_on.map(|d| d.to_string()),
        to: due_on.map(|d| d.to_string()),
        every_months,
    }
}

/// The dates of a directive as they were given, for its later instances. `None`: it comes once.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Dates {
    starts_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
}

/// Instances of a directive that comes back, from its beginning up to the horizon.
pub(super) fn instances_of(text: &DutyText, until: NaiveDate) -> Vec<rules::Instance> {
    let Some(months) = text.every_months.and_then(|m| u32::try_from(m).ok()) else {
        return Vec::new();
    };
    let dates: Dates = serde_json::from_value(text.source.clone()).unwrap_or_default();
    let since = dates.starts_on.unwrap_or_else(|| clock::vn_date(text.created_at));
    let frame = frame(dates.starts_on, dates.due_on, Some(months));
    rules::instances(&frame, (dates.starts_on, dates.due_on), since, until)
}

/// Gives work to many agencies at once; the giver must coordinate each of them, and each must exist today.
pub async fn create_directive(access: &Access, actor: &Actor, new: NewDirective) -> Result<Uuid, DutyError> {
    let invalid = |field, reason| DutyError::Invalid { field, reason };
    let today = access.clock().today();
    new.check(today)?;
    let id = store::fresh();
    let agencies = new.agencies();
    for (agency, _) in &agencies {
        access.check(
            actor,
            action::DUTY_CREATE,
            &Resource::of_agency("duty", id, *agency),
        )?;
    }
    let directory = coloa_agency::load(access.db()).await?;
    for (agency, role) in &agencies {
        if let Some(reason) = refuses(&directory, *agency, today) {
            let field = if *role == DutyRole::Lead {
                "leads"
            } else {
                "coordinates"
            };
            return Err(invalid(field, reason));
        }
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
    let guide = Guides::in_directory(&directory, change.today()).of(new.scope.as_deref());
    let horizon = change.today() + Days::new(super::SyncSettings::default().horizon_days);
    let since = new.starts_on.unwrap_or_else(|| change.today());
    // What begins beyond the horizon has its first date all the same: a directive never makes nothing.
    let instances = rules::instances(
        &new.frame(),
        (new.starts_on, new.due_on),
        since,
        horizon.max(since),
    );
    if instances.is_empty() {
        return Err(invalid("due_on", "before_start"));
    }
    let text_row = new.text(id, change.now())?;
    let words = text_row.text.clone();
    store::insert_text(tx, text_row).await?;
    let mut duties = Vec::with_capacity(agencies.len() * instances.len());
    for (agency, role) in &agencies {
        for instance in &instances {
            let duty = Duty {
                role: role.as_str().to_owned(),
                guide_agency_id: guide.map(AgencyId::uuid),
                ..new_duty(id, agency.uuid(), instance, change.now())
            };
            duties.push(duty);
        }
    }
    let made = duties.len();
    let link = match duties.as_slice() {
        [one] => notices::duty_page(one.id),
        _ => format!("{}?text={id}", web_path::DUTIES),
    };
    store::insert_duties(tx, duties).await?;
    tally::recount(tx, None).await?;
    let news = agencies.iter().map(|(a, _)| (*a, instances.len())).collect();
    notices::tell_each(&change, &news, notices::ASSIGNED, &link).await?;
    change
        .commit(json!({
            "kind": new.kind, "number": new.number, "text": notices::short(&words), "agencies": agencies.len(),
            "duties": made,
        }))
        .await?;
    Ok(id)
}

/// A duty of a directive that nobody has answered yet.
pub(super) fn new_duty(text: Uuid, agency: Uuid, instance: &rules::Instance, now: DateTime<Utc>) -> Duty {
    Duty {
        id: store::fresh(),
        text_id: text,
        plan_id: None,
        agency_id: agency,
        assigned_from: None,
        role: DutyRole::Lead.as_str().to_owned(),
        guide_agency_id: None,
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
        created_at: now,
        version: 1,
    }
}

/// Hands a duty to another agency, which exists today; progress and history go with it.
pub async fn reassign(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    to: AgencyId,
    reason: &str,
) -> Result<Duty, DutyError> {
    let before = store::duty(access.db().reader(), id).await?;
    let reason = needed(reason, "reason")?;
    access.check(actor, action::DUTY_CHANGE, &Resource::of_agency("duty", id, to))?;
    let change = access
        .begin(actor, action::DUTY_CHANGE, resource(&before, action::DUTY_CHANGE))
        .await?;
    if let Some(reason) = refused(access.db(), to, change.today()).await? {
        return Err(DutyError::Invalid {
            field: "agency_id",
            reason,
        });
    }
    let before = store::duty(change.tx(), id).await?;
    change.check(action::DUTY_CHANGE, &resource(&before, action::DUTY_CHANGE))?;
    if seen.is_some_and(|v| v != before.version) {
        return Err(DutyError::Changed);
    }
    let after = hand(&change, &before, to).await?;
    let news = BTreeMap::from([(to, 1)]);
    notices::tell_each(&change, &news, notices::HANDED_OVER, &notices::duty_page(id)).await?;
    change
        .commit(json!({ "from": before.agency_id, "to": after.agency_id, "reason": reason }))
        .await?;
    Ok(after)
}

/// Moves an open duty within a change; whom the plan or directive named stays written.
pub(super) async fn hand(change: &Change, before: &Duty, to: AgencyId) -> Result<Duty, DutyError> {
    if !before.open {
        return Err(DutyError::State { reason: "not_open" });
    }
    if before.agency_id == to.uuid() {
        return Err(DutyError::Invalid {
            field: "agency_id",
            reason: "same",
        });
    }
    let original = before.assigned_from.unwrap_or(before.agency_id);
    let after = Duty {
        agency_id: to.uuid(),
        assigned_from: (original != to.uuid()).then_some(original),
        ..before.clone()
    };
    store::save_duty(change.tx(), before, after).await
}
