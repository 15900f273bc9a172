//! Notices and reports on incidents as files: opened again they hold every label and every value.

use chrono::NaiveDate;
use coloa_document::{
    OfficialDocument,
    model::{OrganKind, Signature},
    read::{Limits, SheetChoice, read_pure, read_sheet},
};
use coloa_law::{
    LawBook,
    book::Row,
    dossier::{FieldKind, Form},
};
use coloa_report::{
    compose::Head,
    form_blocks::Filled,
    incident_form::{self, Material},
};
use coloa_testkit::pdf;
use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
};

fn head() -> Head {
    Head {
        variant: OrganKind::State,
        superior: Some("Ủy ban nhân dân tỉnh Sông Ngọc".into()),
        issuer: "Sở Y tế".into(),
        organ_symbol: "SYT".into(),
        unit_symbol: Some("VP".into()),
        place: "Sông Ngọc".into(),
        subject: String::new(),
        addressees: Vec::new(),
        legal_bases: Vec::new(),
        signature: Signature {
            authority: Vec::new(),
            role: "GIÁM ĐỐC".into(),
            name: Some("Trần Thị Mẫu".into()),
        },
        recipients: Vec::new(),
        archive: Some("VT".into()),
    }
}

/// Forms on incidents: those without a regime of levels.
fn forms() -> impl Iterator<Item = &'static Row<Form>> {
    LawBook::builtin()
        .forms
        .iter()
        .filter(|f| f.body.regime.is_none())
}

/// Something to find in every field, and how it is printed.
fn values(form: &Form) -> (BTreeMap<String, Filled>, Vec<String>) {
    let (mut values, mut printed) = (BTreeMap::new(), Vec::new());
    for (at, field) in form.fields.iter().enumerate() {
        let word = format!("giá trị {at:02} đặt vào");
        let (stored, shown) = match field.kind {
            FieldKind::Table => {
                let row: Vec<String> = (0..field.options.len())
                    .map(|c| format!("ô{at:02}c{c}"))
                    .collect();
                printed.extend(row.iter().cloned());
                printed.extend(field.options.iter().cloned());
                values.insert(field.key.clone(), Filled::Rows(vec![row]));
                continue;
            }
            FieldKind::Time => ("2026-09-02T02:30:00Z".to_owned(), "02/09/2026 09:30".to_owned()),
            FieldKind::Date => ("2026-09-02".to_owned(), "02/09/2026".to_owned()),
            FieldKind::Number => ("73".to_owned(), "73".to_owned()),
            FieldKind::YesNo => ("yes".to_owned(), "có".to_owned()),
            FieldKind::Choice | FieldKind::Choices => {
                (field.options[0].clone(), format!("[x] {}", field.options[0]))
            }
            FieldKind::Text | FieldKind::File => {
                (format!("{word}\ndòng sau {at:02}"), format!("dòng sau {at:02}"))
            }
        };
        printed.push(shown);
        if field.kind == FieldKind::Text {
            printed.push(word);
        }
        values.insert(field.key.clone(), Filled::Text(stored));
    }
    printed.extend(form.fields.iter().map(|f| f.label.clone()));
    printed.push(form.name.clone());
    (values, printed)
}

fn document(
    form: &Row<Form>,
    values: &BTreeMap<String, Filled>,
    exercise: bool,
    number: Option<u32>,
) -> OfficialDocument {
    let head = head();
    let addressees = ["Công an tỉnh Sông Ngọc".to_owned()];
    incident_form::document(&Material {
        head: &head,
        form: &form.body,
        legal: &form.legal,
        values,
        code: "SC-2026-0007",
        period: None,
        addressees: &addressees,
        number,
        date: number.and(NaiveDate::from_ymd_opt(2026, 9, 2)),
        year: 2026,
        level: 3,
        exercise,
        internal: false,
    })
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_lowercase()
}

fn holds(id: &str, text: &str, wanted: &[String]) {
    let text = squeezed(text);
    for one in wanted {
        assert!(text.contains(&squeezed(one)), "{id} lacks {one}");
    }
}

