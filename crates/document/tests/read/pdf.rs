//! PDF: structure with the real poppler where it is installed, and every way a program can fail with fake ones.

use super::fixtures::{Pdf, ruled, show};
use coloa_base::AreaError as _;
use coloa_document::read::{Input, Limits, ReadError, Reading, Tools, read};
use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

async fn read_with(bytes: Vec<u8>, limits: &Limits, tools: &Tools) -> Result<Reading, ReadError> {
    read(
        Input {
            name: "kế hoạch.pdf".into(),
            bytes,
        },
        limits,
        tools,
    )
    .await
}

/// The installed programs, or a word that the test was skipped.
pub fn poppler() -> Option<Tools> {
    let tools = Tools::find();
    if tools.pdftotext.is_some() && tools.pdftoppm.is_some() {
        return Some(tools);
    }
    say("skipped: pdftotext and pdftoppm (poppler-utils) are not installed");
    None
}

#[allow(clippy::print_stderr)]
pub fn say(what: &str) {
    eprintln!("{what}");
}

/// The cells of a table as text, `None` where there is no such table.
pub fn cells(reading: &Reading, table: usize) -> Option<Vec<Vec<&str>>> {
    let source = &reading.source;
    let table = source.tables.get(table)?;
    Some(
        table
            .rows
            .iter()
            .map(|r| r.iter().map(|c| &source.text[c.clone()]).collect())
            .collect(),
    )
}

