//! Example calls of the routes that change plans, for the audit test; over the sample province, where the names
//! of the plan resolve.

use crate::{
    agency_examples::directory,
    audit::Example,
    example,
    plan::PLAN,
    support::{Client, Reply, World},
};
use axum::http::Method;
use coloa_auth::Role;
use serde_json::{Value, json};

/// A plan in review.
struct Case {
    me: Client,
    plan: String,
    version: String,
}

impl Case {
    async fn new(world: &World) -> Self {
        let (keys, _) = directory(world).await;
        let me = world.as_role(Role::Coordinator, Some(keys["UBND"])).await;
        let made = upload(
            &me,
            "/api/v1/plans/import",
            &[("owner", &keys["UBND"].to_string())],
        )
        .await
        .expect(201)
        .json();
        let text = |field: &str| made[field].as_str().unwrap().to_owned();
        Self {
            plan: text("plan_id"),
            version: text("version_id"),
            me,
        }
    }

    fn version_url(&self, rest: &str) -> String {
        format!("/api/v1/plans/versions/{}{rest}", self.version)
    }

    fn plan_url(&self, rest: &str) -> String {
        format!("/api/v1/plans/{}{rest}", self.plan)
    }

    /// Items of a kind, as the screen has them.
    async fn items(&self, kind: &str) -> Vec<Value> {
        let page = self
            .me
            .get(&self.version_url(&format!("/items?kind={kind}")))
            .await
            .expect(200)
            .json();
        page["items"].as_array().unwrap().clone()
    }

    /// Posts with the version of the record that `seen` shows.
    async fn post_seen(&self, seen: &str, url: &str, body: Option<&Value>) -> Reply {
        let version = self.me.get(seen).await.expect(200).version();
        self.me.call(Method::POST, url, body, Some(version)).await
    }

    async fn approve(&self) -> Reply {
        let body = json!({ "accept_unseen": true });
        self.post_seen(&self.version_url(""), &self.version_url("/approve"), Some(&body))
            .await
    }

    async fn activate(&self) -> Reply {
        self.approve().await.expect(200);
        self.post_seen(
            &self.plan_url(""),
            &self.plan_url("/activate"),
            Some(&json!({ "on": null })),
        )
        .await
    }

    /// An item's own route with its version.
    async fn on_item(&self, method: Method, item: &Value, rest: &str, body: Option<&Value>) -> Reply {
        let url = format!("/api/v1/plans/items/{}{rest}", item["id"].as_str().unwrap());
        self.me
            .call(method, &url, body, Some(number(&item["version"])))
            .await
    }

    /// The next version of an active plan, in review.
    async fn next(&self) -> Reply {
        let again = [("accept_duplicate", "true")];
        upload(&self.me, &self.plan_url("/versions"), &again).await
    }
}

async fn upload(me: &Client, url: &str, fields: &[(&str, &str)]) -> Reply {
    me.upload(url, fields, &[("file", "ke-hoach.txt", PLAN.as_bytes())])
        .await
}

fn number(value: &Value) -> i32 {
    i32::try_from(value.as_i64().unwrap()).unwrap()
}

fn plan_body() -> Value {
    json!({ "kind": "directive", "title": "Kết luận giao ban tháng 7", "number": null, "issued_on": null, "issuer": null,
        "parent": null, "replaces": null, "period_from": "2026-07-01", "period_to": "2026-12-31", "legal_basis": [] })
}

pub fn examples() -> Vec<Example> {
    let mut all = plans();
    all.extend(items());
    all
}

