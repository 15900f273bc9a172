//! What cases must not lose or show: duties of the law when cases are merged or lessened, what a side wrote for itself,
//! what agencies that help may do, content of a suspected state secret.

use crate::{
    incident::{START, Scene, classification, meet, of, path, seen, step},
    support::*,
};
use axum::http::Method;
use chrono::Duration;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    merged_cases_owe_what_both_owed_and_keep_what_was_told => merged,
    an_agency_takes_no_duty_from_itself => lessened,
    who_helps_adds_and_decides_nothing => helped,
    internal_lines_are_their_own_sides => internal,
    of_a_suspected_state_secret_nothing_is_shown_or_entered => secret,
    law_of_the_day_and_of_the_system => regimes,
    what_ended_is_not_dismissed_and_an_end_that_comes_again_is_told_again => ended,
    a_moment_set_by_mistake_is_taken_back_with_its_reason => cleared,
);

async fn classify(who: &Client, case: &Value, body: Value) -> Reply {
    who.call(
        Method::POST,
        &path(case, "/classify"),
        Some(&body),
        Some(seen(case)),
    )
    .await
}

async fn merged(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let worse = scene.open().await;
    let mut body = classification(START, "M1", true);
    body["facts"] = json!({ "security_sign": true, "special_data": true });
    let worse = classify(&scene.responder, &worse, body).await.expect(200).json();
    let worse = meet(
        &scene.responder,
        &worse,
        of(&worse, "nd331-serious")[0],
        "Điện thoại 09:05",
    )
    .await;
    let lesser = scene.open().await;
    let into = lesser["incident"]["id"].clone();
    scene
        .responder
        .call(
            Method::POST,
            &path(&worse, "/merge"),
            Some(&json!({ "into": into, "reason": "Cùng một vụ" })),
            Some(seen(&worse)),
        )
        .await
        .expect(200);
    let case = scene.responder.get(&path(&lesser, "")).await.expect(200).json();
    assert_eq!(case["incident"]["severity"], "M1");
    assert_eq!(case["incident"]["personal_data"], true);
    assert_eq!(case["facts"]["security_sign"], true);
    for duty in ["nd331-sign", "nd331-report", "luat91-breach"] {
        assert!(
            of(&case, duty).iter().any(|c| c["void_at"].is_null()),
            "{duty} is owed of both"
        );
    }
    // It was told once, and that counts.
    let told = of(&case, "nd331-serious")[0];
    assert_eq!(told["state"], "met");
    assert!(told["proof"].as_str().unwrap().ends_with("Điện thoại 09:05"));

    // Another owner owes notices of its own.
    let other = world.listed_agency(None).await;
    let draft = json!({ "title": "Vụ khác", "description": "", "agency_id": other, "group_code": "malware",
        "severity": "M3", "origin": "manual", "detected_at": START });
    let foreign = scene
        .responder
        .post("/api/v1/incidents", &draft)
        .await
        .expect(201)
        .json();
    let refused = scene
        .responder
        .call(
            Method::POST,
            &path(&foreign, "/merge"),
            Some(&json!({ "into": into, "reason": "Cùng một vụ" })),
            Some(seen(&foreign)),
        )
        .await;
    let refused = refused.expect(422);
    assert_eq!(refused.param("reason"), "case_of_other_agency");
}

async fn lessened(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let case = scene.open().await;
    // Worse, and personal data: an agency may say so.
    let case = classify(&scene.focal, &case, classification(START, "M2", true))
        .await
        .expect(200)
        .json();
    for (what, body) in [
        ("a lower degree", classification(START, "M4", true)),
        ("no personal data", classification(START, "M2", false)),
        ("a later T0", classification("2026-11-30T01:30:00Z", "M2", true)),
    ] {
        let refused = classify(&scene.focal, &case, body).await.expect(422);
        assert_eq!(refused.param("reason"), "lessens", "{what}");
    }
    let case = classify(&scene.responder, &case, classification(START, "M4", false))
        .await
        .expect(200)
        .json();
    assert_eq!(case["incident"]["serious"], false);

    // T0 does not come after what was told of it.
    let case = meet(
        &scene.responder,
        &case,
        of(&case, "nd331-report")[0],
        "Công văn 3",
    )
    .await;
    world.clock.advance(Duration::hours(9));
    let late = classification("2026-11-30T08:00:00Z", "M4", false);
    let refused = classify(&scene.responder, &case, late).await.expect(422);
    assert_eq!(refused.code(), "incident.contradiction");
}

