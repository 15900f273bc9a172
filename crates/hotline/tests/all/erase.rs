//! When its term is over, what anybody wrote is gone, and what statistics count is there.

use crate::support::{Draft, World, photo};
use chrono::{DateTime, Days};
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify},
    code::Code,
    envelope::{EnvelopeKind, Letter},
    erase,
    form::Identity,
    inbox::{self, work},
    intake,
    model::{MentionRole, Money, Outcome, Urgency},
    redaction, store,
    verdict::contest,
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_report_is_erased_when_its_term_is_over => erased,
    each_kind_has_its_term_and_so_has_what_was_taken_back => terms,
    an_objection_is_erased_when_its_term_is_over => objections,
);

async fn erased(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::about("Nội dung CẦN-XÓA: rác qua điện thoại.").with(|d| {
        d.identity.name = "Nguyễn Thị CẦN-XÓA".to_owned();
        d.identity.phone = "0912777001".to_owned();
        d.network = Some("mang-mot".to_owned());
        d.form.money = Money::Sent;
        d.form.amount = Some(5_000_000);
        d.form.commune = Some(world.commune.uuid());
        d.attachments = vec![photo("CẦN-XÓA.jpg", "CẦN-XÓA")];
    });
    let filed = world.file_report(draft).await;
    let kept = world.file_report(Draft::default()).await;
    world.say(&filed.code, "Lời nhắn CẦN-XÓA").await;
    world
        .mention(filed.id, "phone", "", MentionRole::Victim, false)
        .await;
    world
        .mention(filed.id, "phone", "0905000999", MentionRole::Offender, true)
        .await;
    let version = async || world.row(filed.id).await.version;
    let (hotline, intake) = (&world.hotline, &world.intake);
    let spam = Classify {
        kind: "spam".to_owned(),
        reason: "Gọi rác".to_owned(),
        ..Classify::default()
    };
    classify::classify(hotline, intake, filed.id, version().await, &spam)
        .await
        .unwrap();
    work::set_urgency(
        hotline,
        intake,
        filed.id,
        version().await,
        Urgency::Later,
        "Chưa gấp lắm",
    )
    .await
    .unwrap();
    world.take(intake, filed.id).await;
    redaction::confirm(hotline, intake, filed.id, version().await, "Bản rút gọn phải-mất")
        .await
        .unwrap();
    let close = work::Close {
        outcome: Outcome::Spam,
        reason: "Rác".to_owned(),
        message: "Trung tâm đã chuyển 156.".to_owned(),
    };
    work::close(hotline, intake, filed.id, version().await, &close)
        .await
        .unwrap();
    let sealed_files = || {
        let files = world.files().into_iter();
        files
            .filter(|(path, _)| path.components().any(|c| c.as_os_str() == "files"))
            .count()
    };
    assert_eq!(sealed_files(), 1);

    // On its last day it is there.
    world.clock.set(world.now() + Days::new(90));
    assert_eq!(erase::due(hotline).await.unwrap(), 0);
    world.clock.set(world.now() + Days::new(1));
    assert_eq!(erase::due(hotline).await.unwrap(), 1);
    assert_eq!(erase::due(hotline).await.unwrap(), 0);

    let row = world.row(filed.id).await;
    assert!(row.erased_at.is_some() && row.redacted.is_empty() && row.redacted_search.is_empty());
    assert!(row.content_tag.is_none() && row.mailbox_sealed.is_none() && row.reply_key.is_empty());
    assert!(row.network.is_none() && row.origin.is_none() && row.contact_tags.is_none());
    // The skeleton.
    assert_eq!(
        (row.kind.as_deref(), row.amount, row.commune_id),
        (Some("spam"), Some(5_000_000), Some(world.commune.uuid()))
    );
    assert_eq!(
        (row.outcome.as_deref(), row.number.as_str()),
        (Some("spam"), "HL-2026-00001")
    );
    assert_eq!(sealed_files(), 0);
    let dump = world.dump().await;
    let of_report = |table: &str| {
        let id = filed.id.simple().to_string();
        let lines = dump.lines().filter(|l| l.starts_with(&format!("{table} ")));
        lines
            .filter(|l| l.to_lowercase().replace('-', "").contains(&id))
            .count()
    };
    assert_eq!(of_report("hotline_sealed"), 0);
    assert_eq!(of_report("hotline_message"), 0);
    assert_eq!(of_report("stored_file"), 0);
    assert_eq!(of_report("hotline_mention"), 1, "the offender's");
    assert!(!dump.contains("phải-mất") && !dump.contains("phai-mat"));
    // That its urgency was changed stays, and why goes.
    assert_eq!(of_report("hotline_urgency"), 1);
    let mut urgencies = dump.lines().filter(|l| l.starts_with("hotline_urgency "));
    assert!(!urgencies.any(|l| l.contains("Chưa gấp lắm")));
    // Nobody does anything to it, and the code opens nothing any more.
    assert!(world.mailbox(&filed.code).await.is_none());
    let read = inbox::detail::read(hotline, intake, filed.id).await.unwrap();
    assert!(read.may.is_empty());
    let reopen = work::reopen(hotline, intake, filed.id, row.version, "Xem lại").await;
    assert!(matches!(reopen, Err(HotlineError::State { reason: "erased" })));
    let open = inbox::content::open(hotline, intake, filed.id, "Xem lại").await;
    assert!(matches!(open, Err(HotlineError::State { reason: "erased" })));
    // Whoever goes on writing to it writes to nobody, and whoever carried it is told so.
    let late = Letter {
        narrative: "Còn ai không".to_owned(),
        ..Letter::default()
    };
    let late = world.sealed(EnvelopeKind::Message, &filed.code, &late);
    let late = intake::take_in(&world.hotline, late).await;
    assert!(matches!(late, Err(HotlineError::State { reason: "erased" })));
    assert!(world.row(kept.id).await.erased_at.is_none());
}

