//! Texts that a value must hold for a matcher to be true: by them one pass over a value tells which matchers are worth
//! asking.

use regex_syntax::hir::{Class, Hir, HirKind};
use rsigma_eval::CompiledMatcher;

/// Texts beyond which a matcher is asked anyway.
const MOST: usize = 64;
/// Bytes of a text that tells little: it is in nearly every value.
const SHORT: usize = 2;

/// Where a text must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// The matcher is true where the text stands so.
    Anywhere,
    AtStart,
    AtEnd,
    AsWhole,
    /// The matcher is to be asked.
    Ask,
}

/// What a matcher needs of a value that is ASCII, once it is in lower case: at least one of these texts. `None`: the
/// matcher may be true whatever the value holds. All texts are ASCII in lower case.
pub(super) fn needed(matcher: &CompiledMatcher) -> Option<Vec<(String, Stands)>> {
    let one = |value: &str, ignores_case: bool, stands| {
        // A value of ASCII cannot hold anything else: such a text is kept and never found.
        let text = value.to_ascii_lowercase();
        (!text.is_empty()).then(|| vec![(text, if ignores_case { stands } else { Stands::Ask })])
    };
    match matcher {
        CompiledMatcher::Exact {
            value,
            case_insensitive,
        } => one(value, *case_insensitive, Stands::AsWhole),
        CompiledMatcher::Contains {
            value,
            case_insensitive,
        } => one(value, *case_insensitive, Stands::Anywhere),
        CompiledMatcher::StartsWith {
            value,
            case_insensitive,
        } => one(value, *case_insensitive, Stands::AtStart),
        CompiledMatcher::EndsWith {
            value,
            case_insensitive,
        } => one(value, *case_insensitive, Stands::AtEnd),
        CompiledMatcher::AhoCorasickSet {
            needles,
            case_insensitive,
            ..
        } => {
            let texts = needles
                .iter()
                .map(|n| one(n, *case_insensitive, Stands::Anywhere));
            texts.collect::<Option<Vec<_>>>().map(|all| all.concat())
        }
        CompiledMatcher::Regex(regex) => of_pattern(regex.as_str()).map(asked),
        CompiledMatcher::RegexSetMatch { set, .. } => {
            // One of them at least, whether any or all must be found.
            let texts: Option<Vec<_>> = set.patterns().iter().map(|p| of_pattern(p)).collect();
            texts
                .map(|all| asked(all.concat()))
                .filter(|all| !all.is_empty() && all.len() <= MOST)
        }
        CompiledMatcher::AnyOf(parts) => any_of(parts),
        CompiledMatcher::AllOf(parts) => all_of(parts),
        CompiledMatcher::CaseInsensitiveGroup { children, mode } => match mode {
            rsigma_eval::matcher::GroupMode::Any => any_of(children),
            rsigma_eval::matcher::GroupMode::All => all_of(children),
        },
        _ => None,
    }
}

fn asked(texts: Vec<String>) -> Vec<(String, Stands)> {
    texts.into_iter().map(|text| (text, Stands::Ask)).collect()
}

fn any_of(parts: &[CompiledMatcher]) -> Option<Vec<(String, Stands)>> {
    let all: Option<Vec<_>> = parts.iter().map(needed).collect();
    all.map(|all| all.concat()).filter(|all| !all.is_empty())
}

/// All must be true: the one whose texts say most stands for them, and they are asked.
fn all_of(parts: &[CompiledMatcher]) -> Option<Vec<(String, Stands)>> {
    parts
        .iter()
        .filter_map(needed)
        .max_by_key(|texts| texts.iter().map(|(t, _)| t.len()).min())
        .map(|texts| texts.into_iter().map(|(text, _)| (text, Stands::Ask)).collect())
}

/// Texts of which every match of a regular expression holds one, in lower case.
fn of_pattern(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let texts = of_hir(&hir)?;
    let telling = texts.iter().all(|t| t.len() >= SHORT);
    (telling && texts.len() <= MOST).then_some(texts)
}

fn of_hir(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => letter(hir).map(|text| vec![text]),
        HirKind::Capture(inner) => of_hir(&inner.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => of_hir(&repeated.sub),
        HirKind::Alternation(parts) => parts
            .iter()
            .map(of_hir)
            .collect::<Option<Vec<_>>>()
            .map(|all| all.concat()),
        HirKind::Concat(parts) => of_sequence(parts),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// The longest run of letters, or where there is none what the most telling part needs.
fn of_sequence(parts: &[Hir]) -> Option<Vec<String>> {
    let mut best: Option<Vec<String>> = None;
    let mut run = String::new();
    let mut offer = |texts: Vec<String>| {
        let shortest = |all: &[String]| all.iter().map(String::len).min().unwrap_or(0);
        if best.as_ref().is_none_or(|b| shortest(b) < shortest(&texts)) {
            best = Some(texts);
        }
    };
    for part in parts {
        if let Some(text) = letter(part) {
            run.push_str(&text);
            continue;
        }
        // What takes no room does not break a run.
        if matches!(part.kind(), HirKind::Look(_) | HirKind::Empty) {
            continue;
        }
        if !run.is_empty() {
            offer(vec![std::mem::take(&mut run)]);
        }
        if let Some(texts) = of_hir(part) {
            offer(texts);
        }
    }
    if !run.is_empty() {
        offer(vec![run]);
    }
    best
}

/// A text that stands as it is, or one letter in both cases; in lower case, `None` where it is anything else.
fn letter(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            text.is_ascii().then(|| text.to_ascii_lowercase())
        }
        HirKind::Class(class) => {
            // Letters beyond ASCII that fold to the same one are not in a value of ASCII.
            let mut found = None;
            let mut take = |start: u32, end: u32| {
                for code in start..=end.min(0x7f) {
                    let lower = u8::try_from(code).ok()?.to_ascii_lowercase();
                    if *found.get_or_insert(lower) != lower {
                        return None;
                    }
                }
                Some(())
            };
            match class {
                Class::Unicode(class) => {
                    for range in class.ranges() {
                        take(range.start().into(), range.end().into())?;
                    }
                }
                Class::Bytes(class) => {
                    for range in class.ranges() {
                        take(range.start().into(), range.end().into())?;
                    }
                }
            }
            found.map(|b| char::from(b).to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_needs_its_longest_text() {
        for (pattern, needs) in [
            (r"(?i)^.*\\Temp\\.*evil\.exe$", Some(vec![r"evil.exe"])),
            (r"(?i)sk", Some(vec!["sk"])),
            ("abc|de", Some(vec!["abc", "de"])),
            ("(foo|barbaz)+x", Some(vec!["foo", "barbaz"])),
            (r"foo\bbar", Some(vec!["foobar"])),
            ("abc|.*", None),
            ("(abc)?", None),
            ("a", None),
            ("[a-z]+", None),
            ("[Aa]b[cC]d", Some(vec!["abcd"])),
            ("đường", None),
        ] {
            let needs = needs.map(|n| n.into_iter().map(str::to_owned).collect());
            assert_eq!(of_pattern(pattern), needs, "{pattern}");
        }
    }

    #[test]
    fn what_is_denied_needs_nothing() {
        let denied = CompiledMatcher::Not(Box::new(CompiledMatcher::Contains {
            value: "abc".into(),
            case_insensitive: true,
        }));
        assert_eq!(needed(&denied), None);
        assert_eq!(needed(&CompiledMatcher::AnyOf(vec![denied])), None);
        let empty = CompiledMatcher::Exact {
            value: String::new(),
            case_insensitive: true,
        };
        assert_eq!(needed(&empty), None, "every value holds nothing");
    }
}
