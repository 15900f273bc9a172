//! A shift: alerts held back, people told, notes left to the next one, and the numbers of it all.

use crate::{centre::centre, support::*};
use coloa_alert::take;
use coloa_auth::Role;
use coloa_base::Clock;
use coloa_event::{Entity, Finding};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use uuid::Uuid;

fn finding(id: &str, entity: &str, level: &'static str, world: &World, agency: Option<Uuid>) -> Finding {
    Finding {
        id: id.into(),
        rule_id: "quet".into(),
        rule_title: "Quét cổng".into(),
        level,
        tags: vec!["attack.t1046".into(), "attack.discovery".into()],
        at: world.clock.now(),
        source: Uuid::nil(),
        agency,
        system: None,
        entity: Some(Entity {
            kind: "ip",
            value: entity.into(),
        }),
        host: Some("may-01".into()),
        seq: 1,
        event: json!({ "source.ip": entity }),
        events: 1,
    }
}

async fn raise(world: &World, findings: &[Finding]) -> take::Taken {
    take::take(&world.app.db, findings, world.clock.now())
        .await
        .unwrap()
}

store_suite!(findings_are_held_back_for_a_time => held);

async fn held(db: TestDb) {
    let world = World::on(db).await;
    let analyst = world.as_role(Role::Analyst, None).await;
    let until = world.clock.now() + chrono::Duration::hours(8);
    let post = async |body: Value| analyst.post("/api/v1/alerts/suppressions", &body).await;
    for (field, body) in [
        (
            "reason",
            json!({ "rule_id": "quet", "reason": " ", "until": until }),
        ),
        ("rule_id", json!({ "reason": "Tất cả", "until": until })),
        (
            "until",
            json!({ "rule_id": "quet", "reason": "x", "until": "2020-01-01T00:00:00Z" }),
        ),
        (
            "until",
            json!({ "rule_id": "quet", "reason": "x", "until": "2036-01-01T00:00:00Z" }),
        ),
    ] {
        assert_eq!(post(body).await.expect(422).json()["params"]["field"], field);
    }
    let made = post(json!({ "rule_id": "quet", "entity": "203.0.113.5", "reason": "Máy quét của trung tâm", "until": until }))
        .await
        .expect(201)
        .json();
    let both = [
        finding("1", "203.0.113.5", "high", &world, None),
        finding("2", "203.0.113.6", "high", &world, None),
    ];
    let taken = raise(&world, &both).await;
    assert_eq!((taken.raised.len(), taken.held), (1, 1));
    // Found again, it is not counted twice.
    let again = raise(&world, &both).await;
    assert_eq!((again.held, again.repeated), (0, 2));
    let list = analyst
        .get("/api/v1/alerts/suppressions")
        .await
        .expect(200)
        .json();
    assert_eq!((&list[0]["held"], &list[0]["active"]), (&json!(1), &json!(true)));
    let path = format!(
        "/api/v1/alerts/suppressions/{}/lift",
        made["id"].as_str().unwrap()
    );
    analyst.post(&path, &json!({})).await.expect(200);
    analyst.post(&path, &json!({})).await.expect(409);
    let taken = raise(&world, &[finding("3", "203.0.113.5", "high", &world, None)]).await;
    assert_eq!(taken.raised.len(), 1);
    // One that is over holds nothing.
    let soon = world.clock.now() + chrono::Duration::minutes(5);
    post(json!({ "host": "MAY-01", "reason": "Bảo trì", "until": soon }))
        .await
        .expect(201);
    let taken = raise(&world, &[finding("4", "203.0.113.7", "high", &world, None)]).await;
    assert_eq!(taken.held, 1);
    world.clock.advance(chrono::Duration::minutes(6));
    let taken = raise(&world, &[finding("5", "203.0.113.7", "high", &world, None)]).await;
    assert_eq!(taken.raised.len(), 1);
}

