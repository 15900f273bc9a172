//! Notices by e-mail: asked for, confirmed, sent once, ended; an address stands nowhere in the clear.

use crate::support::World;
use chrono::Duration;
use coloa_hotline::{
    HotlineError,
    code::Code,
    entity::subscriber,
    envelope::{Envelope, EnvelopeKind},
    intake,
    model::Language,
    notice::{self, Draft},
    publish, store,
    subscription::{self, CONFIRM_PATH, END_PATH, NoticeMail, SEND, Wish},
};
use coloa_platform::{
    Keys,
    hotline_config::{HotlineConfig, PortalConfig},
    mail::{self, Letter, MailRow},
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    an_address_counts_once_its_owner_opened_the_link => confirmed_by_its_owner,
    a_notice_goes_out_once_to_each_in_their_language => once_to_each,
    nothing_of_an_address_or_a_token_stands_in_the_clear => nothing_in_the_clear,
    nobody_is_asked_again_and_again => not_again_and_again,
    many_readers_get_theirs_in_batches => in_batches,
    what_leads_nowhere_is_dropped => dropped,
    without_an_address_of_the_portal_no_mail_is_offered_and_nobody_learns_who_is_known => not_offered,
);

const ADDRESS: &str = "nguoi.doc@thu-mau.invalid";

async fn world(db: TestDb) -> World {
    let config = HotlineConfig {
        portal: PortalConfig {
            public_url: "https://cong.mau.invalid/".to_owned(),
            centre: "Trung tâm Mẫu".to_owned(),
            ..PortalConfig::default()
        },
        ..HotlineConfig::default()
    };
    World::with(db, config).await
}

fn envelope(world: &World, wish: &Wish) -> Envelope {
    Envelope::seal(
        &world.hotline.sealer(),
        Uuid::now_v7(),
        EnvelopeKind::Subscription,
        world.now(),
        &Code::random(&mut rand::rng()),
        &wish.letter().unwrap(),
    )
    .unwrap()
}

/// A second later each time: mails stand in the order in which they were asked for.
async fn hand_in(world: &World, wish: &Wish) {
    world.pass(Duration::seconds(1));
    intake::take_in(&world.hotline, envelope(world, wish))
        .await
        .unwrap();
}

fn subscribe(email: &str, language: Language) -> Wish {
    Wish::Subscribe {
        email: email.to_owned(),
        language,
    }
}

/// Mails that wait, opened, the oldest first.
async fn mails(world: &World) -> Vec<(MailRow, Letter)> {
    let keys = Keys::from_bytes([7; 32]);
    let mut rows = mail::list(world.access.db(), 1_000).await.unwrap();
    rows.reverse();
    let open = |row: MailRow| {
        let sealed = hex::decode(row.body.strip_prefix("sealed:").unwrap()).unwrap();
        let plain = keys.open(&format!("mail/{}", row.id), &sealed).unwrap();
        (row, serde_json::from_slice(&plain).unwrap())
    };
    rows.into_iter().map(open).collect()
}

/// The token behind a path in a mail.
fn token(text: &str, path: &str) -> String {
    let (_, rest) = text
        .split_once(&format!("https://cong.mau.invalid{path}?t="))
        .unwrap();
    rest.chars().take_while(|c| !c.is_whitespace()).collect()
}

async fn readers(world: &World) -> Vec<subscriber::Model> {
    store::subscriber::confirmed_after(world.access.db().reader(), None, 1_000)
        .await
        .unwrap()
}

/// An address that was confirmed; its token.
async fn reader(world: &World, email: &str, language: Language) -> String {
    hand_in(world, &subscribe(email, language)).await;
    let found = mails(world).await;
    let (_, letter) = found.iter().rfind(|(_, l)| l.to == email).unwrap();
    let token = token(&letter.body, CONFIRM_PATH);
    hand_in(world, &Wish::Confirm { token: token.clone() }).await;
    token
}

async fn warning(world: &World, title: &str, title_en: &str) -> Uuid {
    let draft = Draft {
        kind: "warning".into(),
        title: title.into(),
        title_en: title_en.into(),
        summary: "Tóm tắt {end} =cmd()".into(),
        body: "Nội dung".into(),
        advice: vec!["Cúp máy".into()],
        ..Draft::default()
    };
    let actor = &world.coordinator;
    let one = notice::create(&world.hotline, actor, &draft).await.unwrap();
    notice::publish(&world.hotline, actor, one.id, 1).await.unwrap();
    one.id
}

async fn send(world: &World, notice: Uuid) -> usize {
    world.pass(Duration::seconds(1));
    let mail = NoticeMail { notice, after: None };
    subscription::send_notice(&world.hotline, mail).await.unwrap()
}

