//! The register of information systems: whose each one is, what it is made of, its level and how that was decided,
//! how it is protected, and its weaknesses.
//!
//! | question | module |
//! |---|---|
//! | the record and its hosts | [`service`] |
//! | what becomes of it when an agency ends | [`follow`] |
//! | assets, links, records of what was done, weaknesses | [`assets`] |
//! | what level the facts come to | [`level`] |
//! | how a level is decided, on the clock of the law | [`dossier`] |
//! | what has to be done before a step | [`gates`] |
//! | what fills the documents of a dossier, and whose form | [`forms`], [`templates`] |
//! | the four layers of protection | [`layers`] |
//! | the checklist of requirements and its gaps | [`controls`]; of all systems: [`overview`] |
//! | requirements that the product answers itself | [`computed`] |
//! | the list of systems important to national security | [`national`] |
//! | what is to be done while the law changes | [`transition`] |
//! | which days come, and who is told | [`waiting`] |
//! | how systems stood on an earlier day | `seen`, for [`statutory`] and [`indicators`] |
//!
//! Invariants: a host belongs to one system of an agency; a system that is no more in use keeps its record and its
//! name; a decided level changes by a dossier alone; nothing is approved before the law's gates; a checklist that is
//! known in part is never full. No legal number stands here: regimes, routes and lists are [`coloa_law`]'s.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod assets;
pub mod computed;
pub mod controls;
pub mod dossier;
pub mod entity;
pub mod error;
pub mod follow;
pub mod forms;
pub mod gates;
pub mod import;
pub mod indicators;
pub mod inventory;
pub mod layers;
pub mod level;
pub mod migration;
pub mod model;
pub mod national;
pub mod overview;
pub mod providers;
pub mod rules;
mod seen;
pub mod service;
pub mod statutory;
pub mod store;
pub mod templates;
pub mod transition;
pub mod waiting;

pub use error::SystemError;
