//! Two versions of a plan: which item continues which. The proposal is by likeness of wording, place and kind;
//! a person corrects it; approval carries the lineages over.

use super::{Item, ItemKind, store::Link};
use coloa_base::{ItemId, text::fold};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Below this likeness two items are not the same item reworded. Found on rewordings of our own sample plans:
/// unrelated tasks of one plan stay below 0.35, rewordings above 0.5.
const ALIKE: f64 = 0.45;
/// Added where the outline path is the same.
const SAME_PATH: f64 = 0.12;
/// Share of a part's words that must come from the whole, for a split or merge.
const CONTAINED: f64 = 0.7;
/// Share of the whole that a further part must newly cover.
const ADDS: f64 = 0.12;
/// From this likeness on an item is the other one entire, and no part of it.
const ENTIRE: f64 = 0.93;

/// How items of two versions stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    Same,
    Reworded,
    Split,
    Merged,
    /// Several became several others.
    Regrouped,
    Dropped,
    New,
}

impl Relation {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reworded => "reworded",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Regrouped => "regrouped",
            Self::Dropped => "dropped",
            Self::New => "new",
        }
    }
}

/// Items of both versions that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub relation: Relation,
    pub old: Vec<ItemId>,
    pub new: Vec<ItemId>,
    /// Fields that differ, where one continues one: `text`, `path`, `kind`, `timeframe`, `data`, `parties`.
    pub changed: Vec<&'static str>,
    /// The least likeness among the links; 1 where there is none.
    pub score: f64,
    /// All links were set or confirmed by a person.
    pub confirmed: bool,
}

/// Words and pairs of neighbouring words, as sorted numbers with repetition.
struct Bag {
    words: Vec<u32>,
    pairs: Vec<u32>,
}

#[derive(Default)]
struct Dictionary {
    words: HashMap<String, u32>,
    pairs: HashMap<(u32, u32), u32>,
}

impl Dictionary {
    fn bag(&mut self, text: &str) -> Bag {
        let folded = fold(text);
        let mut words = Vec::new();
        for word in folded.split(|c: char| !(c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c))) {
            if !word.is_empty() {
                let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                words.push(*self.words.entry(word.to_owned()).or_insert(next));
            }
        }
        let mut pairs: Vec<u32> = words
            .windows(2)
            .map(|w| {
                let next = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
                *self.pairs.entry((w[0], w[1])).or_insert(next)
            })
            .collect();
        words.sort_unstable();
        pairs.sort_unstable();
        Bag { words, pairs }
    }
}

/// Elements in both, with repetition; the slices are sorted.
fn common(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                out.push(a[i]);
                i += 1;
                j += 1;
            }
        }
    }
    out
}

#[allow(clippy::cast_precision_loss)]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Sørensen–Dice over words and over pairs of words, averaged: pairs tell order, words forgive it.
fn likeness(a: &Bag, b: &Bag) -> f64 {
    let dice = |a: &[u32], b: &[u32]| share(2 * common(a, b).len(), a.len() + b.len());
    if a.pairs.is_empty() || b.pairs.is_empty() {
        return dice(&a.words, &b.words);
    }
    f64::midpoint(dice(&a.words, &b.words), dice(&a.pairs, &b.pairs))
}

/// How much of `part` stands in `whole`.
fn contained(part: &Bag, whole: &Bag) -> f64 {
    let in_words = share(common(&part.words, &whole.words).len(), part.words.len());
    if part.pairs.is_empty() {
        return in_words;
    }
    f64::midpoint(
        in_words,
        share(common(&part.pairs, &whole.pairs).len(), part.pairs.len()),
    )
}

/// Kinds that may continue one another: a task may move into the assignment part.
fn may_continue(a: ItemKind, b: ItemKind) -> bool {
    let work = |k| matches!(k, ItemKind::Task | ItemKind::Assignment);
    a == b || (work(a) && work(b))
}

