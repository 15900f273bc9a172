//! Paragraphs, wraps and spans.

use super::*;

fn paragraphs(text: &str) -> Vec<String> {
    let flow = clean(&SourceText::plain(text));
    flow.paras
        .iter()
        .map(|p| flow.get(&p.range).to_string())
        .collect()
}

#[test]
fn lower_keeps_offsets_and_moves_the_tone() {
    let text = "Uỷ ban Hoà Bình QUÝ Đảng uỷ khoẻ";
    let low = lower(text);
    assert_eq!(low.len(), text.len());
    assert_eq!(low, "ủy ban hòa bình quý đảng ủy khỏe");
}

#[test]
fn spans_lead_back_to_the_source() {
    let source = SourceText::plain("## **1. Đơn vị**\n\n- *Việc* một");
    let flow = clean(&source);
    assert_eq!(flow.get(&flow.paras[1].range), "- Việc một");
    let span = flow.span(&flow.paras[1].range);
    assert_eq!(&source.text[span.bytes.clone()], "- *Việc* một");
    let chars: String = source
        .text
        .chars()
        .skip(span.chars.start)
        .take(span.chars.len())
        .collect();
    assert_eq!(chars, "- *Việc* một");
}

#[test]
fn page_numbers_go_and_wraps_are_joined() {
    let text = "1. Việc thứ nhất là rà soát toàn bộ các thiết bị đang dùng tại các trụ sở và lập danh\n\n-2-\n\nmục thiết bị phải thay.\n2. Việc thứ hai dài vừa đúng một dòng của trang in để biết bề rộng của trang văn bản\nnày là bao nhiêu.";
    assert_eq!(
        paragraphs(text),
        [
            "1. Việc thứ nhất là rà soát toàn bộ các thiết bị đang dùng tại các trụ sở và lập danh mục thiết bị phải thay.",
            "2. Việc thứ hai dài vừa đúng một dòng của trang in để biết bề rộng của trang văn bản này là bao nhiêu."
        ]
    );
}
