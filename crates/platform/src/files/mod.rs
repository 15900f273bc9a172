//! Stored files: content on disk under its SHA-256, a row per upload. A file is written, synced and renamed
//! into place before its row is inserted, so a row never points at nothing. Who may read a file is decided
//! by the record that owns it.

use crate::{db::Db, disk, error::StoreError};
use chrono::{DateTime, Utc};
use coloa_base::{AreaError, ErrorKind, FileId, Handling, PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashSet},
    io::{Read as _, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// Values of one `IN`.
const CHUNK: usize = 500;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "stored_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub sha256: String,
        pub handling: String,
        pub owner_kind: String,
        pub owner_id: String,
        pub uploaded_by: Option<Uuid>,
        pub created_at: ChronoDateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as StoredFile;

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the file is empty")]
    Empty,
    #[error("handling mark {handling:?} is not accepted by this installation")]
    Handling { handling: Handling },
    #[error("no such file")]
    NotFound,
    #[error("the content on disk does not match its checksum")]
    Corrupt,
    #[error("storing the file failed")]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for FileError {
    fn from(e: std::io::Error) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for FileError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Empty | Self::Handling { .. } => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::Corrupt => ErrorKind::Internal,
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file.too_large",
            Self::Empty => "file.empty",
            Self::Handling { .. } => "file.handling_refused",
            Self::NotFound => "file.not_found",
            Self::Corrupt => "file.corrupt",
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::TooLarge { limit } => BTreeMap::from([("limit_mb", (limit / (1024 * 1024)).to_string())]),
            Self::Handling { handling } => BTreeMap::from([("handling", handling.as_str().to_owned())]),
            _ => BTreeMap::new(),
        }
    }
}

/// What is known of a file before it is kept.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub name: String,
    pub media_type: String,
    pub handling: Handling,
    /// Kind of the record it belongs to, e.g. `duty`, `plan_version`, `report`.
    pub owner_kind: &'static str,
    pub owner_id: String,
    pub uploaded_by: Option<PersonId>,
}

/// The directory of file contents with its limits.
#[derive(Clone, Debug)]
pub struct Files {
    dir: PathBuf,
    max_bytes: u64,
    min_free_bytes: u64,
    offline_classified: bool,
}

impl Files {
    #[must_use]
    pub fn new(dir: PathBuf, max_bytes: u64, offline_classified: bool) -> Self {
        Self {
            dir,
            max_bytes,
            min_free_bytes: 0,
            offline_classified,
        }
    }

    /// Refuses files that would leave less room on the disk: the database needs some to go on.
    #[must_use]
    pub const fn with_min_free(mut self, bytes: u64) -> Self {
        self.min_free_bytes = bytes;
        self
    }

    #[must_use]
    pub const fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Whether this installation may hold files with that mark.
    #[must_use]
    pub fn accepts(&self, handling: Handling) -> bool {
        handling.allowed(self.offline_classified)
    }

