//! Approval, number, issue, and the signed file.

use super::{Reports, decode, files::SIGNED, step};
use crate::{
    ReportError, compose::Head, error::IssueDay, flow::Step, notices, seal::Seal, signed, store,
    store::Report,
};
use chrono::NaiveDate;
use coloa_auth::{Actor, action};
use coloa_base::{AgencyId, Handling, PersonId, RegisterEntryId, ReportId};
use coloa_document::{
    model::OrganKind,
    register::{self, NewEntry, SeriesKey},
    validate::{Severity, validate},
};
use coloa_law::{NumberParts, numbering::numbering_rule};
use coloa_platform::files::NewFile;
use serde_json::json;
use std::collections::BTreeMap;

/// What an installation may decide about issuing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// A report may bear a day before the end of its period, as reports with estimated figures do.
    pub before_period_end: bool,
}

/// Number and date that the document-management system gave.
#[derive(Clone, Debug)]
pub struct ExternalNumber {
    pub system: String,
    pub number: String,
    pub on: NaiveDate,
}

/// The signed document as it came back.
#[derive(Clone, Debug)]
pub struct SignedFile {
    pub name: String,
    pub content: Vec<u8>,
    pub external: Option<ExternalNumber>,
    /// Why it takes the place of the one before.
    pub reason: Option<String>,
}

impl Reports {
    /// The head approves the closed report; its document must keep the rules of form.
    pub async fn approve(&self, actor: &Actor, id: ReportId, version: i32) -> Result<(), ReportError> {
        let row = self.allowed(actor, action::REPORT_APPROVE, id).await?;
        // What is checked here is what is approved below: the version seen says so twice.
        if row.version != version {
            return Err(ReportError::Conflict);
        }
        let figures = self.figures(&row).await?;
        self.check_whole(actor, action::REPORT_APPROVE, &row, figures.agencies())?;
        let mut document = self
            .with_material(&row, &figures, crate::compose::document)
            .await?;
        // Number and date come after the approval; everything else must be right before it, so the document is
        // looked at as it would go out today.
        document.number = Some(1);
        document.date = Some(self.access.clock().today());
        document.marks.draft = None;
        let mut hard: Vec<_> = validate(&document, true)
            .into_iter()
            .filter(|f| f.severity == Severity::Error)
            .collect();
        if !hard.is_empty() {
            return Err(ReportError::Form {
                count: hard.len(),
                first: Box::new(hard.swap_remove(0)),
            });
        }
        let mut open = self
            .step(actor, action::REPORT_APPROVE, id, version, Step::Approve)
            .await?;
        let texts: BTreeMap<String, String> = store::texts(open.change.tx(), id)
            .await?
            .into_iter()
            .map(|(block, text)| (block, text.body))
            .collect();
        open.row.sealed_hash = Seal::of(&open.row, &texts).map(|s| s.hash());
        open.row.approved_by = actor.person.map(PersonId::uuid);
        open.row.approved_at = Some(open.change.now());
        open.row.return_reason = None;
        notices::approved(&open.change, &self.access, &open.row).await?;
        let (figures, seal) = (open.row.frozen_hash.clone(), open.row.sealed_hash.clone());
        open.commit(json!({ "approved": figures, "seal": seal })).await
    }

    /// The head sends the report back with a reason.
    pub async fn return_to_writers(
        &self,
        actor: &Actor,
        id: ReportId,
        version: i32,
        reason: &str,
    ) -> Result<(), ReportError> {
        let reason = step::reason(reason)?;
        let mut open = self
            .step(actor, action::REPORT_APPROVE, id, version, Step::Return)
            .await?;
        open.row.return_reason = Some(reason.to_owned());
        open.row.approved_by = None;
        open.row.approved_at = None;
        open.row.sealed_hash = None;
        notices::tell_author(&open.change, &open.row, notices::RETURNED).await?;
        open.commit(json!({ "returned": reason })).await
    }

    /// The day a report may bear: not in the future, not before its period ended unless the installation allows it,
    /// not before the rules of form.
    fn check_issue_day(&self, row: &Report, organ: OrganKind, day: NaiveDate) -> Result<(), ReportError> {
        let refused = |reason, limit| Err(ReportError::IssueDay { reason, day, limit });
        let today = self.access.clock().today();
        if day > today {
            return refused(IssueDay::Future, today);
        }
        if numbering_rule(organ, day).is_err()
            && let Ok(rule) = numbering_rule(organ, today)
        {
            return refused(IssueDay::BeforeRules, rule.legal.valid_from);
        }
        if day < row.period_to && !self.rules.before_period_end {
            return refused(IssueDay::BeforePeriodEnd, row.period_to);
        }
        Ok(())
    }

