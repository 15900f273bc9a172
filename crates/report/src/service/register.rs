//! The number register (sổ đăng ký văn bản đi) as people work with it: read within reach, cancel an entry, tell
//! a series which numbers were used before.

use super::{CancelledNumber, Reports, advance, decode, state};
use crate::{
    ReportError,
    compose::Head,
    flow::{State, Step},
    store::{self, Report},
};
use chrono::NaiveDate;
use coloa_auth::{Actor, AuthError, Reach, Resource, action};
use coloa_base::{AgencyId, PersonId, RegisterEntryId, ReportId};
use coloa_document::{
    DocumentError,
    model::OrganKind,
    register::{self, Period, SeriesKey, committee_term, register_entry},
};
use serde_json::json;

/// Narrows the register.
#[derive(Clone, Debug, Default)]
pub struct RegisterFilter {
    pub issuer: Option<AgencyId>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub type_code: Option<String>,
    pub cancelled: Option<bool>,
    pub offset: u64,
    pub limit: u64,
}

/// An entry with its issuer by name on the day of issue.
#[derive(Clone, Debug)]
pub struct RegisterRow {
    pub entry: register_entry::Model,
    pub issuer_name: String,
    /// Whether this person may cancel it.
    pub may_change: bool,
}

impl Reports {
    /// Entries within reach, newest first, and how many there are.
    pub async fn register(
        &self,
        actor: &Actor,
        filter: &RegisterFilter,
    ) -> Result<(Vec<RegisterRow>, u64), ReportError> {
        let reach = self.access.reach(actor, action::REGISTER_READ);
        if reach == Reach::Nothing {
            return Err(AuthError::Forbidden {
                action: action::REGISTER_READ,
            }
            .into());
        }
        let (entries, total) = store::register_entries(self.access.db().reader(), &reach, filter).await?;
        let mut issuers: Vec<AgencyId> = entries.iter().map(|e| AgencyId(e.issuer_id)).collect();
        issuers.sort_unstable();
        issuers.dedup();
        let names = self
            .directory
            .names(&issuers, self.access.clock().today())
            .await?;
        let rows = entries
            .into_iter()
            .map(|entry| {
                let issuer = AgencyId(entry.issuer_id);
                RegisterRow {
                    issuer_name: names.get(&issuer).cloned().unwrap_or_else(|| issuer.to_string()),
                    may_change: self.access.may(
                        actor,
                        action::REGISTER_CHANGE,
                        &Resource::of_agency("register_entry", entry.id, issuer),
                    ),
                    entry,
                }
            })
            .collect();
        Ok((rows, total))
    }

    /// Cancels an entry with a reason; its number stays used. A report that has not gone out gives the number back
    /// and waits for another; one that went out keeps it and shows that it was cancelled.
    pub async fn cancel_number(
        &self,
        actor: &Actor,
        id: RegisterEntryId,
        reason: &str,
    ) -> Result<(), ReportError> {
        let entry = register::entry(self.access.db().reader(), id).await?;
        let resource = Resource::of_agency("register_entry", id, AgencyId(entry.issuer_id));
        let change = self
            .access
            .begin(actor, action::REGISTER_CHANGE, resource)
            .await?;
        let by = actor.person.unwrap_or(PersonId(uuid::Uuid::nil()));
        let report = match entry.document_id {
            Some(document) => store::bearer_locked(change.tx(), ReportId(document), id).await?,
            None => None,
        };
        let entry = register::cancel(change.tx(), id, reason, by, change.now()).await?;
        let mut waits = false;
        if let Some(mut row) = report
            && advance(&mut row, Step::LoseNumber).is_ok()
        {
            row.register_entry_id = None;
            row.number = None;
            row.symbol = None;
            row.issued_on = None;
            store::update(change.tx(), row).await?;
            waits = true;
        }
        change
            .commit(json!({ "symbol": entry.symbol, "cancelled": reason, "report": entry.document_id, "waits_for_number": waits }))
            .await?;
        Ok(())
    }

    /// When and why the number that a report bears was cancelled.
    pub(super) async fn cancelled_number(
        &self,
        row: &Report,
    ) -> Result<Option<CancelledNumber>, ReportError> {
        let Some(entry) = row.register_entry_id else {
            return Ok(None);
        };
        let entry = register::entry(self.access.db().reader(), RegisterEntryId(entry)).await?;
        Ok(entry.cancelled_at.map(|at| CancelledNumber {
            at,
            reason: entry.cancel_reason.unwrap_or_default(),
        }))
    }

    /// The terms of a committee by which its documents are numbered, newest first.
    pub async fn terms(
        &self,
        actor: &Actor,
        issuer: AgencyId,
    ) -> Result<Vec<committee_term::Model>, ReportError> {
        self.access.check(
            actor,
            action::REGISTER_READ,
            &Resource::of_agency("committee_term", issuer, issuer),
        )?;
        Ok(register::terms(self.access.db().reader(), issuer).await?)
    }

    /// The known term that today falls into, where a report is numbered by term and waits for its number.
    pub async fn current_term(&self, row: &Report) -> Result<Option<(NaiveDate, NaiveDate)>, ReportError> {
        let head: Head = decode(&row.head)?;
        if head.variant != OrganKind::Party || state(row)? != State::Approved {
            return Ok(None);
        }
        let (db, today) = (self.access.db().reader(), self.access.clock().today());
        match register::settled(db, AgencyId(row.agency_id), head.variant, today, None).await {
            Ok(Period::Term(from, to)) => Ok(Some((from, to))),
            Ok(Period::Year(_)) | Err(DocumentError::RegisterNoTerm { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// Tells the common series of an agency which numbers were used before it was kept here.
    pub async fn open_series(
        &self,
        actor: &Actor,
        issuer: AgencyId,
        organ: OrganKind,
        day: NaiveDate,
        term: Option<(NaiveDate, NaiveDate)>,
        last_used: u32,
    ) -> Result<(), ReportError> {
        let change = self
            .access
            .begin(
                actor,
                action::REGISTER_CHANGE,
                Resource::of_agency("number_series", issuer, issuer),
            )
            .await?;
        let key = SeriesKey {
            issuer,
            series: String::new(),
            period: register::settle(change.tx(), issuer, organ, day, term, change.now()).await?,
        };
        register::open_series(change.tx(), &key, last_used).await?;
        change
            .commit(json!({ "issuer": issuer, "day": day, "last_used": last_used }))
            .await?;
        Ok(())
    }

    /// The last number used in the common series that `day` falls into; 0 before the first.
    pub async fn last_number(
        &self,
        actor: &Actor,
        issuer: AgencyId,
        organ: OrganKind,
        day: NaiveDate,
        term: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<i64, ReportError> {
        self.access.check(
            actor,
            action::REGISTER_READ,
            &Resource::of_agency("number_series", issuer, issuer),
        )?;
        let db = self.access.db().reader();
        let key = SeriesKey {
            issuer,
            series: String::new(),
            period: register::settled(db, issuer, organ, day, term).await?,
        };
        Ok(register::last_number(db, &key).await?)
    }
}
