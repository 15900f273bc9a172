//! Lists on disk: one packed file a list, named by what is in it, written whole before a record points at it.

use crate::IndicatorError;
use coloa_detect::indicators::{Indicator, IndicatorKind};
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Where lists lie; cheap to clone.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.folder.join(format!("{sha256}.zst"))
    }

    /// Writes a list; gives the name that it is found by. It is on disk when this returns.
    ///
    /// # Errors
    /// The disk is full, or it cannot be written.
    pub fn put(&self, indicators: &[Indicator]) -> Result<String, IndicatorError> {
        self.write(indicators).map_err(IndicatorError::Disk)
    }

    fn write(&self, indicators: &[Indicator]) -> io::Result<String> {
        fs::create_dir_all(&self.folder)?;
        let part = self.folder.join(format!("{}.part", uuid::Uuid::now_v7()));
        let written = (|| {
            let mut hash = Sha256::new();
            let mut out = zstd::Encoder::new(BufWriter::new(File::create(&part)?), 3)?;
            for one in indicators {
                let line = format!("{}\t{}\t{}\n", one.kind.as_str(), one.value, one.until);
                hash.update(line.as_bytes());
                out.write_all(line.as_bytes())?;
            }
            let file = out.finish()?.into_inner().map_err(|e| e.into_error())?;
            file.sync_all()?;
            let name = hex::encode(hash.finalize());
            fs::rename(&part, self.path(&name))?;
            File::open(&self.folder)?.sync_all()?;
            Ok(name)
        })();
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// Calls `take` with each indicator of a list, until it wants no more.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn each(&self, sha256: &str, mut take: impl FnMut(Indicator) -> bool) -> Result<(), IndicatorError> {
        let read = || -> io::Result<()> {
            let file = File::open(self.path(sha256))?;
            let lines = BufReader::new(zstd::Decoder::new(file)?).lines();
            for line in lines {
                let line = line?;
                let mut parts = line.split('\t');
                let (Some(kind), Some(value), Some(until)) = (
                    parts.next().and_then(IndicatorKind::parse),
                    parts.next(),
                    parts.next().and_then(|u| u.parse().ok()),
                ) else {
                    return Err(io::Error::from(io::ErrorKind::InvalidData));
                };
                let one = Indicator {
                    kind,
                    value: value.to_owned(),
                    until,
                };
                if !take(one) {
                    break;
                }
            }
            Ok(())
        };
        let mut read = read;
        read().map_err(IndicatorError::Disk)
    }

    /// Deletes lists that no record points at any more.
    pub fn sweep(&self, known: &HashSet<String>) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let kept = name.strip_suffix(".zst").is_some_and(|sha| known.contains(sha));
            if !kept
                && (name.ends_with(".zst") || name.ends_with(".part"))
                && let Err(e) = fs::remove_file(entry.path())
            {
                tracing::warn!(error = %e, "a list of indicators that nobody needs cannot be deleted");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<Indicator> {
        (0..1_000)
            .map(|n| Indicator {
                kind: IndicatorKind::Domain,
                value: format!("x{n}.example"),
                until: n,
            })
            .collect()
    }

    #[test]
    fn lists_come_back_and_damage_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(&folder.path().join("lists"));
        let name = shelf.put(&list()).unwrap();
        assert_eq!(
            shelf.put(&list()).unwrap(),
            name,
            "the same list is the same file"
        );
        let mut back = Vec::new();
        shelf
            .each(&name, |one| {
                back.push(one);
                true
            })
            .unwrap();
        assert_eq!(back, list());
        let mut some = 0;
        shelf
            .each(&name, |_| {
                some += 1;
                some < 3
            })
            .unwrap();
        assert_eq!(some, 3);
        fs::write(shelf.path(&name), b"x").unwrap();
        assert!(matches!(
            shelf.each(&name, |_| true),
            Err(IndicatorError::Disk(_))
        ));
        shelf.sweep(&HashSet::new());
        assert_eq!(fs::read_dir(folder.path().join("lists")).unwrap().count(), 0);
    }

    #[test]
    fn a_disk_that_takes_nothing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"x").unwrap();
        assert!(matches!(
            Shelf::at(&file).put(&list()),
            Err(IndicatorError::Disk(_))
        ));
    }
}
