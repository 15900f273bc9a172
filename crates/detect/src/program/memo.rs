//! What is remembered between events: which predicates are true of a value that was seen before.

use quick_cache::{Equivalent, Weighter, unsync::Cache};
use rustc_hash::FxHasher;
use std::{
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, TryLockError},
};

/// Bytes that the memo of one thread may take.
const MOST_BYTES: u64 = 16 << 20;
/// Bytes of a value beyond which it is not remembered: it will hardly come again.
pub(super) const LONGEST: usize = 1024;
/// Threads that have a memo of their own at the same time; more of them do without.
const SLOTS: usize = 8;
/// Values that came once, of which the memo keeps a trace; two to this power.
const ONCE_BITS: u32 = 15;

/// A value of a field of a program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub program: u32,
    pub field: u32,
    /// Whether it is a number written out: `1` and `"1"` are two values.
    pub number: bool,
    pub text: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    program: u32,
    field: u32,
    number: bool,
    text: Box<str>,
}

fn feed(into: &mut impl Hasher, of: Asked<'_>) {
    (u64::from(of.program) << 33 | u64::from(of.field) << 1 | u64::from(of.number)).hash(into);
    of.text.hash(into);
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let asked = Asked {
            program: self.program,
            field: self.field,
            number: self.number,
            text: &self.text,
        };
        feed(state, asked);
    }
}

impl Hash for Asked<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        feed(state, *self);
    }
}

impl Equivalent<Key> for Asked<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.program == key.program
            && self.field == key.field
            && self.number == key.number
            && *self.text == *key.text
    }
}

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<Key, Arc<[u32]>> for Bytes {
    fn weight(&self, key: &Key, value: &Arc<[u32]>) -> u64 {
        // The entry itself with its place in the table.
        (key.text.len() + value.len() * 4 + 96) as u64
    }
}

/// The memo of one thread, and marks of the event that is looked at.
pub(super) struct Memo {
    cache: Cache<Key, Arc<[u32]>, Bytes>,
    /// Of most values nothing is true.
    nothing: Arc<[u32]>,
    /// Traces of values that came once. Most never come again, and would only push out those that do.
    once: Box<[u64]>,
    /// The event that marks are of.
    event: u32,
    predicates: Vec<u32>,
    rules: Vec<u32>,
    pub candidates: Vec<u32>,
    pub found: Vec<u32>,
}

impl Default for Memo {
    fn default() -> Self {
        Self {
            cache: Cache::with_weighter(4_096, MOST_BYTES, Bytes),
            nothing: Arc::default(),
            once: vec![0; 1 << ONCE_BITS].into(),
            event: 0,
            predicates: Vec::new(),
            rules: Vec::new(),
            candidates: Vec::new(),
            found: Vec::new(),
        }
    }
}

impl Memo {
    /// Forgets the marks of the event before.
    pub fn begin(&mut self, predicates: usize, rules: usize) {
        if self.event == u32::MAX {
            self.predicates.fill(0);
            self.rules.fill(0);
            self.event = 0;
        }
        self.event += 1;
        if self.predicates.len() < predicates {
            self.predicates.resize(predicates, 0);
        }
        if self.rules.len() < rules {
            self.rules.resize(rules, 0);
        }
        self.candidates.clear();
    }

    /// Marks a predicate as true.
    pub fn set(&mut self, predicate: u32) {
        self.predicates[predicate as usize] = self.event;
    }

    pub fn is_set(&self, predicate: u32) -> bool {
        self.predicates[predicate as usize] == self.event
    }

    /// Makes a rule one that is looked at, once.
    pub fn look_at(&mut self, rule: u32) {
        let mark = &mut self.rules[rule as usize];
        if *mark != self.event {
            *mark = self.event;
            self.candidates.push(rule);
        }
    }

    pub fn known(&self, asked: Asked<'_>) -> Option<Arc<[u32]>> {
        self.cache.get(&asked).cloned()
    }

    /// Remembers a value that comes again.
    pub fn keep(&mut self, asked: Asked<'_>, truths: &[u32]) {
        let mut hasher = FxHasher::default();
        feed(&mut hasher, asked);
        let hash = hasher.finish();
        let trace = &mut self.once[(hash >> (u64::BITS - ONCE_BITS)) as usize];
        if *trace != hash {
            *trace = hash;
            return;
        }
        let value = if truths.is_empty() {
            self.nothing.clone()
        } else {
            truths.into()
        };
        let key = Key {
            program: asked.program,
            field: asked.field,
            number: asked.number,
            text: asked.text.into(),
        };
        self.cache.insert(key, value);
    }
}

/// Memos of several threads. A thread takes one that is free.
pub(crate) struct Memos(Box<[Mutex<Memo>]>);

impl Default for Memos {
    fn default() -> Self {
        Self((0..SLOTS).map(|_| Mutex::default()).collect())
    }
}

impl Memos {
    /// One that nobody uses now; `None`: there are more threads than memos.
    pub(super) fn free(&self) -> Option<MutexGuard<'_, Memo>> {
        self.0.iter().find_map(|memo| match memo.try_lock() {
            Ok(memo) => Some(memo),
            // A panic left marks, which the next event forgets; what was remembered was whole when it was kept.
            Err(TryLockError::Poisoned(memo)) => Some(memo.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        })
    }
}