    /// Writes the content, then the row in the caller's transaction.
    pub async fn put<C: ConnectionTrait>(
        &self,
        tx: &C,
        file: NewFile,
        content: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<StoredFile, FileError> {
        if content.is_empty() {
            return Err(FileError::Empty);
        }
        if content.len() as u64 > self.max_bytes {
            return Err(FileError::TooLarge {
                limit: self.max_bytes,
            });
        }
        if !self.accepts(file.handling) {
            return Err(FileError::Handling {
                handling: file.handling,
            });
        }
        let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let sha256 = hex::encode(Sha256::digest(&content));
        let path = self.path(&sha256);
        let needed = self.min_free_bytes.saturating_add(content.len() as u64);
        tokio::task::spawn_blocking(move || {
            if disk::free_bytes(&path)? < needed {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            write_once(&path, &content)
        })
        .await
        .map_err(|e| FileError::Store(StoreError::Io(std::io::Error::other(e))))??;
        let row = entity::ActiveModel {
            id: Set(FileId::new().uuid()),
            name: Set(safe_name(&file.name)),
            media_type: Set(file.media_type),
            size: Set(size),
            sha256: Set(sha256),
            handling: Set(file.handling.as_str().to_owned()),
            owner_kind: Set(file.owner_kind.to_owned()),
            owner_id: Set(file.owner_id),
            uploaded_by: Set(file.uploaded_by.map(PersonId::uuid)),
            created_at: Set(now),
        };
        Ok(entity::Entity::insert(row)
            .exec_with_returning(tx)
            .await
            .map_err(StoreError::from)?)
    }

    /// Takes a file away: first its content, unless another row has the same, then its row. Whatever happens between, a second
    /// call ends it; a file that is gone is no error.
    pub async fn remove<C: ConnectionTrait>(&self, tx: &C, id: FileId) -> Result<(), FileError> {
        let row = entity::Entity::find_by_id(id.uuid())
            .one(tx)
            .await
            .map_err(StoreError::from)?;
        let Some(row) = row else { return Ok(()) };
        let others = entity::Entity::find()
            .filter(entity::Column::Sha256.eq(&row.sha256))
            .filter(entity::Column::Id.ne(row.id))
            .count(tx)
            .await
            .map_err(StoreError::from)?;
        if others == 0 {
            match tokio::fs::remove_file(self.path(&row.sha256)).await {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
                _ => {}
            }
        }
        entity::Entity::delete_by_id(row.id)
            .exec(tx)
            .await
            .map_err(StoreError::from)?;
        Ok(())
    }

    /// Takes away content that no row names: a change that was cut off between file and row leaves it behind. Looked at is
    /// what begins with `begins`, so that whoever sweeps takes nothing but their own, and what lies there for `least_age` by
    /// the clock of the machine, which stamps files. How many went.
    pub async fn sweep(
        &self,
        db: &Db,
        begins: &'static [u8],
        least_age: Duration,
    ) -> Result<usize, FileError> {
        let dir = self.dir.clone();
        let old = blocking(move || older(&dir, least_age)).await?;
        let mut removed = 0;
        for some in old.chunks(CHUNK) {
            // Whoever stores files holds the one writer of SQLite: nothing is stored again between look and removal. In
            // PostgreSQL what is stored again is young ([`write_once`]).
            let tx = db.begin().await?;
            let named: Vec<String> = entity::Entity::find()
                .select_only()
                .column(entity::Column::Sha256)
                .filter(entity::Column::Sha256.is_in(some.iter().map(|(name, _)| name.as_str())))
                .into_tuple()
                .all(&tx)
                .await
                .map_err(StoreError::from)?;
            let named: HashSet<String> = named.into_iter().collect();
            let left: Vec<PathBuf> = some
                .iter()
                .filter(|(name, _)| !named.contains(name))
                .map(|(_, path)| path.clone())
                .collect();
            removed += blocking(move || remove_older(&left, begins, least_age)).await?;
            tx.commit().await.map_err(StoreError::from)?;
        }
        Ok(removed)
    }

    /// Row and content; the checksum is verified.
    pub async fn get(&self, db: &Db, id: FileId) -> Result<(StoredFile, Vec<u8>), FileError> {
        let row = self.row(db, id).await?;
        let path = self.path(&row.sha256);
        let content = tokio::fs::read(&path).await?;
        if hex::encode(Sha256::digest(&content)) != row.sha256 {
            return Err(FileError::Corrupt);
        }
        Ok((row, content))
    }

    /// Row, and SHA-256 of what lies on disk now; `None`: the content is gone. For whoever has to show both.
    pub async fn look(&self, db: &Db, id: FileId) -> Result<(StoredFile, Option<String>), FileError> {
        let row = self.row(db, id).await?;
        let path = self.path(&row.sha256);
        let found = tokio::task::spawn_blocking(move || digest(&path))
            .await
            .map_err(|e| FileError::Store(StoreError::Io(std::io::Error::other(e))))??;
        Ok((row, found))
    }

    pub async fn row(&self, db: &Db, id: FileId) -> Result<StoredFile, FileError> {
        entity::Entity::find_by_id(id.uuid())
            .one(db.reader())
            .await
            .map_err(StoreError::from)?
            .ok_or(FileError::NotFound)
    }

    /// Files of one record, oldest first.
    pub async fn of(&self, db: &Db, owner_kind: &str, owner_id: &str) -> Result<Vec<StoredFile>, StoreError> {
        Ok(entity::Entity::find()
            .filter(entity::Column::OwnerKind.eq(owner_kind))
            .filter(entity::Column::OwnerId.eq(owner_id))
            .order_by_asc(entity::Column::CreatedAt)
            .all(db.reader())
            .await?)
    }

    /// Files of several records at once.
    pub async fn of_many(
        &self,
        db: &Db,
        owner_kind: &str,
        owner_ids: &[String],
    ) -> Result<Vec<StoredFile>, StoreError> {
        let mut rows = Vec::new();
        for chunk in owner_ids.chunks(500) {
            rows.extend(
                entity::Entity::find()
                    .filter(entity::Column::OwnerKind.eq(owner_kind))
                    .filter(entity::Column::OwnerId.is_in(chunk.iter().map(String::as_str)))
                    .order_by_asc(entity::Column::CreatedAt)
                    .all(db.reader())
                    .await?,
            );
        }
        Ok(rows)
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.dir.join(&sha256[..2]).join(sha256)
    }
}

/// SHA-256 of a file, read piece by piece; `None`: there is none.
fn digest(path: &Path) -> std::io::Result<Option<String>> {
    let mut file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash)?;
    Ok(Some(hex::encode(hash.finalize())))
}

/// Work with the disk, off the threads that answer.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, FileError> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|e| FileError::Store(StoreError::Io(std::io::Error::other(e))))?;
    Ok(done?)
}

