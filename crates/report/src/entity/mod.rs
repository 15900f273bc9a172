//! The tables of reports. Only `store` queries them.

pub mod report;
pub mod report_head;
pub mod report_part;
pub mod report_template;
pub mod report_text;
