//! What reports have in common, as a client sees it: clusters, campaigns, warnings, objections, hubs.

use crate::{audit::Example, example, support::*};
use axum::http::Method;
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    attachment,
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    form::{Form, Identity},
    intake,
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use uuid::Uuid;

const API: &str = "/api/v1/hotline";

store_suite!(
    what_two_reports_share_becomes_a_campaign_and_a_warning => walk,
    an_objection_is_opened_and_decided => objection,
    hubs_part_reports => hubs,
);

fn form(topic: &str) -> Form {
    serde_json::from_value(json!({ "channel": "web", "language": "vi", "topic": topic, "money": "asked" }))
        .unwrap()
}

async fn hand_in(world: &World, kind: EnvelopeKind, letter: &Letter) -> Uuid {
    let hotline = &world.app.hotline;
    let (code, id) = (Code::random(&mut rand::rng()), Uuid::now_v7());
    let mut envelope = Envelope::seal(&hotline.sealer(), id, kind, world.clock.now(), &code, letter).unwrap();
    // Each from a network of its own.
    envelope.network = Some(id.simple().to_string());
    intake::take_in(hotline, envelope).await.unwrap();
    id
}

fn offender(kind: &str, value: &str) -> Value {
    json!({ "kind": kind, "value": value, "bank": null, "service": null, "role": "offender" })
}

/// A report whose operator confirmed what it names.
async fn report(world: &World, me: &Client, named: &[Value]) -> Uuid {
    let letter = Letter {
        form: Some(form("14")),
        narrative: format!(
            "Có người tự xưng công an gọi điện dọa nạt, đòi chuyển tiền nhiều lần {}",
            Uuid::now_v7()
        ),
        ..Letter::default()
    };
    let id = hand_in(world, EnvelopeKind::Report, &letter).await;
    let path = format!("{API}/reports/{id}");
    let version = me.get(&path).await.expect(200).version();
    let body = json!({ "mentions": named });
    me.put(&format!("{path}/mentions"), version, &body)
        .await
        .expect(200);
    id
}

fn named() -> Vec<Value> {
    vec![
        offender("phone", "+84 912 003 101"),
        offender("domain", "mau-gia-3.example"),
        offender("ip", "203.0.113.9"),
    ]
}

async fn two(world: &World, me: &Client) -> Vec<Uuid> {
    vec![
        report(world, me, &named()).await,
        report(world, me, &named()).await,
    ]
}

/// A campaign of two reports: its path, and its detail.
async fn campaign(world: &World, me: &Client) -> (String, Value) {
    let ids = two(world, me).await;
    let body = json!({ "name": "Giả danh công an", "report_ids": ids });
    let made = me
        .post(&format!("{API}/campaigns"), &body)
        .await
        .expect(201)
        .json();
    (
        format!("{API}/campaigns/{}", made["line"]["id"].as_str().unwrap()),
        made,
    )
}

fn warning(kind: &str, value: &str) -> Value {
    json!({ "kind": kind, "value": value, "reason": "Giả danh công an, dọa bắt" })
}

async fn warned(world: &World, lead: &Client) -> Value {
    two(world, lead).await;
    lead.post(&format!("{API}/verdicts"), &warning("phone", "0912003101"))
        .await
        .expect(201)
        .json()
}

fn verdict(verdict: &Value, rest: &str) -> String {
    format!("{API}/verdicts/{}{rest}", verdict["id"].as_str().unwrap())
}

