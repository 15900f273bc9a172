//! A ZIP archive that is trusted with nothing: neither its sizes, nor the number of its parts.

use super::{Format, Limits, ReadError};
use std::io::{self, Cursor, Read};
use zip::{ZipArchive, result::ZipError};

/// Below this many bytes a high ratio is normal (an empty part of a document) and harmless.
const RATIO_FREE: u64 = 1 << 20;

pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: Format,
    /// Bytes that may still be unpacked.
    left: u64,
    ratio: u64,
}

/// Marks an I/O error that means a cap was passed, so that it survives the layers in between.
#[derive(Debug)]
struct CapPassed;
impl std::fmt::Display for CapPassed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unpacks beyond its cap")
    }
}
impl std::error::Error for CapPassed {}

impl<'a> Archive<'a> {
    pub(crate) fn open(bytes: &'a [u8], format: Format, limits: &Limits) -> Result<Self, ReadError> {
        // The library lists all parts before it can be asked how many there are, and a part costs it far more
        // memory than the 46 bytes of its header. Stored archives inside may bring headers of their own.
        let headers = bytes
            .windows(4)
            .filter(|w| w == b"PK\x01\x02")
            .take(limits.entries * 4 + 1)
            .count();
        if headers > limits.entries * 4 {
            return Err(ReadError::TooComplex);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| ReadError::damaged(format, e))?;
        if zip.len() > limits.entries {
            return Err(ReadError::TooComplex);
        }
        Ok(Self {
            zip,
            format,
            left: limits.unpacked_bytes,
            ratio: limits.ratio,
        })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.zip.file_names()
    }

    /// The bytes of a part, `None` where there is none of that name.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let mut bytes = Vec::new();
        let found = self.with(name, |part| part.read_to_end(&mut bytes).map(|_| ()))?;
        Ok(found.then_some(bytes))
    }

    /// Unpacks every part into nothing, so that a library that reads the archive by itself cannot be surprised.
    pub(crate) fn check_all(&mut self) -> Result<(), ReadError> {
        for index in 0..self.zip.len() {
            self.entry(index, |part| io::copy(part, &mut io::sink()).map(|_| ()))?;
        }
        Ok(())
    }

    fn with(
        &mut self,
        name: &str,
        take: impl FnOnce(&mut dyn Read) -> io::Result<()>,
    ) -> Result<bool, ReadError> {
        // Part names compare without case (ECMA-376 part 2, 6.2.2.3).
        let index = self.zip.index_for_name(name).or_else(|| {
            (0..self.zip.len()).find(|i| {
                self.zip
                    .name_for_index(*i)
                    .is_some_and(|found| found.eq_ignore_ascii_case(name))
            })
        });
        match index {
            Some(index) => self.entry(index, take).map(|()| true),
            None => Ok(false),
        }
    }

    fn entry(
        &mut self,
        index: usize,
        take: impl FnOnce(&mut dyn Read) -> io::Result<()>,
    ) -> Result<(), ReadError> {
        let format = self.format;
        let part = self.zip.by_index(index).map_err(|e| match e {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::Encrypted { format },
            other => ReadError::damaged(format, other),
        })?;
        let packed = part.compressed_size();
        let cap = self.left.min(RATIO_FREE.max(packed.saturating_mul(self.ratio)));
        let mut capped = Capped {
            inner: part,
            left: cap,
        };
        let result = take(&mut capped);
        self.left -= cap - capped.left;
        result.map_err(|e| {
            if e.get_ref().is_some_and(|inner| inner.is::<CapPassed>()) {
                ReadError::Bomb { format }
            } else {
                ReadError::damaged(format, e)
            }
        })
    }
}

struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(CapPassed)),
        }
        Ok(n)
    }
}
