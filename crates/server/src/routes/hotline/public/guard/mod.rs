//! How much one network may ask for: token buckets per network, in bounded memory. A network is an address of IPv4 or a /64
//! of IPv6; a /48 may do a few times as much as one of its networks. Nothing here refuses a single report: what one network
//! files beyond its measure is stored and marked, and only far beyond it is it asked to wait.
//!
//! Behind one address may stand a school, a branch of a bank or all telephones of a district. So what one of them does shuts
//! out none of the others: who must wait gets back what was typed, and wrong codes make the next one slower, up to
//! [`LONGEST`], instead of refusing the right ones.
//!
//! Time is an argument. Which network it was leaves this process as a tag under a key that is forgotten every day.

mod day;
mod turns;

use day::DayKey;
pub(super) use turns::{Busy, Turns};

use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::hotline_config::PortalConfig;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{
    collections::HashMap,
    net::IpAddr,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Letters (reports, messages, objections) of one network are refused beyond this many times what it may report unmarked.
const FAR_BEYOND: u32 = 20;
/// Seconds within which reports are counted.
const REPORT_SECONDS: u32 = 600;
/// A /48 may do this many times as much as one /64.
const SITE: f64 = 8.0;
/// What fractions may be off by.
const ROUNDING: f64 = 1e-6;
/// What a network waits before the first code beyond its measure.
const SHORTEST: Duration = Duration::from_millis(250);
/// Codes beyond the measure, of which each doubles that.
const DOUBLINGS: u32 = 6;
/// What it waits at most.
pub(super) const LONGEST: Duration = SHORTEST.saturating_mul(1 << (DOUBLINGS - 1));
/// Networks that are remembered, in each of two generations.
const MOST_NETWORKS: usize = 50_000;

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Network {
    /// An address.
    V4(u32),
    /// A /64.
    V6(u64),
    /// A /48.
    Site(u64),
}

impl Network {
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::V4(v4.to_bits()),
            IpAddr::V6(v6) => Self::V6(u64::try_from(v6.to_bits() >> 64).unwrap_or_default()),
        }
    }
    const fn site(self) -> Option<Self> {
        match self {
            Self::V6(bits) => Some(Self::Site(bits >> 16)),
            Self::V4(_) | Self::Site(_) => None,
        }
    }
    fn bytes(self) -> [u8; 9] {
        let (family, bits) = match self {
            Self::V4(bits) => (4, u64::from(bits)),
            Self::V6(bits) => (6, bits),
            Self::Site(bits) => (7, bits),
        };
        let mut bytes = [0; 9];
        bytes[0] = family;
        bytes[1..].copy_from_slice(&bits.to_be_bytes());
        bytes
    }
}

/// It was too much: seconds until there is room again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait(pub(super) u64);

/// What is counted.
#[derive(Clone, Copy, Debug)]
enum What {
    /// Reports that were stored.
    Report,
    /// Anything that is handed in, also what was not complete.
    Letter,
    /// Look-ups, and pages that cost something.
    Lookup,
    /// Addresses that want mails.
    Subscription,
}

#[derive(Clone, Copy, Debug)]
struct Limit {
    most: f64,
    seconds: f64,
}

/// What was taken, and given back evenly over time.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    taken: f64,
    /// Milliseconds.
    at: i64,
}

impl Bucket {
    /// What is taken now.
    fn taken(&self, limit: Limit, now: i64) -> f64 {
        // Exact below 2⁵³ milliseconds.
        #[allow(clippy::cast_precision_loss)]
        let passed = (now - self.at).max(0) as f64 / 1000.0;
        (self.taken - passed * limit.most / limit.seconds).max(0.0)
    }
    fn take(&mut self, limit: Limit, now: i64) -> Result<(), Wait> {
        let per_second = limit.most / limit.seconds;
        self.taken = self.taken(limit, now);
        self.at = now;
        let over = self.taken + 1.0 - limit.most;
        if over > ROUNDING {
            // Between 1 and the seconds of the limit.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let seconds = (over / per_second - ROUNDING).ceil().max(1.0) as u64;
            return Err(Wait(seconds));
        }
        self.taken += 1.0;
        Ok(())
    }
    fn give_back(&mut self) {
        self.taken = (self.taken - 1.0).max(0.0);
    }
    /// Takes beyond the limit as well, so many times; how many are beyond it now, and whether this one was taken.
    fn take_beyond(&mut self, limit: Limit, beyond: u32, now: i64) -> (u32, bool) {
        self.taken = self.taken(limit, now);
        self.at = now;
        let is_taken = self.taken + 1.0 <= limit.most + f64::from(beyond) + ROUNDING;
        if is_taken {
            self.taken += 1.0;
        }
        // Between 0 and `beyond`.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let over = (self.taken - limit.most - ROUNDING).ceil().max(0.0) as u32;
        (over, is_taken)
    }
}

