//! The code that a citizen gets for a report and follows it with: 75 random bits and a check character, in letters and
//! digits that nobody confuses (Crockford's base 32). It is stored nowhere. Two key pairs come of it: what the centre answers is
//! sealed to the one, what is handed in with the code is signed with the other, and what it opens is found by a hash of the
//! public half of that: whoever holds the records, or the citizens' front, reads nothing and signs nothing. What is no code is
//! looked up like one that does not exist.

use crate::{
    seal::SecretKey,
    signing::{SigningKey, VerifyKey},
};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters, five bits each.
const RANDOM: usize = 15;
/// Characters of a code, with the check character.
pub const LENGTH: usize = RANDOM + 1;
/// Longest writing of a code that is looked at, in bytes: blanks and dashes between the characters, in UTF-8.
const MAX_WRITTEN: usize = 128;

/// A code, as its characters without dashes. Not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; LENGTH]);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// As it is shown and read aloud: `4K7M-0Q2Z-9XTB-3HVC`.
impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, group) in self.0.chunks(4).enumerate() {
            if n > 0 {
                f.write_str("-")?;
            }
            f.write_str(&String::from_utf8_lossy(group))?;
        }
        Ok(())
    }
}

/// Why a writing is no code: it is told to whoever types, since it says nothing about reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("a code has {LENGTH} letters and digits")]
    Length,
    #[error("a code holds letters and digits alone")]
    Character,
    /// One character is wrong, or two stand in each other's place.
    #[error("the code is mistyped")]
    Check,
}

impl Code {
    /// A new one.
    #[must_use]
    pub fn random(rng: &mut impl Rng) -> Self {
        let mut values = [0_u8; RANDOM];
        for value in &mut values {
            *value = rng.random_range(0..32);
        }
        Self::of_values(values)
    }

    /// Reads what somebody typed: in capitals or not, with blanks or dashes anywhere, O for 0, I or L for 1.
    pub fn parse(written: &str) -> Result<Self, CodeError> {
        if written.len() > MAX_WRITTEN {
            return Err(CodeError::Length);
        }
        let mut values = Vec::with_capacity(LENGTH);
        for c in written.chars() {
            if c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '.' | '_') {
                continue;
            }
            values.push(value(c).ok_or(CodeError::Character)?);
        }
        let (random, last) = match values.split_last() {
            Some((last, random)) if random.len() == RANDOM => (random, *last),
            _ => return Err(CodeError::Length),
        };
        if check(random) != last {
            return Err(CodeError::Check);
        }
        let mut characters = [0; LENGTH];
        for (to, value) in characters.iter_mut().zip(&values) {
            *to = ALPHABET[usize::from(*value)];
        }
        Ok(Self(characters))
    }

    /// The code that belongs to a letter ([`crate::envelope::Letter::digest`]) on a form which was handed out with this
    /// nonce: whoever sends the same form again, because the answer was lost on the way, gets the same code; whoever knows
    /// the form and not what was written gets another. `key` never leaves the process that hands out forms.
    #[must_use]
    pub fn of_form(key: &[u8; 32], nonce: &[u8; 16], digest: &[u8; 32]) -> Self {
        // Of fixed lengths: no two of them are the same bytes.
        let bytes = mac(key, &[FORM, nonce, digest].concat());
        let mut values = [0; RANDOM];
        for (value, byte) in values.iter_mut().zip(bytes) {
            *value = byte % 32;
        }
        Self::of_values(values)
    }

    /// Where what belongs to it is found.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::of(&self.signing_key().public())
    }

    /// Signs what is handed in with it.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::derive(&mac(SIGNING, &self.0))
    }

    /// Opens what the centre answers; its public half is what the centre seals to.
    #[must_use]
    pub fn reply_key(&self) -> SecretKey {
        SecretKey::derive(&mac(REPLY, &self.0))
    }

    fn of_values(values: [u8; RANDOM]) -> Self {
        let mut characters = [0; LENGTH];
        for (to, value) in characters
            .iter_mut()
            .zip(values.into_iter().chain([check(&values)]))
        {
            *to = ALPHABET[usize::from(value)];
        }
        Self(characters)
    }
}

/// Where the answers to a code are found. It says nothing about the code: 75 bits are too many to be tried.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mailbox([u8; 32]);

impl Mailbox {
    /// The one that this key signs for.
    #[must_use]
    pub fn of(key: &VerifyKey) -> Self {
        Self(mac(MAILBOX, key.as_bytes()))
    }

    /// From 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(hex::decode(text).ok()?.try_into().ok()?))
    }
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mailbox({self})")
    }
}

