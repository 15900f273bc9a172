//! Segments as files: written whole or not at all, read row group by row group.

use crate::{
    metastore::{MOST_AGENCIES, Segment},
    row, schema,
    words::{self, Words},
};
use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Int64Type, TimestampMicrosecondType},
};
use arrow_ord::sort::{SortColumn, lexsort_to_indices};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef, SortOptions};
use arrow_select::{concat::concat_batches, take::take_record_batch};
use chrono::{DateTime, NaiveDate, Utc};
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::{Compression, Encoding, ZstdLevel},
    errors::ParquetError,
    file::properties::{EnabledStatistics, WriterProperties},
    schema::types::ColumnPath,
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use uuid::Uuid;

/// Rows of a row group: what is read together, and what a filter of words answers for. A row takes 2 KiB and more in
/// memory, since each column of its batch has room for it, and one that is written is there three times.
pub const GROUP_ROWS: usize = 32 * 1024;

/// Why a segment cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SegmentError {
    #[error("the file cannot be written or read")]
    Io(#[from] io::Error),
    #[error("it is no Parquet file, or a damaged one")]
    Parquet(#[from] ParquetError),
    #[error("its columns are not those of events")]
    Arrow(#[from] ArrowError),
}

/// Writes one segment into a folder for what is not finished; [`Writer::finish`] says what it has become.
pub struct Writer {
    id: Uuid,
    day: NaiveDate,
    class: u8,
    fields: Vec<Arc<Field>>,
    writer: ArrowWriter<File>,
    file: PathBuf,
    words: Vec<Words>,
    seq: (u64, u64),
    time: (i64, i64),
    rows: u64,
    raw_bytes: u64,
    agencies: BTreeSet<Uuid>,
}

/// A segment whose files are complete and on disk, though not in their place yet.
#[derive(Debug)]
pub struct Written {
    pub segment: Segment,
    /// File of events, and of their words.
    pub files: (PathBuf, PathBuf),
}

fn properties(fields: &[Arc<Field>]) -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_created_by("coloa".to_owned());
    for field in fields {
        let path = || ColumnPath::new(vec![field.name().clone()]);
        if matches!(
            field.name().as_str(),
            schema::SEQ | schema::TIME | schema::RECEIVED
        ) {
            properties = properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED);
        }
        // Smallest and largest of long texts leave no row out.
        if matches!(field.name().as_str(), schema::RAW | "message") {
            properties = properties.set_column_statistics_enabled(path(), EnabledStatistics::None);
        }
    }
    Ok(properties.build())
}

