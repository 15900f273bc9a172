//! When the public may be warned of something. Pure.
//!
//! A phone or an account belongs to a person, and somebody may be named out of malice: an operator must have verified it, and
//! several independent reports must name it; so it is of mail addresses, names at services and wallets, unless the installation
//! sets otherwise. Of what belongs to machines an operator's verification and one report suffice. Nobody is warned of a hub.
//!
//! What is not known to be independent is not: a report of which nobody knows where it came from adds nothing to others,
//! unless an operator states that it is of somebody else.

use crate::{
    campaign::cluster,
    forest::Forest,
    mention::hub::HubReason,
    model::{Channel, Outcome},
    store::campaign::Sketch,
};
use chrono::{DateTime, Utc};
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
    /// There would be enough if an operator stated that those of which nobody knows where they came from are of different
    /// people.
    Unstated {
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
            Self::Hub(HubReason::ServiceClass) => "service_class",
            Self::Hub(_) => "hub",
            Self::TooFew { .. } => "too_few_reports",
            Self::Unstated { .. } => "needs_statement",
        }
    }
}

/// What is known of who reported, beside the reports.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    /// What reporters said to be their own: report, and keyed tag.
    pub own: Vec<(Uuid, String)>,
    /// An operator stated of what was received until then that it is of different people, as far as nobody knows better.
    pub stated_until: Option<DateTime<Utc>>,
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
    voices: &Voices,
    least: u32,
) -> Result<usize, Refusal> {
    if let Some(reason) = hub {
        return Err(Refusal::Hub(reason));
    }
    let (named, needed) = (independent(reports, voices), needed(kind, least));
    if named >= needed {
        return Ok(named);
    }
    let stated = Voices {
        stated_until: Some(DateTime::<Utc>::MAX_UTC),
        ..voices.clone()
    };
    Err(if independent(reports, &stated) >= needed {
        Refusal::Unstated { named, needed }
    } else {
        Refusal::TooFew { named, needed }
    })
}

/// How many of these reports are independent of each other, as far as is known: those of one mailbox, those that repeat
/// each other, those of the same words, those of one network on one day and those of the same person count as one. What is
/// held back as a flood, was taken back or is nuisance counts nothing.
#[must_use]
pub fn independent(reports: &[Sketch], voices: &Voices) -> usize {
    let reports: Vec<&Sketch> = reports.iter().filter(|r| cluster::stands(r)).collect();
    let mut groups = Forest::of(reports.len());
    let ids: FxHashMap<Uuid, usize> = reports.iter().enumerate().map(|(at, r)| (r.id, at)).collect();
    for (at, report) in reports.iter().enumerate() {
        if let Some(other) = report.duplicate_of.and_then(|id| ids.get(&id)) {
            groups.join(at, *other);
        }
    }
    let all = || reports.iter().enumerate();
    together(&mut groups, all().map(|(at, r)| (at, r.id)));
    together(&mut groups, all().map(|(at, r)| (at, &r.mailbox)));
    // Two that repeat a third which does not stand, or does not name it, repeat each other.
    together(
        &mut groups,
        all().filter_map(|(at, r)| Some((at, r.duplicate_of?))),
    );
    together(
        &mut groups,
        all().filter_map(|(at, r)| Some((at, r.content_tag.as_ref()?))),
    );
    together(&mut groups, all().filter_map(|(at, r)| Some((at, r.origin?))));
    // Who can be reached at a phone, and whose own that phone is said to be.
    let reached = all().flat_map(|(at, r)| {
        let tags = r.contact_tags.as_deref().unwrap_or_default();
        tags.split_whitespace().map(move |tag| (at, tag))
    });
    let own = voices.own.iter();
    let own = own.filter_map(|(report, tag)| Some((*ids.get(report)?, tag.as_str())));
    together(&mut groups, reached.chain(own));
    let counts = |at: &usize| {
        let r = reports[*at];
        // One that an operator closed as a repetition, of which it is not said what it repeats, adds nothing.
        r.duplicate_of.is_some() || r.outcome.as_deref() != Some(Outcome::Duplicate.as_str())
    };
    let stated = |r: &Sketch| voices.stated_until.is_some_and(|until| r.received_at <= until);
    let counted: Vec<usize> = (0..reports.len()).filter(counts).collect();
    let known: BTreeSet<usize> = counted
        .iter()
        .filter(|at| is_placed(reports[**at]) || stated(reports[**at]))
        .map(|at| groups.root(*at))
        .collect();
    // Somebody reports it, whoever that is.
    known.len().max(usize::from(!counted.is_empty()))
}

/// Whether it is known where a report came from: from which network, or from whom. What an operator, or an application that is
/// registered, was told counts; in the portal anybody types any number.
fn is_placed(report: &Sketch) -> bool {
    report.origin.is_some() || (report.contact_tags.is_some() && report.channel != Channel::Web.as_str())
}

