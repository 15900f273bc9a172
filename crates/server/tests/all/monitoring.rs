//! From a sender to an alert that somebody closes: over every protocol, with what senders do wrong.

use crate::{
    centre::{ANY, Centre, arrived, centre, gzip, http},
    judging,
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_base::AgencyId;
use coloa_server::monitoring::Monitoring;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpStream, UdpSocket},
};

/// Many failures from one address, then a sign-in: what a guessed password looks like.
fn guessing(address: &str) -> Vec<String> {
    let line = |n: u32, what: &str| {
        format!(
            "Jul 15 08:{:02}:{:02} may-chu-01 sshd[{}]: {what} password for root from {address} port {} ssh2",
            n / 60,
            n % 60,
            900 + n,
            4000 + n
        )
    };
    (0..30)
        .map(|n| line(n, "Failed"))
        .chain([line(31, "Accepted")])
        .collect()
}

fn about<'a>(alerts: &'a [Value], entity: &str) -> Vec<&'a str> {
    alerts
        .iter()
        .filter(|a| a["entity"] == entity)
        .map(|a| a["rule_title"].as_str().unwrap())
        .collect()
}

store_suite!(guessed_passwords_become_an_alert_that_is_closed => walk);

async fn walk(db: TestDb) {
    let c = centre(db).await;
    c.source("Máy chủ 01", "syslog", "127.0.0.1").await;
    let udp = UdpSocket::bind(ANY).await.unwrap();
    let lines = guessing("203.0.113.7");
    for line in &lines {
        udp.send_to(format!("<38>{line}").as_bytes(), c.bound.syslog_udp.unwrap())
            .await
            .unwrap();
    }
    arrived(&c.pipeline, lines.len() as u64).await;
    let alerts = c.alerts(&c.lead).await;
    let titles = about(&alerts, "203.0.113.7");
    assert!(titles.len() >= 2, "{alerts:#?}");
    let alert = &alerts[0];
    assert_eq!(alert["agency_id"], json!(c.agency));
    assert_eq!(alert["source_name"], "Máy chủ 01");
    assert_eq!(
        (&alert["state"], &alert["may_triage"]),
        (&json!("new"), &json!(true))
    );

    // The agency sees its own and cannot judge it; another agency sees nothing.
    let own = c.alerts(&c.clerk).await;
    assert_eq!((own.len(), &own[0]["may_triage"]), (alerts.len(), &json!(false)));
    let other = c.world.listed_agency(None).await;
    let stranger = c.world.as_role(Role::FocalPoint, Some(other)).await;
    assert!(c.alerts(&stranger).await.is_empty());
    let id = alert["id"].as_str().unwrap();
    let path = format!("/api/v1/alerts/{id}");
    assert_eq!(stranger.get(&path).await.status.as_u16(), 403);

    // Events around the one that fired.
    let detail = c.lead.get(&path).await.expect(200).json();
    let seq = detail["findings"][0]["seq"].as_u64().unwrap();
    let around = c
        .lead
        .get(&format!("{path}/around?seq={seq}&each=3"))
        .await
        .expect(200)
        .json();
    assert!((4..=7).contains(&around.as_array().unwrap().len()), "{around}");
    assert!(around.as_array().unwrap().iter().any(|e| e["seq"] == json!(seq)));
    c.lead.get(&format!("{path}/around?seq=999999")).await.expect(422);

    judging::is_given_to_those_who_may_judge(&c, &path).await;

    // It is taken on, closed with a verdict, and not closed twice.
    let step = async |who: &Client, body: Value, seen: i32| {
        who.call(Method::POST, &format!("{path}/steps"), Some(&body), Some(seen))
            .await
    };
    step(&c.clerk, json!({ "step": "acknowledged" }), 1)
        .await
        .expect(403);
    let taken = step(&c.lead, json!({ "step": "acknowledged" }), 1)
        .await
        .expect(200);
    assert_eq!(taken.json()["alert"]["state"], "acknowledged");
    step(&c.lead, json!({ "step": "investigating" }), 1)
        .await
        .expect(412);
    step(&c.lead, json!({ "step": "closed", "verdict": "false" }), 2)
        .await
        .expect(422);
    let closed = step(
        &c.lead,
        json!({ "step": "closed", "verdict": "true", "text": "Đã chặn địa chỉ." }),
        2,
    )
    .await
    .expect(200);
    assert_eq!(
        (
            &closed.json()["alert"]["verdict"],
            closed.json()["notes"].as_array().unwrap().len()
        ),
        (&json!("true"), 2)
    );
    assert_eq!(
        step(&c.lead, json!({ "step": "closed", "verdict": "true" }), 3)
            .await
            .expect(409)
            .code(),
        "alert.state"
    );

    // The others at once.
    let open = c.lead.get("/api/v1/alerts?state=new").await.expect(200).json();
    let chosen: Vec<Value> = open["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| json!({ "id": a["id"], "version": a["version"] }))
        .collect();
    let body = json!({ "alerts": chosen, "step": "closed", "verdict": "duplicate" });
    c.lead.post("/api/v1/alerts/steps", &body).await.expect(200);
    assert_eq!(c.lead.get("/api/v1/alerts?state=new").await.json()["total"], 0);

    judging::are_found_by_technique(&c).await;
    c.stop().await;
}

store_suite!(both_framings_and_broken_streams_lose_nothing => streams);

async fn streams(db: TestDb) {
    let c = centre(db).await;
    let (id, _) = c.source("Thiết bị", "syslog", "127.0.0.1").await;
    let mut stream = TcpStream::connect(c.bound.syslog_tcp.unwrap()).await.unwrap();
    stream
        .write_all(b"<13>mot\n11 <13>hai ba \n<13>bo")
        .await
        .unwrap();
    drop(stream);
    let mut long = TcpStream::connect(c.bound.syslog_tcp.unwrap()).await.unwrap();
    long.write_all(&vec![b'x'; 3 * 1024 * 1024]).await.unwrap();
    long.write_all(b"\n<13>sau dong dai\n\x00\xff\xfe khong phai chu\n")
        .await
        .unwrap();
    drop(long);
    arrived(&c.pipeline, 6).await;
    c.pipeline.caught_up().await;
    let detail = c
        .lead
        .get(&format!("/api/v1/sources/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(detail["source"]["standing"], "heard");
    let sum = |name: &str| -> i64 {
        detail["traffic"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m[name].as_i64().unwrap())
            .sum()
    };
    assert_eq!((sum("events"), sum("dropped")), (6, 0));
    assert!(
        sum("problems") >= 2,
        "what was cut and what is no text are counted"
    );
    c.stop().await;
}

store_suite!(bulk_answers_as_shippers_want_it => bulk);

async fn bulk(db: TestDb) {
    let c = centre(db).await;
    let (id, token) = c.source("Filebeat", "bulk", "").await;
    let to = c.bound.http.unwrap();
    let key = format!("ApiKey {token}");
    let send = async |path: &str, headers: &[(&str, &str)], body: &[u8]| {
        let mut all = vec![("authorization", key.as_str())];
        all.extend_from_slice(headers);
        http(to, "POST", path, &all, body).await
    };
    // What they ask before they send.
    let (status, head, body) = http(to, "GET", "/", &[("authorization", &key)], b"").await;
    assert_eq!(status, 200);
    assert!(
        head.contains("x-elastic-product: elasticsearch") && body.contains(r#""number":"8.17.0""#),
        "{head} {body}"
    );
    let (_, _, license) = http(
        to,
        "GET",
        "/_license?human=false",
        &[("authorization", &key)],
        b"",
    )
    .await;
    assert!(license.starts_with(r#"{"license":{"status":"active""#));
    assert_eq!(
        http(to, "GET", "/", &[("authorization", "ApiKey sai")], b"")
            .await
            .0,
        401
    );
    assert_eq!(http(to, "GET", "/", &[], b"").await.0, 401);

    let body = b"{\"create\":{\"_index\":\"logs\",\"_id\":\"1\"}}\n{\"message\":\"mot\"}\n\n{\"index\":{\"_id\":\"2\"}}\n{\"message\":\"hai\"}\n{\"delete\":{\"_id\":\"9\"}}\nkhong phai json";
    let (status, head, answer) = send("/_bulk", &[("content-type", "application/x-ndjson")], body).await;
    assert_eq!(status, 200);
    assert!(head.contains("content-type: application/json"));
    let (_, tail) = answer.split_once(',').unwrap();
    assert_eq!(
        tail,
        r#""errors":false,"items":[{"create":{"_index":"logs","_id":"1","status":201}},{"index":{"_id":"2","status":201}},{"delete":{"_id":"9","status":404}},{"index":{"status":201}}]}"#
    );
    // Sent again, packed, it is answered alike and stands once.
    let (status, _, again) = send(
        "/logs/_bulk?filter_path=errors,items.*.status",
        &[
            ("content-encoding", "gzip"),
            ("accept", "application/vnd.elasticsearch+json; compatible-with=8"),
        ],
        &gzip(body),
    )
    .await;
    assert_eq!(status, 200);
    assert!(again.contains(r#"{"create":{"status":201}}"#));
    assert_eq!(
        c.pipeline.progress().next,
        1 + 4,
        "the line that is no JSON has no id, and came twice"
    );
    let (status, ..) = http(
        to,
        "PUT",
        "/logs/_doc/7",
        &[("authorization", &format!("Bearer {token}"))],
        b"{\"a\":1}",
    )
    .await;
    assert_eq!(status, 201);

    // What is wrong is refused plainly, and a bomb takes no memory.
    assert_eq!(send("/_bulk", &[("content-encoding", "br")], b"x").await.0, 415);
    assert_eq!(send("/_bulk", &[("content-encoding", "gzip")], b"x").await.0, 400);
    let (status, head, _) = send(
        "/_bulk",
        &[("content-encoding", "gzip")],
        &gzip(&vec![b'\n'; 200 * 1024 * 1024]),
    )
    .await;
    assert_eq!(status, 413);
    assert!(head.contains("text/plain"));

    // Switched off, it is refused; a new token makes the old one worthless.
    let renewed = c
        .lead
        .call(
            Method::POST,
            &format!("/api/v1/sources/{id}/token"),
            None,
            Some(1),
        )
        .await
        .expect(200);
    assert_ne!(renewed.json()["token"], json!(token));
    assert_eq!(send("/_bulk", &[], body).await.0, 401);
    let off = json!({ "name": "Filebeat", "protocol": "bulk", "agency_id": c.agency, "enabled": false });
    c.lead
        .call(Method::PUT, &format!("/api/v1/sources/{id}"), Some(&off), Some(2))
        .await
        .expect(200);
    let new = format!(
        "Basic {}",
        base64(&format!("elastic:{}", renewed.json()["token"].as_str().unwrap()))
    );
    assert_eq!(http(to, "GET", "/", &[("authorization", &new)], b"").await.0, 403);
    c.stop().await;
}

fn base64(text: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    BASE64_STANDARD.encode(text)
}

store_suite!(collectors_of_other_makers_are_understood => others);

async fn others(db: TestDb) {
    let c = centre(db).await;
    let to = c.bound.http.unwrap();
    let (_, token) = c.source("Docker", "hec", "").await;
    let splunk = format!("Splunk {token}");
    let hec =
        async |path: &str, body: &[u8]| http(to, "POST", path, &[("authorization", &splunk)], body).await;
    let (status, _, said) = hec(
        "/services/collector/event",
        br#"{"time":1784077200.5,"host":"h","event":"x"}{"event":{"a":1}}"#,
    )
    .await;
    assert_eq!((status, said.as_str()), (200, r#"{"text":"Success","code":0}"#));
    assert_eq!(hec("/services/collector/raw", b"mot\nhai\n").await.0, 200);
    let (status, _, said) = hec("/services/collector", br#"{"event":1}{"host":"h"}"#).await;
    assert_eq!(
        (status, said.as_str()),
        (
            400,
            r#"{"text":"Event field is required","code":12,"invalid-event-number":1}"#
        )
    );
    assert_eq!(
        http(to, "GET", "/services/collector/health", &[], b"").await.0,
        200
    );
    let (status, _, said) = http(to, "POST", "/services/collector", &[], b"{}").await;
    assert_eq!(
        (status, said.as_str()),
        (401, r#"{"text":"Token is required","code":2}"#)
    );

    let (_, token) = c.source("Bộ thu OpenTelemetry", "otlp", "").await;
    let bearer = format!("Bearer {token}");
    let logs =
        json!({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"ba"}}]}]}]}).to_string();
    let otlp = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    assert_eq!(http(to, "POST", "/v1/logs", &otlp, logs.as_bytes()).await.0, 200);
    assert_eq!(http(to, "POST", "/v1/logs", &otlp, b"[]").await.0, 400);

    let (_, token) = c.source("Kịch bản", "ndjson", "").await;
    let bearer = format!("Bearer {token}");
    let (status, _, said) = http(
        to,
        "POST",
        "/ndjson",
        &[("authorization", &bearer)],
        b"{\"a\":1}\n{\"b\":2}\n",
    )
    .await;
    assert_eq!((status, said.as_str()), (200, r#"{"taken":2,"repeated":0}"#));

    // GELF comes from known addresses, over three transports.
    c.source("Ứng dụng", "gelf", "127.0.0.1").await;
    assert_eq!(
        http(to, "POST", "/gelf", &[], br#"{"short_message":"bon"}"#)
            .await
            .0,
        202
    );
    let udp = UdpSocket::bind(ANY).await.unwrap();
    udp.send_to(&gzip(br#"{"short_message":"nam"}"#), c.bound.gelf_udp.unwrap())
        .await
        .unwrap();
    let mut tcp = TcpStream::connect(c.bound.gelf_tcp.unwrap()).await.unwrap();
    tcp.write_all(b"{\"short_message\":\"sau\"}\0{\"short_message\":\"bay\"}")
        .await
        .unwrap();
    drop(tcp);
    arrived(&c.pipeline, 4 + 1 + 2 + 1 + 1 + 2).await;
    c.stop().await;
}

store_suite!(sources_are_registered_and_kept_apart => registry);

async fn registry(db: TestDb) {
    let c = centre(db).await;
    let (id, token) = c.source("Nguồn một", "bulk", "192.0.2.7, 10.0.0.0/8").await;
    assert!(token.starts_with("coloa_"));
    let body = |name: &str, addresses: &str| json!({ "name": name, "protocol": "syslog", "agency_id": c.agency, "addresses": addresses });
    let taken = c
        .lead
        .post("/api/v1/sources", &body("Nguồn hai", "192.0.2.7"))
        .await
        .expect(409);
    assert_eq!(taken.code(), "source.address_taken");
    for (field, body) in [
        ("name", body(" ", "")),
        ("addresses", body("x", "10.0.0.0/40")),
        (
            "silence_minutes",
            json!({ "name": "x", "protocol": "syslog", "agency_id": c.agency, "silence_minutes": 0 }),
        ),
        (
            "protocol",
            json!({ "name": "x", "protocol": "thu", "agency_id": c.agency }),
        ),
        (
            "agency_id",
            json!({ "name": "x", "protocol": "syslog", "agency_id": AgencyId::new() }),
        ),
    ] {
        let refused = c.lead.post("/api/v1/sources", &body).await.expect(422);
        assert_eq!(refused.json()["params"]["field"], field);
    }
    c.clerk
        .post("/api/v1/sources", &body("Nguồn ba", ""))
        .await
        .expect(403);
    let own = c.clerk.get("/api/v1/sources").await.expect(200).json();
    assert_eq!(
        (own["items"].as_array().unwrap().len(), &own["strangers"]),
        (1, &Value::Null)
    );
    assert!(!own.to_string().contains(&token), "a token is shown once");
    let other = c.world.listed_agency(None).await;
    let stranger = c.world.as_role(Role::FocalPoint, Some(other)).await;
    assert_eq!(
        stranger
            .get(&format!("/api/v1/sources/{id}"))
            .await
            .status
            .as_u16(),
        403
    );
    // Whoever is not registered is heard, and belongs to nobody.
    let udp = UdpSocket::bind(ANY).await.unwrap();
    udp.send_to(b"<13>la mat", c.bound.syslog_udp.unwrap())
        .await
        .unwrap();
    arrived(&c.pipeline, 1).await;
    counted(&c, "/strangers/events_24h", 1).await;
    let seen = c.lead.get("/api/v1/sources").await.expect(200).json();
    assert_eq!(
        (
            &seen["strangers"]["events_24h"],
            &seen["strangers"]["last_sender"]
        ),
        (&json!(1), &json!("127.0.0.1"))
    );
    c.stop().await;
}

store_suite!(a_source_that_falls_silent_is_an_alert_once => silence);

async fn silence(db: TestDb) {
    let c = centre(db).await;
    c.source("Tường lửa", "syslog", "127.0.0.1").await;
    let udp = UdpSocket::bind(ANY).await.unwrap();
    udp.send_to(b"<13>con day", c.bound.syslog_udp.unwrap())
        .await
        .unwrap();
    arrived(&c.pipeline, 1).await;
    counted(&c, "/items/0/events_24h", 1).await;
    c.pipeline.look_for_silence().await.unwrap();
    assert!(c.alerts(&c.lead).await.is_empty());
    c.world.clock.advance(chrono::Duration::minutes(61));
    c.pipeline.look_for_silence().await.unwrap();
    c.pipeline.look_for_silence().await.unwrap();
    let alerts = c.alerts(&c.lead).await;
    assert_eq!(
        (alerts.len(), &alerts[0]["entity"], &alerts[0]["count"]),
        (1, &json!("Tường lửa"), &json!(1))
    );
    let list = c.lead.get("/api/v1/sources").await.json();
    assert_eq!(list["items"][0]["standing"], "silent");
    // Heard again and silent again, it is told again.
    udp.send_to(b"<13>lai day", c.bound.syslog_udp.unwrap())
        .await
        .unwrap();
    arrived(&c.pipeline, 2).await;
    counted(&c, "/items/0/events_24h", 2).await;
    c.world.clock.advance(chrono::Duration::minutes(61));
    c.pipeline.look_for_silence().await.unwrap();
    assert_eq!(c.alerts(&c.lead).await[0]["count"], 2);
    c.stop().await;
}

/// Waits until the list of sources counts so many events in a place: the listener counts after it is durable.
async fn counted(c: &Centre, place: &str, events: u64) {
    let all = async {
        loop {
            let list = c.lead.get("/api/v1/sources").await.json();
            if list.pointer(place) == Some(&json!(events)) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), all)
        .await
        .expect("all of it is counted");
}

store_suite!(a_restart_loses_nothing_and_doubles_nothing => restart);

async fn restart(db: TestDb) {
    let c = centre(db).await;
    c.source("Máy chủ 01", "syslog", "127.0.0.1").await;
    let lines = guessing("203.0.113.9");
    let (first, second) = lines.split_at(15);
    let mut stream = TcpStream::connect(c.bound.syslog_tcp.unwrap()).await.unwrap();
    for line in first {
        stream.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }
    drop(stream);
    arrived(&c.pipeline, 15).await;
    let before = c.alerts(&c.lead).await;
    let Centre {
        mut world,
        monitoring,
        lead,
        ..
    } = c;
    monitoring.stop().await;
    world.with_pipeline().await;
    let pipeline = world.app.pipeline.clone().unwrap();
    let monitoring = Monitoring::start(&world.app, &pipeline).await.unwrap();
    assert_eq!(pipeline.progress().next, 16);
    let mut stream = TcpStream::connect(monitoring.bound.syslog_tcp.unwrap())
        .await
        .unwrap();
    for line in second {
        stream.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }
    drop(stream);
    arrived(&pipeline, 31).await;
    pipeline.caught_up().await;
    // A client of the new router; the old one holds the old application.
    let after = world
        .same(&lead)
        .get("/api/v1/alerts?limit=500")
        .await
        .expect(200)
        .json();
    let after = after["items"].as_array().unwrap();
    let guessed = about(after, "203.0.113.9");
    assert!(
        guessed.len() > about(&before, "203.0.113.9").len(),
        "counting went on: {guessed:?}"
    );
    monitoring.stop().await;
}

/// Real logs where the corpus is at hand: OpenSSH of loghub, 2,000 lines.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_guessing_gives_few_alerts_and_a_repeat_gives_none() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpus/loghub/OpenSSH/OpenSSH_2k.log"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {path} is not there");
        return;
    };
    let c = centre(TestDb::sqlite()).await;
    let (_, token) = c.source("LabSZ", "bulk", "").await;
    let body: String = text
        .lines()
        .enumerate()
        .map(|(n, line)| format!("{{\"create\":{{\"_id\":\"{n}\"}}}}\n{line}\n"))
        .collect();
    let bearer = format!("Bearer {token}");
    let send = async || {
        let sent = http(
            c.bound.http.unwrap(),
            "POST",
            "/_bulk",
            &[("authorization", &bearer)],
            body.as_bytes(),
        )
        .await;
        assert_eq!(sent.0, 200, "{}", sent.2);
    };
    send().await;
    let alerts = c.alerts(&c.lead).await;
    assert!((1..=30).contains(&alerts.len()), "{} alerts", alerts.len());
    for address in ["183.62.140.253", "187.141.143.180", "103.99.0.122"] {
        assert!(!about(&alerts, address).is_empty(), "{address}");
    }
    send().await;
    assert_eq!(c.alerts(&c.lead).await.len(), alerts.len());
    assert_eq!(c.pipeline.progress().next, 1 + text.lines().count() as u64);
    c.stop().await;
}

store_suite!(records_that_nobody_understood_are_read_again => dead_letters);

async fn dead_letters(db: TestDb) {
    let c = centre(db).await;
    let (id, token) = c.source("Ứng dụng", "ndjson", "").await;
    let bearer = format!("Bearer {token}");
    let body = b"{\"a\": \nkhong ai hieu\n{\"b\":1}\n";
    let headers = [("authorization", bearer.as_str())];
    let (status, ..) = http(c.bound.http.unwrap(), "POST", "/ndjson", &headers, body).await;
    assert_eq!(status, 200);
    c.pipeline.caught_up().await;
    let window = "from=2026-07-14T00:00:00Z&to=2026-07-16T00:00:00Z";
    let path = format!("/api/v1/search/dead-letters?{window}");
    let list = c.lead.get(&path).await.expect(200).json();
    let mut reasons: Vec<(&str, u64)> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["problem"].as_str().unwrap(), g["events"].as_u64().unwrap()))
        .collect();
    reasons.sort_unstable();
    assert_eq!(reasons, [("json", 1), ("unknown", 1)], "{list:#}");
    assert_eq!(
        (&list["items"][0]["source_name"], &list["may_replay"]),
        (&json!("Ứng dụng"), &json!(true))
    );
    // No parser was mended: nothing comes in anew.
    let body = json!({ "source_id": id, "from": "2026-07-14T00:00:00Z", "to": "2026-07-16T00:00:00Z" });
    let done = c
        .lead
        .post("/api/v1/search/dead-letters", &body)
        .await
        .expect(200)
        .json();
    assert_eq!((&done["looked_at"], &done["understood"]), (&json!(2), &json!(0)));
    c.clerk
        .post("/api/v1/search/dead-letters", &body)
        .await
        .expect(403);
    let own = c.clerk.get(&path).await.expect(200).json();
    assert_eq!(
        (own["items"].as_array().unwrap().len(), &own["may_replay"]),
        (2, &json!(false))
    );
    let other = c.world.listed_agency(None).await;
    let stranger = c.world.as_role(Role::FocalPoint, Some(other)).await;
    assert_eq!(stranger.get(&path).await.expect(200).json()["items"], json!([]));
    c.stop().await;
}

store_suite!(reports_of_a_day_and_a_week_are_set => reports);

async fn reports(db: TestDb) {
    let c = centre(db).await;
    c.source("Tường lửa mới", "syslog", "127.0.0.1").await;
    let udp = UdpSocket::bind(ANY).await.unwrap();
    let lines = guessing("203.0.113.7");
    for line in &lines {
        udp.send_to(format!("<38>{line}").as_bytes(), c.bound.syslog_udp.unwrap())
            .await
            .unwrap();
    }
    arrived(&c.pipeline, lines.len() as u64).await;
    assert!(!c.alerts(&c.lead).await.is_empty());
    let issuer = c.agency;
    let path = |kind: &str, more: &str| {
        format!(
            "/api/v1/monitoring-reports/{kind}{more}?to=2026-07-15&issuer={issuer}&remarks=Gi%E1%BB%AF%20tr%E1%BB%B1c"
        )
    };
    let day = c
        .lead
        .get(&path("daily", ""))
        .await
        .expect(200)
        .json()
        .to_string();
    for words in ["ngày 15/07/2026", "203.0.113.7", "Tường lửa mới", "Giữ trực"] {
        assert!(day.contains(words), "{words}: {day}");
    }
    for (format, begins) in [("docx", &b"PK"[..]), ("xlsx", b"PK"), ("pdf", b"%PDF")] {
        let path = format!("{}&format={format}", path("weekly", "/export"));
        let file = c.lead.get(&path).await.expect(200);
        assert!(file.body.starts_with(begins), "{format}");
    }
    // An agency reads of its own; nobody reads of the future.
    c.clerk.get(&path("weekly", "")).await.expect(200);
    c.lead
        .get("/api/v1/monitoring-reports/daily?to=2030-01-01")
        .await
        .expect(422);
    c.lead.get("/api/v1/monitoring-reports/yearly").await.expect(422);
    c.stop().await;
}
