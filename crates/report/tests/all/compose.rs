use crate::material::{FROM, TO, frozen, head};
use coloa_document::model::{Block, Cell, OfficialDocument, Table};
use coloa_report::{
    compose::{Material, block_key, document, empty_headings, number_text, workbook},
    snapshot::Counts,
    topics::Topics,
    words::Words,
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
        words: Words::builtin(),
        texts,
        from: FROM,
        to: TO,
        reckoned_on: TO,
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
        all.contains("10.500 nhiệm vụ") && all.contains("2.400 chưa báo cáo"),
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

/// Tables of the body with this heading in their second column, each with the paragraph that follows.
fn tables<'a>(document: &'a OfficialDocument, second: &str) -> Vec<(&'a Table, &'a Block)> {
    let blocks: Vec<&Block> = document
        .body
        .iter()
        .chain(document.annexes.iter().flat_map(|a| &a.body))
        .collect();
    blocks
        .windows(2)
        .filter_map(|pair| match pair[0] {
            Block::Table(t) if t.head[1] == second => Some((t, pair[1])),
            _ => None,
        })
        .collect()
}

fn cell(row: &[Cell], column: usize) -> &str {
    &row[column].runs[0].text
}

#[test]
fn a_long_table_prints_the_most_urgent_rows_and_says_how_many_more_there_are() {
    let (head, mut frozen, texts) = (head(), frozen(60, 175, 40), BTreeMap::new());
    // One duty of one agency is later than all others.
    frozen.parts[170].duties[59].late_days = Some(400);
    frozen.parts[170].duties[59].status = "in_progress".into();
    let all_late = frozen.duties().filter(|(_, d)| d.late_days.is_some()).count();
    assert!(all_late > 7_000);
    let material = material(&head, &frozen, &texts);
    let doc = document(&material);
    let limit = material.words.layout.table_rows;
    let late = tables(&doc, "Cơ quan");
    assert!(!late.is_empty());
    for (table, after) in late {
        assert_eq!(table.rows.len(), limit);
        assert_eq!(
            (cell(&table.rows[0], 1), cell(&table.rows[0], 4)),
            (frozen.parts[170].agency_name.as_str(), "400")
        );
        let Block::Paragraph(p) = after else {
            panic!("the rest is not said")
        };
        let rest = number_text((all_late - limit) as f64);
        assert!(
            p.runs[0]
                .text
                .contains(&format!("{rest} dòng còn lại xem biểu “Nhiệm vụ”")),
            "{}",
            p.runs[0].text
        );
    }
    let all = text(&doc);
    assert!(
        all.contains(&format!(
            "tính đến ngày 14/12/2026: {}.",
            number_text(all_late as f64)
        )),
        "the figure counts all of them, not the printed ones"
    );
    let book = workbook(&material);
    assert_eq!(
        book.sheets[1].name, "Nhiệm vụ",
        "where the sentence sends the reader"
    );
    assert_eq!(book.sheets[1].rows.len(), 10_500, "and nothing is missing there");
}

#[test]
fn a_bounded_duty_table_keeps_the_order_of_the_plan() {
    let (head, mut frozen, texts) = (head(), frozen(400, 1, 0), BTreeMap::new());
    for (i, duty) in frozen.parts[0].duties.iter_mut().enumerate() {
        duty.text = "Việc riêng của tỉnh".into();
        duty.late_days = (i % 4 == 3).then_some(i as i64);
    }
    let doc = document(&material(&head, &frozen, &texts));
    let tables = tables(&doc, "Nhiệm vụ");
    let (table, _) = tables
        .iter()
        .find(|(t, _)| t.rows.len() > 1)
        .expect("a table of duties");
    assert_eq!(table.rows.len(), 300);
    let items: Vec<usize> = table
        .rows
        .iter()
        .map(|r| {
            let (_, path) = cell(r, 1).rsplit_once("(III.").unwrap();
            path.trim_end_matches(')').parse().unwrap()
        })
        .collect();
    assert!(items.is_sorted(), "as the plan numbers them");
    assert!(
        (1..=100).all(|n| items.contains(&(n * 4))),
        "every late one is printed"
    );
}

