//! Handling marks. State secrets are outside this product: a mark above "internal" is refused unless the
//! installation is declared an offline system approved for them.

use serde::{Deserialize, Serialize};

/// How a record or file may be handled. `Secret`, `TopSecret` and `UtmostSecret` are the three degrees
/// of state secrets (mật, tối mật, tuyệt mật).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    #[default]
    Normal,
    /// Lưu hành nội bộ.
    Internal,
    Secret,
    TopSecret,
    UtmostSecret,
}

impl Handling {
    /// Whether an installation may hold a record with this mark.
    #[must_use]
    pub fn allowed(self, offline_classified: bool) -> bool {
        self <= Self::Internal || offline_classified
    }
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Internal => "internal",
            Self::Secret => "secret",
            Self::TopSecret => "top_secret",
            Self::UtmostSecret => "utmost_secret",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Normal,
            Self::Internal,
            Self::Secret,
            Self::TopSecret,
            Self::UtmostSecret,
        ]
        .into_iter()
        .find(|h| h.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_need_an_offline_installation() {
        assert!(Handling::Internal.allowed(false));
        assert!(!Handling::Secret.allowed(false));
        assert!(Handling::UtmostSecret.allowed(true));
    }
}
