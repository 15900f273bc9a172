//! Any text: no panic, and every span lies in the text on character boundaries.

use coloa_base::{SourceText, Table};
use coloa_plan_parser::{ParseError, Span, parse};
use proptest::prelude::*;

fn check(source: &SourceText) {
    let Ok(plan) = parse(source) else { return };
    let text = &source.text;
    let chars = text.chars().count();
    let mut spans: Vec<Span> = Vec::new();
    for t in &plan.tasks {
        spans.push(t.span.clone());
        spans.extend(t.timeframe.span.clone());
        spans.extend(
            t.lead
                .iter()
                .chain(&t.coordinate)
                .flat_map(|a| std::iter::once(a.span.clone()).chain(a.scope_span.clone())),
        );
    }
    spans.extend(plan.targets.iter().map(|t| t.span.clone()));
    spans.extend(
        plan.targets
            .iter()
            .filter_map(|t| t.metric.as_ref().map(|m| m.span.clone())),
    );
    spans.extend(plan.assignments.iter().map(|a| a.span.clone()));
    spans.extend(plan.obligations.iter().map(|o| o.span.clone()));
    let d = &plan.document;
    spans.extend(
        [&d.number, &d.date, &d.title, &d.issuer, &d.signer_name]
            .into_iter()
            .flatten()
            .filter_map(|f| f.span.clone()),
    );
    spans.extend(d.recipients.iter().chain(&d.cites).filter_map(|f| f.span.clone()));
    for s in spans {
        assert!(
            s.bytes.start <= s.bytes.end && s.bytes.end <= text.len(),
            "{s:?} of {}",
            text.len()
        );
        let part = text
            .get(s.bytes.clone())
            .expect("a span stands on character boundaries");
        assert_eq!(
            part.chars().count(),
            s.chars.len(),
            "bytes and characters name the same text"
        );
        assert!(s.chars.end <= chars);
        assert_eq!(text[..s.bytes.start].chars().count(), s.chars.start);
    }
}

/// Pieces of plans in any order: far likelier to reach deep code than random letters.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "I. MỤC TIÊU\n",
            "II. NHIỆM VỤ VÀ GIẢI PHÁP\n",
            "III. TỔ CHỨC THỰC HIỆN\n",
            "1. Công an tỉnh:\n",
            "a) ",
            "đ) ",
            "- ",
            "+ ",
            "(1) ",
            "(2) ",
            "2.1. Đến năm 2030\n",
            "Rà soát, kiểm tra các hệ thống. ",
            "Sở Tài chính chủ trì, phối hợp với Công an tỉnh, các sở, ban, ngành ",
            "- Chủ trì: Sở Y tế; phối hợp: (",
            "Thời gian thực hiện: Quý IV/2026.\n",
            "hoàn thành trước ngày 31/12/2026.\n",
            "Hoà, Uỷ, QUÝ, ",
            "100% ",
            "ít nhất 01 cuộc ",
            "| STT | Nhiệm vụ | Chủ trì | Thời gian |\n",
            "| 1 | Việc | Sở A | 2026 |\n",
            "Nơi nhận:\n",
            "TM. ỦY BAN NHÂN DÂN\n",
            "CHỦ TỊCH Trần Văn Mẫu\n",
            "PHỤ LỤC\n",
            "\n\n",
            "-3-\n",
            "**đậm** ",
            "<sup>1</sup>",
            "<https://a.invalid> ",
            "\t",
            "\u{a0}",
            "e\u{302}\u{301}",
            "K\u{212a}İß",
            "١. ",
            "１.２. ",
            "Số: 12/KH-UBND\n",
            "trước ngày 05/12 báo cáo UBND tỉnh (qua Công an tỉnh). ",
            "Phần thứ hai\n",
            "1.2- ",
            "47/KH-UBND ",
            "ỦY BAN NHÂN DÂN | CỘNG HÒA |\n",
            "+ Phân công thực hiện: Sở A chủ trì; Sở B, Sở C phối hợp.\n",
            "gồm: (1) việc một; (2)\n(3) việc ba ",
            "Đảng ủy Công an tỉnh lãnh đạo Công an tỉnh ",
            "phòng, chống tội phạm sử dụng công nghệ cao ",
            "Điều 1. ",
            "Giao ",
            ": ",
            "; ",
            ", ",
            " và ",
            "(",
            ")",
            "./.",
        ])
        .prop_map(str::to_string),
        "\\PC{0,12}",
        Just("\n".to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_safe(text in "(\\PC|\n){0,200}") {
        check(&SourceText::plain(&text));
        check(&SourceText { text, ..SourceText::default() });
    }

    #[test]
    fn pieces_of_plans_in_any_order_are_safe(parts in prop::collection::vec(piece(), 0..60)) {
        check(&SourceText::plain(&parts.concat()));
    }

    #[test]
    fn tables_with_odd_ranges_are_safe(parts in prop::collection::vec(piece(), 1..20), cuts in prop::collection::vec(0usize..400, 0..12)) {
        let text = parts.concat();
        let at = |i: usize| { let mut i = i.min(text.len()); while !text.is_char_boundary(i) { i -= 1; } i };
        let rows = cuts.chunks(4).map(|c| c.iter().map(|s| at(*s)..at(s + 9)).collect()).collect();
        check(&SourceText { text: text.clone(), tables: vec![Table { rows }], ..SourceText::default() });
    }
}

