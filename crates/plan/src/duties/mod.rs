//! Duties: what one agency owes by one date, out of a plan, a directive or a meeting.
//!
//! Invariants: what is owed stands once in `duty_text`, duties point at it; every write of a duty moves the
//! tally in the same transaction ([`tally`]); progress is never deleted; a duty without an answer has neither
//! percent nor report date, and no aggregate counts it as zero.
//!
//! Rooms: [`model`] values · [`rules`] pure decisions · [`sync`] from an approved plan · [`progress`] report,
//! accept, return · [`manage`] directives, reassignment · [`handover`] work of agencies that are no more · [`extension`] moving dates · [`read`] lists and one
//! duty · [`store`] SQL.

pub mod error;
pub mod extension;
pub mod guides;
pub mod handover;
pub mod jobs;
pub mod manage;
pub mod model;
pub mod progress;
pub mod read;
pub mod rules;
pub mod store;
pub mod sync;

pub use error::DutyError;
pub use guides::Guides;
pub use manage::{NewDirective, create_directive, reassign};
pub use model::{
    Duty, DutyFilter, DutyRole, DutySort, DutyText, Evidence, Freshness, Lateness, Review, Status,
};
pub use progress::{NewProgress, accept, report, return_progress};
pub use store::tally;
pub use sync::{SyncReport, SyncSettings, sync, sync_with};