async fn confirmed_by_its_owner(db: TestDb) {
    let world = world(db).await;
    hand_in(
        &world,
        &subscribe("Nguoi.Doc@Thu-Mau.invalid", Language::Vietnamese),
    )
    .await;
    let found = mails(&world).await;
    assert_eq!(found.len(), 1);
    let letter = &found[0].1;
    assert_eq!(
        (letter.to.as_str(), letter.subject.as_str()),
        (ADDRESS, "Xác nhận nhận cảnh báo của Trung tâm Mẫu")
    );
    assert!(readers(&world).await.is_empty(), "not before its owner says so");
    let right = token(&letter.body, CONFIRM_PATH);
    hand_in(
        &world,
        &Wish::Confirm {
            token: "A".repeat(43),
        },
    )
    .await;
    assert!(readers(&world).await.is_empty());
    hand_in(&world, &Wish::Confirm { token: right.clone() }).await;
    assert_eq!(readers(&world).await.len(), 1);
    hand_in(&world, &Wish::Confirm { token: right.clone() }).await;
    assert_eq!(readers(&world).await.len(), 1);
    // Ended, and not begun again by an old link.
    hand_in(&world, &Wish::End { token: right.clone() }).await;
    hand_in(&world, &Wish::Confirm { token: right }).await;
    assert!(readers(&world).await.is_empty());

    // A link that lies about too long confirms nothing, and the address is forgotten.
    hand_in(&world, &subscribe("muon@thu-mau.invalid", Language::English)).await;
    let found = mails(&world).await;
    let late = token(&found[1].1.body, CONFIRM_PATH);
    assert!(found[1].1.body.starts_with("Somebody"));
    world.pass(Duration::hours(73));
    hand_in(&world, &Wish::Confirm { token: late }).await;
    assert!(readers(&world).await.is_empty());
    assert_eq!(subscription::tidy(&world.hotline).await.unwrap(), 1);
    world.pass(Duration::days(31));
    assert_eq!(
        subscription::tidy(&world.hotline).await.unwrap(),
        1,
        "what is left of the one that ended"
    );
}

async fn once_to_each(db: TestDb) {
    let world = world(db).await;
    let end = reader(&world, ADDRESS, Language::Vietnamese).await;
    reader(&world, "reader@mail-mau.invalid", Language::English).await;
    hand_in(&world, &subscribe("cho@thu-mau.invalid", Language::Vietnamese)).await;
    let before = mails(&world).await.len();
    let notice = warning(&world, "Giả danh điện lực", "Fake electricity company").await;
    assert_eq!(send(&world, notice).await, 2);
    assert_eq!(send(&world, notice).await, 2, "the same again");
    let found = mails(&world).await;
    assert_eq!(found.len(), before + 2, "and nobody gets it twice");
    let to = |address: &str| {
        found[before..]
            .iter()
            .map(|(_, l)| l)
            .find(|l| l.to == address)
            .unwrap()
    };
    let (vi, en) = (to(ADDRESS), to("reader@mail-mau.invalid"));
    assert_eq!(vi.subject, "Trung tâm Mẫu: Giả danh điện lực");
    assert!(
        vi.body
            .contains("https://cong.mau.invalid/cong-dan/tin/gia-danh-dien-luc")
    );
    assert!(
        vi.body.contains("Tóm tắt {end} =cmd()"),
        "what a person wrote is put in as it is: {}",
        vi.body
    );
    assert_eq!(en.subject, "Trung tâm Mẫu: Fake electricity company");
    assert!(en.body.contains("All of it"));
    let link = vi.unsubscribe.as_deref().unwrap();
    assert_eq!(link, format!("https://cong.mau.invalid{END_PATH}?t={end}"));
    assert!(vi.body.contains(link));

    hand_in(&world, &Wish::End { token: end }).await;
    let second = warning(&world, "Giả danh bưu điện", "").await;
    assert_eq!(send(&world, second).await, 1);
    let found = mails(&world).await;
    let last = &found.last().unwrap().1;
    assert_eq!(
        last.subject, "Trung tâm Mẫu: Giả danh bưu điện",
        "no English title: the Vietnamese one"
    );
    // What does not stand any more is not mailed.
    notice::withdraw(&world.hotline, &world.coordinator, second, 2, "Sai")
        .await
        .unwrap();
    assert_eq!(send(&world, second).await, 0);
    assert_eq!(send(&world, Uuid::now_v7()).await, 0);
}

async fn nothing_in_the_clear(db: TestDb) {
    let world = world(db).await;
    let token = reader(&world, ADDRESS, Language::Vietnamese).await;
    let notice = warning(&world, "Giả danh điện lực", "").await;
    send(&world, notice).await;
    let dump = world.dump().await.to_lowercase();
    for secret in [ADDRESS, "nguoi.doc", &token.to_lowercase()] {
        assert!(!dump.contains(secret), "{secret}");
        let hexadecimal = hex::encode(secret);
        assert!(!dump.contains(&hexadecimal), "{secret} in hexadecimal");
    }
    for row in mail::list(world.access.db(), 10).await.unwrap() {
        assert_eq!(row.recipient, "sealed");
    }
    hand_in(&world, &Wish::End { token }).await;
    let db = world.access.db().reader();
    let tag = subscriber_tag();
    assert!(
        store::subscriber::of_address(db, &tag).await.unwrap().is_none(),
        "not even its tag is kept"
    );
}

