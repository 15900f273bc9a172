//! Records of a batch as one compressed blob.
//!
//! Each record: a byte of flags, then the key (length as u16, bytes), the sender (4 or 16 bytes), the bytes that were
//! cut off (u64), each where its flag says so, and the payload (length as u32, bytes). Numbers are little-endian.

use coloa_ingest::record::Record;
use std::{
    cell::RefCell,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use zstd::{
    bulk::{Compressor, Decompressor},
    zstd_safe,
};

thread_local! {
    // Their tables are larger than most batches: each thread makes them once.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

const KEY: u8 = 1;
const SENDER_V4: u8 = 2;
const SENDER_V6: u8 = 4;
const CUT: u8 = 8;

/// Speed counts more than size here: the log is short-lived.
const LEVEL: i32 = 1;
/// Bytes of a batch, unpacked: what a request may bring, and room for its heads.
const MOST: usize = 256 * 1024 * 1024;

/// A blob that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("a batch of the event log is damaged")]
pub struct Damaged(#[source] Option<io::Error>);

/// Packs records.
pub(crate) fn encode(records: &[Record]) -> io::Result<Vec<u8>> {
    let bytes: usize = records.iter().map(|r| r.payload.len() + 32).sum();
    let mut plain = Vec::with_capacity(bytes);
    for record in records {
        let key = record.key.as_deref().map(str::as_bytes);
        let mut flags = 0;
        if key.is_some() {
            flags |= KEY;
        }
        match record.sender {
            Some(IpAddr::V4(_)) => flags |= SENDER_V4,
            Some(IpAddr::V6(_)) => flags |= SENDER_V6,
            None => {}
        }
        if record.cut > 0 {
            flags |= CUT;
        }
        plain.push(flags);
        if let Some(key) = key {
            let length = u16::try_from(key.len()).unwrap_or(u16::MAX);
            plain.extend(length.to_le_bytes());
            plain.extend(&key[..usize::from(length)]);
        }
        match record.sender {
            Some(IpAddr::V4(address)) => plain.extend(address.octets()),
            Some(IpAddr::V6(address)) => plain.extend(address.octets()),
            None => {}
        }
        if record.cut > 0 {
            plain.extend(record.cut.to_le_bytes());
        }
        let length = u32::try_from(record.payload.len())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a record of more than 4 GiB"))?;
        plain.extend(length.to_le_bytes());
        plain.extend(&record.payload);
    }
    PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(Compressor::new(LEVEL)?),
        };
        packer.compress(&plain)
    })
}

/// Unpacks them.
pub(crate) fn decode(blob: &[u8], records: usize) -> Result<Vec<Record>, Damaged> {
    let plain = unpack(blob).map_err(|e| Damaged(Some(e)))?;
    let mut rest = plain.as_slice();
    let mut found = Vec::with_capacity(records.min(plain.len()));
    while !rest.is_empty() {
        found.push(one(&mut rest).ok_or(Damaged(None))?);
    }
    if found.len() == records {
        Ok(found)
    } else {
        Err(Damaged(None))
    }
}

fn unpack(blob: &[u8]) -> io::Result<Vec<u8>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "its size is not said");
    let size = zstd_safe::get_frame_content_size(blob).map_err(|_| broken())?;
    let size = size
        .and_then(|size| usize::try_from(size).ok())
        .filter(|size| *size <= MOST)
        .ok_or_else(broken)?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(Decompressor::new()?),
        };
        unpacker.decompress(blob, size)
    })
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(head)
}

fn array<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    take(rest, N)?.try_into().ok()
}

fn one(rest: &mut &[u8]) -> Option<Record> {
    let [flags] = array(rest)?;
    let key = if flags & KEY == 0 {
        None
    } else {
        let length = u16::from_le_bytes(array(rest)?);
        let key = take(rest, usize::from(length))?;
        Some(String::from_utf8_lossy(key).into())
    };
    let sender = if flags & SENDER_V4 != 0 {
        Some(IpAddr::V4(Ipv4Addr::from(array::<4>(rest)?)))
    } else if flags & SENDER_V6 != 0 {
        Some(IpAddr::V6(Ipv6Addr::from(array::<16>(rest)?)))
    } else {
        None
    };
    let cut = if flags & CUT == 0 {
        0
    } else {
        u64::from_le_bytes(array(rest)?)
    };
    let length = u32::from_le_bytes(array(rest)?);
    let payload = take(rest, usize::try_from(length).ok()?)?.into();
    Some(Record {
        key,
        sender,
        payload,
        cut,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record() -> impl Strategy<Value = Record> {
        (
            proptest::option::of("[a-zà-ỹ0-9]{0,12}"),
            proptest::option::of(any::<IpAddr>()),
            proptest::collection::vec(any::<u8>(), 0..40),
            prop_oneof![Just(0), any::<u64>()],
        )
            .prop_map(|(key, sender, payload, cut)| Record {
                key: key.map(Into::into),
                sender,
                payload: payload.into(),
                cut,
            })
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(records in proptest::collection::vec(record(), 0..20)) {
            let blob = encode(&records).unwrap();
            prop_assert_eq!(decode(&blob, records.len()).unwrap(), records);
        }

        #[test]
        fn damage_is_told_and_never_panics(
            records in proptest::collection::vec(record(), 1..5),
            at in any::<proptest::sample::Index>(),
            with in any::<u8>(),
        ) {
            let mut blob = encode(&records).unwrap();
            let place = at.index(blob.len());
            blob[place] = with;
            let _ = decode(&blob, records.len());
            prop_assert!(decode(&blob[..place], records.len()).is_err());
        }
    }
}
