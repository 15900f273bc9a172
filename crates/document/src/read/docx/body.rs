//! The main part as blocks: paragraphs and tables in reading order. Changes are read as if accepted; text
//! boxes follow the paragraph they hang on; what Word hides is not read.

use super::{
    numbering::{Label, Numbering, bullet},
    styles::{NumProps, RunProps, Styles, font_encoding},
};
use crate::read::{
    Format, Limits, ReadError, TextEncoding,
    assemble::{Assembler, Block, Rich},
    encoding::{decode_run, repair},
    xml::{Ns, Tag, Xml, XmlReader},
};

/// Fields inside one another.
const MOST_FIELDS: usize = 64;
/// Bytes kept of the instruction of a field: enough for its name.
const INSTRUCTION: usize = 64;

pub(super) fn read(
    part: &[u8],
    limits: &Limits,
    styles: &Styles,
    numbering: Numbering,
    out: &mut Assembler,
) -> Result<(), ReadError> {
    let mut body = Body {
        xml: XmlReader::new(part, Format::Docx, limits),
        styles,
        numbering,
        left: limits.text_bytes,
        limit: limits.text_bytes,
        fields: Vec::new(),
        carried: Vec::new(),
        notes: Vec::new(),
    };
    let mut blocks = Vec::new();
    loop {
        match body.xml.next()? {
            Xml::Start(tag) if tag.word("body") => body.container(&mut blocks)?,
            Xml::Start(tag) if tag.word("document") => {}
            Xml::Start(_) => body.xml.skip()?,
            Xml::Eof => break,
            _ => {}
        }
    }
    for (code, detail) in std::mem::take(&mut body.notes) {
        out.note(code, detail);
    }
    let mut sample = String::new();
    collect(&blocks, &mut sample);
    if let Some((_, encoding)) = repair(&sample) {
        map_rich(&mut blocks, &mut |text| {
            coloa_base::text::nfc(&decode_run(text, encoding, false))
        });
        out.note("read.legacy_encoding", Some(encoding.name().to_owned()));
    }
    out.blocks(blocks)
}

fn collect(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(rich) => {
                out.push_str(&rich.text());
                out.push('\n');
            }
            Block::Table(rows) => rows.iter().flatten().for_each(|cell| collect(&cell.blocks, out)),
        }
    }
}

fn map_rich(blocks: &mut [Block], f: &mut impl FnMut(&str) -> String) {
    for block in blocks {
        match block {
            Block::Paragraph(rich) => rich.map_text(&mut *f),
            Block::Table(rows) => rows
                .iter_mut()
                .flatten()
                .for_each(|cell| map_rich(&mut cell.blocks, f)),
        }
    }
}

/// A stretch of text in one look.
struct Span {
    text: String,
    bold: bool,
    encoding: Option<(TextEncoding, bool)>,
}

#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    num: NumProps,
    mark: RunProps,
    mark_deleted: bool,
    spans: Vec<Span>,
    label: Option<Label>,
    counted: bool,
    /// Text boxes that hang on it.
    boxes: Vec<Block>,
}

struct Field {
    instruction: String,
    /// Past `separate`: what follows is shown.
    result: bool,
}

impl Field {
    fn is_contents(&self) -> bool {
        self.instruction.trim_start().starts_with("TOC")
    }
}

pub(super) struct Body<'a> {
    pub(super) xml: XmlReader<'a>,
    styles: &'a Styles,
    numbering: Numbering,
    left: usize,
    limit: usize,
    fields: Vec<Field>,
    /// Text of paragraphs whose end was deleted: it belongs to the next one.
    carried: Vec<Span>,
    notes: Vec<(&'static str, Option<String>)>,
}

