//! Hosts that are seen and belong to no system: offered, put into a system, left out.

use crate::centre::{ANY, Centre, arrived, centre};
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use tokio::net::UdpSocket;

store_suite!(hosts_without_a_system_are_offered_until_they_have_one => offered);

const LIST: &str = "/api/v1/systems/unregistered";

async fn send(c: &Centre, host: &str, times: u32) {
    let udp = UdpSocket::bind(ANY).await.unwrap();
    for n in 0..times {
        let line = format!("<38>Jul 15 08:00:{n:02} {host} sshd[{n}]: Connection closed");
        udp.send_to(line.as_bytes(), c.bound.syslog_udp.unwrap())
            .await
            .unwrap();
    }
}

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    let mut names: Vec<&str> = items.iter().map(|h| h["host"].as_str().unwrap()).collect();
    names.sort_unstable();
    names
}

async fn offered(db: TestDb) {
    let c = centre(db).await;
    let (source, _) = c.source("Máy chủ tập trung", "syslog", "127.0.0.1").await;
    let body =
        json!({ "name": "Cổng thông tin", "agency_id": c.agency, "hosts": [{ "name": "may-chu-01" }] });
    let made = c.lead.post("/api/v1/systems", &body).await.expect(201).json();
    let system = made["system"]["id"].as_str().unwrap().to_owned();
    for (host, times) in [("may-chu-01", 4), ("MAY-CHU-02", 3), ("may-in-03", 2)] {
        send(&c, host, times).await;
    }
    arrived(&c.pipeline, 9).await;
    c.pipeline.caught_up().await;

    let page = c.clerk.get(LIST).await.expect(200).json();
    assert_eq!(
        names(&page),
        ["may-chu-02", "may-in-03"],
        "what has a system is not asked for"
    );
    let of = |page: &Value, host: &str| {
        let items = page["items"].as_array().unwrap();
        items.iter().find(|h| h["host"] == host).unwrap().clone()
    };
    let second = of(&page, "may-chu-02");
    assert_eq!(
        (&second["events"], &second["source_id"]),
        (&json!(3), &json!(source))
    );
    assert_eq!(second["agency_id"], json!(c.agency));
    // Another agency sees none of it, and cannot judge it.
    let other = c.world.listed_agency(None).await;
    let stranger = c.world.as_role(Role::FocalPoint, Some(other)).await;
    assert_eq!(names(&stranger.get(LIST).await.expect(200).json()), [""; 0]);
    let at = |host: &Value, rest: &str| format!("{LIST}/{}/{rest}", host["id"].as_str().unwrap());
    let why = json!({ "why": "Máy in" });
    stranger
        .call(Method::PUT, &at(&second, "ignored"), Some(&why), None)
        .await
        .expect(403);
    let theirs = json!({ "name": "Hệ thống khác", "agency_id": other });
    let theirs = c.lead.post("/api/v1/systems", &theirs).await.expect(201).json();
    let refused = c
        .lead
        .post(
            &at(&second, "place"),
            &json!({ "system_id": theirs["system"]["id"] }),
        )
        .await
        .expect(422);
    assert_eq!(refused.json()["params"]["reason"], "other_agency");

    // Put into a system, it is not offered any more, and its next event belongs there.
    let placed = c
        .clerk
        .post(&at(&second, "place"), &json!({ "system_id": system }))
        .await
        .expect(200)
        .json();
    let hosts: Vec<&str> = placed["hosts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["name"].as_str().unwrap())
        .collect();
    assert_eq!(hosts, ["may-chu-01", "may-chu-02"]);
    send(&c, "may-chu-02", 1).await;
    // Left out, it counts on, and is shown among those alone.
    let printer = of(&page, "may-in-03");
    let refused = c
        .clerk
        .call(
            Method::PUT,
            &at(&printer, "ignored"),
            Some(&json!({ "why": " " })),
            None,
        )
        .await
        .expect(422);
    assert_eq!(refused.json()["params"]["field"], "why");
    c.clerk
        .call(Method::PUT, &at(&printer, "ignored"), Some(&why), None)
        .await
        .expect(200);
    send(&c, "may-in-03", 5).await;
    arrived(&c.pipeline, 15).await;
    c.pipeline.caught_up().await;
    assert_eq!(names(&c.clerk.get(LIST).await.expect(200).json()), [""; 0]);
    let left = c
        .clerk
        .get(&format!("{LIST}?ignored=true"))
        .await
        .expect(200)
        .json();
    let printer = of(&left, "may-in-03");
    assert_eq!(
        (&printer["events"], &printer["ignored_why"]),
        (&json!(7), &json!("Máy in"))
    );
    c.clerk
        .call(Method::DELETE, &at(&printer, "ignored"), None, None)
        .await
        .expect(200);
    assert_eq!(names(&c.clerk.get(LIST).await.expect(200).json()), ["may-in-03"]);
    c.stop().await;
}

store_suite!(a_sender_with_ever_new_names_fills_its_own_room_alone => bounded);

async fn bounded(db: TestDb) {
    use coloa_source::{store::unregistered, unregistered::Strays};
    let c = centre(db).await;
    let (noisy, _) = c.source("Nguồn ồn", "syslog", "192.0.2.1").await;
    let (calm, _) = c.source("Nguồn êm", "syslog", "192.0.2.2").await;
    let now = coloa_base::Clock::now(&c.world.clock);
    let mut first = Strays::default();
    first.note(calm.parse().unwrap(), Some("may-lau"), None, now);
    for n in 0..1_600 {
        let at = now + chrono::Duration::seconds(n);
        first.note(noisy.parse().unwrap(), Some(&format!("gia-{n}")), None, at);
    }
    let tx = c.world.app.db.begin().await.unwrap();
    unregistered::add(&tx, &first).await.unwrap();
    tx.commit().await.unwrap();
    let of = async |source: &str| {
        let page = c.clerk.get(&format!("{LIST}?source={source}&limit=500")).await;
        page.expect(200).json()
    };
    let noisy = of(&noisy).await;
    assert_eq!(noisy["total"], 1_000);
    assert_eq!(noisy["items"][0]["host"], "gia-1599", "the oldest gave way");
    assert_eq!(of(&calm).await["total"], 1);
    c.stop().await;
}

store_suite!(hosts_are_found_letter_for_letter => searched);

async fn searched(db: TestDb) {
    use coloa_source::{store::unregistered, unregistered::Strays};
    let c = centre(db).await;
    let (source, _) = c.source("Nguồn mẫu", "syslog", "192.0.2.1").await;
    let now = coloa_base::Clock::now(&c.world.clock);
    let mut seen = Strays::default();
    for host in ["may_chu", "may-chu"] {
        seen.note(source.parse().unwrap(), Some(host), None, now);
    }
    let tx = c.world.app.db.begin().await.unwrap();
    unregistered::add(&tx, &seen).await.unwrap();
    tx.commit().await.unwrap();
    let asked: [(&str, &[&str]); 4] = [
        ("MAY", &["may-chu", "may_chu"]),
        ("may_chu", &["may_chu"]),
        ("_", &["may_chu"]),
        ("%25", &[]),
    ];
    for (search, found) in asked {
        let page = c.clerk.get(&format!("{LIST}?search={search}")).await;
        assert_eq!(names(&page.expect(200).json()), found, "{search}");
    }
    c.stop().await;
}
