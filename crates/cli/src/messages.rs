//! Sentences of error codes, Vietnamese and English; `{name}` is replaced by the error's parameter.

use std::collections::BTreeMap;

const VI: &str = include_str!("messages/vi.json");
const EN: &str = include_str!("messages/en.json");

/// The sentence of a code, or the code itself where there is none.
pub fn sentence(lang: &str, code: &str, params: &BTreeMap<&'static str, String>) -> String {
    let all: BTreeMap<String, String> =
        serde_json::from_str(if lang == "en" { EN } else { VI }).unwrap_or_default();
    let mut text = all.get(code).cloned().unwrap_or_else(|| {
        let detail: Vec<String> = params.iter().map(|(k, v)| format!("{k}={v}")).collect();
        [code.to_owned(), detail.join(", ")].join(" ").trim().to_owned()
    });
    for (name, value) in params {
        // People know a field by its name and not by that of the program.
        let named = (*name == "field")
            .then(|| all.get(&format!("field.{value}")))
            .flatten();
        text = text.replace(&format!("{{{name}}}"), named.unwrap_or(value));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_codes() {
        let keys = |text: &str| {
            serde_json::from_str::<BTreeMap<String, String>>(text)
                .unwrap()
                .into_keys()
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(VI), keys(EN));
        let params = BTreeMap::from([("user_name", "an".to_owned())]);
        assert!(sentence("vi", "auth.user_name_taken", &params).contains("an"));
        let params = BTreeMap::from([("field", "place".to_owned())]);
        let said = sentence("vi", "document.missing", &params);
        assert!(
            said.contains("địa danh") && said.contains("installation.province"),
            "{said}"
        );
    }
}
