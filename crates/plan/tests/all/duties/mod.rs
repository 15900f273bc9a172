//! Duties, targets, obligations, difficulties, reminders and forms.

mod forms;
mod measures;
mod progress;
pub mod support;
mod sync;
