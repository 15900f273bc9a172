//! Why a question cannot be answered, or a name of the register not be used.

/// What was asked is not the name of a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Neither a domain nor an address, a URL or an e-mail address that contains one.
    #[error("not a domain")]
    NotADomain,
    /// The host does not end within `most` bytes, or is longer than a name may be (RFC 1035: 63 a label, 253 in all).
    #[error("longer than {most} bytes")]
    TooLong { most: usize },
}

/// A domain of an entry that the register could not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Place of the entry in what was given to `Register::build`.
    pub entry: usize,
    /// The domain as given.
    pub domain: String,
    pub why: Refusal,
}

/// Why a domain was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no domain, or an address of the network.
    NotADomain,
    /// An earlier entry has it.
    Taken { by: usize },
}
