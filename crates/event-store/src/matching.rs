//! Tests of a query over the values of columns.

use crate::{
    query::{Bound, Test},
    row::text_at,
};
use arrow_array::{
    Array, ArrayRef, StringArray,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};
use coloa_base::text::{fold, fold_plain};
use ipnet::IpNet;
use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use std::net::IpAddr;

/// Compiled size of a pattern at most: bounded memory whatever is typed.
const PATTERN_BYTES: usize = 1 << 20;

/// Different texts after which it is asked whether they come again.
const TRIED: usize = 1_000;

/// A test, ready to be asked.
#[derive(Debug)]
pub(crate) enum Ready {
    /// `plain`: typed without diacritics, so that both are compared without.
    Words {
        needle: String,
        number: Option<i64>,
        plain: bool,
    },
    /// On the text folded as the pattern is.
    Wildcard {
        pattern: Regex,
        plain: bool,
    },
    Regex(Regex),
    Between(Range),
    Network(IpNet),
    Exists,
}

/// Bounds of a range, with the numbers that they are.
#[derive(Debug)]
pub(crate) struct Range {
    low: (Bound, f64),
    high: (Bound, f64),
}

impl Range {
    fn new(low: &Bound, high: &Bound) -> Self {
        let number = |bound: &Bound| match bound {
            Bound::Open => f64::NAN,
            Bound::Including(bound) | Bound::Excluding(bound) => bound.parse().unwrap_or(f64::NAN),
        };
        Self {
            low: (low.clone(), number(low)),
            high: (high.clone(), number(high)),
        }
    }

    /// Whether a number lies within; where a bound is no number, none does.
    fn holds(&self, value: f64) -> bool {
        let above = match self.low {
            (Bound::Open, _) => true,
            (Bound::Including(_), bound) => value >= bound,
            (Bound::Excluding(_), bound) => value > bound,
        };
        above
            && match self.high {
                (Bound::Open, _) => true,
                (Bound::Including(_), bound) => value <= bound,
                (Bound::Excluding(_), bound) => value < bound,
            }
    }
}

impl Ready {
    /// # Errors
    /// The pattern is larger than is allowed.
    pub(crate) fn new(test: &Test) -> Result<Self, regex::Error> {
        Ok(match test {
            Test::Words(text) => Self::Words {
                needle: if is_plain(text) {
                    fold_plain(text)
                } else {
                    fold(text)
                },
                number: text.trim().parse().ok(),
                plain: is_plain(text),
            },
            Test::Wildcard(text) => {
                let plain = is_plain(text);
                let mut pattern = String::from("(?s)^");
                let folded = if plain { fold_plain(text) } else { fold(text) };
                for c in folded.chars() {
                    match c {
                        '*' => pattern.push_str(".*"),
                        '?' => pattern.push('.'),
                        c => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
                    }
                }
                pattern.push('$');
                Self::Wildcard {
                    pattern: RegexBuilder::new(&pattern).size_limit(PATTERN_BYTES).build()?,
                    plain,
                }
            }
            Test::Regex(text) => Self::Regex(
                RegexBuilder::new(text)
                    .case_insensitive(true)
                    .size_limit(PATTERN_BYTES)
                    .build()?,
            ),
            Test::Between(low, high) => Self::Between(Range::new(low, high)),
            Test::Network(network) => Self::Network(*network),
            Test::Exists => Self::Exists,
        })
    }

    fn text(&self, value: &str, buffer: &mut String) -> bool {
        match self {
            Self::Words { needle, plain, .. } => holds(folded(value, *plain, buffer), needle),
            Self::Wildcard { pattern, plain } => pattern.is_match(folded(value, *plain, buffer)),
            Self::Regex(pattern) => pattern.is_match(value),
            Self::Between(range) => between(value, &range.low.0, &range.high.0),
            Self::Network(network) => value
                .trim()
                .parse::<IpAddr>()
                .is_ok_and(|ip| network.contains(&ip.to_canonical())),
            Self::Exists => true,
        }
    }

    fn number(&self, value: i64, buffer: &mut String) -> bool {
        match self {
            Self::Words { number, .. } => *number == Some(value),
            Self::Exists => true,
            Self::Network(_) => false,
            Self::Between(range) => range.holds(value as f64),
            _ => self.text(&value.to_string(), buffer),
        }
    }
}

/// Typed without diacritics.
fn is_plain(text: &str) -> bool {
    text.is_ascii()
}

