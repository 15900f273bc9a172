//! Who looks without cause is stopped, and every opening can be looked at.

use crate::support::{Draft, Filed, World};
use chrono::Duration;
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify},
    inbox::{content, work},
    model::Urgency,
    opening::{self, Filter},
    redaction,
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    who_opens_one_report_after_the_other_is_stopped => browsing,
    what_was_only_taken_and_given_back_was_looked_at_idly => taken,
    every_opening_is_listed_with_why => listed,
);

async fn some(world: &World, count: usize) -> Vec<Filed> {
    let mut filed = Vec::new();
    for _ in 0..count {
        filed.push(world.file_report(Draft::default()).await);
    }
    filed
}

async fn handle(world: &World, actor: &Actor, id: Uuid) {
    let row = world.row(id).await;
    let feedback = Classify {
        kind: "feedback".to_owned(),
        ..Classify::default()
    };
    classify::classify(&world.hotline, actor, id, row.version, &feedback)
        .await
        .unwrap();
}

async fn browsing(db: TestDb) {
    let config = HotlineConfig {
        idle_opens_per_hour: 3,
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let filed = some(&world, 6).await;
    let open = async |n: usize| content::open(&world.hotline, &world.intake, filed[n].id, "Xem qua").await;
    for n in 0..3 {
        open(n).await.unwrap();
    }
    // One that is open already costs nothing more.
    open(2).await.unwrap();
    assert!(matches!(open(3).await, Err(HotlineError::Browsing)));
    let told = world.notices(&world.lead).await;
    assert_eq!(told[0].kind, "hotline.browsing");
    assert_eq!(told[0].params["name"], world.intake.name.as_str());
    // Nothing was opened, and that somebody tried is in the log.
    let all = Filter {
        limit: 100,
        ..Filter::default()
    };
    let (_, total) = opening::list(&world.hotline, &world.auditor, &all).await.unwrap();
    assert_eq!(total, 4);
    assert!(world.dump().await.contains("stopped_browsing"));
    // Handling one of them makes room for another.
    handle(&world, &world.intake, filed[0].id).await;
    open(3).await.unwrap();
    assert!(matches!(open(4).await, Err(HotlineError::Browsing)));
    // Somebody else is not meant, and an hour later nobody is.
    content::open(&world.hotline, &world.lead, filed[4].id, "Kiểm tra ca")
        .await
        .unwrap();
    world.pass(Duration::minutes(61));
    open(4).await.unwrap();
}

/// To take a report is not to handle it, and to give it back leaves no trace for whoever looks at the report: neither makes
/// room for the next one, and nor does having it.
async fn taken(db: TestDb) {
    let config = HotlineConfig {
        idle_opens_per_hour: 3,
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let filed = some(&world, 4).await;
    let (hotline, me) = (&world.hotline, &world.intake);
    let mut stopped = Vec::new();
    for one in &filed {
        let row = world.take(me, one.id).await;
        // No reason is asked of whoever has it.
        stopped.push(matches!(
            content::open(hotline, me, one.id, "").await,
            Err(HotlineError::Browsing)
        ));
        let row = work::set_urgency(hotline, me, one.id, row.version, Urgency::Later, "Chưa gấp")
            .await
            .unwrap();
        // Nothing is taken back where nothing was confirmed.
        let row = redaction::confirm(hotline, me, one.id, row.version, "")
            .await
            .unwrap();
        let row = redaction::confirm_mentions(hotline, me, one.id, row.version, &[])
            .await
            .unwrap();
        work::release(hotline, me, one.id, row.version).await.unwrap();
    }
    assert_eq!(stopped, [false, false, false, true]);
    handle(&world, me, filed[0].id).await;
    content::open(hotline, me, filed[3].id, "Xem tiếp").await.unwrap();
}

async fn listed(db: TestDb) {
    let world = World::on(db).await;
    let filed = some(&world, 2).await;
    content::open(&world.hotline, &world.intake, filed[0].id, "Đối chiếu số máy")
        .await
        .unwrap();
    world.pass(Duration::minutes(1));
    content::open(&world.hotline, &world.lead, filed[1].id, "Kiểm tra ca")
        .await
        .unwrap();
    handle(&world, &world.lead, filed[1].id).await;
    let list = async |filter: Filter| {
        let filter = Filter { limit: 10, ..filter };
        opening::list(&world.hotline, &world.auditor, &filter)
            .await
            .unwrap()
            .0
    };
    let all = list(Filter::default()).await;
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].reason.as_str(), all[0].acted), ("Kiểm tra ca", true));
    assert_eq!(
        (all[1].reason.as_str(), all[1].acted),
        ("Đối chiếu số máy", false)
    );
    let idle = list(Filter {
        idle: true,
        ..Filter::default()
    })
    .await;
    assert_eq!(idle.len(), 1);
    let of_report = list(Filter {
        report: Some(filed[1].id),
        ..Filter::default()
    })
    .await;
    assert_eq!(of_report[0].person_id, world.lead.person.map(|p| p.uuid()));
    let people = opening::summary(&world.hotline, &world.lead, &Filter::default())
        .await
        .unwrap();
    assert_eq!(people.len(), 2);
    let intake = people
        .iter()
        .find(|p| p.person_id == world.intake.person.map(|p| p.uuid()))
        .unwrap();
    assert_eq!(
        (intake.opened, intake.idle, intake.revealed, intake.refused),
        (Some(1), Some(1), Some(0), Some(0))
    );
    assert_eq!(intake.person_name.as_deref(), Some(world.intake.name.as_str()));
    // Whoever opens is not who looks at who opened.
    for actor in [&world.intake, &world.revealer, &world.coordinator] {
        let list = opening::list(&world.hotline, actor, &Filter::default()).await;
        assert!(matches!(list, Err(HotlineError::Auth(_))));
    }
}