/// Puts those with the same mark into one group.
fn together<M: Eq + Hash>(groups: &mut Forest, marks: impl Iterator<Item = (usize, M)>) {
    let mut first: FxHashMap<M, usize> = FxHashMap::default();
    for (at, mark) in marks {
        let other = *first.entry(mark).or_insert(at);
        groups.join(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::State;
    use chrono::TimeDelta;

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
            channel: Channel::Web.to_string(),
            origin: Some(Uuid::from_u128(1_000 + n)),
            contact_tags: None,
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

    /// One that an operator wrote down, of somebody who can be reached by these, parted by blanks; empty: nobody knows how.
    fn told(n: u128, tags: &str) -> Sketch {
        with(n, |r| {
            r.channel = Channel::Phone.to_string();
            r.origin = None;
            r.contact_tags = Some(tags.to_owned()).filter(|tags| !tags.is_empty());
        })
    }

    fn voices_of(reports: &[Sketch]) -> usize {
        independent(reports, &Voices::default())
    }

    #[test]
    fn what_is_not_independent_counts_as_one() {
        let tomorrow = noon() + TimeDelta::days(1);
        let cases: [(&str, Vec<Sketch>, usize); 16] = [
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
                "one origin, whenever",
                vec![
                    report(1),
                    with(2, |r| (r.origin, r.received_at) = (report(1).origin, tomorrow)),
                ],
                1,
            ),
            (
                "the same person from two networks",
                vec![
                    with(1, |r| r.contact_tags = Some("a b".to_owned())),
                    with(2, |r| r.contact_tags = Some("b c".to_owned())),
                ],
                1,
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
                "a chain: words, then origin",
                vec![
                    report(1),
                    with(2, |r| r.content_tag = report(1).content_tag),
                    with(3, |r| r.origin = report(2).origin),
                ],
                1,
            ),
        ];
        for (what, reports, number) in cases {
            assert_eq!(voices_of(&reports), number, "{what}");
            let turned: Vec<Sketch> = reports.into_iter().rev().collect();
            assert_eq!(voices_of(&turned), number, "{what}, turned round");
        }
    }

    #[test]
    fn what_is_not_known_to_be_independent_adds_nothing() {
        let nowhere = |n: u128| with(n, |r| r.origin = None);
        for (what, reports, alone, stated) in [
            ("from nowhere", vec![nowhere(1), nowhere(2)], 1, 2),
            (
                "from nowhere and from a network",
                vec![report(1), nowhere(2)],
                1,
                2,
            ),
            (
                "a number that was typed in the portal",
                vec![
                    report(1),
                    with(2, |r| (r.origin, r.contact_tags) = (None, Some("a".to_owned()))),
                ],
                1,
                2,
            ),
            (
                "by phone, nobody knows of whom",
                vec![told(1, ""), told(2, "")],
                1,
                2,
            ),
            ("by phone, of two people", vec![told(1, "a"), told(2, "b")], 2, 2),
            ("by phone, of one", vec![told(1, "a"), told(2, "a")], 1, 1),
            (
                "over the portal, and by phone",
                vec![report(1), told(2, "a")],
                2,
                2,
            ),
            (
                "of one person, by phone and over the portal",
                vec![with(1, |r| r.contact_tags = Some("a".to_owned())), told(2, "a")],
                1,
                1,
            ),
            ("one", vec![told(1, "")], 1, 1),
            ("none", vec![], 0, 0),
        ] {
            assert_eq!(voices_of(&reports), alone, "{what}");
            let said = Voices {
                stated_until: Some(noon()),
                ..Voices::default()
            };
            assert_eq!(independent(&reports, &said), stated, "{what}, stated");
        }
        // What came in behind the statement is not meant by it.
        let later = with(2, |r| {
            (r.origin, r.received_at) = (None, noon() + TimeDelta::seconds(1))
        });
        let said = Voices {
            stated_until: Some(noon()),
            ..Voices::default()
        };
        assert_eq!(independent(&[nowhere(1), later], &said), 1);
    }

    #[test]
    fn whoever_calls_the_same_thing_their_own_is_one_voice() {
        let own = |list: &[(u128, &str)]| Voices {
            own: list
                .iter()
                .map(|(n, tag)| (Uuid::from_u128(*n), (*tag).to_owned()))
                .collect(),
            stated_until: None,
        };
        let two = [report(1), report(2)];
        assert_eq!(independent(&two, &own(&[(1, "a"), (2, "b")])), 2);
        assert_eq!(independent(&two, &own(&[(1, "a"), (2, "a")])), 1);
        // A report that does not name the thing joins nothing here.
        assert_eq!(independent(&two, &own(&[(1, "a"), (9, "a")])), 2);
        // The phone of who reports one is the phone that who reports the other calls their own.
        let reached = [report(1), with(2, |r| r.contact_tags = Some("a".to_owned()))];
        assert_eq!(independent(&reached, &own(&[(1, "a")])), 1);
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
            let voices = Voices::default();
            assert_eq!(
                may_warn(kind, None, reports, &voices, least),
                said,
                "{kind} {least}"
            );
        }
        // Somebody who knows them may say that they are two.
        let calls = [told(1, ""), told(2, "")];
        let mut voices = Voices::default();
        let unstated = Err(Refusal::Unstated { named: 1, needed: 2 });
        assert_eq!(may_warn(Kind::Phone, None, &calls, &voices, 2), unstated);
        assert_eq!(may_warn(Kind::Phone, None, &calls, &voices, 3), few(1, 3));
        voices.stated_until = Some(noon());
        assert_eq!(may_warn(Kind::Phone, None, &calls, &voices, 2), Ok(2));
        for kind in Kind::ALL {
            assert!(
                matches!(
                    may_warn(*kind, None, &[], &Voices::default(), 2),
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
            let hub = Some(HubReason::BigSite);
            let refused = may_warn(*kind, hub, &many, &Voices::default(), 2).unwrap_err();
            assert_eq!(refused.reason(), "hub", "{kind}");
        }
        assert_eq!(Refusal::Hub(HubReason::Trusted).reason(), "trusted");
        assert_eq!(Refusal::Hub(HubReason::ServiceClass).reason(), "service_class");
    }
}
