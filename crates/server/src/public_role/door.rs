//! Who may call the relay: whoever holds the token. Wrong ones are counted by address, and an address with too many of them
//! waits; what it sends meanwhile is answered like a wrong token.

use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use subtle::ConstantTimeEq as _;

/// Wrong tokens of an address within [`WINDOW`].
const MOST_WRONG: u32 = 10;
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses that are remembered.
const MOST_ADDRESSES: usize = 10_000;

/// See the module.
pub(super) struct Door {
    /// Of the token: what is compared has one length, whatever was sent.
    token: [u8; 32],
    wrong: Mutex<HashMap<IpAddr, (u32, Instant)>>,
}

impl Door {
    pub(super) fn new(token: &str) -> Self {
        Self {
            token: Sha256::digest(token).into(),
            wrong: Mutex::default(),
        }
    }

    /// Whether a caller from `from` who shows this token is let in.
    pub(super) fn opens(&self, from: IpAddr, token: &str, now: Instant) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let over = |since: Instant| now.saturating_duration_since(since) >= WINDOW;
        let earlier = wrong.get(&from).copied().filter(|(_, since)| !over(*since));
        let waits = earlier.is_some_and(|(count, _)| count >= MOST_WRONG);
        let given: [u8; 32] = Sha256::digest(token).into();
        let right: bool = self.token.ct_eq(&given).into();
        if right && !waits {
            return true;
        }
        if !waits {
            let (count, since) = earlier.unwrap_or((0, now));
            if wrong.len() >= MOST_ADDRESSES {
                wrong.retain(|_, (_, since)| !over(*since));
            }
            if wrong.len() < MOST_ADDRESSES || earlier.is_some() {
                wrong.insert(from, (count + 1, since));
            }
            tracing::warn!(%from, "a wrong token was shown to the relay");
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "khoa-chung-cua-hai-may-0123456789";

    #[test]
    fn too_many_wrong_tokens_make_an_address_wait_and_no_other() {
        let door = Door::new(TOKEN);
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let start = Instant::now();
        assert!(door.opens(one, TOKEN, start));
        for n in 0..MOST_WRONG {
            assert!(!door.opens(one, &format!("{TOKEN}{n}"), start));
        }
        assert!(!door.opens(one, TOKEN, start));
        assert!(door.opens(other, TOKEN, start));
        let later = start + WINDOW;
        assert!(door.opens(one, TOKEN, later));
        assert!(!door.opens(one, "", later));
    }
}
