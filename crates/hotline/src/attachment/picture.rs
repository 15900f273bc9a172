//! Pictures without what the device wrote beside them. How a picture is to be turned is kept.

use super::sound::{Box4, boxes, u16_at, u32_at};
use img_parts::{
    ImageEXIF as _,
    png::Png,
    riff::{RiffChunk, RiffContent},
    webp::{self, WebP},
};
use std::{collections::HashSet, ops::Range};

const EXIF: &[u8] = b"Exif\0\0";

/// Segments that a picture needs (ITU-T T.81, B.1): frames, tables, restart interval.
const fn is_needed(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF | 0xDA..=0xDF)
}

/// Of the segments of applications, what says how the picture is meant: the head of JFIF (ITU-T T.871, 10.1), which says that
/// no thumbnail follows, and Adobe's, whose last byte says what the colours mean.
fn needed_of_application(marker: u8, segment: &[u8]) -> Option<Vec<u8>> {
    const JFIF: usize = 14;
    const ADOBE: usize = 12;
    match marker {
        0xE0 if segment.starts_with(b"JFIF\0") => {
            let mut head = segment.get(..JFIF)?.to_vec();
            // How wide and how high the thumbnail is.
            head[JFIF - 2..].fill(0);
            Some(head)
        }
        0xEE if segment.starts_with(b"Adobe") => Some(segment.get(..ADOBE)?.to_vec()),
        _ => None,
    }
}

/// Up to the end of the picture; segments between scans are looked at as well.
pub(super) fn jpeg(content: &[u8]) -> Option<Vec<u8>> {
    let mut rest = content.strip_prefix(b"\xff\xd8")?;
    let (mut out, mut turned, mut has_scan) = (b"\xff\xd8".to_vec(), None, false);
    // The orientation stands behind JFIF, where there is one: it is put in when the first other segment is met.
    let mut head = out.len();
    loop {
        let (first, after) = rest.split_first()?;
        if *first != 0xFF {
            return None;
        }
        let (marker, after) = after.split_first()?;
        match *marker {
            // A byte that fills up.
            0xFF => rest = &rest[1..],
            0xD9 => {
                out.extend_from_slice(b"\xff\xd9");
                break;
            }
            // Without a length.
            0x01 | 0xD0..=0xD7 => rest = after,
            marker => {
                let length = usize::from(u16_at(after, 0)?);
                let segment = after.get(2..length)?;
                rest = &after[length..];
                if marker == 0xE1
                    && let Some(exif) = segment.strip_prefix(EXIF)
                {
                    turned = turned.or_else(|| orientation(exif));
                }
                if let Some(kept) = needed_of_application(marker, segment) {
                    let length = u16::try_from(2 + kept.len()).ok()?.to_be_bytes();
                    out.extend([&[0xFF, marker], &length[..], &kept].concat());
                    if marker == 0xE0 {
                        head = out.len();
                    }
                }
                if is_needed(marker) {
                    out.extend_from_slice(&[0xFF, marker]);
                    out.extend_from_slice(&after[..length]);
                }
                if marker == 0xDA {
                    has_scan = true;
                    let length = scan(rest);
                    out.extend_from_slice(&rest[..length]);
                    rest = &rest[length..];
                    // Cut off on its way: what came is shown.
                    if rest.len() < 2 {
                        out.extend_from_slice(b"\xff\xd9");
                        break;
                    }
                }
            }
        }
    }
    if let Some(turned) = turned {
        let tiff = turned_tiff(turned);
        let length = u16::try_from(2 + EXIF.len() + tiff.len()).ok()?;
        let segment = [b"\xff\xe1", &length.to_be_bytes()[..], EXIF, &tiff].concat();
        out.splice(head..head, segment);
    }
    has_scan.then_some(out)
}

/// Bytes of a scan: up to a marker that is neither a stuffed byte nor a restart.
fn scan(data: &[u8]) -> usize {
    data.windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7))
        .unwrap_or(data.len())
}