    /// Gives the next number of the issuing agency's series for the day of issue. `term`: first and last day of
    /// the committee's term, for Party documents; needed the first time, kept from then on.
    pub async fn give_number(
        &self,
        actor: &Actor,
        id: ReportId,
        version: i32,
        issued_on: NaiveDate,
        term: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<String, ReportError> {
        let mut open = self
            .step(actor, action::REPORT_NUMBER, id, version, Step::Number)
            .await?;
        let head: Head = decode(&open.row.head)?;
        self.check_issue_day(&open.row, head.variant, issued_on)?;
        self.figures(&open.row).await?;
        let issuer = AgencyId(open.row.agency_id);
        let outline: coloa_law::ReportOutline = decode(&open.row.outline)?;
        let kind = coloa_law::document_type(head.variant, &outline.document_type, issued_on).ok_or(
            ReportError::NotFound {
                what: "document_type",
            },
        )?;
        let key = SeriesKey {
            issuer,
            series: String::new(),
            period: register::settle(
                open.change.tx(),
                issuer,
                head.variant,
                issued_on,
                term,
                open.change.now(),
            )
            .await?,
        };
        let entry = NewEntry {
            issued_on,
            type_code: outline.document_type.clone(),
            subject: head.subject.clone(),
            document: Some(open.row.id),
            by: actor.person.unwrap_or(PersonId(uuid::Uuid::nil())),
            at: open.change.now(),
        };
        let symbol = |number: u32| {
            number_text(
                head.variant,
                number,
                kind.abbreviation.as_deref(),
                &head,
                issued_on,
            )
        };
        let given = register::allocate(open.change.tx(), &key, entry, symbol).await?;
        open.row.register_entry_id = Some(given.id);
        open.row.number = i32::try_from(given.number).ok();
        open.row.symbol = Some(given.symbol.clone());
        open.row.issued_on = Some(issued_on);
        notices::waits_issue(&open.change, &self.access, &open.row).await?;
        open.commit(json!({ "symbol": given.symbol, "issued_on": issued_on }))
            .await?;
        Ok(given.symbol)
    }

    /// The document goes out.
    pub async fn issue(&self, actor: &Actor, id: ReportId, version: i32) -> Result<(), ReportError> {
        let mut open = self
            .step(actor, action::REPORT_ISSUE, id, version, Step::Issue)
            .await?;
        // What was approved is what goes out.
        self.figures(&open.row).await?;
        if let Some(entry) = open.row.register_entry_id {
            let entry = register::entry(open.change.tx(), RegisterEntryId(entry)).await?;
            if entry.cancelled_at.is_some() {
                return Err(ReportError::NumberCancelled);
            }
        }
        open.row.issued_at = Some(open.change.now());
        notices::tell_author(&open.change, &open.row, notices::ISSUED).await?;
        let symbol = open.row.symbol.clone();
        open.commit(json!({ "issued": symbol })).await
    }

    /// Attaches the signed file, with the number and date of the document-management system where there is one.
    /// Another one takes its place with a reason only; the earlier ones are kept.
    pub async fn attach_signed(
        &self,
        actor: &Actor,
        id: ReportId,
        version: i32,
        signed: SignedFile,
    ) -> Result<(), ReportError> {
        let kind = signed::kind(&signed.content).ok_or(ReportError::SignedKind)?;
        let mut open = self
            .step(
                actor,
                action::REPORT_ATTACH_SIGNED,
                id,
                version,
                Step::AttachSigned,
            )
            .await?;
        let reason = signed.reason.as_deref().map(str::trim).filter(|r| !r.is_empty());
        let replaced = open.row.signed_file_id;
        if replaced.is_some() && reason.is_none() {
            return Err(ReportError::ReplaceReason);
        }
        let new = NewFile {
            name: signed::name(&signed.name, kind),
            media_type: kind.media_type.to_owned(),
            handling: Handling::Normal,
            owner_kind: SIGNED,
            owner_id: id.to_string(),
            uploaded_by: actor.person,
        };
        let file = self
            .files
            .put(open.change.tx(), new, signed.content, open.change.now())
            .await?;
        open.row.signed_file_id = Some(file.id);
        if let Some(external) = signed.external {
            if let Some(entry) = open.row.register_entry_id {
                let entry = RegisterEntryId(entry);
                let given = register::External {
                    system: external.system.clone(),
                    number: external.number.clone(),
                    on: external.on,
                };
                register::set_external(open.change.tx(), entry, given).await?;
            }
            open.row.external_system = Some(external.system);
            open.row.external_number = Some(external.number);
            open.row.external_on = Some(external.on);
        }
        open.commit(json!({ "file": file.sha256, "replaced": replaced, "reason": reason }))
            .await
    }

    /// Gives a report up before it has a number.
    pub async fn cancel(
        &self,
        actor: &Actor,
        id: ReportId,
        version: i32,
        reason: &str,
    ) -> Result<(), ReportError> {
        let reason = step::reason(reason)?;
        let open = self
            .step(actor, action::REPORT_CLOSE, id, version, Step::Cancel)
            .await?;
        self.check_level(actor, &open.row)?;
        open.commit(json!({ "cancelled": reason })).await
    }
}

fn number_text(
    organ: OrganKind,
    number: u32,
    abbreviation: Option<&str>,
    head: &Head,
    day: NaiveDate,
) -> Result<String, coloa_document::DocumentError> {
    let parts = NumberParts {
        number: Some(number),
        type_abbreviation: abbreviation,
        organ: &head.organ_symbol,
        unit: head.unit_symbol.as_deref(),
    };
    coloa_law::format_number(organ, parts, day).map_err(coloa_document::DocumentError::Law)
}
