//! The parts of a host that are compared with the names of the register.

use crate::address::Name;
use crate::fold::{Folded, is_separator, joined};
use crate::policy::{Around, Place};
use crate::syllable::is_vietnamese;
use crate::words::{Lure, WORDS, stripped};

/// Subjects of one question, and those of them that are looked for with typing errors: a host of 253 letters may have many
/// labels, and each may be cut in many ways.
const MAX_SUBJECTS: usize = 96;
const MAX_MISTYPED: usize = 24;
/// Labels left of the registered one that are looked at: the nearest, and those at the left end, which people read first.
const NEAREST: usize = 4;
const FIRST: usize = 4;
/// Words of a label that are put together in turn.
const MAX_WORDS: usize = 8;

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// With separators, as shown.
    pub shown: String,
    /// With separators, plain.
    pub plain: String,
    /// Without separators, plain.
    pub joined: String,
    pub place: Place,
    pub around: Around,
    /// The words around it.
    pub words: Vec<String>,
    /// Typing errors are looked for.
    pub mistyped: bool,
    /// It reads as Vietnamese words.
    pub vietnamese: bool,
    /// The strongest word in the other labels.
    pub elsewhere: Lure,
}

/// The words between separators.
pub(crate) fn tokens(plain: &str) -> impl Iterator<Item = &str> {
    plain.split(is_separator).filter(|t| !t.is_empty())
}

/// The strongest word that we know, and whether there is one that we do not.
fn weigh<'a>(words: impl Iterator<Item = &'a str>) -> (Lure, bool) {
    words
        .map(|w| WORDS.lure(w))
        .fold((Lure::None, false), |(most, unknown), lure| match lure {
            Lure::Unknown => (most, true),
            known => (most.max(known), unknown),
        })
}

/// The strongest word that we know among the parts of some labels.
fn lure_of<'a>(labels: impl Iterator<Item = &'a Folded>) -> Lure {
    labels
        .map(|l| weigh(tokens(&l.plain)).0)
        .max()
        .unwrap_or(Lure::None)
}

/// Subjects of a host, the most telling first.
pub(crate) fn of_host(name: &Name) -> Vec<Subject> {
    let left = name.left();
    let left = if left.len() > 1 && left[0] == "www" {
        &left[1..]
    } else {
        left
    };
    let labels: Vec<Folded> = left.iter().map(|l| Folded::new(l)).collect();
    let Some((core, others)) = labels.split_last() else {
        return Vec::new();
    };
    let mut out = Subjects::default();
    let elsewhere = lure_of(others.iter());
    out.whole(core, Place::Core, elsewhere);
    if (2..=4).contains(&labels.len()) {
        out.whole(&Folded::new(&left.join(".")), Place::Core, Lure::None);
    }
    // `soyte.angiang.vn`: endings of provinces are public suffixes, and parts of the official names of their offices.
    let suffix = &name.labels[name.left().len()..];
    if let [province, vn] = suffix
        && vn == "vn"
        && province.len() > 4
    {
        let all = format!("{}.{province}", left.join("."));
        out.whole(&Folded::new(&all), Place::Core, Lure::None);
    }
    // Whole labels first: many words in one must not hide another.
    let near = |at: usize| at < FIRST || others.len() - at <= NEAREST;
    let others: Vec<(&Folded, Lure)> = (0..others.len())
        .rev()
        .filter(|at| near(*at))
        .map(|at| {
            let rest = labels.iter().enumerate().filter(|(i, _)| *i != at);
            (&others[at], lure_of(rest.map(|(_, l)| l)))
        })
        .collect();
    for (label, elsewhere) in &others {
        out.whole(label, Place::Left, *elsewhere);
    }
    out.parts(core, Place::Core, elsewhere);
    for (label, elsewhere) in &others {
        out.parts(label, Place::Left, *elsewhere);
    }
    out.list
}

/// Subjects of a handle or a label by itself, its words parted by separators.
pub(crate) fn of_label(shown: &str) -> Vec<Subject> {
    let label = Folded::new(shown);
    let mut out = Subjects::default();
    out.whole(&label, Place::Handle, Lure::None);
    out.parts(&label, Place::Handle, Lure::None);
    out.list
}

#[derive(Default)]
struct Subjects {
    list: Vec<Subject>,
    mistyped: usize,
}

impl Subjects {
    fn whole(&mut self, label: &Folded, place: Place, elsewhere: Lure) {
        self.add(
            label,
            &label.plain,
            place,
            Around::NOTHING,
            Vec::new(),
            elsewhere,
            true,
        );
    }

    /// The label without known words at its ends, and some of its words together.
    fn parts(&mut self, label: &Folded, place: Place, elsewhere: Lure) {
        for way in stripped(&label.plain) {
            let around = Around {
                lure: way.lure,
                unknown: false,
                separated: way.separated,
            };
            let words = way.around.iter().map(|w| (*w).to_owned()).collect();
            self.add(label, way.core, place, around, words, elsewhere, true);
        }
        let words: Vec<&str> = tokens(&label.plain).take(MAX_WORDS).collect();
        let start = |w: &str| w.as_ptr() as usize - label.plain.as_ptr() as usize;
        for from in 0..words.len() {
            for to in from + 1..=words.len() {
                if to - from == words.len() {
                    continue;
                }
                let others: Vec<&str> = words[..from].iter().chain(&words[to..]).copied().collect();
                let (lure, unknown) = weigh(others.iter().copied());
                // Without one that we do not know, it was among the ways above.
                if !unknown {
                    continue;
                }
                let end = start(words[to - 1]) + words[to - 1].len();
                let part = &label.plain[start(words[from])..end];
                let around = Around {
                    lure,
                    unknown,
                    separated: true,
                };
                let others = others.into_iter().map(str::to_owned).collect();
                self.add(label, part, place, around, others, elsewhere, false);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        label: &Folded,
        part: &str,
        place: Place,
        around: Around,
        words: Vec<String>,
        elsewhere: Lure,
        mistyped: bool,
    ) {
        let joined = joined(part);
        if joined.len() < 2 || self.list.len() >= MAX_SUBJECTS {
            return;
        }
        let mistyped = mistyped && self.mistyped < MAX_MISTYPED;
        self.mistyped += usize::from(mistyped);
        self.list.push(Subject {
            shown: label.shown_of(part).to_owned(),
            plain: part.to_owned(),
            vietnamese: is_vietnamese(&joined),
            joined,
            place,
            around,
            words,
            mistyped,
            elsewhere,
        });
    }
}
