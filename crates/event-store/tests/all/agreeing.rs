//! Segments are read in quicker ways than events in memory: by dictionaries, by statistics, by row groups that are left
//! out. Whatever is asked, both must say the same.

use crate::support::{AGENCY, Home, OTHER, mixed, row, start};
use chrono::{DateTime, Duration, Utc};
use coloa_event_store::{Row, Scope, Window, query::parse, search::Request};
use std::collections::HashMap;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// Events of the mixed stream; some have fields without a column, and so much text that no dictionary holds it.
fn events(from: u64, count: u64) -> Vec<Row> {
    let mut events = mixed(from, count);
    for event in events.iter_mut().filter(|e| e.seq.is_multiple_of(2)) {
        let at = event.received;
        let seq = event.seq;
        let long = format!("{seq:04} chu-ky-{} ", seq * 7_919 % 10_007).repeat(80);
        let line = format!(
            r#"{{"@timestamp":"{}","message":"{long}","nhóm":"tổ {}","mã":{},"src_ip":"198.51.100.{}"}}"#,
            at.to_rfc3339(),
            seq % 5,
            seq % 11,
            seq % 250
        );
        *event = Row {
            agency: event.agency.filter(|_| !seq.is_multiple_of(5)),
            ..row(seq, &line, at)
        };
    }
    events
}

/// The same events in memory, in several segments, and in one.
async fn homes() -> [Home; 3] {
    let homes = [Home::new().await, Home::new().await, Home::new().await];
    for (home, flushes) in homes.iter().zip([false, true, true]) {
        for part in 0..8 {
            home.store.append(&events(1 + part * 250, 250), |_| 0).unwrap();
            if flushes {
                home.store.flush().await.unwrap();
            }
        }
    }
    while homes[2].store.compact(chrono::NaiveDate::MAX).await.unwrap() {}
    assert_eq!(homes[2].store.stand().segments, 1);
    homes
}

const FIELDS: [&str; 14] = [
    "host", "status", "user", "src_ip", "dst_ip", "devname", "message", "nhóm", "mã", "agency", "product",
    "src_port", "category", "nothing",
];

/// Tests that pass for some events and not for others.
const TELLING: [&str; 12] = [
    "status:>=400",
    "user:nv.an",
    "dst_ip:203.0.113.0/25",
    "product:fortigate",
    "category:webserver",
    r#"nhóm:"tổ 3""#,
    "mã:[2 TO 7]",
    "mã:*",
    "host:may-chu-03",
    "message:*7*",
    "src_ip:198.51.100.0/25",
    "chu",
];

