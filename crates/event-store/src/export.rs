//! Events as files for other tools.

use crate::{
    row::{self, Row},
    schema,
    segment::SegmentError,
};
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};
use std::{fs::File, path::Path};

/// Rows that are written together.
const BATCH_ROWS: usize = 16 * 1024;

/// Writes events into a Parquet file with all columns.
pub struct ParquetExport {
    writer: ArrowWriter<File>,
    waiting: Vec<Row>,
}

impl ParquetExport {
    /// # Errors
    /// The file cannot be made.
    pub fn new(file: &Path) -> Result<Self, SegmentError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by("coloa".to_owned())
            .build();
        Ok(Self {
            writer: ArrowWriter::try_new(File::create(file)?, schema::schema(), Some(properties))?,
            waiting: Vec::new(),
        })
    }

    /// # Errors
    /// They cannot be written.
    pub fn add(&mut self, rows: Vec<Row>) -> Result<(), SegmentError> {
        self.waiting.extend(rows);
        if self.waiting.len() >= BATCH_ROWS {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), SegmentError> {
        let waiting = std::mem::take(&mut self.waiting);
        let batch = row::batch(&waiting.iter().collect::<Vec<_>>())?;
        self.writer
            .write(&row::with_columns(&batch, schema::schema().fields())?)?;
        Ok(())
    }

    /// Closes the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<(), SegmentError> {
        if !self.waiting.is_empty() {
            self.write()?;
        }
        self.writer.finish()?;
        Ok(())
    }
}
