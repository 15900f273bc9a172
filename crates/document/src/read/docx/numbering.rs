//! Automatic numbers of lists (`numbering.xml`), rendered as Word shows them.

use crate::read::{
    Format, Limits, ReadError,
    xml::{Xml, XmlReader},
};
use std::collections::HashMap;

/// Levels of a list (ECMA-376 part 1, 17.9.6).
const LEVELS: usize = 9;
/// Beyond this a Roman or letter number is written in digits, as nobody could read it.
const LONGEST: i64 = 780;

#[derive(Clone, Debug, Default)]
struct Level {
    start: Option<i64>,
    format: String,
    text: String,
    /// The level whose number starts this one anew; 0 for never.
    restart: Option<i64>,
    legal: bool,
    suffix_nothing: bool,
    bold: Option<bool>,
}

#[derive(Clone, Debug, Default)]
struct Abstract {
    levels: HashMap<usize, Level>,
    /// The style that holds the real definition.
    link: Option<String>,
    /// The style that this is the definition of.
    defines: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Num {
    of: i64,
    overrides: HashMap<usize, Level>,
    starts: HashMap<usize, i64>,
}

/// Definitions, and how far each list has counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<i64, Abstract>,
    nums: HashMap<i64, Num>,
    counters: HashMap<i64, [Option<i64>; LEVELS]>,
    /// Start overrides that were used up.
    started: HashMap<(i64, usize), ()>,
}

/// The number of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub text: String,
    pub bold: Option<bool>,
}

impl Numbering {
    pub fn read(part: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        let mut xml = XmlReader::new(part, Format::Docx, limits);
        let mut out = Self::default();
        let mut path: Vec<String> = Vec::new();
        let mut definition: Option<(i64, Abstract)> = None;
        let mut num: Option<(i64, Num)> = None;
        let mut level: Option<(usize, Level)> = None;
        let mut overridden: Option<usize> = None;
        loop {
            match xml.next()? {
                Xml::Start(tag) => {
                    let value = || tag.get("val").map(str::to_owned);
                    let parent = path.last().map(String::as_str);
                    match tag.name.as_str() {
                        // A picture bullet in the other branch says nothing more.
                        "Fallback" => {
                            xml.skip()?;
                            continue;
                        }
                        "abstractNum" => {
                            definition = Some((tag.int("abstractNumId").unwrap_or(-1), Abstract::default()));
                        }
                        "num" if parent == Some("numbering") => {
                            num = Some((tag.int("numId").unwrap_or(-1), Num::default()));
                        }
                        "abstractNumId" => {
                            if let Some((_, num)) = &mut num {
                                num.of = tag.int("val").unwrap_or(-1);
                            }
                        }
                        "lvlOverride" => overridden = index(tag.int("ilvl")),
                        "startOverride" => {
                            if let (Some((_, num)), Some(at), Some(start)) =
                                (&mut num, overridden, tag.int("val"))
                            {
                                num.starts.insert(at, start);
                            }
                        }
                        "numStyleLink" => {
                            if let Some((_, d)) = &mut definition {
                                d.link = value();
                            }
                        }
                        "styleLink" => {
                            if let Some((_, d)) = &mut definition {
                                d.defines = value();
                            }
                        }
                        "lvl" => level = index(tag.int("ilvl")).map(|at| (at, Level::default())),
                        name => {
                            if let Some((_, level)) = &mut level {
                                match (parent, name) {
                                    (Some("lvl"), "start") => level.start = tag.int("val"),
                                    (_, "numFmt") => level.format = value().unwrap_or_default(),
                                    (Some("lvl"), "lvlText") => {
                                        level.text = value().unwrap_or_default().chars().take(64).collect();
                                    }
                                    (Some("lvl"), "lvlRestart") => level.restart = tag.int("val"),
                                    (Some("lvl"), "isLgl") => level.legal = tag.on(),
                                    (Some("lvl"), "suff") => {
                                        level.suffix_nothing = tag.get("val") == Some("nothing");
                                    }
                                    (Some("rPr"), "b") => level.bold = Some(tag.on()),
                                    _ => {}
                                }
                            }
                        }
                    }
                    path.push(tag.name);
                }
                Xml::End => match path.pop().as_deref() {
                    Some("lvl") => {
                        if let Some((at, level)) = level.take() {
                            match (&mut definition, &mut num) {
                                (Some((_, d)), _) => d.levels.insert(at, level),
                                (None, Some((_, n))) => n.overrides.insert(at, level),
                                (None, None) => None,
                            };
                        }
                    }
                    Some("lvlOverride") => overridden = None,
                    Some("abstractNum") => {
                        if let Some((id, d)) = definition.take() {
                            out.abstracts.insert(id, d);
                        }
                    }
                    Some("num") => {
                        if let Some((id, n)) = num.take() {
                            out.nums.insert(id, n);
                        }
                    }
                    _ => {}
                },
                Xml::Text(_) => {}
                Xml::Eof => return Ok(out),
            }
        }
    }

