//! Changing the keys: a key of last resort among custodians, new keys, and getting in again after the file was lost. What
//! was sealed to older keys opens as long as their private halves stand in the file. Each change is audited, with public
//! halves alone.

use super::{KeyFileError, read, write};
use crate::{
    Hotline, HotlineError,
    entity::key,
    envelope::Opener,
    error::{invalid, not_now},
    publish,
    seal::{PublicKey, SecretKey},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_platform::Db;
use serde::Serialize;
use serde_json::json;
use std::path::Path;
use uuid::Uuid;

/// Whether the file of keys is the one of these records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    Fits,
    Missing,
    /// It is there, without the keys that are sealed to now.
    Foreign,
    /// It is there and cannot be read.
    Unreadable,
}

/// How the keys of an installation stand. Nothing of it is secret.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    pub content_key: String,
    pub identity_key: String,
    pub made_at: DateTime<Utc>,
    /// Keys that were sealed to before.
    pub older: usize,
    pub file: FileState,
    /// Public half of the key of last resort.
    pub last_resort: Option<String>,
    /// Its private half stands in the file: a recovery left it there, so that what was sealed to it opens.
    pub last_resort_is_here: bool,
    /// Reports that no key of last resort opens: they came in before there was one.
    pub uncovered: u64,
    /// Reports that wait for the keys to be read.
    pub waiting: u64,
}

/// Looks, and changes nothing; `None` where the hotline was never used.
pub async fn standing(db: &Db, path: &Path) -> Result<Option<Standing>, HotlineError> {
    let rows = store::keys::all(db.reader()).await?;
    let Some(row) = rows.iter().find(|row| row.retired_at.is_none()) else {
        return Ok(None);
    };
    let opener = read(path);
    let file = match &opener {
        Ok(Some(opener)) if fits(opener, row) => FileState::Fits,
        Ok(Some(_)) | Err(KeyFileError::Incomplete) => FileState::Foreign,
        Ok(None) => FileState::Missing,
        Err(_) => FileState::Unreadable,
    };
    let is_here = |public: &String| {
        opener
            .as_ref()
            .is_ok_and(|o| o.as_ref().is_some_and(|o| holds(&o.content, public)))
    };
    let covered = rows
        .iter()
        .filter(|row| row.last_resort.is_some())
        .map(|row| row.made_at)
        .min();
    Ok(Some(Standing {
        content_key: row.content_key.clone(),
        identity_key: row.identity_key.clone(),
        made_at: row.made_at,
        older: rows.len() - 1,
        file,
        last_resort: row.last_resort.clone(),
        last_resort_is_here: row.last_resort.as_ref().is_some_and(is_here),
        uncovered: store::keys::received(db.reader(), covered).await?,
        waiting: store::keys::unopened(db.reader()).await?,
    }))
}

/// From now on everything is sealed to this key of last resort as well. One that stands already is replaced on demand
/// alone: what was sealed to it needs its own custodians.
pub async fn keep_last_resort(
    hotline: &Hotline,
    actor: &Actor,
    public: PublicKey,
    replace: bool,
) -> Result<(), HotlineError> {
    let id = Uuid::now_v7();
    let change = begin(hotline, actor, id).await?;
    let old = store::keys::current(change.tx())
        .await?
        .ok_or(HotlineError::NotFound)?;
    if old.last_resort.is_some() && !replace {
        return Err(not_now("last_resort_exists"));
    }
    let row = key::Model {
        id,
        last_resort: Some(public.to_string()),
        made_at: change.now(),
        ..old
    };
    store::keys::replace(change.tx(), row).await?;
    change
        .commit(json!({ "what": "last_resort", "public": public.to_string() }))
        .await?;
    hotline.reload_keys().await
}

