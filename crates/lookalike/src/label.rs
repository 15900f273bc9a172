//! Handles and names of pages: `@vietcombank_hotro`, "Dịch vụ công quốc gia – hỗ trợ 24/7".

use crate::check::Found;
use crate::fold::is_separator;
use crate::model::Candidate;
use crate::register::Register;
use crate::subject;

/// Letters of a handle that are looked at.
const MAX_LABEL: usize = 128;

impl Register {
    /// Official names that a handle, or the name of a page or an app, bears or looks like, the likeliest first. A label does not
    /// say whose it is, so none is official: exactly the name of an organisation is `Reason::SameName`. Empty: nothing known.
    #[must_use]
    pub fn check_label(&self, label: &str) -> Vec<Candidate> {
        let text: String = label
            .chars()
            .take(MAX_LABEL)
            .flat_map(char::to_lowercase)
            .collect();
        let words: Vec<&str> = text.split(is_separator).filter(|w| !w.is_empty()).collect();
        let mut found = Found::new(self, String::new(), None);
        for subject in subject::of_label(&words.join("-")) {
            found.look_up(&subject);
        }
        found.candidates(&[])
    }
}

#[cfg(test)]
mod tests {
    use crate::{Entry, Reason, Register, TypoKind};

    #[test]
    fn handles_that_bear_an_official_name_are_found() {
        let register = Register::build(vec![Entry {
            organisation: "Ngân hàng TMCP Ngoại thương Việt Nam".into(),
            domains: vec!["vietcombank.com.vn".into()],
            brands: vec!["Ngân hàng Ngoại thương".into()],
        }]);
        let reason = |label: &str| {
            register
                .check_label(label)
                .into_iter()
                .next()
                .map(|c| c.reasons[0].clone())
        };
        assert!(matches!(reason("@vietcombank"), Some(Reason::SameName { .. })));
        assert!(matches!(
            reason("Vietcombank_HoTro"),
            Some(Reason::Contains { .. })
        ));
        assert!(matches!(
            reason("Ngân hàng Ngoại Thương CSKH"),
            Some(Reason::Diacritics { .. })
        ));
        assert!(matches!(
            reason("v1etcombank.cskh"),
            Some(Reason::Typo {
                kind: TypoKind::DigitForLetter,
                ..
            })
        ));
        assert_eq!(reason("Hoa Mai quán"), None);
        assert_eq!(reason(""), None);
        assert_eq!(reason(&"x".repeat(1 << 16)), None);
    }
}
