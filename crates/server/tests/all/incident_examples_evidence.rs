//! Example calls of the routes that change evidence and take cases in, for the audit test.

use crate::{
    audit::Example,
    example,
    incident::{Scene, path},
    support::*,
};
use axum::http::Method;
use serde_json::{Value, json};

const FILE: (&str, &str, &[u8]) = ("file", "nhat-ky.log", b"noi dung");

/// A case with a piece of evidence; its path.
async fn piece(scene: &Scene) -> String {
    let case = scene.open().await;
    let made = add(scene, &case).await.expect(201).json();
    path(&case, &format!("/evidence/{}", made["id"].as_str().unwrap()))
}

async fn add(scene: &Scene, case: &Value) -> Reply {
    scene
        .responder
        .upload(&path(case, "/evidence"), &[("kind", "log")], &[FILE])
        .await
}

pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/incidents/{id}/evidence", |world| {
            let scene = Scene::new(&world).await;
            let case = scene.open().await;
            add(&scene, &case).await.status
        }),
        example!(
            "POST /api/v1/incidents/{id}/evidence/{evidence}/verify",
            |world| {
                let scene = Scene::new(&world).await;
                let piece = piece(&scene).await;
                scene
                    .responder
                    .call(Method::POST, &format!("{piece}/verify"), None, None)
                    .await
                    .status
            }
        ),
        example!(
            "POST /api/v1/incidents/{id}/evidence/{evidence}/custody",
            |world| {
                let scene = Scene::new(&world).await;
                let piece = piece(&scene).await;
                let body = json!({ "what": "examined", "purpose": "Phân tích" });
                scene
                    .responder
                    .post(&format!("{piece}/custody"), &body)
                    .await
                    .status
            }
        ),
        example!("POST /api/v1/incidents/import", |world| {
            let scene = Scene::new(&world).await;
            let file = json!({ "format": "coloa-incidents/1", "incidents": [
                { "id": "a", "title": "Vụ A", "detected_at": "2026-11-30T00:00:00Z", "group": "malware", "severity": "M3" } ] })
            .to_string();
            let agency = scene.agency.to_string();
            let fields = [("agency_id", agency.as_str()), ("dry_run", "false")];
            scene
                .responder
                .upload(
                    "/api/v1/incidents/import",
                    &fields,
                    &[("file", "a.json", file.as_bytes())],
                )
                .await
                .status
        }),
    ]
}
