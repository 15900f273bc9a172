//! Where segments lie: a folder, or a bucket.

use crate::{
    bucket,
    segment::{SegmentError, Written},
};
use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as ObjectPath};
use parquet::{
    errors::ParquetError,
    file::reader::{ChunkReader, Length},
};
use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The place of segments, and a local folder for those that are not finished.
#[derive(Clone, Debug)]
pub struct Depot {
    objects: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
    work: PathBuf,
}

impl Depot {
    /// A folder of this machine.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn folder(folder: &Path) -> io::Result<Self> {
        let work = folder.join("work");
        fs::create_dir_all(&work)?;
        let folder = folder.canonicalize()?;
        Ok(Self {
            objects: Arc::new(LocalFileSystem::new_with_prefix(&folder)?),
            folder: Some(folder),
            work,
        })
    }

    /// A bucket; `work` is a local folder for what is being written.
    ///
    /// # Errors
    /// The local folder cannot be made.
    pub fn bucket(objects: Arc<dyn ObjectStore>, work: &Path) -> io::Result<Self> {
        fs::create_dir_all(work)?;
        Ok(Self {
            objects,
            folder: None,
            work: work.to_owned(),
        })
    }

    #[must_use]
    pub fn work(&self) -> &Path {
        &self.work
    }

    /// Puts the files of a segment into their place, durable when it returns.
    pub(crate) async fn take(&self, written: &Written) -> Result<(), SegmentError> {
        let places = [
            (&written.files.0, written.segment.path()),
            (&written.files.1, written.segment.words_path()),
        ];
        for (file, place) in places {
            match &self.folder {
                Some(folder) => {
                    let target = folder.join(&place);
                    let parent = target.parent().unwrap_or(folder);
                    fs::create_dir_all(parent)?;
                    fs::rename(file, &target)?;
                    // The names are durable when their folders are.
                    for above in parent.ancestors().take_while(|a| a.starts_with(folder)) {
                        File::open(above)?.sync_all()?;
                    }
                }
                None => {
                    bucket::upload(&self.objects, file, &ObjectPath::from(place)).await?;
                    fs::remove_file(file)?;
                }
            }
        }
        Ok(())
    }

    /// A local file with the events of a segment: its own, or a copy.
    pub(crate) async fn local(&self, place: &str) -> Result<LocalCopy, SegmentError> {
        if let Some(folder) = &self.folder {
            return Ok(LocalCopy::Own(folder.join(place)));
        }
        let mut copy = tempfile::NamedTempFile::new_in(&self.work)?;
        bucket::download(&self.objects, &ObjectPath::from(place), copy.as_file_mut()).await?;
        Ok(LocalCopy::Temporary(copy))
    }

    /// Opens a file to be read in parts, from a thread that may wait.
    pub(crate) fn open(&self, place: &str, bytes: u64) -> io::Result<Object> {
        Ok(match &self.folder {
            Some(folder) => Object::File(File::open(folder.join(place))?, bytes),
            None => Object::Remote(Remote {
                objects: self.objects.clone(),
                place: ObjectPath::from(place),
                bytes,
                runtime: tokio::runtime::Handle::try_current().map_err(io::Error::other)?,
            }),
        })
    }

    /// A whole file, from a thread that may wait.
    pub(crate) fn read(&self, place: &str) -> io::Result<Vec<u8>> {
        match &self.folder {
            Some(folder) => fs::read(folder.join(place)),
            None => {
                let runtime = tokio::runtime::Handle::try_current().map_err(io::Error::other)?;
                let get = async { self.objects.get(&ObjectPath::from(place)).await?.bytes().await };
                Ok(runtime.block_on(get).map_err(bucket::failure)?.to_vec())
            }
        }
    }

    /// Deletes a file; one that is gone already is no failure.
    pub(crate) async fn delete(&self, place: &str) {
        match self.objects.delete(&ObjectPath::from(place)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(e) => tracing::warn!(error = %e, place, "a file of events cannot be deleted"),
        }
    }

    /// Deletes what no segment of the list owns: left by a program that ended in the middle.
    pub(crate) async fn clear(&self, keep: impl Fn(&str) -> bool) -> io::Result<u64> {
        let mut gone = 0;
        for entry in fs::read_dir(&self.work)? {
            fs::remove_file(entry?.path())?;
            gone += 1;
        }
        let Some(folder) = &self.folder else {
            // What is left over takes up room and nothing else: that the bucket is not reached holds up no start.
            let cleared = bucket::clear(&self.objects, keep).await;
            return Ok(gone + cleared.unwrap_or_else(|e| {
                tracing::warn!(error = %e, "the bucket of events cannot be looked through for files that were not finished");
                0
            }));
        };
        for day in fs::read_dir(folder)?
            .flatten()
            .filter(|d| d.path() != self.work && d.path().is_dir())
        {
            for class in fs::read_dir(day.path())?.flatten().filter(|c| c.path().is_dir()) {
                for file in fs::read_dir(class.path())?.flatten() {
                    let stem = file.path().file_stem().map(|s| s.to_string_lossy().into_owned());
                    if stem.is_none_or(|stem| !keep(&stem)) {
                        fs::remove_file(file.path())?;
                        gone += 1;
                    }
                }
            }
        }
        Ok(gone)
    }
}

