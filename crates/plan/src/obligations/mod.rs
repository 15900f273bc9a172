//! Obligations: reports, plans and reviews that are owed on a date, out of a plan or out of the law, on one
//! calendar. Each records how it was met: by an issued document, or by an entry in another system.
//!
//! Invariants: statutory dates come from `coloa_law` with their article, and are stored only once somebody
//! meets one; an obligation that was met is never undone by a new version of the plan.

pub mod error;
pub mod reporters;
pub mod rules;
pub mod service;
pub mod store;
mod sync;

pub use error::ObligationError;
pub use reporters::Reporters;
pub use service::{CalendarEntry, Meeting, Met, calendar, meet, meet_statutory};
pub(crate) use sync::sync;
