//! The DOCX as an office suite sees it: LibreOffice turns it into PDF, pdftotext says where everything stands.
use super::{printed, samples};
use coloa_document::docx::docx;
use coloa_document::model::OfficialDocument;
use coloa_testkit::pdf::{self, place};
use std::process::{Command, Stdio};

/// Pages as pdftotext lays them out; `None` (said on standard error) where the tools are not installed.
fn pages(doc: &OfficialDocument) -> Option<Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.docx");
    std::fs::write(&file, docx(doc).unwrap()).unwrap();
    // A profile of its own, so that tests side by side do not wait for each other.
    let profile = format!(
        "-env:UserInstallation=file://{}",
        dir.path().join("profile").display()
    );
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .args([dir.path(), &file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if converted.is_err() {
        eprintln!("skipped: soffice is not installed");
        return None;
    }
    let pdf = std::fs::read(dir.path().join("a.pdf")).expect("LibreOffice opens the file");
    pdf::pages(&pdf)
}

#[test]
fn a_report_opens_with_everything_in_place() {
    let Some(pages) = pages(&samples::state_report()) else {
        return;
    };
    printed::report(&pages);
    let first = &pages[0];
    assert!(place(first, "Căn cứ Luật An ninh mạng").0 > place(first, "- Bộ Công an;").0);
}

#[test]
fn pages_are_numbered_and_annexes_start_anew() {
    let Some(pages) = pages(&samples::state_report()) else {
        return;
    };
    printed::page_numbers(&pages, |page| {
        page.contains("Phụ lục I\n") || page.contains("Phụ lục I ")
    });
}

#[test]
fn a_letter_bears_its_subject_under_the_number() {
    let Some(pages) = pages(&samples::state_letter()) else {
        return;
    };
    printed::letter(&pages);
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
        assert_eq!(pdf::top(page), "DIỄN TẬP");
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
fn hostile_text_opens_and_is_printed() {
    let Some(pages) = pages(&samples::nasty()) else {
        return;
    };
    let all = pages.concat().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(all.contains("#panic(\"x\")") && all.contains("</w:t></w:r><w:p>chèn</w:p>"));
}
