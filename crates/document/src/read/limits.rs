//! What a reading may cost. Every figure is a cap of this product against hostile or broken files, not a
//! legal number; an installation may change them.

use super::{ReadError, Tool};
use std::{path::PathBuf, time::Duration};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Caps of one reading. [`Limits::default`] suits a machine with 2 GB of memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the uploaded file.
    pub file_bytes: u64,
    /// Bytes unpacked from one archive (DOCX, XLSX), all entries together.
    pub unpacked_bytes: u64,
    /// Entries of one archive.
    pub entries: usize,
    /// Unpacked size of an entry against its packed size; real documents stay below 60.
    pub ratio: u64,
    /// Elements inside one another.
    pub xml_depth: usize,
    /// Bytes of text that a reading may give.
    pub text_bytes: usize,
    /// Pages of a PDF.
    pub pages: u32,
    /// Pages that are recognised (OCR); each costs seconds.
    pub recognised_pages: u32,
    /// Bytes that a child process may print.
    pub tool_output_bytes: u64,
    /// Wall-clock time of one run of a child process.
    pub tool_time: Duration,
    /// Wall-clock time of the whole reading.
    pub total_time: Duration,
    /// Address space of a child process in bytes.
    pub tool_memory: u64,
    /// Rows of a sheet.
    pub sheet_rows: usize,
    /// Filled cells of a sheet.
    pub sheet_cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            file_bytes: 100 * MIB,
            unpacked_bytes: 256 * MIB,
            entries: 4096,
            ratio: 250,
            xml_depth: 256,
            text_bytes: 16 << 20,
            pages: 500,
            recognised_pages: 100,
            tool_output_bytes: 64 * MIB,
            tool_time: Duration::from_secs(60),
            total_time: Duration::from_secs(600),
            tool_memory: 2048 * MIB,
            sheet_rows: 50_000,
            sheet_cells: 1_000_000,
        }
    }
}

impl Limits {
    /// Refuses a size that was announced (a `Content-Length`), before a byte is taken in.
    ///
    /// # Errors
    /// [`ReadError::TooLarge`].
    pub fn check_size(&self, bytes: u64) -> Result<(), ReadError> {
        if bytes > self.file_bytes {
            Err(ReadError::TooLarge {
                limit: self.file_bytes,
            })
        } else {
            Ok(())
        }
    }

    /// Takes in a file of unknown size; never holds more than the cap and one byte.
    ///
    /// # Errors
    /// [`ReadError::TooLarge`] as soon as the cap is passed; [`ReadError::Io`] where the source fails.
    pub async fn buffer(
        &self,
        announced: Option<u64>,
        source: impl AsyncRead + Unpin,
    ) -> Result<Vec<u8>, ReadError> {
        if let Some(bytes) = announced {
            self.check_size(bytes)?;
        }
        let mut bytes = Vec::new();
        source
            .take(self.file_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .await
            .map_err(|source| ReadError::Io { source })?;
        self.check_size(bytes.len() as u64)?;
        Ok(bytes)
    }
}

/// The programs a reading may start; `None` where one is not installed. The default is what is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tools {
    pub pdftotext: Option<PathBuf>,
    pub pdftoppm: Option<PathBuf>,
    pub tesseract: Option<PathBuf>,
}

impl Default for Tools {
    fn default() -> Self {
        Self::find()
    }
}

impl Tools {
    /// No program at all: PDF cannot be read.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            pdftotext: None,
            pdftoppm: None,
            tesseract: None,
        }
    }

    /// Looks along `PATH`.
    #[must_use]
    pub fn find() -> Self {
        let find = |tool: Tool| {
            std::env::split_paths(&std::env::var_os("PATH")?)
                .filter(|folder| folder.is_absolute())
                .map(|folder| folder.join(tool.program()))
                .find(|path| path.is_file())
        };
        Self {
            pdftotext: find(Tool::PdfToText),
            pdftoppm: find(Tool::PdfToPpm),
            tesseract: find(Tool::Tesseract),
        }
    }

    pub(super) fn path(&self, tool: Tool) -> Option<&PathBuf> {
        match tool {
            Tool::PdfToText => self.pdftotext.as_ref(),
            Tool::PdfToPpm => self.pdftoppm.as_ref(),
            Tool::Tesseract => self.tesseract.as_ref(),
        }
    }
}
