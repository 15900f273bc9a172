//! Notices and reports on incidents in the official layout. What no text of the law lays out is ours and says so; what
//! belongs to an exercise says so on every page. Pure: whoever calls brings the values.

use crate::{
    compose::Head,
    form_blocks::{self, Filled, Gaps, paragraph},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{
    Handling,
    clock::{vn_date_text, vn_date_time_text},
    sentence::fill,
    text::fold,
};
use coloa_document::{
    OfficialDocument,
    model::{Block, Marks, Paragraph, Run},
    xlsx::{Column, Sheet, Value, Workbook},
};
use coloa_law::{
    Certainty, Legal,
    dossier::{Field, FieldKind, Form},
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    notice: String,
    draft: String,
    exercise: String,
    exercise_symbol: String,
    blank: String,
    more_rows: String,
    yes: String,
    no: String,
    chosen: String,
    open: String,
    sheet_field: String,
    sheet_value: String,
    numbered: String,
    named: String,
    default_type: String,
    default_subject: String,
    form: BTreeMap<String, Wording>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    #[serde(rename = "type")]
    kind: String,
    subject: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/incident_forms.toml"))
        .expect("embedded incident_forms.toml parses; a test reads it")
});

/// All that a paper is made of. A moment is RFC 3339, a day `YYYY-MM-DD`, yes and no are `yes` and `no`, options are
/// separated by `; `.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    pub head: &'a Head,
    pub form: &'a Form,
    pub legal: &'a Legal,
    /// Fields by their key.
    pub values: &'a BTreeMap<String, Filled>,
    /// Code of the incident; empty in a paper about a period.
    pub code: &'a str,
    /// Days of a paper about a period.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Who receives it.
    pub addressees: &'a [String],
    /// `None`: a draft.
    pub number: Option<u32>,
    pub date: Option<NaiveDate>,
    /// Printed while there is no date.
    pub year: i32,
    pub level: u8,
    /// Of a drill.
    pub exercise: bool,
    /// For inner use.
    pub internal: bool,
}

/// How a paper is numbered: type, subject, and what stands behind the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbering {
    pub type_code: String,
    pub subject: String,
    pub symbol: String,
}

/// Type and subject of a paper. The subject names the incident by its code alone: it stands in the register.
#[must_use]
pub fn numbering(m: &Material<'_>) -> Numbering {
    let wording = WORDS.form.get(&m.form.id);
    let subject = wording.map_or(&WORDS.default_subject, |w| &w.subject);
    let day = |day: Option<NaiveDate>| day.map(vn_date_text).unwrap_or_default();
    let symbol = m.head.symbol();
    Numbering {
        type_code: wording.map_or(&WORDS.default_type, |w| &w.kind).clone(),
        subject: fill(
            subject,
            &[
                ("name", &m.form.name),
                ("code", m.code),
                ("from", &day(m.period.map(|p| p.0))),
                ("to", &day(m.period.map(|p| p.1))),
            ],
        ),
        symbol: if m.exercise {
            WORDS.exercise_symbol.replace("{organ}", &symbol)
        } else {
            symbol
        },
    }
}

/// Whether the words or the order of a form are ours.
fn is_ours(form: &Form, legal: &Legal) -> bool {
    let unsure = |f: &Field| f.certainty.unwrap_or(legal.certainty) == Certainty::Unsure;
    !form.official || form.fields.iter().any(unsure)
}

/// The paper.
#[must_use]
pub fn document(m: &Material<'_>) -> OfficialDocument {
    let numbering = numbering(m);
    let marks = Marks {
        draft: m.number.is_none().then(|| WORDS.draft.clone()),
        notice: is_ours(m.form, m.legal).then(|| WORDS.notice.clone()),
        exercise: m.exercise.then(|| WORDS.exercise.clone()),
        handling: if m.internal {
            Handling::Internal
        } else {
            Handling::Normal
        },
        ..Marks::default()
    };
    let body = body(m);
    let document = form_blocks::official(
        m.head,
        m.year,
        &numbering.type_code,
        numbering.subject,
        body,
        marks,
    );
    let mut document = OfficialDocument {
        number: m.number,
        date: m.date,
        addressees: m.addressees.to_vec(),
        ..document
    };
    document.symbol.organ = numbering.symbol;
    document
}

/// A sheet of what is said in words and numbers, and a sheet for each table.
#[must_use]
pub fn workbook(m: &Material<'_>) -> Workbook {
    let said = m.form.fields_at(m.level).filter(|f| f.kind != FieldKind::Table);
    let row = |field: &Field| match m.values.get(&field.key).map(|v| printed(field, v)) {
        Some(Filled::Text(text)) => vec![Value::Text(field.label.clone()), Value::Text(text)],
        _ => vec![Value::Text(field.label.clone()), Value::Text(String::new())],
    };
    let mut book = form_blocks::workbook(m.form.fields_at(m.level), m.values);
    let first = Sheet {
        name: m.form.name.clone(),
        titles: vec![numbering(m).subject],
        columns: vec![
            Column::text("field", &WORDS.sheet_field, 48.0),
            Column::text("value", &WORDS.sheet_value, 64.0),
        ],
        rows: said.map(row).collect(),
        ..Sheet::default()
    };
    book.sheets.insert(0, first);
    book
}

