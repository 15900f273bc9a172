//! Integration tests of the hotline, on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used)]

mod campaign;
mod check;
mod classify;
mod client;
mod content;
mod cut_off;
mod erase;
mod forged;
mod forms;
mod guess;
mod hub;
mod inbox;
mod intake;
mod lost_key;
mod mention;
mod notice;
mod opening;
mod planted;
mod publish;
mod refused;
mod reveal;
mod scam_type;
mod seeds;
mod settings;
mod statistics;
mod subscription;
mod support;
mod transfer;
mod trust;
mod verdict;
mod written;
