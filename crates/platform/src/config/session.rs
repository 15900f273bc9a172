//! How people sign in, and for how long.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// A session ends after this many minutes without a request.
    pub idle_minutes: i64,
    /// Failed sign-ins per user name and per address before waiting.
    pub attempts: u32,
    /// Length of that wait, in seconds.
    pub lock_seconds: u64,
    /// Roles whose holders must use TOTP once it is enrolled by the administrator's rule.
    pub require_totp_roles: Vec<String>,
    /// Hours that a one-time link (invitation, password reset) is good for.
    pub invitation_hours: i64,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 8 * 60,
            attempts: 5,
            lock_seconds: 300,
            require_totp_roles: Vec::new(),
            invitation_hours: 72,
        }
    }
}
