//! What could not be taken in is kept as it came until somebody who sets the hotline decides: it is taken in after all, or let
//! go of, and either leaves an entry.

use crate::support::{Draft, World, photo};
use chrono::Duration;
use coloa_auth::audit;
use coloa_hotline::{
    HotlineError,
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    intake,
    refused::{self, Because, Kept, Line},
    store,
    subscription::Wish,
};
use coloa_platform::hotline_config::{HotlineConfig, PortalConfig};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    what_is_refused_waits_for_who_sets_the_hotline => waits,
    it_is_taken_in_when_its_report_is_there => taken_in,
    a_large_one_lies_in_pieces => pieces,
    a_wish_for_notices_waits_for_the_keys => wish,
);

fn code() -> Code {
    Code::random(&mut rand::rng())
}

/// A message with the code of a report that may be there.
fn message(world: &World, code: &Code) -> Envelope {
    let letter = Letter {
        narrative: "Tôi nhớ ra thêm".to_owned(),
        attachments: vec![photo("anh.jpg", "x")],
        ..Letter::default()
    };
    world.sealed(EnvelopeKind::Message, code, &letter)
}

/// As the relay does: takes in, or keeps.
async fn hand_over(world: &World, id: Uuid, body: &str) -> Option<Because> {
    let because = match serde_json::from_str::<Envelope>(body) {
        Ok(envelope) => match intake::take_in(&world.hotline, envelope).await {
            Ok(_) => return None,
            Err(e) => Because::of(&e),
        },
        Err(_) => Because::Unreadable,
    };
    let kept = refused::keep(&world.hotline, id, body, because).await.unwrap();
    assert_eq!(kept, Kept::Here);
    Some(because)
}

async fn list(world: &World) -> Vec<Line> {
    let (lines, is_full) = refused::list(&world.hotline, &world.coordinator).await.unwrap();
    assert!(!is_full);
    lines
}

fn stored_files(world: &World) -> usize {
    let of_files = |path: &std::path::Path| path.components().any(|c| c.as_os_str() == "files");
    world.files().iter().filter(|(path, _)| of_files(path)).count()
}

/// What was done, of the records of refused envelopes.
async fn done(world: &World) -> Vec<String> {
    let filter = audit::Filter {
        object_kind: Some("hotline_refused".to_owned()),
        limit: 1_000,
        ..audit::Filter::default()
    };
    let mut entries = audit::list(world.access.db(), &filter).await.unwrap();
    entries.reverse();
    let what = |entry: &audit::Entry| {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap();
        detail["what"].as_str().unwrap().to_owned()
    };
    entries.iter().map(what).collect()
}

async fn waits(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let number = world.row(filed.id).await.number;
    let mut forged = message(&world, &code());
    forged.mailbox = filed.code.mailbox().to_string();
    let forged_body = serde_json::to_string(&forged).unwrap();
    let old_body = r#"{"no": "envelope"}"#;
    let id = Uuid::now_v7();
    assert_eq!(
        hand_over(&world, forged.id, &forged_body).await,
        Some(Because::Forged)
    );
    world.pass(Duration::minutes(1));
    assert_eq!(hand_over(&world, id, old_body).await, Some(Because::Unreadable));
    // The core died before the front forgot it: kept once.
    hand_over(&world, id, old_body).await;

    let lines = list(&world).await;
    let seen: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.row.envelope_id,
                line.row.kind.as_str(),
                line.row.reason.as_str(),
            )
        })
        .collect();
    assert_eq!(seen, [(id, "", "unreadable"), (forged.id, "message", "forged")]);
    assert_eq!(
        (lines[0].number.clone(), lines[1].number.clone()),
        (None, Some(number))
    );
    assert_eq!(lines[1].row.received_at, Some(forged.received_at));
    assert_eq!(refused::waiting(world.access.db().reader()).await.unwrap(), 2);
    // They hear of it once, and whoever takes reports in does not see it.
    let told = world.notices(&world.coordinator).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].kind, "hotline.refused");
    assert!(refused::list(&world.hotline, &world.intake).await.is_err());
    assert!(
        refused::let_go(&world.hotline, &world.intake, lines[0].row.id)
            .await
            .is_err()
    );
    // However long it takes.
    world.pass(Duration::days(400));
    assert_eq!(list(&world).await.len(), 2);
    for line in &lines {
        let still = refused::take_again(&world.hotline, &world.coordinator, line.row.id).await;
        assert!(matches!(
            still,
            Err(HotlineError::State {
                reason: "still_refused"
            })
        ));
    }
    let coordinator = world.again(&world.coordinator).await;
    assert_eq!(stored_files(&world), 2);
    for line in &lines {
        refused::let_go(&world.hotline, &coordinator, line.row.id)
            .await
            .unwrap();
        let gone = refused::let_go(&world.hotline, &coordinator, line.row.id).await;
        assert!(matches!(gone, Err(HotlineError::NotFound)));
    }
    assert!(list(&world).await.is_empty());
    assert_eq!(stored_files(&world), 0);
    assert_eq!(
        done(&world).await,
        [
            "refused",
            "refused",
            "refused_again",
            "refused_again",
            "refused_let_go",
            "refused_let_go"
        ]
    );
}

