//! Each trick, done to official names as somebody could register the result: how many are caught. It prints the recall of each.

use crate::names::{self, Dice};
use coloa_lookalike::{Entry, Outcome, Register};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Of each trick, at least this share is found, with the right name among the candidates.
const LEAST_RECALL: f64 = 0.95;
/// Tries of each trick.
const TRIES: usize = 500;

type Trick = (&'static str, usize, fn(&mut Dice, &Parts) -> Option<String>);

/// An official name, taken apart.
struct Parts {
    domain: String,
    /// Left of the suffix.
    label: String,
    suffix: String,
}

impl Parts {
    fn of(domain: &str) -> Self {
        let known = ["gov.vn", "com.vn", "edu.vn", "org.vn", "net.vn", "vn", "com"];
        let suffix = known
            .iter()
            .find(|s| domain.ends_with(&format!(".{s}")))
            .expect("a suffix of the list");
        Self {
            domain: domain.to_owned(),
            label: domain[..domain.len() - suffix.len() - 1].to_owned(),
            suffix: (*suffix).to_owned(),
        }
    }

    /// The label under its own ending where anybody may have a name, or under another.
    fn under(&self, dice: &mut Dice, label: &str) -> String {
        let suffix = if self.suffix == "gov.vn" || dice.chance(40) {
            other_suffix(dice, &self.suffix)
        } else {
            self.suffix.clone()
        };
        format!("{label}.{suffix}")
    }
}

fn other_suffix(dice: &mut Dice, not: &str) -> String {
    loop {
        let suffix = *dice.of(&[
            "vn", "com.vn", "com", "net", "org", "top", "vip", "xyz", "cc", "info", "club", "online", "io",
        ]);
        if suffix != not {
            return suffix.to_owned();
        }
    }
}

/// With one letter of `text` replaced, chosen among those for which there is something.
fn replace(dice: &mut Dice, text: &str, with: fn(char) -> &'static [&'static str]) -> Option<String> {
    let places: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !with(*c).is_empty())
        .collect();
    if places.is_empty() {
        return None;
    }
    let (at, c) = *dice.of(&places);
    let new = dice.of(with(c));
    Some(format!("{}{new}{}", &text[..at], &text[at + c.len_utf8()..]))
}

/// With a letter replaced in the label that was registered, under the ending that is kept for state bodies. Labels left of it are
/// the owner's.
fn below_gov(dice: &mut Dice, p: &Parts, with: fn(char) -> &'static [&'static str]) -> Option<String> {
    if p.suffix != "gov.vn" {
        return None;
    }
    let core = p.label.rfind('.').map_or(0, |dot| dot + 1);
    let label = replace(dice, &p.label[core..], with)?;
    Some(format!("{}{label}.gov.vn", &p.label[..core]))
}

fn letters(text: &str) -> Vec<usize> {
    text.char_indices()
        .filter(|(_, c)| c.is_ascii_alphabetic())
        .map(|(i, _)| i)
        .collect()
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

fn neighbour(dice: &mut Dice, c: char) -> Option<char> {
    let row = ROWS.iter().find(|r| r.contains(c))?;
    let at = row.find(c)?;
    let near: Vec<char> = [at.checked_sub(1), Some(at + 1)]
        .into_iter()
        .flatten()
        .filter_map(|i| row.chars().nth(i))
        .collect();
    Some(*dice.of(&near))
}

fn cyrillic(c: char) -> &'static [&'static str] {
    match c {
        'a' => &["а", "ɑ", "α"],
        'c' => &["с"],
        'e' => &["е"],
        'o' => &["о", "ο", "օ"],
        'p' => &["р", "ρ"],
        'x' => &["х"],
        'y' => &["у"],
        'i' => &["і", "ı", "ι"],
        's' => &["ѕ"],
        'h' => &["һ"],
        'n' => &["ո", "п"],
        'k' => &["к", "κ"],
        'm' => &["м"],
        't' => &["т", "τ"],
        'u' => &["υ"],
        'v' => &["ν", "ѵ"],
        'd' => &["ԁ"],
        'g' => &["ɡ"],
        'l' => &["ӏ"],
        _ => &[],
    }
}

fn marked(c: char) -> &'static [&'static str] {
    match c {
        'a' => &["á", "à", "ả", "ã", "ạ", "ă", "â", "ấ", "ậ"],
        'e' => &["é", "ẹ", "ê", "ế", "ệ"],
        'i' => &["í", "ì", "ị", "ĩ"],
        'o' => &["ó", "ọ", "ô", "ơ", "ộ", "ớ"],
        'u' => &["ú", "ụ", "ư", "ừ"],
        'y' => &["ý", "ỳ", "ỵ"],
        'd' => &["đ"],
        _ => &[],
    }
}

