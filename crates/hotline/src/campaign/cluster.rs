//! Which reports belong together: two that name the same joining thing, and whoever is joined to one of them. Pure.

use crate::{
    forest::Forest,
    mention::normal::same_bank,
    model::{Outcome, State},
    store::{campaign::Sketch, mention::Joining},
};
use coloa_base::clock::vn_date;
use coloa_extract::Kind;
use coloa_law::LawBook;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Something that reports have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    pub kind: String,
    pub match_key: String,
    /// Of an account, where the reports name one.
    pub bank: Option<String>,
    /// Reports that name it.
    pub reports: usize,
}

/// Reports that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// In the order of their ids, which is that of time.
    pub reports: Vec<Uuid>,
    /// What joins them, the most named first.
    pub shared: Vec<Shared>,
}

impl Cluster {
    /// Names it: what most of its reports name.
    #[must_use]
    pub fn key(&self) -> String {
        let first = self.shared.first();
        first.map_or_else(String::new, |s| format!("{}:{}", s.kind, s.match_key))
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// The largest first.
    pub clusters: Vec<Cluster>,
    /// What so many reports name that it joined none of them: likely a hub that nobody added yet.
    pub common: Vec<Shared>,
}

/// Whether a report counts among others: not held back, not taken back, no nuisance, none that repeats another. One that was
/// passed on or is closed goes on counting: what it names is as true as before.
#[must_use]
pub fn counts(report: &Sketch) -> bool {
    stands(report)
        && report.duplicate_of.is_none()
        && report.outcome.as_deref() != Some(Outcome::Duplicate.as_str())
}

/// [`counts`], but for those that repeat another.
#[must_use]
pub fn stands(report: &Sketch) -> bool {
    let held = report.quarantined_at.is_some() && report.quarantine_lifted_at.is_none();
    let taken_back = report.state == State::Withdrawn.as_str()
        || report
            .outcome
            .as_deref()
            .is_some_and(|o| o == Outcome::Withdrawn.as_str() || o == Outcome::Spam.as_str());
    let day = vn_date(report.received_at);
    let kind = report
        .kind
        .as_deref()
        .and_then(|kind| LawBook::current().kind_of_message(kind, day));
    !held && !taken_back && report.erased_at.is_none() && !kind.is_some_and(|k| k.body.spam)
}

/// A thing with the reports that name it; accounts of the same number at different banks are different things, and who does
/// not say the bank then names neither.
fn things(rows: &[Joining]) -> Vec<(Shared, BTreeSet<Uuid>)> {
    let mut by_key: FxHashMap<(&str, &str), Vec<&Joining>> = FxHashMap::default();
    for row in rows {
        by_key
            .entry((row.kind.as_str(), row.match_key.as_str()))
            .or_default()
            .push(row);
    }
    let mut things = Vec::new();
    for ((kind, key), rows) in by_key {
        let of_account = rows.iter().filter(|_| kind == Kind::BankAccount.as_str());
        let banks: BTreeSet<&str> = of_account.filter_map(|r| r.bank.as_deref()).collect();
        let mut thing = |bank: Option<&str>, reports: BTreeSet<Uuid>| {
            let shared = Shared {
                kind: kind.to_owned(),
                match_key: key.to_owned(),
                bank: bank.map(str::to_owned),
                reports: reports.len(),
            };
            things.push((shared, reports));
        };
        if banks.len() < 2 {
            thing(banks.first().copied(), rows.iter().map(|r| r.report_id).collect());
        } else {
            for bank in banks {
                let of_bank = rows.iter().filter(|r| r.bank.as_deref() == Some(bank));
                thing(Some(bank), of_bank.map(|r| r.report_id).collect());
            }
        }
    }
    things
}

/// Puts reports together. What more than `most` of them name joins none.
#[must_use]
pub fn clusters(rows: &[Joining], most: usize) -> Clusters {
    let mut found = Clusters::default();
    let mut forest = Forest::default();
    // Which report has which place, both ways.
    let mut placed: Vec<Uuid> = Vec::new();
    let mut places: FxHashMap<Uuid, usize> = FxHashMap::default();
    let mut joining = Vec::new();
    for (shared, reports) in things(rows) {
        if reports.len() > most {
            found.common.push(shared);
        } else if reports.len() > 1 {
            let mut first = None;
            for report in reports {
                let place = *places.entry(report).or_insert_with(|| {
                    placed.push(report);
                    forest.add()
                });
                forest.join(*first.get_or_insert(place), place);
            }
            joining.extend(first.map(|first| (first, shared)));
        }
    }
    let mut by_root: FxHashMap<usize, Cluster> = FxHashMap::default();
    for (at, report) in placed.into_iter().enumerate() {
        let root = forest.root(at);
        let cluster = by_root.entry(root).or_insert_with(|| Cluster {
            reports: Vec::new(),
            shared: Vec::new(),
        });
        cluster.reports.push(report);
    }
    for (place, shared) in joining {
        if let Some(cluster) = by_root.get_mut(&forest.root(place)) {
            cluster.shared.push(shared);
        }
    }
    found.clusters = by_root.into_values().collect();
    for cluster in &mut found.clusters {
        cluster.reports.sort_unstable();
        in_order(&mut cluster.shared);
    }
    found
        .clusters
        .sort_by(|a, b| (b.reports.len(), &b.reports).cmp(&(a.reports.len(), &a.reports)));
    in_order(&mut found.common);
    found
}

fn in_order(shared: &mut [Shared]) {
    shared.sort_by(|a, b| {
        let rest = |s: &Shared| (s.kind.clone(), s.match_key.clone(), s.bank.clone());
        b.reports.cmp(&a.reports).then_with(|| rest(a).cmp(&rest(b)))
    });
}

/// Kinds and keys that two reports or more name.
#[must_use]
pub fn shared_keys(rows: &[Joining]) -> Vec<(String, String)> {
    let mut first: FxHashMap<(&str, &str), Uuid> = FxHashMap::default();
    let mut shared: FxHashSet<(&str, &str)> = FxHashSet::default();
    for row in rows {
        let key = (row.kind.as_str(), row.match_key.as_str());
        if *first.entry(key).or_insert(row.report_id) != row.report_id {
            shared.insert(key);
        }
    }
    let mut shared: Vec<(String, String)> = shared
        .into_iter()
        .map(|(kind, key)| (kind.to_owned(), key.to_owned()))
        .collect();
    shared.sort_unstable();
    shared
}

/// Whether two mentions name the same thing.
#[must_use]
pub fn same(one: &Joining, other: &Joining) -> bool {
    let account = one.kind == Kind::BankAccount.as_str();
    (&one.kind, &one.match_key) == (&other.kind, &other.match_key)
        && (!account || same_bank(one.bank.as_deref(), other.bank.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(report: u128, key: &str, bank: Option<&str>) -> Joining {
        Joining {
            report_id: Uuid::from_u128(report),
            kind: if key.starts_with('@') {
                "handle"
            } else {
                "bank_account"
            }
            .to_owned(),
            match_key: key.to_owned(),
            bank: bank.map(str::to_owned),
        }
    }

    fn reports(found: &Clusters) -> Vec<Vec<u128>> {
        found
            .clusters
            .iter()
            .map(|c| c.reports.iter().map(Uuid::as_u128).collect())
            .collect()
    }

    #[test]
    fn reports_are_joined_through_others() {
        let rows = [
            row(1, "@a", None),
            row(2, "@a", None),
            row(2, "@b", None),
            row(3, "@b", None),
            row(4, "@c", None),
            row(5, "@c", None),
            row(6, "@d", None),
        ];
        let found = clusters(&rows, 100);
        assert_eq!(reports(&found), [vec![1, 2, 3], vec![4, 5]]);
        assert_eq!(found.clusters[0].shared.len(), 2);
        assert_eq!(found.clusters[1].key(), "handle:@c");
        assert_eq!(shared_keys(&rows).len(), 3);
    }

    #[test]
    fn the_same_number_at_two_banks_is_two_accounts() {
        let at = |report, bank| row(report, "1012000111", bank);
        let apart = [
            at(1, Some("vib")),
            at(2, Some("vib")),
            at(3, Some("acb")),
            at(4, Some("acb")),
            at(5, None),
        ];
        assert_eq!(reports(&clusters(&apart, 100)), [vec![3, 4], vec![1, 2]]);
        let together = [at(1, Some("vib")), at(2, None)];
        let found = clusters(&together, 100);
        assert_eq!(reports(&found), [vec![1, 2]]);
        assert_eq!(found.clusters[0].shared[0].bank.as_deref(), Some("vib"));
    }

    #[test]
    fn what_everybody_names_joins_nobody_and_is_told() {
        let mut rows: Vec<Joining> = (1..=11).map(|n| row(n, "@moi-nguoi", None)).collect();
        rows.extend([row(1, "@a", None), row(2, "@a", None)]);
        let found = clusters(&rows, 10);
        assert_eq!(reports(&found), [vec![1, 2]]);
        assert_eq!((found.common.len(), found.common[0].reports), (1, 11));
        assert_eq!(reports(&clusters(&rows, 11))[0].len(), 11);
    }

    #[test]
    fn a_report_that_names_a_thing_twice_is_one() {
        let found = clusters(&[row(1, "@a", None), row(1, "@a", None)], 10);
        assert_eq!(found, Clusters::default());
        assert!(shared_keys(&[row(1, "@a", None), row(1, "@a", None)]).is_empty());
    }

    proptest! {
        /// Two reports are in one cluster if and only if a walk over what they share leads from one to the other.
        #[test]
        fn the_forest_agrees_with_a_walk(pairs in prop::collection::vec((0_u128..24, 0_u8..24), 0..80)) {
            let rows: Vec<Joining> = pairs.iter().map(|(r, k)| row(*r, &format!("@{k}"), None)).collect();
            let found = clusters(&rows, 1_000);
            for start in 0..24_u128 {
                let mut seen = BTreeSet::from([start]);
                loop {
                    let keys: BTreeSet<u8> = pairs.iter().filter(|(r, _)| seen.contains(r)).map(|(_, k)| *k).collect();
                    let next: BTreeSet<u128> = pairs.iter().filter(|(_, k)| keys.contains(k)).map(|(r, _)| *r).chain(seen.iter().copied()).collect();
                    if next == seen { break; }
                    seen = next;
                }
                let cluster = found.clusters.iter().find(|c| c.reports.contains(&Uuid::from_u128(start)));
                let reports: BTreeSet<u128> = cluster.map_or_else(|| BTreeSet::from([start]), |c| c.reports.iter().map(Uuid::as_u128).collect());
                prop_assert_eq!(reports, seen);
            }
        }
    }
}
