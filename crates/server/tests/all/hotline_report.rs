//! Reports as operators see them: taken, opened, redacted, answered. Rooms: `filed` what operators file for others · `seen` the files of
//! a report, and who sees who reports.

mod filed;
mod seen;

use crate::support::*;
use axum::http::Method;
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    attachment,
    code::Code,
    envelope::{Attachment, Envelope, EnvelopeKind, Letter, MailboxContent},
    form::{Form, Identity},
    front::Front as _,
    intake,
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use uuid::Uuid;

pub const API: &str = "/api/v1/hotline";
const NAME: &str = "Nguyễn Thị Bưởi";

store_suite!(
    a_report_is_taken_opened_and_answered => handled,
    a_redacted_copy_that_says_who_reports_is_refused => redacted,
    what_cannot_be_is_said_and_what_is_not_theirs_does_not_exist => refused,
    choices_say_what_fields_may_be => choices,
);

/// What somebody hands in over the portal, and what is special about it.
pub struct Sent {
    pub id: Uuid,
    pub code: Code,
}

pub fn picture() -> Attachment {
    let bytes = [
        &b"\xff\xd8\xff\xe1\x00\x16Exif\0\0NHA-RIENG-21NN"[..],
        b"\xff\xc0\x00\x0b\x08\0\x01\0\x01\x01\x01\x11\0",
        b"\xff\xda\x00\x08\x01\x01\0\0\x3f\0\x12\x34\xff\xd9",
    ]
    .concat();
    attachment::take("Bưởi chụp.jpg", bytes).unwrap()
}

pub async fn sent(world: &World, narrative: &str, network: Option<&str>) -> Sent {
    let form: Form = serde_json::from_value(json!({
        "channel": "web", "language": "vi", "topic": "14", "money": "asked", "reached_by": ["phone"]
    }))
    .unwrap();
    let letter = Letter {
        form: Some(form),
        narrative: narrative.to_owned(),
        identity: Identity {
            name: NAME.to_owned(),
            phone: "0912000101".to_owned(),
            ..Identity::default()
        },
        attachments: vec![picture()],
    };
    let hotline = &world.app.hotline;
    let (code, id) = (Code::random(&mut rand::rng()), Uuid::now_v7());
    let now = world.clock.now();
    let mut envelope =
        Envelope::seal(&hotline.sealer(), id, EnvelopeKind::Report, now, &code, &letter).unwrap();
    envelope.network = network.map(str::to_owned);
    intake::take_in(hotline, envelope).await.unwrap();
    Sent { id, code }
}

pub async fn usual(world: &World) -> Sent {
    sent(world, "Số 0905000999 gọi tôi, tự xưng công an.", None).await
}

pub async fn mailbox(world: &World, code: &Code) -> MailboxContent {
    let front = coloa_hotline::direct::Direct::new(world.app.hotline.clone());
    let sealed = front.mailbox(&code.mailbox()).await.unwrap().unwrap();
    MailboxContent::open(&code.mailbox(), &code.reply_key(), &sealed).unwrap()
}

pub fn report(id: Uuid, rest: &str) -> String {
    format!("{API}/reports/{id}{rest}")
}

/// A change of the report as it is now.
async fn act(me: &Client, method: Method, id: Uuid, rest: &str, body: Value) -> Reply {
    let seen = me.get(&report(id, "")).await.expect(200).version();
    me.call(method, &report(id, rest), Some(&body), Some(seen)).await
}

pub async fn post(me: &Client, id: Uuid, rest: &str, body: Value) -> Reply {
    act(me, Method::POST, id, rest, body).await
}

pub async fn put(me: &Client, id: Uuid, rest: &str, body: Value) -> Reply {
    act(me, Method::PUT, id, rest, body).await
}

/// Adds files to the report as it is now.
pub async fn add(me: &Client, id: Uuid, files: &[(&str, &str, &[u8])]) -> Reply {
    let seen = me.get(&report(id, "")).await.expect(200).version();
    let path = report(id, "/attachments");
    me.form(Method::POST, &path, Some(seen), &[], files).await
}

pub async fn officer(world: &World) -> Client {
    world.as_role(Role::IntakeOfficer, None).await
}

/// The desk that an installation begins with.
async fn desk(me: &Client) -> Value {
    let choices = me.get(&format!("{API}/choices")).await.expect(200).json();
    choices["desks"][0]["id"].clone()
}

pub async fn phoned(world: &World, me: &Client) -> Value {
    // A report makes the first desk where the installation has none.
    usual(world).await;
    json!({
        "desk_id": desk(me).await,
        "form": { "channel": "phone", "language": "vi", "topic": "14", "money": "sending", "reached_by": ["phone"],
            "named": [{ "text": "0905000999" }], "exposed": ["otp"] },
        "narrative": "Người gọi đang ở ngân hàng, bị bắt chuyển tiền.",
        "identity": { "name": NAME, "phone": "0912000101" },
    })
}

