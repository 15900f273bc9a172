//! Writing: DOCX, XLSX, checks of form, number register.
mod checks;
mod docx;
mod office;
mod printed;
mod register;
pub mod samples;
mod xlsx;
