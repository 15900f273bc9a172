//! Example calls of the routes that change reports of citizens, or open them, for the audit test.

use crate::{
    audit::Example,
    example,
    hotline_report::{API, Sent, add, officer, phoned, post, put, report, sent, usual},
    support::*,
};
use coloa_auth::Role;
use serde_json::json;
use uuid::Uuid;

async fn own(world: &World) -> (Client, Sent) {
    let me = officer(world).await;
    let sent = usual(world).await;
    post(&me, sent.id, "/take", json!({})).await.expect(200);
    (me, sent)
}

/// Six reports of one network within a minute: the last one is held back.
async fn held_back(world: &World) -> Uuid {
    let mut last = Uuid::nil();
    for _ in 0..6 {
        let words = "Có người gửi hàng loạt tin này từ một mạng trong vài phút";
        last = sent(world, words, Some("mạng")).await.id;
    }
    last
}

async fn asked(world: &World) -> (Client, Client, String) {
    let (asker, second) = (
        world.as_role(Role::Revealer, None).await,
        world.as_role(Role::Revealer, None).await,
    );
    let sent = usual(world).await;
    let reason = json!({ "reason": "Gọi lại" });
    let asked = asker
        .post(&report(sent.id, "/reveals"), &reason)
        .await
        .expect(201)
        .json();
    let path = format!("{API}/reveals/{}", asked["id"].as_str().unwrap());
    (asker, second, path)
}

pub fn examples() -> Vec<Example> {
    let mut all = examples_of_reports();
    all.extend([
        example!("POST /api/v1/hotline/reports/{id}/reveals", |world| {
            let asker = world.as_role(Role::Revealer, None).await;
            let sent = usual(&world).await;
            asker
                .post(&report(sent.id, "/reveals"), &json!({ "reason": "Gọi lại" }))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/reveals/{id}/decide", |world| {
            let (_, second, path) = asked(&world).await;
            let body = json!({ "grant": false, "reason": "Chưa cần" });
            second.post(&format!("{path}/decide"), &body).await.status
        }),
        example!("POST /api/v1/hotline/reveals/{id}/open", |world| {
            let (asker, second, path) = asked(&world).await;
            second
                .post(&format!("{path}/decide"), &json!({ "grant": true }))
                .await
                .expect(200);
            asker.post(&format!("{path}/open"), &json!({})).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/quarantine", |world| {
            let me = officer(&world).await;
            let id = held_back(&world).await;
            post(
                &me,
                id,
                "/quarantine",
                json!({ "hold": false, "reason": "Tin thật" }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/hotline/reports/quarantine/lift", |world| {
            let me = officer(&world).await;
            let id = held_back(&world).await;
            let reply = me
                .post(&format!("{API}/reports/quarantine/lift"), &json!({ "ids": [id] }))
                .await;
            assert_eq!(reply.json()["lifted"], 1);
            reply.status
        }),
    ]);
    all
}

fn examples_of_reports() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/reports", |world| {
            let me = officer(&world).await;
            let body = phoned(&world, &me).await;
            me.post(&format!("{API}/reports"), &body).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/take", |world| {
            let me = officer(&world).await;
            let sent = usual(&world).await;
            post(&me, sent.id, "/take", json!({})).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/release", |world| {
            let (me, sent) = own(&world).await;
            post(&me, sent.id, "/release", json!({})).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/hand-over", |world| {
            let (me, sent) = own(&world).await;
            let other = officer(&world).await;
            let body = json!({ "person_id": other.person(), "reason": "Hết ca" });
            post(&me, sent.id, "/hand-over", body).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/open", |world| {
            let (me, sent) = own(&world).await;
            me.post(&report(sent.id, "/open"), &json!({})).await.status
        }),
        example!(
            "POST /api/v1/hotline/reports/{id}/attachments/{attachment}/open",
            |world| {
                let (me, sent) = own(&world).await;
                let opened = me
                    .post(&report(sent.id, "/open"), &json!({}))
                    .await
                    .expect(200)
                    .json();
                let file = opened["attachments"][0]["id"].as_str().unwrap().to_owned();
                me.post(&report(sent.id, &format!("/attachments/{file}/open")), &json!({}))
                    .await
                    .status
            }
        ),
        example!("POST /api/v1/hotline/reports/{id}/attachments", |world| {
            let (me, sent) = own(&world).await;
            let files = [("files", "tin-nhan.txt", &b"Chuyen tien ngay di"[..])];
            add(&me, sent.id, &files).await.status
        }),
        example!("PUT /api/v1/hotline/reports/{id}/redaction", |world| {
            let (me, sent) = own(&world).await;
            put(&me, sent.id, "/redaction", json!({ "text": "Một người bị gọi." }))
                .await
                .status
        }),
        example!("PUT /api/v1/hotline/reports/{id}/mentions", |world| {
            let (me, sent) = own(&world).await;
            let body =
                json!({ "mentions": [{ "kind": "phone", "value": "0905000999", "role": "offender" }] });
            put(&me, sent.id, "/mentions", body).await.status
        }),
        example!("PUT /api/v1/hotline/reports/{id}/urgency", |world| {
            let (me, sent) = own(&world).await;
            let body = json!({ "urgency": "later", "reason": "Không gấp" });
            put(&me, sent.id, "/urgency", body).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/messages", |world| {
            let (me, sent) = own(&world).await;
            post(&me, sent.id, "/messages", json!({ "text": "Đã nhận." }))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/reports/{id}/classify", |world| {
            let (me, sent) = own(&world).await;
            post(&me, sent.id, "/classify", json!({ "kind": "feedback" }))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/reports/{id}/close", |world| {
            let (me, sent) = own(&world).await;
            post(&me, sent.id, "/classify", json!({ "kind": "feedback" }))
                .await
                .expect(200);
            post(
                &me,
                sent.id,
                "/close",
                json!({ "outcome": "guided", "reason": "Xong" }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/hotline/reports/{id}/reopen", |world| {
            let (me, sent) = own(&world).await;
            post(&me, sent.id, "/classify", json!({ "kind": "feedback" }))
                .await
                .expect(200);
            post(
                &me,
                sent.id,
                "/close",
                json!({ "outcome": "guided", "reason": "Xong" }),
            )
            .await
            .expect(200);
            post(&me, sent.id, "/reopen", json!({ "reason": "Còn việc" }))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/reports/{id}/duplicate", |world| {
            let (me, sent) = own(&world).await;
            let first = usual(&world).await;
            post(&me, first.id, "/classify", json!({ "kind": "feedback" }))
                .await
                .expect(200);
            post(&me, sent.id, "/duplicate", json!({ "of": first.id }))
                .await
                .status
        }),
    ]
}
