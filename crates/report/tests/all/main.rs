//! Integration tests of reports.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod compose;
mod flow;
mod incident_form;
mod issue;
mod material;
mod notices;
mod plan_source;
mod scope;
mod seal;
mod world;
