//! When the public may be warned of something. Pure.
//!
//! A phone or an account belongs to a person, and somebody may be named out of malice: an operator must have verified it, and
//! several independent reports must name it; so it is of mail addresses, names at services and wallets, unless the installation
//! sets otherwise. Of what belongs to machines an operator's verification and one report suffice. Nobody is warned of a hub.

use crate::{campaign::cluster, mention::hub::HubReason, model::Outcome, store::campaign::Sketch};
use coloa_base::clock::vn_date;
use coloa_extract::Kind;
use rustc_hash::FxHashMap;
use std::{collections::BTreeSet, hash::Hash};
use uuid::Uuid;

/// Why nobody is warned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Hub(HubReason),
    /// So many independent reports name it, so many must.
    TooFew {
        named: usize,
        needed: usize,
    },
}

impl Refusal {
    /// A stable word.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Hub(HubReason::Trusted) => "trusted",
            Self::Hub(_) => "hub",
            Self::TooFew { .. } => "too_few_reports",
        }
    }
}

/// Independent reports that must name something of a kind; `least`: as configured for it. However it is configured, one is
/// never enough for a phone or an account.
#[must_use]
pub fn needed(kind: Kind, least: u32) -> usize {
    let at_least = match kind {
        Kind::Phone | Kind::BankAccount => 2,
        Kind::Url | Kind::Domain | Kind::Ip | Kind::Email | Kind::Wallet | Kind::Handle => 1,
    };
    usize::try_from(least).unwrap_or(usize::MAX).max(at_least)
}

/// Whether the public may be warned, once an operator verified it. Gives the number of independent reports.
pub fn may_warn(
    kind: Kind,
    hub: Option<HubReason>,
    reports: &[Sketch],
    least: u32,
) -> Result<usize, Refusal> {
    if let Some(reason) = hub {
        return Err(Refusal::Hub(reason));
    }
    let (named, needed) = (independent(reports), needed(kind, least));
    if named < needed {
        return Err(Refusal::TooFew { named, needed });
    }
    Ok(named)
}

/// How many of these reports are independent of each other, as far as is known: those of one mailbox, those that repeat
/// each other, those of the same words, and those of one network on one day count as one. What is held back as a flood, was
/// taken back or is nuisance counts nothing.
#[must_use]
pub fn independent(reports: &[Sketch]) -> usize {
    let reports: Vec<&Sketch> = reports.iter().filter(|r| cluster::stands(r)).collect();
    let mut groups: Vec<usize> = (0..reports.len()).collect();
    let ids: FxHashMap<Uuid, usize> = reports.iter().enumerate().map(|(at, r)| (r.id, at)).collect();
    for (at, report) in reports.iter().enumerate() {
        if let Some(other) = report.duplicate_of.and_then(|id| ids.get(&id)) {
            join(&mut groups, at, *other);
        }
    }
    together(&mut groups, reports.iter().map(|r| Some(r.id)));
    together(&mut groups, reports.iter().map(|r| Some(&r.mailbox)));
    // Two that repeat a third which does not stand, or does not name it, repeat each other.
    together(&mut groups, reports.iter().map(|r| r.duplicate_of));
    together(&mut groups, reports.iter().map(|r| r.content_tag.as_ref()));
    let network = |r: &&Sketch| r.network.clone().map(|network| (network, vn_date(r.received_at)));
    together(&mut groups, reports.iter().map(network));
    // One that an operator closed as a repetition, of which it is not said what it repeats, adds nothing.
    let adds = |at: &usize| {
        let r = reports[*at];
        r.duplicate_of.is_some() || r.outcome.as_deref() != Some(Outcome::Duplicate.as_str())
    };
    let roots: BTreeSet<usize> = (0..reports.len())
        .filter(adds)
        .map(|at| root(&groups, at))
        .collect();
    roots.len()
}

/// Puts those with the same mark into one group.
fn together<M: Eq + Hash>(groups: &mut [usize], marks: impl Iterator<Item = Option<M>>) {
    let mut first: FxHashMap<M, usize> = FxHashMap::default();
    for (at, mark) in marks.enumerate() {
        if let Some(mark) = mark {
            let other = *first.entry(mark).or_insert(at);
            join(groups, at, other);
        }
    }
}

fn root(groups: &[usize], mut at: usize) -> usize {
    while groups[at] != at {
        at = groups[at];
    }
    at
}

