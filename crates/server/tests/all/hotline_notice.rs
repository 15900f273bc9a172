//! The trust register, notices, reported content and figures, as a client sees them.

use crate::{audit::Example, example, support::*};
use axum::http::{Method, StatusCode, header};
use chrono::Duration;
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    form::Form,
    intake,
    model::Language,
    publish,
    subscription::{CONFIRM_PATH, Wish},
};
use coloa_platform::mail;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use uuid::Uuid;

const API: &str = "/api/v1/hotline";
/// What a hostile client puts into every field.
const NASTY: [&str; 3] = [
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "{{7*7}} \u{202e}'\"><img src=x>",
];

store_suite!(
    an_organisation_proves_its_site_and_citizens_see_it => trust_walk,
    a_notice_goes_from_draft_to_the_public_and_back => notice_walk,
    a_published_notice_is_mailed_to_whoever_asked => mailed,
    reported_content_is_passed_on_and_answered => content_walk,
    figures_tell_no_small_group => figures,
    whatever_is_sent_stays_text => nasty,
);

fn organisation(name: &str, number: &str) -> Value {
    json!({ "name": name, "kind": "enterprise", "agency_id": null, "registration_number": number })
}

fn site(value: &str) -> Value {
    json!({ "kind": "site", "value": value, "platform": "", "proof": "dns_txt", "document": "" })
}

fn notice(title: &str) -> Value {
    json!({
        "kind": "warning", "title": title, "summary": "Kẻ gian tự xưng nhân viên điện lực.",
        "body": "Không chuyển tiền.\n\nGọi lại số trên hóa đơn.", "signs": ["Đòi tiền ngay"], "advice": ["Cúp máy"],
        "indicators": [], "scam_type": "14", "audience": "elderly", "expires_at": null,
    })
}

