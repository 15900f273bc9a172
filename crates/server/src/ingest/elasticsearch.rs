//! The part of Elasticsearch's interface that shippers use to deliver: `_bulk`, single documents, and what they ask
//! before. Every answer bears the header that official clients look for.

use super::{Door, Refusal, header_text, json, received, record, sender};
use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use coloa_ingest::{
    protocols::bulk::{self, Action},
    record::Format,
};
use std::{fmt::Write, net::SocketAddr, time::Instant};

const PRODUCT: HeaderValue = HeaderValue::from_static("Elasticsearch");

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Root,
    License,
    Health,
    Nodes,
    Bulk,
    /// One document; with its id where the path names one.
    Document(Option<String>),
    /// Templates, policies, pipelines, data streams: accepted and not kept.
    Setup,
    Search,
    Other,
}

fn asked(method: &Method, path: &str) -> Asked {
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let write = matches!(*method, Method::POST | Method::PUT);
    // A path prefix may stand before all of it.
    match parts
        .iter()
        .position(|p| p.starts_with('_'))
        .map(|at| &parts[at..])
    {
        None if write => Asked::Other,
        None => Asked::Root,
        Some(["_bulk"]) if write => Asked::Bulk,
        Some(["_license"] | ["_xpack", "license"]) => Asked::License,
        Some(["_cluster", "health", ..]) => Asked::Health,
        Some(["_nodes", ..]) => Asked::Nodes,
        Some(["_doc" | "_create"]) if write => Asked::Document(None),
        Some(["_doc" | "_create", id]) if write => Asked::Document(Some((*id).to_owned())),
        Some(["_search" | "_msearch" | "_count" | "_sql" | "_query", ..]) => Asked::Search,
        Some(
            [
                "_index_template"
                | "_template"
                | "_component_template"
                | "_ilm"
                | "_alias"
                | "_aliases"
                | "_data_stream"
                | "_ingest"
                | "_mapping"
                | "_settings",
                ..,
            ],
        ) => Asked::Setup,
        Some(_) => Asked::Other,
    }
}

/// Answers whatever a shipper asks.
pub(super) async fn answer(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = asked(&parts.method, parts.uri.path());
    let query = parts.uri.query().unwrap_or("").to_owned();
    let mut response = match asked {
        Asked::Bulk => bulk_answer(&door, peer, &parts.headers, &query, body)
            .await
            .unwrap_or_else(IntoResponse::into_response),
        Asked::Document(id) => document(&door, peer, &parts.headers, id, body)
            .await
            .unwrap_or_else(IntoResponse::into_response),
        // Who asks anything at all must show who it is, so that a wrong token is noticed at the first look.
        other => match sender::of(&door, &parts.headers, peer) {
            Ok(_) => fixed(&door, &other, &parts.method),
            Err(refusal) => refusal.into_response(),
        },
    };
    let headers = response.headers_mut();
    headers.insert("x-elastic-product", PRODUCT);
    // Clients that ask for a vendor's type want it back.
    if let Some(vendor) =
        header_text(&parts.headers, "accept").filter(|a| a.starts_with("application/vnd.elasticsearch+json"))
        && headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|t| t == "application/json")
        && let Ok(vendor) = HeaderValue::from_str(vendor.split(',').next().unwrap_or(vendor).trim())
    {
        headers.insert(header::CONTENT_TYPE, vendor);
    }
    response
}

