//! Where the audit log ends, kept outside the database: a small file beside the master key. Whoever can write the
//! database can cut off the tail of the log and set the stored head to an earlier entry; the anchor still knows a
//! later one. It is signed, so it cannot be set back without the key.

use crate::audit::{Head, Verdict};
use coloa_platform::Keys;
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Mutex,
};

const PURPOSE: &str = "audit-anchor";

/// The file, and the last entry written to it by this process.
#[derive(Debug)]
pub struct Anchor {
    path: PathBuf,
    written: Mutex<i64>,
}

impl Anchor {
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            written: Mutex::new(0),
        }
    }

    /// Notes that the log reaches this entry, after its commit. Never moves back. A file that cannot be written is
    /// logged: the change itself is committed.
    pub(crate) fn advance(&self, keys: &Keys, head: &Head) {
        let mut written = self.written.lock().expect("no panic while the anchor is written");
        if *written >= head.seq {
            return;
        }
        // Another process (a command of the host) may have gone further.
        if matches!(read(&self.path, keys), Ok(Some(seen)) if seen.seq >= head.seq) {
            return;
        }
        match write(&self.path, keys, head) {
            Ok(()) => *written = head.seq,
            Err(e) => {
                tracing::warn!(error = %coloa_platform::telemetry::chain(&e), "the audit anchor was not written");
            }
        }
    }

    /// What the chain proves once the anchor is asked too.
    pub(crate) fn judge(&self, keys: &Keys, verdict: Verdict, hash_at: Option<&str>) -> Verdict {
        if verdict.broken.is_some() {
            return verdict;
        }
        let broken = match read(&self.path, keys) {
            Ok(None) => None,
            Ok(Some(seen)) if hash_at == Some(seen.hash.as_str()) => None,
            Ok(Some(seen)) => Some((seen.seq, "cut off")),
            Err(_) => Some((0, "anchor")),
        };
        Verdict { broken, ..verdict }
    }

    /// The entry that the anchor names, if there is an anchor that this key signed.
    pub(crate) fn seq(&self, keys: &Keys) -> Option<i64> {
        read(&self.path, keys).ok().flatten().map(|h| h.seq)
    }
}

/// Why an anchor tells nothing.
#[derive(Debug, thiserror::Error)]
enum AnchorError {
    #[error("the anchor file cannot be read")]
    Io(#[from] std::io::Error),
    #[error("the anchor file was changed")]
    Changed,
}

fn signature(keys: &Keys, head: &Head) -> String {
    let content = format!("{} {}", head.seq, head.hash);
    keys.mac(PURPOSE, content.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn read(path: &Path, keys: &Keys) -> Result<Option<Head>, AnchorError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e.into()),
    };
    let mut words = text.split_whitespace();
    let (Some(seq), Some(hash), Some(signed)) = (words.next(), words.next(), words.next()) else {
        return Err(AnchorError::Changed);
    };
    let head = Head {
        seq: seq.parse().map_err(|_| AnchorError::Changed)?,
        hash: hash.to_owned(),
    };
    if signature(keys, &head) == signed {
        Ok(Some(head))
    } else {
        Err(AnchorError::Changed)
    }
}

fn write(path: &Path, keys: &Keys, head: &Head) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{} {} {}", head.seq, head.hash, signature(keys, head))?;
    file.persist(path)?;
    Ok(())
}
