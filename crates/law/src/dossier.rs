//! What a dossier contains, the forms of the law with their fields, and the lists that forms choose from.

use crate::book::{LawBook, Record, Row, RowFault, levels, of_regime};
use crate::source::Certainty;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A document of a dossier (Decree 85/2016, Article 15; Decree 331/2026, Article 21).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub id: String,
    pub regime: String,
    pub levels: Vec<u8>,
    /// `proposal` (hồ sơ đề xuất cấp độ) or `approval` (hồ sơ phê duyệt).
    pub dossier: DossierKind,
    /// Its place in the list of the article.
    pub place: u32,
    pub name: String,
    /// For which systems, in Vietnamese; missing: for all.
    #[serde(default)]
    pub when: Option<String>,
}

/// Which dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DossierKind {
    Proposal,
    Approval,
}

/// What goes into a field of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    #[default]
    Text,
    Number,
    Date,
    Time,
    /// One of the options.
    Choice,
    /// Any number of the options.
    Choices,
    YesNo,
    /// Rows of the columns named in the options.
    Table,
    File,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    /// As printed, in Vietnamese.
    pub label: String,
    #[serde(default)]
    pub kind: FieldKind,
    /// Values to choose from, or columns of a table, in Vietnamese.
    #[serde(default)]
    pub options: Vec<String>,
    /// The part of the document it stands in.
    #[serde(default)]
    pub part: Option<String>,
    /// Levels it is asked at; empty: all.
    #[serde(default)]
    pub levels: Vec<u8>,
    /// Where the form as a whole is surer, or less sure, than this field.
    #[serde(default)]
    pub certainty: Option<Certainty>,
}

/// A form of the law, with the fields known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Stable, e.g. `r331-08`.
    pub id: String,
    /// `None`: used whatever the regime.
    #[serde(default)]
    pub regime: Option<String>,
    /// Number in its annex.
    #[serde(default)]
    pub number: Option<String>,
    pub name: String,
    #[serde(default)]
    pub levels: Vec<u8>,
    /// The layout was issued; otherwise only the minimum of contents is known.
    pub official: bool,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// A part that a protection plan must have (Decree 85/2016, Article 19.2; Decree 331/2026, Article 29.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPart {
    pub regime: String,
    /// Point of the clause, e.g. "đ".
    pub letter: String,
    pub text: String,
}

/// A value of a list that records choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// e.g. `workflow_state`, `plan_status`.
    pub list: String,
    pub code: String,
    pub label: String,
    #[serde(default)]
    pub regime: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

impl Record for Document {
    const KIND: &'static str = "document";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        levels(self.levels.iter().copied())
    }
}
impl Record for Form {
    const KIND: &'static str = "form";
    fn id(&self) -> String {
        self.id.clone()
    }
    fn title(&self) -> String {
        self.name.clone()
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }
    fn check(&self, _: &LawBook) -> Result<(), RowFault> {
        for (i, field) in self.fields.iter().enumerate() {
            if self.fields.iter().skip(i + 1).any(|f| f.key == field.key) {
                return Err(RowFault::Duplicate);
            }
        }
        levels(
            self.levels
                .iter()
                .chain(self.fields.iter().flat_map(|f| &f.levels))
                .copied(),
        )
    }
}
impl Record for PlanPart {
    const KIND: &'static str = "plan_part";
    fn id(&self) -> String {
        format!("{}/{}", self.regime, self.letter)
    }
    fn title(&self) -> String {
        self.text.clone()
    }
    fn regime(&self) -> Option<&str> {
        Some(&self.regime)
    }
}
impl Record for Choice {
    const KIND: &'static str = "choice";
    fn id(&self) -> String {
        format!("{}/{}", self.list, self.code)
    }
    fn title(&self) -> String {
        self.label.clone()
    }
    fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
    fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }
}

impl LawBook {
    /// The documents of a dossier at a level, in the order of the article. A dossier for approval holds the
    /// proposal too.
    #[must_use]
    pub fn dossier(&self, regime: &str, level: u8, kind: DossierKind, day: NaiveDate) -> Vec<&Row<Document>> {
        let mut documents: Vec<_> = of_regime(&self.documents, regime, day)
            .into_iter()
            .filter(|d| d.levels.contains(&level))
            .filter(|d| kind == DossierKind::Approval || d.dossier == DossierKind::Proposal)
            .collect();
        documents.sort_by_key(|d| d.place);
        documents
    }

    /// The form with this id that is in use on `day`.
    #[must_use]
    pub fn form(&self, id: &str, day: NaiveDate) -> Option<&Row<Form>> {
        self.forms.iter().find(|f| f.id == id && f.legal.in_force(day))
    }

    /// The values of a list on `day`.
    pub fn choices<'a>(&'a self, list: &'a str, day: NaiveDate) -> impl Iterator<Item = &'a Row<Choice>> {
        self.choices
            .iter()
            .filter(move |c| c.list == list && c.legal.in_force(day))
    }
}

impl Form {
    /// The fields asked at a level.
    pub fn fields_at(&self, level: u8) -> impl Iterator<Item = &Field> {
        self.fields
            .iter()
            .filter(move |f| f.levels.is_empty() || f.levels.contains(&level))
    }
}
