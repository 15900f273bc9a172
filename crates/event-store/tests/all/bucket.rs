//! Segments in a bucket, which may be out of reach.

use crate::support::{mixed, open_in, start};
use async_trait::async_trait;
use coloa_event_store::{
    Depot, EventStore, Scope, Searcher, Window,
    metastore::{MemoryMetastore, Metastore},
    query::{Query, parse},
    search::Request,
};
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, memory::InMemory,
    path::Path,
};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use uuid::Uuid;

/// A bucket in memory that cannot be reached for a while.
#[derive(Debug, Default)]
struct Bucket {
    objects: Arc<InMemory>,
    away: AtomicBool,
}

impl Bucket {
    fn reached(&self) -> Result<()> {
        if self.away.load(Ordering::SeqCst) {
            return Err(Error::Generic {
                store: "bucket",
                source: "nobody answers".into(),
            });
        }
        Ok(())
    }

    async fn names(&self) -> Vec<String> {
        let all = self.objects.list(None).map_ok(|o| o.location.to_string());
        all.try_collect().await.unwrap()
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bucket")
    }
}

#[async_trait]
impl ObjectStore for Bucket {
    async fn put_opts(&self, to: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        self.reached()?;
        self.objects.put_opts(to, payload, options).await
    }
    async fn put_multipart_opts(
        &self,
        to: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.reached()?;
        self.objects.put_multipart_opts(to, options).await
    }
    async fn get_opts(&self, from: &Path, options: GetOptions) -> Result<GetResult> {
        self.reached()?;
        self.objects.get_opts(from, options).await
    }
    fn delete_stream(&self, places: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.objects.delete_stream(places)
    }
    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.reached() {
            Ok(()) => self.objects.list(prefix),
            Err(e) => futures_util::stream::once(async { Err(e) }).boxed(),
        }
    }
    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.objects.list_with_delimiter(prefix).await
    }
    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.objects.copy_opts(from, to, options).await
    }
}

struct Home {
    work: tempfile::TempDir,
    bucket: Arc<Bucket>,
    metastore: Arc<dyn Metastore>,
    store: EventStore,
    searcher: Searcher,
}

impl Home {
    async fn new() -> Self {
        let (work, bucket) = (tempfile::tempdir().unwrap(), Arc::new(Bucket::default()));
        let metastore: Arc<dyn Metastore> = Arc::new(MemoryMetastore::default());
        let depot = Depot::bucket(bucket.clone(), work.path()).unwrap();
        let (store, searcher) = open_in(depot, metastore.clone()).await;
        Self {
            work,
            bucket,
            metastore,
            store,
            searcher,
        }
    }

    async fn again(&mut self) {
        let depot = Depot::bucket(self.bucket.clone(), self.work.path()).unwrap();
        (self.store, self.searcher) = open_in(depot, self.metastore.clone()).await;
    }

    async fn put(&self, from: u64, count: u64) {
        self.store.append(&mixed(from, count), |_| 0).unwrap();
        self.store.flush().await.unwrap();
    }

    /// Events that are found, and segments that are missing.
    async fn found(&self, query: Query) -> (usize, usize) {
        let request = Request::newest(query, Scope::All, Window::default(), 10_000);
        let answer = self.searcher.rows(request).await.unwrap();
        (answer.found.rows.len(), answer.missing.len())
    }
}

fn words(text: &str) -> Query {
    parse(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn events_in_a_bucket_are_found_merged_and_found_after_a_start() {
    let mut home = Home::new().await;
    for part in 0..12 {
        home.put(1 + part * 100, 100).await;
    }
    let accepted = home.found(words("accepted")).await;
    assert!(accepted.0 > 0 && accepted.1 == 0, "{accepted:?}");
    home.again().await;
    assert_eq!(home.found(Query::All).await, (1_200, 0));
    while home.store.compact(chrono::Utc::now().date_naive()).await.unwrap() {}
    home.store.sweep().await;
    assert_eq!(home.store.segments().len(), 1);
    assert_eq!(home.bucket.names().await.len(), 2);
    assert_eq!(home.found(words("accepted")).await, accepted);
    assert_eq!(std::fs::read_dir(home.work.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_finished_is_deleted_and_what_others_put_there_is_not() {
    let mut home = Home::new().await;
    home.put(1, 50).await;
    let left = Path::from(format!("2026-07-01/0/{}.parquet", Uuid::new_v4()));
    let others = Path::from("doc/huong-dan.pdf");
    for place in [&left, &others] {
        home.bucket.objects.put(place, "x".into()).await.unwrap();
    }
    home.again().await;
    let names = home.bucket.names().await;
    assert!(
        !names.contains(&left.to_string()) && names.contains(&others.to_string()),
        "{names:?}"
    );
    assert_eq!(home.found(Query::All).await, (50, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_out_of_reach_is_said_and_nothing_is_lost() {
    let mut home = Home::new().await;
    home.put(1, 100).await;
    home.bucket.away.store(true, Ordering::SeqCst);
    // A start goes on without it; footers that were remembered are gone.
    home.again().await;
    home.store.append(&mixed(101, 10), |_| 0).unwrap();
    assert!(home.store.flush().await.is_err());
    // What is in memory answers, and what is not reached is said.
    assert_eq!(home.found(Query::All).await, (10, 1));
    assert_eq!(home.store.stand().damaged, 1);
    home.bucket.away.store(false, Ordering::SeqCst);
    home.store.flush().await.unwrap();
    // It is asked again after a while; a start asks at once.
    home.again().await;
    assert_eq!(home.found(Query::All).await, (110, 0));
    assert!(home.store.stand().flushed > 110 && start() < chrono::Utc::now());
}

/// A file of several parts comes back as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_segment_goes_up_in_parts() {
    let home = Home::new().await;
    // Words that cannot be packed.
    let mut rows = mixed(1, 3_000);
    for row in &mut rows {
        let noise: String = (0..260).map(|_| Uuid::new_v4().simple().to_string()).collect();
        row.event.fields.set("message", noise);
    }
    home.store.append(&rows, |_| 0).unwrap();
    home.store.flush().await.unwrap();
    let segment = &home.store.segments()[0];
    assert!(segment.bytes > 9 << 20, "{}", segment.bytes);
    assert_eq!(home.store.find_damage(&home.store.segments()).await, 0);
    assert_eq!(home.found(Query::All).await.0, 3_000);
}
