//! Answers that many ask for and few changes touch: the leaders' page, counts, the first page of a list. Each is
//! computed once and kept until a change commits, so that fifty people who open the same page ask the database
//! once.
//!
//! A change of this process is seen at once; one of another process (the command line, a second server on the
//! same PostgreSQL) after [`KEPT_SECONDS`].

use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;
use std::{
    any::{Any, TypeId},
    fmt,
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// How long an answer may miss what another process wrote.
pub const KEPT_SECONDS: i64 = 5;
/// Answers kept at once, all of the same moment; the largest are the scores of 20,000 systems, about 6 MB.
const MOST: usize = 256;

/// Until when an answer holds, and what it answers.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    changes: u64,
    moment: i64,
    answer: TypeId,
    question: &'static str,
    asked: String,
}

/// The answers of one process.
pub struct Answers {
    changes: AtomicU64,
    kept: Cache<Key, Arc<dyn Any + Send + Sync>>,
    /// Changes and moment of the answers that are kept: those of others are never asked for again, and some are large.
    of: Mutex<(u64, i64)>,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            changes: AtomicU64::new(0),
            kept: Cache::new(MOST),
            of: Mutex::default(),
        }
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.kept.len())
    }
}

impl Answers {
    /// Forgets all answers: something was written.
    pub fn changed(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// The answer to `question`, computed by `compute` where none is kept; whoever asks the same meanwhile waits
    /// for it. An error is told and not kept.
    ///
    /// `asked` is all that the answer depends on besides the records: whose reach, which filter, which day. Two of
    /// the same debug text are the same question.
    pub async fn kept<V, E>(
        &self,
        now: DateTime<Utc>,
        question: &'static str,
        asked: &(impl fmt::Debug + ?Sized),
        compute: impl Future<Output = Result<V, E>>,
    ) -> Result<Arc<V>, E>
    where
        V: Send + Sync + 'static,
    {
        let key = Key {
            // Read before the records are: what is computed is at least as new.
            changes: self.changes.load(Ordering::SeqCst),
            moment: now.timestamp().div_euclid(KEPT_SECONDS),
            answer: TypeId::of::<V>(),
            question,
            asked: format!("{asked:?}"),
        };
        self.drop_older((key.changes, key.moment));
        let answer = self
            .kept
            .get_or_insert_async(&key, async {
                let answer: Arc<dyn Any + Send + Sync> = Arc::new(compute.await?);
                Ok(answer)
            })
            .await?;
        Ok(answer.downcast().expect("the key names the type"))
    }

    fn drop_older(&self, now: (u64, i64)) {
        let mut of = self.of.lock().expect("nothing panics while it is held");
        if *of < now {
            *of = now;
            self.kept.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{convert::Infallible, sync::atomic::AtomicUsize, time::Duration};

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    async fn asked(answers: &Answers, second: i64, what: &str, computed: &AtomicUsize) -> usize {
        let compute = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok::<_, Infallible>(computed.fetch_add(1, Ordering::SeqCst) + 1)
        };
        *answers.kept(at(second), "how many", what, compute).await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_computed_once_for_all_who_ask_until_something_changes() {
        let (answers, computed) = (Answers::default(), AtomicUsize::new(0));
        let (a, b) = tokio::join!(
            asked(&answers, 0, "x", &computed),
            asked(&answers, 0, "x", &computed)
        );
        assert_eq!((a, b, asked(&answers, 4, "x", &computed).await), (1, 1, 1));
        assert_eq!(asked(&answers, 0, "y", &computed).await, 2);
        answers.changed();
        assert_eq!(asked(&answers, 0, "x", &computed).await, 3);
        // What another process wrote is seen a little later.
        assert_eq!(asked(&answers, KEPT_SECONDS, "x", &computed).await, 4);
    }

    #[tokio::test]
    async fn an_error_is_told_and_not_kept() {
        let answers = Answers::default();
        let fails = answers.kept(at(0), "how many", "x", async { Err::<usize, _>("locked") });
        assert_eq!(fails.await.unwrap_err(), "locked");
        let works = answers.kept(at(0), "how many", "x", async { Ok::<usize, &str>(7) });
        assert_eq!(*works.await.unwrap(), 7);
    }

    #[tokio::test]
    async fn whoever_waits_goes_on_when_the_first_gives_up() {
        let (answers, computed) = (Answers::default(), AtomicUsize::new(0));
        let slow = async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok::<_, Infallible>(0_usize)
        };
        let first = answers.kept(at(0), "how many", "x", slow);
        let second = asked(&answers, 0, "x", &computed);
        tokio::select! {
            biased;
            _ = first => unreachable!("it sleeps"),
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
        assert_eq!(second.await, 1);
    }
}
