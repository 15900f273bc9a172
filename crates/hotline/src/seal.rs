//! Sealing: what a citizen writes is encrypted to public keys the moment it arrives, in the age file format (v1), so
//! that the standard tool opens it too. Whoever seals, the citizens' front in a DMZ above all, holds public keys alone and
//! cannot read back. There is a key for content (narrative, messages, files) and another for identity, each in a file of
//! its own beside the database; and the key of last resort, of which the machine holds the public half alone
//! ([`crate::custody`]).

use age::{
    Decryptor, Encryptor,
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use std::{
    io::{Read as _, Write as _},
    path::Path,
    str::FromStr as _,
};

/// What a part of a report is: each kind has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Narrative, messages, files.
    Content,
    /// Name, address, phone, whatever says who reports.
    Identity,
}

/// Why something cannot be sealed or opened. No error says anything of what is inside.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("a key file cannot be read or written")]
    Io(#[from] std::io::Error),
    #[error("a key file holds no key of the age format")]
    Malformed,
    #[error("this was sealed to another key, or it was changed")]
    Sealed,
    /// More than the caller allowed.
    #[error("what is sealed is longer than allowed")]
    TooLong,
}

/// The public half: all that is needed to seal.
#[derive(Clone, Debug)]
pub struct Sealer {
    content: Recipient,
    identity: Recipient,
    last_resort: Option<Recipient>,
}

/// The private half. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Opener {
    content: Identity,
    identity: Identity,
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opener(…)")
    }
}

impl Sealer {
    /// From public keys as they are written (`age1…`), one a line: content, identity and, where there is one, the key
    /// of last resort. Lines that begin with `#` say something to people.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let mut keys = lines(text).map(|line| Recipient::from_str(line).map_err(|_| SealError::Malformed));
        let mut next = || keys.next().transpose();
        let (content, identity) = (next()?, next()?);
        let last_resort = next()?;
        Ok(Self {
            content: content.ok_or(SealError::Malformed)?,
            identity: identity.ok_or(SealError::Malformed)?,
            last_resort,
        })
    }

    /// With a key of last resort as it is written (`age1…`).
    pub fn with_last_resort(mut self, key: &str) -> Result<Self, SealError> {
        self.last_resort = Some(Recipient::from_str(key.trim()).map_err(|_| SealError::Malformed)?);
        Ok(self)
    }

    /// As [`Self::parse`] reads it; no secret stands in it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.content, self.identity);
        if let Some(key) = &self.last_resort {
            text.push_str(&format!("{key}\n"));
        }
        text
    }

    /// Seals a part.
    #[must_use]
    pub fn seal(&self, part: Part, plain: &[u8]) -> Vec<u8> {
        let own: &dyn age::Recipient = match part {
            Part::Content => &self.content,
            Part::Identity => &self.identity,
        };
        let last = self.last_resort.as_ref().map(|key| key as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients([own].into_iter().chain(last))
            .expect("keys of one kind, and at least one of them");
        let mut sealed = Vec::with_capacity(plain.len() + 512);
        let mut writer = encryptor
            .wrap_output(&mut sealed)
            .expect("memory takes what is written");
        writer.write_all(plain).expect("memory takes what is written");
        writer.finish().expect("memory takes what is written");
        sealed
    }
}

impl Opener {
    /// New keys.
    #[must_use]
    pub fn generate() -> Self {
        Self {
            content: Identity::generate(),
            identity: Identity::generate(),
        }
    }

    /// The public half, without a key of last resort.
    #[must_use]
    pub fn sealer(&self) -> Sealer {
        Sealer {
            content: self.content.to_public(),
            identity: self.identity.to_public(),
            last_resort: None,
        }
    }

    /// Reads the keys; `None` where the file does not exist.
    pub fn load(path: &Path) -> Result<Option<Self>, SealError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        let mut keys = lines(&text).map(|line| Identity::from_str(line).map_err(|_| SealError::Malformed));
        match (keys.next(), keys.next(), keys.next()) {
            (Some(content), Some(identity), None) => Ok(Some(Self {
                content: content?,
                identity: identity?,
            })),
            _ => Err(SealError::Malformed),
        }
    }

    /// Writes the keys into a new file that its owner alone may read (mode 0600); fails where it exists.
    pub fn store(&self, path: &Path) -> Result<(), SealError> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(file, "# content")?;
        writeln!(file, "{}", self.content.to_string().expose_secret())?;
        writeln!(file, "# identity")?;
        writeln!(file, "{}", self.identity.to_string().expose_secret())?;
        file.sync_all()?;
        Ok(())
    }

    /// Opens a part of at most `most` bytes.
    pub fn open(&self, part: Part, sealed: &[u8], most: usize) -> Result<Vec<u8>, SealError> {
        match part {
            Part::Content => open_with(&self.content, sealed, most),
            Part::Identity => open_with(&self.identity, sealed, most),
        }
    }
}

