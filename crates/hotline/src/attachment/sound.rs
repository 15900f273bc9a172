//! Sound without what was written beside it, and the boxes of files of the MP4 family (ISO/IEC 14496-12).

use std::ops::Range;

/// A box: what it is, and where its body stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Box4 {
    pub kind: [u8; 4],
    pub head: usize,
    pub body: Range<usize>,
}

/// The boxes of a stretch of a file, one behind the other. It ends where one does not hold together.
#[derive(Clone, Debug)]
pub(super) struct Boxes<'a> {
    content: &'a [u8],
    at: usize,
    end: usize,
}

pub(super) fn boxes(content: &[u8], within: Range<usize>) -> Boxes<'_> {
    Boxes {
        content,
        at: within.start,
        end: within.end.min(content.len()),
    }
}

impl Iterator for Boxes<'_> {
    type Item = Box4;
    fn next(&mut self) -> Option<Box4> {
        let head = self.at;
        if head >= self.end {
            return None;
        }
        // Whatever is wrong below, nothing comes after it.
        self.at = self.end;
        let content = &self.content[..self.end];
        let kind = content
            .get(head.checked_add(4)?..head.checked_add(8)?)?
            .try_into()
            .ok()?;
        let (start, length) = match u32_at(content, head)? {
            0 => (head + 8, self.end - head),
            1 => {
                let (high, low) = (u32_at(content, head + 8)?, u32_at(content, head + 12)?);
                (
                    head + 16,
                    usize::try_from(u64::from(high) << 32 | u64::from(low)).ok()?,
                )
            }
            length => (head + 8, usize::try_from(length).ok()?),
        };
        let end = head.checked_add(length)?;
        if end < start || end > self.end {
            return None;
        }
        self.at = end;
        Some(Box4 {
            kind,
            head,
            body: start..end,
        })
    }
}

pub(super) fn u16_at(content: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(
        content.get(at..at.checked_add(2)?)?.try_into().ok()?,
    ))
}

pub(super) fn u32_at(content: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(
        content.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

/// Little-endian.
fn u32_le(content: &[u8], at: usize) -> Option<usize> {
    let bytes = content.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(bytes)).ok()
}

/// Whether every track of a file is sound, and there is one.
pub(super) fn is_sound_alone(content: &[u8]) -> bool {
    let Some(movie) = boxes(content, 0..content.len()).find(|b| &b.kind == b"moov") else {
        return false;
    };
    let mut tracks = boxes(content, movie.body)
        .filter(|b| &b.kind == b"trak")
        .peekable();
    tracks.peek().is_some()
        && tracks.all(|track| {
            boxes(content, track.body)
                .filter(|b| &b.kind == b"mdia")
                .flat_map(|media| boxes(content, media.body))
                .find(|b| &b.kind == b"hdlr")
                .is_some_and(|handler| {
                    let at = handler.body.start + 8;
                    content.get(at..at + 4) == Some(b"soun")
                })
        })
}

/// Names, places and pictures stand in boxes of their own: those are emptied where they stand and called free.
pub(super) fn mp4(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.to_vec();
    let mut empty = |found: &Box4| {
        if matches!(&found.kind, b"udta" | b"meta" | b"uuid" | b"free" | b"skip") {
            out[found.head + 4..found.head + 8].copy_from_slice(b"free");
            out[found.body.clone()].fill(0);
        }
    };
    let mut end = 0;
    for outer in boxes(content, 0..content.len()) {
        end = outer.body.end;
        empty(&outer);
        if &outer.kind != b"moov" {
            continue;
        }
        for inner in boxes(content, outer.body.clone()) {
            empty(&inner);
            if &inner.kind == b"trak" {
                boxes(content, inner.body.clone()).for_each(|b| empty(&b));
            }
        }
    }
    // What is behind the last box belongs to nothing.
    out.truncate(end);
    Some(out)
}

/// Bytes of the foot of an APE tag, and of its head.
const APE_FOOT: usize = 32;

/// Without the tags in front (ID3v2) and behind (ID3v1, APE).
pub(super) fn mp3(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = content;
    while rest.starts_with(b"ID3") {
        let size = rest.get(6..10)?;
        if size.iter().any(|byte| *byte > 0x7F) {
            return None;
        }
        let size = size.iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte));
        let footer = if rest[5] & 0x10 == 0 { 0 } else { 10 };
        rest = rest.get(10 + size + footer..)?;
    }
    // Encoders leave zeros behind a tag.
    let frame = rest.iter().position(|byte| *byte != 0)?;
    rest = &rest[frame..];
    loop {
        let length = rest.len();
        if length > 128 && rest[length - 128..].starts_with(b"TAG") {
            rest = &rest[..length - 128];
        } else if length > APE_FOOT && rest[length - APE_FOOT..].starts_with(b"APETAGEX") {
            let size = u32_le(rest, length - 20)?;
            // It counts this foot in; of one that says less the same foot would be met for ever.
            if size < APE_FOOT {
                return None;
            }
            let head = if rest[length - 9] & 0x80 == 0 { 0 } else { APE_FOOT };
            rest = &rest[..length.checked_sub(size.checked_add(head)?)?];
        } else {
            break;
        }
    }
    // A frame begins with eleven set bits.
    (rest.len() > 4 && rest[0] == 0xFF && rest[1] & 0xE0 == 0xE0).then(|| rest.to_vec())
}