impl Body<'_> {
    fn note(&mut self, code: &'static str) {
        if !self.notes.iter().any(|(c, _)| *c == code) {
            self.notes.push((code, None));
        }
    }

    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.left = self.left.checked_sub(bytes).ok_or(ReadError::TooMuchText {
            limit: self.limit as u64,
        })?;
        Ok(())
    }

    /// Children that hold blocks, up to the end of the element that was just opened.
    fn container(&mut self, out: &mut Vec<Block>) -> Result<(), ReadError> {
        loop {
            match self.xml.next()? {
                Xml::Start(tag) => self.block(&tag, out)?,
                Xml::End | Xml::Eof => break,
                Xml::Text(_) => {}
            }
        }
        self.flush_carried(out);
        Ok(())
    }

    pub(super) fn block(&mut self, tag: &Tag, out: &mut Vec<Block>) -> Result<(), ReadError> {
        match (tag.ns, tag.name.as_str()) {
            (Ns::Word, "p") => self.paragraph(out),
            (Ns::Word, "tbl") => {
                self.flush_carried(out);
                let mut rows = Vec::new();
                self.rows(&mut rows)?;
                out.push(Block::Table(rows));
                Ok(())
            }
            (Ns::Word, "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag") => {
                self.tracked(tag);
                self.container(out)
            }
            (Ns::Word, "altChunk") => {
                self.note("read.embedded_part");
                self.xml.skip()
            }
            (Ns::Word, "del" | "moveFrom") => {
                self.tracked(tag);
                self.xml.skip()
            }
            (Ns::Compat, "AlternateContent") => self.alternative(|body| body.container(out)),
            _ => self.xml.skip(),
        }
    }

    pub(super) fn tracked(&mut self, tag: &Tag) {
        if matches!(tag.name.as_str(), "ins" | "del" | "moveTo" | "moveFrom") {
            self.note("read.tracked_changes");
        }
    }

    /// Of several forms of the same content, the first choice; the fallback only where there is none.
    pub(super) fn alternative(
        &mut self,
        mut take: impl FnMut(&mut Self) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut taken = false;
        loop {
            match self.xml.next()? {
                Xml::Start(tag) if tag.ns == Ns::Compat && !taken => {
                    taken = true;
                    take(self)?;
                }
                Xml::Start(_) => self.xml.skip()?,
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => {}
            }
        }
    }

    pub(super) fn flush_carried(&mut self, out: &mut Vec<Block>) {
        if !self.carried.is_empty() {
            let rich = decode(std::mem::take(&mut self.carried));
            out.push(Block::Paragraph(rich));
        }
    }

    fn paragraph(&mut self, out: &mut Vec<Block>) -> Result<(), ReadError> {
        let mut paragraph = Paragraph {
            spans: std::mem::take(&mut self.carried),
            ..Paragraph::default()
        };
        self.inline(&mut paragraph)?;
        if paragraph.mark_deleted {
            self.carried = paragraph.spans;
            out.append(&mut paragraph.boxes);
            return Ok(());
        }
        self.count(&mut paragraph)?;
        let mut rich = Rich::default();
        if let Some(label) = paragraph.label {
            let mark = self.styles.resolve(paragraph.style.as_deref(), &paragraph.mark);
            rich.push(&label.text, label.bold.or(mark.bold).unwrap_or(false));
        }
        rich.append(&decode(paragraph.spans));
        if !rich.is_blank() {
            out.push(Block::Paragraph(rich));
        }
        out.append(&mut paragraph.boxes);
        Ok(())
    }

    /// Gives the paragraph its automatic number, once.
    fn count(&mut self, paragraph: &mut Paragraph) -> Result<(), ReadError> {
        if !std::mem::replace(&mut paragraph.counted, true) {
            let styled = self.styles.numbering(paragraph.style.as_deref());
            let num = paragraph.num.num.or(styled.num).unwrap_or(0);
            if num != 0 {
                let level = paragraph.num.level.or(styled.level).unwrap_or(0);
                paragraph.label = self.numbering.next(num, level);
            }
            let bytes = paragraph.label.as_ref().map_or(0, |l| l.text.len());
            self.charge(bytes)?;
        }
        Ok(())
    }

    /// Runs and what holds runs.
    fn inline(&mut self, paragraph: &mut Paragraph) -> Result<(), ReadError> {
        loop {
            let tag = match self.xml.next()? {
                Xml::Start(tag) => tag,
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => continue,
            };
            match (tag.ns, tag.name.as_str()) {
                (Ns::Word, "pPr") => {
                    self.paragraph_props(paragraph)?;
                    if !paragraph.mark_deleted {
                        self.count(paragraph)?;
                    }
                }
                (Ns::Word, "r") => self.run(paragraph)?,
                (
                    Ns::Word,
                    "hyperlink" | "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple"
                    | "customXml" | "dir" | "bdo",
                ) => {
                    self.tracked(&tag);
                    self.inline(paragraph)?;
                }
                (Ns::Word, "del" | "moveFrom") => {
                    self.tracked(&tag);
                    self.xml.skip()?;
                }
                (Ns::Compat, "AlternateContent") => self.alternative(|body| body.inline(paragraph))?,
                (Ns::Math, _) => {
                    let text = self.math()?;
                    self.text(paragraph, &RunProps::default(), &text)?;
                }
                _ => self.xml.skip()?,
            }
        }
    }

    fn paragraph_props(&mut self, paragraph: &mut Paragraph) -> Result<(), ReadError> {
        let mut path: Vec<String> = Vec::new();
        loop {
            match self.xml.next()? {
                Xml::Start(tag) => {
                    match (path.last().map(String::as_str), tag.name.as_str()) {
                        (_, "pPrChange" | "rPrChange" | "sectPr") => {
                            self.note_change(&tag);
                            self.xml.skip()?;
                            continue;
                        }
                        (None, "pStyle") => paragraph.style = tag.get("val").map(str::to_owned),
                        (Some("numPr"), "numId") => paragraph.num.num = tag.int("val"),
                        (Some("numPr"), "ilvl") => paragraph.num.level = tag.int("val"),
                        (Some("rPr"), "del" | "moveFrom") => {
                            paragraph.mark_deleted = true;
                            self.tracked(&tag);
                        }
                        (Some("rPr"), "ins" | "moveTo") => self.tracked(&tag),
                        (Some("rPr"), _) => paragraph.mark.take(&tag),
                        _ => {}
                    }
                    path.push(tag.name);
                }
                Xml::End if path.pop().is_none() => return Ok(()),
                Xml::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn note_change(&mut self, tag: &Tag) {
        if tag.name != "sectPr" {
            self.note("read.tracked_changes");
        }
    }

    fn run_props(&mut self) -> Result<RunProps, ReadError> {
        let mut props = RunProps::default();
        loop {
            match self.xml.next()? {
                Xml::Start(tag) => {
                    props.take(&tag);
                    self.xml.skip()?;
                }
                Xml::End | Xml::Eof => return Ok(props),
                Xml::Text(_) => {}
            }
        }
    }

    fn run(&mut self, paragraph: &mut Paragraph) -> Result<(), ReadError> {
        let mut props = RunProps::default();
        loop {
            let tag = match self.xml.next()? {
                Xml::Start(tag) => tag,
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => continue,
            };
            if tag.ns == Ns::Compat && tag.name == "AlternateContent" {
                self.alternative(|body| body.drawing(paragraph))?;
                continue;
            }
            if tag.ns != Ns::Word {
                self.xml.skip()?;
                continue;
            }
            let shown = match tag.name.as_str() {
                "rPr" => {
                    props = self.run_props()?;
                    continue;
                }
                "t" => {
                    let text = self.element_text()?;
                    let text = if tag.get("space") == Some("preserve") {
                        text.as_str()
                    } else {
                        text.trim()
                    };
                    self.text(paragraph, &props, text)?;
                    continue;
                }
                "instrText" => {
                    let text = self.element_text()?;
                    if let Some(field) = self.fields.last_mut().filter(|f| !f.result)
                        && field.instruction.len() < INSTRUCTION
                    {
                        field.instruction.extend(text.chars().take(INSTRUCTION));
                    }
                    continue;
                }
                "fldChar" => {
                    match tag.get("fldCharType") {
                        Some("begin") if self.fields.len() == MOST_FIELDS => {
                            return Err(ReadError::TooComplex);
                        }
                        Some("begin") => self.fields.push(Field {
                            instruction: String::new(),
                            result: false,
                        }),
                        Some("separate") => {
                            if let Some(field) = self.fields.last_mut() {
                                field.result = true;
                            }
                            if self.fields.last().is_some_and(Field::is_contents) {
                                self.note("read.contents_list");
                            }
                        }
                        Some("end") => {
                            self.fields.pop();
                        }
                        _ => {}
                    }
                    ""
                }
                "drawing" | "pict" | "object" => {
                    self.drawing(paragraph)?;
                    continue;
                }
                // The base text of a ruby, without its reading aid.
                "ruby" | "rubyBase" => {
                    self.inline(paragraph)?;
                    continue;
                }
                "tab" | "ptab" => "\t",
                "br" | "cr" => "\n",
                "noBreakHyphen" => "-",
                "sym" => {
                    let code = tag.get("char").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                    let shown = code
                        .and_then(char::from_u32)
                        .map(|c| bullet(c).to_string())
                        .unwrap_or_default();
                    self.text(paragraph, &props, &shown)?;
                    ""
                }
                "footnoteReference" | "endnoteReference" => {
                    self.note("read.footnotes");
                    ""
                }
                "commentReference" => {
                    self.note("read.comments");
                    ""
                }
                _ => "",
            };
            self.text(paragraph, &props, shown)?;
            self.xml.skip()?;
        }
    }

    fn element_text(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        loop {
            match self.xml.next()? {
                Xml::Text(part) => text.push_str(&part),
                Xml::Start(_) => self.xml.skip()?,
                Xml::End | Xml::Eof => return Ok(text),
            }
        }
    }

    fn text(&mut self, paragraph: &mut Paragraph, direct: &RunProps, text: &str) -> Result<(), ReadError> {
        let hidden_by_field = self.fields.iter().any(|f| !f.result || f.is_contents());
        if text.is_empty() || hidden_by_field {
            return Ok(());
        }
        let props = self.styles.resolve(paragraph.style.as_deref(), direct);
        if props.hidden == Some(true) {
            self.note("read.hidden_text");
            return Ok(());
        }
        self.charge(text.len())?;
        let encoding = props.font.as_deref().and_then(font_encoding);
        if let Some((encoding, _)) = encoding
            && !text.is_ascii()
            && !self
                .notes
                .iter()
                .any(|(_, detail)| detail.as_deref() == Some(encoding.name()))
        {
            self.notes
                .push(("read.legacy_encoding", Some(encoding.name().to_owned())));
        }
        let caps = props.caps == Some(true);
        let encoding = encoding.map(|(encoding, capitals)| (encoding, capitals || caps));
        let text = if caps && encoding.is_none() {
            text.to_uppercase()
        } else {
            text.to_owned()
        };
        paragraph.spans.push(Span {
            text,
            bold: props.bold == Some(true),
            encoding,
        });
        Ok(())
    }

    /// Looks for text boxes in a drawing; shapes and pictures themselves say nothing.
    fn drawing(&mut self, paragraph: &mut Paragraph) -> Result<(), ReadError> {
        loop {
            match self.xml.next()? {
                Xml::Start(tag) if tag.word("txbxContent") => {
                    let carried = std::mem::take(&mut self.carried);
                    let mut blocks = Vec::new();
                    self.container(&mut blocks)?;
                    paragraph.boxes.append(&mut blocks);
                    self.carried = carried;
                }
                Xml::Start(tag) if tag.ns == Ns::Compat && tag.name == "AlternateContent" => {
                    self.alternative(|body| body.drawing(paragraph))?;
                }
                Xml::Start(_) => self.drawing(paragraph)?,
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => {}
            }
        }
    }

    fn math(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        loop {
            match self.xml.next()? {
                Xml::Start(tag) if tag.ns == Ns::Math && tag.name == "t" => {
                    text.push_str(&self.element_text()?)
                }
                Xml::Start(_) => text.push_str(&self.math()?),
                Xml::End | Xml::Eof => return Ok(text),
                Xml::Text(_) => {}
            }
        }
    }
}

/// Spans in old fonts become Unicode. Word cuts runs anywhere, so a VNI mark may begin a span while its letter
/// ends the one before.
fn decode(mut spans: Vec<Span>) -> Rich {
    for i in 1..spans.len() {
        let vni = |span: &Span| matches!(span.encoding, Some((TextEncoding::Vni, _)));
        if vni(&spans[i - 1]) && vni(&spans[i]) {
            let letter = spans[i - 1].text.chars().last().is_some_and(char::is_alphabetic);
            let first = spans[i]
                .text
                .chars()
                .next()
                .filter(|c| letter && ('\u{C0}'..='\u{FF}').contains(c));
            if let Some(mark) = first {
                let together: String = spans[i - 1]
                    .text
                    .chars()
                    .last()
                    .into_iter()
                    .chain([mark])
                    .collect();
                // One letter out of two codes means that the second is a mark.
                if decode_run(&together, TextEncoding::Vni, false).chars().count() == 1 {
                    spans[i].text.remove(0);
                    spans[i - 1].text.push(mark);
                }
            }
        }
    }
    let mut rich = Rich::default();
    for span in spans {
        match span.encoding {
            Some((encoding, capitals)) => rich.push(&decode_run(&span.text, encoding, capitals), span.bold),
            None => rich.push(&span.text, span.bold),
        }
    }
    rich
}