/// The text as it is compared; ASCII text needs no table of Unicode.
fn folded<'a>(value: &str, plain: bool, buffer: &'a mut String) -> &'a str {
    buffer.clear();
    if value.is_ascii() {
        let mut space = false;
        for c in value.trim_ascii().chars() {
            // Runs of white space are one space, as in `fold`.
            if c.is_ascii_whitespace() {
                space = true;
                continue;
            }
            if space {
                buffer.push(' ');
                space = false;
            }
            buffer.push(c.to_ascii_lowercase());
        }
    } else {
        buffer.push_str(&if plain { fold_plain(value) } else { fold(value) });
    }
    buffer
}

/// Whether `needle` stands in `text` with no letter or digit grown to its ends.
fn holds(text: &str, needle: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (starts, ends) = (edge(needle.chars().next()), edge(needle.chars().next_back()));
    let mut from = 0;
    while let Some(found) = text[from..].find(needle) {
        let at = from + found;
        let end = at + needle.len();
        let grown =
            starts && edge(text[..at].chars().next_back()) || ends && edge(text[end..].chars().next());
        if !grown {
            return true;
        }
        let Some(first) = text[at..].chars().next() else {
            return false;
        };
        from = at + first.len_utf8();
    }
    false
}

/// Numbers as numbers, all else as text.
fn between(value: &str, low: &Bound, high: &Bound) -> bool {
    use std::cmp::Ordering;
    let order = |bound: &str| match (value.trim().parse::<f64>(), bound.parse::<f64>()) {
        (Ok(value), Ok(bound)) => value.partial_cmp(&bound),
        // A number is neither above nor below a word.
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => None,
        (Err(_), Err(_)) => Some(value.cmp(bound)),
    };
    let above = match low {
        Bound::Open => true,
        Bound::Including(bound) => matches!(order(bound), Some(Ordering::Greater | Ordering::Equal)),
        Bound::Excluding(bound) => order(bound) == Some(Ordering::Greater),
    };
    let below = match high {
        Bound::Open => true,
        Bound::Including(bound) => matches!(order(bound), Some(Ordering::Less | Ordering::Equal)),
        Bound::Excluding(bound) => order(bound) == Some(Ordering::Less),
    };
    above && below
}

impl Ready {
    /// Rows among some whose value passes. `keys`: names, in lower case, of the fields that are looked at in a map;
    /// none: all of them.
    pub(crate) fn column(&self, array: &ArrayRef, keys: &[String], among: &BooleanBuffer) -> BooleanBuffer {
        let mut buffer = String::new();
        if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
            let among = filled(array, among);
            let numbers = numbers.values();
            return BooleanBuffer::collect_bool(among.len(), |at| {
                among.value(at) && self.number(numbers[at], &mut buffer)
            });
        }
        let Some(map) = array.as_map_opt() else {
            return texts(array, among, |value| self.text(value, &mut buffer));
        };
        let (names, values) = (map.keys(), map.values());
        let offsets = map.value_offsets();
        let place = |at: usize| usize::try_from(offsets[at]).unwrap_or(0);
        let among = filled(array, among);
        chosen(&among, |at| {
            (place(at)..place(at + 1)).any(|entry| {
                let wanted = keys.is_empty()
                    || text_at(names, entry)
                        .is_some_and(|name| keys.iter().any(|key| name.eq_ignore_ascii_case(key)));
                wanted && text_at(values, entry).is_some_and(|value| self.text(value, &mut buffer))
            })
        })
    }
}

/// Rows among some that have a value.
pub(crate) fn filled(array: &ArrayRef, among: &BooleanBuffer) -> BooleanBuffer {
    match array.nulls() {
        Some(nulls) => among & nulls.inner(),
        None => among.clone(),
    }
}

/// Rows among some that pass.
fn chosen(among: &BooleanBuffer, mut passes: impl FnMut(usize) -> bool) -> BooleanBuffer {
    let mut found = BooleanBufferBuilder::new(among.len());
    found.append_n(among.len(), false);
    for at in among.set_indices() {
        if passes(at) {
            found.set_bit(at, true);
        }
    }
    found.finish()
}