fn plans() -> Vec<Example> {
    vec![
        example!("POST /api/v1/plans", |world| {
            let (keys, _) = directory(&world).await;
            let me = world.as_role(Role::Coordinator, Some(keys["UBND"])).await;
            me.post(
                "/api/v1/plans",
                &json!({ "owner": keys["UBND"], "handling": null, "plan": plan_body() }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/plans/import", |world| {
            Case::new(&world).await;
            axum::http::StatusCode::CREATED
        }),
        example!("PUT /api/v1/plans/{id}", |world| {
            let c = Case::new(&world).await;
            let version = c.me.get(&c.plan_url("")).await.expect(200).version();
            c.me.put(&c.plan_url(""), version, &plan_body()).await.status
        }),
        example!("POST /api/v1/plans/{id}/versions", |world| {
            let c = Case::new(&world).await;
            c.activate().await.expect(200);
            c.next().await.status
        }),
        example!("POST /api/v1/plans/{id}/activate", |world| {
            let c = Case::new(&world).await;
            c.activate().await.status
        }),
        example!("POST /api/v1/plans/{id}/end", |world| {
            let c = Case::new(&world).await;
            c.activate().await.expect(200);
            let body = json!({ "reason": "Đã hết giai đoạn" });
            c.post_seen(&c.plan_url(""), &c.plan_url("/end"), Some(&body))
                .await
                .status
        }),
        example!("POST /api/v1/plans/versions/{version}/items", |world| {
            let c = Case::new(&world).await;
            let item = c.items("task").await.swap_remove(0);
            c.me.post(&c.version_url("/items"), &json!({ "after": null, "item": item }))
                .await
                .status
        }),
        example!("POST /api/v1/plans/versions/{version}/check", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[0];
            let body =
                json!({ "items": [{ "id": item["id"], "version": item["version"] }], "checked": true });
            c.me.post(&c.version_url("/check"), &body).await.status
        }),
        example!("POST /api/v1/plans/versions/{version}/done-before", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[0];
            let body = json!({ "items": [{ "id": item["id"], "version": item["version"] }] });
            c.me.post(&c.version_url("/done-before"), &body).await.status
        }),
        example!("POST /api/v1/plans/versions/{version}/check-sure", |world| {
            let c = Case::new(&world).await;
            c.me.post(&c.version_url("/check-sure"), &Value::Null)
                .await
                .status
        }),
        example!("POST /api/v1/plans/versions/{version}/merge", |world| {
            let c = Case::new(&world).await;
            let items = c.items("task").await;
            let seen: Vec<Value> = items
                .iter()
                .take(2)
                .map(|i| json!({ "id": i["id"], "version": i["version"] }))
                .collect();
            c.me.post(
                &c.version_url("/merge"),
                &json!({ "items": seen, "item": items[0] }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/plans/versions/{version}/resolve", |world| {
            let c = Case::new(&world).await;
            c.me.post(&c.version_url("/resolve"), &json!({ "on": "2026-07-15" }))
                .await
                .status
        }),
        example!("POST /api/v1/plans/versions/{version}/approve", |world| {
            let c = Case::new(&world).await;
            c.approve().await.status
        }),
        example!("POST /api/v1/plans/versions/{version}/reject", |world| {
            let c = Case::new(&world).await;
            let body = json!({ "reason": "Tệp nhầm" });
            c.post_seen(&c.version_url(""), &c.version_url("/reject"), Some(&body))
                .await
                .status
        }),
    ]
}

fn items() -> Vec<Example> {
    vec![
        example!("PUT /api/v1/plans/items/{item}", |world| {
            let c = Case::new(&world).await;
            let mut item = c.items("task").await.swap_remove(0);
            item["text"] = json!("Rà soát hệ thống thông tin của tỉnh và của xã.");
            c.on_item(Method::PUT, &item, "", Some(&item)).await.status
        }),
        example!("POST /api/v1/plans/items/{item}/remove", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[0];
            c.on_item(Method::POST, item, "/remove", None).await.status
        }),
        example!("POST /api/v1/plans/items/{item}/restore", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[0];
            let removed = c
                .on_item(Method::POST, item, "/remove", None)
                .await
                .expect(200)
                .json();
            c.on_item(Method::POST, &removed, "/restore", None).await.status
        }),
        example!("POST /api/v1/plans/items/{item}/split", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[0];
            let body = json!({ "parts": [item, item] });
            c.on_item(Method::POST, item, "/split", Some(&body)).await.status
        }),
        example!("POST /api/v1/plans/items/{item}/move", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[1];
            c.on_item(Method::POST, item, "/move", Some(&json!({ "after": null })))
                .await
                .status
        }),
        example!("PUT /api/v1/plans/items/{item}/parties/{party}", |world| {
            let c = Case::new(&world).await;
            let item = &c.items("task").await[0];
            let rest = format!("/parties/{}", item["parties"][0]["id"].as_str().unwrap());
            let body = json!({ "decision": "set_aside", "agencies": [], "reason": "Không giao nhiệm vụ" });
            c.on_item(Method::PUT, item, &rest, Some(&body)).await.status
        }),
        example!("PUT /api/v1/plans/items/{item}/links", |world| {
            let mut c = Case::new(&world).await;
            c.activate().await.expect(200);
            c.version = c.next().await.expect(201).json()["version_id"]
                .as_str()
                .unwrap()
                .to_owned();
            let item = &c.items("task").await[0];
            c.on_item(Method::PUT, item, "/links", Some(&json!({ "lineages": [] })))
                .await
                .status
        }),
    ]
}
