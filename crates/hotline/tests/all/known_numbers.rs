//! Numbers of which the installation itself knows whose they are, and those that services rent: neither joins reports, and
//! nobody is warned of them, unless an operator says of one of the latter that it is an offender's.

use crate::support::{Draft, World};
use coloa_agency::model::Contact;
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    campaign::found,
    mention::{
        self, Said,
        hub::{self, HubDraft},
    },
    model::MentionRole,
    scam_type::ContactPurpose,
    settings::{self, ContactDraft},
    store,
    verdict::{self, VerdictDraft},
};
use coloa_incident::{
    model::ContactKind,
    network::{self, ContactDraft as Team},
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    whom_the_installation_turns_to_joins_nothing => known,
    a_number_of_services_joins_on_an_operators_word => services,
);

/// Two reports from two networks that name a number as the offender's.
async fn two(world: &World, number: &str) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let own = Uuid::now_v7().to_string();
        let draft = Draft::about(&format!(
            "Có người gọi tới dọa cắt điện, đòi chuyển tiền ngay, lần {own}"
        ));
        let filed = world.file_report(draft.with(|d| d.network = Some(own))).await;
        let said = Said {
            kind: "phone".to_owned(),
            value: number.to_owned(),
            role: MentionRole::Offender.to_string(),
            ..Said::default()
        };
        let seen = world.row(filed.id).await.version;
        mention::confirm(&world.hotline, &world.intake, filed.id, seen, &[said])
            .await
            .unwrap();
        ids.push(filed.id);
    }
    ids
}

/// Whether what a report names joins it to another.
async fn joined(world: &World, report: Uuid) -> bool {
    let mentions = store::mention::of_report(world.access.db().reader(), report).await;
    let stored = mentions.unwrap().iter().any(|m| m.joins);
    let around = found::around(&world.hotline, &world.lead, report).await.unwrap();
    let found = around.is_some_and(|cluster| !cluster.shared.is_empty());
    assert_eq!(stored, found);
    found
}

fn word<T: std::fmt::Debug>(done: Result<T, HotlineError>) -> &'static str {
    match done {
        Err(HotlineError::State { reason } | HotlineError::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

async fn warn(world: &World, number: &str) -> Result<coloa_hotline::entity::verdict::Model, HotlineError> {
    let draft = VerdictDraft {
        kind: "phone".to_owned(),
        value: number.to_owned(),
        reason: "Giả danh điện lực".to_owned(),
        ..VerdictDraft::default()
    };
    verdict::warn(&world.hotline, &world.lead, &draft).await
}

async fn known(db: TestDb) {
    let world = World::on(db).await;
    let bank = ContactDraft {
        name: "Ngân hàng Mẫu".to_owned(),
        name_en: String::new(),
        purpose: ContactPurpose::Bank,
        value: "+84 24 7300 0199".to_owned(),
        scam_types: Vec::new(),
        checked_on: None,
        source: "trang của ngân hàng".to_owned(),
        position: 1,
        active: true,
    };
    let coordinator = &world.coordinator;
    let row = settings::put_contact(&world.hotline, coordinator, None, &bank)
        .await
        .unwrap();
    let desk = Contact {
        phone: Some("024.7300.0188; 024 7300 0166".to_owned()),
        ..Contact::default()
    };
    world
        .agencies
        .change_contact(&Actor::command_line(), world.commune, desk)
        .await
        .unwrap();
    let team = Team {
        kind: ContactKind::National,
        body: String::new(),
        agency: None,
        person: None,
        name: "Trực ban mẫu".to_owned(),
        post: String::new(),
        phone: "(024) 7300-0177".to_owned(),
        email: String::new(),
        skills: Vec::new(),
        always: true,
        active: true,
        note: String::new(),
        told: false,
    };
    network::create(&world.access, &world.lead, &team).await.unwrap();

    for number in ["02473000199", "02473000188", "02473000166", "02473000177"] {
        let ids = two(&world, number).await;
        assert!(!joined(&world, ids[0]).await, "{number}");
        assert_eq!(word(warn(&world, number).await), "hub", "{number}");
    }
    let ids = two(&world, "02473000155").await;
    assert!(joined(&world, ids[0]).await, "nobody knows this one");

    // Whom nobody turns to any more is a stranger.
    let gone = ContactDraft {
        active: false,
        ..bank
    };
    settings::put_contact(&world.hotline, coordinator, Some((row.id, row.version)), &gone)
        .await
        .unwrap();
    assert_eq!(warn(&world, "02473000199").await.unwrap().reports, 2);
}

async fn services(db: TestDb) {
    let world = World::on(db).await;
    let hotline = &world.hotline;
    let number = "1900 000 101";
    let ids = two(&world, number).await;
    assert!(!joined(&world, ids[0]).await);
    assert_eq!(word(warn(&world, number).await), "service_class");

    let draft = |value: &str| HubDraft {
        kind: "phone".to_owned(),
        value: value.to_owned(),
        reason: "Đã xác minh với nhà cung cấp: người thuê số là đối tượng".to_owned(),
        joins: true,
        ..HubDraft::default()
    };
    assert!(
        hub::add(hotline, &world.intake, &draft(number)).await.is_err(),
        "who may not verify says nothing of it"
    );
    // Of what is somebody's, and of what joins anyway, nothing is to be said.
    for (value, why) in [("1900 54 54 13", "hub"), ("0912 003 101", "joins_already")] {
        let said = hub::add(hotline, &world.lead, &draft(value)).await;
        assert_eq!(word(said), why, "{value}");
    }
    let said = hub::add(hotline, &world.lead, &draft(number)).await.unwrap();
    assert!(said.joins && joined(&world, ids[0]).await);
    let again = hub::add(hotline, &world.lead, &draft(number)).await;
    assert_eq!(word(again), "added_already");
    // Also what is confirmed from now on.
    let later = two(&world, number).await;
    assert!(joined(&world, later[0]).await);
    let row = warn(&world, number).await.unwrap();
    assert_eq!(row.reports, 4);

    // The word stands while the public is warned on it.
    let taken_back = hub::remove(hotline, &world.lead, said.id).await;
    assert_eq!(word(taken_back), "warned");
    verdict::withdraw(hotline, &world.lead, row.id, row.version, "Số đã đổi chủ")
        .await
        .unwrap();
    hub::remove(hotline, &world.lead, said.id).await.unwrap();
    assert!(!joined(&world, ids[0]).await);
    assert_eq!(word(warn(&world, number).await), "service_class");
}