impl Writer {
    /// Begins a segment with these columns, in their order.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn new(
        folder: &Path,
        day: NaiveDate,
        class: u8,
        fields: Vec<Arc<Field>>,
    ) -> Result<Self, SegmentError> {
        fs::create_dir_all(folder)?;
        let id = Uuid::now_v7();
        let file = folder.join(format!("{id}.parquet"));
        let schema = Arc::new(Schema::new(fields.clone()));
        let writer = ArrowWriter::try_new(File::create(&file)?, schema, Some(properties(&fields)?))?;
        Ok(Self {
            id,
            day,
            class,
            fields,
            writer,
            file,
            words: Vec::new(),
            seq: (u64::MAX, 0),
            time: (i64::MAX, i64::MIN),
            rows: 0,
            raw_bytes: 0,
            agencies: BTreeSet::new(),
        })
    }

    /// Writes these batches as row groups, their rows in the order of their times.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, batches: Vec<RecordBatch>, raw_bytes: u64) -> Result<(), SegmentError> {
        let batches: Vec<RecordBatch> = batches
            .into_iter()
            .map(|batch| row::with_columns(&batch, &self.fields))
            .collect::<Result<_, _>>()?;
        let Some(first) = batches.first() else {
            return Ok(());
        };
        let together = concat_batches(&first.schema(), &batches)?;
        // As large as all of them: gone before there is a third copy.
        drop(batches);
        let together = in_order(together)?;
        self.raw_bytes += raw_bytes;
        let mut from = 0;
        while from < together.num_rows() {
            let group = together.slice(from, GROUP_ROWS.min(together.num_rows() - from));
            self.note(&group);
            self.words.push(Words::of(&group)?);
            self.writer.write(&group)?;
            // Row groups and filters of words have to be as many.
            self.writer.flush()?;
            from += group.num_rows();
        }
        Ok(())
    }

    fn note(&mut self, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        let numbers = batch
            .column_by_name(schema::SEQ)
            .and_then(|a| a.as_primitive_opt::<Int64Type>());
        for seq in numbers.into_iter().flat_map(|n| n.values().iter()) {
            let seq = u64::try_from(*seq).unwrap_or(0);
            self.seq = (self.seq.0.min(seq), self.seq.1.max(seq + 1));
        }
        let times = batch
            .column_by_name(schema::TIME)
            .and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>());
        for time in times.into_iter().flat_map(|t| t.values().iter()) {
            self.time = (self.time.0.min(*time), self.time.1.max(*time));
        }
        if let Some(agencies) = batch.column_by_name(schema::AGENCY) {
            let mut last = None;
            for at in 0..agencies.len() {
                let text = row::text_at(agencies, at);
                if text != last
                    && let Some(id) = text.and_then(|t| Uuid::parse_str(t).ok())
                {
                    self.agencies.insert(id);
                }
                last = text;
            }
        }
    }

    /// Closes the file and makes sure that it is on disk.
    ///
    /// # Errors
    /// It cannot be written. What was begun is left for [`clear`].
    pub fn finish(mut self) -> Result<Written, SegmentError> {
        self.writer.finish()?;
        self.writer.inner().sync_all()?;
        let words = self.file.with_extension("words");
        let mut file = File::create(&words)?;
        file.write_all(&words::encode(&self.words)?)?;
        file.sync_all()?;
        let (bytes, sha256) = digest(&self.file)?;
        let at = |micros| DateTime::<Utc>::from_timestamp_micros(micros).unwrap_or_default();
        Ok(Written {
            segment: Segment {
                id: self.id,
                day: self.day,
                class: self.class,
                seq: self.seq,
                time: (at(self.time.0), at(self.time.1)),
                rows: self.rows,
                row_groups: u32::try_from(self.words.len()).unwrap_or(u32::MAX),
                bytes,
                words_bytes: words.metadata()?.len(),
                raw_bytes: self.raw_bytes,
                agencies: (self.agencies.len() <= MOST_AGENCIES).then(|| self.agencies.into_iter().collect()),
                sha256,
            },
            files: (self.file, words),
        })
    }
}

/// Size and SHA-256 of a file.
///
/// # Errors
/// It cannot be read.
pub fn digest(file: &Path) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut file = File::open(file)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hex::encode(hash.finalize())));
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
}

/// Rows by time, then by number.
fn in_order(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    if is_in_order(&batch) {
        return Ok(batch);
    }
    let by: Vec<SortColumn> = [schema::TIME, schema::SEQ]
        .iter()
        .filter_map(|name| batch.column_by_name(name))
        .map(|values| SortColumn {
            values: values.clone(),
            options: Some(SortOptions::default()),
        })
        .collect();
    take_record_batch(&batch, &lexsort_to_indices(&by, None)?)
}

fn is_in_order(batch: &RecordBatch) -> bool {
    let times = batch
        .column_by_name(schema::TIME)
        .and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>());
    let numbers = batch
        .column_by_name(schema::SEQ)
        .and_then(|a| a.as_primitive_opt::<Int64Type>());
    match (times, numbers) {
        (Some(times), Some(numbers)) => times.values().iter().zip(numbers.values()).is_sorted(),
        _ => false,
    }
}

/// Reads a file of events batch by batch.
///
/// # Errors
/// It is missing, or no Parquet file.
pub fn read(
    file: &Path,
) -> Result<(SchemaRef, impl Iterator<Item = Result<RecordBatch, ArrowError>>), SegmentError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?.with_batch_size(16 * 1024);
    let schema = builder.schema().clone();
    Ok((schema, builder.build()?))
}
