//! Words of a text, and which of them a row group of a segment may hold.
//!
//! Parquet's own filters answer for whole values; people search for a word inside of one. So each row group has a
//! Bloom filter over the words of all its fields, kept in a file beside the segment. A word is a run of letters and
//! digits, in lower case and without diacritics ([`coloa_base::text::fold_plain`]).

use crate::row::text_at;
use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use coloa_base::text::fold_plain;
use parquet::bloom_filter::Sbbf;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::fmt::Write;

/// What precedes the filters in their file, with the version of their form.
const MAGIC: &[u8; 8] = b"CLWORDS1";
/// How often a filter may say yes where it should say no.
const FALSE_POSITIVES: f64 = 0.01;
/// Columns whose values nobody searches for as a word.
const LEFT_OUT: [&str; 5] = ["_seq", "_source", "_agency", "_system", "_copies"];

/// Calls `take` with each word of a text.
pub fn each(text: &str, mut take: impl FnMut(&str)) {
    if text.is_ascii() {
        let mut word = [0_u8; 64];
        for part in text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|p| !p.is_empty())
        {
            match word.get_mut(..part.len()) {
                Some(lower) => {
                    lower.copy_from_slice(part.as_bytes());
                    lower.make_ascii_lowercase();
                    take(std::str::from_utf8(lower).unwrap_or_default());
                }
                None => take(&part.to_ascii_lowercase()),
            }
        }
        return;
    }
    for part in fold_plain(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
    {
        take(part);
    }
}

/// Calls `take` with the hash of each word of a text, as [`hash`] gives it.
fn each_hash(text: &str, mut take: impl FnMut(u64)) {
    if !text.is_ascii() {
        each(text, |word| take(hash(word)));
        return;
    }
    let mut word = None;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            word = Some(step(word.unwrap_or(START), byte.to_ascii_lowercase()));
        } else if let Some(hash) = word.take() {
            take(hash);
        }
    }
    if let Some(hash) = word {
        take(hash);
    }
}

/// The words of the rows of a row group.
#[derive(Clone, Debug)]
pub struct Words(Sbbf);

impl Words {
    /// Of all fields of these rows.
    ///
    /// # Errors
    /// The filter cannot be made so large.
    pub fn of(batch: &RecordBatch) -> Result<Self, parquet::errors::ParquetError> {
        // Each word once, so that the filter gets the size that it needs.
        let mut hashed: FxHashSet<u64> =
            FxHashSet::with_capacity_and_hasher(batch.num_rows().max(1), FxBuildHasher);
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            if LEFT_OUT.contains(&field.name().as_str()) {
                continue;
            }
            // Values repeat: each is looked at once.
            if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
                let mut seen = FxHashSet::default();
                let mut digits = String::new();
                for number in numbers.iter().flatten().filter(|n| seen.insert(*n)) {
                    digits.clear();
                    let _ = write!(digits, "{number}");
                    each_hash(&digits, |word| _ = hashed.insert(word));
                }
            } else if let Some(map) = array.as_map_opt() {
                let (names, values) = (map.keys(), map.values());
                let mut seen = FxHashSet::default();
                for name in (0..names.len()).filter_map(|at| text_at(names, at)) {
                    if seen.insert(name) {
                        hashed.insert(name_hash(name));
                    }
                }
                for text in (0..values.len()).filter_map(|at| text_at(values, at)) {
                    each_hash(text, |word| _ = hashed.insert(word));
                }
            } else if let Some(texts) = array.as_string_view_opt() {
                // The same view is the same text; the same text may have several.
                let mut seen: FxHashSet<u128> = FxHashSet::default();
                for (at, view) in texts.views().iter().enumerate() {
                    if texts.is_valid(at) && seen.insert(*view) {
                        each_hash(texts.value(at), |word| _ = hashed.insert(word));
                    }
                }
            } else {
                for text in (0..array.len()).filter_map(|at| text_at(array, at)) {
                    each_hash(text, |word| _ = hashed.insert(word));
                }
            }
        }
        let mut filter = Sbbf::new_with_ndv_fpp(hashed.len().max(1) as u64, FALSE_POSITIVES)?;
        for word in &hashed {
            filter.insert(word);
        }
        Ok(Self(filter))
    }

    /// Whether a word may be among them; `false` is sure.
    #[must_use]
    pub fn may_hold(&self, word: u64) -> bool {
        self.0.check(&word)
    }
}

