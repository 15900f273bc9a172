//! Information systems: whose each one is, its level, its hosts and addresses, whether it is on the priority list.
//!
//! Only what monitoring asks for so far. Invariants: a host belongs to one system of an agency; a system that is no
//! more in use keeps its record and its name.
//!
//! Start at [`service`]; [`rules`] decides.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod entity;
pub mod error;
pub mod migration;
pub mod rules;
pub mod service;
pub mod store;

pub use error::SystemError;
