//! The register of systems as people use it: from a first assessment to four layers, tables in and out.

use crate::{
    register_examples::{Case, DECISION, FILE},
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_document::read::{Limits, SheetChoice, read_sheet};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    from_a_first_assessment_to_four_layers => way,
    a_decided_level_changes_by_a_dossier_alone => lowered,
    a_table_of_systems_is_taken_whole_or_in_part => table,
);

async fn way(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    // What the facts come to, with articles, and kept with the record.
    let facts = json!({ "types": ["SVC"], "information": ["PII"], "online_service": true, "settles_procedures": true });
    let asked = json!({ "facts": facts, "regime": "R331" });
    let found = case
        .owner
        .post("/api/v1/systems/assess", &asked)
        .await
        .expect(200)
        .json();
    assert_eq!(found["level"], 3);
    let codes: Vec<&str> = found["matched"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"331-L3-2b"), "{codes:?}");
    assert_eq!(found["matched"][0]["legal"]["article"], "Điều 13 khoản 2 điểm b");
    let r85 = json!({ "facts": { "types": ["SVC"], "information": ["PII"], "online_service": true,
        "conditional_business": false, "users": 50_000 }, "regime": "R85" });
    let old = case
        .owner
        .post("/api/v1/systems/assess", &r85)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&old["level"], &old["matched"][0]["code"]),
        (&json!(3), &json!("85-L3-2c"))
    );
    case.owner
        .post(&case.url("/assessments"), &asked)
        .await
        .expect(201);
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(
        (&system["system"]["proposed_level"], &system["system"]["level"]),
        (&json!(3), &json!(0))
    );
    assert_eq!(system["system"]["flags"], json!(["unapproved", "unprotected"]));

    // Below the proposal only with a word why; nobody appraises what they operate.
    let low = json!({ "regime": "R331", "level": 2, "appraiser_id": case.unit });
    assert_eq!(
        case.owner
            .post(&case.url("/dossiers"), &low)
            .await
            .expect(422)
            .code(),
        "system.below_proposal"
    );
    let own = json!({ "regime": "R331", "level": 3, "appraiser_id": case.agency });
    let refused = case.owner.post(&case.url("/dossiers"), &own).await.expect(409);
    assert_eq!(refused.code(), "system.not_independent");
    assert!(
        refused.param("article").contains("Điều 18"),
        "{}",
        refused.param("article")
    );
    let dossier = case.dossier(3).await;
    let second = json!({ "regime": "R331", "level": 3, "appraiser_id": case.unit });
    assert_eq!(
        case.owner
            .post(&case.url("/dossiers"), &second)
            .await
            .expect(409)
            .code(),
        "system.dossier_open"
    );

    // Documents first.
    let refused = case
        .step(&case.owner, &dossier, "send", json!({}))
        .await
        .expect(409);
    assert_eq!(refused.code(), "system.documents_missing");
    case.fill(&dossier).await;
    let written = format!("{dossier}/documents/r331-proposal/write");
    case.owner
        .call(Method::POST, &written, None, None)
        .await
        .expect(200);
    let sent = case
        .step(&case.owner, &dossier, "send", json!({}))
        .await
        .expect(200)
        .json();
    // Five working days from Wednesday, 15/07/2026.
    assert_eq!(
        (&sent["dossier"]["state"], &sent["dossier"]["reply_due"]),
        (&json!("sent"), &json!("2026-07-22"))
    );
    // The owner does not appraise, and nobody does before the dossier is complete.
    let body = json!({ "note": "Nhất trí" });
    case.step(&case.owner, &dossier, "appraise", body.clone())
        .await
        .expect(403);
    assert_eq!(
        case.step(&case.appraiser, &dossier, "appraise", body.clone())
            .await
            .expect(409)
            .code(),
        "system.not_accepted"
    );
    // What comes back is sent again.
    case.step(&case.appraiser, &dossier, "return", json!({}))
        .await
        .expect(422);
    let back = case
        .step(
            &case.appraiser,
            &dossier,
            "return",
            json!({ "note": "Thiếu sơ đồ mạng" }),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(back["dossier"]["state"], "returned");
    case.step(&case.owner, &dossier, "send", json!({}))
        .await
        .expect(200);
    let taken = case
        .step(&case.appraiser, &dossier, "accept", json!({}))
        .await
        .expect(200)
        .json();
    // Fifteen working days.
    assert_eq!(taken["dossier"]["appraise_due"], "2026-08-05");
    let stale = case
        .appraiser
        .call(Method::POST, &format!("{dossier}/appraise"), Some(&body), Some(1))
        .await;
    assert_eq!(stale.expect(412).code(), "system.changed");
    let done = case
        .step(&case.appraiser, &dossier, "appraise", body)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&done["dossier"]["state"], &done["dossier"]["approve_due"]),
        (&json!("appraised"), &json!("2026-07-24"))
    );

    // Not before the regulation is issued; the article says so.
    let mut change = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "operator_id": case.agency, "state": "running",
        "profile": { "purpose": "Tiếp nhận hồ sơ" } });
    case.owner
        .put(&case.url(""), case.version().await, &change)
        .await
        .expect(200);
    let approve = async |who: &Client| {
        let seen = case.seen(&dossier).await;
        who.form(
            Method::POST,
            &format!("{dossier}/approve"),
            Some(seen),
            &DECISION,
            &[FILE],
        )
        .await
    };
    let refused = approve(&case.head).await.expect(409);
    assert_eq!(refused.code(), "system.gate");
    assert!(
        refused.param("article").contains("Điều 30 khoản 7"),
        "{}",
        refused.param("article")
    );
    change["profile"]["regulation"] = json!({ "number": "12/QĐ-SO", "on": "2026-05-04", "by": "Sở" });
    case.owner
        .put(&case.url(""), case.version().await, &change)
        .await
        .expect(200);
    approve(&case.owner).await.expect(403);
    let approved = approve(&case.head).await.expect(200).json();
    assert_eq!(approved["dossier"]["state"], "approved");
    let file = approved["dossier"]["decision_file"].as_str().unwrap().to_owned();
    assert_eq!(
        case.owner
            .get(&case.url(&format!("/files/{file}")))
            .await
            .expect(200)
            .text(),
        "noi dung"
    );
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(
        (&system["system"]["level"], &system["system"]["regime"]),
        (&json!(3), &json!("R331"))
    );
    assert_eq!(system["system"]["flags"], json!(["unprotected"]));

    // Four layers; the third by somebody else than the second.
    for (layer, provider) in [
        ("1", "Tổ trực"),
        ("2", "Công ty An Toàn"),
        ("3", "công ty an toàn"),
        ("4", "Trung tâm"),
    ] {
        let form = [("layer", layer), ("provider", provider), ("since", "2026-07-01")];
        // A word without a paper is a word.
        case.owner
            .upload(&case.url("/layers"), &form, &[])
            .await
            .expect(201);
        let found = case.owner.get(&case.url("/layers")).await.expect(200).json();
        let at = layer.parse::<usize>().unwrap() - 1;
        let said = if layer == "3" {
            "not_independent"
        } else {
            "declared"
        };
        assert_eq!(
            (&found["layers"][at]["standing"], &found["layers"][at]["stands"]),
            (&json!(said), &json!(false))
        );
        case.owner
            .upload(&case.url("/layers"), &form, &[FILE])
            .await
            .expect(201);
    }
    let found = case.owner.get(&case.url("/layers")).await.expect(200).json();
    let standings: Vec<&str> = found["layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["standing"].as_str().unwrap())
        .collect();
    assert_eq!(standings, ["proved", "proved", "not_independent", "proved"]);
    let form = [
        ("layer", "3"),
        ("provider", "Trung tâm Kiểm định"),
        ("since", "2026-07-01"),
        ("until", "2026-07-31"),
    ];
    case.owner
        .upload(&case.url("/layers"), &form, &[FILE])
        .await
        .expect(201);
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(
        (&system["system"]["flags"], &system["system"]["layers"]),
        (&json!([]), &json!([1, 2, 3, 4]))
    );
    // It runs out by itself.
    world.clock.advance(chrono::Duration::days(20));
    coloa_source::connection::refresh_layers(&world.app.access)
        .await
        .unwrap();
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(system["system"]["flags"], json!(["unprotected"]));

    let early = [("layer", "1"), ("provider", "Tổ trực"), ("since", "2999-01-01")];
    let refused = case
        .owner
        .upload(&case.url("/layers"), &early, &[])
        .await
        .expect(422);
    assert_eq!(refused.param("reason"), "in_the_future");
    // Nobody says that a system runs in one that they may not read.
    let neighbour = world.listed_agency(None).await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let centre = json!({ "name": "Trung tâm dữ liệu", "agency_id": neighbour });
    let centre = coordinator
        .post("/api/v1/systems", &centre)
        .await
        .expect(201)
        .json();
    change["host_system_id"] = centre["system"]["id"].clone();
    change["level"] = json!(3);
    let refused = case
        .owner
        .put(&case.url(""), case.version().await, &change)
        .await
        .expect(422);
    assert_eq!(refused.param("field"), "host_system_id");
    coordinator
        .put(&case.url(""), case.version().await, &change)
        .await
        .expect(200);
    case.owner
        .put(&case.url(""), case.version().await, &change)
        .await
        .expect(200);

    // Nobody else sees any of it.
    let other = world
        .as_role(Role::FocalPoint, Some(world.listed_agency(None).await))
        .await;
    for path in [
        "",
        "/layers",
        "/controls",
        "/dossiers",
        "/records",
        "/links",
        "/facts",
        "/assessments",
    ] {
        other.get(&case.url(path)).await.expect(403);
    }
    other.get(&dossier).await.expect(403);
    other.get(&case.url(&format!("/files/{file}"))).await.expect(403);
    assert_eq!(other.get("/api/v1/systems").await.expect(200).json()["total"], 0);
}

