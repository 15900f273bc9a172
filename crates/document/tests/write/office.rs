//! The DOCX as an office suite sees it: LibreOffice turns it into PDF, pdftotext says where everything stands.
use super::samples;
use coloa_document::docx::docx;
use coloa_document::model::OfficialDocument;
use std::path::Path;
use std::process::{Command, Stdio};

/// Pages as pdftotext lays them out; `None` (said on standard error) where the tools are not installed.
fn pages(doc: &OfficialDocument) -> Option<Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.docx");
    std::fs::write(&file, docx(doc).unwrap()).unwrap();
    let run = |program: &str, args: &[&dyn AsRef<std::ffi::OsStr>]| {
        let mut command = Command::new(program);
        command
            .args(args.iter().map(AsRef::as_ref))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status()
    };
    // A profile of its own, so that tests side by side do not wait for each other.
    let profile = format!(
        "-env:UserInstallation=file://{}",
        dir.path().join("profile").display()
    );
    let converted = run(
        "soffice",
        &[
            &profile,
            &"--headless",
            &"--convert-to",
            &"pdf",
            &"--outdir",
            &dir.path(),
            &file,
        ],
    );
    let text = dir.path().join("a.txt");
    if converted.is_err() || run("pdftotext", &[&"-v"]).is_err() {
        eprintln!("skipped: soffice or pdftotext is not installed");
        return None;
    }
    let pdf: &Path = &dir.path().join("a.pdf");
    assert!(pdf.exists(), "LibreOffice could not open the file");
    assert!(run("pdftotext", &[&"-layout", &pdf, &text]).unwrap().success());
    let text = std::fs::read_to_string(text).unwrap();
    Some(
        text.split('\u{c}')
            .filter(|p| !p.trim().is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// Column of the first character of `needle` in the line that holds it.
fn place(page: &str, needle: &str) -> (usize, usize) {
    page.lines()
        .enumerate()
        .find_map(|(n, line)| line.find(needle).map(|at| (n, line[..at].chars().count())))
        .unwrap_or_else(|| panic!("{needle} is not on the page:\n{page}"))
}

#[test]
fn a_report_opens_with_everything_in_place() {
    let Some(pages) = pages(&samples::state_report()) else {
        return;
    };
    let first = &pages[0];
    let organ = place(first, "ỦY BAN NHÂN DÂN");
    let motto = place(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    assert_eq!(organ.0, motto.0, "on one line");
    assert!(organ.1 < motto.1);
    let number = place(first, "Số: 05/BC-UBND");
    let date = place(first, "Cổ Loa, ngày 05 tháng 02 năm 2026");
    assert_eq!(number.0, date.0, "on one line");
    assert!(number.1 < date.1 && number.0 > organ.0);
    let title = place(first, "BÁO CÁO");
    assert!(title.0 > number.0 && title.1 > number.1, "centred");
    assert!(place(first, "Kính gửi:").0 > title.0);
    assert!(place(first, "Căn cứ Luật An ninh mạng").0 > place(first, "- Bộ Công an;").0);
    let with_foot = pages.iter().find(|p| p.contains("Nơi nhận:")).unwrap();
    let recipients = place(with_foot, "Nơi nhận:");
    let authority = place(with_foot, "TM. ỦY BAN NHÂN DÂN");
    assert_eq!(recipients.0, authority.0, "on one line");
    assert!(recipients.1 < authority.1);
    assert!(place(with_foot, "PHÓ CHỦ TỊCH").0 < place(with_foot, "Nguyễn Văn Ước").0);
    assert!(place(with_foot, "- Như trên;").0 < place(with_foot, "- Lưu: VT, ANM.").0);
    assert!(place(with_foot, "Nguyễn Văn Ước").1 > place(with_foot, "- Lưu: VT, ANM.").1);
}

#[test]
fn pages_are_numbered_and_annexes_start_anew() {
    let Some(pages) = pages(&samples::state_report()) else {
        return;
    };
    let number = |page: &str| {
        page.lines()
            .find(|l| !l.trim().is_empty())
            .unwrap()
            .trim()
            .to_owned()
    };
    assert!(
        number(&pages[0]).parse::<u32>().is_err(),
        "no number on the first page"
    );
    assert_eq!(number(&pages[1]), "2");
    let annex = pages
        .iter()
        .position(|p| p.contains("Phụ lục I\n") || p.contains("Phụ lục I "))
        .unwrap();
    assert!(
        number(&pages[annex]).contains("Phụ lục I"),
        "no number on the first page of an annex"
    );
    assert_eq!(number(&pages[annex + 1]), "2");
    assert!(
        pages[annex + 1].contains("Cơ quan chủ trì"),
        "the head of the table is repeated"
    );
    assert!(pages[annex].contains("(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026"));
    assert!(pages.last().unwrap().contains("Phụ lục II"));
}

#[test]
fn a_letter_bears_its_subject_under_the_number() {
    let Some(pages) = pages(&samples::state_letter()) else {
        return;
    };
    assert_eq!(pages.len(), 1);
    let page = &pages[0];
    assert!(place(page, "/BCĐ-ANM").0 < place(page, "V/v báo cáo tiến độ").0);
    assert!(place(page, "V/v báo cáo tiến độ").0 < place(page, "THƯỢNG KHẨN").0);
    assert!(place(page, "VÀ CHUYỂN ĐỔI SỐ").0 < place(page, "/BCĐ-ANM").0);
    assert!(
        place(page, "anm@coloa.invalid").0 > place(page, "- Lưu: VT, ANM.").0,
        "at the foot of the page"
    );
    assert!(!page.contains("CÔNG VĂN"));
}

#[test]
fn a_party_document_has_its_own_head() {
    let Some(pages) = pages(&samples::party_plan()) else {
        return;
    };
    let page = &pages[0];
    assert_eq!(
        place(page, "TỈNH ỦY CỔ LOA").0,
        place(page, "ĐẢNG CỘNG SẢN VIỆT NAM").0
    );
    assert!(!page.contains("CỘNG HÒA"));
    assert_eq!(place(page, "*").0, place(page, "TỈNH ỦY CỔ LOA").0 + 1);
    assert_eq!(
        place(page, "Số 15-KH/TU").0,
        place(page, "Cổ Loa, ngày 03 tháng 4 năm 2026").0
    );
    assert_eq!(place(page, "Nơi nhận:").0, place(page, "T/M BAN THƯỜNG VỤ").0);
    assert!(page.contains("- Lưu Văn phòng Tỉnh ủy."));
}

#[test]
fn hostile_text_opens_and_is_printed() {
    let Some(pages) = pages(&samples::nasty()) else {
        return;
    };
    let all = pages.concat().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(all.contains("#panic(\"x\")") && all.contains("</w:t></w:r><w:p>chèn</w:p>"));
}
