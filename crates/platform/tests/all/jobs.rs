use crate::support::open;
use chrono::{Duration, Utc};
use coloa_base::{Clock, FixedClock};
use coloa_platform::{
    Db,
    jobs::{self, Every, Handler, JobError, JobRow, Registry, Worker},
};
use coloa_testkit::TestDb;
use serde_json::json;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

coloa_testkit::store_suite!(
    asking_twice_does_it_once => dedup,
    a_failing_job_waits_longer_and_gives_up_visibly => backoff,
    a_job_of_a_dead_worker_is_taken_again => dead_worker,
    a_rolled_back_change_leaves_no_job => rollback,
    a_periodic_job_runs_once_a_period => periodic,
);

/// Counts its runs; fails while told to.
#[derive(Clone, Default)]
struct Count {
    runs: Arc<AtomicUsize>,
    failing: bool,
}
impl Handler for Count {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let failing = self.failing;
        Box::pin(async move {
            if failing {
                Err("không được".into())
            } else {
                Ok(())
            }
        })
    }
}

fn worker(records: &Db, clock: &FixedClock, count: &Count, periodic: Option<Every>) -> Worker {
    let mut registry = Registry::default();
    registry.add("dem", count.clone());
    if let Some(every) = periodic {
        registry.periodic("dem", every);
    }
    Worker::new(records.clone(), Arc::new(clock.clone()), registry)
}

async fn ask(records: &Db, clock: &FixedClock) -> bool {
    let tx = records.begin().await.unwrap();
    let asked = jobs::enqueue(&tx, "dem", Some("một"), &json!({}), clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    asked.is_some()
}

async fn dedup(db: TestDb) {
    let (records, clock, count) = (open(&db).await, FixedClock::at(Utc::now()), Count::default());
    assert!(ask(&records, &clock).await);
    assert!(!ask(&records, &clock).await);
    assert_eq!(worker(&records, &clock, &count, None).drain().await.unwrap(), 1);
    assert!(
        ask(&records, &clock).await,
        "once it ran, the work may be asked for again"
    );
}

async fn backoff(db: TestDb) {
    let (records, clock) = (open(&db).await, FixedClock::at(Utc::now()));
    let count = Count {
        failing: true,
        ..Count::default()
    };
    let worker = worker(&records, &clock, &count, None);
    ask(&records, &clock).await;
    assert_eq!(worker.drain().await.unwrap(), 1);
    assert_eq!(
        worker.drain().await.unwrap(),
        0,
        "it waits before the next attempt"
    );
    for _ in 0..40 {
        clock.advance(Duration::hours(5));
        worker.drain().await.unwrap();
    }
    let failed = jobs::list(&records, Some("failed"), 10).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].last_error.as_deref(), Some("không được"));
    assert_eq!(count.runs.load(Ordering::SeqCst), 12);
    let tx = records.begin().await.unwrap();
    assert!(jobs::retry(&tx, failed[0].id.into(), clock.now()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(worker.drain().await.unwrap(), 1);
}

async fn dead_worker(db: TestDb) {
    let (records, clock, count) = (open(&db).await, FixedClock::at(Utc::now()), Count::default());
    ask(&records, &clock).await;
    // A worker that never comes back: its future is dropped in the middle of the job.
    struct Hangs;
    impl Handler for Hangs {
        fn run<'a>(
            &'a self,
            _job: &'a JobRow,
        ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
            Box::pin(std::future::pending())
        }
    }
    let mut registry = Registry::default();
    registry.add("dem", Hangs);
    let dead = Worker::new(records.clone(), Arc::new(clock.clone()), registry);
    assert!(
        tokio::time::timeout(std::time::Duration::from_secs(2), dead.tick())
            .await
            .is_err()
    );
    let alive = worker(&records, &clock, &count, None);
    assert_eq!(alive.drain().await.unwrap(), 0, "its lock still holds");
    clock.advance(Duration::minutes(31));
    assert_eq!(alive.drain().await.unwrap(), 1);
    assert_eq!(count.runs.load(Ordering::SeqCst), 1);
}

async fn rollback(db: TestDb) {
    let (records, clock, count) = (open(&db).await, FixedClock::at(Utc::now()), Count::default());
    let tx = records.begin().await.unwrap();
    jobs::enqueue(&tx, "dem", None, &json!({}), clock.now())
        .await
        .unwrap();
    drop(tx);
    assert_eq!(worker(&records, &clock, &count, None).drain().await.unwrap(), 0);
}

async fn periodic(db: TestDb) {
    let (records, clock, count) = (
        open(&db).await,
        FixedClock::at("2026-07-15T23:30:00Z".parse().unwrap()),
        Count::default(),
    );
    let worker = worker(&records, &clock, &count, Some(Every::DayAt(7)));
    assert_eq!(
        worker.drain().await.unwrap(),
        0,
        "06:30 in Viet Nam is before the hour"
    );
    clock.advance(Duration::hours(1));
    assert_eq!(worker.drain().await.unwrap(), 1);
    clock.advance(Duration::hours(3));
    assert_eq!(worker.drain().await.unwrap(), 0);
    clock.advance(Duration::hours(21));
    assert_eq!(worker.drain().await.unwrap(), 1);
}
