//! Small segments of one day and class become a larger one.

use crate::{
    metastore::Segment,
    row,
    segment::{self, GROUP_ROWS, SegmentError, Writer, Written},
};
use arrow_array::RecordBatch;
use chrono::NaiveDate;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Rows of a segment that is merged no more.
const FULL_ROWS: u64 = 32 * GROUP_ROWS as u64;
/// Small segments of one day and class that are merged at a time; of days that are over, two are enough.
const MERGED_FROM: usize = 8;

/// Whether a segment is worth merging.
pub(crate) fn is_small(segment: &Segment) -> bool {
    segment.rows < FULL_ROWS / 2
}

/// Small segments to be merged next, among these.
pub(crate) fn next<'a>(
    segments: impl Iterator<Item = &'a Arc<Segment>>,
    today: NaiveDate,
) -> Option<Vec<Arc<Segment>>> {
    let mut groups: BTreeMap<(NaiveDate, u8), Vec<Arc<Segment>>> = BTreeMap::new();
    for one in segments.filter(|s| is_small(s)) {
        groups.entry((one.day, one.class)).or_default().push(one.clone());
    }
    groups.into_iter().find_map(|((day, _), mut small)| {
        small.sort_by_key(|s| (s.time.0, s.seq.0));
        let mut rows = 0;
        let taken: Vec<_> = small
            .into_iter()
            .take_while(|s| {
                rows += s.rows;
                rows <= FULL_ROWS
            })
            .collect();
        let enough = if day < today { 2 } else { MERGED_FROM };
        (taken.len() >= enough).then_some(taken)
    })
}

/// One segment of several, from copies of their files.
///
/// # Errors
/// One of them cannot be read, or the new one not written.
pub(crate) fn merge(
    work: &Path,
    segments: &[Arc<Segment>],
    files: &[PathBuf],
) -> Result<Written, SegmentError> {
    let mut empty = Vec::new();
    for file in files {
        empty.push(RecordBatch::new_empty(segment::read(file)?.0));
    }
    let (day, class) = segments.first().map_or((NaiveDate::MIN, 0), |s| (s.day, s.class));
    let mut writer = Writer::new(work, day, class, row::filled(&empty))?;
    let (mut waiting, mut rows) = (Vec::new(), 0);
    for file in files {
        for batch in segment::read(file)?.1 {
            let mut batch = batch?;
            // Whole row groups, so that only one of them is in memory.
            while rows + batch.num_rows() >= GROUP_ROWS {
                let fits = GROUP_ROWS - rows;
                waiting.push(batch.slice(0, fits));
                batch = batch.slice(fits, batch.num_rows() - fits);
                writer.write(std::mem::take(&mut waiting), 0)?;
                rows = 0;
            }
            rows += batch.num_rows();
            if batch.num_rows() > 0 {
                waiting.push(batch);
            }
        }
    }
    writer.write(waiting, segments.iter().map(|s| s.raw_bytes).sum())?;
    writer.finish()
}
