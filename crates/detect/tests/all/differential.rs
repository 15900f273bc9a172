//! The product's evaluation finds what the engine of `rsigma-eval` finds, event by event.

use coloa_detect::{Detector, RuleSet, reference};
use coloa_event::{Event, Value};
use coloa_ingest::file;
use proptest::prelude::*;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    let _ = writeln!(std::io::stderr(), "skipped: {} is not there", path.display());
    None
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
    into.sort();
}

/// How many rules fire, by the reference and by the detector alike, for values that are new and for remembered ones.
fn agree(detector: &Detector, engine: &reference::Reference, event: &Event) -> usize {
    let by_reference = engine.evaluate(event, &reference::log_sources(event));
    let theirs: Vec<&str> = by_reference
        .iter()
        .map(|place| detector.rules()[*place].id.as_str())
        .collect();
    for _ in 0..2 {
        let hits = detector.evaluate(event);
        let ours: Vec<&str> = hits.iter().map(|hit| hit.rule.id.as_str()).collect();
        assert_eq!(theirs, ours, "{:?}", event.to_json());
    }
    theirs.len()
}

#[test]
fn all_rules_of_sigma_over_real_events() {
    let Some(corpus) = corpus() else { return };
    let mut set = RuleSet::read(&corpus.join("sigma-rules")).unwrap();
    set.extend(RuleSet::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")).unwrap());
    let detector = Detector::new(set);
    let engine = reference::Reference::new(&detector);
    let mut paths = Vec::new();
    for folder in ["sigma-regression", "evtx-attack-samples", "loghub"] {
        files(&corpus.join(folder), &mut paths);
    }
    let zone = chrono::FixedOffset::east_opt(7 * 3600).unwrap();
    let (mut events, mut fired) = (0, 0);
    for path in paths {
        // Of each file its first events: the others are of the same kinds, and a debug build is slow.
        let mut left = 30;
        let _ = file::read(
            &path,
            zone,
            |_| {},
            |record| {
                if let Ok((_, event)) = record {
                    fired += agree(&detector, &engine, &event);
                    events += 1;
                    left -= 1;
                }
                left > 0
            },
        );
    }
    assert!(events > 2_000 && fired > 300, "{events} events, {fired} fired");
}

/// Every kind of matcher, in every place of a condition.
const KINDS: &str = r"
title: Bắt đầu và kết thúc
id: a
logsource: {product: windows}
detection:
  chon: {Image|endswith: ['\cmd.exe', '\Sh.exe'], CommandLine|startswith: 'Cmd'}
  tru: {User|contains: [quet, may]}
  condition: chon and not tru
---
title: Có tất cả
id: b
logsource: {product: windows}
detection:
  chon: {CommandLine|contains|all: ['-e', 'Abc']}
  condition: chon
---
title: Biểu thức
id: c
logsource: {product: windows}
detection:
  chon:
    - CommandLine|re: '(?i)ab+c\s?-e'
    - Image: '*\te?t\*.exe'
  condition: chon
---
title: Phân biệt hoa thường
id: d
logsource: {product: windows}
detection:
  chon: {CommandLine|contains|cased: ['ABC', 'Đ']}
  condition: chon
---
title: Số và không có
id: e
logsource: {product: windows}
detection:
  chon: {EventID: [1, 4688]}
  trong: {User: null}
  condition: chon and trong
---
title: Không
id: f
logsource: {product: windows}
detection:
  chon: {Image|exists: true}
  mot: {User|startswith: 'nv.'}
  hai: {User|endswith: 'an'}
  condition: chon and not (mot or hai)
---
title: Ít nhất hai
id: g
logsource: {product: windows}
detection:
  s_mot: {User|startswith: 'nv.'}
  s_hai: {EventID|gte: 4000}
  s_ba: {DestinationIp|cidr: '10.0.0.0/8'}
  condition: 2 of s_*
---
title: Từ khoá
id: h
logsource: {product: windows}
detection:
  tu: ['abc', 'te*t']
  condition: tu
---
title: Hai trường
id: i
logsource: {product: windows}
detection:
  chon: {Image|fieldref: ParentImage}
  condition: chon
---
title: Đúng sai
id: j
logsource: {product: windows}
detection:
  chon: {Elevated: true}
  khac: {User|neq: 'nv.an', Image|contains: 'exe'}
  condition: chon or khac
---
title: Mọi thứ
id: k
logsource: {product: windows}
detection:
  s_mot: {Image|contains: 'e'}
  s_hai: {CommandLine|windash|contains: ' -e'}
  condition: all of them
---
title: Chỉ phủ định
id: l
logsource: {product: windows}
detection:
  tru: {Image|contains: 'cmd'}
  condition: not tru
---
title: Nhiều biểu thức và nhiều chữ
id: m
logsource: {product: windows}
detection:
  chon:
    User|re: ['^nv', 'an$', 'qu.t']
  chu:
    CommandLine|contains: [abc, abbc, cmd, test, exe, quet, '4688', nv., true]
  condition: chon and 1 of chu*
";

fn kinds() -> (Detector, reference::Reference) {
    let mut set = RuleSet::default();
    set.add(Path::new("mau.yml"), KINDS);
    assert_eq!(set.problems, []);
    let detector = Detector::new(set);
    let engine = reference::Reference::new(&detector);
    (detector, engine)
}

fn text() -> impl Strategy<Value = Value> {
    let parts = prop::sample::select(vec![
        "cmd", "CMD", ".exe", r"\", r"\test\", r"\Sh.exe", "abc", "ABC", "abbc", " -e", " /e", "-e", "nv.",
        "an", "quet", "Đ", "đ", "ſ", "\u{212a}", "1", "4688", "10.1.2.3", "true", "\n", "",
    ]);
    prop::collection::vec(parts, 0..5).prop_map(|parts| Value::from(parts.concat().as_str()))
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text(),
        1 => prop::sample::select(vec![0, 1, 10, 4688]).prop_map(Value::Int),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => prop::collection::vec(text(), 0..3).prop_map(|v| Value::List(v.into())),
        1 => Just(Value::Float(4688.0)),
    ]
}

const FIELDS: [&str; 8] = [
    "Image",
    "CommandLine",
    "User",
    "EventID",
    "DestinationIp",
    "ParentImage",
    "Elevated",
    "khác",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn rules_of_every_kind_over_any_event(
        fields in prop::collection::vec((prop::sample::select(FIELDS.to_vec()), any_value()), 0..6),
        raw in prop::option::of(prop::sample::select(vec!["xyz", "có ABC", "test"])),
    ) {
        thread_local! {
            static KINDS: (Detector, reference::Reference) = kinds();
        }
        let mut event = Event::default();
        event.logsource.product = Some("windows".into());
        event.raw = raw.map(str::to_owned);
        for (name, value) in fields {
            event.fields.set(name, value);
        }
        KINDS.with(|(detector, engine)| agree(detector, engine, &event));
    }
}
