//! What the types of settings cannot say: words of a list, bounds, addresses.

use super::{Config, ConfigError};
use std::net::SocketAddr;

impl Config {
    /// What the types cannot say.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let one_of = |key: &'static str, value: &str, allowed: &[&str]| {
            if allowed.contains(&value) {
                Ok(())
            } else {
                Err(ConfigError::OutOfRange {
                    key,
                    allowed: allowed.join(" | "),
                })
            }
        };
        let within = |key: &'static str, value: u64, from: u64, to: u64| {
            if (from..=to).contains(&value) {
                Ok(())
            } else {
                Err(ConfigError::OutOfRange {
                    key,
                    allowed: format!("{from}–{to}"),
                })
            }
        };
        let number = |n: i64| u64::try_from(n).unwrap_or(0);
        one_of(
            "installation.language",
            &self.installation.language,
            &["vi", "en"],
        )?;
        one_of("mail.security", &self.mail.security, &["none", "starttls", "tls"])?;
        one_of("log.format", &self.log.format, &["text", "json"])?;
        within("session.attempts", self.session.attempts.into(), 1, 1000)?;
        within(
            "session.idle_minutes",
            number(self.session.idle_minutes),
            1,
            7 * 24 * 60,
        )?;
        within("session.lock_seconds", self.session.lock_seconds, 1, 365 * 86_400)?;
        within(
            "session.invitation_hours",
            number(self.session.invitation_hours),
            1,
            24 * 365,
        )?;
        within("reminders.hour", self.reminders.hour.into(), 0, 23)?;
        within("reminders.horizon_days", self.reminders.horizon_days, 1, 3660)?;
        within(
            "database.read_connections",
            self.database.read_connections.into(),
            1,
            256,
        )?;
        within("limits.upload_bytes", self.limits.upload_bytes, 1024, 1 << 40)?;
        if !self.http.public_url.is_empty() && !is_web_address(&self.http.public_url) {
            return Err(ConfigError::OutOfRange {
                key: "http.public_url",
                allowed: "http://… | https://…".to_owned(),
            });
        }
        one_of(
            "ingest.least_level",
            &self.ingest.least_level,
            &["informational", "low", "medium", "high", "critical"],
        )?;
        let endpoint = &self.ingest.s3.endpoint;
        if !endpoint.is_empty() && !is_web_address(endpoint) {
            return Err(ConfigError::OutOfRange {
                key: "ingest.s3.endpoint",
                allowed: "http://… | https://…".to_owned(),
            });
        }
        for (key, address) in self.ingest.addresses() {
            if !address.is_empty() && address.parse::<SocketAddr>().is_err() {
                return Err(ConfigError::OutOfRange {
                    key,
                    allowed: "0.0.0.0:514".to_owned(),
                });
            }
        }
        if let Some((key, allowed)) = self.incident.wrong().or_else(|| self.hotline.wrong()) {
            let allowed = allowed.to_owned();
            return Err(ConfigError::OutOfRange { key, allowed });
        }
        if tracing_subscriber::EnvFilter::try_new(&self.log.filter).is_err() {
            return Err(ConfigError::OutOfRange {
                key: "log.filter",
                allowed: "info,coloa_plan=debug".to_owned(),
            });
        }
        Ok(())
    }
}

fn is_web_address(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_refused() {
        for (key, value) in [
            ("reminders.hour", "99"),
            ("session.attempts", "0"),
            ("installation.language", "fr"),
            ("mail.security", "bogus"),
            ("log.format", "xml"),
            ("log.filter", "(("),
            ("http.public_url", "coloa.tinh.invalid"),
        ] {
            let error = Config::load(None, &[(key.into(), value.into())]).unwrap_err();
            assert!(
                matches!(&error, ConfigError::OutOfRange { key: told, .. } if *told == key),
                "{key}: {error:?}"
            );
        }
    }
}
