//! Rules of anybody's hand, over an event: an error or a rule that runs, never a hang.
#![no_main]

use coloa_detect::{Correlator, Detector, RuleSet};
use coloa_event::Event;
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|text: &str| {
    let mut set = RuleSet::default();
    set.add(Path::new("fuzz.yml"), text);
    let mut detector = Detector::new(set);
    let mut correlator = Correlator::new(&mut detector);
    let mut event = Event::default();
    event.logsource.product = Some("windows".into());
    for name in ["Image", "CommandLine", "User"] {
        event.fields.set(name, "C:\\Windows\\cmd.exe -e AAAA");
    }
    event.fields.set("EventID", 1);
    let hits = detector.evaluate(&event);
    let at = "2026-07-01T00:00:00Z".parse().expect("a time");
    let _ = correlator.process(&event, &hits, at);
});
