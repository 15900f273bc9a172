//! The words of composed reports: data, so that a province may put them differently.

use crate::snapshot::Answer;
use coloa_base::sentence::fill_by;
use serde::Deserialize;
use std::{fmt::Display, sync::LazyLock};

/// Words, sentences and headings; see `data/words.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub layout: Layout,
    pub answer: Answers,
    pub role: Roles,
    pub mark: Marks,
    pub text: Texts,
    /// A file from before these words may leave them out.
    #[serde(default)]
    pub goal: Goals,
    pub sentence: Sentences,
    pub table: Tables,
    pub sheet: Sheets,
    pub difficulty_kind: DifficultyKinds,
    pub difficulty_state: DifficultyStates,
}

/// How much of a table the document prints.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Rows of one table; the workbook holds all.
    pub table_rows: usize,
    /// Names of leading agencies in one cell.
    pub lead_names: usize,
    /// How many of them are printed where there are more.
    pub lead_names_printed: usize,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($field:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(pub $field: String,)*
        }
        impl $name {
            fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($field), self.$field.as_str()),)*]
            }
        }
    };
}

words!(
    /// What an agency said of a duty.
    Answers { done, in_progress, not_started, not_done, none }
);
words!(
    /// What an agency is in a duty.
    Roles { lead, coordinate, assignee }
);
words!(
    /// Marks at the head of the document.
    Marks { draft, unofficial }
);
words!(
    /// Fixed words.
    Texts {
        other_duties,
        unwritten,
        nothing,
        no_late,
        all_reported,
        reached,
        not_reached,
        no_value,
        silent_mark,
    }
);
words!(
    /// A goal with its comparator; `{goal}` is the figure with its unit.
    Goals { less, at_most, more, at_least }
);

impl Default for Goals {
    fn default() -> Self {
        #[derive(Deserialize)]
        struct File {
            goal: Goals,
        }
        let file: File = toml::from_str(BUILTIN_FILE).expect("the embedded words parse; a test reads them");
        file.goal
    }
}

words!(
    /// Sentences with figures in them, see [`fill`].
    Sentences {
        counts,
        late,
        silent,
        leads,
        answers,
        answer_count,
        in_progress_percent,
        addressee,
        reply,
        more_rows,
        more_items,
        period,
        goal_of_year,
        unaccepted,
    }
);
words!(
    /// Kinds of difficulties.
    DifficultyKinds { difficulty, proposal }
);
words!(
    /// States of difficulties.
    DifficultyStates { open, escalated, answered, closed }
);

/// Headings of the document's tables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    pub duties: [String; 5],
    pub targets: [String; 6],
    pub late: [String; 5],
}

/// A sheet's name and the headings of its columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetWords<const N: usize> {
    pub name: String,
    #[serde(deserialize_with = "exactly")]
    pub columns: [String; N],
}

/// One heading for each column that the code fills, no more and no less.
fn exactly<'de, D: serde::Deserializer<'de>, const N: usize>(from: D) -> Result<[String; N], D::Error> {
    let found = Vec::<String>::deserialize(from)?;
    let count = found.len();
    found
        .try_into()
        .map_err(|_| serde::de::Error::invalid_length(count, &format!("{N} columns").as_str()))
}

/// Sheets of the workbook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheets {
    pub targets: SheetWords<7>,
    pub duties: SheetWords<11>,
    pub agencies: SheetWords<6>,
    pub difficulties: SheetWords<6>,
}

/// Which figures each sentence may name.
const NAMES: [(&str, &[&str]); 14] = [
    (
        "counts",
        &[
            "from",
            "to",
            "agencies",
            "duties",
            "done",
            "in_progress",
            "not_started",
            "not_done",
            "no_answer",
            "late",
            "silent",
        ],
    ),
    ("late", &["to", "late"]),
    ("silent", &["count", "names"]),
    ("leads", &["names", "count"]),
    ("answers", &["done", "agencies", "list"]),
    ("answer_count", &["count", "answer"]),
    ("in_progress_percent", &["answer", "percent"]),
    ("addressee", &["text", "addressee"]),
    ("reply", &["text", "answer"]),
    ("more_rows", &["shown", "total", "rest", "sheet"]),
    ("more_items", &["rest", "total", "sheet"]),
    ("period", &["from", "to"]),
    ("goal_of_year", &["goal", "year"]),
    ("unaccepted", &["count", "done"]),
];

