//! An [`OfficialDocument`] as Word would save it: the same text in quite another package than that of our writer.
//!
//! * Sections, clauses, dashes and row numbers of tables are counted by `numbering.xml` (sections through their
//!   style); a number out of order starts a list of its own.
//! * Letterhead and signature stand in tables, the lines under them are shapes with a fallback.
//! * Words are torn into runs, with spelling marks and bookmarks between them.
//! * The page number is a field in the header, "Trang … / …" stands in the footer; the annex is a section of its own.
//! * In tables of the annex, equal cells one above the other are merged, group rows reach over the columns.
//! * With [`Changes::Tracked`], words, paragraphs and a row are inserted, deleted and moved, and a comment is left.

use super::official::marker;
use anyhow::Context;
use coloa_document::{
    Frame,
    model::{Block, Cell, HeadingLevel, Marker, OfficialDocument, OrganKind, Run, Table},
};
use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Whether the changes of an editor are still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// As a draft goes round.
    Tracked,
    /// The same text, nothing left of the changes; to be printed.
    Accepted,
}

impl Changes {
    /// What is printed needs a font that stands beside every office suite and has all Vietnamese letters: Debian 12's
    /// substitute for Times has not.
    const fn font(self) -> &'static str {
        match self {
            Self::Tracked => "Times New Roman",
            Self::Accepted => "DejaVu Serif",
        }
    }
}

const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml""#
);
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
/// An editor; invented.
const WHO: &str = r#"w:author="Chuyên viên" w:date="2026-09-01T08:00:00Z""#;
/// Lists of `numbering.xml`.
const OUTLINE: u32 = 1;
const DASHES: u32 = 2;