async fn helped(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let case = scene.open().await;
    let other = world.listed_agency(None).await;
    let helper = world.as_role(Role::FocalPoint, Some(other)).await;
    helper.get(&path(&case, "")).await.expect(403);
    let asked = scene
        .responder
        .post(
            &path(&case, "/assistance"),
            &json!({ "agency_id": other, "wanted": "Cho mượn thiết bị ghi gói tin" }),
        )
        .await;
    assert!((200..300).contains(&asked.status.as_u16()), "{}", asked.text());
    let note = json!({ "kind": "note", "text": "Đã xem", "internal": false });
    let read = helper.get(&path(&case, "")).await.expect(200).json();
    assert_eq!(read["may"], json!([]), "nothing before it answered");
    helper.post(&path(&case, "/entries"), &note).await.expect(403);

    let requests = scene
        .responder
        .get(&path(&case, "/assistance"))
        .await
        .expect(200)
        .json();
    let request = &requests
        .as_array()
        .cloned()
        .unwrap_or_else(|| requests["items"].as_array().unwrap().clone())[0];
    let at = format!(
        "/api/v1/incidents/assistance/{}/answer",
        request["id"].as_str().unwrap()
    );
    let answered = helper
        .post(&at, &json!({ "state": "accepted", "answer": "" }))
        .await;
    assert!(
        (200..300).contains(&answered.status.as_u16()),
        "{}",
        answered.text()
    );
    let read = helper.get(&path(&case, "")).await.expect(200).json();
    assert_eq!(read["may"], json!(["add"]));
    helper.post(&path(&case, "/entries"), &note).await.expect(200);
    let read = helper.get(&path(&case, "")).await.expect(200).json();
    // It decides nothing.
    let body = json!({ "title": "Tên khác", "group_code": "malware", "account": {} });
    helper.put(&path(&read, ""), seen(&read), &body).await.expect(403);
    step(&helper, &read, json!({ "step": "contain" }))
        .await
        .expect(403);
    classify(&helper, &read, classification(START, "M1", false))
        .await
        .expect(403);
    let clock = of(&read, "nd331-report")[0];
    let meet = format!("/clocks/{}/meet", clock["id"].as_str().unwrap());
    helper
        .call(
            Method::POST,
            &path(&read, &meet),
            Some(&json!({ "proof": "x" })),
            Some(1),
        )
        .await
        .expect(403);
}

async fn internal(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let case = scene.open().await;
    for (who, text) in [(&scene.focal, "Của cơ quan"), (&scene.responder, "Của trung tâm")] {
        let line = json!({ "kind": "note", "text": text, "internal": true });
        who.post(&path(&case, "/entries"), &line).await.expect(200);
    }
    let leader = world.as_role(Role::Leader, None).await;
    let coordinator = world.as_role(Role::Coordinator, None).await;
    for (who, own, others) in [
        (&scene.focal, true, false),
        (&scene.responder, false, true),
        (&leader, false, false),
        (&coordinator, false, false),
    ] {
        let text = who.get(&path(&case, "")).await.expect(200).text();
        assert_eq!(text.contains("Của cơ quan"), own);
        assert_eq!(text.contains("Của trung tâm"), others);
    }
}