/// A program that is a shell script.
fn script(folder: &Path, name: &str, lines: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn paragraphs_keep_their_order_and_page_numbers_go() {
    let Some(tools) = poppler() else { return };
    let one = [
        show(280, 815, "1"),
        show(250, 760, "KE HOACH"),
        show(100, 700, "Doan thu nhat cua van ban con"),
        show(72, 684, "dong thu hai cua doan nay"),
        show(100, 640, "Doan thu hai chua het cau o day va con"),
    ]
    .concat();
    let two = [show(280, 815, "2"), show(72, 760, "tiep sang trang sau.")].concat();
    let pdf = Pdf::new().page(one.as_bytes()).page(two.as_bytes()).finish();
    let reading = read_with(pdf, &Limits::default(), &tools).await.unwrap();
    assert_eq!(
        reading.source.text,
        "KE HOACH\n\nDoan thu nhat cua van ban con dong thu hai cua doan nay\n\nDoan thu hai chua het cau o day va con\ntiep sang trang sau.\n"
    );
    assert_eq!(reading.pages, Some(2));
    assert!(!reading.source.recognised && reading.source.tables.is_empty());
}

#[tokio::test]
async fn a_ruled_table_over_two_pages_is_one_table() {
    let Some(tools) = poppler() else { return };
    let xs = [60, 100, 260, 360, 540];
    let head: &[&[&str]] = &[&["STT"], &["Nhiem vu"], &["Chu tri"], &["Thoi gian"]];
    let one = show(60, 780, "PHU LUC")
        + &ruled(
            &xs,
            &[760, 730, 680, 630],
            &[
                head,
                &[
                    &["1"],
                    &["Ra soat cac he thong", "thong tin cua tinh"],
                    &["Cong an tinh"],
                    &["Quy II nam 2026"],
                ],
                &[&["2"], &["Tap huan cho can bo"], &["So KH&CN"], &["Hang nam"]],
            ],
        );
    let two = ruled(
        &xs,
        &[800, 770, 720, 670],
        &[
            head,
            &[&[], &["phu trach an ninh mang"], &[], &[]],
            &[&["3"], &["Dien tap"], &["Cong an tinh"], &["Thang 10"]],
        ],
    ) + &show(60, 640, "Het phu luc.");
    let pdf = Pdf::new().page(one.as_bytes()).page(two.as_bytes()).finish();
    let reading = read_with(pdf, &Limits::default(), &tools).await.unwrap();
    assert_eq!(
        cells(&reading, 0).unwrap(),
        [
            ["STT", "Nhiem vu", "Chu tri", "Thoi gian"],
            [
                "1",
                "Ra soat cac he thong thong tin cua tinh",
                "Cong an tinh",
                "Quy II nam 2026"
            ],
            [
                "2",
                "Tap huan cho can bo phu trach an ninh mang",
                "So KH&CN",
                "Hang nam"
            ],
            ["3", "Dien tap", "Cong an tinh", "Thang 10"],
        ]
    );
    assert_eq!(reading.source.tables.len(), 1);
    assert!(reading.source.text.starts_with("PHU LUC\n\nSTT\tNhiem vu"));
    assert!(reading.source.text.ends_with("\n\nHet phu luc.\n"));
}

#[tokio::test]
async fn a_table_without_lines_is_found_by_its_columns() {
    let Some(tools) = poppler() else { return };
    let rows = [
        (700, ["STT", "Nhiem vu", "Chu tri", "Thoi gian"]),
        (670, ["1", "Ra soat cac he thong", "Cong an tinh", "Quy II"]),
        (656, ["", "thong tin cua tinh", "", "nam 2026"]),
        (630, ["2", "Tap huan cho can bo", "So Noi vu", "Hang nam"]),
        (604, ["3", "Dien tap ung cuu", "Cong an tinh", "Thang 10"]),
        (590, ["", "su co", "", ""]),
    ];
    let mut operators = show(200, 750, "PHU LUC") + &show(72, 540, "Ket thuc phu luc.");
    for (y, cells) in rows {
        for (x, text) in [72, 120, 300, 430].into_iter().zip(cells) {
            operators += &show(x, y, text);
        }
    }
    let pdf = Pdf::new().page(operators.as_bytes()).finish();
    let reading = read_with(pdf, &Limits::default(), &tools).await.unwrap();
    assert_eq!(
        cells(&reading, 0).unwrap(),
        [
            ["STT", "Nhiem vu", "Chu tri", "Thoi gian"],
            [
                "1",
                "Ra soat cac he thong thong tin cua tinh",
                "Cong an tinh",
                "Quy II nam 2026"
            ],
            ["2", "Tap huan cho can bo", "So Noi vu", "Hang nam"],
            ["3", "Dien tap ung cuu su co", "Cong an tinh", "Thang 10"],
        ]
    );
    assert!(
        reading.source.text.ends_with("\n\nKet thuc phu luc.\n"),
        "{}",
        reading.source.text
    );
}

#[tokio::test]
async fn letters_of_old_fonts_are_converted() {
    let Some(tools) = poppler() else { return };
    // "Cộng hoà xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc" in TCVN3 codes.
    let mut operators =
        b"BT /F 12 Tf 72 700 Td (C\xE9ng ho\xB5 x\xB7 h\xE9i ch\xF1 ngh\xDCa Vi\xD6t Nam) Tj ET\n".to_vec();
    operators
        .extend_from_slice(b"BT /F 12 Tf 72 660 Td (\xA7\xE9c l\xCBp - T\xF9 do - H\xB9nh ph\xF3c) Tj ET\n");
    let reading = read_with(Pdf::new().page(&operators).finish(), &Limits::default(), &tools)
        .await
        .unwrap();
    assert_eq!(
        reading.source.text,
        "Cộng hoà xã hội chủ nghĩa Việt Nam\n\nĐộc lập - Tự do - Hạnh phúc\n"
    );
    assert_eq!(reading.source.notes[0].code, "read.legacy_encoding");
    assert_eq!(reading.source.notes[0].detail.as_deref(), Some("TCVN3 (ABC)"));
}

#[tokio::test]
async fn garbage_after_the_header_is_damaged() {
    let Some(tools) = poppler() else { return };
    for bytes in [
        b"%PDF-1.7\n\x80\x81 nothing here".to_vec(),
        b"%PDF-".to_vec(),
        b"%PDF-1.4\nxref\n0 1\ntrailer\n<</Root 1 0 R>>".to_vec(),
    ] {
        let error = read_with(bytes, &Limits::default(), &tools).await.unwrap_err();
        assert_eq!(error.code(), "read.damaged");
        assert_eq!(error.params()["format"], "pdf");
    }
}

#[tokio::test]
async fn a_password_is_told_apart_from_damage() {
    let Some(tools) = poppler() else { return };
    let key = "00".repeat(32);
    let trailer = format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<00><00>]");
    let pdf = Pdf::new()
        .page(show(72, 700, "Noi dung").as_bytes())
        .finish_with(&trailer);
    assert_eq!(
        read_with(pdf, &Limits::default(), &tools)
            .await
            .unwrap_err()
            .code(),
        "read.encrypted"
    );
}

