//! Example calls of the routes that change reports on incidents, for the audit test.

use crate::{
    audit::Example,
    example,
    incident::{Scene, path},
    support::*,
};
use axum::http::Method;
use serde_json::{Value, json};

pub const SIGNED: (&str, &str, &[u8]) = ("file", "ban-ky.pdf", b"%PDF-1.7 signed");

/// A draft that can be issued; its path.
pub async fn draft(scene: &Scene, case: &Value) -> String {
    let body = json!({ "form": "nd331-initial" });
    let made = scene
        .responder
        .post(&path(case, "/reports"), &body)
        .await
        .expect(201)
        .json();
    path(
        case,
        &format!("/reports/{}", made["report"]["id"].as_str().unwrap()),
    )
}

/// The same, issued.
async fn issued(scene: &Scene, case: &Value) -> String {
    let draft = draft(scene, case).await;
    step(scene, &format!("{draft}/issue"), 1, &json!({}))
        .await
        .expect(200);
    draft
}

pub async fn step(scene: &Scene, path: &str, seen: i32, body: &Value) -> Reply {
    scene
        .responder
        .call(Method::POST, path, Some(body), Some(seen))
        .await
}

pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/incidents/{id}/reports", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            let body = json!({ "form": "tt20-notice" });
            scene.responder.post(&path(&case, "/reports"), &body).await.status
        }),
        example!("PUT /api/v1/incidents/{id}/reports/{report}", |world| {
            let scene = Scene::new(&world).await;
            let draft = draft(&scene, &scene.open().await).await;
            let body = json!({ "content": { "description": "Tệp bị mã hóa" } });
            scene.responder.put(&draft, 1, &body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/reports/{report}/refill", |world| {
            let scene = Scene::new(&world).await;
            let draft = draft(&scene, &scene.open().await).await;
            step(&scene, &format!("{draft}/refill"), 1, &json!({}))
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/reports/{report}/issue", |world| {
            let scene = Scene::new(&world).await;
            let draft = draft(&scene, &scene.open().await).await;
            step(&scene, &format!("{draft}/issue"), 1, &json!({}))
                .await
                .status
        }),
        example!("POST /api/v1/incidents/{id}/reports/{report}/withdraw", |world| {
            let scene = Scene::new(&world).await;
            let report = issued(&scene, &scene.open().await).await;
            let body = json!({ "reason": "Sai tên hệ thống" });
            step(&scene, &format!("{report}/withdraw"), 2, &body).await.status
        }),
        example!("POST /api/v1/incidents/{id}/reports/{report}/signed", |world| {
            let scene = Scene::new(&world).await;
            let report = issued(&scene, &scene.open().await).await;
            scene
                .responder
                .form(Method::POST, &format!("{report}/signed"), Some(2), &[], &[SIGNED])
                .await
                .status
        }),
    ]
}