/// Whether a file was last written so long ago; `false`: it is gone, or of the future.
fn is_older(path: &Path, least: Duration) -> bool {
    let written = std::fs::metadata(path).and_then(|m| m.modified());
    written.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age >= least))
}

/// Names and paths of the files that lie there for so long. Torn writes are among them, under names of no content.
fn older(dir: &Path, least: Duration) -> std::io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let folders = match std::fs::read_dir(dir) {
        Ok(folders) => folders,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(e) => return Err(e),
    };
    for folder in folders {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(folder)? {
            let file = file?;
            let path = file.path();
            if path.is_file() && is_older(&path, least) {
                found.push((file.file_name().to_string_lossy().into_owned(), path));
            }
        }
    }
    Ok(found)
}

/// Removes those that begin so and are still as old; how many.
fn remove_older(paths: &[PathBuf], begins: &[u8], least: Duration) -> std::io::Result<usize> {
    let mut removed = 0;
    for path in paths {
        let mut head = Vec::with_capacity(begins.len());
        let read =
            std::fs::File::open(path).and_then(|file| file.take(begins.len() as u64).read_to_end(&mut head));
        if read.is_err() || head != begins || !is_older(path, least) {
            continue;
        }
        std::fs::remove_file(path)?;
        removed += 1;
    }
    Ok(removed)
}

/// Content-addressed: the same bytes are written once; a torn write never becomes visible.
fn write_once(path: &Path, content: &[u8]) -> std::io::Result<()> {
    if path.is_file() {
        // It is wanted again, and no leftover: a sweep takes what is old.
        if let Ok(known) = std::fs::File::options().append(true).open(path) {
            known.set_modified(SystemTime::now())?;
        }
        return Ok(());
    }
    let parent = path.parent().expect("a content path has a folder");
    std::fs::create_dir_all(parent)?;
    let mut temporary = tempfile::NamedTempFile::new_in(parent)?;
    temporary.write_all(content)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|e| e.error)?;
    std::fs::File::open(parent)?.sync_all()
}

/// A file name for display and download: no path, no control characters, at most 200 characters.
fn safe_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim().is_empty() {
        "tep".to_owned()
    } else {
        coloa_base::text::nfc(&clean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_paths_and_control_characters() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\tam\\báo cáo\u{7}.docx"), "báo cáo.docx");
        assert_eq!(safe_name("/"), "tep");
    }
}
