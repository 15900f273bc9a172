//! One question, answered: [`Register::check`].

use crate::address::{self, Address, Name as Host};
use crate::compare::{How, keys_of_input_method, looks, typo};
use crate::error::CheckError;
use crate::fold::{joined, mixed_scripts, plain, squash, typed};
use crate::index::{ONE_EDIT, TWO_EDITS, deletes, hash};
use crate::model::{Candidate, Extent, Outcome, Reason, Sign, Verdict};
use crate::policy::{Around, Case, Ending, Place, strength};
use crate::register::{Domain, Name, Register};
use crate::subject::{self, Subject, tokens};
use crate::words::{Lure, WORDS};
use rustc_hash::{FxHashMap, FxHashSet};

/// Most candidates that are told.
pub const MAX_CANDIDATES: usize = 5;
/// Candidates weaker than the first by more than this are not told.
const MUCH_WEAKER: u8 = 30;
/// Names compared with one subject.
const MAX_COMPARED: usize = 512;
/// Letters of a name that is known by its keys even where they can be read as words.
const SURELY_TYPED: usize = 12;
/// Words of a host, and of a domain, that are put together in turn.
const MAX_WORDS: usize = 48;
const MAX_WORDS_OF_DOMAIN: usize = 10;

impl Register {
    /// What the register says of a domain, URL or e-mail address. Of an e-mail address only the domain is judged, never the
    /// person before the `@`.
    ///
    /// # Errors
    /// [`CheckError`] when there is no host in it, or one that is too long.
    pub fn check(&self, text: &str) -> Result<Verdict, CheckError> {
        let Address {
            asked,
            mut signs,
            user_info,
            name,
        } = address::read(text)?;
        if let Some(id) = asked.ascii.as_deref().and_then(|ascii| self.official(ascii)) {
            let outcome = Outcome::Official(self.told(id));
            return Ok(Verdict {
                asked,
                outcome,
                signs,
            });
        }
        // What nobody can resolve belongs to nobody.
        let registrable = asked.registrable.clone().filter(|_| asked.ascii.is_some());
        let suffix = name.as_ref().map(Host::suffix_text).unwrap_or_default();
        let mut found = Found::new(self, suffix.clone(), registrable);
        if let Some(user) = &user_info {
            found.before_the_at(user, signs.iter().any(|s| matches!(s, Sign::UserInfo { .. })));
        }
        let Some(host) = name else {
            return Ok(Verdict {
                asked,
                outcome: found.outcome(Vec::new(), None),
                signs,
            });
        };
        if WORDS.closed.contains(&suffix) {
            signs.push(Sign::StateSuffix);
        }
        found.whole_domains(&host);
        for subject in subject::of_host(&host) {
            found.look_up(&subject);
        }
        found.within_labels(&host);

        let imitated = false_suffix(&host, &suffix);
        let mut everywhere = Vec::new();
        everywhere.extend(imitated.clone().map(|imitated| Reason::FalseSuffix { imitated }));
        let punycode = signs.contains(&Sign::Punycode);
        let scripts = host
            .labels
            .iter()
            .map(|l| mixed_scripts(l))
            .find(|m| !m.is_empty())
            .unwrap_or_default();
        if punycode || !scripts.is_empty() {
            everywhere.push(Reason::Idn { punycode, scripts });
        }
        if host.hidden > 0 {
            everywhere.push(Reason::Hidden { count: host.hidden });
        }
        Ok(Verdict {
            asked,
            outcome: found.outcome(everywhere, imitated),
            signs,
        })
    }
}

/// The suffix kept for state bodies that the host has somewhere else than at its end (`gov-vn.cc`, `x.gov.vn.top`).
fn false_suffix(host: &Host, suffix: &str) -> Option<String> {
    let left = plain(&host.labels.join("."));
    let words: Vec<&str> = tokens(&left).take(MAX_WORDS).collect();
    let closed = WORDS.closed.iter().filter(|c| c.as_str() != suffix);
    closed
        .filter(|closed| {
            let parts: Vec<String> = closed.split('.').map(squash).collect();
            let whole = joined(closed);
            let apart = words
                .windows(parts.len())
                .any(|w| w.iter().zip(&parts).all(|(w, p)| squash(w) == *p));
            apart || words.iter().any(|w| w.ends_with(&whole))
        })
        .min()
        .cloned()
}

