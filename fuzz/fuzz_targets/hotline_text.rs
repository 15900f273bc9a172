//! What people write to the hotline.
#![no_main]

use coloa_extract::find;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut before = 0;
    for found in find(&text) {
        assert_eq!(&text[found.bytes.clone()], found.raw);
        assert!(before <= found.bytes.start && !found.value.is_empty());
        before = found.bytes.end;
        let _ = found.key();
    }
});
