//! A citizens' front that stands alone, and the core that calls it: servers on ports of their own, talking over HTTP.
//!
//! Here what goes over between the two; `contest` objections, `door` who may call and what does not start, `secret` what the front
//! gives away, `refused` what cannot be taken in.

mod contest;
mod door;
mod front;
mod refused;
mod secret;

use self::front::{
    Answer, Core, Front, NARRATIVE, TOKEN, clock, core, front_config, pair, reports, round, until,
};
use coloa_auth::Actor;
use coloa_hotline::{
    code::Code,
    envelope::Envelope,
    erase,
    front::HandedIn,
    intake, message,
    store::{self, mailbox},
};
use coloa_server::hotline_relay::{Relay, Round};
use coloa_testkit::TempData;
use serde_json::Value;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_at_the_front_arrives_and_the_answer_goes_back() {
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    // Without the keys of a core nothing can be sealed, and nothing is kept.
    let refused = front.report(NARRATIVE).await.unwrap_err();
    assert_eq!((refused.status, front.waiting().await), (503, 0));

    let core = Core::start(&folder, &front, &clock).await;
    until("the keys are published", async || {
        let state = front.call("/relay/v1/state", Some(TOKEN)).await;
        !state.text.contains("\"published\":null")
    })
    .await;
    core.stop().await;

    // A day without the core; the front itself is started again in between.
    let mut codes = Vec::new();
    for n in 0..3 {
        codes.push(front.report(&format!("{NARRATIVE} {n}")).await.unwrap());
    }
    assert_eq!(front.waiting().await, 3);
    let addresses = front.stop().await;
    clock.advance(chrono::Duration::days(1));
    let front = Front::start(front_config(folder.path()), &clock, Some(addresses)).await;
    assert_eq!(front.waiting().await, 3);
    codes.push(front.report(NARRATIVE).await.unwrap());

    let core = Core::start(&folder, &front, &clock).await;
    let app = core.app.clone();
    until("all four are stored", async || reports(&app).await == 4).await;
    until("the front forgets them", async || front.waiting().await == 0).await;
    assert_eq!(store::keys::unopened(app.db.reader()).await.unwrap(), 0);

    // The centre answers the first one; its citizen alone reads it, at the front.
    let first = Code::parse(&codes[0]).unwrap().mailbox();
    let row = store::report::by_mailbox(app.db.reader(), &first.to_string())
        .await
        .unwrap()
        .unwrap();
    let answer = "Hãy gọi ngân hàng để khóa tài khoản";
    let actor = Actor::command_line();
    message::answer(&app.hotline, &actor, row.id, row.version, answer)
        .await
        .unwrap();
    until("the answer is at the front", async || {
        front.follow(&codes[0]).await.text.contains(answer)
    })
    .await;
    assert!(!front.follow(&codes[1]).await.text.contains(answer));
    core.stop().await;
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_core_that_dies_between_storing_and_telling_doubles_nothing() {
    let (_folder, _, front, world) = pair().await;
    assert!(round(&world).await.published);
    for n in 0..3 {
        front.report(&format!("{NARRATIVE} {n}")).await.unwrap();
    }
    // It stored them, and did not live to say so.
    let batch = front.call("/relay/v1/envelopes?limit=2", Some(TOKEN)).await;
    let batch: Value = serde_json::from_str(&batch.text).unwrap();
    let envelopes = batch["envelopes"].as_array().unwrap();
    assert_eq!(envelopes.len(), 2);
    for waiting in envelopes {
        let envelope: Envelope = serde_json::from_value(waiting["envelope"].clone()).unwrap();
        let taken = intake::take_in(&world.app.hotline, envelope).await.unwrap();
        assert_eq!(taken, HandedIn::Stored);
    }
    let after = batch["envelopes"][1]["seq"].as_i64().unwrap();
    let rest = front
        .call(&format!("/relay/v1/envelopes?after={after}"), Some(TOKEN))
        .await;
    assert_eq!(rest.text.matches("\"envelope\":").count(), 1, "{rest:?}");
    assert_eq!(front.waiting().await, 3);

    let done = round(&world).await;
    assert_eq!((done.taken, done.refused, done.mailboxes), (3, 0, 3));
    assert_eq!((front.waiting().await, reports(&world.app).await), (0, 3));
    // Nothing changed since: the last minutes are looked at once more by a core that was started again, and that is all.
    assert_eq!(
        round(&world).await,
        Round {
            mailboxes: 3,
            ..Round::default()
        }
    );
    let mut relay = Relay::new(world.app.hotline.clone());
    relay.round().await.unwrap();
    assert_eq!(relay.round().await.unwrap(), Round::default());
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_that_dies_keeps_what_it_answered() {
    let (folder, clock, front, world) = pair().await;
    round(&world).await;
    let mut codes = Vec::new();
    for n in 0..3 {
        codes.push(front.report(&format!("{NARRATIVE} {n}")).await.unwrap());
    }
    let addresses = front.die().await;
    // A day passes before somebody starts it again, and the core has called in vain.
    assert!(Relay::new(world.app.hotline.clone()).round().await.is_err());
    clock.advance(chrono::Duration::days(1));
    let front = Front::start(front_config(folder.path()), &clock, Some(addresses)).await;
    assert_eq!(front.waiting().await, 3);
    assert_eq!(round(&world).await.taken, 3);
    assert_eq!((front.waiting().await, reports(&world.app).await), (0, 3));
    for code in &codes {
        assert!(front.follow(code).await.text.contains("id=\"trang-thai\""));
    }
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_front_gets_everything_again() {
    let (folder, clock, front, world) = pair().await;
    round(&world).await;
    let code = front.report(NARRATIVE).await.unwrap();
    let mut relay = Relay::new(world.app.hotline.clone());
    relay.round().await.unwrap();
    assert_eq!(relay.round().await.unwrap(), Round::default());
    let shown = front.follow(&code).await;

    let addresses = front.stop().await;
    std::fs::remove_dir_all(front_config(folder.path()).data_dir).unwrap();
    let front = Front::start(front_config(folder.path()), &clock, Some(addresses)).await;
    let again = Round {
        published: true,
        mailboxes: 1,
        ..Round::default()
    };
    assert_eq!(relay.round().await.unwrap(), again);
    let state = |answer: &Answer| answer.between("id=\"trang-thai\"", "</section>");
    assert_eq!(state(&front.follow(&code).await), state(&shown));
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_report_is_gone_from_the_front() {
    let (_folder, _, front, world) = pair().await;
    round(&world).await;
    let code = front.report(NARRATIVE).await.unwrap();
    round(&world).await;
    assert!(front.follow(&code).await.text.contains("id=\"trang-thai\""));

    let db = &world.app.db;
    let start = (chrono::DateTime::UNIX_EPOCH, Uuid::nil());
    let filled = mailbox::of_reports(db.reader(), start, 10).await.unwrap();
    let mut row = store::report::one(db.reader(), filled[0].place.1).await.unwrap();
    row.erase_after = world.today().pred_opt();
    let tx = db.begin().await.unwrap();
    store::report::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(erase::due(&world.app.hotline).await.unwrap(), 1);
    round(&world).await;
    let gone = front.follow(&code).await;
    assert!(!gone.text.contains("id=\"trang-thai\""), "{gone:?}");
    let never = Code::of_form(&[7; 32], &[1; 16], &[1; 32]).to_string();
    assert_eq!(gone.status, front.follow(&never).await.status);
    front.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_front_asks_to_phone_and_takes_again_when_there_is_room() {
    let (folder, clock) = (TempData::new(), clock());
    let mut config = front_config(folder.path());
    config.hotline.relay.most_waiting = 2;
    let front = Front::start(config.clone(), &clock, None).await;
    let world = core(&front).await;
    round(&world).await;
    front.report(NARRATIVE).await.unwrap();
    front.report(NARRATIVE).await.unwrap();
    assert_eq!(front.report(NARRATIVE).await.unwrap_err().status, 503);
    assert_eq!(round(&world).await.taken, 2);
    front.report(NARRATIVE).await.unwrap();

    // The same where the disk is nearly full.
    let addresses = front.stop().await;
    config.limits.min_free_bytes = u64::MAX / 2;
    let front = Front::start(config, &clock, Some(addresses)).await;
    assert_eq!(front.report(NARRATIVE).await.unwrap_err().status, 503);
    assert_eq!(front.waiting().await, 1);
    front.stop().await;
}
