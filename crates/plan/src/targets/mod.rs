//! Targets: numeric (a goal per year and agency) or milestone; values entered by people or computed by a
//! named indicator, kept for ever, frozen when a report closes.
//!
//! Invariants: a computed value keeps its question, numerator, denominator and path to its records; nothing to
//! compute from is no value, not zero; values are never overwritten.
//!
//! Rooms: [`sync`] from an approved plan · [`rules`] traffic light · [`service`] enter, confirm, compute,
//! freeze · [`read`] tables and series · [`store`] SQL.

pub mod error;
pub mod read;
pub mod rules;
pub mod service;
pub mod store;
mod sync;

pub use error::TargetError;
pub use rules::Light;
pub(crate) use sync::sync;
