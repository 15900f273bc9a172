//! Keys that live outside the database: one random master key in a file of the data directory (mode
//! 0600), from which a key per purpose is derived. Losing it makes sealed values unreadable and the audit
//! chain unverifiable, so it belongs in the backup, apart from the database. A missing key is made only for
//! an installation without records: a new one beside old records would hide the loss.

use chacha20poly1305::{
    ChaCha20Poly1305, Key, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;
use std::{io::Write, path::Path};

/// Why keys cannot be had or a sealed value cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the master key file cannot be read or written")]
    Io(#[from] std::io::Error),
    #[error("the master key file does not hold 64 hexadecimal digits")]
    Malformed,
    #[error("a sealed value was changed or belongs to another key")]
    Sealed,
}

/// The master key. Never printed: `Debug` hides it.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    #[must_use]
    pub const fn from_bytes(master: [u8; 32]) -> Self {
        Self { master }
    }

    /// Reads the master key; `None` where the file does not exist.
    pub fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        let bytes = hex::decode(text.trim()).map_err(|_| KeyError::Malformed)?;
        Ok(Some(Self {
            master: bytes.try_into().map_err(|_| KeyError::Malformed)?,
        }))
    }

    /// Makes a new master key; fails where the file exists.
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let mut master = [0; 32];
        rand::rng().fill_bytes(&mut master);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(file, "{}", hex::encode(master))?;
        file.sync_all()?;
        Ok(Self { master })
    }

    /// HMAC-SHA256 under the key of `purpose`.
    #[must_use]
    pub fn mac(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(&self.derive(purpose)).expect("HMAC takes any key length");
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// ChaCha20-Poly1305 with a random nonce in front; `purpose` also binds the value to its place.
    #[must_use]
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 12];
        rand::rng().fill_bytes(&mut nonce);
        let cipher = ChaCha20Poly1305::new(Key::from_slice(&self.derive(purpose)));
        let sealed = cipher
            .encrypt(
                Nonce::from_slice(&nonce),
                Payload {
                    msg: plain,
                    aad: purpose.as_bytes(),
                },
            )
            .expect("a message in memory is shorter than the cipher's limit");
        [&nonce[..], &sealed].concat()
    }

    /// The inverse of [`Keys::seal`].
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, body) = sealed.split_at_checked(12).ok_or(KeyError::Sealed)?;
        ChaCha20Poly1305::new(Key::from_slice(&self.derive(purpose)))
            .decrypt(
                Nonce::from_slice(nonce),
                Payload {
                    msg: body,
                    aad: purpose.as_bytes(),
                },
            )
            .map_err(|_| KeyError::Sealed)
    }

    fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.master).expect("HMAC takes any key length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secrets/master.key");
        assert!(Keys::load(&path).unwrap().is_none());
        let sealed = Keys::create(&path).unwrap().seal("totp", b"secret");
        let again = Keys::load(&path).unwrap().unwrap();
        assert_eq!(again.open("totp", &sealed).unwrap(), b"secret");
        assert!(
            matches!(Keys::create(&path), Err(KeyError::Io(_))),
            "a key is never overwritten"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn a_key_file_that_holds_something_else_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        for text in ["", "00ff", "không phải khóa"] {
            std::fs::write(&path, text).unwrap();
            assert!(matches!(Keys::load(&path), Err(KeyError::Malformed)), "{text}");
        }
    }

    #[test]
    fn a_changed_value_or_another_purpose_does_not_open() {
        let keys = Keys::from_bytes([7; 32]);
        let mut sealed = keys.seal("totp", b"secret");
        assert!(keys.open("mail", &sealed).is_err());
        *sealed.last_mut().unwrap() ^= 1;
        assert!(keys.open("totp", &sealed).is_err());
        assert!(keys.open("totp", b"short").is_err());
    }
}
