//! Applications that file reports: signed requests without a session.

use crate::{audit::Example, example, support::*};
use axum::{
    body::Body,
    http::{Method, Request},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::client::{MOST_BODY, signature::authority};
use coloa_testkit::{TestDb, store_suite};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const INTAKE: &str = "/api/v1/hotline/intake";
const CLIENTS: &str = "/api/v1/hotline/clients";
const ID: &str = "018f3f1e-0000-7000-8000-000000000001";

store_suite!(
    an_application_files_a_report => files,
    whatever_is_wrong_with_a_signature_is_answered_alike => alike,
    a_body_that_is_wrong_is_named => bodies,
    a_lost_answer_is_given_again_and_files_come_along => again,
    applications_are_registered_by_whoever_sets_the_hotline => registers,
);

fn pair(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

async fn desk(coordinator: &Client) -> Value {
    let body = json!({ "name": "Ứng dụng công dân", "kind": "centre", "agency_id": null, "takes_public": true, "active": true });
    let desk = coordinator
        .post("/api/v1/hotline/desks", &body)
        .await
        .expect(201)
        .json();
    desk["id"].clone()
}

async fn draft(coordinator: &Client, seed: u8) -> Value {
    json!({ "name": "Ứng dụng thử", "public_key": STANDARD.encode(pair(seed).public_key().as_ref()),
        "desk_id": desk(coordinator).await, "active": true })
}

/// A registered application: the name of its key, and its row.
async fn registered(world: &World) -> (Client, Value) {
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let body = draft(&coordinator, 7).await;
    let row = coordinator.post(CLIENTS, &body).await.expect(201).json();
    (coordinator, row)
}

fn signed(
    world: &World,
    key_id: &str,
    seed: u8,
    path: &str,
    body: &[u8],
    created: i64,
    nonce: &str,
) -> Request<Body> {
    let host = authority(&world.app.config.public_url());
    signed_for(&host, key_id, seed, path, body, created, nonce)
}

fn signed_for(
    host: &str,
    key_id: &str,
    seed: u8,
    path: &str,
    body: &[u8],
    created: i64,
    nonce: &str,
) -> Request<Body> {
    let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
    let input = format!(
        "(\"@method\" \"@authority\" \"@path\" \"content-digest\");created={created};nonce=\"{nonce}\";keyid=\"{key_id}\""
    );
    let base = format!(
        "\"@method\": POST\n\"@authority\": {host}\n\"@path\": {path}\n\"content-digest\": {digest}\n\
         \"@signature-params\": {input}"
    );
    let signature = STANDARD.encode(pair(seed).sign(base.as_bytes()));
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("content-type", "application/json")
        .header("content-digest", digest)
        .header("signature-input", format!("sig1={input}"))
        .header("signature", format!("sig1=:{signature}:"))
        .body(Body::from(body.to_vec()))
        .unwrap()
}

fn body() -> Vec<u8> {
    json!({ "id": ID, "form": { "topic": "14", "money": "asked" }, "narrative": "Có người tự xưng công an gọi điện." })
        .to_string()
        .into_bytes()
}

fn key_id(row: &Value) -> &str {
    row["key_id"].as_str().unwrap()
}

async fn files(db: TestDb) {
    let world = World::on(db).await;
    let (_, row) = registered(&world).await;
    let stranger = world.stranger();
    let now = world.clock.now().timestamp();
    let request = signed(&world, key_id(&row), 7, INTAKE, &body(), now, "nonce-0123456789");
    let filed = stranger.send(request).await.expect(201).json();
    assert!(filed["number"].as_str().unwrap().starts_with("HL-2026-"));
    assert_eq!(
        filed["code"].as_str().unwrap().len(),
        19,
        "sixteen characters in four groups"
    );
    let officer = world.as_role(Role::IntakeOfficer, None).await;
    let inbox = officer
        .get("/api/v1/hotline/reports?view=all")
        .await
        .expect(200)
        .json();
    assert_eq!(inbox["items"][0]["number"], filed["number"]);
    assert_eq!(inbox["items"][0]["channel"], "client");
    // Who brought it stands in the audit log: in the name of who acted, and in what was done.
    let said = world.audit().await.into_iter().map(|entry| {
        let detail: Value = serde_json::from_str(&entry.detail).unwrap();
        (entry.actor_name, detail)
    });
    let taken: Vec<(String, Value)> = said.filter(|(_, d)| d["what"] == "taken_in").collect();
    assert_eq!(taken.len(), 1);
    let client = json!({ "id": row["id"], "name": "Ứng dụng thử", "key_id": row["key_id"] });
    assert_eq!(
        (taken[0].0.as_str(), &taken[0].1["client"]),
        (format!("Ứng dụng thử ({})", key_id(&row)).as_str(), &client)
    );
    let again = signed(&world, key_id(&row), 7, INTAKE, &body(), now, "nonce-0123456789");
    let again = stranger.send(again).await.expect(401);
    assert_eq!(again.code(), "hotline.signature");
}

async fn alike(db: TestDb) {
    let world = World::on(db).await;
    let (coordinator, row) = registered(&world).await;
    let stranger = world.stranger();
    let (now, id) = (world.clock.now().timestamp(), key_id(&row));
    let mut changed = signed(&world, id, 7, INTAKE, &body(), now, "nonce-aaaaaaaaaaaa");
    *changed.body_mut() = Body::from("{}");
    let mut twice = signed(&world, id, 7, INTAKE, &body(), now, "nonce-bbbbbbbbbbbb");
    let digest = twice.headers()["content-digest"].clone();
    twice.headers_mut().append("content-digest", digest);
    let query = format!("{INTAKE}?x=1");
    let wrong = [
        changed,
        twice,
        signed_for(
            "tinh-khac.invalid",
            id,
            7,
            INTAKE,
            &body(),
            now,
            "nonce-hhhhhhhhhhhh",
        ),
        signed(&world, "c-unknown", 7, INTAKE, &body(), now, "nonce-cccccccccccc"),
        signed(&world, id, 8, INTAKE, &body(), now, "nonce-dddddddddddd"),
        signed(&world, id, 7, INTAKE, &body(), now - 301, "nonce-eeeeeeeeeeee"),
        signed(&world, id, 7, &query, &body(), now, "nonce-ffffffffffff"),
        Request::post(INTAKE).body(Body::from(body())).unwrap(),
    ];
    let mut answers = Vec::new();
    for request in wrong {
        let reply = stranger.send(request).await.expect(401);
        answers.push(reply.text());
    }
    let off = json!({ "name": row["name"], "public_key": row["public_key"], "desk_id": row["desk_id"], "active": false });
    let path = format!("{CLIENTS}/{}", row["id"].as_str().unwrap());
    coordinator
        .call(Method::PUT, &path, Some(&off), None)
        .await
        .expect(428);
    let done = coordinator
        .call(Method::PUT, &path, Some(&off), Some(1))
        .await
        .expect(200);
    assert_eq!((done.version(), &done.json()["version"]), (2, &json!(2)));
    coordinator
        .call(Method::PUT, &path, Some(&off), Some(1))
        .await
        .expect(412);
    let request = signed(&world, id, 7, INTAKE, &body(), now, "nonce-gggggggggggg");
    answers.push(stranger.send(request).await.expect(401).text());
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

async fn bodies(db: TestDb) {
    let world = World::on(db).await;
    let (_, row) = registered(&world).await;
    let stranger = world.stranger();
    let (now, id) = (world.clock.now().timestamp(), key_id(&row));
    let strange = json!({ "id": ID, "form": { "topic": "14", "desk": "x" }, "narrative": "x" });
    let unknown = json!({ "id": ID, "form": { "topic": "77" }, "narrative": "x" });
    let empty = json!({ "id": ID, "form": { "topic": "14" }, "narrative": " " });
    let nowhere = json!({ "id": ID, "form": { "topic": "14", "commune": ID }, "narrative": "x" });
    let unnamed = json!({ "form": { "topic": "14" }, "narrative": "x" });
    for (n, (body, code, field)) in [
        (strange.to_string(), "request.invalid", "form.desk"),
        ("1".to_owned(), "request.invalid", "."),
        (
            format!("{}x", String::from_utf8(body()).unwrap()),
            "request.invalid",
            "body",
        ),
        (unknown.to_string(), "hotline.invalid", "topic"),
        (empty.to_string(), "hotline.invalid", "narrative"),
        (nowhere.to_string(), "hotline.invalid", "commune"),
        (unnamed.to_string(), "request.invalid", "."),
    ]
    .into_iter()
    .enumerate()
    {
        let nonce = format!("nonce-0123456789-{n}");
        let request = signed(&world, id, 7, INTAKE, body.as_bytes(), now, &nonce);
        let reply = stranger.send(request).await.expect(422);
        assert_eq!(reply.code(), code, "{body}");
        assert_eq!(reply.param("field"), field, "{body}");
    }
    let large = vec![b' '; MOST_BODY + 1];
    let request = signed(&world, id, 7, INTAKE, &large, now, "nonce-large-0123456");
    assert_eq!(stranger.send(request).await.status, 413);
    // Of nobody else so much is read.
    let request = signed(&world, id, 8, INTAKE, &large, now, "nonce-large-0123457");
    assert_eq!(stranger.send(request).await.status, 401);
}

async fn again(db: TestDb) {
    let world = World::with(db, |config| {
        config.http.public_url = "http://Tinh.invalid:80/".into()
    })
    .await;
    let (_, row) = registered(&world).await;
    let stranger = world.stranger();
    let (now, id) = (world.clock.now().timestamp(), key_id(&row));
    let mut body: Value = serde_json::from_slice(&body()).unwrap();
    body["files"] = json!([
        { "name": "tin nhắn.txt", "content": STANDARD.encode("Chuyển tiền ngay") },
        { "name": "trang.png", "content": STANDARD.encode("<html></html>") },
    ]);
    let mut answers = Vec::new();
    for nonce in ["nonce-aaaaaaaaaaaa", "nonce-bbbbbbbbbbbb"] {
        let bytes = body.to_string().into_bytes();
        let request = signed_for("tinh.invalid", id, 7, INTAKE, &bytes, now, nonce);
        answers.push(stranger.send(request).await.expect(201).json());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(
        answers[0]["files_refused"],
        json!([{ "number": 2, "reason": "kind" }])
    );
    body["narrative"] = "Chuyện khác".into();
    let bytes = body.to_string().into_bytes();
    let request = signed_for("tinh.invalid", id, 7, INTAKE, &bytes, now, "nonce-cccccccccccc");
    let other = stranger.send(request).await.expect(409);
    assert_eq!(other.param("reason"), "filed_otherwise");
    let officer = world.as_role(Role::IntakeOfficer, None).await;
    let inbox = officer
        .get("/api/v1/hotline/reports?view=all")
        .await
        .expect(200)
        .json();
    assert_eq!(inbox["items"].as_array().unwrap().len(), 1);
    assert_eq!(inbox["items"][0]["files"], 1);
}

async fn registers(db: TestDb) {
    let world = World::on(db).await;
    let (coordinator, row) = registered(&world).await;
    assert!(key_id(&row).starts_with("c-"));
    assert!(row.get("private_key").is_none());
    let all = coordinator.get(CLIENTS).await.expect(200).json();
    assert_eq!(all[0]["key_id"], row["key_id"]);
    let mut wrong = draft(&coordinator, 9).await;
    wrong["public_key"] = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into();
    let wrong = coordinator.post(CLIENTS, &wrong).await.expect(422);
    assert_eq!(wrong.param("field"), "public_key");
    let officer = world.as_role(Role::IntakeOfficer, None).await;
    assert_eq!(officer.get(CLIENTS).await.status, 403);
}

/// Example calls for the audit test.
pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/clients", |world| {
            let me = world.as_role(Role::Coordinator, None).await;
            let body = draft(&me, 7).await;
            me.post(CLIENTS, &body).await.status
        }),
        example!("PUT /api/v1/hotline/clients/{id}", |world| {
            let (me, row) = registered(&world).await;
            let body = json!({ "name": "Tổng đài", "public_key": row["public_key"], "desk_id": row["desk_id"], "active": false });
            let path = format!("{CLIENTS}/{}", row["id"].as_str().unwrap());
            me.call(Method::PUT, &path, Some(&body), Some(1)).await.status
        }),
        example!("POST /api/v1/hotline/intake", |world| {
            let (_, row) = registered(&world).await;
            let now = world.clock.now().timestamp();
            let request = signed(&world, key_id(&row), 7, INTAKE, &body(), now, "nonce-0123456789");
            world.stranger().send(request).await.status
        }),
    ]
}
