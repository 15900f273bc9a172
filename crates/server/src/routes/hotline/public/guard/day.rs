//! The key under which networks are told apart for a day. It is forgotten with the day, so that nobody can say afterwards which
//! network a tag was; until then it is kept in a file, so that a restart does not make two networks of one.

use super::lock;
use chrono::NaiveDate;
use rand::RngCore;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
};

type Key = [u8; 32];

/// The key of today. Not printed.
#[derive(Default)]
pub(super) struct DayKey {
    path: OnceLock<PathBuf>,
    known: Mutex<Option<(NaiveDate, Key)>>,
}

impl std::fmt::Debug for DayKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DayKey(…)")
    }
}

impl DayKey {
    /// Keeps it in this file from now on; what is said later changes nothing.
    pub(super) fn keep_in(&self, path: PathBuf) {
        let _ = self.path.set(path);
    }

    /// The one of a day. A file that cannot be used is logged: then a restart parts the day.
    pub(super) fn of(&self, today: NaiveDate) -> Key {
        let mut known = lock(&self.known);
        if let Some((day, key)) = *known
            && day == today
        {
            return key;
        }
        let path = self.path.get();
        let key = path.and_then(|path| read(path, today)).unwrap_or_else(|| {
            let mut key = [0; 32];
            rand::rng().fill_bytes(&mut key);
            if let Some(path) = path
                && let Err(e) = write(path, today, &key)
            {
                tracing::error!(error = %e, path = %path.display(), "the key of the day is not kept");
            }
            key
        });
        *known = Some((today, key));
        key
    }
}

/// The key in a file, where it is that of today.
fn read(path: &Path, today: NaiveDate) -> Option<Key> {
    let text = std::fs::read_to_string(path).ok()?;
    let (day, key) = text.trim().split_once(' ')?;
    if day.parse::<NaiveDate>() != Ok(today) {
        return None;
    }
    hex::decode(key).ok()?.try_into().ok()
}

/// Puts a key in the place of that of another day (mode 0600), whole or not at all.
fn write(path: &Path, day: NaiveDate, key: &Key) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let new = path.with_extension("new");
    // What a crash left behind may be open to others.
    match std::fs::remove_file(&new) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    writeln!(file, "{day} {}", hex::encode(key))?;
    file.sync_all()?;
    std::fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }
    /// As a process finds it that starts.
    fn started(path: &Path) -> DayKey {
        let key = DayKey::default();
        key.keep_in(path.to_owned());
        key
    }

    #[test]
    fn a_restart_does_not_part_the_day_and_the_day_ends_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets/networks.key");
        let first = started(&path);
        let key = first.of(day(25));
        assert_eq!(first.of(day(25)), key);
        assert_eq!(started(&path).of(day(25)), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let next = started(&path).of(day(26));
        assert_ne!(next, key);
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(kept.contains(&hex::encode(next)) && !kept.contains(&hex::encode(key)));
        assert_ne!(
            started(&path).of(day(25)),
            key,
            "the key of a day that is over is gone"
        );
        let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
        assert_eq!(entries.count(), 1);
    }

    #[test]
    fn without_a_file_and_with_a_broken_one_there_is_a_key() {
        let alone = DayKey::default();
        assert_eq!(alone.of(day(25)), alone.of(day(25)));
        assert_ne!(alone.of(day(25)), DayKey::default().of(day(25)));
        assert_eq!(format!("{alone:?}"), "DayKey(…)");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("networks.key");
        for broken in ["", "2026-11-25", "2026-11-25 abc", "hôm nay 00", "\u{0}"] {
            std::fs::write(&path, broken).unwrap();
            let key = started(&path).of(day(25));
            assert_eq!(started(&path).of(day(25)), key, "{broken}");
        }
        // A folder stands where the file should.
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        let held = started(&path);
        assert_eq!(held.of(day(25)), held.of(day(25)));
    }
}
