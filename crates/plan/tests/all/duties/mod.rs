//! Duties, targets, obligations, difficulties, reminders and forms.

mod progress;
pub mod support;
mod sync;