#[test]
fn a_long_text_is_read_and_deep_nesting_is_cut() {
    let section: String = (1..=80)
        .map(|n| format!("{n}. Kiểm tra phần việc\na) Rà soát các hệ thống thông tin đang dùng\n"))
        .collect();
    let text = format!(
        "KẾ HOẠCH\nVề việc thử\n{}",
        format!("I. NHIỆM VỤ\n{section}").repeat(40)
    );
    let plan = parse(&SourceText::plain(&text)).unwrap();
    assert!(plan.tasks.len() >= 3000);
    let nested = "1. Việc:\n".repeat(5000);
    check(&SourceText::plain(&format!("I. NHIỆM VỤ\n{nested}")));
    let open = "(".repeat(20_000);
    check(&SourceText::plain(&format!(
        "I. NHIỆM VỤ\n1. Sở A {open} rà soát: {}",
        ": ".repeat(5000)
    )));
}

#[test]
fn the_search_for_the_beginning_of_a_list_is_bounded() {
    let part = |lines: usize| {
        format!(
            "I. NHIỆM VỤ\n1. Thay thiết bị gồm: (1) máy chủ {}(2) tường lửa của trụ sở cũ đã hết hạn.\n",
            "và nối tiếp dòng trước của đoạn này\n".repeat(lines)
        )
    };
    let paths = |text: &str| -> Vec<String> {
        let plan = parse(&SourceText::plain(text)).unwrap();
        plan.tasks.iter().map(|t| t.path.clone()).collect()
    };
    // Near its "(1)" the second part goes on with the sentence; far from it nobody looks back.
    assert_eq!(paths(&part(20)), ["I.1.(1)", "I.1.(2)"]);
    assert_eq!(paths(&part(400)), ["I.1.(2)"]);
}

#[test]
fn what_is_no_plan_is_refused_with_a_code() {
    for (text, code) in [
        ("", "plan.empty"),
        (" \n\t 12 34 \n", "plan.empty"),
        (
            "Hôm nay trời đẹp. Chúng tôi đi chơi ở công viên và ăn kem.",
            "plan.not_a_plan",
        ),
        (
            "Bài thơ\n\nMây trắng bay qua đồi\nGió thổi mát lòng người",
            "plan.not_a_plan",
        ),
    ] {
        assert_eq!(
            parse(&SourceText::plain(text)).unwrap_err().code(),
            code,
            "{text:?}"
        );
    }
    let long = SourceText {
        text: "a".repeat(coloa_plan_parser::MAX_BYTES + 1),
        ..SourceText::default()
    };
    assert!(matches!(parse(&long), Err(ParseError::TooLong { .. })));
}

#[test]
fn cells_out_of_order_keep_their_spans_in_the_text() {
    let text = "I. NHIỆM VỤ\nCông an tỉnh rà soát thiết bị\t1. Sở Y tế\n";
    let at = |s: &str| {
        let i = text.find(s).unwrap();
        i..i + s.len()
    };
    let rows = vec![vec![at("1. Sở Y tế"), at("Công an tỉnh rà soát thiết bị")]];
    let source = SourceText {
        text: text.to_string(),
        tables: vec![Table { rows }],
        ..SourceText::default()
    };
    assert!(parse(&source).is_ok());
    check(&source);
}
