//! Checklists of basic requirements per level. Official headings, numbers and clauses are carried; what a standard
//! asks for stands in our own short words. A checklist says whether it is complete.

use crate::book::{LawBook, Record, Row, RowFault, known, levels, of_regime};
use crate::error::LawError;
use crate::source::Legal;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One of the eleven official headings of basic requirements (Circular 12/2022, Article 9.3–9.4; Decree 331/2026,
/// Article 30.3–30.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// `M1`–`M7` management, `K1`–`K4` technical.
    pub code: String,
    pub regime: String,
    pub name: String,
    /// Sections of the standard that feed it; empty: the checklist stands directly under the heading.
    #[serde(default)]
    pub fed_by: Vec<String>,
}

/// An item of a regime whose standard numbers the same item at every level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    pub regime: String,
    pub group: String,
    /// Number in the circular, where it has one.
    #[serde(default)]
    pub number: Option<String>,
    /// Official name.
    pub name: String,
    /// What to show, in our words.
    pub words: String,
    /// Clause at level 1–5; empty: not asked at the level.
    pub clauses: [String; 5],
}

/// A network zone that a design must have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    pub id: String,
    pub regime: String,
    pub name: String,
    pub levels: Vec<u8>,
}

/// A measure of design, with what is asked at each level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    pub id: String,
    pub regime: String,
    pub name: String,
    /// In our words, at level 1–5; empty: not asked.
    pub asks: [String; 5],
}

/// A section of a standard that writes every level out in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub code: String,
    pub regime: String,
    pub name: String,
    /// Clause at level 1–5; empty: no such section at the level.
    pub clauses: [String; 5],
    /// Number of items at level 1–5; 0: not known.
    pub known_items: [u32; 5],
}

/// What a level adds in a section, in our words. Lower levels are not inherited: the standard repeats or drops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    pub regime: String,
    pub section: String,
    pub level: u8,
    pub words: String,
}

/// An item of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub regime: String,
    pub level: u8,
    pub section: String,
    /// e.g. `5.1.2.2a–c`.
    pub clause: String,
    /// How many items of the standard it stands for.
    #[serde(default = "one")]
    pub covers: u32,
    pub words: String,
}
const fn one() -> u32 {
    1
}

/// How many items a level has, where that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extent {
    pub regime: String,
    pub level: u8,
    pub items: u32,
}

/// A duty that stands outside the standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    pub id: String,
    pub regime: String,
    /// e.g. `regulation`, `cloud`, `national_list`.
    pub topic: String,
    pub levels: Vec<u8>,
    /// Systems on the national-security list, too.
    #[serde(default)]
    pub listed: bool,
    /// `false`: recommended.
    #[serde(default = "yes")]
    pub mandatory: bool,
    pub text: String,
}
const fn yes() -> bool {
    true
}

fn of_section(section: &str, regime: &str, book: &LawBook) -> Result<(), RowFault> {
    let sections = book.sections.iter().filter(|s| s.regime == regime);
    known("section", section, sections.map(|s| s.code.as_str()))
}

fn full(text: &str, what: &'static str) -> Result<(), RowFault> {
    if text.trim().is_empty() {
        Err(RowFault::Empty(what))
    } else {
        Ok(())
    }
}

macro_rules! record {
    ($type:ty, $kind:literal, $id:expr, $title:expr, $check:expr) => {
        impl Record for $type {
            const KIND: &'static str = $kind;
            fn id(&self) -> String {
                $id(self)
            }
            fn title(&self) -> String {
                $title(self)
            }
            fn regime(&self) -> Option<&str> {
                Some(&self.regime)
            }
            fn check(&self, book: &LawBook) -> Result<(), RowFault> {
                $check(self, book)
            }
        }
    };
}

