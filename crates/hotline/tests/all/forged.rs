//! A front that was taken over has all that a front has: mailboxes, envelopes that wait, the keys that everything is sealed to.
//! It speaks for nobody with that.

use crate::support::{Draft, Filed, World, photo};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify},
    code::Code,
    direct::Direct,
    envelope::{Envelope, EnvelopeKind, FORMAT, Forged, Letter},
    form::Form,
    front::{Front as _, FrontError, HandedIn},
    inbox::work,
    intake,
    model::{Part, State},
    seal::SecretKey,
    store,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_front_writes_no_message_no_evidence_and_no_withdrawal => later,
    nothing_that_waits_is_changed_or_moved => changed,
    a_wish_that_was_granted_is_not_granted_again => replayed,
    the_portal_of_this_process_is_held_to_the_same => direct,
);

fn code() -> Code {
    Code::random(&mut rand::rng())
}

fn letter(text: &str) -> Letter {
    Letter {
        narrative: text.to_owned(),
        attachments: vec![photo("bang-chung.jpg", "x")],
        ..Letter::default()
    }
}

fn why(done: Result<HandedIn, HotlineError>) -> Forged {
    match done {
        Err(HotlineError::Forged(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// How a report stands, and what came to it.
async fn stands(world: &World, filed: &Filed) -> (String, bool, i32, usize, usize) {
    let db = world.access.db().reader();
    let row = world.row(filed.id).await;
    (
        row.state,
        row.withdrawn_at.is_some(),
        row.files,
        store::message::of_report(db, filed.id).await.unwrap().len(),
        store::sealed::of_report(db, filed.id).await.unwrap().len(),
    )
}

async fn later(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    // What it keeps of the report: the envelope as it was, with its mailbox and the key that belongs to it.
    let kept = world.envelope(&Draft::default(), &filed.code);
    let contest_code = code();
    let objection = Letter {
        form: Some(Draft::default().form),
        narrative: "Số này của tôi".to_owned(),
        ..Letter::default()
    };
    let contest = world
        .hand_in(EnvelopeKind::Contest, &contest_code, &objection)
        .await;
    let before = stands(&world, &filed).await;
    let own = code();
    for kind in [EnvelopeKind::Message, EnvelopeKind::Withdrawal] {
        for mailbox in [filed.code.mailbox(), contest_code.mailbox()] {
            let made_up = world.sealed(kind, &own, &letter("Tôi rút tin, mọi việc ổn"));
            // Signed with a key of its own, which is not that of the mailbox.
            let mut named = made_up.clone();
            named.mailbox = mailbox.to_string();
            // With the key of the mailbox, which it has, and a signature that it made or found.
            let mut keyed = named.clone();
            keyed.key.clone_from(&kept.key);
            let mut found = keyed.clone();
            found.signature.clone_from(&kept.signature);
            let mut unsigned = named.clone();
            unsigned.key.clear();
            unsigned.signature.clear();
            for forged in [named, keyed, found, unsigned] {
                assert_eq!(
                    why(intake::take_in(&world.hotline, forged).await),
                    Forged::Signature
                );
            }
        }
    }
    assert_eq!(stands(&world, &filed).await, before);
    let records = world.access.db().reader();
    let row = store::verdict::contest(records, contest).await.unwrap();
    assert_eq!(row.state, "open");
    assert!(
        store::message::of_report(records, contest)
            .await
            .unwrap()
            .is_empty()
    );
    // Whoever holds the code writes.
    world
        .hand_in(EnvelopeKind::Message, &filed.code, &letter("Tôi nhớ ra thêm"))
        .await;
    world
        .hand_in(EnvelopeKind::Message, &contest_code, &letter("Gửi thêm giấy tờ"))
        .await;
    let (_, _, files, messages, _) = stands(&world, &filed).await;
    assert_eq!((files, messages), (1, 1));
    assert_eq!(
        store::message::of_report(records, contest).await.unwrap().len(),
        1
    );
}

/// One change of an envelope.
type Change = fn(&mut Envelope);

async fn changed(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let other = world.file_report(Draft::default()).await;
    let reseal = |world: &World, envelope: &mut Envelope, part: Part, plain: &[u8]| {
        let place = coloa_hotline::envelope::place(envelope.id, part, 0);
        let secrecy = coloa_hotline::envelope::secrecy(part);
        let sealed = world.hotline.sealer().seal(secrecy, &place, plain).unwrap();
        let found = envelope.parts.iter_mut().find(|p| p.part == part).unwrap();
        found.sealed = STANDARD.encode(sealed);
    };
    let message = world.sealed(EnvelopeKind::Message, &filed.code, &letter("Tôi nhớ ra thêm"));
    let mut words = message.clone();
    reseal(&world, &mut words, Part::Message, "Tôi rút tin".as_bytes());
    let mut to_other = message.clone();
    to_other.mailbox = other.code.mailbox().to_string();
    let mut forged = vec![words, to_other];
    let changes: [Change; 9] = [
        |e| e.kind = EnvelopeKind::Withdrawal,
        |e| e.id = Uuid::now_v7(),
        |e| e.received_at += TimeDelta::days(1),
        |e| e.parts.truncate(1),
        |e| e.parts.swap(0, 1),
        |e| e.parts[1].seq = 4,
        |e| e.parts[1].sha256 = Some("0".repeat(64)),
        |e| e.parts[1].media_type = Some("application/pdf".to_owned()),
        |e| e.parts[1].size += 1,
    ];
    for change in changes {
        let mut changed = message.clone();
        change(&mut changed);
        assert_ne!(changed, message);
        forged.push(changed);
    }
    // A report that waits: its answers sealed to somebody else, its words, its own key in the place of the citizen's.
    let code = code();
    let report = world.envelope(&Draft::default(), &code);
    let mut answers = report.clone();
    answers.reply_key = Some(SecretKey::generate().public().to_string());
    let mut form = report.clone();
    let harmless = Form {
        topic: "other".to_owned(),
        ..Draft::default().form
    };
    reseal(
        &world,
        &mut form,
        Part::Form,
        &serde_json::to_vec(&harmless).unwrap(),
    );
    let mut key = report.clone();
    key.sign(&Code::random(&mut rand::rng()));
    key.mailbox.clone_from(&report.mailbox);
    forged.extend([answers, form, key]);
    for envelope in forged {
        assert_eq!(
            why(intake::take_in(&world.hotline, envelope).await),
            Forged::Signature
        );
    }
    // What the front alone can say is its own to say, and the way over the wire changes nothing.
    let mut marked = report;
    marked.network = Some("mạng".to_owned());
    marked.flood = true;
    for envelope in [marked, message] {
        let wire = serde_json::to_string(&envelope).unwrap();
        let envelope: Envelope = serde_json::from_str(&wire).unwrap();
        let done = intake::take_in(&world.hotline, envelope).await.unwrap();
        assert_eq!(done, HandedIn::Stored);
    }
    // Of another version it says so.
    for format in [0, FORMAT - 1, FORMAT + 1] {
        let mut old = world.envelope(&Draft::default(), &code);
        old.format = format;
        old.sign(&code);
        assert_eq!(why(intake::take_in(&world.hotline, old).await), Forged::Format);
    }
}

async fn replayed(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let feedback = Classify {
        kind: "feedback".to_owned(),
        ..Classify::default()
    };
    classify::classify(&world.hotline, &world.intake, filed.id, 1, &feedback)
        .await
        .unwrap();
    let take = async |envelope: &Envelope| intake::take_in(&world.hotline, envelope.clone()).await.unwrap();
    let wish = world.sealed(EnvelopeKind::Withdrawal, &filed.code, &letter("Tôi nhầm"));
    let twice = world.sealed(EnvelopeKind::Withdrawal, &filed.code, &letter("Tôi nhầm thật"));
    assert_eq!(take(&wish).await, HandedIn::Stored);
    // Why it is taken back once more is kept.
    assert_eq!(take(&twice).await, HandedIn::Stored);
    let row = world.row(filed.id).await;
    assert_eq!((row.state.as_str(), row.files), ("withdrawn", 2));
    work::reopen(&world.hotline, &world.intake, filed.id, row.version, "Còn việc")
        .await
        .unwrap();
    for envelope in [&wish, &twice] {
        assert_eq!(take(envelope).await, HandedIn::Again);
    }
    let row = world.row(filed.id).await;
    assert!(row.withdrawn_at.is_none() && State::parse(&row.state).unwrap().is_open());
    assert_eq!(row.files, 2);
}

async fn direct(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let front = Direct::new(world.hotline.clone());
    let mut forged = world.sealed(EnvelopeKind::Withdrawal, &code(), &letter("x"));
    forged.mailbox = filed.code.mailbox().to_string();
    assert!(matches!(front.hand_in(forged).await, Err(FrontError::Store(_))));
    assert!(world.row(filed.id).await.withdrawn_at.is_none());
    let real = world.sealed(EnvelopeKind::Withdrawal, &filed.code, &letter("x"));
    assert_eq!(front.hand_in(real).await.unwrap(), HandedIn::Stored);
    assert!(world.row(filed.id).await.withdrawn_at.is_some());
}