async fn handled(db: TestDb) {
    let world = World::on(db).await;
    let (me, other) = (officer(&world).await, officer(&world).await);
    let sent = usual(&world).await;
    let unseen = me.call(Method::POST, &report(sent.id, "/take"), None, None).await;
    assert_eq!(
        (unseen.status.as_u16(), unseen.code().as_str()),
        (428, "request.if_match_required")
    );
    // With a reason, before anybody has it.
    let open = report(sent.id, "/open");
    let without = me.post(&open, &json!({})).await.expect(422);
    assert_eq!(
        (without.param("field").as_str(), without.param("reason").as_str()),
        ("reason", "empty")
    );
    let taken = post(&me, sent.id, "/take", json!({})).await.expect(200);
    let stale = other
        .call(
            Method::POST,
            &report(sent.id, "/take"),
            None,
            Some(taken.version() - 1),
        )
        .await
        .expect(412);
    assert_eq!(stale.code(), "hotline.conflict");
    let late = post(&other, sent.id, "/take", json!({})).await.expect(409);
    assert_eq!(
        (late.code().as_str(), late.param("reason").as_str()),
        ("hotline.not_now", "assigned")
    );

    let opened = me.post(&open, &json!({})).await.expect(200).json();
    assert_eq!(opened["narrative"], "Số 0905000999 gọi tôi, tự xưng công an.");
    assert_eq!(opened["form"]["money"], "asked");
    assert_eq!(opened["proposals"][0]["value"], "0905000999");
    assert_eq!(opened["attachments"][0]["name"], "Bưởi chụp.jpg");

    put(
        &me,
        sent.id,
        "/urgency",
        json!({ "urgency": "today", "reason": "Sắp phải chuyển" }),
    )
    .await
    .expect(200);
    let read = me.get(&report(sent.id, "")).await.expect(200).json();
    let changed = &read["urgencies"][0];
    assert_eq!(
        (&changed["from"], &changed["to"], &changed["reason"]),
        (&json!("usual"), &json!("today"), &json!("Sắp phải chuyển"))
    );
    assert!(changed["by_name"].is_string() && changed["at"].is_string());
    let mentions = json!({ "mentions": [{ "kind": "phone", "value": "0905 000 999", "role": "offender" }] });
    let named = put(&me, sent.id, "/mentions", mentions).await.expect(200).json();
    assert_eq!(named["mentions"][0]["value"], "0905000999");
    post(&me, sent.id, "/classify", json!({ "kind": "feedback" }))
        .await
        .expect(200);
    post(&me, sent.id, "/messages", json!({ "text": "Trung tâm đã nhận." }))
        .await
        .expect(200);
    let content = mailbox(&world, &sent.code).await;
    assert_eq!(content.messages[0].text, "Trung tâm đã nhận.");
    let close = json!({ "outcome": "guided", "reason": "Đã hướng dẫn", "message": "Bà cứ yên tâm." });
    let closed = post(&me, sent.id, "/close", close).await.expect(200).json();
    assert_eq!(
        (closed["line"]["state"].as_str(), closed["outcome"].as_str()),
        (Some("closed"), Some("guided"))
    );
    assert!(closed["may"].as_array().unwrap().contains(&json!("reopen")));
    assert!(mailbox(&world, &sent.code).await.is_over);
    let again = post(&me, sent.id, "/reopen", json!({ "reason": "Bà gọi lại" }))
        .await
        .expect(200)
        .json();
    assert_eq!(again["line"]["state"], "classified");
}

