use crate::support::{Home, mixed, row, start};
use async_trait::async_trait;
use coloa_event_store::{
    Depot, EventStore, Scope, StoreError, Window,
    metastore::{Catalog, Metastore, MetastoreError, Segment},
    query::{Query, parse},
    search::Request,
};
use std::sync::Arc;
use uuid::Uuid;

fn everything() -> Request {
    Request::newest(Query::All, Scope::All, Window::default(), 10_000)
}

#[tokio::test]
async fn a_missing_and_a_damaged_segment_are_said_and_the_others_answer() {
    let home = Home::new().await;
    for part in 0..3 {
        home.store.append(&mixed(1 + part * 100, 100), |_| 0).unwrap();
        home.store.flush().await.unwrap();
    }
    home.store.append(&mixed(301, 10), |_| 0).unwrap();
    let segments = home.store.segments();
    let file = |n: usize| home.folder.path().join("events").join(segments[n].path());
    std::fs::remove_file(file(0)).unwrap();
    let mut bytes = std::fs::read(file(1)).unwrap();
    let half = bytes.len() / 2;
    for byte in &mut bytes[4..half] {
        *byte ^= 0xA5;
    }
    std::fs::write(file(1), bytes).unwrap();
    let answer = home.searcher.rows(everything()).await.unwrap();
    assert_eq!(answer.found.rows.len(), 110);
    let missing: Vec<Uuid> = answer.missing.iter().map(|s| s.id).collect();
    assert_eq!(missing.len(), 2);
    assert!(missing.contains(&segments[0].id) && missing.contains(&segments[1].id));
    assert_eq!(home.store.stand().damaged, 2);
    let sql = home
        .searcher
        .sql("SELECT count(*) FROM events", Scope::All, 1)
        .await
        .unwrap();
    assert_eq!(
        (sql.found.rows[0][0].as_deref(), sql.missing.len()),
        (Some("110"), 2)
    );
}

#[tokio::test]
async fn without_its_words_a_segment_is_read_whole() {
    let home = Home::new().await;
    home.put(mixed(1, 200));
    let before = home.find("accepted").await;
    home.store.flush().await.unwrap();
    for segment in home.store.segments() {
        std::fs::write(
            home.folder.path().join("events").join(segment.words_path()),
            b"damaged",
        )
        .unwrap();
    }
    assert_eq!(home.find("accepted").await, before);
}

#[derive(Debug)]
struct Failing;

#[async_trait]
impl Metastore for Failing {
    async fn load(&self) -> Result<Catalog, MetastoreError> {
        Ok(Catalog::default())
    }
    async fn add(&self, _: &[Segment], _: u64) -> Result<(), MetastoreError> {
        Err(MetastoreError("no room".into()))
    }
    async fn replace(&self, _: &[Uuid], _: &[Segment]) -> Result<(), MetastoreError> {
        Err(MetastoreError("no room".into()))
    }
}

#[tokio::test]
async fn events_that_cannot_be_flushed_stay_in_memory_and_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let depot = Depot::folder(folder.path()).unwrap();
    let store = EventStore::open(depot, Arc::new(Failing), true).await.unwrap();
    store.append(&mixed(1, 100), |_| 0).unwrap();
    assert!(matches!(store.flush().await, Err(StoreError::Metastore(_))));
    store.append(&mixed(101, 100), |_| 0).unwrap();
    let stand = store.stand();
    assert_eq!((stand.rows, stand.hot_rows, stand.flushed), (200, 200, 0));
}

#[tokio::test]
async fn strange_events_are_kept_and_found() {
    let home = Home::new().await;
    let many: String = (0..5_000).map(|n| format!("\"k{n}\":1,")).collect();
    let lines = [
        format!("{{{many}\"last\":1}}"),
        format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200)),
        "khong ro \u{0} gi ca".to_owned(),
        format!("{{\"message\":\"{}\"}}", "ă ".repeat(100_000)),
        r#"{"_seq":"not a number","_time":5,"_rest":{"x":1},"":"no name"}"#.to_owned(),
    ];
    let rows = lines
        .iter()
        .zip(1..)
        .map(|(line, seq)| row(seq, line, start()))
        .collect();
    home.put(rows);
    home.store.flush().await.unwrap();
    assert_eq!(home.find("").await.len(), 5);
    assert_eq!(home.find("khong ro").await, [3]);
    assert_eq!(home.find("problem:cut").await, [1]);
    assert_eq!(home.find("k4999").await, [1], "what was cut is in its raw text");
    assert_eq!(home.find("ă").await, [4]);
    assert_eq!(home.find(r#""not a number""#).await, [5]);
}

#[tokio::test]
async fn a_search_is_bounded_in_time() {
    let home = Home::new().await;
    home.put(mixed(1, 3_000));
    let limits = coloa_event_store::search::Limits {
        timeout: std::time::Duration::from_millis(1),
        ..crate::support::limits()
    };
    let searcher = coloa_event_store::Searcher::new(home.store.clone(), limits);
    let query = parse(r#"~"(a|b|c|d|e)+x(a|b|c|d|e)+y""#).unwrap();
    let answer = searcher
        .rows(Request::newest(query, Scope::All, Window::default(), 10))
        .await;
    assert!(
        matches!(answer, Err(coloa_event_store::SearchError::TooSlow(0))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn sql_is_bounded_in_time_and_memory() {
    let home = Home::new().await;
    home.put(mixed(1, 500));
    let limits = coloa_event_store::search::Limits {
        timeout: std::time::Duration::from_millis(400),
        ..crate::support::limits()
    };
    let searcher = coloa_event_store::Searcher::new(home.store.clone(), limits);
    let sql = |text: &'static str| searcher.sql(text, Scope::All, 10);
    let endless =
        sql("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n").await;
    assert!(
        matches!(endless, Err(coloa_event_store::SearchError::TooSlow(_))),
        "{endless:?}"
    );
    let joined = sql("SELECT count(*) FROM events a, events b, events c, events d WHERE a._seq + b._seq + c._seq + d._seq = 7").await;
    assert!(
        matches!(joined, Err(coloa_event_store::SearchError::TooSlow(_))),
        "{joined:?}"
    );
    let large = sql("SELECT group_concat(a._rest || hex(zeroblob(100000))) FROM events a").await;
    assert!(
        matches!(
            large,
            Err(coloa_event_store::SearchError::TooLarge | coloa_event_store::SearchError::TooSlow(_))
        ),
        "{large:?}"
    );
    let next = searcher.rows(everything()).await.unwrap();
    assert_eq!(next.found.rows.len(), 500, "the next search has its turn");
}
