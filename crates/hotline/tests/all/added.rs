//! Files that a desk adds to a report that is there: sealed like those that came with it, and marked as added.

use crate::support::{Draft, World, photo};
use chrono::{Days, Duration};
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    attachment::{self, Kind},
    classify::{self, Classify},
    envelope::{Attachment, EnvelopeKind, Letter, MAX_ATTACHMENTS},
    erase,
    inbox::{
        self,
        work::{self, Close},
    },
    intake,
    model::Outcome,
    store,
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    what_a_desk_adds_is_sealed_and_says_who_added_it => sealed,
    a_desk_adds_to_what_it_reaches_and_is_not_over => refused,
    a_desk_adds_no_more_than_a_report_may_have_of_it => capped,
    what_a_desk_added_goes_with_its_report => erased,
);

fn paper() -> Attachment {
    attachment::take("giấy PHẢI-KÍN.pdf", b"%PDF-1.7\n/Author (PHAI-KIN)".to_vec()).unwrap()
}

async fn add(world: &World, actor: &Actor, id: Uuid, files: Vec<Attachment>) -> Result<i32, HotlineError> {
    let seen = world.row(id).await.version;
    let row = intake::add_files(&world.hotline, actor, id, seen, files).await?;
    Ok(row.version)
}

async fn sealed(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::default().with(|d| d.attachments = vec![photo("đầu tiên.jpg", "x")]);
    let filed = world.file_report(draft).await;
    let seen = world.take(&world.intake, filed.id).await.version;
    world.say(&filed.code, "Tôi gửi ảnh qua cán bộ").await;
    let shot = photo("chụp PHẢI-KÍN.jpg", "NHÀ-PHẢI-KÍN");
    world.pass(Duration::minutes(5));
    let first_at = world.now();
    let version = add(&world, &world.lead, filed.id, vec![shot.clone(), paper()])
        .await
        .unwrap();
    assert_eq!(version, seen + 1);
    world.pass(Duration::minutes(5));
    add(&world, &world.intake, filed.id, vec![paper()]).await.unwrap();

    // Whoever has the report hears of what somebody else added, and nobody of what they added themselves.
    let told = world.notices(&world.intake).await;
    let told: Vec<&str> = told.iter().map(|n| n.kind.as_str()).collect();
    assert_eq!(
        told.iter().filter(|kind| **kind == "hotline.files_added").count(),
        1
    );
    let lead = world.notices(&world.lead).await;
    assert!(lead.iter().all(|n| n.kind != "hotline.files_added"));

    let read = inbox::detail::read(&world.hotline, &world.intake, filed.id)
        .await
        .unwrap();
    assert_eq!(read.line.row.files, 4);
    let additions: Vec<_> = read
        .additions
        .iter()
        .map(|a| (a.by_name.as_str(), a.at, a.files))
        .collect();
    assert_eq!(
        additions,
        [
            (world.lead.name.as_str(), first_at, 2),
            (world.intake.name.as_str(), world.now(), 1)
        ]
    );
    // The citizen sees how many files they sent, not what was added here, and no message that nobody wrote.
    let mailbox = world.mailbox(&filed.code).await.unwrap();
    assert_eq!((mailbox.files, mailbox.messages.len()), (1, 1));

    let content = inbox::content::open(&world.hotline, &world.intake, filed.id, "")
        .await
        .unwrap();
    assert_eq!(content.messages.len(), 1);
    let of_desk: Vec<_> = content
        .attachments
        .iter()
        .map(|f| (f.name.as_str(), f.added_by.as_deref(), f.added_at, f.message_id))
        .collect();
    let (lead, intake) = (Some(world.lead.name.as_str()), Some(world.intake.name.as_str()));
    assert_eq!(
        of_desk,
        [
            ("đầu tiên.jpg", None, None, None),
            ("chụp PHẢI-KÍN.jpg", lead, Some(first_at), None),
            ("giấy PHẢI-KÍN.pdf", lead, Some(first_at), None),
            ("giấy PHẢI-KÍN.pdf", intake, Some(world.now()), None),
        ]
    );
    let added = &content.attachments[1];
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&shot.content);
    assert_eq!(
        (added.sha256.as_str(), added.media_type.as_str()),
        (hex::encode(digest).as_str(), "image/jpeg")
    );
    let give = async |original: bool| {
        let why = if original { "Đối chiếu" } else { "" };
        inbox::content::open_file(&world.hotline, &world.intake, filed.id, added.id, why, original)
            .await
            .unwrap()
    };
    let copy = give(false).await;
    let note = "NHÀ-PHẢI-KÍN".as_bytes();
    assert!(!coloa_testkit::holds(&copy.content, note));
    assert_eq!(Kind::of(&copy.content), Some(Kind::Jpeg));
    assert_eq!(give(true).await.content, shot.content);

    // What they are called and what is in them stands nowhere in the clear, the audit log and the files included.
    let dump = world.dump().await;
    assert!(dump.contains("files_added") && !dump.contains("PHẢI-KÍN") && !dump.contains("PHAI-KIN"));
    let plain = b"PHAI-KIN";
    for (path, bytes) in world.files() {
        let name = path.to_string_lossy().into_owned();
        assert!(!name.contains("PHẢI-KÍN"));
        assert!(!coloa_testkit::holds(&bytes, plain), "{name}");
    }
}