async fn redacted(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let sent = usual(&world).await;
    let early = put(&me, sent.id, "/redaction", json!({ "text": "Một người" }))
        .await
        .expect(409);
    assert_eq!(early.param("reason"), "not_yours");
    post(&me, sent.id, "/take", json!({})).await.expect(200);
    for text in ["Chị Bưởi bị gọi", "Máy 0912 000 101"] {
        let refused = put(&me, sent.id, "/redaction", json!({ "text": text }))
            .await
            .expect(422);
        assert_eq!(
            (refused.code().as_str(), refused.param("reason").as_str()),
            ("hotline.invalid", "holds_identity")
        );
        assert!(!refused.text().contains("Bưởi") && !refused.text().contains("0912"));
    }
    let text = json!({ "text": "Một người bị số 0905000999 gọi, tự xưng công an." });
    let confirmed = put(&me, sent.id, "/redaction", text).await.expect(200).json();
    assert_eq!(confirmed["line"]["redacted"], confirmed["redacted"]);
    let total = async |search: &str| {
        let list = me
            .get(&format!("{API}/reports?search={search}"))
            .await
            .expect(200)
            .json();
        list["total"].as_i64().unwrap()
    };
    assert_eq!(
        (total("tu%20xung%20cong%20an").await, total("Buoi").await),
        (1, 0)
    );
    // Whoever goes on asking is stopped, and it is seen that they asked.
    for n in 0..4 {
        let why = json!({ "urgency": "today", "reason": "Chị Bưởi xin gấp" });
        let asked = put(&me, sent.id, "/urgency", why).await;
        let expected = if n < 3 {
            "hotline.invalid"
        } else {
            "hotline.guessing"
        };
        assert_eq!(asked.code(), expected);
        assert_eq!(asked.status.as_u16(), if n < 3 { 422 } else { 429 });
    }
    let auditor = world.as_role(Role::Auditor, None).await;
    let openings = auditor.get(&format!("{API}/openings")).await.expect(200).json();
    assert_eq!(
        (&openings["total"], &openings["items"][0]["purpose"]),
        (&json!(5), &json!("compared"))
    );
    let people = auditor
        .get(&format!("{API}/openings/summary"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&people["people"][0]["opened"], &people["people"][0]["refused"]),
        (&json!(0), &json!(5))
    );
}

async fn refused(db: TestDb) {
    let world = World::with(db, |config| config.hotline.idle_opens_per_hour = 1).await;
    let me = officer(&world).await;
    let sent = usual(&world).await;
    for query in [
        "view=alles",
        "urgency=5",
        "state=x",
        "desk_id=1",
        "channel=fax",
        "order=x",
        "overdue=x",
        "from=gestern",
    ] {
        me.get(&format!("{API}/reports?{query}")).await.expect(422);
    }
    for (rest, body) in [
        ("/classify", json!({ "kind": "nothing" })),
        ("/close", json!({ "outcome": "duplicate", "reason": "x" })),
        ("/messages", json!({ "text": " " })),
        ("/duplicate", json!({ "of": Uuid::now_v7() })),
        ("/hand-over", json!({ "reason": "x" })),
    ] {
        post(&me, sent.id, rest, body).await.expect(422);
    }
    put(&me, sent.id, "/urgency", json!({ "urgency": "x", "reason": "x" }))
        .await
        .expect(422);
    let alone = post(
        &me,
        sent.id,
        "/quarantine",
        json!({ "hold": true, "reason": "Nghi rác" }),
    )
    .await
    .expect(409);
    assert_eq!(alone.param("reason"), "stands_alone");
    // Who looks through the inbox is stopped.
    let open = json!({ "reason": "Xem qua" });
    me.post(&report(sent.id, "/open"), &open).await.expect(200);
    let next = usual(&world).await;
    let stopped = me.post(&report(next.id, "/open"), &open).await.expect(429);
    assert_eq!(stopped.code(), "hotline.browsing");
    // Of another agency's desk nothing is there; others have no business here.
    let agency = world.agency(None).await;
    let elsewhere = world.as_role(Role::IntakeOfficer, Some(agency)).await;
    elsewhere.get(&report(sent.id, "")).await.expect(404);
    elsewhere.post(&report(sent.id, "/open"), &open).await.expect(404);
    assert_eq!(
        elsewhere.get(&format!("{API}/reports")).await.expect(200).json()["total"],
        0
    );
    let analyst = world.as_role(Role::Analyst, None).await;
    for path in ["/reports", "/choices", "/reveals", "/openings"] {
        analyst.get(&format!("{API}{path}")).await.expect(403);
    }
}

async fn choices(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let all = me.get(&format!("{API}/choices")).await.expect(200).json();
    assert_eq!(all["host"], "centre");
    let kind = |code: &str| {
        let kinds = all["kinds"].as_array().unwrap();
        kinds.iter().find(|k| k["code"] == code).unwrap().clone()
    };
    let crime = kind("crime_report_individual");
    assert_eq!(
        (crime["crime"].as_bool(), crime["handler_name"].as_str()),
        (Some(true), Some("Cơ quan điều tra"))
    );
    assert_eq!(kind("denunciation")["two_to_reveal"], true);
    let codes = |field: &str| -> Vec<String> {
        let rows = all[field].as_array().unwrap();
        rows.iter()
            .map(|r| r["code"].as_str().unwrap().to_owned())
            .collect()
    };
    for (field, code) in [
        ("scam_types", "14"),
        ("banks", "vietcombank"),
        ("recipients", "investigation_agency"),
    ] {
        assert!(codes(field).contains(&code.to_owned()), "{field}");
    }
    assert_eq!(all["may"], json!(["intake", "handle", "statistics"]));
}
