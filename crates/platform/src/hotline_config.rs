//! Settings of the hotline.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HotlineConfig {
    /// Who hosts the installation, as a code of the law's recipients: `investigation_agency` where it is the police. Any
    /// other passes reports of crimes on at once, and is never shown the terms of the investigator.
    pub host: String,
    /// Minutes that "at once" is counted as.
    pub at_once_minutes: u32,
    /// Minutes after which the shift leader is rung when nobody was reached by phone about an urgent report.
    pub ring_after_minutes: u32,
    /// Minutes after which they are rung again, until somebody was reached.
    pub ring_again_minutes: u32,
    /// Independent reports that must name something that may be a person's before the public is warned of it: a phone, an
    /// account, and whatever [`Self::personal_kinds`] names.
    pub independent_reports: u32,
    /// Kinds of indicator that may be a person's beside phones and accounts, which always may: `email`, `handle`, `wallet`.
    /// No law says whose those are, and names at services are often stolen from somebody who has nothing to do with it.
    pub personal_kinds: Vec<String>,
    /// Days that a warning of an indicator lasts unless it is renewed.
    pub warned_days: u32,
    /// Days within which an objection to a warning is decided; no law names a term. One that waits longer is shown as overdue.
    pub contest_days: u32,
    /// Working days before that end at which whoever decides is reminded of it; 0: nobody is before it is over.
    pub contest_near_days: u32,
    /// Days that a proof of the trust register lasts.
    pub trusted_days: u32,
    /// Minutes that a revealed identity may be looked at.
    pub reveal_minutes: u32,
    /// Reports that one person may open within an hour without doing anything to them.
    pub idle_opens_per_hour: u32,
    /// Files that desks may add to one report; those that came with it and with what the citizen sent later do not count.
    pub added_files_per_report: u32,
    /// Smallest group that statistics show.
    pub least_group: u32,
    /// Days after its end at which a report is erased, by kind of message; `withdrawn` for those that were taken back,
    /// `contest` for objections, from the decision; `other` for all that are not named.
    pub erase_after_days: BTreeMap<String, u32>,
    pub portal: PortalConfig,
    pub relay: RelayConfig,
    pub proofs: ProofConfig,
}

/// What may be asked outside this machine when an organisation proves that a site or mail domain is its own. Nothing by
/// default: then a person looks at a document.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProofConfig {
    /// TXT records, over the resolver of this machine.
    pub dns: bool,
    /// The file below `/.well-known/`, over HTTPS, of public addresses alone.
    pub http: bool,
}

/// The public portal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortalConfig {
    /// Whether this process serves it.
    pub enabled: bool,
    /// Its address as citizens know it, for posters, feeds and mails; empty: `http.public_url`.
    pub public_url: String,
    /// The centre's name as citizens read it; empty: `installation.name`.
    pub centre: String,
    /// Reports that one network may file within ten minutes before further ones are held back as a flood: where they say what
    /// another said, or come four times as many. Where money is moving none is; twenty times as many letters are asked to
    /// be sent later.
    pub reports_per_network: u32,
    /// Requests that one network may make within a minute: checks, and pages that cost something.
    pub lookups_per_minute: u32,
    /// Wrong codes of one network within an hour before its further tries are slowed down, up to eight seconds each.
    pub wrong_codes_per_hour: u32,
    /// Seconds that a person needs at least to fill the form in; what comes sooner is asked to press again.
    pub least_seconds: u32,
}

/// Between the core and a citizens' front that stands alone. The core calls; the front never does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelayConfig {
    /// In the core: where the front is, `https://…`; empty: none stands alone.
    pub url: String,
    /// Shared by both, at least 32 characters: `Authorization: Bearer …`. Never shown.
    #[serde(skip_serializing)]
    pub token: String,
    /// A file that holds it, in the place of `token`.
    pub token_file: PathBuf,
    /// Seconds between two calls.
    pub seconds: u32,
    /// Envelopes that the front keeps while the core is away; beyond it citizens are told to phone.
    pub most_waiting: u32,
    /// At the front: where the core calls, `address:port` on the inner side; never the citizens' port. Needed with
    /// `serve --role public`, unused otherwise.
    pub listen: String,
}

