//! People and what they may do: accounts, dated posts, grants, sessions, the policy table, and the audit
//! chain.
//!
//! Invariants:
//! * Every change goes through [`Change`]: it authorises first, and its commit writes the audit entry in the
//!   same transaction. There is no other way to a write transaction for an area's service.
//! * The policy is `policies/roles.cedar`; no `if role ==` anywhere else.
//! * The audit log is a chain of HMACs under a key outside the database.
//!
//! Start at [`access`] (who may), [`change`] (do it) and [`audit`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod access;
pub mod action;
pub mod actor;
pub mod admin;
pub mod anchor;
pub mod answers;
pub mod audit;
pub mod change;
pub mod digest;
pub mod error;
pub mod migration;
pub mod notifications;
pub mod people;
pub mod policy;
pub mod recipients;
pub mod role;
pub mod scope;
pub mod secret;
pub mod session;
pub mod sign_in;

pub use access::{Access, Reach, Resource};
pub use action::Action;
pub use actor::{Actor, ActorKind, Grant};
pub use change::Change;
pub use error::AuthError;
pub use role::Role;
