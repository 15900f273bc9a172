//! What systems share: answers of the one that hosts them, the fate of their agency, the figures that they are counted in.

use crate::{
    register_examples::{Case, FILE},
    support::*,
};
use axum::http::Method;
use coloa_agency::{
    model::{Draft, DraftLink, Kind, Move},
    service::NewReorganisation,
};
use coloa_auth::{Actor, Role};
use coloa_base::indicator::IndicatorQuery;
use serde_json::{Value, json};

/// Answers of the hosting system count for those that run in it, and are broken for all when they break.
#[tokio::test]
async fn common_controls_are_inherited_and_broken_for_all() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let make = async |name: &str, host: Option<&str>| {
        let body = json!({ "name": name, "agency_id": case.agency, "level": 3, "host_system_id": host });
        let made = case.owner.post("/api/v1/systems", &body).await.expect(201).json();
        made["system"]["id"].as_str().unwrap().to_owned()
    };
    let host = make("Trung tâm dữ liệu", None).await;
    let guests = [
        make("Trang tin", Some(&host)).await,
        make("Thư", Some(&host)).await,
    ];
    let answer = async |answer: &str, until: Value| {
        let body = json!({ "regime": "R85", "level": 3, "answers": [{ "item": "K4:7.2.4.3", "answer": answer,
            "note": "Biên bản khôi phục", "common": true, "holds_until": until }] });
        let path = format!("/api/v1/systems/{host}/controls");
        case.owner
            .call(Method::PUT, &path, Some(&body), None)
            .await
            .expect(200);
    };
    let of = async |system: &str| {
        let found = case
            .owner
            .get(&format!("/api/v1/systems/{system}/controls"))
            .await
            .expect(200)
            .json();
        let groups = found["groups"].as_array().unwrap();
        let item = groups
            .iter()
            .flat_map(|g| g["items"].as_array().unwrap())
            .find(|i| i["item"] == "K4:7.2.4.3")
            .unwrap();
        (
            item["answer"]["answer"].clone(),
            item["answer"]["inherited"].clone(),
            found["score"]["met"].clone(),
        )
    };
    answer("met", json!("2026-07-20")).await;
    for guest in &guests {
        assert_eq!(of(guest).await, (json!("met"), json!(true), json!(1)));
    }
    world.clock.advance(chrono::Duration::days(10));
    for guest in &guests {
        assert_eq!(
            of(guest).await,
            (json!("unmet"), json!(true), json!(0)),
            "the evidence of the host ran out"
        );
    }
    // An item that the checklist does not have, or one that does not apply without a reason, is refused.
    for (item, word, note, field) in [
        ("K9:1", "met", "x", "item"),
        ("K4:7.2.4.3", "not_applicable", " ", "note"),
    ] {
        let body = json!({ "regime": "R85", "level": 3, "answers": [{ "item": item, "answer": word, "note": note }] });
        let path = format!("/api/v1/systems/{host}/controls");
        let refused = case
            .owner
            .call(Method::PUT, &path, Some(&body), None)
            .await
            .expect(422);
        assert_eq!(refused.param("field"), field);
    }
    // A system whose level nobody knows has no checklist yet.
    let found = case.owner.get(&case.url("/controls")).await.expect(200).json();
    assert_eq!((&found["regime"], &found["groups"]), (&Value::Null, &json!([])));
}