fn content() -> Value {
    json!({ "kind": "illegal_content", "place": "https://mau-gia.example/ca-do", "summary": "Trang cá độ", "ground": "gambling" })
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// An organisation with one site; its id and the item's.
async fn with_site(me: &Client) -> (String, String) {
    let made = me
        .post(
            &format!("{API}/trust/organisations"),
            &organisation("Công ty Mẫu", "0100000001"),
        )
        .await
        .expect(201)
        .json();
    let path = format!("{API}/trust/organisations/{}/items", id(&made));
    let found = me
        .post(&path, &site("https://www.cong-ty-mau.example/"))
        .await
        .expect(201)
        .json();
    (id(&made), id(&found["items"][0]))
}

async fn trust_walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::Coordinator, None).await;
    let (owner, item) = with_site(&me).await;
    let path = format!("{API}/trust/organisations/{owner}");
    let shown = me.get(&path).await.expect(200);
    let version = shown.version();
    let one = shown.json()["items"][0].clone();
    assert_eq!(one["how_to_prove"], "_coloa-challenge.cong-ty-mau.example");
    assert_eq!(
        (&one["state"], &one["value"]),
        (&json!("pending"), &json!("cong-ty-mau.example"))
    );
    assert!(one["token"].as_str().unwrap().starts_with("coloa-"));

    // Nobody outside is asked unless the installation says so, and the answer says that.
    let step = |rest: &str| format!("{API}/trust/items/{item}/{rest}");
    let found = me.post(&step("check"), &json!({})).await.expect(200).json();
    assert_eq!(
        (&found["items"][0]["check_fault"], &found["items"][0]["state"]),
        (&json!("off"), &json!("pending"))
    );
    assert_eq!(
        me.post(&step("prove"), &json!({ "document": " " }))
            .await
            .expect(422)
            .param("field"),
        "document"
    );
    let found = me
        .post(&step("prove"), &json!({ "document": "Công văn 12" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&found["items"][0]["state"], &found["items"][0]["proof"]),
        (&json!("proved"), &json!("document"))
    );
    let published = publish::current(&world.app.hotline).await.unwrap();
    assert_eq!(published.document.trusted[0].match_key, "cong-ty-mau.example");
    let portal = world.stranger().get("/cong-dan/tin-nhiem").await.expect(200);
    assert!(portal.text().contains("cong-ty-mau.example") && portal.text().contains("Công ty Mẫu"));

    let found = me
        .get(&format!(
            "{API}/trust/organisations?search=CONG%20TY%20MAU&kind=enterprise"
        ))
        .await
        .expect(200);
    assert_eq!(found.json()["total"], 1);
    me.get(&format!("{API}/trust/organisations?kind=person"))
        .await
        .expect(422);
    let person = organisation("Nguyễn Văn Mẫu", "001200000001");
    let refused = me
        .post(&format!("{API}/trust/organisations"), &person)
        .await
        .expect(422);
    assert_eq!(
        (refused.code().as_str(), refused.param("reason").as_str()),
        ("hotline.invalid", "person")
    );
    let renamed = organisation("Công ty Mẫu mới", "0100000001");
    assert_eq!(
        me.call(Method::PUT, &path, Some(&renamed), None).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    me.put(&path, version, &renamed).await.expect(200);
    assert_eq!(
        me.put(&path, version, &renamed).await.expect(412).code(),
        "hotline.conflict"
    );
    me.post(&step("revoke"), &json!({ "reason": "Bán tên miền" }))
        .await
        .expect(200);
    assert_eq!(
        me.post(&step("check"), &json!({}))
            .await
            .expect(409)
            .param("reason"),
        "revoked"
    );

    let officer = world.as_role(Role::IntakeOfficer, None).await;
    officer.get(&path).await.expect(200);
    officer
        .post(&format!("{API}/trust/organisations"), &renamed)
        .await
        .expect(403);
    officer.post(&step("check"), &json!({})).await.expect(403);
    world.stranger().get(&path).await.expect(401);
}

async fn notice_walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::ShiftLead, None).await;
    let made = me
        .post(&format!("{API}/notices"), &notice("Giả danh điện lực"))
        .await
        .expect(201);
    let path = format!("{API}/notices/{}", id(&made.json()));
    assert_eq!(
        (made.version(), &made.json()["slug"]),
        (1, &json!("gia-danh-dien-luc"))
    );
    assert_eq!(
        me.get(&format!("{path}/poster?format=svg"))
            .await
            .expect(409)
            .param("reason"),
        "not_published"
    );
    let page = "/cong-dan/tin/gia-danh-dien-luc";
    world.stranger().get(page).await.expect(404);

    let mut naming = notice("Giả danh điện lực");
    naming["indicators"] = json!([{ "kind": "phone", "value": "0912 000 101" }]);
    me.put(&path, 1, &naming).await.expect(200);
    let publish = |version: i32| {
        let (me, path) = (&me, format!("{path}/publish"));
        async move {
            me.call(Method::POST, &path, Some(&json!({})), Some(version))
                .await
        }
    };
    let refused = publish(2).await.expect(422);
    assert_eq!(
        (refused.param("field"), refused.param("reason")),
        ("indicators".into(), "not_warned".into())
    );
    me.put(&path, 2, &notice("Giả danh điện lực")).await.expect(200);
    assert_eq!(publish(2).await.expect(412).code(), "hotline.conflict");
    let shown = publish(3).await.expect(200).json();
    assert_eq!(
        (&shown["state"], &shown["audience"]),
        (&json!("published"), &json!("elderly"))
    );
    let read = world.stranger().get(page).await.expect(200);
    assert!(read.text().contains("Giả danh điện lực") && read.text().contains("Cúp máy"));

    let drawing = me.get(&format!("{path}/poster?format=svg")).await.expect(200);
    assert_eq!(drawing.headers[header::CONTENT_TYPE], "image/svg+xml");
    assert!(drawing.text().starts_with("<svg") && drawing.text().contains("Cúp máy"));
    let sheet = me.get(&format!("{path}/poster?format=pdf")).await.expect(200);
    assert!(sheet.body.starts_with(b"%PDF-"));
    me.get(&format!("{path}/poster?format=gif")).await.expect(422);

    let withdraw = format!("{path}/withdraw");
    let reason = json!({ "reason": "Đã hết" });
    me.call(Method::POST, &withdraw, Some(&reason), Some(3))
        .await
        .expect(412);
    me.call(Method::POST, &withdraw, Some(&reason), Some(4))
        .await
        .expect(200);
    world.stranger().get(page).await.expect(404);
    let all = me
        .get(&format!("{API}/notices?state=withdrawn&search=dien%20luc"))
        .await
        .expect(200);
    assert_eq!(
        (&all.json()["total"], &all.json()["items"][0]["withdraw_reason"]),
        (&json!(1), &json!("Đã hết"))
    );

    let officer = world.as_role(Role::IntakeOfficer, None).await;
    officer.get(&path).await.expect(200);
    officer
        .post(&format!("{API}/notices"), &notice("Khác"))
        .await
        .expect(403);
    world
        .as_role(Role::FocalPoint, None)
        .await
        .get(&path)
        .await
        .expect(403);
}

