//! Who reports is seen with a reason, by who asked, for some minutes, and where the law protects them with a second person.

use crate::support::{Draft, Filed, World};
use chrono::Duration;
use coloa_auth::{Actor, Role};
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify},
    form::Identity,
    opening::{self, Filter},
    reveal::{self, Request},
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(
    one_person_is_enough_where_the_law_asks_for_no_more => alone,
    a_denunciation_needs_a_second_person => second,
    what_became_a_denunciation_needs_one_as_well => reclassified,
    who_may_ask_and_who_may_agree => permitted,
);

async fn report(world: &World, kind: Option<&str>, wants_secret: bool) -> Filed {
    let draft = Draft::default().with(|d| {
        d.identity = Identity {
            name: "Trần Văn Mít".to_owned(),
            phone: "0912000404".to_owned(),
            ..Identity::default()
        };
        d.form.wants_secret = wants_secret;
    });
    let filed = world.file_report(draft).await;
    if let Some(kind) = kind {
        classified(world, &filed, kind).await;
    }
    filed
}

async fn classified(world: &World, filed: &Filed, kind: &str) {
    let row = world.row(filed.id).await;
    let draft = Classify {
        kind: kind.to_owned(),
        reason: "Đọc lại".to_owned(),
        ..Classify::default()
    };
    classify::classify(&world.hotline, &world.intake, filed.id, row.version, &draft)
        .await
        .unwrap();
}

