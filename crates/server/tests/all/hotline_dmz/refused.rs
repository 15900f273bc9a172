//! What a front hands over and the core cannot take in: it holds nobody up, speaks for nobody, and is kept.

use super::front::{Front, NARRATIVE, TOKEN, front_config, pair, round};
use crate::support::World;
use coloa_auth::Actor;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    entity,
    envelope::{Envelope, EnvelopeKind, Letter},
    refused::{self, Because},
    store,
};
use coloa_server::hotline_relay::Relay;
use coloa_testkit::TempData;
use serde_json::Value;
use sqlx::Connection as _;
use uuid::Uuid;

/// Puts what no portal hands in into the outbox of a front that stands still.
async fn smuggle(folder: &TempData, bodies: &[(Uuid, String)]) {
    let file = front_config(folder.path()).data_dir.join("outbox/outbox.sqlite");
    let mut outbox = sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    for (id, body) in bodies {
        sqlx::query("INSERT INTO envelope (id, received, body) VALUES (?1, 0, ?2)")
            .bind(id.to_string())
            .bind(body.as_bytes())
            .execute(&mut outbox)
            .await
            .unwrap();
    }
    outbox.close().await.unwrap();
}

/// A message with this code.
fn said_with(world: &World, code: &Code) -> Envelope {
    let letter = Letter {
        narrative: "lạc".to_owned(),
        ..Letter::default()
    };
    let (sealer, now) = (world.app.hotline.sealer(), world.clock.now());
    Envelope::seal(&sealer, Uuid::now_v7(), EnvelopeKind::Message, now, code, &letter).unwrap()
}

fn written(envelope: &Envelope) -> (Uuid, String) {
    (envelope.id, serde_json::to_string(envelope).unwrap())
}

/// Why each envelope is kept that was not taken in, the newest first.
async fn kept(world: &World) -> Vec<(Uuid, String)> {
    let machine = Actor::command_line();
    let (lines, _) = refused::list(&world.app.hotline, &machine).await.unwrap();
    lines
        .into_iter()
        .map(|line| (line.row.envelope_id, line.row.reason))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_envelope_holds_up_nobody_and_is_kept_until_somebody_looks() {
    let (folder, clock, front, world) = pair().await;
    round(&world).await;
    let addresses = front.stop().await;
    let stray = said_with(&world, &Code::of_form(&[7; 32], &[1; 16], &[1; 32]));
    let none = (Uuid::now_v7(), r#"{"no": "envelope"}"#.to_owned());
    smuggle(&folder, &[none.clone(), written(&stray)]).await;

    let front = Front::start(front_config(folder.path()), &clock, Some(addresses)).await;
    front.report(NARRATIVE).await.unwrap();
    let mut relay = Relay::new(world.app.hotline.clone());
    let first = relay.round().await.unwrap();
    assert_eq!((first.taken, first.refused, first.left), (1, 2, 0));
    assert_eq!(front.waiting().await, 0);
    let mut seen = kept(&world).await;
    seen.sort_unstable();
    let mut expected = [
        (none.0, "unreadable".to_owned()),
        (stray.id, "unknown".to_owned()),
    ];
    expected.sort_unstable();
    assert_eq!(seen, expected);
    // Fetched once. However long nobody looks, nothing goes.
    world.clock.advance(chrono::Duration::days(60));
    assert_eq!(relay.round().await.unwrap().refused, 0);
    assert_eq!(kept(&world).await.len(), 2);
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_that_was_taken_over_speaks_for_nobody() {
    let (folder, clock, front, world) = pair().await;
    round(&world).await;
    let code = front.report(NARRATIVE).await.unwrap();
    round(&world).await;
    let waiting = front.report(NARRATIVE).await.unwrap();
    let batch = front.call("/relay/v1/envelopes", Some(TOKEN)).await;
    let batch: Value = serde_json::from_str(&batch.text).unwrap();
    let held: Envelope = serde_json::from_value(batch["envelopes"][0]["envelope"].clone()).unwrap();
    let addresses = front.stop().await;
    // It knows the mailbox of the first report, and holds the whole of the second.
    let mailbox = |code: &str| Code::parse(code).unwrap().mailbox().to_string();
    let own = Code::of_form(&[7; 32], &[2; 16], &[2; 32]);
    let mut said = said_with(&world, &own);
    said.mailbox = mailbox(&code);
    let mut withdrawn = said_with(&world, &own);
    withdrawn.kind = EnvelopeKind::Withdrawal;
    withdrawn.sign(&own);
    withdrawn.mailbox = mailbox(&code);
    let mut turned = held.clone();
    turned.id = Uuid::now_v7();
    turned.kind = EnvelopeKind::Withdrawal;
    smuggle(&folder, &[&said, &withdrawn, &turned].map(written)).await;

    let front = Front::start(front_config(folder.path()), &clock, Some(addresses)).await;
    let done = round(&world).await;
    assert_eq!((done.taken, done.refused, front.waiting().await), (1, 3, 0));
    assert!(kept(&world).await.iter().all(|(_, reason)| reason == "forged"));
    for code in [&code, &waiting] {
        let row = store::report::by_mailbox(world.app.db.reader(), &mailbox(code))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((row.withdrawn_at, row.files), (None, 1));
        let messages = store::message::of_report(world.app.db.reader(), row.id)
            .await
            .unwrap();
        assert!(messages.is_empty());
    }
    // Its citizen is heard.
    let page = front.follow(&code).await;
    let ticket = page.between("name=\"ticket\" value=\"", "\"");
    let fields = [
        ("code", code.as_str()),
        ("ticket", &ticket),
        ("narrative", "Tôi nhớ ra thêm"),
    ];
    let sent = front.post("/cong-dan/theo-doi/gui", &fields, &[]).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    assert_eq!(round(&world).await.taken, 1);
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_there_is_no_room_for_stays_at_the_front() {
    let (folder, clock, front, world) = pair().await;
    round(&world).await;
    let addresses = front.stop().await;
    let stray = said_with(&world, &Code::of_form(&[7; 32], &[3; 16], &[3; 32]));
    smuggle(&folder, &[written(&stray)]).await;
    let large = entity::refused::Model {
        id: Uuid::now_v7(),
        digest: "0".repeat(64),
        envelope_id: Uuid::now_v7(),
        kind: String::new(),
        reason: Because::Unreadable.to_string(),
        report_id: None,
        received_at: None,
        refused_at: world.clock.now(),
        bytes: i64::try_from(refused::MOST_BYTES).unwrap(),
        files: "[]".to_owned(),
    };
    let id = large.id;
    let tx = world.app.db.begin().await.unwrap();
    store::refused::insert(&tx, large).await.unwrap();
    tx.commit().await.unwrap();

    let front = Front::start(front_config(folder.path()), &clock, Some(addresses)).await;
    let mut relay = Relay::new(world.app.hotline.clone());
    let mut rounds = Vec::new();
    for _ in 0..2 {
        front.report(NARRATIVE).await.unwrap();
        let done = relay.round().await.unwrap();
        rounds.push((done.taken, done.refused, done.left, front.waiting().await));
    }
    // It is left, not fetched again in every round, and what comes behind it is not held up.
    assert_eq!(rounds, [(1, 0, 1, 1), (1, 0, 0, 1)]);
    let machine = Actor::command_line();
    refused::let_go(&world.app.hotline, &machine, id).await.unwrap();
    let done = relay.round().await.unwrap();
    assert_eq!((done.refused, done.left, front.waiting().await), (1, 0, 0));
    front.stop().await;
}