/// Opens what was sealed to the public half of this key, e.g. of the key of last resort.
pub fn open_with(key: &Identity, sealed: &[u8], most: usize) -> Result<Vec<u8>, SealError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_| SealError::Sealed)?;
    let reader = decryptor
        .decrypt([key as &dyn age::Identity].into_iter())
        .map_err(|_| SealError::Sealed)?;
    let mut plain = Vec::with_capacity(sealed.len().min(most));
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    reader
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|_| SealError::Sealed)?;
    if plain.len() > most {
        return Err(SealError::TooLong);
    }
    Ok(plain)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = "Bà bị gọi tự xưng công an, đã chuyển tiền".as_bytes();

    #[test]
    fn each_part_opens_with_its_own_key_alone() {
        let opener = Opener::generate();
        let sealer = opener.sealer();
        for (part, other) in [(Part::Content, Part::Identity), (Part::Identity, Part::Content)] {
            let sealed = sealer.seal(part, TEXT);
            assert_eq!(opener.open(part, &sealed, 1_000).unwrap(), TEXT);
            assert!(matches!(
                opener.open(other, &sealed, 1_000),
                Err(SealError::Sealed)
            ));
            assert!(matches!(
                Opener::generate().open(part, &sealed, 1_000),
                Err(SealError::Sealed)
            ));
            assert!(!sealed.windows(8).any(|w| TEXT.windows(8).any(|t| t == w)));
            assert_ne!(
                sealed,
                sealer.seal(part, TEXT),
                "the same text is sealed anew each time"
            );
        }
    }

    #[test]
    fn what_was_changed_is_not_opened() {
        let opener = Opener::generate();
        let sealed = opener.sealer().seal(Part::Content, TEXT);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(opener.open(Part::Content, &changed, 1_000).is_err(), "byte {at}");
        }
        for length in 0..sealed.len() {
            assert!(
                opener.open(Part::Content, &sealed[..length], 1_000).is_err(),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn no_more_is_read_than_allowed() {
        let opener = Opener::generate();
        let sealed = opener.sealer().seal(Part::Content, &vec![0; 1_000_000]);
        assert!(matches!(
            opener.open(Part::Content, &sealed, 999_999),
            Err(SealError::TooLong)
        ));
        assert_eq!(
            opener.open(Part::Content, &sealed, 1_000_000).unwrap().len(),
            1_000_000
        );
    }

    #[test]
    fn keys_are_kept_in_a_file_of_their_owner_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys/hotline.key");
        assert!(Opener::load(&path).unwrap().is_none());
        let opener = Opener::generate();
        opener.store(&path).unwrap();
        #[cfg(unix)]
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        let sealed = opener.sealer().seal(Part::Identity, TEXT);
        let again = Opener::load(&path).unwrap().unwrap();
        assert_eq!(again.open(Part::Identity, &sealed, 1_000).unwrap(), TEXT);
        assert!(matches!(opener.store(&path), Err(SealError::Io(_))));
        std::fs::write(&path, "nothing\n").unwrap();
        assert!(matches!(Opener::load(&path), Err(SealError::Malformed)));
    }

    #[test]
    fn the_public_half_is_text_without_secrets() {
        let opener = Opener::generate();
        let last = Identity::generate();
        let sealer = opener
            .sealer()
            .with_last_resort(&last.to_public().to_string())
            .unwrap();
        let text = sealer.to_text();
        assert!(!text.contains("SECRET"));
        let read = Sealer::parse(&text).unwrap();
        let sealed = read.seal(Part::Content, TEXT);
        assert_eq!(opener.open(Part::Content, &sealed, 1_000).unwrap(), TEXT);
        assert_eq!(open_with(&last, &sealed, 1_000).unwrap(), TEXT);
        assert!(Sealer::parse("age1nothing\n").is_err());
        assert!(Sealer::parse("").is_err());
        assert_eq!(format!("{opener:?}"), "Opener(…)");
    }
}
