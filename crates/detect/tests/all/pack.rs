//! Beside `rules/<area>/<name>.yml` stands `<name>.events.ndjson`: one event a line with `_fires`, whether the rule must
//! fire; `_line` instead of fields for a raw line. For a correlation the first line is `{"_expect": N}`, how often it
//! must fire over all that follow.

use coloa_detect::{Correlator, Detector, Hit, RuleSet};
use coloa_event::Event;
use coloa_ingest::parsers::{json, syslog::Clock, text};
use serde_json::{Map, Value};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")
}

fn pack() -> RuleSet {
    RuleSet::read(&folder()).unwrap()
}

/// The events beside a rule file.
fn samples(rule: &Path) -> Vec<Map<String, Value>> {
    let path = rule.with_extension("events.ndjson");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{}: {e}: {l}", path.display())))
        .collect()
}

fn event(mut sample: Map<String, Value>) -> Event {
    sample.remove("_fires");
    match sample.remove("_line") {
        Some(line) => {
            let clock = Clock {
                received: "2026-12-31T00:00:00Z".parse().unwrap(),
                zone: chrono::FixedOffset::east_opt(7 * 3600).unwrap(),
            };
            text::read(line.as_str().unwrap(), &clock)
        }
        None => json::from_object(sample),
    }
}

#[test]
fn every_rule_can_run_and_is_called_by_one_id() {
    let mut set = pack();
    assert_eq!(set.problems, []);
    let ids: BTreeSet<&str> = set.rules.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids.len(), set.rules.len(), "ids are unique");
    for rule in &set.rules {
        assert!(rule.level.is_some(), "{}", rule.title);
        assert!(
            rule.tags.iter().any(|t| t.starts_with("attack.")),
            "{} names no technique",
            rule.title
        );
    }
    let mut detector = Detector::new(std::mem::take(&mut set));
    let _ = Correlator::new(&mut detector);
    assert_eq!(detector.problems(), []);
}

#[test]
fn rules_fire_on_what_they_are_for_and_on_nothing_else() {
    let set = pack();
    assert!(set.rules.len() >= 60, "{} rules", set.rules.len());
    let detector = Detector::new(set);
    let mut wrong = Vec::new();
    for rule in detector.rules() {
        if !rule.file.with_extension("events.ndjson").is_file()
            && rule.file.parent().unwrap().ends_with("correlation")
        {
            // The base of a correlation within its file.
            continue;
        }
        let (mut fires, mut silent) = (0, 0);
        for (number, sample) in samples(&rule.file).into_iter().enumerate() {
            let wanted = sample["_fires"].as_bool().unwrap();
            let found = detector
                .evaluate(&event(sample))
                .iter()
                .any(|hit: &Hit<'_>| hit.rule.id == rule.id);
            *(if wanted { &mut fires } else { &mut silent }) += 1;
            if found != wanted {
                wrong.push(format!(
                    "{}: event {} fires: {found}",
                    rule.file.display(),
                    number + 1
                ));
            }
        }
        if fires < 2 || silent < 3 {
            wrong.push(format!(
                "{}: {fires} that fire, {silent} that do not",
                rule.file.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn correlations_fire_as_often_as_their_events_say() {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("correlation"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "yml"))
        .collect();
    files.sort();
    assert!(files.len() >= 8, "{} correlations", files.len());
    let set = pack();
    let mut wrong = Vec::new();
    for file in files {
        let id = fs::read_to_string(&file)
            .unwrap()
            .lines()
            .find_map(|l| Some(l.strip_prefix("id:")?.trim().to_owned()))
            .unwrap();
        let mut detector = Detector::new(set.clone());
        let mut correlator = Correlator::new(&mut detector);
        let mut expected = None;
        let mut fired = 0;
        for sample in samples(&file) {
            if let Some(n) = sample.get("_expect") {
                expected = n.as_u64();
                continue;
            }
            let event = event(sample);
            let hits = detector.evaluate(&event);
            let found = correlator.process(&event, &hits, event.time.unwrap());
            fired += found.iter().filter(|c| c.rule_id == id).count() as u64;
        }
        if Some(fired) != expected {
            wrong.push(format!(
                "{}: fired {fired}, expected {expected:?}",
                file.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
