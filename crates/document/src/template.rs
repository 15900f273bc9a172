//! Fills a DOCX that somebody else laid out: `{name}` in its text, heads and feet becomes a value.
//!
//! Word cuts a sentence into runs wherever it likes, so a name is looked for in the text of a paragraph and written
//! where it begins. Everything else of the package stays byte for byte. A package with macros is refused, as wherever
//! files are read; sizes are bounded by [`Limits`].

use crate::read::{Format, Limits, ReadError, archive::Archive};
use quick_xml::{
    Reader, Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Letters of a name between braces; longer ones are text.
const LONGEST: usize = 40;

/// Names that a template asks for.
///
/// # Errors
/// It is no DOCX, holds macros or unpacks beyond its caps.
pub fn names(bytes: &[u8], limits: &Limits) -> Result<BTreeSet<String>, ReadError> {
    let mut found = BTreeSet::new();
    for (_, xml) in parts(bytes, limits)? {
        let part = Part::read(&xml)?;
        for paragraph in &part.paragraphs {
            found.extend(part.places(paragraph).into_iter().map(|place| place.name));
        }
    }
    Ok(found)
}

/// The template with values in the place of names; a name without a value stays as it is.
///
/// # Errors
/// It is no DOCX, holds macros or unpacks beyond its caps.
pub fn fill(bytes: &[u8], values: &BTreeMap<String, String>, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut filled: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, xml) in parts(bytes, limits)? {
        let mut part = Part::read(&xml)?;
        part.fill(values);
        filled.insert(name, part.write()?);
    }
    let mut from = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let entry = from.by_index_raw(index).map_err(damaged)?;
        match filled.remove(entry.name()) {
            None => to.raw_copy_file(entry).map_err(damaged)?,
            Some(xml) => {
                to.start_file(entry.name(), SimpleFileOptions::default())
                    .map_err(damaged)?;
                to.write_all(&xml).map_err(damaged)?;
            }
        }
    }
    Ok(to.finish().map_err(damaged)?.into_inner())
}

fn damaged(e: impl std::error::Error + Send + Sync + 'static) -> ReadError {
    ReadError::damaged(Format::Docx, e)
}

/// The parts with text of people: the document, its heads and feet.
fn parts(bytes: &[u8], limits: &Limits) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.file_bytes {
        return Err(ReadError::TooLarge {
            limit: limits.file_bytes,
        });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(ReadError::UnsupportedFormat {
            found: Format::Unknown,
        });
    }
    let mut archive = Archive::open(bytes, Format::Docx, limits)?;
    // Parts that are copied are unpacked by whoever opens the document: they are held to the same caps.
    archive.check_all()?;
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    if names
        .iter()
        .any(|n| n.to_ascii_lowercase().ends_with("vbaproject.bin"))
    {
        return Err(ReadError::Macros { format: Format::Docx });
    }
    let mut archive = Archive::open(bytes, Format::Docx, limits)?;
    let mut found = Vec::new();
    for name in names {
        let text = name == "word/document.xml"
            || (name.ends_with(".xml")
                && (name.starts_with("word/header") || name.starts_with("word/footer")));
        if text && let Some(xml) = archive.read(&name)? {
            found.push((name, xml));
        }
    }
    if !found.iter().any(|(name, _)| name == "word/document.xml") {
        return Err(ReadError::UnsupportedFormat {
            found: Format::Unknown,
        });
    }
    Ok(found)
}

/// One part as events, with the texts of each paragraph.
struct Part {
    events: Vec<Event<'static>>,
    /// Indices of the texts of a paragraph, in their order.
    paragraphs: Vec<Vec<usize>>,
}

/// Where a name stands: from a byte of the first text on.
struct Place {
    name: String,
    /// Bytes of the joined text of the paragraph.
    from: usize,
    to: usize,
}

