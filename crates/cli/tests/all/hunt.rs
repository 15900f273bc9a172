//! `coloa hunt`: rules over files, for people and for programs.

use crate::support::{Place, say};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

const RULE: &str = r#"title: Trinh sát tài khoản
id: 0f6a6a0e-0000-4000-8000-000000000001
logsource:
    product: windows
    category: process_creation
detection:
    selection:
        CommandLine|contains: whoami
    condition: selection
level: high
tags:
    - attack.discovery
    - attack.t1033
"#;

fn process(command: &str) -> Value {
    json!({
        "EventTime": "2026-07-01T01:15:00Z", "EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": "may-01.mau.invalid", "CommandLine": command,
    })
}

/// A folder with a rule and a file of three records, one of which is no JSON.
fn place() -> (Place, String, String) {
    let place = Place::new();
    let rules = place.file("luat.yml", RULE);
    let events = format!(
        "{}\nkhong phai json\n{}\n",
        process("cmd /c whoami"),
        process("=dir, \"x\"")
    );
    let events = place.file("su-kien.ndjson", events);
    (place, rules, events)
}

#[test]
fn json_lines_for_programs() {
    let (place, rules, events) = place();
    let run = place.run(&["hunt", &events, "--rules", &rules, "--format", "json"]);
    assert!(
        run.err.contains("Đã xem 2 bản ghi với 1 luật: 1 lần khớp."),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("dòng 2") && run.err.contains("T1033"),
        "{}",
        run.err
    );
    let out = run.ok();
    let lines: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    let one = &lines[0];
    assert_eq!(one["rule_id"], "0f6a6a0e-0000-4000-8000-000000000001");
    assert_eq!(one["rule_title"], "Trinh sát tài khoản");
    assert_eq!(one["level"], "high");
    assert_eq!(one["file"], events.as_str());
    assert_eq!((&one["line"], &one["record_id"]), (&json!(1), &Value::Null));
    assert_eq!(one["time"], "2026-07-01T01:15:00+00:00");
    assert_eq!(one["event"]["CommandLine"], "cmd /c whoami");
    assert_eq!(one["matched"]["commandline"], "cmd /c whoami");
    assert!(
        !place.data().exists(),
        "a hunt needs no installation and makes none"
    );
}

#[test]
fn a_table_for_people_and_csv_for_spreadsheets() {
    let (place, rules, events) = place();
    let table = place.run(&["hunt", &events, "--rules", &rules]).ok();
    assert!(
        table.contains("Trinh sát tài khoản") && table.contains("Kỹ thuật ATT&CK"),
        "{table}"
    );
    let csv = place
        .run(&["hunt", &events, "--rules", &rules, "--format", "csv"])
        .ok();
    let mut lines = csv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "time,level,rule_id,rule_title,host,file,record_id,line,tags"
    );
    assert!(
        lines
            .next()
            .unwrap()
            .contains(",Trinh sát tài khoản,may-01.mau.invalid,")
    );
    assert_eq!(lines.next(), None);
    let higher = place.run(&[
        "hunt", &events, "--rules", &rules, "--format", "csv", "--level", "critical",
    ]);
    assert_eq!(higher.ok(), "", "nothing is so bad");
}

#[test]
fn correlations_over_several_files() {
    let place = Place::new();
    let rules = place.file(
        "do.yml",
        "title: Sai mật khẩu\nname: sai\nlogsource: {product: linux, service: sshd}\ndetection: {s: {event.outcome: failure}, condition: s}\n---\ntitle: Dò mật khẩu\nid: do-mat-khau\ncorrelation:\n  type: event_count\n  rules: [sai]\n  group-by: [source.ip]\n  timespan: 1m\n  condition: {gte: 4}\nlevel: high\n",
    );
    let line = |second: u32, source: &str| {
        format!(
            "Jul  1 08:15:{second:02} web-01 sshd[7]: Failed password for root from {source} port 55000 ssh2\n"
        )
    };
    // The later part comes first by name, and another source stands between.
    place.file(
        "a.log",
        format!("{}{}", line(30, "203.0.113.7"), line(31, "203.0.113.7")),
    );
    place.file(
        "b.log",
        format!(
            "{}{}{}",
            line(1, "203.0.113.7"),
            line(2, "203.0.113.9"),
            line(3, "203.0.113.7")
        ),
    );
    let folder = place.path().display().to_string();
    let run = place.run(&["hunt", &folder, "--rules", &rules, "--format", "json"]);
    let out = run.ok();
    let lines: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 1, "the rule behind it is not told by itself: {out}");
    assert_eq!(lines[0]["rule_id"], "do-mat-khau");
    assert_eq!(
        lines[0]["correlation"]["group"],
        json!({ "source.ip": "203.0.113.7" })
    );
    assert!(lines[0]["file"].as_str().unwrap().ends_with("a.log"));
    assert_eq!(lines[0]["line"], 2);
}