/// How the picture is to be turned (TIFF tag 0x0112), where it says so.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let (low, high) = (usize::from(short(4)?), usize::from(short(6)?));
    let at = if little {
        low | high << 16
    } else {
        low << 16 | high
    };
    // However many entries it says there are: no more than fit, or a small file keeps the machine busy for hours.
    let entries = usize::from(short(at)?).min(tiff.len() / 12);
    (0..entries).find_map(|n| {
        let entry = at.checked_add(2)?.checked_add(n * 12)?;
        if short(entry)? != 0x0112 || short(entry.checked_add(2)?)? != 3 {
            return None;
        }
        u8::try_from(short(entry.checked_add(8)?)?)
            .ok()
            .filter(|turned| (1..=8).contains(turned))
    })
}

/// A directory with nothing but the orientation.
fn turned_tiff(turned: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend_from_slice(&[turned, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// Chunks of the picture itself, how its colours and its size are meant, and its frames where it moves.
const PNG: [&[u8; 4]; 15] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"cICP", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn png(content: &[u8]) -> Option<Vec<u8>> {
    let mut image = Png::from_bytes(content.to_vec().into()).ok()?;
    image.chunks_mut().retain(|chunk| PNG.contains(&&chunk.kind()));
    Some(image.encoder().bytes().to_vec())
}

const WEBP: [[u8; 4]; 6] = [
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
    webp::CHUNK_VP8X,
    webp::CHUNK_ALPH,
    webp::CHUNK_ANIM,
    webp::CHUNK_ANMF,
];
/// Of `VP8X`: colour profile, EXIF and XMP are there.
const WEBP_BESIDE: u8 = 0b0010_1100;

pub(super) fn webp(content: &[u8]) -> Option<Vec<u8>> {
    let mut image = WebP::from_bytes(content.to_vec().into()).ok()?;
    let turned = image.exif().and_then(|exif| orientation(&exif));
    image.chunks_mut().retain(|chunk| WEBP.contains(&chunk.id()));
    for chunk in image.chunks_mut() {
        if chunk.id() != webp::CHUNK_VP8X {
            continue;
        }
        let mut head = chunk.content().data()?.to_vec();
        *head.first_mut()? &= !WEBP_BESIDE;
        *chunk = RiffChunk::new(webp::CHUNK_VP8X, RiffContent::Data(head.into()));
    }
    if let Some(turned) = turned {
        image.set_exif(Some(turned_tiff(turned).into()));
    }
    Some(image.encoder().bytes().to_vec())
}

/// The items that hold EXIF and XMP are emptied where they stand (ISO/IEC 23008-12, Annex A): everything else keeps its
/// place. How it is turned is a property of the picture and stays. Of the outermost boxes, what the picture is read from
/// stays; a film beside it and whatever else a maker of phones adds is emptied, and nothing is left behind the last box.
pub(super) fn heic(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = content.to_vec();
    let meta = boxes(content, 0..content.len()).find(|b| &b.kind == b"meta")?;
    let within = || boxes(content, meta.body.start + 4..meta.body.end);
    let beside = items_beside(content, &within().find(|b| &b.kind == b"iinf")?.body)?;
    if !beside.is_empty() {
        let places = within().find(|b| &b.kind == b"iloc")?.body;
        let data = within().find(|b| &b.kind == b"idat").map(|b| b.body);
        empty_items(&mut out, &beside, item_places(content, &places)?, data.as_ref())?;
    }
    let mut end = 0;
    for outer in boxes(content, 0..content.len()) {
        end = outer.body.end;
        if !PICTURE_BOXES.contains(&&outer.kind) {
            make_free(&mut out, &outer);
        }
    }
    for inner in within().filter(|b| BESIDE_BOXES.contains(&&b.kind)) {
        make_free(&mut out, &inner);
    }
    out.truncate(end);
    Some(out)
}

/// Outermost boxes that a picture is read from.
const PICTURE_BOXES: [&[u8; 4]; 3] = [b"ftyp", b"meta", b"mdat"];
/// Boxes inside `meta` that anybody may put anything into.
const BESIDE_BOXES: [&[u8; 4]; 6] = [b"uuid", b"udta", b"free", b"skip", b"xml ", b"bxml"];

/// Empties a box where it stands and calls it free space.
fn make_free(out: &mut [u8], found: &Box4) {
    out[found.head + 4..found.head + 8].copy_from_slice(b"free");
    out[found.body.clone()].fill(0);
}

/// Numbers of the items that are no picture, by the list of items.
fn items_beside(content: &[u8], list: &Range<usize>) -> Option<HashSet<u32>> {
    let mut beside = HashSet::new();
    let head = if *content.get(list.start)? == 0 { 6 } else { 8 };
    for item in boxes(content, list.start + head..list.end) {
        if &item.kind != b"infe" {
            continue;
        }
        let at = item.body.start;
        let (id, kind) = match content.get(at)? {
            2 => (u32::from(u16_at(content, at + 4)?), at + 8),
            3 => (u32_at(content, at + 4)?, at + 10),
            _ => return None,
        };
        if matches!(content.get(kind..kind + 4)?, b"Exif" | b"mime" | b"uri ") {
            beside.insert(id);
        }
    }
    Some(beside)
}

/// Empties every piece of these items; `None` where one stands where it cannot.
fn empty_items(
    out: &mut [u8],
    items: &HashSet<u32>,
    places: Vec<ItemPlace>,
    data: Option<&Range<usize>>,
) -> Option<()> {
    let mut emptied = 0;
    for (id, method, extents) in places {
        if !items.contains(&id) {
            continue;
        }
        for (start, length) in extents {
            let start = match method {
                0 => start,
                1 => data?.start.checked_add(start)?,
                _ => return None,
            };
            let end = if length == 0 {
                out.len()
            } else {
                start.checked_add(length)?
            };
            emptied += out.get(start..end)?.len();
            // Pieces that overlap are read once, not as often as a file says.
            if emptied > out.len() {
                return None;
            }
            out[start..end].fill(0);
        }
    }
    Some(())
}

/// An item, how it is stored, and where: start and length of each piece.
type ItemPlace = (u32, u16, Vec<(usize, usize)>);

/// Pieces of all items of a file; a photo has a hundred.
const MAX_PIECES: usize = 2_000;

/// Box `iloc` (ISO/IEC 14496-12, 8.11.3).
fn item_places(content: &[u8], body: &Range<usize>) -> Option<Vec<ItemPlace>> {
    let data = content.get(body.clone())?;
    let version = *data.first()?;
    let sizes = u16_at(data, 4)?;
    let size = |shift: u16| usize::from((sizes >> shift) & 0xF);
    let (offset, length, base) = (size(12), size(8), size(4));
    let index = if version == 0 { 0 } else { size(0) };
    let mut at = 6_usize;
    let mut number = |width: usize| -> Option<usize> {
        let bytes = data.get(at..at.checked_add(width)?)?;
        at += width;
        bytes.iter().try_fold(0_usize, |sum, byte| {
            sum.checked_mul(256)?.checked_add(usize::from(*byte))
        })
    };
    let wide = if version < 2 { 2 } else { 4 };
    let count = number(wide)?;
    let (mut found, mut pieces) = (Vec::new(), 0_usize);
    for _ in 0..count {
        let id = u32::try_from(number(wide)?).ok()?;
        let method = if version == 0 {
            0
        } else {
            u16::try_from(number(2)?).ok()? & 0xF
        };
        number(2)?;
        let base = number(base)?;
        let mut extents = Vec::new();
        let some = number(2)?;
        pieces += some;
        if pieces > MAX_PIECES {
            return None;
        }
        for _ in 0..some {
            number(index)?;
            let (start, length) = (number(offset)?, number(length)?);
            extents.push((base.checked_add(start)?, length));
        }
        found.push((id, method, extents));
    }
    Some(found)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::envelope::MAX_ATTACHMENT;
    use img_parts::png::PngChunk;

    const SECRET: &[u8] = b"21.0285,105.8542 Nha rieng";

    fn has(content: &[u8], word: &[u8]) -> bool {
        content.windows(word.len()).any(|w| w == word)
    }

    /// A picture as a phone writes it: JFIF, EXIF with an orientation and a note, XMP, a comment, two scans with a comment
    /// between, and something behind the end.
    pub fn jpeg(turned: u8, note: &[u8], behind: &[u8]) -> Vec<u8> {
        let segment = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
            [&[0xFF, marker], &length[..], body].concat()
        };
        let tiff = [
            &b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"[..],
            &[turned, 0, 0, 0, 0, 0, 0, 0],
            note,
        ]
        .concat();
        [
            &b"\xff\xd8"[..],
            &segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            &segment(0xE1, &[EXIF, &tiff].concat()),
            &segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", note].concat()),
            &segment(0xE2, &[b"MPF\0", note].concat()),
            &segment(0xFE, note),
            &segment(0xDB, &[0; 65]),
            &segment(0xC2, b"\x08\0\x01\0\x01\x01\x01\x11\0"),
            &segment(0xC4, &[0; 19]),
            &segment(0xDA, b"\x01\x01\0\0\0\0"),
            b"\x12\xff\0\x34\xff\xd0\x56",
            &segment(0xFE, note),
            &segment(0xDA, b"\x01\x01\0\x01\x3f\0"),
            b"\x78\x9a",
            b"\xff\xd9",
            behind,
        ]
        .concat()
    }

    #[test]
    fn a_jpeg_keeps_picture_and_orientation_alone() {
        let original = jpeg(6, SECRET, SECRET);
        let copy = super::jpeg(&original).unwrap();
        assert!(!has(&copy, SECRET) && !has(&copy, b"MPF") && !has(&copy, b"adobe"));
        assert!(copy.ends_with(b"\x78\x9a\xff\xd9"));
        assert!(has(&copy, b"\x12\xff\0\x34\xff\xd0\x56"));
        let read = img_parts::jpeg::Jpeg::from_bytes(copy.clone().into()).unwrap();
        assert_eq!(read.exif().and_then(|exif| orientation(&exif)), Some(6));
        assert_eq!(read.dimensions(), Some((1, 1)));
        assert_eq!(
            super::jpeg(&copy).as_deref(),
            Some(&copy[..]),
            "a second time changes nothing"
        );
        // Not turned: nothing is put in.
        let plain = super::jpeg(&jpeg(0, SECRET, b"")).unwrap();
        assert!(!has(&plain, EXIF));
        // Cut off on its way, it is shown as far as it came.
        let cut = super::jpeg(&original[..original.len() - SECRET.len() - 3]).unwrap();
        assert!(cut.ends_with(b"\xff\xd9") && !has(&cut, SECRET));
        assert_eq!(super::jpeg(&original[..40]), None);
    }

    #[test]
    fn segments_of_applications_lose_what_nobody_needs() {
        let segment = |marker: u8, body: &[u8]| {
            let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
            [&[0xFF, marker], &length[..], body].concat()
        };
        let plain = jpeg(0, b"", b"");
        let rest = &plain[2 + 18..];
        let with = |segments: &[Vec<u8>]| [b"\xff\xd8", &segments.concat()[..], rest].concat();
        // A thumbnail of three by three points, three bytes each, which shows what was cut away since.
        let head = b"JFIF\0\x01\x02\x01\0\x48\0\x48";
        let thumbnail = [&head[..], b"\x03\x03", SECRET].concat();
        let colours = b"Adobe\0\x64\0\0\0\0\x01";
        let original = with(&[
            segment(0xE0, &thumbnail),
            segment(0xE0, &[b"JFXX\0\x13", SECRET].concat()),
            segment(0xEE, &[&colours[..], SECRET].concat()),
            segment(0xEE, SECRET),
        ]);
        let copy = super::jpeg(&original).unwrap();
        assert!(!has(&copy, SECRET) && !has(&copy, b"JFXX"));
        let kept = [
            segment(0xE0, &[&head[..], b"\0\0"].concat()),
            segment(0xEE, colours),
        ]
        .concat();
        assert_eq!(copy.get(2..2 + kept.len()), Some(&kept[..]));
        assert_eq!(super::jpeg(&copy), Some(copy.clone()));
    }

    #[test]
    fn a_png_keeps_its_picture_alone() {
        let chunk = |kind: &[u8; 4], body: &[u8]| PngChunk::new(*kind, body.to_vec().into());
        let mut original = [&b"\x89PNG\r\n\x1a\n"[..], &[]].concat();
        for chunk in [
            chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
            chunk(b"tEXt", SECRET),
            chunk(b"eXIf", SECRET),
            chunk(b"iTXt", SECRET),
            chunk(b"zzZz", SECRET),
            chunk(b"IDAT", b"pixels"),
            chunk(b"IEND", b""),
        ] {
            original.extend_from_slice(&chunk.encoder().bytes());
        }
        original.extend_from_slice(SECRET);
        let copy = png(&original).unwrap();
        assert!(!has(&copy, SECRET) && !has(&copy, b"eXIf") && has(&copy, b"pixels"));
        assert!(Png::from_bytes(copy.into()).is_ok());
    }

    #[test]
    fn a_webp_keeps_picture_and_orientation_alone() {
        let chunk = |id: &[u8; 4], body: &[u8]| RiffChunk::new(*id, RiffContent::Data(body.to_vec().into()));
        let exif = [
            &b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0"[..],
            SECRET,
        ]
        .concat();
        let riff = RiffChunk::new(
            *b"RIFF",
            RiffContent::List {
                kind: Some(*b"WEBP"),
                subchunks: vec![
                    chunk(b"VP8X", b"\x2c\0\0\0\0\0\0\0\0\0"),
                    chunk(b"ICCP", SECRET),
                    chunk(b"VP8 ", b"\x50\x5a\x00\x9d\x01\x2a\x01\x00\x01\x00"),
                    chunk(b"EXIF", &exif),
                    chunk(b"XMP ", SECRET),
                    chunk(b"zzzz", SECRET),
                ],
            },
        );
        let original = [&riff.encoder().bytes()[..], SECRET].concat();
        let copy = webp(&original).unwrap();
        assert!(!has(&copy, SECRET) && has(&copy, b"\x9d\x01\x2a"));
        let read = WebP::from_bytes(copy.into()).unwrap();
        assert_eq!(read.exif().and_then(|exif| orientation(&exif)), Some(8));
        let head = read
            .chunk_by_id(webp::CHUNK_VP8X)
            .unwrap()
            .content()
            .data()
            .unwrap()
            .clone();
        assert_eq!(head[0] & 0b0010_0100, 0, "neither profile nor XMP");
    }

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [&length[..], kind, body].concat()
    }

    #[test]
    fn a_heic_keeps_its_picture_and_every_place_of_it() {
        let ftyp = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
        let infe =
            |id: u8, kind: &[u8; 4]| boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], &kind[..], b"\0"].concat());
        let iinf = boxed(
            b"iinf",
            &[&[0, 0, 0, 0, 0, 2][..], &infe(1, b"hvc1"), &infe(2, b"Exif")].concat(),
        );
        let iloc = |picture: usize, exif: usize| {
            let place = |id: u8, at: usize, length: usize| {
                let (at, length) = (u32::try_from(at).unwrap(), u32::try_from(length).unwrap());
                [&[0, id, 0, 0, 0, 1][..], &at.to_be_bytes(), &length.to_be_bytes()].concat()
            };
            let body = [
                &[0, 0, 0, 0, 0x44, 0x00, 0, 2][..],
                &place(1, picture, 6),
                &place(2, exif, SECRET.len()),
            ]
            .concat();
            boxed(b"iloc", &body)
        };
        let meta = |picture: usize, exif: usize| {
            let notes = boxed(b"xml ", SECRET);
            boxed(
                b"meta",
                &[&[0; 4][..], &iinf, &iloc(picture, exif), &notes].concat(),
            )
        };
        let data = ftyp.len() + meta(0, 0).len() + 8;
        let original = [
            &ftyp[..],
            &meta(data, data + 6),
            &boxed(b"mdat", &[b"pixels", SECRET].concat()),
            &boxed(b"uuid", SECRET),
            // A film beside the picture, and a box of a maker of phones.
            &boxed(b"mpvd", SECRET),
            &boxed(b"sefd", SECRET),
        ]
        .concat();
        let film = boxed(b"moov", &boxed(b"udta", SECRET));
        let behind = [&original[..], &film, b"\0\0\xff\xffSEFT", SECRET].concat();
        assert!(has(&original, SECRET));
        let copy = heic(&original).unwrap();
        assert!(!has(&copy, SECRET) && has(&copy, b"pixels") && !has(&copy, b"mpvd"));
        assert_eq!(copy.len(), original.len());
        let cut = heic(&behind).unwrap();
        assert!(!has(&cut, SECRET) && !has(&cut, b"SEFT"));
        assert_eq!(cut.len(), original.len() + film.len());
        assert_eq!(heic(&copy).as_deref(), Some(&copy[..]));
        // A place that cannot be: no copy rather than one with something in it.
        let mut wrong = original;
        let at = wrong.windows(4).position(|w| w == b"iloc").unwrap();
        wrong[at + 4 + 8 + 14 + 6] = 0xFF;
        assert_eq!(heic(&wrong), None);
    }

    /// Files of the largest size that is taken, in which every part claims what it does not hold: each is read once.
    #[test]
    fn what_claims_much_and_holds_little_is_read_once() {
        // Of every segment 65,535 entries.
        let exif = [EXIF, b"II*\0\x08\0\0\0\xff\xff"].concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [&b"\xff\xe1"[..], &length, &exif].concat();
        let plain = jpeg(0, b"", b"");
        let (start, rest) = plain.split_at(2);
        let many = segment.repeat((MAX_ATTACHMENT - plain.len()) / segment.len());
        let copy = super::jpeg(&[start, &many, rest].concat()).unwrap();
        assert_eq!(Some(copy), super::jpeg(&plain));

        // Items that hold EXIF, and places of as many others.
        let infe = |id: u32| {
            let body = [&[3, 0, 0, 0][..], &id.to_be_bytes(), &[0, 0], b"Exif\0"].concat();
            boxed(b"infe", &body)
        };
        let place = |id: u32| [&id.to_be_bytes()[..], &[0; 6]].concat();
        let infos: Vec<u8> = (0..200_000).flat_map(infe).collect();
        let places: Vec<u8> = (0..450_000).flat_map(|n| place(1_000_000 + n)).collect();
        let count = 450_000_u32.to_be_bytes();
        let meta = [
            &[0; 4][..],
            &boxed(b"iinf", &[&[1, 0, 0, 0, 0, 0, 0, 0][..], &infos].concat()),
            &boxed(b"iloc", &[&[2, 0, 0, 0, 0, 0][..], &count, &places].concat()),
        ]
        .concat();
        let photo = [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"meta", &meta)].concat();
        assert!(photo.len() < MAX_ATTACHMENT);
        assert!(heic(&photo) == Some(photo), "nothing of it is emptied");
    }
}
