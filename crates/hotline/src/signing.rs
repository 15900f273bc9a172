//! Signatures of whoever holds a code (Ed25519): the key pair comes of the code, like the one that answers are sealed to. Its
//! public half goes with everything that is handed in with that code, and the mailbox is named after it
//! ([`crate::code::Mailbox::of`]). So who stores mailboxes and carries envelopes, the citizens' front above all, can neither sign
//! for a code nor put another key in its place. A key with which anybody signs is worth a mailbox of its own and nothing more.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

/// The private half. `Debug` shows nothing of it.
pub struct SigningKey(Ed25519KeyPair);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl SigningKey {
    /// The one that belongs to this secret.
    #[must_use]
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(secret).expect("any 32 bytes are a seed"))
    }

    #[must_use]
    pub fn public(&self) -> VerifyKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        VerifyKey(bytes)
    }

    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

/// The public half.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyKey([u8; 32]);

impl VerifyKey {
    /// From 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(hex::decode(text).ok()?.try_into().ok()?))
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether the holder of the private half signed this.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(message, signature)
            .is_ok()
    }
}

impl std::fmt::Display for VerifyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl std::fmt::Debug for VerifyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifyKey({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_signs_for_itself_alone() {
        let (one, other) = (SigningKey::derive(&[1; 32]), SigningKey::derive(&[2; 32]));
        let signature = one.sign(b"mot");
        assert!(one.public().verify(b"mot", &signature));
        assert!(!one.public().verify(b"hai", &signature));
        assert!(!other.public().verify(b"mot", &signature));
        for at in 0..signature.len() {
            let mut changed = signature.clone();
            changed[at] ^= 1;
            assert!(!one.public().verify(b"mot", &changed), "byte {at}");
        }
        assert!(!one.public().verify(b"mot", b""));
        assert_eq!(SigningKey::derive(&[1; 32]).public(), one.public());
        assert_eq!(VerifyKey::parse(&one.public().to_string()), Some(one.public()));
        assert_eq!(VerifyKey::parse("00"), None);
        assert_eq!(format!("{one:?}"), "SigningKey(…)");
    }
}