impl Part {
    fn read(xml: &[u8]) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(xml);
        let (mut events, mut paragraphs) = (Vec::new(), Vec::new());
        // A text box stands inside a paragraph and has paragraphs of its own.
        let mut open: Vec<Vec<usize>> = Vec::new();
        let mut in_text = false;
        loop {
            let event = reader.read_event().map_err(damaged)?;
            match &event {
                Event::Eof => break,
                Event::DocType(_) => return Err(ReadError::UnsafeXml),
                Event::Start(tag) if tag.name().as_ref() == "w:p" => open.push(Vec::new()),
                Event::End(tag) if tag.name().as_ref() == "w:p" => {
                    paragraphs.extend(open.pop());
                }
                Event::Start(tag) if tag.name().as_ref() == "w:t" => in_text = true,
                Event::End(tag) if tag.name().as_ref() == "w:t" => in_text = false,
                Event::Text(_) if in_text => {
                    if let Some(texts) = open.last_mut() {
                        texts.push(events.len());
                    }
                }
                _ => {}
            }
            events.push(event.into_owned());
        }
        Ok(Self { events, paragraphs })
    }

    /// The text of an event; names have no letter that XML escapes.
    fn text(&self, at: usize) -> String {
        match self.events.get(at) {
            Some(Event::Text(text)) => text.as_ref().to_owned(),
            _ => String::new(),
        }
    }

    fn places(&self, paragraph: &[usize]) -> Vec<Place> {
        let all: String = paragraph.iter().map(|at| self.text(*at)).collect();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(begin) = all[from..].find('{').map(|n| from + n) {
            let rest = &all[begin + 1..];
            let name: String = rest
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
                .take(LONGEST + 1)
                .collect();
            let closed = rest[name.len()..].starts_with('}');
            from = begin + 1;
            if closed && !name.is_empty() && name.len() <= LONGEST {
                let to = begin + name.len() + 2;
                found.push(Place {
                    name,
                    from: begin,
                    to,
                });
                from = to;
            }
        }
        found
    }

    fn fill(&mut self, values: &BTreeMap<String, String>) {
        for paragraph in self.paragraphs.clone() {
            let places = self.places(&paragraph);
            // From behind, so that what was found stays where it was.
            for place in places.iter().rev() {
                if let Some(value) = values.get(&place.name) {
                    self.put(&paragraph, place, value);
                }
            }
        }
    }

    /// Writes a value where a name begins and takes the rest of the name out of the texts behind.
    fn put(&mut self, paragraph: &[usize], place: &Place, value: &str) {
        let mut start = 0;
        for at in paragraph {
            let text = self.text(*at);
            let end = start + text.len();
            let (from, to) = (place.from.max(start), place.to.min(end));
            if from < to {
                let written = if place.from >= start {
                    escaped(value)
                } else {
                    String::new()
                };
                let new = format!("{}{written}{}", &text[..from - start], &text[to - start..]);
                if let Some(event) = self.events.get_mut(*at) {
                    *event = Event::Text(BytesText::from_escaped(new));
                }
            }
            start = end;
        }
    }

    fn write(self) -> Result<Vec<u8>, ReadError> {
        let mut writer = Writer::new(Vec::new());
        for event in self.events {
            match event {
                // Spaces at the ends of a value count.
                Event::Start(tag) if tag.name().as_ref() == "w:t" => {
                    writer.write_event(Event::Start(text_tag())).map_err(damaged)?;
                }
                Event::Text(text) => lines(&mut writer, &text)?,
                other => writer.write_event(other).map_err(damaged)?,
            }
        }
        Ok(writer.into_inner())
    }
}

fn text_tag() -> BytesStart<'static> {
    let mut tag = BytesStart::new("w:t");
    tag.push_attribute(("xml:space", "preserve"));
    tag
}

/// Stands for the end of a line in a value until it is written: no text of a document has it.
const LINE: char = '\u{1}';

fn lines(writer: &mut Writer<Vec<u8>>, text: &BytesText<'_>) -> Result<(), ReadError> {
    let all = text.as_ref().to_owned();
    for (number, line) in all.split(LINE).enumerate() {
        if number > 0 {
            for event in [
                Event::End(BytesEnd::new("w:t")),
                Event::Empty(BytesStart::new("w:br")),
                Event::Start(text_tag()),
            ] {
                writer.write_event(event).map_err(damaged)?;
            }
        }
        writer
            .write_event(Event::Text(BytesText::from_escaped(line)))
            .map_err(damaged)?;
    }
    Ok(())
}