record!(
    Group,
    "group",
    |g: &Self| format!("{}/{}", g.regime, g.code),
    |g: &Self| format!("{}. {}", g.code, g.name),
    |g: &Self, book: &LawBook| g.fed_by.iter().try_for_each(|s| of_section(s, &g.regime, book))
);
record!(
    Control,
    "control",
    |c: &Self| format!(
        "{}/{}/{}",
        c.regime,
        c.group,
        c.number.as_deref().unwrap_or(&c.name)
    ),
    |c: &Self| c.name.clone(),
    |c: &Self, book: &LawBook| {
        full(&c.words, "words")?;
        let groups = book.groups.iter().filter(|g| g.regime == c.regime);
        known("group", &c.group, groups.map(|g| g.code.as_str()))
    }
);
record!(
    Zone,
    "zone",
    |z: &Self| z.id.clone(),
    |z: &Self| z.name.clone(),
    |z: &Self, _: &LawBook| levels(z.levels.iter().copied())
);
record!(
    Design,
    "design",
    |d: &Self| d.id.clone(),
    |d: &Self| d.name.clone(),
    |_: &Self, _: &LawBook| Ok(())
);
record!(
    Section,
    "section",
    |s: &Self| format!("{}/{}", s.regime, s.code),
    |s: &Self| format!("{}. {}", s.code, s.name),
    |_: &Self, _: &LawBook| Ok(())
);
record!(
    Addition,
    "addition",
    |a: &Self| format!("{}/{}/{}", a.regime, a.section, a.level),
    |a: &Self| a.words.clone(),
    |a: &Self, book: &LawBook| {
        levels([a.level])?;
        full(&a.words, "words")?;
        of_section(&a.section, &a.regime, book)
    }
);
record!(
    Item,
    "item",
    |i: &Self| format!("{}/{}: {}", i.regime, i.clause, i.words),
    |i: &Self| format!("{} {}", i.clause, i.words),
    |i: &Self, book: &LawBook| {
        levels([i.level])?;
        full(&i.clause, "clause")?;
        full(&i.words, "words")?;
        of_section(&i.section, &i.regime, book)
    }
);
record!(
    Extent,
    "extent",
    |e: &Self| format!("{}/{}", e.regime, e.level),
    |e: &Self| format!("Cấp độ {}: {} mục", e.level, e.items),
    |e: &Self, _: &LawBook| levels([e.level])
);
record!(
    Obligation,
    "obligation",
    |o: &Self| o.id.clone(),
    |o: &Self| o.text.clone(),
    |o: &Self, _: &LawBook| levels(o.levels.iter().copied())
);

/// A checklist of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checklist<'a> {
    pub regime: &'a str,
    pub level: u8,
    /// Every item of the level stands in it.
    pub complete: bool,
    /// How many items the level has; `None`: not known.
    pub known_items: Option<u32>,
    /// How many of them stand in it.
    pub covered: u32,
    pub groups: Vec<ChecklistGroup<'a>>,
    pub zones: Vec<&'a Row<Zone>>,
    pub designs: Vec<DesignAt<'a>>,
    pub obligations: Vec<&'a Row<Obligation>>,
}

/// A heading of a checklist with its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChecklistGroup<'a> {
    pub code: &'a str,
    pub name: &'a str,
    /// Clause of the section, where the heading is one of the standard.
    pub clause: Option<&'a str>,
    pub complete: bool,
    pub known_items: Option<u32>,
    pub covered: u32,
    pub items: Vec<ChecklistItem<'a>>,
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChecklistItem<'a> {
    pub clause: &'a str,
    pub name: Option<&'a str>,
    pub words: &'a str,
    /// How many items of the standard it stands for; 0: words on a whole section.
    pub covers: u32,
    /// Level whose words these are: lower than that of the checklist where the text has to be compared first.
    pub level: u8,
    pub legal: &'a Legal,
}

/// What a measure asks at one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DesignAt<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub asks: &'a str,
    pub legal: &'a Legal,
}

fn at<T>(by_level: &[T; 5], level: u8) -> Option<&T> {
    by_level.get(usize::from(level.checked_sub(1)?))
}

fn at_text(by_level: &[String; 5], level: u8) -> Option<&str> {
    at(by_level, level).map(String::as_str).filter(|t| !t.is_empty())
}

