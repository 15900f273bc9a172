//! Incidents out and in over the API, and the script of the documentation.

use crate::{incident::Scene, incident::path, support::*};
use axum::http::Method;
use chrono::Duration;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use std::{net::SocketAddr, process::Stdio};

store_suite!(
    a_case_leaves_and_comes_in_elsewhere => there_and_back,
    what_must_not_leave_stays => stays,
    an_import_takes_all_or_nothing => all_or_nothing,
);

const EXPORT: &str = "/api/v1/incidents/export";
const IMPORT: &str = "/api/v1/incidents/import";

async fn enriched(scene: &Scene) -> Value {
    let case = scene.open().await;
    let values =
        json!({ "values": "203[.]0[.]113[.]7\nhxxp://c2.example.com/a\nd41d8cd98f00b204e9800998ecf8427e" });
    scene
        .responder
        .post(&path(&case, "/indicators"), &values)
        .await
        .expect(200);
    for (text, internal) in [("Cô lập máy chủ", false), ("Nghi người trong cơ quan", true)] {
        let entry = json!({ "kind": "note", "text": text, "internal": internal });
        scene
            .responder
            .post(&path(&case, "/entries"), &entry)
            .await
            .expect(200);
    }
    case
}

async fn import(who: &Client, agency: &str, file: &[u8], more: &[(&str, &str)]) -> Reply {
    let mut fields = vec![("agency_id", agency), ("group_code", "other"), ("severity", "M4")];
    fields.extend(more);
    who.upload(IMPORT, &fields, &[("file", "vu-viec.json", file)])
        .await
}

async fn there_and_back(db: TestDb) {
    let here = World::new().await;
    let scene = Scene::new(&here).await;
    here.clock.advance(Duration::hours(1));
    let case = enriched(&scene).await;
    let there = World::on(db).await;
    let other = Scene::new(&there).await;
    there.clock.advance(Duration::hours(2));
    let agency = other.agency.to_string();
    for format in ["stix", "json"] {
        let leaves = scene
            .responder
            .get(&path(&case, &format!("/export?format={format}")))
            .await
            .expect(200);
        let disposition = leaves.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.contains("SC-2026-0001"), "{disposition}");
        let text = leaves.text();
        assert!(text.contains("203.0.113.7") && text.contains("Cô lập máy chủ"));
        assert!(!text.contains("Nghi người"), "internal lines stay");
        assert!(!text.contains("Nguyễn"), "names of persons stay");
        // A look first: nothing is kept.
        let look = import(&other.responder, &agency, &leaves.body, &[])
            .await
            .expect(200)
            .json();
        let known = format == "json";
        let what = if known { "duplicate" } else { "new" };
        assert_eq!(
            (&look["applied"], &look["items"][0]["what"]),
            (&json!(false), &json!(what)),
            "{look}"
        );
        assert_eq!(look["items"][0]["id"], Value::Null);
        let list = other.responder.get("/api/v1/incidents").await.expect(200).json();
        assert_eq!(list["total"], i32::from(known));
        let made = import(&other.responder, &agency, &leaves.body, &[("dry_run", "false")])
            .await
            .expect(200)
            .json();
        assert_eq!(made["applied"], !known, "{made}");
    }
    let list = other.responder.get("/api/v1/incidents").await.expect(200).json();
    let came = &list["items"][0];
    assert_eq!(
        (
            &came["origin"],
            &came["title"],
            &came["group_code"],
            &came["severity"]
        ),
        (
            &json!("import"),
            &case["incident"]["title"],
            &json!("malware"),
            &json!("M3")
        )
    );
    assert_eq!(came["detected_at"], case["incident"]["detected_at"]);
    let came = other
        .responder
        .get(&format!("/api/v1/incidents/{}", came["id"].as_str().unwrap()))
        .await
        .expect(200)
        .json();
    let mut values: Vec<&str> = came["indicators"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["value"].as_str().unwrap())
        .collect();
    values.sort_unstable();
    assert_eq!(
        values,
        [
            "203.0.113.7",
            "d41d8cd98f00b204e9800998ecf8427e",
            "http://c2.example.com/a"
        ]
    );
    assert!(
        !came["clocks"].as_array().unwrap().is_empty(),
        "its clocks run here"
    );
    // What came from there is known here when it comes back.
    let back = other
        .responder
        .get(&path(&came, "/export?format=stix"))
        .await
        .expect(200);
    let home = import(&scene.responder, &scene.agency.to_string(), &back.body, &[])
        .await
        .expect(200)
        .json();
    assert_eq!(home["items"][0]["what"], "duplicate");
}

