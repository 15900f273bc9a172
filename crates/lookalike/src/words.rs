//! The words of `data/words.toml`, and names without those around them.

use crate::fold::is_separator;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    closed_suffixes: HashSet<String>,
    cheap_suffixes: HashSet<String>,
    lures: HashSet<String>,
    claims: HashSet<String>,
    fillers: HashSet<String>,
    common: HashSet<String>,
}

/// Words by what they mean for a name.
pub(crate) struct Words {
    pub closed: FxHashSet<String>,
    pub cheap: FxHashSet<String>,
    pub lures: FxHashSet<String>,
    pub claims: FxHashSet<String>,
    pub fillers: FxHashSet<String>,
    pub common: FxHashSet<String>,
    /// Letters of the longest lure or filler.
    longest: usize,
}

/// The words that are built in.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../data/words.toml")).expect("a test reads the built-in words");
    let set = |words: HashSet<String>| words.into_iter().collect::<FxHashSet<_>>();
    let longest = file
        .lures
        .iter()
        .chain(&file.claims)
        .chain(&file.fillers)
        .map(String::len)
        .max()
        .unwrap_or(0);
    Words {
        closed: set(file.closed_suffixes),
        cheap: set(file.cheap_suffixes),
        lures: set(file.lures),
        claims: set(file.claims),
        fillers: set(file.fillers),
        common: set(file.common),
        longest,
    }
});

/// How much the words around a name say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lure {
    None,
    /// Something that we have no word for.
    Unknown,
    Filler,
    /// It claims to be the real one.
    Claim,
    /// It wants somebody to act.
    Strong,
}

impl Words {
    /// Of one word; digits are fillers.
    pub fn lure(&self, word: &str) -> Lure {
        if self.lures.contains(word) {
            Lure::Strong
        } else if self.claims.contains(word) {
            Lure::Claim
        } else if self.fillers.contains(word) || !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
        {
            Lure::Filler
        } else {
            Lure::Unknown
        }
    }
}

/// What is left of a label without words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stripped<'a> {
    pub core: &'a str,
    /// The words taken off, from left to right as they stood.
    pub around: Vec<&'a str>,
    pub lure: Lure,
    /// Hyphens stood between the core and all that was taken off.
    pub separated: bool,
}

/// Most ways to take words off one label.
const MAX_WAYS: usize = 24;

/// Shorter lures say little when no hyphen parts them from the name: "vnpostcard".
const GLUED: usize = 5;

/// All ways to take lures, fillers and digits off the ends of a plain label, fewest words first, without the label itself.
pub(crate) fn stripped(label: &str) -> Vec<Stripped<'_>> {
    if !label.is_ascii() {
        return Vec::new();
    }
    let mut ways = vec![Stripped {
        core: label.trim_matches(is_separator),
        around: Vec::new(),
        lure: Lure::None,
        separated: true,
    }];
    let mut at = 0;
    while at < ways.len() && ways.len() < MAX_WAYS {
        let way = ways[at].clone();
        at += 1;
        let fronts = fronts(way.core).into_iter().map(|word| (word, true));
        let backs = backs(way.core).into_iter().map(|word| (word, false));
        for (word, front) in fronts.chain(backs) {
            let rest = if front {
                &way.core[word.len()..]
            } else {
                &way.core[..way.core.len() - word.len()]
            };
            let core = rest.trim_matches(is_separator);
            if core.len() < 2 || ways.iter().any(|w| w.core == core) || ways.len() >= MAX_WAYS {
                continue;
            }
            let mut around = way.around.clone();
            let place = around.iter().take_while(|w| w.as_ptr() < word.as_ptr()).count();
            around.insert(place, word);
            let beside = if front {
                rest.starts_with(is_separator)
            } else {
                rest.ends_with(is_separator)
            };
            let lure = match WORDS.lure(word) {
                Lure::Strong if !beside && word.len() < GLUED => Lure::Filler,
                lure => lure,
            };
            ways.push(Stripped {
                core,
                around,
                lure: way.lure.max(lure),
                separated: beside && (way.separated || way.around.is_empty()),
            });
        }
    }
    ways.remove(0);
    ways
}

/// Words that the text begins with.
fn fronts(text: &str) -> Vec<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let words = (1..=WORDS.longest.min(text.len())).rev().map(|n| &text[..n]);
    pick(words, &text[..digits])
}

/// Words that the text ends with.
fn backs(text: &str) -> Vec<&str> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let words = (1..=WORDS.longest.min(text.len()))
        .rev()
        .map(|n| &text[text.len() - n..]);
    pick(words, &text[text.len() - digits..])
}

fn pick<'a>(words: impl Iterator<Item = &'a str>, digits: &'a str) -> Vec<&'a str> {
    let known = words.filter(|w| WORDS.lure(w) > Lure::Unknown && !w.ends_with(|c: char| c.is_ascii_digit()));
    known.chain((!digits.is_empty()).then_some(digits)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cores(label: &str) -> Vec<&str> {
        stripped(label).into_iter().map(|s| s.core).collect()
    }

    #[test]
    fn every_word_is_plain() {
        let words = WORDS
            .lures
            .iter()
            .chain(&WORDS.claims)
            .chain(&WORDS.fillers)
            .chain(&WORDS.common);
        for word in words {
            assert!(
                word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
                "{word}"
            );
        }
    }

    #[test]
    fn words_around_a_name_come_off() {
        assert!(cores("vietcombank-xacthuc").contains(&"vietcombank"));
        assert!(cores("xacthucvietcombank247").contains(&"vietcombank"));
        assert!(cores("hotro-cskh-viet-com-bank-vn").contains(&"viet-com-bank"));
        assert!(cores("chinhphuc").is_empty());
        let all = stripped("mb-login");
        let mb = all.iter().find(|s| s.core == "mb").expect("the name is left");
        assert!(mb.separated && mb.lure == Lure::Strong && mb.around == ["login"]);
        let glued = stripped("mblogin24");
        assert!(
            glued
                .iter()
                .filter(|s| s.core == "mb")
                .all(|s| !s.separated && s.around == ["login", "24"])
        );
    }

    #[test]
    fn hostile_labels_have_few_ways() {
        assert!(stripped(&"vn".repeat(31)).len() < MAX_WAYS);
    }
}
