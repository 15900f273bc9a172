//! A notice from its draft to the public and back, and the mail that tells of it.

use super::{API, id, notice};
use crate::support::*;
use axum::http::{Method, header};
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    envelope::{Envelope, EnvelopeKind},
    intake,
    model::Language,
    subscription::{CONFIRM_PATH, Wish},
};
use coloa_platform::mail;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;
use uuid::Uuid;

store_suite!(
    a_notice_goes_from_draft_to_the_public_and_back => notice_walk,
    a_published_notice_is_mailed_to_whoever_asked => mailed,
);

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
