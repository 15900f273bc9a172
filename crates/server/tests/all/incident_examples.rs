//! Example calls of the routes that change cases, for the audit test.

use crate::{
    audit::Example,
    example,
    incident::{START, Scene, path, seen},
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use serde_json::{Value, json};

/// A change of a case by whoever handles it.
async fn act(scene: &Scene, case: &Value, rest: &str, body: Value) -> Reply {
    scene
        .responder
        .call(Method::POST, &path(case, rest), Some(&body), Some(seen(case)))
        .await
}

/// A change that adds something to a case, as the case is then.
async fn added(scene: &Scene, rest: &str, body: Value) -> Value {
    let case = scene.open().await;
    act(scene, &case, rest, body).await.expect(200).json()
}

/// The path of the first of these parts of a case.
fn first(case: &Value, list: &str, key: &str, rest: &str) -> String {
    let id = case[list][0][key].as_str().unwrap();
    path(case, &format!("/{list}/{id}{rest}"))
}

fn task() -> Value {
    json!({ "phase": "contain", "title": "Ngắt máy chủ khỏi mạng", "side": "agency" })
}

pub fn examples() -> Vec<Example> {
    let mut all = cases();
    all.extend(clocks());
    all.extend(parts());
    all
}

fn cases() -> Vec<Example> {
    vec![
        example!("POST /api/v1/incidents", |world| {
            let scene = Scene::new(&world).await;
            let body = scene.draft(START);
            scene.responder.post("/api/v1/incidents", &body).await.status
        }),
        example!("POST /api/v1/incidents/report", |world| {
            let scene = Scene::new(&world).await;
            let body = json!({ "agency_id": scene.agency, "what": "phishing", "detected_at": START, "still_going": false });
            scene.focal.post("/api/v1/incidents/report", &body).await.status
        }),
        example!("PUT /api/v1/incidents/{id}", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let body = json!({ "title": "Tên khác", "group_code": "malware", "system_id": scene.system });
            scene
                .responder
                .put(&path(&case, ""), seen(&case), &body)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/classify", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let body = json!({ "severity": "M1", "confirmed_serious": null, "facts": {}, "personal_data": false,
                "detected_at": START, "reason": "Lan rộng" });
            act(&scene, &case, "/classify", body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/step", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            act(&scene, &case, "/step", json!({ "step": "contain" }))
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/step/clear", |world| {
            let scene = Scene::new(&world).await;
            let case = added(&scene, "/step", json!({ "step": "contain" })).await;
            let body = json!({ "step": "contain", "reason": "Ghi nhầm hồ sơ" });
            act(&scene, &case, "/step/clear", body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/lead", |world| {
            let scene = Scene::new(&world).await;
            let other = world.as_role(Role::Responder, None).await;
            let case = scene.open().await;
            act(&scene, &case, "/lead", json!({ "person_id": other.person() }))
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/restrict", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let body = json!({ "restricted": true, "reason": "Xác minh nội bộ" });
            act(&scene, &case, "/restrict", body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/hand-over", |world| {
            let scene = Scene::new(&world).await;
            let other = world.listed_agency(None).await;
            let case = scene.open().await;
            let body = json!({ "agency_id": other, "reason": "Hệ thống của đơn vị khác" });
            act(&scene, &case, "/hand-over", body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/merge", |world| {
            let scene = Scene::new(&world).await;
            let (one, other) = (scene.open().await, scene.open().await);
            let body = json!({ "into": other["incident"]["id"], "reason": "Cùng một vụ" });
            act(&scene, &one, "/merge", body).await.status
        }),
    ]
}

/// A case with a clock that was met; the path of the clock.
async fn met(scene: &Scene) -> (Value, String) {
    let case = scene.open().await;
    let meet = first(&case, "clocks", "id", "");
    let body = json!({ "proof": "Công văn số 5" });
    let done = scene
        .responder
        .call(Method::POST, &format!("{meet}/meet"), Some(&body), Some(1))
        .await;
    (done.expect(200).json(), meet)
}

fn clocks() -> Vec<Example> {
    vec![
        example!("POST /api/v1/incidents/{id}/clocks/{part}/meet", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let clock = first(&case, "clocks", "id", "/meet");
            let body = json!({ "proof": "Điện thoại, gặp trực ban" });
            let done = scene.responder.call(Method::POST, &clock, Some(&body), Some(1));
            done.await.status
        }),
        example!("POST /api/v1/incidents/{id}/clocks/{part}/unmeet", |world| {
            let scene = Scene::new(&world).await;
            let (_, clock) = met(&scene).await;
            let body = json!({ "reason": "Ghi nhầm" });
            scene
                .responder
                .post(&format!("{clock}/unmeet"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/clocks/{part}/acknowledge", |world| {
            let scene = Scene::new(&world).await;
            let (_, clock) = met(&scene).await;
            let body = json!({ "by": "Văn thư" });
            scene
                .responder
                .post(&format!("{clock}/acknowledge"), &body)
                .await
                .status
        }),
    ]
}

fn parts() -> Vec<Example> {
    vec![
        example!("POST /api/v1/incidents/{id}/entries", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let body = json!({ "kind": "decision", "text": "Tắt cổng ra ngoài" });
            act(&scene, &case, "/entries", body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/tasks", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            act(&scene, &case, "/tasks", task()).await.status
        }),
        example!("PUT /api/v1/incidents/{id}/tasks/{part}", |world| {
            let scene = Scene::new(&world).await;
            let case = added(&scene, "/tasks", task()).await;
            let body = json!({ "state": "done", "result": "Đã ngắt" });
            scene
                .focal
                .put(&first(&case, "tasks", "id", ""), 1, &body)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/tasks/{part}/plan-duty", |world| {
            let scene = Scene::new(&world).await;
            let case = added(&scene, "/tasks", task()).await;
            let body =
                json!({ "agency_id": scene.agency, "title": "Bật xác thực hai lớp", "due_on": "2027-03-31" });
            let task = first(&case, "tasks", "id", "/plan-duty");
            scene.responder.post(&task, &body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/playbook", |world| {
            let scene = Scene::new(&world).await;
            let choices = scene
                .responder
                .get("/api/v1/incidents/choices")
                .await
                .expect(200)
                .json();
            let case = scene.open().await;
            let body = json!({ "id": choices["playbooks"][0]["id"] });
            act(&scene, &case, "/playbook", body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/indicators", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            act(
                &scene,
                &case,
                "/indicators",
                json!({ "values": "198.51.100.7\nmau[.]example" }),
            )
            .await
            .status
        }),
        example!("DELETE /api/v1/incidents/{id}/indicators/{part}", |world| {
            let scene = Scene::new(&world).await;
            let case = added(&scene, "/indicators", json!({ "values": "198.51.100.7" })).await;
            let one = first(&case, "indicators", "id", "");
            scene
                .responder
                .call(Method::DELETE, &one, None, None)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/links", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let body = json!({ "kind": "system", "target": scene.system, "label": "Cổng dịch vụ công" });
            act(&scene, &case, "/links", body).await.status
        }),
        example!("DELETE /api/v1/incidents/{id}/links/{part}", |world| {
            let scene = Scene::new(&world).await;
            let body = json!({ "kind": "url", "target": "https://mau.example/bai", "label": "Bài viết" });
            let case = added(&scene, "/links", body).await;
            let one = first(&case, "links", "id", "");
            scene
                .responder
                .call(Method::DELETE, &one, None, None)
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/members", |world| {
            let scene = Scene::new(&world).await;
            let leader = world.as_role(Role::Leader, None).await;
            let case = scene.open().await;
            act(&scene, &case, "/members", json!({ "person_id": leader.person() }))
                .await
                .status
        }),
        example!("DELETE /api/v1/incidents/{id}/members/{part}", |world| {
            let scene = Scene::new(&world).await;
            let leader = world.as_role(Role::Leader, None).await;
            let case = added(&scene, "/members", json!({ "person_id": leader.person() })).await;
            let one = first(&case, "members", "person_id", "");
            scene
                .responder
                .call(Method::DELETE, &one, None, None)
                .await
                .status
        }),
    ]
}
