//! Whether a word is spelt as a Vietnamese syllable can be. Used to tell encodings apart: bytes read with
//! the wrong table give letters, but hardly ever syllables.

use unicode_normalization::UnicodeNormalization;

const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "q", "qu", "r", "s", "t", "th", "tr", "v", "x",
];
const RIMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ă", "ăc", "ăm", "ăn",
    "ăng", "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em", "en", "eng", "eo",
    "ep", "et", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "i", "ia", "ich", "im", "in", "inh", "ip",
    "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam",
    "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen",
    "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông",
    "ôp", "ôt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "u", "ua", "uân", "uâng", "uât", "uây", "uc", "uê",
    "uêch", "uênh", "ui", "um", "un", "ung", "uơ", "up", "ut", "uy", "uya", "uych", "uyên", "uyêt", "uynh",
    "uyt", "uyu", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "ư", "ưa", "ưc", "ưi", "ưm", "ưng", "ưt", "ưu",
    "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu", "y", "yêm", "yên", "yêt", "yêu",
];
const GLIDES: &[&str] = &[
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "iu", "oi", "ôi", "ơi", "ui", "ưi", "ưu",
];
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// One syllable, any case. A syllable that ends in c, ch, p or t has an acute or a dot-below tone only.
pub(super) fn is_syllable(word: &str) -> bool {
    if word.len() > 24 {
        return false;
    }
    let mut tone = None;
    let mut letters = String::new();
    let mut tone_ends = false;
    for c in word.to_lowercase().nfd() {
        if TONES.contains(&c) {
            if tone.replace(c).is_some() {
                return false;
            }
            tone_ends = true;
        } else {
            tone_ends = tone_ends && matches!(c, '\u{302}' | '\u{306}' | '\u{31B}');
            letters.push(c);
        }
    }
    let letters: String = letters.nfc().collect();
    // A glide at the end never carries the tone; "quí" and "giũ" end in a vowel instead.
    if tone_ends
        && !letters.starts_with('q')
        && !letters.starts_with("gi")
        && GLIDES.iter().any(|glide| letters.ends_with(glide))
    {
        return false;
    }
    let stop = ["c", "ch", "p", "t"].iter().any(|coda| letters.ends_with(coda));
    if stop && !matches!(tone, Some('\u{301}' | '\u{323}')) {
        return false;
    }
    ONSETS.iter().any(|onset| {
        letters
            .strip_prefix(onset)
            .is_some_and(|rime| RIMES.contains(&rime) || (*onset == "gi" && rime == "êng"))
    }) || letters == "gi"
}

/// How Vietnamese a text looks, by its words that carry a letter beyond ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Score {
    /// Words with a letter beyond ASCII.
    pub marked: usize,
    /// Those of them that are syllables.
    pub good: usize,
}

impl Score {
    /// Looks at the first `words` marked words.
    pub fn of(text: &str, words: usize) -> Self {
        let mut score = Self::default();
        for word in text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic() || c.is_whitespace()) {
            let word = word.trim_matches(|c: char| "“”‘’«»–—…•·\u{FEFF}".contains(c));
            if word.is_ascii() {
                continue;
            }
            score.marked += 1;
            score.good += usize::from(is_syllable(word));
            if score.marked >= words {
                break;
            }
        }
        score
    }

    pub fn share(self) -> f64 {
        if self.marked == 0 {
            0.0
        } else {
            self.good as f64 / self.marked as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_wrong_decodings() {
        for good in [
            "Kế",
            "hoạch",
            "ĐƯỜNG",
            "giếng",
            "gì",
            "quyền",
            "nghiêm",
            "thuở",
            "khuỷu",
            "Uỷ",
            "ủy",
            "hoà",
            "tốt",
            "an",
        ] {
            assert!(is_syllable(good), "{good}");
        }
        for bad in ["ho¹ch", "Coäng", "xaõ", "thµnh", "tôt", "tốtt", "hoạk"] {
            assert!(!is_syllable(bad), "{bad}");
        }
    }
}
