//! Names found by hash: by what they look like, how they are typed, and what is left when letters are dropped.
//!
//! The last is the way of SymSpell: two words that are one or two edits apart have something in common once one or two letters
//! are dropped from each. Rows are packed (hash, id) and sorted; a hit is always compared again, so a collision costs time only.

/// Rows of one table, found by hash.
#[derive(Default)]
pub(crate) struct Table {
    /// Hash in the upper half, id in the lower; sorted.
    rows: Vec<u64>,
    /// Where the rows of each upper 16 bits of a hash begin.
    begins: Vec<u32>,
}

impl Table {
    pub fn new(mut rows: Vec<u64>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        rows.shrink_to_fit();
        let mut begins = Vec::with_capacity((1 << 16) + 1);
        let mut at = 0;
        for bucket in 0..=1_u64 << 16 {
            while at < rows.len() && rows[at] >> 48 < bucket {
                at += 1;
            }
            begins.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self { rows, begins }
    }

    /// Ids with this hash, at most [`MAX_SAME`].
    pub fn get(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let bucket = (hash >> 16) as usize;
        let range = match (self.begins.get(bucket), self.begins.get(bucket + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        };
        let rows = &self.rows[range];
        let from = rows.partition_point(|r| (r >> 32) < u64::from(hash));
        rows[from..]
            .iter()
            .take_while(move |r| **r >> 32 == u64::from(hash))
            .take(MAX_SAME)
            .map(|r| (r & u64::from(u32::MAX)) as u32)
    }
}

/// Names with one hash that are looked at.
const MAX_SAME: usize = 64;

/// One row of a [`Table`].
pub(crate) fn row(hash: u32, id: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(id)
}

/// FNV-1a, its halves folded together.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Fnv {
    const NEW: Self = Self(0xcbf2_9ce4_8422_2325);

    fn add(self, bytes: &[u8]) -> Self {
        Self(
            bytes
                .iter()
                .fold(self.0, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    fn end(self) -> u32 {
        let mixed = (self.0 ^ (self.0 >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32
    }
}

/// Hash of a text.
pub(crate) fn hash(text: &str) -> u32 {
    Fnv::NEW.add(text.as_bytes()).end()
}

/// Names of these lengths are found with two edits, too.
pub(crate) const TWO_EDITS: std::ops::RangeInclusive<usize> = 10..=16;
/// Names shorter than this are not looked for with edits.
pub(crate) const ONE_EDIT: usize = 5;

/// Hashes of the text, of the text without each one letter, and with `two` without each two.
pub(crate) fn deletes(text: &str, two: bool, mut each: impl FnMut(u32)) {
    let bytes = text.as_bytes();
    each(hash(text));
    let mut front = Fnv::NEW;
    for i in 0..bytes.len() {
        each(front.add(&bytes[i + 1..]).end());
        if two {
            let mut middle = front;
            for j in i + 1..bytes.len() {
                each(middle.add(&bytes[j + 1..]).end());
                middle = middle.add(&bytes[j..=j]);
            }
        }
        front = front.add(&bytes[i..=i]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_are_found_by_hash() {
        let table = Table::new((0..1000_u32).map(|i| row(hash(&format!("name{i}")), i)).collect());
        for i in 0..1000 {
            assert!(table.get(hash(&format!("name{i}"))).any(|id| id == i));
        }
        assert_eq!(table.get(hash("other")).count(), 0);
        assert_eq!(Table::default().get(7).count(), 0);
    }

    proptest! {
        #[test]
        fn words_two_edits_apart_share_a_rest(word in "[a-z]{10,16}", at in 0..10_usize, to in 0..9_usize, c in 0..26_u8) {
            let mut other = word.clone().into_bytes();
            other.remove(at);
            other.insert(to, b'a' + c);
            let other = String::from_utf8(other).expect("letters");
            let rests = |text: &str| {
                let mut all = Vec::new();
                deletes(text, true, |h| all.push(h));
                all
            };
            let mine = rests(&word);
            prop_assert!(rests(&other).iter().any(|h| mine.contains(h)));
        }
    }
}
