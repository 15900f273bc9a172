//! The response network and call-outs as people see them.

use crate::{
    incident_examples_network::{Scene, contact_path},
    support::*,
};
use chrono::Duration;
use coloa_auth::Role;
use coloa_base::Clock;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

store_suite!(
    circular_20_2017_article_6_a_changed_contact_shows_its_24_hours_until_it_was_told => changed,
    a_call_through_the_gateway_is_retried_until_taken_and_acknowledged => through_gateway,
    a_call_that_nobody_answers_goes_to_the_second_line => second_line,
);

/// A gateway of text messages on a port of its own; `up`: it takes messages.
struct FakeGateway {
    address: SocketAddr,
    up: Arc<AtomicBool>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl FakeGateway {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gateway = Self {
            address: listener.local_addr().unwrap(),
            up: Arc::default(),
            seen: Arc::default(),
        };
        let (up, seen) = (gateway.up.clone(), gateway.seen.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let request = read_request(&mut stream);
                let status = if up.load(Ordering::Relaxed) {
                    "202 Accepted"
                } else {
                    "503 Service Unavailable"
                };
                if up.load(Ordering::Relaxed) {
                    seen.lock().unwrap().push(request);
                }
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        gateway
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// Head and body of one request.
fn read_request(stream: &mut impl Read) -> String {
    let (mut all, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut part).unwrap_or(0);
        all.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let wanted = head
                .lines()
                .find_map(|l| {
                    l.to_lowercase()
                        .strip_prefix("content-length:")
                        .map(|n| n.trim().parse::<usize>().unwrap())
                })
                .unwrap_or(0);
            if body.len() >= wanted {
                return text;
            }
        }
        if read == 0 {
            return text;
        }
    }
}

fn body_of(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

async fn changed(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let contact = scene.add(&Scene::contact("Đầu mối ứng cứu")).await;
    assert_eq!(contact["owed"], Value::Null);
    let mut body = Scene::contact("Đầu mối ứng cứu");
    body["phone"] = json!("0900 000 777");
    let path = contact_path(&contact, "");
    let changed = scene.responder.put(&path, 1, &body).await.expect(200).json();
    let due = changed["owed"]["due_at"]
        .as_str()
        .unwrap()
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap();
    assert_eq!(due, world.clock.now() + Duration::hours(24));
    assert!(changed["owed"]["article"].as_str().unwrap().contains("Điều 6"));
    assert_eq!(changed["owed"]["to"], json!(["coordinating_agency"]));
    // A second editor saw the older version.
    assert_eq!(
        scene.responder.put(&path, 1, &body).await.expect(412).code(),
        "incident.changed"
    );
    world.clock.advance(Duration::hours(25));
    let late = scene.responder.get(&path).await.expect(200).json();
    assert_eq!(late["owed"]["overdue"], true);
    let told = scene
        .responder
        .post(&contact_path(&contact, "/told"), &json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(told["owed"], Value::Null);
    // An agency reads it and changes nothing; whoever may not read the network sees nothing.
    let read = scene
        .focal
        .get("/api/v1/network/contacts?search=dau%20moi")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&read["total"], &read["items"][0]["may_change"]),
        (&json!(1), &json!(false))
    );
    scene.focal.put(&path, 3, &body).await.expect(403);
    let admin = world.as_role(Role::SystemAdmin, None).await;
    admin.get("/api/v1/network/contacts").await.expect(403);
    let choices = scene
        .focal
        .get("/api/v1/network/choices")
        .await
        .expect(200)
        .json();
    assert_eq!(
        choices["channels"],
        json!(["in_app", "mail"]),
        "there is no gateway here"
    );
}

async fn through_gateway(db: TestDb) {
    let gateway = FakeGateway::start();
    let url = format!("http://{}/gui", gateway.address);
    let token = db.data().path().join("token");
    std::fs::write(&token, "the-mo-phong\n").unwrap();
    let world = World::with(db, |config| {
        config.incident.gateway.url = url;
        config.incident.gateway.token_file = token;
    })
    .await;
    let scene = Scene::new(&world).await;
    let contact = scene.add(&Scene::contact("Trần Thị Trực")).await;
    let case = scene.case(&world).await;
    let call = scene.call(&case, &contact, &["sms"]).await;
    world.run_jobs().await;
    let waiting = scene
        .responder
        .get(&format!("{case}/calls"))
        .await
        .expect(200)
        .json();
    assert_eq!(waiting[0]["sent_at"], Value::Null);
    assert!(waiting[0]["error"].as_str().unwrap().contains("503"), "{waiting}");
    gateway.up.store(true, Ordering::Relaxed);
    world.clock.advance(Duration::seconds(30));
    world.run_jobs().await;
    world.clock.advance(Duration::minutes(2));
    world.run_jobs().await;
    let seen = gateway.seen();
    assert_eq!(seen.len(), 1, "nothing is lost and nothing comes twice");
    assert!(
        seen[0]
            .to_lowercase()
            .contains("authorization: bearer the-mo-phong")
    );
    let message = body_of(&seen[0]);
    assert_eq!((&message["id"], &message["code"]), (&call["id"], &call["code"]));
    assert_eq!(
        (&message["channel"], &message["exercise"]),
        (&json!("sms"), &json!(false))
    );
    assert!(
        message["text"]
            .as_str()
            .unwrap()
            .contains(call["code"].as_str().unwrap())
    );
    let path = format!(
        "/api/v1/incidents/calls/{}/acknowledge",
        call["id"].as_str().unwrap()
    );
    scene
        .focal
        .post(&path, &json!({ "answer": "" }))
        .await
        .expect(403);
    let noted = scene
        .responder
        .post(&path, &json!({ "answer": "Có mặt lúc 10 giờ" }))
        .await
        .expect(200)
        .json();
    assert_eq!(noted["answer"], "Có mặt lúc 10 giờ");
    assert_eq!(
        scene
            .responder
            .post(&path, &json!({ "answer": "" }))
            .await
            .expect(409)
            .code(),
        "incident.state"
    );
    let open = scene
        .responder
        .get("/api/v1/network/calls?open=true")
        .await
        .expect(200)
        .json();
    assert_eq!(open, json!([]));
}

async fn second_line(db: TestDb) {
    let world = World::with(db, |config| config.incident.call_again_minutes = 10).await;
    let scene = Scene::new(&world).await;
    let first = scene.add(&Scene::contact("Trần Thị Trực")).await;
    let second = scene.add(&Scene::contact("Lê Văn Dự Bị")).await;
    scene.turn(&world, &first, "first").await.expect(201);
    assert_eq!(
        scene.turn(&world, &first, "second").await.expect(409).code(),
        "incident.state"
    );
    scene.turn(&world, &second, "second").await.expect(201);
    let duty = scene
        .focal
        .get("/api/v1/network/on-duty")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&duty["first"][0]["name"], &duty["second"][0]["name"]),
        (&first["name"], &second["name"])
    );
    let case = scene.case(&world).await;
    scene.call(&case, &first, &["mail"]).await;
    world.clock.advance(Duration::minutes(9));
    world.run_jobs().await;
    let calls = scene
        .responder
        .get(&format!("{case}/calls"))
        .await
        .expect(200)
        .json();
    assert_eq!(calls.as_array().unwrap().len(), 1);
    world.clock.advance(Duration::minutes(1));
    world.run_jobs().await;
    world.clock.advance(Duration::minutes(1));
    world.run_jobs().await;
    let calls = scene
        .responder
        .get(&format!("{case}/calls"))
        .await
        .expect(200)
        .json();
    assert_eq!(calls.as_array().unwrap().len(), 2);
    assert!(calls[0]["escalated_at"].is_string());
    assert_eq!(calls[1]["contact_id"], second["id"]);
}
