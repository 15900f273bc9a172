//! How what was asked differs from a name of the register: which trick, with its data.

use crate::fold::{joined, squash, without_marks};
use crate::keyboard::are_neighbours;
use crate::model::{Reason, Replaced, TypoKind};

/// The trick, without data, by how sure a sign it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Same,
    Separator,
    Marks,
    /// Letters of another script.
    Glyph,
    /// Look-alikes within ASCII.
    Visual,
    Digit,
    Typed(TypoKind),
    Typo(TypoKind, u8),
}

/// For a subject that looks like the name: how it differs. `shown` and `plain` have separators; `written` is the name with
/// its own, `name` the name without.
pub(crate) fn looks(shown: &str, plain: &str, written: &str, name: &str) -> (How, Vec<Reason>) {
    let mut reasons = Vec::new();
    let mut how = How::Same;
    let subject = joined(plain);

    let mut replaced: Vec<Replaced> = Vec::new();
    let mut marks = false;
    for c in shown.chars().filter(|c| !c.is_ascii()) {
        if without_marks(c).is_some() {
            marks = true;
        } else {
            let mut meant = String::new();
            crate::fold::plain_letter(c, &mut meant);
            let pair = Replaced {
                found: c.to_string(),
                meant,
            };
            if !replaced.contains(&pair) {
                replaced.push(pair);
            }
        }
    }
    let glyphs = !replaced.is_empty();
    let mut digits: u8 = 0;
    for (found, meant) in chunks(&subject, name) {
        if found.len() == 1
            && found.bytes().all(|b| b.is_ascii_digit())
            && !meant.bytes().any(|b| b.is_ascii_digit())
        {
            digits = digits.saturating_add(1);
        } else {
            replaced.push(Replaced {
                found: found.to_owned(),
                meant: meant.to_owned(),
            });
        }
    }
    if !replaced.is_empty() {
        how = if glyphs { How::Glyph } else { How::Visual };
        reasons.push(Reason::Homoglyph {
            skeleton: name.to_owned(),
            replaced,
        });
    }
    if marks {
        if how == How::Same {
            how = How::Marks;
        }
        reasons.push(Reason::Diacritics {
            folded: plain.to_owned(),
        });
    }
    if digits > 0 {
        if how == How::Same {
            how = How::Digit;
        }
        reasons.push(Reason::Typo {
            distance: digits,
            kind: TypoKind::DigitForLetter,
        });
    }
    let separators = |t: &str| t.chars().filter(|c| crate::fold::is_separator(*c)).count();
    // Dots of the name may have become hyphens: that is a difference, too.
    if plain != written && squash(plain) == squash(written) && shape(plain) != shape(written) {
        if how == How::Same {
            how = How::Separator;
        }
        let distance = separators(plain).abs_diff(separators(written)).max(1);
        reasons.push(Reason::Typo {
            distance: u8::try_from(distance).unwrap_or(u8::MAX),
            kind: TypoKind::Separator,
        });
    }
    (how, reasons)
}

/// Where the separators stand, and which.
fn shape(plain: &str) -> Vec<(usize, char)> {
    let squashed_so_far = |at: usize| squash(&plain[..at]).len();
    plain
        .char_indices()
        .filter(|(_, c)| crate::fold::is_separator(*c))
        .map(|(at, c)| (squashed_so_far(at), c))
        .collect()
}

/// The parts in which two texts of one [`squash`] differ.
fn chunks<'a>(found: &'a str, meant: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut out = Vec::new();
    let (mut from, mut to) = (0, 0);
    let (mut at, mut other) = (0, 0);
    let (mut length, mut other_length) = (0, 0);
    let next = |text: &str, at: usize| text[at..].chars().next().map(char::len_utf8);
    while at < found.len() || other < meant.len() {
        let step = if length <= other_length {
            next(found, at)
        } else {
            None
        };
        if let Some(step) = step {
            length += squash(&found[at..at + step]).len();
            at += step;
        } else if let Some(step) = next(meant, other) {
            other_length += squash(&meant[other..other + step]).len();
            other += step;
        } else {
            at = found.len();
        }
        if length == other_length {
            if found[from..at] != meant[to..other] {
                out.push((&found[from..at], &meant[to..other]));
            }
            (from, to) = (at, other);
        }
    }
    out
}

