//! What keeps levels from being decided as the law does not have it.

use crate::{
    register_examples::{Case, DECISION, FILE},
    support::*,
};
use axum::http::Method;
use coloa_agency::{
    model::{Draft, DraftLink, Kind, Move},
    service::NewReorganisation,
};
use coloa_auth::{Actor, Role};
use coloa_base::AgencyId;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    a_level_that_was_assessed_is_not_passed_by => binding,
    a_decision_of_before_is_shown_and_lies_in_its_days => recorded,
    steps_bear_days_in_their_order_and_a_complete_dossier_stands => order,
);

async fn assess(case: &Case, regime: &str, facts: Value) {
    let asked = json!({ "facts": facts, "regime": regime });
    case.owner
        .post(&case.url("/assessments"), &asked)
        .await
        .expect(201);
}

async fn binding(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let settles = json!({ "types": ["SVC"], "information": ["PII"], "online_service": true, "settles_procedures": true });
    assess(&case, "R331", settles).await;
    // The older regime asked later does not lower what the newer one came to.
    assess(
        &case,
        "R85",
        json!({ "types": ["INT"], "information": ["PUB"], "sign_ins": false }),
    )
    .await;
    let low = json!({ "regime": "R331", "level": 2, "appraiser_id": case.unit });
    let refused = case.owner.post(&case.url("/dossiers"), &low).await.expect(422);
    assert_eq!(
        (refused.code().as_str(), refused.param("proposed").as_str()),
        ("system.below_proposal", "3")
    );
    // What was approved under the older one is measured by what that came to.
    let form = [
        ("regime", "R85"),
        ("level", "1"),
        ("number", "9/QĐ-SO"),
        ("on", "2025-02-03"),
        ("by", "Giám đốc Sở"),
    ];
    let recorded = case.url("/dossiers/recorded");
    case.head.upload(&recorded, &form, &[FILE]).await.expect(201);
}

async fn recorded(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    assess(&case, "R85", json!({ "types": ["INT"], "information": ["PRV"] })).await;
    let path = case.url("/dossiers/recorded");
    let send = async |regime: &str, level: &str, on: &str, note: &str, file: bool| {
        let mut form = vec![
            ("regime", regime),
            ("level", level),
            ("number", "9/QĐ-SO"),
            ("on", on),
            ("by", "Giám đốc Sở"),
        ];
        if !note.is_empty() {
            form.push(("note", note));
        }
        let files: &[(&str, &str, &[u8])] = if file { &[FILE] } else { &[] };
        case.head.upload(&path, &form, files).await
    };
    for (regime, on) in [("R331", "2015-03-02"), ("R85", "0001-01-01")] {
        let refused = send(regime, "2", on, "", true).await.expect(422);
        assert_eq!(refused.code(), "system.regime_days", "{regime} {on}");
    }
    let refused = send("R85", "2", "2026-07-15", "Bản giấy", false)
        .await
        .expect(422);
    assert_eq!(refused.code(), "system.record_needs_file");
    let refused = send("R85", "2", "2025-02-03", "", false).await.expect(422);
    assert_eq!(refused.param("field"), "note");
    let refused = send("R85", "1", "2025-02-03", "", true).await.expect(422);
    assert_eq!(refused.code(), "system.below_proposal");
    let done = send("R85", "2", "2025-02-03", "Bản giấy ở phòng lưu trữ", false)
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&done["dossier"]["note"], &done["steps"][0]["on"]),
        (&json!("Bản giấy ở phòng lưu trữ"), &json!("2025-02-03"))
    );
}

