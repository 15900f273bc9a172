//! With the keys gone reports are taken in and wait, nobody reads any, and when the keys are back nothing was lost.

use crate::support::{Draft, World, photo};
use coloa_hotline::{
    HotlineError,
    code::Code,
    flood,
    front::Front as _,
    inbox::{self, Filter, work},
    intake,
    model::{Money, Urgency},
    redaction,
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(
    reports_wait_for_a_lost_key => lost,
    how_urgent_somebody_said_it_is_stands_when_the_key_is_back => urgency,
    what_nobody_could_read_to_be_urgent_is_let_in_when_it_is_read => let_in,
);

async fn lost(db: TestDb) {
    let world = World::on(db).await;
    let before = world.file_report(Draft::about("Trước khi mất khóa")).await;
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    world.hotline.reload_keys().await.unwrap();
    assert!(matches!(world.hotline.opener(), Err(HotlineError::KeyLost)));

    let draft = Draft::about("Đang bị bắt chuyển tiền").with(|d| {
        d.form.money = Money::Sending;
        d.form.commune = Some(world.commune.uuid());
        d.identity.name = "Nguyễn Thị Bưởi".to_owned();
        d.attachments = vec![photo("a.jpg", "x")];
    });
    let filed = world.file_report(draft).await;
    let row = world.row(filed.id).await;
    assert!(!row.is_opened && row.content_tag.is_none());
    assert_eq!(
        (row.desk_id, Urgency::of_rank(row.urgency)),
        (world.centre.id, Urgency::Usual)
    );
    // The front cannot tell the difference: there is a mailbox, and nothing in it.
    let front = coloa_hotline::direct::Direct::new(world.hotline.clone());
    assert_eq!(
        front.mailbox(&filed.code.mailbox()).await.unwrap(),
        Some(Vec::new())
    );
    let nobody = Code::random(&mut rand::rng());
    assert_eq!(front.mailbox(&nobody.mailbox()).await.unwrap(), None);
    world.say(&filed.code, "Có ai không").await;

    let open = async |id| inbox::content::open(&world.hotline, &world.intake, id, "Xem").await;
    for id in [before.id, filed.id] {
        assert!(matches!(open(id).await, Err(HotlineError::KeyLost)));
    }
    let version = world.take(&world.intake, before.id).await.version;
    let redact = redaction::confirm(&world.hotline, &world.intake, before.id, version, "Bản rút gọn").await;
    assert!(matches!(redact, Err(HotlineError::KeyLost)));
    let answer =
        coloa_hotline::message::answer(&world.hotline, &world.intake, before.id, version, "Chào").await;
    assert!(matches!(answer, Err(HotlineError::KeyLost)));
    assert!(matches!(
        intake::open_waiting(&world.hotline).await,
        Err(HotlineError::KeyLost)
    ));
    // They are in the inbox, and nothing that was not opened is noted as opened.
    let (lines, total) = inbox::list(&world.hotline, &world.intake, &Filter::default())
        .await
        .unwrap();
    assert_eq!((total, lines[0].row.is_opened), (2, false));
    let read = inbox::detail::read(&world.hotline, &world.intake, filed.id)
        .await
        .unwrap();
    assert_eq!(read.openings, 0);

    // Another pair of keys opens nothing, and takes nothing off the list.
    let other = [
        coloa_hotline::seal::SecretKey::generate(),
        coloa_hotline::seal::SecretKey::generate(),
    ];
    coloa_hotline::keys::write(
        &world.key_path(),
        &[("content", &other[0]), ("identity", &other[1])],
    )
    .unwrap();
    world.hotline.reload_keys().await.unwrap();
    assert_eq!(intake::open_waiting(&world.hotline).await.unwrap(), 0);
    assert!(matches!(open(filed.id).await, Err(HotlineError::Seal(_))));
    std::fs::remove_file(world.key_path()).unwrap();

    std::fs::rename(&kept, world.key_path()).unwrap();
    world.hotline.reload_keys().await.unwrap();
    assert_eq!(intake::open_waiting(&world.hotline).await.unwrap(), 1);
    assert_eq!(intake::open_waiting(&world.hotline).await.unwrap(), 0);
    let row = world.row(filed.id).await;
    assert!(row.is_opened);
    assert_eq!(
        (row.desk_id, Urgency::of_rank(row.urgency)),
        (world.commune_desk.id, Urgency::Now)
    );
    assert_eq!(
        world.notices(&world.commune_intake).await[0].kind,
        "hotline.urgent"
    );
    let content = world.mailbox(&filed.code).await.unwrap();
    assert_eq!(content.messages[0].text, "Có ai không");
    let content = open(filed.id).await.unwrap();
    assert_eq!(content.narrative, "Đang bị bắt chuyển tiền");
    assert_eq!(content.attachments[0].name, "a.jpg");
    assert_eq!(open(before.id).await.unwrap().narrative, "Trước khi mất khóa");
}

async fn urgency(db: TestDb) {
    let world = World::on(db).await;
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    world.hotline.reload_keys().await.unwrap();
    let draft = || Draft::default().with(|d| d.form.money = Money::Sending);
    let (said, unsaid) = (world.file_report(draft()).await, world.file_report(draft()).await);
    let version = world.row(said.id).await.version;
    let why = "Đã gọi, người báo chưa chuyển";
    work::set_urgency(
        &world.hotline,
        &world.intake,
        said.id,
        version,
        Urgency::Today,
        why,
    )
    .await
    .unwrap();
    std::fs::rename(&kept, world.key_path()).unwrap();
    world.hotline.reload_keys().await.unwrap();
    assert_eq!(intake::open_waiting(&world.hotline).await.unwrap(), 2);
    let of = async |id| Urgency::of_rank(world.row(id).await.urgency);
    assert_eq!(
        (of(said.id).await, of(unsaid.id).await),
        (Urgency::Today, Urgency::Now)
    );
}

/// More than people on one line send, while nobody can read what any of them says.
async fn let_in(db: TestDb) {
    let world = World::on(db).await;
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    world.hotline.reload_keys().await.unwrap();
    let file = async |n: u32, money: Money| {
        let draft = Draft::about(&format!("Chuyện thứ {n}")).with(|d| {
            d.network = Some("một đường dây".to_owned());
            d.form.money = money;
        });
        world.file_report(draft).await.id
    };
    for n in 0..20 {
        let id = file(n, Money::Asked).await;
        assert!(!flood::is_held_back(&world.row(id).await), "{n}");
    }
    let (urgent, other) = (file(20, Money::Sending).await, file(21, Money::Asked).await);
    for id in [urgent, other] {
        assert!(flood::is_held_back(&world.row(id).await));
    }
    std::fs::rename(&kept, world.key_path()).unwrap();
    world.hotline.reload_keys().await.unwrap();
    assert_eq!(intake::open_waiting(&world.hotline).await.unwrap(), 22);
    let row = world.row(urgent).await;
    assert!(flood::is_let_in(&row) && row.next_due_at.is_some());
    assert!(flood::is_held_back(&world.row(other).await));
    let told = world.notices(&world.intake).await;
    assert_eq!(told.iter().filter(|n| n.kind == "hotline.urgent").count(), 1);
}
