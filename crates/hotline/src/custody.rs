//! The key of last resort: when the machine and its keys are lost, or a court asks, some of the custodians together
//! open what was sealed. The private half is split among them by Shamir's scheme as soon as it is made and is kept
//! nowhere; each share is a line of text to print and lock away.

use crate::seal::SecretKey;
use blahaj::{Share, Sharks};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Most custodians; nobody gathers more.
pub const MOST: u8 = 20;
/// How a share begins.
const PREFIX: &str = "coloa-share";

/// Why the key cannot be split or put together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CustodyError {
    #[error("at least two of at most {MOST} custodians open, and no more than there are")]
    Numbers,
    /// The share at this place, counted from 1.
    #[error("share {0} is mistyped or is none")]
    Share(usize),
    #[error("the shares belong to different keys")]
    Mixed,
    #[error("{needed} different shares are needed, {given} were given")]
    TooFew { needed: u8, given: usize },
    #[error("the shares do not give the key that they were made of")]
    Wrong,
}

/// A new key of last resort: its public half, and the shares.
#[derive(Clone, PartialEq, Eq)]
pub struct Split {
    /// What a machine seals to, in hexadecimal.
    pub public: String,
    /// One for each custodian; none is kept.
    pub shares: Vec<String>,
}

impl std::fmt::Debug for Split {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Split")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// Makes a key and splits it: any `needed` of `custodians` open.
pub fn split(needed: u8, custodians: u8) -> Result<Split, CustodyError> {
    if needed < 2 || needed > custodians || custodians > MOST {
        return Err(CustodyError::Numbers);
    }
    let key = SecretKey::generate();
    let public = key.public().to_string();
    let shares = Sharks(needed)
        .dealer(&key.to_bytes())
        .take(custodians.into())
        .map(|share| write(needed, &set_of(&public), &Vec::from(&share)))
        .collect();
    Ok(Split { public, shares })
}

/// Puts the key together from shares, in any order; more than needed do no harm.
pub fn join<'a>(shares: impl IntoIterator<Item = &'a str>) -> Result<SecretKey, CustodyError> {
    let mut read = Vec::new();
    for (n, text) in shares.into_iter().enumerate() {
        read.push(parse(text).ok_or(CustodyError::Share(n + 1))?);
    }
    let Some((needed, set, _)) = read.first().cloned() else {
        return Err(CustodyError::TooFew { needed: 2, given: 0 });
    };
    if read.iter().any(|(n, s, _)| *n != needed || *s != set) {
        return Err(CustodyError::Mixed);
    }
    let different: BTreeSet<Vec<u8>> = read.into_iter().map(|(_, _, share)| share).collect();
    if different.len() < usize::from(needed) {
        return Err(CustodyError::TooFew {
            needed,
            given: different.len(),
        });
    }
    let shares: Vec<Share> = different
        .iter()
        .map(|bytes| Share::try_from(bytes.as_slice()))
        .collect::<Result<_, _>>()
        .map_err(|_| CustodyError::Wrong)?;
    let secret = Sharks(needed).recover(&shares).map_err(|_| CustodyError::Wrong)?;
    let key = SecretKey::from_bytes(&secret).map_err(|_| CustodyError::Wrong)?;
    if set_of(&key.public().to_string()) != set {
        return Err(CustodyError::Wrong);
    }
    Ok(key)
}

/// Tells the keys apart whose shares these are.
fn set_of(public: &str) -> String {
    hex::encode(&Sha256::digest(public)[..4])
}

/// `coloa-share-<needed>-<set>-<share>-<check>`.
fn write(needed: u8, set: &str, share: &[u8]) -> String {
    let body = format!("{PREFIX}-{needed}-{set}-{}", hex::encode(share));
    let check = check(&body);
    format!("{body}-{check}")
}

fn check(body: &str) -> String {
    hex::encode(&Sha256::digest(body)[..4])
}

fn parse(text: &str) -> Option<(u8, String, Vec<u8>)> {
    // Printed lines are typed in again with blanks and breaks.
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_ascii_lowercase();
    let (body, told) = text.rsplit_once('-')?;
    if check(body) != told {
        return None;
    }
    let mut parts = body.strip_prefix(PREFIX)?.strip_prefix('-')?.split('-');
    let (needed, set, share) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((needed.parse().ok()?, set.to_owned(), hex::decode(share).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::{self, PublicKey};

    #[test]
    fn any_three_of_five_open_and_two_do_not() {
        let split = split(3, 5).unwrap();
        let sealed = seal::seal(
            &[PublicKey::parse(&split.public).unwrap()],
            "p",
            b"ten va so dien thoai",
        );
        let s = &split.shares;
        for some in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
            let key = join(some.map(|n| s[n].as_str())).unwrap();
            assert_eq!(
                seal::open(&[&key], "p", &sealed).unwrap(),
                b"ten va so dien thoai"
            );
        }
        assert!(join(s.iter().map(String::as_str)).is_ok());
        let too_few = CustodyError::TooFew { needed: 3, given: 2 };
        assert_eq!(join([&*s[0], &*s[1]]).err(), Some(too_few));
        let twice = CustodyError::TooFew { needed: 3, given: 2 };
        assert_eq!(join([&*s[0], &*s[1], &*s[1]]).err(), Some(twice));
    }

    #[test]
    fn shares_are_read_as_they_are_typed_from_paper() {
        let split = split(2, 2).unwrap();
        let typed = format!(
            " {} \n{}",
            &split.shares[0][..30].to_uppercase(),
            &split.shares[0][30..]
        );
        assert!(join([typed.as_str(), &split.shares[1]]).is_ok());
    }

    #[test]
    fn a_wrong_share_is_named() {
        let (one, other) = (split(2, 3).unwrap(), split(2, 3).unwrap());
        let mut mistyped = one.shares[1].clone();
        let at = mistyped.len() - 20;
        let digit = if &mistyped[at..=at] == "0" { "1" } else { "0" };
        mistyped.replace_range(at..=at, digit);
        assert_eq!(
            join([&*one.shares[0], &*mistyped]).err(),
            Some(CustodyError::Share(2))
        );
        assert_eq!(join([&*one.shares[0], "x"]).err(), Some(CustodyError::Share(2)));
        assert_eq!(
            join([&*one.shares[0], &*other.shares[1]]).err(),
            Some(CustodyError::Mixed)
        );
        assert_eq!(join([]).err(), Some(CustodyError::TooFew { needed: 2, given: 0 }));
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        for (needed, custodians) in [(0, 3), (1, 3), (4, 3), (2, MOST + 1)] {
            assert_eq!(split(needed, custodians).err(), Some(CustodyError::Numbers));
        }
        assert!(!format!("{:?}", split(2, 3).unwrap()).contains("share-"));
    }
}
