//! The parser against plans with labels that a careful reader gave: the real plans beside the repository
//! (`../shared/plans`, skipped aloud where they are not), our own in `testdata/plans`, and arbitrary text.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod golden;
mod labels;
mod layout;
mod measures;
mod real;
mod robust;
mod variants;
mod who;