#[test]
fn what_cannot_be_looked_at_is_said() {
    let (place, rules, events) = place();
    let missing = place.run(&["hunt", "khong-co.evtx", "--rules", &rules]).fails(1);
    assert!(missing.contains("khong-co.evtx"), "{missing}");
    let none = place.file("khong-luat.yml", "title: Không có gì\n");
    let none = place.run(&["hunt", &events, "--rules", &none]).fails(1);
    assert!(none.contains("khong-luat.yml"), "{none}");
    place.run(&["audit", "verify", "--format", "csv"]).fails(2);
    // Others are looked at all the same.
    place.file("anh.png", b"\x89PNG\r\n");
    place.file("cut.evtx", b"ElfFile\0\0\0\0");
    let folder = place.path().display().to_string();
    let run = place.run(&["hunt", &folder, "--rules", &rules, "--lang", "en"]);
    assert!(run.out.contains("Looked at 2 records"), "{run:?}");
    assert!(
        run.out.contains("4 files skipped"),
        "the picture, the cut log, the rules themselves: {run:?}"
    );
    assert!(
        run.err.contains("anh.png") && run.err.contains("cut.evtx"),
        "{run:?}"
    );
    assert_eq!(run.code, 0);
}

/// Each event of SigmaHQ's regression suite fires the rule it was recorded for.
#[test]
fn the_regression_events_of_sigma_fire_their_rules() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !corpus.is_dir() {
        say("skipped: ../shared/corpus is not there");
        return;
    }
    let events = corpus.join("sigma-regression");
    let run = Place::new().run(&[
        "hunt",
        &events.display().to_string(),
        "--rules",
        &corpus.join("sigma-rules").display().to_string(),
        "--format",
        "json",
    ]);
    let mut fired: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in run.ok().lines() {
        let one: Value = serde_json::from_str(line).unwrap();
        let file = Path::new(one["file"].as_str().unwrap()).file_name().unwrap();
        fired
            .entry(file.to_string_lossy().into_owned())
            .or_default()
            .push(one["rule_id"].as_str().unwrap().to_owned());
    }
    let expected: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(events.join("expected.json")).unwrap()).unwrap();
    let silent: Vec<&Value> = expected
        .iter()
        .filter(|e| {
            let found = fired
                .get(e["file"].as_str().unwrap())
                .map_or(&[][..], Vec::as_slice);
            !e["rule_ids"]
                .as_array()
                .unwrap()
                .iter()
                .all(|id| found.iter().any(|f| f == id.as_str().unwrap()))
        })
        .collect();
    say(&format!(
        "sigma regression: {} of {}",
        expected.len() - silent.len(),
        expected.len()
    ));
    assert!(silent.is_empty(), "{silent:#?}");
}

/// Two thousand lines of a server under a real brute force are a handful of findings, and name who did it.
#[test]
fn a_real_brute_force_is_seen_by_our_own_rules_and_no_rule_for_windows_fires() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpus = root.join("../shared/corpus");
    if !corpus.is_dir() {
        say("skipped: ../shared/corpus is not there");
        return;
    }
    let hunt = |log: &str, rules: &Path| {
        let log = corpus.join("loghub").join(log).display().to_string();
        let rules = rules.display().to_string();
        let out = Place::new()
            .run(&["hunt", &log, "--rules", &rules, "--format", "json"])
            .ok();
        out.lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect::<Vec<Value>>()
    };
    let found = hunt("OpenSSH/OpenSSH_2k.log", &root.join("rules"));
    assert!((1..=30).contains(&found.len()), "{}", found.len());
    let sources: Vec<&str> = found
        .iter()
        .filter_map(|f| f["correlation"]["group"]["source.ip"].as_str())
        .collect();
    for source in ["183.62.140.253", "187.141.143.180", "103.99.0.122"] {
        assert!(sources.contains(&source), "{source}: {sources:?}");
    }
    for log in [
        "OpenSSH/OpenSSH_2k.log",
        "Linux/Linux_2k.log",
        "Apache/Apache_2k.log",
    ] {
        let found = hunt(log, &corpus.join("sigma-rules"));
        let titles: Vec<&Value> = found.iter().map(|f| &f["rule_title"]).collect();
        assert!(titles.is_empty(), "{log}: {titles:?}");
    }
}