/// Hits of one question, the best of each organisation.
pub(crate) struct Found<'r> {
    register: &'r Register,
    suffix: String,
    /// The domain that was registered: its owner's other names are no fakes.
    registrable: Option<String>,
    best: FxHashMap<u32, Hit>,
}

struct Hit {
    domain: u32,
    letters: usize,
    strength: u8,
    reasons: Vec<Reason>,
}

impl<'r> Found<'r> {
    pub fn new(register: &'r Register, suffix: String, registrable: Option<String>) -> Self {
        Self {
            register,
            suffix,
            registrable,
            best: FxHashMap::default(),
        }
    }

    fn add(&mut self, id: u32, letters: usize, strength: u8, reasons: Vec<Reason>) {
        let domain = &self.register.domains[id as usize];
        if self.registrable.is_some() && domain.registrable == self.registrable {
            return;
        }
        let hit = Hit {
            domain: id,
            letters,
            strength,
            reasons,
        };
        let better = |old: &Hit| {
            (strength, letters, std::cmp::Reverse(id))
                > (old.strength, old.letters, std::cmp::Reverse(old.domain))
        };
        match self.best.entry(domain.entry) {
            std::collections::hash_map::Entry::Occupied(mut old) => {
                if better(old.get()) {
                    old.insert(hit);
                }
            }
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(hit);
            }
        }
    }

    /// Candidates in order, with the reasons that hold for all of them.
    pub fn candidates(self, everywhere: &[Reason]) -> Vec<Candidate> {
        let register = self.register;
        let mut hits: Vec<Hit> = self.best.into_values().collect();
        hits.sort_by(|a, b| (b.strength, b.letters, a.domain).cmp(&(a.strength, a.letters, b.domain)));
        let least = hits.first().map_or(0, |h| h.strength.saturating_sub(MUCH_WEAKER));
        hits.into_iter()
            .take_while(|h| h.strength >= least)
            .take(MAX_CANDIDATES)
            .map(|hit| {
                let mut reasons = hit.reasons;
                let new: Vec<Reason> = everywhere
                    .iter()
                    .filter(|r| !reasons.contains(r))
                    .cloned()
                    .collect();
                reasons.extend(new);
                let official = register.told(hit.domain);
                Candidate {
                    official,
                    reasons,
                    strength: hit.strength,
                }
            })
            .collect()
    }

    fn outcome(self, everywhere: Vec<Reason>, imitated: Option<String>) -> Outcome {
        let candidates = self.candidates(&everywhere);
        match imitated {
            _ if !candidates.is_empty() => Outcome::LooksLike(candidates),
            Some(suffix) => Outcome::FalseState { suffix },
            None => Outcome::Unknown,
        }
    }

    /// `https://vietcombank.com.vn@evil.example`: browsers ignore what stands before the `@`.
    fn before_the_at(&mut self, user: &str, in_url: bool) {
        let user: String = user.chars().take(512).collect();
        let shown = user.split(':').next().unwrap_or_default().to_owned();
        let register = self.register;
        let official = address::read(&shown)
            .ok()
            .and_then(|a| register.official(a.asked.ascii.as_deref()?));
        if let Some(id) = official {
            let letters = register.domains[id as usize].shown.len();
            self.add(id, letters, 100, vec![Reason::UserInfo { shown }]);
        } else if in_url {
            let squashed = squash(&plain(&shown));
            let names: Vec<(u32, usize)> = register
                .by_look
                .get(hash(&squashed))
                .map(|id| &register.names[id as usize])
                .filter(|n| *n.squashed == *squashed && n.plain.len() >= ONE_EDIT)
                .map(|n| (n.domain, n.plain.len()))
                .collect();
            for (domain, letters) in names {
                self.add(
                    domain,
                    letters,
                    90,
                    vec![Reason::UserInfo { shown: shown.clone() }],
                );
            }
        }
    }

    /// Official domains, suffix and all, within the host: `vietcombank.com.vn.evil.example`, `dichvucong-gov.vn.top`.
    fn whole_domains(&mut self, host: &Host) {
        let register = self.register;
        let labels: Vec<String> = host.labels.iter().map(|l| plain(l)).collect();
        // (label, first of its label, squashed, shown)
        let mut words: Vec<(usize, bool, String, &str)> = Vec::new();
        for (at, label) in labels.iter().enumerate() {
            for (i, word) in tokens(label).enumerate() {
                if words.len() < MAX_WORDS {
                    words.push((at, i == 0, squash(word), word));
                }
            }
        }
        let core = host.left().len().saturating_sub(1);
        let owner = || host.labels[core..].join(".");
        for from in 0..words.len() {
            let mut squashed = String::new();
            for to in from..words.len().min(from + MAX_WORDS_OF_DOMAIN) {
                squashed.push_str(&words[to].2);
                let (first, last) = (words[from].0, words[to].0);
                let in_suffix = last > core;
                for id in register.by_whole.get(hash(&squashed)) {
                    let domain = &register.domains[id as usize];
                    // With the real suffix at its end it is the label that decides, below; so it is where the label is
                    // the official one and only more follows (`techcombank.com.vn` beside `techcombank.com`).
                    let own_label =
                        || format!("{}{}", squash(&labels[core]), squash(&domain.suffix)) == *domain.squashed;
                    if *domain.squashed != *squashed
                        || in_suffix && (domain.suffix == self.suffix || !words[from].1 || own_label())
                    {
                        continue;
                    }
                    let text =
                        |range: std::ops::RangeInclusive<usize>| -> String { host.labels[range].join(".") };
                    let reason = if first == last && first == core {
                        let around = words
                            .iter()
                            .enumerate()
                            .filter(|(i, w)| w.0 == core && !(from..=to).contains(i));
                        let around = around.map(|(_, w)| w.3.to_owned()).collect();
                        Reason::Contains {
                            brand: domain.shown.clone(),
                            around,
                        }
                    } else if in_suffix {
                        Reason::FalseSuffix {
                            imitated: domain.suffix.clone(),
                        }
                    } else {
                        Reason::Subdomain {
                            shown: text(first..=last),
                            owner: owner(),
                            extent: Extent::Domain,
                        }
                    };
                    self.add(id, domain.shown.len(), 96, vec![reason]);
                }
            }
        }
    }

    /// Names that look like a subject, are typed like it, or are a letter or two away.
    pub fn look_up(&mut self, subject: &Subject) {
        let register = self.register;
        let squashed = squash(&subject.joined);
        for id in register.by_look.get(hash(&squashed)) {
            let name = &register.names[id as usize];
            if *name.squashed == *squashed {
                let (how, reasons) = looks(&subject.shown, &subject.plain, &name.written, &name.plain);
                self.judge(subject, name, how, reasons);
            }
        }
        if !subject.mistyped || subject.joined.len() < ONE_EDIT - 1 || !subject.joined.is_ascii() {
            return;
        }
        let mut compared = FxHashSet::default();
        for id in register.by_keys.get(hash(&typed(&subject.joined))) {
            let name = &register.names[id as usize];
            // Keys within a short name may make other words of it.
            let sure = !subject.vietnamese || name.plain.len() >= SURELY_TYPED;
            if let Some(kind) = keys_of_input_method(&name.plain, &subject.joined).filter(|_| sure) {
                compared.insert(id);
                let extra = subject.joined.len() - name.plain.len();
                // One key more in a name that nobody types with marks is a typing error like any other.
                let plain_error =
                    (extra == 1 && !name.vietnamese).then(|| typo(&name.plain, &subject.joined, 1));
                let kind = plain_error.flatten().map_or(kind, |(kind, _)| kind);
                let distance = u8::try_from(extra).unwrap_or(u8::MAX);
                let reasons = vec![Reason::Typo { distance, kind }];
                self.judge(subject, name, How::Typed(kind), reasons);
            }
        }
        let length = subject.joined.len();
        let two = (TWO_EDITS.start() - 2..=TWO_EDITS.end() + 2).contains(&length);
        let mut near = Vec::new();
        deletes(&subject.joined, two, |rest| {
            if compared.len() < MAX_COMPARED {
                near.extend(register.by_deletes.get(rest).filter(|id| compared.insert(*id)));
            }
        });
        for id in near {
            let name = &register.names[id as usize];
            let most = if TWO_EDITS.contains(&name.plain.len()) {
                2
            } else {
                1
            };
            if let Some((kind, distance)) = typo(&name.plain, &subject.joined, most) {
                let reasons = vec![Reason::Typo { distance, kind }];
                self.judge(subject, name, How::Typo(kind, distance), reasons);
            }
        }
    }

    /// Coined names within labels, with no word between: `evietcombankers.example`.
    fn within_labels(&mut self, host: &Host) {
        let register = self.register;
        let Some(automaton) = &register.within else {
            return;
        };
        let left = host.left();
        for (at, label) in left.iter().enumerate() {
            let text = plain(label);
            let label_joined = joined(&text);
            let squashed = squash(&label_joined);
            if squashed.len() <= ONE_EDIT {
                continue;
            }
            for found in automaton.find_overlapping_iter(&squashed).take(MAX_COMPARED) {
                let id = register.within_names[found.pattern().as_usize()];
                let name = &register.names[id as usize];
                let Some(part) = behind(&label_joined, found.start()..found.end()) else {
                    continue;
                };
                let (before, after) = (&label_joined[..part.start], &label_joined[part.end..]);
                let loose = |t: &str| t.len() == 1 && t.bytes().all(|b| b.is_ascii_alphabetic());
                if before.is_empty() && after.is_empty() || loose(before) || loose(after) {
                    continue;
                }
                let around = [before, after].into_iter().filter(|a| !a.is_empty());
                let subject = Subject {
                    shown: label.clone(),
                    plain: label_joined[part.clone()].to_owned(),
                    joined: label_joined[part].to_owned(),
                    place: if at + 1 == left.len() {
                        Place::Core
                    } else {
                        Place::Left
                    },
                    around: Around {
                        lure: Lure::None,
                        unknown: true,
                        separated: false,
                    },
                    words: around.map(str::to_owned).collect(),
                    mistyped: false,
                    vietnamese: false,
                    elsewhere: Lure::None,
                };
                let (how, reasons) = looks(label, &subject.plain, &name.written, &name.plain);
                self.judge(&subject, name, how, reasons);
            }
        }
    }

    /// Asks [`strength`], and completes the reasons.
    fn judge(&mut self, subject: &Subject, name: &Name, how: How, mut reasons: Vec<Reason>) {
        let domain: &Domain = &self.register.domains[name.domain as usize];
        let ending = match subject.place {
            Place::Handle => Ending::Other,
            _ => Ending::of(&self.suffix, &domain.suffix),
        };
        let case = Case {
            grade: name.grade,
            letters: name.plain.len(),
            brand: name.brand,
            how,
            place: subject.place,
            around: subject.around,
            ending,
            closed_as_well: domain.suffix == self.suffix,
            word: name.vietnamese,
            both_words: name.vietnamese && subject.vietnamese,
            elsewhere: subject.elsewhere,
        };
        let Some(strength) = strength(&case) else {
            return;
        };
        let alone = subject.words.is_empty();
        if !alone {
            reasons.push(Reason::Contains {
                brand: name.written.to_string(),
                around: subject.words.clone(),
            });
        }
        let looks_the_same = !matches!(how, How::Typo(..) | How::Typed(_));
        match subject.place {
            Place::Left => reasons.push(Reason::Subdomain {
                shown: subject.shown.clone(),
                owner: self.registrable.clone().unwrap_or_default(),
                extent: Extent::Label,
            }),
            Place::Core if alone && looks_the_same && domain.suffix != self.suffix => {
                reasons.push(Reason::OtherSuffix {
                    official: domain.suffix.clone(),
                    found: self.suffix.clone(),
                })
            }
            Place::Core if reasons.is_empty() => {
                reasons.push(Reason::Contains {
                    brand: name.written.to_string(),
                    around: Vec::new(),
                });
            }
            Place::Handle if reasons.is_empty() => {
                reasons.push(Reason::SameName {
                    brand: name.written.to_string(),
                });
            }
            Place::Core | Place::Handle => {}
        }
        self.add(name.domain, name.plain.len(), strength, reasons);
    }
}

/// The part of a text that a part of its squashed form stands for; `None` where a letter would be cut.
fn behind(text: &str, squashed: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let (mut length, mut start) = (0, None);
    for (at, c) in text.char_indices() {
        if length == squashed.start {
            start = Some(at);
        }
        if length == squashed.end {
            return Some(start?..at);
        }
        length += squash(c.encode_utf8(&mut [0; 4])).len();
    }
    (length == squashed.end).then_some(start?..text.len())
}