/// A wish of a citizen, as the portal hands it in.
async fn wish(world: &World, wish: &Wish) {
    let hotline = &world.app.hotline;
    let letter = wish.letter().unwrap();
    let (code, id) = (Code::random(&mut rand::rng()), Uuid::now_v7());
    let kind = EnvelopeKind::Subscription;
    let envelope = Envelope::seal(&hotline.sealer(), id, kind, world.clock.now(), &code, &letter).unwrap();
    intake::take_in(hotline, envelope).await.unwrap();
}

async fn mailed(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::ShiftLead, None).await;
    let address = "nguoi.doc@thu-mau.invalid";
    let email = address.to_owned();
    wish(
        &world,
        &Wish::Subscribe {
            email,
            language: Language::Vietnamese,
        },
    )
    .await;
    // What waits is opened here with the key of the installation, as the sender of mails does.
    let letters = || async {
        let keys = world.app.access.keys();
        let rows = mail::list(&world.app.db, 50).await.unwrap();
        let sealed = rows.into_iter().filter(|r| r.recipient == "sealed");
        let open = |row: mail::MailRow| {
            let sealed = hex::decode(row.body.strip_prefix("sealed:").unwrap()).unwrap();
            let plain = keys.open(&format!("mail/{}", row.id), &sealed).unwrap();
            serde_json::from_slice::<mail::Letter>(&plain).unwrap()
        };
        sealed.map(open).collect::<Vec<_>>()
    };
    let asked = letters().await;
    assert_eq!((asked.len(), asked[0].to.as_str()), (1, address));
    let link = asked[0]
        .body
        .split_whitespace()
        .find(|w| w.contains(CONFIRM_PATH))
        .unwrap()
        .to_owned();
    assert!(link.starts_with(&world.app.config.public_url()), "{link}");
    let (_, token) = link.split_once("?t=").unwrap();
    wish(
        &world,
        &Wish::Confirm {
            token: token.to_owned(),
        },
    )
    .await;

    let made = me
        .post(&format!("{API}/notices"), &notice("Giả danh điện lực"))
        .await
        .expect(201)
        .json();
    let path = format!("{API}/notices/{}/publish", id(&made));
    me.call(Method::POST, &path, Some(&json!({})), Some(1))
        .await
        .expect(200);
    world.run_jobs().await;
    let sent = letters().await;
    let warning = sent
        .iter()
        .find(|l| l.subject.contains("Giả danh điện lực"))
        .unwrap();
    assert_eq!(warning.to, address);
    assert!(warning.unsubscribe.is_some() && warning.body.contains("/cong-dan/tin/gia-danh-dien-luc"));
    // Whoever looks at the queue sees nobody's address.
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let queue = admin.get("/api/v1/platform/mail").await.expect(200);
    assert!(!queue.text().contains(address), "{}", queue.text());
}

