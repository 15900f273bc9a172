//! Example calls of the routes that change duties, targets, obligations and difficulties, for the audit test.

use crate::{
    audit::Example,
    duty::{Case, case_in, report},
    example,
    support::*,
};
use axum::http::Method;
use chrono::NaiveDate;
use coloa_auth::Role;
use coloa_plan::{
    entity::{obligation, target},
    obligations, targets,
};
use serde_json::{Value, json};
use uuid::Uuid;

async fn reported(world: World) -> Case {
    let c = case_in(world).await;
    let fields = [("status", "in_progress"), ("percent", "50")];
    report(&c.clerk, &c.duty, 1, &fields, &[]).await.expect(200);
    c
}

/// An extension that waits; its id.
async fn asked(c: &Case) -> String {
    let body = json!({ "due_wanted": "2026-09-01", "reason": "Chờ kinh phí" });
    let reply = c
        .clerk
        .post(&format!("/api/v1/duties/{}/extension", c.duty), &body)
        .await
        .expect(201);
    reply.json()["id"].as_str().unwrap().to_owned()
}

async fn target_of(c: &Case) -> Uuid {
    let id = Uuid::now_v7();
    let row = target::Model {
        id,
        plan_id: Uuid::now_v7(),
        path: "II.1".into(),
        text: "100% nhiệm vụ hoàn thành".into(),
        ordinal: 1,
        kind: "numeric".into(),
        unit: Some("%".into()),
        comparator: Some(">=".into()),
        denominator: None,
        exclusions: None,
        indicator: Some("plan.duties_done_share".into()),
        state: "active".into(),
        agency_id: Some(c.agency.parse().unwrap()),
        measured: false,
        version: 1,
    };
    let tx = c.world.app.db.begin().await.unwrap();
    targets::store::insert_target(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn value_of(c: &Case) -> (Uuid, Value) {
    let id = target_of(c).await;
    let path = format!("/api/v1/targets/{id}/values");
    let entered = c
        .clerk
        .upload(&path, &[("year", "2026"), ("value", "40")], &[])
        .await
        .expect(201);
    (id, entered.json())
}

async fn obligation_of(c: &Case) -> Uuid {
    let id = Uuid::now_v7();
    let row = obligation::Model {
        id,
        plan_id: None,
        lineage_id: None,
        statutory_code: None,
        agency_id: c.agency.parse().unwrap(),
        assigned_from: None,
        title: "Báo cáo năm".into(),
        addressee: None,
        via: None,
        due_on: NaiveDate::from_ymd_opt(2026, 12, 5),
        instance: Some("2026".into()),
        met_kind: None,
        met_on: None,
        document_number: None,
        document_date: None,
        system: None,
        receipt: None,
        met_by: None,
        met_at: None,
        state: "open".into(),
        version: 1,
    };
    let tx = c.world.app.db.begin().await.unwrap();
    obligations::store::insert_all(&tx, vec![row]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn raised(c: &Case) -> (String, i32) {
    let body = json!({ "kind": "difficulty", "text": "Thiếu người" });
    let reply = c.clerk.post("/api/v1/difficulties", &body).await.expect(201);
    (reply.json()["id"].as_str().unwrap().to_owned(), reply.version())
}

/// Gives the world back: [`Case`] owns it.
macro_rules! on_case {
    ($route:literal, $start:ident, |$c:ident| $body:block) => {
        Example {
            route: $route,
            call: |world| {
                Box::pin(async move {
                    let $c = $start(world).await;
                    let status: axum::http::StatusCode = $body;
                    ($c.world, status.as_u16())
                })
            },
        }
    };
}

const MET: [(&str, &str); 3] = [("kind", "document"), ("name", "45/BC-SM"), ("day", "2026-07-14")];

pub fn examples() -> Vec<Example> {
    let mut all = duties();
    all.extend(measures());
    all
}

fn duties() -> Vec<Example> {
    vec![
        example!("POST /api/v1/duties", |world| {
            let agency = world.listed_agency(None).await;
            let chief = world.as_role(Role::Coordinator, Some(agency)).await;
            let body = json!({ "kind": "directive", "text": "Việc mới", "leads": [agency] });
            chief.post("/api/v1/duties", &body).await.status
        }),
        on_case!("POST /api/v1/duties/form", case_in, |c| {
            let form = c
                .chief
                .get(&format!("/api/v1/duties/form?agency={}", c.agency))
                .await
                .expect(200);
            let filled = crate::duty::filled(&form.body, &c);
            c.chief
                .upload(
                    "/api/v1/duties/form",
                    &[("apply", "true")],
                    &[("file", "f.xlsx", &filled)],
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/accept", reported, |c| {
            c.chief
                .post("/api/v1/duties/accept", &json!({ "ids": [c.duty] }))
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/remind", case_in, |c| {
            c.chief
                .post("/api/v1/duties/remind", &json!({ "ids": [c.duty] }))
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/extensions/{id}/decision", case_in, |c| {
            let id = asked(&c).await;
            let body = json!({ "approve": true, "due_on": "2026-09-01" });
            c.chief
                .post(&format!("/api/v1/duties/extensions/{id}/decision"), &body)
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/{id}/progress", case_in, |c| {
            report(&c.clerk, &c.duty, 1, &[("status", "done")], &[("a.png", b"png")])
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/{id}/accept", reported, |c| {
            c.chief
                .call(
                    Method::POST,
                    &format!("/api/v1/duties/{}/accept", c.duty),
                    None,
                    Some(2),
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/{id}/return", reported, |c| {
            let body = json!({ "reason": "Thiếu minh chứng" });
            c.chief
                .call(
                    Method::POST,
                    &format!("/api/v1/duties/{}/return", c.duty),
                    Some(&body),
                    Some(2),
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/{id}/extension", case_in, |c| {
            let body = json!({ "due_wanted": "2026-09-01", "reason": "Chờ kinh phí" });
            c.clerk
                .post(&format!("/api/v1/duties/{}/extension", c.duty), &body)
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/{id}/reassign", case_in, |c| {
            let body = json!({ "agency_id": c.second, "reason": "Chuyển chức năng" });
            c.chief
                .call(
                    Method::POST,
                    &format!("/api/v1/duties/{}/reassign", c.duty),
                    Some(&body),
                    Some(1),
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/duties/hand-over", case_in, |c| {
            let line = json!({ "kind": "duty", "id": c.duty, "version": 1, "to": c.second });
            let body = json!({ "items": [line], "reason": "Sáp nhập" });
            c.chief.post("/api/v1/duties/hand-over", &body).await.status
        }),
        on_case!("POST /api/v1/comments", case_in, |c| {
            let path = format!("/api/v1/comments?kind=duty&id={}", c.duty);
            c.clerk.post(&path, &json!({ "body": "Đang làm" })).await.status
        }),
        on_case!("POST /api/v1/calendar/link", case_in, |c| {
            c.clerk.post("/api/v1/calendar/link", &json!({})).await.status
        }),
        on_case!("DELETE /api/v1/calendar/link", case_in, |c| {
            c.clerk.delete("/api/v1/calendar/link").await.status
        }),
    ]
}

fn measures() -> Vec<Example> {
    vec![
        on_case!("PUT /api/v1/targets/{id}", case_in, |c| {
            let id = target_of(&c).await;
            let body = json!({ "kind": "numeric", "unit": "%", "comparator": ">=", "goals": [{ "year": 2026, "value": 90 }] });
            c.chief
                .put(&format!("/api/v1/targets/{id}"), 1, &body)
                .await
                .status
        }),
        on_case!("POST /api/v1/targets/{id}/values", case_in, |c| {
            let id = target_of(&c).await;
            let fields = [("year", "2026"), ("numerator", "3"), ("denominator", "4")];
            c.clerk
                .upload(
                    &format!("/api/v1/targets/{id}/values"),
                    &fields,
                    &[("file", "a.pdf", b"x")],
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/targets/{id}/compute", case_in, |c| {
            let id = target_of(&c).await;
            c.chief
                .post(&format!("/api/v1/targets/{id}/compute"), &json!({ "year": 2026 }))
                .await
                .status
        }),
        on_case!("POST /api/v1/targets/values/{id}/confirm", case_in, |c| {
            let (_, value) = value_of(&c).await;
            let path = format!("/api/v1/targets/values/{}/confirm", value["id"].as_str().unwrap());
            c.chief.post(&path, &json!({})).await.status
        }),
        on_case!("POST /api/v1/obligations/{id}/met", case_in, |c| {
            let id = obligation_of(&c).await;
            c.clerk
                .upload(
                    &format!("/api/v1/obligations/{id}/met"),
                    &MET,
                    &[("file", "bc.pdf", b"x")],
                )
                .await
                .status
        }),
        on_case!(
            "POST /api/v1/obligations/statutory/{code}/{due}/met",
            case_in,
            |c| {
                let lines = c.clerk.get("/api/v1/obligations").await.expect(200).json();
                let law = lines
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|l| l["source"] == "law")
                    .unwrap()
                    .clone();
                let (code, due) = (
                    law["statutory_code"].as_str().unwrap(),
                    law["due_on"].as_str().unwrap(),
                );
                c.clerk
                    .upload(
                        &format!("/api/v1/obligations/statutory/{code}/{due}/met"),
                        &MET,
                        &[],
                    )
                    .await
                    .status
            }
        ),
        on_case!("POST /api/v1/difficulties", case_in, |c| {
            let body = json!({ "kind": "proposal", "text": "Xin tập huấn", "duty_id": c.duty });
            c.clerk.post("/api/v1/difficulties", &body).await.status
        }),
        on_case!("POST /api/v1/difficulties/{id}/answer", case_in, |c| {
            let (id, seen) = raised(&c).await;
            let body = json!({ "answer": "Đã bố trí" });
            c.chief
                .call(
                    Method::POST,
                    &format!("/api/v1/difficulties/{id}/answer"),
                    Some(&body),
                    Some(seen),
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/difficulties/{id}/escalate", case_in, |c| {
            let (id, seen) = raised(&c).await;
            let body = json!({ "to": c.second });
            c.chief
                .call(
                    Method::POST,
                    &format!("/api/v1/difficulties/{id}/escalate"),
                    Some(&body),
                    Some(seen),
                )
                .await
                .status
        }),
        on_case!("POST /api/v1/difficulties/{id}/close", case_in, |c| {
            let (id, seen) = raised(&c).await;
            c.clerk
                .call(
                    Method::POST,
                    &format!("/api/v1/difficulties/{id}/close"),
                    None,
                    Some(seen),
                )
                .await
                .status
        }),
    ]
}
