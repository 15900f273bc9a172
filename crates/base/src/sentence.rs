//! Sentences with names in braces, and the values that take their place: [`fill`].

/// Puts values into a sentence in one pass: what a value says is never taken for a name. A name that nobody has a value for
/// stays as it is.
///
/// ```
/// let values = [("title", "{link}"), ("link", "https://tinh.invalid")];
/// let said = coloa_base::sentence::fill("{title}: {link}", &values);
/// assert_eq!(said, "{link}: https://tinh.invalid");
/// ```
#[must_use]
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    fill_by(sentence, |name| {
        let found = values.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

/// As [`fill`], with values that are made when a sentence names them.
#[must_use]
pub fn fill_by(sentence: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let named = behind
            .split_once('}')
            .and_then(|(name, after)| Some((value_of(name)?, after)));
        match named {
            Some((value, after)) => {
                out.push_str(&value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_no_name() {
        let values = [("title", "{end} =cmd()"), ("end", "LINK {title}")];
        assert_eq!(
            fill("{title}: {end} {unknown} {", &values),
            "{end} =cmd(): LINK {title} {unknown} {"
        );
        assert_eq!(fill("{ {end}", &values), "{ LINK {title}");
    }

    #[test]
    fn a_name_may_stand_more_than_once_and_side_by_side() {
        let values = [("a", "1"), ("b", ""), ("", "không tên")];
        assert_eq!(fill("{a}{a}{b}{a}}", &values), "111}");
        assert_eq!(fill("{}", &values), "không tên");
        assert_eq!(fill("không có gì", &values), "không có gì");
    }

    #[test]
    fn values_are_made_for_the_names_that_stand_there() {
        let value = |name: &str| (name != "b").then(|| format!("{{b}}{name}"));
        assert_eq!(fill_by("{a} {b} {c}", value), "{b}a {b} {b}c");
    }
}