/// Rows among some whose text passes. Values repeat: each is tested once, as far as it is known for the same.
pub(crate) fn texts(
    array: &ArrayRef,
    among: &BooleanBuffer,
    mut passes: impl FnMut(&str) -> bool,
) -> BooleanBuffer {
    let among = filled(array, among);
    if let Some(coded) = array.as_dictionary_opt::<Int32Type>() {
        return match coded.values().as_string_opt::<i32>() {
            Some(values) => of_dictionary(coded.keys().values(), values, &among, passes),
            None => BooleanBuffer::new_unset(among.len()),
        };
    }
    if let Some(texts) = array.as_string_view_opt() {
        // The same view is the same text; where hardly any comes twice, remembering them costs more than it saves.
        let mut known: FxHashMap<u128, bool> = FxHashMap::default();
        let mut last: Option<(u128, bool)> = None;
        let mut asked = 0;
        return chosen(&among, |at| {
            let view = texts.views()[at];
            if let Some((same, hit)) = last
                && same == view
            {
                return hit;
            }
            asked += 1;
            let hit = if known.len() > TRIED && known.len() > asked / 2 {
                passes(texts.value(at))
            } else {
                *known.entry(view).or_insert_with(|| passes(texts.value(at)))
            };
            last = Some((view, hit));
            hit
        });
    }
    let mut last: Option<(&str, bool)> = None;
    chosen(&among, |at| {
        let Some(value) = text_at(array, at) else {
            return false;
        };
        let hit = match last {
            Some((same, hit)) if same == value => hit,
            _ => passes(value),
        };
        last = Some((value, hit));
        hit
    })
}

/// Rows among some whose value in a dictionary passes.
fn of_dictionary(
    codes: &[i32],
    values: &StringArray,
    among: &BooleanBuffer,
    mut passes: impl FnMut(&str) -> bool,
) -> BooleanBuffer {
    let place = |at: usize| usize::try_from(codes[at]).unwrap_or(usize::MAX);
    // For a few rows it is not worth asking all values.
    if among.count_set_bits() < values.len() {
        let mut known: Vec<Option<bool>> = vec![None; values.len()];
        return chosen(among, |at| {
            known
                .get_mut(place(at))
                .is_some_and(|known| *known.get_or_insert_with(|| passes(values.value(place(at)))))
        });
    }
    let hits: Vec<bool> = (0..values.len()).map(|at| passes(values.value(at))).collect();
    if !hits.contains(&true) {
        return BooleanBuffer::new_unset(among.len());
    }
    let found = BooleanBuffer::collect_bool(among.len(), |at| hits.get(place(at)).is_some_and(|hit| *hit));
    &found & among
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Query, parse};

    fn matches(query: &str, value: &str) -> bool {
        let Query::Test(test) = parse(query).unwrap() else {
            panic!("one test only");
        };
        Ready::new(&test.test).unwrap().text(value, &mut String::new())
    }

    #[test]
    fn words_match_whole_whatever_the_case() {
        assert!(matches("web01", "WEB01.tinh.example"));
        assert!(!matches("web01", "web012"));
        assert!(!matches("10.0.0.1", "10.0.0.10"));
        assert!(matches("10.0.0.1", "10.0.0.1:443"));
        assert!(matches(r#""failed password""#, "sshd: Failed  password for root"));
        assert!(!matches(r#""failed password""#, "failed the password"));
        assert!(matches(r#""C:\Windows\new""#, r"c:\windows\NEW\x.exe"));
        assert!(matches("/health", "/health?x"));
        assert!(matches("aab", "aaab aab"));
    }

    #[test]
    fn diacritics_count_only_where_they_are_typed() {
        assert!(matches(r#""dang nhap""#, "Đăng nhập thất bại"));
        assert!(matches(r#""đăng nhập""#, "ĐĂNG NHẬP"));
        assert!(!matches(r#""đăng nhập""#, "dang nhap"));
        assert!(matches("hoà", "hòa"), "where the tone stands does not matter");
    }

    #[test]
    fn wildcards_are_of_the_whole_value() {
        assert!(matches("/health*", "/health/live"));
        assert!(!matches("/health*", "x/health"));
        assert!(matches("web?1", "WEB01"));
        assert!(matches("*.exe", "a.b.EXE") && !matches("*.exe", "a.exe.txt"));
        assert!(matches("*nhap*", "Đăng nhập"));
    }

    #[test]
    fn ranges_compare_numbers_as_numbers() {
        assert!(matches(">=500", "500") && matches(">=500", "503.0") && !matches(">=500", "60"));
        assert!(matches("[10 TO 20}", "10") && !matches("[10 TO 20}", "20"));
        assert!(matches("[a TO c]", "b") && !matches("[a TO c]", "7"));
        assert!(!matches(">5", "abc"));
    }

    #[test]
    fn networks_hold_addresses_of_both_families() {
        assert!(matches("203.0.113.0/24", "203.0.113.77") && !matches("203.0.113.0/24", "203.0.114.1"));
        assert!(matches("203.0.113.0/24", "::ffff:203.0.113.5"));
        assert!(matches("fe80::/10", "fe80::1") && !matches("fe80::/10", "x"));
    }

    #[test]
    fn patterns_have_a_size() {
        assert!(matches(r#"~"-enc\s+[A-Z]{4}""#, "powershell -ENC  ABCD"));
        assert!(Ready::new(&Test::Regex(r"(\w{500}){500}".into())).is_err());
    }
}
