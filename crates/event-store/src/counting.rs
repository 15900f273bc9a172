//! Counting: most frequent values of columns, and the buckets of a histogram.

use crate::{
    compile::without,
    error::SearchError,
    matching::filled,
    row::text_at,
    scan::{Extent, Take},
    search::MOST_BUCKETS,
    words::name_hash,
};
use arrow_array::{
    Array, ArrayRef, RecordBatch,
    cast::AsArray,
    types::{Int32Type, Int64Type, TimestampMicrosecondType},
};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};
use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use std::{collections::HashMap, time::Duration};

/// Different values that are counted at most; what comes after is counted as one.
const MOST_VALUES: usize = 1_000_000;

/// Counts events by time.
pub(crate) struct InBuckets {
    start: i64,
    step: i64,
    length: usize,
}

impl InBuckets {
    /// Buckets of this width, from `from` to before `to`.
    pub(crate) fn new(from: DateTime<Utc>, width: Duration, to: DateTime<Utc>) -> Self {
        let start = from.timestamp_micros();
        let step = i64::try_from(width.as_micros()).unwrap_or(i64::MAX).max(1);
        let length = (to.timestamp_micros() - start - 1).div_euclid(step) + 1;
        Self {
            start,
            step,
            length: usize::try_from(length.clamp(1, MOST_BUCKETS + 1)).unwrap_or(1),
        }
    }

    pub(crate) fn length(&self) -> usize {
        self.length
    }

    fn bucket(&self, time: i64) -> Option<usize> {
        usize::try_from((time - self.start).div_euclid(self.step)).ok()
    }
}

impl Take for InBuckets {
    type Collector = Vec<u64>;

    fn collector(&self) -> Vec<u64> {
        vec![0; self.length]
    }

    /// Where all of them lie in one bucket, their times need not be read.
    fn is_enough(&self, counts: &mut Vec<u64>, [(first, last), _]: Extent, number: u64) -> bool {
        let bucket = self
            .bucket(first)
            .filter(|_| self.bucket(first) == self.bucket(last));
        match bucket.and_then(|at| counts.get_mut(at)) {
            Some(count) => {
                *count += number;
                true
            }
            None => false,
        }
    }

    fn take(&self, counts: &mut Vec<u64>, batch: RecordBatch) -> bool {
        let times = batch
            .columns()
            .first()
            .and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>());
        for time in times.into_iter().flat_map(|t| t.values().iter()) {
            if let Some(count) = self.bucket(*time).and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
        true
    }
}

/// Counts events.
pub(crate) struct Number;

impl Take for Number {
    type Collector = u64;

    fn collector(&self) -> u64 {
        0
    }

    fn is_enough(&self, count: &mut u64, _: Extent, number: u64) -> bool {
        *count += number;
        true
    }

    fn take(&self, count: &mut u64, batch: RecordBatch) -> bool {
        *count += batch.num_rows() as u64;
        true
    }
}

/// Counts the first value of each event that any of the columns has.
pub(crate) struct Values<'a> {
    /// Names, in lower case, of the fields that are looked at in the map of those without a column.
    pub keys: &'a [String],
}

impl Take for Values<'_> {
    type Collector = HashMap<String, u64>;

    fn collector(&self) -> Self::Collector {
        HashMap::new()
    }

    fn rest_names(&self) -> Option<Vec<u64>> {
        Some(self.keys.iter().map(|key| name_hash(key)).collect())
    }

    fn take(&self, counts: &mut Self::Collector, batch: RecordBatch) -> bool {
        let mut left = BooleanBuffer::new_set(batch.num_rows());
        for array in batch.columns() {
            let among = filled(array, &left);
            let counted = count_column(array, &among, self.keys, &mut |value, number| {
                add(counts, value, number);
            });
            left = without(&left, &counted);
            if !left.has_true() {
                break;
            }
        }
        true
    }
}

fn add(counts: &mut HashMap<String, u64>, value: &str, number: u64) {
    if let Some(count) = counts.get_mut(value) {
        *count += number;
    } else if counts.len() < MOST_VALUES {
        counts.insert(value.to_owned(), number);
    } else {
        *counts.entry("…".to_owned()).or_default() += number;
    }
}

/// Gives the values of a column, with how often each comes among these rows, all of which have one; a value may come
/// several times. The rows that are counted.
fn count_column(
    array: &ArrayRef,
    among: &BooleanBuffer,
    keys: &[String],
    give: &mut dyn FnMut(&str, u64),
) -> BooleanBuffer {
    if let Some(coded) = array.as_dictionary_opt::<Int32Type>()
        && let Some(values) = coded.values().as_string_opt::<i32>()
    {
        let codes = coded.keys().values();
        let mut numbers = vec![0_u64; values.len()];
        for at in among.set_indices() {
            if let Some(number) = usize::try_from(codes[at]).ok().and_then(|c| numbers.get_mut(c)) {
                *number += 1;
            }
        }
        for (at, number) in numbers.iter().enumerate().filter(|(_, number)| **number > 0) {
            give(values.value(at), *number);
        }
    } else if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        let mut by_number: FxHashMap<i64, u64> = FxHashMap::default();
        for at in among.set_indices() {
            *by_number.entry(numbers.value(at)).or_default() += 1;
        }
        for (value, number) in by_number {
            give(&value.to_string(), number);
        }
    } else if let Some(texts) = array.as_string_view_opt() {
        // The same view is the same text; the same text may have several.
        let mut by_view: FxHashMap<u128, (usize, u64)> = FxHashMap::default();
        for at in among.set_indices() {
            by_view.entry(texts.views()[at]).or_insert((at, 0)).1 += 1;
        }
        for (at, number) in by_view.into_values() {
            give(texts.value(at), number);
        }
    } else {
        let mut counted = BooleanBufferBuilder::new(among.len());
        counted.append_n(among.len(), false);
        for at in among.set_indices() {
            if let Some(value) = value_at(array, at, keys) {
                give(value, 1);
                counted.set_bit(at, true);
            }
        }
        return counted.finish();
    }
    among.clone()
}

fn value_at<'a>(array: &'a ArrayRef, at: usize, keys: &[String]) -> Option<&'a str> {
    let Some(map) = array.as_map_opt() else {
        return text_at(array, at);
    };
    let place = |at: usize| usize::try_from(map.value_offsets()[at]).unwrap_or(0);
    (place(at)..place(at + 1))
        .find(|entry| {
            text_at(map.keys(), *entry)
                .is_some_and(|name| keys.iter().any(|key| name.eq_ignore_ascii_case(key)))
        })
        .and_then(|entry| text_at(map.values(), entry))
}

/// Widths of buckets that people read easily, in seconds.
const WIDTHS: [i64; 16] = [
    1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000, 31_536_000,
];

/// Where a histogram of this time begins, and how wide its buckets are. Days begin at midnight in Viet Nam.
pub(crate) fn buckets(
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(DateTime<Utc>, Duration), SearchError> {
    if to <= from {
        return Err(SearchError::Range);
    }
    let seconds = (to - from).num_seconds();
    let width = WIDTHS
        .into_iter()
        .find(|w| seconds / w < MOST_BUCKETS)
        .unwrap_or(WIDTHS[WIDTHS.len() - 1]);
    let zone = i64::from(coloa_base::VN_OFFSET.local_minus_utc());
    let local = from.timestamp() + zone;
    let start = local - local.rem_euclid(width) - zone;
    Ok((
        DateTime::from_timestamp(start, 0).unwrap_or(from),
        Duration::from_secs(width.unsigned_abs()),
    ))
}