async fn taken_in(db: TestDb) {
    let world = World::on(db).await;
    let code = code();
    let early = message(&world, &code);
    let body = serde_json::to_string(&early).unwrap();
    assert_eq!(hand_over(&world, early.id, &body).await, Some(Because::Unknown));
    let line = list(&world).await.remove(0);
    assert_eq!((line.row.reason.as_str(), line.number), ("unknown", None));
    let report = world.envelope(&Draft::default(), &code);
    let id = report.id;
    intake::take_in(&world.hotline, report).await.unwrap();
    refused::take_again(&world.hotline, &world.coordinator, line.row.id)
        .await
        .unwrap();
    let records = world.access.db().reader();
    let messages = store::message::of_report(records, id).await.unwrap();
    assert_eq!((messages.len(), messages[0].id), (1, early.id));
    assert_eq!(world.row(id).await.files, 1);
    assert!(list(&world).await.is_empty());
    assert_eq!(done(&world).await, ["refused", "refused_taken_in"]);
}

async fn pieces(db: TestDb) {
    let world = World::on(db).await;
    let code = code();
    let letter = Letter {
        attachments: (0..4_u8)
            .map(|n| {
                let name = format!("{n}.txt");
                let content = vec![b'a' + n; 6 * 1024 * 1024];
                coloa_hotline::attachment::take(&name, content).unwrap()
            })
            .collect(),
        ..Letter::default()
    };
    let large = world.sealed(EnvelopeKind::Message, &code, &letter);
    let body = serde_json::to_string(&large).unwrap();
    assert!(body.len() > 32 * 1024 * 1024);
    hand_over(&world, large.id, &body).await;
    let line = list(&world).await.remove(0);
    assert_eq!(usize::try_from(line.row.bytes).unwrap(), body.len());
    assert_eq!(stored_files(&world), 3);
    let report = world.envelope(&Draft::default(), &code);
    let id = report.id;
    intake::take_in(&world.hotline, report).await.unwrap();
    refused::take_again(&world.hotline, &world.coordinator, line.row.id)
        .await
        .unwrap();
    assert_eq!(world.row(id).await.files, 4);
}

async fn wish(db: TestDb) {
    let config = HotlineConfig {
        portal: PortalConfig {
            public_url: "https://cong.mau.invalid".to_owned(),
            ..PortalConfig::default()
        },
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    world.hotline.reload_keys().await.unwrap();
    let wish = Wish::Subscribe {
        email: "nguoi.doc@thu-mau.invalid".to_owned(),
        language: coloa_hotline::model::Language::Vietnamese,
    };
    let envelope = world.sealed(EnvelopeKind::Subscription, &code(), &wish.letter().unwrap());
    let body = serde_json::to_string(&envelope).unwrap();
    assert_eq!(
        hand_over(&world, envelope.id, &body).await,
        Some(Because::KeyLost)
    );
    std::fs::rename(&kept, world.key_path()).unwrap();
    world.hotline.reload_keys().await.unwrap();
    let line = list(&world).await.remove(0);
    refused::take_again(&world.hotline, &world.coordinator, line.row.id)
        .await
        .unwrap();
    assert!(list(&world).await.is_empty());
}