async fn content_walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::ShiftLead, None).await;
    let made = me
        .post(&format!("{API}/content"), &content())
        .await
        .expect(201)
        .json();
    let path = format!("{API}/content/{}", id(&made["line"]));
    assert_eq!(
        (&made["line"]["number"], &made["line"]["state"]),
        (&json!("ND-2026-00001"), &json!("assessed"))
    );
    assert_eq!(made["line"]["competent_name"], "Cơ quan điều tra");
    assert_eq!(made["may"], json!(["assess", "transfer", "close"]));
    let step = |body: Value| {
        let (me, path) = (&me, format!("{path}/steps"));
        async move { me.post(&path, &body).await }
    };
    let transfer = json!({ "step": "transfer", "document_number": "15/CV-TT", "version": 1 });
    assert_eq!(
        step(json!({ "step": "answer", "text": "x", "version": 1 }))
            .await
            .expect(409)
            .param("reason"),
        "step"
    );
    let at = step(transfer.clone()).await.expect(200).json();
    assert_eq!(
        (&at["line"]["state"], &at["steps"][2]["recipient_name"]),
        (&json!("transferred"), &json!("Cơ quan điều tra"))
    );
    step(transfer).await.expect(412);
    step(json!({ "step": "answer", "text": "Đã xử lý", "version": 2 }))
        .await
        .expect(200);
    let at = step(json!({ "step": "close", "text": "Đã trả lời", "version": 3 }))
        .await
        .expect(200)
        .json();
    assert_eq!(at["may"], json!(["appeal", "reopen"]));
    step(json!({ "step": "erase", "version": 4 })).await.expect(422);
    let all = me
        .get(&format!("{API}/content?state=closed&search=CA%20DO"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&all["total"], &all["items"][0]["place"]),
        (&json!(1), &content()["place"])
    );
    me.get(&format!("{API}/content?kind=person")).await.expect(422);
    world
        .as_role(Role::Coordinator, None)
        .await
        .get(&path)
        .await
        .expect(403);
    world.stranger().get(&path).await.expect(401);
}

/// Reports that came in, so many.
async fn reports(world: &World, number: usize) {
    let hotline = &world.app.hotline;
    let form: Form = serde_json::from_value(
        json!({ "channel": "web", "language": "vi", "topic": "14", "money": "asked" }),
    )
    .unwrap();
    for n in 0..number {
        let letter = Letter {
            form: Some(form.clone()),
            narrative: format!("Có người gọi điện dọa nạt, chuyện thứ {n} {}", Uuid::now_v7()),
            ..Letter::default()
        };
        let (code, id) = (Code::random(&mut rand::rng()), Uuid::now_v7());
        let kind = EnvelopeKind::Report;
        let envelope =
            Envelope::seal(&hotline.sealer(), id, kind, world.clock.now(), &code, &letter).unwrap();
        intake::take_in(hotline, envelope).await.unwrap();
    }
}

