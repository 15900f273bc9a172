//! The mark an item begins with: the numbering of Decree 30/2020 and what people type instead.

use regex::Regex;
use std::sync::LazyLock;

/// The letters that number a "điểm", in order: đ counts; f, j, w, z do not.
pub const LETTERS: [&str; 23] = [
    "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v",
    "x", "y",
];

/// A kind of mark with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// "Phần thứ nhất", "Chương I": not part of a path.
    Part,
    /// "A." above the Roman numbers.
    Upper(char),
    Roman(u32),
    /// "Điều 1."
    Article(u32),
    /// "1.", "1.2.", "1)": every number, outermost first.
    Arabic(Vec<u32>),
    Letter(usize),
    /// "(1)" at the beginning of a line.
    Paren(u32),
    /// "-", "+", "•" and their like.
    Bullet(char),
}

// `[0-9]` in all patterns of this crate: `\d` takes the digits of every script, which are no numbers to `parse`.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(phần thứ (nhất|hai|ba|tư|bốn|năm|sáu)|(phần|chương)\s+([IVX]{1,5}|[0-9]{1,2}))\s*([.:\-–]|$)\s*",
    )
    .expect("pattern")
});
static ROMAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:Mục\s+)?([IVXL]{1,6})\s*(?:[.)/:–-]|\.-)\s*(\S)").expect("pattern"));
static ARTICLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?i:điều)\s+([0-9]{1,3})\s*[.:]\s*").expect("pattern"));
static ARABIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([0-9]{1,2}(?:\.[0-9]{1,2}){0,3})(\.-|\.|\)|/|[-–]|\s)\s*(\S)").expect("pattern")
});
static LETTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([a-zđ])\s?[).]\s*(\S)").expect("pattern"));
static PAREN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\(([0-9]{1,2})\)\s*").expect("pattern"));
static UPPER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([A-HĐ])\s*[.)]\s+(\S)").expect("pattern"));
static BULLET: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([-–—+•●▪◦*·‐‑−])\s*(\S)").expect("pattern"));

/// Value of a Roman number written the usual way.
fn roman(text: &str) -> Option<u32> {
    let mut total = 0;
    let mut last = 0;
    for c in text.chars().rev() {
        let v = match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            _ => return None,
        };
        if v < last {
            total -= v;
        } else {
            total += v;
            last = v;
        }
    }
    u32::try_from(total).ok().filter(|t| (1..=60).contains(t))
}

/// A Roman number as printed.
#[must_use]
pub fn to_roman(mut n: u32) -> String {
    let mut out = String::new();
    for (v, s) in [
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while n >= v {
            out.push_str(s);
            n -= v;
        }
    }
    out
}

