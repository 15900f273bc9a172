//! What operators file for who phones, and for who comes with files.

use super::{API, NAME, mailbox, officer, phoned, picture, report};
use crate::support::*;
use chrono::Duration;
use coloa_auth::Role;
use coloa_hotline::{
    code::Code,
    envelope::{MAX_ATTACHMENT, MAX_ATTACHMENTS},
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;
use uuid::Uuid;

store_suite!(
    a_report_by_phone_gives_a_code_that_opens_its_mailbox => by_phone,
    files_that_somebody_brings_are_filed_with_the_report => brought,
);

async fn by_phone(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let body = phoned(&world, &me).await;
    let filed = me.post(&format!("{API}/reports"), &body).await.expect(201);
    let (version, filed) = (filed.version(), filed.json());
    let line = &filed["report"]["line"];
    assert_eq!(
        (line["urgency"].as_str(), line["state"].as_str()),
        (Some("now"), Some("reading"))
    );
    assert_eq!(line["version"], version);
    assert!(line["number"].as_str().unwrap().starts_with("HL-2026-"));
    let code = Code::parse(filed["code"].as_str().unwrap()).unwrap();
    assert_eq!(mailbox(&world, &code).await.state, "reading");
    // Nothing of who reports, or of what they said, is in the answer.
    let text = filed.to_string();
    for word in [NAME, "0912000101", "ngân hàng", "0905000999"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let listed = me
        .get(&format!("{API}/reports?view=mine"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (listed["total"].as_i64(), listed["counts"]["mine"].as_i64()),
        (Some(1), Some(1))
    );
    assert_eq!(listed["counts"]["now"], 1);
    // Days are within, instants are not.
    for (span, total) in [
        ("from=2026-07-15&to=2026-07-15", 2),
        ("from=2026-07-16", 0),
        ("to=2026-07-14", 0),
        ("to=2026-07-15T05:00:00Z", 0),
        ("from=2026-07-15T05:00:00Z", 2),
    ] {
        let list = me
            .get(&format!("{API}/reports?view=all&{span}"))
            .await
            .expect(200)
            .json();
        assert_eq!(list["total"], total, "{span}");
    }
    let found = me
        .get(&format!(
            "{API}/reports?view=all&urgency=now&channel=phone&order=newest&search="
        ))
        .await
        .expect(200)
        .json();
    assert_eq!(found["total"], 1);
    // What is due first, and what is over alone: an hour later.
    let due = async |query: &str| {
        let path = format!("{API}/reports?order=due{query}");
        me.get(&path).await.expect(200).json()
    };
    assert_eq!(due("").await["total"], 2);
    assert_eq!(due("&overdue=true").await["total"], 0);
    world.clock.advance(Duration::minutes(61));
    let over = due("&overdue=true").await;
    assert_eq!(
        (&over["total"], &over["counts"]["overdue"]),
        (&json!(2), &json!(2))
    );
}

async fn brought(db: TestDb) {
    let world = World::on(db).await;
    let me = officer(&world).await;
    let mut body = phoned(&world, &me).await;
    body["form"]["channel"] = json!("walk_in");
    let body = body.to_string();
    let (path, photo) = (format!("{API}/reports"), picture().content);
    let paper = &b"%PDF-1.7\n1 0 obj"[..];
    let whole = [("report", body.as_str())];

    // What is not taken is said, and nothing is filed without it unnoticed.
    let large = vec![b'a'; MAX_ATTACHMENT + 1];
    let disguised = [&photo[..], b"<script>"].concat();
    for (content, reason) in [
        (&b"GIF89a\x01\0\x01\0\0\0\0"[..], "kind"),
        (&b""[..], "empty"),
        (&large[..], "too_large"),
        (&disguised[..], "disguised"),
    ] {
        let files = [("files", "don.pdf", paper), ("files", "la.bin", content)];
        let refused = me.upload(&path, &whole, &files).await.expect(422);
        assert_eq!(
            (
                refused.code().as_str(),
                refused.param("number").as_str(),
                refused.param("reason").as_str()
            ),
            ("hotline.file", "2", reason)
        );
    }
    let many = [("files", "don.pdf", paper); MAX_ATTACHMENTS + 1];
    assert_eq!(
        me.upload(&path, &whole, &many).await.expect(422).param("reason"),
        "too_many"
    );
    let nothing = me
        .upload(&path, &[], &[("files", "don.pdf", paper)])
        .await
        .expect(422);
    assert_eq!(nothing.param("field"), "report");
    me.upload(&path, &[("report", "{}")], &[]).await.expect(422);
    let mine = format!("{API}/reports?view=mine");
    assert_eq!(me.get(&mine).await.expect(200).json()["total"], 0);

    let files = [
        ("files", "Bưởi chụp.jpg", &photo[..]),
        ("files", "don.pdf", paper),
    ];
    let filed = me.upload(&path, &whole, &files).await.expect(201).json();
    let line = &filed["report"]["line"];
    assert_eq!(
        (line["files"].as_i64(), &line["channel"]),
        (Some(2), &json!("walk_in"))
    );
    let code = Code::parse(filed["code"].as_str().unwrap()).unwrap();
    assert_eq!(mailbox(&world, &code).await.files, 2);
    let id: Uuid = line["id"].as_str().unwrap().parse().unwrap();
    let opened = me.post(&report(id, "/open"), &json!({})).await.expect(200).json();
    let attached: Vec<(&str, &str)> = opened["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["name"].as_str().unwrap(), a["media_type"].as_str().unwrap()))
        .collect();
    assert_eq!(
        attached,
        [("Bưởi chụp.jpg", "image/jpeg"), ("don.pdf", "application/pdf")]
    );
    let photo_id = opened["attachments"][0]["id"].as_str().unwrap();
    let give = report(id, &format!("/attachments/{photo_id}/open"));
    let shown = me.post(&give, &json!({})).await.expect(200);
    assert!(!shown.body.windows(9).any(|w| w == b"NHA-RIENG"));
    let ask = json!({ "original": true, "reason": "Đối chiếu với giấy đã nộp" });
    let original = me.post(&give, &ask).await.expect(200);
    assert_eq!(original.body, photo);

    // Who may not take reports in files nothing, with or without files.
    let auditor = world.as_role(Role::Auditor, None).await;
    auditor.upload(&path, &whole, &files).await.expect(403);
}
