//! From a document to approved items, on both databases.

mod approval;
mod import;
mod known;
mod reach;
mod review;
mod support;
mod text;
mod versions;
