//! A stream of syslog: counted frames and lines on one connection, however it is cut into pieces.
#![no_main]

use coloa_ingest::protocols::syslog::Framer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (pieces, stream) = bytes.split_at(bytes.len().min(4));
    let messages = |size: usize| {
        let (mut framer, mut found) = (Framer::new(64), Vec::new());
        for piece in stream.chunks(size.max(1)) {
            framer.push(piece, |frame| found.push(format!("{frame:?}")));
        }
        framer.finish(|frame| found.push(format!("{frame:?}")));
        found
    };
    let whole = messages(stream.len());
    for size in pieces {
        assert_eq!(whole, messages(usize::from(*size)), "pieces of {size}");
    }
});
