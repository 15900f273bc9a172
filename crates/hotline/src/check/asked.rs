//! What somebody may mean by what they ask: a link, a number, an account, a name. Nothing is guessed of the name of a person.

use super::{MAX_ASKED, MOST_TAKEN};
use crate::mention::{
    hub,
    normal::{self, Settled},
};
use coloa_extract::{Kind, find};
use coloa_lookalike::{Register, Sign, Verdict};

/// Characters of what may be a number or a name alone; what is longer is a message that names something.
const ALONE: usize = 64;
/// Digits of a short service number.
const SHORT: std::ops::RangeInclusive<usize> = 3..=6;

/// One of the things that may be meant.
#[derive(Clone, Debug)]
pub(super) struct Meant {
    pub thing: Settled,
    /// What the register says of its host.
    pub verdict: Option<Verdict>,
}

/// What may be meant, the likeliest first, at most [`MOST_TAKEN`].
pub(super) fn read(register: &Register, asked: &str, bank: &str) -> Vec<Meant> {
    let text = asked[..asked.floor_char_boundary(MAX_ASKED)].trim();
    let bank = bank[..bank.floor_char_boundary(MAX_ASKED)].trim();
    let is_short = text.chars().count() <= ALONE;
    let mut found: Vec<(Settled, String)> = find(text)
        .iter()
        .map(|i| (normal::of(i), i.raw.clone()))
        .collect();
    let is_address =
        |thing: &Settled| matches!(thing.kind, Kind::Url | Kind::Domain | Kind::Ip | Kind::Email);
    let whole = as_one(register, text);
    if let Some(verdict) = &whole {
        let host = host_of(verdict);
        if found.iter().any(|(thing, _)| is_address(thing)) {
            // A browser goes to one host, whatever else seems to stand in the link.
            found.retain(|(thing, _)| goes_to(thing, &host));
            if found.is_empty() {
                found.push((normal::of_host(&host), text.to_owned()));
            }
        } else if found.is_empty() && is_plausible(verdict, text) {
            found.push((normal::of_host(&host), text.to_owned()));
        }
    }
    let is_number = |(thing, _): &(Settled, String)| matches!(thing.kind, Kind::Phone | Kind::BankAccount);
    if is_short && found.len() < 2 && found.iter().all(is_number) {
        let numbers = numbers(text, bank);
        if !numbers.is_empty() {
            found = numbers;
        } else if found.is_empty() {
            found.extend(name(text));
        }
    }
    let mut meant: Vec<Meant> = Vec::new();
    for (thing, raw) in found {
        let known = |m: &Meant| (m.thing.kind, &m.thing.match_key) == (thing.kind, &thing.match_key);
        if meant.len() == MOST_TAKEN || meant.iter().any(known) {
            continue;
        }
        let verdict = match whole.clone().filter(|v| goes_to(&thing, &host_of(v))) {
            Some(verdict) => Some(verdict),
            None => verdict_of(register, &thing, &raw),
        };
        meant.push(Meant { thing, verdict });
    }
    meant
}

/// The text as one link, domain or mail address.
fn as_one(register: &Register, text: &str) -> Option<Verdict> {
    let is_one =
        !text.contains(char::is_whitespace) && !text.starts_with('@') && text.contains(char::is_alphabetic);
    is_one.then(|| register.check(text).ok()).flatten()
}

/// The host in ASCII, where it has one, without `www.`.
fn host_of(verdict: &Verdict) -> String {
    let host = verdict.asked.ascii.as_deref().unwrap_or(&verdict.asked.host);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

fn goes_to(thing: &Settled, host: &str) -> bool {
    match thing.kind {
        Kind::Url | Kind::Domain | Kind::Email => thing.host.as_deref() == Some(host),
        Kind::Ip => thing.match_key == host,
        _ => false,
    }
}

/// A host that the extractor did not see: written so that only a browser reads it, or below an ending that exists.
fn is_plausible(verdict: &Verdict, text: &str) -> bool {
    text.contains("://")
        || !verdict.signs.contains(&Sign::UnknownSuffix) && !verdict.signs.contains(&Sign::PublicSuffix)
}

/// What the register says of something that stands in a longer text.
fn verdict_of(register: &Register, thing: &Settled, raw: &str) -> Option<Verdict> {
    let host = match thing.kind {
        Kind::Url | Kind::Domain | Kind::Email => thing.host.as_deref()?,
        Kind::Ip => &thing.match_key,
        _ => return None,
    };
    // As it stands there, tricks and all, where it is the same host; else by what it means.
    let as_written = register.check(raw).ok().filter(|v| host_of(v) == host);
    as_written.or_else(|| register.check(host).ok())
}

/// A number alone is a phone, an account or both, unless a word or a bank beside it says which; so is a short one of a
/// service.
fn numbers(text: &str, bank: &str) -> Vec<(Settled, String)> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if SHORT.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        let service = Settled {
            kind: Kind::Phone,
            value: digits.clone(),
            match_key: digits.clone(),
            bank: None,
            service: None,
            host: None,
        };
        let mut found = vec![(service, digits.clone())];
        if hub::service(&digits).is_none() {
            found.extend(account(text, bank));
        }
        return found;
    }
    let phone = find(&format!("sdt {text}"));
    let phone = phone
        .iter()
        .find(|i| i.kind == Kind::Phone)
        .map(|i| (normal::of(i), i.raw.clone()));
    let account = account(text, bank);
    let at_bank = account
        .as_ref()
        .is_some_and(|(account, _)| account.bank.is_some());
    match (phone, account) {
        (Some(_), Some(account)) if at_bank => vec![account],
        (phone, account) => phone.into_iter().chain(account).collect(),
    }
}

fn account(text: &str, bank: &str) -> Option<(Settled, String)> {
    let found = find(&format!("stk {text} {bank}"));
    let account = found.iter().find(|i| i.kind == Kind::BankAccount)?;
    Some((normal::of(account), account.raw.clone()))
}

/// The name of an account at a service, without its sign: one word of Latin letters with a digit or a line in it.
fn name(text: &str) -> Option<(Settled, String)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let signed = text.contains(|c: char| c.is_ascii_digit() || c == '_')
        && text.contains(|c: char| c.is_ascii_alphabetic());
    if !signed || !text.chars().all(fits) {
        return None;
    }
    let found = find(&format!("@{text}"));
    let name = found.iter().find(|i| i.kind == Kind::Handle)?;
    Some((normal::of(name), name.raw.clone()))
}