impl Default for HotlineConfig {
    fn default() -> Self {
        Self {
            host: "centre".to_owned(),
            at_once_minutes: 60,
            ring_after_minutes: 15,
            ring_again_minutes: 15,
            independent_reports: 2,
            personal_kinds: OFTEN_PERSONAL.map(str::to_owned).into(),
            warned_days: 180,
            contest_days: 10,
            contest_near_days: 1,
            trusted_days: 365,
            reveal_minutes: 30,
            idle_opens_per_hour: 30,
            added_files_per_report: 100,
            least_group: 5,
            erase_after_days: BTreeMap::from([("spam".to_owned(), 90), ("other".to_owned(), 1825)]),
            portal: PortalConfig::default(),
            relay: RelayConfig::default(),
            proofs: ProofConfig::default(),
        }
    }
}

impl Default for PortalConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            public_url: String::new(),
            centre: String::new(),
            reports_per_network: 5,
            lookups_per_minute: 60,
            wrong_codes_per_hour: 20,
            least_seconds: 3,
        }
    }
}

impl Default for RelayConfig {
    fn default() -> Self {
        Self {
            url: String::new(),
            token: String::new(),
            token_file: PathBuf::new(),
            seconds: 10,
            most_waiting: 100_000,
            listen: String::new(),
        }
    }
}

impl RelayConfig {
    /// The token as it is now: a file may have been renewed. Empty where none is set.
    pub fn secret(&self) -> std::io::Result<String> {
        if self.token_file.as_os_str().is_empty() {
            return Ok(self.token.clone());
        }
        Ok(std::fs::read_to_string(&self.token_file)?.trim().to_owned())
    }
}

/// Kinds that are a person's whatever is set, and those of which it can be set.
const PERSONAL: [&str; 2] = ["phone", "bank_account"];
const OFTEN_PERSONAL: [&str; 3] = ["email", "handle", "wallet"];

/// Fewest characters of [`RelayConfig::token`].
pub const LEAST_TOKEN: usize = 32;

impl HotlineConfig {
    /// Days after which a report of this kind is erased.
    #[must_use]
    pub fn erase_days(&self, kind: Option<&str>) -> Option<u32> {
        let days = |kind: &str| self.erase_after_days.get(kind).copied();
        kind.and_then(days).or_else(|| days("other"))
    }

    /// Whether something of this kind of indicator may be a person's.
    #[must_use]
    pub fn is_personal(&self, kind: &str) -> bool {
        PERSONAL.contains(&kind) || self.personal_kinds.iter().any(|k| k == kind)
    }

