use crate::support::{Home, mixed, open_at};
use coloa_event_store::{Scope, Window, query::Query, search::Request};

#[tokio::test]
async fn what_was_flushed_is_there_after_a_restart_and_the_log_is_needed_from_there_on() {
    let Home {
        folder,
        metastore,
        store,
        searcher,
    } = Home::new().await;
    store.append(&mixed(1, 300), |_| 3).unwrap();
    store.flush().await.unwrap();
    store.append(&mixed(301, 200), |_| 3).unwrap();
    assert_eq!((store.flushed(), store.stand().rows), (301, 500));
    drop((store, searcher));

    let (store, searcher) = open_at(folder.path(), metastore).await;
    assert_eq!((store.flushed(), store.stand().rows), (301, 300));
    // The log is read again, a little from before that place.
    store.append(&mixed(251, 250), |_| 3).unwrap();
    let all = searcher
        .rows(Request::newest(Query::All, Scope::All, Window::default(), 1_000))
        .await
        .unwrap();
    assert_eq!(all.found.rows.len(), 500, "nothing twice, nothing lost");
}

#[tokio::test]
async fn small_segments_are_merged_and_their_files_deleted() {
    let home = Home::new().await;
    for part in 0..10 {
        home.put(mixed(1 + part * 100, 100));
        home.store.flush().await.unwrap();
    }
    let before = home.find("accepted").await;
    assert!(!before.is_empty());
    assert_eq!(home.store.stand().segments, 20, "two classes");
    let today = chrono::Utc::now().date_naive();
    let reading = home.store.snapshot();
    while home.store.compact(today).await.unwrap() {}
    let stand = home.store.stand();
    assert!(stand.segments <= 6, "{stand:?}");
    assert_eq!(stand.rows, 1_000);
    assert_eq!(home.find("accepted").await, before);
    let files = || {
        walk(&home.folder.path().join("events"))
            .into_iter()
            .filter(|f| f.ends_with(".parquet") || f.ends_with(".words"))
            .count()
    };
    home.store.sweep().await;
    assert!(files() >= 40, "a search may still read the old ones");
    drop(reading);
    home.store.sweep().await;
    assert_eq!(files(), 2 * stand.segments);
}

#[tokio::test]
async fn segments_that_nobody_keeps_go() {
    let home = Home::new().await;
    home.put(mixed(1, 200));
    home.store.flush().await.unwrap();
    let old: Vec<_> = home
        .store
        .segments()
        .iter()
        .filter(|s| s.class == 0)
        .map(|s| s.id)
        .collect();
    home.store.remove(&old).await.unwrap();
    home.store.sweep().await;
    assert_eq!(home.store.stand().segments, 1);
    assert!(
        home.find("").await.iter().all(|seq| seq % 3 == 0),
        "the other class stays"
    );
    assert_eq!(home.metastore.load().await.unwrap().segments.len(), 1);
}

#[tokio::test]
async fn what_a_program_left_half_done_is_deleted_at_the_next_start() {
    let home = Home::new().await;
    home.put(mixed(1, 50));
    home.store.flush().await.unwrap();
    let events = home.folder.path().join("events");
    let day = events.join("2026-07-01/3");
    std::fs::create_dir_all(&day).unwrap();
    std::fs::write(events.join("work/half.parquet"), b"x").unwrap();
    std::fs::write(day.join("0198c0de-0000-7000-8000-000000000000.parquet"), b"x").unwrap();
    let (store, _) = open_at(home.folder.path(), home.metastore.clone()).await;
    let left = walk(&events);
    assert!(
        left.iter()
            .all(|f| !f.contains("half") && !f.contains("0198c0de")),
        "{left:?}"
    );
    assert_eq!(store.stand().rows, 50);
}

pub fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(walk(&entry.path()));
        } else {
            found.push(entry.path().display().to_string());
        }
    }
    found
}
