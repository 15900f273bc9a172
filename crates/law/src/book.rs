//! The book of dated rows: regimes, criteria, routes, dossiers, checklists, incidents.
//!
//! A data file may hold any kind of row, each kind as an array of tables named after it. A row carries `article`
//! and either a `ground` (the id of a `[[ground]]` row with source, days in force and certainty) or these itself;
//! what the row says wins over its ground. So a new decree is one more file: it adds rows, and ends others by
//! stating them again ([`LawBook::extended`]).

use crate::checklist::{Addition, Control, Design, Extent, Group, Item, Obligation, Section, Zone};
use crate::criterion::{Criterion, Question, Reading, Trap};
use crate::dossier::{Choice, Document, Form, PlanPart};
use crate::hotline::{ContentGround, MessageKind, MessageTerm, Recipient};
use crate::incident::{Body, Definition, Duty, IncidentGroup, ResponsePlan, SeriousTest, Step};
use crate::interval::{Interval, Retention, Threshold};
use crate::regime::{InfoClass, PublicService, Regime, Role, Standard, SystemType, Transition};
use crate::route::{Gate, Independence, RouteStep};
use crate::source::{Certainty, Legal, toml_day, toml_day_opt};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{LazyLock, OnceLock};

/// Every embedded file of the book, by the name under which an error speaks of it.
const FILES: &[(&str, &str)] = &[
    ("grounds.toml", include_str!("../data/grounds.toml")),
    ("regimes.toml", include_str!("../data/regimes.toml")),
    ("criteria_r85.toml", include_str!("../data/criteria_r85.toml")),
    ("criteria_r331.toml", include_str!("../data/criteria_r331.toml")),
    ("questions.toml", include_str!("../data/questions.toml")),
    ("routes.toml", include_str!("../data/routes.toml")),
    ("dossier.toml", include_str!("../data/dossier.toml")),
    (
        "checklists/groups.toml",
        include_str!("../data/checklists/groups.toml"),
    ),
    ("checklists/r85.toml", include_str!("../data/checklists/r85.toml")),
    (
        "checklists/r85_design.toml",
        include_str!("../data/checklists/r85_design.toml"),
    ),
    (
        "checklists/r331.toml",
        include_str!("../data/checklists/r331.toml"),
    ),
    (
        "checklists/r331_additions.toml",
        include_str!("../data/checklists/r331_additions.toml"),
    ),
    (
        "checklists/r331_level3.toml",
        include_str!("../data/checklists/r331_level3.toml"),
    ),
    (
        "checklists/r331_level3_more.toml",
        include_str!("../data/checklists/r331_level3_more.toml"),
    ),
    (
        "checklists/obligations.toml",
        include_str!("../data/checklists/obligations.toml"),
    ),
    ("intervals.toml", include_str!("../data/intervals.toml")),
    ("incidents.toml", include_str!("../data/incidents.toml")),
    ("incidents_more.toml", include_str!("../data/incidents_more.toml")),
    ("incident_forms.toml", include_str!("../data/incident_forms.toml")),
    ("hotline.toml", include_str!("../data/hotline.toml")),
];

/// Why a data file cannot be used. It names the file and, where one is at fault, the row.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DataError {
    /// The file is not TOML.
    #[error("{file}, line {line}: {reason}")]
    Form {
        file: String,
        line: usize,
        reason: String,
    },
    /// One row of it is at fault.
    #[error("{file}, [[{section}]] {row}: {fault}")]
    Row {
        file: String,
        section: String,
        /// The id of the row, or its place in the file as `#1`.
        row: String,
        fault: RowFault,
    },
}

/// What is wrong with a row.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RowFault {
    #[error("no such kind of row")]
    UnknownSection,
    #[error("rows are tables in double brackets")]
    NotARow,
    #[error("no ground with the id {0}")]
    UnknownGround(String),
    #[error("{0}")]
    Form(String),
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    #[error("it stands twice")]
    Duplicate,
    #[error("no {what} with the code {code}")]
    UnknownCode { what: &'static str, code: String },
    #[error("a level is a number from 1 to 5")]
    Level,
    #[error("{0} is empty")]
    Empty(&'static str),
}

/// A body of rules that many rows rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    pub id: String,
    /// Name and number of the document, in Vietnamese.
    pub source: String,
    #[serde(deserialize_with = "toml_day")]
    pub valid_from: NaiveDate,
    #[serde(default, deserialize_with = "toml_day_opt")]
    pub valid_to: Option<NaiveDate>,
    pub certainty: Certainty,
    /// What a reader should know of its days in force.
    #[serde(default)]
    pub note: Option<String>,
}