fn state<T: std::fmt::Debug>(result: Result<T, HotlineError>) -> &'static str {
    match result {
        Err(HotlineError::State { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

async fn ask(world: &World, filed: &Filed) -> Result<Request, HotlineError> {
    reveal::ask(
        &world.hotline,
        &world.revealer,
        filed.id,
        "Gọi lại để ngăn chuyển tiền",
    )
    .await
}

async fn open(world: &World, actor: &Actor, request: &Request) -> Result<Identity, HotlineError> {
    reveal::open(&world.hotline, actor, request.row.id).await
}

async fn alone(db: TestDb) {
    let world = World::on(db).await;
    let filed = report(&world, Some("crime_report_individual"), false).await;
    let empty = reveal::ask(&world.hotline, &world.revealer, filed.id, "  ").await;
    assert!(matches!(
        empty,
        Err(HotlineError::Invalid { field: "reason", .. })
    ));
    let told = reveal::ask(&world.hotline, &world.revealer, filed.id, "Gọi anh Mít").await;
    assert!(matches!(
        told,
        Err(HotlineError::Invalid {
            reason: "holds_identity",
            ..
        })
    ));
    let request = ask(&world, &filed).await.unwrap();
    assert_eq!(
        (request.row.needs_second, request.may.as_slice()),
        (false, &["open"][..])
    );
    assert_eq!(state(open(&world, &world.second, &request).await), "not_asker");
    let identity = open(&world, &world.revealer, &request).await.unwrap();
    assert_eq!(identity.name, "Trần Văn Mít");
    let (entries, _) = opening::list(
        &world.hotline,
        &world.auditor,
        &Filter {
            limit: 10,
            ..Filter::default()
        },
    )
    .await
    .unwrap();
    let entry = &entries[0];
    assert_eq!(
        (entry.part.as_str(), entry.purpose.as_str(), &entry.second_name),
        ("identity", "reveal", &None)
    );
    world.pass(Duration::minutes(30));
    assert_eq!(state(open(&world, &world.revealer, &request).await), "expired");
    // Of an anonymous report there is nothing to see.
    let anonymous = world.file_report(Draft::default()).await;
    assert_eq!(state(ask(&world, &anonymous).await), "no_identity");
}

async fn second(db: TestDb) {
    let world = World::on(db).await;
    // Nobody said yet what it is; it is a denunciation; its reporter asked for secrecy.
    for (kind, wants_secret) in [
        (None, false),
        (Some("denunciation"), false),
        (Some("crime_information"), true),
    ] {
        let filed = report(&world, kind, wants_secret).await;
        let request = ask(&world, &filed).await.unwrap();
        assert!(request.row.needs_second && request.may.is_empty());
        assert_eq!(state(open(&world, &world.revealer, &request).await), "undecided");
        assert_eq!(world.notices(&world.second).await[0].kind, "hotline.reveal_asked");
        let decide = async |actor: &Actor, grant: bool, reason: &str| {
            reveal::decide(&world.hotline, actor, request.row.id, grant, reason).await
        };
        assert_eq!(
            state(decide(&world.revealer, true, "Tôi đồng ý").await),
            "own_request"
        );
        let without = decide(&world.second, false, "").await;
        assert!(matches!(
            without,
            Err(HotlineError::Invalid { field: "reason", .. })
        ));
        let granted = decide(&world.second, true, "").await.unwrap();
        assert_eq!(granted.row.is_granted, Some(true));
        assert_eq!(state(decide(&world.second, false, "Nghĩ lại").await), "decided");
        assert_eq!(
            open(&world, &world.revealer, &request).await.unwrap().phone,
            "0912000404"
        );
        let filter = Filter {
            report: Some(filed.id),
            limit: 10,
            ..Filter::default()
        };
        let (entries, _) = opening::list(&world.hotline, &world.auditor, &filter)
            .await
            .unwrap();
        assert_eq!(
            entries[0].second_name.as_deref(),
            Some(world.second.name.as_str())
        );
        assert_eq!(state(open(&world, &world.second, &request).await), "not_asker");
    }
    let filed = report(&world, Some("denunciation"), false).await;
    let request = ask(&world, &filed).await.unwrap();
    let waiting = async || {
        reveal::list(&world.hotline, &world.second, true, 0, 50)
            .await
            .unwrap()
    };
    let (listed, total) = waiting().await;
    assert_eq!(total, 4, "three are open for some minutes");
    assert_eq!(
        (listed[0].row.id, listed[0].may.as_slice()),
        (request.row.id, &["decide"][..])
    );
    reveal::decide(&world.hotline, &world.second, request.row.id, false, "Chưa cần")
        .await
        .unwrap();
    assert_eq!(state(open(&world, &world.revealer, &request).await), "refused");
    assert_eq!(
        world.notices(&world.revealer).await[0].kind,
        "hotline.reveal_refused"
    );
    world.pass(Duration::minutes(31));
    assert_eq!(waiting().await.1, 0);
}

async fn reclassified(db: TestDb) {
    let world = World::on(db).await;
    let filed = report(&world, Some("feedback"), false).await;
    let request = ask(&world, &filed).await.unwrap();
    classified(&world, &filed, "denunciation").await;
    assert_eq!(
        state(open(&world, &world.revealer, &request).await),
        "second_needed"
    );
}

async fn permitted(db: TestDb) {
    let world = World::on(db).await;
    let filed = report(&world, Some("denunciation"), false).await;
    for actor in [&world.intake, &world.lead, &world.auditor, &world.coordinator] {
        assert!(reveal::ask(&world.hotline, actor, filed.id, "Xem").await.is_err());
    }
    let request = ask(&world, &filed).await.unwrap();
    for actor in [&world.intake, &world.lead, &world.auditor] {
        assert!(
            reveal::decide(&world.hotline, actor, request.row.id, true, "")
                .await
                .is_err()
        );
    }
    // A revealer of a commune reaches no report of the centre.
    let (_, commune) = world.person(Role::Revealer, Some(world.commune)).await;
    let ask = reveal::ask(&world.hotline, &commune, filed.id, "Xem").await;
    assert!(matches!(ask, Err(HotlineError::NotFound)));
    let decide = reveal::decide(&world.hotline, &commune, request.row.id, true, "").await;
    assert!(matches!(decide, Err(HotlineError::NotFound)));
    assert_eq!(
        reveal::list(&world.hotline, &commune, false, 0, 50)
            .await
            .unwrap()
            .1,
        0
    );
    // Whoever audits sees that it was asked, and nothing more.
    let (listed, _) = reveal::list(&world.hotline, &world.auditor, false, 0, 50)
        .await
        .unwrap();
    assert!(listed.iter().all(|r| r.may.is_empty()) && listed.len() == 1);
}