async fn figures(db: TestDb) {
    let world = World::on(db).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    reports(&world, 7).await;
    let ask = |by: &str| format!("{API}/statistics?from=2026-07-03&to=2026-07-20&by={by}");
    let found = lead.get(&ask("scam_type")).await.expect(200).json();
    assert_eq!(
        (&found["from"], &found["to"]),
        (&json!("2026-07-01"), &json!("2026-07-31"))
    );
    let rows = found["rows"].as_array().unwrap();
    let row = rows.iter().find(|r| r["key"] == "14").unwrap();
    assert_eq!(
        (&row["reports"], &row["with_loss"], &row["amount"]),
        (&json!(5), &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&found["total"]["reports"], &found["least_group"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(found["suppressed"], rows.len() - 1);
    for by in ["kind", "commune", "channel", "month", "desk"] {
        let found = lead.get(&ask(by)).await.expect(200).json();
        for row in found["rows"].as_array().unwrap() {
            assert!(row["reports"].as_i64().is_none_or(|n| n % 5 == 0), "{by}: {row}");
        }
    }
    let table = lead
        .get(&format!("{}&format=csv", ask("month")))
        .await
        .expect(200);
    assert_eq!(table.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(
        table
            .text()
            .contains("\r\n2026-07,07/2026,5,,,2026-07,2026-07\r\n"),
        "{}",
        table.text()
    );
    for wrong in [
        "by=person&from=2026-07-01&to=2026-07-31",
        "by=month&from=2026-08-01&to=2026-07-01",
        "by=month",
    ] {
        lead.get(&format!("{API}/statistics?{wrong}")).await.expect(422);
    }
    lead.get(&format!("{}&format=xml", ask("month")))
        .await
        .expect(422);
    world
        .as_role(Role::Revealer, None)
        .await
        .get(&ask("month"))
        .await
        .expect(403);
    world.stranger().get(&ask("month")).await.expect(401);
    // A month later the same question has the same answer.
    world.clock.advance(Duration::days(31));
    let lead = world.as_role(Role::ShiftLead, None).await;
    assert_eq!(
        lead.get(&ask("month")).await.expect(200).json()["total"]["reports"],
        5
    );
}

async fn nasty(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::Coordinator, None).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    for (n, text) in NASTY.into_iter().enumerate() {
        let body = organisation(text, &format!("010000002{n}"));
        let made = me
            .post(&format!("{API}/trust/organisations"), &body)
            .await
            .expect(201)
            .json();
        assert_eq!(made["name"], text);
        let items = format!("{API}/trust/organisations/{}/items", id(&made));
        assert_eq!(
            me.post(&items, &site(text)).await.expect(422).param("field"),
            "value"
        );
        let proof = json!({ "kind": "site", "value": format!("mau-{n}.example"), "proof": "document", "document": text });
        me.post(&items, &proof).await.expect(201);

        let mut body = notice(text);
        for field in [
            "summary",
            "body",
            "title_en",
            "summary_en",
            "body_en",
            "source_name",
        ] {
            body[field] = json!(text);
        }
        body["signs"] = json!([text]);
        body["advice"] = json!([text]);
        let made = lead
            .post(&format!("{API}/notices"), &body)
            .await
            .expect(201)
            .json();
        let path = format!("{API}/notices/{}", id(&made));
        lead.call(
            Method::POST,
            &format!("{path}/publish"),
            Some(&json!({})),
            Some(1),
        )
        .await
        .expect(200);
        let drawing = lead
            .get(&format!("{path}/poster?format=svg"))
            .await
            .expect(200)
            .text();
        assert!(
            !drawing.contains("<script") && !drawing.contains("<img"),
            "{drawing}"
        );
        lead.get(&format!("{path}/poster?format=pdf")).await.expect(200);
        let page = format!("/cong-dan/tin/{}", made["slug"].as_str().unwrap());
        let read = world.stranger().get(&page).await.expect(200).text();
        assert!(
            !read.contains("<script>alert(1)") && !read.contains("<img src=x>"),
            "{page}"
        );

        let mut body = content();
        body["place"] = json!(text);
        body["summary"] = json!(text);
        let made = lead
            .post(&format!("{API}/content"), &body)
            .await
            .expect(201)
            .json();
        assert_eq!(
            (&made["line"]["place"], &made["line"]["summary"]),
            (&json!(text), &json!(text))
        );
    }
    let trust = world
        .stranger()
        .get("/cong-dan/tin-nhiem")
        .await
        .expect(200)
        .text();
    assert!(!trust.contains("<script>alert(1)") && !trust.contains("<img src=x>"));
    let csv = lead
        .get(&format!(
            "{API}/statistics?from=2026-07-01&to=2026-07-31&by=desk&format=csv"
        ))
        .await
        .expect(200);
    assert!(csv.text().lines().all(|l| !l.starts_with(['=', '+', '@'])));
}

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
