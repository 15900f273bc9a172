//! The register: official names, prepared for look-ups.

use crate::address::{self, Name as Host};
use crate::error::{Refusal, Refused};
use crate::fold::{joined, plain, squash, typed};
use crate::index::{ONE_EDIT, TWO_EDITS, Table, deletes, hash, row};
use crate::model::{Entry, Official};
use crate::policy::Grade;
use crate::syllable::is_vietnamese;
use crate::words::WORDS;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

/// Organisations that may share a label before it counts as a common word.
const SHARED_BY: usize = 3;
/// A common word as long as this still says something.
const LONG: usize = 9;
/// Letters of a coined name that is looked for within longer labels.
const WITHIN: usize = 9;

/// Official names. Building one for 20,000 organisations takes a fraction of a second and some tens of megabytes; share it, and
/// build a new one when the list changes.
pub struct Register {
    pub(crate) organisations: Vec<String>,
    pub(crate) domains: Vec<Domain>,
    by_domain: FxHashMap<Box<str>, u32>,
    pub(crate) names: Vec<Name>,
    /// Names by [`squash`], by [`typed`], by [`deletes`].
    pub(crate) by_look: Table,
    pub(crate) by_keys: Table,
    pub(crate) by_deletes: Table,
    /// Domains, suffix and all, by [`squash`].
    pub(crate) by_whole: Table,
    /// Names that are looked for within labels, squashed; and which they are.
    pub(crate) within: Option<AhoCorasick>,
    pub(crate) within_names: Vec<u32>,
    refused: Vec<Refused>,
}

/// An official domain.
pub(crate) struct Domain {
    pub entry: u32,
    /// In Unicode.
    pub shown: String,
    pub suffix: String,
    pub registrable: Option<String>,
    /// Squashed, without dots.
    pub squashed: Box<str>,
}

/// A name by which a domain or an organisation is known: the labels of a domain left of its suffix, or a brand.
pub(crate) struct Name {
    pub domain: u32,
    /// Plain, without separators.
    pub plain: Box<str>,
    /// Plain, with separators.
    pub written: Box<str>,
    pub squashed: Box<str>,
    pub grade: Grade,
    pub vietnamese: bool,
    pub brand: bool,
}

impl Register {
    /// Prepares the register. A domain that is none, or that an earlier entry has, is left out and told by
    /// [`Register::refused`]; an entry without domains is never found.
    #[must_use]
    pub fn build(entries: Vec<Entry>) -> Self {
        let mut builder = Builder::default();
        for (at, entry) in entries.iter().enumerate() {
            for domain in &entry.domains {
                builder.domain(at, domain);
            }
        }
        let common = builder.common();
        builder.domain_names(&common);
        for (at, entry) in entries.iter().enumerate() {
            for brand in &entry.brands {
                builder.brand(at, brand, &common);
            }
        }
        builder.finish(entries.into_iter().map(|e| e.organisation).collect())
    }

    /// Domains that were left out.
    #[must_use]
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Official domains.
    #[must_use]
    pub fn len(&self) -> usize {
        self.domains.len()
    }

    /// Whether there is no official domain at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.domains.is_empty()
    }

    /// The official domain that this host is, or lies below; `ascii` as on the wire.
    pub(crate) fn official(&self, ascii: &str) -> Option<u32> {
        let mut rest = ascii;
        loop {
            if let Some(id) = self.by_domain.get(rest) {
                let domain = &self.domains[*id as usize];
                // Below a public suffix anybody may have a name.
                if rest.len() == ascii.len() || domain.registrable.is_some() {
                    return Some(*id);
                }
            }
            rest = rest.split_once('.')?.1;
        }
    }

    pub(crate) fn told(&self, id: u32) -> Official {
        let domain = &self.domains[id as usize];
        Official {
            entry: domain.entry as usize,
            organisation: self.organisations[domain.entry as usize].clone(),
            domain: domain.shown.clone(),
        }
    }
}

#[derive(Default)]
struct Builder {
    domains: Vec<Domain>,
    hosts: Vec<Host>,
    by_domain: FxHashMap<Box<str>, u32>,
    /// The first domain of each entry.
    first: FxHashMap<usize, u32>,
    names: Vec<Name>,
    refused: Vec<Refused>,
}

