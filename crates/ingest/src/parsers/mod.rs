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

#[cfg(test)]
pub(crate) mod testing {
    //! What the tests of the formats share.

    use coloa_event::Event;

    /// The event has these fields, as text.
    #[track_caller]
    pub fn has(event: &Event, wanted: &[(&str, &str)]) {
        for (name, value) in wanted {
            assert_eq!(event.text(name).as_deref(), Some(*value), "{name}");
        }
    }
}
