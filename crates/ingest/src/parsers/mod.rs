//! One room a format: [`evtx`] event logs of Windows · [`windows`] one record of Windows from the shapes that shippers
//! give it · [`json`] objects, whatever shape · [`syslog`] lines of RFC 5424 and 3164 · [`linux`] programs behind them ·
//! [`web`] logs of web servers · [`cef`] Common Event Format and LEEF · [`pairs`] `key=value`: firewalls, audit daemon · [`text`] a line of any of these.

pub mod cef;
pub mod evtx;
pub mod json;
pub mod linux;
pub mod pairs;
pub mod syslog;
pub mod text;
pub mod web;
pub mod windows;