async fn terms(db: TestDb) {
    let mut config = HotlineConfig::default();
    config.erase_after_days.insert("withdrawn".to_owned(), 30);
    config.erase_after_days.insert("feedback".to_owned(), 365);
    let world = World::with(db, config).await;
    let today = crate::support::TODAY;
    let ends = |days: u64| today.checked_add_days(Days::new(days));

    let feedback = Classify {
        kind: "feedback".to_owned(),
        ..Classify::default()
    };
    let filed = world.file_report(Draft::default()).await;
    classify::classify(&world.hotline, &world.intake, filed.id, 1, &feedback)
        .await
        .unwrap();
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &Letter::default())
        .await;
    assert_eq!(world.row(filed.id).await.erase_after, ends(30));

    // What went on although its citizen asked to take it back has the term of its kind.
    let filed = world
        .file_report(Draft::default().with(|d| d.identity = Identity::default()))
        .await;
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &Letter::default())
        .await;
    let row = classify::classify(&world.hotline, &world.intake, filed.id, 1, &feedback)
        .await
        .unwrap();
    let close = work::Close {
        outcome: Outcome::Guided,
        reason: "Đã hướng dẫn".to_owned(),
        message: String::new(),
    };
    let row = work::close(&world.hotline, &world.intake, filed.id, row.version, &close)
        .await
        .unwrap();
    assert_eq!(row.erase_after, ends(365));
    // Taken up again it has none.
    let row = work::reopen(&world.hotline, &world.intake, filed.id, row.version, "Còn việc")
        .await
        .unwrap();
    assert_eq!(row.erase_after, None);
    world.clock.set(world.now() + Days::new(400));
    assert_eq!(
        erase::due(&world.hotline).await.unwrap(),
        1,
        "the one that was taken back"
    );
}

async fn objections(db: TestDb) {
    let mut config = HotlineConfig::default();
    config.erase_after_days.insert("contest".to_owned(), 30);
    let world = World::with(db, config).await;
    let h = &world.hotline;
    let letter = Letter {
        form: Some(Draft::default().form),
        narrative: "Số này của tôi".to_owned(),
        identity: Identity {
            name: "Nguyễn Thị Mẫu Chủ".to_owned(),
            ..Identity::default()
        },
        attachments: vec![photo("hóa đơn.jpg", "nhà mạng")],
    };
    let (code, open_code) = (Code::random(&mut rand::rng()), Code::random(&mut rand::rng()));
    let decided = world.hand_in(EnvelopeKind::Contest, &code, &letter).await;
    let open = world.hand_in(EnvelopeKind::Contest, &open_code, &letter).await;
    contest::decide(h, &world.lead, decided, false, "Đã xác minh với nhà mạng")
        .await
        .unwrap();
    assert!(world.mailbox(&code).await.is_some());

    // On its last day it is there; one that waits for a decision has none.
    world.clock.set(world.now() + Days::new(30));
    assert_eq!(erase::due(h).await.unwrap(), 0);
    world.clock.set(world.now() + Days::new(1));
    assert_eq!(erase::due(h).await.unwrap(), 1);
    assert_eq!(erase::due(h).await.unwrap(), 0);

    let records = world.access.db().reader();
    let row = store::verdict::contest(records, decided).await.unwrap();
    assert!(row.sealed.is_empty() && row.answer.is_empty() && row.reply_key.is_empty());
    assert_eq!(row.erased_at, Some(world.now()));
    // The skeleton.
    assert_eq!(
        (row.state.as_str(), row.decided_by.as_deref()),
        ("rejected", Some(world.lead.name.as_str()))
    );
    let files = world.files().into_iter();
    let sealed = files.filter(|(path, _)| path.components().any(|c| c.as_os_str() == "files"));
    assert_eq!(sealed.count(), 1, "that of the one that waits");
    assert!(
        store::sealed::of_report(records, decided)
            .await
            .unwrap()
            .is_empty()
    );
    // The code opens nothing any more, here and at a front that stands alone.
    assert!(world.mailbox(&code).await.is_none());
    assert!(world.mailbox(&open_code).await.is_some());
    let start = (DateTime::UNIX_EPOCH, Uuid::nil());
    let brought = store::mailbox::of_contests(records, start, 10).await.unwrap();
    let mut gone: Vec<(Uuid, bool)> = brought.iter().map(|f| (f.place.1, f.is_gone)).collect();
    gone.sort_unstable();
    let mut expected = [(decided, true), (open, false)];
    expected.sort_unstable();
    assert_eq!(gone, expected);

    let lead = world.again(&world.lead).await;
    let opened = contest::open(h, &lead, decided, "Xem lại").await;
    assert!(matches!(opened, Err(HotlineError::State { reason: "erased" })));
    contest::open(h, &lead, open, "Xem lại").await.unwrap();
}
