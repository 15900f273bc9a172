//! Progress by workbook, for agencies that do not sign in: a form with the agency's open duties goes out and
//! comes back. Reading it is a dry run first: each row is named with what is wrong; a row whose duty changed
//! since the form was made is a conflict and is never applied over it.
//!
//! The keys in the form are no secret and no proof: every row is checked against the agency and the policy.

pub mod read;
pub mod words;
pub mod write;

pub use read::{FormReport, FormRow, Outcome, apply, dry_run};
pub use write::{form, list_workbook};

/// Kind written into the workbook's hidden sheet.
pub const KIND: &str = "duty-progress";
/// Version of the layout.
pub const VERSION: &str = "1";
