//! A drill as people see it: three agencies, a clock that the test moves, the score and the after-action report.

use crate::{
    incident_examples_network::{Scene, drill_path, drill_seen, inject},
    support::*,
};
use axum::http::Method;
use chrono::Duration;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    a_drill_of_three_agencies_is_scored_and_leaks_into_no_real_figure => three,
    two_editors_of_a_drill_do_not_overwrite_each_other => conflict,
);

async fn get(who: &Client, path: &str) -> Value {
    who.get(path).await.expect(200).json()
}

async fn three(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let silent = world.listed_agency(None).await;
    let idle = world.as_role(Role::FocalPoint, Some(silent)).await;
    let real = scene.case(&world).await;
    let figures = async || {
        let mut tally = get(&scene.responder, "/api/v1/incidents/tally").await;
        tally["at"] = Value::Null;
        let list = get(&scene.responder, "/api/v1/incidents").await;
        let statistics = get(
            &scene.responder,
            "/api/v1/incidents/statistics?from=2026-01-01&to=2026-12-31",
        )
        .await;
        (
            tally,
            list["total"].clone(),
            statistics["by_type"].clone(),
            statistics["handled"].clone(),
        )
    };
    let before = figures().await;
    let mut body = scene.drill_body();
    body["agency_ids"] = json!([scene.agency, scene.helper, silent]);
    let drill = scene
        .responder
        .post("/api/v1/drills", &body)
        .await
        .expect(201)
        .json();
    let drill = scene.inject(&drill, &inject(0)).await;
    let drill = scene.inject(&drill, &inject(60)).await;
    scene
        .responder
        .post(&drill_path(&drill, "/start"), &json!({ "speed": 10 }))
        .await
        .expect(200);
    world.run_jobs().await;
    let running = get(&scene.responder, &drill_path(&drill, "")).await;
    let own = running["agencies"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["agency_id"] == json!(scene.agency))
        .unwrap();
    let case = format!("/api/v1/incidents/{}", own["incident_id"].as_str().unwrap());
    let shown = get(&scene.focal, &case).await;
    assert!(
        shown["incident"]["title"]
            .as_str()
            .unwrap()
            .starts_with("[DIỄN TẬP]")
    );
    world.clock.advance(Duration::minutes(1));
    let note = json!({ "kind": "note", "text": "Đã rút dây mạng", "internal": false });
    let written = scene.focal.post(&format!("{case}/entries"), &note).await;
    assert!(written.status.is_success(), "{}", written.text());
    world.clock.advance(Duration::minutes(6));
    world.run_jobs().await;
    let score = get(&scene.responder, &drill_path(&drill, "/score")).await;
    let of = |agency: Value| {
        let all = score["agencies"].as_array().unwrap();
        all.iter().find(|a| a["agency_id"] == agency).unwrap().clone()
    };
    let acted = of(json!(scene.agency));
    assert_eq!(
        acted["milestones"][0],
        json!({ "milestone": "reported", "minutes": 10, "target": 30, "verdict": "in_time" })
    );
    let nothing = of(json!(silent));
    assert_eq!(
        (&nothing["acted"], &nothing["milestones"][0]["minutes"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(score["silent"], 2);
    // Every notice of it says that it is an exercise: by a kind of its own, or by its title.
    let notices = get(&idle, "/api/v1/notifications").await;
    for notice in notices["items"].as_array().or(notices.as_array()).unwrap() {
        let kind = notice["kind"].as_str().unwrap();
        let marked = notice["params"].to_string().contains("DIỄN TẬP") || notice["params"]["drill"] == true;
        assert!(kind.starts_with("drill.") || marked, "{notice}");
    }
    assert_eq!(figures().await, before);
    scene
        .responder
        .call(Method::POST, &drill_path(&drill, "/end"), None, None)
        .await
        .expect(200);
    assert_eq!(figures().await, before);
    assert_eq!(get(&scene.focal, &case).await["incident"]["state"], "closed");
    assert_eq!(
        get(&scene.responder, &real).await["incident"]["drill_id"],
        Value::Null
    );
    let ended = get(&scene.responder, &drill_path(&drill, "")).await;
    let review = json!({ "review": "Danh bạ của xã đã cũ.\nCập nhật danh bạ." });
    scene
        .responder
        .put(&drill_path(&drill, "/review"), drill_seen(&ended), &review)
        .await
        .expect(200);
    let paper = scene
        .responder
        .get(&drill_path(&drill, "/print?format=docx"))
        .await
        .expect(200);
    assert_eq!(&paper.body[..2], b"PK");
    scene
        .focal
        .get(&drill_path(&drill, "/print?format=docx"))
        .await
        .expect(403);
    scene
        .responder
        .get(&drill_path(&drill, "/print?format=xlsx"))
        .await
        .expect(422);
    let list = get(&idle, "/api/v1/drills?state=ended").await;
    assert_eq!(
        (&list["total"], &list["items"][0]["agencies"]),
        (&json!(1), &json!(3))
    );
}

async fn conflict(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let drill = scene.drill().await;
    let path = drill_path(&drill, "");
    scene
        .responder
        .put(&path, drill_seen(&drill), &scene.drill_body())
        .await
        .expect(200);
    let second = scene
        .responder
        .put(&path, drill_seen(&drill), &scene.drill_body())
        .await;
    assert_eq!(second.expect(412).code(), "incident.changed");
    scene.focal.put(&path, 2, &scene.drill_body()).await.expect(403);
    let nowhere = scene
        .responder
        .post(&drill_path(&drill, "/start"), &json!({ "speed": 1 }))
        .await;
    assert_eq!(nowhere.expect(422).param("field"), "injects");
}
