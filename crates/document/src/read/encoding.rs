//! From bytes to text: UTF-8, UTF-16, Windows-1258, and the two font encodings of old Vietnamese documents.
//! Where there is no mark that tells, the decoding that gives Vietnamese syllables is taken, and only if no
//! other comes near; else the file is refused rather than read wrongly.

use super::{ReadError, detect::find, syllable::Score, tcvn3, vni};
use coloa_base::Note;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};

/// How a text was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1258,
    /// TCVN3 (ABC).
    Tcvn3,
    /// VNI-Windows.
    Vni,
}

impl TextEncoding {
    /// The name people know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1258 => "Windows-1258",
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
        }
    }

    /// The note for a reading in this encoding, `None` for Unicode ones.
    pub(super) fn note(self) -> Option<Note> {
        matches!(self, Self::Windows1258 | Self::Tcvn3 | Self::Vni).then(|| Note {
            code: "read.legacy_encoding".into(),
            detail: Some(self.name().into()),
        })
    }
}

/// Marked words looked at; more does not change the answer.
const SAMPLE: usize = 1500;
/// Fewer marked words than this prove nothing.
const FEWEST: usize = 3;
/// Share of marked words that must be syllables: foreign names and abbreviations take the rest.
const ENOUGH: f64 = 0.8;
/// How far the best decoding must lead the next.
const LEAD: f64 = 0.2;

/// Decodes a text file.
///
/// # Errors
/// [`ReadError::UnknownEncoding`] where it cannot be told.
pub fn decode_text(bytes: &[u8]) -> Result<(String, TextEncoding), ReadError> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = std::str::from_utf8(rest).map_err(|_| ReadError::UnknownEncoding)?;
        return Ok(unicode(text));
    }
    // UTF-32 little endian begins like UTF-16; nobody sends it, and it must not be read as UTF-16.
    if bytes.starts_with(b"\xFF\xFE\0\0") {
        return Err(ReadError::UnknownEncoding);
    }
    for (mark, encoding, name) in [
        (b"\xFF\xFE", UTF_16LE, TextEncoding::Utf16Le),
        (b"\xFE\xFF", UTF_16BE, TextEncoding::Utf16Be),
    ] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, broken) = encoding.decode_without_bom_handling(rest);
            return if broken {
                Err(ReadError::UnknownEncoding)
            } else {
                Ok((text.into_owned(), name))
            };
        }
    }
    if let Some(found) = utf16_without_mark(bytes) {
        return Ok(found);
    }
    if find(&bytes[..bytes.len().min(1 << 16)], b"\0").is_some() {
        return Err(ReadError::UnknownEncoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(unicode(text));
    }
    let western = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let windows_1258 = WINDOWS_1258.decode_without_bom_handling(bytes).0;
    let candidates = [
        (coloa_base::text::nfc(&windows_1258), TextEncoding::Windows1258),
        (
            coloa_base::text::nfc(&tcvn3::decode(&western)),
            TextEncoding::Tcvn3,
        ),
        (vni::decode(&western), TextEncoding::Vni),
    ];
    best(candidates).ok_or(ReadError::UnknownEncoding)
}

/// Unicode text may still hold letters of an old font, where somebody copied them out of an old document.
fn unicode(text: &str) -> (String, TextEncoding) {
    repair(text).unwrap_or_else(|| (text.to_owned(), TextEncoding::Utf8))
}

/// Text of an old font that was stored as Unicode letters ("Céng hoµ", "Coäng hoøa"): converted where that
/// makes far more syllables of it, `None` where it is fine as it is.
pub(super) fn repair(text: &str) -> Option<(String, TextEncoding)> {
    let now = Score::of(text, SAMPLE);
    if now.marked < FEWEST || now.share() >= ENOUGH - LEAD {
        return None;
    }
    let candidates = [
        (coloa_base::text::nfc(&tcvn3::decode(text)), TextEncoding::Tcvn3),
        (vni::decode(text), TextEncoding::Vni),
    ];
    best(candidates)
}

/// Converts a run whose font says which encoding it has; text that is Unicode already stays.
pub(super) fn decode_run(text: &str, encoding: TextEncoding, capitals: bool) -> String {
    // Letters that no 8-bit font has a code for prove that the run was typed in Unicode.
    if text
        .chars()
        .any(|c| matches!(u32::from(c), 0x100..=0x151 | 0x154..=0x1FF | 0x1E00..=0x1EFF))
    {
        return text.to_owned();
    }
    let decoded = match encoding {
        TextEncoding::Tcvn3 => tcvn3::decode(text),
        TextEncoding::Vni => vni::decode(text),
        _ => text.to_owned(),
    };
    if capitals { decoded.to_uppercase() } else { decoded }
}

fn best<const N: usize>(candidates: [(String, TextEncoding); N]) -> Option<(String, TextEncoding)> {
    let mut scored: Vec<(Score, String, TextEncoding)> = candidates
        .into_iter()
        .map(|(text, encoding)| (Score::of(&text, SAMPLE), text, encoding))
        .collect();
    scored.sort_by(|a, b| b.0.share().total_cmp(&a.0.share()));
    let next = scored.get(1).map_or(0.0, |(score, ..)| score.share());
    let (score, text, encoding) = scored.into_iter().next()?;
    let told = score.good >= FEWEST && score.share() >= ENOUGH && score.share() - next >= LEAD;
    told.then_some((text, encoding))
}

/// UTF-16 that lost its mark: Latin text has a zero in every other byte, Vietnamese often enough.
fn utf16_without_mark(bytes: &[u8]) -> Option<(String, TextEncoding)> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |offset: usize| {
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .take(4096)
            .filter(|b| **b == 0)
            .count()
    };
    let units = (bytes.len() / 2).min(4096);
    let (even, odd) = (zeros(0), zeros(1));
    let (encoding, name) = if odd * 3 > units && even * 20 < units {
        (UTF_16LE, TextEncoding::Utf16Le)
    } else if even * 3 > units && odd * 20 < units {
        (UTF_16BE, TextEncoding::Utf16Be)
    } else {
        return None;
    };
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let control = text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    (!broken && control == 0).then(|| (text.into_owned(), name))
}
