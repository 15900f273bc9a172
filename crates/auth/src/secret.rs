//! Passwords (argon2id), one-time codes (TOTP, RFC 6238) and one-time links.

use crate::AuthError;
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString, rand_core::OsRng},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use totp_rs::{Algorithm, Secret, TOTP};

/// NIST SP 800-63B-4: 15 characters where the password is the only factor; no composition rules.
const MIN_LENGTH: usize = 12;
const MAX_LENGTH: usize = 256;

/// Says why a password is not accepted.
pub fn check_strength(password: &str, user_name: &str) -> Result<(), AuthError> {
    let weak = |reason| Err(AuthError::WeakPassword { reason });
    let length = password.chars().count();
    if length < MIN_LENGTH {
        return weak("too_short");
    }
    if length > MAX_LENGTH {
        return weak("too_long");
    }
    let distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 5 {
        return weak("too_uniform");
    }
    if !user_name.is_empty() && password.to_lowercase().contains(&user_name.to_lowercase()) {
        return weak("holds_user_name");
    }
    Ok(())
}

/// Hashes with argon2id and its recommended parameters, off the async threads.
pub async fn hash_password(password: &str) -> Result<String, AuthError> {
    let password = password.to_owned();
    blocking(move || {
        let salt = SaltString::generate(&mut OsRng);
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|h| h.to_string())
            .map_err(|e| AuthError::Hash(e.to_string()))
    })
    .await?
}

/// Compares in constant time. `None` (no such person, no password yet) costs the same as a wrong password.
pub async fn verify_password(password: &str, hash: Option<&str>) -> Result<bool, AuthError> {
    static NOBODY: LazyLock<String> = LazyLock::new(|| {
        let salt = SaltString::generate(&mut OsRng);
        Argon2::default()
            .hash_password(b"nobody", &salt)
            .map(|h| h.to_string())
            .unwrap_or_default()
    });
    let password = password.to_owned();
    let hash = hash.map(str::to_owned);
    blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| NOBODY.clone());
        let parsed = PasswordHash::new(&text).map_err(|e| AuthError::Hash(e.to_string()))?;
        Ok(Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
            && known)
    })
    .await?
}

/// Hashings at once. Each takes 19 MiB (argon2's recommended parameters): strangers who sign in all at once wait
/// for each other instead of filling the memory.
static HASHING: LazyLock<tokio::sync::Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    tokio::sync::Semaphore::new(cores.max(2))
});

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AuthError> {
    let _turn = HASHING
        .acquire()
        .await
        .map_err(|e| AuthError::Hash(e.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AuthError::Hash(e.to_string()))
}

/// 256 random bits for a link or a CSRF token.
#[must_use]
pub fn random_token() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex_text(&Sha256::digest(token.as_bytes()))
}

fn hex_text(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A fresh TOTP secret of 160 bits.
#[must_use]
pub fn new_totp_secret() -> Vec<u8> {
    let mut bytes = vec![0; 20];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The secret in base32, for typing into an authenticator.
#[must_use]
pub fn totp_base32(secret: &[u8]) -> String {
    Secret::Raw(secret.to_vec()).to_encoded().to_string()
}

/// `otpauth://` URL for a QR code.
#[must_use]
pub fn totp_url(secret: &[u8], issuer: &str, user_name: &str) -> String {
    let encode = |s: &str| {
        s.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                    (b as char).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect::<String>()
    };
    format!(
        "otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits=6&period=30",
        encode(issuer),
        encode(user_name),
        totp_base32(secret)
    )
}

/// The code of a secret at a time, as an authenticator shows it.
#[must_use]
pub fn totp_code(secret: &[u8], now: DateTime<Utc>) -> String {
    TOTP::new_unchecked(Algorithm::SHA1, 6, 0, 30, secret.to_vec())
        .generate(u64::try_from(now.timestamp()).unwrap_or_default())
}

/// The time step that a code belongs to, one step of clock drift allowed; `None`: wrong code.
#[must_use]
pub fn totp_step(secret: &[u8], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 0, 30, secret.to_vec());
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = now.timestamp() / 30;
    [step, step - 1, step + 1].into_iter().find(|&s| {
        let expected = totp.generate(u64::try_from(s * 30).unwrap_or_default());
        subtle::ConstantTimeEq::ct_eq(expected.as_bytes(), code.as_bytes()).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_rfc_6238_is_accepted_within_one_step() {
        // RFC 6238 appendix B, SHA-1, time 59 s: 94287082, whose last six digits are the code.
        let secret = b"12345678901234567890";
        let at = |s| DateTime::from_timestamp(s, 0).unwrap();
        assert_eq!(totp_step(secret, "287 082", at(59)), Some(1));
        assert_eq!(totp_step(secret, "287082", at(80)), Some(1));
        assert_eq!(totp_step(secret, "287082", at(120)), None);
        assert_eq!(totp_step(secret, "287083", at(59)), None);
    }

    #[test]
    fn weak_passwords_are_told_why() {
        let reason = |p, u| match check_strength(p, u) {
            Err(AuthError::WeakPassword { reason }) => reason,
            _ => "fine",
        };
        assert_eq!(reason("ngắn", "an"), "too_short");
        assert_eq!(reason("aaaaaaaaaaaaaaaa", "an"), "too_uniform");
        assert_eq!(reason("dieuphoi-tinh-2026", "dieuphoi"), "holds_user_name");
        assert_eq!(reason("mưa rơi trên mái ngói", "an"), "fine");
    }

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let hash = hash_password("mưa rơi trên mái ngói").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(
            verify_password("mưa rơi trên mái ngói", Some(&hash))
                .await
                .unwrap()
        );
        assert!(
            !verify_password("mua roi tren mai ngoi", Some(&hash))
                .await
                .unwrap()
        );
        assert!(!verify_password("nobody", None).await.unwrap());
    }
}
