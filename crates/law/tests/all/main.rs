//! Tests of the legal data and its lookups, one file per area.
#![allow(clippy::unwrap_used)]

mod assess;
mod book;
mod calendar;
mod checklists;
mod criteria;
mod data;
mod hotline;
mod incidents;
mod lunar;
mod numbering;
mod routes;
mod workdays;

use chrono::NaiveDate;

/// A day that exists.
fn d(text: &str) -> NaiveDate {
    text.parse().expect("a day like 2026-01-31")
}