/// Takes one request, answers it, and gives what was sent.
async fn receive(listener: &TcpListener, status: &str) -> (String, Value) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let n = stream.read(&mut buffer).await.unwrap();
        read.extend_from_slice(&buffer[..n]);
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length: usize = head
                .to_ascii_lowercase()
                .lines()
                .find_map(|l| l.strip_prefix("content-length: ").and_then(|n| n.parse().ok()))
                .unwrap_or(0);
            if body.len() >= length {
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
                return (head.to_owned(), serde_json::from_str(body).unwrap());
            }
        }
    }
}

store_suite!(people_and_machines_are_told_of_new_alerts => told);

async fn told(db: TestDb) {
    let world = World::on(db).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    let analyst = world.as_role(Role::Analyst, None).await;
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/nhan", receiver.local_addr().unwrap());
    let open = async |kind: &str, target: &str, hours: &str| {
        let body = json!({ "name": format!("Kênh {kind}"), "kind": kind, "target": target, "severity": "high", "hours": hours });
        lead.post("/api/v1/alerts/channels", &body)
            .await
            .expect(201)
            .json()
    };
    // What stood there before is not told.
    raise(&world, &[finding("0", "203.0.113.1", "high", &world, None)]).await;
    let hook = open("webhook", &url, "always").await;
    assert!(hook["secret"].as_str().unwrap().starts_with("whsec_"));
    open("mail", "truc@tinh.example", "always").await;
    open("app", "analyst", "office").await;
    // A Wednesday at noon of Viet Nam's clock is within office hours.
    open("app", "shift_lead", "duty").await;
    analyst.get("/api/v1/alerts/channels").await.expect(403);

    let taken = raise(
        &world,
        &[
            finding("1", "203.0.113.5", "high", &world, None),
            finding("2", "203.0.113.6", "low", &world, None),
        ],
    )
    .await;
    assert_eq!(taken.raised.len(), 2);
    let jobs = world.run_jobs();
    let ((head, body), _) = tokio::join!(receive(&receiver, "204 No Content"), jobs);
    assert!(head.starts_with("POST /nhan ") && head.to_ascii_lowercase().contains("webhook-signature: v1,"));
    assert_eq!(body["type"], "alert.raised");
    let data = &body["data"];
    assert_eq!(
        (
            &data["class_uid"],
            &data["severity_id"],
            &data["observables"][0]["value"]
        ),
        (&json!(2004), &json!(4), &json!("203.0.113.5"))
    );
    assert_eq!(data["finding_info"]["attacks"][0]["technique"]["uid"], "T1046");
    let office = coloa_alert::rules::within_hours("office", world.clock.now());
    let seen = async |who: &Client| {
        let list = who.get("/api/v1/notifications").await.expect(200).json();
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|n| n["kind"] == "alert.raised")
            .count()
    };
    assert_eq!(
        (seen(&analyst).await, seen(&lead).await),
        if office { (1, 0) } else { (0, 1) }
    );
    // Mails wait for a minute, so that a flood is one mail.
    assert_eq!(mails(&world).await.len(), 0);
    world.clock.advance(chrono::Duration::seconds(61));
    raise(&world, &[finding("3", "203.0.113.8", "critical", &world, None)]).await;
    // The receiver is down: it is tried again and nothing is lost.
    let jobs = world.run_jobs();
    let ((_, body), _) = tokio::join!(receive(&receiver, "500 Internal Server Error"), jobs);
    assert_eq!(body["data"]["severity_id"], 5);
    let channels = lead.get("/api/v1/alerts/channels").await.expect(200).json();
    let broken = channels
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["kind"] == "webhook")
        .unwrap();
    assert!(broken["last_error"].as_str().unwrap().contains("500"), "{broken}");
    let sent = mails(&world).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].subject.contains("2 cảnh báo mới") && sent[0].body.contains("203.0.113.5"));
    assert!(
        !sent[0].body.contains("203.0.113.6"),
        "what is below the severity is not told"
    );
    world.clock.advance(chrono::Duration::hours(5));
    let jobs = world.run_jobs();
    let ((_, again), _) = tokio::join!(receive(&receiver, "200 OK"), jobs);
    assert_eq!(again["data"]["metadata"]["uid"], body["data"]["metadata"]["uid"]);
    for (field, body) in [
        (
            "target",
            json!({ "name": "x", "kind": "webhook", "target": "ftp://a", "severity": "high", "hours": "always" }),
        ),
        (
            "hours",
            json!({ "name": "x", "kind": "mail", "target": "a@b.example", "severity": "high", "hours": "đêm" }),
        ),
        (
            "name",
            json!({ "name": "", "kind": "mail", "target": "a@b.example", "severity": "high", "hours": "duty" }),
        ),
    ] {
        let refused = lead.post("/api/v1/alerts/channels", &body).await.expect(422);
        assert_eq!(refused.json()["params"]["field"], field);
    }
}

