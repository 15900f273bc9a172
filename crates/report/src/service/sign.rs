//! Approval, number, issue, and the signed file.

use super::{Reports, decode, step};
use crate::{ReportError, compose::Head, flow::Step};
use chrono::NaiveDate;
use coloa_auth::{Actor, action};
use coloa_base::{AgencyId, Handling, PersonId, ReportId};
use coloa_document::{
    model::OrganKind,
    register::{self, NewEntry, Period, SeriesKey},
    validate::{Severity, validate},
};
use coloa_law::NumberParts;
use coloa_platform::files::NewFile;
use serde_json::json;

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
    pub media_type: String,
    pub content: Vec<u8>,
    pub external: Option<ExternalNumber>,
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
        let document = self
            .with_material(&row, &figures, crate::compose::document)
            .await?;
        // Number and date come after the approval; everything else must be right before it.
        let hard: Vec<&str> = validate(&document, true)
            .iter()
            .filter(|f| f.severity == Severity::Error && !matches!(f.field, "number" | "date"))
            .map(|f| f.code)
            .collect();
        if let Some(first) = hard.first() {
            return Err(ReportError::Form {
                count: hard.len(),
                first: (*first).to_owned(),
            });
        }
        let mut open = self
            .step(actor, action::REPORT_APPROVE, id, version, Step::Approve)
            .await?;
        open.row.approved_by = actor.person.map(PersonId::uuid);
        open.row.approved_at = Some(open.change.now());
        open.row.return_reason = None;
        let hash = open.row.frozen_hash.clone();
        open.commit(json!({ "approved": hash })).await
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
        open.commit(json!({ "returned": reason })).await
    }

    /// Gives the next number of the issuing agency's series for the day of issue. `term`: first and last day of
    /// the committee's term, for Party documents.
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
        let outline: coloa_law::ReportOutline = decode(&open.row.outline)?;
        let kind = coloa_law::document_type(head.variant, &outline.document_type, issued_on).ok_or(
            ReportError::NotFound {
                what: "document_type",
            },
        )?;
        let key = SeriesKey {
            issuer: AgencyId(open.row.agency_id),
            series: String::new(),
            period: Period::of(head.variant, issued_on, term)?,
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
        open.commit(json!({ "symbol": given.symbol, "issued_on": issued_on }))
            .await?;
        Ok(given.symbol)
    }

    /// The document goes out.
    pub async fn issue(&self, actor: &Actor, id: ReportId, version: i32) -> Result<(), ReportError> {
        let mut open = self
            .step(actor, action::REPORT_ISSUE, id, version, Step::Issue)
            .await?;
        open.row.issued_at = Some(open.change.now());
        let symbol = open.row.symbol.clone();
        open.commit(json!({ "issued": symbol })).await
    }

    /// Attaches the signed file, with the number and date of the document-management system where there is one.
    pub async fn attach_signed(
        &self,
        actor: &Actor,
        id: ReportId,
        version: i32,
        signed: SignedFile,
    ) -> Result<(), ReportError> {
        let mut open = self
            .step(
                actor,
                action::REPORT_ATTACH_SIGNED,
                id,
                version,
                Step::AttachSigned,
            )
            .await?;
        let new = NewFile {
            name: signed.name,
            media_type: signed.media_type,
            handling: Handling::Normal,
            owner_kind: "report",
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
                let entry = coloa_base::RegisterEntryId(entry);
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
        open.commit(json!({ "file": file.sha256 })).await
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
