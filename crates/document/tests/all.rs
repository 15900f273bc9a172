//! Integration tests of the document crate.
mod write;
