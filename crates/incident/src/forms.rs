//! Forms of the law, filled from a case. Pure: whoever calls brings what is known, and the moment. A field that the case
//! cannot fill stays empty and is named; nothing is invented. How forms are used here is `data/forms.toml`.

mod fillers;

pub(crate) use fillers::written;

use crate::{
    entity::{
        case::{incident, incident_clock, incident_entry, incident_evidence, incident_report, incident_task},
        network::{assistance, response_contact},
    },
    model::{Account, Facts, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_law::{
    Certainty, LawBook,
    book::Row,
    dossier::{Field, FieldKind, Form},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::LazyLock};

/// What stands in a field. A moment is RFC 3339, a day `YYYY-MM-DD`, yes and no are `yes` and `no`, several options are
/// separated by `; `.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    /// Rows of the columns that the field names.
    Rows(Vec<Vec<String>>),
}

impl Value {
    /// Nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Rows(rows) => rows.iter().flatten().all(|cell| cell.trim().is_empty()),
        }
    }
}

/// Fields by their key; those that are empty are left out.
pub type Values = BTreeMap<String, Value>;

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// One incident.
    Case,
    /// A period.
    Period,
    /// A member of the response network.
    Member,
}

/// Who issues it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// The agency whose system it is.
    #[default]
    Owner,
    /// The agency of whoever writes it.
    Own,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Use {
    of: About,
    #[serde(default)]
    issuer: Issuer,
    #[serde(default)]
    required: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Initial {
    forms: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    form: BTreeMap<String, Use>,
    initial: Initial,
    choice: BTreeMap<String, BTreeMap<String, String>>,
    state: BTreeMap<String, String>,
    moment: BTreeMap<String, String>,
    phase: BTreeMap<String, String>,
    side: BTreeMap<String, String>,
    answer: BTreeMap<String, String>,
    sentence: BTreeMap<String, String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/forms.toml")).expect("embedded forms.toml parses; a test reads it")
});

/// All that a form is filled from. Entries that one side keeps to itself are not in it: a form leaves the house.
#[derive(Clone, Debug)]
pub struct Material {
    pub case: incident::Model,
    pub facts: Facts,
    pub account: Account,
    /// Name of the agency whose system it is, and its address.
    pub agency: String,
    pub address: String,
    /// Name of whoever operates the system.
    pub operator: String,
    /// Name and address of the agency that issues the form.
    pub sender: String,
    pub sender_address: String,
    pub clocks: Vec<incident_clock::Model>,
    pub entries: Vec<incident_entry::Model>,
    pub tasks: Vec<incident_task::Model>,
    pub evidence: Vec<incident_evidence::Model>,
    /// With the name of the agency that is asked.
    pub assistance: Vec<(assistance::Model, String)>,
    /// Active members of the provincial team.
    pub team: Vec<response_contact::Model>,
    /// Other reports of the case.
    pub reports: Vec<incident_report::Model>,
    /// Which one of its form in this case, from 1, and when it was begun.
    pub place: i32,
    pub begun_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

/// A form that was filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub values: Values,
    /// Keys of the fields that the case does not say.
    pub missing: Vec<String>,
}

/// The form with this id: the one in force on `day`, else the last one that was.
#[must_use]
pub fn find<'a>(book: &'a LawBook, id: &str, day: NaiveDate) -> Option<&'a Row<Form>> {
    book.form(id, day)
        .or_else(|| book.forms.iter().rfind(|f| f.body.id == id))
}

/// Forms that a case may need on `day`: those of the list here, and those that a duty in force names.
#[must_use]
pub fn offered(book: &LawBook, day: NaiveDate) -> Vec<&Row<Form>> {
    let named: Vec<&str> = book
        .duties
        .iter()
        .filter(|d| d.legal.in_force(day))
        .filter_map(|d| d.body.form.as_deref())
        .collect();
    book.forms
        .iter()
        .filter(|f| f.legal.in_force(day))
        .filter(|f| {
            WORDS
                .form
                .get(&f.body.id)
                .map_or_else(|| named.contains(&f.body.id.as_str()), |u| u.of == About::Case)
        })
        .collect()
}

