//! Operations on reports: authorise, decide, store. One room a step of the flow.

mod create;
mod draft;
mod figures;
mod files;
mod heads;
mod parts;
mod register;
mod sign;
mod step;
mod templates;
mod write;

use crate::{
    ReportError,
    compose::{Head, Material},
    directory::Directory,
    flow::{State, Step},
    scope::Kept,
    seal::Seal,
    snapshot::{Frozen, PartSnapshot, PlanSnapshot},
    source::{Query, Scope, Source},
    store::{self, Report},
    topics::{Topic, Topics},
    words::Words,
};
use coloa_auth::{Access, Action, Actor, AuthError, Reach, Resource, action};
use coloa_base::{AgencyId, PlanId, ReportId};
use coloa_document::PdfRenderer;
use coloa_law::ReportOutline;
use coloa_platform::files::Files;
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, sync::Arc};

pub use create::NewReport;
pub use draft::{Built, Draft};
pub use figures::{CancelledNumber, FigureRow, PartView, RowFilter, View};
pub use files::Format;
pub use heads::{UsualHead, subject_of, suggest};
pub use register::{RegisterFilter, RegisterRow};
pub use sign::{ExternalNumber, Rules, SignedFile};
pub use templates::TemplateEdit;

/// The report area with what it needs. Cheap to clone.
#[derive(Clone)]
pub struct Reports {
    access: Access,
    files: Files,
    source: Arc<dyn Source>,
    pdf: Arc<dyn PdfRenderer>,
    directory: Arc<dyn Directory>,
    /// Name of the province, the usual place of issue.
    place: Arc<str>,
    words: Arc<Words>,
    rules: Rules,
    /// Where people open the product, for links in mails.
    public_url: Arc<str>,
}

impl std::fmt::Debug for Reports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reports(…)")
    }
}

impl Reports {
    #[must_use]
    pub fn new(
        access: Access,
        files: Files,
        source: Arc<dyn Source>,
        pdf: Arc<dyn PdfRenderer>,
        directory: Arc<dyn Directory>,
        place: &str,
    ) -> Self {
        Self {
            access,
            files,
            source,
            pdf,
            directory,
            place: place.into(),
            words: Arc::new(Words::builtin().clone()),
            rules: Rules::default(),
            public_url: "".into(),
        }
    }

    /// Issues by rules of the installation's own.
    #[must_use]
    pub const fn with_rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Links in mails lead to this address.
    #[must_use]
    pub fn with_public_url(mut self, public_url: &str) -> Self {
        self.public_url = public_url.into();
        self
    }

    /// Composes with words of the installation's own.
    #[must_use]
    pub fn with_words(mut self, words: Words) -> Self {
        self.words = Arc::new(words);
        self
    }

    pub(crate) const fn access(&self) -> &Access {
        &self.access
    }

    /// The report as a record: it belongs to the agency that issues it.
    fn resource(row: &Report) -> Resource {
        Resource::of_agency("report", row.id, AgencyId(row.agency_id))
    }

    /// A report that the actor may do `action` with. An agency with a part of a consolidated report reads it
    /// too, see [`Reports::read`].
    async fn allowed(&self, actor: &Actor, action: Action, id: ReportId) -> Result<Report, ReportError> {
        let row = store::find(self.access.db().reader(), id).await?;
        self.access.check(actor, action, &Self::resource(&row))?;
        Ok(row)
    }

    /// A report that the actor may read: of an agency within reach, or one to which such an agency contributes.
    pub async fn read(&self, actor: &Actor, id: ReportId) -> Result<Report, ReportError> {
        let row = store::find(self.access.db().reader(), id).await?;
        if self.access.may(actor, action::REPORT_READ, &Self::resource(&row)) {
            return Ok(row);
        }
        let contributes = store::contributors(self.access.db().reader(), id)
            .await?
            .into_iter()
            .any(|agency| {
                self.access.may(
                    actor,
                    action::REPORT_READ,
                    &Resource::of_agency("report", id, agency),
                )
            });
        if contributes {
            Ok(row)
        } else {
            Err(AuthError::Forbidden {
                action: action::REPORT_READ,
            }
            .into())
        }
    }

