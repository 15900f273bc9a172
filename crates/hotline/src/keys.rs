//! The private keys of the hotline: a file beside the database (mode 0600), one line a key, `content <hex>` or
//! `identity <hex>`, the newest first. The public halves stand in the records, so that reports are still taken in, and
//! sealed, where the file was lost; what was sealed waits then until the file comes back, or until the custodians put the
//! key of last resort together ([`crate::custody`], `coloa hotline key recover`).

use crate::{
    HotlineError,
    entity::key,
    envelope::{Opener, Sealer},
    seal::{PublicKey, SealError, SecretKey},
    store,
};
use chrono::{DateTime, Utc};
use coloa_platform::Db;
use std::{io::Write as _, path::Path};
use uuid::Uuid;

pub mod change;

/// Why the file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("the keys of the hotline cannot be read or written")]
    Io(#[from] std::io::Error),
    #[error("line {line} of the keys of the hotline is none")]
    Malformed { line: usize },
    #[error("the keys of the hotline are not complete")]
    Incomplete,
}

/// What this process can do with reports.
#[derive(Clone, Debug)]
pub struct HotlineKeys {
    pub sealer: Sealer,
    /// `None`: the file is lost. Reports are taken in and wait.
    pub opener: Option<Opener>,
}

/// Reads the file; `None` where there is none.
pub fn read(path: &Path) -> Result<Option<Opener>, KeyFileError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e.into()),
    };
    let (mut content, mut identity) = (Vec::new(), Vec::new());
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let malformed = || KeyFileError::Malformed { line: n + 1 };
        let (what, digits) = line.split_once(' ').ok_or_else(malformed)?;
        let bytes = hex::decode(digits.trim()).map_err(|_| malformed())?;
        let key = SecretKey::from_bytes(&bytes).map_err(|_: SealError| malformed())?;
        match what {
            "content" => content.push(key),
            "identity" => identity.push(key),
            // Of the custodians: it opens both.
            "last_resort" => {
                content.push(key.clone());
                identity.push(key);
            }
            _ => return Err(malformed()),
        }
    }
    if content.is_empty() || identity.is_empty() {
        return Err(KeyFileError::Incomplete);
    }
    Ok(Some(Opener { content, identity }))
}

/// Puts lines in front of the file's, or into a new file. Written beside it and renamed, so that no crash leaves half.
pub fn write(path: &Path, lines: &[(&str, &SecretKey)]) -> Result<(), KeyFileError> {
    let old = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e.into()),
    };
    let parent = path.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(parent)?;
    let new = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    for (what, key) in lines {
        writeln!(file, "{what} {}", hex::encode(key.to_bytes()))?;
    }
    file.write_all(old.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    std::fs::File::open(parent)?.sync_all()?;
    Ok(())
}

/// The keys of an installation. Made where it never had any; where the records know a key whose private half is gone, the
/// public one goes on being used.
pub async fn load(db: &Db, path: &Path, now: DateTime<Utc>) -> Result<HotlineKeys, HotlineError> {
    let opener = read(path)?;
    if let Some(row) = store::keys::current(db.reader()).await? {
        let parse = |text: &str| PublicKey::parse(text).map_err(HotlineError::Seal);
        let last = row.last_resort.as_deref().map(parse).transpose()?;
        return Ok(HotlineKeys {
            sealer: Sealer::new(parse(&row.content_key)?, parse(&row.identity_key)?, last),
            opener,
        });
    }
    let opener = match opener {
        Some(opener) => opener,
        None => {
            let (content, identity) = (SecretKey::generate(), SecretKey::generate());
            write(path, &[("content", &content), ("identity", &identity)])?;
            Opener {
                content: vec![content],
                identity: vec![identity],
            }
        }
    };
    let (content, identity) = (opener.content[0].public(), opener.identity[0].public());
    let row = key::Model {
        id: Uuid::now_v7(),
        content_key: content.to_string(),
        identity_key: identity.to_string(),
        last_resort: None,
        made_at: now,
        retired_at: None,
    };
    store::keys::insert(db, row).await?;
    Ok(HotlineKeys {
        sealer: Sealer::new(content, identity, None),
        opener: Some(opener),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_private_grows_at_its_head_and_is_read_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secrets/hotline.key");
        assert!(read(&path).unwrap().is_none());
        let old = [SecretKey::generate(), SecretKey::generate()];
        write(&path, &[("content", &old[0]), ("identity", &old[1])]).unwrap();
        let new = [SecretKey::generate(), SecretKey::generate()];
        write(&path, &[("content", &new[0]), ("identity", &new[1])]).unwrap();
        let opener = read(&path).unwrap().unwrap();
        let publics = |keys: &[SecretKey]| keys.iter().map(SecretKey::public).collect::<Vec<_>>();
        assert_eq!(publics(&opener.content), [new[0].public(), old[0].public()]);
        assert_eq!(publics(&opener.identity), [new[1].public(), old[1].public()]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        for text in ["content 00", "content", "x 00", "content zz"] {
            std::fs::write(&path, text).unwrap();
            assert!(
                matches!(read(&path), Err(KeyFileError::Malformed { line: 1 })),
                "{text}"
            );
        }
        std::fs::write(&path, "# nothing\n").unwrap();
        assert!(matches!(read(&path), Err(KeyFileError::Incomplete)));
    }
}
