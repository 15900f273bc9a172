//! Events as a file: CSV, JSON lines, Parquet. Written whole before the first byte leaves, so that a failure is an
//! error and no file that ends early.

use super::{SearchQuery, scope, searcher};
use crate::{
    App,
    extract::{Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::SecondsFormat;
use coloa_base::{ErrorKind, text::csv_cell};
use coloa_event::Value;
use coloa_event_store::{Row, Searcher, export::ParquetExport, search::Request, segment::SegmentError};
use hyper::body::Frame;
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufWriter, Read, Seek, Write},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export))
}

/// Events of one file at most.
const MOST_EVENTS: u64 = 1_000_000;
/// Events whose fields become columns of a table where nobody names columns, and columns at most.
const LOOKED_AT: usize = 1_000;
const MOST_COLUMNS: usize = 100;
/// Bytes that leave at a time.
const CHUNK: usize = 64 * 1024;

#[derive(Debug, Deserialize, IntoParams)]
pub struct ExportQuery {
    /// `csv`, `ndjson`, `parquet`.
    format: String,
    /// Fields of a table, separated by commas; without it, those of the newest thousand events.
    #[serde(default)]
    columns: String,
}

enum Writer {
    Csv(BufWriter<File>, Vec<String>),
    Lines(BufWriter<File>),
    Parquet(Box<ParquetExport>),
}

/// A file that is being written, until it is full or fails.
struct Export {
    writer: Writer,
    left: u64,
    failed: Option<SegmentError>,
}

fn text_of(value: &Value) -> String {
    match value {
        Value::List(_) => value.to_json().to_string(),
        other => other.to_text().unwrap_or_default(),
    }
}

impl Writer {
    fn write(&mut self, rows: Vec<Row>) -> Result<(), SegmentError> {
        match self {
            Self::Csv(file, columns) => {
                for row in rows {
                    let mut cells = vec![
                        row.time.to_rfc3339_opts(SecondsFormat::Micros, true),
                        csv_cell(&row.event.host().unwrap_or_default()),
                        row.event
                            .logsource
                            .product
                            .as_deref()
                            .map(csv_cell)
                            .unwrap_or_default(),
                    ];
                    cells.extend(columns.iter().map(|name| {
                        row.event
                            .get(name)
                            .map(|value| csv_cell(&text_of(value)))
                            .unwrap_or_default()
                    }));
                    writeln!(file, "{}\r", cells.join(","))?;
                }
            }
            Self::Lines(file) => {
                for row in rows {
                    let mut object = row.event.to_json();
                    if let Some(fields) = object.as_object_mut() {
                        let time = row.time.to_rfc3339_opts(SecondsFormat::Micros, true);
                        fields.insert("@timestamp".into(), time.into());
                        fields.insert("event.sequence".into(), row.seq.into());
                        if let Some(raw) = row.event.raw {
                            fields.entry("event.original").or_insert(raw.into());
                        }
                    }
                    writeln!(file, "{object}")?;
                }
            }
            Self::Parquet(file) => file.add(rows)?,
        }
        Ok(())
    }

    fn finish(self) -> Result<(), SegmentError> {
        match self {
            Self::Csv(mut file, _) | Self::Lines(mut file) => Ok(file.flush()?),
            Self::Parquet(file) => file.finish(),
        }
    }
}

/// Names of fields that these events have, as columns of a table.
async fn columns(searcher: &Searcher, request: Request) -> ApiResult<Vec<String>> {
    let newest = searcher.rows(request).await?.found.rows;
    let names: BTreeSet<String> = newest
        .iter()
        .flat_map(|row| row.event.fields.iter().map(|f| f.name().to_owned()))
        .collect();
    Ok(names.into_iter().take(MOST_COLUMNS).collect())
}

fn failed(e: impl std::error::Error) -> ApiError {
    tracing::error!(error = %coloa_platform::telemetry::chain(&e), "events cannot be exported");
    ApiError::new(ErrorKind::Unavailable, "search.export")
}

