//! What is official, which tricks are caught and how often, which innocent names are left alone, and what hostile input costs.

#![allow(clippy::print_stdout)]

mod hostile;
mod innocent;
mod names;
mod official;
mod tricks;
mod verdicts;
