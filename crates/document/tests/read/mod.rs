//! Reading of files, with fixtures made in code.

mod docx;
mod fixtures;
mod pdf;
mod text;
mod written;
mod xlsx;