async fn order(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let dossier = case.dossier(2).await;
    case.fill(&dossier).await;
    case.step(&case.owner, &dossier, "send", json!({ "on": "2026-07-01" }))
        .await
        .expect(200);
    let back = json!({ "note": "Thiếu sơ đồ", "on": "2026-07-10" });
    case.step(&case.appraiser, &dossier, "return", back)
        .await
        .expect(200);
    let early = case
        .step(&case.owner, &dossier, "send", json!({ "on": "2026-07-09" }))
        .await
        .expect(422);
    assert_eq!(early.param("reason"), "before_last_step");
    case.step(&case.owner, &dossier, "send", json!({ "on": "2026-07-12" }))
        .await
        .expect(200);
    let taken = case
        .step(&case.appraiser, &dossier, "accept", json!({ "on": "2026-07-13" }))
        .await
        .expect(200)
        .json();
    let days: Vec<&str> = taken["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|s| s["on"].as_str())
        .collect();
    assert_eq!(days, ["2026-07-01", "2026-07-10", "2026-07-12", "2026-07-13"]);
    // What was taken as complete is judged as it is.
    let document = format!("{dossier}/documents/r331-overview");
    let refused = case
        .owner
        .form(Method::PUT, &document, None, &[], &[FILE])
        .await
        .expect(409);
    assert_eq!(refused.code(), "system.accepted");
    case.step(
        &case.appraiser,
        &dossier,
        "return",
        json!({ "note": "Thay bản mới" }),
    )
    .await
    .expect(200);
    case.owner
        .form(Method::PUT, &document, None, &[], &[FILE])
        .await
        .expect(200);
}

/// The regulation is issued by the day of the approval, and the gate says what it lacks.
#[tokio::test]
async fn a_regulation_of_a_later_day_opens_no_gate() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let dossier = case.appraised().await;
    let set = async |on: Value| {
        let body = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "operator_id": case.agency, "state": "running",
            "profile": { "regulation": { "number": "12/QĐ-SO", "on": on, "by": "Sở" } } });
        case.owner
            .put(&case.url(""), case.version().await, &body)
            .await
            .expect(200);
    };
    let approve = async || {
        let seen = case.seen(&dossier).await;
        case.unit_head
            .form(
                Method::POST,
                &format!("{dossier}/approve"),
                Some(seen),
                &DECISION,
                &[FILE],
            )
            .await
    };
    set(json!("2027-05-01")).await;
    let refused = approve().await.expect(409);
    assert_eq!(
        (refused.code().as_str(), refused.param("issued").as_str()),
        ("system.regulation_late", "2027-05-01")
    );
    let gate = |of: &Value| of["gates"][0]["lacks"].clone();
    assert_eq!(gate(&case.read(&dossier).await), "late");
    set(Value::Null).await;
    assert_eq!(approve().await.expect(409).code(), "system.regulation_undated");
    set(json!("2026-07-15")).await;
    assert_eq!(gate(&case.read(&dossier).await), Value::Null);
    approve().await.expect(200);
}

/// After Decree 331 came into force, the older regime is for what was being built; military systems go another way.
#[tokio::test]
async fn the_older_regime_is_over_and_military_systems_have_their_own_appraiser() {
    let world = World::new().await;
    world.clock.set("2026-11-29T02:00:00Z".parse().unwrap());
    let case = Case::new(&world).await;
    let open = async |regime: &str, level: u8| {
        let body = json!({ "regime": regime, "level": level, "appraiser_name": "Hội đồng" });
        case.owner.post(&case.url("/dossiers"), &body).await
    };
    let refused = open("R85", 2).await.expect(422);
    assert_eq!(
        (refused.code().as_str(), refused.param("instead").as_str()),
        ("system.regime_over", "R331")
    );
    let mut body = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "state": "building" });
    case.owner
        .put(&case.url(""), case.version().await, &body)
        .await
        .expect(200);
    let made = open("R85", 4).await.expect(201).json();
    let by = |of: &Value| {
        let steps = of["route"].as_array().unwrap();
        steps.iter().find(|s| s["kind"] == "appraise").unwrap()["by"].clone()
    };
    assert_eq!(
        by(&made),
        json!(["Bộ Công an"]),
        "the ministry that was is no more"
    );
    let id = made["dossier"]["id"].as_str().unwrap();
    let dossier = format!("/api/v1/systems/dossiers/{id}");
    // Begun in time, and not finished when the term of transition was over.
    world.clock.set("2027-02-01T02:00:00Z".parse().unwrap());
    let late = case.step(&case.owner, &dossier, "send", json!({})).await;
    assert_eq!(late.expect(422).code(), "system.regime_over");
    world.clock.set("2026-11-29T02:00:00Z".parse().unwrap());
    case.step(&case.owner, &dossier, "drop", json!({}))
        .await
        .expect(200);
    body["exempt"] = json!("military");
    body["state"] = json!("running");
    case.owner
        .put(&case.url(""), case.version().await, &body)
        .await
        .expect(200);
    let made = open("R331", 4).await.expect(201).json();
    assert_eq!(by(&made), json!(["Bộ Quốc phòng"]));
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(
        system["system"]["flags"],
        json!([]),
        "its own force watches over it"
    );
    let flagged = case
        .owner
        .get("/api/v1/systems?flagged=true")
        .await
        .expect(200)
        .json();
    assert_eq!(flagged["total"], 0);
}