/// Who issues a form.
#[must_use]
pub fn issuer(form: &str) -> Issuer {
    WORDS.form.get(form).map(|u| u.issuer).unwrap_or_default()
}

/// Whether a form is not issued without this field: those of the list here, else those that the text names.
#[must_use]
pub fn is_required(form: &Row<Form>, field: &Field) -> bool {
    let listed = WORDS.form.get(&form.body.id).and_then(|u| u.required.as_ref());
    listed.map_or_else(
        || field.certainty.unwrap_or(form.legal.certainty) == Certainty::Found,
        |keys| keys.contains(&field.key),
    )
}

/// Labels of required fields that are empty.
#[must_use]
pub fn lacking<'a>(form: &'a Row<Form>, values: &Values) -> Vec<&'a str> {
    form.body
        .fields
        .iter()
        .filter(|f| is_required(form, f) && values.get(&f.key).is_none_or(Value::is_empty))
        .map(|f| f.label.as_str())
        .collect()
}

/// Whether a field of a form can be filled from a case.
#[must_use]
pub fn known(form: &str, key: &str) -> bool {
    fillers::find(form, key).is_some()
}

/// Fills a form from the case. A field that nobody here knows stays empty: a new form of the law may bring one.
#[must_use]
pub fn fill(form: &Form, m: &Material) -> Filled {
    let mut filled = Filled::default();
    for field in &form.fields {
        let value = fillers::find(&form.id, &field.key).map(|fill| fill(m, field));
        match value.filter(|v| !v.is_empty()) {
            Some(value) => {
                filled.values.insert(field.key.clone(), value);
            }
            None => filled.missing.push(field.key.clone()),
        }
    }
    filled
}

/// Fields that say when the report was made: they follow the day of issue unless a person wrote them.
pub(crate) const MADE_AT: [&str; 2] = ["at", "reported_at"];

/// Whether a value can stand in a field.
#[must_use]
pub fn fits(field: &Field, value: &Value) -> bool {
    match (field.kind, value) {
        (FieldKind::Table, Value::Rows(rows)) => rows.iter().all(|row| row.len() == field.options.len()),
        (FieldKind::Table, Value::Text(text)) => text.is_empty(),
        (_, Value::Rows(_)) => false,
        (_, Value::Text(text)) if text.is_empty() => true,
        (FieldKind::Time, Value::Text(text)) => DateTime::parse_from_rfc3339(text).is_ok(),
        (FieldKind::Date, Value::Text(text)) => text.parse::<NaiveDate>().is_ok(),
        (FieldKind::Number, Value::Text(text)) => text.parse::<u64>().is_ok(),
        (FieldKind::YesNo, Value::Text(text)) => matches!(text.as_str(), "yes" | "no"),
        (FieldKind::Choice, Value::Text(text)) => field.options.contains(text),
        (FieldKind::Text | FieldKind::Choices | FieldKind::File, Value::Text(_)) => true,
    }
}

/// A sentence of `data/forms.toml` with its values.
fn sentence(name: &str, values: &[(&str, &str)]) -> String {
    let text = WORDS.sentence.get(name).map_or("", String::as_str);
    coloa_base::sentence::fill(text, values)
}

/// As [`sentence`], of one value; empty where there is none.
fn said(name: &str, value: &str) -> String {
    if value.trim().is_empty() {
        String::new()
    } else {
        sentence(name, &[("value", value.trim())])
    }
}

/// How a case stands, in words.
pub(crate) fn state_name(case: &incident::Model) -> &str {
    WORDS.state.get(&case.state).map_or("", String::as_str)
}