async fn walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::IntakeOfficer, None).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    let ids = two(&world, &me).await;
    let alone = report(&world, &me, &[offender("phone", "0912003202")]).await;

    let found = me.get(&format!("{API}/clusters?days=7")).await.expect(200).json();
    assert_eq!(
        (found["clusters"].as_array().unwrap().len(), &found["reports"]),
        (1, &json!(3)),
        "{found:#}"
    );
    let cluster = &found["clusters"][0];
    assert_eq!(
        (&cluster["total"], &cluster["campaign_id"]),
        (&json!(2), &Value::Null)
    );
    assert_eq!(cluster["indicators"].as_array().unwrap().len(), 3);
    let around = me
        .get(&format!("{API}/clusters?report_id={}", ids[0]))
        .await
        .expect(200)
        .json();
    assert_eq!(around["clusters"][0]["total"], 2);
    let none = me
        .get(&format!("{API}/clusters?report_id={alone}"))
        .await
        .expect(200)
        .json();
    assert_eq!(none["clusters"], json!([]));

    let body = json!({ "name": "Giả danh công an", "summary": "Gọi điện dọa bắt", "scam_type": "14", "report_ids": ids });
    let made = me
        .post(&format!("{API}/campaigns"), &body)
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&made["line"]["number"], &made["line"]["reports"]),
        (&json!("CD-2026-0001"), &json!(2))
    );
    assert_eq!(
        (
            made["reports"].as_array().unwrap().len(),
            made["edges"].as_array().unwrap().len()
        ),
        (2, 6)
    );
    let path = format!("{API}/campaigns/{}", made["line"]["id"].as_str().unwrap());
    let page = me
        .get(&format!("{API}/campaigns?search=gia%20danh&state=open"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&page["total"], &page["items"][0]["name"]),
        (&json!(1), &json!("Giả danh công an"))
    );
    let wrong = me.get(&format!("{API}/campaigns?state=x")).await.expect(422);
    assert_eq!(wrong.param("field"), "state");

    let unseen = me
        .post(&format!("{path}/reports"), &json!({ "add": [alone] }))
        .await;
    assert_eq!(
        (unseen.status.as_u16(), unseen.code().as_str()),
        (428, "request.if_match_required")
    );
    let add = json!({ "add": [alone], "remove": [] });
    let changed = me
        .call(Method::POST, &format!("{path}/reports"), Some(&add), Some(1))
        .await
        .expect(200);
    assert_eq!(
        (changed.version(), &changed.json()["line"]["reports"]),
        (2, &json!(3))
    );
    let stale = me.put(&path, 1, &json!({ "name": "Tên khác" })).await.expect(412);
    assert_eq!(stale.code(), "hotline.conflict");
    me.put(&path, 2, &json!({ "name": "Tên khác" })).await.expect(200);

    // The public is warned by whoever verifies, not by whoever takes reports in.
    let verdicts = format!("{API}/verdicts");
    me.post(&verdicts, &warning("phone", "0912003101"))
        .await
        .expect(403);
    let few = lead
        .post(&verdicts, &warning("phone", "0912003202"))
        .await
        .expect(409);
    assert_eq!(
        (few.code().as_str(), few.param("reason").as_str()),
        ("hotline.not_now", "too_few_reports")
    );
    let made = lead
        .post(&verdicts, &warning("phone", "0912 003 101"))
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&made["value"], &made["reports"], &made["state"]),
        (&json!("0912003101"), &json!(2), &json!("warned"))
    );
    let listed = me
        .get(&format!("{verdicts}?state=warned&search=0912%20003"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&listed["total"], &listed["items"][0]["id"]),
        (&json!(1), &made["id"])
    );
    let indicators = me
        .get(&format!("{API}/indicators?search=%2B84912003101"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&indicators["total"], &indicators["items"][0]["verdict_state"]),
        (&json!(1), &json!("warned"))
    );
    let back = lead
        .call(
            Method::POST,
            &verdict(&made, "/withdraw"),
            Some(&json!({ "reason": "Đổi chủ" })),
            Some(1),
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&back["state"], &back["end_reason"]),
        (&json!("withdrawn"), &json!("Đổi chủ"))
    );

    // What it becomes.
    let list = lead
        .call(
            Method::POST,
            &format!("{path}/indicator-list"),
            Some(&json!({ "name": "" })),
            Some(3),
        )
        .await
        .expect(201)
        .json();
    let held = lead
        .get(&format!(
            "/api/v1/indicators/{}",
            list["indicator_list_id"].as_str().unwrap()
        ))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&held["list"]["entries"], &held["list"]["name"]),
        (&json!(2), &json!("Tên khác"))
    );
    let agency = world.listed_agency(None).await;
    let body = json!({ "agency_id": agency, "group": "phishing", "severity": "M3" });
    let case = lead
        .call(Method::POST, &format!("{path}/incident"), Some(&body), Some(4))
        .await
        .expect(201)
        .json();
    let case = lead
        .get(&format!(
            "/api/v1/incidents/{}",
            case["incident_id"].as_str().unwrap()
        ))
        .await
        .expect(200)
        .text();
    assert!(
        case.contains("mau-gia-3.example") && !case.contains("dọa nạt"),
        "{case}"
    );
    let notice = lead
        .call(Method::POST, &format!("{path}/notice"), None, Some(5))
        .await
        .expect(201)
        .json();
    assert!(notice["notice_id"].is_string());
    let closed = me
        .call(Method::POST, &format!("{path}/close"), None, Some(6))
        .await
        .expect(200)
        .json();
    assert_eq!(closed["line"]["state"], "closed");

    let leader = world.as_role(Role::Leader, None).await;
    for path in [
        "/clusters",
        "/campaigns",
        "/indicators",
        "/hubs",
        "/verdicts",
        "/contests",
    ] {
        leader.get(&format!("{API}{path}")).await.expect(403);
    }
}

