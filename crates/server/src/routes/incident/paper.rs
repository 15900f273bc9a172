//! How a notice or report on an incident is printed: the layout of official documents stands above the area of incidents.

use crate::App;
use async_trait::async_trait;
use chrono::Datelike;
use coloa_base::AgencyId;
use coloa_document::{DocumentError, xlsx::Workbook};
use coloa_incident::{
    IncidentError,
    forms::{Value, Values},
    reports::{self, Numbering, Paper, Printer},
};
use coloa_platform::StoreError;
use coloa_report::{ReportError, compose::Head, form_blocks::Filled, incident_form, service::Format};
use std::collections::BTreeMap;

/// Prints with the heads and fonts of the installation.
pub struct Clerk<'a>(pub &'a App);

impl Clerk<'_> {
    async fn head(&self, issuer: AgencyId) -> Result<Head, IncidentError> {
        self.0.reports.suggested_head(issuer).await.map_err(told)
    }
}

/// What stopped the printing, in the words of incidents.
fn told(error: ReportError) -> IncidentError {
    match error {
        ReportError::Document(e) => e.into(),
        ReportError::Store(e) => e.into(),
        e => IncidentError::Store(StoreError::from(std::io::Error::other(e))),
    }
}

/// Values as the layout takes them.
pub fn filled(values: &Values) -> BTreeMap<String, Filled> {
    let one = |value: &Value| match value {
        Value::Text(text) => Filled::Text(text.clone()),
        Value::Rows(rows) => Filled::Rows(rows.clone()),
    };
    values
        .iter()
        .map(|(key, value)| (key.clone(), one(value)))
        .collect()
}

fn material<'a>(
    paper: &'a Paper,
    head: &'a Head,
    values: &'a BTreeMap<String, Filled>,
) -> incident_form::Material<'a> {
    incident_form::Material {
        head,
        form: &paper.form.body,
        legal: &paper.form.legal,
        values,
        code: &paper.code,
        period: None,
        addressees: &paper.recipients,
        number: paper.number,
        date: paper.date,
        year: paper.today.year(),
        level: paper.level,
        exercise: paper.drill,
        internal: paper.internal,
    }
}

#[async_trait]
impl Printer for Clerk<'_> {
    async fn numbering(&self, paper: &Paper) -> Result<Numbering, IncidentError> {
        let head = self.head(paper.issuer).await?;
        let values = filled(&paper.values);
        let numbering = incident_form::numbering(&material(paper, &head, &values));
        Ok(Numbering {
            organ: head.variant,
            type_code: numbering.type_code,
            subject: numbering.subject,
            symbol: numbering.symbol,
            unit: head.unit_symbol,
        })
    }

    async fn print(&self, paper: &Paper, format: reports::Format) -> Result<Vec<u8>, IncidentError> {
        let head = self.head(paper.issuer).await?;
        let values = filled(&paper.values);
        let document = incident_form::document(&material(paper, &head, &values));
        // A letter without an addressee, and the like: said before it bears a number.
        if paper.number.is_some()
            && let Some(field) = incomplete(&document)
        {
            return Err(DocumentError::Missing { field }.into());
        }
        let format = match format {
            reports::Format::Docx => Format::Docx,
            reports::Format::Pdf => Format::Pdf,
        };
        let printed = self
            .0
            .reports
            .file_of(document, Workbook::default(), format)
            .await;
        printed.map_err(told)
    }
}

/// What an official document cannot go out without.
fn incomplete(document: &coloa_document::OfficialDocument) -> Option<&'static str> {
    use coloa_document::validate::{Severity, validate};
    validate(document, true)
        .into_iter()
        // Who signs may be written by hand.
        .find(|f| f.severity == Severity::Error && f.code != "document.no_signer")
        .map(|f| f.field)
}