    /// Whether the whole report is open to the actor, or only the parts of agencies within reach. Reading the issuer's
    /// records is enough where all parts stand below it; else every part must be within reach.
    fn sees_all(&self, actor: &Actor, row: &Report, parts: impl IntoIterator<Item = AgencyId>) -> bool {
        if !self.access.may(actor, action::REPORT_READ, &Self::resource(row)) {
            return false;
        }
        if row.level == "agency" || row.scope.as_deref().and_then(Kept::parse) == Some(Kept::Issuer) {
            return true;
        }
        let reach = self.access.reach(actor, action::REPORT_READ);
        reach == Reach::Everything || parts.into_iter().all(|p| self.access.reaches(&reach, p))
    }

    /// Refuses whoever sees only a part: a document, an approval or a text is about the whole.
    fn check_whole(
        &self,
        actor: &Actor,
        action: Action,
        row: &Report,
        parts: impl IntoIterator<Item = AgencyId>,
    ) -> Result<(), ReportError> {
        if self.sees_all(actor, row, parts) {
            Ok(())
        } else {
            Err(AuthError::Forbidden { action }.into())
        }
    }

    /// Closing, reopening and giving up a consolidated report is for those who may begin one: it freezes the
    /// figures of others.
    fn check_level(&self, actor: &Actor, row: &Report) -> Result<(), ReportError> {
        if row.level == "consolidated" {
            self.access
                .check(actor, action::REPORT_CONSOLIDATE, &Self::resource(row))?;
        }
        Ok(())
    }

    /// Whose records a report holds.
    async fn scope(&self, row: &Report) -> Result<Scope, ReportError> {
        let issuer = AgencyId(row.agency_id);
        if row.level == "agency" {
            return Ok(Scope::Agency(issuer));
        }
        Ok(match row.scope.as_deref().and_then(Kept::parse) {
            Some(Kept::Installation) => Scope::Installation,
            Some(Kept::Issuer) => Scope::These(self.access.below(issuer)),
            // Begun before scopes were kept: the agencies that it asked then.
            None => Scope::These(
                store::contributors(self.access.db().reader(), ReportId(row.id))
                    .await?
                    .into_iter()
                    .collect(),
            ),
        })
    }

    /// The steps that the state allows and this person may do, in the order of the flow.
    pub fn steps(&self, actor: &Actor, row: &Report) -> Result<Vec<Step>, ReportError> {
        let state = state(row)?;
        let own = Self::resource(row);
        Ok(Step::ALL
            .into_iter()
            .filter(|step| state.after(*step).is_ok())
            .filter(|step| {
                let needed = match step {
                    Step::Write => action::REPORT_PREPARE,
                    Step::CompletePart => action::REPORT_COMPLETE_PART,
                    Step::Close | Step::Reopen | Step::Cancel => action::REPORT_CLOSE,
                    Step::Approve | Step::Return => action::REPORT_APPROVE,
                    Step::Number => action::REPORT_NUMBER,
                    // Follows from the register, nobody's step.
                    Step::LoseNumber => return false,
                    Step::Issue => action::REPORT_ISSUE,
                    Step::AttachSigned => action::REPORT_ATTACH_SIGNED,
                };
                let level = needed != action::REPORT_CLOSE || self.check_level(actor, row).is_ok();
                // A part belongs to the agency that completes it, see `may_complete`.
                *step != Step::CompletePart && level && self.access.may(actor, needed, &own)
            })
            .collect())
    }

    /// Whether the person may complete the part of this agency, as far as permissions go.
    #[must_use]
    pub fn may_complete(&self, actor: &Actor, id: ReportId, agency: AgencyId) -> bool {
        self.access.may(
            actor,
            action::REPORT_COMPLETE_PART,
            &Resource::of_agency("report_part", id, agency),
        )
    }

    /// Whether the person may export it.
    #[must_use]
    pub fn may_export(&self, actor: &Actor, row: &Report) -> bool {
        self.access
            .may(actor, action::REPORT_EXPORT, &Self::resource(row))
    }

    /// One report without its figures.
    pub async fn get(&self, actor: &Actor, id: ReportId) -> Result<Report, ReportError> {
        self.read(actor, id).await
    }

    /// Names of agencies on a day.
    pub async fn names(
        &self,
        ids: &[AgencyId],
        on: chrono::NaiveDate,
    ) -> Result<std::collections::HashMap<AgencyId, String>, ReportError> {
        self.directory.names(ids, on).await
    }

