//! What stands in the DOCX package.
use super::samples::{self, NASTY, duties};
use coloa_base::{AreaError, ErrorKind};
use coloa_document::DocumentError;
use coloa_document::docx::docx;
use coloa_document::model::{Block, Cell, OfficialDocument, Table, Urgency};
use std::io::Read;

/// A part of the package.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

fn document(doc: &OfficialDocument) -> String {
    part(&docx(doc).unwrap(), "word/document.xml")
}

/// The paragraphs as text, each with what matters of its style, cells in brackets: what a reader would see.
fn outline(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = String::new();
    let (mut bold, mut italic, mut size, mut text, mut align) =
        (false, false, String::new(), false, String::new());
    loop {
        use quick_xml::events::Event;
        let attribute = |e: &quick_xml::events::BytesStart<'_>| {
            e.attributes()
                .flatten()
                .find(|a| a.key.as_ref() == "w:val")
                .map(|a| a.value.into_owned())
        };
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(e) | Event::Empty(e) => match e.name().as_ref() {
                "w:tbl" => out.push_str("[table\n"),
                "w:tc" => out.push_str("| "),
                "w:p" => align.clear(),
                "w:jc" => align = attribute(&e).unwrap_or_default(),
                "w:pBdr" => out.push_str("(rule) "),
                "w:r" => (bold, italic) = (false, false),
                "w:b" => bold = true,
                "w:i" => italic = true,
                "w:sz" => size = attribute(&e).unwrap_or_default(),
                "w:tblHeader" => out.push_str("(repeat) "),
                "w:t" => {
                    text = true;
                    let style = format!("{}{}", if bold { "b" } else { "" }, if italic { "i" } else { "" });
                    out.push_str(&format!("<{align} {size}{style}>"));
                }
                "w:sectPr" => out.push_str("(section) "),
                _ => {}
            },
            Event::Text(t) if text => out.push_str(&t),
            Event::GeneralRef(r) if text => out.push_str(&format!("&{};", &*r)),
            Event::End(e) => match e.name().as_ref() {
                "w:t" => text = false,
                "w:p" => out.push('\n'),
                "w:tbl" => out.push_str("]\n"),
                _ => {}
            },
            _ => {}
        }
    }
    out.lines()
        .map(str::trim_end)
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_report_of_a_state_body() {
    let mut doc = samples::state_report();
    doc.annexes[0].body = vec![Block::Table(duties(2))];
    insta::assert_snapshot!("state_report", outline(&document(&doc)));
}

#[test]
fn an_official_letter() {
    insta::assert_snapshot!("state_letter", outline(&document(&samples::state_letter())));
}

#[test]
fn a_plan_of_a_party_committee() {
    insta::assert_snapshot!("party_plan", outline(&document(&samples::party_plan())));
}

#[test]
fn a_plan_a_decision_and_a_report_of_the_party() {
    insta::assert_snapshot!("state_plan", outline(&document(&samples::state_plan())));
    insta::assert_snapshot!("decision", outline(&document(&samples::decision())));
    insta::assert_snapshot!("party_report", outline(&document(&samples::party_report())));
}

/// The paragraph that holds a text.
fn paragraph<'a>(xml: &'a str, text: &str) -> &'a str {
    let at = xml.find(text).unwrap_or_else(|| panic!("{text}"));
    let start = xml[..at].rfind("<w:p ").unwrap();
    &xml[start..at]
}

