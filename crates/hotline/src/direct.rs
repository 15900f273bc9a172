//! The citizens' front where it is a part of the process that holds the records.

use crate::{
    Hotline, HotlineError,
    code::Mailbox,
    envelope::{Envelope, Sealer},
    front::{Front, FrontError, HandedIn},
    intake,
    published::Published,
    store,
};
use coloa_auth::AuthError;
use coloa_platform::{StoreError, files::FileError};
use std::sync::Arc;

/// Hands in to the records.
#[derive(Clone, Debug)]
pub struct Direct {
    hotline: Hotline,
}

impl Direct {
    #[must_use]
    pub const fn new(hotline: Hotline) -> Self {
        Self { hotline }
    }
}

fn refused(error: HotlineError) -> FrontError {
    match error {
        HotlineError::Store(StoreError::DiskFull)
        | HotlineError::Auth(AuthError::Store(StoreError::DiskFull))
        | HotlineError::File(FileError::Store(StoreError::DiskFull)) => FrontError::Full,
        HotlineError::File(FileError::TooLarge { .. })
        | HotlineError::Invalid {
            reason: "too_large", ..
        } => FrontError::TooLarge,
        error => FrontError::Store(Box::new(error)),
    }
}

#[async_trait::async_trait]
impl Front for Direct {
    async fn sealer(&self) -> Result<Sealer, FrontError> {
        Ok(self.hotline.sealer())
    }

    async fn hand_in(&self, envelope: Envelope) -> Result<HandedIn, FrontError> {
        intake::take_in(&self.hotline, envelope).await.map_err(refused)
    }

    async fn mailbox(&self, mailbox: &Mailbox) -> Result<Option<Vec<u8>>, FrontError> {
        let (db, mailbox) = (self.hotline.access.db().reader(), mailbox.to_string());
        // Both are always asked: how long it takes says nothing about which there is.
        let report = store::report::by_mailbox(db, &mailbox).await;
        let contest = store::intake::contest_of(db, &mailbox).await;
        let report = report.map_err(|e| refused(e.into()))?;
        let contest = contest.map_err(|e| refused(e.into()))?;
        Ok(match (report, contest) {
            // What was erased is no more.
            (Some(report), _) if report.erased_at.is_some() => None,
            (None, Some(contest)) if contest.erased_at.is_some() => None,
            (Some(report), _) => Some(report.mailbox_sealed.unwrap_or_default()),
            (None, Some(contest)) => Some(contest.mailbox_sealed.unwrap_or_default()),
            (None, None) => None,
        })
    }

    async fn published(&self) -> Result<Arc<Published>, FrontError> {
        crate::publish::current(&self.hotline).await.map_err(refused)
    }
}
