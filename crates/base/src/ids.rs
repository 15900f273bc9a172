//! One type per identifier, so that an agency can never be passed where a plan is wanted.
//! All are UUID v7: unique without the database, and sorted by creation time.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh identifier.
            #[must_use]
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self { Self(Uuid::now_v7()) }
            #[must_use]
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl From<Uuid> for $name { fn from(value: Uuid) -> Self { Self(value) } }
        impl From<$name> for Uuid { fn from(value: $name) -> Self { value.0 } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { s.parse().map(Self) }
        }
    )+};
}

ids! {
    /// A person with an account or named as a contact.
    PersonId,
    /// A dated post of a person in an agency (chức vụ).
    PostId,
    /// A role granted to a person over an agency subtree.
    GrantId,
    /// An organisation of the directory; stable over renames.
    AgencyId,
    /// A reorganisation of the directory (biến động).
    ReorganisationId,
    /// A named group or collective name of agencies.
    GroupId,
    /// A stored file (evidence, source document, signed report).
    FileId,
    /// A background job.
    JobId,
    /// A plan, over all its versions.
    PlanId,
    /// One version of a plan as imported.
    PlanVersionId,
    /// A target, task, assignment or obligation of a plan.
    ItemId,
    /// What one agency owes: an item fanned out, or a directive without a plan.
    DutyId,
    /// A report of a period.
    ReportId,
    /// A report template (outline per plan and period).
    TemplateId,
    /// An entry of the number register.
    RegisterEntryId,
}