/// A code that is tried: a wrong one, until it is given to [`Guard::not_wrong`].
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Tried {
    /// Before it is looked up.
    pub(super) wait: Duration,
    /// Where it counts.
    counts: [Option<Network>; 2],
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    reports: Bucket,
    letters: Bucket,
    lookups: Bucket,
    wrong: Bucket,
    subscriptions: Bucket,
}

impl Counts {
    fn bucket(&mut self, what: What) -> &mut Bucket {
        match what {
            What::Report => &mut self.reports,
            What::Letter => &mut self.letters,
            What::Lookup => &mut self.lookups,
            What::Subscription => &mut self.subscriptions,
        }
    }
}

/// The networks that asked last. When the young are many they become the old ones, and the old ones are forgotten.
#[derive(Debug, Default)]
struct Networks {
    young: HashMap<Network, Counts>,
    old: HashMap<Network, Counts>,
}

impl Networks {
    fn of(&mut self, network: Network) -> &mut Counts {
        if !self.young.contains_key(&network) {
            let known = self.old.remove(&network).unwrap_or_default();
            if self.young.len() >= MOST_NETWORKS {
                self.old = std::mem::take(&mut self.young);
            }
            self.young.insert(network, known);
        }
        self.young.entry(network).or_default()
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Guard {
    reports: Limit,
    letters: Limit,
    lookups: Limit,
    wrong: Limit,
    networks: Mutex<Networks>,
    /// Of the tags.
    key: DayKey,
}

impl Guard {
    pub(super) fn new(config: &PortalConfig) -> Self {
        let limit = |most: u32, seconds: u32| Limit {
            most: f64::from(most.max(1)),
            seconds: f64::from(seconds),
        };
        let reports = config.reports_per_network;
        Self {
            reports: limit(reports, REPORT_SECONDS),
            letters: limit(reports.saturating_mul(FAR_BEYOND), REPORT_SECONDS),
            lookups: limit(config.lookups_per_minute, 60),
            wrong: limit(config.wrong_codes_per_hour, 3600),
            networks: Mutex::default(),
            key: DayKey::default(),
        }
    }

    /// Keeps the key of the day in a file, so that a network has one tag all day although the process starts anew.
    pub(super) fn keep_day_key(&self, path: PathBuf) {
        self.key.keep_in(path);
    }

    /// Something is handed in. `Err`: far beyond what people do.
    pub(super) fn letter(&self, network: Network, now: DateTime<Utc>) -> Result<(), Wait> {
        self.take(What::Letter, network, now)
    }

    /// How many letters count now: between 0 and what is refused.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(super) fn letters(&self, network: Network, now: DateTime<Utc>) -> u32 {
        let mut networks = lock(&self.networks);
        let letters = &networks.of(network).letters;
        let taken = letters.taken(self.letters, now.timestamp_millis());
        (taken - ROUNDING).ceil().max(0.0) as u32
    }

    /// A report is to be stored; `true`: as one of a flood.
    pub(super) fn report_floods(&self, network: Network, now: DateTime<Utc>) -> bool {
        self.take(What::Report, network, now).is_err()
    }

    /// The report was there already: it does not count.
    pub(super) fn report_again(&self, network: Network) {
        self.give_back(What::Report, network);
    }

    /// An address wants mails; `true`: as one of many.
    pub(super) fn subscription_floods(&self, network: Network, now: DateTime<Utc>) -> bool {
        self.take(What::Subscription, network, now).is_err()
    }

    /// A page that costs something.
    pub(super) fn lookup(&self, network: Network, now: DateTime<Utc>) -> Result<(), Wait> {
        self.take(What::Lookup, network, now)
    }

    /// A code is tried. How long it waits depends on what its network tried before, and on nothing that is known of the code.
    /// It counts as a wrong one until [`Self::not_wrong`] says otherwise, so that many at once do not pass.
    pub(super) fn code(&self, network: Network, now: DateTime<Utc>) -> Tried {
        let now = now.timestamp_millis();
        let wider = Limit {
            most: self.wrong.most * SITE,
            ..self.wrong
        };
        let mut tried = Tried::default();
        let mut networks = lock(&self.networks);
        let both = [(Some(network), self.wrong), (network.site(), wider)];
        for (counts, (network, limit)) in tried.counts.iter_mut().zip(both) {
            let Some(network) = network else { continue };
            let (over, is_taken) = networks.of(network).wrong.take_beyond(limit, DOUBLINGS, now);
            *counts = is_taken.then_some(network);
            if over > 0 {
                let wait = SHORTEST.saturating_mul(1 << (over - 1)).min(LONGEST);
                tried.wait = tried.wait.max(wait);
            }
        }
        tried
    }

    /// It opened something, or nothing was looked up.
    pub(super) fn not_wrong(&self, tried: Tried) {
        let mut networks = lock(&self.networks);
        for network in tried.counts.into_iter().flatten() {
            networks.of(network).wrong.give_back();
        }
    }

    /// What stands for the network in an envelope: the same all day, and nobody can say afterwards whose it was.
    pub(super) fn tag(&self, network: Network, today: NaiveDate) -> String {
        let key = self.key.of(today);
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).expect("HMAC takes any key length");
        mac.update(&network.bytes());
        hex::encode(&mac.finalize().into_bytes()[..16])
    }

