//! What the pages say, in Vietnamese and in English: `vi.toml` and `en.toml`, a table a page. Both have the same keys.

use coloa_hotline::model::Language;
use std::{collections::HashMap, sync::LazyLock};

/// Sentences by `table.key`.
#[derive(Debug)]
pub(super) struct Words(HashMap<String, String>);

static VIETNAMESE: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("vi.toml")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("en.toml")));

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Vietnamese => &VIETNAMESE,
            Language::English => &ENGLISH,
        }
    }

    fn read(text: &str) -> Self {
        let tables: HashMap<String, HashMap<String, String>> =
            toml::from_str(text).expect("the embedded words parse; a test reads them");
        let words = tables.into_iter().flat_map(|(table, keys)| {
            keys.into_iter()
                .map(move |(key, text)| (format!("{table}.{key}"), text))
        });
        Self(words.collect())
    }

    /// The sentence of a key. A test holds that every key that is asked for exists.
    pub(super) fn get(&self, key: &str) -> &str {
        self.known(key).unwrap_or_else(|| {
            tracing::error!(key, "a sentence of the portal is missing");
            ""
        })
    }

    pub(super) fn known(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, path::Path};

    fn keys(words: &Words) -> BTreeSet<&str> {
        words.0.keys().map(String::as_str).collect()
    }

    /// `{name}` in a sentence.
    fn places(sentence: &str) -> BTreeSet<&str> {
        let pieces = sentence.split('{').skip(1);
        pieces.filter_map(|p| p.split('}').next()).collect()
    }

    fn files(folder: &Path, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
                into.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn both_languages_say_the_same() {
        let (vi, en) = (Words::of(Language::Vietnamese), Words::of(Language::English));
        assert_eq!(keys(vi), keys(en));
        for (key, sentence) in &vi.0 {
            assert!(!sentence.trim().is_empty(), "{key}");
            assert_eq!(sentence, &coloa_base::text::nfc(sentence), "{key}");
            assert_eq!(places(sentence), places(en.get(key)), "{key}");
        }
    }

    #[test]
    fn every_sentence_that_is_asked_for_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        files(&root.join("templates/portal"), &mut sources);
        files(&root.join("src/routes/hotline/public"), &mut sources);
        let known = keys(Words::of(Language::Vietnamese));
        let mut asked = 0;
        for source in &sources {
            for call in ["page.t(\"", "page.with(\""] {
                for piece in source.split(call).skip(1) {
                    let key = piece.split('"').next().unwrap();
                    asked += 1;
                    assert!(known.contains(key), "{key}");
                }
            }
        }
        assert!(asked > 200, "{asked}");
    }

    #[test]
    fn every_sentence_is_asked_for() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        files(&root.join("templates/portal"), &mut sources);
        files(&root.join("src/routes/hotline/public"), &mut sources);
        for key in keys(Words::of(Language::Vietnamese)) {
            // Keys that are put together at run time begin with the name of their table and a format.
            let (table, _) = key.split_once('.').unwrap();
            let whole = format!("\"{key}\"");
            let put_together = format!("\"{table}.{{");
            assert!(
                sources
                    .iter()
                    .any(|s| s.contains(&whole) || s.contains(&put_together)),
                "{key} is said nowhere"
            );
        }
    }
}
