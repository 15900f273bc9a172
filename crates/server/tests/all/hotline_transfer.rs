//! Passing reports on and setting the hotline, as a client sees it.

use crate::{audit::Example, example, support::*};
use axum::http::Method;
use chrono::Duration;
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    form::Form,
    intake,
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use uuid::Uuid;

const API: &str = "/api/v1/hotline";

store_suite!(
    a_report_is_passed_on_until_the_receiver_says_so => walk,
    what_is_urgent_is_phoned_about_first => urgent,
    papers_are_files => papers,
    settings_are_for_whoever_sets_the_hotline => settings,
);

/// A report as it comes in over the portal.
pub async fn filed(world: &World) -> Uuid {
    let form: Form = serde_json::from_value(json!({
        "channel": "web", "language": "vi", "topic": "14", "money": "asked", "reached_by": ["phone"]
    }))
    .unwrap();
    let letter = Letter {
        form: Some(form),
        narrative: "Có người tự xưng công an gọi điện, đòi chuyển tiền.".to_owned(),
        ..Letter::default()
    };
    let hotline = &world.app.hotline;
    let code = Code::random(&mut rand::rng());
    let id = Uuid::now_v7();
    let now = world.clock.now();
    let envelope = Envelope::seal(&hotline.sealer(), id, EnvelopeKind::Report, now, &code, &letter).unwrap();
    intake::take_in(hotline, envelope).await.unwrap();
    id
}

fn report(id: Uuid, rest: &str) -> String {
    format!("{API}/reports/{id}{rest}")
}

/// A change of the report as it is now.
async fn act(me: &Client, id: Uuid, rest: &str, body: Value) -> Reply {
    let seen = me.get(&report(id, "")).await.expect(200).version();
    me.call(Method::POST, &report(id, rest), Some(&body), Some(seen))
        .await
}

async fn classified(world: &World, me: &Client) -> Uuid {
    let id = filed(world).await;
    let body = json!({ "kind": "crime_report_individual", "reason": "" });
    act(me, id, "/classify", body).await.expect(200);
    id
}

fn to_police(urgent: bool) -> Value {
    json!({ "recipient": "investigation_agency", "recipient_name": "Công an tỉnh Sông Ngọc", "is_urgent": urgent })
}

/// Begun; the report and the transfer.
async fn begun(world: &World, me: &Client, urgent: bool) -> (Uuid, Value) {
    let id = classified(world, me).await;
    let detail = act(me, id, "/transfers", to_police(urgent))
        .await
        .expect(200)
        .json();
    (id, detail["transfers"][0].clone())
}

fn transfer(transfer: &Value, rest: &str) -> String {
    format!("{API}/transfers/{}{rest}", transfer["id"].as_str().unwrap())
}

fn sending(world: &World) -> Value {
    json!({ "document_number": "12/TTANM", "sent_at": world.clock.now(), "sent_how": "văn thư", "version": 1 })
}

async fn sent(world: &World, me: &Client) -> (Uuid, Value) {
    let (id, one) = begun(world, me, false).await;
    me.post(&transfer(&one, "/send"), &sending(world))
        .await
        .expect(200);
    (id, one)
}

async fn walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::IntakeOfficer, None).await;
    let id = classified(&world, &me).await;
    let unseen = me.post(&report(id, "/transfers"), &to_police(false)).await;
    assert_eq!(
        (unseen.status.as_u16(), unseen.code().as_str()),
        (428, "request.if_match_required")
    );
    let wrong = act(&me, id, "/transfers", json!({ "recipient": "telecom" }))
        .await
        .expect(422);
    assert_eq!(
        (wrong.code().as_str(), wrong.param("reason").as_str()),
        ("hotline.invalid", "not_competent")
    );
    let detail = act(&me, id, "/transfers", to_police(false))
        .await
        .expect(200)
        .json();
    let one = detail["transfers"][0].clone();
    assert_eq!(
        (one["state"].as_str(), one["version"].as_i64()),
        (Some("draft"), Some(1))
    );
    assert_eq!(detail["classifications"][0]["handler_name"], "Cơ quan điều tra");
    // Never the twenty days of the investigator.
    let terms: Vec<&str> = detail["terms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["id"].as_str().unwrap())
        .collect();
    assert_eq!(terms, ["receiver-pass-on"]);
    let early = json!({ "ack_number": "1", "ack_at": world.clock.now(), "ack_person": "x", "version": 1 });
    let early = me.post(&transfer(&one, "/acknowledge"), &early).await.expect(409);
    assert_eq!(
        (early.code().as_str(), early.param("reason").as_str()),
        ("hotline.not_now", "transfer_draft")
    );
    me.post(&transfer(&one, "/send"), &sending(&world))
        .await
        .expect(200);
    let stale = me
        .post(
            &transfer(&one, "/cancel"),
            &json!({ "reason": "nhầm", "version": 1 }),
        )
        .await;
    assert_eq!(
        (stale.status.as_u16(), stale.code().as_str()),
        (412, "hotline.conflict")
    );
    world.clock.advance(Duration::minutes(20));
    let said = json!({ "ack_number": "45/TN", "ack_at": world.clock.now(), "ack_person": "Đồng chí trực", "version": 2 });
    let detail = me
        .post(&transfer(&one, "/acknowledge"), &said)
        .await
        .expect(200)
        .json();
    assert_eq!(detail["transfers"][0]["ack_number"], "45/TN");
    assert_eq!(detail["line"]["state"], "acknowledged");
    // Who does not reach it does not learn that there is one.
    let agency = world.agency(None).await;
    let other = world.as_role(Role::IntakeOfficer, Some(agency)).await;
    let back = json!({ "returned_at": world.clock.now(), "reason": "x", "version": 3 });
    assert_eq!(other.post(&transfer(&one, "/return"), &back).await.status, 404);
    let auditor = world.as_role(Role::Auditor, None).await;
    assert!(
        [403, 404].contains(
            &auditor
                .post(&transfer(&one, "/return"), &back)
                .await
                .status
                .as_u16()
        )
    );
    let detail = me
        .post(&transfer(&one, "/return"), &back)
        .await
        .expect(200)
        .json();
    assert_eq!(detail["line"]["state"], "classified");
}