fn in_ascii(c: char) -> &'static [&'static str] {
    match c {
        'm' => &["rn"],
        'w' => &["vv"],
        'd' => &["cl"],
        'i' => &["l"],
        'l' => &["i"],
        'q' => &["g"],
        _ => &[],
    }
}

fn digit(c: char) -> &'static [&'static str] {
    match c {
        'o' => &["0"],
        'i' | 'l' => &["1"],
        'e' => &["3"],
        'a' => &["4"],
        's' => &["5"],
        't' => &["7"],
        'b' => &["8"],
        'g' => &["9"],
        _ => &[],
    }
}

const LURES: [&str; 14] = [
    "xacthuc",
    "xacminh",
    "dangnhap",
    "login",
    "hotro",
    "cskh",
    "uudai",
    "trian",
    "capnhat",
    "verify",
    "nhanqua",
    "baomat",
    "thanhtoan",
    "taikhoan",
];

/// Name, fewest letters of the label (shorter ones are let go by intention), and how it is done.
const TRICKS: &[Trick] = &[
    ("homoglyph", 3, |dice, p| {
        let mut label = replace(dice, &p.label, cyrillic)?;
        if dice.chance(50) {
            label = replace(dice, &label, cyrillic).unwrap_or(label);
        }
        Some(p.under(dice, &label))
    }),
    ("homoglyph, closed ending", 3, |dice, p| {
        below_gov(dice, p, cyrillic)
    }),
    ("diacritics, closed ending", 3, |dice, p| {
        below_gov(dice, p, marked)
    }),
    ("homoglyph in ascii", 5, |dice, p| {
        Some(replace(dice, &p.label, in_ascii)?).map(|l| p.under(dice, &l))
    }),
    ("digit for letter", 5, |dice, p| {
        Some(replace(dice, &p.label, digit)?).map(|l| p.under(dice, &l))
    }),
    ("diacritics", 3, |dice, p| {
        let label = replace(dice, &p.label, marked)?;
        let label = replace(dice, &label, marked).unwrap_or(label);
        Some(p.under(dice, &label))
    }),
    ("swap", 7, |dice, p| {
        let places: Vec<usize> = letters(&p.label)
            .windows(2)
            .filter(|w| w[1] == w[0] + 1 && p.label.as_bytes()[w[0]] != p.label.as_bytes()[w[1]])
            .map(|w| w[0])
            .collect();
        let at = *dice.of_some(&places)?;
        let mut label = p.label.clone().into_bytes();
        label.swap(at, at + 1);
        Some(p.under(dice, &String::from_utf8(label).ok()?))
    }),
    ("drop", 7, |dice, p| {
        let mut label = p.label.clone();
        label.remove(*dice.of_some(&letters(&p.label))?);
        Some(p.under(dice, &label))
    }),
    ("double", 7, |dice, p| {
        let mut label = p.label.clone();
        let at = *dice.of_some(&letters(&p.label))?;
        label.insert(at, char::from(p.label.as_bytes()[at]));
        Some(p.under(dice, &label))
    }),
    ("neighbour key", 7, |dice, p| {
        let mut label = p.label.clone();
        let at = *dice.of_some(&letters(&p.label))?;
        let other = neighbour(dice, char::from(p.label.as_bytes()[at]))?;
        label.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
        Some(p.under(dice, &label))
    }),
    ("hyphen", 7, |dice, p| {
        let mut label = p.label.clone();
        label.insert(1 + dice.below(label.len() - 2), '-');
        (!label.contains("-.") && !label.contains(".-")).then(|| p.under(dice, &label))
    }),
    ("telex", 7, |dice, p| {
        let vowels: Vec<usize> = p
            .label
            .char_indices()
            .filter(|(_, c)| "aeou".contains(*c))
            .map(|(i, _)| i + 1)
            .collect();
        let mut label = p.label.clone();
        let at = *dice.of_some(&vowels)?;
        label.insert(at, *dice.of(&['s', 'f', 'r', 'x', 'j']));
        if dice.chance(50) {
            let c = char::from(p.label.as_bytes()[at - 1]);
            label.insert(at, if c == 'u' { 'w' } else { c });
        }
        Some(p.under(dice, &label))
    }),
    ("vni", 7, |dice, p| {
        let vowels: Vec<usize> = p
            .label
            .char_indices()
            .filter(|(_, c)| "aeouiy".contains(*c))
            .map(|(i, _)| i + 1)
            .collect();
        let mut label = p.label.clone();
        label.insert(*dice.of_some(&vowels)?, *dice.of(&['1', '2', '3', '4', '5', '6']));
        Some(p.under(dice, &label))
    }),
    ("other suffix", 3, |dice, p| {
        let suffix = other_suffix(dice, &p.suffix);
        Some(format!("{}.{suffix}", p.label))
    }),
    ("subdomain", 3, |dice, p| {
        let owner = format!(
            "{}{}.{}",
            dice.of(&["evil", "secure", "id"]),
            dice.below(1000),
            dice.of(&["example", "top", "com", "vip"])
        );
        Some(match dice.below(3) {
            0 => format!("{}.{owner}", p.domain),
            1 => format!("www.{}.login.{owner}", p.domain),
            _ => format!("{}.{owner}", p.domain.replace('.', "-")),
        })
    }),
    ("label as subdomain", 9, |dice, p| {
        let label = p.label.replace('.', if dice.chance(50) { "-" } else { "" });
        (label.len() >= 9).then(|| {
            format!(
                "{label}.evil{}.{}",
                dice.below(1000),
                dice.of(&["example", "top", "com", "vip"])
            )
        })
    }),
    ("contains", 2, |dice, p| {
        let lure = dice.of(&LURES);
        let label = p.label.replace('.', "-");
        let label = if dice.chance(50) {
            format!("{label}-{lure}")
        } else {
            format!("{lure}-{label}")
        };
        Some(format!("{label}.{}", other_suffix(dice, &p.suffix)))
    }),
    ("contains, glued", 7, |dice, p| {
        let lure = dice.of(&LURES);
        let label = p.label.replace('.', "");
        let label = if dice.chance(50) {
            format!("{label}{lure}")
        } else {
            format!("{lure}{label}24")
        };
        Some(format!("{label}.{}", other_suffix(dice, &p.suffix)))
    }),
    ("user info", 2, |dice, p| {
        Some(format!(
            "https://{}@evil{}.example/{}",
            p.domain,
            dice.below(1000),
            p.label
        ))
    }),
    ("false suffix", 2, |dice, p| {
        if p.suffix != "gov.vn" {
            return None;
        }
        let tail = *dice.of(&["cc", "top", "com", "info"]);
        let form = *dice.of(&[
            "{}-gov.vn.{}",
            "{}.gov-vn.{}",
            "{}-gov-vn.{}",
            "{}.gov.vn.{}",
            "{}govvn.{}",
        ]);
        Some(form.replacen("{}", &p.label, 1).replacen("{}", tail, 1))
    }),
];

