//! Vocabularies: kinds, levels, trees, code systems, roles, functions. Shipped as `data/terms.toml`; an
//! installation adds its own in table `directory_term`, which win over shipped ones of the same code.

use crate::AgencyError;
use coloa_base::text;
use serde::Deserialize;
use std::collections::BTreeMap;

const SHIPPED: &str = include_str!("../data/terms.toml");

/// Names of the vocabularies, as in the data file and on the wire.
pub const VOCABULARIES: [&str; 6] = ["kind", "level", "tree", "code_system", "role", "function"];

/// One word of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Term {
    pub code: String,
    pub vi: String,
    pub en: String,
    /// Words by which a printed text names it (functions).
    #[serde(default)]
    pub words: Vec<String>,
}

/// All vocabularies of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms(BTreeMap<String, Vec<Term>>);

impl Terms {
    /// The shipped vocabularies.
    pub fn shipped() -> Result<Self, AgencyError> {
        let map: BTreeMap<String, Vec<Term>> =
            toml::from_str(SHIPPED).map_err(|e| AgencyError::Data(e.to_string()))?;
        Ok(Self(map))
    }

    /// Adds a term, or replaces the one with its code.
    pub fn put(&mut self, vocabulary: &str, term: Term) {
        let terms = self.0.entry(vocabulary.to_owned()).or_default();
        match terms.iter_mut().find(|t| t.code == term.code) {
            Some(old) => {
                old.vi = term.vi;
                old.en = term.en;
            }
            None => terms.push(term),
        }
    }

    #[must_use]
    pub fn of(&self, vocabulary: &str) -> &[Term] {
        self.0.get(vocabulary).map_or(&[], Vec::as_slice)
    }

    #[must_use]
    pub fn get(&self, vocabulary: &str, code: &str) -> Option<&Term> {
        self.of(vocabulary).iter().find(|t| t.code == code)
    }

    /// Fails with [`AgencyError::UnknownTerm`]; `field` is where in the form the code stands.
    pub fn check(
        &self,
        field: impl Into<String>,
        vocabulary: &'static str,
        code: &str,
    ) -> Result<(), AgencyError> {
        if self.get(vocabulary, code).is_some() {
            Ok(())
        } else {
            Err(AgencyError::UnknownTerm {
                field: field.into(),
                vocabulary,
                code: code.to_owned(),
            })
        }
    }

    /// The code of a term written as code or as label in either language, for import.
    #[must_use]
    pub fn parse(&self, vocabulary: &str, written: &str) -> Option<&str> {
        let folded = text::fold(written);
        self.of(vocabulary)
            .iter()
            .find(|t| t.code == written.trim() || text::fold(&t.vi) == folded || text::fold(&t.en) == folded)
            .map(|t| t.code.as_str())
    }

    /// The function that a printed scope speaks of ("nội dung liên quan đến an ninh mạng"): the longest word found.
    #[must_use]
    pub fn function_in(&self, printed: &str) -> Option<&str> {
        let printed = format!(" {} ", text::fold(printed));
        self.of("function")
            .iter()
            .flat_map(|t| t.words.iter().map(move |w| (t, text::fold(w))))
            .filter(|(_, w)| printed.contains(w.as_str()))
            .max_by_key(|(_, w)| w.len())
            .map(|(t, _)| t.code.as_str())
    }
}

/// A code: `a-z`, digits and `_`, at most 40.
#[must_use]
pub fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 40
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_terms_have_codes_and_labels_once() {
        let terms = Terms::shipped().unwrap();
        for vocabulary in VOCABULARIES {
            let mut codes: Vec<_> = terms.of(vocabulary).iter().map(|t| &t.code).collect();
            assert!(!codes.is_empty(), "{vocabulary}");
            assert!(codes.iter().all(|c| is_code(c)));
            codes.sort();
            let n = codes.len();
            codes.dedup();
            assert_eq!(codes.len(), n, "{vocabulary}");
        }
        assert_eq!(terms.parse("kind", "SỞ VÀ TƯƠNG ĐƯƠNG"), Some("department"));
    }

    #[test]
    fn a_printed_scope_names_a_function() {
        let terms = Terms::shipped().unwrap();
        assert_eq!(
            terms.function_in("nội dung liên quan đến an ninh mạng"),
            Some("cyber_security_state_management")
        );
        assert_eq!(
            terms.function_in("nhiệm vụ chuyển đổi số"),
            Some("digital_transformation")
        );
        assert_eq!(terms.function_in("tưới tiêu"), None);
    }
}
