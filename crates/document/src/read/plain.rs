//! Text and Markdown files.

use super::{Format, Limits, ReadError, Reading, assemble::Assembler, encoding::decode_text, markdown};
use coloa_base::{SourceText, text::nfc};

pub(super) fn read(format: Format, bytes: &[u8], limits: &Limits) -> Result<Reading, ReadError> {
    let too_much = || ReadError::TooMuchText {
        limit: limits.text_bytes as u64,
    };
    // UTF-16, the widest, takes two bytes at most where UTF-8 takes one.
    if bytes.len() / 2 > limits.text_bytes {
        return Err(too_much());
    }
    let (text, encoding) = match decode_text(bytes) {
        Ok(found) => found,
        // After a mark of UTF-16 zeros are ordinary.
        Err(_) if binary(bytes) && !bytes.starts_with(b"\xFF\xFE") && !bytes.starts_with(b"\xFE\xFF") => {
            return Err(ReadError::UnsupportedFormat {
                found: Format::Unknown,
            });
        }
        Err(error) => return Err(error),
    };
    // Control characters inside decoded text mean that it never was text.
    let sample = text.chars().take(1 << 16);
    let (mut all, mut control) = (0_usize, 0_usize);
    for c in sample {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}' | '\u{85}'));
    }
    if control * 50 > all {
        return Err(ReadError::UnsupportedFormat {
            found: Format::Unknown,
        });
    }
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if text.len() > limits.text_bytes {
        return Err(too_much());
    }
    let mut source = if format == Format::Markdown {
        let mut out = Assembler::new(limits);
        out.blocks(markdown::blocks(&text))?;
        out.finish()?
    } else {
        plain(&text)
    };
    source.notes.extend(encoding.note());
    Ok(Reading {
        format,
        encoding: Some(encoding),
        pages: None,
        source,
    })
}

/// A text file keeps its lines as they are: a plan that came out of a PDF is wrapped by hand, and where a
/// paragraph ends is for the parser to say. A form feed stays: it tells where a page ended.
fn plain(text: &str) -> SourceText {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\u{A0}' | '\u{202F}' => Some(' '),
            '\u{AD}' | '\u{FEFF}' | '\u{200B}' => None,
            c if c.is_control() && !matches!(c, '\n' | '\t' | '\u{C}') => None,
            c => Some(c),
        })
        .collect();
    SourceText {
        text: nfc(&text),
        ..SourceText::default()
    }
}

/// Whether bytes are no text in any encoding.
fn binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let control = head
        .iter()
        .filter(|b| **b < 9 || (14..32).contains(*b) || **b == 127)
        .count();
    control * 50 > head.len()
}
