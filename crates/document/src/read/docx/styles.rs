//! What a reader needs of `styles.xml`: bold, capitals, hidden text, font, and numbering of styles, with
//! inheritance resolved.

use crate::read::{
    Format, Limits, ReadError, TextEncoding,
    xml::{Tag, Xml, XmlReader},
};
use std::collections::HashMap;

/// Run properties; `None` where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RunProps {
    pub bold: Option<bool>,
    pub caps: Option<bool>,
    pub hidden: Option<bool>,
    pub font: Option<String>,
    pub style: Option<String>,
}

impl RunProps {
    /// Takes one child of `w:rPr`.
    pub fn take(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "b" => self.bold = Some(tag.on()),
            "caps" => self.caps = Some(tag.on()),
            "vanish" => self.hidden = Some(tag.on()),
            "rFonts" => self.font = tag.get("ascii").or_else(|| tag.get("hAnsi")).map(str::to_owned),
            "rStyle" => self.style = tag.get("val").map(str::to_owned),
            _ => {}
        }
    }

    /// These properties, and below them the other ones.
    fn over(&self, below: &Self) -> Self {
        Self {
            bold: self.bold.or(below.bold),
            caps: self.caps.or(below.caps),
            hidden: self.hidden.or(below.hidden),
            font: self.font.clone().or_else(|| below.font.clone()),
            style: self.style.clone(),
        }
    }
}

/// Numbering of a paragraph: list and level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumProps {
    pub num: Option<i64>,
    pub level: Option<i64>,
}

#[derive(Clone, Debug, Default)]
struct Style {
    based_on: Option<String>,
    run: RunProps,
    num: NumProps,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    defaults: RunProps,
    default_paragraph: Option<String>,
}

/// Longer chains of `basedOn` are loops.
const CHAIN: usize = 16;

impl Styles {
    pub fn read(part: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        let mut xml = XmlReader::new(part, Format::Docx, limits);
        let mut out = Self::default();
        let mut path: Vec<String> = Vec::new();
        let mut current: Option<(String, Style)> = None;
        loop {
            match xml.next()? {
                Xml::Start(tag) => {
                    let parent = path.last().map(String::as_str);
                    if tag.word("style") {
                        let id = tag.get("styleId").unwrap_or_default().to_owned();
                        if tag.get("type") == Some("paragraph")
                            && matches!(tag.get("default"), Some("1" | "true" | "on"))
                        {
                            out.default_paragraph = Some(id.clone());
                        }
                        current = Some((id, Style::default()));
                    } else if let Some((_, style)) = &mut current {
                        match (parent, tag.name.as_str()) {
                            (Some("style"), "basedOn") => style.based_on = tag.get("val").map(str::to_owned),
                            (Some("rPr"), _) if path.len() == 3 => style.run.take(&tag),
                            (Some("numPr"), "numId") => style.num.num = tag.int("val"),
                            (Some("numPr"), "ilvl") => style.num.level = tag.int("val"),
                            _ => {}
                        }
                    } else if parent == Some("rPr") && path.iter().any(|p| p == "rPrDefault") {
                        out.defaults.take(&tag);
                    }
                    path.push(tag.name);
                }
                Xml::End => {
                    if path.pop().as_deref() == Some("style")
                        && let Some((id, style)) = current.take()
                    {
                        out.styles.insert(id, style);
                    }
                }
                Xml::Text(_) => {}
                Xml::Eof => return Ok(out),
            }
        }
    }

    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let mut next = id;
        std::iter::from_fn(move || {
            let style = self.styles.get(next?)?;
            next = style.based_on.as_deref();
            Some(style)
        })
        .take(CHAIN)
    }

    fn run_of(&self, id: Option<&str>) -> RunProps {
        self.chain(id)
            .fold(RunProps::default(), |props, style| props.over(&style.run))
    }

    /// What a run in a paragraph of that style looks like: direct properties, then the character style, the
    /// paragraph style, and the defaults. Bold of both styles cancels out (ECMA-376 part 1, 17.7.3).
    pub fn resolve(&self, paragraph: Option<&str>, direct: &RunProps) -> RunProps {
        let character = self.run_of(direct.style.as_deref());
        let paragraph = self.run_of(paragraph.or(self.default_paragraph.as_deref()));
        let toggle = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(a), Some(b)) => Some(a ^ b),
            (a, b) => a.or(b),
        };
        let mut styled = character.over(&paragraph);
        styled.bold = toggle(character.bold, paragraph.bold);
        styled.caps = toggle(character.caps, paragraph.caps);
        direct.over(&styled).over(&self.defaults)
    }

    /// Numbering that a paragraph style brings along.
    pub fn numbering(&self, paragraph: Option<&str>) -> NumProps {
        self.chain(paragraph.or(self.default_paragraph.as_deref())).fold(
            NumProps::default(),
            |found, style| NumProps {
                num: found.num.or(style.num.num),
                level: found.level.or(style.num.level),
            },
        )
    }
}

/// The encoding that a font stands for, and whether it draws capitals only: `.VnTime`, `.VnArialH`, `VNI-Times`.
pub(super) fn font_encoding(font: &str) -> Option<(TextEncoding, bool)> {
    let lower = font.to_lowercase();
    if lower.starts_with(".vn") {
        Some((TextEncoding::Tcvn3, font.ends_with('H')))
    } else if lower.starts_with("vni-") || lower.starts_with("vni ") {
        Some((TextEncoding::Vni, false))
    } else {
        None
    }
}
