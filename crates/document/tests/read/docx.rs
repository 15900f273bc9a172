//! What DOCX files hold, and what hostile ones try.

use super::fixtures::{WORD, docx, docx_with, p, zip};
use coloa_base::AreaError as _;
use coloa_document::read::{Limits, Reading, read_pure};

fn read(bytes: &[u8]) -> Reading {
    read_pure("kế hoạch.docx", bytes, &Limits::default()).unwrap()
}

fn text(body: &str) -> String {
    read(&docx(body)).source.text
}

fn code(bytes: &[u8]) -> &'static str {
    read_pure("kế hoạch.docx", bytes, &Limits::default())
        .unwrap_err()
        .code()
}

fn notes(reading: &Reading) -> Vec<&str> {
    reading.source.notes.iter().map(|n| n.code.as_str()).collect()
}

/// The cells of a table as text.
fn cells(reading: &Reading, table: usize) -> Vec<Vec<&str>> {
    let source = &reading.source;
    source.tables[table]
        .rows
        .iter()
        .map(|r| r.iter().map(|c| &source.text[c.clone()]).collect())
        .collect()
}

#[test]
fn paragraphs_are_parted_by_blank_lines_and_breaks_are_lines() {
    let body = format!(
        "{}<w:p/>{}",
        p("KẾ HOẠCH"),
        r#"<w:p><w:r><w:t>Kỳ</w:t><w:br/><w:t>hai</w:t><w:tab/><w:t>dòng</w:t></w:r></w:p>"#
    );
    assert_eq!(text(&body), "KẾ HOẠCH\n\nKỳ\nhai\tdòng\n");
}

#[test]
fn text_is_composed_even_over_runs_and_bold_ranges_follow() {
    // "Kế" as K, e, circumflex, acute: the marks stand at the head of the next run.
    let body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Ke</w:t></w:r><w:r><w:t xml:space=\"preserve\">\u{302}\u{301} hoạch</w:t></w:r></w:p>";
    let reading = read(&docx(body));
    assert_eq!(reading.source.text, "Kế hoạch\n");
    assert_eq!(reading.source.bold, vec![0.."Kế".len()]);
}

#[test]
fn bold_comes_from_runs_and_styles() {
    let styles = format!(
        r#"<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="H"><w:basedOn w:val="Base"/></w:style></w:styles>"#
    );
    let body = r#"<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t xml:space="preserve">Đậm </w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>thường</w:t></w:r></w:p>"#;
    let reading = read(&docx_with(body, &[("word/styles.xml", &styles)]));
    assert_eq!(reading.source.text, "Đậm thường\n");
    assert_eq!(reading.source.bold, vec![0.."Đậm ".len()]);
}

