//! Playbooks: what to do in a kind of incident, and the injects of a drill on it. The product's own are embedded; an
//! installation adds its own from a folder (`incident.playbooks`), and one with the same id takes the place of ours.
//! The form of a file is in `docs/playbooks.md`.

use crate::model::{Milestone, Phase, Side};
use coloa_law::LawBook;
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

/// The product's own, by name of their file.
const OWN: &[(&str, &str)] = &[
    ("ransomware.yaml", include_str!("../playbooks/ransomware.yaml")),
    ("defacement.yaml", include_str!("../playbooks/defacement.yaml")),
    ("phishing.yaml", include_str!("../playbooks/phishing.yaml")),
    (
        "account_takeover.yaml",
        include_str!("../playbooks/account_takeover.yaml"),
    ),
    ("data_leak.yaml", include_str!("../playbooks/data_leak.yaml")),
    ("ddos.yaml", include_str!("../playbooks/ddos.yaml")),
    ("malware.yaml", include_str!("../playbooks/malware.yaml")),
    ("insider.yaml", include_str!("../playbooks/insider.yaml")),
    (
        "supply_chain.yaml",
        include_str!("../playbooks/supply_chain.yaml"),
    ),
    ("lost_device.yaml", include_str!("../playbooks/lost_device.yaml")),
    (
        "state_secret.yaml",
        include_str!("../playbooks/state_secret.yaml"),
    ),
];

/// Files of a folder, bytes of a file, entries of a list, characters of a text.
const MAX_FILES: usize = 200;
const MAX_BYTES: u64 = 256 * 1024;
const MAX_ENTRIES: usize = 100;
const MAX_CHARACTERS: usize = 4_000;
/// Longest term: a year.
const MAX_MINUTES: u32 = 366 * 24 * 60;

/// The playbooks of an installation.
#[derive(Clone, Debug, Default)]
pub struct Playbooks {
    list: Vec<Playbook>,
}

/// What to do in a kind of incident.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// Small letters, digits and `_`.
    pub id: String,
    pub title: String,
    /// Short, in English.
    pub title_en: String,
    /// Codes of groups of incidents ([`coloa_law::incident::IncidentGroup`]) that it is offered for.
    pub groups: Vec<String>,
    /// By what somebody sees that it is this.
    pub when_to_use: String,
    pub first_minutes: FirstMinutes,
    pub steps: Vec<Step>,
    /// What happens in a drill on it.
    #[serde(default)]
    pub injects: Vec<Inject>,
    /// What must be true before it is over.
    pub done_when: Vec<String>,
    /// Steps of the law that it follows, `process/number`.
    #[serde(default)]
    pub law: Vec<String>,
}

/// What whoever sees it does in the first 15 minutes, and what never.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstMinutes {
    #[serde(rename = "do")]
    pub should: Vec<String>,
    #[serde(rename = "do_not")]
    pub should_not: Vec<String>,
}

/// A step of a playbook; becomes a task of a case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique in its playbook.
    pub id: String,
    pub phase: Phase,
    pub title: String,
    pub text: String,
    pub side: Side,
    /// Minutes after detection. Where the file says `after_previous`, counted from the step before when it is read.
    #[serde(default)]
    pub due_minutes: Option<u32>,
    /// Minutes after the step before is due.
    #[serde(default)]
    pub after_previous: Option<u32>,
    /// What is kept as proof.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Who does it, in words.
    pub who: String,
    /// Steps of the law, `process/number` ([`coloa_law::incident::Step`]).
    #[serde(default)]
    pub law: Vec<String>,
}

/// Something that happens in a drill.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inject {
    /// Minutes of the exercise after its start.
    pub minute: u32,
    pub title: String,
    pub text: String,
    /// What those who take part should reach; `None`: nothing is measured.
    #[serde(default)]
    pub expects: Option<Milestone>,
    #[serde(default)]
    pub within_minutes: Option<u32>,
}

