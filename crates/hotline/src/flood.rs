//! Floods: many reports of one network within minutes. They are all kept, and held back from the inbox until somebody looks;
//! a report that stands alone never is, whatever is said of it.

use chrono::TimeDelta;

/// Minutes within which reports of one network are counted.
pub const SPAN: TimeDelta = TimeDelta::minutes(10);
/// How long nobody is told of a flood again.
pub const QUIET: TimeDelta = TimeDelta::hours(1);
/// Within which a person finds the others of a flood, when they hold a report back by hand.
pub const BY_HAND: TimeDelta = TimeDelta::days(1);
/// How many others must be like it then.
pub const ALIKE: u64 = 2;

/// What is known of a report when it comes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// Where it came from is known: of a network behind which thousands share one address it is the network.
    pub has_network: bool,
    /// The front saw it as part of a flood.
    pub is_marked: bool,
    /// Other reports of the same network within [`SPAN`].
    pub others: u64,
}

/// Whether a report is held back. `allowed`: reports of one network within [`SPAN`] that are not.
#[must_use]
pub const fn is_held_back(arrival: &Arrival, allowed: u32) -> bool {
    let many = arrival.others >= allowed as u64;
    arrival.has_network && (many || (arrival.is_marked && arrival.others > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_stands_alone_is_never_held_back() {
        for is_marked in [false, true] {
            for has_network in [false, true] {
                let alone = Arrival {
                    has_network,
                    is_marked,
                    others: 0,
                };
                assert!(!is_held_back(&alone, 1), "{alone:?}");
            }
        }
        let of = |is_marked, others| {
            let arrival = Arrival {
                has_network: true,
                is_marked,
                others,
            };
            is_held_back(&arrival, 5)
        };
        assert!(!of(false, 4) && of(false, 5) && of(false, 900));
        assert!(of(true, 1));
        // Nobody knows where it came from: it is no part of anything.
        let unknown = Arrival {
            has_network: false,
            is_marked: true,
            others: 900,
        };
        assert!(!is_held_back(&unknown, 5));
    }
}
