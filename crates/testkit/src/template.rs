//! A database that many tests begin with, made once and copied.
//!
//! Every test runs in a process of its own (nextest), so a template lies in a folder that all of them find: its name holds
//! the test binary it was made by, so that a build with another migration makes another. The first test that asks makes
//! it while the others wait for a lock.

use crate::{TempData, TestDb, postgres};
use coloa_platform::{Db, config::DatabaseConfig};
use sea_orm_migration::MigratorTrait;
use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

/// A connection to a database that was empty, with all migrations of an area applied.
///
/// # Panics
/// Where the database cannot be opened or migrated.
pub async fn migrated<M: MigratorTrait>(db: &mut TestDb) -> Db {
    let sqlite = db.data().sqlite();
    db.migrate::<M>(&sqlite).await;
    connect(db.url(), &sqlite).await
}

async fn connect(url: &str, sqlite: &Path) -> Db {
    let config = DatabaseConfig {
        url: url.to_owned(),
        ..DatabaseConfig::default()
    };
    Db::connect(&config, sqlite).await.expect("a database")
}

/// A folder as `make` leaves an empty one, made once for each `name` and build of a test binary.
///
/// # Panics
/// Where it cannot be made or copied.
pub async fn folder(name: &str, make: impl AsyncFnOnce(&Path)) -> TempData {
    let (template, lock) = held(&format!("{name}.folder")).await;
    if !template.exists() {
        let unfinished = template.with_extension(format!("unfinished-{}", std::process::id()));
        fs::create_dir_all(&unfinished).expect("an empty folder");
        make(&unfinished).await;
        fs::rename(&unfinished, &template).expect("a finished template");
    }
    drop(lock);
    let copy = TempData::new();
    copy_folder(&template, copy.path()).expect("a copy of the template");
    copy
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

impl TestDb {
    /// Gives this database, which is empty, the tables of an area; `sqlite` is where the file of a SQLite database is to lie.
    ///
    /// # Panics
    /// Where the database cannot be opened or migrated.
    pub async fn migrate<M: MigratorTrait>(&mut self, sqlite: &Path) {
        self.fill(std::any::type_name::<M>(), sqlite, async |url, sqlite| {
            let db = connect(url, sqlite).await;
            db.migrate::<M>().await.expect("migrations that apply");
            db.close().await.expect("a database that closes");
        })
        .await;
    }

    /// Fills this database, which is empty, with what `make` makes of an empty one; `sqlite` is where the file of a SQLite
    /// database is to lie. `make` is given the URL and the file as the configuration has them, runs once for each `name`
    /// and build of a test binary, and must leave nobody connected.
    ///
    /// # Panics
    /// Where the template cannot be made or copied.
    pub async fn fill(&mut self, name: &str, sqlite: &Path, make: impl AsyncFnOnce(&str, &Path)) {
        let (template, lock) = held(&format!("{name}.{}", self.kind())).await;
        match self {
            Self::Sqlite(_) => {
                if !template.exists() {
                    let unfinished = template.with_extension(format!("unfinished-{}", std::process::id()));
                    make("sqlite", &unfinished).await;
                    fs::rename(&unfinished, &template).expect("a finished template");
                }
                drop(lock);
                if let Some(parent) = sqlite.parent() {
                    fs::create_dir_all(parent).expect("a folder for the database");
                }
                fs::copy(&template, sqlite).expect("a copy of the template");
            }
            Self::Postgres(db, _) => {
                let name = template.file_name().and_then(|name| name.to_str());
                let name = format!("template_{}", name.expect("letters and digits"));
                let server = db.server().to_owned();
                if !postgres::exists(&server, &name)
                    .await
                    .expect("the test server answers")
                {
                    let unfinished = format!("{name}_{}", std::process::id());
                    postgres::lay_out(&server, &unfinished)
                        .await
                        .expect("an empty database");
                    make(&format!("{server}/{unfinished}"), sqlite).await;
                    postgres::rename(&server, &unfinished, &name)
                        .await
                        .expect("a finished template");
                }
                drop(lock);
                *db = postgres::create(&server, Some(&name))
                    .await
                    .expect("a copy of the template");
            }
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(..) => "postgres",
        }
    }
}

/// Where a template lies or is to lie, and a lock that keeps others from making it meanwhile.
async fn held(name: &str) -> (PathBuf, File) {
    let root = std::env::temp_dir().join(format!("coloa-test-templates-{}", postgres::uid()));
    fs::create_dir_all(&root).expect("a folder for templates");
    forget_old(&root);
    let template = root.join(identity(name));
    let lock = template.with_extension("lock");
    let lock = tokio::task::spawn_blocking(move || {
        let file = File::create(lock).expect("a lock file");
        file.lock().expect("a lock");
        file
    });
    (template, lock.await.expect("waiting for a lock does not panic"))
}

/// Templates of binaries that were built again.
fn forget_old(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let age = entry
            .metadata()
            .and_then(|m| m.modified())
            .ok()
            .and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > Duration::from_hours(24)) {
            let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
        }
    }
}

/// Of a template of this build of this test binary: letters and digits.
fn identity(name: &str) -> String {
    let path = std::env::current_exe().expect("a running binary");
    let meta = fs::metadata(&path).expect("a running binary has a file");
    let mut hash = DefaultHasher::new();
    (name, path, meta.len()).hash(&mut hash);
    let built = meta
        .modified()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    built.map(|at| at.as_nanos()).hash(&mut hash);
    format!("{:016x}", hash.finish())
}