/// A row with its legal ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row<T> {
    #[serde(flatten)]
    pub body: T,
    #[serde(flatten)]
    pub legal: Legal,
}

impl<T> Deref for Row<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.body
    }
}

/// A kind of row of the book.
pub trait Record: DeserializeOwned {
    /// Name of the section in the files, e.g. `criterion`.
    const KIND: &'static str;
    /// Unique among the rows of the kind that begin on the same day.
    fn id(&self) -> String;
    /// What a list of the law shows, in Vietnamese.
    fn title(&self) -> String;
    /// `None`: holds whatever the regime.
    fn regime(&self) -> Option<&str> {
        None
    }
    /// What a reader should know beyond the title.
    fn note(&self) -> Option<&str> {
        None
    }
    /// Id of the row of the same kind that took its place.
    fn replaced_by(&self) -> Option<&str> {
        None
    }
    /// What only the whole book can tell, e.g. that a code exists.
    fn check(&self, _book: &LawBook) -> Result<(), RowFault> {
        Ok(())
    }
}

/// A row as a list of the law shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub kind: &'static str,
    pub id: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// What a reader should know beyond the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Id of the row of the same kind that took its place, e.g. of a standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    #[serde(flatten)]
    pub legal: Legal,
}

/// A row as a file states it.
struct Source {
    file: String,
    section: String,
    index: usize,
    table: toml::Table,
    /// Takes the place of the row with its id and first day.
    replaces: bool,
}

impl Source {
    fn at(&self, fault: RowFault) -> DataError {
        let named = ["id", "code", "key", "number", "clause"]
            .iter()
            .find_map(|k| self.table.get(*k).and_then(toml::Value::as_str));
        DataError::Row {
            file: self.file.clone(),
            section: self.section.clone(),
            row: named.map_or_else(|| format!("#{}", self.index + 1), Into::into),
            fault,
        }
    }
}

macro_rules! book {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// All rows, in or out of force, in the order of their files.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct LawBook {
            pub grounds: Vec<Ground>,
            $($(#[$doc])* pub $field: Vec<Row<$type>>,)*
        }

        impl LawBook {
            fn put(&mut self, row: &Source) -> Result<String, DataError> {
                $(if row.section == <$type>::KIND {
                    return put(&mut self.$field, &self.grounds, row).map_err(|fault| row.at(fault));
                })*
                Err(row.at(RowFault::UnknownSection))
            }

            /// The first row that the rest of the book contradicts.
            fn check(&self) -> Result<(), (&'static str, String, RowFault)> {
                $(for row in &self.$field {
                    row.body
                        .regime()
                        .map_or(Ok(()), |code| self.known_regime(code))
                        .and_then(|()| row.body.check(self))
                        .map_err(|fault| (<$type>::KIND, row.body.id(), fault))?;
                })*
                Ok(())
            }

            /// Every row as a list shows it.
            #[must_use]
            pub fn entries(&self) -> Vec<Entry> {
                let mut all = Vec::new();
                $(all.extend(self.$field.iter().map(entry));)*
                all
            }
        }
    };
}

book! {
    regimes: Regime,
    transitions: Transition,
    standards: Standard,
    roles: Role,
    info_classes: InfoClass,
    system_types: SystemType,
    public_services: PublicService,
    criteria: Criterion,
    traps: Trap,
    readings: Reading,
    questions: Question,
    route_steps: RouteStep,
    gates: Gate,
    independence: Independence,
    documents: Document,
    forms: Form,
    plan_parts: PlanPart,
    choices: Choice,
    groups: Group,
    controls: Control,
    zones: Zone,
    designs: Design,
    sections: Section,
    additions: Addition,
    items: Item,
    extents: Extent,
    obligations: Obligation,
    intervals: Interval,
    thresholds: Threshold,
    retentions: Retention,
    definitions: Definition,
    serious_tests: SeriousTest,
    incident_groups: IncidentGroup,
    bodies: Body,
    duties: Duty,
    steps: Step,
    response_plans: ResponsePlan,
    recipients: Recipient,
    message_kinds: MessageKind,
    message_terms: MessageTerm,
    content_grounds: ContentGround,
}

