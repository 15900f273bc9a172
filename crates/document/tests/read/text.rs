//! Text files: encodings, formats told by content, sizes, and arbitrary bytes.

use super::fixtures::{docx, p, zip};
use coloa_base::{AreaError as _, ErrorKind};
use coloa_document::read::{
    Format, Input, Limits, Reading, SheetChoice, TextEncoding, Tools, read, read_pure, read_sheet, read_words,
};
use proptest::prelude::*;

const SAMPLE: &str =
    "ỦY BAN NHÂN DÂN TỈNH\nKế hoạch bảo đảm an ninh mạng\n1. Rà soát, đánh giá hệ thống thông tin.\n";

fn read_as(name: &str, bytes: &[u8]) -> Reading {
    read_pure(name, bytes, &Limits::default()).unwrap()
}

fn code(bytes: &[u8]) -> &'static str {
    read_pure("văn bản.txt", bytes, &Limits::default())
        .unwrap_err()
        .code()
}

fn utf16(text: &str, swap: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(swap).collect()
}

#[test]
fn unicode_in_every_dress() {
    let mut with_mark = b"\xEF\xBB\xBF".to_vec();
    with_mark.extend_from_slice(SAMPLE.as_bytes());
    let le_marked = [b"\xFF\xFE".to_vec(), utf16(SAMPLE, u16::to_le_bytes)].concat();
    let be_marked = [b"\xFE\xFF".to_vec(), utf16(SAMPLE, u16::to_be_bytes)].concat();
    for (bytes, encoding) in [
        (SAMPLE.as_bytes().to_vec(), TextEncoding::Utf8),
        (with_mark, TextEncoding::Utf8),
        (le_marked, TextEncoding::Utf16Le),
        (be_marked, TextEncoding::Utf16Be),
        (utf16(SAMPLE, u16::to_le_bytes), TextEncoding::Utf16Le),
        (utf16(SAMPLE, u16::to_be_bytes), TextEncoding::Utf16Be),
    ] {
        let reading = read_as("a.txt", &bytes);
        assert_eq!(reading.source.text, SAMPLE, "{encoding:?}");
        assert_eq!(reading.encoding, Some(encoding));
        assert!(reading.source.notes.is_empty());
    }
}

#[test]
fn decomposed_text_is_composed() {
    assert_eq!(
        read_as("a.txt", "Ke\u{302}\u{301} hoa\u{323}ch".as_bytes())
            .source
            .text,
        "Kế hoạch"
    );
}

/// The three old encodings of "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc".
#[test]
fn old_encodings_are_told_by_their_syllables() {
    let tcvn3 = b"C\xE9ng h\xDFa x\xB7 h\xE9i ch\xF1 ngh\xDCa Vi\xD6t Nam\n\xA7\xE9c l\xCBp - T\xF9 do - H\xB9nh ph\xF3c";
    let vni = b"Co\xE4ng ho\xF8a xa\xF5 ho\xE4i chu\xFB ngh\xF3a Vie\xE4t Nam\n\xD1o\xE4c la\xE4p - T\xF6\xEF do - Ha\xEFnh phu\xF9c";
    let windows_1258 = b"C\xF4\xF2ng ho\xCCa xa\xDE h\xF4\xF2i chu\xD2 nghi\xDEa Vi\xEA\xF2t Nam\n\xD0\xF4\xF2c l\xE2\xF2p - T\xFD\xF2 do - Ha\xF2nh phu\xECc";
    for (bytes, encoding, detail) in [
        (&tcvn3[..], TextEncoding::Tcvn3, "TCVN3 (ABC)"),
        (vni, TextEncoding::Vni, "VNI"),
        (windows_1258, TextEncoding::Windows1258, "Windows-1258"),
    ] {
        let reading = read_as("a.txt", bytes);
        assert_eq!(
            reading.source.text, "Cộng hòa xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc",
            "{encoding:?}"
        );
        assert_eq!(reading.encoding, Some(encoding));
        assert_eq!(reading.source.notes[0].code, "read.legacy_encoding");
        assert_eq!(reading.source.notes[0].detail.as_deref(), Some(detail));
    }
}

