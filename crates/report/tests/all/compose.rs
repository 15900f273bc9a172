use crate::material::{FROM, TO, frozen, head};
use coloa_document::model::{Block, OfficialDocument};
use coloa_report::{
    compose::{Material, block_key, document, number_text, workbook},
    snapshot::Counts,
    topics::Topics,
};
use std::collections::BTreeMap;

fn material<'a>(
    head: &'a coloa_report::compose::Head,
    frozen: &'a coloa_report::snapshot::Frozen,
    texts: &'a BTreeMap<String, String>,
) -> Material<'a> {
    Material {
        head,
        outline: coloa_law::outline("strategy_year", TO).unwrap(),
        frozen,
        topics: Topics::builtin(),
        texts,
        from: FROM,
        to: TO,
        number: Some(5),
        date: Some(TO),
        draft: false,
    }
}

fn text(document: &OfficialDocument) -> String {
    serde_json::to_string(document).unwrap()
}

#[test]
fn the_silent_are_named_and_the_figures_stay_right() {
    let (head, frozen, texts) = (head(), frozen(60, 175, 40), BTreeMap::new());
    let counts = Counts::of(&frozen.parts);
    assert_eq!(
        (counts.agencies, counts.silent, counts.duties, counts.no_answer),
        (175, 40, 10_500, 2_400)
    );
    assert_eq!(
        counts.done + counts.in_progress + counts.no_answer,
        10_500,
        "no answer is counted apart, not as zero"
    );
    let doc = document(&material(&head, &frozen, &texts));
    let all = text(&doc);
    for silent in 1..=40 {
        assert!(all.contains(&format!("xã Số {silent:03}")));
    }
    assert!(all.contains("Cơ quan, đơn vị chưa báo cáo (40)"));
    assert!(
        all.contains("10.500 nhiệm vụ") && all.contains("2.400 chưa có báo cáo"),
        "figures in Vietnamese form"
    );
}

#[test]
fn every_duty_stands_in_exactly_one_part() {
    let (head, frozen, texts) = (head(), frozen(60, 3, 0), BTreeMap::new());
    let doc = document(&material(&head, &frozen, &texts));
    let rows: usize = doc
        .body
        .iter()
        .filter_map(|b| match b {
            Block::Table(t) if t.head.iter().any(|h| h == "Cơ quan chủ trì") => Some(t.rows.len()),
            _ => None,
        })
        .sum();
    assert_eq!(rows, 60);
}

#[test]
fn written_texts_stand_in_their_block_and_keep_their_lines() {
    let (head, frozen) = (head(), frozen(2, 2, 0));
    let key = block_key("direction", None, 0);
    let texts = BTreeMap::from([(
        key,
        "Đã ban hành 03 văn bản:\n- Kế hoạch số 12;\n- Quy chế #panic($x$).".to_owned(),
    )]);
    let doc = document(&material(&head, &frozen, &texts));
    assert!(
        doc.body
            .iter()
            .any(|b| matches!(b, Block::List(l) if l.items[0][0].text == "Quy chế #panic($x$)."))
    );
}

#[test]
fn the_hash_depends_on_figures_and_not_on_order() {
    let one = frozen(3, 4, 1);
    let mut other = one.clone();
    other.parts.reverse();
    assert_eq!(one.hash(), other.hash());
    other.parts[0].duties[0].percent = Some(99);
    assert_ne!(one.hash(), other.hash());
}

#[test]
fn a_target_without_value_is_not_zero() {
    let (head, frozen, texts) = (head(), frozen(1, 1, 0), BTreeMap::new());
    let all = text(&document(&material(&head, &frozen, &texts)));
    assert!(all.contains("Chưa có số liệu") && all.contains("87,5%"));
    assert_eq!(
        frozen
            .plan
            .targets
            .iter()
            .map(coloa_report::snapshot::TargetRow::met)
            .collect::<Vec<_>>(),
        [Some(false), None]
    );
}

#[test]
fn the_annex_workbook_holds_a_row_per_agency_and_duty() {
    let (head, frozen, texts) = (head(), frozen(5, 7, 2), BTreeMap::new());
    let book = workbook(&material(&head, &frozen, &texts));
    assert_eq!(book.sheets[1].rows.len(), 35);
    assert!(!coloa_document::xlsx::xlsx(&book).unwrap().is_empty());
}

#[test]
fn numbers_read_as_vietnamese_reports_print_them() {
    for (value, text) in [
        (0.0, "0"),
        (999.0, "999"),
        (1234.5, "1.234,5"),
        (1_000_000.0, "1.000.000"),
        (-1234.567, "-1.234,57"),
    ] {
        assert_eq!(number_text(value), text);
    }
}
