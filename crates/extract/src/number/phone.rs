//! Phone numbers of Viet Nam and others.
//!
//! Mobile prefixes: 03, 05, 07, 08, 09 with nine digits behind the 0 (numbering plan of 2018); landlines: 02 and nine
//! digits (2017); the network of the police and the army: 069; services: 1800 and 1900 with four or six digits.

/// How sure a number is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    /// Of a length and beginning that phones could have; only where the words say so.
    Doubtful,
    Valid,
}

/// The normal form of digits, `plus`: behind `+` or `00`.
pub(crate) fn value(digits: &str, plus: bool) -> Option<(String, Sure)> {
    if plus {
        return with_country(digits);
    }
    if let Some(rest) = digits.strip_prefix("00")
        && (10..=15).contains(&rest.len())
        && !rest.starts_with('0')
    {
        // Accounts begin so, too.
        let sure = if rest.starts_with("84") {
            Sure::Valid
        } else {
            Sure::Doubtful
        };
        return with_country(rest).map(|(value, _)| (value, sure));
    }
    if let Some(found) = national(digits) {
        return Some((digits.to_owned(), found));
    }
    // The 0 is left out, as tables do.
    if digits.len() == 9 && !digits.starts_with(['0', '2']) {
        let full = format!("0{digits}");
        return (national(&full) == Some(Sure::Valid)).then_some((full, Sure::Doubtful));
    }
    if let Some(rest) = digits.strip_prefix("84") {
        let rest = if rest.len() >= 10 && rest.starts_with("0") {
            &rest[1..]
        } else {
            rest
        };
        let full = format!("0{rest}");
        if let Some(Sure::Valid) = national(&full) {
            return Some((full, Sure::Valid));
        }
    }
    None
}

fn with_country(digits: &str) -> Option<(String, Sure)> {
    if let Some(rest) = digits.strip_prefix("84") {
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        if rest.starts_with("1800") || rest.starts_with("1900") {
            return service(rest).then(|| (rest.to_owned(), Sure::Valid));
        }
        let full = format!("0{rest}");
        return matches!(full.len(), 10 | 11).then_some((full, Sure::Valid));
    }
    // "+0912…": the plus is one too many.
    if digits.starts_with('0') {
        return national(digits).map(|sure| (digits.to_owned(), sure));
    }
    (9..=15)
        .contains(&digits.len())
        .then(|| (format!("+{digits}"), Sure::Valid))
}

fn service(digits: &str) -> bool {
    (digits.starts_with("1800") || digits.starts_with("1900")) && matches!(digits.len(), 8 | 10)
}

fn national(digits: &str) -> Option<Sure> {
    if service(digits) {
        return Some(Sure::Valid);
    }
    let bytes = digits.as_bytes();
    if bytes.first() != Some(&b'0') {
        return None;
    }
    let second = *bytes.get(1)?;
    match digits.len() {
        10 if matches!(second, b'3' | b'5' | b'7' | b'8' | b'9') => {
            let third = bytes[2];
            let assigned = match second {
                b'3' => (b'2'..=b'9').contains(&third),
                b'5' => matches!(third, b'2' | b'5' | b'6' | b'8' | b'9'),
                b'7' => matches!(third, b'0' | b'6'..=b'9'),
                b'8' => third != b'0',
                _ => true,
            };
            Some(if assigned { Sure::Valid } else { Sure::Doubtful })
        }
        // The network of the police and the army.
        10 if digits.starts_with("069") => Some(Sure::Valid),
        11 if second == b'2' => Some(Sure::Valid),
        // Before 2018, of old people's note books; with a digit missing.
        10 | 11 => Some(Sure::Doubtful),
        _ => None,
    }
}

/// The normal form of a phone number that somebody gives alone, however it is separated; `None`: it is none.
///
/// ```
/// assert_eq!(coloa_extract::phone_value("+84 (0)912.000-101").as_deref(), Some("0912000101"));
/// assert_eq!(coloa_extract::phone_value("12/03/2026"), None);
/// ```
#[must_use]
pub fn phone_value(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    let separates = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '(' | ')' | '_' | '+');
    if !text.chars().all(|c| c.is_ascii_digit() || separates(c)) {
        return None;
    }
    let plus = text.trim_start_matches('(').starts_with('+');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    value(&digits, plus).map(|(value, _)| value)
}

/// A phone number in its normal form with its country code (E.164): `0912000101` is `+84912000101`. Numbers of
/// services (1800, 1900) have none and stay.
#[must_use]
pub fn international(value: &str) -> String {
    match value.strip_prefix('0') {
        Some(rest) => format!("+84{rest}"),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_one_number_gives_one_value() {
        for text in [
            "0912000101",
            "0912 000 101",
            "+84912000101",
            "+84 912.000.101",
            "84912000101",
            "0084-912-000-101",
            "(+84) 0912 000 101",
        ] {
            assert_eq!(phone_value(text).as_deref(), Some("0912000101"), "{text}");
        }
    }

    #[test]
    fn lengths_and_beginnings_count() {
        assert_eq!(value("02473000155", false).unwrap().1, Sure::Valid);
        assert_eq!(value("0123456789", false).unwrap().1, Sure::Doubtful);
        assert_eq!(value("19000903", false).unwrap().0, "19000903");
        assert!(value("190009", false).is_none() && value("1012000111", false).is_none());
        assert_eq!(value("855970000218", true).unwrap().0, "+855970000218");
    }

    #[test]
    fn a_value_is_its_own_normal_form() {
        for value in ["0912000101", "02473000155", "19000903", "+855970000218"] {
            assert_eq!(phone_value(value).as_deref(), Some(value));
            assert_eq!(phone_value(&international(value)).as_deref(), Some(value));
        }
    }
}
