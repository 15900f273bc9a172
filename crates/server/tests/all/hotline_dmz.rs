//! A citizens' front that stands alone, and the core that calls it: servers on ports of their own, talking over HTTP.

mod front;

use self::front::{
    ADDRESS, Answer, Core, FILE, FILE_NAME, Front, NAME, NARRATIVE, PHONE, TOKEN, clock, core, core_config,
    front_config, reports, round, until,
};
use crate::support::World;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_auth::Actor;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    entity::{self, verdict},
    envelope::{Envelope, EnvelopeKind, Letter},
    erase,
    front::HandedIn,
    intake, message,
    model::{Part, VerdictState},
    refused::{self, Because},
    store::{self, mailbox},
    verdict::contest,
};
use coloa_platform::Config;
use coloa_server::{
    hotline_relay::{Relay, RelayError, Round},
    public_role::{PublicRole, PublicRoleError},
};
use coloa_testkit::{TempData, TestDb};
use serde_json::Value;
use sqlx::Connection as _;
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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

/// A site that the public is warned of.
async fn warned(world: &World) -> Uuid {
    let now = world.clock.now();
    let row = verdict::Model {
        id: Uuid::now_v7(),
        kind: "domain".to_owned(),
        value: "mau-gia-3.example".to_owned(),
        match_key: "mau-gia-3.example".to_owned(),
        bank: None,
        state: VerdictState::Warned.to_string(),
        scam_type: None,
        reason: "Giả mạo ngân hàng mẫu".to_owned(),
        reports: 2,
        statement: String::new(),
        campaign_id: None,
        warned_by: None,
        verified_by: None,
        verified_name: "Trưởng ca thử".to_owned(),
        verified_at: now,
        expires_at: now + chrono::Duration::days(180),
        ended_at: None,
        end_reason: String::new(),
        updated_at: now,
        version: 1,
    };
    let (id, tx) = (row.id, world.app.db.begin().await.unwrap());
    store::verdict::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_with_the_code_of_an_objection_before_it_was_handed_over_is_not_lost() {
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
    let warning = warned(&world).await.to_string();
    round(&world).await;

    let page = "/cong-dan/kiem-tra/phan-doi";
    let form = front.page(&format!("{page}?so={warning}")).await;
    let ticket = form.between("name=\"ticket\" value=\"", "\"");
    let fields = [
        ("ticket", ticket.as_str()),
        ("warning", &warning),
        ("narrative", NARRATIVE),
        ("name", NAME),
    ];
    let objected = front.post(page, &fields, &[]).await;
    assert_eq!(objected.status, 200, "{objected:?}");
    let code = objected.between("data-copy=\"", "\"");
    // The front does not know what the code belongs to, and takes what comes with it.
    let shown = front.follow(&code).await;
    let ticket = shown.between("name=\"ticket\" value=\"", "\"");
    let reply = "Tôi gửi thêm giấy phép của tiệm";
    let fields = [("code", code.as_str()), ("ticket", &ticket), ("narrative", reply)];
    let files = [("files", FILE_NAME, FILE)];
    let sent = front.post("/cong-dan/theo-doi/gui", &fields, &files).await;
    assert_eq!((sent.status, front.waiting().await), (200, 2), "{sent:?}");

    let done = round(&world).await;
    assert_eq!((done.taken, done.refused, front.waiting().await), (2, 0, 0));
    let mailbox = Code::parse(&code).unwrap().mailbox().to_string();
    let objection = store::intake::contest_of(world.app.db.reader(), &mailbox)
        .await
        .unwrap()
        .unwrap();
    let machine = Actor::command_line();
    let opened = contest::open(&world.app.hotline, &machine, objection.id, "Xem xét")
        .await
        .unwrap();
    assert_eq!(
        (opened.text.as_str(), opened.contact.name.as_str()),
        (NARRATIVE, NAME)
    );
    assert_eq!(
        (opened.messages.len(), opened.messages[0].text.as_str()),
        (1, reply)
    );
    assert_eq!(opened.attachments[0].name, FILE_NAME);
    // Whoever objects sees that it arrived.
    assert!(front.follow(&code).await.text.contains(reply));
    front.stop().await;
}

/// All that is below a folder, in one piece.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend_from_slice(path.display().to_string().as_bytes());
        if path.is_dir() {
            bytes.extend(all_bytes(&path));
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let found = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
    // As it is, and as it would be carried in JSON: in Base64, wherever its beginning falls.
    found(text.as_bytes())
        || (0..3).any(|skip| {
            let whole = &text.as_bytes()[skip..];
            found(STANDARD.encode(&whole[..whole.len() / 3 * 3]).as_bytes())
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_disk_of_the_front_says_nothing_of_anybody() {
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
    round(&world).await;
    let code = front.report(NARRATIVE).await.unwrap();
    let reply = "Cảm ơn, tôi đã gọi ngân hàng rồi";
    let page = front.follow(&code).await;
    let ticket = page.between("name=\"ticket\" value=\"", "\"");
    let fields = [("code", code.as_str()), ("ticket", &ticket), ("narrative", reply)];
    let sent = front.post("/cong-dan/theo-doi/gui", &fields, &[]).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    assert_eq!(front.waiting().await, 2);

    let bare = code.replace('-', "");
    let secrets = [
        NARRATIVE, NAME, PHONE, ADDRESS, FILE_NAME, FILE, reply, &code, &bare,
    ];
    let look = |when: &str| {
        let bytes = all_bytes(&front_config(folder.path()).data_dir);
        for secret in secrets {
            assert!(!holds(&bytes, secret), "{secret}: {when}");
        }
        // What everybody may read is there: the search finds what there is.
        assert!(holds(&bytes, &world.app.config.installation.name));
        assert!(holds(&bytes, Part::Narrative.as_str()) == (when == "while it waits"));
    };
    look("while it waits");
    let taken = round(&world).await;
    assert_eq!((taken.taken, taken.refused), (2, 0));
    // It came whole: the core reads what the front could not.
    let opener = world.app.hotline.opener().unwrap();
    let mailbox = Code::parse(&code).unwrap().mailbox();
    let row = store::report::by_mailbox(world.app.db.reader(), &mailbox.to_string())
        .await
        .unwrap()
        .unwrap();
    let messages = store::message::of_report(world.app.db.reader(), row.id)
        .await
        .unwrap();
    let read = coloa_hotline::service::open_message(&opener, &messages[0]).unwrap();
    assert_eq!((read.as_str(), row.files, row.has_identity), (reply, 1, true));
    front.stop().await;
    look("after it was fetched and the front was stopped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_calls_the_relay_without_its_token() {
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    // Citizens' port knows nothing of it.
    assert_eq!(front.page("/relay/v1/state").await.status, 404);
    let mut answers = Vec::new();
    for path in ["/relay/v1/state", "/relay/v1/envelopes", "/khong-co"] {
        for token in [None, Some("sai"), Some(&TOKEN[1..])] {
            answers.push((path, front.call(path, token).await));
        }
        assert_ne!(front.call(path, Some(TOKEN)).await.status, 401);
    }
    assert!(
        answers.iter().all(|(_, answer)| *answer == answers[0].1),
        "{answers:?}"
    );
    assert_eq!(answers[0].1.status, 401);

    let wrong = World::with(TestDb::sqlite(), |config| {
        core_config(config, &front);
        config.hotline.relay.token = "ma-cua-may-khac-0123456789abcdefghij".to_owned();
    })
    .await;
    let mut relay = Relay::new(wrong.app.hotline.clone());
    assert!(matches!(relay.round().await, Err(RelayError::Status(401))));
    // The tenth wrong one: from here on this address waits, whatever it shows.
    assert_eq!(front.call("/relay/v1/state", Some(TOKEN)).await, answers[0].1);
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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
    let (folder, clock) = (TempData::new(), clock());
    let front = Front::start(front_config(folder.path()), &clock, None).await;
    let world = core(&front).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_of_another_version_is_refused_by_its_name() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut caller, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = caller.read(&mut request).await.unwrap();
        let body = r#"{"waiting":3,"oldest_at":null,"published":null,"cursor":null,"free_bytes":1}"#;
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        caller.write_all(answer.as_bytes()).await.unwrap();
    });
    let world = World::with(TestDb::sqlite(), |config| {
        config.hotline.relay.url = format!("http://{address}");
        config.hotline.relay.token = TOKEN.to_owned();
        config.hotline.portal.enabled = false;
    })
    .await;
    let refused = Relay::new(world.app.hotline.clone()).round().await;
    assert!(matches!(refused, Err(RelayError::Version(0))), "{refused:?}");
}

#[test]
fn a_front_does_not_start_with_what_belongs_to_a_core() {
    let folder = TempData::new();
    let config = front_config(folder.path());
    assert!(PublicRole::of(&config).is_ok());
    let without = |change: fn(&mut Config)| {
        let mut config = config.clone();
        change(&mut config);
        match PublicRole::of(&config).unwrap_err() {
            PublicRoleError::Setting { key, .. } => key,
            e => panic!("{e:?}"),
        }
    };
    assert_eq!(
        without(|c| c.hotline.relay.url = "https://loi.invalid".into()),
        "hotline.relay.url"
    );
    assert_eq!(
        without(|c| c.hotline.relay.listen.clear()),
        "hotline.relay.listen"
    );
    assert_eq!(
        without(|c| c.hotline.relay.token = "ngắn".into()),
        "hotline.relay.token"
    );
    for path in [
        config.sqlite_path(),
        config.master_key_path(),
        config.hotline_key_path(),
    ] {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "x").unwrap();
        let refused = PublicRole::of(&config);
        assert!(matches!(refused, Err(PublicRoleError::Records { .. })));
        std::fs::remove_file(&path).unwrap();
    }
}
