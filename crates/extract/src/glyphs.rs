//! A text as what one sees: one glyph for each letter with its marks, folded, with the way back to the bytes.
//!
//! Full-width, circled and mathematical forms become the plain ones (NFKC), so do decomposed letters; what is not seen
//! (zero-width characters, variation selectors, soft hyphens) belongs to the glyph before it. Nothing is joined or
//! taken away besides, so a range of glyphs is a range of the text.

use std::ops::Range;
use unicode_normalization::{
    UnicodeNormalization as _,
    char::{decompose_compatible, is_combining_mark},
};

/// One letter, digit or sign.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    /// Without marks, case kept: `Ả` is `A`, `９` is `9`, `Đ` is `D`.
    pub c: char,
    /// [`Glyph::c`] in small letters.
    pub plain: char,
    /// It had marks, or is đ.
    pub marked: bool,
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
}

impl Glyph {
    pub fn is_name(self) -> bool {
        self.plain.is_alphanumeric()
    }
    /// A digit as one sees it.
    pub fn digit(self) -> Option<char> {
        self.plain.is_ascii_digit().then_some(self.plain)
    }
}

/// A run of letters and digits.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Its glyphs.
    pub at: Range<usize>,
    /// Some letter of it has a mark.
    pub marked: bool,
    /// What stands between it and the word before.
    pub gap: Gap,
}

/// What stands before a word, from what binds to what parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Blanks, commas, brackets.
    Near,
    /// A new line.
    Line,
    /// The end of a sentence.
    Sentence,
}

/// A text made ready for looking.
pub(crate) struct Glyphs<'a> {
    pub text: &'a str,
    pub list: Vec<Glyph>,
    pub words: Vec<Word>,
    /// [`Glyph::plain`] of all, and where each of them begins in it.
    plain: String,
    offsets: Vec<usize>,
}

/// Characters that nobody sees.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The letter below the marks; `None` where a character stands for several.
fn base(c: char) -> (Option<char>, bool) {
    let (mut found, mut several, mut marked) = (None, false, false);
    decompose_compatible(c, |d| {
        if is_combining_mark(d) {
            marked = true;
        } else if found.is_some() {
            several = true;
        } else {
            found = Some(d);
        }
    });
    (found.filter(|_| !several), marked)
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

impl<'a> Glyphs<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut list: Vec<Glyph> = Vec::with_capacity(text.len());
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            let (c, marked) = if c.is_ascii() {
                (c, false)
            } else if is_unseen(c) || is_combining_mark(c) {
                if let Some(last) = list.last_mut() {
                    last.end = end;
                    last.marked |= is_combining_mark(c) && !is_unseen(c);
                }
                continue;
            } else {
                match c {
                    'đ' => ('d', true),
                    'Đ' => ('D', true),
                    _ => match base(c) {
                        (Some(found), marked) => (found, marked),
                        (None, _) => (c, false),
                    },
                }
            };
            list.push(Glyph {
                c,
                plain: lower(c),
                marked,
                start,
                end,
            });
        }
        let mut plain = String::with_capacity(text.len());
        let mut offsets = Vec::with_capacity(list.len() + 1);
        for glyph in &list {
            offsets.push(plain.len());
            plain.push(glyph.plain);
        }
        offsets.push(plain.len());
        let words = words(&list);
        Self {
            text,
            list,
            words,
            plain,
            offsets,
        }
    }

    /// A range of glyphs in small letters without marks.
    pub fn plain(&self, at: Range<usize>) -> &str {
        &self.plain[self.offsets[at.start]..self.offsets[at.end]]
    }

    /// A word in small letters without marks.
    pub fn word(&self, index: usize) -> &str {
        self.words
            .get(index)
            .map_or("", |word| self.plain(word.at.clone()))
    }

    /// Bytes of a range of glyphs.
    pub fn bytes(&self, at: Range<usize>) -> Range<usize> {
        if at.is_empty() {
            return 0..0;
        }
        self.list[at.start].start..self.list[at.end - 1].end
    }

    /// A range of glyphs as it stands in the text.
    pub fn raw(&self, at: Range<usize>) -> &'a str {
        &self.text[self.bytes(at)]
    }

    /// A range of glyphs with their marks, composed, without what is not seen.
    pub fn composed(&self, at: Range<usize>) -> String {
        self.raw(at).chars().filter(|c| !is_unseen(*c)).nfc().collect()
    }

    /// A word with its marks in small letters.
    pub fn exact(&self, index: usize) -> String {
        self.words
            .get(index)
            .map_or_else(String::new, |word| self.composed(word.at.clone()).to_lowercase())
    }

    /// The index of the first word that begins at this glyph or behind it.
    pub fn word_from(&self, glyph: usize) -> usize {
        self.words.partition_point(|word| word.at.start < glyph)
    }

    pub fn get(&self, glyph: usize) -> Option<Glyph> {
        self.list.get(glyph).copied()
    }

    /// The sign before a glyph.
    pub fn before(&self, glyph: usize) -> Option<Glyph> {
        glyph.checked_sub(1).and_then(|i| self.get(i))
    }
}

fn words(list: &[Glyph]) -> Vec<Word> {
    let mut words = Vec::new();
    let (mut gap, mut at) = (Gap::Sentence, 0);
    while at < list.len() {
        let glyph = list[at];
        if !glyph.is_name() {
            let closes = matches!(glyph.plain, '.' | '!' | '?' | '…' | ';')
                && list.get(at + 1).is_none_or(|next| next.plain.is_whitespace());
            let found = if closes {
                Gap::Sentence
            } else if glyph.plain == '\n' {
                Gap::Line
            } else {
                Gap::Near
            };
            gap = gap.max(found);
            at += 1;
            continue;
        }
        let start = at;
        while at < list.len() && list[at].is_name() {
            at += 1;
        }
        words.push(Word {
            at: start..at,
            marked: list[start..at].iter().any(|g| g.marked),
            gap,
        });
        gap = Gap::Near;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_form_are_one_glyph() {
        let text = "Đ\u{61}\u{323}\u{302}i ０９1️⃣";
        let glyphs = Glyphs::new(text);
        assert_eq!(glyphs.plain(0..glyphs.list.len()), "dai 091");
        assert_eq!(glyphs.raw(0..glyphs.list.len()), text);
        assert_eq!(glyphs.exact(0), "đậi");
    }

    #[test]
    fn gaps_tell_lines_and_sentences() {
        let glyphs = Glyphs::new("a, b. c\nd 1.5");
        let gaps: Vec<Gap> = glyphs.words.iter().map(|w| w.gap).collect();
        assert_eq!(
            gaps[1..],
            [Gap::Near, Gap::Sentence, Gap::Line, Gap::Near, Gap::Near]
        );
    }
}