/// Why a playbook cannot be used; names the file and the line or the place in it.
#[derive(Debug, thiserror::Error)]
pub enum PlaybookError {
    #[error("the folder of playbooks {folder} cannot be read")]
    Folder {
        folder: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the playbook {file} cannot be read")]
    File {
        file: String,
        #[source]
        source: std::io::Error,
    },
    /// No YAML, an unknown key, a word that is none of those allowed; the reader names line and column.
    #[error("the playbook {file} cannot be used (line {line}): {detail}")]
    Line {
        file: String,
        /// From 1; 0: of the whole file.
        line: usize,
        detail: String,
    },
    #[error("the playbook {file} cannot be used ({place}): {reason}")]
    Content {
        file: String,
        /// E.g. `steps/isolate`.
        place: String,
        reason: String,
    },
}

impl Playbooks {
    /// The product's own.
    #[must_use]
    pub fn builtin() -> Arc<Self> {
        static LIST: LazyLock<Arc<Playbooks>> = LazyLock::new(|| {
            let list = OWN
                .iter()
                .map(|(file, text)| parse(file, text).expect("a test reads the embedded playbooks"))
                .collect();
            Arc::new(Playbooks { list })
        });
        LIST.clone()
    }

    /// The product's own with those of a folder; an empty path: the own alone. Files end in `.yaml` or `.yml`.
    ///
    /// # Errors
    /// The folder or a file cannot be read, or a playbook cannot be used.
    pub fn load(folder: &Path) -> Result<Arc<Self>, PlaybookError> {
        if folder.as_os_str().is_empty() {
            return Ok(Self::builtin());
        }
        let mut list = Self::builtin().list.clone();
        let mut ids = BTreeSet::new();
        for path in files(folder)? {
            let file = path.display().to_string();
            let own = parse(&file, &content(&path)?)?;
            if !ids.insert(own.id.clone()) {
                return Err(wrong(&file, "id", format!("{} is in two files", own.id)));
            }
            match list.iter_mut().find(|p| p.id == own.id) {
                Some(ours) => *ours = own,
                None => list.push(own),
            }
        }
        Ok(Arc::new(Self { list }))
    }

