//! Files that citizens send: what is taken, and the copy without what a device wrote beside it.
#![no_main]

use coloa_hotline::attachment::{Kind, shown, take};
use libfuzzer_sys::fuzz_target;

/// Bytes that a copy may have more than its original: how it is turned, and what fills up.
const MORE: usize = 64;

fuzz_target!(|bytes: &[u8]| {
    let kind = Kind::of(bytes);
    if let Some(copy) = shown(bytes) {
        assert_eq!(Some(copy.kind), kind);
        assert!(
            copy.content.len() <= bytes.len() + MORE,
            "{}: {}",
            bytes.len(),
            copy.content.len()
        );
    }
    let name = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    if let Ok(taken) = take(&name, bytes.to_vec()) {
        // The original is kept as it came, and its name leads nowhere.
        assert_eq!(
            (Some(taken.media_type), taken.content.as_slice()),
            (kind.map(|k| k.to_string()), bytes)
        );
        let name = &taken.name;
        assert!(!name.is_empty() && !name.contains(['/', '\\']) && !name.contains(char::is_control));
        assert!(name.trim_matches('.') != "");
    }
});
