//! Runs due jobs one after another, and enqueues periodic ones.

use super::store::{self, JobRow};
use crate::{db::Db, error::StoreError, telemetry};
use chrono::{DateTime, Duration, Utc};
use coloa_base::Clock;
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};

/// Whatever a handler fails with; it is stored with the job and shown to the administrator.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;

/// Does one kind of job. Must be idempotent: a crash after the work and before the tick repeats it.
pub trait Handler: Send + Sync {
    fn run<'a>(&'a self, job: &'a JobRow) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>>;
}

/// How often a periodic job runs.
#[derive(Clone, Copy, Debug)]
pub enum Every {
    Minutes(i64),
    /// Once a day at this hour in Viet Nam.
    DayAt(u32),
}

impl Every {
    /// The name of the period that contains `now`: one job is enqueued per name. `None` before the hour.
    fn period(self, now: DateTime<Utc>) -> Option<String> {
        use chrono::Timelike;
        match self {
            Self::Minutes(n) => Some((now.timestamp() / 60 / n.max(1)).to_string()),
            Self::DayAt(hour) => {
                let local = now.with_timezone(&coloa_base::VN_OFFSET);
                (local.hour() >= hour).then(|| local.date_naive().to_string())
            }
        }
    }
}

/// Kinds of jobs with their handlers, and the periodic ones.
#[derive(Default)]
pub struct Registry {
    handlers: BTreeMap<&'static str, Box<dyn Handler>>,
    periodic: Vec<(&'static str, Every)>,
}

impl Registry {
    /// Adds a handler.
    ///
    /// # Panics
    /// When the kind has one already: two areas would take each other's jobs.
    pub fn add(&mut self, kind: &'static str, handler: impl Handler + 'static) {
        assert!(
            self.handlers.insert(kind, Box::new(handler)).is_none(),
            "job kind {kind} is registered twice"
        );
    }
    /// Runs `kind` with an empty payload again and again.
    pub fn periodic(&mut self, kind: &'static str, every: Every) {
        self.periodic.push((kind, every));
    }
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        self.handlers.keys().copied().collect()
    }
}

/// Takes jobs from the table. Several workers, also in several processes, may run at once.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    clock: Arc<dyn Clock>,
    registry: Arc<Registry>,
    /// Last period enqueued per periodic kind, so that an idle tick writes nothing.
    enqueued: Arc<tokio::sync::Mutex<BTreeMap<&'static str, String>>>,
}

impl Worker {
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, registry: Registry) -> Self {
        Self {
            db,
            clock,
            registry: Arc::new(registry),
            enqueued: Arc::default(),
        }
    }

    /// Works until `stop` resolves. A broken database is logged and tried again.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let pause = match self.tick().await {
                Ok(true) => std::time::Duration::ZERO,
                Ok(false) => std::time::Duration::from_secs(1),
                Err(e) => {
                    tracing::warn!(error = %telemetry::chain(&e), "jobs wait for the database");
                    std::time::Duration::from_secs(5)
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Enqueues periodic jobs whose time has come, then runs at most one job; `true` where it ran one.
    pub async fn tick(&self) -> Result<bool, StoreError> {
        self.enqueue_periodic().await?;
        let now = self.clock.now();
        let Some(row) = store::take(&self.db, &self.registry.kinds(), now, Duration::minutes(30)).await?
        else {
            return Ok(false);
        };
        let handler = self
            .registry
            .handlers
            .get(row.kind.as_str())
            .ok_or_else(|| StoreError::Corrupt {
                what: row.kind.clone(),
            })?;
        let outcome = handler.run(&row).await.map_err(|e| {
            let text = telemetry::chain(e.as_ref());
            tracing::warn!(job = %row.id, kind = %row.kind, attempts = row.attempts, error = %text, "job failed");
            text
        });
        store::finish(&self.db, &row, outcome, self.clock.now()).await?;
        Ok(true)
    }

    /// Runs everything that is due; for tests and the CLI. Returns how many jobs ran.
    pub async fn drain(&self) -> Result<usize, StoreError> {
        let mut ran = 0;
        while self.tick().await? {
            ran += 1;
        }
        Ok(ran)
    }

    async fn enqueue_periodic(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut enqueued = self.enqueued.lock().await;
        for (kind, every) in &self.registry.periodic {
            let Some(period) = every.period(now) else { continue };
            if enqueued.get(kind) == Some(&period) {
                continue;
            }
            let tx = self.db.begin().await?;
            store::enqueue(
                &tx,
                kind,
                Some("periodic"),
                &serde_json::json!({ "period": period }),
                now,
            )
            .await?;
            tx.commit().await?;
            enqueued.insert(kind, period);
        }
        Ok(())
    }
}
