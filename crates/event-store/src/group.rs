//! A row group as its columns, each of them read when a question asks for it.
//!
//! Texts come with their dictionary where the file has one, so that what is asked of a value is asked once and not for
//! every row that has it.

use crate::{
    metastore::Segment,
    schema,
    segment::SegmentError,
    store::{EventStore, Footer},
};
use arrow_array::{ArrayRef, RecordBatch};
use bytes::Bytes;
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder, RowSelection},
    },
    basic::Encoding,
    errors::ParquetError,
    file::{
        metadata::{ColumnChunkMetaData, RowGroupMetaData},
        reader::{ChunkReader, Length},
        statistics::Statistics,
    },
};
use std::{cell::RefCell, collections::HashMap, io::Cursor};

/// Rows of a row group at most: many times what is ever written. A footer that says more is damaged.
const MOST_ROWS: usize = 1 << 20;
/// Rows that are read together where whole rows are wanted.
const BATCH_ROWS: usize = 8_192;

/// Columns that a question looks at.
pub(crate) trait Columns {
    fn rows(&self) -> usize;

    /// The column of this name; `None`: no row fills it.
    fn column(&self, name: &str) -> Result<Option<ArrayRef>, SegmentError>;
}

impl Columns for RecordBatch {
    fn rows(&self) -> usize {
        self.num_rows()
    }

    fn column(&self, name: &str) -> Result<Option<ArrayRef>, SegmentError> {
        Ok(self.column_by_name(name).cloned())
    }
}

/// A row group of a segment.
pub(crate) struct Group<'a> {
    store: &'a EventStore,
    segment: &'a Segment,
    footer: Footer,
    group: usize,
    rows: usize,
    /// Whether the map of fields without a column may hold what is looked for.
    rest: bool,
    /// Columns that were read, where so few are asked for that they may stay in memory.
    kept: Option<RefCell<HashMap<String, ArrayRef>>>,
}

impl<'a> Group<'a> {
    /// `keeps`: what is read stays in memory in case that it is asked for again.
    ///
    /// # Errors
    /// The segment has no such row group.
    pub(crate) fn new(
        store: &'a EventStore,
        segment: &'a Segment,
        footer: Footer,
        group: usize,
        keeps: bool,
    ) -> Result<Self, SegmentError> {
        let rows = footer
            .texts
            .metadata()
            .row_groups()
            .get(group)
            .and_then(|of_group| usize::try_from(of_group.num_rows()).ok())
            .filter(|rows| *rows <= MOST_ROWS)
            .ok_or_else(|| damaged("a row group is missing, or too large"))?;
        Ok(Self {
            store,
            segment,
            footer,
            group,
            rows,
            rest: true,
            kept: keeps.then(RefCell::default),
        })
    }

    /// Looks into the map of fields without a column only where this is true.
    pub(crate) fn with_rest(self, rest: bool) -> Self {
        Self { rest, ..self }
    }

    pub(crate) fn metadata(&self) -> &RowGroupMetaData {
        self.footer.texts.metadata().row_group(self.group)
    }

    /// The place of a column among those of the file.
    fn place(&self, name: &str) -> Option<usize> {
        let fields = self.footer.texts.parquet_schema().root_schema().get_fields();
        fields.iter().position(|field| field.name() == name)
    }