async fn contest(world: &World, verdict: &Value) -> String {
    let letter = Letter {
        form: Some(form(verdict["id"].as_str().unwrap())),
        narrative: "Số này tôi mới mua".to_owned(),
        identity: Identity {
            phone: "0912777333".to_owned(),
            ..Identity::default()
        },
        attachments: vec![attachment::take("giấy phép.txt", "Giấy phép".as_bytes().to_vec()).unwrap()],
    };
    let id = hand_in(world, EnvelopeKind::Contest, &letter).await;
    format!("{API}/contests/{id}")
}

async fn objection(db: TestDb) {
    let world = World::on(db).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    let intake = world.as_role(Role::IntakeOfficer, None).await;
    let made = warned(&world, &lead).await;
    let path = contest(&world, &made).await;
    let page = lead
        .get(&format!("{API}/contests?state=open"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&page["total"], &page["items"][0]["verdict_id"]),
        (&json!(1), &made["id"])
    );
    assert!(!page.to_string().contains("0912777333"), "the list opens nothing");
    intake.post(&format!("{path}/open"), &json!({})).await.expect(403);
    let unsaid = lead.post(&format!("{path}/open"), &json!({})).await.expect(422);
    assert_eq!(
        (unsaid.param("field").as_str(), unsaid.param("reason").as_str()),
        ("reason", "empty")
    );
    let opened = lead
        .post(&format!("{path}/open"), &json!({ "reason": "Xem xét" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&opened["text"], &opened["contact"]["phone"]),
        (&json!("Số này tôi mới mua"), &json!("0912777333"))
    );
    assert_eq!(opened["messages"], json!([]));
    let file = &opened["attachments"][0];
    assert_eq!(file["name"], "giấy phép.txt");
    let give = format!("{path}/attachments/{}/open", file["id"].as_str().unwrap());
    lead.post(&give, &json!({})).await.expect(422);
    let given = lead
        .post(&give, &json!({ "reason": "Xem giấy phép" }))
        .await
        .expect(200);
    assert_eq!(given.text(), "Giấy phép");
    lead.post(
        &format!("{path}/decide"),
        &json!({ "uphold": true, "answer": "" }),
    )
    .await
    .expect(422);
    let body = json!({ "uphold": true, "answer": "Đã gỡ cảnh báo" });
    // Never who warned; another one sees that they may.
    let own = lead.post(&format!("{path}/decide"), &body).await.expect(409);
    assert_eq!(own.param("reason"), "own_warning");
    assert_eq!(page["items"][0]["may_decide"], false);
    assert_eq!(page["items"][0]["is_overdue"], false);
    let other = world.as_role(Role::ShiftLead, None).await;
    let page = other.get(&format!("{API}/contests")).await.expect(200).json();
    assert_eq!(page["items"][0]["may_decide"], true);
    other.post(&format!("{path}/decide"), &body).await.expect(204);
    let again = other.post(&format!("{path}/decide"), &body).await.expect(409);
    assert_eq!(again.param("reason"), "decided");
    let ended = lead.get(&verdict(&made, "")).await.expect(200).json();
    assert_eq!(
        (&ended["state"], &ended["contests"]),
        (&json!("withdrawn"), &json!(0))
    );
}

async fn hubs(db: TestDb) {
    let world = World::on(db).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    two(&world, &lead).await;
    let hubs = format!("{API}/hubs");
    let joined = async || {
        let found = lead.get(&format!("{API}/clusters")).await.expect(200).json();
        found["clusters"][0]["indicators"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(joined().await, 3);
    let body = json!({ "kind": "domain", "value": "https://www.mau-gia-3.example", "reason": "Trang thật" });
    let made = lead.post(&hubs, &body).await.expect(201).json();
    assert_eq!(made["match_key"], "mau-gia-3.example");
    assert_eq!(joined().await, 2);
    let again = lead.post(&hubs, &body).await.expect(409);
    assert_eq!(again.param("reason"), "added_already");
    let nothing = json!({ "kind": "phone", "value": "không phải số", "reason": "x" });
    assert_eq!(
        lead.post(&hubs, &nothing).await.expect(422).param("field"),
        "value"
    );
    let listed = lead.get(&hubs).await.expect(200).json();
    assert_eq!(listed["hubs"].as_array().unwrap().len(), 1);
    lead.delete(&format!("{hubs}/{}", made["id"].as_str().unwrap()))
        .await
        .expect(204);
    lead.delete(&format!("{hubs}/{}", made["id"].as_str().unwrap()))
        .await
        .expect(404);
    assert_eq!(joined().await, 3);
    // Of a number that services rent the contrary may be said, of others not.
    let word =
        |value: &str| json!({ "kind": "phone", "value": value, "reason": "Đã xác minh", "joins": true });
    let said = lead.post(&hubs, &word("1900 000 101")).await.expect(201).json();
    assert_eq!(
        (&said["joins"], &said["match_key"]),
        (&json!(true), &json!("1900000101"))
    );
    let known = lead.post(&hubs, &word("1900 54 54 13")).await.expect(409);
    assert_eq!(known.param("reason"), "hub");
}

pub fn examples() -> Vec<Example> {
    let mut all = campaigns();
    all.extend(warnings());
    all
}

/// A step of a campaign of two reports by the shift leader.
async fn step(world: &World, rest: &str, body: Value) -> axum::http::StatusCode {
    let lead = world.as_role(Role::ShiftLead, None).await;
    let (path, _) = campaign(world, &lead).await;
    lead.call(Method::POST, &format!("{path}{rest}"), Some(&body), Some(1))
        .await
        .status
}

fn campaigns() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/campaigns", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            me.post(
                &format!("{API}/campaigns"),
                &json!({ "name": "Giả danh công an" }),
            )
            .await
            .status
        }),
        example!("PUT /api/v1/hotline/campaigns/{id}", |world| {
            let me = world.as_role(Role::IntakeOfficer, None).await;
            let (path, _) = campaign(&world, &me).await;
            me.put(&path, 1, &json!({ "name": "Tên khác" })).await.status
        }),
        example!("POST /api/v1/hotline/campaigns/{id}/reports", |world| {
            step(&world, "/reports", json!({ "add": [], "remove": [] })).await
        }),
        example!("POST /api/v1/hotline/campaigns/{id}/close", |world| {
            step(&world, "/close", json!({})).await
        }),
        example!("POST /api/v1/hotline/campaigns/{id}/notice", |world| {
            step(&world, "/notice", json!({})).await
        }),
        example!("POST /api/v1/hotline/campaigns/{id}/incident", |world| {
            let agency = world.listed_agency(None).await;
            let body = json!({ "agency_id": agency, "group": "phishing", "severity": "M3" });
            step(&world, "/incident", body).await
        }),
        example!("POST /api/v1/hotline/campaigns/{id}/indicator-list", |world| {
            step(&world, "/indicator-list", json!({ "name": "Danh sách mẫu" })).await
        }),
        example!("POST /api/v1/hotline/hubs", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let body = json!({ "kind": "phone", "value": "0912000999", "reason": "Số thật" });
            lead.post(&format!("{API}/hubs"), &body).await.status
        }),
        example!("DELETE /api/v1/hotline/hubs/{id}", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let body = json!({ "kind": "phone", "value": "0912000999", "reason": "Số thật" });
            let made = lead.post(&format!("{API}/hubs"), &body).await.expect(201).json();
            lead.delete(&format!("{API}/hubs/{}", made["id"].as_str().unwrap()))
                .await
                .status
        }),
    ]
}