#[test]
fn difficulties_are_bounded_too_and_all_stand_in_the_workbook() {
    let (head, mut frozen, texts) = (head(), frozen(1, 1, 0), BTreeMap::new());
    let one = frozen.plan.difficulties[0].clone();
    frozen.plan.difficulties = (0..350)
        .map(|i| {
            let mut d = one.clone();
            d.text = format!("Vướng mắc {i:03}");
            d.state = if i < 320 { "answered" } else { "open" }.into();
            d
        })
        .collect();
    let material = material(&head, &frozen, &texts);
    let all = text(&document(&material));
    assert!(all.contains("Vướng mắc 349"), "the open ones come first");
    assert!(!all.contains("Vướng mắc 319"));
    assert!(all.contains("Còn 50 nội dung trong tổng số 350 nội dung, xem biểu “Khó khăn, kiến nghị”"));
    assert_eq!(workbook(&material).sheets[3].rows.len(), 350);
}

#[test]
fn another_province_words_its_reports_by_data() {
    let file = include_str!("../../data/words.toml")
        .replace("Không có nhiệm vụ quá hạn.", "Chưa phát sinh nhiệm vụ quá hạn.")
        .replace("\"Cơ quan chủ trì\"", "\"Đơn vị chủ trì\"");
    let words = Words::parse(&file).unwrap();
    let (head, mut frozen, texts) = (head(), frozen(3, 2, 0), BTreeMap::new());
    for duty in frozen.parts.iter_mut().flat_map(|p| &mut p.duties) {
        duty.late_days = None;
    }
    let own = Material {
        words: &words,
        ..material(&head, &frozen, &texts)
    };
    let all = text(&document(&own));
    assert!(all.contains("Chưa phát sinh nhiệm vụ quá hạn.") && all.contains("Đơn vị chủ trì"));
    assert!(!all.contains("Cơ quan chủ trì"));
}

