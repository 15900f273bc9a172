//! Datagrams of GELF: whole, in chunks, packed.
#![no_main]

use coloa_ingest::protocols::gelf::Assembler;
use libfuzzer_sys::fuzz_target;
use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

fuzz_target!(|bytes: &[u8]| {
    let mut assembler = Assembler::default();
    let now = Instant::now();
    // A length of two bytes before each datagram.
    let mut rest = bytes;
    while let Some((length, more)) = rest.split_at_checked(2) {
        let length = usize::from(u16::from_le_bytes([length[0], length[1]])).min(more.len());
        let (datagram, after) = more.split_at(length);
        let _ = assembler.push(IpAddr::V4(Ipv4Addr::LOCALHOST), datagram, now);
        rest = after;
    }
});