#[tokio::test]
async fn pages_have_a_cap() {
    let Some(tools) = poppler() else { return };
    let words = "mot hai ba bon nam sau bay tam chin muoi mot hai ba bon nam sau";
    let mut pdf = Pdf::new();
    for _ in 0..4 {
        pdf = pdf.page(show(72, 700, words).as_bytes());
    }
    let pdf = pdf.finish();
    let limits = Limits {
        pages: 3,
        ..Limits::default()
    };
    assert_eq!(
        read_with(pdf.clone(), &limits, &tools).await.unwrap_err().code(),
        "read.too_many_pages"
    );
    let limits = Limits {
        pages: 4,
        ..Limits::default()
    };
    assert_eq!(read_with(pdf, &limits, &tools).await.unwrap().pages, Some(4));
}

#[tokio::test]
async fn a_scan_without_the_program_says_what_to_install() {
    let Some(tools) = poppler() else { return };
    let tools = Tools {
        tesseract: None,
        ..tools
    };
    let pdf = Pdf::new().page(b"0 0 100 100 re f").finish();
    let error = read_with(pdf, &Limits::default(), &tools).await.unwrap_err();
    assert_eq!(error.code(), "read.no_text_layer");
    assert_eq!(error.params()["package"], "tesseract-ocr-vie");
}

#[tokio::test]
async fn a_page_without_text_among_others_is_named() {
    let Some(tools) = poppler() else { return };
    let tools = Tools {
        tesseract: None,
        ..tools
    };
    let words = "mot hai ba bon nam sau bay tam chin muoi mot hai ba bon nam sau";
    let pdf = Pdf::new()
        .page(show(72, 700, words).as_bytes())
        .page(b"0 0 100 100 re f")
        .finish();
    let reading = read_with(pdf, &Limits::default(), &tools).await.unwrap();
    assert_eq!(reading.source.notes[0].code, "read.pages_without_text");
    assert_eq!(reading.source.notes[0].detail.as_deref(), Some("2"));
}

#[tokio::test]
async fn empty_pages_are_no_scans() {
    let Some(tools) = poppler() else { return };
    let tools = Tools {
        tesseract: None,
        ..tools
    };
    let pdf = Pdf::new()
        .page(show(72, 700, "Mot dong").as_bytes())
        .page(b"")
        .page(show(72, 700, "Hai").as_bytes());
    let reading = read_with(pdf.finish(), &Limits::default(), &tools).await.unwrap();
    assert_eq!(reading.source.text, "Mot dong\n\nHai\n");
    assert!(reading.source.notes.is_empty());
    let blank = Pdf::new().page(b"").page(b"").finish();
    assert_eq!(
        read_with(blank, &Limits::default(), &tools)
            .await
            .unwrap_err()
            .code(),
        "read.empty"
    );
}

#[tokio::test]
async fn a_scan_is_recognised_with_its_table() {
    let Some(tools) = poppler() else { return };
    if tools.tesseract.is_none() {
        say("skipped: tesseract (tesseract-ocr-vie) is not installed");
        return;
    }
    let table = ruled(
        &[60, 110, 320, 540],
        &[700, 660, 600, 550],
        &[
            &[&["STT"], &["Noi dung"], &["Co quan"]],
            &[
                &["1"],
                &["Kiem tra thiet bi mang", "cua cac don vi"],
                &["Van phong"],
            ],
            &[&["2"], &["Hop giao ban hang thang"], &["Thanh tra"]],
        ],
    );
    let drawn = Pdf::new()
        .page((show(200, 780, "BANG PHAN CONG") + &table).as_bytes())
        .finish();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("drawn.pdf"), drawn).unwrap();
    let image = std::process::Command::new(tools.pdftoppm.as_ref().unwrap())
        .args(["-r", "200", "-gray", "drawn.pdf"])
        .current_dir(folder.path())
        .output()
        .unwrap()
        .stdout;
    let head: Vec<&str> = std::str::from_utf8(&image[..15])
        .unwrap()
        .split_ascii_whitespace()
        .collect();
    let (width, height): (usize, usize) = (head[1].parse().unwrap(), head[2].parse().unwrap());
    let grey = &image[image.len() - width * height..];
    let scan = Pdf::new().picture(width, height, grey).finish();
    let reading = read_with(scan, &Limits::default(), &tools).await.unwrap();
    assert!(reading.source.recognised);
    assert_eq!(reading.source.notes[0].code, "read.recognised");
    let rows = cells(&reading, 0).unwrap();
    assert_eq!((rows.len(), rows[0].len()), (3, 3), "{}", reading.source.text);
    // Recognition may slip on a letter, not on the shape.
    assert_eq!(rows[0][0], "STT");
    assert!(rows[1][1].split(' ').count() >= 7, "{rows:?}");
}

