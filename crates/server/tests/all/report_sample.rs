//! Reports of the sample province: built without a browser, and what each person may begin and see.

use crate::support::{Client, World};
use chrono::NaiveDate;
use coloa_agency::model::INTERNAL;
use coloa_auth::Actor;
use coloa_base::{AgencyId, PlanId};
use coloa_report::{
    ReportError,
    service::{Draft, Format, subject_of},
    source::Query,
};
use coloa_server::sample;
use serde_json::{Value, json};
use std::collections::HashSet;

const FROM: NaiveDate = NaiveDate::from_ymd_opt(2025, 12, 15).unwrap();
const TO: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 14).unwrap();

async fn agency(world: &World, code: &str) -> AgencyId {
    let directory = world.app.agencies.directory().await.unwrap();
    directory.by_code(INTERNAL, code, world.today()).unwrap()
}

async fn sign_in(world: &World, name: &str) -> Client {
    let client = world.stranger();
    client.sign_in(name, sample::PASSWORD).await.expect(200);
    client
}

/// What `coloa report build` does.
#[tokio::test]
async fn a_report_is_built_without_a_browser() {
    let world = World::sample().await;
    let reports = &world.app.reports;
    let machine = Actor::command_line();
    let issuer = agency(&world, "UBND").await;
    let mut head = reports.usual_head(&machine, issuer).await.unwrap().head;
    assert_eq!(head.place, "Sông Ngọc", "without the common noun");
    assert_eq!(head.subject, "");
    head.subject = subject_of(FROM, TO);
    let draft = Draft {
        query: Query {
            plan: None,
            from: FROM,
            to: TO,
            asked_on: world.app.clock.today(),
        },
        agency: None,
        head,
        outline: None,
    };
    let built = reports.build_draft(&machine, &draft).await.unwrap();
    assert!(built.figures.parts.len() > 20);
    assert_eq!(
        built.document.subject,
        "Kết quả thực hiện nhiệm vụ an ninh mạng năm 2026"
    );
    for (format, begins) in [
        (Format::Docx, &b"PK"[..]),
        (Format::Xlsx, b"PK"),
        (Format::Pdf, b"%PDF"),
    ] {
        assert!(
            reports.render(&built, format).unwrap().starts_with(begins),
            "{format:?}"
        );
    }
    let unknown = Draft {
        query: Query {
            plan: Some(PlanId::new()),
            ..draft.query
        },
        ..draft
    };
    assert!(matches!(
        reports.build_draft(&machine, &unknown).await,
        Err(ReportError::NotFound { what: "plan" })
    ));
}

#[tokio::test]
async fn a_focal_point_reaches_the_records_of_nobody_else_through_a_report() {
    let world = World::sample().await;
    let (own, committee) = (agency(&world, "SYT").await, agency(&world, "UBND").await);
    let new = |level: &str, agency: AgencyId| {
        json!({ "plan_id": null, "template_id": null, "level": level, "agency_id": agency, "title": "Báo cáo năm 2026",
            "period_kind": "year", "from": FROM, "to": TO, "due_on": null, "head": null })
    };
    let me = sign_in(&world, "daumoi.syt").await;
    let refused = me
        .post("/api/v1/reports", &new("consolidated", own))
        .await
        .expect(403);
    assert_eq!(refused.code(), "auth.forbidden");
    let mine = me
        .post("/api/v1/reports", &new("agency", own))
        .await
        .expect(201)
        .json();
    let agencies = |rows: &Value| -> HashSet<String> {
        let items = rows["items"].as_array().unwrap();
        items
            .iter()
            .map(|r| r["agency_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let rows = |id: &Value| format!("/api/v1/reports/{}/rows?limit=500", id.as_str().unwrap());
    let seen = me.get(&rows(&mine["id"])).await.expect(200).json();
    assert_eq!(agencies(&seen), HashSet::from([own.to_string()]));

    let desk = sign_in(&world, "dieuphoi").await;
    let all = desk
        .post("/api/v1/reports", &new("consolidated", committee))
        .await
        .expect(201)
        .json();
    let seen = desk.get(&rows(&all["id"])).await.expect(200).json();
    assert!(seen["total"].as_u64().unwrap() > 50);
    let seen = me.get(&rows(&all["id"])).await.expect(200).json();
    assert_eq!(
        agencies(&seen),
        HashSet::from([own.to_string()]),
        "the own part alone"
    );
    let id = all["id"].as_str().unwrap();
    for path in ["texts", "preview", "export?format=xlsx", "export?format=docx"] {
        me.get(&format!("/api/v1/reports/{id}/{path}")).await.expect(403);
    }
    let view = me.get(&format!("/api/v1/reports/{id}")).await.expect(200).json();
    assert_eq!(
        (view["whole"].as_bool(), view["parts"].as_array().unwrap().len()),
        (Some(false), 1)
    );
}
