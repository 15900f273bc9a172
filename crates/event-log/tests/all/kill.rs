//! Killed at any moment, nothing that was acknowledged is lost.

use crate::{batch, read, settings};
use coloa_event_log::EventLog;
use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

const FOLDER: &str = "COLOA_TEST_LOG_FOLDER";

/// The child of the test below: appends without end and prints what was acknowledged. Does nothing by itself.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let log = EventLog::open(Path::new(&folder), settings()).await.unwrap();
    let tasks: Vec<_> = (0..4)
        .map(|sender| {
            let log = log.clone();
            tokio::spawn(async move {
                for n in 0_u64.. {
                    let text = format!("{sender}-{n}-{}", std::process::id());
                    log.append(batch(&[(Some(&text), &text)])).await.unwrap();
                    use std::io::Write;
                    let _ = writeln!(std::io::stdout(), "ACK {text}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_stands_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = HashSet::new();
    for round in 0..5_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut note = |line: std::io::Result<String>| {
            if let Some((_, text)) = line.unwrap_or_default().split_once("ACK ") {
                acknowledged.insert(text.trim().to_owned());
            }
        };
        // Killed in the midst of work, each time at another moment of it.
        for line in lines.by_ref().take(60 + 7 * usize::try_from(round).unwrap()) {
            note(line);
        }
        tokio::time::sleep(Duration::from_millis(round * 3)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had printed before it died; a last line without its end was not said.
        let mut rest: Vec<_> = lines.collect();
        rest.pop();
        rest.into_iter().for_each(&mut note);
    }
    assert!(acknowledged.len() > 200, "{}", acknowledged.len());
    let kept = read(folder.path(), 1).await;
    let once: HashSet<&String> = kept.iter().collect();
    assert_eq!(once.len(), kept.len(), "an id stands twice");
    let lost: Vec<_> = acknowledged.iter().filter(|a| !once.contains(a)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}
