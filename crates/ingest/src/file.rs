//! Files of records: event logs of Windows, JSON lines, and text that a parser knows (syslog, web servers), told apart
//! by their content. Nothing is read whole into memory; a line longer than [`MAX_LINE`] is an error of its own.

use crate::parsers::{
    evtx::{self, EvtxError, MAGIC},
    json,
    syslog::Clock,
    text,
};
use chrono::FixedOffset;
use coloa_event::Event;
use std::{
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

/// Longest line, in bytes.
pub const MAX_LINE: usize = 4 * 1024 * 1024;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Event log of Windows.
    Evtx,
    /// One JSON object a line.
    JsonLines,
    /// Lines of syslog or of a web server.
    Text,
}

/// Where a record stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Number of the record in an event log.
    Record(u64),
    /// Number of the line, from 1.
    Line(u64),
}

/// Why a file or a record could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    #[error("the file is no event log of Windows, no JSON lines and no log that is known")]
    UnknownFormat,
    #[error(transparent)]
    Evtx(#[from] EvtxError),
    #[error("line {line} is no JSON object")]
    Json { line: u64, source: serde_json::Error },
    #[error("line {line} is longer than {MAX_LINE} bytes")]
    LineTooLong { line: u64 },
}

/// Tells the format by the first bytes; `None`: it is none of them. Text is a log where at least half of its first
/// lines are.
fn detect(head: &[u8], clock: &Clock) -> Option<Format> {
    if head.starts_with(MAGIC) {
        return Some(Format::Evtx);
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let first = text.iter().find(|b| !b.is_ascii_whitespace())?;
    if *first == b'{' {
        return Some(Format::JsonLines);
    }
    let text = String::from_utf8_lossy(text);
    // The last line may be cut.
    let whole = text.rfind('\n').map_or(&*text, |end| &text[..end]);
    let lines: Vec<&str> = whole.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let known = lines.iter().filter(|l| text::known(l, clock).is_some()).count();
    (known > 0 && known * 2 >= lines.len()).then_some(Format::Text)
}

/// Reads a file record by record. Each goes to `each` with its place, a damaged one as the error it is; `each` says
/// whether to go on. `progress` is given the bytes that were read since it was last called.
///
/// `zone`: that of local times. Their year is told by the day the file was last written.
pub fn read(
    path: &Path,
    zone: FixedOffset,
    mut progress: impl FnMut(u64),
    mut each: impl FnMut(Result<(Place, Event), FileError>) -> bool,
) -> Result<Format, FileError> {
    let mut file = std::fs::File::open(path)?;
    let about = file.metadata()?;
    let written = about.modified().unwrap_or_else(|_| std::time::SystemTime::now());
    let clock = Clock {
        received: written.into(),
        zone,
    };
    let mut head = [0; 4096];
    let length = read_up_to(&mut file, &mut head)?;
    let format = detect(&head[..length], &clock).ok_or(FileError::UnknownFormat)?;
    file.seek(SeekFrom::Start(0))?;
    match format {
        Format::Evtx => {
            let size = about.len();
            let mut records = evtx::records(BufReader::new(file))?;
            for record in records.iter() {
                let one = record
                    .map(|r| (Place::Record(r.id), r.event))
                    .map_err(FileError::from);
                if !each(one) {
                    break;
                }
            }
            progress(size);
        }
        Format::JsonLines | Format::Text => {
            let source = BufReader::with_capacity(256 * 1024, file);
            let parse = |line: &str| match format {
                Format::Text => Ok(text::read(line, &clock)),
                _ => json::read(line),
            };
            lines(source, parse, &mut progress, &mut each)?;
        }
    }
    Ok(format)
}

/// Reads a file record by record, each as what a sender would send of it: lines as they are, records of an event log
/// as JSON, rows of a table (`.csv`, with names in its first row) as objects. Otherwise as [`read`].
pub fn send(
    path: &Path,
    mut progress: impl FnMut(u64),
    mut each: impl FnMut(Result<(Place, String), FileError>) -> bool,
) -> Result<(), FileError> {
    let mut file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        return rows(BufReader::new(file), size, &mut progress, &mut each);
    }
    let mut head = [0; MAGIC.len()];
    let length = read_up_to(&mut file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    if head[..length] == *MAGIC {
        let mut records = evtx::records(BufReader::new(file))?;
        for record in records.iter() {
            let one = record
                .map(|r| (Place::Record(r.id), r.event.to_json().to_string()))
                .map_err(FileError::from);
            if !each(one) {
                break;
            }
        }
        progress(size);
        return Ok(());
    }
    let source = BufReader::with_capacity(256 * 1024, file);
    lines(source, |line| Ok(line.to_owned()), &mut progress, &mut each)
}

fn rows(
    source: impl Read,
    size: u64,
    progress: &mut impl FnMut(u64),
    each: &mut impl FnMut(Result<(Place, String), FileError>) -> bool,
) -> Result<(), FileError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source);
    let names = reader.byte_headers().map_err(csv_error)?.clone();
    let mut read = 0;
    for (number, row) in reader.byte_records().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(e) => {
                each(Err(csv_error(e)));
                break;
            }
        };
        let text = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes)
                .trim_start_matches('\u{feff}')
                .to_owned()
        };
        let object: serde_json::Map<String, serde_json::Value> = names
            .iter()
            .zip(row.iter())
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (text(name), text(value).into()))
            .collect();
        let line = row.position().map_or(number as u64 + 2, csv::Position::line);
        let at = row.position().map_or(read, csv::Position::byte);
        progress(at.saturating_sub(read));
        read = at;
        if !each(Ok((
            Place::Line(line),
            serde_json::Value::Object(object).to_string(),
        ))) {
            break;
        }
    }
    progress(size.saturating_sub(read));
    Ok(())
}