/// The open dossier of a system goes with it to another owner, who was not the owner when it was begun.
#[tokio::test]
async fn a_dossier_goes_with_its_system_to_another_owner() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let dossier = case.dossier(2).await;
    let to = world.listed_agency(None).await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let body = json!({ "name": "Hệ thống một cửa", "agency_id": to, "state": "running" });
    coordinator
        .put(&case.url(""), case.version().await, &body)
        .await
        .expect(200);
    let next = world.as_role(Role::FocalPoint, Some(to)).await;
    let found = next.get(&dossier).await.expect(200).json();
    assert_eq!(found["dossier"]["agency_id"], json!(to));
    case.owner.get(&dossier).await.expect(403);
}

/// One agency ends on 01/09/2026 and these take over.
async fn reorganise(world: &World, kind: Kind, from: AgencyId, to: &[AgencyId], child: AgencyId) {
    let me = Actor::command_line();
    let link = |to: &AgencyId| DraftLink {
        from,
        to: Some(*to),
        function: None,
        percent: None,
    };
    let new = NewReorganisation {
        kind,
        title: "Sắp xếp".into(),
        effective: "2026-09-01".parse().unwrap(),
        basis: Some("01/NQ".into()),
        note: None,
        draft: Draft {
            links: to.iter().map(link).collect(),
            moves: vec![Move {
                agency: child,
                tree: "administrative".into(),
                parent: to.first().copied(),
            }],
            ..Draft::default()
        },
    };
    let id = world.app.agencies.draft(&me, new).await.unwrap();
    world.app.agencies.review(&me, id, 1).await.unwrap();
    world.clock.set("2026-09-01T01:00:00Z".parse().unwrap());
    world.app.agencies.apply_due().await.unwrap();
}

/// Where several take over, a person decides, and the coordinators are told once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_several_take_over_the_coordinators_are_told_once() {
    let world = World::new().await;
    let (keys, _) = crate::agency_examples::directory(&world).await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let from = keys["X02"];
    let body = json!({ "name": "Đặt lịch khám", "agency_id": from });
    coordinator.post("/api/v1/systems", &body).await.expect(201);
    reorganise(
        &world,
        Kind::Divide,
        from,
        &[keys["X01"], keys["X03"]],
        keys["X02-CA"],
    )
    .await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let told = async || {
        assert_eq!(coloa_system::service::follow(&world.app.access).await.unwrap(), 0);
        let page = coordinator.get("/api/v1/notifications").await.expect(200).json();
        let items = page["items"].as_array().unwrap().clone();
        items
            .iter()
            .filter(|n| n["kind"] == coloa_system::follow::SPLIT)
            .count()
    };
    assert_eq!(told().await, 1);
    assert_eq!(told().await, 1, "once");
}

/// No system is given to an agency that ended; whoever operates one follows a merger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agency_that_ended_gets_no_system_and_its_successor_operates() {
    let world = World::new().await;
    let (keys, _) = crate::agency_examples::directory(&world).await;
    let (from, to) = (keys["X02"], keys["X01"]);
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let owner = world.listed_agency(None).await;
    let body = json!({ "name": "Thư điện tử", "agency_id": owner, "operator_id": from, "unit_id": from });
    let made = coordinator
        .post("/api/v1/systems", &body)
        .await
        .expect(201)
        .json();
    let system = made["system"]["id"].as_str().unwrap().to_owned();
    reorganise(&world, Kind::Merge, from, &[to], keys["X02-CA"]).await;
    assert_eq!(coloa_system::service::follow(&world.app.access).await.unwrap(), 1);
    assert_eq!(coloa_system::service::follow(&world.app.access).await.unwrap(), 0);
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let found = coordinator
        .get(&format!("/api/v1/systems/{system}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&found["system"]["operator_id"], &found["system"]["unit_id"]),
        (&json!(to), &json!(to))
    );
    for (field, body) in [
        ("agency_id", json!({ "name": "Mới", "agency_id": from })),
        (
            "operator_id",
            json!({ "name": "Mới", "agency_id": owner, "operator_id": from }),
        ),
    ] {
        let refused = coordinator.post("/api/v1/systems", &body).await.expect(422);
        assert_eq!(
            (refused.param("field").as_str(), refused.param("reason").as_str()),
            (field, "unknown")
        );
    }
}

