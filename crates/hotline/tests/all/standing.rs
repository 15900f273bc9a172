//! What a published notice names stops being named when the public is not warned of it any more.

use crate::{notice::warn, support::World};
use chrono::Duration;
use coloa_auth::Actor;
use coloa_extract::Kind;
use coloa_hotline::{
    HotlineError,
    code::Code,
    entity::notice as row,
    envelope::{EnvelopeKind, Letter},
    model::{Proof, TrustKind},
    notice::{self, Draft, review},
    publish,
    published::Notice,
    trust::{self, ItemDraft, OrganisationDraft, OrganisationKind, OrganisationState},
    verdict::{self, contest},
};
use coloa_testkit::{TestDb, store_suite};
use std::collections::BTreeSet;
use uuid::Uuid;

store_suite!(
    what_a_list_names_goes_when_its_warning_ends => listed,
    a_notice_whose_words_name_what_was_withdrawn_waits_for_whoever_published_it => said,
    an_objection_that_is_upheld_takes_the_notice_out => upheld,
    a_front_that_nobody_reaches_knows_when_to_stop => alone,
    what_is_official_no_more_goes_as_well => official,
    a_name_at_a_service_may_be_a_persons => personal,
);

const PHONE: &str = "0912000101";

fn draft(title: &str, body: &str, indicators: &[(&str, &str)]) -> Draft {
    Draft {
        kind: "warning".to_owned(),
        title: title.to_owned(),
        summary: "Kẻ gian gọi điện tự xưng nhân viên điện lực.".to_owned(),
        body: body.to_owned(),
        advice: vec!["Cúp máy".to_owned()],
        indicators: indicators
            .iter()
            .map(|(kind, value)| ((*kind).to_owned(), (*value).to_owned()))
            .collect(),
        ..Draft::default()
    }
}

async fn published(world: &World, actor: &Actor, draft: &Draft) -> row::Model {
    let one = notice::create(&world.hotline, actor, draft).await.unwrap();
    notice::publish(&world.hotline, actor, one.id, one.version)
        .await
        .unwrap()
}

/// What everybody may read.
async fn public(world: &World) -> Vec<Notice> {
    let published = publish::current(&world.hotline).await.unwrap();
    let now = world.now();
    let lasts = |notice: &&Notice| notice.expires_at.is_none_or(|end| end > now);
    published.document.notices.iter().filter(lasts).cloned().collect()
}

fn values(world: &World, notice: &Notice) -> Vec<String> {
    let named = notice.indicators_at(world.now());
    named.map(|one| one.value.clone()).collect()
}

async fn stands(world: &World, id: Uuid) -> row::Model {
    notice::read(&world.hotline, &world.coordinator, id)
        .await
        .unwrap()
}

/// Which notices somebody was asked to look at.
async fn told(world: &World, who: &Actor) -> BTreeSet<String> {
    let notices = world.notices(who).await.into_iter();
    let of_review = notices.filter(|n| n.kind == "hotline.notice_review");
    of_review.filter_map(|n| n.link).collect()
}

async fn listed(db: TestDb) {
    let world = World::on(db).await;
    warn(&world, Kind::Phone, PHONE, world.now() + Duration::hours(2)).await;
    let named = [("phone", PHONE), ("domain", "mau-gia.example")];
    let one = published(&world, &world.coordinator, &draft("Cảnh báo", "Cúp máy.", &named)).await;
    let shown = public(&world).await;
    assert_eq!(values(&world, &shown[0]), [PHONE, "mau-gia.example"]);
    // At that very moment, whether anything was made anew or not.
    world.pass(Duration::hours(2));
    assert_eq!(values(&world, &shown[0]), ["mau-gia.example"]);
    let shown = public(&world).await;
    assert_eq!(values(&world, &shown[0]), ["mau-gia.example"]);
    assert_eq!(shown[0].indicators.len(), 1, "it is not carried anywhere");
    // The notice itself says nothing wrong: it stays, and is changed in public without the number.
    assert_eq!(review::due(&world.hotline).await.unwrap(), 0);
    assert_eq!(stands(&world, one.id).await.state, "published");
    let actor = world.again(&world.coordinator).await;
    let again = draft("Cảnh báo", "Cúp máy ngay.", &named);
    let refused = notice::change(&world.hotline, &actor, one.id, one.version, &again).await;
    assert!(matches!(
        refused,
        Err(HotlineError::Invalid {
            field: "indicators",
            reason: "not_warned"
        })
    ));
}

