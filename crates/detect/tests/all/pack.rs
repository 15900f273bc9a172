//! Beside `rules/<area>/<name>.yml` stands `<name>.events.ndjson`: one event a line with `_fires`, whether the rule must
//! fire; `_line` instead of fields for a raw line. For a correlation the first line is `{"_expect": N}`, how often it
//! must fire over all that follow.

use coloa_detect::{Correlator, Detector, EntryKind, Hit, MAX_GROUPS, RuleSet, State};
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

/// Correlations of the pack: file, id and type.
fn correlations() -> Vec<(PathBuf, String, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("correlation"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "yml"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let after = |start: &str| {
                let line = text.lines().find_map(|l| l.trim_start().strip_prefix(start));
                line.unwrap().trim().to_owned()
            };
            let (id, kind) = (after("id:"), after("type:"));
            (file, id, kind)
        })
        .collect()
}

/// How the events of a correlation come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    InOrder,
    /// The program is started again between each two of them.
    Restarts,
    /// Each second one comes before the one that happened earlier.
    Late,
}

/// How often a correlation fires over the events beside it, and how often it must.
fn fired(
    detector: &Detector,
    correlator: &mut Correlator,
    fresh: &State,
    file: &Path,
    id: &str,
    way: Way,
) -> (u64, u64) {
    assert!(correlator.resume(fresh.clone()));
    let mut expected = 0;
    let mut events = Vec::new();
    for sample in samples(file) {
        match sample.get("_expect") {
            Some(n) => expected = n.as_u64().unwrap(),
            None => events.push(event(sample)),
        }
    }
    if way == Way::Late {
        events.chunks_mut(2).for_each(<[Event]>::reverse);
    }
    let mut fired = 0;
    for event in events {
        let hits = detector.evaluate(&event);
        let found = correlator.process(&event, &hits, event.time.unwrap());
        fired += found.iter().filter(|c| c.rule_id == id).count() as u64;
        if way == Way::Restarts {
            let kept = serde_json::to_vec(&correlator.state()).unwrap();
            assert!(correlator.resume(fresh.clone()));
            assert!(correlator.resume(serde_json::from_slice(&kept).unwrap()));
        }
    }
    (fired, expected)
}

#[test]
fn correlations_fire_as_often_as_their_events_say_also_over_restarts_and_for_late_events() {
    let mut detector = Detector::new(pack());
    let mut correlator = Correlator::new(&mut detector);
    let fresh = correlator.state();
    let all = correlations();
    let kinds: BTreeSet<&str> = all.iter().map(|(_, _, kind)| kind.as_str()).collect();
    for kind in [
        "event_count",
        "value_count",
        "temporal",
        "temporal_ordered",
        "value_sum",
        "value_avg",
        "value_percentile",
    ] {
        assert!(kinds.contains(kind), "none is of the type {kind}");
    }
    let mut wrong = Vec::new();
    for (file, id, kind) in &all {
        let mut ways = vec![Way::InOrder, Way::Restarts];
        // The others ask for an order, or for what stood in a window at one moment.
        if matches!(kind.as_str(), "event_count" | "temporal") {
            ways.push(Way::Late);
        }
        for way in ways {
            let (fired, expected) = fired(&detector, &mut correlator, &fresh, file, id, way);
            if fired != expected {
                wrong.push(format!(
                    "{} {way:?}: fired {fired}, expected {expected}",
                    file.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn correlations_are_nested_and_filters_hold_rules_back() {
    let set = pack();
    let entries = set.entries();
    let names: BTreeSet<String> = entries
        .iter()
        .filter(|e| e.kind == EntryKind::Correlation)
        .flat_map(|e| [Some(e.id.clone()), e.name().map(Into::into)])
        .flatten()
        .collect();
    let nested = entries
        .iter()
        .filter(|e| e.kind == EntryKind::Correlation && e.refers.iter().any(|r| names.contains(r)))
        .count();
    assert!(nested >= 2, "{nested} correlations of correlations");
    let filters = entries.iter().filter(|e| e.kind == EntryKind::Filter).count();
    assert!(filters >= 3, "{filters} filters");
}

/// Guesses of passwords from more addresses than are counted at once: memory is bounded, and who guesses now is found.
#[test]
fn groups_beyond_the_bound_are_let_go_and_the_newest_are_counted() {
    let text = "title: Gốc\nname: goc\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\nlevel: low\n---\ntitle: Đếm\nid: dem\ncorrelation: {type: event_count, rules: [goc], group-by: [ip], timespan: 1h, condition: {gte: 3}}\nlevel: high\n";
    let mut set = RuleSet::default();
    set.add(Path::new("mau.yml"), text);
    let mut detector = Detector::new(set);
    let mut correlator = Correlator::new(&mut detector);
    assert_eq!(detector.problems(), []);
    let start: chrono::DateTime<chrono::Utc> = "2026-07-01T00:00:00Z".parse().unwrap();
    let mut event = Event::default();
    event.logsource.product = Some("linux".into());
    event.fields.set("a", "b");
    event.fields.set("ip", "x");
    let hits = detector.evaluate(&event);
    assert_eq!(hits.len(), 1);
    let mut fired = 0;
    for group in 0..MAX_GROUPS + 1_000 {
        event.fields.set("ip", format!("2001:db8::{group:x}"));
        fired += correlator
            .process(
                &event,
                &hits,
                start + chrono::Duration::milliseconds(group as i64),
            )
            .len();
    }
    assert_eq!(fired, 0);
    let crowded = correlator.crowded().unwrap();
    assert_eq!((crowded.title.as_str(), crowded.times), ("Đếm", 1));
    let kept = serde_json::to_value(correlator.state()).unwrap();
    let groups = kept["snapshot"]["windows"]["Đếm"]
        .as_array()
        .map(Vec::len)
        .or_else(|| kept["snapshot"]["windows"]["dem"].as_array().map(Vec::len))
        .unwrap();
    assert!(groups <= MAX_GROUPS, "{groups} groups are counted");
    event.fields.set("ip", "203.0.113.7");
    for n in 0..3 {
        fired += correlator
            .process(&event, &hits, start + chrono::Duration::seconds(110 + n))
            .len();
    }
    assert_eq!(fired, 1);
}
