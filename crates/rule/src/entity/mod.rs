//! Tables of rules.

pub mod rule_document;
pub mod rule_switch;
pub mod rule_version;
