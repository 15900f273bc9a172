//! Systems: their events, their level in alerts, and which of them are connected.

use crate::{
    centre::{ANY, arrived, centre, http},
    support::World,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use tokio::net::UdpSocket;

fn failed(host: &str, address: &str, n: u32) -> String {
    format!(
        "<38>Jul 15 08:{:02}:{:02} {host} sshd[{}]: Failed password for root from {address} port {} ssh2",
        n / 60,
        n % 60,
        900 + n,
        4000 + n
    )
}

store_suite!(alerts_weigh_by_the_level_of_their_system => levels);

async fn levels(db: TestDb) {
    let c = centre(db).await;
    let other = c.world.listed_agency(None).await;
    let make = async |name: &str, agency, level: i32, host: &str| {
        let body = json!({ "name": name, "agency_id": agency, "level": level, "priority": true,
            "hosts": [{ "name": host, "addresses": "" }] });
        let made = c.lead.post("/api/v1/systems", &body).await.expect(201).json();
        made["system"]["id"].as_str().unwrap().to_owned()
    };
    let portal = make("Cổng dịch vụ công", c.agency, 5, "may-chu-05").await;
    let page = make("Trang tin", c.agency, 1, "may-chu-01").await;
    let foreign = make("Hệ thống của cơ quan khác", other, 3, "may-chu-ngoai").await;
    // The same host in two systems of an agency is neither.
    let taken = json!({ "name": "Trùng", "agency_id": c.agency, "hosts": [{ "name": "MAY-CHU-05.", "addresses": "" }] });
    let refused = c.lead.post("/api/v1/systems", &taken).await.expect(409);
    assert_eq!(refused.code(), "system.host_taken");
    for (field, body) in [
        ("name", json!({ "name": " ", "agency_id": c.agency })),
        ("level", json!({ "name": "x", "agency_id": c.agency, "level": 6 })),
        (
            "exempt",
            json!({ "name": "x", "agency_id": c.agency, "exempt": "thu" }),
        ),
        (
            "hosts",
            json!({ "name": "x", "agency_id": c.agency, "hosts": [{ "name": "a", "addresses": "10.0.0.300" }] }),
        ),
    ] {
        let refused = c.lead.post("/api/v1/systems", &body).await.expect(422);
        assert_eq!(refused.json()["params"]["field"], field);
    }

    let (source, _) = c.source("Máy chủ tập trung", "syslog", "127.0.0.1").await;
    let udp = UdpSocket::bind(ANY).await.unwrap();
    let hosts = ["may-chu-05", "may-chu-01", "may-chu-ngoai"];
    for (at, host) in hosts.iter().enumerate() {
        for n in 0..30 {
            let line = failed(host, &format!("203.0.113.{at}"), n);
            udp.send_to(line.as_bytes(), c.bound.syslog_udp.unwrap())
                .await
                .unwrap();
        }
    }
    arrived(&c.pipeline, 90).await;
    let alerts = c.alerts(&c.lead).await;
    let of = |entity: &str| {
        alerts
            .iter()
            .find(|a| a["entity"] == entity && a["rule_severity"] == "low")
            .unwrap_or_else(|| panic!("{entity}: {alerts:#?}"))
            .clone()
    };
    let (five, one, none) = (of("203.0.113.0"), of("203.0.113.1"), of("203.0.113.2"));
    assert_eq!(
        (&five["severity"], &five["system_id"]),
        (&json!("medium"), &json!(portal))
    );
    assert_eq!(
        (&one["severity"], &one["system_level"]),
        (&json!("informational"), &json!(1))
    );
    assert_eq!(
        none["system_id"],
        Value::Null,
        "another agency's host is not believed"
    );
    assert_eq!(none["agency_id"], json!(c.agency));

    // A collector that is said to carry other agencies' events is believed, and they are theirs.
    let body = json!({ "name": "Máy chủ tập trung", "protocol": "syslog", "agency_id": c.agency, "addresses": "127.0.0.1", "shared": true });
    c.lead
        .put(&format!("/api/v1/sources/{source}"), 1, &body)
        .await
        .expect(200);
    for n in 0..30 {
        let line = failed("may-chu-ngoai", "203.0.113.9", n);
        udp.send_to(line.as_bytes(), c.bound.syslog_udp.unwrap())
            .await
            .unwrap();
    }
    arrived(&c.pipeline, 120).await;
    let alerts = c.alerts(&c.lead).await;
    let theirs = alerts.iter().find(|a| a["entity"] == "203.0.113.9").unwrap();
    assert_eq!(
        (&theirs["system_id"], &theirs["agency_id"]),
        (&json!(foreign), &json!(other))
    );
    let clerk = c.world.as_role(Role::FocalPoint, Some(other)).await;
    let seen = c.alerts(&clerk).await;
    assert!(!seen.is_empty() && seen.iter().all(|a| a["system_id"] == json!(foreign)));
    let found = clerk
        .get("/api/v1/search?from=2026-07-01T00:00:00Z&to=2026-07-30T00:00:00Z")
        .await
        .expect(200)
        .json();
    let hosts: Vec<&Value> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["host"])
        .collect();
    assert!(
        hosts.iter().all(|h| **h == json!("may-chu-ngoai")) && hosts.len() == 30,
        "{hosts:?}"
    );
    // By the name of the system, with and without diacritics.
    for name in ["Cổng dịch vụ công", "cong dich vu"] {
        let q = format!("system%3A%22{}%22", name.replace(' ', "%20"));
        let path = format!("/api/v1/search?q={q}&from=2026-07-01T00:00:00Z&to=2026-07-30T00:00:00Z");
        let found = c.lead.get(&path).await.expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), 30, "{name}");
        assert_eq!(found["items"][0]["system_name"], "Cổng dịch vụ công");
    }

    // The share of connected systems.
    let extra = json!({ "name": "Hệ thống mật mã", "agency_id": c.agency, "level": 4, "priority": true, "exempt": "cipher" });
    c.lead.post("/api/v1/systems", &extra).await.expect(201);
    let silent = json!({ "name": "Chưa gửi nhật ký", "agency_id": c.agency, "level": 3, "priority": true, "national_since": "2026-07-01" });
    c.lead.post("/api/v1/systems", &silent).await.expect(201);
    let share = c.lead.get("/api/v1/systems/connection").await.expect(200).json();
    let count = |share: &Value| {
        (
            share["counted"].as_array().unwrap().len(),
            share["connected"].as_u64().unwrap(),
            share["exempt"].as_u64().unwrap(),
            share["national"].as_u64().unwrap(),
        )
    };
    assert_eq!(count(&share), (4, 3, 1, 1));
    let share = c
        .lead
        .get("/api/v1/systems/connection?level=3")
        .await
        .expect(200)
        .json();
    assert_eq!(count(&share), (2, 1, 0, 1));
    c.world.clock.advance(chrono::Duration::hours(2));
    let share = c.lead.get("/api/v1/systems/connection").await.expect(200).json();
    assert_eq!(
        count(&share).1,
        0,
        "all have been silent for longer than their limit"
    );

    // Retired, it counts no more, and its name stays with the alert.
    let body = json!({ "name": "Trang tin", "agency_id": c.agency, "level": 1, "priority": true, "state": "ended", "hosts": [] });
    c.lead
        .put(&format!("/api/v1/systems/{page}"), 1, &body)
        .await
        .expect(200);
    c.lead
        .put(&format!("/api/v1/systems/{page}"), 1, &body)
        .await
        .expect(412);
    let list = c
        .lead
        .get("/api/v1/systems?search=trang")
        .await
        .expect(200)
        .json();
    assert_eq!(list["total"], 0);
    let list = c
        .lead
        .get("/api/v1/systems?search=trang&retired=true")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&list["total"], &list["items"][0]["may_change"]),
        (&json!(1), &json!(true))
    );
    // The focal point keeps the record of the own systems.
    let own = clerk.get("/api/v1/systems").await.expect(200).json();
    assert_eq!(
        (&own["total"], &own["items"][0]["may_change"]),
        (&json!(1), &json!(true))
    );
    clerk.get(&format!("/api/v1/systems/{portal}")).await.expect(403);
    c.stop().await;
}