/// The package.
///
/// # Errors
/// As [`Frame::of`].
pub fn package(document: &OfficialDocument, changes: Changes) -> anyhow::Result<Vec<u8>> {
    let frame = Frame::of(document)?;
    let mut body = Body {
        tracked: changes == Changes::Tracked,
        ..Body::default()
    };
    body.document(document, &frame);
    let dash = if document.variant == OrganKind::Party {
        "-"
    } else {
        "."
    };
    let text = format!(
        "{XML}<w:document {NAMESPACES}><w:body>{}{}</w:body></w:document>",
        body.out,
        section(!frame.annexes.is_empty())
    );
    let parts: [(&str, String); 10] = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", PACKAGE_RELATIONS.to_owned()),
        ("docProps/core.xml", CORE.to_owned()),
        ("word/document.xml", text),
        ("word/_rels/document.xml.rels", RELATIONS.to_owned()),
        ("word/styles.xml", STYLES.replace("{font}", changes.font())),
        ("word/numbering.xml", body.numbering(dash)),
        ("word/settings.xml", settings(body.tracked)),
        ("word/header1.xml", HEADER.to_owned()),
        ("word/footer1.xml", FOOTER.to_owned()),
    ];
    let comments = format!(
        r#"{XML}<w:comments {NAMESPACES}><w:comment w:id="0" {WHO}><w:p><w:r><w:t>Đề nghị rà lại câu này.</w:t></w:r></w:p></w:comment></w:comments>"#
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts
        .iter()
        .map(|(name, text)| (*name, text))
        .chain([("word/comments.xml", &comments)])
    {
        writer.start_file(name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer
        .finish()
        .context("the package was not closed")?
        .into_inner())
}

#[derive(Default)]
struct Body {
    out: String,
    tracked: bool,
    /// Identifier of the next change or bookmark.
    id: u32,
    /// Paragraphs of the text so far: decides where something is changed.
    paragraph: usize,
    section: usize,
    clause: usize,
    /// List that counts the sections now, and those that start anew: (list, abstract list, level, first number).
    outline: u32,
    restarts: Vec<(u32, u32, u32, usize)>,
}

/// Looks of a paragraph.
#[derive(Clone, Copy, Default)]
struct Look {
    bold: bool,
    italic: bool,
    centred: bool,
    /// In half points; 0 = the size of the text.
    size: u32,
}

const CENTRED: Look = Look {
    bold: false,
    italic: false,
    centred: true,
    size: 0,
};
const TITLE: Look = Look {
    bold: true,
    italic: false,
    centred: true,
    size: 0,
};

impl Body {
    fn document(&mut self, document: &OfficialDocument, frame: &Frame) {
        self.outline = OUTLINE;
        self.letterhead(document, frame);
        if let Some((name, subject)) = &frame.title {
            self.plain(name, TITLE);
            for line in subject {
                self.plain(line, TITLE);
            }
        }
        for block in &frame.body {
            self.block(block);
        }
        self.signature(frame);
        for annex in &frame.annexes {
            // The text ends here; its pages keep their own set-up.
            let _ = write!(self.out, "<w:p><w:pPr>{}</w:pPr></w:p>", section(false));
            self.plain(&annex.heading, TITLE);
            self.plain(&annex.title, TITLE);
            if let Some(note) = &annex.note {
                let look = Look {
                    italic: true,
                    ..CENTRED
                };
                self.plain(note, look);
            }
            for block in &annex.body {
                self.block(block);
            }
        }
    }

    fn next_id(&mut self) -> u32 {
        self.id += 1;
        self.id
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(h) => {
                let number = h.number.as_deref().unwrap_or_default();
                self.counted(number, &h.text, h.level == HeadingLevel::Section, true);
            }
            Block::Paragraph(p) => {
                let text = joined(&p.runs);
                match marker(&text) {
                    Some((number, rest)) => self.counted(number, rest, false, false),
                    None => self.paragraph("", &text, Look::default()),
                }
            }
            Block::List(list) => {
                let level = u32::from(list.marker == Marker::Plus);
                for item in &list.items {
                    self.paragraph(&number_in(DASHES, level), &joined(item), Look::default());
                }
            }
            Block::Table(table) => self.table(table),
        }
    }

    /// A paragraph behind a number: counted by Word where the number is the next one, typed where it is not.
    fn counted(&mut self, number: &str, text: &str, section: bool, bold: bool) {
        let stem = number.trim_end_matches(['.', '-', ')']);
        let look = Look {
            bold,
            ..Look::default()
        };
        if section {
            let value = roman(stem);
            self.clause = 0;
            let properties = if value == self.section + 1 {
                // The style brings the first list; a later one is named by the paragraph.
                let own = if self.outline == OUTLINE {
                    String::new()
                } else {
                    number_in(self.outline, 0)
                };
                format!(r#"<w:pStyle w:val="Muc"/>{own}"#)
            } else {
                self.outline = self.restart(0, 0, value);
                format!(r#"<w:pStyle w:val="Muc"/>{}"#, number_in(self.outline, 0))
            };
            self.section = value;
            self.paragraph(&properties, &text.to_uppercase(), look);
        } else if stem.parse() == Ok(self.clause + 1) && number.ends_with('.') {
            self.clause += 1;
            self.paragraph(&number_in(self.outline, 1), text, look);
        } else {
            self.paragraph("", &format!("{number} {text}"), look);
        }
    }

    fn restart(&mut self, of: u32, level: u32, first: usize) -> u32 {
        let list = u32::try_from(self.restarts.len()).unwrap_or_default() + DASHES + 1;
        self.restarts.push((list, of, level, first));
        list
    }

    /// A paragraph of the text, with what an editor did to it.
    fn paragraph(&mut self, properties: &str, text: &str, look: Look) {
        self.paragraph += 1;
        let n = self.paragraph;
        if self.tracked && n % 9 == 5 {
            self.deleted_paragraph("Nội dung này đã được chuyển sang kế hoạch khác.");
        }
        let centre = if look.centred {
            r#"<w:jc w:val="center"/>"#
        } else {
            ""
        };
        let mark = if self.tracked && n % 7 == 3 {
            format!(r#"<w:rPr><w:ins w:id="{}" {WHO}/></w:rPr>"#, self.next_id())
        } else {
            String::new()
        };
        let _ = write!(
            self.out,
            r#"<w:p w:rsidR="00A1{n:04X}" w:rsidRDefault="00B2{n:04X}"><w:pPr>{properties}{centre}{mark}</w:pPr>"#
        );
        let words: Vec<&str> = text.split(' ').collect();
        let middle = words.len() / 2;
        let (first, second) = (words[..middle].join(" "), words[middle..].join(" "));
        let first = if first.is_empty() { first } else { first + " " };
        self.runs(&first, look);
        match n % 4 {
            1 if self.tracked => {
                self.change("del", "w:delText", "sửa lại ", look);
                self.change("ins", "w:t", &second, look);
            }
            2 if self.tracked => {
                self.change("moveFrom", "w:delText", "chuyển đi ", look);
                self.change("moveTo", "w:t", &second, look);
            }
            3 if self.tracked && n == 3 => {
                self.out.push_str(r#"<w:commentRangeStart w:id="0"/>"#);
                self.runs(&second, look);
                self.out
                    .push_str(r#"<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>"#);
            }
            _ => self.runs(&second, look),
        }
        self.out.push_str("</w:p>");
    }

    /// A text torn into runs of three words, as typing and spell checking leave it.
    fn runs(&mut self, text: &str, look: Look) {
        let words: Vec<&str> = text.split_inclusive(' ').collect();
        for (i, part) in words.chunks(3).enumerate() {
            let id = self.next_id();
            match i % 3 {
                1 => self.out.push_str(r#"<w:proofErr w:type="spellStart"/>"#),
                2 => {
                    let _ = write!(
                        self.out,
                        r#"<w:bookmarkStart w:id="{id}" w:name="_Ref{id}"/><w:bookmarkEnd w:id="{id}"/>"#
                    );
                }
                _ => {}
            }
            self.out.push_str(&run("w:t", &part.concat(), look));
        }
    }

    fn change(&mut self, kind: &str, element: &str, text: &str, look: Look) {
        let id = self.next_id();
        let run = run(element, text, look);
        let _ = write!(self.out, r#"<w:{kind} w:id="{id}" {WHO}>{run}</w:{kind}>"#);
    }

    fn deleted_paragraph(&mut self, text: &str) {
        let id = self.next_id();
        let _ = write!(
            self.out,
            r#"<w:p><w:pPr><w:rPr><w:del w:id="{id}" {WHO}/></w:rPr></w:pPr>"#
        );
        self.change("del", "w:delText", text, Look::default());
        self.out.push_str("</w:p>");
    }

    /// A line that nobody changed.
    fn plain(&mut self, text: &str, look: Look) {
        let centre = if look.centred {
            r#"<w:jc w:val="center"/>"#
        } else {
            ""
        };
        let _ = write!(
            self.out,
            r#"<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:ind w:firstLine="0"/>{centre}</w:pPr>"#
        );
        self.runs(text, look);
        self.out.push_str("</w:p>");
    }

    fn letterhead(&mut self, document: &OfficialDocument, frame: &Frame) {
        self.open_table(&[3700, 5650]);
        self.cell(3700, "", |body| {
            for line in frame.superior.iter() {
                body.plain(line, CENTRED);
            }
            for line in &frame.issuer {
                body.plain(line, TITLE);
            }
            if document.variant == OrganKind::Party {
                body.plain("*", CENTRED);
            } else {
                body.line(700_000);
            }
        });
        self.cell(5650, "", |body| {
            for line in &frame.motto {
                body.plain(line, TITLE);
            }
            body.line(1_900_000);
        });
        self.out.push_str("</w:tr><w:tr>");
        self.cell(3700, "", |body| body.plain(&frame.number_line, CENTRED));
        self.cell(5650, "", |body| {
            let look = Look {
                italic: true,
                ..CENTRED
            };
            body.plain(&frame.place_date, look);
        });
        self.close_table();
    }

    fn signature(&mut self, frame: &Frame) {
        self.open_table(&[4700, 4650]);
        self.cell(4700, "", |body| {
            let label = Look {
                bold: true,
                italic: true,
                centred: false,
                size: 24,
            };
            let small = Look {
                size: 22,
                ..Look::default()
            };
            body.plain(&frame.recipients_label, label);
            for line in &frame.recipients {
                body.plain(line, small);
            }
        });
        self.cell(4650, "", |body| {
            for line in &frame.authority {
                body.plain(line, TITLE);
            }
            for _ in 0..4 {
                body.plain("", CENTRED);
            }
            body.plain(frame.signer.as_deref().unwrap_or_default(), TITLE);
        });
        self.close_table();
    }

    /// A table without borders, its first row open.
    fn open_table(&mut self, widths: &[usize]) {
        self.out.push_str(r#"<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#);
        for width in widths {
            let _ = write!(self.out, r#"<w:gridCol w:w="{width}"/>"#);
        }
        self.out.push_str("</w:tblGrid><w:tr>");
    }

    fn close_table(&mut self) {
        self.out.push_str("</w:tr></w:tbl>");
        self.plain("", Look::default());
    }

    fn cell(&mut self, width: usize, properties: &str, content: impl FnOnce(&mut Self)) {
        let _ = write!(
            self.out,
            r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>"#
        );
        content(self);
        self.out.push_str("</w:tc>");
    }

    /// A drawn line, with the form that old programs understand.
    fn line(&mut self, length: u32) {
        let id = self.next_id();
        let _ = write!(
            self.out,
            concat!(
                r#"<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr><w:r><mc:AlternateContent>"#,
                r#"<mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="{length}" cy="0"/><wp:docPr id="{id}" name="Line {id}"/>"#,
                r#"<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/>"#,
                r#"<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{length}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>"#,
                r#"<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"#,
                r#"</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:line id="Line{id}" from="0,0" to="60pt,0"/></w:pict></mc:Fallback>"#,
                r#"</mc:AlternateContent></w:r></w:p>"#
            ),
            length = length,
            id = id
        );
    }

    fn table(&mut self, table: &Table) {
        let total: f32 = table.widths.iter().sum();
        let width = |i: usize| (14_000.0 * table.widths.get(i).copied().unwrap_or(1.0) / total) as usize;
        self.out.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="14000" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#);
        for i in 0..table.head.len() {
            let _ = write!(self.out, r#"<w:gridCol w:w="{}"/>"#, width(i));
        }
        self.out
            .push_str("</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>");
        for (i, text) in table.head.iter().enumerate() {
            self.cell(width(i), r#"<w:vAlign w:val="center"/>"#, |body| {
                body.plain(text, TITLE)
            });
        }
        self.out.push_str("</w:tr>");
        if self.tracked {
            self.deleted_row(&(0..table.head.len()).map(width).collect::<Vec<_>>());
        }
        let mut numbers = self.restart(3, 0, 1);
        for (index, row) in table.rows.iter().enumerate() {
            self.out.push_str("<w:tr>");
            if row.len() < table.head.len() {
                numbers = self.restart(3, 0, 1);
            }
            let mut column = 0;
            for cell in row {
                self.table_cell(table, index, column, cell, numbers, width(column));
                column += cell.span.max(1);
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
        self.plain("", Look::default());
    }

    fn table_cell(
        &mut self,
        table: &Table,
        row: usize,
        column: usize,
        cell: &Cell,
        numbers: u32,
        width: usize,
    ) {
        let text = joined(&cell.runs);
        let mut properties = String::new();
        if cell.span > 1 {
            let _ = write!(properties, r#"<w:gridSpan w:val="{}"/>"#, cell.span);
        }
        // Only rows of tasks, and only the agencies: merging equal numbers or dates would say something else.
        let same = |other: Option<usize>| {
            other
                .and_then(|r| table.rows.get(r))
                .filter(|r| r.len() == table.head.len() && column == 2)
                .and_then(|r| r.get(column))
                .is_some_and(|c| joined(&c.runs) == text)
        };
        let goes_on = cell.span <= 1 && same(row.checked_sub(1));
        if goes_on {
            properties.push_str("<w:vMerge/>");
        } else if cell.span <= 1 && same(Some(row + 1)) {
            properties.push_str(r#"<w:vMerge w:val="restart"/>"#);
        }
        let counted = column == 0 && text.parse::<usize>().is_ok();
        self.cell(width, &properties, |body| {
            if counted {
                let _ = write!(body.out, "<w:p><w:pPr>{}</w:pPr></w:p>", number_in(numbers, 0));
            } else if goes_on {
                body.plain("", Look::default());
            } else {
                let look = Look {
                    bold: cell.span > 1,
                    ..Look::default()
                };
                body.plain(&text, look);
            }
        });
    }

    fn deleted_row(&mut self, widths: &[usize]) {
        let id = self.next_id();
        let _ = write!(self.out, r#"<w:tr><w:trPr><w:del w:id="{id}" {WHO}/></w:trPr>"#);
        for width in widths {
            self.cell(*width, "", |body| body.deleted_paragraph("Bỏ"));
        }
        self.out.push_str("</w:tr>");
    }

    /// The lists: outline, dashes, row numbers, and those that start anew.
    fn numbering(&self, after_roman: &str) -> String {
        let level = |n: u32, format: &str, text: &str| {
            format!(
                r#"<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>"#
            )
        };
        let mut out = format!(
            r#"{XML}<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{}{}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>{}{}</w:abstractNum><w:abstractNum w:abstractNumId="3"><w:multiLevelType w:val="singleLevel"/>{}</w:abstractNum>"#,
            level(0, "upperRoman", &format!("%1{after_roman}")),
            level(1, "decimal", "%2."),
            level(0, "bullet", "-"),
            level(1, "bullet", "+"),
            level(0, "decimal", "%1"),
        );
        let _ = write!(
            out,
            r#"<w:num w:numId="{OUTLINE}"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="{DASHES}"><w:abstractNumId w:val="1"/></w:num>"#
        );
        for (list, of, level, first) in &self.restarts {
            let _ = write!(
                out,
                r#"<w:num w:numId="{list}"><w:abstractNumId w:val="{of}"/><w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride></w:num>"#
            );
        }
        out + "</w:numbering>"
    }
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|r| r.text.as_str()).collect()
}

fn number_in(list: u32, level: u32) -> String {
    format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#)
}

fn run(element: &str, text: &str, look: Look) -> String {
    let bold = if look.bold { "<w:b/>" } else { "" };
    let italic = if look.italic { "<w:i/>" } else { "" };
    let size = match look.size {
        0 => String::new(),
        size => format!(r#"<w:sz w:val="{size}"/>"#),
    };
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        r#"<w:r><w:rPr>{bold}{italic}{size}<w:lang w:val="vi-VN"/></w:rPr><{element} xml:space="preserve">{text}</{element}></w:r>"#
    )
}

/// Sections are counted in small Roman numbers.
fn roman(text: &str) -> usize {
    (1..40)
        .find(|n| coloa_document::numerals::roman(*n) == text)
        .unwrap_or_default()
}

fn section(landscape: bool) -> String {
    let size = if landscape {
        r#"w:w="16838" w:h="11906" w:orient="landscape""#
    } else {
        r#"w:w="11906" w:h="16838""#
    };
    format!(
        r#"<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/><w:pgSz {size}/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>"#
    )
}

fn settings(tracked: bool) -> String {
    let track = if tracked { "<w:trackRevisions/>" } else { "" };
    format!(r#"{XML}<w:settings {NAMESPACES}>{track}<w:defaultTabStop w:val="720"/></w:settings>"#)
}

const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>"#,
    r#"<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>"#,
    r#"<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>"#,
    r#"<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>"#,
    r#"<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>"#,
    r#"<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>"#,
    r#"<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#
);
const PACKAGE_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
);
const CORE: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
    r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Văn thư</dc:creator></cp:coreProperties>"#
);
const RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>"#,
    r#"<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>"#,
    r#"<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>"#,
    r#"<Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>"#
);
const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/><w:sz w:val="26"/></w:rPr></w:rPrDefault></w:docDefaults>"#,
    r#"<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:before="120" w:after="0"/><w:ind w:firstLine="567"/><w:jc w:val="both"/></w:pPr></w:style>"#,
    r#"<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>"#,
    r#"<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>"#,
    r#"<w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:left w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#,
    r#"<w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:right w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#,
    r#"<w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#,
    r#"</w:tblBorders></w:tblPr></w:style></w:styles>"#
);
const HEADER: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>"#,
    r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>"#,
    r#"<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>"#
);
const FOOTER: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="right"/></w:pPr>"#,
    r#"<w:r><w:t xml:space="preserve">Trang </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>"#,
    r#"<w:r><w:t xml:space="preserve"> / </w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p></w:ftr>"#
);
