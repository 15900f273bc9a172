//! What a report can be about: the official forms of scam with their signs and what to do, what else people report
//! (`data/scam_types.toml`), and the kinds that an installation added. A code is stored with reports, so none goes away:
//! an added kind is switched off.

use crate::{
    entity::scam_type,
    store::{self, Connection},
};
use coloa_platform::StoreError;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// What a report is about where nothing else fits.
pub const OTHER_SCAM: &str = "99";
/// How codes of kinds begin that an installation added.
pub const ADDED: &str = "x-";

coloa_base::words! {
    /// Where the handbook puts a form of scam; [`Group::Other`] is no scam.
    pub enum Group {
        /// Giả mạo thương hiệu.
        Brand = "brand",
        /// Chiếm đoạt tài khoản.
        Account = "account",
        /// Các hình thức kết hợp khác.
        Combined = "combined",
        Other = "other",
    }
    /// Whom it aims at.
    pub enum Audience {
        Everybody = "everybody",
        Elderly = "elderly",
        Children = "children",
        Young = "young",
        Parents = "parents",
        Workers = "workers",
        Office = "office",
        SmallFirms = "small_firms",
    }
    /// What a contact of the table of contacts is good for.
    pub enum ContactPurpose {
        Bank = "bank",
        Police = "police",
        Spam = "spam",
        Children = "children",
        FalseNews = "false_news",
        Centre = "centre",
        Other = "other",
    }
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub vi: String,
    pub en: String,
}

impl Text {
    /// In the language of the reader.
    #[must_use]
    pub fn of(&self, language: crate::model::Language) -> &str {
        match language {
            crate::model::Language::Vietnamese => &self.vi,
            crate::model::Language::English => &self.en,
        }
    }
}

/// What a report can be about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// `01` to `24` and `99`: scams; else a word.
    pub code: String,
    /// The official name, where there is one.
    pub name: String,
    pub name_en: String,
    pub group: Group,
    #[serde(default)]
    crime: bool,
    /// As a citizen would say it.
    pub question: Text,
    #[serde(default)]
    pub audience: Vec<Audience>,
    /// How it is recognised.
    #[serde(default)]
    pub signs: Vec<Text>,
    /// What to do now; its own, then those of the sets that it names.
    pub advice: Vec<Text>,
    #[serde(default)]
    also: Vec<String>,
    /// Whom to turn to, the likeliest first.
    pub contacts: Vec<ContactPurpose>,
}

impl Topic {
    #[must_use]
    pub fn is_scam(&self) -> bool {
        self.group != Group::Other
    }
    /// Until somebody classified it, a report of this is treated as information on a crime.
    #[must_use]
    pub fn may_be_crime(&self) -> bool {
        self.crime || self.is_scam()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    set: Vec<Set>,
    topic: Vec<Topic>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    id: String,
    advice: Vec<Text>,
}

static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/scam_types.toml"))
        .expect("embedded scam_types.toml parses; a test reads it");
    let sets: BTreeMap<String, Vec<Text>> = file.set.into_iter().map(|s| (s.id, s.advice)).collect();
    let whole = |mut topic: Topic| {
        for set in &topic.also {
            topic.advice.extend(sets.get(set).into_iter().flatten().cloned());
        }
        topic
    };
    file.topic.into_iter().map(whole).collect()
});

/// All that the product knows, in the order in which they are shown.
#[must_use]
pub fn all() -> &'static [Topic] {
    &TOPICS
}

/// The one of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|t| t.code == code)
}

/// Whether a report may be about this: a topic of the product, or a kind that the installation added, switched off or not.
pub async fn is_known<C: Connection>(db: &C, code: &str) -> Result<bool, StoreError> {
    if find(code).is_some() {
        return Ok(true);
    }
    Ok(store::settings::scam_types(db)
        .await?
        .iter()
        .any(|row| row.code == code))
}

/// Names by code, added kinds among them: Vietnamese, English.
pub async fn names<C: Connection>(db: &C) -> Result<HashMap<String, (String, String)>, StoreError> {
    let builtin = TOPICS
        .iter()
        .map(|t| (t.code.clone(), (t.name.clone(), t.name_en.clone())));
    let added = store::settings::scam_types(db).await?;
    Ok(builtin
        .chain(added.into_iter().map(|row| (row.code, (row.name, row.name_en))))
        .collect())
}

/// What to do, of an added kind: as it was entered, a line each.
pub fn advice_of(row: &scam_type::Model) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(&row.advice).map_err(|_| StoreError::Corrupt {
        what: format!("advice of the kind {}", row.code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_file_is_whole() {
        let mut codes = BTreeSet::new();
        for topic in all() {
            assert!(codes.insert(&topic.code), "{} stands twice", topic.code);
            assert!(!topic.code.starts_with(ADDED), "{}", topic.code);
            let said = [
                &topic.name,
                &topic.name_en,
                &topic.question.vi,
                &topic.question.en,
            ];
            assert!(said.iter().all(|s| !s.trim().is_empty()), "{}", topic.code);
            assert!(
                !topic.advice.is_empty() && !topic.contacts.is_empty(),
                "{}",
                topic.code
            );
            for text in topic.signs.iter().chain(&topic.advice) {
                assert!(!text.vi.is_empty() && !text.en.is_empty(), "{}", topic.code);
                assert_eq!(text.vi, coloa_base::text::nfc(&text.vi), "{}", topic.code);
            }
            if topic.is_scam() {
                assert!(
                    !topic.signs.is_empty() && !topic.audience.is_empty(),
                    "{}",
                    topic.code
                );
            }
        }
        for number in 1..=24 {
            assert!(
                find(&format!("{number:02}")).is_some_and(Topic::is_scam),
                "{number}"
            );
        }
        assert!(find(OTHER_SCAM).is_some_and(Topic::is_scam));
        for word in [
            "account_taken",
            "malware",
            "privacy",
            "threat",
            "child",
            "false_news",
            "illegal_content",
            "spam",
            "other",
        ] {
            assert!(find(word).is_some_and(|t| !t.is_scam()), "{word}");
        }
    }

    #[test]
    fn a_set_that_is_named_exists_and_is_appended() {
        let file: File = toml::from_str(include_str!("../data/scam_types.toml")).unwrap();
        let sets: BTreeSet<&str> = file.set.iter().map(|s| s.id.as_str()).collect();
        for topic in &file.topic {
            for set in &topic.also {
                assert!(sets.contains(set.as_str()), "{} of {}", set, topic.code);
            }
        }
        // Whoever loses money calls the bank first, whatever the form of scam.
        let police = find("14").unwrap();
        assert!(police.advice.iter().any(|a| a.vi.contains("đường dây nóng")));
        assert!(police.advice.len() > 4);
    }
}
