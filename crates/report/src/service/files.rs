//! The report as files: DOCX and PDF in the official layout, the annex as XLSX.

use super::Reports;
use crate::{
    ReportError, compose,
    store::{self, Report},
};
use coloa_auth::{Actor, action};
use coloa_base::{FileId, ReportId};
use coloa_document::{OfficialDocument, xlsx::Workbook};
use coloa_platform::files::{FileError, StoredFile};
use std::sync::Arc;

/// Whose files the signed ones are, see [`coloa_platform::files`].
pub(super) const SIGNED: &str = "report";

/// What a report is exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Docx,
    Pdf,
    Xlsx,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Docx, Self::Pdf, Self::Xlsx];
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.extension() == text)
    }
}

impl Reports {
    /// A document of another area as a file; `book` is what its XLSX holds.
    ///
    /// # Errors
    /// The document breaks a rule of form, or cannot be set.
    pub async fn file_of(
        &self,
        document: OfficialDocument,
        book: Workbook,
        format: Format,
    ) -> Result<Vec<u8>, ReportError> {
        let pdf = Arc::clone(&self.pdf);
        blocking(move || match format {
            Format::Xlsx => coloa_document::xlsx::xlsx(&book),
            Format::Pdf => pdf.pdf(&document),
            Format::Docx => coloa_document::docx::docx(&document),
        })
        .await
    }

    /// The composed document, for the preview and for tests.
    pub async fn document(&self, actor: &Actor, id: ReportId) -> Result<OfficialDocument, ReportError> {
        let row = self.allowed(actor, action::REPORT_READ, id).await?;
        let figures = self.figures(&row).await?;
        self.check_whole(actor, action::REPORT_READ, &row, figures.agencies())?;
        self.with_material(&row, &figures, compose::document).await
    }

    /// File name and content.
    pub async fn export(
        &self,
        actor: &Actor,
        id: ReportId,
        format: Format,
    ) -> Result<(String, Vec<u8>), ReportError> {
        let row = self.allowed(actor, action::REPORT_EXPORT, id).await?;
        let figures = self.figures(&row).await?;
        self.check_whole(actor, action::REPORT_EXPORT, &row, figures.agencies())?;
        let content = if format == Format::Xlsx {
            let book = self.with_material(&row, &figures, compose::workbook).await?;
            blocking(move || coloa_document::xlsx::xlsx(&book)).await?
        } else {
            let document = self.with_material(&row, &figures, compose::document).await?;
            let pdf = Arc::clone(&self.pdf);
            blocking(move || match format {
                Format::Pdf => pdf.pdf(&document),
                _ => coloa_document::docx::docx(&document),
            })
            .await?
        };
        Ok((file_name(&row, format), content))
    }

    /// The signed file, or an earlier one that it replaced.
    pub async fn signed(
        &self,
        actor: &Actor,
        id: ReportId,
        earlier: Option<FileId>,
    ) -> Result<(StoredFile, Vec<u8>), ReportError> {
        let row = self.allowed(actor, action::REPORT_READ, id).await?;
        let parts = store::contributors(self.access.db().reader(), id).await?;
        self.check_whole(actor, action::REPORT_READ, &row, parts)?;
        let file = match earlier {
            None => FileId(row.signed_file_id.ok_or(FileError::NotFound)?),
            Some(file) => {
                let all = self.signed_files(&row, true).await?;
                let known = all.iter().any(|f| f.id == file.uuid());
                known.then_some(file).ok_or(FileError::NotFound)?
            }
        };
        Ok(self.files.get(self.access.db(), file).await?)
    }

    /// All files that were attached as the signed one, oldest first; none for whoever sees a part alone.
    pub(super) async fn signed_files(
        &self,
        row: &Report,
        whole: bool,
    ) -> Result<Vec<StoredFile>, ReportError> {
        if !whole || row.signed_file_id.is_none() {
            return Ok(Vec::new());
        }
        Ok(self
            .files
            .of(self.access.db(), SIGNED, &row.id.to_string())
            .await?)
    }
}

/// E.g. `05-BC-UBND Bao cao nam 2026.docx`: the symbol, then the title.
fn file_name(row: &Report, format: Format) -> String {
    let symbol = row.symbol.as_deref().map(|s| {
        s.trim_start_matches("Số:")
            .trim_start_matches("Số")
            .trim()
            .replace('/', "-")
    });
    let title: String = row
        .title
        .chars()
        .filter(|c| !"/\\:*?\"<>|".contains(*c))
        .take(120)
        .collect();
    match symbol {
        Some(symbol) => format!("{symbol} {title}.{}", format.extension()),
        None => format!("{title}.{}", format.extension()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, coloa_document::DocumentError> + Send + 'static,
) -> Result<T, ReportError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| ReportError::Source(Box::new(e)))?
        .map_err(ReportError::from)
}
