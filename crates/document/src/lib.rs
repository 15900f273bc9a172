//! Official documents: layout model, DOCX and XLSX writing, reading of DOCX, PDF, text; number register. Knows no area.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod read;