#[test]
fn old_letters_saved_as_unicode_are_converted_too() {
    let reading = read_as("a.txt", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam".as_bytes());
    assert_eq!(reading.source.text, "Cộng hòa xã hội chủ nghĩa Việt Nam");
    let french = "Le gouvernement français a décidé: l'année 2026 sera numérique, d'après la stratégie.";
    assert_eq!(read_as("a.txt", french.as_bytes()).source.text, french);
}

#[test]
fn an_encoding_that_cannot_be_told_is_said_so() {
    assert_eq!(
        code(b"\xE9t\xE9 caf\xE9 na\xEFve d\xE9j\xE0 vu, sch\xF6n"),
        "read.unknown_encoding"
    );
    assert_eq!(code(b"ab \xFF"), "read.unknown_encoding");
    assert_eq!(code(b"\xEF\xBB\xBF\xFF\xFF"), "read.unknown_encoding");
    assert_eq!(code(b"\xFF\xFE\x00\xD8\x41\x00"), "read.unknown_encoding");
    assert_eq!(code(b"\xFF\xFE\0\0A\0\0\0"), "read.unknown_encoding");
}

#[test]
fn nothing_to_read_is_empty() {
    for bytes in [&b""[..], b" \n\t\r\n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        assert_eq!(code(bytes), "read.empty", "{bytes:?}");
    }
}

#[test]
fn formats_are_told_by_content() {
    for (bytes, found) in [
        (&b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF"[..], "exe"),
        (b"\x7FELF\x02\x01\x01", "exe"),
        (b"\x89PNG\r\n\x1A\n", "png/jpg"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", "png/jpg"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "png/jpg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "png/jpg"),
        (b"{\\rtf1\\ansi}", "rtf"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\x1F\x8B\x08\0", "zip/rar"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x80\x81\x82", "?"),
    ] {
        // The name says DOCX: it is not believed.
        let error = read_pure("kế hoạch.docx", bytes, &Limits::default()).unwrap_err();
        assert_eq!(
            (error.code(), error.params()["format"].as_str()),
            ("read.unsupported_format", found)
        );
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    assert_eq!(read_as("không đuôi", &docx(&p("Văn bản"))).format, Format::Docx);
    assert_eq!(code(&zip(&[("a.txt", b"x")])), "read.unsupported_format");
    assert_eq!(
        code(&zip(&[("mimetype", b"x"), ("content.xml", b"<x/>")])),
        "read.unsupported_format"
    );
    assert_eq!(read_as("a.txt", "MZ là viết tắt".as_bytes()).format, Format::Text);
}

#[test]
fn binary_word_files_and_passwords_are_told_apart() {
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let container = |name: &str| {
        [
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            vec![0; 504],
            wide(name),
        ]
        .concat()
    };
    assert_eq!(code(&container("WordDocument")), "read.legacy_doc");
    assert_eq!(code(&container("EncryptedPackage")), "read.encrypted");
}

#[tokio::test]
async fn two_hundred_megabytes_are_refused_before_they_are_held() {
    let limits = Limits::default();
    let error = limits.check_size(200 << 20).unwrap_err();
    assert_eq!(
        (error.code(), error.kind()),
        ("read.too_large", ErrorKind::TooLarge)
    );
    assert_eq!(error.params()["limit_mib"], "100");
    // Announced: not a byte is taken. Unannounced: an endless source stops at the cap.
    let mut source = Counting { taken: 0 };
    assert_eq!(
        limits
            .buffer(Some(200 << 20), &mut source)
            .await
            .unwrap_err()
            .code(),
        "read.too_large"
    );
    assert_eq!(source.taken, 0);
    let limits = Limits {
        file_bytes: 1 << 20,
        ..Limits::default()
    };
    assert_eq!(
        limits.buffer(None, &mut source).await.unwrap_err().code(),
        "read.too_large"
    );
    assert!(source.taken <= (1 << 20) + 1);
    let bytes = limits.buffer(Some(3), &b"abc"[..]).await.unwrap();
    assert_eq!(bytes, b"abc");
    let over = read_pure("a.txt", &vec![b'a'; (1 << 20) + 1], &limits).unwrap_err();
    assert_eq!(over.code(), "read.too_large");
}

/// An endless source that counts what was taken.
struct Counting {
    taken: usize,
}
impl tokio::io::AsyncRead for Counting {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buf: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        let room = buf.remaining();
        buf.put_slice(&vec![b'a'; room]);
        self.taken += room;
        std::task::Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn the_async_door_reads_text_as_well() {
    let input = Input {
        name: "a.md".into(),
        bytes: SAMPLE.as_bytes().to_vec(),
    };
    let reading = read(input, &Limits::default(), &Tools::none()).await.unwrap();
    assert_eq!(reading.format, Format::Markdown);
}

#[test]
fn markdown_gives_headings_lists_and_tables() {
    let text = "# KẾ HOẠCH #\n\nĐoạn **đậm** và *nghiêng*\ndòng hai\n* một\n* hai\n\n| STT | Nhiệm vụ | Chủ trì |\n|:--|---|--:|\n| 1 | **Rà soát** | Sở A \\| Sở B |\n| 2 | Thiếu ô |\n\nHết\n===\n";
    let reading = read_as("kế hoạch.md", text.as_bytes());
    let source = &reading.source;
    assert_eq!(
        source.text,
        "KẾ HOẠCH\n\nĐoạn đậm và nghiêng\ndòng hai\n\n- một\n\n- hai\n\nSTT\tNhiệm vụ\tChủ trì\n1\tRà soát\tSở A | Sở B\n2\tThiếu ô\t\n\nHết\n"
    );
    let bold: Vec<&str> = source.bold.iter().map(|r| &source.text[r.clone()]).collect();
    assert_eq!(bold, ["KẾ HOẠCH", "đậm", "Rà soát", "Hết"]);
    let cells: Vec<&str> = source.tables[0].rows[2]
        .iter()
        .map(|c| &source.text[c.clone()])
        .collect();
    assert_eq!(cells, ["2", "Thiếu ô", ""]);
}

#[test]
fn text_has_a_cap_of_its_own() {
    let limits = Limits {
        text_bytes: 100,
        ..Limits::default()
    };
    let error = read_pure("a.txt", SAMPLE.repeat(2).as_bytes(), &limits).unwrap_err();
    assert_eq!(error.code(), "read.too_much_text");
}

/// What every reading promises, whatever was read.
fn check(reading: &Reading) {
    let source = &reading.source;
    assert_eq!(source.text, coloa_base::text::nfc(&source.text));
    assert!(source.bold.windows(2).all(|w| w[0].end <= w[1].start));
    for range in source
        .bold
        .iter()
        .chain(source.tables.iter().flat_map(|t| &t.rows).flatten())
    {
        assert!(
            source.text.get(range.clone()).is_some(),
            "{range:?} is no range of the text"
        );
    }
    for cell in source.tables.iter().flat_map(|t| &t.rows).flatten() {
        assert!(!source.text[cell.clone()].contains(['\t', '\n']));
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), markdown: bool) {
        let name = if markdown { "a.md" } else { "a.txt" };
        if let Ok(reading) = read_pure(name, &bytes, &Limits::default()) {
            check(&reading);
        }
    }

    #[test]
    fn arbitrary_markdown_never_panics(text in "[ -~\\n*_|#\\[\\]()`<>\\\\àộ\u{301}]{0,300}") {
        if let Ok(reading) = read_pure("a.md", text.as_bytes(), &Limits::default()) {
            check(&reading);
        }
    }

    #[test]
    fn a_changed_archive_never_panics(at in 0..2000_usize, value: u8) {
        let mut bytes = docx(&(p("Một") + "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc/></w:tr></w:tbl>"));
        let at = at % bytes.len();
        bytes[at] = value;
        if let Ok(reading) = read_pure("a.docx", &bytes, &Limits::default()) {
            check(&reading);
        }
    }

    #[test]
    fn arbitrary_nesting_of_word_elements_never_panics(names in prop::collection::vec(0..24_usize, 0..60)) {
        const ELEMENTS: [&str; 23] = [
            "w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:tcPr", "w:pPr", "w:rPr", "w:ins", "w:del", "w:sdt",
            "w:sdtContent", "mc:AlternateContent", "mc:Choice", "mc:Fallback", "w:drawing", "w:txbxContent", "w:numPr",
            "w:vMerge", "w:instrText", "m:oMath", "w:hyperlink",
        ];
        let mut body = String::new();
        let mut open = Vec::new();
        for name in names {
            match ELEMENTS.get(name) {
                Some(element) => {
                    body += &format!("<{element}>à ");
                    open.push(*element);
                }
                None => {
                    if let Some(element) = open.pop() {
                        body += &format!("</{element}>");
                    }
                }
            }
        }
        while let Some(element) = open.pop() {
            body += &format!("</{element}>");
        }
        if let Ok(reading) = read_pure("a.docx", &docx(&body), &Limits::default()) {
            check(&reading);
        }
    }
}

/// The seeds of the fuzz targets are read here too, so that a seed that found something stays found.
#[test]
fn fuzz_seeds_are_read_or_refused() {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut readings = 0;
    for target in ["read_docx", "read_text", "read_pdf"] {
        for file in std::fs::read_dir(seeds.join(target)).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let limits = Limits::default();
            let reading = match target {
                "read_text" if bytes[0] & 1 == 1 => read_pure("a.md", &bytes[1..], &limits),
                "read_text" => read_pure("a.txt", &bytes[1..], &limits),
                "read_pdf" => {
                    let at = bytes.windows(5).position(|w| w == b"\nPGM\n");
                    let (words, picture) = bytes.split_at(at.unwrap_or(bytes.len()));
                    let picture = picture.get(5..).unwrap_or_default();
                    read_words(&String::from_utf8_lossy(words), &[picture], &limits)
                }
                _ => read_pure("a.docx", &bytes, &limits),
            };
            if let Ok(reading) = reading {
                check(&reading);
                readings += 1;
            }
        }
    }
    let mut sheets = 0;
    for file in std::fs::read_dir(seeds.join("read_xlsx")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        sheets +=
            usize::from(read_sheet("a.xlsx", &bytes[1..], SheetChoice::First, &Limits::default()).is_ok());
    }
    for file in std::fs::read_dir(seeds.join("read_parts")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let parts: Vec<&[u8]> = bytes[1..].splitn(3, |b| *b == 0).collect();
        let names = ["word/document.xml", "word/styles.xml", "word/numbering.xml"];
        let parts: Vec<(&str, &[u8])> = names.into_iter().zip(parts).collect();
        if bytes[0] & 1 == 0
            && let Ok(reading) = read_pure("a.docx", &zip(&parts), &Limits::default())
        {
            check(&reading);
            readings += 1;
        }
    }
    assert!(sheets >= 1, "no sheet of the seeds is read");
    assert!(readings >= 14, "only {readings} seeds are read");
}

#[test]
fn a_form_feed_tells_where_a_page_ended() {
    assert_eq!(
        read_as("a.txt", "Trang một\r\n\u{C}Trang hai\u{AD}".as_bytes())
            .source
            .text,
        "Trang một\n\u{C}Trang hai"
    );
}

/// Real plans are Unicode already: none may be taken for an old encoding, and not a letter may change.
#[test]
fn real_plans_are_read_as_they_are() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/plans");
    let Ok(files) = std::fs::read_dir(&folder) else {
        super::pdf::say("skipped: ../shared/plans is not there");
        return;
    };
    for path in files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
    {
        let bytes = std::fs::read(&path).unwrap();
        let reading = read_as("a.txt", &bytes);
        check(&reading);
        assert_eq!(reading.encoding, Some(TextEncoding::Utf8), "{}", path.display());
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let whole = coloa_base::text::nfc(
            std::str::from_utf8(&bytes)
                .unwrap()
                .trim_start_matches('\u{FEFF}'),
        );
        assert!(words(&reading.source.text) == words(&whole), "{}", path.display());
    }
}