/// A table obeys the rules of levels that are recorded by hand, and one that cannot be taken apart is not taken.
#[tokio::test]
async fn a_table_passes_no_level_by_and_ends_its_quotes() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let settles = json!({ "types": ["SVC"], "information": ["PII"], "online_service": true, "settles_procedures": true });
    assess(&case, "R331", settles).await;
    let name = case.owner.get(&case.url("")).await.expect(200).json();
    let agency = name["system"]["agency_name"].as_str().unwrap().to_owned();
    let head =
        "Cơ quan chủ quản;Tên hệ thống;Cấp độ;Số quyết định phê duyệt;Ngày quyết định;Cơ quan phê duyệt\n";
    let reasons = async |rows: &str| {
        let text = format!("{head}{rows}");
        let file = ("file", "he-thong.csv", text.as_bytes());
        let done = coordinator
            .upload("/api/v1/systems/import", &[("mode", "all")], &[file])
            .await
            .expect(200)
            .json();
        assert_eq!(done["applied"], false, "{done}");
        done["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["reason"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let row = |level: u8, on: &str| format!("{agency};Hệ thống một cửa;{level};9/QĐ;{on};Giám đốc\n");
    assert_eq!(reasons(&row(1, "03/02/2025")).await, ["below_proposal"]);
    assert_eq!(reasons(&row(3, "15/07/2026")).await, ["needs_file"]);
    assert_eq!(reasons(&row(3, "03/02/1999")).await, ["outside_regime"]);
    assert_eq!(
        reasons(&format!("{agency};\"Thư;2;;;\n{agency};Cổng;2;;;\n")).await,
        ["open_quote"]
    );
}

/// The yearly table tells what bears a day as of its cut, and says what bears none.
#[tokio::test]
async fn the_yearly_table_of_a_past_year_is_not_that_of_today() {
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
    let of = async |year: i32| {
        let path = format!("/api/v1/systems/statutory?year={year}");
        case.owner.get(&path).await.expect(200).json()
    };
    let counted = |t: &Value| (t["total"].clone(), t["approved"].clone());
    let past = of(2025).await;
    assert_eq!(counted(&past), (json!(1), json!(1)));
    assert_eq!(
        (&past["cut"], &past["made_on"]),
        (&json!("2025-12-14"), &json!("2026-07-15"))
    );
    assert!(past["undated"].as_array().unwrap().contains(&json!("owner")));
    assert!(past["note"].as_str().unwrap().contains("15/07/2026"));
    // Before its decision nobody knows of it.
    assert_eq!(counted(&of(2024).await), (json!(0), json!(0)));
    let now = of(2026).await;
    assert_eq!((&now["undated"], &now["unplanned"]), (&json!([]), &json!(1)));
    let refused = case
        .owner
        .get("/api/v1/systems/statutory?year=2027")
        .await
        .expect(422);
    assert_eq!(refused.param("reason"), "not_begun");
}

/// A system that ended counts in the tables of the years before, where somebody noted the day.
#[tokio::test]
async fn a_system_counts_until_the_day_it_ended() {
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
    let put = async |state: &str, retired: Value| {
        let body = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "level": 2, "state": state,
            "go_live": "2020-05-04", "retired_on": retired });
        case.owner.put(&case.url(""), case.version().await, &body).await
    };
    let saved = async |state: &str, retired: Value| {
        let found = put(state, retired).await.expect(200).json();
        found["system"]["retired_on"].clone()
    };
    let counted = async |year: i32| {
        let path = format!("/api/v1/systems/statutory?year={year}");
        let found = case.owner.get(&path).await.expect(200).json();
        (found["total"].clone(), found["ended"].clone())
    };
    for (state, retired, reason) in [
        ("running", "2026-01-10", "still_in_use"),
        ("ended", "2026-07-16", "in_the_future"),
        ("ended", "2019-01-10", "before_go_live"),
    ] {
        let refused = put(state, json!(retired)).await.expect(422);
        assert_eq!(
            (refused.param("field").as_str(), refused.param("reason").as_str()),
            ("retired_on", reason)
        );
    }
    assert_eq!(saved("ended", json!("2026-01-10")).await, "2026-01-10");
    assert_eq!(counted(2025).await, (json!(1), json!(0)));
    assert_eq!(counted(2026).await, (json!(0), json!(0)));
    assert_eq!(saved("ended", Value::Null).await, "2026-01-10", "it stays");
    assert_eq!(saved("ended", json!("2025-06-01")).await, "2025-06-01");
    assert_eq!(counted(2025).await, (json!(0), json!(0)));
    assert_eq!(saved("running", Value::Null).await, Value::Null);
    assert_eq!(counted(2026).await, (json!(1), json!(0)));
    assert_eq!(saved("ended", Value::Null).await, "2026-07-15", "today");

    // One that had ended when it was registered: nobody said when.
    let body =
        json!({ "name": "Phần mềm cũ", "agency_id": case.agency, "state": "ended", "go_live": "2019-01-07" });
    let made = case.owner.post("/api/v1/systems", &body).await.expect(201).json();
    assert_eq!(made["system"]["retired_on"], Value::Null);
    assert_eq!(counted(2025).await, (json!(1), json!(1)));
    assert_eq!(counted(2026).await, (json!(0), json!(0)));
}

