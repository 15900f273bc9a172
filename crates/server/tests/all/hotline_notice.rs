//! The trust register, notices, reported content and figures, as a client sees them: a room for each, and here what a hostile client
//! puts into all of them.

mod content;
mod examples;
mod figures;
mod notice;
mod trust;

pub use self::examples::examples;

use crate::support::*;
use axum::http::Method;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

const API: &str = "/api/v1/hotline";
/// What a hostile client puts into every field.
const NASTY: [&str; 3] = [
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "{{7*7}} \u{202e}'\"><img src=x>",
];

store_suite!(whatever_is_sent_stays_text => nasty);

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
