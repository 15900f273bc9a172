//! The HTTP edge: one route table feeds the router and the OpenAPI document; handlers only translate between
//! wire structs and area services.
//!
//! Start at [`routes`] for the table, [`app`] for what a handler can reach, [`problem`] for how errors leave.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[macro_use]
mod route;
pub mod app;
mod caller;
mod calls;
pub mod extract;
mod hotline_jobs;
pub mod hotline_relay;
mod indicators;
pub mod ingest;
pub mod middleware;
pub mod migrations;
pub mod monitoring;
mod post;
pub mod problem;
mod proofs;
pub mod public_role;
pub mod routes;
pub mod sample;
pub mod sample_feed;
pub mod sample_hotline;
pub mod sample_incident;
pub mod sample_register;
pub mod serve;
mod web;

pub use app::App;
pub use migrations::Migrations;
