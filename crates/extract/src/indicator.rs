//! What is found, and how findings of one text come together.

use crate::{MAX_FOUND, address, glyphs::Glyphs};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::ops::Range;

coloa_base::words! {
    /// What an indicator is.
    pub enum Kind {
        /// A phone number, or one that stands for an e-wallet.
        Phone = "phone",
        /// The number of an account or of a domestic card.
        BankAccount = "bank_account",
        /// An address on the web with a scheme, a path or a query.
        Url = "url",
        /// The name of a host alone.
        Domain = "domain",
        /// An address of IPv4 or IPv6.
        Ip = "ip",
        /// A mail address.
        Email = "email",
        /// An address of cryptocurrency.
        Wallet = "wallet",
        /// The name of an account at a service.
        Handle = "handle",
    }
}

/// A place in the text, counted in Unicode scalar values from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    pub start: usize,
    /// Behind the last one.
    pub end: usize,
}

/// One indicator of a text. As JSON: `kind`, `value`, `raw`, `start`, `end`, and what else is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Indicator {
    pub kind: Kind,
    /// Its normal form. Phone: digits from 0 (Viet Nam), as they are (1800, 1900) or `+` and digits. Account: digits.
    /// URL: as written without tricks, scheme and host in small letters, host in ASCII. Domain: the same. Handle: `@`
    /// and small letters. Wallet: as written, small letters where case means nothing.
    pub value: String,
    /// As it stands in the text where it is first named.
    pub raw: String,
    /// Where that is, in Unicode scalar values.
    pub start: usize,
    /// Behind the last one.
    pub end: usize,
    /// The same in bytes.
    #[serde(skip)]
    pub bytes: Range<usize>,
    /// Further places that name the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<Span>,
    /// The bank that is named beside an account, by its usual short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<&'static str>,
    /// The service that is named beside a handle or phone (`telegram`, `zalo`, `momo`, …).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<&'static str>,
    /// Of a URL: its host in ASCII; of an e-mail address: what stands behind `@`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The words near it say that it is the writer's own ("stk của em", "số của tôi").
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
}

impl Indicator {
    /// What two reports have in common when they name the same thing in different ways: a URL with and without scheme
    /// or `www.`, a profile by its link or its name.
    #[must_use]
    pub fn key(&self) -> (Kind, String) {
        match self.kind {
            Kind::Url => address::url_key(&self.value),
            Kind::Domain => {
                let name = self.value.strip_prefix("www.").unwrap_or(&self.value);
                (Kind::Domain, name.to_owned())
            }
            kind => (kind, self.value.clone()),
        }
    }
}

/// A finding while the text is looked at.
pub(crate) struct Found {
    pub kind: Kind,
    pub value: String,
    /// Glyphs.
    pub at: Range<usize>,
    pub bank: Option<&'static str>,
    pub service: Option<&'static str>,
    pub host: Option<String>,
    pub own: bool,
}

impl Found {
    pub fn new(kind: Kind, value: String, at: Range<usize>) -> Self {
        Self {
            kind,
            value,
            at,
            bank: None,
            service: None,
            host: None,
            own: false,
        }
    }
}

/// Findings in the order of the text, each pair of kind and value once.
pub(crate) fn gather(glyphs: &Glyphs<'_>, mut found: Vec<Found>) -> Vec<Indicator> {
    found.sort_by_key(|f| f.at.start);
    let mut list: Vec<Indicator> = Vec::new();
    let mut known: FxHashMap<(Kind, String), usize> = FxHashMap::default();
    let mut counter = Counter::new(glyphs.text);
    for one in found {
        let bytes = glyphs.bytes(one.at);
        let span = counter.span(&bytes);
        if let Some(index) = known.get(&(one.kind, one.value.clone())) {
            let first = &mut list[*index];
            first.again.push(span);
            first.bank = first.bank.or(one.bank);
            first.service = first.service.or(one.service);
            first.own |= one.own;
            continue;
        }
        if list.len() >= MAX_FOUND {
            break;
        }
        known.insert((one.kind, one.value.clone()), list.len());
        list.push(Indicator {
            kind: one.kind,
            value: one.value,
            raw: glyphs.text[bytes.clone()].to_owned(),
            start: span.start,
            end: span.end,
            bytes,
            again: Vec::new(),
            bank: one.bank,
            service: one.service,
            host: one.host,
            own: one.own,
        });
    }
    list
}

/// Counts characters up to places that only go forward.
struct Counter<'a> {
    text: &'a str,
    bytes: usize,
    chars: usize,
}

impl<'a> Counter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: 0,
            chars: 0,
        }
    }
    fn span(&mut self, bytes: &Range<usize>) -> Span {
        if bytes.start >= self.bytes {
            self.chars += self.text[self.bytes..bytes.start].chars().count();
            self.bytes = bytes.start;
        }
        let start = self.chars;
        Span {
            start,
            end: start + self.text[bytes.clone()].chars().count(),
        }
    }
}
