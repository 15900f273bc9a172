//! The list of systems important to national security: sweep, request, decision, self-check.

use crate::{
    register_examples::{Case, FILE},
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    a_candidate_is_asked_for_and_put_on_the_list => listed,
    the_sweep_wants_an_answer_for_each_candidate => swept,
);

const SWEEP: &str = "/api/v1/systems/national";

async fn row(who: &Client, system: &str) -> Option<Value> {
    let found = who.get(SWEEP).await.expect(200).json();
    let items = found["items"].as_array().unwrap();
    items.iter().find(|i| i["system_id"] == system).cloned()
}

/// Makes the system of a case a candidate by its facts.
async fn candidate(case: &Case) {
    let facts = json!({ "types": ["INF"], "information": ["PRV"], "security_telecom": true });
    let asked = json!({ "facts": facts, "regime": "R331" });
    case.owner
        .post(&case.url("/assessments"), &asked)
        .await
        .expect(201);
}

async fn listed(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let before = row(&case.owner, &case.system).await.unwrap();
    assert_eq!(before["standing"], "untold", "facts are missing");
    assert!(!before["open"][0]["why"].as_array().unwrap().is_empty());
    candidate(&case).await;
    let found = row(&case.owner, &case.system).await.unwrap();
    assert_eq!(
        (&found["standing"], &found["matched"][0]["code"]),
        (&json!("waits"), &json!("331-NS-2"))
    );
    assert_eq!(found["matched"][0]["article"], "Điều 16 khoản 2");
    // Another agency sees none of it.
    let other = world.listed_agency(None).await;
    let stranger = world.as_role(Role::FocalPoint, Some(other)).await;
    assert_eq!(row(&stranger, &case.system).await, None);
    stranger.get(&case.url("/national")).await.expect(403);

    let requests = case.url("/national/requests");
    let refused = case
        .owner
        .post(&requests, &json!({ "note": "" }))
        .await
        .expect(422);
    assert_eq!(refused.json()["params"]["field"], "note");
    let early = json!({ "note": "Công trình viễn thông", "on": "2026-07-16" });
    case.owner.post(&requests, &early).await.expect(422);
    let asked = json!({ "note": "Công trình viễn thông quan trọng", "on": "2026-07-10" });
    let made = case.owner.post(&requests, &asked).await.expect(201).json();
    assert_eq!(made["codes"], json!(["331-NS-2"]));
    let again = case.owner.post(&requests, &asked).await.expect(409);
    assert_eq!(again.code(), "system.request_open");
    assert_eq!(
        row(&case.owner, &case.system).await.unwrap()["standing"],
        "requested"
    );

    let path = format!("{SWEEP}/{}", made["id"].as_str().unwrap());
    let filed = case
        .owner
        .upload(&format!("{path}/documents"), &[("name", "Tờ trình")], &[FILE])
        .await
        .expect(200)
        .json();
    let file = filed["documents"][0]["file_id"].as_str().unwrap();
    let kept = case
        .owner
        .get(&case.url(&format!("/files/{file}")))
        .await
        .expect(200);
    assert_eq!(kept.body.as_ref(), FILE.2);
    // Whoever keeps the record does not decide; nothing is decided before it was asked for.
    let decision = [
        ("listed", "true"),
        ("number", "15/QĐ-TTg"),
        ("on", "2026-07-14"),
        ("by", "Thủ tướng Chính phủ"),
    ];
    let seen = Some(i32::try_from(filed["version"].as_i64().unwrap()).unwrap());
    let decide = format!("{path}/decide");
    case.owner
        .form(Method::POST, &decide, seen, &decision, &[FILE])
        .await
        .expect(403);
    let mut early = decision;
    early[2].1 = "2026-07-09";
    let refused = case
        .head
        .form(Method::POST, &decide, seen, &early, &[FILE])
        .await
        .expect(422);
    assert_eq!(refused.json()["params"]["reason"], "before_requested");
    let stale = case
        .head
        .form(Method::POST, &decide, Some(1), &decision, &[FILE])
        .await;
    assert_eq!(stale.expect(412).code(), "system.changed");
    let done = case
        .head
        .form(Method::POST, &decide, seen, &decision, &[FILE])
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&done["state"], &done["number"]),
        (&json!("decided"), &json!("15/QĐ-TTg"))
    );
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    assert_eq!(system["system"]["listed_since"], "2026-07-14");
    assert_eq!(system["profile"]["list_decision"]["number"], "15/QĐ-TTg");
    assert_eq!(
        case.owner.post(&requests, &asked).await.expect(409).code(),
        "system.listed"
    );
    let over = case
        .owner
        .call(
            Method::POST,
            &format!("{path}/withdraw"),
            Some(&json!({})),
            Some(i32::try_from(done["version"].as_i64().unwrap()).unwrap()),
        )
        .await
        .expect(409);
    assert_eq!(over.code(), "system.request_done");

    // On the list, the self-check of the year is asked for until it is on record, before 01/10.
    let check = &row(&case.owner, &case.system).await.unwrap()["check"];
    assert_eq!(
        (&check["due"], &check["done_on"]),
        (&json!("2026-09-30"), &Value::Null)
    );
    let waiting = case.owner.get("/api/v1/systems/waiting").await.expect(200).json();
    assert!(
        !waiting
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["kind"] == "self_check"),
        "not yet: it is more than two months away"
    );
    let record = [
        ("kind", "self_assessment"),
        ("done_on", "2026-07-15"),
        ("done_by", "Phòng Công nghệ"),
        ("outcome", "passed"),
    ];
    case.owner
        .upload(&case.url("/records"), &record, &[FILE])
        .await
        .expect(201);
    let found = row(&case.owner, &case.system).await.unwrap();
    assert_eq!(
        (&found["standing"], &found["check"]["done_on"]),
        (&json!("listed"), &json!("2026-07-15"))
    );
}

async fn swept(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    candidate(&case).await;
    let path = case.url("/national/review");
    let none = json!({ "why": " " });
    case.owner
        .call(Method::PUT, &path, Some(&none), None)
        .await
        .expect(422);
    let why = json!({ "why": "Chỉ phục vụ một huyện" });
    case.owner
        .call(Method::PUT, &path, Some(&why), None)
        .await
        .expect(204);
    let found = row(&case.owner, &case.system).await.unwrap();
    assert_eq!(
        (&found["standing"], &found["review"]),
        (&json!("reviewed"), &json!("Chỉ phục vụ một huyện"))
    );
    // It holds for the year: the next one asks again.
    let next = case
        .owner
        .get(&format!("{SWEEP}?year=2027"))
        .await
        .expect(200)
        .json();
    assert_eq!(next["items"][0]["standing"], "waits");
    case.owner.get(&format!("{SWEEP}?year=99999")).await.expect(422);
}
