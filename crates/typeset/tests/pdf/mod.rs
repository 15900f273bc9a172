//! The typeset pages, read back with poppler's tools.
mod poster;

use crate::{
    printed,
    samples::{self, NASTY, duties},
};
use coloa_document::model::{Block, OfficialDocument};
use coloa_document::{DocumentError, PdfRenderer};
use coloa_testkit::pdf::{place, poppler, top};
use coloa_typeset::{Rendered, Typesetter};

fn render(doc: &OfficialDocument) -> Rendered {
    Typesetter::system().render(doc).unwrap()
}

fn pages(doc: &OfficialDocument) -> Option<Vec<String>> {
    coloa_testkit::pdf::pages(&render(doc).pdf)
}

#[test]
fn a_report_has_everything_in_place() {
    let Some(pages) = pages(&samples::state_report()) else {
        return;
    };
    printed::report(&pages);
    let first = &pages[0];
    assert!(place(first, "Ễ Ộ Ự Ơ ơ Ư ư Ẵ ẵ Ặ").0 > place(first, "I. CÔNG TÁC CHỈ ĐẠO").0);
    let foot = pages.iter().find(|p| p.contains("Nơi nhận:")).unwrap();
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
    printed::page_numbers(&pages, |page| top(page) == "Phụ lục I");
    assert_eq!(top(pages.last().unwrap()), "Phụ lục II");
}

#[test]
fn a_letter_and_its_draft_marks() {
    let Some(pages) = pages(&samples::state_letter()) else {
        return;
    };
    printed::letter(&pages);
    let page = &pages[0];
    assert_eq!(place(page, "/BCĐ-ANM").0, place(page, "Cổ Loa, ngày").0);
}

#[test]
fn an_exercise_says_so_on_every_page() {
    let mut doc = samples::state_report();
    doc.marks.exercise = Some("Diễn tập".into());
    let Some(pages) = pages(&doc) else {
        return;
    };
    assert!(pages.len() > 2);
    for page in &pages {
        assert_eq!(top(page), "DIỄN TẬP");
    }
}

#[test]
fn a_party_document_has_its_own_head() {
    let Some(pages) = pages(&samples::party_plan()) else {
        return;
    };
    printed::party(&pages);
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
