//! Sigma over events.
//!
//! Invariants: a rule looks at an event only where it belongs to the rule's log source, which is correctness and not
//! speed alone; names of fields count without regard to case; a rule that cannot run says why and the others run.
//!
//! Start at [`RuleSet`] (rules from files) and [`Detector`] (rules over events); [`Correlator`] (hits over
//! time), [`Catalogue`] (which rules can fire), [`indicators`] (bad addresses, names and files).
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod canonical;
pub mod catalogue;
mod correlator;
mod detector;
mod documents;
pub mod indicators;
mod needs;
mod program;
pub mod reference;
mod rules;
mod view;

pub use catalogue::{Catalogue, Coverage, CoverageState, Entry, EntryKind, Origin, RuleState};
pub use correlator::{Correlated, Correlator, Kept, MAX_GROUPS, State};
pub use detector::{Detector, Hit, MatchedField};
pub use documents::{Document, documents};
pub use rules::{Level, Problem, Rule, RuleSet, RulesError};