async fn secret(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let mut case = scene.open().await;
    let line = json!({ "kind": "note", "text": "Nội dung ghi chú", "internal": false });
    scene
        .responder
        .post(&path(&case, "/entries"), &line)
        .await
        .expect(200);
    case = scene.responder.get(&path(&case, "")).await.expect(200).json();
    let mut body = classification(START, "M3", false);
    body["state_secret"] = json!(true);
    let case = classify(&scene.responder, &case, body).await.expect(200).json();
    assert!(
        !of(&case, "nd331-sign").is_empty(),
        "a state secret that may have leaked is told at once"
    );
    for who in [&scene.responder, &scene.focal] {
        for at in [path(&case, ""), "/api/v1/incidents?open=true".to_owned()] {
            let text = who.get(&at).await.expect(200).text();
            for hidden in ["Nội dung ghi chú", "Tệp bị đổi đuôi", "Mã độc tống tiền"] {
                assert!(!text.contains(hidden), "{at} shows {hidden}");
            }
        }
    }
    let retitled = json!({ "title": "Nội dung mật", "group_code": "malware", "account": {} });
    let refused = scene
        .responder
        .put(&path(&case, ""), seen(&case), &retitled)
        .await;
    assert_eq!(refused.expect(422).code(), "incident.state_secret");
    let link = json!({ "kind": "url", "target": "https://example.com/", "label": "Nội dung mật" });
    let refused = scene.responder.post(&path(&case, "/links"), &link).await;
    assert_eq!(refused.expect(422).code(), "incident.state_secret");

    // Begun so, it is called by its group alone.
    let mut draft = scene.draft(START);
    draft["description"] = json!("");
    draft["title"] = json!("Nội dung mật");
    draft["state_secret"] = json!(true);
    let text = scene
        .responder
        .post("/api/v1/incidents", &draft)
        .await
        .expect(201)
        .text();
    assert!(!text.contains("Nội dung mật"), "{text}");
}

async fn regimes(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    // Before the decrees of 2026: the circular of 2017, and the decree on personal data of 2023.
    let old = scene
        .responder
        .post("/api/v1/incidents", &scene.draft("2025-06-15T01:00:00Z"))
        .await
        .expect(201)
        .json();
    assert!(!of(&old, "tt20-notice").is_empty() && of(&old, "nd331-report").is_empty());
    let old = classify(
        &scene.responder,
        &old,
        classification("2025-06-15T01:00:00Z", "M3", true),
    )
    .await
    .expect(200)
    .json();
    assert!(!of(&old, "nd13-breach").is_empty());

    // What may be chosen is what the law of that day knows; the forms are those of the day of writing.
    let choices = async |on: &str| {
        scene
            .responder
            .get(&format!("/api/v1/incidents/choices{on}"))
            .await
    };
    let today = choices("").await.expect(200).json();
    let then = choices("?on=2016-06-30").await.expect(200).json();
    for list in ["groups", "scenarios", "severities"] {
        assert!(!today[list].as_array().unwrap().is_empty(), "{list}");
        assert_eq!(then[list], json!([]), "{list} of no law yet");
    }
    assert_eq!(then["forms"], today["forms"]);
    assert_eq!(
        choices("?on=2025-06-15").await.expect(200).json()["groups"],
        today["groups"]
    );
    let refused = choices("?on=2026-12-01").await.expect(422);
    assert_eq!(refused.param("reason"), "in_the_future");
    choices("?on=hom-nay").await.expect(422);

    // A system of the military: the forces of defence, and no notice of the circular.
    let body = json!({ "name": "Mạng huấn luyện", "agency_id": scene.agency, "level": 3, "state": "running", "exempt": "military" });
    let admin = world.as_role(Role::Coordinator, None).await;
    let made = admin.post("/api/v1/systems", &body).await.expect(201).json();
    let mut draft = scene.draft(START);
    draft["system_id"] = made["system"]["id"].clone();
    draft["severity"] = json!("M1");
    let case = scene
        .responder
        .post("/api/v1/incidents", &draft)
        .await
        .expect(201)
        .json();
    assert!(of(&case, "tt20-notice").is_empty());
    for duty in ["nd331-serious", "nd331-report"] {
        assert_eq!(of(&case, duty)[0]["owed_to"]["code"], "defence_force", "{duty}");
    }

    // "At once" runs from when it was known that those on the spot do not control it.
    let case = scene.open().await;
    world.clock.advance(Duration::hours(8));
    let mut body = classification(START, "M3", false);
    body["facts"] = json!({ "owner_controls": false });
    let case = classify(&scene.responder, &case, body).await.expect(200).json();
    let clocks = of(&case, "tt20-initial");
    assert_eq!(clocks[0]["starts_at"], "2026-11-30T10:00:00Z");
    assert!(
        clocks.iter().all(|c| c["owed_to"]["code"] != "system_owner"),
        "nobody tells themselves"
    );
}