/// What the sound needs.
const WAV: [&[u8]; 3] = [b"fmt ", b"data", b"fact"];

pub(super) fn wav(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = content.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut body = b"WAVE".to_vec();
    let mut has_sound = false;
    while let Some(id) = rest.get(..4) {
        let Some(length) = u32_le(rest, 4) else { break };
        // A recorder that was cut off did not come to write the length.
        let chunk = &rest[8..rest.len().min(length.saturating_add(8))];
        if WAV.contains(&id) {
            has_sound |= id == b"data";
            body.extend_from_slice(id);
            body.extend_from_slice(&u32::try_from(chunk.len()).ok()?.to_le_bytes());
            body.extend_from_slice(chunk);
            body.resize(body.len() + chunk.len() % 2, 0);
        }
        rest = rest.get(8 + chunk.len() + chunk.len() % 2..).unwrap_or_default();
    }
    let length = u32::try_from(body.len()).ok()?.to_le_bytes();
    has_sound.then(|| [b"RIFF", &length[..], &body].concat())
}

/// Heads of streams stand on the first pages.
const OGG_HEAD: usize = 64 * 1024;

pub(super) fn is_ogg_sound(content: &[u8]) -> bool {
    let head = &content[..content.len().min(OGG_HEAD)];
    let holds = |word: &[u8]| head.windows(word.len()).any(|w| w == word);
    (holds(b"OpusHead") || holds(b"\x01vorbis") || holds(b"Speex   "))
        && !holds(b"theora")
        && !holds(b"OVP80")
}

