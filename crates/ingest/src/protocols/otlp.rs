//! Logs of OpenTelemetry (OTLP 1.x, `ExportLogsServiceRequest`), as protobuf and as JSON. Each record becomes one flat
//! object: what the resource and the scope say, the record's attributes, `body`, time and severity.
//!
//! The messages are the part of `opentelemetry/proto/logs/v1` that is kept; unknown fields are skipped, as protobuf
//! wants it.

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, SecondsFormat};
use prost::Message;
use serde_json::{Map, Value as Json, json};

/// Why a body is refused.
#[derive(Debug, thiserror::Error)]
pub enum OtlpError {
    #[error("the body is no protobuf of logs")]
    Protobuf(#[from] prost::DecodeError),
    #[error("the body is no JSON of logs")]
    Json(#[from] serde_json::Error),
}

#[derive(Clone, PartialEq, Message)]
struct Request {
    #[prost(message, repeated, tag = "1")]
    resource_logs: Vec<ResourceLogs>,
}

#[derive(Clone, PartialEq, Message)]
struct ResourceLogs {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_logs: Vec<ScopeLogs>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct ScopeLogs {
    #[prost(message, optional, tag = "1")]
    scope: Option<Scope>,
    #[prost(message, repeated, tag = "2")]
    log_records: Vec<LogRecord>,
}

#[derive(Clone, PartialEq, Message)]
struct Scope {
    #[prost(string, tag = "1")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct LogRecord {
    #[prost(fixed64, tag = "1")]
    time_unix_nano: u64,
    #[prost(int32, tag = "2")]
    severity_number: i32,
    #[prost(string, tag = "3")]
    severity_text: String,
    #[prost(message, optional, tag = "5")]
    body: Option<AnyValue>,
    #[prost(message, repeated, tag = "6")]
    attributes: Vec<KeyValue>,
    #[prost(bytes = "vec", tag = "9")]
    trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    span_id: Vec<u8>,
    #[prost(fixed64, tag = "11")]
    observed_time_unix_nano: u64,
    #[prost(string, tag = "12")]
    event_name: String,
}

#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<AnyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct AnyValue {
    #[prost(oneof = "any::Value", tags = "1, 2, 3, 4, 5, 6, 7")]
    value: Option<any::Value>,
}

#[derive(Clone, PartialEq, Message)]
struct ArrayValue {
    #[prost(message, repeated, tag = "1")]
    values: Vec<AnyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct KeyValueList {
    #[prost(message, repeated, tag = "1")]
    values: Vec<KeyValue>,
}

mod any {
    //! The kinds of a value.

    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Value {
        #[prost(string, tag = "1")]
        String(String),
        #[prost(bool, tag = "2")]
        Bool(bool),
        #[prost(int64, tag = "3")]
        Int(i64),
        #[prost(double, tag = "4")]
        Double(f64),
        #[prost(message, tag = "5")]
        Array(super::ArrayValue),
        #[prost(message, tag = "6")]
        Map(super::KeyValueList),
        #[prost(bytes, tag = "7")]
        Bytes(Vec<u8>),
    }
}

impl AnyValue {
    fn into_json(self) -> Json {
        match self.value {
            None => Json::Null,
            Some(any::Value::String(text)) => text.into(),
            Some(any::Value::Bool(b)) => b.into(),
            Some(any::Value::Int(n)) => n.into(),
            Some(any::Value::Double(n)) => n.into(),
            Some(any::Value::Array(all)) => all.values.into_iter().map(Self::into_json).collect(),
            Some(any::Value::Map(all)) => Json::Object(object(all.values)),
            Some(any::Value::Bytes(bytes)) => BASE64_STANDARD.encode(bytes).into(),
        }
    }
}

fn object(attributes: Vec<KeyValue>) -> Map<String, Json> {
    attributes
        .into_iter()
        .map(|a| (a.key, a.value.map_or(Json::Null, AnyValue::into_json)))
        .collect()
}

/// The records of a protobuf body, each as one JSON object.
///
/// # Errors
/// The body is no such protobuf.
pub fn protobuf(body: &[u8]) -> Result<Vec<Vec<u8>>, OtlpError> {
    let request = Request::decode(body)?;
    let mut records = Vec::new();
    for of_resource in request.resource_logs {
        let resource = of_resource
            .resource
            .map(|r| object(r.attributes))
            .unwrap_or_default();
        for of_scope in of_resource.scope_logs {
            let scope = of_scope.scope.map(|s| s.name).unwrap_or_default();
            for r in of_scope.log_records {
                records.push(record(
                    &resource,
                    &scope,
                    Record {
                        time: r.time_unix_nano,
                        observed: r.observed_time_unix_nano,
                        severity_number: r.severity_number.into(),
                        severity_text: r.severity_text,
                        body: r.body.map_or(Json::Null, AnyValue::into_json),
                        attributes: object(r.attributes),
                        trace_id: hex(&r.trace_id),
                        span_id: hex(&r.span_id),
                        event_name: r.event_name,
                    },
                ));
            }
        }
    }
    Ok(records)
}

/// The records of a JSON body, each as one JSON object.
///
/// # Errors
/// The body is no JSON object.
pub fn json(body: &[u8]) -> Result<Vec<Vec<u8>>, OtlpError> {
    let request: Map<String, Json> = serde_json::from_slice(body)?;
    let mut records = Vec::new();
    for of_resource in list(request.get("resourceLogs")) {
        let resource = attributes(&of_resource["resource"]["attributes"]);
        for of_scope in list(of_resource.get("scopeLogs")) {
            let scope = of_scope["scope"]["name"].as_str().unwrap_or_default();
            for r in list(of_scope.get("logRecords")) {
                let text = |name: &str| r[name].as_str().unwrap_or_default().to_owned();
                records.push(record(
                    &resource,
                    scope,
                    Record {
                        time: number(&r["timeUnixNano"]),
                        observed: number(&r["observedTimeUnixNano"]),
                        severity_number: r["severityNumber"].as_i64().unwrap_or_default(),
                        severity_text: text("severityText"),
                        body: any_json(&r["body"]),
                        attributes: attributes(&r["attributes"]),
                        trace_id: text("traceId"),
                        span_id: text("spanId"),
                        event_name: text("eventName"),
                    },
                ));
            }
        }
    }
    Ok(records)
}

fn list(value: Option<&Json>) -> &[Json] {
    value.and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// 64-bit numbers are strings in this JSON; some senders write them plain.
fn number(value: &Json) -> u64 {
    match value {
        Json::String(text) => text.parse().unwrap_or_default(),
        other => other.as_u64().unwrap_or_default(),
    }
}

fn attributes(value: &Json) -> Map<String, Json> {
    list(Some(value))
        .iter()
        .filter_map(|a| Some((a["key"].as_str()?.to_owned(), any_json(&a["value"]))))
        .collect()
}

fn any_json(value: &Json) -> Json {
    let Some((kind, inner)) = value.as_object().and_then(|o| o.iter().next()) else {
        return Json::Null;
    };
    match kind.as_str() {
        "intValue" => match inner {
            Json::String(text) => text.parse::<i64>().map_or_else(|_| inner.clone(), Json::from),
            other => other.clone(),
        },
        "arrayValue" => list(inner.get("values")).iter().map(any_json).collect(),
        "kvlistValue" => Json::Object(attributes(&inner["values"])),
        _ => inner.clone(),
    }
}

struct Record {
    /// Nanoseconds since 1970; 0: not said.
    time: u64,
    observed: u64,
    severity_number: i64,
    severity_text: String,
    body: Json,
    attributes: Map<String, Json>,
    trace_id: String,
    span_id: String,
    event_name: String,
}

fn record(resource: &Map<String, Json>, scope: &str, r: Record) -> Vec<u8> {
    // What is nearer to the record wins.
    let mut object = resource.clone();
    object.extend(r.attributes);
    match r.body {
        Json::Null => {}
        Json::Object(body) => object.extend(body),
        Json::String(text) => {
            object.insert("message".into(), text.into());
        }
        other => {
            object.insert("body".into(), other);
        }
    }
    let nanos = if r.time == 0 { r.observed } else { r.time };
    if nanos > 0 {
        let time = DateTime::from_timestamp_nanos(i64::try_from(nanos).unwrap_or(i64::MAX));
        object.insert(
            "@timestamp".into(),
            json!(time.to_rfc3339_opts(SecondsFormat::Nanos, true)),
        );
    }
    if r.severity_number != 0 {
        object.insert("severity_number".into(), r.severity_number.into());
    }
    for (name, text) in [
        ("log.level", r.severity_text),
        ("log.logger", scope.to_owned()),
        ("trace.id", r.trace_id),
        ("span.id", r.span_id),
        ("event.name", r.event_name),
    ] {
        if !text.is_empty() {
            object.insert(name.into(), text.into());
        }
    }
    Json::Object(object).to_string().into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(value: any::Value) -> Option<AnyValue> {
        Some(AnyValue { value: Some(value) })
    }

    fn read(record: &[u8]) -> Json {
        serde_json::from_slice(record).unwrap()
    }

    #[test]
    fn both_forms_say_the_same() {
        let request = Request {
            resource_logs: vec![ResourceLogs {
                resource: Some(Resource {
                    attributes: vec![KeyValue {
                        key: "host.name".into(),
                        value: value(any::Value::String("h".into())),
                    }],
                }),
                scope_logs: vec![ScopeLogs {
                    scope: Some(Scope { name: "s".into() }),
                    log_records: vec![LogRecord {
                        time_unix_nano: 1_767_225_600_500_000_000,
                        severity_number: 9,
                        severity_text: "INFO".into(),
                        body: value(any::Value::String("xin chào".into())),
                        attributes: vec![KeyValue {
                            key: "n".into(),
                            value: value(any::Value::Int(7)),
                        }],
                        trace_id: vec![0xab; 2],
                        ..LogRecord::default()
                    }],
                }],
            }],
        };
        let wanted = json!({
            "host.name": "h", "log.logger": "s", "@timestamp": "2026-01-01T00:00:00.500000000Z", "severity_number": 9,
            "log.level": "INFO", "message": "xin chào", "n": 7, "trace.id": "abab",
        });
        let records = protobuf(&request.encode_to_vec()).unwrap();
        assert_eq!(read(&records[0]), wanted);
        let body = json!({"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"h"}}]},
            "scopeLogs":[{"scope":{"name":"s"},"logRecords":[{"timeUnixNano":"1767225600500000000","severityNumber":9,
            "severityText":"INFO","body":{"stringValue":"xin chào"},"attributes":[{"key":"n","value":{"intValue":"7"}}],
            "traceId":"abab"}]}]}]});
        assert_eq!(read(&json(body.to_string().as_bytes()).unwrap()[0]), wanted);
    }

    #[test]
    fn bodies_of_any_kind_and_times_that_are_missing() {
        let body = json!({"resourceLogs":[{"scopeLogs":[{"logRecords":[
            {"observedTimeUnixNano":"1000000000","body":{"kvlistValue":{"values":[{"key":"a","value":{"arrayValue":{"values":[{"boolValue":true}]}}}]}}},
            {"body":{"doubleValue":1.5}}]}]}]});
        let records = json(body.to_string().as_bytes()).unwrap();
        assert_eq!(
            read(&records[0]),
            json!({"@timestamp":"1970-01-01T00:00:01.000000000Z","a":[true]})
        );
        assert_eq!(read(&records[1]), json!({"body":1.5}));
    }

    #[test]
    fn what_is_no_logs_is_an_error_and_nothing_is_fine() {
        assert!(protobuf(b"\xff\xff\xff").is_err() && json(b"[]").is_err() && json(b"").is_err());
        assert!(protobuf(b"").unwrap().is_empty() && json(b"{}").unwrap().is_empty());
    }
}