async fn stays(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let open = enriched(&scene).await;
    let hidden = scene.open().await;
    let secret = scene.open().await;
    let call = async |case: &Value, rest: &str, body: Value| {
        scene
            .responder
            .call(
                Method::POST,
                &path(case, rest),
                Some(&body),
                Some(crate::incident::seen(case)),
            )
            .await
            .expect(200)
            .json()
    };
    call(
        &hidden,
        "/restrict",
        json!({ "restricted": true, "reason": "Liên quan cán bộ" }),
    )
    .await;
    let flag = json!({ "severity": "M3", "facts": {}, "personal_data": false, "detected_at": "2026-11-30T01:00:00Z",
        "state_secret": true, "reason": "Nghi có tài liệu mật" });
    call(&secret, "/classify", flag).await;
    let codes = async |who: &Client, format: &str| {
        let text = who
            .get(&format!("{EXPORT}?format={format}"))
            .await
            .expect(200)
            .text();
        [&open, &hidden, &secret].map(|c| text.contains(c["incident"]["code"].as_str().unwrap()))
    };
    for format in ["csv", "json", "stix"] {
        assert_eq!(
            codes(&scene.responder, format).await,
            [true, true, false],
            "{format}"
        );
        assert_eq!(
            codes(&scene.focal, format).await,
            [true, false, false],
            "{format}"
        );
    }
    let refused = scene
        .responder
        .get(&path(&secret, "/export?format=json"))
        .await
        .expect(422);
    assert_eq!(refused.code(), "incident.state_secret");
    scene
        .focal
        .get(&path(&hidden, "/export?format=stix"))
        .await
        .expect(403);
    let red = scene
        .responder
        .get(&path(&hidden, "/export?format=stix"))
        .await
        .expect(200)
        .text();
    assert!(red.contains("TLP:RED") && !red.contains("TLP:AMBER"));
    let other = world.listed_agency(None).await;
    let stranger = world.as_role(Role::FocalPoint, Some(other)).await;
    stranger.get(&path(&open, "/export?format=csv")).await.expect(403);
    assert_eq!(codes(&stranger, "csv").await, [false; 3]);
    // Filters of the list hold; a table opens in a spreadsheet.
    let table = scene
        .responder
        .get(&format!("{EXPORT}?format=csv&severity=M1"))
        .await
        .expect(200)
        .text();
    assert!(
        table.starts_with('\u{feff}') && table.lines().count() == 1,
        "{table}"
    );
    let odd = scene
        .responder
        .get(&format!("{EXPORT}?format=xml"))
        .await
        .expect(422);
    assert_eq!(odd.param("field"), "format");
}

