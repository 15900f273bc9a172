//! Duties, targets, obligations, difficulties, reminders and forms.

mod forms;
mod handover;
mod measures;
mod notices;
mod progress;
pub mod support;
mod sync;