static BUILTIN: LazyLock<LawBook> =
    LazyLock::new(|| LawBook::parse(FILES).expect("the embedded book parses; a test reads it"));

static INSTALLED: OnceLock<LawBook> = OnceLock::new();

impl LawBook {
    /// What this program goes by: what was [installed](Self::install), else the embedded files.
    #[must_use]
    pub fn current() -> &'static Self {
        INSTALLED.get().unwrap_or_else(|| Self::builtin())
    }

    /// Makes this the book of the program. The first call counts: the law must not change while it runs.
    pub fn install(self) -> &'static Self {
        INSTALLED.get_or_init(|| self)
    }

    /// The embedded files alone.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// A book of these files (name, text) and nothing else.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, DataError> {
        Self::layered(files, &[])
    }

    /// The embedded files with those of an installation: a row with the kind, id and first day of an embedded one
    /// takes its place, and a ground with the id of an embedded one changes every row that rests on it.
    pub fn extended(files: &[(&str, &str)]) -> Result<Self, DataError> {
        Self::layered(FILES, files)
    }

    fn layered(base: &[(&str, &str)], extra: &[(&str, &str)]) -> Result<Self, DataError> {
        let mut book = Self::default();
        let mut rows = Vec::new();
        let layers = base
            .iter()
            .map(|f| (f, false))
            .chain(extra.iter().map(|f| (f, true)));
        // Grounds first: a row may rest on a ground of another file.
        for ((file, text), replaces) in layers {
            for row in sources(file, text, replaces)? {
                if row.section == "ground" {
                    put_ground(&mut book.grounds, &row).map_err(|fault| row.at(fault))?;
                } else {
                    rows.push(row);
                }
            }
        }
        let mut origin = BTreeMap::new();
        for row in rows {
            let id = book.put(&row)?;
            origin.insert((row.section, id), row.file);
        }
        book.check().map_err(|(section, row, fault)| DataError::Row {
            file: origin
                .remove(&(section.to_owned(), row.clone()))
                .unwrap_or_default(),
            section: section.into(),
            row,
            fault,
        })?;
        Ok(book)
    }

    pub(crate) fn known_regime(&self, code: &str) -> Result<(), RowFault> {
        known("regime", code, self.regimes.iter().map(|r| r.code.as_str()))
    }
}

/// Whether a code is among those of the book.
pub(crate) fn known<'a>(
    what: &'static str,
    code: &str,
    mut codes: impl Iterator<Item = &'a str>,
) -> Result<(), RowFault> {
    if codes.any(|c| c == code) {
        Ok(())
    } else {
        Err(RowFault::UnknownCode {
            what,
            code: code.into(),
        })
    }
}

/// Whether these are levels of a system.
pub(crate) fn levels(levels: impl IntoIterator<Item = u8>) -> Result<(), RowFault> {
    if levels.into_iter().all(|l| (1..=5).contains(&l)) {
        Ok(())
    } else {
        Err(RowFault::Level)
    }
}

fn sources(file: &str, text: &str, replaces: bool) -> Result<Vec<Source>, DataError> {
    let whole: toml::Table = text.parse().map_err(|e: toml::de::Error| DataError::Form {
        file: file.into(),
        line: e
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count() + 1),
        reason: e.message().into(),
    })?;
    let mut found = Vec::new();
    for (section, value) in whole {
        let toml::Value::Array(values) = value else {
            return Err(DataError::Row {
                file: file.into(),
                section,
                row: "#1".into(),
                fault: RowFault::NotARow,
            });
        };
        for (index, value) in values.into_iter().enumerate() {
            let (table, fault) = match value {
                toml::Value::Table(table) => (table, None),
                _ => (toml::Table::new(), Some(RowFault::NotARow)),
            };
            let row = Source {
                file: file.into(),
                section: section.clone(),
                index,
                table,
                replaces,
            };
            match fault {
                Some(fault) => return Err(row.at(fault)),
                None => found.push(row),
            }
        }
    }
    Ok(found)
}

