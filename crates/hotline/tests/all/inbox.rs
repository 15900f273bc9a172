//! What operators do with reports: who has one, what it says, how it ends. Rooms: `copy` what a redacted copy may hold, and how it is
//! searched · `order` what the inbox shows first, and to whom.

mod copy;
mod order;

use crate::support::{Draft, Filed, World, photo};
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    attachment::Kind,
    classify::{self, Classify},
    entity::report,
    inbox::{
        self, Filter,
        work::{self, Close, HandOver},
    },
    model::{Outcome, Urgency},
    opening,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    two_operators_do_not_take_the_same_report => two_operators,
    a_report_is_opened_with_a_reason_or_by_who_has_it => opened,
    a_file_is_given_without_what_the_phone_wrote_into_it => files,
    an_original_is_given_with_a_reason_to_whoever_has_the_report_too => originals,
    a_report_goes_to_another_desk_and_another_person => handed_over,
    a_report_ends_and_is_taken_up_again => ends,
    a_repetition_ends_with_its_original => duplicate,
);

async fn list(world: &World, actor: &Actor, filter: Filter) -> Vec<String> {
    let (lines, total) = inbox::list(&world.hotline, actor, &filter).await.unwrap();
    assert_eq!(lines.len() as u64, total);
    lines.into_iter().map(|line| line.row.number).collect()
}