async fn urgent(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::IntakeOfficer, None).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    let (id, one) = begun(&world, &me, true).await;
    let early = me
        .post(&transfer(&one, "/send"), &sending(&world))
        .await
        .expect(409);
    assert_eq!(early.param("reason"), "call_first");
    world.clock.advance(Duration::minutes(16));
    world.run_jobs().await;
    let told = lead
        .get("/api/v1/notifications?limit=50")
        .await
        .expect(200)
        .text();
    assert!(told.contains("hotline.ring_transfer"), "{told}");
    let call = json!({ "transfer_id": one["id"], "called_at": world.clock.now(), "to_name": "Trực ban",
        "spoke_with": "đồng chí trực", "is_reached": true });
    let detail = act(&me, id, "/calls", call).await.expect(200).json();
    assert_eq!(detail["calls"][0]["is_reached"], true);
    me.post(&transfer(&one, "/send"), &sending(&world))
        .await
        .expect(200);
}

async fn papers_in_the_log(world: &World) -> usize {
    let entries = world.audit().await;
    entries
        .iter()
        .filter(|e| e.detail.contains("paper_written"))
        .count()
}

async fn papers(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::IntakeOfficer, None).await;
    let (id, _) = sent(&world, &me).await;
    for form in ["receipt", "transfer", "phone_log", "follow_up"] {
        for (format, begins) in [("docx", "PK"), ("pdf", "%PDF")] {
            let path = report(id, &format!("/forms/{form}?format={format}"));
            let file = me.post(&path, &json!({})).await.expect(200);
            assert!(file.body.starts_with(begins.as_bytes()), "{form} {format}");
            let name = file.headers["content-disposition"].to_str().unwrap();
            assert!(name.contains(form) && name.contains("HL-2026-"), "{name}");
        }
    }
    for wrong in ["/forms/receipt?format=xlsx", "/forms/novel?format=pdf"] {
        me.post(&report(id, wrong), &json!({})).await.expect(422);
    }
    let receipt = report(id, "/forms/receipt?format=pdf");
    let revealer = world.as_role(Role::Revealer, None).await;
    revealer.post(&receipt, &json!({})).await.expect(403);
    // A link that is followed, a picture that is loaded, a page that is fetched beforehand: none opens anything.
    let before = papers_in_the_log(&world).await;
    assert_eq!(before, 8);
    assert!(me.get(&receipt).await.status.is_client_error());
    assert_eq!(papers_in_the_log(&world).await, before);
}

fn desk(name: &str) -> Value {
    json!({ "name": name, "kind": "centre", "agency_id": null, "takes_public": true, "active": true })
}

fn template() -> Value {
    json!({ "name": "Đã nhận", "kind": null, "language": "vi", "text": "Đã nhận tin của bạn.", "active": true })
}

fn contact() -> Value {
    json!({ "name": "Ngân hàng Thử", "purpose": "bank", "value": "1900 0000", "scam_types": ["07"],
        "checked_on": "2026-07-14", "source": "trang của ngân hàng", "position": 3, "active": true })
}

fn scam_type() -> Value {
    json!({ "name": "Giả danh shipper", "name_en": "False courier", "advice": ["Gọi lại bưu cục."], "active": true })
}

