//! `coloa hotline extract`: the indicators of a text, for programs.

use crate::support::Place;
use serde_json::{Value, json};

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn each_indicator_is_a_line_of_json() {
    let place = Place::new();
    let text = "Nó gọi bằng o912 ooo 1o1,\nck vào stk 1012000111 vcb, web ngan-hang-gia[.]top";
    let file = place.file("tin-bao.txt", text);
    let found = lines(&place.run(&["hotline", "extract", &file]).ok());
    assert_eq!(
        found[0],
        json!({"kind": "phone", "value": "0912000101", "raw": "o912 ooo 1o1", "start": 12, "end": 24})
    );
    let kinds: Vec<&str> = found.iter().map(|f| f["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["phone", "bank_account", "domain"]);
    let chars: Vec<char> = text.chars().collect();
    for one in &found {
        let (start, end) = (one["start"].as_u64().unwrap(), one["end"].as_u64().unwrap());
        let raw: String = chars[start as usize..end as usize].iter().collect();
        assert_eq!(one["raw"], json!(raw));
    }
    let piped = place.run_with_input(&["hotline", "extract", "-", "--format", "json"], text);
    assert_eq!(lines(&piped.ok()), found);
    // It needs no installation and makes none.
    assert!(!place.data().exists());
}

#[test]
fn a_text_without_indicators_prints_nothing() {
    let place = Place::new();
    for text in ["", "Mất 5.000.000đ ngày 12/03/2026, gọi 113 rồi."] {
        let file = place.file("khong.txt", text);
        assert_eq!(place.run(&["hotline", "extract", &file]).ok(), "");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let place = Place::new();
    let wrong = place.file("cu.txt", b"M\xe5\xb7t ti\xd2n");
    assert!(
        place
            .run(&["hotline", "extract", &wrong])
            .fails(1)
            .contains("UTF-8")
    );
    let long = place.file("dai.txt", "a ".repeat(200_000));
    assert!(
        place
            .run(&["hotline", "extract", &long])
            .fails(1)
            .contains("256 KiB")
    );
    assert!(
        place
            .run(&["hotline", "extract", "/khong/co.txt"])
            .fails(1)
            .contains("Không có tệp")
    );
    let folder = place.path().display().to_string();
    assert!(
        place
            .run(&["hotline", "extract", &folder])
            .fails(1)
            .contains("không phải là một tệp")
    );
    place
        .run(&["hotline", "extract", &wrong, "--format", "csv"])
        .fails(2);
}
