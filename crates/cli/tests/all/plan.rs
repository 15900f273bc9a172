//! `coloa plan parse`: every plan of `testdata/plans` in every form people send gives what a person wrote down.

use crate::support::{Place, say};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use xtask::plans::{FOLDER, Form, PRINTED, folders, printed, set, source};

/// What a reader labels; places and confidences are the parser's affair.
fn labels(value: &Value) -> Value {
    match value {
        Value::Object(o) => o
            .iter()
            .filter(|(k, _)| !matches!(k.as_str(), "spans" | "confidence"))
            .map(|(k, v)| (k.clone(), labels(v)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(a) => a.iter().map(labels).collect(),
        other => other.clone(),
    }
}

fn expected(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap()
}

#[track_caller]
fn same(found: &Value, folder: &Path, form: &str) {
    let (mut found, want) = (labels(found), expected(folder));
    // What the reader noted depends on the form.
    let notes = found["notes"].as_array_mut().unwrap();
    notes.retain(|n| n["code"].as_str().unwrap().starts_with("plan."));
    for key in [
        "document",
        "targets",
        "tasks",
        "assignments",
        "obligations",
        "notes",
    ] {
        if let (Value::Array(found), Value::Array(want)) = (&found[key], &want[key]) {
            for (f, w) in found.iter().zip(want) {
                assert_eq!(f, w, "{form} of {}: {key}", folder.display());
            }
            assert_eq!(found.len(), want.len(), "{form} of {}: {key}", folder.display());
        }
        assert_eq!(found[key], want[key], "{form} of {}: {key}", folder.display());
    }
}

fn own_plans() -> Vec<PathBuf> {
    folders(&xtask::root()).unwrap()
}

fn parse(place: &Place, name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let path = place.file(name, bytes);
    place.run(&["plan", "parse", &path, "--format", "json"]).json()
}

fn has(program: &str, package: &str) -> bool {
    let there = std::process::Command::new(program)
        .arg("--version")
        .output()
        .is_ok();
    if !there {
        say(&format!("skipped: {program} ({package}) is not installed"));
    }
    there
}

#[test]
fn as_text() {
    let place = Place::new();
    for folder in own_plans() {
        let text = source(&folder).unwrap();
        let name = if folder.ends_with(FOLDER) {
            "plan.md"
        } else {
            "plan.txt"
        };
        same(&parse(&place, name, &text), &folder, "text");
        let wide: Vec<u8> = [0xFEFF]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        same(&parse(&place, name, wide), &folder, "UTF-16");
    }
}

#[test]
fn as_docx_of_our_own() {
    let place = Place::new();
    for folder in own_plans() {
        let bytes = set(&folder, Form::Docx).unwrap();
        same(&parse(&place, "plan.docx", bytes), &folder, "DOCX");
    }
}

#[test]
fn as_word_writes_it_with_changes_tracked() {
    let place = Place::new();
    for folder in own_plans() {
        let bytes = set(&folder, Form::Word).unwrap();
        let found = parse(&place, "plan.docx", bytes);
        same(&found, &folder, "Word file");
        let noted: Vec<&Value> = found["notes_of_reader"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| &n["code"])
            .collect();
        assert_eq!(
            noted,
            ["read.tracked_changes", "read.comments"],
            "{}",
            folder.display()
        );
    }
}

#[test]
fn as_pdf_of_our_own() {
    if !has("pdftotext", "poppler-utils") {
        return;
    }
    let place = Place::new();
    for folder in own_plans() {
        let bytes = set(&folder, Form::Pdf).unwrap();
        same(&parse(&place, "plan.pdf", bytes), &folder, "PDF");
    }
}

#[test]
fn as_pdf_printed_by_an_office_suite() {
    if !has("pdftotext", "poppler-utils") || !has("soffice", "libreoffice-writer-nogui") {
        return;
    }
    let place = Place::new();
    let folders = own_plans();
    let pdfs = printed(&folders).unwrap().unwrap();
    for (folder, pdf) in folders.iter().zip(pdfs) {
        same(&parse(&place, "plan.pdf", pdf), folder, "printed PDF");
    }
}

#[test]
fn the_files_that_are_kept() {
    let place = Place::new();
    let folder = own_plans().into_iter().find(|f| f.ends_with(FOLDER)).unwrap();
    let forms = [Form::Docx, Form::Pdf, Form::Word].map(Form::file);
    for name in forms.into_iter().chain([PRINTED]) {
        if name.ends_with(".pdf") && !has("pdftotext", "poppler-utils") {
            continue;
        }
        let path = folder.join(name).display().to_string();
        let found = place.run(&["plan", "parse", &path, "--format", "json"]).json();
        same(&found, &folder, name);
        // Where in the text a field stands is printed with it.
        assert!(
            found["tasks"][0]["spans"]["text"].is_object() || found["tasks"][0]["spans"]["text"].is_array()
        );
        assert!(found["tasks"][0]["confidence"].is_object() || found["tasks"][0]["confidence"].is_number());
    }
}

#[test]
fn as_a_table_for_people() {
    let place = Place::new();
    let folder = own_plans()
        .into_iter()
        .find(|f| f.ends_with("04-thieu-phu-luc"))
        .unwrap();
    let path = folder.join("source.txt").display().to_string();
    let text = place.run(&["plan", "parse", &path]).ok();
    for words in [
        "Cơ quan ban hành: Ủy ban nhân dân tỉnh Lam Sơn",
        "Số: 112/KH-UBND",
        "Mục tiêu: 2",
        "Nhiệm vụ: 0",
        "Nghĩa vụ báo cáo: 1",
        "! Văn bản nhắc tới phụ lục kèm theo nhưng tệp không có phụ lục",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    let english = place.run(&["plan", "parse", &path, "--lang", "en"]).ok();
    assert!(english.contains("! The document mentions an annex"), "{english}");
    assert!(!place.data().exists(), "parsing needs no installation");
}

/// What a fuzzer found once stays found.
#[test]
fn seeds_of_the_parser_are_understood_or_refused() {
    let mut understood = 0;
    for file in std::fs::read_dir(xtask::root().join("fuzz/seeds/plan_parser")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = coloa_base::SourceText::plain(&String::from_utf8_lossy(&bytes));
        if let Ok(plan) = coloa_plan_parser::parse(&text) {
            let spans = plan.tasks.iter().map(|t| &t.span);
            assert!(
                spans
                    .into_iter()
                    .all(|s| text.text.get(s.bytes.clone()).is_some())
            );
            understood += 1;
        }
    }
    assert!(understood >= own_plans().len());
}

#[test]
fn from_a_pipe() {
    let place = Place::new();
    let folder = own_plans()
        .into_iter()
        .find(|f| f.ends_with("03-ke-hoach-xa"))
        .unwrap();
    let run = place.run_with_input(
        &["plan", "parse", "/dev/stdin", "--format", "json"],
        &source(&folder).unwrap(),
    );
    same(&run.json(), &folder, "pipe");
    // Nothing was kept.
    assert!(!place.data().exists());
    place.run(&["migrate"]).ok();
    let listed = place.run(&["plan", "list", "--format", "json"]).json();
    assert_eq!(listed, json!([]));
}
