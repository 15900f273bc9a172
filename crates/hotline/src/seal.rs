//! Sealing: what a citizen writes is encrypted the moment it arrives, with HPKE (RFC 9180: X25519, HKDF-SHA256,
//! ChaCha20-Poly1305). Whoever seals, the citizens' front in a DMZ above all, holds public keys alone and cannot read
//! back. There is a key for content (narrative, messages, files) and another for identity; both private halves stand in
//! a file beside the database ([`crate::keys`]). Of the key of last resort the machine holds the public half alone
//! ([`crate::custody`]).
//!
//! A sealed value is `CLS1`, the number of recipients, per recipient 8 bytes that name its key, the encapsulated key (32)
//! and the sealed file key (48); then the content under that file key. Everything before the content and the place that it
//! was sealed for are authenticated with it.

use chacha20poly1305::{
    ChaCha20Poly1305, Key, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305 as HpkeAead, kdf::HkdfSha256,
    kem::X25519HkdfSha256, single_shot_open, single_shot_seal,
};
use rand::RngCore;
use sha2::{Digest, Sha256};

/// What every sealed value begins with.
pub const MAGIC: &[u8; 4] = b"CLS1";
/// Binds a sealed file key to this format.
const INFO: &[u8] = b"coloa sealed v1";
const TAG: usize = 8;
const ENC: usize = 32;
const FILE_KEY: usize = 32;
const SEALED_KEY: usize = FILE_KEY + 16;
const RECIPIENT: usize = TAG + ENC + SEALED_KEY;

type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;

/// What a part of a report is: each kind has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Secrecy {
    /// Form, narrative, messages, files.
    Content,
    /// Name, address, phone, whatever says who reports.
    Identity,
}

/// Why something cannot be sealed or opened. No error says anything of what is inside.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    #[error("this is no key")]
    Malformed,
    /// None of the keys at hand is one that it was sealed to.
    #[error("this was sealed to another key")]
    OtherKey,
    #[error("this was changed, or sealed for another place")]
    Changed,
}

/// The public half of a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// From 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let bytes = hex::decode(text.trim()).map_err(|_| SealError::Malformed)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| SealError::Malformed)?;
        <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&bytes).map_err(|_| SealError::Malformed)?;
        Ok(Self(bytes))
    }
    /// Names the key where something is sealed to it.
    fn tag(&self) -> [u8; TAG] {
        let digest = Sha256::digest(self.0);
        let mut tag = [0; TAG];
        tag.copy_from_slice(&digest[..TAG]);
        tag
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// The private half of a key. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SecretKey {
    private: PrivateKey,
    public: PublicKey,
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecretKey {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self::of(X25519HkdfSha256::gen_keypair(&mut rand::rng()))
    }
    /// The one that belongs to this secret (RFC 9180, `DeriveKeyPair`); at least 32 bytes, as random as the key shall be.
    #[must_use]
    pub fn derive(secret: &[u8]) -> Self {
        Self::of(X25519HkdfSha256::derive_keypair(secret))
    }
    /// From its 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let private = PrivateKey::from_bytes(bytes).map_err(|_| SealError::Malformed)?;
        let public = X25519HkdfSha256::sk_to_pk(&private);
        Ok(Self::of((private, public)))
    }
    /// Its 32 bytes: to be kept where nobody else reads them.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.private.to_bytes().into()
    }
    #[must_use]
    pub const fn public(&self) -> PublicKey {
        self.public
    }
    fn of((private, public): (PrivateKey, <X25519HkdfSha256 as Kem>::PublicKey)) -> Self {
        let public = PublicKey(public.to_bytes().into());
        Self { private, public }
    }
}

/// Seals `plain` to whoever holds one of these keys, for one place: what was sealed for another does not open there.
///
/// # Panics
/// Without recipients, or with more than 255.
#[must_use]
pub fn seal(recipients: &[PublicKey], place: &str, plain: &[u8]) -> Vec<u8> {
    let count = u8::try_from(recipients.len()).expect("a handful of recipients");
    assert!(count > 0, "sealed to nobody");
    let mut rng = rand::rng();
    let mut file_key = [0; FILE_KEY];
    rng.fill_bytes(&mut file_key);
    let mut sealed = Vec::with_capacity(MAGIC.len() + 1 + recipients.len() * RECIPIENT + plain.len() + 16);
    sealed.extend_from_slice(MAGIC);
    sealed.push(count);
    for recipient in recipients {
        let key = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&recipient.0)
            .expect("it was read as a key when it was made");
        let (enc, key) = single_shot_seal::<HpkeAead, HkdfSha256, X25519HkdfSha256, _>(
            &OpModeS::Base,
            &key,
            INFO,
            &file_key,
            place.as_bytes(),
            &mut rng,
        )
        .expect("a key of 32 bytes is sealed");
        sealed.extend_from_slice(&recipient.tag());
        sealed.extend_from_slice(&enc.to_bytes());
        sealed.extend_from_slice(&key);
    }
    let aad = [&sealed[..], place.as_bytes()].concat();
    let content = content_cipher(&file_key)
        .encrypt(
            &Nonce::default(),
            Payload {
                msg: plain,
                aad: &aad,
            },
        )
        .expect("a message in memory is shorter than the cipher's limit");
    sealed.extend_from_slice(&content);
    sealed
}

