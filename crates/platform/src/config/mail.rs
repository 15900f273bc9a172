//! How mail leaves.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// `host:port` of the SMTP relay; empty: no mail is sent, and the queue says so.
    pub smtp: String,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    pub user: String,
    /// Read from the environment or file, never shown.
    #[serde(skip_serializing)]
    pub password: String,
    pub from: String,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            smtp: String::new(),
            security: "starttls".into(),
            user: String::new(),
            password: String::new(),
            from: String::new(),
        }
    }
}
