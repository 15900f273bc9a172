//! Who looks at the files of a report, who sees who reports, and what is kept of it.

use super::{API, NAME, officer, picture, post, report, usual};
use crate::support::*;
use axum::http::header;
use chrono::Duration;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(
    a_file_goes_out_as_an_attachment_without_what_the_phone_wrote => files,
    who_reports_is_seen_with_two_and_it_is_listed => revealed,
);

async fn files(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let sent = usual(&world).await;
    let opened = me
        .post(&report(sent.id, "/open"), &json!({ "reason": "Xem ảnh" }))
        .await
        .expect(200)
        .json();
    let file = opened["attachments"][0]["id"].as_str().unwrap();
    let give = async |original: bool| {
        let body = json!({ "reason": "Xem ảnh", "original": original });
        me.post(&report(sent.id, &format!("/attachments/{file}/open")), &body)
            .await
            .expect(200)
    };
    let holds = |reply: &Reply| reply.body.windows(9).any(|w| w == b"NHA-RIENG");
    for original in [false, true] {
        let reply = give(original).await;
        let head = |name: &str| reply.headers.get(name).unwrap().to_str().unwrap().to_owned();
        let disposition = head("content-disposition");
        assert!(
            disposition.starts_with("attachment;") && !disposition.contains("B%C6%B0"),
            "{disposition}"
        );
        assert_eq!(head("x-content-type-options"), "nosniff");
        assert_eq!(head("content-security-policy"), "sandbox");
        let media = if original {
            "application/octet-stream"
        } else {
            "image/jpeg"
        };
        assert_eq!(head(header::CONTENT_TYPE.as_str()), media);
        assert_eq!(holds(&reply), original);
    }
    assert_eq!(give(true).await.body, picture().content);

    // Whoever has the report says why they want an original, too; not so for the copy.
    post(&me, sent.id, "/take", json!({})).await.expect(200);
    let path = report(sent.id, &format!("/attachments/{file}/open"));
    me.post(&path, &json!({})).await.expect(200);
    let bare = me.post(&path, &json!({ "original": true })).await.expect(422);
    assert_eq!(
        (bare.param("field").as_str(), bare.param("reason").as_str()),
        ("reason", "empty")
    );
}

async fn revealed(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let (asker, second) = (
        world.as_role(Role::Revealer, None).await,
        world.as_role(Role::Revealer, None).await,
    );
    let sent = usual(&world).await;
    let reason = json!({ "reason": "=HYPERLINK gọi lại để ngăn chuyển tiền" });
    me.post(&report(sent.id, "/reveals"), &reason).await.expect(403);
    let asked = asker
        .post(&report(sent.id, "/reveals"), &reason)
        .await
        .expect(201)
        .json();
    assert_eq!(
        (
            asked["needs_second"].as_bool(),
            asked["may"].as_array().unwrap().len()
        ),
        (Some(true), 0)
    );
    let at = |rest: &str| format!("{API}/reveals/{}{rest}", asked["id"].as_str().unwrap());
    let early = asker.post(&at("/open"), &json!({})).await.expect(409);
    assert_eq!(early.param("reason"), "undecided");
    let own = asker
        .post(&at("/decide"), &json!({ "grant": true }))
        .await
        .expect(409);
    assert_eq!(own.param("reason"), "own_request");
    let waiting = second
        .get(&format!("{API}/reveals?open=true"))
        .await
        .expect(200)
        .json();
    assert_eq!(waiting["items"][0]["may"], json!(["decide"]));
    second
        .post(&at("/decide"), &json!({ "grant": true }))
        .await
        .expect(200);
    let identity = asker.post(&at("/open"), &json!({})).await.expect(200).json();
    assert_eq!(
        (identity["name"].as_str(), identity["phone"].as_str()),
        (Some(NAME), Some("0912000101"))
    );
    // The page of the report shows that it was asked, to who may know.
    let read = asker.get(&report(sent.id, "")).await.expect(200).json();
    assert_eq!(read["reveals"][0]["is_granted"], true);
    assert_eq!(
        me.get(&report(sent.id, "")).await.expect(200).json()["reveals"],
        json!([])
    );
    world.clock.advance(Duration::minutes(31));
    let over = asker.post(&at("/open"), &json!({})).await.expect(409);
    assert_eq!(over.param("reason"), "expired");

    let auditor = world.as_role(Role::Auditor, None).await;
    let openings = auditor.get(&format!("{API}/openings")).await.expect(200).json();
    assert_eq!(
        (openings["total"].as_i64(), openings["items"][0]["part"].as_str()),
        (Some(1), Some("identity"))
    );
    let people = auditor
        .get(&format!("{API}/openings/summary"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (
            people["people"][0]["opened"].as_i64(),
            people["people"][0]["revealed"].as_i64()
        ),
        (Some(1), Some(1))
    );
    let table = auditor
        .get(&format!("{API}/openings?format=csv"))
        .await
        .expect(200);
    assert!(table.text().contains("danh tính") && table.text().contains("'=HYPERLINK"));
    auditor
        .get(&format!("{API}/openings/summary?format=csv"))
        .await
        .expect(200);
    auditor
        .get(&format!("{API}/openings?format=pdf"))
        .await
        .expect(422);
    me.get(&format!("{API}/openings")).await.expect(403);
}