store_suite!(alerts_of_other_centres_are_taken_once => foreign);

async fn foreign(db: TestDb) {
    let c = centre(db).await;
    let (_, token) = c.source("SOC tỉnh bạn", "alerts", "").await;
    let to = c.bound.http.unwrap();
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let alert = |reference: &str| {
        json!({ "type": "ids", "source": "soc-b", "sourceRef": reference, "title": "Quét cổng diện rộng", "severity": 3,
            "description": "Nhiều kết nối", "tags": ["attack.t1046"], "date": 1_784_077_200_000_i64,
            "observables": [{ "dataType": "ip", "data": "203.0.113.77", "ioc": true }] })
        .to_string()
    };
    let send = async |body: &str| http(to, "POST", "/api/v1/alert", &headers, body.as_bytes()).await;
    let (status, _, said) = send(&alert("1")).await;
    assert_eq!(status, 201, "{said}");
    let (status, _, said) = send(&alert("1")).await;
    assert_eq!((status, said.contains("CreateError")), (400, true), "{said}");
    assert_eq!(send(&alert("2")).await.0, 201);
    assert_eq!(send("{\"type\":\"x\"}").await.0, 400);
    assert_eq!(
        http(to, "POST", "/api/v1/alert", &[], alert("3").as_bytes())
            .await
            .0,
        401
    );
    let alerts = c.alerts(&c.lead).await;
    assert_eq!(alerts.len(), 1, "{alerts:#?}");
    assert_eq!(
        (&alerts[0]["entity"], &alerts[0]["severity"], &alerts[0]["count"]),
        (&json!("203.0.113.77"), &json!("high"), &json!(2))
    );
    assert!(
        alerts[0]["rule_title"]
            .as_str()
            .unwrap()
            .contains("Quét cổng diện rộng")
    );
    assert_eq!(alerts[0]["tags"], json!(["attack.t1046"]));
    // A source over a method that it does not have.
    let renewed = c
        .lead
        .call(Method::GET, "/api/v1/sources", None, None)
        .await
        .expect(200);
    assert_eq!(renewed.json()["items"][0]["protocol"], "alerts");
    c.stop().await;
}