fn subscriber_tag() -> String {
    hex::encode(Keys::from_bytes([7; 32]).mac("hotline.subscriber.address", ADDRESS.as_bytes()))
}

async fn not_again_and_again(db: TestDb) {
    let world = world(db).await;
    let wish = subscribe(ADDRESS, Language::Vietnamese);
    let once = envelope(&world, &wish);
    intake::take_in(&world.hotline, once.clone()).await.unwrap();
    intake::take_in(&world.hotline, once).await.unwrap();
    hand_in(&world, &wish).await;
    assert_eq!(
        mails(&world).await.len(),
        1,
        "the same envelope, and another one on the same day"
    );
    let mut flood = envelope(&world, &subscribe("khac@thu-mau.invalid", Language::Vietnamese));
    flood.flood = true;
    intake::take_in(&world.hotline, flood).await.unwrap();
    assert_eq!(mails(&world).await.len(), 1, "a flood mails nobody");
    world.pass(Duration::hours(25));
    hand_in(&world, &wish).await;
    let found = mails(&world).await;
    assert_eq!(found.len(), 2, "a day later it may be asked again");
    let token = token(&found[1].1.body, CONFIRM_PATH);
    hand_in(&world, &Wish::Confirm { token }).await;
    world.pass(Duration::days(3));
    hand_in(&world, &wish).await;
    assert_eq!(mails(&world).await.len(), 2, "who reads already is not asked");
}

async fn in_batches(db: TestDb) {
    let world = world(db).await;
    let published = publish::current(&world.hotline).await.unwrap();
    assert!(published.document.by_mail);
    let keys = Keys::from_bytes([7; 32]);
    let tx = world.access.db().begin().await.unwrap();
    for n in 0..401 {
        let id = Uuid::now_v7();
        let row = subscriber::Model {
            id,
            address_tag: format!("tag {n}"),
            address_sealed: keys.seal(
                &format!("hotline.subscriber/{id}"),
                format!("nguoi.{n}@thu-mau.invalid").as_bytes(),
            ),
            token_tag: format!("token {n}"),
            language: "vi".into(),
            created_at: world.now(),
            confirmed_at: Some(world.now()),
            ended_at: None,
        };
        store::subscriber::insert(&tx, row).await.unwrap();
    }
    // One of them belongs to another key: it keeps nobody from theirs.
    let stranger = subscriber::Model {
        id: Uuid::now_v7(),
        address_tag: "lạ".into(),
        address_sealed: vec![1; 60],
        token_tag: "lạ".into(),
        language: "vi".into(),
        created_at: world.now(),
        confirmed_at: Some(world.now()),
        ended_at: None,
    };
    store::subscriber::insert(&tx, stranger).await.unwrap();
    tx.commit().await.unwrap();
    warning(&world, "Giả danh điện lực", "").await;
    let worker = world.worker(|registry| registry.add(SEND, subscription::Send(world.hotline.clone())));
    assert_eq!(worker.drain().await.unwrap(), 3, "200, 200 and two");
    let mut to: Vec<String> = mails(&world).await.into_iter().map(|(_, l)| l.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 401);
}

async fn not_offered(db: TestDb) {
    let world = World::on(db).await;
    let published = publish::current(&world.hotline).await.unwrap();
    assert!(!published.document.by_mail);
    // One that is known from when there was an address, and one that is not: both are answered alike.
    let row = subscriber::Model {
        id: Uuid::now_v7(),
        address_tag: subscriber_tag(),
        address_sealed: Vec::new(),
        token_tag: "từ trước".into(),
        language: "vi".into(),
        created_at: world.now(),
        confirmed_at: Some(world.now()),
        ended_at: None,
    };
    let tx = world.access.db().begin().await.unwrap();
    store::subscriber::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    for email in [ADDRESS, "khac@thu-mau.invalid"] {
        let wish = envelope(&world, &subscribe(email, Language::Vietnamese));
        let answer = intake::take_in(&world.hotline, wish).await;
        let reason = "no_public_url";
        assert!(
            matches!(answer, Err(HotlineError::State { reason: said }) if said == reason),
            "{email}: {answer:?}"
        );
    }
    assert!(mail::list(world.access.db(), 10).await.unwrap().is_empty());
}

async fn dropped(db: TestDb) {
    let world = world(db).await;
    let mut broken = envelope(&world, &subscribe(ADDRESS, Language::Vietnamese));
    broken.parts.clear();
    broken.sign(&Code::random(&mut rand::rng()));
    intake::take_in(&world.hotline, broken).await.unwrap();
    let mut moved = envelope(&world, &subscribe(ADDRESS, Language::Vietnamese));
    moved.id = Uuid::now_v7();
    moved.sign(&Code::random(&mut rand::rng()));
    intake::take_in(&world.hotline, moved).await.unwrap();
    assert!(
        mails(&world).await.is_empty(),
        "what was sealed for another place opens nowhere"
    );
}