#[test]
fn a_directive_to_many_agencies_is_one_row() {
    let (head, mut frozen, texts) = (head(), frozen(60, 175, 40), BTreeMap::new());
    // As directives have it: a wording, and no place in a plan.
    for duty in frozen.parts.iter_mut().flat_map(|p| &mut p.duties) {
        duty.path = None;
    }
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
fn lateness_names_the_day_it_was_reckoned_on() {
    let (head, frozen, texts) = (head(), frozen(3, 2, 0), BTreeMap::new());
    let early = Material {
        reckoned_on: chrono::NaiveDate::from_ymd_opt(2026, 7, 15).unwrap(),
        ..material(&head, &frozen, &texts)
    };
    let all = text(&document(&early));
    assert!(all.contains("quá hạn tính đến ngày 15/07/2026"), "{all}");
}

#[test]
fn a_ceiling_is_not_printed_as_a_goal_to_reach() {
    let (head, mut frozen, texts) = (head(), frozen(1, 1, 0), BTreeMap::new());
    frozen.plan.targets[0].comparator = Some("<".into());
    frozen.plan.targets[0].goal = Some(5.0);
    frozen.plan.targets[0].value = Some(3.0);
    let doc = document(&material(&head, &frozen, &texts));
    let (table, _) = tables(&doc, "Chỉ tiêu")[0];
    assert_eq!(
        [2, 3, 4].map(|c| cell(&table.rows[0], c)),
        ["Dưới 5%", "3%", ""],
        "60% of a ceiling would read as not reached"
    );
    assert_eq!(cell(&table.rows[1], 2), "15%");
}

#[test]
fn a_section_without_anything_says_so() {
    let (head, frozen, texts) = (head(), frozen(1, 1, 0), BTreeMap::new());
    let doc = document(&material(&head, &frozen, &texts));
    for pair in doc.body.windows(2) {
        if let [Block::Heading(one), Block::Heading(next)] = pair {
            assert!(one.level < next.level, "{} says nothing", one.text);
        }
    }
    assert!(
        matches!(doc.body.last(), Some(Block::Paragraph(p)) if p.runs[0].text == "Không có."),
        "proposals that nobody wrote"
    );
    let incidents = doc
        .body
        .iter()
        .position(|b| matches!(b, Block::Heading(h) if h.text.contains("sự cố, tấn công, cảnh báo")))
        .unwrap();
    assert!(
        matches!(&doc.body[incidents + 1], Block::Paragraph(p) if p.runs[0].text == "Không có."),
        "counts of duties are no incidents"
    );
}

#[test]
fn a_file_of_words_from_before_goals_had_theirs_is_taken() {
    let file = include_str!("../../data/words.toml");
    let (before, rest) = file.split_once("[goal]").unwrap();
    let old = format!("{before}[sentence]{}", rest.split_once("[sentence]").unwrap().1);
    let words = Words::parse(&old).unwrap();
    assert_eq!(words.goal(Some("<="), "5%"), "Không quá 5%");
    assert!(Words::parse(&file.replace("Dưới {goal}", "Dưới")).is_err());
}

#[test]
fn duties_that_are_gone_since_the_last_report_are_listed() {
    let before = frozen(3, 2, 0);
    let mut after = before.clone();
    let gone = after.parts[1].duties.remove(2);
    let compared = coloa_report::compare::compare(&before, &after);
    assert_eq!(compared.gone.len(), 1);
    assert_eq!(
        (compared.gone[0].duty_id, compared.gone[0].agency_name.as_str()),
        (gone.duty_id, before.parts[1].agency_name.as_str())
    );
    assert!(compared.changed.is_empty());
}

#[test]
fn headings_with_nothing_under_them_are_named_before_it_is_too_late() {
    let (head, frozen, mut texts) = (head(), frozen(1, 1, 0), BTreeMap::new());
    let empty = empty_headings(&material(&head, &frozen, &texts));
    assert!(
        empty.iter().any(|h| h == "I. Công tác chỉ đạo, điều hành"),
        "{empty:?}"
    );
    assert!(
        !empty.iter().any(|h| h.starts_with("II. ")),
        "the table of targets stands there: {empty:?}"
    );
    texts.insert("direction/0".to_owned(), "Đã ban hành 3 văn bản.".to_owned());
    let after = empty_headings(&material(&head, &frozen, &texts));
    assert_eq!(after.len() + 1, empty.len());
    assert!(!after.iter().any(|h| h.starts_with("I. ")));
}

#[test]
fn nothing_is_said_once_where_something_else_stands() {
    let (head, mut frozen, texts) = (head(), frozen(3, 2, 1), BTreeMap::new());
    frozen.plan.difficulties.clear();
    let doc = document(&material(&head, &frozen, &texts));
    let shortcomings = doc
        .body
        .iter()
        .position(|b| matches!(b, Block::Heading(h) if h.text.starts_with("Tồn tại")))
        .unwrap();
    let said = doc.body[shortcomings + 1..]
        .iter()
        .take_while(|b| !matches!(b, Block::Heading(_)))
        .filter(|b| matches!(b, Block::Paragraph(p) if p.runs[0].text == "Không có."))
        .count();
    assert_eq!(said, 0, "silent agencies stand there");
}

#[test]
fn a_goal_of_another_year_names_it() {
    let (head, mut frozen, texts) = (head(), frozen(1, 1, 0), BTreeMap::new());
    frozen.plan.targets[0].goal_year = Some(2030);
    frozen.plan.targets[0].goal = Some(60.0);
    frozen.plan.targets[0].comparator = None;
    let material = material(&head, &frozen, &texts);
    let doc = document(&material);
    let (table, _) = tables(&doc, "Chỉ tiêu")[0];
    assert_eq!(cell(&table.rows[0], 2), "60% (năm 2030)");
    let note = workbook(&material).sheets[0].rows[0][6].clone();
    assert!(matches!(note, coloa_document::xlsx::Value::Text(t) if t.starts_with("60 (năm 2030)")));
}

#[test]
fn results_that_wait_for_acceptance_are_said() {
    let (head, mut frozen, texts) = (head(), frozen(3, 3, 0), BTreeMap::new());
    let before = text(&document(&material(&head, &frozen, &texts)));
    assert!(!before.contains("chưa được nghiệm thu"));
    let done = frozen
        .parts
        .iter_mut()
        .flat_map(|p| &mut p.duties)
        .filter(|d| d.status == "done");
    for duty in done.take(2) {
        duty.unaccepted = true;
    }
    let after = text(&document(&material(&head, &frozen, &texts)));
    assert!(after.contains("có 2 kết quả chưa được nghiệm thu"), "{after}");
}
