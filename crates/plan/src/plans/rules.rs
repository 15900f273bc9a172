//! Pure decisions about plans: what is sure, what blocks approval, headings, periods, offsets.

use super::{
    Counts, Item, ItemKind, Party, PartyEdit, PartyRole, PartyState, Plan, PlanError, PlanState, Review,
    error::UnresolvedName,
};
use chrono::NaiveDate;
use coloa_base::text::{fold, fold_plain};
use std::collections::BTreeMap;

/// Confidence from which an item is "sure" where the installation says nothing else.
pub const SURE: f64 = 0.8;
/// Longest text of an item, in characters; real items stay below 3,000.
pub const TEXT_MAX: usize = 20_000;
/// Most items of one version.
pub const ITEMS_MAX: usize = 2_000;
/// Longest of the other texts of a plan and its items (product, scope, issuer, legal basis …), in characters.
pub const WORDS_MAX: usize = 2_000;
/// Documents that one plan may name as its basis.
pub const BASES_MAX: usize = 100;
/// Years that a plan may speak of; others are slips of the pen ("0007", "9999").
pub const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// Sure enough to be approved without a look: nobody looked yet, the parser was confident, and every name that
/// becomes a duty is placed.
#[must_use]
pub fn is_sure(item: &Item, threshold: f64) -> bool {
    item.review == Review::Unseen && item.confidence >= threshold && item.unresolved().next().is_none()
}

/// Whether nobody would get the task: it names no agency, or all names were set aside.
#[must_use]
pub fn is_unassigned(item: &Item) -> bool {
    item.is_kept()
        && matches!(item.kind, ItemKind::Task | ItemKind::Assignment)
        && !item
            .parties
            .iter()
            .any(|p| p.role.blocks() && (p.state == PartyState::Unresolved || !p.agencies.is_empty()))
}

/// Paths of the tasks that nobody would get, in the order of the document.
#[must_use]
pub fn unassigned(items: &[Item]) -> Vec<String> {
    items
        .iter()
        .filter(|i| is_unassigned(i))
        .map(|i| i.path.clone())
        .collect()
}

/// Whether two documents are the same by what stands in their heads: number, day of issue and, where both name
/// it, the issuer. Spelling and spaces do not count.
#[must_use]
pub fn same_document(
    (number, issued_on, issuer): (Option<&str>, Option<NaiveDate>, Option<&str>),
    plan: &Plan,
) -> bool {
    let key = |text: Option<&str>| {
        text.map(|t| fold(t).split_whitespace().collect::<String>())
            .filter(|t| !t.is_empty())
    };
    let (here, there) = (key(issuer), key(plan.issuer.as_deref()));
    key(number).is_some_and(|n| Some(n) == key(plan.number.as_deref()))
        && issued_on == plan.issued_on
        && (here.is_none() || there.is_none() || here == there)
}

/// Counts of one version's items.
#[must_use]
pub fn counts(items: &[Item], threshold: f64) -> Counts {
    let mut c = Counts::default();
    for item in items {
        if !item.is_kept() {
            c.removed += 1;
            continue;
        }
        c.items += 1;
        match item.kind {
            ItemKind::Target => c.targets += 1,
            ItemKind::Task => c.tasks += 1,
            ItemKind::Assignment => c.assignments += 1,
            ItemKind::Obligation => c.obligations += 1,
        }
        let unresolved = item.unresolved().next().is_some();
        if unresolved {
            c.unresolved_items += 1;
        }
        if item.review == Review::Unseen {
            c.unseen += 1;
            if is_sure(item, threshold) {
                c.sure += 1
            } else {
                c.to_look_at += 1
            }
        }
    }
    c
}

/// Names that block approval, most frequent first, then by the order of the document.
#[must_use]
pub fn unresolved_names(items: &[Item]) -> Vec<UnresolvedName> {
    let mut order: Vec<(String, UnresolvedName)> = Vec::new();
    for item in items.iter().filter(|i| i.is_kept()) {
        let mut here: Vec<String> = Vec::new();
        for party in item.unresolved() {
            let key = fold(&party.printed);
            if here.contains(&key) {
                continue;
            }
            match order.iter_mut().find(|(k, _)| *k == key) {
                Some((_, name)) => name.items += 1,
                None => order.push((
                    key.clone(),
                    UnresolvedName {
                        printed: party.printed.clone(),
                        items: 1,
                    },
                )),
            }
            here.push(key);
        }
    }
    order.sort_by_key(|(_, name)| std::cmp::Reverse(name.items));
    order.into_iter().map(|(_, name)| name).collect()
}

