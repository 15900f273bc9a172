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
        entity: Some(Entity {
            kind: "ip",
            value: "203.0.113.7".into(),
        }),
        host: None,
        seq: 1,
        event: json!({ "source.ip": "203.0.113.7" }),
        events: 1,
    };
    let taken = take::take(&world.app.db, &[finding], |_| None, Utc::now())
        .await
        .unwrap();
    taken.raised[0]
}

const HOLD: &str = "Giữ phục vụ xác minh, văn bản 12/CV";

fn hold() -> Value {
    json!({ "reason": HOLD, "agency_id": null, "from": "2026-07-01T00:00:00Z", "to": "2026-07-02T00:00:00Z" })
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
    ]
}
