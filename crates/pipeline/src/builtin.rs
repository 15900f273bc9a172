//! Rules that look at no event of a source, or at lists: their words stand in a file, as those of others do.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
pub(crate) struct Builtin {
    /// A source that is silent.
    pub silent: Rule,
    /// Something that a list of indicators has.
    pub indicator: Rule,
    /// Another centre's alert.
    pub foreign: Rule,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Rule {
    pub id: String,
    pub title: String,
    /// `low`, `medium`, …; where the rule has one of its own.
    #[serde(default)]
    pub level: String,
    pub tags: Vec<String>,
}

pub(crate) static BUILTIN: LazyLock<Builtin> =
    LazyLock::new(|| toml::from_str(include_str!("builtin.toml")).expect("the file is part of the program"));

/// The name of a level that lives as long as the program.
pub(crate) fn level(text: &str) -> &'static str {
    coloa_detect::Level::parse(text).map_or("medium", coloa_detect::Level::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there() {
        assert_eq!(level(&BUILTIN.silent.level), BUILTIN.silent.level);
        assert!(BUILTIN.indicator.id.starts_with("coloa.") && BUILTIN.foreign.id.starts_with("coloa."));
    }
}