/// What an approver accepts although it is not as it should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Unsure items that nobody looked at.
    pub unseen: bool,
    /// Tasks that nobody gets.
    pub unassigned: bool,
}

/// Whether a version, its names placed on the day `on`, may be approved: it has items, every name is placed,
/// unsure items were looked at and every task has an agency (unless accepted).
pub fn approvable(
    items: &[Item],
    threshold: f64,
    accepted: Accepted,
    on: NaiveDate,
) -> Result<(), PlanError> {
    let counts = counts(items, threshold);
    if counts.items == 0 {
        return Err(PlanError::Empty);
    }
    let names = unresolved_names(items);
    if !names.is_empty() {
        return Err(PlanError::Unresolved { names, on });
    }
    if counts.to_look_at > 0 && !accepted.unseen {
        return Err(PlanError::Unseen {
            count: counts.to_look_at,
        });
    }
    let paths = unassigned(items);
    if !paths.is_empty() && !accepted.unassigned {
        return Err(PlanError::Unassigned { paths });
    }
    Ok(())
}

/// Whether a plan in that state takes a new version.
pub fn takes_version(state: PlanState) -> Result<(), PlanError> {
    match state {
        PlanState::InReview | PlanState::Approved | PlanState::Active => Ok(()),
        PlanState::Ended | PlanState::Replaced => Err(PlanError::WrongState {
            what: "plan",
            state: state.as_str(),
        }),
    }
}

/// The parties after an edit: a name that stays keeps its id and how it was placed; a new one is unresolved.
#[must_use]
pub fn edited_parties(before: &[Party], edits: &[PartyEdit]) -> Vec<Party> {
    let mut left: Vec<&Party> = before.iter().collect();
    let mut ordinals: BTreeMap<PartyRole, i32> = BTreeMap::new();
    edits
        .iter()
        .map(|edit| {
            let ordinal = ordinals.entry(edit.role).or_default();
            let at = *ordinal;
            *ordinal += 1;
            let scope = edit
                .scope
                .as_deref()
                .map(str::trim)
                .filter(|s| !s.is_empty())
                .map(str::to_owned);
            let same = left
                .iter()
                .position(|p| p.role == edit.role && fold(&p.printed) == fold(&edit.printed))
                .or_else(|| left.iter().position(|p| fold(&p.printed) == fold(&edit.printed)));
            match same {
                Some(i) => Party {
                    role: edit.role,
                    ordinal: at,
                    scope,
                    ..left.remove(i).clone()
                },
                None => Party {
                    id: uuid::Uuid::now_v7(),
                    role: edit.role,
                    ordinal: at,
                    printed: edit.printed.trim().to_owned(),
                    scope,
                    state: PartyState::Unresolved,
                    via: None,
                    confidence: 1.0,
                    agencies: Vec::new(),
                },
            }
        })
        .collect()
}

/// First part of the path of an item that stands in an annex ("Phụ lục"), whose numbers begin anew: `PL.I.1`.
pub const ANNEX: &str = "PL";

/// The path of an annex's item within the whole document.
#[must_use]
pub fn in_annex(path: &str) -> String {
    match path {
        "" => ANNEX.to_owned(),
        path => format!("{ANNEX}.{path}"),
    }
}

/// The path above: `III.5` of `III.5.h`; empty at the top.
#[must_use]
pub fn parent_path(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// For every parent path, the line that opens it: the last line before the first item below it that begins
/// with its own mark ("III.", "5.", "b)"). Purely for reading; nothing is decided on it.
#[must_use]
pub fn headings(text: &str, items: &[(&str, usize)]) -> BTreeMap<String, String> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, start) in items {
        let mut parent = parent_path(path);
        while !parent.is_empty() {
            let at = first.entry(parent).or_insert(*start);
            *at = (*at).min(*start);
            parent = parent_path(parent);
        }
    }
    let mut found = BTreeMap::new();
    for (path, before) in first {
        let mark = path.rsplit('.').next().unwrap_or(path);
        // A second "II" is called IIb in paths but printed as II.
        let printed = match mark.strip_suffix('b') {
            Some(roman) if !roman.is_empty() && roman.chars().all(|c| "IVXLC".contains(c)) => roman,
            _ => mark,
        };
        let Some(head) = text.get(..before) else { continue };
        let line = head.lines().rev().map(str::trim).find(|line| {
            line.strip_prefix(printed)
                .and_then(|rest| rest.chars().next())
                .is_some_and(|c| matches!(c, '.' | ')' | '/' | '-' | ':' | ' ' | '\t'))
        });
        if let Some(line) = line {
            let title = line[printed.len()..]
                .trim_start_matches(['.', ')', '/', '-', ':', ' ', '\t'])
                .trim();
            if !title.is_empty() {
                found.insert(path.to_owned(), title.chars().take(200).collect());
            }
        }
    }
    found
}

