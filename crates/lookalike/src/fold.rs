//! What letters look like: from Unicode to plain letters, and on to a form in which look-alikes are equal.
//!
//! * [`plain`]: small ASCII letters where there are any that look the same; for comparing letter by letter.
//! * [`squash`]: one form for everything that looks alike, also within ASCII; for finding.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_script::{Script, UnicodeScript};

/// Invisible: default-ignorable code points of Unicode (DerivedCoreProperties) that fit into a name.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Letters that people take for Latin ones though UTS #39 has no prototype in small Latin letters for them: it compares
/// shapes of single glyphs, and these differ a little.
fn near_latin(c: char) -> Option<&'static str> {
    Some(match c {
        'к' | 'κ' | 'ĸ' | 'қ' => "k",
        'м' | 'ʍ' => "m",
        'т' | 'τ' => "t",
        'н' | 'ћ' | 'һ' => "h",
        'в' | 'β' | 'ь' | 'ъ' | 'б' => "b",
        'η' | 'п' | 'ո' => "n",
        'ν' => "v",
        'ω' | 'ш' | 'ѡ' => "w",
        'ε' | 'є' | 'э' | 'з' => "e",
        'г' => "r",
        'ι' | 'і' | 'ӏ' => "i",
        'μ' | 'υ' | 'и' | 'ц' => "u",
        'ρ' | 'р' => "p",
        'χ' | 'х' => "x",
        'у' | 'γ' => "y",
        'ԁ' => "d",
        'ɡ' | 'ց' => "g",
        'ԛ' => "q",
        'ѕ' => "s",
        'ј' => "j",
        'ʟ' => "l",
        'ɴ' => "n",
        'ʙ' => "b",
        'ᴛ' => "t",
        'ᴍ' => "m",
        'ᴋ' => "k",
        'ʜ' => "h",
        'ɪ' => "i",
        _ => return None,
    })
}

/// The base of a letter with Vietnamese or other marks: `ầ` gives `a`, `đ` gives `d`.
pub(crate) fn without_marks(c: char) -> Option<char> {
    if c == 'đ' {
        return Some('d');
    }
    let mut parts = c.nfd().filter(|p| !is_combining_mark(*p));
    match (parts.next(), parts.next()) {
        (Some(base), None) if base.is_ascii_alphanumeric() => Some(base),
        _ => None,
    }
}

/// Small ASCII letters and digits for all that look like them; separators stay; what looks like none stays as it is.
/// The shapes are those of UTS #39 (<https://www.unicode.org/reports/tr39/#Confusable_Detection>), read letter by letter.
pub(crate) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        plain_letter(c, &mut out);
    }
    out
}

/// Plain text that knows which part of the shown text each of its bytes stands for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    pub shown: String,
    /// [`plain`] of what is shown.
    pub plain: String,
    /// For each byte of `plain`, the byte in `shown` where its letter begins; one more for the end.
    origin: Vec<usize>,
}

impl Folded {
    pub fn new(shown: &str) -> Self {
        let mut plain = String::with_capacity(shown.len());
        let mut origin = Vec::with_capacity(shown.len() + 1);
        for (at, c) in shown.char_indices() {
            plain_letter(c, &mut plain);
            origin.resize(plain.len(), at);
        }
        origin.push(shown.len());
        Self {
            shown: shown.to_owned(),
            plain,
            origin,
        }
    }

    /// The shown text behind `part`, which is a slice of `plain`.
    pub fn shown_of(&self, part: &str) -> &str {
        let start = part.as_ptr() as usize - self.plain.as_ptr() as usize;
        let (from, to) = (self.origin[start], self.origin[start + part.len()]);
        // Several plain letters may come from one that is shown.
        self.shown.get(from..to.max(from)).unwrap_or_default()
    }
}

/// One letter of [`plain`].
pub(crate) fn plain_letter(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else if is_hidden(c) || is_combining_mark(c) {
    } else if let Some(base) = without_marks(c) {
        out.push(base);
    } else if let Some(near) = near_latin(c) {
        out.push_str(near);
    } else {
        let mut buffer = [0; 4];
        let shape: String = unicode_security::skeleton(c.encode_utf8(&mut buffer))
            .filter(|p| !is_combining_mark(*p))
            .flat_map(char::to_lowercase)
            .collect();
        match shape.as_str() {
            // The prototype of everything that looks like an m.
            "rn" => out.push('m'),
            "" => {}
            shape => {
                for p in shape.chars() {
                    out.push_str(near_latin(p).unwrap_or(p.encode_utf8(&mut [0; 4])));
                }
            }
        }
    }
}