/// A file that may have been copied for a while.
pub(crate) enum LocalCopy {
    Own(PathBuf),
    Temporary(tempfile::NamedTempFile),
}

impl LocalCopy {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Own(path) => path,
            Self::Temporary(file) => file.path(),
        }
    }
}

/// A file that is read in parts: one of this machine, or of a bucket.
#[derive(Debug)]
pub enum Object {
    File(File, u64),
    Remote(Remote),
}

/// Bytes of a page that are read for its head; from a bucket, where each request takes its time.
const HEAD: usize = 1024;
const REMOTE_HEAD: usize = 64 * 1024;

/// A file read on from a place, without moving it for others.
struct On {
    file: File,
    at: u64,
    end: u64,
}

impl Read for On {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = self.file.read_at(&mut buffer[..most], self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// A file of a bucket.
#[derive(Debug)]
pub struct Remote {
    objects: Arc<dyn ObjectStore>,
    place: ObjectPath,
    bytes: u64,
    runtime: tokio::runtime::Handle,
}

impl Length for Object {
    fn len(&self) -> u64 {
        match self {
            Self::File(_, bytes) => *bytes,
            Self::Remote(remote) => remote.bytes,
        }
    }
}

impl ChunkReader for Object {
    type T = Box<dyn Read>;

    /// Reads on from a place, a little at a time: what asks for this wants the head of a page.
    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(match self {
            Self::File(file, bytes) => {
                let on = On {
                    file: file.try_clone()?,
                    at: start,
                    end: *bytes,
                };
                Box::new(BufReader::with_capacity(HEAD, on))
            }
            Self::Remote(remote) => {
                let length = usize::try_from(remote.bytes.saturating_sub(start)).unwrap_or(usize::MAX);
                Box::new(io::Cursor::new(self.get_bytes(start, length.min(REMOTE_HEAD))?))
            }
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        match self {
            Self::File(file, bytes) => {
                if start.saturating_add(length as u64) > *bytes {
                    return Err(ParquetError::EOF("the file is shorter than it says".to_owned()));
                }
                let mut buffer = vec![0; length];
                file.read_exact_at(&mut buffer, start)?;
                Ok(buffer.into())
            }
            Self::Remote(remote) => {
                let get = remote
                    .objects
                    .get_range(&remote.place, start..start + length as u64);
                remote
                    .runtime
                    .block_on(get)
                    .map_err(|e| ParquetError::External(Box::new(e)))
            }
        }
    }
}