fn fixed(door: &Door, asked: &Asked, method: &Method) -> Response {
    let ok = |text: String| json(StatusCode::OK, text);
    match asked {
        Asked::Root => ok(format!(
            r#"{{"name":"coloa","cluster_name":"coloa","cluster_uuid":"coloa","version":{{"number":"{}","build_flavor":"default","build_type":"deb","lucene_version":"9.12.0","minimum_wire_compatibility_version":"7.17.0","minimum_index_compatibility_version":"7.0.0"}},"tagline":"You Know, for Search"}}"#,
            door.version
        )),
        Asked::License => ok(
            r#"{"license":{"status":"active","uid":"coloa","type":"basic","expiry_date_in_millis":4000000000000}}"#.into(),
        ),
        Asked::Health => ok(r#"{"cluster_name":"coloa","status":"green"}"#.into()),
        Asked::Nodes => ok(r#"{"nodes":{}}"#.into()),
        Asked::Search => Refusal::Malformed("events are searched in Cổ Loa itself").into_response(),
        Asked::Setup | Asked::Other if matches!(*method, Method::GET | Method::HEAD) => ok("{}".into()),
        _ => ok(r#"{"acknowledged":true}"#.into()),
    }
}

async fn bulk_answer(
    door: &Door,
    peer: SocketAddr,
    headers: &HeaderMap,
    query: &str,
    body: Body,
) -> Result<Response, Refusal> {
    let begun = Instant::now();
    let (source, held) = received(door, headers, peer, body).await?;
    // What is not asked for is left out: ten thousand items of twenty bytes matter.
    let names = names_wanted(query);
    let read = tokio::task::spawn_blocking(move || {
        let (mut records, mut items) = (Vec::new(), String::new());
        for item in bulk::items(&held.bytes) {
            if let Some(document) = item.document {
                records.push(record(document, item.id.as_deref(), peer));
            }
            write_item(&mut items, &item, names);
        }
        (records, items)
    });
    let (records, items) = read
        .await
        .map_err(|_| Refusal::Malformed("the body cannot be read"))?;
    let taken = door.take(&source, Format::Auto, records).await?;
    let took = begun.elapsed().as_millis();
    // Shippers look for `"errors":false,"items":[` as text: the order and the missing spaces are part of the answer.
    let mut response = json(
        StatusCode::OK,
        format!(r#"{{"took":{took},"errors":false,"items":[{items}]}}"#),
    );
    // For our own command line, which says how many were new.
    let headers = response.headers_mut();
    headers.insert("x-coloa-taken", taken.new.into());
    headers.insert("x-coloa-repeated", taken.repeated.into());
    Ok(response)
}

fn names_wanted(query: &str) -> bool {
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("filter_path="))
        .is_none_or(|paths| paths.contains("_index") || paths.contains("_id") || !paths.contains("items"))
}

fn write_item(into: &mut String, item: &bulk::Item<'_>, names: bool) {
    if !into.is_empty() {
        into.push(',');
    }
    let status = match item.action {
        Action::Create | Action::Index => 201,
        Action::Update => 200,
        Action::Delete => 404,
    };
    let _ = write!(into, r#"{{"{}":{{"#, item.action.as_str());
    if names {
        for (name, value) in [("_index", &item.index), ("_id", &item.id)] {
            if let Some(value) = value {
                let _ = write!(into, r#""{name}":{},"#, serde_json::Value::from(value.as_ref()));
            }
        }
    }
    let _ = write!(into, r#""status":{status}}}}}"#);
}

async fn document(
    door: &Door,
    peer: SocketAddr,
    headers: &HeaderMap,
    id: Option<String>,
    body: Body,
) -> Result<Response, Refusal> {
    let (source, held) = received(door, headers, peer, body).await?;
    let document = held.bytes.trim_ascii();
    if document.is_empty() {
        return Err(Refusal::Malformed("the document is empty"));
    }
    let record = record(document, id.as_deref(), peer);
    door.take(&source, Format::Auto, vec![record]).await?;
    let id = serde_json::Value::from(id.unwrap_or_default());
    Ok(json(
        StatusCode::CREATED,
        format!(r#"{{"_index":"logs","_id":{id},"_version":1,"result":"created"}}"#),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_every_shipper_are_understood() {
        let of = |method: Method, path: &str| asked(&method, path);
        for path in ["/_bulk", "/_bulk/", "/logs/_bulk", "/tien-to/logs/_bulk"] {
            assert_eq!(of(Method::POST, path), Asked::Bulk, "{path}");
            assert_eq!(of(Method::PUT, path), Asked::Bulk, "{path}");
        }
        assert_eq!(of(Method::GET, "/"), Asked::Root);
        assert_eq!(of(Method::HEAD, "/tien-to/"), Asked::Root);
        assert_eq!(of(Method::GET, "/_license"), Asked::License);
        assert_eq!(of(Method::GET, "/_xpack/license"), Asked::License);
        assert_eq!(of(Method::GET, "/_cluster/health"), Asked::Health);
        assert_eq!(of(Method::GET, "/_nodes/http"), Asked::Nodes);
        assert_eq!(of(Method::PUT, "/_index_template/x"), Asked::Setup);
        assert_eq!(of(Method::POST, "/logs/_doc"), Asked::Document(None));
        assert_eq!(
            of(Method::PUT, "/logs/_create/7"),
            Asked::Document(Some("7".into()))
        );
        assert_eq!(of(Method::POST, "/logs/_search"), Asked::Search);
        assert_eq!(of(Method::GET, "/_cat/indices"), Asked::Other);
    }

    #[test]
    fn items_answer_for_their_actions_in_order() {
        let body = b"{\"create\":{\"_index\":\"a\\\"b\"}}\n{}\n{\"update\":{\"_id\":\"7\"}}\n{\"doc\":{}}\n{\"delete\":{}}\n";
        let written = |names| {
            let mut text = String::new();
            bulk::items(body).for_each(|i| write_item(&mut text, &i, names));
            text
        };
        assert_eq!(
            written(true),
            r#"{"create":{"_index":"a\"b","status":201}},{"update":{"_id":"7","status":200}},{"delete":{"status":404}}"#
        );
        assert_eq!(
            written(false),
            r#"{"create":{"status":201}},{"update":{"status":200}},{"delete":{"status":404}}"#
        );
        assert!(
            names_wanted("")
                && names_wanted("filter_path=items.*._index,items.*.status")
                && names_wanted("timeout=60s")
        );
        assert!(!names_wanted("filter_path=errors,items.*.error,items.*.status"));
    }
}