/// The organisation is among the candidates.
fn caught(register: &Register, text: &str, entry: usize) -> bool {
    match register.check(text).map(|v| v.outcome) {
        Ok(Outcome::LooksLike(candidates)) => candidates.iter().any(|c| c.official.entry == entry),
        _ => false,
    }
}

#[test]
fn tricks_are_caught() {
    let entries: Vec<Entry> = names::entries(20_000);
    let domains: HashSet<&str> = entries.iter().map(|e| e.domains[0].as_str()).collect();
    let register = Register::build(entries.clone());
    let mut report = String::new();
    let mut poor = Vec::new();
    for (name, least, make) in TRICKS {
        let mut dice = Dice::new(7);
        let (mut tried, mut found) = (0, 0);
        let mut missed = Vec::new();
        let mut turns = 0;
        while tried < TRIES && turns < TRIES * 20 {
            turns += 1;
            let entry = dice.below(entries.len());
            let parts = Parts::of(&entries[entry].domains[0]);
            if parts.label.len() < *least {
                continue;
            }
            let Some(text) = make(&mut dice, &parts) else {
                continue;
            };
            // What hits another official name is that one.
            if domains.contains(text.as_str()) {
                continue;
            }
            tried += 1;
            if caught(&register, &text, entry) {
                found += 1;
            } else if missed.len() < 12 {
                missed.push(format!("{text} ({})", parts.domain));
            }
        }
        let recall = found as f64 / tried.max(1) as f64;
        writeln!(report, "recall {recall:.3} of {tried:>5}  {name}").expect("a string");
        if recall < LEAST_RECALL || tried < TRIES / 10 {
            poor.push(format!(
                "{name}: {recall:.3} of {tried}, e.g. {}",
                missed.join(", ")
            ));
        } else if std::env::var_os("LOOKALIKE_MISSED").is_some() {
            writeln!(report, "    missed: {}", missed.join(", ")).expect("a string");
        }
    }
    println!("{report}");
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}
