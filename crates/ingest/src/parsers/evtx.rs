//! Event logs of Windows (EVTX), record by record.

use super::windows;
use coloa_event::Event;
use evtx::{EvtxParser, ParserSettings};
use std::io::{Read, Seek};

/// The first bytes of an event log.
pub const MAGIC: &[u8; 8] = b"ElfFile\0";

/// Why a record, or all of them, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EvtxError {
    #[error("this is no event log of Windows")]
    NoEventLog(#[source] Box<evtx::err::EvtxError>),
    #[error("a record is damaged: {0}")]
    Record(Box<evtx::err::EvtxError>),
}

/// A record with its number in the log.
#[derive(Clone, Debug)]
pub struct Record {
    pub id: u64,
    pub event: Event,
}

/// Reads the records of a log one after the other; a damaged one is an error of its own and the next ones are read.
pub fn records<R: Read + Seek>(source: R) -> Result<Records<R>, EvtxError> {
    let settings = ParserSettings::default().separate_json_attributes(false);
    let parser = EvtxParser::from_read_seek(source)
        .map_err(|e| EvtxError::NoEventLog(Box::new(e)))?
        .with_configuration(settings);
    Ok(Records(parser))
}

/// A log that is open.
pub struct Records<R: Read + Seek>(EvtxParser<R>);

impl<R: Read + Seek> Records<R> {
    /// The records in the order of the log.
    pub fn iter(&mut self) -> impl Iterator<Item = Result<Record, EvtxError>> + '_ {
        self.0.records_json_value().map(|record| {
            let record = record.map_err(|e| EvtxError::Record(Box::new(e)))?;
            Ok(Record {
                id: record.event_record_id,
                event: windows::from_evtx(&record.data),
            })
        })
    }
}
