//! What the public is told of what it asks: the sentences of the page, and the same for machines; and what is left out of it.

use crate::portal_front::{Citizen, Portal, Shown, at};
use axum::{
    body::Body,
    http::{Request, header},
};
use coloa_hotline::published::{NoticeIndicator, Warned};
use serde_json::Value;
use uuid::Uuid;

const PAGE: &str = "/cong-dan/kiem-tra";
const API: &str = "/api/v1/hotline/public/check";
const SEVERAL: &str = "ít nhất hai tin báo độc lập cùng nêu.";

async fn ask(citizen: &Citizen, value: &str) -> Shown {
    citizen.post(PAGE, &[("value", value)]).await.expect(200)
}

async fn json(citizen: &Citizen, value: &str) -> Value {
    let shown = citizen.get(&format!("{API}?value={value}")).await.expect(200);
    serde_json::from_slice(&shown.body).unwrap()
}

/// A warning beside the one that all tests have.
fn warned(portal: &Portal, kind: &str, value: &str, several_reports: bool) {
    portal.desk.publish(|document| {
        let one = Warned {
            id: Uuid::from_u128(78),
            kind: kind.into(),
            value: value.into(),
            match_key: value.into(),
            several_reports,
            ..document.warned[0].clone()
        };
        document.warned.push(one);
    });
}

#[tokio::test]
async fn a_page_of_an_official_site_that_is_warned_of_is_told_as_both() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    warned(&portal, "url", "dichvucongmau.gov.vn/tep/mau-gia.apk", false);
    let link = "https://dichvucongmau.gov.vn/tep/mau-gia.apk";
    let page = ask(&citizen, link).await;
    assert!(page.says("class=\"answer warned\"") && page.says("Có cảnh báo"));
    assert!(
        page.says("nằm trên địa chỉ chính thức của Cổng dịch vụ công mẫu"),
        "{}",
        page.text()
    );
    let told = json(&citizen, link).await;
    let taken = &told["taken"][0];
    assert_eq!(
        (&told["outcome"], &taken["official"]["organisation"]),
        (&"warned".into(), &"Cổng dịch vụ công mẫu".into())
    );
    assert_eq!(taken["warning"]["kind"], "url");
    let other = json(&citizen, "dichvucongmau.gov.vn").await;
    assert_eq!(other["outcome"], "official");
}

#[tokio::test]
async fn a_warning_claims_no_more_reports_than_there_were() {
    let portal = Portal::new();
    let citizen = portal.citizen();
    warned(&portal, "domain", "mau-gia-3.example", false);
    let answer = |shown: &Shown| {
        let text = shown.text();
        let (_, section) = text.split_once("<section class=\"answer").unwrap();
        section.split_once("</section>").unwrap().0.to_owned()
    };
    let phone = answer(&ask(&citizen, "0912 000 101").await);
    assert!(phone.contains(SEVERAL), "{phone}");
    let site = answer(&ask(&citizen, "mau-gia-3.example").await);
    assert!(
        site.contains("sau khi người trực kiểm tra.") && !site.contains("hai tin báo"),
        "{site}"
    );
    for (value, several) in [("0912000101", true), ("mau-gia-3.example", false)] {
        let told = json(&citizen, value).await;
        assert_eq!(
            told["taken"][0]["warning"]["several_reports"], several,
            "{value}: {told:#}"
        );
    }
    // What the answers mean in general is true of each kind.
    let page = citizen.get(PAGE).await.expect(200);
    assert!(
        page.says("Số điện thoại, số tài khoản chỉ bị cảnh báo khi ít nhất hai tin báo độc lập cùng nêu")
    );
    let english = citizen.get(&format!("{PAGE}?lang=en")).await.expect(200);
    assert!(english.says("of other things, such as sites, one report that was checked may be enough"));
}

/// As a front that nobody reaches has it: the document stays as it is, and the clock goes on.
#[tokio::test]
async fn what_a_notice_may_name_until_then_is_named_until_then() {
    const NUMBER: &str = "0912000333";
    let portal = Portal::new();
    let citizen = portal.citizen();
    portal.desk.publish(|document| {
        document.notices[0].indicators.push(NoticeIndicator {
            kind: "phone".into(),
            value: NUMBER.into(),
            until: Some(at(3600)),
        });
        // The words of this one say what they may say until then.
        document.notices[1].body = format!("Chặn số {NUMBER}");
        document.notices[1].expires_at = Some(at(3600));
    });
    let places = [
        "/cong-dan/tin/gia-cong-an",
        "/cong-dan/tin/khong-co-dong-dat",
        "/api/v1/hotline/public/notices",
    ];
    for place in places {
        let shown = citizen.get(place).await.expect(200);
        assert!(shown.says(NUMBER), "{place}: {}", shown.text());
    }
    portal.clock.advance(chrono::TimeDelta::hours(1));
    for place in places {
        assert!(!citizen.get(place).await.says(NUMBER), "{place}");
    }
    citizen.get(places[0]).await.expect(200);
    citizen.get(places[1]).await.expect(404);
    citizen.get(&format!("{}/ap-phich", places[1])).await.expect(404);
    for feed in ["/cong-dan/tin.atom", "/cong-dan/tin.rss", "/cong-dan/tin.json"] {
        let shown = citizen.get(feed).await.expect(200);
        assert!(
            shown.says("gia-cong-an") && !shown.says("khong-co-dong-dat"),
            "{feed}"
        );
    }
}

async fn posted(citizen: &Citizen, kind: &str, body: String) -> Shown {
    let request = Request::post(API)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .unwrap();
    citizen.send(request).await
}

#[tokio::test]
async fn machines_ask_in_the_body_as_well() {
    let portal = Portal::with(|config| config.portal.lookups_per_minute = 11);
    let citizen = portal.citizen();
    let ask = async |question: Value| posted(&citizen, "application/json", question.to_string()).await;
    let answer = ask(serde_json::json!({ "value": " 0912 000 101 " }))
        .await
        .expect(200);
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer, json(&citizen, "0912+000+101").await, "as by the address");
    assert_eq!(answer["outcome"], "warned");
    let account = serde_json::json!({ "value": "1012003555", "bank": "VCB" });
    let answer = ask(account).await.expect(200);
    assert!(answer.says("\"bank\":\"vietcombank\""), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");

    for wrong in [
        serde_json::json!({}),
        serde_json::json!({ "value": "" }),
        serde_json::json!({ "value": 912_000_101 }),
        serde_json::json!({ "value": "x".repeat(4_097) }),
        serde_json::json!({ "value": "0912000101", "more": 1 }),
    ] {
        let shown = ask(wrong).await.expect(422);
        assert_eq!(shown.header("content-type"), "application/problem+json");
    }
    posted(&citizen, "text/plain", r#"{"value":"0912000101"}"#.into())
        .await
        .expect(422);
    let long = format!("{{\"value\":\"{}\"}}", "x".repeat(40_000));
    posted(&citizen, "application/json", long).await.expect(413);
    // They count as any look-up of a network does: ten by now.
    json(&citizen, "0912000101").await;
    let refused = ask(serde_json::json!({ "value": "0912000101" }))
        .await
        .expect(429);
    assert!(refused.says("retry_after_seconds"));
    let other = portal.citizen_at([203, 0, 113, 5]);
    json(&other, "0912000101").await;
}
