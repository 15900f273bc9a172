//! Words of forms and exported lists, from `data/duty_form.toml`.

use coloa_base::text;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The words.
#[derive(Debug, Deserialize)]
pub struct Words {
    pub title: String,
    pub agency: String,
    pub issued: String,
    pub note: String,
    pub sheet: String,
    pub list_title: String,
    status: BTreeMap<String, String>,
    role: BTreeMap<String, String>,
    review: BTreeMap<String, String>,
    column: BTreeMap<String, String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/duty_form.toml"))
        .expect("embedded duty_form.toml parses; a test reads it")
});

/// The words in force.
#[must_use]
pub fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// The word of a stored status, role, review state; what has none is shown as stored.
    #[must_use]
    pub fn status<'a>(&'a self, code: &'a str) -> &'a str {
        self.status.get(code).map_or(code, String::as_str)
    }
    #[must_use]
    pub fn role<'a>(&'a self, code: &'a str) -> &'a str {
        self.role.get(code).map_or(code, String::as_str)
    }
    #[must_use]
    pub fn review<'a>(&'a self, code: &'a str) -> &'a str {
        self.review.get(code).map_or(code, String::as_str)
    }
    #[must_use]
    pub fn column<'a>(&'a self, key: &'a str) -> &'a str {
        self.column.get(key).map_or(key, String::as_str)
    }
    /// The status that a person chose or typed; case and tone placement do not matter.
    #[must_use]
    pub fn parse_status(&self, shown: &str) -> Option<crate::duties::Status> {
        let folded = text::fold(shown.trim());
        self.status
            .iter()
            .find(|(_, word)| text::fold(word) == folded)
            .and_then(|(code, _)| crate::duties::Status::parse(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duties::Status;

    #[test]
    fn every_status_has_a_word_that_reads_back() {
        for status in Status::ALL {
            let word = words().status(status.as_str());
            assert_eq!(words().parse_status(word), Some(*status), "{word}");
        }
        assert_eq!(words().parse_status(" HOÀN THÀNH "), Some(Status::Done));
        assert_eq!(words().parse_status("xong"), None);
    }
}