async fn ended(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let case = scene.open().await;
    let case = step(&scene.responder, &case, json!({ "step": "end" }))
        .await
        .expect(200)
        .json();
    let refused = step(
        &scene.responder,
        &case,
        json!({ "step": "dismiss", "reason": "Nhầm" }),
    )
    .await;
    assert_eq!(refused.expect(409).code(), "incident.state");
    let case = meet(&scene.responder, &case, of(&case, "tt20-final")[0], "Công văn 9").await;
    let case = step(
        &scene.responder,
        &case,
        json!({ "step": "reopen", "reason": "Tái nhiễm" }),
    )
    .await
    .expect(200)
    .json();
    world.clock.advance(Duration::days(1));
    let case = step(&scene.responder, &case, json!({ "step": "end" }))
        .await
        .expect(200)
        .json();
    let finals = of(&case, "tt20-final");
    assert!(
        finals
            .iter()
            .any(|c| c["met_at"].is_null() && c["due_at"] == "2026-12-06T16:59:59Z"),
        "{finals:?}"
    );
    assert!(
        finals.iter().any(|c| c["proof"] == "Công văn 9"),
        "what was told stays"
    );
}

async fn cleared(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    world.clock.advance(Duration::hours(1));
    let case = scene.open().await;
    let clear = async |who: &Client, case: &Value, step: &str, reason: &str| {
        let body = json!({ "step": step, "reason": reason });
        who.call(
            Method::POST,
            &path(case, "/step/clear"),
            Some(&body),
            Some(seen(case)),
        )
        .await
    };
    let refused = clear(&scene.focal, &case, "contain", "Bấm nhầm").await;
    assert_eq!(refused.expect(409).code(), "incident.state", "it was not set");
    let case = step(&scene.focal, &case, json!({ "step": "contain" }))
        .await
        .expect(200)
        .json();
    assert_eq!(case["incident"]["state"], "contained");
    let refused = clear(&scene.focal, &case, "contain", " ").await;
    assert_eq!(refused.expect(422).param("field"), "reason");
    let before = case.clone();
    let case = clear(&scene.focal, &case, "contain", "Bấm nhầm")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&case["incident"]["state"], &case["contained_at"]),
        (&json!("handling"), &Value::Null)
    );
    // The step, and that it was taken back and why, stay in the timeline.
    let lines = case["entries"].as_array().unwrap();
    assert!(lines.iter().any(|l| l["detail"]["step"] == "contain"));
    let line = lines
        .iter()
        .find(|l| l["detail"]["cleared"] == "contain")
        .unwrap();
    assert_eq!(
        (&line["kind"], &line["detail"]["was"], &line["detail"]["reason"]),
        (&json!("step"), &before["contained_at"], &json!("Bấm nhầm"))
    );
    // Whoever looked at the case before does not do it again.
    clear(&scene.responder, &before, "contain", "Bấm nhầm")
        .await
        .expect(412);

    for other in ["acknowledge", "end", "close"] {
        let refused = clear(&scene.responder, &case, other, "Bấm nhầm").await;
        assert_eq!(refused.expect(422).param("reason"), "not_taken_back", "{other}");
    }
    let case = step(
        &scene.responder,
        &case,
        json!({ "step": "dismiss", "reason": "Báo nhầm" }),
    )
    .await
    .expect(200)
    .json();
    let refused = clear(&scene.responder, &case, "contain", "Bấm nhầm").await;
    assert_eq!(refused.expect(409).code(), "incident.state");
}