/// Why a file of words cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    #[error("it is not of the form of data/words.toml")]
    Form(#[from] toml::de::Error),
    #[error("{key} is empty")]
    Empty { key: String },
    #[error("sentence.{key} names {{{name}}}, which it cannot be given")]
    UnknownName { key: &'static str, name: String },
    #[error("sentence.{key} leaves out {{{name}}}")]
    MissingName { key: &'static str, name: &'static str },
    #[error("goal.{key} must hold {{goal}} once and no other name")]
    Goal { key: &'static str },
    #[error("layout.{key} is out of range")]
    Range { key: &'static str },
}

const BUILTIN_FILE: &str = include_str!("../data/words.toml");

static BUILTIN: LazyLock<Words> =
    LazyLock::new(|| Words::parse(BUILTIN_FILE).expect("the embedded words parse; a test reads them"));

impl Words {
    /// The words of the product.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads a file of words and checks that every sentence says what it is for.
    pub fn parse(text: &str) -> Result<Self, WordsError> {
        let words: Self = toml::from_str(text)?;
        let groups = [
            ("answer", words.answer.all()),
            ("role", words.role.all()),
            ("mark", words.mark.all()),
            ("text", words.text.all()),
            ("goal", words.goal.all()),
            ("sentence", words.sentence.all()),
            ("difficulty_kind", words.difficulty_kind.all()),
            ("difficulty_state", words.difficulty_state.all()),
        ];
        for (group, entries) in &groups {
            if let Some((key, _)) = entries.iter().find(|(_, text)| text.trim().is_empty()) {
                return Err(WordsError::Empty {
                    key: format!("{group}.{key}"),
                });
            }
        }
        for (key, text) in words.sentence.all() {
            let known = NAMES
                .iter()
                .find(|(sentence, _)| *sentence == key)
                .map_or(&[][..], |(_, names)| names);
            if let Some(name) = names_in(text).find(|n| !known.contains(n)) {
                return Err(WordsError::UnknownName {
                    key,
                    name: name.to_owned(),
                });
            }
            // A figure left out would be a figure hidden.
            if let Some(&name) = known.iter().find(|n| !names_in(text).any(|found| found == **n)) {
                return Err(WordsError::MissingName { key, name });
            }
        }
        for (key, text) in words.goal.all() {
            if !names_in(text).eq(["goal"]) {
                return Err(WordsError::Goal { key });
            }
        }
        let layout = words.layout;
        for (key, fits) in [
            ("table_rows", (10..=5_000).contains(&layout.table_rows)),
            ("lead_names", (1..=50).contains(&layout.lead_names)),
            (
                "lead_names_printed",
                (1..=layout.lead_names).contains(&layout.lead_names_printed),
            ),
        ] {
            if !fits {
                return Err(WordsError::Range { key });
            }
        }
        Ok(words)
    }

    /// The word of an answer.
    #[must_use]
    pub fn answer(&self, answer: Answer) -> &str {
        match answer {
            Answer::Done => &self.answer.done,
            Answer::InProgress => &self.answer.in_progress,
            Answer::NotStarted => &self.answer.not_started,
            Answer::NotDone => &self.answer.not_done,
            Answer::None => &self.answer.none,
        }
    }

    /// A goal as the plan means it: "Dưới 5%" is not "5%". `figure` is the goal with its unit.
    #[must_use]
    pub fn goal(&self, comparator: Option<&str>, figure: &str) -> String {
        let form = match comparator {
            Some("<") => &self.goal.less,
            Some("<=") => &self.goal.at_most,
            Some(">") => &self.goal.more,
            Some(">=") => &self.goal.at_least,
            _ => return figure.to_owned(),
        };
        fill(form, &[("goal", &figure)])
    }

    /// The word of a stored role.
    #[must_use]
    pub fn role(&self, role: &str) -> &str {
        match role {
            "lead" => &self.role.lead,
            "coordinate" => &self.role.coordinate,
            _ => &self.role.assignee,
        }
    }

    /// The word of a stored kind of difficulty.
    #[must_use]
    pub fn difficulty_kind(&self, kind: &str) -> &str {
        match kind {
            "proposal" => &self.difficulty_kind.proposal,
            _ => &self.difficulty_kind.difficulty,
        }
    }

    /// The word of a stored state of a difficulty.
    #[must_use]
    pub fn difficulty_state(&self, state: &str) -> &str {
        match state {
            "escalated" => &self.difficulty_state.escalated,
            "answered" => &self.difficulty_state.answered,
            "closed" => &self.difficulty_state.closed,
            _ => &self.difficulty_state.open,
        }
    }
}

/// The names in braces.
fn names_in(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A sentence with its figures in place; braces within a value stay as they are, and a name without a figure leaves nothing.
#[must_use]
pub fn fill(sentence: &str, values: &[(&str, &dyn Display)]) -> String {
    fill_by(sentence, |name| {
        let found = values.iter().find(|(known, _)| *known == name);
        Some(found.map_or_else(String::new, |(_, value)| value.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../data/words.toml");

    #[test]
    fn every_answer_role_and_state_has_a_word_of_its_own() {
        let words = Words::builtin();
        let answers = [
            Answer::Done,
            Answer::InProgress,
            Answer::NotStarted,
            Answer::NotDone,
            Answer::None,
        ]
        .map(|a| words.answer(a));
        let states = ["open", "escalated", "answered", "closed"].map(|s| words.difficulty_state(s));
        let roles = ["lead", "coordinate", "assignee"].map(|r| words.role(r));
        for list in [&answers[..], &states[..], &roles[..]] {
            let mut unique = list.to_vec();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), list.len());
        }
    }

    #[test]
    fn values_are_never_read_as_names() {
        assert_eq!(
            fill("{a}: {b}", &[("a", &"{b}"), ("b", &12)]),
            "{b}: 12",
            "a name of an agency may hold braces"
        );
    }

    #[test]
    fn a_wrong_file_of_words_is_refused_with_its_key() {
        let with = |from: &str, to: &str| {
            assert!(FILE.contains(from), "{from}");
            Words::parse(&FILE.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            with("{late} nhiệm vụ quá hạn", "nhiều nhiệm vụ quá hạn"),
            "sentence.counts leaves out {late}"
        );
        assert_eq!(
            with("tính đến ngày {to}", "tính đến ngày {day}"),
            "sentence.late names {day}, which it cannot be given"
        );
        assert_eq!(with("\"hoàn thành\"", "\" \""), "answer.done is empty");
        assert_eq!(
            with("table_rows = 300", "table_rows = 0"),
            "layout.table_rows is out of range"
        );
        for broken in [
            FILE.replacen("[mark]", "[marks]", 1),
            FILE.replacen("\"TT\", \"Cơ quan\", ", "\"TT\", ", 1),
        ] {
            assert!(matches!(Words::parse(&broken), Err(WordsError::Form(_))));
        }
    }
}