/// Whether the response is over, for a form that knows only that.
fn is_handled(case: &incident::Model) -> bool {
    case.recovered_at.is_some()
        || case.ended_at.is_some()
        || [State::Recovered, State::Ended, State::Closed]
            .iter()
            .any(|s| s.as_str() == case.state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = &'static Row<Form>> {
        let book = LawBook::builtin();
        book.forms.iter().filter(|f| WORDS.form.contains_key(&f.body.id))
    }

    /// Forms on incidents: those without a regime of levels.
    #[test]
    fn every_form_on_incidents_has_its_use_and_its_required_fields_exist() {
        for form in LawBook::builtin()
            .forms
            .iter()
            .filter(|f| f.body.regime.is_none())
        {
            assert!(WORDS.form.contains_key(&form.body.id), "{}", form.body.id);
        }
        for (id, listed) in &WORDS.form {
            let form = LawBook::builtin()
                .forms
                .iter()
                .find(|f| &f.body.id == id)
                .unwrap();
            for key in listed.required.iter().flatten() {
                assert!(form.body.fields.iter().any(|f| &f.key == key), "{id}: {key}");
            }
        }
        for id in &WORDS.initial.forms {
            assert!(WORDS.form.contains_key(id), "{id}");
        }
    }

    #[test]
    fn every_field_of_every_form_has_a_filler() {
        let mut fields = 0;
        for form in rows() {
            assert!(!form.body.fields.is_empty(), "{} holds nothing", form.body.id);
            for field in &form.body.fields {
                let of_period =
                    WORDS.form[&form.body.id].of == About::Period && crate::statistics::fills(&field.key);
                assert!(
                    of_period || known(&form.body.id, &field.key),
                    "{}: {}",
                    form.body.id,
                    field.key
                );
                fields += 1;
            }
        }
        assert!(fields > 140, "{fields}");
        assert!(!known("tt20-03", "no_such_field"));
    }

    #[test]
    fn every_word_for_an_option_is_an_option() {
        for (key, words) in &WORDS.choice {
            let options: Vec<&String> = rows()
                .flat_map(|f| &f.body.fields)
                .filter(|f| &f.key == key && matches!(f.kind, FieldKind::Choice | FieldKind::Choices))
                .flat_map(|f| &f.options)
                .collect();
            assert!(!options.is_empty(), "{key}");
            for word in words.values() {
                assert!(options.contains(&word), "{key}: {word}");
            }
        }
    }

    #[test]
    fn every_state_phase_and_side_has_its_word() {
        use crate::model::{Phase, Side};
        for state in State::ALL {
            assert!(WORDS.state.contains_key(state.as_str()), "{state:?}");
        }
        for phase in Phase::ALL {
            assert!(WORDS.phase.contains_key(phase.as_str()), "{phase:?}");
        }
        for side in Side::ALL {
            assert!(WORDS.side.contains_key(side.as_str()), "{side:?}");
        }
    }

    #[test]
    fn a_value_has_the_shape_of_its_field() {
        let field = |kind, options: &[&str]| Field {
            key: "k".into(),
            label: "l".into(),
            kind,
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            part: None,
            levels: Vec::new(),
            certainty: None,
        };
        let text = |t: &str| Value::Text(t.into());
        let table = field(FieldKind::Table, &["a", "b"]);
        assert!(fits(&table, &Value::Rows(vec![vec!["1".into(), "2".into()]])));
        assert!(!fits(&table, &Value::Rows(vec![vec!["1".into()]])));
        assert!(!fits(&table, &text("x")));
        assert!(fits(&field(FieldKind::Time, &[]), &text("2026-11-30T03:30:00Z")));
        assert!(!fits(&field(FieldKind::Time, &[]), &text("hôm qua")));
        assert!(!fits(&field(FieldKind::Number, &[]), &text("-1")));
        assert!(fits(&field(FieldKind::Choice, &["1"]), &text("1")));
        assert!(!fits(&field(FieldKind::Choice, &["1"]), &text("2")));
        assert!(!fits(&field(FieldKind::YesNo, &[]), &text("có")));
        assert!(fits(&field(FieldKind::Number, &[]), &text("")));
    }

    #[test]
    fn a_form_of_a_new_law_asks_for_what_its_text_names() {
        let form = rows().find(|f| f.body.id == "tt20-03").unwrap();
        let mut own = form.clone();
        own.body.id = "tt99-01".into();
        let asked = |key: &str| {
            let field = own.body.fields.iter().find(|f| f.key == key).unwrap();
            is_required(&own, field)
        };
        assert!(asked("providers") && !asked("isp"));
    }
}