fn join(groups: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(groups, one), root(groups, other));
    groups[one.max(other)] = one.min(other);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::State;
    use chrono::{DateTime, TimeDelta, Utc};

    fn noon() -> DateTime<Utc> {
        "2026-11-25T05:00:00Z".parse().unwrap()
    }

    /// A report like no other.
    fn report(n: u128) -> Sketch {
        Sketch {
            id: Uuid::from_u128(n),
            number: format!("HL-2026-{n:05}"),
            mailbox: format!("{n:064x}"),
            agency_id: None,
            received_at: noon(),
            state: State::Reading.to_string(),
            kind: Some("crime_report_individual".to_owned()),
            scam_type: None,
            amount: None,
            network: Some(format!("mang {n}")),
            content_tag: Some(format!("loi {n}")),
            duplicate_of: None,
            quarantined_at: None,
            quarantine_lifted_at: None,
            outcome: None,
            erased_at: None,
        }
    }

    fn with(n: u128, change: impl FnOnce(&mut Sketch)) -> Sketch {
        let mut report = report(n);
        change(&mut report);
        report
    }

    #[test]
    fn what_is_not_independent_counts_as_one() {
        let tomorrow = noon() + TimeDelta::days(1);
        let cases: [(&str, Vec<Sketch>, usize); 17] = [
            ("none", vec![], 0),
            ("one", vec![report(1)], 1),
            ("two", vec![report(1), report(2)], 2),
            ("the same twice", vec![report(1), report(1)], 1),
            (
                "one mailbox",
                vec![report(1), with(2, |r| r.mailbox = report(1).mailbox)],
                1,
            ),
            (
                "a duplicate",
                vec![report(1), with(2, |r| r.duplicate_of = Some(Uuid::from_u128(1)))],
                1,
            ),
            (
                "duplicates of a third",
                vec![
                    with(1, |r| r.duplicate_of = Some(Uuid::from_u128(9))),
                    with(2, |r| r.duplicate_of = Some(Uuid::from_u128(9))),
                ],
                1,
            ),
            (
                "a duplicate closed as such",
                vec![report(1), with(2, |r| r.outcome = Some("duplicate".to_owned()))],
                1,
            ),
            (
                "the same words",
                vec![report(1), with(2, |r| r.content_tag = report(1).content_tag)],
                1,
            ),
            (
                "one network, one day",
                vec![report(1), with(2, |r| r.network = report(1).network)],
                1,
            ),
            (
                "one network, two days",
                vec![
                    report(1),
                    with(2, |r| (r.network, r.received_at) = (report(1).network, tomorrow)),
                ],
                2,
            ),
            (
                "networks that were forgotten",
                vec![with(1, |r| r.network = None), with(2, |r| r.network = None)],
                2,
            ),
            (
                "held back",
                vec![report(1), with(2, |r| r.quarantined_at = Some(noon()))],
                1,
            ),
            (
                "let go again",
                vec![
                    report(1),
                    with(2, |r| {
                        (r.quarantined_at, r.quarantine_lifted_at) = (Some(noon()), Some(noon()))
                    }),
                ],
                2,
            ),
            (
                "taken back",
                vec![report(1), with(2, |r| r.state = State::Withdrawn.to_string())],
                1,
            ),
            (
                "nuisance",
                vec![report(1), with(2, |r| r.outcome = Some("spam".to_owned()))],
                1,
            ),
            (
                "a chain: words, then network",
                vec![
                    report(1),
                    with(2, |r| r.content_tag = report(1).content_tag),
                    with(3, |r| r.network = report(2).network),
                ],
                1,
            ),
        ];
        for (what, reports, number) in cases {
            assert_eq!(independent(&reports), number, "{what}");
            let turned: Vec<Sketch> = reports.into_iter().rev().collect();
            assert_eq!(independent(&turned), number, "{what}, turned round");
        }
    }

    #[test]
    fn what_belongs_to_persons_needs_several_reports() {
        let (one, two) = (vec![report(1)], vec![report(1), report(2)]);
        let few = |named, needed| Err(Refusal::TooFew { named, needed });
        for (kind, reports, least, said) in [
            (Kind::Phone, &one, 2, few(1, 2)),
            (Kind::Phone, &two, 2, Ok(2)),
            (Kind::Phone, &two, 3, few(2, 3)),
            // However it is configured, one report is never enough.
            (Kind::Phone, &one, 1, few(1, 2)),
            (Kind::BankAccount, &one, 2, few(1, 2)),
            (Kind::BankAccount, &two, 2, Ok(2)),
            (Kind::Url, &one, 1, Ok(1)),
            (Kind::Domain, &one, 1, Ok(1)),
            (Kind::Ip, &one, 1, Ok(1)),
            (Kind::Email, &one, 1, Ok(1)),
            (Kind::Wallet, &one, 1, Ok(1)),
            (Kind::Handle, &one, 1, Ok(1)),
            // Where an installation counts them among what is a person's.
            (Kind::Email, &one, 2, few(1, 2)),
            (Kind::Wallet, &one, 2, few(1, 2)),
            (Kind::Handle, &two, 2, Ok(2)),
        ] {
            assert_eq!(may_warn(kind, None, reports, least), said, "{kind} {least}");
        }
        for kind in Kind::ALL {
            assert!(
                matches!(
                    may_warn(*kind, None, &[], 2),
                    Err(Refusal::TooFew { named: 0, .. })
                ),
                "{kind}"
            );
        }
    }

    #[test]
    fn nobody_is_warned_of_a_hub() {
        let many: Vec<Sketch> = (1..50).map(report).collect();
        for kind in Kind::ALL {
            let refused = may_warn(*kind, Some(HubReason::BigSite), &many, 2).unwrap_err();
            assert_eq!(refused.reason(), "hub", "{kind}");
        }
        assert_eq!(Refusal::Hub(HubReason::Trusted).reason(), "trusted");
    }
}
