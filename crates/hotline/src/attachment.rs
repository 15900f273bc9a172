//! Files that citizens send: what is taken, told by the bytes alone, and the copy that is shown, without what the device
//! wrote into it (place, owner, thumbnail, trailing bytes). The original is sealed as it arrived, with its SHA-256 over
//! the same bytes; nothing here decodes pixels or sound, so no file can make it grow.
//!
//! Taken: JPEG, PNG, WebP, HEIC; MP3, MP4 with sound alone (recorders of phones), OGG, WAV, AMR; PDF; plain text in UTF-8.
//! Not taken: what is two things at once (a picture that is also an archive or a page), everything else.
//! Of a PDF, and where a file does not hold together, no copy can be made: the original is given, when it is asked for.

mod picture;
mod sound;

use crate::{
    HotlineError,
    envelope::{Attachment, MAX_ATTACHMENT},
    error::invalid,
};

/// Characters of the name of a file.
const MAX_NAME: usize = 150;

/// Why a file is not taken. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than is taken")]
    TooLarge,
    /// None of the kinds that are taken.
    #[error("files of this kind are not taken")]
    Kind,
    /// It is of a kind that is taken, and of another one as well.
    #[error("the file is two things at once")]
    Disguised,
}

impl Refused {
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::Kind => "kind",
            Self::Disguised => "disguised",
        }
    }
}

impl From<Refused> for HotlineError {
    fn from(refused: Refused) -> Self {
        invalid("file", refused.reason())
    }
}

coloa_base::words! {
    /// What is taken, by media type.
    pub enum Kind {
        Jpeg = "image/jpeg",
        Png = "image/png",
        WebP = "image/webp",
        Heic = "image/heic",
        Mp3 = "audio/mpeg",
        Mp4 = "audio/mp4",
        Ogg = "audio/ogg",
        Wav = "audio/wav",
        Amr = "audio/amr",
        Pdf = "application/pdf",
        Text = "text/plain",
    }
}

impl Kind {
    /// What its bytes say it is; `None`: nothing that is taken.
    #[must_use]
    pub fn of(content: &[u8]) -> Option<Self> {
        // Before the rest: nothing tells a film from a sound by its first bytes.
        if content.get(4..8) == Some(b"ftyp") {
            return match infer::get(content).map(|t| t.mime_type()) {
                Some("image/heif") => Some(Self::Heic),
                Some("image/avif") => None,
                _ => sound::is_sound_alone(content).then_some(Self::Mp4),
            };
        }
        let found = infer::get(content).map(|t| t.mime_type());
        match found {
            Some("image/jpeg") => Some(Self::Jpeg),
            Some("image/png") => Some(Self::Png),
            Some("image/webp") => Some(Self::WebP),
            Some("audio/mpeg") => Some(Self::Mp3),
            Some("audio/ogg" | "audio/opus") => sound::is_ogg_sound(content).then_some(Self::Ogg),
            Some("audio/x-wav") => Some(Self::Wav),
            Some("audio/amr") => Some(Self::Amr),
            Some("application/pdf") => Some(Self::Pdf),
            Some("text/html" | "text/xml" | "text/x-shellscript") => None,
            // Two letters make a bitmap of "BMW": what reads as text is text.
            _ => is_text(content).then_some(Self::Text),
        }
    }

    /// What a chooser of files offers, as of `<input accept>`: what is taken, by the names that phones give it as well.
    pub const ACCEPT: &str = "image/jpeg,image/png,image/webp,image/heic,image/heif,.jpg,.jpeg,.png,.webp,.heic,\
        audio/mpeg,audio/mp4,audio/x-m4a,audio/3gpp,audio/ogg,audio/opus,audio/wav,audio/x-wav,audio/amr,.mp3,.m4a,.ogg,\
        .opus,.wav,.amr,application/pdf,.pdf,text/plain,.txt";

    /// What its name ends with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Heic => "heic",
            Self::Mp3 => "mp3",
            Self::Mp4 => "m4a",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
            Self::Amr => "amr",
            Self::Pdf => "pdf",
            Self::Text => "txt",
        }
    }
}

