//! An example of every change of the trust register, of notices and of content, for the audit log.

use super::{API, content, id, notice, organisation, site, with_site};
use crate::{audit::Example, example, support::*};
use axum::http::{Method, StatusCode};
use coloa_auth::Role;
use serde_json::{Value, json};

pub fn examples() -> Vec<Example> {
    let mut all = trust_examples();
    all.extend(notice_examples());
    all
}

/// A step of the site of an organisation.
async fn of_item(world: &World, rest: &str, body: Value) -> StatusCode {
    let me = world.as_role(Role::Coordinator, None).await;
    let (_, item) = with_site(&me).await;
    let step = |rest: &str| format!("{API}/trust/items/{item}/{rest}");
    if rest == "renew" {
        me.post(&step("prove"), &json!({ "document": "Công văn 12" }))
            .await
            .expect(200);
    }
    me.post(&step(rest), &body).await.status
}

fn trust_examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/trust/organisations", |world| {
            let me = world.as_role(Role::Coordinator, None).await;
            let body = organisation("Công ty Mẫu", "0100000001");
            me.post(&format!("{API}/trust/organisations"), &body).await.status
        }),
        example!("PUT /api/v1/hotline/trust/organisations/{id}", |world| {
            let me = world.as_role(Role::Coordinator, None).await;
            let (owner, _) = with_site(&me).await;
            let body = organisation("Tên khác", "0100000001");
            me.put(&format!("{API}/trust/organisations/{owner}"), 1, &body)
                .await
                .status
        }),
        example!("POST /api/v1/hotline/trust/organisations/{id}/items", |world| {
            let me = world.as_role(Role::Coordinator, None).await;
            let (owner, _) = with_site(&me).await;
            let path = format!("{API}/trust/organisations/{owner}/items");
            me.post(&path, &site("khac.example")).await.status
        }),
        example!("POST /api/v1/hotline/trust/items/{id}/check", |world| {
            of_item(&world, "check", json!({})).await
        }),
        example!("POST /api/v1/hotline/trust/items/{id}/prove", |world| {
            of_item(&world, "prove", json!({ "document": "Công văn 12" })).await
        }),
        example!("POST /api/v1/hotline/trust/items/{id}/renew", |world| {
            of_item(&world, "renew", json!({})).await
        }),
        example!("POST /api/v1/hotline/trust/items/{id}/revoke", |world| {
            of_item(&world, "revoke", json!({ "reason": "Bán tên miền" })).await
        }),
    ]
}

/// A notice that was written; its path.
async fn written(me: &Client) -> String {
    let made = me
        .post(&format!("{API}/notices"), &notice("Giả danh điện lực"))
        .await
        .expect(201)
        .json();
    format!("{API}/notices/{}", id(&made))
}

fn notice_examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/notices", |world| {
            let me = world.as_role(Role::ShiftLead, None).await;
            me.post(&format!("{API}/notices"), &notice("Giả danh điện lực"))
                .await
                .status
        }),
        example!("PUT /api/v1/hotline/notices/{id}", |world| {
            let me = world.as_role(Role::ShiftLead, None).await;
            let path = written(&me).await;
            me.put(&path, 1, &notice("Tên khác")).await.status
        }),
        example!("POST /api/v1/hotline/notices/{id}/publish", |world| {
            let me = world.as_role(Role::ShiftLead, None).await;
            let path = format!("{}/publish", written(&me).await);
            me.call(Method::POST, &path, Some(&json!({})), Some(1))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/notices/{id}/withdraw", |world| {
            let me = world.as_role(Role::ShiftLead, None).await;
            let path = written(&me).await;
            let publish = format!("{path}/publish");
            me.call(Method::POST, &publish, Some(&json!({})), Some(1))
                .await
                .expect(200);
            let body = json!({ "reason": "Đã hết" });
            me.call(Method::POST, &format!("{path}/withdraw"), Some(&body), Some(2))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/content", |world| {
            let me = world.as_role(Role::ShiftLead, None).await;
            me.post(&format!("{API}/content"), &content()).await.status
        }),
        example!("POST /api/v1/hotline/content/{id}/steps", |world| {
            let me = world.as_role(Role::ShiftLead, None).await;
            let made = me
                .post(&format!("{API}/content"), &content())
                .await
                .expect(201)
                .json();
            let path = format!("{API}/content/{}/steps", id(&made["line"]));
            let body = json!({ "step": "transfer", "document_number": "15/CV-TT", "version": 1 });
            me.post(&path, &body).await.status
        }),
    ]
}