/// The typing error that makes `found` of `name`, both plain and without separators; `None` when it takes more than `most`
/// (1 or 2) of them, or none.
pub(crate) fn typo(name: &str, found: &str, most: u8) -> Option<(TypoKind, u8)> {
    if name == found
        || name.len().abs_diff(found.len()) > usize::from(most)
        || !name.is_ascii()
        || !found.is_ascii()
    {
        return None;
    }
    let (name, found) = (name.as_bytes(), found.as_bytes());
    let front = name.iter().zip(found).take_while(|(a, b)| a == b).count();
    let back = name[front..]
        .iter()
        .rev()
        .zip(found[front..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let a = &name[front..name.len() - back];
    let b = &found[front..found.len() - back];
    let letter = |byte: u8| char::from(byte);
    let one = match (a, b) {
        ([_], []) => Some(TypoKind::Drop),
        ([x], [y]) => Some(
            if y.is_ascii_digit() && squash(&letter(*y).to_string()) == squash(&letter(*x).to_string()) {
                TypoKind::DigitForLetter
            } else if are_neighbours(letter(*x), letter(*y)) {
                TypoKind::Neighbour
            } else {
                TypoKind::Replace
            },
        ),
        ([], [x]) => {
            let before = front.checked_sub(1).map(|i| found[i]);
            let beside = [before, found.get(front + 1).copied()];
            let is = |test: &dyn Fn(u8) -> bool| beside.iter().flatten().any(|b| test(*b));
            Some(if is(&|b| b == *x) {
                TypoKind::Double
            } else if is(&|b| are_neighbours(letter(b), letter(*x))) {
                TypoKind::Neighbour
            } else {
                TypoKind::Insert
            })
        }
        ([p, q], [r, s]) if p == s && q == r => Some(TypoKind::Swap),
        _ => None,
    };
    match one {
        Some(kind) => Some((kind, 1)),
        None if most >= 2 && distance(a, b) == 2 => Some((TypoKind::Several, 2)),
        None => None,
    }
}

/// Edits between two short texts, neighbours that changed places counting as one (optimal string alignment).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Whether `found` is `name` with keys of Telex or VNI in it that an input method was to take: each stands behind a vowel of
/// its syllable, or doubles a letter.
pub(crate) fn keys_of_input_method(name: &str, found: &str) -> Option<TypoKind> {
    if found.len() <= name.len() || found.len() > name.len() * 2 || !name.is_ascii() || !found.is_ascii() {
        return None;
    }
    let (mut digits, mut letters) = (false, false);
    let mut rest = name.bytes().peekable();
    let found = found.as_bytes();
    // Digits behind a whole name count something.
    if found.len() >= name.len() + 2
        && found.starts_with(name.as_bytes())
        && found[name.len()..].iter().all(u8::is_ascii_digit)
    {
        return None;
    }
    for (at, byte) in found.iter().enumerate() {
        if rest.next_if_eq(byte).is_some() {
            continue;
        }
        let recent = &found[at.saturating_sub(5)..at];
        match byte {
            b'1'..=b'9' if recent.iter().any(u8::is_ascii_alphabetic) => digits = true,
            b's' | b'f' | b'r' | b'x' | b'j' | b'w' | b'z'
                if recent.iter().any(|b| b"aeiouy".contains(b)) =>
            {
                letters = true
            }
            b'a' | b'e' | b'o' | b'd' if recent.contains(byte) => letters = true,
            _ => return None,
        }
    }
    if rest.next().is_some() {
        return None;
    }
    match (digits, letters) {
        (true, false) => Some(TypoKind::Vni),
        (_, true) => Some(TypoKind::Telex),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_named() {
        for (found, kind, distance) in [
            ("vietocmbank", TypoKind::Swap, 1),
            ("vietcmbank", TypoKind::Drop, 1),
            ("vietcommbank", TypoKind::Double, 1),
            ("vietcombanl", TypoKind::Neighbour, 1),
            ("vietcombanjk", TypoKind::Neighbour, 1),
            ("vietcombaxk", TypoKind::Replace, 1),
            ("vietczombank", TypoKind::Insert, 1),
            ("viet3ombank", TypoKind::Replace, 1),
            ("vietconbanl", TypoKind::Several, 2),
        ] {
            assert_eq!(typo("vietcombank", found, 2), Some((kind, distance)), "{found}");
        }
        assert_eq!(typo("vietcombank", "vietinbank", 2), None);
        assert_eq!(typo("vietcombank", "vietconbanl", 1), None);
        assert_eq!(typo("vietcombank", "vietcombank", 2), None);
    }

    #[test]
    fn keys_of_telex_and_vni_are_seen() {
        assert_eq!(
            keys_of_input_method("chinhphu", "chinhsphur"),
            Some(TypoKind::Telex)
        );
        assert_eq!(
            keys_of_input_method("dienluc", "ddieenjluwcj"),
            Some(TypoKind::Telex)
        );
        assert_eq!(
            keys_of_input_method("vietcombank", "vieetjcombank"),
            Some(TypoKind::Telex)
        );
        assert_eq!(
            keys_of_input_method("chinhphu", "chinh1phu3"),
            Some(TypoKind::Vni)
        );
        assert_eq!(keys_of_input_method("chinhphu", "chinhphu247"), None);
        assert_eq!(keys_of_input_method("tanan", "transan"), None);
        assert_eq!(keys_of_input_method("chinhphu", "chinhphu"), None);
        assert_eq!(keys_of_input_method("chinhphu", "chinhphuc"), None);
    }

    #[test]
    fn look_alikes_are_taken_apart() {
        let (how, reasons) = looks("vietcornb4nk", "vietcornb4nk", "vietcombank", "vietcombank");
        assert_eq!(how, How::Visual);
        assert_eq!(
            reasons,
            [
                Reason::Homoglyph {
                    skeleton: "vietcombank".into(),
                    replaced: vec![Replaced {
                        found: "rn".into(),
                        meant: "m".into()
                    }],
                },
                Reason::Typo {
                    distance: 1,
                    kind: TypoKind::DigitForLetter
                },
            ]
        );
        assert_eq!(
            looks("dịchvụcông", "dichvucong", "dichvucong", "dichvucong").0,
            How::Marks
        );
        assert_eq!(
            looks("dichvu-cong", "dichvu-cong", "dichvucong", "dichvucong").0,
            How::Separator
        );
        assert_eq!(
            looks("soyte-angiang", "soyte-angiang", "soyte.angiang", "soyteangiang").0,
            How::Separator
        );
        assert_eq!(
            looks("soyte.angiang", "soyte.angiang", "soyte.angiang", "soyteangiang").0,
            How::Same
        );
    }
}