/// Text in UTF-8 without control characters that is no page.
fn is_text(content: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else {
        return false;
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut first = text.trim_start().chars();
    let is_markup = first.next() == Some('<')
        && first
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?' | '/'));
    !is_markup
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Takes a file, or says why not. `name` is what the sender calls it; it is sealed with the file.
pub fn take(name: &str, content: Vec<u8>) -> Result<Attachment, Refused> {
    if content.is_empty() {
        return Err(Refused::Empty);
    }
    if content.len() > MAX_ATTACHMENT {
        return Err(Refused::TooLarge);
    }
    let kind = Kind::of(&content).ok_or(Refused::Kind)?;
    if is_disguised(kind, &content) {
        return Err(Refused::Disguised);
    }
    Ok(Attachment {
        name: clean_name(name, kind),
        media_type: kind.to_string(),
        content,
    })
}

/// Whether a file of a kind could be opened as an archive, or be taken for a page by a browser that looks for itself.
fn is_disguised(kind: Kind, content: &[u8]) -> bool {
    if ends_as_archive(content) {
        return true;
    }
    !matches!(kind, Kind::Text | Kind::Pdf) && holds_markup(content)
}

/// Beginnings of pages and scripts, without regard to case, each with a byte behind that ends a name: six bytes and more,
/// which one in a hundred thousand photos of ten megabytes holds by chance.
const MARKUP: [&[u8]; 5] = [b"<script", b"<html", b"<!doctype", b"<iframe", b"<?php"];

/// Too short to be looked for in a whole photo, of which one in a hundred holds it by chance. Where a page or a drawing begins
/// it is looked for as well: nothing that reads either looks further.
const MARKUP_AT_HEAD: &[u8] = b"<svg";

/// How far the head of a file goes; browsers that look for themselves look at no more than some 1,400 bytes.
const HEAD: usize = 1024;

fn holds_markup(content: &[u8]) -> bool {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let content = content.trim_ascii_start();
    let begins = |at: usize, word: &[u8]| {
        let found = content.get(at..at + word.len());
        let next = content.get(at + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word))
            && next.is_none_or(|next| next.is_ascii_whitespace() || b">/".contains(next))
    };
    let mut places = content.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    places.any(|(at, _)| {
        MARKUP.iter().any(|word| begins(at, word)) || (at < HEAD && begins(at, MARKUP_AT_HEAD))
    })
}

/// A directory of a ZIP archive at the end, as every reader of archives looks for it (APPNOTE 4.3.16): readers begin there,
/// whatever stands at the beginning.
fn ends_as_archive(content: &[u8]) -> bool {
    const SIGNATURE: &[u8] = b"PK\x05\x06";
    const RECORD: usize = 22;
    let from = content.len().saturating_sub(RECORD + usize::from(u16::MAX));
    let tail = &content[from..];
    tail.windows(SIGNATURE.len()).enumerate().any(|(at, window)| {
        let comment = || {
            let bytes = tail.get(at + 20..at + RECORD)?;
            Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
        };
        // A reader takes a comment that is shorter than what follows as well.
        window == SIGNATURE && comment().is_some_and(|length| at + RECORD + length <= tail.len())
    })
}

/// A name without a path or control characters; by its kind where nothing is left.
fn clean_name(name: &str, kind: Kind) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = name
        .chars()
        // Marks that turn the direction of writing make "exe.jpg" of "gpj.exe".
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(MAX_NAME)
        .collect();
    let clean = coloa_base::text::nfc(clean.trim());
    if clean.trim_matches('.').is_empty() {
        format!("tep.{}", kind.extension())
    } else {
        clean
    }
}

/// The copy that is shown: the same picture, sound or text without what was written beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub kind: Kind,
    pub content: Vec<u8>,
}

