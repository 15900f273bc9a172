//! Freezing: an agency completes its part, the close freezes the rest.

use super::{
    Reports, advance, encode,
    step::{self, Stepped},
};
use crate::{
    ReportError,
    entity::report_part,
    flow::Step,
    notices,
    snapshot::{FORMAT, PartSnapshot},
    source::{AgencyDuties, Scope},
    store::{self, Part},
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Change, Resource, action};
use coloa_base::{AgencyId, PersonId, ReportId};
use serde_json::json;

fn snapshot(live: AgencyDuties, now: DateTime<Utc>) -> PartSnapshot {
    PartSnapshot {
        format: FORMAT,
        agency_id: live.agency.uuid(),
        agency_name: live.name,
        taken_at: now,
        duties: live.duties,
    }
}

impl Reports {
    /// A change of one agency's part, under the lock of the report, while parts may still change.
    async fn begin_part(&self, actor: &Actor, id: ReportId, agency: AgencyId) -> Result<Change, ReportError> {
        let part = Resource::of_agency("report_part", id, agency);
        let change = self
            .access
            .begin(actor, action::REPORT_COMPLETE_PART, part)
            .await?;
        let mut row = store::find_locked(change.tx(), id).await?;
        advance(&mut row, Step::CompletePart)?;
        Ok(change)
    }

    /// Freezes one agency's figures as they stand. Completing again replaces them, as long as the report is open.
    pub async fn complete_part(
        &self,
        actor: &Actor,
        id: ReportId,
        agency: AgencyId,
        note: Option<String>,
    ) -> Result<(), ReportError> {
        let row = store::find(self.access.db().reader(), id).await?;
        self.access.check(
            actor,
            action::REPORT_COMPLETE_PART,
            &Resource::of_agency("report_part", id, agency),
        )?;
        store::part(self.access.db().reader(), id, agency).await?;
        let live = self
            .source
            .duties(&self.query(&row), &Scope::Agency(agency))
            .await?
            .into_iter()
            .find(|d| d.agency == agency);
        let change = self.begin_part(actor, id, agency).await?;
        let frozen = live.map(|l| snapshot(l, change.now()));
        store::put_part(
            change.tx(),
            Part {
                report_id: id.uuid(),
                agency_id: agency.uuid(),
                state: "complete".to_owned(),
                snapshot: frozen.as_ref().map(encode).transpose()?,
                note,
                completed_by: actor.person.map(PersonId::uuid),
                completed_at: Some(change.now()),
            },
        )
        .await?;
        change
            .commit(json!({ "agency": agency, "duties": frozen.map_or(0, |f| f.duties.len()) }))
            .await?;
        Ok(())
    }

    /// Opens a completed part again, as long as the report is open.
    pub async fn reopen_part(
        &self,
        actor: &Actor,
        id: ReportId,
        agency: AgencyId,
    ) -> Result<(), ReportError> {
        let change = self.begin_part(actor, id, agency).await?;
        let part = store::part(change.tx(), id, agency).await?;
        store::put_part(
            change.tx(),
            Part {
                state: "open".to_owned(),
                snapshot: None,
                completed_by: None,
                completed_at: None,
                ..part
            },
        )
        .await?;
        change
            .commit(json!({ "agency": agency, "reopened": true }))
            .await?;
        Ok(())
    }

    /// Freezes what is still open, and the plan's figures, under one hash.
    pub async fn close(&self, actor: &Actor, id: ReportId, version: i32) -> Result<String, ReportError> {
        let row = self.allowed(actor, action::REPORT_CLOSE, id).await?;
        self.check_level(actor, &row)?;
        let (query, scope) = (self.query(&row), self.scope(&row).await?);
        let live = self.source.duties(&query, &scope).await?;
        let plan = self.source.plan(&query, &scope).await?;
        let earlier = store::earlier(self.access.db().reader(), &row).await?;

        let Stepped { change, mut row } = self
            .step(actor, action::REPORT_CLOSE, id, version, Step::Close)
            .await?;
        let stored = store::parts(change.tx(), id).await?;
        let done = |agency: AgencyId| {
            stored
                .iter()
                .any(|p| p.agency_id == agency.uuid() && p.snapshot.is_some())
        };
        for agency in live {
            if done(agency.agency) {
                continue;
            }
            let frozen = snapshot(agency, change.now());
            store::put_part(
                change.tx(),
                report_part::Model {
                    report_id: id.uuid(),
                    agency_id: frozen.agency_id,
                    state: "frozen".to_owned(),
                    snapshot: Some(encode(&frozen)?),
                    note: stored
                        .iter()
                        .find(|p| p.agency_id == frozen.agency_id)
                        .and_then(|p| p.note.clone()),
                    completed_by: None,
                    completed_at: None,
                },
            )
            .await?;
        }
        let mut parts = Vec::new();
        for part in store::parts(change.tx(), id).await? {
            if let Some(json) = &part.snapshot {
                parts.push(super::decode(json)?);
            }
        }
        // What is hashed is what was stored: read back, so that a rounding of the database shows now and not later.
        let stored_plan = encode(&plan)?;
        let hash = crate::snapshot::Frozen {
            plan: super::decode(&stored_plan)?,
            parts,
        }
        .hash();
        row.plan_snapshot = Some(stored_plan);
        row.frozen_hash = Some(hash.clone());
        row.frozen_at = Some(change.now());
        row.compared_with = earlier.map(|e| e.id);
        row.return_reason = None;
        notices::waits_approval(&change, &self.access, &row, &self.public_url).await?;
        Stepped { change, row }.commit(json!({ "hash": hash })).await?;
        Ok(hash)
    }

    /// Thaws a closed report before its approval: completed parts stay as their agencies froze them.
    pub async fn reopen(
        &self,
        actor: &Actor,
        id: ReportId,
        version: i32,
        reason: &str,
    ) -> Result<(), ReportError> {
        let reason = step::reason(reason)?;
        let Stepped { change, mut row } = self
            .step(actor, action::REPORT_CLOSE, id, version, Step::Reopen)
            .await?;
        self.check_level(actor, &row)?;
        let hash = row.frozen_hash.take();
        row.plan_snapshot = None;
        row.frozen_at = None;
        for part in store::parts(change.tx(), id)
            .await?
            .into_iter()
            .filter(|p| p.state == "frozen")
        {
            store::put_part(
                change.tx(),
                Part {
                    state: "open".to_owned(),
                    snapshot: None,
                    ..part
                },
            )
            .await?;
        }
        Stepped { change, row }
            .commit(json!({ "reopened": reason, "hash_before": hash }))
            .await
    }
}
