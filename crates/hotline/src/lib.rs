//! The public side: citizens report a scam, follow what becomes of it, and check before they pay; the centre classifies,
//! passes on, and warns.
//!
//! | question | module |
//! |---|---|
//! | the code that a citizen follows a report with | [`code`], [`signing`] |
//! | how a report is sealed, and who can open it | [`seal`], [`keys`], [`custody`] |
//! | what a citizen fills in, and in what it travels | [`form`], [`envelope`] |
//! | what the portal can do, here or in a DMZ | [`front`], [`published`] |
//! | how a report comes in, and what operators do with it | [`service`], then [`intake`], [`refused`], [`inbox`], [`classify`], [`transfer`], [`message`] |
//! | who opened what, and why | [`opening`], [`reveal`] |
//! | which reports belong together, and what the public is warned of | [`mention`], [`campaign`], [`verdict`] |
//! | what everybody can ask | [`check`], [`trust`], [`notice`] |
//! | reported content | [`content`] |
//! | figures | [`statistics`], [`figures`] |
//!
//! Invariants: who sealed a report cannot open it; nobody speaks for a code but who holds it; nothing that a citizen handed in goes
//! before an administrator saw it; private keys never stand in the database; a code is stored nowhere; who
//! reports, and what they wrote, is in no column, file, log line or figure in the clear; text that is searched was
//! confirmed by a person to be free of who reports; no text leaves the desk that was not compared with who reports; every opening of a sealed part leaves an entry; nobody but the
//! competent body is shown the terms of the competent body; no single report is ever held back or refused.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod attachment;
pub mod bank;
pub mod campaign;
pub mod check;
pub mod classify;
pub mod client;
pub mod code;
pub mod content;
pub mod custody;
pub mod desk;
pub mod direct;
pub mod entity;
pub mod envelope;
pub mod erase;
pub mod error;
pub mod figures;
pub mod flood;
mod forest;
pub mod form;
pub mod forms;
pub mod front;
pub mod inbox;
pub mod intake;
pub mod jobs;
pub mod keys;
pub mod mention;
pub mod message;
pub mod migration;
pub mod model;
pub mod notice;
pub mod opening;
pub mod publish;
pub mod published;
pub mod reason;
pub mod redaction;
pub mod refused;
pub mod reveal;
pub mod scam_type;
pub mod seal;
pub mod service;
pub mod settings;
pub mod signing;
pub mod statistics;
pub mod store;
pub mod subscription;
pub mod transfer;
pub mod trust;
pub mod verdict;

pub use error::HotlineError;
pub use service::Hotline;