fn warnings() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/verdicts", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            two(&world, &lead).await;
            lead.post(
                &format!("{API}/verdicts"),
                &warning("domain", "mau-gia-3.example"),
            )
            .await
            .status
        }),
        example!("POST /api/v1/hotline/verdicts/{id}/renew", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let made = warned(&world, &lead).await;
            lead.call(Method::POST, &verdict(&made, "/renew"), None, Some(1))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/verdicts/{id}/withdraw", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let made = warned(&world, &lead).await;
            let body = json!({ "reason": "Đổi chủ" });
            lead.call(Method::POST, &verdict(&made, "/withdraw"), Some(&body), Some(1))
                .await
                .status
        }),
        example!("POST /api/v1/hotline/contests/{id}/open", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let made = warned(&world, &lead).await;
            let path = contest(&world, &made).await;
            lead.post(&format!("{path}/open"), &json!({ "reason": "Xem xét" }))
                .await
                .status
        }),
        example!(
            "POST /api/v1/hotline/contests/{id}/attachments/{attachment}/open",
            |world| {
                let lead = world.as_role(Role::ShiftLead, None).await;
                let made = warned(&world, &lead).await;
                let path = contest(&world, &made).await;
                let reason = json!({ "reason": "Xem xét" });
                let opened = lead
                    .post(&format!("{path}/open"), &reason)
                    .await
                    .expect(200)
                    .json();
                let file = opened["attachments"][0]["id"].as_str().unwrap().to_owned();
                lead.post(&format!("{path}/attachments/{file}/open"), &reason)
                    .await
                    .status
            }
        ),
        example!("POST /api/v1/hotline/contests/{id}/decide", |world| {
            let lead = world.as_role(Role::ShiftLead, None).await;
            let made = warned(&world, &lead).await;
            let path = contest(&world, &made).await;
            let body = json!({ "uphold": false, "answer": "Đã xác minh" });
            let other = world.as_role(Role::ShiftLead, None).await;
            other.post(&format!("{path}/decide"), &body).await.status
        }),
    ]
}