    /// Reports within reach, newest period first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &store::Filter,
    ) -> Result<(Vec<Report>, u64), ReportError> {
        store::list(
            self.access.db().reader(),
            &self.access.reach(actor, action::REPORT_READ),
            filter,
        )
        .await
    }

    fn query(&self, row: &Report) -> Query {
        Query {
            plan: row.plan_id.map(PlanId),
            from: row.period_from,
            to: row.period_to,
            asked_on: self.access.clock().today(),
        }
    }

    /// Written texts by block key.
    async fn bodies(&self, id: ReportId) -> Result<BTreeMap<String, String>, ReportError> {
        Ok(store::texts(self.access.db().reader(), id)
            .await?
            .into_iter()
            .map(|(k, t)| (k, t.body))
            .collect())
    }

    /// The figures: what is frozen, and for open parts what stands now. Refused where what was frozen or approved
    /// is no more what is stored.
    async fn figures(&self, row: &Report) -> Result<Frozen, ReportError> {
        let stored = store::parts(self.access.db().reader(), ReportId(row.id)).await?;
        let (query, scope) = (self.query(row), self.scope(row).await?);
        let frozen = row.frozen_hash.is_some();
        let mut parts: Vec<PartSnapshot> = Vec::new();
        for part in &stored {
            if let Some(snapshot) = &part.snapshot {
                parts.push(decode(snapshot)?);
            }
        }
        let plan: PlanSnapshot = match &row.plan_snapshot {
            Some(json) if frozen => decode(json)?,
            _ => self.source.plan(&query, &scope).await?,
        };
        if !frozen {
            let now = self.access.clock().now();
            for live in self.source.duties(&query, &scope).await? {
                if !parts.iter().any(|p| p.agency_id == live.agency.uuid()) {
                    parts.push(PartSnapshot {
                        format: crate::snapshot::FORMAT,
                        agency_id: live.agency.uuid(),
                        agency_name: live.name,
                        taken_at: now,
                        duties: live.duties,
                    });
                }
            }
        }
        parts.sort_by_cached_key(|p| (coloa_base::text::sort_key(&p.agency_name), p.agency_id));
        let figures = Frozen { plan, parts };
        if let Some(hash) = &row.frozen_hash
            && figures.hash() != *hash
        {
            return Err(ReportError::Tampered);
        }
        if let Some(sealed) = &row.sealed_hash {
            let texts = self.bodies(ReportId(row.id)).await?;
            if Seal::of(row, &texts).map(|s| s.hash()).as_ref() != Some(sealed) {
                return Err(ReportError::Tampered);
            }
        }
        Ok(figures)
    }

    /// Composes with everything the report holds.
    async fn with_material<T>(
        &self,
        row: &Report,
        figures: &Frozen,
        work: impl FnOnce(&Material<'_>) -> T,
    ) -> Result<T, ReportError> {
        let head: Head = decode(&row.head)?;
        let outline: ReportOutline = decode(&row.outline)?;
        let own: Option<Vec<Topic>> = row.topics.as_ref().map(decode).transpose()?;
        let own = own.map(Topics::new);
        let texts = self.bodies(ReportId(row.id)).await?;
        let reckoned = row
            .frozen_at
            .map_or_else(|| self.access.clock().today(), coloa_base::clock::vn_date);
        let state = state(row)?;
        Ok(work(&Material {
            head: &head,
            outline: &outline,
            frozen: figures,
            topics: own.as_ref().unwrap_or_else(|| Topics::builtin()),
            words: &self.words,
            texts: &texts,
            from: row.period_from,
            to: row.period_to,
            reckoned_on: row.period_to.min(reckoned),
            number: row.number.and_then(|n| u32::try_from(n).ok()),
            date: row.issued_on,
            draft: matches!(state, State::Preparing | State::Closed),
        }))
    }
}

fn state(row: &Report) -> Result<State, ReportError> {
    State::parse(&row.state).ok_or_else(|| {
        coloa_platform::StoreError::Corrupt {
            what: format!("state {}", row.state),
        }
        .into()
    })
}

/// Moves the row to the state after `step`.
fn advance(row: &mut Report, step: Step) -> Result<(), ReportError> {
    row.state = state(row)?.after(step)?.as_str().to_owned();
    Ok(())
}

fn decode<T: DeserializeOwned>(json: &serde_json::Value) -> Result<T, ReportError> {
    serde_json::from_value(json.clone())
        .map_err(|e| coloa_platform::StoreError::Corrupt { what: e.to_string() }.into())
}

fn encode<T: serde::Serialize>(value: &T) -> Result<serde_json::Value, ReportError> {
    serde_json::to_value(value)
        .map_err(|e| coloa_platform::StoreError::Corrupt { what: e.to_string() }.into())
}