async fn lowered(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let mut form = vec![("regime", "R85"), ("level", "3")];
    form.extend([("number", "9/QĐ-SO"), ("on", "2025-02-03"), ("by", "Giám đốc Sở")]);
    form.push(("note", "Bản giấy ở phòng lưu trữ"));
    // Whoever keeps the record does not say that it is approved.
    case.owner
        .upload(&case.url("/dossiers/recorded"), &form, &[])
        .await
        .expect(403);
    case.head
        .upload(&case.url("/dossiers/recorded"), &form, &[])
        .await
        .expect(201);
    let body = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "level": 2 });
    let refused = case
        .owner
        .put(&case.url(""), case.version().await, &body)
        .await
        .expect(409);
    assert_eq!(
        (refused.code(), refused.param("from")),
        ("system.level_lowered".to_owned(), "3".to_owned())
    );
    let lower = json!({ "regime": "R331", "level": 2, "appraiser_id": case.unit });
    assert_eq!(
        case.owner
            .post(&case.url("/dossiers"), &lower)
            .await
            .expect(409)
            .code(),
        "system.level_lowered"
    );
    let again =
        json!({ "regime": "R331", "level": 2, "reason": "redetermination", "appraiser_id": case.unit });
    let made = case
        .owner
        .post(&case.url("/dossiers"), &again)
        .await
        .expect(201)
        .json();
    // What was decided stands until something else is.
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(
        (&system["system"]["level"], &system["system"]["dossier"]),
        (&json!(3), &json!("approved"))
    );
    let dossier = format!(
        "/api/v1/systems/dossiers/{}",
        made["dossier"]["id"].as_str().unwrap()
    );
    case.fill(&dossier).await;
    case.step(&case.owner, &dossier, "send", json!({}))
        .await
        .expect(200);
    case.step(&case.appraiser, &dossier, "accept", json!({}))
        .await
        .expect(200);
    case.step(
        &case.appraiser,
        &dossier,
        "appraise",
        json!({ "note": "Nhất trí" }),
    )
    .await
    .expect(200);
    // Days that have not come, or come before what they follow, are refused.
    let seen = case.seen(&dossier).await;
    let path = format!("{dossier}/approve");
    // The unit that appraised approves levels 1 and 2, not the owner.
    case.head
        .form(Method::POST, &path, Some(seen), &DECISION, &[])
        .await
        .expect(403);
    for (on, status) in [("2026-07-16", 422), ("2026-07-14", 422), ("2026-07-15", 200)] {
        let form = [("number", "10/QĐ-SO"), ("on", on), ("by", "Giám đốc Sở")];
        case.unit_head
            .form(Method::POST, &path, Some(seen), &form, &[])
            .await
            .expect(status);
    }
    let all = case.owner.get(&case.url("/dossiers")).await.expect(200).json();
    let states: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["approved", "superseded"]);
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(system["system"]["level"], 2);
}