fn csv_error(error: csv::Error) -> FileError {
    FileError::Io(error.into())
}

fn read_up_to(source: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < into.len() {
        match source.read(&mut into[length..])? {
            0 => break,
            n => length += n,
        }
    }
    Ok(length)
}

fn lines<T>(
    mut source: impl BufRead,
    parse: impl Fn(&str) -> Result<T, serde_json::Error>,
    progress: &mut impl FnMut(u64),
    each: &mut impl FnMut(Result<(Place, T), FileError>) -> bool,
) -> Result<(), FileError> {
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let length = (&mut source)
            .take(MAX_LINE as u64 + 1)
            .read_until(b'\n', &mut bytes)?;
        if length == 0 {
            break;
        }
        let mut read = length as u64;
        let result = if length > MAX_LINE {
            read += skip_line(&mut source, &bytes)?;
            Err(FileError::LineTooLong { line: number })
        } else {
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_start_matches('\u{feff}').trim();
            if text.is_empty() {
                progress(read);
                continue;
            }
            parse(text)
                .map(|event| (Place::Line(number), event))
                .map_err(|source| FileError::Json { line: number, source })
        };
        progress(read);
        if !each(result) {
            break;
        }
    }
    Ok(())
}

/// Goes on to the end of a line that is too long, without keeping it; bytes that were skipped.
fn skip_line(source: &mut impl BufRead, begun: &[u8]) -> io::Result<u64> {
    let mut skipped = 0;
    let mut ended = begun.ends_with(b"\n");
    while !ended {
        let buffer = source.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let length = match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => {
                ended = true;
                at + 1
            }
            None => buffer.len(),
        };
        skipped += length as u64;
        source.consume(length);
    }
    Ok(skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Vec<Result<Place, String>> {
        let mut found = Vec::new();
        let mut bytes = 0;
        lines(text, json::read, &mut |n| bytes += n, &mut |r| {
            found.push(r.map(|(place, _)| place).map_err(|e| e.to_string()));
            true
        })
        .unwrap();
        assert_eq!(bytes, text.len() as u64, "progress tells of every byte");
        found
    }

    #[test]
    fn lines_that_are_no_objects_are_said_and_the_rest_is_read() {
        let found = all(b"{\"a\":1}\n\nkhong phai json\n{\"b\":2}");
        assert_eq!(found[0], Ok(Place::Line(1)));
        assert!(found[1].as_ref().unwrap_err().contains("line 3"));
        assert_eq!(found[2], Ok(Place::Line(4)));
    }

    #[test]
    fn a_line_without_an_end_takes_no_memory_and_hides_nothing() {
        let mut text = vec![b'x'; MAX_LINE * 2 + 7];
        text.extend(b"\n{\"a\":1}\n");
        let found = all(&text);
        assert!(found[0].as_ref().unwrap_err().contains("longer"));
        assert_eq!(found[1], Ok(Place::Line(2)));
    }

    #[test]
    fn what_a_sender_would_send_is_read_from_every_kind_of_file() {
        let folder = std::env::temp_dir().join(format!("coloa-send-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let sent = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            let (mut found, mut bytes) = (Vec::new(), 0);
            send(
                &path,
                |n| bytes += n,
                |one| {
                    let (place, text) = one.unwrap();
                    found.push((place, text));
                    true
                },
            )
            .unwrap();
            assert_eq!(bytes, text.len() as u64, "progress tells of every byte");
            found
        };
        assert_eq!(
            sent("a.log", "mot\n\nhai\n"),
            [
                (Place::Line(1), "mot".to_owned()),
                (Place::Line(3), "hai".to_owned())
            ]
        );
        assert_eq!(
            sent(
                "a.csv",
                "time,user,note\n2026-07-01T00:00:00Z,\"An, Nguyễn\",\nx\n"
            ),
            [
                (
                    Place::Line(2),
                    r#"{"time":"2026-07-01T00:00:00Z","user":"An, Nguyễn"}"#.to_owned()
                ),
                (Place::Line(3), r#"{"time":"x"}"#.to_owned()),
            ]
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn formats_are_told_by_content() {
        let clock = Clock {
            received: "2026-01-02T00:00:00Z".parse().unwrap(),
            zone: FixedOffset::east_opt(0).unwrap(),
        };
        let detect = |head: &[u8]| detect(head, &clock);
        assert_eq!(detect(b"ElfFile\0..."), Some(Format::Evtx));
        assert_eq!(detect(b"\xEF\xBB\xBF\n {"), Some(Format::JsonLines));
        assert_eq!(
            detect(b"Jan  1 08:15:00 h sshd[7]: x\nJan  1 08:1"),
            Some(Format::Text)
        );
        assert_eq!(detect(b"a,b"), None);
        assert_eq!(detect(b"title: x\nlogsource:\n"), None, "a rule is no log");
        assert_eq!(detect(b""), None);
    }
}
