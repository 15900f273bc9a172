//! Banks and wallets as they call themselves, for lists that people choose from (`data/banks.toml`). How people write them the
//! extractor knows.

use std::{collections::BTreeMap, sync::LazyLock};

static NAMES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/banks.toml")).expect("embedded banks.toml parses; a test reads it")
});

/// Short names and names, those that people name most first.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    coloa_extract::banks().map(|code| (code, NAMES.get(code).map_or(code, String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bank_has_a_name_and_every_name_a_bank() {
        let codes: Vec<&str> = coloa_extract::banks().collect();
        for code in &codes {
            assert!(NAMES.contains_key(*code), "{code} has no name in data/banks.toml");
        }
        for code in NAMES.keys() {
            assert!(
                codes.contains(&code.as_str()),
                "{code} is not known to the extractor"
            );
        }
        assert_eq!(all().next(), Some(("vietcombank", "Vietcombank")));
    }
}
