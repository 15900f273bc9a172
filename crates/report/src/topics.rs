//! Which part of a report a duty belongs to.

use coloa_base::text::fold;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A topic with the words that make a duty belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub id: String,
    pub words: Vec<String>,
    /// Outline paths of the plan that belong here whatever their words, e.g. `III.2`.
    #[serde(default)]
    pub paths: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    topic: Vec<Topic>,
}

static DEFAULT: LazyLock<Topics> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/topics.toml"))
        .expect("embedded topics.toml parses; a test reads it");
    Topics::new(file.topic)
});

/// Topics with their words folded once.
#[derive(Clone, Debug)]
pub struct Topics {
    topics: Vec<(Topic, Vec<String>)>,
}

impl Topics {
    #[must_use]
    pub fn new(topics: Vec<Topic>) -> Self {
        Self {
            topics: topics
                .into_iter()
                .map(|t| {
                    let words = t.words.iter().map(|w| fold(w)).collect();
                    (t, words)
                })
                .collect(),
        }
    }
    /// The built-in list.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &DEFAULT
    }
    /// The topic of a duty; `None` where none fits.
    #[must_use]
    pub fn of(&self, path: Option<&str>, text: &str) -> Option<&str> {
        let under = |p: &str| path.is_some_and(|path| path == p || path.starts_with(&format!("{p}.")));
        if let Some((topic, _)) = self.topics.iter().find(|(t, _)| t.paths.iter().any(|p| under(p))) {
            return Some(&topic.id);
        }
        let text = fold(text);
        self.topics
            .iter()
            .find(|(_, words)| words.iter().any(|w| holds_word(&text, w)))
            .map(|(t, _)| t.id.as_str())
    }
}

/// Whether folded `text` holds `word` as whole syllables: "soc" is not in "chăm sóc".
fn holds_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part)
            && !text[at + word.len()..].chars().next().is_some_and(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_paths_choose_the_part() {
        let topics = Topics::builtin();
        assert_eq!(topics.of(None, "Tổ chức diễn tập thực chiến"), Some("response"));
        assert_eq!(
            topics.of(None, "Phê duyệt hồ sơ đề xuất CẤP ĐỘ an toàn"),
            Some("levels")
        );
        assert_eq!(topics.of(None, "Việc không thuộc nhóm nào"), None);
        assert_eq!(topics.of(None, "Chăm sóc cây xanh"), None);
        assert_eq!(
            topics.of(None, "Vận hành SOC, bảo đảm trực 24/7"),
            Some("monitoring")
        );
        let own = Topics::new(vec![Topic {
            id: "x".into(),
            words: vec![],
            paths: vec!["III.2".into()],
        }]);
        assert_eq!(own.of(Some("III.2.a"), "bất kỳ"), Some("x"));
        assert_eq!(own.of(Some("III.20"), "bất kỳ"), None);
    }
}
