//! Precision and recall on the invented reports of `testdata/hotline`. With `--nocapture` the table and every
//! difference are printed.
#![allow(clippy::print_stdout)]

use coloa_extract::{Indicator, Kind, find};
use serde_json::Value;
use std::{collections::BTreeMap, collections::HashSet, fs, path::Path};

struct Report {
    id: String,
    kind_of_scam: u64,
    text: String,
    expected: Vec<Value>,
}

fn read(file: &str) -> Vec<Report> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/hotline")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            Report {
                id: value["id"].as_str().unwrap().to_owned(),
                kind_of_scam: value["type"].as_u64().unwrap(),
                text: value["text"].as_str().unwrap().to_owned(),
                expected: value["expected"].as_array().unwrap().clone(),
            }
        })
        .collect()
}

#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
    fn part(self, of: usize) -> f64 {
        if of == 0 {
            1.0
        } else {
            self.right as f64 / of as f64
        }
    }
    fn precision(self) -> f64 {
        self.part(self.right + self.wrong)
    }
    fn recall(self) -> f64 {
        self.part(self.right + self.missed)
    }
    fn f1(self) -> f64 {
        let sum = self.precision() + self.recall();
        if sum == 0.0 {
            0.0
        } else {
            2.0 * self.precision() * self.recall() / sum
        }
    }
    fn row(self, name: &str) -> String {
        format!(
            "{name:<14}{:>6}{:>7}{:>8}   {:.3}   {:.3}   {:.3}",
            self.right,
            self.wrong,
            self.missed,
            self.precision(),
            self.recall(),
            self.f1()
        )
    }
}

/// The same thing at the same place: kind and value, and `raw` where it is first named.
fn scores(reports: &[Report]) -> BTreeMap<Kind, Score> {
    let mut scores: BTreeMap<Kind, Score> = Kind::ALL.iter().map(|k| (*k, Score::default())).collect();
    for report in reports {
        let found = find(&report.text);
        let same = |f: &Indicator, e: &Value| {
            f.kind.as_str() == e["kind"] && f.value == e["value"].as_str().unwrap()
        };
        for one in &found {
            let score = scores.get_mut(&one.kind).unwrap();
            if report.expected.iter().any(|e| same(one, e)) {
                score.right += 1;
            } else {
                score.wrong += 1;
                println!(
                    "{}: not expected {} {:?} {:?}",
                    report.id, one.kind, one.value, one.raw
                );
            }
        }
        for one in &report.expected {
            if !found.iter().any(|f| same(f, one)) {
                let kind = Kind::parse(one["kind"].as_str().unwrap()).unwrap();
                scores.get_mut(&kind).unwrap().missed += 1;
                println!("{}: missed {} {} {}", report.id, kind, one["value"], one["raw"]);
            }
        }
    }
    scores
}

fn check(file: &str, least: usize) {
    let reports = read(file);
    assert!(reports.len() >= least, "{file} has {} reports", reports.len());
    let scores = scores(&reports);
    println!("{file}: {} reports", reports.len());
    println!(
        "{:<14}{:>6}{:>7}{:>8}   prec.   recall  F1",
        "", "right", "wrong", "missed"
    );
    let mut all = Score::default();
    for (kind, score) in &scores {
        println!("{}", score.row(kind.as_str()));
        all.add(*score);
    }
    println!("{}", all.row("all"));
    assert!(all.f1() >= 0.95, "{file}: F1 {:.3}", all.f1());
    for (kind, score) in scores {
        assert!(score.f1() >= 0.9, "{file}: F1 of {kind} {:.3}", score.f1());
    }
}

#[test]
fn reports_written_before_it_are_understood() {
    check("reports-frozen.jsonl", 200);
}

#[test]
fn further_reports_are_understood() {
    check("reports.jsonl", 100);
}

#[test]
fn every_kind_of_scam_is_among_the_reports() {
    for file in ["reports-frozen.jsonl", "reports.jsonl"] {
        let kinds: HashSet<u64> = read(file).iter().map(|r| r.kind_of_scam).collect();
        assert!((1..=24).chain([99]).all(|k| kinds.contains(&k)), "{file}");
    }
}

/// Labels are as the rules of the folder say: `raw` stands at its place, no pair of kind and value twice.
#[test]
fn labels_stand_where_they_say() {
    for file in ["reports-frozen.jsonl", "reports.jsonl"] {
        for report in read(file) {
            let chars: Vec<char> = report.text.chars().collect();
            let mut seen = HashSet::new();
            for one in &report.expected {
                let place = one["start"].as_u64().unwrap() as usize..one["end"].as_u64().unwrap() as usize;
                let raw: String = chars[place].iter().collect();
                assert_eq!(raw, one["raw"].as_str().unwrap(), "{}", report.id);
                assert!(
                    seen.insert((one["kind"].to_string(), one["value"].to_string())),
                    "{}",
                    report.id
                );
            }
        }
    }
}

/// Where the value is right, the place is too, for nearly all: an operator sees it marked in the text.
#[test]
fn places_are_those_of_the_labels() {
    let (mut same, mut all) = (0, 0);
    for file in ["reports-frozen.jsonl", "reports.jsonl"] {
        for report in read(file) {
            for one in find(&report.text) {
                let Some(label) = report
                    .expected
                    .iter()
                    .find(|e| one.kind.as_str() == e["kind"] && one.value == e["value"].as_str().unwrap())
                else {
                    continue;
                };
                all += 1;
                if label["start"] == one.start && label["end"] == one.end {
                    same += 1;
                } else {
                    println!("{}: {:?} is labelled {}", report.id, one.raw, label["raw"]);
                }
            }
        }
    }
    assert!(same * 100 >= all * 98, "{same} of {all}");
}

/// Whether a number is the writer's own, a later step wants to know.
#[test]
fn what_is_the_writers_own_is_told() {
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for file in ["reports-frozen.jsonl", "reports.jsonl"] {
        for report in read(file) {
            let found = find(&report.text);
            for one in &found {
                let label = report
                    .expected
                    .iter()
                    .find(|e| one.kind.as_str() == e["kind"] && one.value == e["value"].as_str().unwrap());
                let Some(label) = label else { continue };
                match (one.own, label["own"] == true) {
                    (true, true) => right += 1,
                    (true, false) => {
                        wrong += 1;
                        println!("{}: own? {}", report.id, one.raw);
                    }
                    (false, true) => {
                        missed += 1;
                        println!("{}: not own? {}", report.id, one.raw);
                    }
                    (false, false) => {}
                }
            }
        }
    }
    println!("own: {right} right, {wrong} wrong, {missed} missed");
    assert!(
        right >= 5 * (wrong + missed) / 2,
        "{right} right, {wrong} wrong, {missed} missed"
    );
}
