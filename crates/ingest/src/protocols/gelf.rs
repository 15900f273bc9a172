//! Messages of Graylog (GELF 1.1): over UDP in chunks and compressed, over TCP ended by NUL.

use flate2::read::{GzDecoder, ZlibDecoder};
use std::{
    collections::HashMap,
    io::{self, Read},
    net::IpAddr,
    time::{Duration, Instant},
};

const MAGIC: [u8; 2] = [0x1e, 0x0f];
/// Chunks of one message.
const MOST_CHUNKS: usize = 128;
/// How long a message waits for its chunks, as the format says.
const WINDOW: Duration = Duration::from_secs(5);
/// Messages that wait at once; beyond it the oldest is let go.
const MOST_WAITING: usize = 1_000;
/// Bytes that wait at once.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Why a datagram brought no message.
#[derive(Debug, thiserror::Error)]
pub enum GelfError {
    #[error("a chunk without a head, or with a number beyond its count")]
    Chunk,
    #[error("the message cannot be unpacked")]
    Packed(#[from] io::Error),
    #[error("the message is longer than {} bytes", super::MAX_RECORD)]
    TooLong,
}

struct Waiting {
    since: Instant,
    chunks: Vec<Option<Vec<u8>>>,
    bytes: usize,
}

/// Puts chunks together.
#[derive(Default)]
pub struct Assembler {
    waiting: HashMap<(IpAddr, [u8; 8]), Waiting>,
    bytes: usize,
    /// Messages that never became whole.
    lost: u64,
}

impl Assembler {
    /// Takes a datagram; a message where it is whole, unpacked.
    ///
    /// # Errors
    /// The datagram is damaged; it is counted by the caller.
    pub fn push(
        &mut self,
        from: IpAddr,
        datagram: &[u8],
        now: Instant,
    ) -> Result<Option<Vec<u8>>, GelfError> {
        let Some(chunk) = datagram.strip_prefix(&MAGIC) else {
            return unpack(datagram).map(Some);
        };
        let [id @ .., number, count] = *chunk.first_chunk::<10>().ok_or(GelfError::Chunk)?;
        let (number, count) = (usize::from(number), usize::from(count));
        if count == 0 || count > MOST_CHUNKS || number >= count {
            return Err(GelfError::Chunk);
        }
        let part = &chunk[10..];
        self.forget(now);
        let key = (from, id);
        let one = self.waiting.entry(key).or_insert_with(|| Waiting {
            since: now,
            chunks: vec![None; count],
            bytes: 0,
        });
        if one.chunks.len() != count {
            return Err(GelfError::Chunk);
        }
        if one.chunks[number].is_none() {
            one.bytes += part.len();
            self.bytes += part.len();
            one.chunks[number] = Some(part.to_vec());
        }
        if one.chunks.iter().any(Option::is_none) {
            return Ok(None);
        }
        let whole = self.take(&key).unwrap_or_default();
        unpack(&whole).map(Some)
    }

    /// Messages that never became whole; counted once.
    pub fn take_lost(&mut self) -> u64 {
        std::mem::take(&mut self.lost)
    }

    fn take(&mut self, key: &(IpAddr, [u8; 8])) -> Option<Vec<u8>> {
        let one = self.waiting.remove(key)?;
        self.bytes -= one.bytes;
        Some(one.chunks.into_iter().flatten().flatten().collect())
    }

    fn forget(&mut self, now: Instant) {
        let late: Vec<_> = self
            .waiting
            .iter()
            .filter(|(_, w)| now.saturating_duration_since(w.since) > WINDOW)
            .map(|(key, _)| *key)
            .collect();
        for key in late {
            self.take(&key);
            self.lost += 1;
        }
        while self.waiting.len() >= MOST_WAITING || self.bytes > MOST_BYTES {
            let Some(oldest) = self
                .waiting
                .iter()
                .min_by_key(|(_, w)| w.since)
                .map(|(key, _)| *key)
            else {
                break;
            };
            self.take(&oldest);
            self.lost += 1;
        }
    }
}

/// A message as it was before it was packed: gzip, zlib or plain.
///
/// # Errors
/// It is damaged, or longer than a record may be.
pub fn unpack(message: &[u8]) -> Result<Vec<u8>, GelfError> {
    let limit = super::MAX_RECORD as u64 + 1;
    let mut plain = Vec::new();
    match message {
        [0x1f, 0x8b, ..] => GzDecoder::new(message).take(limit).read_to_end(&mut plain)?,
        // The second byte makes the pair a multiple of 31 (RFC 1950); JSON begins with neither.
        [0x78, second, ..] if (0x7800 + u16::from(*second)) % 31 == 0 => {
            ZlibDecoder::new(message).take(limit).read_to_end(&mut plain)?
        }
        _ => message.take(limit).read_to_end(&mut plain)?,
    };
    if plain.len() > super::MAX_RECORD {
        return Err(GelfError::TooLong);
    }
    while plain.ends_with(b"\0") || plain.ends_with(b"\n") {
        plain.pop();
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
    use std::{io::Write, net::Ipv4Addr};

    const FROM: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn chunk(id: u8, number: u8, count: u8, part: &[u8]) -> Vec<u8> {
        [&MAGIC[..], &[id; 8], &[number, count], part].concat()
    }

    #[test]
    fn messages_come_plain_packed_and_in_chunks_of_any_order() {
        let (mut all, now) = (Assembler::default(), Instant::now());
        let message = br#"{"short_message":"x"}"#;
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(message).unwrap();
        for packed in [message.to_vec(), gzip(message), zlib.finish().unwrap()] {
            assert_eq!(all.push(FROM, &packed, now).unwrap().unwrap(), message);
        }
        let packed = gzip(message);
        let (a, b) = packed.split_at(9);
        assert!(all.push(FROM, &chunk(1, 1, 2, b), now).unwrap().is_none());
        assert!(
            all.push(FROM, &chunk(1, 1, 2, b), now).unwrap().is_none(),
            "a repeat adds nothing"
        );
        assert_eq!(all.push(FROM, &chunk(1, 0, 2, a), now).unwrap().unwrap(), message);
        assert_eq!((all.bytes, all.waiting.len()), (0, 0));
    }

    #[test]
    fn chunks_that_never_come_are_counted_and_take_no_memory() {
        let (mut all, now) = (Assembler::default(), Instant::now());
        for id in 0..=255 {
            all.push(FROM, &chunk(id, 0, 2, &[0; 1000]), now).unwrap();
        }
        all.push(FROM, &chunk(7, 0, 2, b"x"), now + WINDOW * 2).unwrap();
        assert_eq!(
            (all.take_lost(), all.take_lost(), all.waiting.len(), all.bytes),
            (256, 0, 1, 1)
        );
    }

    #[test]
    fn damage_and_bombs_are_errors() {
        let (mut all, now) = (Assembler::default(), Instant::now());
        for bad in [
            MAGIC.to_vec(),
            chunk(1, 2, 2, b"x"),
            chunk(1, 0, 0, b"x"),
            chunk(1, 0, 129, b"x"),
            b"\x1f\x8b\x00".to_vec(),
            gzip(&vec![b'0'; super::super::MAX_RECORD + 1]),
        ] {
            assert!(all.push(FROM, &bad, now).is_err());
        }
    }
}