#[test]
fn marks_of_urgency_have_the_size_of_the_form() {
    let twips = |mm: f32| (mm * 1440.0 / 25.4).round() as i32;
    for (urgency, text, width) in [
        (Urgency::Urgent, ">KHẨN<", 20.0),
        (Urgency::VeryUrgent, ">THƯỢNG KHẨN<", 40.0),
        (Urgency::Express, ">HỎA TỐC<", 30.0),
    ] {
        let mut doc = samples::state_plan();
        doc.marks.urgency = Some(urgency);
        let xml = document(&doc);
        let mark = paragraph(&xml, text);
        let number = |name: &str| -> i32 {
            let from = mark.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
            mark[from..].split('"').next().unwrap().parse().unwrap()
        };
        // The left column less what stands beside the box, and the lines of the box around the text.
        let room = twips(66.0) - number("w:left") - number("w:right");
        assert!((room + 40 - twips(width)).abs() <= 2, "{text}: {room}");
        assert!(mark.contains(r#"w:lineRule="exact""#), "{mark}");
        assert!((number("w:line") + 40 - twips(8.0)).abs() <= 2, "{mark}");
        assert_eq!(
            mark.matches("FF0000").count(),
            5,
            "the letters and four lines are red"
        );
    }
}

#[test]
fn the_drafter_stands_in_capitals() {
    assert!(outline(&document(&samples::state_plan())).contains("NVU.20"));
}

#[test]
fn sections_and_page_numbers() {
    let bytes = docx(&samples::state_report()).unwrap();
    let xml = part(&bytes, "word/document.xml");
    let sections: Vec<&str> = xml
        .split("<w:sectPr>")
        .skip(1)
        .map(|s| s.split("</w:sectPr>").next().unwrap())
        .collect();
    insta::assert_snapshot!("sections", sections.join("\n"));
    let header = part(&bytes, "word/header1.xml");
    assert!(header.contains("PAGE") && header.contains(r#"<w:jc w:val="center" />"#));
}

#[test]
fn the_address_stands_on_the_first_page_alone() {
    let mut doc = samples::state_letter();
    doc.annexes = samples::state_report().annexes;
    let bytes = docx(&doc).unwrap();
    let xml = part(&bytes, "word/document.xml");
    let sections: Vec<&str> = xml.split("<w:sectPr>").skip(1).collect();
    assert_eq!(sections.len(), 3);
    let target = |section: &str| {
        let id = section
            .split(r#"<w:footerReference w:type="first" r:id=""#)
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let rels = part(&bytes, "word/_rels/document.xml.rels");
        let rel = rels
            .split("<Relationship ")
            .find(|r| r.contains(&format!("Id=\"{id}\"")))
            .unwrap()
            .to_owned();
        let file = rel
            .split("Target=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        part(&bytes, &format!("word/{file}"))
    };
    assert!(target(sections[0]).contains("anm@coloa.invalid"));
    assert!(!target(sections[1]).contains("anm@coloa.invalid"));
    assert!(!target(sections[2]).contains("anm@coloa.invalid"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(
        docx(&samples::state_report()).unwrap(),
        docx(&samples::state_report()).unwrap()
    );
}

#[test]
fn text_stays_text() {
    let xml = document(&samples::nasty());
    // Well-formed to the end, with as many head rows as there are tables: none was smuggled in.
    let seen = outline(&xml);
    assert_eq!(xml.matches("<w:tblHeader />").count(), 1);
    assert!(!xml.contains("<w:p>chèn</w:p>"));
    assert!(xml.chars().all(|c| c == '\n' || c >= ' ' && c != '\u{fffe}'));
    for text in NASTY {
        let escaped = coloa_document::text::clean(text)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&apos;");
        assert!(seen.contains(&escaped), "{escaped}");
    }
}

#[test]
fn five_hundred_rows() {
    let mut doc = samples::state_report();
    doc.annexes[0].body = vec![Block::Table(duties(500))];
    let xml = document(&doc);
    assert_eq!(
        xml.matches("<w:tr>").count(),
        1 + 500 + 1 + 3 + 2 + 1,
        "annex, table 1, head, foot"
    );
    assert_eq!(xml.matches("<w:tblHeader />").count(), 2);
}

#[test]
fn what_cannot_be_written_is_refused_by_name() {
    let refuse = |change: fn(&mut OfficialDocument)| {
        let mut doc = samples::state_report();
        change(&mut doc);
        let error = docx(&doc).unwrap_err();
        (error.kind(), error.code(), error.params())
    };
    let code = |change| {
        let (kind, code, params) = refuse(change);
        format!("{kind:?} {code} {params:?}")
    };
    let ragged = |rows: Vec<Vec<Cell>>| {
        vec![Block::Table(Table {
            head: vec!["a".into(), "b".into()],
            rows,
            ..Default::default()
        })]
    };
    insta::assert_snapshot!(
        "refused",
        [
            code(|d| d.issuer = " \u{0} ".into()),
            code(|d| d.signature.role.clear()),
            code(|d| d.type_code = "khong_co".into()),
            code(|d| d.number = Some(0)),
            code(|d| d.date = Some(samples::d("2019-01-01"))),
            code(|d| d.body = vec![Block::Table(Table::default())]),
        ]
        .join("\n")
    );
    let mut doc = samples::state_report();
    doc.body = ragged(vec![vec!["1".into()]]);
    assert!(matches!(
        docx(&doc).unwrap_err(),
        DocumentError::RaggedTable {
            table: 1,
            row: 1,
            cells: 1,
            columns: 2
        }
    ));
    doc.body = ragged(vec![vec![Cell {
        span: usize::MAX,
        ..Default::default()
    }]]);
    assert!(matches!(
        docx(&doc).unwrap_err(),
        DocumentError::RaggedTable { .. }
    ));
    doc.body = ragged(vec![vec!["".into(), "".into()]; coloa_document::frame::MAX_CELLS]);
    let error = docx(&doc).unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::TooLarge, "document.too_large")
    );
}
