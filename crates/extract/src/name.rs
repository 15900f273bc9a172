//! What the name of a host is and how an address begins: the same for whoever looks for addresses in other texts than
//! [`crate::find`] does.

/// Longest name of a host, and longest part of it (RFC 1035, 2.3.4).
pub const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;
/// Longest name before the `@` (RFC 5321, 4.5.3.1.1).
pub const MAX_LOCAL: usize = 64;

/// How a URL begins, also where it is written so that nobody follows it by a click, and what is meant.
pub(crate) const SCHEMES: [(&str, &str); 7] = [
    ("https", "https"),
    ("http", "http"),
    ("hxxps", "https"),
    ("hxxp", "http"),
    ("htxps", "https"),
    ("ftp", "ftp"),
    ("fxp", "ftp"),
];

/// The scheme that is meant by the letters before `://`.
#[must_use]
pub fn scheme(written: &str) -> Option<&'static str> {
    SCHEMES
        .iter()
        .find(|(known, _)| written.eq_ignore_ascii_case(known))
        .map(|(_, meant)| *meant)
}

/// Whether a machine may have this part of a name.
#[must_use]
pub fn is_label(text: &str) -> bool {
    (1..=MAX_LABEL).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Below an ending of the public list (<https://publicsuffix.org>). In small letters.
#[must_use]
pub fn has_public_ending(name: &str) -> bool {
    psl::domain(name.as_bytes()).is_some_and(|d| d.suffix().is_known())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_told_by_all_its_letters() {
        assert_eq!(scheme("hXXps"), Some("https"));
        assert_eq!(scheme("fxp"), Some("ftp"));
        assert_eq!(scheme("xhttp"), None);
        assert_eq!(scheme(""), None);
    }

    #[test]
    fn labels_and_endings_are_those_of_the_dns() {
        assert!(is_label("may-chu_1") && is_label(&"a".repeat(63)));
        let long = "a".repeat(64);
        for bad in ["", "-a", "a-", "a b", "ạ", long.as_str()] {
            assert!(!is_label(bad), "{bad}");
        }
        assert!(has_public_ending("a.example.com") && !has_public_ending("com"));
        assert!(!has_public_ending("web.config"));
    }
}
