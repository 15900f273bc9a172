//! Reorganisations: drafted, previewed, reviewed, applied in one transaction on their day.

use super::{Agencies, write_facts};
use crate::{
    AgencyError,
    model::{Draft, Kind, Reorganisation, Stage},
    rules::{
        self,
        reorganise::{Effects, effects},
    },
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Resource, action};
use coloa_base::{FileId, Handling, ReorganisationId};
use coloa_platform::files::{Files, NewFile, StoredFile};
use serde_json::json;

/// A reorganisation as drafted.
#[derive(Clone, Debug)]
pub struct NewReorganisation {
    pub kind: Kind,
    pub title: String,
    pub effective: NaiveDate,
    pub basis: Option<String>,
    pub note: Option<String>,
    pub draft: Draft,
}

/// The document that decides a reorganisation, as sent.
#[derive(Clone, Debug)]
pub struct Decision {
    pub name: String,
    pub media_type: String,
    pub handling: Handling,
    pub content: Vec<u8>,
}

/// What it would do.
#[derive(Clone, Debug)]
pub struct Preview {
    pub reorganisation: Reorganisation,
    pub effects: Effects,
}

/// Kind of the job that applies what is due.
pub const APPLY_JOB: &str = "agency.apply_reorganisations";

fn resource(id: ReorganisationId) -> Resource {
    Resource::installation("reorganisation", id)
}