async fn mails(world: &World) -> Vec<coloa_platform::mail::MailRow> {
    coloa_platform::mail::list(&world.app.db, 10).await.unwrap()
}

store_suite!(a_shift_leaves_notes_and_numbers => notes);

async fn notes(db: TestDb) {
    let c = centre(db).await;
    let analyst = c.world.as_role(Role::Analyst, None).await;
    let agency = c.agency.uuid();
    raise(
        &c.world,
        &[
            finding("1", "203.0.113.5", "high", &c.world, Some(agency)),
            finding("2", "203.0.113.6", "medium", &c.world, Some(agency)),
            finding("3", "203.0.113.7", "low", &c.world, None),
        ],
    )
    .await;
    analyst
        .post("/api/v1/alerts/shift-notes", &json!({ "text": "" }))
        .await
        .expect(422);
    let note = analyst
        .post(
            "/api/v1/alerts/shift-notes",
            &json!({ "text": "Theo dõi 203.0.113.5" }),
        )
        .await
        .expect(201)
        .json();
    assert_eq!(note["open"].as_array().unwrap().len(), 3);
    let path = format!(
        "/api/v1/alerts/shift-notes/{}/take-over",
        note["id"].as_str().unwrap()
    );
    assert_eq!(
        analyst.post(&path, &json!({})).await.expect(409).code(),
        "alert.state"
    );
    let taken = c.lead.post(&path, &json!({})).await.expect(200).json();
    assert!(taken["taken_by"].is_string());
    c.clerk.get("/api/v1/alerts/shift-notes").await.expect(403);

    let figures = c.lead.get("/api/v1/alerts/figures").await.expect(200).json();
    assert_eq!(
        (&figures["alerts"], &figures["severities"][1]["number"]),
        (&json!(3), &json!(1))
    );
    let technique = figures["techniques"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["id"] == "T1046")
        .unwrap();
    assert_eq!(technique["alerts"], 3);
    assert!(
        technique["rules"].as_i64().unwrap() >= 1
            && technique["tactics"]
                .as_array()
                .unwrap()
                .contains(&json!("discovery"))
    );
    let own = c.clerk.get("/api/v1/alerts/figures").await.expect(200).json();
    assert_eq!(own["alerts"], 2, "an agency counts its own");
    c.lead
        .get("/api/v1/alerts/figures?from=2026-07-10T00:00:00Z&to=2026-07-01T00:00:00Z")
        .await
        .expect(422);

    c.source("Tường lửa", "syslog", "192.0.2.9").await;
    let wall = c.lead.get("/api/v1/alerts/wall").await.expect(200).json();
    assert_eq!(
        (
            &wall["fresh"],
            &wall["sources_never"],
            wall["minutes"].as_array().unwrap().len()
        ),
        (&json!(3), &json!(1), 60)
    );
    let tile = &wall["agencies"][0];
    assert_eq!(
        (&tile["severity"], &tile["alerts"], &tile["never"]),
        (&json!("high"), &json!(2), &json!(1))
    );
    let own = c.clerk.get("/api/v1/alerts/wall").await.expect(200).json();
    assert_eq!((&own["fresh"], &own["behind"]), (&json!(2), &Value::Null));
    c.stop().await;
}