async fn settings(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::Coordinator, None).await;
    let officer = world.as_role(Role::IntakeOfficer, None).await;
    for (what, body) in [
        ("desks", desk("Bàn thử")),
        ("templates", template()),
        ("contacts", contact()),
        ("scam-types", scam_type()),
    ] {
        let path = format!("{API}/{what}");
        assert_eq!(officer.get(&path).await.status, 403, "{what}");
        assert_eq!(officer.post(&path, &body).await.status, 403, "{what}");
        let row = me.post(&path, &body).await.expect(201).json();
        let one = format!("{path}/{}", row["id"].as_str().unwrap());
        let unseen = me.call(Method::PUT, &one, Some(&body), None).await.expect(428);
        assert_eq!(unseen.code(), "request.if_match_required", "{what}");
        let again = me.call(Method::PUT, &one, Some(&body), Some(1)).await.expect(200);
        assert_eq!((again.version(), &again.json()["id"]), (2, &row["id"]), "{what}");
        // Whoever saw what stood before does not write over it.
        let stale = me.call(Method::PUT, &one, Some(&body), Some(1)).await.expect(412);
        assert_eq!(stale.code(), "hotline.conflict", "{what}");
        let all = me.get(&path).await.expect(200).json();
        assert!(
            all.as_array()
                .unwrap()
                .iter()
                .any(|r| r["id"] == row["id"] && r["version"] == 2),
            "{what}"
        );
        let nowhere = format!("{path}/{}", Uuid::now_v7());
        assert_eq!(
            me.call(Method::PUT, &nowhere, Some(&body), Some(1)).await.status,
            404,
            "{what}"
        );
    }
    let desks = me.get(&format!("{API}/desks")).await.expect(200).json();
    let desks: Vec<&Value> = desks.as_array().unwrap().iter().collect();
    let mut last = 0;
    for one in &desks {
        let path = format!("{API}/desks/{}", one["id"].as_str().unwrap());
        let off = json!({ "name": one["name"], "kind": one["kind"], "agency_id": null, "takes_public": false, "active": true });
        let seen = one["version"].as_i64().and_then(|v| i32::try_from(v).ok());
        last = me
            .call(Method::PUT, &path, Some(&off), seen)
            .await
            .status
            .as_u16();
    }
    assert_eq!(last, 409, "one desk takes what is for no other");
    let mut wrong = contact();
    wrong["value"] = "javascript:alert(1)".into();
    let wrong = me.post(&format!("{API}/contacts"), &wrong).await.expect(422);
    assert_eq!(wrong.param("field"), "value");
}

/// A row of a setting, changed as it is.
async fn changed(world: &World, what: &str, body: Value) -> axum::http::StatusCode {
    let me = world.as_role(Role::Coordinator, None).await;
    let path = format!("{API}/{what}");
    let row = me.post(&path, &body).await.expect(201).json();
    let one = format!("{path}/{}", row["id"].as_str().unwrap());
    me.call(Method::PUT, &one, Some(&body), Some(1)).await.status
}

async fn added(world: &World, what: &str, body: Value) -> axum::http::StatusCode {
    let me = world.as_role(Role::Coordinator, None).await;
    me.post(&format!("{API}/{what}"), &body).await.status
}

/// Example calls for the audit test.
pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/reports/{id}/transfers", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let id = classified(&world, &me).await;
            act(&me, id, "/transfers", to_police(false)).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/calls", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let id = filed(&world).await;
            let call = json!({ "called_at": world.clock.now(), "to_name": "Trực ban", "is_reached": false });
            act(&me, id, "/calls", call).await.status
        }),
        example!("POST /api/v1/hotline/reports/{id}/forms/{form}", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let id = filed(&world).await;
            let path = report(id, "/forms/receipt?format=docx");
            me.post(&path, &json!({})).await.status
        }),
        example!("POST /api/v1/hotline/transfers/{id}/send", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let (_, one) = begun(&world, &me, false).await;
            me.post(&transfer(&one, "/send"), &sending(&world)).await.status
        }),
        example!("POST /api/v1/hotline/transfers/{id}/acknowledge", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let (_, one) = sent(&world, &me).await;
            let said = json!({ "ack_number": "45", "ack_at": world.clock.now(), "ack_person": "Trực ban", "version": 2 });
            me.post(&transfer(&one, "/acknowledge"), &said).await.status
        }),
        example!("POST /api/v1/hotline/transfers/{id}/return", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let (_, one) = sent(&world, &me).await;
            let back = json!({ "returned_at": world.clock.now(), "reason": "tỉnh khác", "version": 2 });
            me.post(&transfer(&one, "/return"), &back).await.status
        }),
        example!("POST /api/v1/hotline/transfers/{id}/cancel", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let (_, one) = begun(&world, &me, false).await;
            let back = json!({ "reason": "nhầm", "version": 1 });
            me.post(&transfer(&one, "/cancel"), &back).await.status
        }),
        example!("POST /api/v1/hotline/desks", |world| {
            added(&world, "desks", desk("Bàn thử")).await
        }),
        example!("PUT /api/v1/hotline/desks/{id}", |world| {
            changed(&world, "desks", desk("Bàn thử")).await
        }),
        example!("POST /api/v1/hotline/templates", |world| {
            added(&world, "templates", template()).await
        }),
        example!("PUT /api/v1/hotline/templates/{id}", |world| {
            changed(&world, "templates", template()).await
        }),
        example!("POST /api/v1/hotline/contacts", |world| {
            added(&world, "contacts", contact()).await
        }),
        example!("PUT /api/v1/hotline/contacts/{id}", |world| {
            changed(&world, "contacts", contact()).await
        }),
        example!("POST /api/v1/hotline/scam-types", |world| {
            added(&world, "scam-types", scam_type()).await
        }),
        example!("PUT /api/v1/hotline/scam-types/{id}", |world| {
            changed(&world, "scam-types", scam_type()).await
        }),
    ]
}
