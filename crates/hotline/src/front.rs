//! The door of the citizens: what the portal may do, whether it is a part of this process or stands alone in a DMZ. It can
//! hand in and look up; it cannot read back what it handed in.

use crate::{
    code::Mailbox,
    envelope::{Envelope, Sealer},
    published::Published,
};
use std::sync::Arc;

/// Why the front cannot do it now. The citizen is told to try again, or to phone.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// The disk is nearly full, or too much waits to be handed over.
    #[error("there is no room")]
    Full,
    /// No key was given to this front yet.
    #[error("there is nothing to seal to")]
    NoKey,
    /// More than is taken in one envelope.
    #[error("the envelope is too large")]
    TooLarge,
    #[error("it cannot be stored")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What came of handing something in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedIn {
    /// It is on disk.
    Stored,
    /// The same envelope, or another of the same mailbox, is there already.
    Again,
}

/// See the module.
#[async_trait::async_trait]
pub trait Front: Send + Sync + std::fmt::Debug {
    /// What everything is sealed to.
    async fn sealer(&self) -> Result<Sealer, FrontError>;
    /// Returns once it is on disk.
    async fn hand_in(&self, envelope: Envelope) -> Result<HandedIn, FrontError>;
    /// What lies in a mailbox, sealed to its code. A report that is not opened yet has an empty one: `Some(empty)`.
    async fn mailbox(&self, mailbox: &Mailbox) -> Result<Option<Vec<u8>>, FrontError>;
    /// What everybody may read.
    async fn published(&self) -> Result<Arc<Published>, FrontError>;
}
