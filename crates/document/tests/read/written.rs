//! What the product writes it reads back; the same document as DOCX and as PDF gives the same tables.

use super::pdf::{cells, poppler, say};
use crate::write::samples::state_report;
use coloa_document::{
    docx::docx,
    read::{Input, Limits, read, read_pure},
};
use std::process::{Command, Stdio};

#[test]
fn a_written_report_is_read_back() {
    let written = docx(&state_report()).unwrap();
    let reading = read_pure("báo cáo.docx", &written, &Limits::default()).unwrap();
    let text = &reading.source.text;
    for line in [
        "TỈNH CỔ LOA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/BC-UBND",
        "TM. ỦY BAN NHÂN DÂN",
        "Nguyễn Văn Ước",
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        "1. Văn bản ban hành",
        "1\tHệ thống thông tin cấp độ 3 kết nối giám sát 24/7\t46\t41\t89,1",
        "I. Giám sát, ứng cứu sự cố\t\t\t\t\t",
    ] {
        assert!(text.lines().any(|l| l == line), "no line {line:?} in\n{text}");
    }
    assert!(reading.source.notes.is_empty());
}

#[tokio::test]
async fn the_same_document_as_pdf_gives_the_same_tables() {
    let Some(tools) = poppler() else { return };
    let folder = tempfile::tempdir().unwrap();
    let written = docx(&state_report()).unwrap();
    std::fs::write(folder.path().join("a.docx"), &written).unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.path().join("profile").display()
    );
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "a.docx"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if converted.is_err() {
        say("skipped: soffice (libreoffice-writer-nogui) is not installed");
        return;
    }
    let bytes = std::fs::read(folder.path().join("a.pdf")).unwrap();
    let from_docx = read_pure("a.docx", &written, &Limits::default()).unwrap();
    let from_pdf = read(
        Input {
            name: "a.pdf".into(),
            bytes,
        },
        &Limits::default(),
        &tools,
    )
    .await
    .unwrap();
    // Letterhead and signature stand in tables without lines, which a PDF shows as text.
    let wide = |reading| -> Vec<Vec<Vec<String>>> {
        (0..)
            .map_while(|t| cells(reading, t))
            .filter(|rows| rows[0].len() > 2)
            .map(|rows| {
                rows.iter()
                    .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                    .collect()
            })
            .collect()
    };
    let (docx_tables, pdf_tables) = (wide(&from_docx), wide(&from_pdf));
    assert_eq!(docx_tables.len(), 2);
    assert_eq!(pdf_tables, docx_tables);
}
