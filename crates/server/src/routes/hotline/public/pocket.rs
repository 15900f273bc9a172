//! Files of a form that was sent back to be completed: kept in memory for a while, so that nobody has to look for their
//! photographs twice. They lie under the nonce of the form, which whoever filled it in alone holds; nothing is written to
//! disk, and where there is no room the page asks to choose them again.
//!
//! They stay while the form is handed in and for as long again, so that the same form sent twice, by an impatient thumb or
//! because the answer was lost, is the same letter with the same code; and one that is sent while the first is still handed
//! in waits for it.

use chrono::{DateTime, TimeDelta, Utc};
use coloa_hotline::envelope::Attachment;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OwnedMutexGuard;

type Nonce = [u8; 16];

const KEPT: TimeDelta = TimeDelta::minutes(30);
/// Bytes of all that is kept.
const ROOM: usize = 64 * 1024 * 1024;
/// Forms whose files are kept.
const MOST: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Pocket {
    kept: Mutex<HashMap<Nonce, Kept>>,
    /// Forms that are being handed in.
    in_hand: Mutex<HashMap<Nonce, Arc<tokio::sync::Mutex<()>>>>,
}

struct Kept {
    at: DateTime<Utc>,
    files: Vec<Attachment>,
    /// The form was stored with them: they go where others need the room.
    is_handed_in: bool,
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
    fn kept(&self) -> MutexGuard<'_, HashMap<Nonce, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else hands in this form, and keeps others from it.
    pub(super) async fn turn(&self, nonce: Nonce) -> OwnedMutexGuard<()> {
        let turn = {
            let mut in_hand = self.in_hand.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody holds or waits for.
            in_hand.retain(|_, turn| Arc::strong_count(turn) > 1);
            in_hand.entry(nonce).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// Keeps the files of a form; gives them back where there is no room.
    pub(super) fn keep(
        &self,
        nonce: Nonce,
        files: Vec<Attachment>,
        now: DateTime<Utc>,
    ) -> Result<(), Vec<Attachment>> {
        self.put(
            nonce,
            Kept {
                at: now,
                files,
                is_handed_in: false,
            },
        )
    }

    /// Keeps the files of a form that was handed in with them, where there is room.
    pub(super) fn keep_handed_in(&self, nonce: Nonce, files: Vec<Attachment>, now: DateTime<Utc>) {
        // Without them the form that is sent again asks for them.
        let _ = self.put(
            nonce,
            Kept {
                at: now,
                files,
                is_handed_in: true,
            },
        );
    }

    fn put(&self, nonce: Nonce, new: Kept) -> Result<(), Vec<Attachment>> {
        if new.files.is_empty() {
            return Ok(());
        }
        let mut kept = self.kept();
        kept.retain(|_, k| new.at - k.at < KEPT);
        kept.remove(&nonce);
        loop {
            let held: usize = kept.values().map(Kept::size).sum();
            if kept.len() < MOST && held + new.size() <= ROOM {
                kept.insert(nonce, new);
                return Ok(());
            }
            let handed_in = kept.iter().filter(|(_, k)| k.is_handed_in);
            let oldest = handed_in.min_by_key(|(_, k)| k.at).map(|(nonce, _)| *nonce);
            match oldest {
                Some(oldest) if !new.is_handed_in => kept.remove(&oldest),
                _ => return Err(new.files),
            };
        }
    }

    /// Takes the files of a form out.
    pub(super) fn take(&self, nonce: &Nonce, now: DateTime<Utc>) -> Vec<Attachment> {
        let mut kept = self.kept();
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

    #[test]
    fn files_of_forms_that_were_handed_in_make_room_for_others() {
        let pocket = Pocket::default();
        let now = DateTime::UNIX_EPOCH;
        let taken = |nonce: u8| pocket.take(&[nonce; 16], now).len();
        pocket.keep_handed_in([1; 16], vec![file(ROOM / 2)], now);
        pocket.keep_handed_in([2; 16], vec![file(ROOM / 2 + 1)], now);
        assert_eq!(taken(2), 0, "there is no room for it");
        pocket.keep([3; 16], vec![file(ROOM / 2 + 1)], now).unwrap();
        assert_eq!((taken(1), taken(3)), (0, 1));
        pocket.keep([4; 16], vec![file(10)], now).unwrap();
        pocket.keep_handed_in([4; 16], vec![file(20)], now);
        assert_eq!(pocket.take(&[4; 16], now)[0].content.len(), 20);
    }

    #[tokio::test]
    async fn a_form_waits_for_itself_and_for_no_other() {
        let pocket = Arc::new(Pocket::default());
        let first = pocket.turn([1; 16]).await;
        drop(pocket.turn([2; 16]).await);
        let same = tokio::spawn({
            let pocket = pocket.clone();
            async move { drop(pocket.turn([1; 16]).await) }
        });
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert!(!same.is_finished());
        drop(first);
        same.await.unwrap();
        drop(pocket.turn([2; 16]).await);
        assert_eq!(
            pocket.in_hand.lock().unwrap().len(),
            1,
            "what is over is forgotten"
        );
    }
}