#[test]
fn a_docx_that_is_read_back_holds_every_label_and_value() {
    let mut read = 0;
    for form in forms() {
        let (values, wanted) = values(&form.body);
        let doc = document(form, &values, false, Some(7));
        let bytes = coloa_document::docx::docx(&doc).unwrap();
        let text = read_pure("a.docx", &bytes, &Limits::default())
            .unwrap()
            .source
            .text;
        holds(&form.body.id, &text, &wanted);
        assert!(
            text.contains("SC-2026-0007") || form.body.number.is_some(),
            "{}",
            form.body.id
        );
        read += 1;
    }
    assert!(read >= 20, "{read}");
}

#[test]
fn libreoffice_opens_them_and_an_exercise_is_marked_on_every_page() {
    let dir = coloa_testkit::TempData::new();
    let mut kept = Vec::new();
    for form in forms() {
        let (values, wanted) = values(&form.body);
        let doc = document(form, &values, true, Some(7));
        let name = format!("{}.docx", form.body.id);
        std::fs::write(dir.path().join(&name), coloa_document::docx::docx(&doc).unwrap()).unwrap();
        kept.push((form.body.id.clone(), wanted));
    }
    let profile = format!(
        "-env:UserInstallation=file://{}",
        dir.path().join("profile").display()
    );
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(dir.path())
        .args(kept.iter().map(|(id, _)| dir.path().join(format!("{id}.docx"))))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if converted.is_err() {
        eprintln!("skipped: soffice is not installed");
        return;
    }
    for (id, wanted) in kept {
        let bytes = std::fs::read(dir.path().join(format!("{id}.pdf"))).expect("LibreOffice opens the file");
        let Some(text) = pdf::poppler("pdftotext", &["-raw"], &bytes) else {
            return;
        };
        let pages: Vec<&str> = text.split('\u{c}').filter(|p| !p.trim().is_empty()).collect();
        for page in &pages {
            assert!(page.contains("DIỄN TẬP"), "{id}: {page}");
        }
        holds(&id, &text, &wanted);
        assert!(text.contains("SYT-DT"), "{id} is numbered apart");
    }
}

#[test]
fn a_draft_and_a_wording_of_ours_say_so_and_an_empty_field_is_shown_empty() {
    let find = |id: &str| forms().find(|f| f.body.id == id).unwrap();
    let empty = BTreeMap::new();
    let draft = document(find("nd331-72h"), &empty, false, None);
    assert!(draft.marks.draft.is_some() && draft.marks.notice.is_some());
    let bytes = coloa_document::docx::docx(&draft).unwrap();
    let text = read_pure("a.docx", &bytes, &Limits::default())
        .unwrap()
        .source
        .text;
    assert!(text.contains("Nguyên nhân: …………"), "{text}");
    assert!(!text.contains("DIỄN TẬP"));
    let issued = document(find("tt20-03"), &empty, false, Some(1));
    assert_eq!((issued.marks.draft, issued.marks.notice), (None, None));
}

#[test]
fn the_workbook_of_the_periodic_form_holds_all_its_figures() {
    let form = forms().find(|f| f.body.id == "tt20-05").unwrap();
    let (values, _) = values(&form.body);
    let head = head();
    let book = incident_form::workbook(&Material {
        head: &head,
        form: &form.body,
        legal: &form.legal,
        values: &values,
        code: "",
        period: NaiveDate::from_ymd_opt(2026, 6, 15).zip(NaiveDate::from_ymd_opt(2026, 12, 14)),
        addressees: &[],
        number: None,
        date: None,
        year: 2026,
        level: 0,
        exercise: false,
        internal: false,
    });
    assert_eq!(book.sheets.len(), 3);
    let bytes = coloa_document::xlsx::xlsx(&book).unwrap();
    let sheet = read_sheet("a.xlsx", &bytes, SheetChoice::First, &Limits::default()).unwrap();
    let all = format!("{sheet:?}");
    for field in form.body.fields.iter().filter(|f| f.kind != FieldKind::Table) {
        assert!(all.contains(&field.label), "{}", field.label);
    }
    assert!(all.contains("15/06/2026") && all.contains("73"));
}