fn test(dice: &mut Dice) -> String {
    if dice.below(2) == 0 {
        return dice.one(&TELLING).to_owned();
    }
    let field = dice.one(&FIELDS);
    let value = match dice.below(12) {
        0 => "may-chu-03".to_owned(),
        1 => ">=400".to_owned(),
        2 => dice.one(&["nv.an", "nv.*", "admin", "root"]).to_owned(),
        3 => format!("203.0.113.{}", dice.below(250)),
        4 => "198.51.100.0/25".to_owned(),
        5 => "*".to_owned(),
        6 => format!(r#""tổ {}""#, dice.below(6)),
        7 => format!("[{} TO {}]", dice.below(5), dice.below(600)),
        8 => "~^(GET|2)".to_owned(),
        9 => dice.one(&["fortigate", "linux", "webserver", "TCP"]).to_owned(),
        10 => dice.below(600).to_string(),
        _ => format!("chu-ky-{}", dice.below(10_007)),
    };
    if dice.below(4) == 0 {
        value
    } else {
        format!("{field}:{value}")
    }
}

fn question(dice: &mut Dice, depth: u64) -> String {
    match dice.below(if depth == 0 { 1 } else { 6 }) {
        0..=2 => test(dice),
        3 => format!(
            "({} AND {})",
            question(dice, depth - 1),
            question(dice, depth - 1)
        ),
        4 => format!("({} OR {})", question(dice, depth - 1), question(dice, depth - 1)),
        _ => format!("(NOT {})", question(dice, depth - 1)),
    }
}

fn scope(dice: &mut Dice) -> Scope {
    match dice.below(5) {
        0 => Scope::Agencies(vec![AGENCY]),
        1 => Scope::Agencies(vec![OTHER]),
        2 => Scope::Agencies(vec![AGENCY, OTHER]),
        _ => Scope::All,
    }
}

fn window(dice: &mut Dice) -> Window {
    let millis = |n: u64| Duration::milliseconds(i64::try_from(n).unwrap());
    let from = dice.below(18_000);
    let most = 300 << (6 * dice.below(4));
    let length = 1 + dice.below(most);
    Window {
        time: (start() + millis(from), start() + millis(from + length)),
        seq: match dice.below(3) {
            0 => (dice.below(1_000), 1_000 + dice.below(1_000)),
            _ => Window::default().seq,
        },
    }
}

/// What one store says: numbers of events, their counts over time, and their most frequent values.
async fn answers(
    home: &Home,
    text: &str,
    scope: &Scope,
    window: Window,
    field: &str,
) -> (Vec<Row>, Vec<u64>, Vec<(String, u64)>) {
    let query = parse(text).unwrap();
    let request = Request::newest(query.clone(), scope.clone(), window, 10_000);
    let rows = home.searcher.rows(request).await.unwrap().found.rows;
    let histogram = home
        .searcher
        .histogram(query.clone(), scope.clone(), window)
        .await
        .unwrap()
        .found;
    let mut by_hand = vec![0; histogram.counts.len()];
    let bucket = |time: DateTime<Utc>| {
        (time - histogram.from).num_microseconds().unwrap()
            / i64::try_from(histogram.width.as_micros()).unwrap()
    };
    for row in &rows {
        by_hand[usize::try_from(bucket(row.time)).unwrap()] += 1;
    }
    assert_eq!(histogram.counts, by_hand, "{text} in {window:?}");
    let counted = home
        .searcher
        .count(query.clone(), scope.clone(), window)
        .await
        .unwrap();
    assert_eq!(counted.found, rows.len() as u64, "{text}");
    let top = home
        .searcher
        .top(query, scope.clone(), window, field, 10_000)
        .await
        .unwrap();
    (rows, histogram.counts, top.found)
}

#[tokio::test]
async fn segments_and_memory_answer_alike_whatever_is_asked() {
    let homes = homes().await;
    let mut dice = Dice(0x5EED);
    let mut found = 0;
    for _ in 0..60 {
        let (text, scope, window) = (question(&mut dice, 2), scope(&mut dice), window(&mut dice));
        let field = dice.one(&FIELDS);
        let memory = answers(&homes[0], &text, &scope, window, field).await;
        if let Scope::Agencies(own) = &scope {
            assert!(
                memory
                    .0
                    .iter()
                    .all(|r| r.agency.is_some_and(|a| own.contains(&a)))
            );
        }
        found += usize::from(!memory.0.is_empty());
        for home in &homes[1..] {
            let segments = answers(home, &text, &scope, window, field).await;
            assert_eq!(segments.0, memory.0, "rows of {text} for {scope:?} in {window:?}");
            assert_eq!(
                segments.1, memory.1,
                "counts of {text} for {scope:?} in {window:?}"
            );
            assert_eq!(
                segments.2, memory.2,
                "{field} of {text} for {scope:?} in {window:?}"
            );
        }
    }
    assert!(found > 20, "only {found} questions found anything");
}

#[tokio::test]
async fn most_frequent_values_are_those_of_the_rows() {
    let homes = homes().await;
    let window = Window::default();
    for (field, name) in [("nhóm", "nhóm"), ("message", "message"), ("mã", "mã")] {
        let mut by_hand: HashMap<String, u64> = HashMap::new();
        let request = Request::newest(parse("").unwrap(), Scope::All, window, 10_000);
        for row in homes[0].searcher.rows(request).await.unwrap().found.rows {
            if let Some(text) = row.event.get(name).and_then(|v| v.as_text()) {
                *by_hand.entry(text.into_owned()).or_default() += 1;
            }
        }
        assert!(!by_hand.is_empty());
        for home in &homes {
            let top = home
                .searcher
                .top(parse("").unwrap(), Scope::All, window, field, 10_000)
                .await
                .unwrap();
            assert_eq!(
                top.found.into_iter().collect::<HashMap<_, _>>(),
                by_hand,
                "{field}"
            );
        }
    }
}