async fn said(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let warning = warn(&world, Kind::Phone, PHONE, world.now() + Duration::days(9)).await;
    let named = draft("Cảnh báo", "Chặn số 0912.000.101.", &[("phone", PHONE)]);
    let one = published(&world, &world.coordinator, &named).await;
    let by_machine = published(&world, &Actor::command_line(), &named).await;
    let other = draft("Hỏi đáp", "Cúp máy.", &[]);
    let other = published(&world, &world.coordinator, &other).await;
    assert_eq!(public(&world).await.len(), 3);
    assert_eq!(review::due(h).await.unwrap(), 0);

    verdict::withdraw(h, &world.lead, warning.id, 1, "Số đã đổi chủ")
        .await
        .unwrap();
    // Out of page, feeds, machine-readable lists, poster and mail before anybody did anything.
    let shown = public(&world).await;
    assert_eq!(shown.iter().map(|n| n.id).collect::<Vec<_>>(), [other.id]);
    let row = stands(&world, one.id).await;
    assert_eq!(row.state, "published");
    assert!(!notice::is_public(h, &row).await.unwrap());
    assert_eq!(
        [review::due(h).await.unwrap(), review::due(h).await.unwrap()],
        [2, 0]
    );
    let row = stands(&world, one.id).await;
    assert_eq!(
        (row.state.as_str(), row.review_reason.as_str(), row.review_at),
        ("review", PHONE, Some(world.now()))
    );
    // Whoever published it; where that was nobody, everybody who may.
    let (own, by_nobody) = (review::link(one.id), review::link(by_machine.id));
    assert_eq!(
        told(&world, &world.coordinator).await,
        BTreeSet::from([own, by_nobody.clone()])
    );
    assert_eq!(told(&world, &world.lead).await, BTreeSet::from([by_nobody]));
    assert!(told(&world, &world.intake).await.is_empty());

    // It comes back when it names nobody any more, under its address, and as it was first published.
    world.pass(Duration::hours(1));
    let actor = &world.coordinator;
    let refused = notice::publish(h, actor, one.id, row.version).await;
    assert!(matches!(
        refused,
        Err(HotlineError::Invalid {
            field: "indicators",
            reason: "not_warned"
        })
    ));
    let mut clean = draft("Cảnh báo sửa", "Cúp máy.", &[]);
    clean.kind = "question".to_owned();
    let refused = notice::change(h, actor, one.id, row.version, &clean).await;
    assert!(matches!(
        refused,
        Err(HotlineError::Invalid { field: "kind", .. })
    ));
    clean.kind = "warning".to_owned();
    let row = notice::change(h, actor, one.id, row.version, &clean)
        .await
        .unwrap();
    assert_eq!(public(&world).await.len(), 1, "not before somebody says so");
    let row = notice::publish(h, actor, one.id, row.version).await.unwrap();
    assert_eq!(
        (row.state.as_str(), row.slug.as_str(), row.published_at),
        ("published", one.slug.as_str(), one.published_at)
    );
    assert_eq!((row.review_at, row.review_reason.as_str()), (None, ""));
    assert_eq!(public(&world).await.len(), 2);
    // Or it is withdrawn for good.
    let row = stands(&world, by_machine.id).await;
    let row = notice::withdraw(h, actor, row.id, row.version, "Không cần nữa")
        .await
        .unwrap();
    assert_eq!(row.state, "withdrawn");
}