store_suite!(systems_and_weaknesses_are_found_letter_for_letter => searched);

async fn searched(db: TestDb) {
    let world = World::on(db).await;
    let agency = world.listed_agency(None).await;
    let owner = world.as_role(Role::FocalPoint, Some(agency)).await;
    for (name, identifier) in [
        ("Số hoá 100% kho_so", "VA_2026"),
        ("Số hoá 1000 kho-so", "VA-2026"),
    ] {
        let body = json!({ "name": name, "agency_id": agency });
        let made = owner.post("/api/v1/systems", &body).await.expect(201).json();
        let path = format!(
            "/api/v1/systems/{}/weaknesses",
            made["system"]["id"].as_str().unwrap()
        );
        let body = json!({ "title": name, "identifier": identifier, "source": "scan", "severity": "high",
            "found_on": "2026-07-01" });
        owner.post(&path, &body).await.expect(201);
    }
    let total = async |list: &str, search: &str| {
        let page = owner.get(&format!("/api/v1/systems{list}?search={search}")).await;
        page.expect(200).json()["total"].as_u64().unwrap()
    };
    for (search, found) in [
        ("so%20hoa", 2),
        ("100", 2),
        ("100%25", 1),
        ("kho_so", 1),
        ("%25", 1),
        ("%7C", 0),
    ] {
        assert_eq!(total("", search).await, found, "{search}");
        assert_eq!(total("/weaknesses", search).await, found, "{search}");
    }
    assert_eq!(total("/weaknesses", "va_2026").await, 1);
}