impl Builder {
    fn domain(&mut self, entry: usize, text: &str) {
        let refuse = |why| Refused {
            entry,
            domain: text.to_owned(),
            why,
        };
        let text = text.trim();
        let without_www = text.strip_prefix("www.").unwrap_or(text);
        let read = address::read(without_www).ok();
        let Some((asked, host)) = read.and_then(|a| Some((a.asked, a.name?))) else {
            self.refused.push(refuse(Refusal::NotADomain));
            return;
        };
        let Some(ascii) = asked.ascii else {
            self.refused.push(refuse(Refusal::NotADomain));
            return;
        };
        let id = number(self.domains.len());
        if let Some(other) = self.by_domain.get(ascii.as_str()) {
            let by = self.domains[*other as usize].entry as usize;
            if by != entry {
                self.refused.push(refuse(Refusal::Taken { by }));
            }
            return;
        }
        self.by_domain.insert(ascii.into(), id);
        self.first.entry(entry).or_insert(id);
        self.domains.push(Domain {
            entry: number(entry),
            suffix: host.suffix_text(),
            squashed: squash(&plain(&asked.host)).into(),
            shown: asked.host,
            registrable: asked.registrable,
        });
        self.hosts.push(host);
    }

    /// Labels that several organisations have in their domains.
    fn common(&self) -> FxHashMap<String, usize> {
        let mut seen: FxHashMap<String, (u32, usize)> = FxHashMap::default();
        for (domain, host) in self.domains.iter().zip(&self.hosts) {
            for label in host.left() {
                let (last, count) = seen.entry(joined(&plain(label))).or_insert((u32::MAX, 0));
                if *last != domain.entry {
                    *last = domain.entry;
                    *count += 1;
                }
            }
        }
        seen.retain(|_, (_, count)| *count >= SHARED_BY);
        seen.into_iter()
            .map(|(label, (_, count))| (label, count))
            .collect()
    }

    fn domain_names(&mut self, common: &FxHashMap<String, usize>) {
        // Who has a registered domain to himself is known by its label, whichever name below it is the official one.
        let mut owners: FxHashMap<String, (u32, bool)> = FxHashMap::default();
        for domain in &self.domains {
            if let Some(registrable) = &domain.registrable {
                let owner = owners.entry(registrable.clone()).or_insert((domain.entry, true));
                owner.1 &= owner.0 == domain.entry;
            }
        }
        for id in 0..self.domains.len() {
            let left = self.hosts[id].left();
            let Some(core) = left.last() else {
                continue;
            };
            let mut written = vec![plain(&left.join("."))];
            let alone = self.domains[id]
                .registrable
                .as_ref()
                .is_some_and(|r| owners.get(r).is_some_and(|o| o.1));
            if left.len() > 1 && alone {
                written.push(plain(core));
            }
            for name in written {
                self.name(number(id), name, false, common);
            }
        }
    }

    fn brand(&mut self, entry: usize, brand: &str, common: &FxHashMap<String, usize>) {
        if let Some(domain) = self.first.get(&entry) {
            self.name(
                *domain,
                plain(brand.trim()).replace(char::is_whitespace, "-"),
                true,
                common,
            );
        }
    }

    fn name(&mut self, domain: u32, written: String, brand: bool, common: &FxHashMap<String, usize>) {
        let plain = joined(&written);
        if !(2..=63).contains(&plain.len()) {
            return;
        }
        let vietnamese = is_vietnamese(&plain);
        let shared = common.contains_key(&plain) && plain.len() < LONG;
        let grade = if plain.len() < ONE_EDIT || shared || WORDS.common.contains(&plain) {
            Grade::Strict
        } else if vietnamese || plain.len() < 7 {
            Grade::Word
        } else {
            Grade::Coined
        };
        self.names.push(Name {
            domain,
            squashed: squash(&plain).into(),
            plain: plain.into(),
            written: written.into(),
            grade,
            vietnamese,
            brand,
        });
    }

    fn finish(self, organisations: Vec<String>) -> Register {
        let mut look = Vec::with_capacity(self.names.len());
        let mut keys = Vec::with_capacity(self.names.len());
        let mut rests = Vec::new();
        let mut within_names = Vec::new();
        for (id, name) in self.names.iter().enumerate() {
            let id = number(id);
            look.push(row(hash(&name.squashed), id));
            if name.plain.len() < ONE_EDIT || !name.plain.is_ascii() {
                continue;
            }
            keys.push(row(hash(&typed(&name.plain)), id));
            let two = TWO_EDITS.contains(&name.plain.len());
            deletes(&name.plain, two, |h| rests.push(row(h, id)));
            if name.grade == Grade::Coined && name.plain.len() >= WITHIN {
                within_names.push(id);
            }
        }
        let whole = self
            .domains
            .iter()
            .enumerate()
            .map(|(id, d)| row(hash(&d.squashed), number(id)));
        let by_whole = Table::new(whole.collect());
        let patterns = within_names
            .iter()
            .map(|id| self.names[*id as usize].squashed.as_bytes());
        let within = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns);
        Register {
            organisations,
            domains: self.domains,
            by_domain: self.by_domain,
            by_look: Table::new(look),
            by_keys: Table::new(keys),
            by_deletes: Table::new(rests),
            by_whole,
            // Fails beyond two billion states only: then names within longer labels go unseen.
            within: within.ok(),
            within_names,
            names: self.names,
            refused: self.refused,
        }
    }
}

/// Four billion are enough for names.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