fn state(error: HotlineError) -> &'static str {
    match error {
        HotlineError::State { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn fault(error: HotlineError) -> (&'static str, &'static str) {
    match error {
        HotlineError::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

async fn classified(world: &World, filed: &Filed, kind: &str) -> report::Model {
    let row = world.row(filed.id).await;
    let draft = Classify {
        kind: kind.to_owned(),
        ..Classify::default()
    };
    classify::classify(&world.hotline, &world.intake, filed.id, row.version, &draft)
        .await
        .unwrap()
}

async fn two_operators(db: TestDb) {
    let world = World::on(db).await;
    let (_, other) = world.person(coloa_auth::Role::IntakeOfficer, None).await;
    let filed = world.file_report(Draft::default()).await;
    let seen = world.row(filed.id).await.version;
    let (one, two) = tokio::join!(
        work::take(&world.hotline, &world.intake, filed.id, seen),
        work::take(&world.hotline, &other, filed.id, seen),
    );
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    let row = won.unwrap();
    assert!(matches!(lost, Err(HotlineError::Conflict)));
    assert_eq!((row.version, row.state.as_str()), (seen + 1, "reading"));
    let loser = if row.assigned_to == world.intake.person.map(|p| p.uuid()) {
        &other
    } else {
        &world.intake
    };
    let late = work::take(&world.hotline, loser, filed.id, row.version).await;
    assert_eq!(state(late.unwrap_err()), "assigned");
    let release = work::release(&world.hotline, loser, filed.id, row.version).await;
    assert_eq!(state(release.unwrap_err()), "not_yours");
    let read = inbox::detail::read(&world.hotline, loser, filed.id)
        .await
        .unwrap();
    assert!(!read.may.contains(&"take") && !read.may.contains(&"release"));
    // A change that was begun on what stood before does not go through.
    let stale = work::set_urgency(&world.hotline, loser, filed.id, seen, Urgency::Later, "Không gấp").await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let row = work::set_urgency(
        &world.hotline,
        loser,
        filed.id,
        row.version,
        Urgency::Later,
        "Không gấp",
    )
    .await
    .unwrap();
    assert_eq!(row.urgency, Urgency::Later.rank());
    // Said twice, nothing changed; said anew, both are kept.
    for (urgency, why) in [(Urgency::Later, "Vẫn vậy"), (Urgency::Now, "Tiền đang đi")] {
        let version = world.row(filed.id).await.version;
        world.pass(chrono::Duration::minutes(1));
        work::set_urgency(&world.hotline, loser, filed.id, version, urgency, why)
            .await
            .unwrap();
    }
    let read = inbox::detail::read(&world.hotline, loser, filed.id)
        .await
        .unwrap();
    let kept: Vec<_> = read
        .urgencies
        .iter()
        .map(|u| {
            (
                Urgency::of_rank(u.before),
                Urgency::of_rank(u.after),
                u.reason.as_str(),
            )
        })
        .collect();
    assert_eq!(
        kept,
        [
            (Urgency::Usual, Urgency::Later, "Không gấp"),
            (Urgency::Later, Urgency::Now, "Tiền đang đi"),
        ]
    );
    assert_eq!(
        (read.urgencies[0].by_name.as_str(), read.urgencies[1].at),
        (loser.name.as_str(), world.now())
    );
}

async fn opened(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::about("Số 0905 000 999 gọi, tự xưng công an.").naming("1012000111", "VCB");
    let filed = world.file_report(draft).await;
    world
        .say(&filed.code, "Họ còn cho stk 1012000222 techcombank")
        .await;
    let open = async |actor: &Actor, reason: &str| {
        inbox::content::open(&world.hotline, actor, filed.id, reason).await
    };
    assert_eq!(
        fault(open(&world.intake, " ").await.unwrap_err()),
        ("reason", "empty")
    );
    for actor in [
        &world.revealer,
        &world.auditor,
        &world.coordinator,
        &world.commune_intake,
    ] {
        assert!(open(actor, "Tò mò").await.is_err());
    }
    let content = open(&world.lead, "Trưởng ca kiểm tra").await.unwrap();
    assert_eq!(content.narrative, "Số 0905 000 999 gọi, tự xưng công an.");
    assert_eq!(content.form.named[0].text, "1012000111");
    assert_eq!(content.messages[0].text, "Họ còn cho stk 1012000222 techcombank");
    let values: Vec<&str> = content.proposals.iter().map(|p| p.value.as_str()).collect();
    for value in ["0905000999", "1012000111", "1012000222"] {
        assert!(values.contains(&value), "{values:?}");
    }
    // Somebody read what the citizen wrote.
    let (lines, _) = inbox::list(&world.hotline, &world.intake, &Filter::default())
        .await
        .unwrap();
    assert_eq!(lines[0].unread, 0);
    let row = world.row(filed.id).await;
    work::take(&world.hotline, &world.intake, filed.id, row.version)
        .await
        .unwrap();
    assert!(open(&world.intake, "").await.is_ok());
    let read = inbox::detail::read(&world.hotline, &world.intake, filed.id)
        .await
        .unwrap();
    assert_eq!(read.openings, 2);
}

async fn files(db: TestDb) {
    let world = World::on(db).await;
    let pdf =
        coloa_hotline::attachment::take("sao-ke.pdf", b"%PDF-1.7\n/Author (NGUOI-BAO)".to_vec()).unwrap();
    let draft = Draft::default().with(|d| d.attachments = vec![photo("Bưởi chụp.jpg", "NHÀ-RIÊNG"), pdf]);
    let filed = world.file_report(draft.clone()).await;
    let content = inbox::content::open(&world.hotline, &world.intake, filed.id, "Xem")
        .await
        .unwrap();
    let [picture, paper] = content.attachments.as_slice() else {
        panic!("{:?}", content.attachments)
    };
    assert_eq!(
        (picture.name.as_str(), picture.media_type.as_str()),
        ("Bưởi chụp.jpg", "image/jpeg")
    );
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&draft.attachments[0].content);
    assert_eq!(picture.sha256, hex::encode(digest));
    let give = async |file: Uuid, original: bool| {
        inbox::content::open_file(&world.hotline, &world.intake, filed.id, file, "Xem", original).await
    };
    let holds = |bytes: &[u8], word: &str| coloa_testkit::holds(bytes, word.as_bytes());
    let copy = give(picture.id, false).await.unwrap();
    assert!(!holds(&copy.content, "NHÀ-RIÊNG") && !copy.name.contains("Bưởi"));
    assert_eq!(
        (Kind::of(&copy.content), copy.media_type.as_str()),
        (Some(Kind::Jpeg), "image/jpeg")
    );
    let original = give(picture.id, true).await.unwrap();
    assert_eq!(original.content, draft.attachments[0].content);
    assert_eq!(original.media_type, "application/octet-stream");
    assert_eq!(state(give(paper.id, false).await.unwrap_err()), "no_copy");
    assert!(give(paper.id, true).await.is_ok());
    assert!(matches!(
        give(Uuid::now_v7(), true).await,
        Err(HotlineError::NotFound)
    ));
    // A file of one report is not given out with another.
    let other = world.file_report(Draft::default()).await;
    let mixed =
        inbox::content::open_file(&world.hotline, &world.intake, other.id, picture.id, "Xem", true).await;
    assert!(matches!(mixed, Err(HotlineError::NotFound)));
}

async fn originals(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::default().with(|d| {
        d.attachments = vec![photo("chụp.jpg", "x")];
        d.identity.name = "Trần Thị Bưởi".to_owned();
    });
    let filed = world.file_report(draft).await;
    world.take(&world.intake, filed.id).await;
    let content = inbox::content::open(&world.hotline, &world.intake, filed.id, "")
        .await
        .unwrap();
    let file = content.attachments[0].id;
    let give = async |reason: &str, original: bool| {
        world.pass(chrono::Duration::minutes(1));
        inbox::content::open_file(&world.hotline, &world.intake, filed.id, file, reason, original).await
    };
    // The copy says nothing of where it was taken.
    give("", false).await.unwrap();
    assert_eq!(fault(give(" ", true).await.unwrap_err()), ("reason", "empty"));
    assert_eq!(
        fault(give("Gửi lại chị Trần Thị Bưởi", true).await.unwrap_err()),
        ("reason", "holds_identity")
    );
    give("Giao cơ quan điều tra", true).await.unwrap();
    let of_report = opening::Filter {
        report: Some(filed.id),
        limit: 10,
        ..opening::Filter::default()
    };
    let (entries, _) = opening::list(&world.hotline, &world.auditor, &of_report)
        .await
        .unwrap();
    let of_files: Vec<_> = entries
        .iter()
        .filter(|e| e.part == "attachment")
        .map(|e| (e.purpose.as_str(), e.reason.as_str()))
        .collect();
    assert_eq!(
        of_files,
        [("handling", "Giao cơ quan điều tra"), ("handling", "")]
    );
}

async fn handed_over(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let give = async |to: HandOver| {
        let seen = world.row(filed.id).await.version;
        work::hand_over(&world.hotline, &world.lead, filed.id, seen, &to).await
    };
    let to = |desk: Option<Uuid>, actor: Option<&Actor>| HandOver {
        desk,
        person: actor.and_then(|a| a.person).map(|p| p.uuid()),
        reason: "Thuộc địa bàn xã".to_owned(),
    };
    assert_eq!(
        fault(give(HandOver::default()).await.unwrap_err()),
        ("reason", "empty")
    );
    // Somebody who does not reach the centre's desk, or handles nothing.
    for actor in [&world.commune_intake, &world.auditor] {
        assert_eq!(
            fault(give(to(None, Some(actor))).await.unwrap_err()),
            ("person_id", "unknown")
        );
    }
    let row = give(to(None, Some(&world.intake))).await.unwrap();
    assert_eq!(row.assigned_to, world.intake.person.map(|p| p.uuid()));
    assert_eq!(world.notices(&world.intake).await[0].kind, "hotline.handed_over");
    let row = give(to(Some(world.commune_desk.id), None)).await.unwrap();
    assert_eq!(
        (row.agency_id, row.assigned_to),
        (Some(world.commune.uuid()), None)
    );
    assert_eq!(row.state, "received");
    let mine = list(&world, &world.commune_intake, Filter::default()).await;
    assert_eq!(mine, [row.number]);
}

async fn ends(db: TestDb) {
    let world = World::on(db).await;
    let close = async |filed: &Filed, outcome: Outcome, message: &str| {
        let seen = world.row(filed.id).await.version;
        let how = Close {
            outcome,
            reason: "Xong".to_owned(),
            message: message.to_owned(),
        };
        work::close(&world.hotline, &world.intake, filed.id, seen, &how).await
    };
    let filed = world.file_report(Draft::default()).await;
    assert_eq!(
        state(close(&filed, Outcome::Handled, "").await.unwrap_err()),
        "not_classified"
    );
    classified(&world, &filed, "crime_report_individual").await;
    // The centre may neither refuse nor resolve it.
    for outcome in [Outcome::Guided, Outcome::Handled] {
        assert_eq!(
            state(close(&filed, outcome, "").await.unwrap_err()),
            "must_be_passed_on"
        );
    }
    let filed = world.file_report(Draft::default()).await;
    classified(&world, &filed, "feedback").await;
    let row = close(&filed, Outcome::Guided, "Trung tâm đã hướng dẫn.")
        .await
        .unwrap();
    assert!(row.erase_after.is_some() && row.closed_at.is_some());
    let content = world.mailbox(&filed.code).await.unwrap();
    assert!(content.is_over);
    assert_eq!(content.messages[0].text, "Trung tâm đã hướng dẫn.");
    assert_eq!(
        state(close(&filed, Outcome::Guided, "").await.unwrap_err()),
        "closed"
    );
    let reopened = work::reopen(&world.hotline, &world.lead, filed.id, row.version, "Có tin mới")
        .await
        .unwrap();
    assert_eq!(
        (reopened.state.as_str(), reopened.outcome, reopened.erase_after),
        ("classified", None, None)
    );
    assert!(!world.mailbox(&filed.code).await.unwrap().is_over);
}

async fn duplicate(db: TestDb) {
    let world = World::on(db).await;
    let text = "Có người gọi điện tự xưng công an, đòi chuyển tiền ngay trong hôm nay.";
    let first = world.file_report(Draft::about(text)).await;
    let second = world.file_report(Draft::about(&text.to_uppercase())).await;
    let read = inbox::detail::read(&world.hotline, &world.intake, second.id)
        .await
        .unwrap();
    assert_eq!(read.similar.len(), 1);
    assert_eq!(
        (read.similar[0].id, read.similar[0].why),
        (first.id, "same_words")
    );
    // While nobody knows that the original arrived, its repetition is not over.
    let repeat = async |of: Uuid| {
        let seen = world.row(second.id).await.version;
        work::duplicate(&world.hotline, &world.intake, second.id, seen, of).await
    };
    assert_eq!(
        state(repeat(first.id).await.unwrap_err()),
        "original_not_acknowledged"
    );
    assert_eq!(fault(repeat(second.id).await.unwrap_err()), ("of", "unknown"));
    assert_eq!(
        fault(repeat(Uuid::now_v7()).await.unwrap_err()),
        ("of", "unknown")
    );
    classified(&world, &first, "feedback").await;
    let row = repeat(first.id).await.unwrap();
    assert_eq!(
        (row.duplicate_of, row.outcome.as_deref()),
        (Some(first.id), Some("duplicate"))
    );
}