fn form(error: &toml::de::Error) -> RowFault {
    RowFault::Form(error.message().into())
}

fn put_ground(grounds: &mut Vec<Ground>, row: &Source) -> Result<(), RowFault> {
    let ground: Ground = row.table.clone().try_into().map_err(|e| form(&e))?;
    if ground.valid_to.is_some_and(|last| last < ground.valid_from) {
        return Err(RowFault::EndsBeforeItBegins);
    }
    match grounds.iter_mut().find(|g| g.id == ground.id) {
        Some(old) if row.replaces => *old = ground,
        Some(_) => return Err(RowFault::Duplicate),
        None => grounds.push(ground),
    }
    Ok(())
}

/// Keys of a row that belong to its legal ground.
const LEGAL_KEYS: [&str; 5] = ["source", "article", "valid_from", "valid_to", "certainty"];

fn put<T: Record>(rows: &mut Vec<Row<T>>, grounds: &[Ground], row: &Source) -> Result<String, RowFault> {
    let mut table = row.table.clone();
    let mut legal = toml::Table::new();
    for key in LEGAL_KEYS {
        if let Some(value) = table.remove(key) {
            legal.insert(key.into(), value);
        }
    }
    if let Some(id) = table.remove("ground") {
        let id = id.as_str().unwrap_or_default();
        let ground = grounds
            .iter()
            .find(|g| g.id == id)
            .ok_or_else(|| RowFault::UnknownGround(id.into()))?;
        let of_ground = toml::Table::try_from(ground).map_err(|e| RowFault::Form(e.to_string()))?;
        for (key, value) in of_ground {
            if LEGAL_KEYS.contains(&key.as_str()) {
                legal.entry(key).or_insert(value);
            }
        }
    }
    let legal: Legal = legal.try_into().map_err(|e| form(&e))?;
    if legal.valid_to.is_some_and(|last| last < legal.valid_from) {
        return Err(RowFault::EndsBeforeItBegins);
    }
    if legal.article.trim().is_empty() {
        return Err(RowFault::Empty("article"));
    }
    let body: T = table.try_into().map_err(|e| form(&e))?;
    let id = body.id();
    let made = Row { body, legal };
    let same = rows
        .iter_mut()
        .find(|r| r.body.id() == id && r.legal.valid_from == made.legal.valid_from);
    match same {
        Some(old) if row.replaces => *old = made,
        Some(_) => return Err(RowFault::Duplicate),
        None => rows.push(made),
    }
    Ok(id)
}

fn entry<T: Record>(row: &Row<T>) -> Entry {
    Entry {
        kind: T::KIND,
        id: row.body.id(),
        title: row.body.title(),
        regime: row.body.regime().map(Into::into),
        note: row.body.note().map(Into::into),
        replaced_by: row.body.replaced_by().map(Into::into),
        legal: row.legal.clone(),
    }
}

/// The rows of a regime for a day: those in force on it; when the regime is used outside its time, as transition
/// rules have it, those in force on its last (or first) day.
pub(crate) fn of_regime<'a, T: Record>(rows: &'a [Row<T>], regime: &str, day: NaiveDate) -> Vec<&'a Row<T>> {
    let all: Vec<_> = rows
        .iter()
        .filter(|r| r.body.regime().is_none_or(|code| code == regime))
        .collect();
    let mut days: Vec<_> = all
        .iter()
        .filter(|r| r.body.regime().is_some())
        .filter_map(|r| r.legal.valid_to)
        .collect();
    days.sort_unstable();
    let open = all.iter().any(|r| r.legal.valid_to.is_none());
    let first = all.iter().map(|r| r.legal.valid_from).min();
    let day = match (first, days.last()) {
        (Some(first), _) if day < first => first,
        (_, Some(last)) if !open && *last < day => *last,
        _ => day,
    };
    all.into_iter().filter(|r| r.legal.in_force(day)).collect()
}
