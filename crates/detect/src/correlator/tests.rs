//! Counting within groups, in order, nested, and what is refused.

use super::*;
use crate::rules::RuleSet;
use std::path::Path;

const BASE: &str = "title: Sai mật khẩu\nid: sai\nname: sai_mat_khau\nlogsource: {product: linux, service: sshd}\ndetection: {s: {event.outcome: failure}, condition: s}\n---\ntitle: Vào được\nid: vao\nlogsource: {product: linux, service: sshd}\ndetection: {s: {event.outcome: success}, condition: s}\n---\n";

fn set(correlations: &str) -> (Detector, Correlator) {
    let mut set = RuleSet::default();
    set.add(Path::new("mau.yml"), &format!("{BASE}{correlations}"));
    assert_eq!(set.problems, []);
    let mut detector = Detector::new(set);
    let correlator = Correlator::new(&mut detector);
    (detector, correlator)
}

fn sign_in(source: &str, user: &str, outcome: &str) -> Event {
    let mut event = Event::default();
    event.logsource.product = Some("linux".into());
    event.logsource.service = Some("sshd".into());
    event.fields.set("source.ip", source);
    event.fields.set("user.name", user);
    event.fields.set("event.outcome", outcome);
    event
}

/// When something fired, in seconds, its title and its group.
type Fired = (i64, String, Vec<(String, String)>);

fn run(correlations: &str, events: &[(i64, Event)]) -> Vec<Fired> {
    let (detector, mut correlator) = set(correlations);
    assert_eq!(detector.problems(), []);
    let mut fired = Vec::new();
    for (at, event) in events {
        let hits = detector.evaluate(event);
        let time = DateTime::from_timestamp(1_800_000_000 + at, 0).unwrap();
        for one in correlator.process(event, &hits, time) {
            fired.push((*at, one.rule_title, one.group));
        }
    }
    fired
}

const BRUTE: &str = "title: Dò mật khẩu\nid: do\nname: do_mat_khau\ncorrelation:\n  type: event_count\n  rules: [sai_mat_khau]\n  group-by: [Source.IP]\n  timespan: 60s\n  condition: {gte: 3}\nlevel: high\n";

#[test]
fn counts_are_kept_apart_by_group_and_begin_anew() {
    let fail = |at, source| (at, sign_in(source, "root", "failure"));
    let events: Vec<_> = [
        (0, "203.0.113.7"),
        (1, "203.0.113.9"),
        (10, "203.0.113.7"),
        (20, "203.0.113.7"),
        (21, "203.0.113.7"),
        (22, "203.0.113.7"),
        (23, "203.0.113.7"),
        (90, "203.0.113.9"),
        (91, "203.0.113.9"),
    ]
    .into_iter()
    .map(|(at, source)| fail(at, source))
    .collect();
    let fired = run(BRUTE, &events);
    let times: Vec<i64> = fired.iter().map(|f| f.0).collect();
    assert_eq!(
        times,
        [20, 23],
        "the other source was spread over more than a minute"
    );
    assert_eq!(fired[0].2, [("source.ip".to_owned(), "203.0.113.7".to_owned())]);
}

#[test]
fn one_after_the_other_and_nested() {
    let nested = format!(
        "{BRUTE}---\ntitle: Dò rồi vào được\nid: do-vao\ncorrelation:\n  type: temporal_ordered\n  rules: [do_mat_khau, vao]\n  group-by: [source.ip]\n  timespan: 5m\nlevel: critical\n"
    );
    let mut events: Vec<_> = (0..3)
        .map(|at| (at, sign_in("203.0.113.7", "root", "failure")))
        .collect();
    events.push((9, sign_in("203.0.113.9", "root", "success")));
    events.push((10, sign_in("203.0.113.7", "root", "success")));
    let fired: Vec<(i64, String)> = run(&nested, &events)
        .into_iter()
        .map(|(at, title, _)| (at, title))
        .collect();
    assert_eq!(
        fired,
        [(2, "Dò mật khẩu".to_owned()), (10, "Dò rồi vào được".to_owned())]
    );
}

#[test]
fn different_values_are_counted_once() {
    let many = "title: Nhiều tài khoản\nid: nhieu\ncorrelation:\n  type: value_count\n  rules: [sai]\n  group-by: [source.ip]\n  timespan: 60s\n  condition: {gte: 3, field: User.Name}\nlevel: high\n";
    let events: Vec<_> = ["a", "a", "b", "b", "c"]
        .into_iter()
        .enumerate()
        .map(|(at, user)| (at as i64, sign_in("203.0.113.7", user, "failure")))
        .collect();
    assert_eq!(run(many, &events).iter().map(|f| f.0).collect::<Vec<_>>(), [4]);
}

#[test]
fn rules_are_told_by_their_correlation_unless_it_says_otherwise() {
    let (detector, correlator) = set(BRUTE);
    let event = sign_in("203.0.113.7", "root", "failure");
    let hits = detector.evaluate(&event);
    assert!(correlator.watches(&hits[0]) && !correlator.tells(&hits[0]));
    let loud = BRUTE.replace("correlation:\n", "correlation:\n  generate: true\n");
    let (detector, correlator) = set(&loud);
    let hits = detector.evaluate(&event);
    assert!(correlator.watches(&hits[0]) && correlator.tells(&hits[0]));
}

#[test]
fn unknown_references_and_circles_are_said_and_the_others_run() {
    let (detector, correlator) = set(&format!(
        "{BRUTE}---\n{}---\n{}---\n{}",
        BRUTE
            .replace("sai_mat_khau", "khong-co")
            .replace("id: do", "id: lac")
            .replace("name: do_mat_khau\n", ""),
        "title: Vòng một\nid: v1\ncorrelation: {type: event_count, rules: [v2], timespan: 1m, condition: {gte: 1}}\n",
        "title: Vòng hai\nid: v2\ncorrelation: {type: event_count, rules: [v1], timespan: 1m, condition: {gte: 1}}\n",
    ));
    let why: Vec<&str> = detector.problems().iter().map(|p| p.why.as_str()).collect();
    assert_eq!(why.len(), 3, "{why:?}");
    assert!(
        why[0].contains("khong-co") && why[1].contains("circle"),
        "{why:?}"
    );
    assert_eq!(correlator.len(), 4);
}

#[test]
fn counting_goes_on_after_a_restart_and_a_change_of_rules() {
    let fail = |correlator: &mut Correlator, detector: &Detector, at: i64| {
        let event = sign_in("203.0.113.7", "root", "failure");
        let hits = detector.evaluate(&event);
        let time = DateTime::from_timestamp(1_800_000_000 + at, 0).unwrap();
        correlator.process(&event, &hits, time).len()
    };
    let (detector, mut first) = set(BRUTE);
    assert_eq!(fail(&mut first, &detector, 0) + fail(&mut first, &detector, 1), 0);
    let text = serde_json::to_string(&first.state()).unwrap();
    // Another correlation stands before it now: its number is another, its id is not.
    let other = BRUTE
        .replace("id: do\nname: do_mat_khau", "id: khac")
        .replace("gte: 3", "gte: 300");
    let (detector, mut second) = set(&format!("{other}---\n{BRUTE}"));
    assert!(second.resume(serde_json::from_str(&text).unwrap()));
    assert_eq!(fail(&mut second, &detector, 2), 1);
    // What is gone is forgotten.
    let (_, mut third) = set(&other);
    assert!(third.resume(serde_json::from_str(&text).unwrap()));
    assert!(third.state().snapshot.windows.is_empty());
}
