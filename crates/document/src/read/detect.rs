//! What a file is, told by its content. A name is only a hint between text and Markdown, since names lie.

use super::{Limits, ReadError, archive::Archive};
use std::fmt;

/// What the content of a file looks like; only the first five are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Docx,
    Pdf,
    Text,
    Markdown,
    Xlsx,
    /// Binary Word, Excel, PowerPoint, or an encrypted newer one in the same container.
    Ole,
    Odf,
    Rtf,
    Html,
    Image,
    Archive,
    Program,
    Unknown,
}

/// As it stands in sentences of any language, so kinds are named by what their files are called.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Xlsx => "xlsx",
            Self::Ole => "doc",
            Self::Odf => "odt",
            Self::Rtf => "rtf",
            Self::Html => "html",
            Self::Image => "png/jpg",
            Self::Archive => "zip/rar",
            Self::Program => "exe",
            Self::Unknown => "?",
        })
    }
}

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const SIGNATURES: &[(&[u8], Format)] = &[
    (OLE, Format::Ole),
    (b"{\\rtf", Format::Rtf),
    (b"\x89PNG", Format::Image),
    (b"\xFF\xD8\xFF", Format::Image),
    (b"GIF8", Format::Image),
    (b"II*\0", Format::Image),
    (b"MM\0*", Format::Image),
    (b"BM", Format::Image),
    (b"Rar!", Format::Archive),
    (b"7z\xBC\xAF\x27\x1C", Format::Archive),
    (b"\x1F\x8B", Format::Archive),
    (b"\xFD7zXZ", Format::Archive),
    (b"\x28\xB5\x2F\xFD", Format::Archive),
    (b"MZ", Format::Program),
    (b"\x7FELF", Format::Program),
    (b"\xCF\xFA\xED\xFE", Format::Program),
    (b"\xFE\xED\xFA", Format::Program),
    (b"\xCA\xFE\xBA\xBE", Format::Program),
];

/// Tells the format and refuses what cannot be read: empty files, macros, encryption, other formats.
///
/// # Errors
/// [`ReadError::Empty`], [`ReadError::Macros`], [`ReadError::Encrypted`], [`ReadError::LegacyOffice`],
/// [`ReadError::UnsupportedFormat`], [`ReadError::Damaged`] for a broken archive.
pub fn detect(name: &str, bytes: &[u8], limits: &Limits) -> Result<Format, ReadError> {
    limits.check_size(bytes.len() as u64)?;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    // The header of a PDF may stand anywhere in the first kilobyte (ISO 32000-1, Annex H, note 13), but a
    // text that merely speaks of PDF must not match: it has to begin a line.
    let head = &bytes[..bytes.len().min(1024)];
    if let Some(at) = find(head, b"%PDF-")
        && (at == 0 || matches!(head[at - 1], b'\n' | b'\r' | 0) || head[..at].iter().any(|b| *b < 9))
    {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return detect_zip(name, bytes, limits);
    }
    for (signature, format) in SIGNATURES {
        // Two letters alone may begin a text ("MZ…", "BM…"); a program or picture has control bytes soon after.
        if bytes.starts_with(signature) && (signature.len() > 2 || head.iter().any(|b| *b < 9)) {
            return match format {
                Format::Ole => Err(ole(bytes)),
                other => Err(ReadError::UnsupportedFormat { found: *other }),
            };
        }
    }
    let trimmed = head.trim_ascii_start();
    let trimmed = trimmed
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(trimmed)
        .trim_ascii_start();
    // Pictures whose sign stands behind a length: WEBP, and HEIC or AVIF as telephones take them.
    let kind = |at: usize| head.get(at..at + 4).unwrap_or_default();
    let camera = [&b"heic"[..], b"heix", b"hevc", b"mif1", b"msf1", b"avif"];
    if kind(0) == b"RIFF" && kind(8) == b"WEBP" || kind(4) == b"ftyp" && camera.contains(&kind(8)) {
        return Err(ReadError::UnsupportedFormat { found: Format::Image });
    }
    for prefix in [&b"<!doctype html"[..], b"<html", b"<?xml", b"<script"] {
        if trimmed.len() >= prefix.len() && trimmed[..prefix.len()].eq_ignore_ascii_case(prefix) {
            return Err(ReadError::UnsupportedFormat { found: Format::Html });
        }
    }
    let lower = name.to_ascii_lowercase();
    let markdown = [".md", ".markdown"].iter().any(|ending| lower.ends_with(ending));
    Ok(if markdown { Format::Markdown } else { Format::Text })
}

/// Encrypted documents and binary ones share a container; its directory names (UTF-16LE) tell them apart.
fn ole(bytes: &[u8]) -> ReadError {
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    if find(bytes, &wide("EncryptedPackage")).is_some() {
        ReadError::Encrypted { format: Format::Docx }
    } else {
        ReadError::LegacyOffice { found: Format::Ole }
    }
}

fn detect_zip(name: &str, bytes: &[u8], limits: &Limits) -> Result<Format, ReadError> {
    // Of a broken archive nothing but the name says what it was meant to be; it serves the sentence alone.
    let lower = name.to_ascii_lowercase();
    let meant = match lower.rsplit('.').next() {
        Some("docx") => Format::Docx,
        Some("xlsx") => Format::Xlsx,
        _ => Format::Archive,
    };
    let mut archive = Archive::open(bytes, meant, limits)?;
    let names: Vec<String> = archive.names().map(str::to_ascii_lowercase).collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    let under = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    let format = if under("word/") {
        Format::Docx
    } else if has("xl/workbook.xml") {
        Format::Xlsx
    } else if has("content.xml") && has("mimetype") {
        return Err(ReadError::UnsupportedFormat { found: Format::Odf });
    } else {
        return Err(ReadError::UnsupportedFormat {
            found: Format::Archive,
        });
    };
    let macros = names
        .iter()
        .any(|n| n.ends_with("vbaproject.bin") || n.ends_with("vbadata.xml"));
    let types = archive.read("[Content_Types].xml")?;
    if macros || types.is_some_and(|t| find(&t.to_ascii_lowercase(), b"macroenabled").is_some()) {
        return Err(ReadError::Macros { format });
    }
    Ok(format)
}

pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