    /// A column, whatever is said of the map of fields without one; `None`: no row fills it.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<ArrayRef>, SegmentError> {
        let Some(place) = self.place(name).filter(|place| !self.is_empty(*place)) else {
            return Ok(None);
        };
        if let Some(kept) = &self.kept
            && let Some(array) = kept.borrow().get(name)
        {
            return Ok(Some(array.clone()));
        }
        let array = self.read(place)?;
        if let Some(kept) = &self.kept {
            kept.borrow_mut().insert(name.to_owned(), array.clone());
        }
        Ok(Some(array))
    }

    /// What the file says of a column, or of the two that a map is.
    fn chunks(&self, place: usize) -> Vec<&ColumnChunkMetaData> {
        let descriptor = self.footer.texts.parquet_schema();
        (0..descriptor.num_columns())
            .filter(|leaf| descriptor.get_column_root_idx(*leaf) == place)
            .filter_map(|leaf| self.metadata().columns().get(leaf))
            .collect()
    }

    /// Whether no row fills a column, as far as its statistics say.
    fn is_empty(&self, place: usize) -> bool {
        match self.chunks(place)[..] {
            [chunk] => chunk
                .statistics()
                .and_then(Statistics::null_count_opt)
                .is_some_and(|nulls| nulls == self.rows as u64),
            _ => false,
        }
    }

    fn read(&self, place: usize) -> Result<ArrayRef, SegmentError> {
        let descriptor = self.footer.texts.parquet_schema();
        let chunks = self.chunks(place);
        let coded = chunks.iter().all(|chunk| is_coded(chunk));
        let footer: &ArrowReaderMetadata = if coded {
            &self.footer.coded
        } else {
            &self.footer.texts
        };
        let mut reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.piece(&chunks)?, footer.clone())
                .with_row_groups(vec![self.group])
                .with_batch_size(self.rows)
                .with_projection(ProjectionMask::roots(descriptor, [place]))
                .build()?;
        let batch = reader.next().transpose()?;
        batch
            .filter(|batch| batch.num_rows() == self.rows)
            .and_then(|batch| batch.columns().first().cloned())
            .ok_or_else(|| damaged("a column is shorter than its row group").into())
    }

    /// The part of the file with these columns, read at one go.
    fn piece(&self, chunks: &[&ColumnChunkMetaData]) -> Result<Piece, SegmentError> {
        let ranges = || chunks.iter().map(|chunk| chunk.byte_range());
        let start = ranges().map(|(start, _)| start).min().unwrap_or(0);
        let end = ranges()
            .map(|(start, length)| start.saturating_add(length))
            .max()
            .unwrap_or(0);
        if end > self.segment.bytes {
            return Err(damaged("the file is shorter than it says").into());
        }
        let length = usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX);
        Ok(Piece {
            start,
            bytes: self.store.object(self.segment)?.get_bytes(start, length)?,
        })
    }

    /// Whole rows, or these columns of them, of those that are selected; texts without dictionaries.
    ///
    /// # Errors
    /// They cannot be read.
    pub(crate) fn selected(
        &self,
        names: impl Fn(&str) -> bool,
        selection: Option<RowSelection>,
    ) -> Result<impl Iterator<Item = Result<RecordBatch, SegmentError>>, SegmentError> {
        let descriptor = self.footer.texts.parquet_schema();
        let fields = descriptor.root_schema().get_fields();
        let places = (0..fields.len()).filter(|at| names(fields[*at].name()));
        let object = self.store.object(self.segment)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(object, self.footer.texts.clone())
            .with_row_groups(vec![self.group])
            .with_batch_size(BATCH_ROWS)
            .with_projection(ProjectionMask::roots(descriptor, places));
        let builder = match selection {
            Some(selection) => builder.with_row_selection(selection),
            None => builder,
        };
        Ok(builder.build()?.map(|batch| batch.map_err(SegmentError::from)))
    }
}

impl Columns for Group<'_> {
    fn rows(&self) -> usize {
        self.rows
    }

    fn column(&self, name: &str) -> Result<Option<ArrayRef>, SegmentError> {
        if name == schema::REST && !self.rest {
            return Ok(None);
        }
        self.whole(name)
    }
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// Whether all values of a column are in its dictionary.
fn is_coded(chunk: &ColumnChunkMetaData) -> bool {
    chunk.dictionary_page_offset().is_some()
        && chunk
            .page_encoding_stats_mask()
            .is_some_and(|pages| pages.is_only(Encoding::RLE_DICTIONARY))
}

/// Bytes of a file from a place on, in memory.
struct Piece {
    start: u64,
    bytes: Bytes,
}

impl Piece {
    fn from(&self, start: u64) -> Result<Bytes, ParquetError> {
        start
            .checked_sub(self.start)
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| *at <= self.bytes.len())
            .map(|at| self.bytes.slice(at..))
            .ok_or_else(|| damaged("a page lies outside of its column"))
    }
}

impl Length for Piece {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Piece {
    type T = Cursor<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(Cursor::new(self.from(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.from(start)?;
        if length > bytes.len() {
            return Err(damaged("a page lies outside of its column"));
        }
        Ok(bytes.slice(..length))
    }
}