/// An agency is merged while its dossier is open: the system and the dossier go with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systems_follow_a_merged_agency() {
    let world = World::new().await;
    let (keys, _) = crate::agency_examples::directory(&world).await;
    let (from, to) = (keys["X02"], keys["X01"]);
    let owner = world.as_role(Role::FocalPoint, Some(from)).await;
    let made = owner
        .post(
            "/api/v1/systems",
            &json!({ "name": "Đặt lịch khám", "agency_id": from }),
        )
        .await
        .expect(201)
        .json();
    let system = made["system"]["id"].as_str().unwrap().to_owned();
    let body = json!({ "regime": "R331", "level": 2, "appraiser_name": "Trung tâm" });
    owner
        .post(&format!("/api/v1/systems/{system}/dossiers"), &body)
        .await
        .expect(201);
    let me = Actor::command_line();
    let merge = NewReorganisation {
        kind: Kind::Merge,
        title: "Sắp xếp".into(),
        effective: "2026-09-01".parse().unwrap(),
        basis: Some("01/NQ".into()),
        note: None,
        draft: Draft {
            links: vec![DraftLink {
                from,
                to: Some(to),
                function: None,
                percent: None,
            }],
            moves: vec![Move {
                agency: keys["X02-CA"],
                tree: "administrative".into(),
                parent: Some(to),
            }],
            ..Draft::default()
        },
    };
    let id = world.app.agencies.draft(&me, merge).await.unwrap();
    world.app.agencies.review(&me, id, 1).await.unwrap();
    assert_eq!(
        coloa_system::service::follow(&world.app.access).await.unwrap(),
        0,
        "its day has not come"
    );
    world.clock.set("2026-09-01T01:00:00Z".parse().unwrap());
    world.app.agencies.apply_due().await.unwrap();
    assert_eq!(coloa_system::service::follow(&world.app.access).await.unwrap(), 1);
    assert_eq!(
        coloa_system::service::follow(&world.app.access).await.unwrap(),
        0,
        "once"
    );
    let next = world.as_role(Role::FocalPoint, Some(to)).await;
    let found = next
        .get(&format!("/api/v1/systems/{system}"))
        .await
        .expect(200)
        .json();
    assert_eq!(found["system"]["agency_id"], json!(to));
    let dossiers = next.get("/api/v1/systems/dossiers").await.expect(200).json();
    assert_eq!(dossiers[0]["agency_id"], json!(to));
}

/// A figure of a day that is past is told of the systems that were in use then, and says what bears no day.
#[tokio::test]
async fn shares_of_a_past_day_count_the_systems_of_then() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let form = [
        ("regime", "R85"),
        ("level", "2"),
        ("number", "9/QĐ-SO"),
        ("on", "2025-02-03"),
        ("by", "Giám đốc Sở"),
    ];
    case.head
        .upload(&case.url("/dossiers/recorded"), &form, &[FILE])
        .await
        .expect(201);
    let ended = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "level": 2, "state": "ended",
        "go_live": "2020-05-04", "retired_on": "2026-01-10" });
    case.owner
        .put(&case.url(""), case.version().await, &ended)
        .await
        .expect(200);
    let all = coloa_system::indicators::all(&world.app.access);
    let share = async |name: &str, to: &str| {
        let query = IndicatorQuery {
            agency: Some(case.agency),
            plan: None,
            from: "2024-01-01".parse().unwrap(),
            to: to.parse().unwrap(),
        };
        let one = all.iter().find(|i| i.name() == name).unwrap();
        let found = one.compute(&query).await.unwrap();
        let told_today = found.query.contains("15/07/2026");
        (found.numerator.unwrap(), found.denominator.unwrap(), told_today)
    };
    for (name, to, expected) in [
        ("system.approved", "2024-12-31", (0.0, 1.0, false)),
        ("system.classified", "2024-12-31", (0.0, 1.0, false)),
        ("system.approved", "2025-12-31", (1.0, 1.0, false)),
        ("system.classified", "2025-12-31", (1.0, 1.0, false)),
        ("system.four_layers", "2025-12-31", (0.0, 1.0, true)),
        ("system.plan_complete", "2025-12-31", (0.0, 1.0, true)),
        ("system.approved", "2026-01-10", (0.0, 0.0, false)),
        // Of today, the sentence names the day of the question alone.
        ("system.approved", "2026-07-15", (0.0, 0.0, true)),
    ] {
        assert_eq!(share(name, to).await, expected, "{name} {to}");
    }
}