/// Where FNV-1a begins.
const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

/// A word as the filters know it.
#[must_use]
pub fn hash(word: &str) -> u64 {
    // FNV-1a: the same in every version of the program, since it is stored.
    word.bytes().fold(START, step)
}

/// The name of a field without a column as the filters know it: no word has its sign.
#[must_use]
pub fn name_hash(name: &str) -> u64 {
    hash(&format!("={}", name.to_ascii_lowercase()))
}

/// The file of a segment's filters, one for each row group.
///
/// # Errors
/// A filter cannot be written.
pub fn encode(groups: &[Words]) -> Result<Vec<u8>, parquet::errors::ParquetError> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(u32::try_from(groups.len()).unwrap_or(0).to_le_bytes());
    for Words(filter) in groups {
        let mut bits = Vec::new();
        filter.write_bitset(&mut bits)?;
        bytes.extend(u32::try_from(bits.len()).unwrap_or(0).to_le_bytes());
        bytes.extend(bits);
    }
    Ok(bytes)
}

/// What [`encode`] wrote; `None`: it is damaged, and nothing can be left out.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Vec<Words>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let number = |take: &mut &[u8]| -> Option<usize> {
        let (head, tail) = take.split_first_chunk::<4>()?;
        *take = tail;
        usize::try_from(u32::from_le_bytes(*head)).ok()
    };
    let groups = number(&mut rest)?;
    let mut found = Vec::new();
    for _ in 0..groups {
        let length = number(&mut rest)?;
        if length == 0 || length % 32 != 0 {
            return None;
        }
        let (bits, tail) = rest.split_at_checked(length)?;
        found.push(Words(Sbbf::new(bits)));
        rest = tail;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Row, batch};
    use coloa_event::Event;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each(text, |w| found.push(w.to_owned()));
        found
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(
            words("GET /health?id=5 web01.Tinh"),
            ["get", "health", "id", "5", "web01", "tinh"]
        );
        assert_eq!(words("Đăng nhập THẤT bại"), ["dang", "nhap", "that", "bai"]);
        assert_eq!(words(&"A".repeat(100)), ["a".repeat(100)]);
        assert!(words(" -/ ").is_empty());
        for text in [
            "GET /health?id=5 web01.Tinh",
            "Đăng nhập THẤT bại 7",
            "",
            " x",
            "y ",
        ] {
            let mut hashes = Vec::new();
            each_hash(text, |h| hashes.push(h));
            let by_word: Vec<u64> = words(text).iter().map(|w| hash(w)).collect();
            assert_eq!(hashes, by_word, "{text}");
        }
    }

    #[test]
    fn filters_hold_the_words_of_all_fields_and_survive_their_file() {
        let rows: Vec<Row> = (0..500)
            .map(|n| {
                let mut event = Event::default();
                event.fields.set("message", format!("Session {n} opened"));
                event.fields.set("EventID", 4624 + n);
                event.fields.set("khác", format!("giá-trị{n}"));
                Row {
                    seq: n.unsigned_abs(),
                    time: chrono::DateTime::UNIX_EPOCH,
                    received: chrono::DateTime::UNIX_EPOCH,
                    source: uuid::Uuid::nil(),
                    agency: None,
                    system: None,
                    problem: None,
                    raw_bytes: 0,
                    event,
                }
            })
            .collect();
        let made = Words::of(&batch(&rows.iter().collect::<Vec<_>>()).unwrap()).unwrap();
        let file = encode(&[made.clone(), made]).unwrap();
        let back = decode(&file).unwrap();
        assert_eq!(back.len(), 2);
        assert!(back[0].may_hold(name_hash("KHác")) && !back[0].may_hold(name_hash("host")));
        for word in ["session", "499", "5123", "tri7", "gia"] {
            assert!(back[1].may_hold(hash(word)), "{word}");
        }
        let wrong = (0..1_000)
            .filter(|n| back[0].may_hold(hash(&format!("absent{n}"))))
            .count();
        assert!(wrong < 50, "{wrong} of 1000 are said to be there");
        assert!(decode(&file[..file.len() - 1]).is_none() && decode(b"x").is_none() && decode(&[]).is_none());
    }
}
