//! What stands: what the notices name that may be a person's, and what its naming rests on. How a notice is written is no matter here.

use super::Held;
use crate::{
    entity::notice,
    notice::{
        named::Names,
        standing::{self, Standing},
    },
    published::{Contact, Trusted, Warned},
};
use coloa_platform::hotline_config::HotlineConfig;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use uuid::Uuid;

/// What notices name that may be a person's, with the version of each in which it was read.
pub(super) type Named = FxHashMap<Uuid, (i32, Arc<Names>)>;

/// What notices name; looked for where it was not in this version yet.
pub(super) fn named(rows: &[notice::Model], held: Option<&Held>, config: &HotlineConfig) -> Named {
    let known = |row: &notice::Model| {
        let (version, names) = held?.named.get(&row.id)?;
        (*version == row.version).then(|| Arc::clone(names))
    };
    let names = |row: &notice::Model| {
        let names = known(row).unwrap_or_else(|| Arc::new(Names::of(row, config)));
        (row.id, (row.version, names))
    };
    rows.iter().map(names).collect()
}

/// What the naming of these rests on.
pub(super) fn stand(named: &Named, contacts: &[Contact], trusted: &[Trusted], warned: &[Warned]) -> Standing {
    let mut standing = Standing::default();
    let keys = standing::keys(named.values().flat_map(|(_, names)| names.all()));
    if keys.is_empty() {
        return standing;
    }
    for contact in contacts {
        standing.add_contact(&contact.value);
    }
    // There may be hundreds of thousands; few are named.
    let keys: FxHashSet<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
    for one in trusted.iter().filter(|t| keys.contains(t.match_key.as_str())) {
        standing.add_proved((one.kind.to_string(), one.match_key.clone()), one.expires_at);
    }
    for one in warned.iter().filter(|w| keys.contains(w.match_key.as_str())) {
        let key = (one.kind.clone(), one.match_key.clone());
        standing.add_warned(key, one.bank.clone(), one.expires_at);
    }
    standing
}
