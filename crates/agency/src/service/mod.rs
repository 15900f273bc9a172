//! Operations on the directory: authorise, decide, store. One room a subject.

mod accounts;
mod contacts;
mod edit;
mod naming;
mod pick;
mod reorganisations;
mod transfer;

use crate::{AgencyError, directory::Directory, model::Facts, store};
use chrono::NaiveDate;
use coloa_auth::{Access, Change, scope};
use coloa_base::AgencyId;
use std::sync::{Arc, RwLock};

pub use accounts::{BulkAccount, BulkOutcome};
pub use coloa_document::table::RowError;
pub use edit::{AgencyFilter, Listed};
pub use pick::Choice;
pub use reorganisations::{APPLY_JOB, Decision, NewReorganisation, Preview};
pub use transfer::ImportOutcome;

/// The directory with its cached snapshot. Cheap to clone.
#[derive(Clone)]
pub struct Agencies {
    access: Access,
    cache: Arc<RwLock<Option<Arc<Directory>>>>,
}

impl std::fmt::Debug for Agencies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Agencies(…)")
    }
}

impl Agencies {
    #[must_use]
    pub fn new(access: Access) -> Self {
        Self {
            access,
            cache: Arc::default(),
        }
    }

    #[must_use]
    pub const fn access(&self) -> &Access {
        &self.access
    }

    /// The current snapshot; read anew where another change raised the revision.
    pub async fn directory(&self) -> Result<Arc<Directory>, AgencyError> {
        let revision = store::revision(self.access.db().reader()).await?;
        let cached = self
            .cache
            .read()
            .expect("no panic while the directory is replaced")
            .clone();
        if let Some(directory) = cached.filter(|d| d.revision == revision) {
            return Ok(directory);
        }
        let directory = Arc::new(store::load(self.access.db().reader()).await?);
        *self
            .cache
            .write()
            .expect("no panic while the directory is replaced") = Some(directory.clone());
        Ok(directory)
    }

    /// Rebuilds the permission closure of today; the daily job, because dated parents begin and end.
    pub async fn rebuild_closure(&self) -> Result<(), AgencyError> {
        let directory = store::load(self.access.db().reader()).await?;
        let tx = self.access.db().begin().await?;
        write_closure(&tx, &directory, self.access.clock().today()).await?;
        tx.commit().await.map_err(coloa_platform::StoreError::from)?;
        self.access.refresh().await?;
        Ok(())
    }
}

async fn write_closure<C: sea_orm::ConnectionTrait>(
    tx: &C,
    directory: &Directory,
    today: NaiveDate,
) -> Result<(), AgencyError> {
    let all: Vec<AgencyId> = directory.iter().map(|a| a.id).collect();
    scope::replace(tx, all, directory.closure(today)).await?;
    Ok(())
}

/// Writes new and changed facts inside a change and rebuilds the closure. Checks them against the directory as
/// the transaction sees it, under the lock of its revision.
async fn write_facts(
    change: &Change,
    created: Vec<(AgencyId, Facts)>,
    changed: Vec<(AgencyId, i32, Facts)>,
) -> Result<Directory, AgencyError> {
    store::raise_revision(change.tx()).await?;
    let before = store::load(change.tx()).await?;
    let check = |facts: Facts| crate::rules::check(&before, facts);
    let created: Vec<(AgencyId, Facts)> = created
        .into_iter()
        .map(|(id, f)| Ok((id, check(f)?)))
        .collect::<Result<_, AgencyError>>()?;
    let changed: Vec<(AgencyId, i32, Facts)> = changed
        .into_iter()
        .map(|(id, v, f)| Ok((id, v, check(f)?)))
        .collect::<Result<_, AgencyError>>()?;
    let next = before.with(
        created
            .iter()
            .cloned()
            .chain(changed.iter().map(|(id, _, f)| (*id, f.clone()))),
    );
    let ids: Vec<AgencyId> = created
        .iter()
        .map(|(id, _)| *id)
        .chain(changed.iter().map(|(id, ..)| *id))
        .collect();
    crate::rules::check_within(&next, &ids)?;
    store::insert(change.tx(), &created).await?;
    store::replace(change.tx(), &changed).await?;
    write_closure(change.tx(), &next, change.today()).await?;
    Ok(next)
}