async fn refused(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let one = || vec![paper()];
    // Who only reads, or takes reports in elsewhere.
    for actor in [
        &world.auditor,
        &world.revealer,
        &world.coordinator,
        &world.commune_intake,
    ] {
        let error = add(&world, actor, filed.id, one()).await.unwrap_err();
        assert!(
            matches!(error, HotlineError::Auth(_) | HotlineError::NotFound),
            "{error:?}"
        );
    }
    let fault = |error: HotlineError| match error {
        HotlineError::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    };
    let none = add(&world, &world.intake, filed.id, Vec::new()).await;
    assert_eq!(fault(none.unwrap_err()), ("files", "empty"));
    let many = vec![paper(); MAX_ATTACHMENTS + 1];
    let many = add(&world, &world.intake, filed.id, many).await;
    assert_eq!(fault(many.unwrap_err()), ("files", "too_many"));
    let seen = world.row(filed.id).await.version;
    let stale = intake::add_files(&world.hotline, &world.intake, filed.id, seen - 1, one()).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let stored = async || {
        store::sealed::added(world.access.db().reader(), filed.id)
            .await
            .unwrap()
            .len()
    };
    assert_eq!((stored().await, world.row(filed.id).await.files), (0, 0));

    let feedback = Classify {
        kind: "feedback".to_owned(),
        ..Classify::default()
    };
    let row = classify::classify(&world.hotline, &world.intake, filed.id, seen, &feedback)
        .await
        .unwrap();
    let close = Close {
        outcome: Outcome::Guided,
        reason: "Xong".to_owned(),
        message: String::new(),
    };
    let row = work::close(&world.hotline, &world.intake, filed.id, row.version, &close)
        .await
        .unwrap();
    let late = add(&world, &world.intake, filed.id, one()).await;
    assert!(matches!(late, Err(HotlineError::State { reason: "closed" })));
    work::reopen(&world.hotline, &world.lead, filed.id, row.version, "Có ảnh mới")
        .await
        .unwrap();
    add(&world, &world.intake, filed.id, one()).await.unwrap();
    assert_eq!((stored().await, world.row(filed.id).await.files), (1, 1));
}

async fn capped(db: TestDb) {
    let config = HotlineConfig {
        added_files_per_report: 3,
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let own = vec![photo("một.jpg", "x"), photo("hai.jpg", "y")];
    let filed = world
        .file_report(Draft::default().with(|d| d.attachments = own))
        .await;
    let some = async |count: usize| add(&world, &world.intake, filed.id, vec![paper(); count]).await;
    let is_full = |added: Result<i32, HotlineError>| {
        matches!(
            added,
            Err(HotlineError::State {
                reason: "too_many_files"
            })
        )
    };
    some(2).await.unwrap();
    assert!(is_full(some(2).await));
    some(1).await.unwrap();
    assert!(is_full(some(1).await));
    // What the citizen sends is taken in all the same, and is what they are told.
    let letter = Letter {
        narrative: "Thêm ảnh".to_owned(),
        attachments: vec![photo("ba.jpg", "z")],
        ..Letter::default()
    };
    world.hand_in(EnvelopeKind::Message, &filed.code, &letter).await;
    assert_eq!(world.row(filed.id).await.files, 6);
    assert_eq!(world.mailbox(&filed.code).await.unwrap().files, 3);
    // Another report has room of its own.
    let other = world.file_report(Draft::default()).await;
    add(&world, &world.intake, other.id, vec![paper(); 3])
        .await
        .unwrap();
}

async fn erased(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    add(&world, &world.intake, filed.id, vec![paper()]).await.unwrap();
    let spam = Classify {
        kind: "spam".to_owned(),
        ..Classify::default()
    };
    let seen = world.row(filed.id).await.version;
    let row = classify::classify(&world.hotline, &world.intake, filed.id, seen, &spam)
        .await
        .unwrap();
    let close = Close {
        outcome: Outcome::Spam,
        reason: "Rác".to_owned(),
        message: String::new(),
    };
    work::close(&world.hotline, &world.intake, filed.id, row.version, &close)
        .await
        .unwrap();
    let stored = || {
        let files = world.files().into_iter();
        files
            .filter(|(path, _)| path.components().any(|c| c.as_os_str() == "files"))
            .count()
    };
    assert_eq!(stored(), 1);
    world.clock.set(world.now() + Days::new(91));
    assert_eq!(erase::due(&world.hotline).await.unwrap(), 1);
    assert_eq!(stored(), 0);
    let left = store::sealed::of_report(world.access.db().reader(), filed.id)
        .await
        .unwrap();
    assert!(left.is_empty());
}
