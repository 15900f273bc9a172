//! Sentences of error codes and notes, Vietnamese and English.
//!
//! What only the command line says stands in `messages/`, with `{name}` for a parameter. Every other code has its
//! sentences in the web app already (`errors.<area>.json`, with `{{name}}`), and they are the same here.

use coloa_base::sentence::fill;
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};

macro_rules! texts {
    ($lang:literal) => {
        Texts {
            own: parsed(include_str!(concat!("messages/", $lang, ".json"))),
            web: [
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.read.json")),
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.plan.json")),
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.report.json")),
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.document.json")),
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.agency.json")),
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.auth.json")),
                include_str!(concat!("../../../web/src/i18n/", $lang, "/errors.platform.json")),
            ]
            .map(parsed),
            plan: parsed(include_str!(concat!(
                "../../../web/src/i18n/",
                $lang,
                "/plan.json"
            ))),
        }
    };
}

static VI: LazyLock<Texts> = LazyLock::new(|| texts!("vi"));
static EN: LazyLock<Texts> = LazyLock::new(|| texts!("en"));

struct Texts {
    own: Value,
    web: [Value; 7],
    /// Namespace `plan`, for what the parser notes.
    plan: Value,
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("an embedded file of sentences is JSON; a test reads all of them")
}

fn texts(lang: &str) -> &'static Texts {
    if lang == "en" { &EN } else { &VI }
}

impl Texts {
    /// What happened, why, and what to do.
    fn of(&self, code: &str) -> Option<String> {
        if let Some(own) = self.own[code].as_str() {
            return Some(own.to_owned());
        }
        let found = self.web.iter().map(|file| &file[code]).find(|s| s.is_object())?;
        let parts = ["what", "why", "todo"]
            .iter()
            .filter_map(|part| found[part].as_str());
        Some(parts.collect::<Vec<_>>().join(" "))
    }
}

/// A sentence of either source with its parameters.
fn filled(text: &str, params: &[(&str, &str)]) -> String {
    fill(&text.replace("{{", "{").replace("}}", "}"), params)
}

/// The sentence of a code, or the code itself with its parameters where there is none.
pub fn sentence(lang: &str, code: &str, params: &BTreeMap<&'static str, String>) -> String {
    let texts = texts(lang);
    // People know a field by its name and not by that of the program.
    let named = |name: &str, value: &str| {
        (name == "field")
            .then(|| texts.own[format!("field.{value}")].as_str())
            .flatten()
    };
    let values: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (*name, named(name, value).unwrap_or(value)))
        .collect();
    match texts.of(code) {
        Some(text) => filled(&text, &values),
        None => {
            let detail: Vec<String> = params.iter().map(|(k, v)| format!("{k}={v}")).collect();
            [code.to_owned(), detail.join(", ")].join(" ").trim().to_owned()
        }
    }
}

/// What a reader or the parser noted about a document.
pub fn note(lang: &str, code: &str, detail: Option<&str>) -> String {
    let texts = texts(lang);
    let notes = &texts.plan["note"];
    let detail = detail.unwrap_or_default();
    // Parts of the letterhead are named by key.
    let what: Vec<&str> = detail
        .split(", ")
        .map(|part| notes["head"][part].as_str().unwrap_or(part))
        .collect();
    let text = notes[code.replace('.', "_")]
        .as_str()
        .map(str::to_owned)
        .or_else(|| texts.of(code))
        .unwrap_or_else(|| format!("{code} {{{{detail}}}}"));
    let what = what.join(", ");
    filled(&text, &[("detail", detail), ("what", &what)])
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_codes() {
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&VI.own), keys(&EN.own));
        for (vi, en) in VI.web.iter().zip(&EN.web) {
            assert_eq!(keys(vi), keys(en));
            for code in keys(vi) {
                assert!(VI.of(&code).is_some() && EN.of(&code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn parameters_stand_in_the_sentence_of_either_source() {
        let params = BTreeMap::from([("user_name", "an".to_owned())]);
        let own = sentence("vi", "auth.user_name_taken", &params);
        assert!(own.contains(" an ") && !own.contains('{'), "{own}");
        let params = BTreeMap::from([("field", "place".to_owned())]);
        let said = sentence("vi", "document.missing", &params);
        assert!(
            said.contains("địa danh") && said.contains("installation.province"),
            "{said}"
        );
        let params = BTreeMap::from([("limit_mib", "100".to_owned())]);
        let web = sentence("vi", "read.too_large", &params);
        assert!(web.contains("100 MB") && !web.contains('{'), "{web}");
    }

    #[test]
    fn a_value_is_no_parameter() {
        let values = [("name", "{{value}}"), ("value", "x")];
        assert_eq!(filled("{name}: {{value}}", &values), "{{value}}: x");
    }

    #[test]
    fn notes_are_sentences() {
        assert!(note("vi", "plan.tasks_without_lead", Some("4")).starts_with("4 nhiệm vụ"));
        assert!(note("vi", "plan.head_missing", Some("number")).contains("số, ký hiệu"));
        assert!(note("en", "read.legacy_encoding", Some("TCVN3")).contains("TCVN3"));
        assert_eq!(note("vi", "x.new", Some("a")), "x.new a");
    }
}