    /// The first setting that cannot be used, with what is allowed.
    pub(crate) fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let web = |url: &str| url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
        let (portal, relay) = (&self.portal, &self.relay);
        [
            (
                "hotline.at_once_minutes",
                "1–1440",
                (1..=1440).contains(&self.at_once_minutes),
            ),
            (
                "hotline.ring_after_minutes",
                "1–1440",
                (1..=1440).contains(&self.ring_after_minutes),
            ),
            (
                "hotline.ring_again_minutes",
                "1–1440",
                (1..=1440).contains(&self.ring_again_minutes),
            ),
            (
                "hotline.independent_reports",
                "2–100",
                (2..=100).contains(&self.independent_reports),
            ),
            (
                "hotline.personal_kinds",
                "email, handle, wallet",
                self.personal_kinds
                    .iter()
                    .all(|kind| OFTEN_PERSONAL.contains(&kind.as_str())),
            ),
            (
                "hotline.warned_days",
                "1–3650",
                (1..=3650).contains(&self.warned_days),
            ),
            (
                "hotline.contest_days",
                "1–365",
                (1..=365).contains(&self.contest_days),
            ),
            ("hotline.contest_near_days", "0–10", self.contest_near_days <= 10),
            (
                "hotline.trusted_days",
                "1–3650",
                (1..=3650).contains(&self.trusted_days),
            ),
            (
                "hotline.reveal_minutes",
                "1–1440",
                (1..=1440).contains(&self.reveal_minutes),
            ),
            (
                "hotline.idle_opens_per_hour",
                "1–10000",
                (1..=10_000).contains(&self.idle_opens_per_hour),
            ),
            (
                "hotline.added_files_per_report",
                "1–10000",
                (1..=10_000).contains(&self.added_files_per_report),
            ),
            (
                "hotline.least_group",
                "3–1000",
                (3..=1000).contains(&self.least_group),
            ),
            (
                "hotline.erase_after_days",
                "1–36500",
                self.erase_after_days
                    .values()
                    .all(|days| (1..=36_500).contains(days)),
            ),
            (
                "hotline.portal.public_url",
                "http://… | https://…",
                web(&portal.public_url),
            ),
            (
                "hotline.portal.reports_per_network",
                "1–10000",
                (1..=10_000).contains(&portal.reports_per_network),
            ),
            (
                "hotline.portal.lookups_per_minute",
                "1–100000",
                (1..=100_000).contains(&portal.lookups_per_minute),
            ),
            (
                "hotline.portal.wrong_codes_per_hour",
                "1–1000",
                (1..=1000).contains(&portal.wrong_codes_per_hour),
            ),
            ("hotline.portal.least_seconds", "0–60", portal.least_seconds <= 60),
            ("hotline.relay.url", "http://… | https://…", web(&relay.url)),
            (
                "hotline.relay.token",
                "≥ 32",
                relay.url.is_empty()
                    || relay.token.len() >= LEAST_TOKEN
                    || !relay.token_file.as_os_str().is_empty(),
            ),
            (
                "hotline.relay.listen",
                "127.0.0.1:8471",
                relay.listen.is_empty() || relay.listen.parse::<SocketAddr>().is_ok(),
            ),
            (
                "hotline.relay.seconds",
                "1–3600",
                (1..=3600).contains(&relay.seconds),
            ),
            (
                "hotline.relay.most_waiting",
                "1–10000000",
                (1..=10_000_000).contains(&relay.most_waiting),
            ),
        ]
        .into_iter()
        .find_map(|(key, allowed, fine)| (!fine).then_some((key, allowed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        let with = |change: fn(&mut HotlineConfig)| {
            let mut config = HotlineConfig::default();
            change(&mut config);
            config.wrong().map(|(key, _)| key)
        };
        assert_eq!(with(|_| {}), None);
        // Below two, one report could put anybody on the list.
        assert_eq!(
            with(|c| c.independent_reports = 1),
            Some("hotline.independent_reports")
        );
        assert_eq!(with(|c| c.least_group = 2), Some("hotline.least_group"));
        assert_eq!(
            with(|c| c.personal_kinds = vec!["domain".into()]),
            Some("hotline.personal_kinds")
        );
        assert_eq!(with(|c| c.personal_kinds.clear()), None);
        assert_eq!(with(|c| c.contest_days = 0), Some("hotline.contest_days"));
        assert_eq!(with(|c| c.contest_near_days = 0), None);
        assert_eq!(
            with(|c| c.contest_near_days = 11),
            Some("hotline.contest_near_days")
        );
        assert_eq!(
            with(|c| c.added_files_per_report = 0),
            Some("hotline.added_files_per_report")
        );
        assert_eq!(
            with(|c| c.ring_again_minutes = 0),
            Some("hotline.ring_again_minutes")
        );
        assert_eq!(
            with(|c| c.relay.url = "https://cong.invalid".into()),
            Some("hotline.relay.token")
        );
        assert_eq!(
            with(|c| c.relay.listen = "localhost".into()),
            Some("hotline.relay.listen")
        );
        assert_eq!(with(|c| c.relay.listen = "127.0.0.1:0".into()), None);
        assert_eq!(
            with(|c| c.portal.public_url = "cong.invalid".into()),
            Some("hotline.portal.public_url")
        );
    }

    #[test]
    fn phones_and_accounts_are_a_persons_whatever_is_set() {
        let mut config = HotlineConfig::default();
        for kind in ["phone", "bank_account", "email", "handle", "wallet"] {
            assert!(config.is_personal(kind), "{kind}");
        }
        config.personal_kinds.clear();
        assert!(config.is_personal("phone") && config.is_personal("bank_account"));
        for kind in ["email", "handle", "wallet", "url", "domain", "ip"] {
            assert!(!config.is_personal(kind), "{kind}");
        }
    }

    #[test]
    fn terms_of_erasure_are_by_kind() {
        let config = HotlineConfig::default();
        assert_eq!(config.erase_days(Some("spam")), Some(90));
        assert_eq!(config.erase_days(Some("denunciation")), Some(1825));
        assert_eq!(config.erase_days(None), Some(1825));
    }
}