/// Proposes which new item continues which old one. One-to-one first, best likeness first (ties: same path,
/// nearer place, earlier old, earlier new), then parts of splits and sources of merges.
#[must_use]
pub fn propose(old: &[&Item], new: &[&Item]) -> Vec<Link> {
    if old.is_empty() {
        return Vec::new();
    }
    let mut dictionary = Dictionary::default();
    let old_bags: Vec<Bag> = old.iter().map(|i| dictionary.bag(&i.text)).collect();
    let new_bags: Vec<Bag> = new.iter().map(|i| dictionary.bag(&i.text)).collect();

    struct Pair {
        score: f64,
        likeness: f64,
        o: usize,
        n: usize,
        same_path: bool,
    }
    let mut pairs = Vec::new();
    for (o, a) in old.iter().enumerate() {
        for (n, b) in new.iter().enumerate() {
            if !may_continue(a.kind, b.kind) {
                continue;
            }
            let likeness = likeness(&old_bags[o], &new_bags[n]);
            let same_path = a.path == b.path;
            let mut score = likeness;
            if same_path {
                score += SAME_PATH;
            }
            if a.kind != b.kind {
                score -= SAME_PATH;
            }
            if score >= ALIKE && likeness >= ALIKE - SAME_PATH {
                pairs.push(Pair {
                    score,
                    likeness,
                    o,
                    n,
                    same_path,
                });
            }
        }
    }
    let distance = |p: &Pair| old[p.o].ordinal.abs_diff(new[p.n].ordinal);
    pairs.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(b.same_path.cmp(&a.same_path))
            .then_with(|| distance(a).cmp(&distance(b)))
            .then(a.o.cmp(&b.o))
            .then(a.n.cmp(&b.n))
    });
    let mut of_old: Vec<Vec<usize>> = vec![Vec::new(); old.len()];
    let mut of_new: Vec<Vec<usize>> = vec![Vec::new(); new.len()];
    let mut links = Vec::new();
    let link = |o: usize, n: usize, score: f64| Link {
        item: new[n].id,
        lineage: old[o].lineage,
        score: score.clamp(0.0, 1.0),
        confirmed: false,
    };
    for p in pairs {
        if of_old[p.o].is_empty() && of_new[p.n].is_empty() {
            of_old[p.o].push(p.n);
            of_new[p.n].push(p.o);
            links.push(link(p.o, p.n, p.likeness));
        }
    }

    // A further part of an old item that was split: its words stand in the whole, and cover what the parts
    // found so far do not.
    let lonely = |of: &[Vec<usize>]| -> Vec<usize> {
        of.iter()
            .enumerate()
            .filter(|(_, l)| l.is_empty())
            .map(|(i, _)| i)
            .collect()
    };
    for n in lonely(&of_new) {
        let best = best_whole(n, &new_bags, new, &old_bags, old, &of_old);
        if let Some((o, score)) = best {
            of_old[o].push(n);
            of_new[n].push(o);
            links.push(link(o, n, score));
        }
    }
    // The same the other way round: an old item that went into a new one beside another.
    for o in lonely(&of_old) {
        let best = best_whole(o, &old_bags, old, &new_bags, new, &of_new);
        if let Some((n, score)) = best {
            of_new[n].push(o);
            of_old[o].push(n);
            links.push(link(o, n, score));
        }
    }
    links
}

/// The whole that `part` is a further part of.
fn best_whole(
    part: usize,
    part_bags: &[Bag],
    parts: &[&Item],
    whole_bags: &[Bag],
    wholes: &[&Item],
    parts_of: &[Vec<usize>],
) -> Option<(usize, f64)> {
    let mut best: Option<(usize, f64)> = None;
    for (w, known) in parts_of.iter().enumerate() {
        if known.is_empty() || !may_continue(parts[part].kind, wholes[w].kind) {
            continue;
        }
        let score = contained(&part_bags[part], &whole_bags[w]);
        if score < CONTAINED || best.is_some_and(|(_, b)| score <= b) {
            continue;
        }
        if known
            .iter()
            .any(|&k| likeness(&part_bags[k], &whole_bags[w]) >= ENTIRE)
        {
            continue;
        }
        let mut covered: Vec<u32> = Vec::new();
        for &k in known {
            covered.extend(common(&part_bags[k].words, &whole_bags[w].words));
        }
        covered.sort_unstable();
        let mine = common(&part_bags[part].words, &whole_bags[w].words);
        let adds = mine.len() - common(&mine, &covered).len();
        if share(adds, whole_bags[w].words.len()) >= ADDS {
            best = Some((w, score));
        }
    }
    best
}

