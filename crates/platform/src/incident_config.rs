//! Settings of incidents.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IncidentConfig {
    /// A folder with playbooks of this installation (`*.yaml`) besides the product's own; empty: those alone.
    pub playbooks: PathBuf,
    /// `host:port` of a ClamAV daemon that looks at evidence; empty: nothing is looked at.
    pub clamd: String,
    /// The least degree that counts as serious, since the decrees of 2026 do not say which do: `M1` the fewest.
    pub serious_from: String,
    /// Minutes that "at once" is counted as.
    pub at_once_minutes: u32,
    /// Hours that "promptly" is counted as; 0: no term is shown.
    pub promptly_hours: u32,
    /// Hours before a term at which people are reminded; 0 is the term itself.
    pub remind_hours: Vec<u32>,
    /// Hours before a term from which on it is shown as near.
    pub due_soon_hours: u32,
    /// Minutes without an answer after which the second line of the roster is called.
    pub call_again_minutes: u32,
    /// Text messages and voice calls.
    pub gateway: GatewayConfig,
}

impl Default for IncidentConfig {
    fn default() -> Self {
        Self {
            playbooks: PathBuf::new(),
            clamd: String::new(),
            serious_from: "M2".to_owned(),
            at_once_minutes: 60,
            promptly_hours: 0,
            remind_hours: vec![12, 4, 1, 0],
            due_soon_hours: 4,
            call_again_minutes: 15,
            gateway: GatewayConfig::default(),
        }
    }
}

/// A service that sends text messages or reads messages out on the phone (`docs/call-gateway.md`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayConfig {
    /// Where messages are posted to; empty: neither text messages nor voice calls are offered.
    pub url: String,
    /// What it can do: `sms`, `voice`.
    pub channels: Vec<String>,
    /// Sent as `Authorization: Bearer …`; read from the environment or file, never shown.
    #[serde(skip_serializing)]
    pub token: String,
    /// A file that holds the token, in the place of `token`; read at every message, so that it can be renewed.
    pub token_file: PathBuf,
    /// How long it may take to answer.
    pub timeout_seconds: u64,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            url: String::new(),
            channels: vec!["sms".to_owned(), "voice".to_owned()],
            token: String::new(),
            token_file: PathBuf::new(),
            timeout_seconds: 15,
        }
    }
}

impl IncidentConfig {
    /// The first setting that cannot be used, with what is allowed.
    pub(crate) fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let gateway = &self.gateway;
        let web = |url: &str| url.starts_with("http://") || url.starts_with("https://");
        let known = |channel: &String| ["sms", "voice"].contains(&channel.as_str());
        [
            (
                "incident.clamd",
                "localhost:3310",
                self.clamd.is_empty() || self.clamd.contains(':'),
            ),
            (
                "incident.at_once_minutes",
                "1–1440",
                (1..=1440).contains(&self.at_once_minutes),
            ),
            (
                "incident.remind_hours",
                "≤ 10 × 0–720",
                self.remind_hours.len() <= 10 && self.remind_hours.iter().all(|h| *h <= 720),
            ),
            (
                "incident.call_again_minutes",
                "1–1440",
                (1..=1440).contains(&self.call_again_minutes),
            ),
            (
                "incident.gateway.url",
                "http://… | https://…",
                gateway.url.is_empty() || web(&gateway.url),
            ),
            (
                "incident.gateway.channels",
                "sms | voice",
                gateway.channels.iter().all(known),
            ),
            (
                "incident.gateway.timeout_seconds",
                "1–120",
                (1..=120).contains(&gateway.timeout_seconds),
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
        let with = |change: fn(&mut IncidentConfig)| {
            let mut config = IncidentConfig::default();
            change(&mut config);
            config.wrong().map(|(key, _)| key)
        };
        assert_eq!(with(|_| {}), None);
        assert_eq!(with(|c| c.clamd = "localhost".into()), Some("incident.clamd"));
        assert_eq!(
            with(|c| c.call_again_minutes = 0),
            Some("incident.call_again_minutes")
        );
        assert_eq!(
            with(|c| c.gateway.url = "gw.invalid".into()),
            Some("incident.gateway.url")
        );
        assert_eq!(
            with(|c| c.gateway.channels = vec!["fax".into()]),
            Some("incident.gateway.channels")
        );
        assert_eq!(
            with(|c| c.gateway.timeout_seconds = 0),
            Some("incident.gateway.timeout_seconds")
        );
    }
}
