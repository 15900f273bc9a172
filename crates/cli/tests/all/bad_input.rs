//! What people send by mistake or on purpose: each is refused with one Vietnamese sentence that says what to do.

use crate::support::{Place, Run, finish, say};
use std::{
    io::{Cursor, Write as _},
    path::Path,
    process::Command,
};
use xtask::plans::{Form, folders, set};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

fn parse(place: &Place, name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let path = place.file(name, bytes);
    place.run(&["plan", "parse", &path, "--format", "json"])
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const DOCUMENT: &[u8] = br#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Ke hoach</w:t></w:r></w:p></w:body></w:document>"#;

fn docx(more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts = vec![("[Content_Types].xml", TYPES), ("word/document.xml", DOCUMENT)];
    parts.extend(more);
    zip(&parts)
}

/// The container of binary Office files and of encrypted new ones, with a name in its directory.
fn ole(name: &str) -> Vec<u8> {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), vec![0; 504], wide].concat()
}

/// A PDF of one page that shows no letter, with this added to the trailer.
fn pdf_of_a_picture(trailer: &str) -> Vec<u8> {
    let drawing = "60 60 400 600 re f";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>\nstream\n{drawing}\nendstream", drawing.len()),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = String::new();
    for (i, object) in objects.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    out += &format!(
        "xref\n0 5\n0000000000 65535 f \n{places}trailer\n<</Size 5/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.into_bytes()
}

#[test]
fn each_kind_of_file_is_refused_in_words() {
    let place = Place::new();
    let spaces = vec![b' '; 20 << 20];
    let broken = DOCUMENT.strip_suffix(b"</w:body></w:document>").unwrap();
    let entity = br#"<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"#;
    let whole = docx(&[]);
    let letter =
        "Kính gửi: Các đồng chí\n\nTrân trọng mời dự họp mặt đầu xuân tại nhà văn hóa.\n\nXin cảm ơn.\n";
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("rong.txt", b"", &["Tệp trống"]),
        ("trang.docx", &zip(&[("[Content_Types].xml", TYPES), ("word/document.xml", b"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body/></w:document>")]), &["Tệp trống"]),
        ("dong-trong.txt", b"\n \n\t\n", &["Tệp trống"]),
        ("thu-moi.txt", letter.as_bytes(), &["không phải kế hoạch", "mục tiêu, nhiệm vụ"]),
        ("macro.docx", &docx(&[("word/vbaProject.bin", b"x")]), &["macro", ".docx"]),
        ("bom.docx", &docx(&[("word/media/a.xml", &spaces), ("word/styles.xml", &spaces)]), &["bung ra quá lớn"]),
        ("cu.doc", &ole("WordDocument"), &[".doc", "lưu thành .docx"]),
        ("cu.xls", &ole("Workbook"), &[".xls", ".xlsx"]),
        ("mat-khau.docx", &ole("EncryptedPackage"), &["có mật khẩu"]),
        ("van-ban.odt", &zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")]), &["(odt)", ".docx"]),
        ("van-ban.rtf", b"{\\rtf1\\ansi K\\'ea ho\\u7841?ch}", &["(rtf)", ".docx"]),
        ("trang.html", b"<!DOCTYPE html><html><body>Ke hoach</body></html>", &["(html)"]),
        ("bang.xlsx", &zip(&[("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"<workbook/>")]), &["(xlsx)"]),
        ("anh.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", &["(png/jpg)"]),
        ("anh.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0", &["(png/jpg)"]),
        ("anh.webp", b"RIFF\x24\0\0\0WEBPVP8 ", &["(png/jpg)"]),
        ("anh.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", &["(png/jpg)"]),
        ("nen.zip", &zip(&[("ke-hoach.txt", b"x")]), &["(zip/rar)"]),
        ("nen.rar", b"Rar!\x1A\x07\x01\0", &["(zip/rar)"]),
        ("chay.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF", &["(exe)"]),
        ("cut.docx", &whole[..whole.len() - 40], &["docx bị hỏng"]),
        ("cut-giua.docx", &whole[..whole.len() / 2], &["bị hỏng"]),
        ("xml.docx", &zip(&[("[Content_Types].xml", TYPES), ("word/document.xml", broken)]), &["docx bị hỏng"]),
        ("thuc-the.docx", &zip(&[("[Content_Types].xml", TYPES), ("word/document.xml", entity)]), &["không an toàn"]),
        ("thieu-phan.docx", &zip(&[("[Content_Types].xml", TYPES), ("word/styles.xml", b"<x/>")]), &["docx bị hỏng"]),
        ("ma-la.txt", b"\xE9t\xE9 caf\xE9 na\xEFve d\xE9j\xE0 vu, sch\xF6n", &["bảng mã", "UTF-8"]),
    ];
    for (name, bytes, words) in cases {
        let run = parse(&place, name, bytes);
        assert_eq!(run.out, "", "{name}");
        let said = run.fails(1);
        for word in *words {
            assert!(said.contains(word), "{name}: {word:?} in {said:?}");
        }
    }
    assert!(!place.data().exists());
}

#[test]
fn two_hundred_megabytes_are_refused_at_once() {
    let place = Place::new();
    let path = place.file("to.docx", "PK\u{3}\u{4}");
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(200 << 20).unwrap();
    // With less memory than the file has: it is not taken in.
    let mut command = Command::new("sh");
    let script = format!(
        "ulimit -v 4000000; exec {} plan parse {path}",
        env!("CARGO_BIN_EXE_coloa")
    );
    command.args(["-c", &script]).current_dir(place.path());
    let said = finish(command, "").fails(1);
    assert!(said.contains("100 MB"), "{said}");
}

#[test]
fn what_is_no_readable_file_is_named() {
    let place = Place::new();
    let said = place.run(&["plan", "parse", "khong-co.docx"]).fails(1);
    assert!(said.contains("Không có tệp khong-co.docx"), "{said}");
    let said = place.run(&["plan", "parse", "."]).fails(1);
    assert!(said.contains("không phải là một tệp"), "{said}");
    let english = place
        .run(&["--lang", "en", "plan", "parse", "khong-co.docx"])
        .fails(1);
    assert_eq!(english, "There is no file khong-co.docx.");
}

/// A folder that has these programs and no other.
fn only(place: &Place, programs: &[&str]) -> std::path::PathBuf {
    let folder = place.path().join("programs");
    std::fs::create_dir_all(&folder).unwrap();
    for program in programs {
        let real = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|f| f.join(program))
            .find(|p| p.is_file())
            .unwrap();
        std::os::unix::fs::symlink(real, folder.join(program)).unwrap();
    }
    folder
}

fn parse_with_path(place: &Place, file: &str, path: &Path) -> Run {
    let mut command = place.command(&["plan", "parse", file]);
    command.env("PATH", path);
    finish(command, "")
}

fn poppler() -> bool {
    let there = Command::new("pdftotext").arg("-v").output().is_ok();
    if !there {
        say("skipped: pdftotext (poppler-utils) is not installed");
    }
    there
}

#[test]
fn pdf_without_programs_names_the_package() {
    let place = Place::new();
    let file = place.file("a.pdf", pdf_of_a_picture(""));
    let said = parse_with_path(&place, &file, &only(&place, &[])).fails(1);
    assert!(
        said.contains("pdftotext") && said.contains("poppler-utils"),
        "{said}"
    );
}

#[test]
fn pdf_that_cannot_be_read_says_why() {
    if !poppler() {
        return;
    }
    let place = Place::new();
    let programs = only(&place, &["pdftotext", "pdftoppm"]);
    let key = "00".repeat(32);
    let locked = format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<00><00>]");
    for (name, bytes, word) in [
        ("quet.pdf", pdf_of_a_picture(""), "tesseract-ocr-vie"),
        ("khoa.pdf", pdf_of_a_picture(&locked), "có mật khẩu"),
        (
            "hong.pdf",
            b"%PDF-1.7\nnothing of a PDF follows".to_vec(),
            "pdf bị hỏng",
        ),
    ] {
        let file = place.file(name, bytes);
        let said = parse_with_path(&place, &file, &programs).fails(1);
        assert!(said.contains(word), "{name}: {said}");
    }
}

/// A plan printed, scanned as grey pictures and read by recognition.
#[test]
fn a_scan_is_recognised_and_marked_as_such() {
    let vie = Command::new("tesseract").arg("--list-langs").output();
    let vie = vie.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).lines().any(|l| l == "vie"));
    if !vie || !poppler() {
        say("skipped: tesseract (tesseract-ocr-vie) is not installed");
        return;
    }
    let place = Place::new();
    let folder = folders(&xtask::root())
        .unwrap()
        .into_iter()
        .find(|f| f.ends_with("06-thoi-han-cuoi"))
        .unwrap();
    place.file("drawn.pdf", set(&folder, Form::Pdf).unwrap());
    // JPEG goes into a PDF as it is.
    let done = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-jpeg", "drawn.pdf", "page"])
        .current_dir(place.path())
        .status()
        .unwrap();
    assert!(done.success());
    let mut pages: Vec<_> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "jpg"))
        .collect();
    pages.sort();
    let pictures: Vec<Vec<u8>> = pages.iter().map(|p| std::fs::read(p).unwrap()).collect();
    let scan = place.file("scan.pdf", scanned(&pictures));
    let found = place.run(&["plan", "parse", &scan, "--format", "json"]).json();
    assert!(
        found["notes_of_reader"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["code"] == "read.recognised")
    );
    assert_eq!(found["document"]["date"], "2026-07-14");
    let paths: Vec<&str> = found["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["II.1", "II.2", "II.3", "II.4", "II.5", "II.6"]);
    assert_eq!(found["tasks"][1]["timeframe"]["to"], "2026-10-31");
    let text = place.run(&["plan", "parse", &scan]).ok();
    assert!(
        text.contains("! Các trang 1") && text.contains("được nhận dạng từ ảnh"),
        "{text}"
    );
}