/// New keys from now on; the old ones stay in the file. Where the file is lost this makes a new one only with `anew`: what
/// was sealed before opens then with the key of last resort alone.
pub async fn rotate(hotline: &Hotline, actor: &Actor, anew: bool) -> Result<(), HotlineError> {
    let id = Uuid::now_v7();
    let change = begin(hotline, actor, id).await?;
    let old = store::keys::current(change.tx())
        .await?
        .ok_or(HotlineError::NotFound)?;
    let whole = read(hotline.key_path())?.is_some_and(|opener| fits(&opener, &old));
    if !whole && !anew {
        return Err(HotlineError::KeyLost);
    }
    let (keys, row) = new_keys(id, change.now(), old.last_resort);
    // First the file: a private half that nothing is sealed to does no harm, the reverse would.
    write(
        hotline.key_path(),
        &[("content", &keys[0]), ("identity", &keys[1])],
    )?;
    let public = [row.content_key.clone(), row.identity_key.clone()];
    store::keys::replace(change.tx(), row).await?;
    change
        .commit(json!({ "what": "rotated", "content": public[0], "identity": public[1], "anew": !whole }))
        .await?;
    hotline.reload_keys().await
}

/// Puts the key of last resort into the file, where it is one of these records; and where the file is not the one of these
/// records any more, new keys with it. Gives whether new keys were made.
pub async fn recover(hotline: &Hotline, actor: &Actor, key: &SecretKey) -> Result<bool, HotlineError> {
    let public = key.public().to_string();
    let id = Uuid::now_v7();
    let change = begin(hotline, actor, id).await?;
    let rows = store::keys::all(change.tx()).await?;
    if !rows.iter().any(|row| row.last_resort.as_ref() == Some(&public)) {
        return Err(invalid("shares", "other_key"));
    }
    let old = rows
        .into_iter()
        .find(|row| row.retired_at.is_none())
        .ok_or(HotlineError::NotFound)?;
    let opener = match read(hotline.key_path()) {
        Err(KeyFileError::Incomplete) => None,
        found => found?,
    };
    let whole = opener.as_ref().is_some_and(|opener| fits(opener, &old));
    if whole {
        if !opener.is_some_and(|opener| holds(&opener.content, &public)) {
            write(hotline.key_path(), &[("last_resort", key)])?;
        }
    } else {
        let (keys, row) = new_keys(id, change.now(), old.last_resort);
        let lines = [
            ("content", &keys[0]),
            ("identity", &keys[1]),
            ("last_resort", key),
        ];
        write(hotline.key_path(), &lines)?;
        store::keys::replace(change.tx(), row).await?;
    }
    change
        .commit(json!({ "what": "recovered", "last_resort": public, "new_keys": !whole }))
        .await?;
    hotline.reload_keys().await?;
    Ok(!whole)
}

/// What the file and the records say now, where the file is there. Where it is gone, what this process holds is kept: it
/// opens reports until it ends.
pub async fn follow(hotline: &Hotline) -> Result<(), HotlineError> {
    if hotline.key_path().is_file() {
        let before = hotline.sealer();
        hotline.reload_keys().await?;
        if hotline.sealer() != before {
            // A front that stands alone seals to them as soon as it is called.
            publish::changed(hotline);
        }
        return Ok(());
    }
    tracing::error!(
        "the file of keys of the hotline is gone: put it back before the server is started again"
    );
    Ok(())
}

async fn begin(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<coloa_auth::Change, HotlineError> {
    let about = Resource::installation("hotline_key", id);
    Ok(hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, about)
        .await?)
}

fn new_keys(id: Uuid, now: DateTime<Utc>, last_resort: Option<String>) -> ([SecretKey; 2], key::Model) {
    let keys = [SecretKey::generate(), SecretKey::generate()];
    let row = key::Model {
        id,
        content_key: keys[0].public().to_string(),
        identity_key: keys[1].public().to_string(),
        last_resort,
        made_at: now,
        retired_at: None,
    };
    (keys, row)
}

fn holds(keys: &[SecretKey], public: &str) -> bool {
    keys.iter().any(|key| key.public().to_string() == public)
}

/// Whether what is sealed now can be opened.
fn fits(opener: &Opener, row: &key::Model) -> bool {
    holds(&opener.content, &row.content_key) && holds(&opener.identity, &row.identity_key)
}
