//! Files of a form that was sent back to be completed: kept in memory for a while, so that nobody has to look for their
//! photographs twice. They lie under the nonce of the form, which whoever filled it in alone holds; nothing is written to
//! disk, and where there is no room the page asks to choose them again.

use chrono::{DateTime, TimeDelta, Utc};
use coloa_hotline::envelope::Attachment;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

const KEPT: TimeDelta = TimeDelta::minutes(30);
/// Bytes of all that is kept.
const ROOM: usize = 64 * 1024 * 1024;
/// Forms whose files are kept.
const MOST: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Pocket(Mutex<HashMap<[u8; 16], Kept>>);

struct Kept {
    at: DateTime<Utc>,
    files: Vec<Attachment>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({})", self.files.len())
    }
}

impl Kept {
    fn size(&self) -> usize {
        self.files.iter().map(|f| f.content.len() + f.name.len()).sum()
    }
}

impl Pocket {
    /// Keeps the files of a form; gives them back where there is no room.
    pub(super) fn keep(
        &self,
        nonce: [u8; 16],
        files: Vec<Attachment>,
        now: DateTime<Utc>,
    ) -> Result<(), Vec<Attachment>> {
        if files.is_empty() {
            return Ok(());
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, k| now - k.at < KEPT);
        let new = Kept { at: now, files };
        let held: usize = kept.values().map(Kept::size).sum();
        if kept.len() >= MOST || held + new.size() > ROOM {
            return Err(new.files);
        }
        kept.insert(nonce, new);
        Ok(())
    }

    /// Takes the files of a form out.
    pub(super) fn take(&self, nonce: &[u8; 16], now: DateTime<Utc>) -> Vec<Attachment> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, k| now - k.at < KEPT);
        kept.remove(nonce).map(|k| k.files).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: usize) -> Attachment {
        Attachment {
            name: "anh.png".into(),
            media_type: "image/png".into(),
            content: vec![0; bytes],
        }
    }

    #[test]
    fn files_are_kept_for_their_form_for_a_while() {
        let pocket = Pocket::default();
        let now = DateTime::UNIX_EPOCH;
        pocket.keep([1; 16], vec![file(10)], now).unwrap();
        assert_eq!(pocket.take(&[2; 16], now).len(), 0);
        assert_eq!(pocket.take(&[1; 16], now).len(), 1);
        assert_eq!(pocket.take(&[1; 16], now).len(), 0, "they are taken once");
        pocket.keep([1; 16], vec![file(10)], now).unwrap();
        assert_eq!(pocket.take(&[1; 16], now + KEPT).len(), 0);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room() {
        let pocket = Pocket::default();
        let now = DateTime::UNIX_EPOCH;
        pocket.keep([1; 16], vec![file(ROOM / 2)], now).unwrap();
        let back = pocket.keep([2; 16], vec![file(ROOM / 2)], now).unwrap_err();
        assert_eq!(back.len(), 1);
        assert!(
            pocket.keep([2; 16], back, now + KEPT).is_ok(),
            "the first ones are gone"
        );
        assert_eq!(format!("{pocket:?}").matches("anh.png").count(), 0);
    }
}
