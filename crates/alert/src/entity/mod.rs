//! Tables of alerts.

pub mod alert;
pub mod alert_finding;
pub mod alert_note;