#[tokio::test]
async fn a_missing_program_is_named() {
    let error = read_with(b"%PDF-1.4\n".to_vec(), &Limits::default(), &Tools::none())
        .await
        .unwrap_err();
    assert_eq!(error.code(), "read.tool_missing");
    assert_eq!(error.params()["package"], "poppler-utils");
    let tools = Tools {
        pdftotext: Some("/nonexistent/pdftotext".into()),
        ..Tools::none()
    };
    let error = read_with(b"%PDF-1.4\n".to_vec(), &Limits::default(), &tools)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "read.tool_missing");
}

#[tokio::test]
async fn a_hanging_program_is_ended_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("pid");
    let lines = format!("sleep 600 &\necho $! > {}\nwait", mark.display());
    let tools = Tools {
        pdftotext: Some(script(folder.path(), "hang", &lines)),
        ..Tools::none()
    };
    let limits = Limits {
        tool_time: Duration::from_secs(1),
        ..Limits::default()
    };
    let started = Instant::now();
    let error = read_with(b"%PDF-1.4\n".to_vec(), &limits, &tools)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "read.timed_out");
    assert_eq!(error.params()["seconds"], "1");
    assert!(started.elapsed() < Duration::from_secs(10));
    let child: u32 = std::fs::read_to_string(&mark).unwrap().trim().parse().unwrap();
    assert!(gone(child).await, "the grandchild still runs");
}

/// Whether a process ends (or is a zombie) within some seconds.
async fn gone(id: u32) -> bool {
    for _ in 0..200 {
        match std::fs::read_to_string(format!("/proc/{id}/stat")) {
            Err(_) => return true,
            Ok(stat) if stat.rsplit(')').next().is_some_and(|s| s.trim().starts_with('Z')) => return true,
            Ok(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    false
}

#[tokio::test]
async fn a_reading_that_is_given_up_leaves_no_program_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("pid");
    let lines = format!(
        "echo $$ > {0}.tmp\nmv {0}.tmp {0}\nexec sleep 600",
        mark.display()
    );
    let tools = Tools {
        pdftotext: Some(script(folder.path(), "hang", &lines)),
        ..Tools::none()
    };
    let task =
        tokio::spawn(async move { read_with(b"%PDF-1.4\n".to_vec(), &Limits::default(), &tools).await });
    while !mark.exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    task.abort();
    let id: u32 = std::fs::read_to_string(&mark).unwrap().trim().parse().unwrap();
    assert!(gone(id).await);
}

#[tokio::test]
async fn a_program_that_never_stops_printing_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let tools = Tools {
        pdftotext: Some(script(folder.path(), "yes", "exec yes")),
        ..Tools::none()
    };
    let limits = Limits {
        tool_output_bytes: 1 << 20,
        ..Limits::default()
    };
    let error = read_with(b"%PDF-1.4\n".to_vec(), &limits, &tools)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "read.too_much_text");
}

#[tokio::test]
async fn a_flood_of_complaints_does_not_end_a_reading() {
    let Some(tools) = poppler() else { return };
    let folder = tempfile::tempdir().unwrap();
    let real = tools.pdftotext.clone().unwrap();
    let lines = format!(
        "head -c 3000000 /dev/zero | tr '\\0' 'w' >&2\nexec {} \"$@\"",
        real.display()
    );
    let tools = Tools {
        pdftotext: Some(script(folder.path(), "noisy", &lines)),
        ..tools
    };
    let pdf = Pdf::new().page(show(72, 700, "Van ban ngan").as_bytes()).finish();
    let tools = Tools {
        tesseract: None,
        ..tools
    };
    let reading = read_with(pdf, &Limits::default(), &tools).await.unwrap();
    assert_eq!(reading.source.text, "Van ban ngan\n");
}

#[tokio::test]
async fn programs_run_under_limits_and_without_our_environment() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("limits");
    let lines = format!(
        "ulimit -t > {0}\nulimit -v >> {0}\nulimit -c >> {0}\nenv >> {0}\nexit 1",
        out.display()
    );
    let tools = Tools {
        pdftotext: Some(script(folder.path(), "show", &lines)),
        ..Tools::none()
    };
    let limits = Limits {
        tool_time: Duration::from_secs(7),
        tool_memory: 1 << 30,
        ..Limits::default()
    };
    let error = read_with(b"%PDF-1.4\n".to_vec(), &limits, &tools)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "read.damaged");
    let shown = std::fs::read_to_string(out).unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(&lines[..3], ["7", "1048576", "0"]);
    assert!(!shown.contains("CARGO"), "{shown}");
}
