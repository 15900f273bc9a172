//! Area errors name a code and a kind; one place in the server turns kinds into HTTP statuses.
//!
//! The outside half of an error is its `code` and its parameters: the web app and the CLI hold the
//! sentences, in Vietnamese and English. `Display` is the inside half and goes to the log only.

use serde::Serialize;
use std::collections::BTreeMap;

/// What went wrong, as a client may act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Nobody is signed in, or the session has ended.
    Unauthenticated,
    /// Signed in, but the policy says no.
    Forbidden,
    NotFound,
    /// The input cannot be accepted; parameters name the field and the reason.
    Invalid,
    /// The step does not fit the state of the record, or a name is taken.
    Conflict,
    /// The record has changed since it was read: `If-Match` names an older version.
    Changed,
    /// The request lacks the ETag of what it changes.
    PreconditionRequired,
    /// Larger than this installation accepts.
    TooLarge,
    /// Asked too often; try again later.
    TooMany,
    /// The store is locked, full or out of reach; nothing was changed.
    Unavailable,
    /// A fault of ours; details are in the log under the request id.
    Internal,
}

/// Implemented by the error enum of each area.
pub trait AreaError: std::error::Error + Send + Sync + 'static {
    fn kind(&self) -> ErrorKind;
    /// Stable, `<area>.<what>`, e.g. `plan.unresolved_agencies`.
    fn code(&self) -> &'static str;
    /// Values that the sentence of `code` needs, safe to show to the user.
    fn params(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::new()
    }
}

/// The error and all its sources, joined by `: `.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |e| e.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
