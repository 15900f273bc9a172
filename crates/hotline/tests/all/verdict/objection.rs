//! Objections: opened with a reason, answered, and kept with what is sent later.

use super::{asked, refused, report, warning};
use crate::support::{Draft, World, photo};
use coloa_auth::Role;
use coloa_hotline::{
    HotlineError,
    check::Said as Answered,
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    form::Identity,
    front::HandedIn,
    intake,
    model::ContestState,
    store,
    verdict::{
        self,
        contest::{self, ContestFilter},
    },
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

/// An objection to a warning, as the portal hands it in.
pub async fn object(world: &World, verdict: Uuid) -> (Uuid, Code) {
    let code = Code::random(&mut rand::rng());
    let form = Draft::default().with(|d| d.form.topic = verdict.to_string()).form;
    let letter = Letter {
        form: Some(form),
        narrative: "Số này tôi mới mua, tôi là Nguyễn Thị Mẫu Chủ".to_owned(),
        identity: Identity {
            name: "Nguyễn Thị Mẫu Chủ".to_owned(),
            phone: "0912777333".to_owned(),
            ..Identity::default()
        },
        attachments: Vec::new(),
    };
    (world.hand_in(EnvelopeKind::Contest, &code, &letter).await, code)
}

store_suite!(whoever_it_belongs_to_objects_and_is_answered => objected);

async fn objected(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    for _ in 0..2 {
        report(&world, "phone", "0912003101", "", |_| {}).await;
    }
    let row = verdict::warn(h, &world.lead, &warning("phone", "0912003101", ""))
        .await
        .unwrap();
    // Whoever warned decides nothing.
    let (_, other) = world.person(Role::ShiftLead, None).await;
    let (first, code) = object(&world, row.id).await;
    let (second, other_code) = object(&world, row.id).await;
    assert_eq!(verdict::read(h, &world.intake, row.id).await.unwrap().contests, 2);
    let open = ContestFilter {
        state: Some(ContestState::Open),
        offset: 0,
        limit: 10,
    };
    assert!(
        contest::list(h, &world.intake, &open).await.is_err(),
        "who may not verify sees no objection"
    );
    let (lines, total) = contest::list(h, &world.lead, &open).await.unwrap();
    assert_eq!(
        (
            total,
            lines[0].contest.id,
            lines[0].verdict.as_ref().map(|v| v.id)
        ),
        (2, first, Some(row.id))
    );

    for (reason, why) in [
        ("", "empty"),
        (" ", "empty"),
        ("Gọi lại 0912 777 333", "holds_identity"),
    ] {
        assert_eq!(
            refused(contest::open(h, &world.lead, first, reason).await),
            why,
            "{reason}"
        );
    }
    let dump = world.dump().await;
    let log: Vec<&str> = dump.lines().filter(|l| l.starts_with("hotline_access")).collect();
    // What was refused was not opened; that somebody asked in this way is there.
    assert!(log.len() == 1 && log[0].contains("compared"), "{log:?}");
    let opened = contest::open(h, &world.lead, first, "Xem xét phản đối")
        .await
        .unwrap();
    assert_eq!(opened.text, "Số này tôi mới mua, tôi là Nguyễn Thị Mẫu Chủ");
    assert_eq!(
        (opened.contact.phone.as_str(), opened.answer.as_str()),
        ("0912777333", "")
    );
    assert!(contest::open(h, &world.intake, first, "tò mò").await.is_err());
    let log = world.dump().await;
    assert!(
        log.lines().any(|l| l.starts_with("hotline_access")
            && l.contains(contest::NUMBER)
            && l.contains("Xem xét phản đối")),
        "openings are logged with their reason"
    );

    // Rejected: the warning stays.
    let answer = "Đã xác minh, chị Mẫu Chủ vui lòng liên hệ nhà mạng";
    assert_eq!(
        refused(contest::decide(h, &other, first, false, " ").await),
        "empty"
    );
    contest::decide(h, &other, first, false, answer).await.unwrap();
    assert_eq!(asked(&world, "0912003101").await, Answered::Warned);
    let mailbox = world.mailbox(&code).await.unwrap();
    assert_eq!(
        (mailbox.about, mailbox.state.as_str(), mailbox.is_over),
        (EnvelopeKind::Contest, "rejected", true)
    );
    assert_eq!(mailbox.messages[0].text, answer);
    assert_eq!(
        refused(contest::decide(h, &other, first, true, answer).await),
        "decided"
    );
    assert_eq!(
        contest::open(h, &world.lead, first, "Đọc lại câu trả lời")
            .await
            .unwrap()
            .answer,
        answer
    );

    // Upheld: it is taken back.
    contest::decide(h, &other, second, true, answer).await.unwrap();
    assert_eq!(asked(&world, "0912003101").await, Answered::Unknown);
    assert_eq!(world.mailbox(&other_code).await.unwrap().state, "upheld");
    let ended = store::verdict::find(world.access.db().reader(), row.id)
        .await
        .unwrap();
    assert_eq!(ended.state, "withdrawn");
    assert_eq!(verdict::read(h, &world.lead, row.id).await.unwrap().contests, 0);

    // Who objects, what they say and what they are answered is nowhere in the clear.
    let dump = world.dump().await;
    for planted in ["Mẫu Chủ", "0912777333", "mới mua", "vui lòng liên hệ"] {
        assert!(!dump.contains(planted), "{planted} is stored in the clear");
    }
}

store_suite!(who_opens_objections_without_deciding_is_stopped => browsing);

async fn browsing(db: TestDb) {
    let config = HotlineConfig {
        idle_opens_per_hour: 1,
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let h = &world.hotline;
    let (_, other) = world.person(Role::ShiftLead, None).await;
    let nothing = Uuid::now_v7();
    let (first, _) = object(&world, nothing).await;
    let (second, _) = object(&world, nothing).await;
    let open = async |id: Uuid| contest::open(h, &world.lead, id, "Xem xét phản đối").await;
    open(first).await.unwrap();
    // One that is open already costs nothing more.
    open(first).await.unwrap();
    assert!(matches!(open(second).await, Err(HotlineError::Browsing)));
    assert_eq!(world.notices(&other).await[0].kind, "hotline.browsing");
    contest::decide(h, &world.lead, first, false, "Không có cảnh báo nào như vậy")
        .await
        .unwrap();
    open(second).await.unwrap();
}

store_suite!(what_is_sent_later_is_kept_with_the_objection => later);

async fn later(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let (first, code) = object(&world, Uuid::now_v7()).await;
    let letter = Letter {
        narrative: "Gửi thêm giấy phép của tiệm Mẫu".to_owned(),
        attachments: vec![photo("giấy phép.jpg", "NHA-RIENG")],
        ..Letter::default()
    };
    let sealed = |code: &Code| {
        let kind = EnvelopeKind::Message;
        Envelope::seal(&h.sealer(), Uuid::now_v7(), kind, world.now(), code, &letter).unwrap()
    };
    // A front that stands alone hands over what came with any code, and may do so twice.
    let envelope = sealed(&code);
    for expected in [HandedIn::Stored, HandedIn::Again] {
        assert_eq!(intake::take_in(h, envelope.clone()).await.unwrap(), expected);
    }
    let nobody = sealed(&Code::random(&mut rand::rng()));
    assert!(matches!(
        intake::take_in(h, nobody).await,
        Err(HotlineError::NotFound)
    ));
    let mailbox = world.mailbox(&code).await.unwrap();
    assert_eq!(
        (mailbox.messages.len(), mailbox.state.as_str(), mailbox.files),
        (1, "open", 1)
    );
    assert!(mailbox.messages[0].is_from_citizen && mailbox.messages[0].text == letter.narrative);

    let opened = contest::open(h, &world.lead, first, "Xem xét phản đối")
        .await
        .unwrap();
    assert_eq!(
        (opened.messages[0].text.as_str(), opened.messages[0].files),
        (letter.narrative.as_str(), 1)
    );
    let file = &opened.attachments[0];
    assert_eq!(file.name, "giấy phép.jpg");
    let give = async |reason: &str, original: bool| {
        contest::open_file(h, &world.lead, first, file.id, reason, original).await
    };
    let holds = |content: &[u8]| coloa_testkit::holds(content, b"NHA-RIENG");
    let (shown, original) = (
        give("Xem giấy phép", false).await.unwrap(),
        give("Xem giấy phép", true).await.unwrap(),
    );
    assert!(!holds(&shown.content) && holds(&original.content));
    assert!(shown.name.starts_with("phan-doi-") && shown.name.ends_with(".jpg"));
    assert_eq!(refused(give("", true).await), "empty");
    let by_other = contest::open_file(h, &world.intake, first, file.id, "tò mò", true).await;
    assert!(by_other.is_err(), "who may not verify opens no file");
    assert!(!world.dump().await.contains("tiệm Mẫu"));

    // Taken back while it waits, nobody decides on it.
    let back = Letter {
        narrative: "Tôi nhầm số".to_owned(),
        ..Letter::default()
    };
    let (second, second_code) = object(&world, Uuid::now_v7()).await;
    world.hand_in(EnvelopeKind::Withdrawal, &second_code, &back).await;
    let mailbox = world.mailbox(&second_code).await.unwrap();
    assert_eq!((mailbox.state.as_str(), mailbox.is_over), ("withdrawn", true));
    assert_eq!(
        refused(contest::decide(h, &world.lead, second, false, "Đã xem").await),
        "decided"
    );
    let opened = contest::open(h, &world.lead, second, "Xem vì sao rút")
        .await
        .unwrap();
    assert_eq!(opened.messages[0].text, "Tôi nhầm số");

    // What comes after the decision is kept, and changes nothing of it.
    contest::decide(h, &world.lead, first, false, "Đã xem giấy phép")
        .await
        .unwrap();
    world.hand_in(EnvelopeKind::Withdrawal, &code, &back).await;
    let mailbox = world.mailbox(&code).await.unwrap();
    assert_eq!((mailbox.state.as_str(), mailbox.messages.len()), ("rejected", 3));
    assert!(mailbox.messages.iter().any(|m| m.text == "Đã xem giấy phép"));
}
