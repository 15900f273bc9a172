//! The directory of agencies: who exists on which day, under which name, code, parent and role; how they came
//! to be (reorganisations); and whom the printed words of a document mean on a date.
//!
//! Invariants:
//! * Every fact is dated; a closed agency stays findable by every name it ever had.
//! * Whatever changes the structure rewrites the permission closure ([`coloa_auth::scope`]) in the same change.
//! * A reorganisation applies whole, in one transaction, or not at all.
//! * Kinds, levels, roles and functions are data ([`terms`]), never enums.
//!
//! Start at [`model`] (facts), [`directory`] (the snapshot everything reads), [`resolve`] (printed names),
//! [`service`] (operations).
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod directory;
pub mod error;
pub mod indicators;
pub mod migration;
pub mod model;
pub mod resolve;
pub mod rules;
pub mod sample;
pub mod service;
mod store;
pub mod terms;

pub use directory::Directory;
pub use error::AgencyError;
pub use model::{Description, Tenure};
pub use resolve::{Resolution, Resolver};
pub use service::Agencies;

use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_platform::Db;
use std::collections::HashMap;

/// The whole directory as stored, for work that looks at all of it (resolving a document). Services hold a
/// cached one, see [`Agencies::directory`].
pub async fn load(db: &Db) -> Result<Directory, AgencyError> {
    store::load(db.reader()).await
}

/// Who fitted each description, and when: for duties that the law gives to a role.
pub async fn tenures(db: &Db, wanted: &[Description]) -> Result<Vec<Tenure>, AgencyError> {
    store::tenures(db.reader(), wanted).await
}

/// Full names on a day; of a closed agency its last one.
pub async fn names(
    db: &Db,
    ids: &[AgencyId],
    on: NaiveDate,
) -> Result<HashMap<AgencyId, String>, AgencyError> {
    store::names(db.reader(), ids, on).await
}

/// Name and office of an agency's head, as its contact says: what stands under its documents.
pub async fn head(db: &Db, id: AgencyId) -> Result<(Option<String>, Option<String>), AgencyError> {
    let contact = store::contact(db.reader(), id).await?;
    Ok((contact.head_name, contact.head_title))
}

/// Phones at which agencies can be reached, as they were written, in no order.
pub async fn phones<C: store::Connection>(db: &C) -> Result<Vec<String>, AgencyError> {
    store::phones(db).await
}