/// A PDF whose pages are grey JPEG pictures of A4 at 200 dots an inch.
fn scanned(pictures: &[Vec<u8>]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), Vec::new()];
    let mut kids = String::new();
    for picture in pictures {
        let (width, height) = size(picture);
        let mut image = format!(
            "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length {}>>\nstream\n",
            picture.len()
        )
        .into_bytes();
        image.extend_from_slice(picture);
        image.extend_from_slice(b"\nendstream");
        objects.push(image);
        let drawing = "q 595 0 0 842 0 0 cm /I Do Q";
        objects.push(format!("<</Length {}>>\nstream\n{drawing}\nendstream", drawing.len()).into_bytes());
        let (image, content) = (objects.len() - 1, objects.len());
        objects.push(
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</XObject<</I {image} 0 R>>>>>>")
                .into_bytes(),
        );
        kids += &format!("{} 0 R ", objects.len());
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pictures.len()).into_bytes();
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = String::new();
    for (i, object) in objects.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", out.len());
        out.extend_from_slice(format!("{} 0 obj\n", i + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.extend_from_slice(
        format!("xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
            .as_bytes(),
    );
    out
}

/// Width and height out of the frame header of a JPEG.
fn size(jpeg: &[u8]) -> (u16, u16) {
    let mut at = 2;
    loop {
        let (kind, length) = (jpeg[at + 1], u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        if matches!(kind, 0xC0..=0xC2) {
            let number = |i: usize| u16::from_be_bytes([jpeg[at + i], jpeg[at + i + 1]]);
            return (number(7), number(5));
        }
        at += 2 + usize::from(length);
    }
}