async fn table(db: TestDb) {
    let world = World::on(db).await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let mut names = Vec::new();
    for _ in 0..12 {
        let agency = world.listed_agency(None).await;
        names.push(world.app.agency_names(&[agency]).await.unwrap()[&agency].clone());
    }
    let head = "Cơ quan chủ quản;Tên hệ thống;Cấp độ;Tình trạng;Máy, địa chỉ;Số quyết định phê duyệt;Ngày quyết định;Cơ quan phê duyệt;Loại hình\n";
    let mut text = head.to_owned();
    for (at, name) in names.iter().enumerate() {
        for (system, level) in [
            ("Quản lý văn bản", 2),
            ("Một cửa", 3),
            ("Trang thông tin", 1),
            ("Truyền thanh", 1),
            ("Họp trực tuyến", 2),
        ] {
            text.push_str(&format!(
                "{name};{system};{level};đang vận hành;may-{level}-{} 10.{at}.{level}.{};;;;\n",
                system.len(),
                system.len()
            ));
        }
    }
    let url = "/api/v1/systems/import";
    let send = async |text: &str, mode: &str| {
        let file = ("file", "he-thong.csv", text.as_bytes());
        coordinator
            .upload(url, &[("mode", mode)], &[file])
            .await
            .expect(200)
            .json()
    };
    // A word that says neither to write nor to try is a mistake.
    let odd = ("file", "he-thong.csv", text.as_bytes());
    let refused = coordinator.upload(url, &[("mode", "zzz")], &[odd]).await;
    assert_eq!(refused.expect(422).param("field"), "mode");
    let dry = send(&text, "dry").await;
    assert_eq!(
        (&dry["created"], &dry["errors"], &dry["applied"]),
        (&json!(60), &json!([]), &json!(false))
    );
    assert_eq!(
        coordinator.get("/api/v1/systems").await.expect(200).json()["total"],
        0
    );
    // One row with an error keeps all of them out, unless the good ones are wanted.
    let bad = format!(
        "{text}Không có cơ quan này;Hệ thống lạ;2;;;;;;\n{};Một hệ thống;9;đang bay;;;;;XYZ\n{};Quản lý văn bản;2;;;;;;\n",
        names[0], names[1]
    );
    let refused = send(&bad, "all").await;
    assert_eq!(refused["applied"], false);
    let errors: Vec<(i64, &str, &str)> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| {
            (
                e["row"].as_i64().unwrap(),
                e["column"].as_str().unwrap(),
                e["reason"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            (62, "agency", "unknown"),
            (63, "level", "out_of_range"),
            (63, "state", "unknown"),
            (63, "types", "unknown"),
            (64, "name", "repeats_row_7"),
        ]
    );
    let good = send(&bad, "good").await;
    assert_eq!((&good["created"], &good["applied"]), (&json!(60), &json!(true)));
    assert_eq!(
        coordinator
            .get("/api/v1/systems?limit=5")
            .await
            .expect(200)
            .json()["total"],
        60
    );
    // The same table again changes nothing; a decision in it is recorded.
    let again = send(&text, "all").await;
    assert_eq!(again["created"], 0);
    let decided = format!(
        "{head}{};Một cửa;3;;;15/QĐ;03/02/2026;Chủ tịch xã;SVC\n",
        names[0]
    );
    let done = send(&decided, "all").await;
    assert_eq!((&done["changed"], &done["errors"]), (&json!(1), &json!([])));
    let found = coordinator
        .get("/api/v1/systems?dossier=approved")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&found["total"], &found["items"][0]["level"]),
        (&json!(1), &json!(3))
    );
    // Below that day, the level of a decided system stays.
    let changed = format!("{head}{};Một cửa;2;;;;;;\n", names[0]);
    assert_eq!(send(&changed, "all").await["errors"][0]["reason"], "decided");

    // The yearly table holds every system with its decision.
    let counters = coordinator
        .get("/api/v1/systems/statutory?year=2026")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&counters["total"], &counters["classified"], &counters["approved"]),
        (&json!(60), &json!(60), &json!(1))
    );
    assert_eq!(
        (&counters["from"], &counters["to"]),
        (&json!("2025-12-15"), &json!("2026-12-14"))
    );
    let issuer = world.listed_agency(None).await;
    let path = format!("/api/v1/systems/statutory/export?year=2026&format=xlsx&issuer={issuer}");
    let book = coordinator.get(&path).await.expect(200);
    let sheet = read_sheet("mau-08.xlsx", &book.body, SheetChoice::First, &Limits::default()).unwrap();
    let cells: Vec<&str> = sheet
        .rows
        .iter()
        .flat_map(|r| r.cells.iter().map(|(_, v)| v.as_str()))
        .collect();
    for label in [
        "Tên hệ thống thông tin",
        "Cấp độ đề xuất",
        "Quyết định phê duyệt (số, ngày, cơ quan)",
        "Triển khai phương án",
    ] {
        assert!(cells.contains(&label), "{label}");
    }
    assert!(cells.contains(&"15/QĐ, 03/02/2026, Chủ tịch xã"), "{cells:?}");
    assert_eq!(cells.iter().filter(|c| **c == "Một cửa").count(), 12);
}

