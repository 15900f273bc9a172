//! What citizens send to a report that is there: messages, evidence, the wish to take it back.

use super::new_code;
use crate::support::{Draft, TODAY, World};
use coloa_hotline::{
    HotlineError,
    envelope::{Envelope, EnvelopeKind, Letter},
    front::HandedIn,
    inbox::{self, Filter},
    intake,
    model::{Outcome, State},
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_citizen_writes_and_reads_with_the_code => messages,
    a_citizen_takes_a_report_back => withdrawn,
    what_nobody_read_is_not_ended_by_its_code => withdrawn_unread,
);

async fn messages(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let content = world.mailbox(&filed.code).await.unwrap();
    assert_eq!((content.state.as_str(), content.is_over), ("received", false));
    assert!(world.mailbox(&new_code()).await.is_none());
    let before = world.row(filed.id).await;

    let letter = Letter {
        narrative: "Tôi nhớ ra thêm một số".to_owned(),
        attachments: vec![crate::support::photo("anh.jpg", "GHI-CHÚ")],
        ..Letter::default()
    };
    let message = Envelope::seal(
        &world.hotline.sealer(),
        Uuid::now_v7(),
        EnvelopeKind::Message,
        world.now(),
        &filed.code,
        &letter,
    )
    .unwrap();
    let take = async |envelope: Envelope| intake::take_in(&world.hotline, envelope).await;
    assert_eq!(take(message.clone()).await.unwrap(), HandedIn::Stored);
    assert_eq!(take(message).await.unwrap(), HandedIn::Again);
    let row = world.row(filed.id).await;
    // Whoever is at work on the report is not disturbed.
    assert_eq!((row.version, row.files), (before.version, 1));
    let line = async || {
        let (lines, _) = inbox::list(&world.hotline, &world.intake, &Filter::default())
            .await
            .unwrap();
        lines.into_iter().next().unwrap()
    };
    assert_eq!(line().await.unread, 1);
    assert_eq!(
        inbox::counts(&world.hotline, &world.intake).await.unwrap().unread,
        1
    );

    coloa_hotline::message::answer(
        &world.hotline,
        &world.intake,
        filed.id,
        row.version,
        "Trung tâm đã nhận.",
    )
    .await
    .unwrap();
    let content = world.mailbox(&filed.code).await.unwrap();
    let said: Vec<(bool, &str, i32)> = content
        .messages
        .iter()
        .map(|m| (m.is_from_citizen, m.text.as_str(), m.files))
        .collect();
    assert_eq!(
        said,
        [
            (true, "Tôi nhớ ra thêm một số", 1),
            (false, "Trung tâm đã nhận.", 0)
        ]
    );
    // To a report that is not there.
    let lost = Envelope::seal(
        &world.hotline.sealer(),
        Uuid::now_v7(),
        EnvelopeKind::Message,
        world.now(),
        &new_code(),
        &letter,
    )
    .unwrap();
    assert!(matches!(take(lost).await, Err(HotlineError::NotFound)));
}

async fn withdrawn(db: TestDb) {
    let world = World::on(db).await;
    let letter = Letter {
        narrative: "Tôi nhầm".to_owned(),
        ..Letter::default()
    };
    let classified = async |id: Uuid, kind: &str| {
        let row = world.row(id).await;
        let draft = coloa_hotline::classify::Classify {
            kind: kind.to_owned(),
            ..Default::default()
        };
        coloa_hotline::classify::classify(&world.hotline, &world.intake, id, row.version, &draft)
            .await
            .unwrap();
    };
    let filed = world.file_report(Draft::default()).await;
    classified(filed.id, "feedback").await;
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &letter)
        .await;
    let row = world.row(filed.id).await;
    assert_eq!(row.state, State::Withdrawn.as_str());
    assert_eq!(row.outcome.as_deref(), Some("withdrawn"));
    assert_eq!(row.erase_after, TODAY.checked_add_days(chrono::Days::new(1825)));
    assert!(world.mailbox(&filed.code).await.unwrap().is_over);
    let content = inbox::content::open(&world.hotline, &world.intake, filed.id, "Đối chiếu")
        .await
        .unwrap();
    assert_eq!(content.messages[0].text, "Tôi nhầm");

    // Information on a crime is not taken back: it must be passed on.
    let filed = world.file_report(Draft::default()).await;
    classified(filed.id, "crime_report_individual").await;
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &letter)
        .await;
    let row = world.row(filed.id).await;
    assert_eq!(row.state, State::Classified.as_str());
    assert!(row.withdrawn_at.is_some() && row.closed_at.is_none());
}

/// Whoever has the phone of a victim has the code: the offender at home cannot end what nobody read.
async fn withdrawn_unread(db: TestDb) {
    let world = World::on(db).await;
    // A scam, and what its citizen chose to call spam.
    for topic in ["14", "spam"] {
        let draft = Draft::default().with(|d| d.form.topic = topic.to_owned());
        let filed = world.file_report(draft).await;
        let before = world.row(filed.id).await;
        world
            .hand_in(EnvelopeKind::Withdrawal, &filed.code, &Letter::default())
            .await;
        let row = world.row(filed.id).await;
        assert_eq!(
            (row.state.as_str(), row.closed_at, row.outcome),
            ("received", None, None)
        );
        assert_eq!((row.erase_after, row.withdrawn_at), (None, Some(world.now())));
        // Its terms go on as they were.
        assert_eq!(
            (row.next_due_at, &row.next_due_term),
            (before.next_due_at, &before.next_due_term)
        );
        assert_eq!(row.next_due_at.is_some(), topic == "14");
        assert!(!world.mailbox(&filed.code).await.unwrap().is_over);
        let (lines, _) = inbox::list(&world.hotline, &world.intake, &inbox::Filter::default())
            .await
            .unwrap();
        assert!(lines.iter().any(|line| line.row.id == filed.id));
    }

    // Whoever has it hears of it; once it was read and is no crime, it may end as taken back.
    let filed = world.file_report(Draft::default()).await;
    let row = world.row(filed.id).await;
    inbox::work::take(&world.hotline, &world.intake, filed.id, row.version)
        .await
        .unwrap();
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &Letter::default())
        .await;
    let told = world.notices(&world.intake).await;
    assert_eq!(told[0].kind, "hotline.withdrawal_asked");
    assert_eq!(told[0].params["number"], world.row(filed.id).await.number);
    let close = inbox::work::Close {
        outcome: Outcome::Withdrawn,
        reason: "Người báo xin rút".to_owned(),
        message: String::new(),
    };
    let version = async || world.row(filed.id).await.version;
    let early = inbox::work::close(&world.hotline, &world.intake, filed.id, version().await, &close).await;
    assert!(matches!(
        early,
        Err(HotlineError::State {
            reason: "not_classified"
        })
    ));
    let feedback = coloa_hotline::classify::Classify {
        kind: "feedback".to_owned(),
        ..Default::default()
    };
    coloa_hotline::classify::classify(
        &world.hotline,
        &world.intake,
        filed.id,
        version().await,
        &feedback,
    )
    .await
    .unwrap();
    let row = inbox::work::close(&world.hotline, &world.intake, filed.id, version().await, &close)
        .await
        .unwrap();
    assert_eq!(
        (row.state.as_str(), row.outcome.as_deref()),
        ("closed", Some("withdrawn"))
    );
}
