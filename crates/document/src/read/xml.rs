//! XML of Office parts as a flat stream of events: namespaces resolved, depth capped, document types and
//! unknown entities refused.

use super::{Format, Limits, ReadError};
use quick_xml::{
    XmlVersion,
    events::Event,
    name::{Namespace, ResolveResult},
    reader::NsReader,
};

/// The vocabularies that matter to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML, transitional or strict.
    Word,
    /// Markup compatibility (`mc:AlternateContent`).
    Compat,
    Math,
    Other,
}

#[derive(Debug)]
pub(super) struct Tag {
    pub ns: Ns,
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute by its local name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name)?.trim().parse().ok()
    }
    /// `w:val` of an on/off property: absent means on (ECMA-376 part 1, 17.17.4).
    pub fn on(&self) -> bool {
        !matches!(self.get("val"), Some("0" | "false" | "off" | "none"))
    }
    pub fn word(&self, name: &str) -> bool {
        self.ns == Ns::Word && self.name == name
    }
}

#[derive(Debug)]
pub(super) enum Xml {
    Start(Tag),
    End,
    Text(String),
    Eof,
}

pub(super) struct XmlReader<'a> {
    reader: NsReader<&'a [u8]>,
    buffer: Vec<u8>,
    depth: usize,
    max_depth: usize,
    format: Format,
}

impl<'a> XmlReader<'a> {
    pub fn new(bytes: &'a [u8], format: Format, limits: &Limits) -> Self {
        let mut reader = NsReader::from_reader(bytes);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            max_depth: limits.xml_depth,
            format,
        }
    }

    /// # Errors
    /// [`ReadError::Damaged`], [`ReadError::UnsafeXml`], [`ReadError::TooComplex`].
    pub fn next(&mut self) -> Result<Xml, ReadError> {
        loop {
            self.buffer.clear();
            let format = self.format;
            let damaged = |e: quick_xml::Error| ReadError::damaged(format, e);
            let (resolved, event) = self
                .reader
                .read_resolved_event_into(&mut self.buffer)
                .map_err(damaged)?;
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if self.depth > self.max_depth {
                        return Err(ReadError::TooComplex);
                    }
                    let ns = namespace(&resolved);
                    let name = local(start.local_name().as_ref());
                    let mut attributes = Vec::new();
                    for attribute in start.attributes().with_checks(false) {
                        let attribute = attribute.map_err(|e| ReadError::damaged(format, e))?;
                        let value = attribute
                            .normalized_value(XmlVersion::Implicit1_0)
                            .map_err(|e| ReadError::damaged(format, e))?;
                        attributes.push((local(attribute.key.local_name().as_ref()), value.into_owned()));
                    }
                    return Ok(Xml::Start(Tag { ns, name, attributes }));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Xml::End);
                }
                Event::Text(text) => return Ok(Xml::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Xml::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => {
                    let known = match reference.resolve_char_ref().map_err(damaged)? {
                        Some(c) => Some(c),
                        None => match &*reference {
                            "amp" => Some('&'),
                            "lt" => Some('<'),
                            "gt" => Some('>'),
                            "quot" => Some('"'),
                            "apos" => Some('\''),
                            _ => None,
                        },
                    };
                    return known
                        .map(|c| Xml::Text(c.to_string()))
                        .ok_or(ReadError::UnsafeXml);
                }
                // Office parts must not have one (ECMA-376 part 2, 6.2.5).
                Event::DocType(_) => return Err(ReadError::UnsafeXml),
                Event::Eof if self.depth > 0 => {
                    return Err(ReadError::Damaged { format, source: None });
                }
                Event::Eof => return Ok(Xml::Eof),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that was just opened.
    pub fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next()?, Xml::Eof) {
                break;
            }
        }
        Ok(())
    }
}

fn local(name: &str) -> String {
    name.to_owned()
}

fn namespace(resolved: &ResolveResult) -> Ns {
    match resolved {
        ResolveResult::Bound(Namespace(uri)) => match *uri {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Ns::Word,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Ns::Compat,
            "http://schemas.openxmlformats.org/officeDocument/2006/math"
            | "http://purl.oclc.org/ooxml/officeDocument/math" => Ns::Math,
            _ => Ns::Other,
        },
        _ => Ns::Other,
    }
}
