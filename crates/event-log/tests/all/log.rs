//! What the log promises while it runs.

use crate::{batch, payloads, read, settings};
use coloa_event_log::{EventLog, Mark, Refused, Settings};
use std::time::Duration;

#[tokio::test]
async fn what_is_appended_is_read_in_order_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    for n in 0..40 {
        let (a, b) = (format!("a{n}"), format!("b{n}"));
        let kept = log.append(batch(&[(None, &a), (None, &b)])).await.unwrap();
        assert_eq!((kept.new, kept.repeated), (2, 0));
    }
    let all = payloads(&log, 1).await;
    assert_eq!((all.len(), all[0].as_str(), all[79].as_str()), (80, "a0", "b39"));
    assert_eq!(payloads(&log, 4).await[0], "b1", "from the middle of a batch");
    assert_eq!(log.state().next, 81);
    drop(log);
    assert_eq!(read(folder.path(), 1).await, all);
}

#[tokio::test]
async fn honest_repeats_stay_and_ids_stand_once() {
    let folder = tempfile::tempdir().unwrap();
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    let kept = log
        .append(batch(&[
            (None, "x"),
            (None, "x"),
            (Some("1"), "p"),
            (Some("1"), "p"),
            (Some("2"), "q"),
        ]))
        .await
        .unwrap();
    assert_eq!((kept.new, kept.repeated), (4, 1));
    let again = log
        .append(batch(&[(Some("2"), "q"), (Some("1"), "p")]))
        .await
        .unwrap();
    assert_eq!((again.new, again.repeated), (0, 2));
    let mut other = batch(&[(Some("1"), "p of another source")]);
    other.source = uuid::Uuid::from_u128(8);
    assert_eq!(
        log.append(other).await.unwrap().new,
        1,
        "ids are those of a source"
    );
    drop(log);
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    assert_eq!(log.append(batch(&[(Some("1"), "p")])).await.unwrap().repeated, 1);
    assert_eq!(
        payloads(&log, 1).await,
        ["x", "x", "p", "q", "p of another source"]
    );
}

#[tokio::test]
async fn whoever_follows_is_woken_and_goes_on_behind_what_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    let mut follower = log.follow(1).await.unwrap();
    let waits = tokio::spawn(async move { follower.next().await.unwrap().unwrap().seq });
    tokio::task::yield_now().await;
    for n in 0..1200 {
        log.append(batch(&[(None, &n.to_string())])).await.unwrap();
    }
    assert_eq!(waits.await.unwrap(), 1);
    let before = log.state().bytes;
    log.cut(1101).await.unwrap();
    assert_eq!(payloads(&log, 1).await[0], "1100");
    assert!(log.state().bytes < before);
    // All of it gone, the numbers go on where they were.
    log.mark(
        "đọc",
        Mark {
            seq: 1201,
            state: b"trang thai".to_vec(),
        },
    )
    .await
    .unwrap();
    log.cut(1201).await.unwrap();
    drop(log);
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    assert_eq!((log.state().next, log.state().bytes), (1201, 0));
    assert_eq!(log.marked("đọc").await.unwrap().unwrap().state, b"trang thai");
    assert!(log.marked("khác").await.unwrap().is_none());
    log.append(batch(&[(None, "mới")])).await.unwrap();
    assert_eq!(payloads(&log, 1201).await, ["mới"]);
}

#[tokio::test]
async fn senders_wait_for_room_and_are_then_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let small = Settings {
        most_bytes: 50,
        ..settings()
    };
    let log = EventLog::open(folder.path(), small).await.unwrap();
    let noise: String = (0..4000_u32)
        .map(|n| char::from(33 + (n * n % 89) as u8))
        .collect();
    log.append(batch(&[(None, &noise)])).await.unwrap();
    assert!(matches!(
        log.append(batch(&[(Some("k"), "x")])).await,
        Err(Refused::Busy)
    ));
    // Room is made while the sender waits.
    let (sender, cutter) = (log.clone(), log.clone());
    let waiting = tokio::spawn(async move { sender.append(batch(&[(Some("k"), "x")])).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    cutter.cut(2).await.unwrap();
    assert_eq!(
        waiting.await.unwrap().unwrap().new,
        1,
        "what was refused was not taken for seen"
    );
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_refuses_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let full = Settings {
        min_free_bytes: u64::MAX,
        ..settings()
    };
    let log = EventLog::open(folder.path(), full).await.unwrap();
    assert!(matches!(
        log.append(batch(&[(None, "x")])).await,
        Err(Refused::DiskLow)
    ));
    assert!(payloads(&log, 1).await.is_empty());
}

#[tokio::test]
async fn many_senders_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|sender| {
            let log = log.clone();
            tokio::spawn(async move {
                for n in 0..20 {
                    let text = format!("{sender}-{n}");
                    log.append(batch(&[(Some(&text), &text)])).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut all = payloads(&log, 1).await;
    assert_eq!(all.len(), 1000);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 1000);
}

#[tokio::test]
async fn a_damaged_batch_is_told_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let log = EventLog::open(folder.path(), settings()).await.unwrap();
    for text in ["a", "b", "c"] {
        log.append(batch(&[(None, text)])).await.unwrap();
    }
    let path = folder.path().join("events.log.sqlite");
    let mut connection =
        <sqlx::SqliteConnection as sqlx::Connection>::connect(&format!("sqlite://{}", path.display()))
            .await
            .unwrap();
    sqlx::query("UPDATE batch SET blob = x'00' WHERE seq = 2")
        .execute(&mut connection)
        .await
        .unwrap();
    let mut follower = log.follow(1).await.unwrap();
    assert_eq!(follower.next_now().await.unwrap().unwrap().seq, 1);
    assert!(follower.next_now().await.is_err());
    assert_eq!(follower.next_now().await.unwrap().unwrap().seq, 3);
    assert!(follower.next_now().await.unwrap().is_none());
}
