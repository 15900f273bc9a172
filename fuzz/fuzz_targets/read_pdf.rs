//! Words of a PDF as `pdftotext -tsv` prints them, then, behind a line "PGM", the rendering of the first page: what
//! a hostile PDF makes of poppler's output must not panic here. Poppler itself runs as a limited child process.
#![no_main]

use coloa_document::read::{Limits, read_words};
use libfuzzer_sys::fuzz_target;

const PARTED: &[u8] = b"\nPGM\n";

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.windows(PARTED.len()).position(|w| w == PARTED);
    let (words, picture) = match at {
        Some(at) => (&bytes[..at], Some(&bytes[at + PARTED.len()..])),
        None => (bytes, None),
    };
    let limits = Limits { text_bytes: 1 << 20, pages: 50, ..Limits::default() };
    let pictures: Vec<&[u8]> = picture.into_iter().collect();
    if let Ok(reading) = read_words(&String::from_utf8_lossy(words), &pictures, &limits) {
        let source = reading.source;
        for range in source.bold.iter().chain(source.tables.iter().flat_map(|t| &t.rows).flatten()) {
            assert!(source.text.get(range.clone()).is_some());
        }
    }
});
