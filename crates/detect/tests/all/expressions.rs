//! Regular expressions that take other engines for ever, or all of their memory.

use coloa_detect::{Detector, RuleSet};
use coloa_event::Event;
use std::path::Path;

fn rule(title: &str, pattern: &str) -> String {
    format!(
        "title: {title}\nlogsource: {{product: linux}}\ndetection: {{s: {{m|re: '{pattern}'}}, condition: s}}\nlevel: low\n"
    )
}

fn detector(rules: &[(&str, &str)]) -> (Detector, usize) {
    let mut set = RuleSet::default();
    for (title, pattern) in rules {
        set.add(Path::new(&format!("{title}.yml")), &rule(title, pattern));
    }
    let detector = Detector::new(set);
    let refused = detector.problems().len();
    (detector, refused)
}

fn titles(detector: &Detector, message: &str) -> Vec<String> {
    let mut event = Event::default();
    event.logsource.product = Some("linux".into());
    event.fields.set("m", message);
    let hits = detector.evaluate(&event);
    hits.iter().map(|hit| hit.rule.title.clone()).collect()
}

/// Each of them takes two to the length of the text where an engine goes back and tries again.
#[test]
fn nested_repetitions_are_read_once() {
    let (detector, refused) = detector(&[
        ("Lồng nhau", "^(a+)+$"),
        ("Trùng nhau", "^(a|aa)+$"),
        ("Tùy chọn", "^(a?){64}a{64}$"),
        ("Thư điện tử", "^([a-z0-9]+[.-]?)*@"),
    ]);
    assert_eq!(refused, 0, "{:?}", detector.problems());
    let long = "a".repeat(100_000);
    assert_eq!(titles(&detector, &format!("{long}!")), [""; 0]);
    assert_eq!(titles(&detector, &long), ["Lồng nhau", "Trùng nhau"]);
    assert_eq!(titles(&detector, &format!("{long}@"))[..], ["Thư điện tử"]);
}

/// Written in a line, and gigabytes when it is compiled.
#[test]
fn one_that_would_fill_the_memory_is_refused_and_the_others_run() {
    let (detector, refused) = detector(&[
        ("Quá lớn", r"((\pL{500}){500}){500}"),
        ("Sai", "(chưa đóng"),
        ("Đúng", "đăng nhập"),
    ]);
    assert_eq!(refused, 2);
    assert_eq!(titles(&detector, "đăng nhập sai"), ["Đúng"]);
}
