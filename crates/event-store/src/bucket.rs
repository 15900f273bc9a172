//! Segments in a bucket that speaks S3: that of a cloud, or of a store in the province's own data centre.

use futures_util::TryStreamExt;
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart, aws::AmazonS3Builder,
    path::Path, prefix::PrefixStore,
};
use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path as FilePath,
    sync::Arc,
    time::Duration,
};

/// Bytes of a part of an upload, and how many are on their way at a time.
const PART: usize = 8 * 1024 * 1024;
const AT_A_TIME: usize = 2;
/// A search waits for the bucket, and the log keeps what cannot be put there: better told soon that it is not reached.
const CONNECTS: Duration = Duration::from_secs(5);
const ANSWERS: Duration = Duration::from_secs(120);
const RETRIES: usize = 3;
const RETRIED: Duration = Duration::from_secs(20);

/// A bucket and who may write to it.
#[derive(Clone, Debug, Default)]
pub struct S3 {
    pub bucket: String,
    /// Folder within the bucket; empty: its top.
    pub prefix: String,
    /// URL of the service; empty: that of AWS in this region.
    pub endpoint: String,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: String,
}

impl S3 {
    /// The bucket, which nobody has asked for anything yet.
    ///
    /// # Errors
    /// The settings do not fit together.
    pub fn objects(&self) -> io::Result<Arc<dyn ObjectStore>> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_client_options(
                ClientOptions::new()
                    .with_connect_timeout(CONNECTS)
                    .with_timeout(ANSWERS),
            )
            .with_retry(RetryConfig {
                max_retries: RETRIES,
                retry_timeout: RETRIED,
                ..RetryConfig::default()
            });
        // Without a key the machine's own role is asked for.
        if !self.access_key_id.is_empty() {
            builder = builder
                .with_access_key_id(&self.access_key_id)
                .with_secret_access_key(&self.secret_access_key);
        }
        if !self.endpoint.is_empty() {
            builder = builder
                .with_endpoint(&self.endpoint)
                .with_allow_http(self.endpoint.starts_with("http://"));
        }
        let objects = builder.build().map_err(failure)?;
        Ok(if self.prefix.is_empty() {
            Arc::new(objects)
        } else {
            Arc::new(PrefixStore::new(objects, self.prefix.as_str()))
        })
    }
}

/// As the failure of a file would be, so that what is not there is told from what cannot be reached.
pub(crate) fn failure(e: object_store::Error) -> io::Error {
    match e {
        object_store::Error::NotFound { .. } => io::Error::new(io::ErrorKind::NotFound, e),
        _ => io::Error::other(e),
    }
}

/// Copies a file into the bucket, part by part. It is there whole, or not at all.
pub(crate) async fn upload(objects: &Arc<dyn ObjectStore>, file: &FilePath, to: &Path) -> io::Result<()> {
    let mut from = File::open(file)?;
    let length = usize::try_from(from.metadata()?.len()).unwrap_or(usize::MAX);
    if length <= PART {
        let mut bytes = Vec::with_capacity(length);
        from.read_to_end(&mut bytes)?;
        objects.put(to, bytes.into()).await.map_err(failure)?;
        return Ok(());
    }
    let started = objects.put_multipart(to).await.map_err(failure)?;
    let mut parts = WriteMultipart::new_with_chunk_size(started, PART);
    loop {
        let mut part = Vec::with_capacity(PART);
        let read = Read::by_ref(&mut from).take(PART as u64).read_to_end(&mut part);
        let room = parts.wait_for_capacity(AT_A_TIME).await.map_err(failure);
        match (read, room) {
            (Ok(0), Ok(())) => break,
            (Ok(_), Ok(())) => parts.put(part.into()),
            (Err(e), _) | (_, Err(e)) => {
                // What was sent already is let go of; that it cannot be is the lesser failure.
                let _ = parts.abort().await;
                return Err(e);
            }
        }
    }
    parts.finish().await.map_err(failure)?;
    Ok(())
}

/// Copies a file of the bucket into a local one.
pub(crate) async fn download(objects: &Arc<dyn ObjectStore>, from: &Path, into: &mut File) -> io::Result<()> {
    let mut parts = objects.get(from).await.map_err(failure)?.into_stream();
    while let Some(part) = parts.try_next().await.map_err(failure)? {
        into.write_all(&part)?;
    }
    into.flush()
}

/// Deletes what has none of the names that are kept; how many there were.
pub(crate) async fn clear(objects: &Arc<dyn ObjectStore>, keep: impl Fn(&str) -> bool) -> io::Result<u64> {
    let mut gone = 0;
    let all: Vec<Path> = objects
        .list(None)
        .map_ok(|object| object.location)
        .try_collect()
        .await
        .map_err(failure)?;
    for place in all {
        let stem = place
            .filename()
            .and_then(|name| name.rsplit_once('.'))
            .map(|(stem, _)| stem);
        // A bucket may hold what others put there.
        let ours = stem.is_some_and(|stem| uuid::Uuid::try_parse(stem).is_ok());
        if ours && !stem.is_some_and(&keep) {
            objects.delete(&place).await.map_err(failure)?;
            gone += 1;
        }
    }
    Ok(gone)
}
