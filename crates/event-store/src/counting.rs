//! Counting: most frequent values of columns, and the buckets of a histogram.

use crate::{error::SearchError, row::text_at, search::MOST_BUCKETS};
use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use std::{collections::HashMap, time::Duration};

/// Different values that are counted at most; what comes after is counted as one.
const MOST_VALUES: usize = 1_000_000;

/// Counts the first value of each row that any of the columns has.
pub(crate) fn count_values(counts: &mut HashMap<String, u64>, batch: &RecordBatch, keys: &[String]) {
    let mut add = |value: &str, number: u64| {
        if let Some(count) = counts.get_mut(value) {
            *count += number;
        } else if counts.len() < MOST_VALUES {
            counts.insert(value.to_owned(), number);
        } else {
            *counts.entry("…".to_owned()).or_default() += number;
        }
    };
    // Of one column: values repeat, and each is looked up once.
    if let [column] = batch.columns() {
        if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
            let mut by_number: FxHashMap<i64, u64> = FxHashMap::default();
            for number in numbers.iter().flatten() {
                *by_number.entry(number).or_default() += 1;
            }
            by_number
                .into_iter()
                .for_each(|(value, number)| add(&value.to_string(), number));
            return;
        }
        if let Some(texts) = column.as_string_view_opt() {
            // The same view is the same text; the same text may have several.
            let mut by_view: FxHashMap<u128, (usize, u64)> = FxHashMap::default();
            for (at, view) in texts.views().iter().enumerate() {
                if texts.is_valid(at) {
                    by_view.entry(*view).or_insert((at, 0)).1 += 1;
                }
            }
            by_view
                .into_values()
                .for_each(|(at, number)| add(texts.value(at), number));
            return;
        }
    }
    let mut run: Option<(String, u64)> = None;
    for at in 0..batch.num_rows() {
        let value = batch.columns().iter().find_map(|array| value_at(array, at, keys));
        match (&mut run, value) {
            (_, None) => {}
            (Some((same, number)), Some(value)) if *same == value => *number += 1,
            (_, Some(value)) => {
                if let Some((value, number)) = run.replace((value.into_owned(), 1)) {
                    add(&value, number);
                }
            }
        }
    }
    if let Some((value, number)) = run {
        add(&value, number);
    }
}

fn value_at<'a>(
    array: &'a arrow_array::ArrayRef,
    at: usize,
    keys: &[String],
) -> Option<std::borrow::Cow<'a, str>> {
    if array.is_null(at) {
        return None;
    }
    if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        return Some(numbers.value(at).to_string().into());
    }
    let Some(map) = array.as_map_opt() else {
        return text_at(array, at).map(Into::into);
    };
    let place = |at: usize| usize::try_from(map.value_offsets()[at]).unwrap_or(0);
    (place(at)..place(at + 1))
        .find(|entry| {
            text_at(map.keys(), *entry)
                .is_some_and(|name| keys.iter().any(|key| name.eq_ignore_ascii_case(key)))
        })
        .and_then(|entry| text_at(map.values(), entry))
        .map(Into::into)
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
