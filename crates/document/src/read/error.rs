//! Why a file could not be read. Codes are `read.<what>`; the sentences stand in the web app and the CLI.

use super::Format;
use coloa_base::{AreaError, ErrorKind};
use std::{collections::BTreeMap, error::Error, fmt, io, time::Duration};

/// The cause below a [`ReadError`], whatever library it came from.
pub type Cause = Box<dyn Error + Send + Sync>;

/// A program that a reading may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    PdfToText,
    PdfToPpm,
    Tesseract,
}

impl Tool {
    #[must_use]
    pub const fn program(self) -> &'static str {
        match self {
            Self::PdfToText => "pdftotext",
            Self::PdfToPpm => "pdftoppm",
            Self::Tesseract => "tesseract",
        }
    }
    /// The Debian package to install.
    #[must_use]
    pub const fn package(self) -> &'static str {
        match self {
            Self::PdfToText | Self::PdfToPpm => "poppler-utils",
            Self::Tesseract => "tesseract-ocr-vie",
        }
    }
}

#[derive(Debug)]
pub enum ReadError {
    /// No byte, or no text at all.
    Empty,
    /// Larger than `limit` bytes.
    TooLarge { limit: u64 },
    /// Not a format that is read; `found` is what the content looks like.
    UnsupportedFormat { found: Format },
    /// Text in an encoding that could not be told.
    UnknownEncoding,
    /// The file carries macros; refused whole.
    Macros { format: Format },
    /// A binary Office file (.doc, .xls, .ppt): to be saved in the newer format first.
    LegacyOffice { found: Format },
    /// Protected by a password or against copying.
    Encrypted { format: Format },
    /// Cut off or broken.
    Damaged { format: Format, source: Option<Cause> },
    /// Unpacks to far more than it may.
    Bomb { format: Format },
    /// XML with its own entities or document type, which Office never writes.
    UnsafeXml,
    /// Nested deeper or in more parts than any real document.
    TooComplex,
    /// More text than `limit` bytes, or more rows or cells than a sheet may have.
    TooMuchText { limit: u64 },
    /// More pages than `limit`.
    TooManyPages { limit: u32 },
    /// Pictures of pages only, and no program to recognise them.
    NoTextLayer { missing: Tool },
    /// The format needs a program that is not installed.
    ToolMissing { tool: Tool },
    /// A program failed for a reason that is not the file's.
    ToolFailed { tool: Tool, source: Option<Cause> },
    /// Took longer than it may.
    TimedOut { tool: Option<Tool>, after: Duration },
    /// No sheet of that name or number.
    NoSuchSheet { name: String },
    /// The temporary folder or the source of bytes failed.
    Io { source: io::Error },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing to read"),
            Self::TooLarge { limit } => write!(f, "file larger than {limit} bytes"),
            Self::UnsupportedFormat { found } => write!(f, "format not read: {found}"),
            Self::UnknownEncoding => f.write_str("text encoding not recognised"),
            Self::Macros { format } => write!(f, "{format} with macros"),
            Self::LegacyOffice { found } => write!(f, "binary Office file: {found}"),
            Self::Encrypted { format } => write!(f, "protected {format}"),
            Self::Damaged { format, .. } => write!(f, "damaged {format}"),
            Self::Bomb { format } => write!(f, "{format} unpacks beyond its caps"),
            Self::UnsafeXml => f.write_str("XML with a document type or entities of its own"),
            Self::TooComplex => f.write_str("nested too deeply or in too many parts"),
            Self::TooMuchText { limit } => write!(f, "content above {limit}"),
            Self::TooManyPages { limit } => write!(f, "more than {limit} pages"),
            Self::NoTextLayer { missing } => write!(f, "no text layer, and {} is missing", missing.program()),
            Self::ToolMissing { tool } => write!(f, "{} is not installed", tool.program()),
            Self::ToolFailed { tool, .. } => write!(f, "{} failed", tool.program()),
            Self::TimedOut {
                tool: Some(tool),
                after,
            } => {
                write!(f, "{} ran longer than {after:?}", tool.program())
            }
            Self::TimedOut { tool: None, after } => write!(f, "reading took longer than {after:?}"),
            Self::NoSuchSheet { name } => write!(f, "no sheet {name:?}"),
            Self::Io { .. } => f.write_str("temporary storage failed"),
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Damaged {
                source: Some(source), ..
            }
            | Self::ToolFailed {
                source: Some(source), ..
            } => Some(source.as_ref()),
            Self::Io { source } => Some(source),
            _ => None,
        }
    }
}

impl AreaError for ReadError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::ToolMissing { .. } | Self::Io { .. } => ErrorKind::Unavailable,
            Self::ToolFailed { .. } => ErrorKind::Internal,
            _ => ErrorKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "read.empty",
            Self::TooLarge { .. } => "read.too_large",
            Self::UnsupportedFormat { .. } => "read.unsupported_format",
            Self::UnknownEncoding => "read.unknown_encoding",
            Self::Macros { .. } => "read.macros",
            Self::LegacyOffice { .. } => "read.legacy_doc",
            Self::Encrypted { .. } => "read.encrypted",
            Self::Damaged { .. } => "read.damaged",
            Self::Bomb { .. } => "read.decompression_bomb",
            Self::UnsafeXml => "read.unsafe_xml",
            Self::TooComplex => "read.too_complex",
            Self::TooMuchText { .. } => "read.too_much_text",
            Self::TooManyPages { .. } => "read.too_many_pages",
            Self::NoTextLayer { .. } => "read.no_text_layer",
            Self::ToolMissing { .. } => "read.tool_missing",
            Self::ToolFailed { .. } => "read.tool_failed",
            Self::TimedOut { .. } => "read.timed_out",
            Self::NoSuchSheet { .. } => "read.no_such_sheet",
            Self::Io { .. } => "read.storage_failed",
        }
    }

    fn params(&self) -> BTreeMap<&'static str, String> {
        let mut params = BTreeMap::new();
        match self {
            Self::TooLarge { limit } => {
                params.insert("limit_mib", (limit >> 20).to_string());
            }
            Self::UnsupportedFormat { found: format }
            | Self::LegacyOffice { found: format }
            | Self::Macros { format }
            | Self::Encrypted { format }
            | Self::Damaged { format, .. }
            | Self::Bomb { format } => {
                params.insert("format", format.to_string());
            }
            Self::TooMuchText { limit } => {
                params.insert("limit", limit.to_string());
            }
            Self::TooManyPages { limit } => {
                params.insert("limit", limit.to_string());
            }
            Self::NoTextLayer { missing: tool } | Self::ToolMissing { tool } => {
                params.insert("tool", tool.program().to_owned());
                params.insert("package", tool.package().to_owned());
            }
            Self::ToolFailed { tool, .. } => {
                params.insert("tool", tool.program().to_owned());
            }
            Self::TimedOut { after, .. } => {
                params.insert("seconds", after.as_secs().to_string());
            }
            Self::NoSuchSheet { name } => {
                params.insert("name", name.clone());
            }
            _ => {}
        }
        params
    }
}

impl ReadError {
    pub(crate) fn damaged(format: Format, source: impl Into<Cause>) -> Self {
        Self::Damaged {
            format,
            source: Some(source.into()),
        }
    }
}