    /// One of them.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Playbook> {
        self.list.iter().find(|p| p.id == id)
    }
    /// All of them; the product's own first.
    #[must_use]
    pub fn all(&self) -> &[Playbook] {
        &self.list
    }
    /// Those that are offered for a group of incidents.
    pub fn of_group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Playbook> {
        self.list
            .iter()
            .filter(move |p| p.groups.iter().any(|g| g == group))
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, PlaybookError> {
    let failed = |source| PlaybookError::Folder {
        folder: folder.display().to_string(),
        source,
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_ours = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"));
        if is_ours {
            found.push(path);
        }
    }
    if found.len() > MAX_FILES {
        return Err(failed(std::io::Error::other(format!(
            "more than {MAX_FILES} files"
        ))));
    }
    found.sort();
    Ok(found)
}

fn content(path: &Path) -> Result<String, PlaybookError> {
    let file = || path.display().to_string();
    let failed = |source| PlaybookError::File { file: file(), source };
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > MAX_BYTES {
        return Err(failed(std::io::Error::other(format!(
            "larger than {MAX_BYTES} bytes"
        ))));
    }
    std::fs::read_to_string(path).map_err(failed)
}

fn wrong(file: &str, place: impl Into<String>, reason: impl Into<String>) -> PlaybookError {
    PlaybookError::Content {
        file: file.to_owned(),
        place: place.into(),
        reason: reason.into(),
    }
}

/// Reads and checks one file.
fn parse(file: &str, text: &str) -> Result<Playbook, PlaybookError> {
    let mut playbook: Playbook = yaml_serde::from_str(text).map_err(|e| PlaybookError::Line {
        file: file.to_owned(),
        line: e.location().map_or(0, |at| at.line()),
        detail: e.to_string(),
    })?;
    check_texts(file, &playbook)?;
    check_law(file, &playbook)?;
    check_injects(file, &playbook)?;
    set_terms(file, &mut playbook.steps)?;
    Ok(playbook)
}

fn check_text(file: &str, place: &str, text: &str) -> Result<(), PlaybookError> {
    match text.trim().chars().count() {
        0 => Err(wrong(file, place, "it is empty")),
        n if n > MAX_CHARACTERS => Err(wrong(
            file,
            place,
            format!("longer than {MAX_CHARACTERS} characters"),
        )),
        _ => Ok(()),
    }
}

fn check_list(file: &str, place: &str, list: &[String], required: bool) -> Result<(), PlaybookError> {
    if required && list.is_empty() {
        return Err(wrong(file, place, "it is empty"));
    }
    if list.len() > MAX_ENTRIES {
        return Err(wrong(file, place, format!("more than {MAX_ENTRIES} entries")));
    }
    list.iter().try_for_each(|text| check_text(file, place, text))
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn check_texts(file: &str, playbook: &Playbook) -> Result<(), PlaybookError> {
    if !is_id(&playbook.id) {
        return Err(wrong(file, "id", "small letters, digits and _ alone"));
    }
    check_text(file, "title", &playbook.title)?;
    check_text(file, "title_en", &playbook.title_en)?;
    check_text(file, "when_to_use", &playbook.when_to_use)?;
    check_list(file, "groups", &playbook.groups, true)?;
    check_list(file, "first_minutes/do", &playbook.first_minutes.should, true)?;
    check_list(
        file,
        "first_minutes/do_not",
        &playbook.first_minutes.should_not,
        true,
    )?;
    check_list(file, "done_when", &playbook.done_when, true)?;
    if playbook.steps.is_empty() || playbook.steps.len() > MAX_ENTRIES {
        return Err(wrong(file, "steps", format!("1–{MAX_ENTRIES} steps")));
    }
    let mut ids = BTreeSet::new();
    for (number, step) in (1..).zip(&playbook.steps) {
        let place = format!("steps/{}", if step.id.is_empty() { "?" } else { &step.id });
        if !is_id(&step.id) {
            return Err(wrong(
                file,
                format!("steps, number {number}"),
                "id: small letters, digits and _ alone",
            ));
        }
        if !ids.insert(&step.id) {
            return Err(wrong(file, place, "another step has that id"));
        }
        for text in [&step.title, &step.text, &step.who] {
            check_text(file, &place, text)?;
        }
        check_list(file, &place, &step.evidence, false)?;
    }
    Ok(())
}

/// Groups and steps are those that the law's rows know.
fn check_law(file: &str, playbook: &Playbook) -> Result<(), PlaybookError> {
    let book = LawBook::current();
    for group in &playbook.groups {
        let known = book
            .incident_groups
            .iter()
            .any(|g| g.body.kind == "group" && g.body.code == *group);
        if !known {
            return Err(wrong(
                file,
                "groups",
                format!("there is no group of incidents {group}"),
            ));
        }
    }
    let known = |named: &String| {
        named.split_once('/').is_some_and(|(process, number)| {
            book.steps
                .iter()
                .any(|s| s.body.process == process && s.body.number == number)
        })
    };
    let of_steps = playbook
        .steps
        .iter()
        .map(|step| (format!("steps/{}", step.id), &step.law));
    for (place, named) in of_steps.chain([("law".to_owned(), &playbook.law)]) {
        if let Some(unknown) = named.iter().find(|n| !known(n)) {
            return Err(wrong(
                file,
                place,
                format!("there is no step of the law {unknown}"),
            ));
        }
    }
    Ok(())
}

fn check_injects(file: &str, playbook: &Playbook) -> Result<(), PlaybookError> {
    if playbook.injects.len() > MAX_ENTRIES {
        return Err(wrong(file, "injects", format!("more than {MAX_ENTRIES} entries")));
    }
    let mut last = 0;
    for (number, inject) in (1..).zip(&playbook.injects) {
        let place = format!("injects, number {number}");
        check_text(file, &place, &inject.title)?;
        check_text(file, &place, &inject.text)?;
        if inject.minute < last || inject.minute > MAX_MINUTES {
            return Err(wrong(file, place, "minute: not before that of the inject before"));
        }
        if inject.expects.is_some() != inject.within_minutes.is_some() {
            return Err(wrong(file, place, "expects and within_minutes go together"));
        }
        if inject
            .within_minutes
            .is_some_and(|m| !(1..=MAX_MINUTES).contains(&m))
        {
            return Err(wrong(file, place, "within_minutes: at least 1"));
        }
        last = inject.minute;
    }
    Ok(())
}

/// Counts terms from the detection.
fn set_terms(file: &str, steps: &mut [Step]) -> Result<(), PlaybookError> {
    let mut before: Option<u32> = None;
    for step in steps {
        let place = || format!("steps/{}", step.id);
        let due = match (step.due_minutes, step.after_previous) {
            (Some(_), Some(_)) => {
                return Err(wrong(file, place(), "either due_minutes or after_previous"));
            }
            (None, Some(more)) => {
                let from = before
                    .ok_or_else(|| wrong(file, place(), "after_previous: the step before has no term"))?;
                Some(from.saturating_add(more))
            }
            (due, None) => due,
        };
        if due.is_some_and(|due| due > MAX_MINUTES) {
            return Err(wrong(file, place(), "the term is longer than a year"));
        }
        step.due_minutes = due;
        before = due;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