/// Tells apart what is derived from a code, and from its keys.
const MAILBOX: &[u8] = b"coloa mailbox v2";
const SIGNING: &[u8] = b"coloa signing key v1";
const REPLY: &[u8] = b"coloa reply key v1";
/// Tells codes apart from what else is derived from the key of forms.
const FORM: &[u8] = b"coloa code of a form v2";
/// Characters that no code has.
const NO_CODE: [u8; LENGTH] = [b'?'; LENGTH];

/// What a writing is looked up by, and the key to what is found there: of the code, or of something that is no code where
/// it is none. Both cost the same, and neither tells whether a report exists.
#[must_use]
pub fn lookup(written: &str) -> (Mailbox, SecretKey) {
    let code = Code::parse(written).unwrap_or(Code(NO_CODE));
    (code.mailbox(), code.reply_key())
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes any key length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        // Keyboards of phones put a full-width or accented letter now and then: only the ASCII ones are codes.
        c => c,
    };
    let place = ALPHABET.iter().position(|a| char::from(*a) == c)?;
    u8::try_from(place).ok()
}

/// The check value by Luhn's rule modulo 32: one wrong character is always seen, two neighbours in each other's place
/// nearly always.
fn check(values: &[u8]) -> u8 {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(n, value)| {
            let weighed = u32::from(*value) * if n % 2 == 0 { 2 } else { 1 };
            weighed / 32 + weighed % 32
        })
        .sum();
    u8::try_from((32 - sum % 32) % 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::StdRng};

    fn code(seed: u64) -> Code {
        Code::random(&mut StdRng::seed_from_u64(seed))
    }

    #[test]
    fn read_as_people_type_it() {
        let code = code(1);
        let shown = code.to_string();
        assert_eq!(shown.len(), LENGTH + 3);
        for written in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " "),
            format!("  {}\n", shown.replace('-', " – ")),
            shown.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(Code::parse(&written).as_ref(), Ok(&code), "{written}");
        }
    }

    #[test]
    fn what_is_no_code_says_why_and_is_looked_up_as_none() {
        let shown = code(1).to_string();
        for (written, why) in [
            (String::new(), CodeError::Length),
            (shown[..18].to_owned(), CodeError::Length),
            (format!("{shown}2"), CodeError::Length),
            ("*".repeat(16), CodeError::Character),
            ("A".repeat(100_000), CodeError::Length),
            ("🔒".repeat(16), CodeError::Character),
        ] {
            assert_eq!(Code::parse(&written), Err(why));
            assert_eq!(lookup(&written).0, Code(NO_CODE).mailbox());
        }
        assert_eq!(lookup(&shown).0, code(1).mailbox());
        assert_ne!(code(1).mailbox(), code(2).mailbox());
        assert_eq!(
            Mailbox::parse(&code(1).mailbox().to_string()),
            Some(code(1).mailbox())
        );
        assert_eq!(Mailbox::parse("00"), None);
        assert_eq!(Mailbox::of(&code(1).signing_key().public()), code(1).mailbox());
        assert_eq!(lookup(&shown).1.public(), code(1).reply_key().public());
    }

    #[test]
    fn a_form_that_is_sent_again_has_the_same_code_and_another_letter_another() {
        let of = |key: u8, nonce: u8, digest: u8| Code::of_form(&[key; 32], &[nonce; 16], &[digest; 32]);
        assert_eq!(of(1, 1, 1), of(1, 1, 1));
        for other in [of(2, 1, 1), of(1, 2, 1), of(1, 1, 2)] {
            assert_ne!(other, of(1, 1, 1));
        }
        assert_eq!(Code::parse(&of(1, 1, 1).to_string()), Ok(of(1, 1, 1)));
    }

    #[test]
    fn two_neighbours_in_each_others_place_are_seen_but_for_two_pairs_in_1024() {
        let mut missed = 0;
        for a in 0..32 {
            for b in 0..32 {
                let mut values = [3; RANDOM];
                (values[4], values[5]) = (a, b);
                let right = check(&values);
                values.swap(4, 5);
                missed += usize::from(a != b && check(&values) == right);
            }
        }
        assert!(missed <= 2, "{missed}");
    }

    #[test]
    fn it_is_not_printed_by_accident() {
        assert_eq!(format!("{:?}", code(3)), "Code(…)");
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_seen(seed: u64, place in 0..LENGTH, by in 1_u8..32) {
            let right = code(seed);
            let mut wrong = right.0;
            let old = ALPHABET.iter().position(|a| *a == wrong[place]).unwrap();
            wrong[place] = ALPHABET[(old + usize::from(by)) % 32];
            let written = String::from_utf8(wrong.to_vec()).unwrap();
            prop_assert_eq!(Code::parse(&written), Err(CodeError::Check));
        }

        #[test]
        fn any_text_is_read_without_harm(text: String) {
            let _ = Code::parse(&text);
        }
    }
}
