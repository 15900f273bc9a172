//! Duties, targets, obligations, difficulties, reminders and forms.


mod progress;
mod support;
mod sync;
