//! How whoever reports can be reached, as keyed tags: two reports of one phone, mail address or identity card are one voice
//! ([`crate::verdict::rule`]), and nobody reads from the records whose it is. The key stands outside the database. A phone has
//! the tag that it has where it is named as the reporter's own ([`crate::mention`]), so that both are known as one.

use crate::{
    form::Identity,
    mention::{self, normal},
};
use coloa_extract::Kind;
use coloa_platform::Keys;
use std::collections::BTreeSet;

/// Digits of an identity card, old and new.
const ID_CARD: [usize; 2] = [9, 12];

/// Tags of an identity, parted by blanks; `None`: nothing in it tells one person from another.
#[must_use]
pub fn tags(keys: &Keys, who: &Identity) -> Option<String> {
    let mut tags = BTreeSet::new();
    let mut add = |kind: &str, key: &str| {
        tags.insert(mention::tag_of(keys, kind, key));
    };
    for field in [&who.phone, &who.guardian] {
        for phone in normal::phones(field) {
            add(Kind::Phone.as_str(), &phone);
        }
    }
    for email in emails(&who.email) {
        add(Kind::Email.as_str(), &email);
    }
    if let Some(number) = id_card(&who.id_card) {
        add("id_card", &number);
    }
    let tags: Vec<String> = tags.into_iter().collect();
    (!tags.is_empty()).then(|| tags.join(" "))
}

/// The mail addresses that a field holds; what stands behind `+` leads to the same person.
fn emails(field: &str) -> Vec<String> {
    let address = |part: &str| {
        let (name, host) = part.rsplit_once('@')?;
        let name = name.split('+').next().unwrap_or_default();
        (!name.is_empty() && !host.is_empty()).then(|| format!("{name}@{host}").to_lowercase())
    };
    field.split([',', ';', '/', ' ']).filter_map(address).collect()
}

/// The number in front of day and place of issue.
fn id_card(field: &str) -> Option<String> {
    let from = field.find(|c: char| c.is_ascii_digit())?;
    let number = field[from..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-'));
    let digits: String = number.filter(char::is_ascii_digit).collect();
    ID_CARD.contains(&digits.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(change: impl FnOnce(&mut Identity)) -> Option<String> {
        let mut who = Identity::default();
        change(&mut who);
        tags(&Keys::from_bytes([3; 32]), &who)
    }
    fn phone(text: &str) -> Option<String> {
        of(|who| who.phone = text.to_owned())
    }

    #[test]
    fn one_phone_has_one_tag_however_it_is_written() {
        let tag = phone("0912000101").unwrap();
        for text in [
            "+84 912 000 101",
            "0912.000.101",
            "84912000101",
            "số của tôi: 0912 000 101",
            "o912 ooo 1o1",
        ] {
            assert_eq!(phone(text).as_ref(), Some(&tag), "{text}");
        }
        assert_ne!(phone("0912000102"), Some(tag.clone()));
        for both in ["0912000101; 0912000102", "0912000101/0912000102"] {
            let tags = phone(both).unwrap();
            assert_eq!(tags.split(' ').count(), 2, "{both}");
            assert!(tags.split(' ').any(|one| one == tag), "{both}");
        }
        // Whoever speaks for a child is the same voice as when they speak for themselves.
        let guardian = of(|who| who.guardian = "mẹ Trần Thị Mẫu, 0912000101".to_owned());
        assert_eq!(guardian, Some(tag.clone()));
        // The same as of a mention of the reporter's own phone.
        assert_eq!(
            tag,
            mention::tag_of(&Keys::from_bytes([3; 32]), "phone", "0912000101")
        );
        let other = Identity {
            phone: "0912000101".to_owned(),
            ..Identity::default()
        };
        assert_ne!(tags(&Keys::from_bytes([4; 32]), &other), Some(tag));
    }

    #[test]
    fn what_tells_nobody_from_others_has_none() {
        assert_eq!(of(|_| {}), None);
        assert_eq!(of(|who| who.name = "Nguyễn Văn Mẫu".to_owned()), None);
        assert_eq!(of(|who| who.address = "12 ngõ Mẫu".to_owned()), None);
        for text in ["không có", "113", "sinh năm 1980"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_and_cards_are_told_apart() {
        let email = |text: &str| of(|who| who.email = text.to_owned());
        let tag = email("mau@thu.invalid").unwrap();
        assert_eq!(email(" Mau+khac@Thu.invalid").as_ref(), Some(&tag));
        assert_ne!(email("mau2@thu.invalid"), Some(tag));
        assert_eq!(email("@thu.invalid"), None);
        let card = |text: &str| of(|who| who.id_card = text.to_owned());
        let tag = card("001234567890").unwrap();
        for text in [
            "0012 3456 7890, cấp 01/02/2021",
            "CCCD 001234567890 cấp tại Cục Thử",
        ] {
            assert_eq!(card(text).as_ref(), Some(&tag), "{text}");
        }
        assert_eq!(card("cấp năm 2021"), None);
    }
}