/// Whoever operates a system does not assess it independently; a check to come, or by nobody, is none.
#[tokio::test]
async fn nobody_checks_what_they_operate_nor_before_the_day_has_come() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    let operator = system["system"]["operator_name"].as_str().unwrap().to_owned();
    let record = async |kind: &str, by: &str| {
        let form = [
            ("kind", kind),
            ("done_on", "2026-07-10"),
            ("done_by", by),
            ("outcome", "passed"),
        ];
        case.owner.upload(&case.url("/records"), &form, &[]).await
    };
    let told = |refused: &Reply| (refused.param("field"), refused.param("reason"));
    let said = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
    let refused = record("independent_assessment", &operator).await.expect(422);
    assert_eq!(told(&refused), said("done_by", "not_independent"));
    record("self_assessment", &operator).await.expect(201);
    let form = [
        ("layer", "3"),
        ("provider", operator.as_str()),
        ("since", "2026-07-01"),
    ];
    case.owner
        .upload(&case.url("/layers"), &form, &[FILE])
        .await
        .expect(201);
    let found = case.owner.get(&case.url("/layers")).await.expect(200).json();
    assert_eq!(found["layers"][2]["standing"], "not_independent");
    record("independent_assessment", "Trung tâm Kiểm định Bình An")
        .await
        .expect(201);

    let asset = async |on: &str, by: &str| {
        let body = json!({ "kind": "device", "name": "Máy chủ được tặng", "donated": true, "checked_on": on,
            "checked_by": by });
        case.owner.post(&case.url("/assets"), &body).await
    };
    let refused = asset("2026-07-16", "Công an tỉnh").await.expect(422);
    assert_eq!(told(&refused), said("checked_on", "in_the_future"));
    let refused = asset("2026-07-10", " ").await.expect(422);
    assert_eq!(told(&refused), said("checked_by", "required"));
    asset("2026-07-10", "Công an tỉnh").await.expect(201);
    let link = json!({ "other_name": "Cơ sở dữ liệu quốc gia về dân cư", "direction": "in", "shared": "Số định danh",
        "agreed_on": "2026-07-16" });
    let refused = case.owner.post(&case.url("/links"), &link).await.expect(422);
    assert_eq!(told(&refused), said("agreed_on", "in_the_future"));
}

/// Hosts of an inventory are not overwritten by whoever had the record open before.
#[tokio::test]
async fn hosts_of_an_inventory_are_not_overwritten_unseen() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let seen = case.version().await;
    let bring = async |content: &[u8]| {
        let file = ("file", "kiem-ke", content);
        case.owner
            .upload(&case.url("/assets/import"), &[("apply", "true")], &[file])
            .await
            .expect(200)
            .json()
    };
    // Software alone leaves what the form holds as it was.
    bring(br#"{"bomFormat":"CycloneDX","components":[{"name":"openssl","version":"3.0"}]}"#).await;
    assert_eq!(case.version().await, seen);
    let scan =
        br#"<nmaprun><host><status state="up"/><address addr="10.1.0.5" addrtype="ipv4"/></host></nmaprun>"#;
    assert_eq!(bring(scan).await["fresh"], 1);
    let body = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "hosts": [] });
    case.owner.put(&case.url(""), seen, &body).await.expect(412);
    let found = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(found["hosts"][0]["addresses"], "10.1.0.5");
    // What is known already changes nothing.
    let seen = case.version().await;
    assert_eq!(bring(scan).await["fresh"], 0);
    assert_eq!(case.version().await, seen);
}

/// Whoever chooses how a target is computed reads names, in both languages.
#[tokio::test]
async fn every_indicator_has_a_name_on_the_screens() {
    let world = World::new().await;
    let indicators = world.app.indicators();
    assert!(indicators.get("system.connected_from_3").is_some());
    for language in ["vi", "en"] {
        let path = format!(
            "{}/../../web/src/i18n/{language}/target.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let sentences: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for (name, _) in indicators.list() {
            let (area, what) = name.split_once('.').unwrap();
            let said = sentences["indicator"][area][what].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "{language} {name}");
        }
    }
}
