//! Files that a desk adds to a report: taken as the portal takes them, all or none, by who may handle it, while it is not over.

use crate::{
    hotline_report::{add, mailbox, officer, picture, post, report, usual},
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_hotline::envelope::MAX_ATTACHMENTS;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(
    files_that_come_afterwards_are_added_by_the_desk => added,
);

async fn added(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let sent = usual(&world).await;
    let (photo, paper) = (picture().content, &b"%PDF-1.7\n1 0 obj"[..]);
    let path = report(sent.id, "/attachments");
    let fine = [
        ("files", "Bưởi gửi sau.jpg", &photo[..]),
        ("files", "don.pdf", paper),
    ];

    // All that are not taken are named, and none of the others is added.
    let mixed = [
        fine[0],
        ("files", "la.gif", &b"GIF89a\x01\0\x01\0\0\0\0"[..]),
        ("files", "trong.txt", &b""[..]),
    ];
    let refused = add(&me, sent.id, &mixed).await.expect(422);
    assert_eq!(
        (refused.code().as_str(), refused.param("number").as_str()),
        ("hotline.file", "2")
    );
    assert_eq!(refused.param("all"), "2:kind,3:empty");
    let many = [fine[1]; MAX_ATTACHMENTS + 1];
    let refused = add(&me, sent.id, &many).await.expect(422);
    assert_eq!(refused.param("reason"), "too_many");
    let none = add(&me, sent.id, &[]).await.expect(422);
    assert_eq!(
        (none.param("field").as_str(), none.param("reason").as_str()),
        ("files", "empty")
    );
    let seen = me.get(&report(sent.id, "")).await.expect(200).version();
    let words = [("report", "{}")];
    me.form(Method::POST, &path, Some(seen), &words, &fine)
        .await
        .expect(422);
    let body = json!({ "files": [] });
    me.call(Method::POST, &path, Some(&body), Some(seen))
        .await
        .expect(422);
    me.form(Method::POST, &path, None, &[], &fine).await.expect(428);
    me.form(Method::POST, &path, Some(seen - 1), &[], &fine)
        .await
        .expect(412);
    // Who may not handle it adds nothing; what is out of reach does not exist.
    let agency = world.agency(None).await;
    let elsewhere = world.as_role(Role::IntakeOfficer, Some(agency)).await;
    let auditor = world.as_role(Role::Auditor, None).await;
    for (who, status) in [(&elsewhere, 404), (&auditor, 403)] {
        who.form(Method::POST, &path, Some(seen), &[], &fine)
            .await
            .expect(status);
    }
    let untouched = me.get(&report(sent.id, "")).await.expect(200);
    assert_eq!(
        (untouched.version(), &untouched.json()["line"]["files"]),
        (seen, &json!(1))
    );

    let added = add(&me, sent.id, &fine).await.expect(200);
    assert_eq!(added.version(), seen + 1);
    let added = added.json();
    assert_eq!(added["line"]["files"], 3);
    assert!(added["may"].as_array().unwrap().contains(&json!("files")));
    let addition = &added["additions"][0];
    assert_eq!(
        (&addition["files"], added["additions"].as_array().unwrap().len()),
        (&json!(2), 1)
    );
    assert!(addition["by_name"].is_string() && addition["at"].is_string());
    // Nothing of what they are called is in the answer.
    assert!(!added.to_string().contains("Bưởi"));
    // The citizen is told of the one that they sent.
    assert_eq!(mailbox(&world, &sent.code).await.files, 1);

    let why = json!({ "reason": "Xem tệp mới" });
    let opened = me.post(&report(sent.id, "/open"), &why).await.expect(200).json();
    let attached = opened["attachments"].as_array().unwrap();
    assert_eq!(attached.len(), 3);
    let by_desk: Vec<&Value> = attached.iter().filter(|a| a["added_by"].is_string()).collect();
    assert_eq!(by_desk.len(), 2);
    for file in &by_desk {
        assert_eq!(
            (&file["added_by"], &file["added_at"]),
            (&addition["by_name"], &addition["at"])
        );
        assert!(file["message_id"].is_null());
    }
    let photo_id = by_desk[0]["id"].as_str().unwrap();
    assert_eq!(by_desk[0]["name"], "Bưởi gửi sau.jpg");
    let give = async |original: bool| {
        let body = json!({ "reason": "Xem tệp mới", "original": original });
        me.post(&report(sent.id, &format!("/attachments/{photo_id}/open")), &body)
            .await
            .expect(200)
            .body
    };
    assert!(!give(false).await.windows(9).any(|w| w == b"NHA-RIENG"));
    assert_eq!(give(true).await, photo);

    post(&me, sent.id, "/classify", json!({ "kind": "feedback" }))
        .await
        .expect(200);
    let close = json!({ "outcome": "guided", "reason": "Xong" });
    let closed = post(&me, sent.id, "/close", close).await.expect(200).json();
    assert!(!closed["may"].as_array().unwrap().contains(&json!("files")));
    let late = add(&me, sent.id, &fine).await.expect(409);
    assert_eq!(
        (late.code().as_str(), late.param("reason").as_str()),
        ("hotline.not_now", "closed")
    );
}