/// Events as a file, at most a million of them.
#[utoipa::path(get, path = "/export", tag = "search", params(SearchQuery, ExportQuery), responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 422, body = Problem)))]
async fn export(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SearchQuery>,
    Query(how): Query<ExportQuery>,
) -> ApiResult<Response> {
    let scope = scope(&app, &actor)?;
    let (query, window) = q.read(&app)?;
    let searcher = searcher(&app)?;
    let file = tempfile::NamedTempFile::new().map_err(failed)?;
    let open = || file.reopen().map(BufWriter::new);
    let (writer, media, name) = match how.format.as_str() {
        "csv" => {
            let columns = if how.columns.is_empty() {
                columns(
                    searcher,
                    Request::newest(query.clone(), scope.clone(), window, LOOKED_AT),
                )
                .await?
            } else {
                how.columns
                    .split(',')
                    .map(|c| c.trim().to_owned())
                    .filter(|c| !c.is_empty())
                    .collect()
            };
            let mut out = open().map_err(failed)?;
            let head: Vec<String> = ["time", "host", "product"]
                .into_iter()
                .map(str::to_owned)
                .chain(columns.iter().map(|c| csv_cell(c)))
                .collect();
            // The mark by which spreadsheets know UTF-8.
            write!(out, "\u{feff}{}\r\n", head.join(",")).map_err(failed)?;
            (
                Writer::Csv(out, columns),
                "text/csv; charset=utf-8",
                "su-kien.csv",
            )
        }
        "ndjson" => (
            Writer::Lines(open().map_err(failed)?),
            "application/x-ndjson",
            "su-kien.ndjson",
        ),
        "parquet" => (
            Writer::Parquet(Box::new(ParquetExport::new(file.path()).map_err(failed)?)),
            "application/vnd.apache.parquet",
            "su-kien.parquet",
        ),
        _ => return Err(ApiError::invalid("format", "unknown")),
    };
    let export = Arc::new(Mutex::new(Some(Export {
        writer,
        left: MOST_EVENTS,
        failed: None,
    })));
    let taken = export.clone();
    let answer = searcher
        .each(query, scope, window, move |mut rows| {
            let mut export = taken.lock().unwrap_or_else(|e| e.into_inner());
            let Some(export) = export.as_mut() else {
                return false;
            };
            rows.truncate(usize::try_from(export.left).unwrap_or(usize::MAX));
            export.left -= rows.len() as u64;
            export.failed = export.writer.write(rows).err();
            export.failed.is_none() && export.left > 0
        })
        .await?;
    let export = export.lock().unwrap_or_else(|e| e.into_inner()).take();
    let Some(Export {
        writer,
        left,
        failed: why,
    }) = export
    else {
        return Err(ApiError::new(ErrorKind::Internal, "search.export"));
    };
    if let Some(e) = why {
        return Err(failed(e));
    }
    writer.finish().map_err(failed)?;
    let mut file = file.into_file();
    file.rewind().map_err(failed)?;
    let mut response = Body::new(FileBody(file)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert("x-coloa-events", HeaderValue::from(MOST_EVENTS - left));
    headers.insert(
        "x-coloa-cut",
        HeaderValue::from_static(if left == 0 { "true" } else { "false" }),
    );
    headers.insert(
        "x-coloa-missing",
        HeaderValue::from(answer.missing.iter().map(|s| s.rows).sum::<u64>()),
    );
    Ok(response)
}

/// A file that is gone from its folder already, read to its end.
struct FileBody(File);

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        // It was written a moment ago, and is read from the system's memory.
        let mut buffer = vec![0; CHUNK];
        Poll::Ready(match self.0.read(&mut buffer) {
            Ok(0) => None,
            Ok(read) => {
                buffer.truncate(read);
                Some(Ok(Frame::data(buffer.into())))
            }
            Err(e) => Some(Err(e)),
        })
    }
}