fn body(m: &Material<'_>) -> Vec<Block> {
    let gaps = Gaps {
        blank: &WORDS.blank,
        more_rows: &WORDS.more_rows,
    };
    let mut blocks = vec![ground(m)];
    let mut number = 0;
    for field in m.form.fields_at(m.level) {
        // The law's own letters stand in the label.
        let label = if lettered(&field.label) {
            field.label.clone()
        } else {
            number += 1;
            format!("{number}. {}", field.label)
        };
        let value = m.values.get(&field.key).map(|v| printed(field, v));
        blocks.extend(form_blocks::field(&label, field, value.as_ref(), gaps));
        if let Some(choice) = options(field, m.values.get(&field.key)) {
            blocks.push(paragraph(choice));
        }
    }
    blocks
}

/// Which form it is, and its article.
fn ground(m: &Material<'_>) -> Block {
    let (sentence, number) = match &m.form.number {
        Some(number) => (&WORDS.numbered, number.as_str()),
        None => (&WORDS.named, ""),
    };
    let text = fill(
        sentence,
        &[
            ("number", number),
            ("name", &m.form.name),
            ("article", &m.legal.citation()),
        ],
    );
    Block::Paragraph(Paragraph {
        runs: vec![Run::italic(text)],
        ..Paragraph::default()
    })
}

/// "a) …", "đ) …".
fn lettered(label: &str) -> bool {
    let mut chars = label.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some(')')
}

/// A value as it is read.
fn printed(field: &Field, value: &Filled) -> Filled {
    let Filled::Text(text) = value else {
        return value.clone();
    };
    let read = match field.kind {
        FieldKind::Time => DateTime::parse_from_rfc3339(text)
            .map(|at| vn_date_time_text(at.with_timezone(&Utc)))
            .ok(),
        FieldKind::Date => text.parse().map(vn_date_text).ok(),
        FieldKind::YesNo => match text.as_str() {
            "yes" => Some(WORDS.yes.clone()),
            "no" => Some(WORDS.no.clone()),
            _ => None,
        },
        _ => None,
    };
    Filled::Text(read.unwrap_or_else(|| text.clone()))
}

/// All options of a field with those that were chosen marked, for whoever reads the form on paper.
fn options(field: &Field, value: Option<&Filled>) -> Option<String> {
    if !matches!(field.kind, FieldKind::Choice | FieldKind::Choices) || field.options.is_empty() {
        return None;
    }
    let text = match value {
        Some(Filled::Text(text)) => text.as_str(),
        _ => "",
    };
    let taken: Vec<String> = text.split(';').map(|item| fold(item.trim())).collect();
    let marked = |option: &String| {
        let form = if taken.contains(&fold(option)) {
            &WORDS.chosen
        } else {
            &WORDS.open
        };
        form.replace("{option}", option)
    };
    Some(field.options.iter().map(marked).collect::<Vec<_>>().join("   "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_law::{LawBook, OrganKind, document_type};

    #[test]
    fn every_wording_belongs_to_a_form_and_names_a_type() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        for (id, wording) in &WORDS.form {
            assert!(
                LawBook::builtin().forms.iter().any(|f| &f.body.id == id),
                "{id} is no form"
            );
            for organ in [OrganKind::State, OrganKind::Party] {
                assert!(document_type(organ, &wording.kind, day).is_some(), "{id}");
            }
        }
        for form in LawBook::builtin()
            .forms
            .iter()
            .filter(|f| f.body.regime.is_none())
        {
            assert!(WORDS.form.contains_key(&form.body.id), "{}", form.body.id);
        }
    }

    #[test]
    fn a_form_with_fields_of_ours_says_so() {
        let book = LawBook::builtin();
        let ours = |id: &str| {
            let row = book.forms.iter().find(|f| f.body.id == id).unwrap();
            is_ours(&row.body, &row.legal)
        };
        assert!(ours("nd331-72h") && ours("tt20-06") && ours("tt20-notice"));
        assert!(!ours("tt20-03") && !ours("nd356-08"));
    }

    #[test]
    fn options_are_marked() {
        let field = Field {
            key: "k".into(),
            label: "l".into(),
            kind: FieldKind::Choices,
            options: ["web", "CSDL", "khác"].map(str::to_owned).to_vec(),
            part: None,
            levels: Vec::new(),
            certainty: None,
        };
        let chosen = Filled::Text("CSDL; thư điện tử".into());
        assert_eq!(
            options(&field, Some(&chosen)).as_deref(),
            Some("[ ] web   [x] CSDL   [ ] khác")
        );
        assert_eq!(
            options(&field, None).as_deref(),
            Some("[ ] web   [ ] CSDL   [ ] khác")
        );
    }
}
