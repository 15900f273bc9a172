//! Addresses of cryptocurrency, by their shape.
//!
//! Shapes: Bitcoin base58 (1…, 3…) and bech32 (BIP 173, BIP 350), Ethereum and its kin (EIP-55), Tron, Solana, Litecoin,
//! Dogecoin, XRP, Cardano, BNB Beacon, TON, Monero. Checksums are not asked for: people copy with faults, and an
//! operator looks at it. Where the words before speak of a wallet, a letter too many or too few is allowed.

use crate::{
    Page,
    indicator::{Found, Kind},
    vocabulary::Tags,
};
use std::ops::{Range, RangeInclusive};

/// Shortest and longest run of letters and digits that may be an address.
const LENGTH: RangeInclusive<usize> = 24..=110;
/// Words before it that may speak of a wallet.
const REACH: usize = 10;

pub(crate) fn look(page: &mut Page<'_>) {
    let mut at = 0;
    let glyphs = page.glyphs;
    while at < glyphs.list.len() {
        let start = at;
        let inside = |i: usize| {
            glyphs
                .get(i)
                .is_some_and(|g| g.c.is_ascii_alphanumeric() || matches!(g.c, '_' | '-'))
                && !page.taken[i]
        };
        while inside(at) {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        if LENGTH.contains(&(at - start)) {
            let written: String = glyphs.list[start..at].iter().map(|g| g.c).collect();
            let trimmed = written.trim_matches(['-', '_']);
            let from = start + written.len() - written.trim_start_matches(['-', '_']).len();
            if let Some(value) = address(trimmed, speaks_of_wallet(page, start)) {
                page.take(Found::new(Kind::Wallet, value, from..from + trimmed.len()));
            } else if is_hash(trimmed) {
                page.close(start..at);
            }
        }
    }
}

fn speaks_of_wallet(page: &Page<'_>, at: usize) -> bool {
    let first = page.glyphs.word_from(at);
    let near: Range<usize> = first.saturating_sub(REACH)..first;
    near.into_iter().any(|w| page.tags[w].has(Tags::WALLET))
}

/// A transaction or a file, by its hash.
fn is_hash(text: &str) -> bool {
    let bare = text.strip_prefix("0x").unwrap_or(text);
    matches!(bare.len(), 32 | 40 | 64) && bare.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_base58(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() && !b"0OIl".contains(&b))
}

/// Letters of both cases and digits, as chance mixes them.
fn is_mixed(text: &str) -> bool {
    let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
    count(u8::is_ascii_digit) >= 2 && count(u8::is_ascii_uppercase) >= 2 && count(u8::is_ascii_lowercase) >= 2
}

/// The address in its normal form; `told`: the words before speak of a wallet.
fn address(text: &str, told: bool) -> Option<String> {
    if !LENGTH.contains(&text.len()) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if let Some(is_one) = without_case(&lower, told) {
        return is_one.then_some(lower);
    }
    with_case(text, told).then(|| text.to_owned())
}

/// Beginnings of bech32 addresses, and how long they are.
const BECH32: [(&str, RangeInclusive<usize>); 6] = [
    ("bc1", 32..=74),
    ("ltc1", 36..=74),
    ("addr1", 54..=110),
    ("bnb1", 38..=44),
    ("tb1", 36..=74),
    ("cosmos1", 38..=52),
];

/// Whether it is one of those in which case means nothing; `None`: it does not begin as they do.
fn without_case(lower: &str, told: bool) -> Option<bool> {
    if let Some(hex) = lower.strip_prefix("0x") {
        let is_hex = hex.bytes().all(|b| b.is_ascii_hexdigit());
        let near = told && (36..=44).contains(&hex.len());
        return Some(if hex.len() == 40 {
            is_hex || told
        } else {
            is_hex && near
        });
    }
    BECH32.iter().find_map(|(prefix, lengths)| {
        let rest = lower.strip_prefix(prefix)?;
        let good =
            rest.bytes().all(|b| b.is_ascii_alphanumeric()) && rest.bytes().any(|b| b.is_ascii_digit());
        Some(good && lengths.contains(&lower.len()))
    })
}

/// Whether it is one of those that are as they are written.
fn with_case(text: &str, told: bool) -> bool {
    let length = text.len();
    let mixed = is_mixed(text);
    let first = text.as_bytes().first().copied().unwrap_or_default();
    if text.starts_with("UQ") || text.starts_with("EQ") {
        // TON, the only one with signs.
        return length == 48 && mixed || told && (46..=50).contains(&length);
    }
    if text.contains(['-', '_']) {
        return false;
    }
    if told {
        // Copied in letters of one case, with a letter too many or too few, or one that base58 does not have.
        let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
        let (letters, digits) = (count(u8::is_ascii_alphabetic), count(u8::is_ascii_digit));
        let usual = matches!(first, b'1' | b'3' | b'T') && (26..=37).contains(&length);
        let like_one = usual && letters >= 8 && digits >= 2;
        if like_one || mixed && digits >= 3 && (25..=64).contains(&length) {
            return true;
        }
    }
    let lengths = match first {
        b'1' | b'3' => 26..=35,
        b'T' => 34..=34,
        b'4' | b'8' => 95..=106,
        b'r' if told => 25..=35,
        b'L' | b'M' | b'D' | b'A' if told => 34..=34,
        _ => 0..=0,
    };
    let solana = if told { 32..=44 } else { 43..=44 };
    mixed && is_base58(text) && (lengths.contains(&length) || solana.contains(&length))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn shapes_are_known() {
        let eth = "0x542EAA6B5ADF0AEDB6BDB8117CC2722904FC88D1";
        assert_eq!(address(eth, false).unwrap(), eth.to_ascii_lowercase());
        assert!(
            address("BC1QDG9U2A6CDN65KPAMK8AAJALP2GKU3WWXQRC72V", false)
                .unwrap()
                .starts_with("bc1q")
        );
        assert!(address("1SAaLEYQqHbwNcBppB5q5AajMHPFAyaxpA", false).is_some());
        assert!(address("TCnyVB2WPiPWpNo9kTWvvdayjmhre64Qgs", false).is_some());
    }

    #[test]
    fn what_only_looks_like_one_wants_a_word() {
        assert!(address("TCnyVB2WPiPWpNo9kTWvvdayjmhre64Qg", false).is_none());
        assert!(address("TCnyVB2WPiPWpNo9kTWvvdayjmhre64Qg", true).is_some());
        assert!(address("SPXVN0123456789012345678901", true).is_none());
    }

    #[test]
    fn copied_with_faults_behind_its_word() {
        assert!(address("TXYZ1234567890ABCDEFGHJKLMNPQRSTUV", true).is_some());
        assert!(address("UQBmGiaKhongThuocVeAi0000mauThoiNhe1111222233Ab", true).is_some());
        assert!(address("", true).is_none());
    }

    #[test]
    fn a_hash_of_a_transaction_is_none() {
        assert!(address(&format!("0x{}", "ab12".repeat(16)), true).is_none());
    }
}
