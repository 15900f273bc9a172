//! What is shown of a case under suspicion of a leaked state secret: that there is one, what was done and when, who
//! does what, what the law wants told and by which letter it was. Nothing that people wrote of what happened, also not
//! what was entered before it was suspected: it stands in the database until whoever is competent took it over.
//!
//! Every answer about a case comes through here; [`crate::sight::takes_content`] keeps new content out.

use crate::{
    call_out::usual_words,
    entity::{
        case::{
            clock_change, evidence_custody, incident, incident_entry, incident_evidence, incident_report,
            incident_task,
        },
        network::{assistance, call_out},
    },
    model::Custody,
};

/// Whether content of a case is neither shown nor taken.
pub(crate) const fn applies(case: &incident::Model) -> bool {
    case.state_secret
}

/// Whether what a case says may stand where people read it who do not see the case.
pub(crate) const fn is_open(case: &incident::Model) -> bool {
    !case.restricted && !applies(case)
}

/// What a case is called in a notice to people who may not see it.
pub(crate) fn name(case: &incident::Model) -> &str {
    if is_open(case) { &case.title } else { &case.code }
}

/// A record of a case that holds what people wrote beside what may be shown.
pub(crate) trait Withhold {
    /// Takes out what people wrote of what happened.
    fn withhold(&mut self);
}

/// A case as it is shown.
pub(crate) fn case(mut row: incident::Model) -> incident::Model {
    if applies(&row) {
        row.title.clone_from(&row.code);
        for text in [&mut row.description, &mut row.reporter, &mut row.origin_ref] {
            text.clear();
        }
        "{}".clone_into(&mut row.account);
    }
    row
}

/// Records of a case as they are shown.
pub(crate) fn shown<T: Withhold>(case: &incident::Model, mut rows: Vec<T>) -> Vec<T> {
    if applies(case) {
        rows.iter_mut().for_each(T::withhold);
    }
    rows
}

/// Records that are content and nothing else: all of them, or none.
pub(crate) fn whole<T>(case: &incident::Model, rows: Vec<T>) -> Vec<T> {
    if applies(case) { Vec::new() } else { rows }
}

/// A record with its case, both as they are shown.
pub(crate) fn with_case<T: Withhold>(mut row: T, of: incident::Model) -> (T, incident::Model) {
    if applies(&of) {
        row.withhold();
    }
    (row, case(of))
}

/// The same of a list.
pub(crate) fn with_cases<T: Withhold>(
    rows: Vec<(T, Option<incident::Model>)>,
) -> Vec<(T, Option<incident::Model>)> {
    rows.into_iter()
        .map(|(row, of)| match of {
            Some(of) => {
                let (row, of) = with_case(row, of);
                (row, Some(of))
            }
            None => (row, None),
        })
        .collect()
}

impl Withhold for incident_entry::Model {
    fn withhold(&mut self) {
        self.text.clear();
        self.detail = without_words(&self.detail);
    }
}

/// Parameters of a line that hold moments, codes and numbers, and no words of a person.
fn without_words(detail: &str) -> String {
    const KEPT: [&str; 11] = [
        "step",
        "cleared",
        "was",
        "at",
        "changed",
        "severity",
        "serious",
        "detected_at",
        "personal_data",
        "origin",
        "what",
    ];
    let Ok(serde_json::Value::Object(mut all)) = serde_json::from_str(detail) else {
        return "{}".to_owned();
    };
    all.retain(|key, _| KEPT.contains(&key.as_str()));
    serde_json::Value::Object(all).to_string()
}

impl Withhold for incident_task::Model {
    fn withhold(&mut self) {
        // A step of a playbook is the product's own word; another task is known by its place.
        if self.playbook.is_empty() {
            self.title = format!("#{}", self.place);
            self.text.clear();
        }
        self.result.clear();
    }
}

impl Withhold for clock_change::Model {
    fn withhold(&mut self) {
        self.reason.clear();
    }
}

impl Withhold for incident_evidence::Model {
    /// That there is something, its hash and who took it; nothing that says what it is.
    fn withhold(&mut self) {
        self.name = self.id.to_string();
        self.note.clear();
        self.collected_from.clear();
    }
}

impl Withhold for evidence_custody::Model {
    fn withhold(&mut self) {
        self.purpose.clear();
        // Of the first link it is what the piece was taken from, of others who gave it away.
        if self.what == Custody::Collected.as_str() {
            self.from_name.clear();
        }
    }
}

impl Withhold for incident_report::Model {
    /// That it was made, for whom and under which number.
    fn withhold(&mut self) {
        "{}".clone_into(&mut self.content);
    }
}

impl Withhold for call_out::Model {
    fn withhold(&mut self) {
        usual_words().clone_into(&mut self.text);
        self.answer.clear();
    }
}

impl Withhold for assistance::Model {
    fn withhold(&mut self) {
        self.wanted.clear();
        self.answer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_line_codes_and_moments_stay_and_words_go() {
        let detail =
            r#"{"severity":["M3","M1"],"reason":"Nội dung mật","step":"end","answer":"Nội dung mật"}"#;
        let kept: serde_json::Value = serde_json::from_str(&without_words(detail)).unwrap();
        assert_eq!(
            kept,
            serde_json::json!({ "severity": ["M3", "M1"], "step": "end" })
        );
        assert_eq!(without_words("Nội dung mật"), "{}");
        assert_eq!(without_words(r#"["Nội dung mật"]"#), "{}");
    }
}