/// What a table says is held to the same limits and days as what a form says.
#[tokio::test]
async fn days_and_lengths_of_a_table_are_those_of_the_form() {
    let world = World::new().await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let agency = world.listed_agency(None).await;
    let owner = world.app.agency_names(&[agency]).await.unwrap()[&agency].clone();
    let head = "Cơ quan chủ quản;Tên hệ thống;Tình trạng;Ngày vận hành;Ngày ngừng sử dụng;Ngày đếm chủ thể dữ liệu;Ghi chú\n";
    let send = async |row: &str| {
        let text = format!("{head}{owner};{row}\n");
        let file = ("file", "he-thong.csv", text.as_bytes());
        coordinator
            .upload("/api/v1/systems/import", &[("mode", "all")], &[file])
            .await
            .expect(200)
            .json()
    };
    let (long, longer) = ("x".repeat(301), "x".repeat(4_001));
    for (row, column, reason) in [
        (
            "Thư;đang vận hành;01/09/2026;;;".to_owned(),
            "go_live",
            "in_the_future",
        ),
        (
            "Thư;đang vận hành;01/02/2024;01/03/2026;;".to_owned(),
            "retired_on",
            "still_in_use",
        ),
        (
            "Thư;đã kết thúc;01/02/2024;01/03/2023;;".to_owned(),
            "retired_on",
            "before_go_live",
        ),
        (
            "Thư;đã kết thúc;01/02/2024;01/09/2026;;".to_owned(),
            "retired_on",
            "in_the_future",
        ),
        (
            "Thư;đang vận hành;;;01/09/2026;".to_owned(),
            "counted_on",
            "in_the_future",
        ),
        (format!("{long};đang vận hành;;;;"), "name", "too_long"),
        (format!("Thư;đang vận hành;;;;{longer}"), "note", "too_long"),
    ] {
        let refused = send(&row).await;
        assert_eq!(
            (&refused["applied"], refused["errors"].as_array().unwrap().len()),
            (&json!(false), 1)
        );
        let error = &refused["errors"][0];
        assert_eq!(
            (&error["column"], &error["reason"]),
            (&json!(column), &json!(reason))
        );
    }
    let done = send("Thư;đã kết thúc;01/02/2024;01/03/2026;01/06/2026;Ghi chú").await;
    assert_eq!((&done["created"], &done["applied"]), (&json!(1), &json!(true)));
    let found = coordinator
        .get("/api/v1/systems?retired=true")
        .await
        .expect(200)
        .json();
    assert_eq!(found["items"][0]["retired_on"], "2026-03-01");
    let again = send("Thư;;;;;").await;
    assert_eq!(again["unchanged"], 1, "empty cells leave what stands");
}

