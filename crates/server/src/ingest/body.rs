//! Bodies of requests: read and unpacked within bounds. What all of them hold at once is bounded, too: a sender waits
//! for its share, and is refused at last.

use super::{Door, Refusal, header_text};
use axum::{
    body::{Body, Bytes},
    http::HeaderMap,
};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http_body_util::BodyExt;
use std::{
    io::{self, Read},
    time::Duration,
};
use tokio::sync::OwnedSemaphorePermit;

/// Bytes of a body as it comes, and unpacked.
pub(super) const MOST_PACKED: usize = 64 * 1024 * 1024;
pub(super) const MOST_PLAIN: usize = 128 * 1024 * 1024;
/// How long a body waits for its share of memory.
const WAIT: Duration = Duration::from_secs(5);
/// How long the next piece of a body may take.
const SLOW: Duration = Duration::from_secs(30);
/// Bytes of an unpacked body that is kept while it grows.
const SMALL: usize = 8 * 1024 * 1024;
/// KiB that are asked for at a time.
const STEP_KIB: usize = 256;

/// A body in the hand, with its share of memory.
pub(super) struct Held {
    pub bytes: Vec<u8>,
    _share: Share,
}

#[derive(Default)]
struct Share {
    permits: Option<OwnedSemaphorePermit>,
    kib: usize,
}

impl Share {
    /// Room for so many bytes in all.
    async fn grow(&mut self, door: &Door, bytes: usize) -> Result<(), Refusal> {
        while bytes / 1024 >= self.kib {
            let more = door.bodies.clone().acquire_many_owned(STEP_KIB as u32);
            let Ok(Ok(more)) = tokio::time::timeout(WAIT, more).await else {
                return Err(Refusal::Busy("too many senders at once"));
            };
            self.kib += STEP_KIB;
            match &mut self.permits {
                Some(permits) => permits.merge(more),
                None => self.permits = Some(more),
            }
        }
        Ok(())
    }
}

/// Reads a body and unpacks it.
pub(super) async fn read(door: &Door, headers: &HeaderMap, mut body: Body) -> Result<Held, Refusal> {
    let encoding = header_text(headers, "content-encoding")
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    let packed = !matches!(encoding.as_str(), "" | "identity");
    let most = if packed { MOST_PACKED } else { MOST_PLAIN };
    // What says that it is too large is not read at all.
    let said = header_text(headers, "content-length").and_then(|l| l.parse::<u64>().ok());
    if said.is_some_and(|length| length > most as u64) {
        return Err(Refusal::TooLarge);
    }
    let (mut bytes, mut share) = (Vec::new(), Share::default());
    if let Some(length) = said
        .and_then(|length| usize::try_from(length).ok())
        .filter(|l| *l <= SMALL)
    {
        share.grow(door, length).await?;
        bytes.reserve_exact(length);
    }
    loop {
        let frame = match tokio::time::timeout(SLOW, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) => return Err(Refusal::Malformed("the body broke off")),
            Ok(None) => break,
            Err(_) => return Err(Refusal::Malformed("the body came too slowly")),
        };
        if let Some(data) = frame.data_ref() {
            if bytes.len() + data.len() > most {
                return Err(Refusal::TooLarge);
            }
            share.grow(door, bytes.len() + data.len()).await?;
            bytes.extend_from_slice(data);
        }
    }
    if !packed {
        return Ok(Held { bytes, _share: share });
    }
    let bytes = unpack(door, &encoding, Bytes::from(bytes), &mut share).await?;
    Ok(Held { bytes, _share: share })
}

/// Unpacks step by step, so that the share grows before the memory does. A body that is not small is measured before
/// it is kept: one that is too large is refused without ever being in memory, and one that is not is unpacked into
/// memory of its size, where a buffer that doubles would hold up to three times as much.
async fn unpack(door: &Door, encoding: &str, packed: Bytes, share: &mut Share) -> Result<Vec<u8>, Refusal> {
    let length = packed.len();
    let mut unpacker = Unpacker::new(encoding, packed.clone())?;
    let mut plain = Vec::new();
    while plain.len() < SMALL {
        share.grow(door, length + plain.len() + STEP_KIB * 1024).await?;
        let before = plain.len();
        (unpacker, plain) = blocking(move || {
            unpacker.step(&mut plain)?;
            Ok((unpacker, plain))
        })
        .await?;
        if plain.len() == before {
            return Ok(plain);
        }
    }
    let so_far = plain.len();
    drop(plain);
    let size = so_far + blocking(move || unpacker.measure(MOST_PLAIN + 1 - so_far)).await?;
    if size > MOST_PLAIN {
        return Err(Refusal::TooLarge);
    }
    share.grow(door, length + size).await?;
    let again = Unpacker::new(encoding, packed)?;
    blocking(move || again.whole(size)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.ok()
        .and_then(Result::ok)
        .ok_or(Refusal::Malformed("the body cannot be unpacked"))
}

struct Unpacker(Box<dyn Read + Send>);

impl Unpacker {
    fn new(encoding: &str, packed: Bytes) -> Result<Self, Refusal> {
        let source = io::Cursor::new(packed);
        Ok(Self(match encoding {
            "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(source)),
            "deflate" => Box::new(ZlibDecoder::new(source)),
            "zstd" => Box::new(
                zstd::Decoder::new(source).map_err(|_| Refusal::Malformed("the body cannot be unpacked"))?,
            ),
            _ => return Err(Refusal::Encoding),
        }))
    }

    /// Unpacks some more, at most one step; nothing more when it is whole.
    fn step(&mut self, into: &mut Vec<u8>) -> io::Result<usize> {
        let most = (STEP_KIB as u64) * 1024;
        self.0.by_ref().take(most).read_to_end(into)
    }

    /// Bytes that are still to come, counted up to `most`.
    fn measure(self, most: usize) -> io::Result<usize> {
        let counted = io::copy(&mut self.0.take(most as u64), &mut io::sink())?;
        Ok(usize::try_from(counted).unwrap_or(usize::MAX))
    }

    /// All of it, which is so many bytes.
    fn whole(mut self, size: usize) -> io::Result<Vec<u8>> {
        let mut plain = vec![0; size];
        self.0.read_exact(&mut plain)?;
        Ok(plain)
    }
}
