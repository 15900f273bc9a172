//! The typeset pages, read back with poppler's tools.
use crate::samples::{self, NASTY, duties};
use coloa_document::model::{Block, OfficialDocument};
use coloa_document::{DocumentError, PdfRenderer};
use coloa_typeset::{Rendered, Typesetter};
use std::process::Command;

fn render(doc: &OfficialDocument) -> Rendered {
    Typesetter::system().render(doc).unwrap()
}

/// What a tool of poppler says of a PDF; `None` (said on standard error) where it is not installed.
fn poppler(tool: &str, args: &[&str], pdf: &[u8]) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new(tool);
    command.args(args).arg(&file);
    if tool == "pdftotext" {
        command.arg("-");
    }
    let Ok(out) = command.output() else {
        eprintln!("skipped: {tool} is not installed");
        return None;
    };
    assert!(
        out.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    Some(String::from_utf8(out.stdout).unwrap())
}

fn pages(doc: &OfficialDocument) -> Option<Vec<String>> {
    let text = poppler("pdftotext", &["-layout"], &render(doc).pdf)?;
    Some(
        text.split('\u{c}')
            .filter(|p| !p.trim().is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

/// Line and column of the first character of `needle`.
fn place(page: &str, needle: &str) -> (usize, usize) {
    page.lines()
        .enumerate()
        .find_map(|(n, line)| line.find(needle).map(|at| (n, line[..at].chars().count())))
        .unwrap_or_else(|| panic!("{needle} is not on the page:\n{page}"))
}

#[test]
fn a_report_has_everything_in_place() {
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
    assert!(place(first, "BÁO CÁO").0 > number.0);
    assert!(place(first, "Kính gửi:").0 > place(first, "BÁO CÁO").0);
    assert!(place(first, "Ễ Ộ Ự Ơ ơ Ư ư Ẵ ẵ Ặ").0 > place(first, "I. CÔNG TÁC CHỈ ĐẠO").0);
    let foot = pages.iter().find(|p| p.contains("Nơi nhận:")).unwrap();
    assert_eq!(
        place(foot, "Nơi nhận:").0,
        place(foot, "TM. ỦY BAN NHÂN DÂN").0,
        "on one line"
    );
    assert!(place(foot, "Nơi nhận:").1 < place(foot, "TM. ỦY BAN NHÂN DÂN").1);
    assert!(place(foot, "PHÓ CHỦ TỊCH").0 < place(foot, "Nguyễn Văn Ước").0);
    assert!(place(foot, "- Lưu: VT, ANM.").1 < place(foot, "Nguyễn Văn Ước").1);
    assert!(
        foot.contains("quý Bộ tổng hợp"),
        "the signature does not stand alone"
    );
}

#[test]
fn pages_are_numbered_and_annexes_start_anew() {
    let Some(pages) = pages(&samples::state_report()) else {
        return;
    };
    let top = |page: &str| {
        page.lines()
            .find(|l| !l.trim().is_empty())
            .unwrap()
            .trim()
            .to_owned()
    };
    assert!(
        top(&pages[0]).parse::<u32>().is_err(),
        "no number on the first page"
    );
    assert_eq!(top(&pages[1]), "2");
    let annex = pages
        .iter()
        .position(|p| top(p) == "Phụ lục I")
        .expect("an annex without a number on its first page");
    assert_eq!(top(&pages[annex + 1]), "2");
    assert!(
        pages[annex + 1].contains("Cơ quan chủ trì"),
        "the head of the table is repeated"
    );
    assert!(pages[annex].contains("(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026"));
    assert_eq!(top(pages.last().unwrap()), "Phụ lục II");
}

#[test]
fn a_letter_and_its_draft_marks() {
    let Some(pages) = pages(&samples::state_letter()) else {
        return;
    };
    assert_eq!(pages.len(), 1);
    let page = &pages[0];
    assert!(place(page, "VÀ CHUYỂN ĐỔI SỐ").0 < place(page, "/BCĐ-ANM").0);
    assert_eq!(place(page, "/BCĐ-ANM").0, place(page, "Cổ Loa, ngày").0);
    assert!(place(page, "/BCĐ-ANM").0 < place(page, "V/v báo cáo tiến độ").0);
    assert!(place(page, "V/v báo cáo tiến độ").0 < place(page, "THƯỢNG KHẨN").0);
    assert!(
        place(page, "anm@coloa.invalid").0 > place(page, "- Lưu: VT, ANM.").0,
        "at the foot"
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
fn text_stays_text() {
    let out = render(&samples::nasty());
    assert_eq!(
        out.replaced.iter().collect::<String>(),
        "中文🛡",
        "what no font has is reported"
    );
    let Some(text) = poppler("pdftotext", &["-raw"], &out.pdf) else {
        return;
    };
    let squeeze = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let all = squeeze(&text);
    // The last but two holds right-to-left and missing letters, which come back in another order.
    for wanted in NASTY
        .iter()
        .filter(|t| !t.contains("中文") && !t.contains('\u{202e}'))
    {
        let wanted = squeeze(&coloa_document::text::clean(wanted));
        assert!(all.contains(&wanted), "{wanted}");
    }
}

#[test]
fn it_is_an_archive_file_with_embedded_fonts() {
    let out = render(&samples::state_report());
    let raw = String::from_utf8_lossy(&out.pdf);
    assert!(
        raw.contains("<pdfaid:part>2</pdfaid:part>")
            && raw.contains("<pdfaid:conformance>B</pdfaid:conformance>")
    );
    let Some(fonts) = poppler("pdffonts", &[], &out.pdf) else {
        return;
    };
    let family = out.family.replace(' ', "");
    for line in fonts.lines().skip(2) {
        let embedded = line.split_whitespace().rev().nth(4);
        assert_eq!(embedded, Some("yes"), "{line}");
    }
    assert!(
        fonts.replace("NewCM10", "NewComputerModern10").contains(&family),
        "{fonts}"
    );
    let draft = render(&samples::state_letter());
    assert!(
        !String::from_utf8_lossy(&draft.pdf).contains("pdfaid"),
        "a draft has no date and is not archived"
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(
        render(&samples::party_plan()).pdf,
        render(&samples::party_plan()).pdf
    );
}

#[test]
fn without_fonts_of_the_system_the_embedded_ones_serve() {
    let bare = Typesetter::new(&[]);
    let out = bare.render(&samples::state_report()).unwrap();
    assert_eq!(out.family, "New Computer Modern");
    assert!(out.replaced.is_empty());
    let Some(text) = poppler("pdftotext", &["-layout"], &out.pdf) else {
        return;
    };
    assert!(text.contains("Ễ Ộ Ự Ơ ơ Ư ư Ẵ ẵ Ặ"));
    assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
}

#[test]
fn five_hundred_rows() {
    let mut doc = samples::state_report();
    doc.annexes[0].body = vec![Block::Table(duties(500))];
    let out = render(&doc);
    let Some(text) = poppler("pdftotext", &["-layout"], &out.pdf) else {
        return;
    };
    for i in [1, 250, 500] {
        assert!(text.contains(&format!("Nhiệm vụ thứ {i}:")), "{i}");
    }
    let heads = text.matches("Cơ quan chủ trì").count();
    assert!(heads > 30, "the head stands on every page: {heads}");
}

#[test]
fn a_renderer_is_an_object_that_threads_share() {
    let renderer: &'static dyn PdfRenderer = Typesetter::system();
    let threads: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(move || renderer.pdf(&samples::party_plan()).unwrap().len()))
        .collect();
    for thread in threads {
        assert!(thread.join().unwrap() > 1000);
    }
    let mut bad = samples::party_plan();
    bad.issuer.clear();
    assert!(matches!(
        renderer.pdf(&bad),
        Err(DocumentError::Missing { field: "issuer" })
    ));
}