/// Before it is approved, a level goes no lower than what was assessed or what a dossier on its way says.
#[tokio::test]
async fn a_level_that_nobody_decided_is_not_lowered_at_will() {
    let world = World::new().await;
    let case = Case::new(&world).await;
    let put = async |level: i32| {
        let body = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "operator_id": case.agency,
            "level": level });
        case.owner.put(&case.url(""), case.version().await, &body).await
    };
    let refused = async |level: i32| {
        let refused = put(level).await.expect(422);
        assert_eq!(refused.param("field"), "level");
        refused.param("reason")
    };
    for level in [4, 2] {
        put(level).await.expect(200);
    }
    let settles = json!({ "types": ["SVC"], "information": ["PII"], "online_service": true, "settles_procedures": true });
    assess(&case, "R331", settles).await;
    assert_eq!(refused(1).await, "below_assessed");
    assert_eq!(refused(0).await, "below_assessed");
    // What stood before stays while something else is changed; what was assessed goes, and so does more.
    for level in [2, 3, 4] {
        put(level).await.expect(200);
    }
    let dossier = case.dossier(4).await;
    assert_eq!(refused(3).await, "below_dossier");
    let found = case.owner.get(&case.url("")).await.expect(200).json();
    let agency = found["system"]["agency_name"].as_str().unwrap().to_owned();
    let import = async |level: i32| {
        let text = format!("agency;name;level\n{agency};Hệ thống một cửa;{level}\n");
        let file = ("file", "he-thong.csv", text.as_bytes());
        case.owner
            .upload("/api/v1/systems/import", &[("mode", "good")], &[file])
            .await
            .expect(200)
            .json()
    };
    for (level, reason) in [(1, "below_assessed"), (3, "below_dossier")] {
        let done = import(level).await;
        let error = &done["errors"][0];
        assert_eq!(
            (&error["row"], &error["column"], &error["reason"]),
            (&json!(2), &json!("level"), &json!(reason))
        );
        assert_eq!((&done["applied"], &done["changed"]), (&json!(false), &json!(0)));
    }
    assert_eq!(import(5).await["changed"], 1);
    case.step(&case.owner, &dossier, "drop", json!({}))
        .await
        .expect(200);
    put(3).await.expect(200);
}

/// Two systems of an agency that are in use do not bear one name; where agencies were merged and they do, a table does
/// not guess which it means.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn systems_of_an_agency_are_told_apart_by_their_names() {
    let world = World::new().await;
    let (keys, _) = crate::agency_examples::directory(&world).await;
    let (from, to) = (keys["X02"], keys["X01"]);
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let make = async |name: &str, agency: AgencyId, state: &str| {
        let body = json!({ "name": name, "agency_id": agency, "state": state });
        coordinator.post("/api/v1/systems", &body).await
    };
    let told = |refused: &Reply| (refused.param("field"), refused.param("reason"));
    let taken = ("name".to_owned(), "taken".to_owned());
    make("Thư điện tử", from, "running").await.expect(201);
    make("Thư điện tử", to, "running").await.expect(201);
    // Without its diacritics it is the same name; one that ended is a record of its own.
    let twin = make(" THU  dien tu", to, "planned").await.expect(422);
    assert_eq!(told(&twin), taken);
    let old = make("Thư điện tử", to, "ended").await.expect(201).json();
    let other = make("Họp trực tuyến", to, "running").await.expect(201).json();
    for system in [&old, &other] {
        let path = format!("/api/v1/systems/{}", system["system"]["id"].as_str().unwrap());
        let body = json!({ "name": "Thư điện tử", "agency_id": to, "state": "running" });
        let refused = coordinator.put(&path, 1, &body).await.expect(422);
        assert_eq!(told(&refused), taken);
    }
    let owner = world.app.agency_names(&[to]).await.unwrap()[&to].clone();
    let import = async |who: &Client| {
        let text = format!("agency;name;note\n{owner};Thư điện tử;Đã kiểm kê\n");
        let file = ("file", "he-thong.csv", text.as_bytes());
        who.upload("/api/v1/systems/import", &[("mode", "all")], &[file])
            .await
            .expect(200)
            .json()
    };
    // The one in use is meant.
    let done = import(&coordinator).await;
    assert_eq!((&done["changed"], &done["errors"]), (&json!(1), &json!([])));
    reorganise(&world, Kind::Merge, from, &[to], keys["X02-CA"]).await;
    assert_eq!(coloa_system::service::follow(&world.app.access).await.unwrap(), 1);
    let coordinator = world.as_role(Role::Coordinator, None).await;
    let done = import(&coordinator).await;
    assert_eq!(done["applied"], false);
    assert_eq!(
        (&done["errors"][0]["column"], &done["errors"][0]["reason"]),
        (&json!("name"), &json!("several"))
    );
}
