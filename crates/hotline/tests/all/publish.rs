//! What everybody may read, made from the records and kept.

use crate::{
    notice::warn,
    support::{Draft as Report, World},
};
use chrono::Duration;
use coloa_extract::Kind;
use coloa_hotline::{
    entity::verdict,
    form::Identity,
    model::VerdictState,
    notice::{self, Draft},
    publish, store,
};
use coloa_platform::db::rows;
use coloa_testkit::{TestDb, store_suite};
use std::sync::Arc;
use uuid::Uuid;

store_suite!(
    it_holds_what_is_public_and_nothing_of_a_report => nothing_of_a_report,
    it_is_made_anew_when_something_changed_and_not_otherwise => made_anew,
    terms_end_by_themselves => terms_end,
    a_large_one_is_made_at_most_once_a_second_and_reads_what_changed_alone => a_large_one,
);

async fn nothing_of_a_report(db: TestDb) {
    let world = World::on(db).await;
    let planted = [
        "Trần Thị Hoàn Toàn Bịa",
        "0912000999",
        "nguoi.to.giac@bia-dat.invalid",
        "chuyện riêng không ai được biết",
    ];
    let report = Report::about(&format!("{} {}", planted[3], planted[1])).with(|d| {
        d.identity = Identity {
            name: planted[0].to_owned(),
            phone: planted[1].to_owned(),
            email: planted[2].to_owned(),
            ..Identity::default()
        };
    });
    world.file_report(report).await;
    warn(
        &world,
        Kind::BankAccount,
        "1012000111",
        world.now() + Duration::days(1),
    )
    .await;
    let published = publish::current(&world.hotline).await.unwrap();
    let document = &published.document;
    assert_eq!(document.centre, "Trung tâm An ninh mạng");
    assert_eq!(document.warned.len(), 1);
    assert_eq!(document.made_at, world.now());
    assert!(document.sealer.is_some() && document.official.len() > 100);
    let communes: Vec<&str> = document.communes.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(communes, ["Phường Núi Thử", "Xã Sông Thử"]);
    let text = serde_json::to_string(document).unwrap();
    for secret in planted {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(!text.contains("Cán bộ thử"), "nor who verified it");
}

async fn made_anew(db: TestDb) {
    let world = World::on(db).await;
    let hotline = &world.hotline;
    let first = publish::current(hotline).await.unwrap();
    let again = publish::current(hotline).await.unwrap();
    assert!(Arc::ptr_eq(&first, &again), "nothing changed");
    // Something changed that says the same as before: nothing is carried anywhere for it.
    publish::changed(hotline);
    world.pass(Duration::minutes(5));
    let same = publish::current(hotline).await.unwrap();
    assert!(Arc::ptr_eq(&first, &same));

    let draft = Draft {
        kind: "question".into(),
        title: "Mất tiền thì làm gì?".into(),
        summary: "Gọi ngân hàng trước.".into(),
        body: "Gọi ngân hàng trước, rồi báo công an.".into(),
        ..Draft::default()
    };
    let one = notice::create(hotline, &world.coordinator, &draft).await.unwrap();
    notice::publish(hotline, &world.coordinator, one.id, 1)
        .await
        .unwrap();
    let next = publish::current(hotline).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &next));
    assert_eq!(next.document.notices.len(), 1);
    assert_eq!(next.document.made_at, world.now());

    // Another process changed something: it is seen within a minute.
    warn(&world, Kind::Phone, "0912000101", world.now() + Duration::days(1)).await;
    assert_eq!(publish::current(hotline).await.unwrap().document.warned.len(), 0);
    world.pass(Duration::minutes(1));
    assert_eq!(publish::current(hotline).await.unwrap().document.warned.len(), 1);
}

async fn terms_end(db: TestDb) {
    let world = World::on(db).await;
    let hotline = &world.hotline;
    warn(
        &world,
        Kind::Phone,
        "0912000101",
        world.now() + Duration::hours(1),
    )
    .await;
    warn(
        &world,
        Kind::Phone,
        "0912000102",
        world.now() + Duration::hours(2),
    )
    .await;
    let draft = Draft {
        kind: "question".into(),
        title: "Hỏi đáp".into(),
        summary: "Tóm tắt".into(),
        body: "Nội dung".into(),
        expires_at: Some(world.now() + Duration::hours(1)),
        ..Draft::default()
    };
    let one = notice::create(hotline, &world.coordinator, &draft).await.unwrap();
    notice::publish(hotline, &world.coordinator, one.id, 1)
        .await
        .unwrap();
    let now = publish::current(hotline).await.unwrap();
    assert_eq!((now.document.warned.len(), now.document.notices.len()), (2, 1));
    world.pass(Duration::hours(1));
    let now = publish::current(hotline).await.unwrap();
    assert_eq!((now.document.warned.len(), now.document.notices.len()), (1, 0));
    assert_eq!(now.document.warned[0].match_key, "0912000102");
}

fn many(world: &World, number: u32) -> verdict::Model {
    verdict::Model {
        id: Uuid::now_v7(),
        kind: "phone".into(),
        value: format!("09{number:08}"),
        match_key: format!("09{number:08}"),
        bank: None,
        state: VerdictState::Warned.to_string(),
        scam_type: None,
        reason: "Nhiều người báo".into(),
        reports: 2,
        statement: String::new(),
        campaign_id: None,
        warned_by: None,
        verified_by: None,
        verified_name: String::new(),
        verified_at: world.now() - Duration::days(30),
        expires_at: world.now() + Duration::days(30),
        ended_at: None,
        end_reason: String::new(),
        updated_at: world.now() - Duration::days(30),
        version: 1,
    }
}

async fn a_large_one(db: TestDb) {
    let world = World::on(db).await;
    let hotline = &world.hotline;
    let all: Vec<verdict::Model> = (0..2_500).map(|n| many(&world, n)).collect();
    let tx = world.access.db().begin().await.unwrap();
    rows::insert_all::<verdict::Entity, _, _>(&tx, all.clone())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let first = publish::current(hotline).await.unwrap();
    assert_eq!(first.document.warned.len(), 2_500);

    // One is withdrawn, one changes without saying when: only what says so is read again.
    let tx = world.access.db().begin().await.unwrap();
    let mut withdrawn = all[7].clone();
    withdrawn.state = VerdictState::Withdrawn.to_string();
    withdrawn.updated_at = world.now();
    withdrawn.version = 2;
    assert!(store::verdict::save(&tx, withdrawn).await.unwrap());
    let mut silent = all[9].clone();
    silent.reason = "Đổi mà không ghi lúc nào".into();
    silent.version = 2;
    assert!(store::verdict::save(&tx, silent).await.unwrap());
    tx.commit().await.unwrap();
    publish::changed(hotline);
    world.pass(Duration::milliseconds(999));
    let held = publish::current(hotline).await.unwrap();
    assert!(
        Arc::ptr_eq(&first, &held),
        "within a second the last one is given"
    );
    world.pass(Duration::milliseconds(1));
    let next = publish::current(hotline).await.unwrap();
    assert_eq!(next.document.warned.len(), 2_499);
    assert!(next.document.warned.iter().all(|w| w.id != all[7].id));
    assert!(next.document.warned.iter().all(|w| w.reason == "Nhiều người báo"));
    // The order is that of the first one.
    let ids: Vec<Uuid> = next.document.warned.iter().map(|w| w.id).collect();
    assert!(ids.is_sorted());
}