impl Agencies {
    pub async fn reorganisations(
        &self,
        actor: &Actor,
        stage: Option<Stage>,
    ) -> Result<Vec<Reorganisation>, AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("reorganisation", "all"),
        )?;
        store::reorganisations(self.access.db().reader(), stage, 500).await
    }

    pub async fn preview(&self, actor: &Actor, id: ReorganisationId) -> Result<Preview, AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("reorganisation", id),
        )?;
        let reorganisation = store::reorganisation(self.access.db().reader(), id).await?;
        let directory = self.directory().await?;
        let effects = match reorganisation.stage {
            Stage::Draft | Stage::Reviewed => effects(&directory, &reorganisation),
            // What was done cannot be previewed; its links tell what became of whom.
            Stage::Applied | Stage::Cancelled => Effects {
                links: directory
                    .links()
                    .iter()
                    .filter(|l| l.reorganisation == id)
                    .cloned()
                    .collect(),
                ..Effects::default()
            },
        };
        Ok(Preview {
            reorganisation,
            effects,
        })
    }

    pub async fn draft(
        &self,
        actor: &Actor,
        new: NewReorganisation,
    ) -> Result<ReorganisationId, AgencyError> {
        let id = ReorganisationId::new();
        let change = self
            .access
            .begin(actor, action::AGENCY_REORGANISE, resource(id))
            .await?;
        let title = rules::clean(&new.title).ok_or_else(|| AgencyError::invalid("title", "required"))?;
        let row = Reorganisation {
            id,
            kind: new.kind,
            title: title.clone(),
            effective: new.effective,
            basis: new.basis,
            note: new.note,
            file: None,
            stage: Stage::Draft,
            draft: Draft {
                format: 1,
                ..new.draft
            },
            created_by: actor.name.clone(),
            created_at: change.now(),
            reviewed_by: None,
            reviewed_at: None,
            applied_at: None,
            failure: None,
            version: 1,
        };
        store::insert_reorganisation(change.tx(), &row).await?;
        change
            .commit(json!({ "drafted": title, "kind": new.kind.as_str(), "effective": new.effective }))
            .await?;
        Ok(id)
    }

    /// Replaces a draft; `version` is what the editor saw. What was reviewed becomes a draft again.
    pub async fn redraft(
        &self,
        actor: &Actor,
        id: ReorganisationId,
        version: i32,
        new: NewReorganisation,
    ) -> Result<(), AgencyError> {
        let change = self
            .access
            .begin(actor, action::AGENCY_REORGANISE, resource(id))
            .await?;
        let old = store::reorganisation(change.tx(), id).await?;
        open(&old)?;
        let row = Reorganisation {
            kind: new.kind,
            title: rules::clean(&new.title).ok_or_else(|| AgencyError::invalid("title", "required"))?,
            effective: new.effective,
            basis: new.basis,
            note: new.note,
            stage: Stage::Draft,
            draft: Draft {
                format: 1,
                ..new.draft
            },
            reviewed_by: None,
            reviewed_at: None,
            failure: None,
            version,
            ..old
        };
        store::update_reorganisation(change.tx(), &row).await?;
        change.commit(json!({ "redrafted": row.title })).await?;
        Ok(())
    }

    /// Keeps the document that decides; `version` is what the sender saw. It may come before or after the approval,
    /// and one that was there stays in the store and in the audit log.
    pub async fn attach_decision(
        &self,
        actor: &Actor,
        files: &Files,
        id: ReorganisationId,
        version: i32,
        decision: Decision,
    ) -> Result<(), AgencyError> {
        let change = self
            .access
            .begin(actor, action::AGENCY_REORGANISE, resource(id))
            .await?;
        let old = store::reorganisation(change.tx(), id).await?;
        if old.stage == Stage::Cancelled {
            return Err(AgencyError::WrongState {
                what: "reorganisation",
                state: old.stage.as_str(),
            });
        }
        if old.version != version {
            return Err(AgencyError::Conflict);
        }
        let new = NewFile {
            name: decision.name,
            media_type: decision.media_type,
            handling: decision.handling,
            owner_kind: "reorganisation",
            owner_id: id.to_string(),
            uploaded_by: actor.person,
        };
        let kept = files
            .put(change.tx(), new, decision.content, change.now())
            .await?;
        let before = old.file;
        let row = Reorganisation {
            file: Some(FileId(kept.id)),
            ..old
        };
        store::update_reorganisation(change.tx(), &row).await?;
        change
            .commit(json!({ "decision": kept.name, "sha256": kept.sha256, "before": before }))
            .await?;
        Ok(())
    }

    /// Name and content of the document that decides.
    pub async fn decision(
        &self,
        actor: &Actor,
        files: &Files,
        id: ReorganisationId,
    ) -> Result<(StoredFile, Vec<u8>), AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("reorganisation", id),
        )?;
        let row = store::reorganisation(self.access.db().reader(), id).await?;
        let file = row.file.ok_or(AgencyError::NotFound { what: "decision" })?;
        Ok(files.get(self.access.db(), file).await?)
    }

    /// Approves a draft without problems. One that is due applies at once, a future one on its day.
    pub async fn review(
        &self,
        actor: &Actor,
        id: ReorganisationId,
        version: i32,
    ) -> Result<Stage, AgencyError> {
        let change = self
            .access
            .begin(actor, action::AGENCY_REORGANISE, resource(id))
            .await?;
        let mut row = store::reorganisation(change.tx(), id).await?;
        if row.stage != Stage::Draft {
            return Err(AgencyError::WrongState {
                what: "reorganisation",
                state: row.stage.as_str(),
            });
        }
        if row.version != version {
            return Err(AgencyError::Conflict);
        }
        let found = effects(&store::load(change.tx()).await?, &row);
        blocked(&found)?;
        row.stage = Stage::Reviewed;
        row.reviewed_by = Some(actor.name.clone());
        row.reviewed_at = Some(change.now());
        let due = row.effective <= change.today();
        store::update_reorganisation(change.tx(), &row).await?;
        change
            .commit(json!({ "reviewed": row.title, "effective": row.effective }))
            .await?;
        if due {
            self.apply(actor, id).await?;
            return Ok(Stage::Applied);
        }
        Ok(Stage::Reviewed)
    }

    /// Applies a reviewed reorganisation whose day has come.
    async fn apply(&self, actor: &Actor, id: ReorganisationId) -> Result<(), AgencyError> {
        let change = self
            .access
            .begin(actor, action::AGENCY_REORGANISE, resource(id))
            .await?;
        let mut row = store::reorganisation(change.tx(), id).await?;
        if row.stage != Stage::Reviewed {
            return Err(AgencyError::WrongState {
                what: "reorganisation",
                state: row.stage.as_str(),
            });
        }
        let directory = store::load(change.tx()).await?;
        let found = effects(&directory, &row);
        blocked(&found)?;
        let changed = found
            .changed
            .iter()
            .filter_map(|(id, _, after)| Some((*id, directory.get(*id)?.version, after.clone())))
            .collect();
        write_facts(&change, found.created.clone(), changed).await?;
        store::insert_links(change.tx(), &found.links).await?;
        row.stage = Stage::Applied;
        row.applied_at = Some(change.now());
        row.failure = None;
        store::update_reorganisation(change.tx(), &row).await?;
        change
            .commit(json!({ "applied": row.title, "created": found.created.len(), "changed": found.changed.len(), "closed": found.closed }))
            .await?;
        self.access.refresh().await?;
        Ok(())
    }

    /// Applies all that are due, each by itself; the reason of a failure is kept with it.
    pub async fn apply_due(&self) -> Result<usize, AgencyError> {
        let actor = Actor::job(APPLY_JOB);
        let mut applied = 0;
        for id in store::due(self.access.db().reader(), self.access.clock().today()).await? {
            match self.apply(&actor, id).await {
                Ok(()) => applied += 1,
                Err(AgencyError::Blocked { first, .. }) => {
                    let change = self
                        .access
                        .begin(&actor, action::AGENCY_REORGANISE, resource(id))
                        .await?;
                    let mut row = store::reorganisation(change.tx(), id).await?;
                    row.failure = Some(first.to_owned());
                    store::update_reorganisation(change.tx(), &row).await?;
                    change.commit(json!({ "not_applied": first })).await?;
                }
                Err(e) => return Err(e),
            }
        }
        Ok(applied)
    }

    pub async fn cancel(&self, actor: &Actor, id: ReorganisationId, version: i32) -> Result<(), AgencyError> {
        let change = self
            .access
            .begin(actor, action::AGENCY_REORGANISE, resource(id))
            .await?;
        let old = store::reorganisation(change.tx(), id).await?;
        open(&old)?;
        let row = Reorganisation {
            stage: Stage::Cancelled,
            version,
            ..old
        };
        store::update_reorganisation(change.tx(), &row).await?;
        change.commit(json!({ "cancelled": row.title })).await?;
        Ok(())
    }
}

fn open(row: &Reorganisation) -> Result<(), AgencyError> {
    match row.stage {
        Stage::Draft | Stage::Reviewed => Ok(()),
        stage => Err(AgencyError::WrongState {
            what: "reorganisation",
            state: stage.as_str(),
        }),
    }
}

fn blocked(found: &Effects) -> Result<(), AgencyError> {
    found.problems.first().map_or(Ok(()), |first| {
        Err(AgencyError::Blocked {
            first: first.code,
            count: found.problems.len(),
        })
    })
}
