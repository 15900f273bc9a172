//! Integration tests of the HTTP edge: the whole router in process, over a database of its own per test.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod admin;
mod agency;
mod agency_examples;
mod audit;
mod centre;
mod document;
mod duty;
mod duty_examples;
mod guards;
mod indicators;
mod monitoring;
mod monitoring_examples;
mod people;
mod plan;
mod plan_examples;
mod report;
mod report_examples;
mod report_sample;
mod rules;
mod search;
mod shift;
mod stranger;
mod support;
mod support_test;
mod systems;