    /// Counts one paragraph of a list on and gives its number. `None` where the list is not defined, or the
    /// level shows nothing.
    pub fn next(&mut self, num_id: i64, level: i64) -> Option<Label> {
        let at = index(Some(level))?;
        let num = self.nums.get(&num_id)?;
        let base = self.definition(num.of)?;
        let levels = &self.abstracts.get(&base)?.levels;
        let find = |at: usize| num.overrides.get(&at).or_else(|| levels.get(&at));
        let this = find(at)?.clone();

        // Lists with one definition count together, unless a list starts a level anew.
        let counters = self.counters.entry(base).or_default();
        let start = |at: usize| {
            let own = num
                .starts
                .get(&at)
                .copied()
                .or_else(|| find(at).and_then(|l| l.start));
            own.unwrap_or(1)
        };
        let first_use = num.starts.contains_key(&at) && self.started.insert((num_id, at), ()).is_none();
        counters[at] = Some(match counters[at] {
            Some(n) if !first_use => n.saturating_add(1),
            _ => start(at),
        });
        for (below, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            let restart = find(below).and_then(|l| l.restart);
            // By default any higher level starts a lower one anew (17.9.11).
            if restart.is_none_or(|r| r > at as i64) {
                *counter = None;
            }
        }
        for (above, counter) in counters.iter_mut().enumerate().take(at) {
            counter.get_or_insert_with(|| start(above));
        }

        if this.format == "none" && !this.text.contains('%') && this.text.is_empty() {
            return None;
        }
        let mut text = String::new();
        if this.format == "bullet" {
            text.extend(this.text.chars().map(bullet));
        } else {
            let mut chars = this.text.chars().peekable();
            while let Some(c) = chars.next() {
                let place = (c == '%')
                    .then(|| chars.peek().and_then(|d| d.to_digit(10)))
                    .flatten();
                match place
                    .and_then(|d| (d as usize).checked_sub(1))
                    .filter(|p| *p < LEVELS)
                {
                    Some(place) => {
                        chars.next();
                        let number = counters[place].unwrap_or_else(|| start(place));
                        let format = find(place).map_or("decimal", |l| l.format.as_str());
                        let format = if this.legal && format != "none" {
                            "decimal"
                        } else {
                            format
                        };
                        text.push_str(&render(number, format));
                    }
                    None => text.push(c),
                }
            }
        }
        if text.is_empty() {
            return None;
        }
        if !this.suffix_nothing {
            text.push(' ');
        }
        Some(Label {
            text,
            bold: this.bold,
        })
    }

    /// Follows `numStyleLink` to the definition that has the levels.
    fn definition(&self, id: i64) -> Option<i64> {
        let found = self.abstracts.get(&id)?;
        match &found.link {
            Some(link) if found.levels.is_empty() => self
                .abstracts
                .iter()
                .find(|(_, a)| a.defines.as_ref() == Some(link) && !a.levels.is_empty())
                .map(|(id, _)| *id),
            _ => Some(id),
        }
    }
}

fn index(level: Option<i64>) -> Option<usize> {
    level
        .and_then(|l| usize::try_from(l).ok())
        .filter(|l| *l < LEVELS)
}

/// Bullets of symbol fonts (U+F0xx) as the characters they look like.
pub(super) fn bullet(c: char) -> char {
    match u32::from(c) {
        0xF02D => '-',
        0xF02B => '+',
        0xF0FC => '✓',
        0xF0D8 => '➢',
        0xF0A7 | 0xF06E => '▪',
        0xF076 => '❖',
        0xE000..=0xF8FF => '•',
        _ => c,
    }
}

fn render(number: i64, format: &str) -> String {
    let readable = (1..=LONGEST).contains(&number);
    match format {
        "none" => String::new(),
        "upperRoman" if readable => roman(number),
        "lowerRoman" if readable => roman(number).to_lowercase(),
        "upperLetter" if readable => letters(number).to_uppercase(),
        "lowerLetter" if readable => letters(number),
        "decimalZero" if (0..10).contains(&number) => format!("0{number}"),
        _ => number.to_string(),
    }
}

/// a … z, aa, bb … as Word counts.
fn letters(number: i64) -> String {
    let index = (number - 1).clamp(0, LONGEST) as usize;
    let letter = char::from(b'a' + (index % 26) as u8);
    std::iter::repeat_n(letter, index / 26 + 1).collect()
}

fn roman(mut number: i64) -> String {
    const PARTS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut out = String::new();
    for (value, sign) in PARTS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_does() {
        assert_eq!(render(4, "upperRoman"), "IV");
        assert_eq!(render(19, "lowerRoman"), "xix");
        assert_eq!(render(4, "lowerLetter"), "d");
        assert_eq!(render(28, "lowerLetter"), "bb");
        assert_eq!(render(7, "decimalZero"), "07");
        assert_eq!(render(12, "decimalZero"), "12");
        assert_eq!(render(0, "upperRoman"), "0");
        assert_eq!(render(i64::MAX, "lowerLetter"), i64::MAX.to_string());
    }
}