/// A value as XML takes it; characters that XML has no place for are left out.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\n' => out.push(LINE),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(document: &str, others: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let head =
            r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
        let whole = format!("{head}{document}</w:body></w:document>");
        for (name, content) in [("word/document.xml", whole.as_str())].iter().chain(others) {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn document(bytes: &[u8]) -> String {
        let limits = Limits::default();
        let (_, xml) = parts(bytes, &limits).unwrap().remove(0);
        String::from_utf8(xml).unwrap()
    }

    fn values(of: &[(&str, &str)]) -> BTreeMap<String, String> {
        of.iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn a_name_that_word_cut_into_runs_is_found_and_filled_where_it_begins() {
        let cut = "<w:p><w:r><w:t>Hệ thống {sys</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>tem</w:t></w:r><w:r><w:t>}, cấp {level}.</w:t></w:r></w:p>";
        let template = package(cut, &[("word/media/a.png", "bild")]);
        let limits = Limits::default();
        let asked: Vec<String> = names(&template, &limits).unwrap().into_iter().collect();
        assert_eq!(asked, ["level", "system"]);
        let made = fill(
            &template,
            &values(&[("system", "Cổng <A> & B"), ("level", "3")]),
            &limits,
        )
        .unwrap();
        let text = document(&made);
        assert!(text.contains("Hệ thống Cổng &lt;A&gt; &amp; B"), "{text}");
        assert!(text.contains(", cấp 3."), "{text}");
        assert!(!text.contains('{') && text.contains("<w:b/>"), "{text}");
        let mut zip = ZipArchive::new(Cursor::new(made.as_slice())).unwrap();
        assert!(zip.by_name("word/media/a.png").is_ok(), "what is no text stays");
    }

    #[test]
    fn lines_of_a_value_are_lines_and_other_braces_stay() {
        let template = package(
            "<w:p><w:r><w:t>{rows} {Không phải} {} {unknown}</w:t></w:r></w:p><w:p><w:r><w:t>{rows</w:t></w:r></w:p>",
            &[(
                "word/header1.xml",
                "<w:hdr><w:p><w:r><w:t>{level}</w:t></w:r></w:p></w:hdr>",
            )],
        );
        let limits = Limits::default();
        let made = fill(&template, &values(&[("rows", "a\nb"), ("level", "4")]), &limits).unwrap();
        let text = document(&made);
        assert!(
            text.contains("a</w:t><w:br/><w:t xml:space=\"preserve\">b {Không phải} {} {unknown}"),
            "{text}"
        );
        assert!(
            text.contains("{rows</w:t>"),
            "a name that does not end is text: {text}"
        );
        let header = parts(&made, &limits)
            .unwrap()
            .into_iter()
            .find(|(n, _)| n == "word/header1.xml");
        assert!(String::from_utf8(header.unwrap().1).unwrap().contains(">4<"));
    }

    #[test]
    fn what_is_no_document_or_holds_macros_is_refused() {
        let limits = Limits::default();
        assert!(matches!(
            names(b"khong phai docx", &limits),
            Err(ReadError::UnsupportedFormat { .. })
        ));
        let macros = package("<w:p/>", &[("word/vbaProject.bin", "x")]);
        assert!(matches!(names(&macros, &limits), Err(ReadError::Macros { .. })));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/workbook.xml", SimpleFileOptions::default())
            .unwrap();
        let sheet = zip.finish().unwrap().into_inner();
        assert!(matches!(
            names(&sheet, &limits),
            Err(ReadError::UnsupportedFormat { .. })
        ));
        let entities = package("<w:p/>", &[("word/footer1.xml", "<!DOCTYPE a><w:ftr/>")]);
        assert!(matches!(names(&entities, &limits), Err(ReadError::UnsafeXml)));
    }
}
