//! The pools of the records database.

use coloa_platform::{Db, config::DatabaseConfig};
use coloa_testkit::{TestDb, store_suite};

store_suite!(a_change_may_read_beside_its_transaction => reads_beside);

/// More changes than there are connections, each of which reads outside its transaction while it holds it.
async fn reads_beside(records: TestDb) {
    let config = DatabaseConfig {
        url: records.url().to_owned(),
        read_connections: 4,
        ..DatabaseConfig::default()
    };
    let db = Db::connect(&config, &records.data().sqlite()).await.unwrap();
    let changes: Vec<_> = (0..24)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let change = db.begin().await?;
                db.ping().await?;
                change.commit().await?;
                Ok::<_, coloa_platform::StoreError>(())
            })
        })
        .collect();
    for change in changes {
        change.await.unwrap().unwrap();
    }
}

/// How often a word stands in the bytes of the database and of its log.
fn traces(records: &TestDb, word: &str) -> usize {
    let file = records.data().sqlite();
    let log = file.with_file_name("test.sqlite-wal");
    [file, log]
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .map(|bytes| {
            bytes
                .windows(word.len())
                .filter(|w| *w == word.as_bytes())
                .count()
        })
        .sum()
}

/// Rows that are moved from page to page while they grow, then emptied or deleted.
#[tokio::test]
async fn nothing_of_what_was_deleted_is_left_in_the_files() {
    use sea_orm::ConnectionTrait;
    const WORD: &str = "PHAI-MAT";
    let records = TestDb::sqlite();
    let db = Db::connect(&DatabaseConfig::default(), &records.data().sqlite())
        .await
        .unwrap();
    let run = async |sql: String| {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared(&sql).await.unwrap();
        tx.commit().await.unwrap();
    };
    run("CREATE TABLE t (id BLOB PRIMARY KEY, x TEXT)".to_owned()).await;
    // One that fills pages of its own, which are freed with it.
    run(format!("INSERT INTO t VALUES ('long', '{}')", WORD.repeat(5_000))).await;
    assert!(traces(&records, WORD) > 4_000, "the look finds it");
    run("DELETE FROM t".to_owned()).await;
    assert!(traces(&records, WORD) > 0, "it stands in the log");
    assert!(db.forget_deleted(false).await.unwrap());
    assert_eq!(traces(&records, WORD), 0);

    for n in 0..400 {
        run(format!(
            "INSERT INTO t VALUES (randomblob(16), 'x{}')",
            "y".repeat(n % 200)
        ))
        .await;
        let text = format!("{WORD}{}", "z".repeat(n % 300));
        run(format!("UPDATE t SET x = '{text}' WHERE rowid = {}", n / 2 + 1)).await;
        if n % 7 == 0 {
            run(format!("DELETE FROM t WHERE rowid = {}", n / 3 + 1)).await;
        }
    }
    run("UPDATE t SET x = ''".to_owned()).await;
    assert!(db.forget_deleted(true).await.unwrap());
    assert_eq!(traces(&records, WORD), 0);
    // Nothing that was kept is lost by it, and it may be done again.
    assert!(db.forget_deleted(true).await.unwrap());
    assert!(db.integrity().await.unwrap().is_empty());
    run("INSERT INTO t VALUES ('new', 'kept')".to_owned()).await;
    assert!(traces(&records, "kept") > 0);
    db.close().await.unwrap();
}

/// A reader that looks at an older state keeps the log from being emptied; nobody waits for it for ever.
#[tokio::test]
async fn a_log_that_is_read_is_emptied_later() {
    use sea_orm::{ConnectionTrait, TransactionTrait};
    let records = TestDb::sqlite();
    let config = DatabaseConfig {
        busy_timeout_ms: 20,
        ..DatabaseConfig::default()
    };
    let db = Db::connect(&config, &records.data().sqlite()).await.unwrap();
    let run = async |sql: &str| {
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        tx.commit().await.unwrap();
    };
    run("CREATE TABLE t (x TEXT)").await;
    run("INSERT INTO t VALUES ('PHAI-MAT')").await;
    let reader = db.reader().begin().await.unwrap();
    let count = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT count(*) FROM t");
    reader.query_one_raw(count).await.unwrap();
    run("DELETE FROM t").await;
    assert!(!db.forget_deleted(false).await.unwrap());
    reader.rollback().await.unwrap();
    assert!(db.forget_deleted(false).await.unwrap());
    assert_eq!(traces(&records, "PHAI-MAT"), 0);
}

/// A small disk of its own, for as long as the test runs.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this user may not mount one.
    fn mount(mebibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m"), "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|o| o.status.success());
        mounted.then_some(Self(folder))
    }
    fn path(&self) -> &std::path::Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg("-l")
            .arg(self.path())
            .output();
    }
}

/// A disk that fills up and is emptied again: what is acknowledged afterwards is there, also for others.
#[tokio::test]
async fn after_a_full_disk_nothing_acknowledged_is_lost() {
    use sea_orm::ConnectionTrait;
    let Some(disk) = SmallDisk::mount(4) else {
        eprintln!("skipped: mounting a small disk needs root");
        return;
    };
    let config = DatabaseConfig::default();
    let path = disk.path().join("coloa.sqlite");
    let db = Db::connect(&config, &path).await.unwrap();
    let write = async |db: &Db, text: &str| -> Result<(), coloa_platform::StoreError> {
        let tx = db.begin().await?;
        tx.execute_unprepared(&format!("INSERT INTO t (x) VALUES ('{text}')"))
            .await?;
        tx.commit().await?;
        Ok(())
    };
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("CREATE TABLE t (x TEXT)").await.unwrap();
    tx.commit().await.unwrap();

    let filler = disk.path().join("filler");
    let mut refused = 0;
    for round in 0..40 {
        // Leaves a little more room each time, so that some commits begin to write and do not end.
        let free = 4096 * round;
        let mut room = std::fs::read(&filler).map(|f| f.len()).unwrap_or(0);
        if room == 0 {
            room = 8 * 1024 * 1024;
        }
        let _ = std::fs::write(&filler, vec![b'x'; room]);
        if let Ok(file) = std::fs::OpenOptions::new().write(true).open(&filler) {
            let length = file.metadata().unwrap().len();
            file.set_len(length.saturating_sub(free)).unwrap();
        }
        if let Err(e) = write(&db, &"y".repeat(20_000)).await {
            refused += 1;
            assert!(matches!(e, coloa_platform::StoreError::DiskFull), "{e:?}");
        }
        // Room again: this one is acknowledged, and must be there for another process.
        std::fs::remove_file(&filler).unwrap();
        let mark = format!("mark {round}");
        write(&db, &mark).await.unwrap();
        let other = Db::connect(&config, &path).await.unwrap();
        let seen = other
            .reader()
            .query_one_raw(sea_orm::Statement::from_string(
                sea_orm::DbBackend::Sqlite,
                format!("SELECT count(*) FROM t WHERE x = '{mark}'"),
            ))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(seen.try_get_by_index::<i64>(0).unwrap(), 1, "{mark} is lost");
        // And the other process can write: nothing is left open here.
        write(&other, "theirs").await.unwrap();
        other.close().await.unwrap();
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("DELETE FROM t").await.unwrap();
        tx.commit().await.unwrap();
    }
    assert!(refused > 0, "the disk was never full");
}