    fn limit(&self, what: What) -> Limit {
        match what {
            What::Report | What::Subscription => self.reports,
            What::Letter => self.letters,
            What::Lookup => self.lookups,
        }
    }

    fn take(&self, what: What, network: Network, now: DateTime<Utc>) -> Result<(), Wait> {
        let (limit, now) = (self.limit(what), now.timestamp_millis());
        let mut networks = lock(&self.networks);
        networks.of(network).bucket(what).take(limit, now)?;
        let Some(site) = network.site() else {
            return Ok(());
        };
        let wider = Limit {
            most: limit.most * SITE,
            ..limit
        };
        let taken = networks.of(site).bucket(what).take(wider, now);
        if taken.is_err() {
            networks.of(network).bucket(what).give_back();
        }
        taken
    }

    fn give_back(&self, what: What, network: Network) {
        let mut networks = lock(&self.networks);
        for network in [Some(network), network.site()].into_iter().flatten() {
            networks.of(network).bucket(what).give_back();
        }
    }
}

/// A lock that a panic elsewhere does not close: what it guards is whole after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + seconds)
    }
    fn guard() -> Guard {
        Guard::new(&PortalConfig {
            reports_per_network: 5,
            lookups_per_minute: 60,
            wrong_codes_per_hour: 20,
            ..PortalConfig::default()
        })
    }
    fn network(text: &str) -> Network {
        Network::of(text.parse().unwrap())
    }

    #[test]
    fn addresses_are_networks() {
        assert_eq!(network("127.0.0.1"), network("::ffff:127.0.0.1"));
        assert_ne!(network("127.0.0.1"), network("127.0.0.2"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(
            network("2001:db8:1:2::1").site(),
            network("2001:db8:1:3::1").site()
        );
    }

    #[test]
    fn beyond_the_measure_reports_are_marked_and_far_beyond_it_refused() {
        let guard = guard();
        let (one, other) = (network("127.0.0.1"), network("127.0.0.2"));
        let marked = |n: Network, s: i64| guard.report_floods(n, at(s));
        assert_eq!((0..7).map(|_| marked(one, 0)).filter(|m| *m).count(), 2);
        assert!(!marked(other, 0), "somebody else");
        assert!(!marked(one, 121), "a fifth of ten minutes gives one back");
        assert!(marked(one, 122));
        guard.report_again(one);
        assert!(!marked(one, 122), "what was there already does not count");

        let refused = (0..120).filter(|_| guard.letter(one, at(0)).is_err()).count();
        assert_eq!(refused, 20);
        assert_eq!(guard.letter(one, at(0)), Err(Wait(6)));
        let letters = |s: i64| guard.letters(one, at(s));
        assert_eq!((letters(0), letters(300), letters(600)), (100, 50, 0));
        assert_eq!(guard.letter(one, at(6)), Ok(()));
    }

    /// Milliseconds that a wrong code of a network waits.
    fn wrong(guard: &Guard, network: Network, seconds: i64) -> u128 {
        guard.code(network, at(seconds)).wait.as_millis()
    }

    #[test]
    fn wrong_codes_make_slower_and_right_ones_do_not() {
        let guard = guard();
        let (one, other) = (network("127.0.0.1"), network("127.0.0.2"));
        for _ in 0..100 {
            let tried = guard.code(one, at(0));
            assert_eq!(tried.wait, Duration::ZERO);
            guard.not_wrong(tried);
        }
        assert!((0..20).all(|_| wrong(&guard, one, 0) == 0));
        let waits: Vec<_> = (0..9).map(|_| wrong(&guard, one, 0)).collect();
        assert_eq!(waits, [250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
        assert_eq!(LONGEST.as_millis(), 8000);
        assert_eq!(wrong(&guard, other, 0), 0, "somebody else");
        // One is forgiven every three minutes, and all beyond the measure in eighteen.
        assert_eq!(wrong(&guard, one, 180), 8000);
        assert_eq!(wrong(&guard, one, 180 + 2 * 180), 4000);
        assert_eq!(wrong(&guard, one, 360 + 8 * 180), 0);
    }

    #[test]
    fn right_codes_are_slowed_and_wash_no_wrong_one_off() {
        let guard = guard();
        let one = network("2001:db8:1:2::1");
        for _ in 0..100 {
            let _ = guard.code(one, at(0));
        }
        // Those that no longer counted give nothing back.
        for _ in 0..100 {
            let tried = guard.code(one, at(0));
            assert_eq!(tried.wait, LONGEST);
            guard.not_wrong(tried);
        }
        assert_eq!(wrong(&guard, one, 0), 8000);
    }

    /// Codes that a network can try within an hour over so many connections, each answered after a quarter of a second.
    fn tries_in_an_hour(connections: usize) -> usize {
        let guard = guard();
        let one = network("127.0.0.1");
        let mut free = vec![0; connections];
        let mut tries = 0;
        loop {
            let next = free.iter_mut().min().unwrap();
            if *next >= 3_600_000 {
                return tries;
            }
            let now = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(*next);
            let wait = guard.code(one, now).wait + Duration::from_millis(250);
            *next += i64::try_from(wait.as_millis()).unwrap();
            tries += 1;
        }
    }

    #[test]
    fn a_million_guesses_take_a_network_months() {
        // Twenty, then one in eight seconds.
        let one = tries_in_an_hour(1);
        assert!((430..480).contains(&one), "{one}");
        assert!(1_000_000 / one / 24 > 80);
        // Over many connections as many times as many, and no faster each.
        let ten = tries_in_an_hour(10);
        assert!((4_300..4_500).contains(&ten), "{ten}");
    }

    #[test]
    fn many_networks_of_one_site_are_one_flood() {
        let guard = guard();
        let marked = (0..1000_u128)
            .map(|n| Network::of(IpAddr::V6(((0x2001_0db8_0001 << 80) | (n << 64)).into())))
            .filter(|n| guard.report_floods(*n, at(0)))
            .count();
        assert_eq!(marked, 960);
        let slowed = (0..200_u128)
            .map(|n| Network::of(IpAddr::V6(((0x2001_0db8_0002 << 80) | (n << 64)).into())))
            .filter(|n| wrong(&guard, *n, 0) > 0)
            .count();
        assert_eq!(slowed, 40);
    }

    #[test]
    fn memory_is_bounded_and_who_asked_lately_is_remembered() {
        let guard = guard();
        let one = network("127.0.0.1");
        assert!((0..20).all(|_| wrong(&guard, one, 0) == 0));
        for n in 0..120_000_u32 {
            let _ = guard.lookup(Network::V4(0x0a00_0000 + n), at(0));
            if n % 20_000 == 0 {
                assert!(wrong(&guard, one, 0) > 0, "after {n} others");
            }
        }
        let networks = lock(&guard.networks);
        assert!(networks.young.len() + networks.old.len() <= 2 * MOST_NETWORKS);
    }

    #[test]
    fn tags_are_one_a_network_and_day() {
        let guard = guard();
        let (one, other) = (network("127.0.0.1"), network("127.0.0.2"));
        let day = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        let tag = guard.tag(one, day);
        assert_eq!(tag.len(), 32);
        assert_eq!(tag, guard.tag(one, day));
        assert_ne!(tag, guard.tag(other, day));
        assert_ne!(tag, guard.tag(one, day.succ_opt().unwrap()));
        assert_ne!(tag, guard.tag(one, day), "the key of a day that is over is gone");
    }
}
