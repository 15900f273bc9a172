//! Example calls of the routes that change sources and alerts, for the audit test.

use crate::{audit::Example, example, support::*};
use axum::http::Method;
use chrono::Utc;
use coloa_alert::take;
use coloa_auth::Role;
use coloa_base::AgencyId;
use coloa_event::{Entity, Finding};
use serde_json::{Value, json};
use uuid::Uuid;

fn body(agency: AgencyId) -> Value {
    json!({ "name": "Tường lửa", "protocol": "bulk", "agency_id": agency })
}

/// A source that is registered; its id, and who registered it.
async fn registered(world: &World) -> (String, AgencyId, Client) {
    let agency = world.listed_agency(None).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    let made = lead
        .post("/api/v1/sources", &body(agency))
        .await
        .expect(201)
        .json();
    (made["source"]["id"].as_str().unwrap().to_owned(), agency, lead)
}

/// An alert; its id.
async fn raised(world: &World) -> Uuid {
    let finding = Finding {
        id: "01".into(),
        rule_id: "mau".into(),
        rule_title: "Mẫu".into(),
        level: "high",
        tags: vec!["attack.t1110".into()],
        at: Utc::now(),
        source: Uuid::nil(),
        agency: None,
        system: None,
        entity: Some(Entity {
            kind: "ip",
            value: "203.0.113.7".into(),
        }),
        host: None,
        seq: 1,
        event: json!({ "source.ip": "203.0.113.7" }),
        events: 1,
    };
    let taken = take::take(&world.app.db, &[finding], Utc::now()).await.unwrap();
    taken.raised[0]
}

const HOLD: &str = "Giữ phục vụ xác minh, văn bản 12/CV";

fn hold() -> Value {
    json!({ "reason": HOLD, "agency_id": null, "from": "2026-07-01T00:00:00Z", "to": "2026-07-02T00:00:00Z" })
}

fn system(agency: AgencyId) -> Value {
    json!({ "name": "Cổng dịch vụ công", "agency_id": agency, "level": 3, "priority": true,
        "hosts": [{ "name": "dvc01", "addresses": "10.1.0.5" }] })
}

const RULE: &str = "title: Mẫu thử\nid: mau-thu\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\nlevel: high\n";

fn written(value: &str) -> Value {
    json!({ "text": RULE.replace("a: b", &format!("a: {value}")), "note": "Viết thử" })
}

const LIST: [(&str, &str); 4] = [
    ("name", "Danh sách mẫu"),
    ("level", "high"),
    ("tlp", "amber"),
    ("past_days", "0"),
];
const LISTED: [(&str, &str, &[u8]); 1] = [("file", "mau.txt", b"203.0.113.7\nbad.example\n")];

/// A list of indicators; its id.
async fn listed(lead: &Client) -> String {
    let made = lead
        .upload("/api/v1/indicators", &LIST, &LISTED)
        .await
        .expect(201)
        .json();
    made["list"]["id"].as_str().unwrap().to_owned()
}

fn suppression(world: &World) -> Value {
    let until = world.app.clock.now() + chrono::Duration::hours(8);
    json!({ "rule_id": "mau", "entity": "203.0.113.7", "reason": "Máy quét của trung tâm", "until": until })
}

fn channel() -> Value {
    json!({ "name": "Tổng đài", "kind": "webhook", "target": "http://127.0.0.1:9/x", "severity": "high", "hours": "always" })
}

/// A channel; its path.
async fn opened(lead: &Client) -> String {
    let made = lead
        .post("/api/v1/alerts/channels", &channel())
        .await
        .expect(201)
        .json();
    format!(
        "/api/v1/alerts/channels/{}",
        made["channel"]["id"].as_str().unwrap()
    )
}

pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/search/saved", |world| {
            let analyst = world.as_role(Role::Analyst, None).await;
            let search = json!({ "name": "Lỗi máy chủ web", "q": "status:>=500", "minutes": 60 });
            analyst.post("/api/v1/search/saved", &search).await.status
        }),
        example!("DELETE /api/v1/search/saved/{id}", |world| {
            let analyst = world.as_role(Role::Analyst, None).await;
            let search = json!({ "name": "Lỗi", "q": "status:>=500" });
            let made = analyst
                .post("/api/v1/search/saved", &search)
                .await
                .expect(201)
                .json();
            let path = format!("/api/v1/search/saved/{}", made["id"].as_str().unwrap());
            analyst.call(Method::DELETE, &path, None, None).await.status
        }),
        example!("POST /api/v1/search/holds", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/search/holds", &hold()).await.status
        }),
        example!("POST /api/v1/search/holds/{id}/lift", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let made = lead
                .post("/api/v1/search/holds", &hold())
                .await
                .expect(201)
                .json();
            let path = format!("/api/v1/search/holds/{}/lift", made["id"].as_str().unwrap());
            lead.post(&path, &json!({ "reason": "Đã xác minh xong" }))
                .await
                .status
        }),
        example!("POST /api/v1/sources", |world| {
            let agency = world.listed_agency(None).await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/sources", &body(agency)).await.status
        }),
        example!("PUT /api/v1/sources/{id}", |world| {
            let (id, agency, lead) = registered(&world).await;
            let path = format!("/api/v1/sources/{id}");
            lead.call(Method::PUT, &path, Some(&body(agency)), Some(1))
                .await
                .status
        }),
        example!("POST /api/v1/sources/{id}/token", |world| {
            let (id, _, lead) = registered(&world).await;
            let path = format!("/api/v1/sources/{id}/token");
            lead.call(Method::POST, &path, None, Some(1)).await.status
        }),
        example!("POST /api/v1/alerts/{id}/steps", |world| {
            let id = raised(&world).await;
            let analyst = world.as_role(Role::Analyst, None).await;
            let path = format!("/api/v1/alerts/{id}/steps");
            let step = json!({ "step": "acknowledged" });
            analyst
                .call(Method::POST, &path, Some(&step), Some(1))
                .await
                .status
        }),
        example!("POST /api/v1/alerts/steps", |world| {
            let id = raised(&world).await;
            let analyst = world.as_role(Role::Analyst, None).await;
            let step =
                json!({ "alerts": [{ "id": id, "version": 1 }], "step": "closed", "verdict": "benign" });
            analyst.post("/api/v1/alerts/steps", &step).await.status
        }),
        example!("POST /api/v1/systems", |world| {
            let agency = world.listed_agency(None).await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/systems", &system(agency)).await.status
        }),
        example!("PUT /api/v1/systems/{id}", |world| {
            let agency = world.listed_agency(None).await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            let made = lead
                .post("/api/v1/systems", &system(agency))
                .await
                .expect(201)
                .json();
            let path = format!("/api/v1/systems/{}", made["system"]["id"].as_str().unwrap());
            lead.put(&path, 1, &system(agency)).await.status
        }),
        example!("POST /api/v1/rules", |world| {
            world.with_pipeline().await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/rules", &written("một")).await.status
        }),
        example!("PUT /api/v1/rules/{id}", |world| {
            world.with_pipeline().await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/rules", &written("một")).await.expect(201);
            lead.put("/api/v1/rules/mau-thu", 1, &written("hai")).await.status
        }),
        example!("POST /api/v1/rules/{id}/removal", |world| {
            world.with_pipeline().await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/rules", &written("một")).await.expect(201);
            let body = json!({ "note": "Không còn cần" });
            lead.call(
                Method::POST,
                "/api/v1/rules/mau-thu/removal",
                Some(&body),
                Some(1),
            )
            .await
            .status
        }),
        example!("POST /api/v1/rules/switch", |world| {
            world.with_pipeline().await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            let body = json!({ "rules": ["ssh-x"], "off": true, "reason": "Báo sai nhiều" });
            lead.post("/api/v1/rules/switch", &body).await.status
        }),
        example!("POST /api/v1/rules/import", |world| {
            world.with_pipeline().await;
            let lead = world.as_role(Role::ShiftLead, None).await;
            let fields = [("pack", "Bộ luật mẫu")];
            let file = [("file", "mau.yml", RULE.as_bytes())];
            lead.upload("/api/v1/rules/import", &fields, &file).await.status
        }),
        example!("POST /api/v1/rules/trial", |world| {
            world.with_pipeline().await;
            let analyst = world.as_role(Role::Analyst, None).await;
            analyst
                .post("/api/v1/rules/trial", &json!({ "text": RULE }))
                .await
                .status
        }),
        example!("POST /api/v1/indicators", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.upload("/api/v1/indicators", &LIST, &LISTED).await.status
        }),
        example!("PUT /api/v1/indicators/{id}", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let id = listed(&lead).await;
            let path = format!("/api/v1/indicators/{id}");
            lead.form(Method::PUT, &path, Some(1), &LIST, &LISTED)
                .await
                .status
        }),
        example!("DELETE /api/v1/indicators/{id}", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let id = listed(&lead).await;
            let path = format!("/api/v1/indicators/{id}");
            lead.call(Method::DELETE, &path, None, Some(1)).await.status
        }),
        example!("POST /api/v1/alerts/suppressions", |world| {
            let analyst = world.as_role(Role::Analyst, None).await;
            let body = suppression(&world);
            analyst.post("/api/v1/alerts/suppressions", &body).await.status
        }),
        example!("POST /api/v1/alerts/suppressions/{id}/lift", |world| {
            let analyst = world.as_role(Role::Analyst, None).await;
            let body = suppression(&world);
            let made = analyst
                .post("/api/v1/alerts/suppressions", &body)
                .await
                .expect(201)
                .json();
            let path = format!(
                "/api/v1/alerts/suppressions/{}/lift",
                made["id"].as_str().unwrap()
            );
            analyst.post(&path, &json!({})).await.status
        }),
        example!("POST /api/v1/alerts/channels", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post("/api/v1/alerts/channels", &channel()).await.status
        }),
        example!("PUT /api/v1/alerts/channels/{id}", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let path = opened(&lead).await;
            lead.put(&path, 1, &channel()).await.status
        }),
        example!("POST /api/v1/alerts/channels/{id}/secret", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let path = format!("{}/secret", opened(&lead).await);
            lead.call(Method::POST, &path, None, Some(1)).await.status
        }),
        example!("DELETE /api/v1/alerts/channels/{id}", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let path = opened(&lead).await;
            lead.call(Method::DELETE, &path, None, Some(1)).await.status
        }),
        example!("POST /api/v1/alerts/shift-notes", |world| {
            let analyst = world.as_role(Role::Analyst, None).await;
            let body = json!({ "text": "Còn 2 cảnh báo đang xử lý." });
            analyst.post("/api/v1/alerts/shift-notes", &body).await.status
        }),
        example!("POST /api/v1/alerts/shift-notes/{id}/take-over", |world| {
            let analyst = world.as_role(Role::Analyst, None).await;
            let body = json!({ "text": "Còn 2 cảnh báo đang xử lý." });
            let made = analyst
                .post("/api/v1/alerts/shift-notes", &body)
                .await
                .expect(201)
                .json();
            let path = format!(
                "/api/v1/alerts/shift-notes/{}/take-over",
                made["id"].as_str().unwrap()
            );
            let lead = world.as_role(Role::ShiftLead, None).await;
            lead.post(&path, &json!({})).await.status
        }),
        example!("POST /api/v1/search/dead-letters", |world| {
            world.with_pipeline().await;
            let (id, _, lead) = registered(&world).await;
            let body =
                json!({ "source_id": id, "from": "2026-07-01T00:00:00Z", "to": "2026-07-30T00:00:00Z" });
            let lead = world.same(&lead);
            lead.post("/api/v1/search/dead-letters", &body).await.status
        }),
    ]
}
