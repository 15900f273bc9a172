//! Plans become duties: review, approval, progress, evidence, targets, obligations, reminders.