async fn all_or_nothing(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let agency = scene.agency.to_string();
    let one = |id: &str, detected: &str, group: &str| {
        json!({ "id": id, "title": format!("Vụ {id}"), "detected_at": detected, "group": group,
            "indicators": [{ "kind": "ip", "value": "203.0.113.9" }] })
    };
    let file = |all: Value| {
        json!({ "format": "coloa-incidents/1", "incidents": all })
            .to_string()
            .into_bytes()
    };
    let at = "2026-11-29T01:00:00Z";
    let with_faults = file(json!([
        one("a", at, "malware"),
        one("a", at, "malware"),
        one("b", "2030-01-01T00:00:00Z", "malware"),
        one("c", at, "weather"),
        { "id": "d", "title": "D", "detected_at": "hôm qua" },
    ]));
    let apply = [("dry_run", "false")];
    let plan = import(&scene.responder, &agency, &with_faults, &apply)
        .await
        .expect(200)
        .json();
    assert_eq!(plan["applied"], false);
    let whats: Vec<_> = plan["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["what"].clone())
        .collect();
    assert_eq!(whats, ["new", "duplicate", "invalid", "invalid"]);
    assert_eq!(plan["items"][2]["params"]["reason"], "in_the_future");
    assert_eq!(plan["items"][3]["params"]["field"], "group_code");
    assert_eq!(plan["faults"][0]["place"], "incidents[4]");
    let count = async || scene.responder.get("/api/v1/incidents").await.expect(200).json()["total"].clone();
    assert_eq!(count().await, 0, "nothing was kept");
    let good = file(json!([one("a", at, "malware"), one("b", at, "")]));
    let plan = import(&scene.responder, &agency, &good, &apply)
        .await
        .expect(200)
        .json();
    assert_eq!(plan["applied"], true, "{plan}");
    assert_eq!(plan["items"][1]["incident_code"], "SC-2026-0002");
    let list = scene
        .responder
        .get("/api/v1/incidents?sort=newest")
        .await
        .expect(200)
        .json();
    let groups: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["group_code"].as_str().unwrap())
        .collect();
    assert!(
        groups.contains(&"other"),
        "of what says none the one that was asked for: {groups:?}"
    );
    let again = import(&scene.responder, &agency, &good, &apply)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&again["applied"], &again["items"][0]["what"]),
        (&json!(false), &json!("duplicate"))
    );
    assert_eq!(count().await, 2);
    // Not for another agency, and not what is no file of the two kinds.
    let other = world.listed_agency(None).await.to_string();
    import(&scene.focal, &other, &good, &apply).await.expect(403);
    let odd = import(&scene.responder, &agency, b"{}", &apply).await.expect(422);
    assert_eq!(
        (odd.code(), odd.param("reason")),
        ("incident.unreadable".into(), "unknown_format".into())
    );
    let odd = import(&scene.responder, &agency, b"{\"type\": \"bundle\",", &apply)
        .await
        .expect(200)
        .json();
    assert_eq!(odd["faults"][0]["place"], "line 1, column 18");
    import(&scene.responder, "khong-phai", &good, &apply)
        .await
        .expect(422);
}

/// Where Python 3 is installed.
fn python() -> Option<&'static str> {
    let there = std::process::Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !there {
        eprintln!("skipped: python3 is not installed");
    }
    there.then_some("python3")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_script_of_the_documentation_opens_enriches_and_closes_a_case() {
    let Some(python) = python() else { return };
    let world = World::new().await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    world.person("truc.ban", Role::Responder, None).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = coloa_server::serve::router(&world.app);
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).await.unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("nhat-ky.log");
    std::fs::write(&log, "10:00 kết nối ra 203.0.113.7").unwrap();
    let bundle = folder.path().join("vu-viec.json");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/incident.py");
    let mut command = tokio::process::Command::new(python);
    command
        .arg("-B")
        .arg(script)
        .args(["--url", &format!("http://{address}"), "--user", "truc.ban"])
        .args([
            "--agency",
            &scene.agency.to_string(),
            "--detected-at",
            "2026-11-30T01:30:00Z",
        ])
        .args([
            "--indicator",
            "203.0.113.7",
            "--indicator",
            "hxxp://c2[.]example[.]com/a",
        ])
        .args(["--note", "Máy kết nối ra ngoài", "--evidence"])
        .arg(&log)
        .args([
            "--cause",
            "Mở tệp đính kèm",
            "--remedy",
            "Cài lại máy",
            "--lessons",
            "Chặn macro",
        ])
        .args(["--proof", "Công văn 12", "--close", "--stix"])
        .arg(&bundle)
        .env("COLOA_PASSWORD", PASSWORD)
        .env("PYTHONIOENCODING", "utf-8");
    let run = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        run.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&run.stderr)
    );
    assert!(
        said.contains("opened SC-2026-0001") && said.contains("SC-2026-0001 closed"),
        "{said}"
    );
    assert!(said.contains("altered=False"), "{said}");
    let list = scene.responder.get("/api/v1/incidents").await.expect(200).json();
    assert_eq!(list["items"][0]["state"], "closed");
    let bundle: Value = serde_json::from_slice(&std::fs::read(&bundle).unwrap()).unwrap();
    assert_eq!(bundle["type"], "bundle");
    // A wrong password is said, and nothing happens.
    command.env("COLOA_PASSWORD", "sai");
    let run = command.output().await.unwrap();
    assert!(!run.status.success());
    assert!(
        String::from_utf8_lossy(&run.stderr).contains("refused: 401"),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