/// 10,000 rows of which some are wrong are told row by row; none is taken, or all that are right.
#[tokio::test]
async fn ten_thousand_rows_with_errors_are_taken_whole_or_in_part() {
    let world = World::new().await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let mut owners = Vec::new();
    for _ in 0..20 {
        let agency = world.listed_agency(None).await;
        owners.push(world.app.agency_names(&[agency]).await.unwrap()[&agency].clone());
    }
    let mut text = "agency;name;level\n".to_owned();
    let mut wrong = Vec::new();
    for n in 0..10_000 {
        let owner = &owners[n % owners.len()];
        let (line, error) = match n % 1_000 {
            7 => (format!("{owner};Hệ thống {n};7"), Some("level out_of_range")),
            8 => (format!("Không có;Hệ thống {n};2"), Some("agency unknown")),
            9 => (format!("{owner};;2"), Some("name required")),
            _ => (format!("{owner};Hệ thống {n};2"), None),
        };
        // As the spreadsheet counts: the head is the first row.
        wrong.extend(error.map(|error| format!("{} {error}", n + 2)));
        text.push_str(&line);
        text.push('\n');
    }
    assert_eq!(wrong.len(), 30);
    let said = |error: &Value| {
        let word = |key: &str| error[key].as_str().unwrap();
        format!("{} {} {}", error["row"], word("column"), word("reason"))
    };
    for (mode, applied, standing) in [("all", false, 0), ("good", true, 9_970)] {
        let file = ("file", "he-thong.csv", text.as_bytes());
        let done = coordinator
            .upload("/api/v1/systems/import", &[("mode", mode)], &[file])
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&done["applied"], &done["created"], &done["wrong_rows"]),
            (&json!(applied), &json!(9_970), &json!(30))
        );
        let errors: Vec<String> = done["errors"].as_array().unwrap().iter().map(said).collect();
        assert_eq!(errors, wrong);
        let found = coordinator
            .get("/api/v1/systems?limit=1")
            .await
            .expect(200)
            .json();
        assert_eq!(found["total"], standing);
    }
}