impl LawBook {
    /// The checklist of a level under a regime.
    pub fn checklist(&self, regime: &str, level: u8, day: NaiveDate) -> Result<Checklist<'_>, LawError> {
        let code = self.regime(regime)?.body.code.as_str();
        if !(1..=5).contains(&level) {
            return Err(LawError::UnknownCode {
                field: "level",
                code: level.to_string(),
            });
        }
        let mut groups = self.control_groups(regime, level, day);
        groups.extend(self.section_groups(regime, level, day));
        let known_items = of_regime(&self.extents, regime, day)
            .into_iter()
            .find(|e| e.level == level)
            .map(|e| e.items);
        let covered = groups.iter().map(|g| g.covered).sum();
        Ok(Checklist {
            regime: code,
            level,
            complete: known_items == Some(covered) && groups.iter().all(|g| g.complete),
            known_items,
            covered,
            groups,
            zones: of_regime(&self.zones, regime, day)
                .into_iter()
                .filter(|z| z.levels.contains(&level))
                .collect(),
            designs: of_regime(&self.designs, regime, day)
                .into_iter()
                .filter_map(|row| {
                    Some(DesignAt {
                        asks: at_text(&row.body.asks, level)?,
                        id: &row.body.id,
                        name: &row.body.name,
                        legal: &row.legal,
                    })
                })
                .collect(),
            obligations: of_regime(&self.obligations, regime, day)
                .into_iter()
                .filter(|o| o.levels.contains(&level))
                .collect(),
        })
    }

    /// Items that stand directly under the official headings.
    fn control_groups(&self, regime: &str, level: u8, day: NaiveDate) -> Vec<ChecklistGroup<'_>> {
        let controls = of_regime(&self.controls, regime, day);
        let mut groups = Vec::new();
        for group in of_regime(&self.groups, regime, day) {
            let items: Vec<_> = controls
                .iter()
                .filter(|c| c.group == group.code)
                .filter_map(|row| {
                    Some(ChecklistItem {
                        clause: at_text(&row.body.clauses, level)?,
                        name: Some(&row.body.name),
                        words: &row.body.words,
                        covers: 1,
                        level,
                        legal: &row.legal,
                    })
                })
                .collect();
            if !items.is_empty() {
                let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
                groups.push(ChecklistGroup {
                    code: &group.body.code,
                    name: &group.body.name,
                    clause: None,
                    complete: true,
                    known_items: Some(count),
                    covered: count,
                    items,
                });
            }
        }
        groups
    }

    /// Items by section of the standard; where a level is known only by what it adds, the words of it and of the
    /// levels below it.
    fn section_groups(&self, regime: &str, level: u8, day: NaiveDate) -> Vec<ChecklistGroup<'_>> {
        let of_level = of_regime(&self.items, regime, day);
        let additions = of_regime(&self.additions, regime, day);
        let mut groups = Vec::new();
        for section in of_regime(&self.sections, regime, day) {
            let Some(clause) = at_text(&section.body.clauses, level) else {
                continue;
            };
            let mut items: Vec<_> = of_level
                .iter()
                .filter(|i| i.level == level && i.section == section.code)
                .map(|row| ChecklistItem {
                    clause: &row.body.clause,
                    name: None,
                    words: &row.body.words,
                    covers: row.covers,
                    level,
                    legal: &row.legal,
                })
                .collect();
            if items.is_empty() {
                items = additions
                    .iter()
                    .filter(|a| a.section == section.code && a.level <= level)
                    .map(|row| ChecklistItem {
                        clause,
                        name: None,
                        words: &row.body.words,
                        covers: 0,
                        level: row.level,
                        legal: &row.legal,
                    })
                    .collect();
            }
            let known_items = at(&section.body.known_items, level).copied().filter(|n| *n > 0);
            let covered = items.iter().map(|i| i.covers).sum();
            groups.push(ChecklistGroup {
                code: &section.body.code,
                name: &section.body.name,
                clause: Some(clause),
                complete: known_items == Some(covered),
                known_items,
                covered,
                items,
            });
        }
        groups
    }
}
