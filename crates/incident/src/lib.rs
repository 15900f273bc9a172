//! Incidents: from the first word to the closed case, on the clocks of the law; who can be called; drills.
//!
//! | question | module |
//! |---|---|
//! | who owes what to whom by when | [`clock`] (pure), [`clocks`] |
//! | a case and what is known of it | [`case`]; the one-minute form of an agency: [`short_report`] |
//! | who sees and changes a case, and for which side | [`sight`]; what of a suspected state secret is shown: `withheld` |
//! | named moments, closing, merging, handing over | [`steps`] |
//! | timeline, tasks, links, indicators, members | [`timeline`], [`tasks`], [`links`], [`indicators`] |
//! | proof with its chain of custody | [`evidence`] |
//! | notices and reports of the law | [`reports`], [`forms`] |
//! | playbooks | [`playbook`] |
//! | STIX, CSV, JSON | [`exchange`] |
//! | periodic figures | [`statistics`], [`figures`] |
//! | who can be called, who was | [`network`], [`call_out`], [`assistance`] |
//! | bodies of the law and who holds them | [`bodies`] |
//! | exercises | [`drill`] |
//!
//! Invariants: every duty that the law attaches to what is known has a clock; a clock that was met is never overdue; a
//! change of T0, class or personal data keeps the old term and the reason; a case of a drill counts nowhere; content of
//! a suspected state secret is not entered. No legal number stands here: duties, terms and forms are [`coloa_law`]'s.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod assistance;
pub mod bodies;
pub mod call_out;
pub mod case;
pub mod clock;
pub mod clocks;
pub mod drill;
pub mod entity;
pub mod error;
pub mod evidence;
pub mod exchange;
pub mod extract;
pub mod figures;
pub mod forms;
pub mod indicators;
pub mod links;
pub mod migration;
pub mod model;
pub mod network;
pub mod playbook;
pub mod reports;
pub mod rules;
pub mod scanner;
pub mod short_report;
pub mod sight;
pub mod statistics;
pub mod steps;
pub mod store;
pub mod tasks;
pub mod timeline;
mod withheld;

pub use error::IncidentError;