/// Opens what was sealed for `place` with whichever of the keys it was sealed to.
pub fn open(keys: &[&SecretKey], place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let rest = sealed.strip_prefix(MAGIC).ok_or(SealError::Changed)?;
    let (count, rest) = rest.split_first().ok_or(SealError::Changed)?;
    let (recipients, content) = rest
        .split_at_checked(usize::from(*count) * RECIPIENT)
        .ok_or(SealError::Changed)?;
    let (key, recipient) = recipients
        .chunks_exact(RECIPIENT)
        .find_map(|r| {
            let key = keys.iter().find(|k| k.public.tag() == r[..TAG])?;
            Some((key, r))
        })
        .ok_or(SealError::OtherKey)?;
    let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&recipient[TAG..TAG + ENC])
        .map_err(|_| SealError::Changed)?;
    let file_key = single_shot_open::<HpkeAead, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &key.private,
        &enc,
        INFO,
        &recipient[TAG + ENC..],
        place.as_bytes(),
    )
    .map_err(|_| SealError::Changed)?;
    let head = &sealed[..sealed.len() - content.len()];
    let aad = [head, place.as_bytes()].concat();
    content_cipher(&file_key)
        .decrypt(
            &Nonce::default(),
            Payload {
                msg: content,
                aad: &aad,
            },
        )
        .map_err(|_| SealError::Changed)
}

/// The nonce is all zeros: a file key seals one content.
fn content_cipher(file_key: &[u8]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(Key::from_slice(file_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = "Bà bị gọi tự xưng công an, đã chuyển tiền".as_bytes();

    #[test]
    fn any_recipient_opens_and_nobody_else() {
        let (desk, custodians, other) = (
            SecretKey::generate(),
            SecretKey::generate(),
            SecretKey::generate(),
        );
        let sealed = seal(&[desk.public(), custodians.public()], "r1/narrative/0", TEXT);
        for key in [&desk, &custodians] {
            assert_eq!(open(&[&other, key], "r1/narrative/0", &sealed).unwrap(), TEXT);
        }
        assert_eq!(
            open(&[&other], "r1/narrative/0", &sealed),
            Err(SealError::OtherKey)
        );
        assert_eq!(open(&[&desk], "r2/narrative/0", &sealed), Err(SealError::Changed));
        assert!(!sealed.windows(8).any(|w| TEXT.windows(8).any(|t| t == w)));
        let again = seal(&[desk.public(), custodians.public()], "r1/narrative/0", TEXT);
        assert_ne!(sealed, again, "the same text is sealed anew each time");
    }

    #[test]
    fn what_was_changed_is_not_opened() {
        let key = SecretKey::generate();
        let sealed = seal(&[key.public()], "p", TEXT);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&[&key], "p", &changed).is_err(), "byte {at}");
            assert!(open(&[&key], "p", &sealed[..at]).is_err(), "{at} bytes");
        }
    }

    #[test]
    fn keys_are_written_and_read() {
        let key = SecretKey::generate();
        assert_eq!(PublicKey::parse(&key.public().to_string()), Ok(key.public()));
        let again = SecretKey::from_bytes(&key.to_bytes()).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(
            open(&[&again], "p", &seal(&[key.public()], "p", TEXT)).unwrap(),
            TEXT
        );
        for text in ["", "00ff", "không phải khóa"] {
            assert_eq!(PublicKey::parse(text), Err(SealError::Malformed));
        }
        assert!(SecretKey::from_bytes(&[1, 2, 3]).is_err());
        assert_eq!(
            SecretKey::derive(&[7; 32]).public(),
            SecretKey::derive(&[7; 32]).public()
        );
        assert_ne!(
            SecretKey::derive(&[7; 32]).public(),
            SecretKey::derive(&[8; 32]).public()
        );
        assert_eq!(format!("{key:?}"), "SecretKey(…)");
    }
}
