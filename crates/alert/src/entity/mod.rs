//! Tables of alerts.

pub mod alert;
pub mod alert_channel;
pub mod alert_finding;
pub mod alert_note;
pub mod alert_suppression;
pub mod alert_taken;
pub mod shift_note;