/// The years a title speaks of: "năm 2026", "giai đoạn 2026 - 2030", "đến năm 2030".
#[must_use]
pub fn period_of(title: &str) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let folded = fold_plain(title);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let year = |w: &str| {
        w.parse::<i32>()
            .ok()
            .filter(|y| w.len() == 4 && (2000..2100).contains(y))
    };
    let first = |y| NaiveDate::from_ymd_opt(y, 1, 1);
    let last = |y| NaiveDate::from_ymd_opt(y, 12, 31);
    let before = |i: usize, n: usize| i.checked_sub(n).map_or("", |j| words[j]);
    for i in 0..words.len() {
        let Some(y) = year(words[i]) else { continue };
        if before(i, 1) == "doan" {
            return (first(y), words.get(i + 1).and_then(|w| year(w)).and_then(last));
        }
        if before(i, 1) == "nam" && before(i, 2) == "den" {
            return (None, last(y));
        }
        if before(i, 1) == "nam" {
            return (first(y), last(y));
        }
    }
    (None, None)
}

/// Turns byte offsets of one text into UTF-16 code units, which JavaScript counts in.
#[derive(Debug)]
pub struct Utf16<'a> {
    text: &'a str,
    /// (byte, unit) about every [`STEP`] bytes, on character boundaries.
    marks: Vec<(usize, usize)>,
}

const STEP: usize = 512;

impl<'a> Utf16<'a> {
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut marks = vec![(0, 0)];
        let mut units = 0;
        let mut next = STEP;
        for (byte, c) in text.char_indices() {
            if byte >= next {
                marks.push((byte, units));
                next = byte + STEP;
            }
            units += c.len_utf16();
        }
        Self { text, marks }
    }

    /// The unit that begins at a byte; a byte inside a character or behind the end is moved back.
    #[must_use]
    pub fn unit(&self, byte: usize) -> usize {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let at = self.marks.partition_point(|(b, _)| *b <= byte) - 1;
        let (from, units) = self.marks[at];
        units + self.text[from..byte].chars().map(char::len_utf16).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn years_of_a_title_are_the_period() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(
            period_of("Kế hoạch bảo đảm an ninh mạng năm 2026"),
            (day(2026, 1, 1), day(2026, 12, 31))
        );
        assert_eq!(
            period_of("… giai đoạn 2026 – 2030"),
            (day(2026, 1, 1), day(2030, 12, 31))
        );
        assert_eq!(
            period_of("Chiến lược đến năm 2030, tầm nhìn 2045"),
            (None, day(2030, 12, 31))
        );
        assert_eq!(period_of("Chỉ thị về phòng ngừa lừa đảo"), (None, None));
    }

    #[test]
    fn an_annex_numbers_anew() {
        let text = "I. MỤC TIÊU\n1. Một nửa\nPHỤ LỤC\nI\tChuẩn bị\n1\tKhảo sát\n";
        let at = |s: &str| text.find(s).unwrap();
        let annex = in_annex("I.1");
        let found = headings(text, &[("I.1", at("1. Một")), (&annex, at("1\tKhảo"))]);
        assert_eq!(annex, "PL.I.1");
        assert_eq!(
            (found["I"].as_str(), found["PL.I"].as_str()),
            ("MỤC TIÊU", "Chuẩn bị")
        );
    }

    #[test]
    fn headings_are_found_above_the_first_item() {
        let text = "III. NHIỆM VỤ\n5. Bảo vệ hệ thống\nb) Rà soát thiết bị.\n6. Ứng cứu\na) Trực đêm.\n";
        let at = |s: &str| text.find(s).unwrap();
        let found = headings(text, &[("III.5.b", at("b)")), ("III.6.a", at("a) Trực"))]);
        assert_eq!(found["III"], "NHIỆM VỤ");
        assert_eq!(found["III.5"], "Bảo vệ hệ thống");
        assert_eq!(found["III.6"], "Ứng cứu");
    }

    proptest! {
        #[test]
        fn units_are_those_of_javascript(text in "\\PC{0,900}") {
            let index = Utf16::new(&text);
            for (byte, _) in text.char_indices() {
                prop_assert_eq!(index.unit(byte), text[..byte].encode_utf16().count());
            }
            prop_assert_eq!(index.unit(text.len() + 9), text.encode_utf16().count());
        }
    }
}
