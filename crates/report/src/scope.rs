//! Which agencies a report holds, kept with the report so that a later reorganisation does not change it.

/// As stored in the column `scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The issuer and the agencies below it: whoever reads the issuer's records reads them all.
    Issuer,
    /// Every agency of the installation, see `data/head.toml`.
    Installation,
}

impl Kept {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Installation => "installation",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Issuer, Self::Installation]
            .into_iter()
            .find(|k| k.as_str() == text)
    }
}