/// Makes it. `None`: none can be made, the original alone is there.
#[must_use]
pub fn shown(content: &[u8]) -> Option<Shown> {
    let kind = Kind::of(content)?;
    let copy = match kind {
        Kind::Jpeg => picture::jpeg(content),
        Kind::Png => picture::png(content),
        Kind::WebP => picture::webp(content),
        Kind::Heic => picture::heic(content),
        Kind::Mp3 => sound::mp3(content),
        Kind::Mp4 => sound::mp4(content),
        Kind::Ogg => sound::ogg(content),
        Kind::Wav => sound::wav(content),
        // They have no room for anything else.
        Kind::Amr | Kind::Text => Some(content.to_vec()),
        Kind::Pdf => None,
    }?;
    Some(Shown { kind, content: copy })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A picture of one point, with what a phone writes beside it.
    fn jpeg() -> Vec<u8> {
        picture::tests::jpeg(6, b"NHA-RIENG-21.0285-105.8542", b"sau anh")
    }

    #[test]
    fn kinds_are_told_by_bytes_and_what_is_not_taken_says_why() {
        let take = |content: &[u8]| take("anh.jpg", content.to_vec()).map(|a| a.media_type);
        assert_eq!(take(&jpeg()).as_deref(), Ok("image/jpeg"));
        assert_eq!(
            take("Nó nhắn: chuyển tiền đi".as_bytes()).as_deref(),
            Ok("text/plain")
        );
        assert_eq!(take(b"BMW moi mua").as_deref(), Ok("text/plain"));
        assert_eq!(take(b"%PDF-1.7\n1 0 obj").as_deref(), Ok("application/pdf"));
        assert_eq!(
            take(b"#!AMR\n\x3c\x91\x17\x16\xbe\x66\x79").as_deref(),
            Ok("audio/amr")
        );
        assert_eq!(take(b""), Err(Refused::Empty));
        assert_eq!(take(&vec![b'a'; MAX_ATTACHMENT + 1]), Err(Refused::TooLarge));
        for content in [
            &b"<html><script>alert(1)</script></html>"[..],
            b"  <svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"<?xml version=\"1.0\"?><svg/>",
            b"MZ\x90\0\x03\0\0\0",
            b"PK\x03\x04\x14\0\0\0\x08\0",
            b"GIF89a\x01\0\x01\0\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"Nul\0in it",
        ] {
            assert_eq!(
                take(content),
                Err(Refused::Kind),
                "{}",
                String::from_utf8_lossy(content)
            );
        }
    }

    #[test]
    fn what_is_two_things_at_once_is_not_taken() {
        let mut archive = jpeg();
        archive.extend_from_slice(b"PK\x03\x04payload");
        archive.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x10\0\0\0\x20\0\0\0\0\0");
        assert_eq!(take("a.jpg", archive.clone()), Err(Refused::Disguised));
        // Readers find the directory behind a comment, and where something follows, as well.
        archive.extend_from_slice(b"more");
        assert_eq!(take("a.jpg", archive), Err(Refused::Disguised));
        let page = picture::tests::jpeg(1, b"<SCRIPT>alert(1)</script>", b"");
        assert_eq!(take("a.jpg", page), Err(Refused::Disguised));
        let mut pdf = b"%PDF-1.7\n".to_vec();
        pdf.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x10\0\0\0\x20\0\0\0\0\0");
        assert_eq!(take("a.pdf", pdf), Err(Refused::Disguised));
        // The same letters by chance, with nothing behind them that could be a directory.
        let mut chance = jpeg();
        chance.extend_from_slice(b"PK\x05\x06");
        assert!(take("a.jpg", chance).is_ok());
    }

    #[test]
    fn letters_that_stand_in_a_photo_by_chance_do_not_refuse_it() {
        // Entropy coded, far from the head: what a photo of a few megabytes holds sooner or later.
        let mut photo = jpeg();
        let end = photo.len() - "sau anh".len() - 2;
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n * 7 % 200) as u8).collect();
        let chance = [
            &noise[..],
            b"<SvG ",
            &noise,
            b"<sVg>",
            b"<htmlx",
            b"<?phq",
            b"<scripTs",
            b"<HTm",
        ]
        .concat();
        photo.splice(end..end, chance);
        let taken = take("a.jpg", photo.clone()).unwrap();
        assert_eq!(taken.content, photo);
        assert!(shown(&photo).unwrap().content.windows(5).any(|w| w == b"<SvG "));
        // At the head, and longer words wherever they stand, it is no chance.
        for note in [&b"<sVg onload=alert(1)>"[..], b"<svg>", b"<svg/onload=alert(1)>"] {
            let drawing = picture::tests::jpeg(1, note, b"");
            assert_eq!(take("a.jpg", drawing), Err(Refused::Disguised));
        }
        for note in [
            &b"<hTml>"[..],
            b"<script src=//xau.example>",
            b"<?php\n",
            b"<!DOCTYPE html>",
            b"<IFRAME\t",
        ] {
            let page = [&photo[..], note].concat();
            assert_eq!(take("a.jpg", page), Err(Refused::Disguised), "{note:?}");
        }
    }

    #[test]
    fn what_a_chooser_offers_is_what_is_taken() {
        let offered: Vec<&str> = Kind::ACCEPT.split(',').collect();
        for kind in Kind::ALL {
            assert!(offered.contains(&kind.as_str()), "{kind}");
            assert!(
                offered.contains(&format!(".{}", kind.extension()).as_str()),
                "{kind}"
            );
        }
        let is_offered = |word: &str| Kind::ACCEPT.contains(word);
        assert!(
            !["*", "video", ".eml", " ", "svg", "gif"]
                .into_iter()
                .any(is_offered)
        );
    }

    #[test]
    fn names_lose_paths_and_tricks() {
        let name = |name: &str| take(name, jpeg()).unwrap().name;
        assert_eq!(name("C:\\Users\\Bưởi\\ảnh.jpg"), "ảnh.jpg");
        assert_eq!(name("../../etc/passwd"), "passwd");
        assert_eq!(name("a\u{202e}gpj.exe\u{0}"), "agpj.exe");
        assert_eq!(name(".."), "tep.jpg");
        assert_eq!(name(&"x".repeat(500)).len(), MAX_NAME);
    }

    #[test]
    fn of_a_pdf_there_is_no_copy() {
        assert_eq!(shown(b"%PDF-1.7\n/Author (Nguoi Bao)"), None);
        assert_eq!(
            shown("tin nhắn".as_bytes()).unwrap().content,
            "tin nhắn".as_bytes()
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(content: Vec<u8>, head in 0_usize..8, cut in 0_usize..400) {
            let heads: [&[u8]; 8] = [
                b"", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBPVP8X",
                b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42",
                b"RIFF\x20\0\0\0WAVEfmt ", b"ID3\x04\0\0\0\0\0\x0a",
            ];
            let bytes = [heads[head], &content[..]].concat();
            let _ = shown(&bytes);
            let _ = take("a", bytes);
            let mut picture = jpeg();
            picture.truncate(cut);
            let _ = shown(&picture);
        }
    }
}
