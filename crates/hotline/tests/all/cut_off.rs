//! Work that is cut off anywhere: the power fails, or a caller hangs up and nobody waits for the answer any more. What was
//! taken in is there whole or not at all, and sending it again makes it whole once.

use crate::support::{Draft, World, photo};
use coloa_hotline::{
    HotlineError,
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    front::HandedIn,
    inbox::{self, Filter, View},
    intake,
    model::Part,
    store,
};
use coloa_testkit::{TestDb, store_suite};
use std::{
    future::{Future, poll_fn},
    task::Poll,
};
use uuid::Uuid;

store_suite!(
    a_report_is_there_whole_or_not_at_all => report,
    a_message_is_there_whole_or_not_at_all => message,
);

/// More steps than anything takes.
const MOST: usize = 1_000;
/// A test that cuts off less often than that shows nothing.
const FEWEST: usize = 2;
/// On a busy machine an answer is there before anybody waits for it, and work has few places to be cut off at: it is gone
/// through again.
const ROUNDS: usize = 20;

/// Lets work go so many steps, from one wait to the next, and drops it then; `None`: before it came to its end.
async fn cut_off<T>(work: impl Future<Output = T>, steps: usize) -> Option<T> {
    let mut work = Box::pin(work);
    let mut gone = 0;
    poll_fn(move |cx| {
        if gone == steps {
            return Poll::Ready(None);
        }
        gone += 1;
        work.as_mut().poll(cx).map(Some)
    })
    .await
}

/// Waits until what was begun and dropped is undone: the next change comes after it.
async fn settled(world: &World) {
    let tx = world.access.db().begin().await.unwrap();
    tx.commit().await.unwrap();
}

/// Whether a report is there, with all that belongs to it.
async fn is_there(world: &World, id: Uuid) -> bool {
    let db = world.access.db().reader();
    let parts = store::sealed::of_report(db, id).await.unwrap();
    match store::report::one(db, id).await {
        Ok(row) => {
            assert_eq!((parts.len(), row.files, row.has_identity), (4, 1, true));
            true
        }
        Err(HotlineError::NotFound) => {
            assert_eq!(parts.len(), 0, "parts of a report that is not there");
            false
        }
        Err(e) => panic!("{e}"),
    }
}

async fn report(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::about("Bị bắt chuyển tiền").with(|d| {
        d.identity.name = "Nguyễn Thị Mẫu".to_owned();
        d.attachments = vec![photo("anh.jpg", "x")];
    });
    let (mut cuts, mut filed) = (0, 0);
    'enough: for _ in 0..ROUNDS {
        for steps in 1..MOST {
            let code = Code::random(&mut rand::rng());
            let envelope = world.envelope(&draft, &code);
            let id = envelope.id;
            let done = cut_off(intake::take_in(&world.hotline, envelope.clone()), steps).await;
            settled(&world).await;
            let was_there = is_there(&world, id).await;
            // Whoever has no answer presses once more; whoever has one need not.
            let again = intake::take_in(&world.hotline, envelope).await.unwrap();
            assert!(!was_there || again == HandedIn::Again, "after {steps} steps");
            assert!(is_there(&world, id).await);
            assert_eq!(world.mailbox(&code).await.unwrap().state, "received");
            filed += 1;
            let Some(done) = done else {
                cuts += 1;
                continue;
            };
            assert_eq!((done.unwrap(), was_there), (HandedIn::Stored, true));
            if cuts >= FEWEST {
                break 'enough;
            }
            break;
        }
    }
    assert!(cuts >= FEWEST, "{cuts}");
    let all = Filter {
        view: View::All,
        ..Filter::default()
    };
    let (_, total) = inbox::list(&world.hotline, &world.intake, &all).await.unwrap();
    assert_eq!(total, filed, "each is there once");
    assert!(world.access.verify_audit().await.is_ok());
}

async fn message(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    // Messages, their files, and how many files the report says that it has.
    let counted = async || {
        let db = world.access.db().reader();
        let parts = store::sealed::of_report(db, filed.id).await.unwrap();
        let files = parts
            .iter()
            .filter(|p| p.part == Part::Attachment.as_str())
            .count();
        let messages = store::message::of_report(db, filed.id).await.unwrap().len();
        let told = usize::try_from(world.row(filed.id).await.files).unwrap();
        assert_eq!((files, told), (messages, messages));
        messages
    };
    let (mut cuts, mut sent) = (0, 0);
    'enough: for _ in 0..ROUNDS {
        for steps in 1..MOST {
            sent += 1;
            let letter = Letter {
                narrative: format!("Tôi nhớ ra thêm, lần {sent}"),
                attachments: vec![photo("anh.jpg", "x")],
                ..Letter::default()
            };
            let (kind, id) = (EnvelopeKind::Message, Uuid::now_v7());
            let sealer = world.hotline.sealer();
            let envelope = Envelope::seal(&sealer, id, kind, world.now(), &filed.code, &letter).unwrap();
            let done = cut_off(intake::take_in(&world.hotline, envelope.clone()), steps).await;
            settled(&world).await;
            let was_there = counted().await == sent;
            let again = intake::take_in(&world.hotline, envelope).await.unwrap();
            assert!(!was_there || again == HandedIn::Again, "after {steps} steps");
            assert_eq!(counted().await, sent);
            let Some(done) = done else {
                cuts += 1;
                continue;
            };
            assert_eq!((done.unwrap(), was_there), (HandedIn::Stored, true));
            if cuts >= FEWEST {
                break 'enough;
            }
            break;
        }
    }
    assert!(cuts >= FEWEST, "{cuts}");
    let content = world.mailbox(&filed.code).await.unwrap();
    assert_eq!(content.messages.len(), sent);
    assert!(world.access.verify_audit().await.is_ok());
}