/// The mark at the beginning of `line` and the bytes it takes; `None` for a line that has none.
#[must_use]
pub fn read(line: &str) -> Option<(Mark, usize)> {
    if let Some(m) = PART.find(line) {
        return Some((Mark::Part, m.end()));
    }
    if let Some(c) = ROMAN.captures(line) {
        let first = c.get(2).map_or(0, |m| m.start());
        let letter = line[first..].chars().next().unwrap_or(' ');
        if let Some(n) = roman(&c[1])
            && (letter.is_uppercase() || !letter.is_alphabetic())
        {
            return Some((Mark::Roman(n), first));
        }
    }
    if let Some(c) = ARTICLE.captures(line) {
        let n = c[1].parse().ok()?;
        return Some((Mark::Article(n), c[0].len()));
    }
    if let Some(c) = ARABIC.captures(line) {
        let first = c.get(3).map_or(0, |m| m.start());
        let letter = line[first..].chars().next().unwrap_or(' ');
        let numbers: Vec<u32> = c[1].split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let dotted = numbers.len() > 1;
        let stop = &c[2];
        // "24 tháng 4", "3.5 triệu", "1/2 số" are not marks.
        let spaced = line[..first].ends_with(char::is_whitespace);
        let fits = match stop.chars().next() {
            // "1- Việc" and "1.1- Việc", not "1-2 lần".
            Some('-' | '–') => spaced && letter.is_uppercase(),
            Some('.' | ')') => spaced || !letter.is_ascii_digit(),
            // "1/ Việc", not "47/KH-UBND".
            Some('/') => {
                letter.is_uppercase()
                    && (spaced || !line[first..].chars().nth(1).is_some_and(char::is_uppercase))
            }
            _ => dotted && letter.is_uppercase(),
        };
        if fits && numbers.iter().all(|n| *n > 0 && *n < 100) {
            return Some((Mark::Arabic(numbers), first));
        }
    }
    if let Some(c) = PAREN.captures(line) {
        return Some((Mark::Paren(c[1].parse().ok()?), c[0].len()));
    }
    if let Some(c) = LETTER.captures(line) {
        let first = c.get(2).map_or(0, |m| m.start());
        let spaced = line[..first].ends_with(char::is_whitespace);
        let letter = line[first..].chars().next().unwrap_or(' ');
        let closed = line[..first].trim_end().ends_with(')');
        if let Some(n) = LETTERS.iter().position(|l| *l == &c[1])
            && (closed || spaced && letter.is_uppercase())
        {
            return Some((Mark::Letter(n), first));
        }
    }
    if let Some(c) = UPPER.captures(line) {
        let first = c.get(2).map_or(0, |m| m.start());
        return Some((Mark::Upper(c[1].chars().next()?), first));
    }
    if let Some(c) = BULLET.captures(line) {
        let first = c.get(2).map_or(0, |m| m.start());
        let sign = match c[1].chars().next()? {
            '+' => '+',
            '–' | '—' | '‐' | '‑' | '−' | '-' => '-',
            other => other,
        };
        // "-6-" is a page number and "+5" a figure; the lines are cleaned before, this is a second guard.
        let after = line[first..].chars().next()?;
        if after.is_ascii_digit() && !line[..first].ends_with(char::is_whitespace) {
            return None;
        }
        return Some((Mark::Bullet(sign), first));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_marks_of_the_decree_and_their_variants() {
        for (line, mark) in [
            ("I. MỤC TIÊU", Mark::Roman(1)),
            ("IV - TỔ CHỨC", Mark::Roman(4)),
            ("1. Sở Tài chính", Mark::Arabic(vec![1])),
            ("1.Sở Tài chính", Mark::Arabic(vec![1])),
            ("2. 100% cơ quan", Mark::Arabic(vec![2])),
            ("2.1. Trong năm", Mark::Arabic(vec![2, 1])),
            ("2.1 Trong năm", Mark::Arabic(vec![2, 1])),
            ("3) Việc", Mark::Arabic(vec![3])),
            ("1- Việc", Mark::Arabic(vec![1])),
            ("1.2- Việc", Mark::Arabic(vec![1, 2])),
            ("1/ Việc", Mark::Arabic(vec![1])),
            ("đ) việc", Mark::Letter(4)),
            ("e) việc", Mark::Letter(5)),
            ("(2) việc", Mark::Paren(2)),
            ("- Việc", Mark::Bullet('-')),
            ("+ Việc", Mark::Bullet('+')),
            ("Điều 2. Giao", Mark::Article(2)),
            ("Phần thứ nhất", Mark::Part),
            ("A. MỤC TIÊU", Mark::Upper('A')),
        ] {
            assert_eq!(read(line).map(|m| m.0), Some(mark), "{line}");
        }
        for line in [
            "24 tháng 4 năm 2026",
            // Digits of other scripts, as a scan may hold: no number of ours.
            "١. Việc",
            "１. Việc",
            "3.5 triệu",
            "100% cơ quan",
            "Công an tỉnh",
            "V/v giao việc",
            "47/KH-UBND ngày",
            "1-2 lần",
            "f) việc",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!(to_roman(14), "XIV");
    }
}