/// Separators of labels and words.
pub(crate) fn is_separator(c: char) -> bool {
    !c.is_alphanumeric() && !is_combining_mark(c)
}

/// Without hyphens, dots and other separators.
pub(crate) fn joined(plain: &str) -> String {
    plain.chars().filter(|c| !is_separator(*c)).collect()
}

/// What [`joined`] plain text looks like: equal for what the eye takes for equal. The prototype of `m` is `rn` as in UTS #39;
/// `w` and `d` go the same way; digits become the letters that they stand for in "v1etc0mbank".
pub(crate) fn squash(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    for c in plain.chars() {
        match c {
            'm' => out.push_str("rn"),
            'w' => out.push_str("vv"),
            'd' => out.push_str("cl"),
            'i' | '1' | '!' => out.push('l'),
            '0' => out.push('o'),
            '2' => out.push('z'),
            '3' => out.push('e'),
            '4' => out.push('a'),
            '5' => out.push('s'),
            '6' | '8' => out.push('b'),
            '7' => out.push('t'),
            '9' | 'q' => out.push('g'),
            c if is_separator(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// What is left of [`joined`] plain text when all that Telex and VNI keys may add is taken away.
pub(crate) fn typed(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        if !matches!(c, 's' | 'f' | 'r' | 'x' | 'j' | 'w' | 'z' | '0'..='9') && !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// The scripts of the letters of a label, without those that go with every script; in the order of appearance.
pub(crate) fn scripts(label: &str) -> Vec<Script> {
    let mut out = Vec::new();
    for c in label.chars() {
        let script = c.script();
        if !matches!(script, Script::Common | Script::Inherited | Script::Unknown) && !out.contains(&script) {
            out.push(script);
        }
    }
    out
}

/// Scripts that one label mixes though no language does (UTS #39, 5.1 and the "highly restrictive" level: Latin with Han,
/// kana, Bopomofo or Hangul is a way that people write).
pub(crate) fn mixed_scripts(label: &str) -> Vec<&'static str> {
    if label.is_ascii() {
        return Vec::new();
    }
    let found = scripts(label);
    let east = |s: &Script| {
        matches!(
            s,
            Script::Latin
                | Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Bopomofo
                | Script::Hangul
        )
    };
    if found.len() < 2 || found.iter().all(east) {
        return Vec::new();
    }
    found.iter().map(|s| s.full_name()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_become_plain_letters() {
        for (found, meant) in [
            ("vıetcombank", "vietcombank"),
            ("viеtсоmbаnk", "vietcombank"),
            ("ѵіеtсоmЬаnk", "vietcombank"),
            ("dịchvụcông", "dichvucong"),
            ("đổi", "doi"),
            ("νietcοmbαnκ", "vietcombank"),
            ("ⅿbbank", "mbbank"),
            ("𝐯𝐢𝐞𝐭", "viet"),
            ("ｖｉｅｔ", "viet"),
        ] {
            assert_eq!(plain(found), meant, "{found}");
        }
        assert_eq!(plain("银行"), "银行");
    }

    #[test]
    fn what_looks_alike_is_squashed_alike() {
        for (a, b) in [
            ("vietcornbank", "vietcombank"),
            ("v1etc0mbank", "vietcombank"),
            ("vvebank", "webank"),
            ("clien", "dien"),
        ] {
            assert_eq!(squash(a), squash(b));
        }
        assert_ne!(squash("vietinbank"), squash("vietcombank"));
    }

    #[test]
    fn keys_of_input_methods_leave_no_trace() {
        assert_eq!(typed("chinhsphur"), typed("chinhphu"));
        assert_eq!(typed("vie6t5combank"), typed("vietcombank"));
        assert_eq!(typed("ddieejnluwcj"), typed("dienluc"));
    }

    #[test]
    fn languages_that_mix_scripts_are_not_held_against_a_label() {
        assert_eq!(mixed_scripts("vietсombank"), ["Latin", "Cyrillic"]);
        assert!(mixed_scripts("dịchvụ").is_empty() && mixed_scripts("tokyo東京タワー").is_empty());
        assert!(mixed_scripts("банк").is_empty());
    }
}
