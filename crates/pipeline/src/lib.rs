//! From a sender to an alert. Senders are known by token, certificate or address ([`directory`]); what they send goes
//! into the log before they are answered ([`intake`], [`listen`]); one worker follows the log, runs the rules, puts
//! events where they are found and raises alerts ([`worker`]); a keeper makes segments of them and deletes those whose
//! time is over ([`keeper`]). Stored events are looked through again for rules that are tried and for new indicators
//! ([`past`]).
//!
//! Invariants: nothing is parsed before it is durable; the worker's place in the log moves on only when what it found
//! is stored, so that a crash repeats work and loses none; the log is cut only where events are in segments; a sender
//! that is not registered is taken in, counted apart and belongs to no agency.
//!
//! Start at [`Pipeline`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod ahead;
mod builtin;
mod counts;
pub mod dead_letters;
pub mod detection;
pub mod directory;
mod entity;
pub mod indicators;
pub mod intake;
pub mod keeper;
pub mod listen;
mod look;
pub mod migration;
pub mod past;
pub mod reading;
mod silence;
pub mod store;
pub mod worker;

pub use directory::{Directory, Known};
pub use intake::Intake;
pub use worker::{Pipeline, PipelineError};
