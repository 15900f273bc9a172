//! Floods: many reports of one network within minutes. They are all kept, and held back from the inbox until somebody looks;
//! a report that stands alone never is, whatever is said of it.
//!
//! Behind one address may stand a school, a branch of a bank or all telephones of a district: that some reports come of one
//! network within minutes makes no flood. They must also say the same, or be so many that people on one line do not send
//! them. And where money is moving nobody is held back at all: such a report is let in with a mark that says that many came
//! with it.

use crate::entity::report;
use chrono::TimeDelta;

/// Minutes within which reports of one network are counted.
pub const SPAN: TimeDelta = TimeDelta::minutes(10);
/// How many times what is allowed makes a flood also of reports that all say something else.
pub const CLEARLY: u64 = 4;
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
    /// The front saw it as one of many: of its network, or of a site of several.
    pub is_marked: bool,
    /// Other reports of the same network within [`SPAN`].
    pub others: u64,
    /// Another report within [`SPAN`], of any network, has the same words.
    pub is_repeated: bool,
}

/// Whether a report is one of a flood. `allowed`: reports of one network within [`SPAN`] that are none.
#[must_use]
pub const fn is_flood(arrival: &Arrival, allowed: u32) -> bool {
    let many = arrival.is_marked || arrival.others >= allowed as u64;
    arrival.has_network && (is_clearly_many(arrival, allowed) || (many && arrival.is_repeated))
}

/// Whether so many come of one network that nobody is told of each.
#[must_use]
pub const fn is_clearly_many(arrival: &Arrival, allowed: u32) -> bool {
    arrival.others >= CLEARLY * allowed as u64
}

/// Whether it is held back now.
#[must_use]
pub const fn is_held_back(row: &report::Model) -> bool {
    row.quarantined_at.is_some() && row.quarantine_lifted_at.is_none()
}

/// Whether it came as one of a flood and was let in at once, since it cannot wait: it is shown with a mark.
#[must_use]
pub fn is_let_in(row: &report::Model) -> bool {
    row.quarantined_at.is_some() && row.quarantined_at == row.quarantine_lifted_at
}

/// Lets a report in that is held back, as one that cannot wait.
pub fn let_in(row: &mut report::Model) {
    row.quarantine_lifted_at = row.quarantined_at;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(is_marked: bool, others: u64, is_repeated: bool) -> bool {
        let arrival = Arrival {
            has_network: true,
            is_marked,
            others,
            is_repeated,
        };
        is_flood(&arrival, 5)
    }

    #[test]
    fn a_report_that_stands_alone_is_never_one_of_a_flood() {
        for is_marked in [false, true] {
            for has_network in [false, true] {
                let alone = Arrival {
                    has_network,
                    is_marked,
                    ..Arrival::default()
                };
                assert!(!is_flood(&alone, 1), "{alone:?}");
            }
        }
        // Nobody knows where it came from: it is no part of anything.
        let unknown = Arrival {
            has_network: false,
            is_marked: true,
            others: 900,
            is_repeated: true,
        };
        assert!(!is_flood(&unknown, 5));
    }

    #[test]
    fn a_flood_is_many_that_say_the_same_or_clearly_many() {
        // Five on one line and then a sixth: a school, or a bank whose customers are all called.
        assert!(!of(false, 5, false) && !of(true, 5, false) && !of(true, 19, false));
        assert!(of(false, 5, true) && of(false, 20, false) && of(false, 900, false));
        // The same words alone, of people who copy a warning to each other, are none either.
        assert!(!of(false, 4, true) && !of(false, 0, true));
        // The front saw more than came here: what it refused, or other networks of the same site.
        assert!(of(true, 1, true) && of(true, 0, true));
    }
}