/// As it is, where nothing but the name of the encoder was written beside the sound: pages carry checksums, and messengers
/// write nothing else. Otherwise there is no copy.
pub(super) fn ogg(content: &[u8]) -> Option<Vec<u8>> {
    let head = &content[..content.len().min(OGG_HEAD)];
    let words: [&[u8]; 2] = [b"OpusTags", b"\x03vorbis"];
    let start = words.iter().find_map(|word| {
        let at = head.windows(word.len()).position(|w| w == *word)?;
        Some(at + word.len())
    })?;
    let mut at = start.checked_add(4)?.checked_add(u32_le(head, start)?)?;
    let count = u32_le(head, at)?;
    at += 4;
    for _ in 0..count {
        let length = u32_le(head, at)?;
        let comment = head.get(at + 4..at.checked_add(4)?.checked_add(length)?)?;
        if !comment.get(..8)?.eq_ignore_ascii_case(b"encoder=") {
            return None;
        }
        at += 4 + length;
    }
    Some(content.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachment::{Kind, shown};

    const SECRET: &[u8] = b"Nha rieng, ngo 12";

    fn has(content: &[u8], word: &[u8]) -> bool {
        content.windows(word.len()).any(|w| w == word)
    }
    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [&length[..], kind, body].concat()
    }
    fn film(handlers: &[&[u8; 4]]) -> Vec<u8> {
        let track = |handler: &&[u8; 4]| {
            let hdlr = boxed(b"hdlr", &[&[0; 8][..], &handler[..], &[0; 13]].concat());
            boxed(b"trak", &[boxed(b"mdia", &hdlr), boxed(b"udta", SECRET)].concat())
        };
        let tracks: Vec<u8> = handlers.iter().flat_map(track).collect();
        [
            boxed(b"ftyp", b"isom\0\0\x02\0isomiso2"),
            boxed(b"mdat", b"sound itself"),
            boxed(
                b"moov",
                &[tracks, boxed(b"udta", SECRET), boxed(b"meta", SECRET)].concat(),
            ),
            SECRET.to_vec(),
        ]
        .concat()
    }

    #[test]
    fn a_recording_is_taken_and_a_film_is_not() {
        assert_eq!(Kind::of(&film(&[b"soun"])), Some(Kind::Mp4));
        assert_eq!(Kind::of(&film(&[b"soun", b"vide"])), None);
        assert_eq!(Kind::of(&film(&[])), None);
        let copy = shown(&film(&[b"soun"])).unwrap();
        assert!(!has(&copy.content, SECRET) && has(&copy.content, b"sound itself"));
        assert_eq!(Kind::of(&copy.content), Some(Kind::Mp4));
    }

    #[test]
    fn tags_of_an_mp3_go() {
        let frame = b"\xff\xfb\x90\x00sound itself";
        let mut id3 = b"ID3\x04\0\0\0\0\0".to_vec();
        id3.push(u8::try_from(SECRET.len()).unwrap());
        let old = [&b"TAG"[..], SECRET, &[0; 128 - 3 - 17]].concat();
        let original = [&id3[..], SECRET, &[0, 0], frame, &old].concat();
        assert_eq!(Kind::of(&original), Some(Kind::Mp3));
        assert_eq!(mp3(&original).unwrap(), frame);
        assert_eq!(mp3(b"ID3\x04\0\0\xff\0\0\0rest"), None);
        assert_eq!(mp3(b"ID3\x04\0\0\0\0\0\x02"), None);
        // A tag of APE: what it holds, then a foot that says how long both are.
        let ape = |size: usize| {
            let size = u32::try_from(size).unwrap().to_le_bytes();
            let foot = [&b"APETAGEX\xd0\x07\0\0"[..], &size, &[0; 16]].concat();
            [&frame[..], SECRET, &foot].concat()
        };
        assert_eq!(mp3(&ape(SECRET.len() + APE_FOOT)).unwrap(), frame);
        for size in [0, 1, APE_FOOT - 1, 1_000_000, 0xFFFF_FFFF] {
            assert_eq!(mp3(&ape(size)), None, "{size}");
        }
    }

    #[test]
    fn notes_of_a_wav_go() {
        let chunk = |id: &[u8; 4], body: &[u8]| {
            let length = u32::try_from(body.len()).unwrap().to_le_bytes();
            [&id[..], &length, body, &[0][..body.len() % 2]].concat()
        };
        let body = [
            &b"WAVE"[..],
            &chunk(b"fmt ", &[0; 16]),
            &chunk(b"LIST", SECRET),
            &chunk(b"bext", SECRET),
            &chunk(b"data", b"sound"),
            &chunk(b"id3 ", SECRET),
        ]
        .concat();
        let original = [
            b"RIFF",
            &u32::try_from(body.len()).unwrap().to_le_bytes()[..],
            &body,
        ]
        .concat();
        let copy = shown(&original).unwrap();
        assert_eq!(copy.kind, Kind::Wav);
        assert!(!has(&copy.content, SECRET) && has(&copy.content, b"sound"));
        assert_eq!(wav(&copy.content).unwrap(), copy.content);
    }

    #[test]
    fn an_ogg_is_shown_where_nothing_was_written_beside() {
        let ogg = |comments: &[&[u8]]| {
            let mut all = [
                &b"OggS\0\x02"[..],
                &[0; 22],
                b"OpusHead",
                &[0; 11],
                b"OggS",
                &[0; 24],
                b"OpusTags",
            ]
            .concat();
            all.extend_from_slice(&[3, 0, 0, 0]);
            all.extend_from_slice(b"lib");
            all.extend_from_slice(&u32::try_from(comments.len()).unwrap().to_le_bytes());
            for comment in comments {
                all.extend_from_slice(&u32::try_from(comment.len()).unwrap().to_le_bytes());
                all.extend_from_slice(comment);
            }
            all
        };
        assert!(shown(&ogg(&[])).is_some_and(|copy| copy.kind == Kind::Ogg));
        assert!(shown(&ogg(&[b"ENCODER=x"])).is_some());
        assert_eq!(shown(&ogg(&[b"ENCODER=x", b"LOCATION=Nha rieng"])), None);
    }

    #[test]
    fn boxes_that_do_not_hold_together_end_the_list() {
        let two = [boxed(b"aaaa", b"1"), boxed(b"bbbb", b"2")].concat();
        assert_eq!(boxes(&two, 0..two.len()).count(), 2);
        let mut long = two.clone();
        long[12] = 0xFF;
        assert_eq!(boxes(&long, 0..long.len()).count(), 1);
        let mut short = two;
        short[3] = 4;
        assert_eq!(boxes(&short, 0..short.len()).count(), 0);
    }
}