/// Groups of items that belong together, in the order of the new version; dropped ones stand where they stood.
#[must_use]
pub fn compare(old: &[&Item], new: &[&Item], links: &[Link]) -> Vec<Match> {
    let old_at: HashMap<Uuid, usize> = old.iter().enumerate().map(|(i, x)| (x.lineage, i)).collect();
    let new_at: HashMap<ItemId, usize> = new.iter().enumerate().map(|(i, x)| (x.id, i)).collect();
    let links: Vec<(usize, usize, &Link)> = links
        .iter()
        .filter_map(|l| Some((*old_at.get(&l.lineage)?, *new_at.get(&l.item)?, l)))
        .collect();
    let mut done_old = HashSet::new();
    let mut matches: Vec<(i32, Match)> = Vec::new();
    let mut seen_new = HashSet::new();
    for start in 0..new.len() {
        if seen_new.contains(&start) {
            continue;
        }
        let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::from([start]));
        // Grow until no link leads out.
        loop {
            let size = olds.len() + news.len();
            for &(o, n, _) in &links {
                if olds.contains(&o) || news.contains(&n) {
                    olds.insert(o);
                    news.insert(n);
                }
            }
            if olds.len() + news.len() == size {
                break;
            }
        }
        seen_new.extend(news.iter().copied());
        done_old.extend(olds.iter().copied());
        let here: Vec<&Link> = links
            .iter()
            .filter(|(o, _, _)| olds.contains(o))
            .map(|(_, _, l)| *l)
            .collect();
        let changed = match (olds.iter().next(), news.iter().next()) {
            (Some(&o), Some(&n)) if olds.len() == 1 && news.len() == 1 => changed_fields(old[o], new[n]),
            _ => Vec::new(),
        };
        let relation = match (olds.len(), news.len()) {
            (0, _) => Relation::New,
            (1, 1) if changed.iter().all(|c| *c == "path") => Relation::Same,
            (1, 1) => Relation::Reworded,
            (1, _) => Relation::Split,
            (_, 1) => Relation::Merged,
            _ => Relation::Regrouped,
        };
        matches.push((
            new[start].ordinal,
            Match {
                relation,
                old: olds.iter().map(|&o| old[o].id).collect(),
                new: news.iter().map(|&n| new[n].id).collect(),
                changed,
                score: here.iter().map(|l| l.score).fold(1.0, f64::min),
                confirmed: !here.is_empty() && here.iter().all(|l| l.confirmed),
            },
        ));
    }
    for (i, item) in old.iter().enumerate() {
        if !done_old.contains(&i) {
            matches.push((
                item.ordinal,
                Match {
                    relation: Relation::Dropped,
                    old: vec![item.id],
                    new: Vec::new(),
                    changed: Vec::new(),
                    score: 1.0,
                    confirmed: false,
                },
            ));
        }
    }
    matches.sort_by_key(|(ordinal, m)| (*ordinal, m.relation));
    matches.into_iter().map(|(_, m)| m).collect()
}

fn changed_fields(old: &Item, new: &Item) -> Vec<&'static str> {
    let names = |item: &Item| -> BTreeSet<(super::PartyRole, String, Option<String>)> {
        item.parties
            .iter()
            .map(|p| (p.role, fold(&p.printed), p.scope.as_deref().map(fold)))
            .collect()
    };
    let mut changed = Vec::new();
    if old.kind != new.kind {
        changed.push("kind");
    }
    if old.path != new.path {
        changed.push("path");
    }
    if fold(&old.text) != fold(&new.text) {
        changed.push("text");
    }
    if old.data.timeframe != new.data.timeframe {
        changed.push("timeframe");
    }
    let rest = |item: &Item| super::ItemData {
        timeframe: super::Timeframe::default(),
        ..item.data.clone()
    };
    if rest(old) != rest(new) {
        changed.push("data");
    }
    if names(old) != names(new) {
        changed.push("parties");
    }
    changed
}

/// Writes lineages into the items of a version that is approved. Of a split the first part keeps the lineage
/// and the others are derived from it; of a merge the one that stays takes the first lineage that nobody
/// else continues. Returns the positions of items that changed.
pub fn carry_over(before: &[Item], items: &mut [Item], links: &[Link]) -> Vec<usize> {
    let at: HashMap<ItemId, usize> = items
        .iter()
        .enumerate()
        .filter(|(_, i)| i.is_kept())
        .map(|(n, i)| (i.id, n))
        .collect();
    let mut by_lineage: BTreeMap<Uuid, Vec<usize>> = BTreeMap::new();
    for l in links {
        if let Some(&n) = at.get(&l.item) {
            by_lineage.entry(l.lineage).or_default().push(n);
        }
    }
    let mut order: Vec<&Item> = before.iter().filter(|i| i.is_kept()).collect();
    order.sort_by_key(|i| i.ordinal);
    let mut holds: HashMap<usize, Uuid> = HashMap::new();
    let mut comes_from: HashMap<usize, Vec<Uuid>> = HashMap::new();
    for old in order {
        let Some(continuing) = by_lineage.get_mut(&old.lineage) else {
            continue;
        };
        continuing.sort_by_key(|&n| items[n].ordinal);
        for &n in continuing.iter() {
            comes_from.entry(n).or_default().push(old.lineage);
        }
        if let Some(&holder) = continuing.iter().find(|n| !holds.contains_key(n)) {
            holds.insert(holder, old.lineage);
        }
    }
    let held: HashSet<Uuid> = holds.values().copied().collect();
    let mut changed = Vec::new();
    for (n, sources) in comes_from {
        let lineage = holds.get(&n).copied();
        let derived = match lineage {
            // What else went into it and lives on nowhere else.
            Some(own) => sources.iter().copied().find(|s| *s != own && !held.contains(s)),
            None => sources.first().copied(),
        };
        let item = &mut items[n];
        let lineage = lineage.unwrap_or(item.lineage);
        if item.lineage != lineage || item.derived_from != derived {
            item.lineage = lineage;
            item.derived_from = derived;
            changed.push(n);
        }
    }
    changed.sort_unstable();
    changed
}