async fn upheld(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let warning = warn(
        &world,
        Kind::BankAccount,
        "1012000111",
        world.now() + Duration::days(9),
    )
    .await;
    let named = draft("Cảnh báo", "Không chuyển tiền vào stk 1012000111.", &[]);
    let one = published(&world, &world.coordinator, &named).await;
    assert_eq!(public(&world).await.len(), 1);
    let code = Code::random(&mut rand::rng());
    let mut form = crate::support::Draft::default().form;
    form.topic = warning.id.to_string();
    let letter = Letter {
        form: Some(form),
        narrative: "Tài khoản này là của tôi".to_owned(),
        ..Letter::default()
    };
    let objection = world.hand_in(EnvelopeKind::Contest, &code, &letter).await;
    contest::decide(h, &world.lead, objection, true, "Đã gỡ, xin lỗi anh chị")
        .await
        .unwrap();
    assert!(public(&world).await.is_empty());
    assert_eq!(review::due(h).await.unwrap(), 1);
    assert_eq!(stands(&world, one.id).await.state, "review");
}

async fn alone(db: TestDb) {
    let world = World::on(db).await;
    let until = world.now() + Duration::days(2);
    warn(&world, Kind::Phone, PHONE, until).await;
    let mut named = draft("Cảnh báo", "Chặn số 0912.000.101.", &[]);
    named.expires_at = Some(world.now() + Duration::days(30));
    published(&world, &world.coordinator, &named).await;
    named.body = "Cúp máy.".to_owned();
    published(&world, &world.coordinator, &named).await;
    let mut ends: Vec<_> = public(&world).await.into_iter().map(|n| n.expires_at).collect();
    ends.sort();
    assert_eq!(ends, [Some(until), named.expires_at]);
    world.pass(Duration::days(2));
    assert_eq!(public(&world).await.len(), 1);
}

async fn official(db: TestDb) {
    let world = World::on(db).await;
    let (h, actor) = (&world.hotline, &world.coordinator);
    let owner = OrganisationDraft {
        name: "Công ty Mẫu".to_owned(),
        kind: OrganisationKind::Enterprise,
        agency: None,
        registration_number: "0100000001".to_owned(),
        state: OrganisationState::Active,
    };
    let owner = trust::create(h, actor, &owner).await.unwrap().row.id;
    let hotline = ItemDraft {
        kind: TrustKind::Hotline,
        value: "0912 000 888".to_owned(),
        platform: String::new(),
        proof: Proof::Document,
        document: String::new(),
    };
    let found = trust::add_item(h, actor, owner, &hotline).await.unwrap();
    let item = found.items[0].id;
    let named = draft("Gọi lại", "Gọi tổng đài 0912 000 888.", &[]);
    let one = notice::create(h, actor, &named).await.unwrap();
    assert!(notice::publish(h, actor, one.id, 1).await.is_err());
    trust::prove(h, actor, item, "Công văn 12").await.unwrap();
    notice::publish(h, actor, one.id, 1).await.unwrap();
    assert_eq!(public(&world).await.len(), 1);
    trust::revoke(h, actor, item, "Đổi số").await.unwrap();
    assert!(public(&world).await.is_empty());
    assert_eq!(review::due(h).await.unwrap(), 1);
    assert_eq!(stands(&world, one.id).await.review_reason, "0912000888");
}

async fn personal(db: TestDb) {
    let world = World::on(db).await;
    let (h, actor) = (&world.hotline, &world.coordinator);
    let named = draft("Cảnh báo", "Cúp máy.", &[("handle", "@gia_mau_3")]);
    let one = notice::create(h, actor, &named).await.unwrap();
    assert!(matches!(
        notice::publish(h, actor, one.id, 1).await,
        Err(HotlineError::Invalid {
            field: "indicators",
            reason: "not_warned"
        })
    ));
    warn(
        &world,
        Kind::Handle,
        "@gia_mau_3",
        world.now() + Duration::days(1),
    )
    .await;
    notice::publish(h, actor, one.id, 1).await.unwrap();
}