fn numbered(list: u32, level: u32, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

#[test]
fn automatic_numbers_are_written_out() {
    let numbering = format!(
        r#"<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="3">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
        <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="3"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="3"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="4"/></w:lvlOverride></w:num></w:numbering>"#
    );
    let body = [
        numbered(1, 0, "Mục đích"),
        numbered(1, 0, "Nhiệm vụ"),
        numbered(1, 1, "Chung"),
        numbered(1, 2, "Một"),
        numbered(1, 2, "Hai"),
        numbered(1, 3, "Gạch"),
        numbered(1, 1, "Riêng"),
        numbered(1, 2, "Lại một"),
        numbered(2, 2, "Bốn"),
        numbered(2, 2, "Năm"),
    ]
    .concat();
    let reading = read(&docx_with(&body, &[("word/numbering.xml", &numbering)]));
    assert_eq!(
        reading
            .source
            .text
            .lines()
            .filter(|l| !l.is_empty())
            .collect::<Vec<_>>(),
        [
            "I. Mục đích",
            "II. Nhiệm vụ",
            "2.1. Chung",
            "a) Một",
            "b) Hai",
            "- Gạch",
            "2.2. Riêng",
            "a) Lại một",
            "d) Bốn",
            "e) Năm"
        ]
    );
}

#[test]
fn numbering_of_a_style_counts_too() {
    let numbering = format!(
        r#"<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    );
    let styles = format!(
        r#"<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>"#
    );
    let body = r#"<w:p><w:pPr><w:pStyle w:val="Dieu"/></w:pPr><w:r><w:t>Phạm vi</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Dieu"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>Không số</w:t></w:r></w:p>"#;
    let reading = read(&docx_with(
        body,
        &[("word/numbering.xml", &numbering), ("word/styles.xml", &styles)],
    ));
    assert_eq!(reading.source.text, "Điều 3. Phạm vi\n\nKhông số\n");
}

fn tc(props: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>")
}

#[test]
fn tables_give_rows_cells_and_merges() {
    let body = format!(
        "{}<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>{}",
        p("Phụ lục"),
        tc("", &p("STT")),
        tc("", &p("Nhiệm vụ")),
        tc("", &p("Chủ trì")),
        tc(r#"<w:gridSpan w:val="3"/>"#, &p("I. Nhóm một")),
        tc("", &p("1")),
        tc("", &(p("Rà soát") + &p("hệ thống"))),
        tc(r#"<w:vMerge w:val="restart"/>"#, &p("Sở KH&amp;CN")),
        tc("", &p("2")),
        tc("", &p("Tập huấn")),
        tc("<w:vMerge/>", "<w:p/>"),
        p("Hết")
    );
    let reading = read(&docx(&body));
    assert_eq!(
        reading.source.text,
        "Phụ lục\n\nSTT\tNhiệm vụ\tChủ trì\nI. Nhóm một\t\t\n1\tRà soát hệ thống\tSở KH&CN\n2\tTập huấn\t\n\nHết\n"
    );
    assert_eq!(cells(&reading, 0)[2], ["1", "Rà soát hệ thống", "Sở KH&CN"]);
    assert_eq!(cells(&reading, 0)[3], ["2", "Tập huấn", ""]);
    assert!(reading.source.tables[0].rows.iter().all(|row| row.len() == 3));
}

#[test]
fn inner_tables_stay_in_their_cell_and_a_frame_is_no_table() {
    let inner = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p/>",
        tc("", &p("x")),
        tc("", &p("y"))
    );
    let outer = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        tc("", &inner),
        tc("", &p("z"))
    );
    let reading = read(&docx(&outer));
    assert_eq!(cells(&reading, 0), [["x y", "z"]]);
    let frame = format!(
        "<w:tbl><w:tr>{}</w:tr></w:tbl>",
        tc("", &(p("Trong khung") + &inner))
    );
    let reading = read(&docx(&frame));
    assert_eq!(reading.source.text, "Trong khung\n\nx\ty\n");
    assert_eq!(cells(&reading, 0), [["x", "y"]]);
}

#[test]
fn changes_are_read_as_accepted_and_noted() {
    let body = r#"<w:p><w:r><w:t xml:space="preserve">Hạn </w:t></w:r><w:del w:id="1"><w:r><w:delText>tháng 4</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>tháng 6</w:t></w:r></w:ins></w:p>
        <w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Nối </w:t></w:r></w:p><w:p><w:r><w:t>liền</w:t></w:r></w:p>"#;
    let reading = read(&docx(body));
    assert_eq!(reading.source.text, "Hạn tháng 6\n\nNối liền\n");
    assert_eq!(notes(&reading), ["read.tracked_changes"]);
}

#[test]
fn text_boxes_are_read_once() {
    let content = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let body = format!(
        r#"<w:p><w:r><w:t>Thân</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"#,
        content("Khung"),
        content("Khung")
    );
    assert_eq!(text(&body), "Thân\n\nKhung\n");
}

#[test]
fn links_controls_fields_hyphens_and_capitals() {
    let body = r#"<w:p><w:hyperlink><w:r><w:t>Liên kết</w:t></w:r></w:hyperlink></w:p>
        <w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>Ô nhập</w:t></w:r></w:p></w:sdtContent></w:sdt>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE \@ "yyyy"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2026</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC \o</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>Mục lục 1</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>
        <w:p><w:r><w:t>giai</w:t><w:softHyphen/><w:t>đoạn 2026</w:t><w:noBreakHyphen/><w:t>2030</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>kế hoạch</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#;
    let reading = read(&docx(body));
    assert_eq!(
        reading.source.text,
        "Liên kết\n\nÔ nhập\n\n2026\n\ngiaiđoạn 2026-2030\n\nKẾ HOẠCH\n"
    );
    assert_eq!(
        notes(&reading),
        ["read.contents_list", "read.hidden_text", "read.footnotes"]
    );
}

#[test]
fn runs_in_old_fonts_are_converted() {
    let run = |font: &str, text: &str| {
        format!(
            r#"<w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#
        )
    };
    let body = format!(
        "<w:p>{}{}</w:p><w:p>{}{}</w:p><w:p>{}</w:p>",
        run(".VnTime", "Céng hoµ "),
        run(".VnTimeH", "x· héi"),
        run("VNI-Times", "Ñoäc la"),
        run("VNI-Times", "äp"),
        run(".VnTime", "Đã là Unicode: ộ")
    );
    let reading = read(&docx(&body));
    assert_eq!(
        reading.source.text,
        "Cộng hoà XÃ HỘI\n\nĐộc lập\n\nĐã là Unicode: ộ\n"
    );
    let details: Vec<_> = reading
        .source
        .notes
        .iter()
        .filter_map(|n| n.detail.as_deref())
        .collect();
    assert_eq!(details, ["TCVN3 (ABC)", "VNI"]);
}

#[test]
fn macros_are_refused() {
    let content = "x";
    assert_eq!(
        code(&docx_with(&p("Văn bản"), &[("word/vbaProject.bin", content)])),
        "read.macros"
    );
    let types = br#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>"#;
    assert_eq!(
        code(&zip(&[
            ("[Content_Types].xml", types),
            ("word/document.xml", b"<x/>")
        ])),
        "read.macros"
    );
}

#[test]
fn a_zip_bomb_is_refused_early() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", &zeros)]);
    drop(zeros);
    assert!(bomb.len() < 1 << 20);
    let started = std::time::Instant::now();
    assert_eq!(code(&bomb), "read.decompression_bomb");
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn declared_sizes_are_not_believed() {
    // Local and central headers say 200 MB; the data are four bytes.
    let mut bytes = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    let size = 4_u32.to_le_bytes();
    let huge = (200_u32 << 20).to_le_bytes();
    for (signature, at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        for start in 0..bytes.len() - 30 {
            if bytes[start..].starts_with(signature) && bytes[start + at..].starts_with(&size) {
                bytes[start + at..start + at + 4].copy_from_slice(&huge);
            }
        }
    }
    assert!(["read.empty", "read.damaged"].contains(&code(&bytes)));
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..5000).map(|i| format!("word/{i}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    assert_eq!(code(&zip(&parts)), "read.too_complex");
}

#[test]
fn entities_and_document_types_are_refused() {
    let bomb = br#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"#;
    assert_eq!(
        code(&zip(&[
            ("[Content_Types].xml", b"<x/>"),
            ("word/document.xml", bomb)
        ])),
        "read.unsafe_xml"
    );
    assert_eq!(
        code(&docx("<w:p><w:r><w:t>&unknown;</w:t></w:r></w:p>")),
        "read.unsafe_xml"
    );
}

#[test]
fn deep_nesting_is_refused() {
    let body = "<w:sdt>".repeat(100_000) + &"</w:sdt>".repeat(100_000);
    assert_eq!(code(&docx(&body)), "read.too_complex");
}

#[test]
fn a_flood_of_cells_or_text_is_refused() {
    let limits = Limits {
        text_bytes: 10_000,
        ..Limits::default()
    };
    let row = format!("<w:tr>{}</w:tr>", "<w:tc/>".repeat(1000));
    let cells = docx(&format!("<w:tbl>{row}</w:tbl>"));
    assert_eq!(
        read_pure("a", &cells, &limits).unwrap_err().code(),
        "read.too_much_text"
    );
    let words = docx(&p(&"chữ ".repeat(5000)));
    assert_eq!(
        read_pure("a", &words, &limits).unwrap_err().code(),
        "read.too_much_text"
    );
}

#[test]
fn a_cut_or_broken_file_is_damaged() {
    let whole = docx(&p("Nguyên vẹn"));
    for cut in [whole.len() / 3, whole.len() / 2, whole.len() - 5] {
        assert_eq!(code(&whole[..cut]), "read.damaged", "cut at {cut}");
    }
    assert_eq!(code(&docx("<w:p><w:r></w:p>")), "read.damaged");
    let cut_xml = format!(r#"<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Dở"#);
    assert_eq!(
        code(&zip(&[
            ("[Content_Types].xml", b"<x/>"),
            ("word/document.xml", cut_xml.as_bytes())
        ])),
        "read.damaged"
    );
}

#[test]
fn a_document_without_text_is_empty() {
    assert_eq!(code(&docx("<w:p/><w:p/>")), "read.empty");
}
