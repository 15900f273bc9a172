//! Every route as somebody who is not signed in: 401 with a problem, except where `public_routes.txt` says why not.

use crate::{document::operations, support::World};
use axum::{
    body::Body,
    http::{Method, header},
};
use coloa_testkit::{TestDb, store_suite};

/// `METHOD path  reason`, one a line. It only shrinks, unless a reviewer agrees.
const PUBLIC: &str = include_str!("public_routes.txt");

fn public() -> Vec<(String, String)> {
    PUBLIC
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| {
            let mut parts = l.splitn(3, ' ');
            let (method, path, reason) = (
                parts.next().unwrap(),
                parts.next().unwrap_or(""),
                parts.next().unwrap_or(""),
            );
            assert!(!reason.trim().is_empty(), "{l}: an exception needs a reason");
            (format!("{method} {path}"), reason.trim().to_owned())
        })
        .collect()
}

#[test]
fn the_list_of_public_routes_is_not_stale() {
    let known: Vec<String> = operations()
        .iter()
        .map(super::document::Operation::name)
        .collect();
    for (name, _) in public() {
        assert!(
            known.contains(&name),
            "{name} is listed as public, but there is no such route"
        );
    }
}

store_suite!(no_route_serves_a_stranger => refuses_strangers);

async fn refuses_strangers(db: TestDb) {
    let world = World::on(db).await;
    let stranger = world.stranger();
    let public: Vec<String> = public().into_iter().map(|(name, _)| name).collect();
    let mut wrong = Vec::new();
    for operation in operations() {
        // Twice: a JSON body that fits nothing, and none at all. Who it is must be asked before what is sent.
        for body in [Some("{}"), None] {
            let mut request = stranger.request(
                operation.method.parse::<Method>().unwrap(),
                &operation.example_path(),
            );
            if body.is_some() {
                request = request.header(header::CONTENT_TYPE, "application/json");
            }
            let reply = stranger
                .send(request.body(body.map_or_else(Body::empty, Body::from)).unwrap())
                .await;
            let refused = reply.status == 401 && reply.code() == "auth.unauthenticated";
            if refused == public.contains(&operation.name()) {
                wrong.push(format!("{}: {} {}", operation.name(), reply.status, reply.text()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
