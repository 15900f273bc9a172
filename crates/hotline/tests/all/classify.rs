//! What a report is in the eyes of the law, whose clock runs, and when it may end.

use crate::support::*;
use chrono::Duration;
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify, terms},
    entity::report,
    model::{Outcome, State},
    store,
    transfer::{self, Acknowledgement, NewTransfer, Sending},
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_classification_stays_when_another_takes_its_place => keeps_history,
    a_kind_is_of_the_law_and_a_topic_is_known => refuses_unknown,
    terms_are_those_of_the_host_alone => whose_clock,
    the_next_term_stands_with_the_report => next_term,
    information_on_a_crime_is_neither_refused_nor_resolved_here => closing,
    a_duplicate_ends_with_its_original => duplicates,
    words_of_a_reason_do_not_say_who_reports => reasons,
);

/// What somebody says a report is.
pub fn as_kind(kind: &str) -> Classify {
    Classify {
        kind: kind.to_owned(),
        ..Classify::default()
    }
}

pub async fn classified(world: &World, actor: &Actor, id: Uuid, kind: &str) -> report::Model {
    let seen = world.row(id).await.version;
    classify::classify(&world.hotline, actor, id, seen, &as_kind(kind))
        .await
        .unwrap()
}

fn reason(error: &HotlineError) -> &'static str {
    match error {
        HotlineError::State { reason } | HotlineError::Invalid { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

async fn keeps_history(db: TestDb) {
    let world = World::on(db).await;
    let id = world.file_report(Draft::default()).await.id;
    let row = classified(&world, &world.intake, id, "feedback").await;
    assert_eq!(
        (row.kind.as_deref(), row.state.as_str()),
        (Some("feedback"), "classified")
    );
    world.pass(Duration::minutes(5));
    let again = as_kind("crime_report_individual");
    let refused = classify::classify(&world.hotline, &world.intake, id, row.version, &again).await;
    assert_eq!(reason(&refused.unwrap_err()), "empty");
    let again = Classify {
        reason: "Có dấu hiệu tội phạm".into(),
        scam_type: Some("07".into()),
        ..again
    };
    let stale = classify::classify(&world.hotline, &world.intake, id, row.version - 1, &again).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let row = classify::classify(&world.hotline, &world.intake, id, row.version, &again)
        .await
        .unwrap();
    assert_eq!(row.scam_type.as_deref(), Some("07"));
    let all = classify::history(world.access.db().reader(), &row).await.unwrap();
    assert_eq!(all.len(), 2);
    let (former, now) = (&all[0], &all[1]);
    assert_eq!(former.row.superseded_at, Some(world.now()));
    assert_eq!(
        (former.kind_name.as_str(), former.row.handler.as_str()),
        ("Phản ánh", "centre")
    );
    assert_eq!(now.row.superseded_at, None);
    assert_eq!(now.handler_name, "Cơ quan điều tra");
    assert!(now.row.article.contains("Điều 144"), "{}", now.row.article);
    assert_eq!(now.row.by_name, world.intake.name);
    // Somebody of a commune does not reach what is the centre's.
    let other = classify::classify(&world.hotline, &world.commune_intake, id, row.version, &again).await;
    assert!(matches!(other, Err(HotlineError::NotFound)));
}

async fn refuses_unknown(db: TestDb) {
    let world = World::on(db).await;
    let id = world.file_report(Draft::default()).await.id;
    let seen = world.row(id).await.version;
    let refused = |draft: Classify| {
        let world = &world;
        async move {
            let done = classify::classify(&world.hotline, &world.intake, id, seen, &draft).await;
            match done.unwrap_err() {
                HotlineError::Invalid { field, reason } => (field, reason),
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(refused(as_kind("murder")).await, ("kind", "unknown"));
    let topic = Classify {
        scam_type: Some("77".into()),
        ..as_kind("feedback")
    };
    assert_eq!(refused(topic).await, ("scam_type", "unknown"));
    let denied = classify::classify(&world.hotline, &world.auditor, id, seen, &as_kind("feedback")).await;
    assert!(matches!(denied, Err(HotlineError::Auth(_))));
}

async fn whose_clock(db: TestDb) {
    let police = HotlineConfig {
        host: "investigation_agency".into(),
        ..HotlineConfig::default()
    };
    let world = World::with(db, police).await;
    let id = world.file_report(Draft::default()).await.id;
    let row = classified(&world, &world.intake, id, "crime_report_individual").await;
    let facts = terms::Facts::read(world.access.db().reader(), &row)
        .await
        .unwrap();
    let ids = |config: &HotlineConfig| {
        terms::of(config, &row, &facts)
            .into_iter()
            .map(|t| t.id)
            .collect::<Vec<_>>()
    };
    assert!(ids(&world.hotline.config).contains(&"host-verify".to_owned()));
    // The same report, had it come in at another body.
    assert_eq!(ids(&HotlineConfig::default()), ["receiver-pass-on"]);
}

async fn next_term(db: TestDb) {
    let world = World::on(db).await;
    let id = world.file_report(Draft::default()).await.id;
    let row = world.row(id).await;
    let at_once = row.received_at + Duration::minutes(60);
    assert_eq!(
        (row.next_due_at, row.next_due_term.as_deref()),
        (Some(at_once), Some("receiver-pass-on"))
    );
    // Feedback is the centre's own, and no law sets it a term.
    let row = classified(&world, &world.intake, id, "feedback").await;
    assert_eq!((row.next_due_at, row.next_due_term), (None, None));
    let spam = Draft::default().with(|d| d.form.topic = "spam".into());
    let spam = world.file_report(spam).await.id;
    assert_eq!(world.row(spam).await.next_due_at, None);
}

/// Passes a report on and has it acknowledged.
pub async fn arrived(world: &World, actor: &Actor, id: Uuid) -> report::Model {
    let new = NewTransfer {
        recipient: "investigation_agency".into(),
        recipient_name: "Công an tỉnh Lam Sơn".into(),
        ..NewTransfer::default()
    };
    let seen = world.row(id).await.version;
    transfer::create(&world.hotline, actor, id, seen, &new)
        .await
        .unwrap();
    let one = store::transfer::of_report(world.access.db().reader(), id)
        .await
        .unwrap()
        .pop()
        .unwrap();
    let sending = Sending {
        document_number: "12/TTANM".into(),
        sent_at: world.now(),
        sent_how: "trực tiếp".into(),
    };
    let heads = crate::transfer::Office;
    transfer::send(&world.hotline, actor, &heads, one.id, 1, &sending)
        .await
        .unwrap();
    let said = Acknowledgement {
        number: "45/TN".into(),
        at: world.now(),
        person: "Đồng chí trực ban".into(),
    };
    transfer::acknowledge(&world.hotline, actor, one.id, 2, &said)
        .await
        .unwrap()
}

async fn check(world: &World, id: Uuid, outcome: Outcome) -> Result<(), &'static str> {
    let row = world.row(id).await;
    let tx = world.access.db().begin().await.unwrap();
    let done = classify::check_close(&world.hotline, &tx, &row, outcome).await;
    done.map_err(|e| reason(&e))
}

async fn closing(db: TestDb) {
    let world = World::on(db).await;
    let id = world.file_report(Draft::default()).await.id;
    assert_eq!(check(&world, id, Outcome::Handled).await, Err("not_classified"));
    classified(&world, &world.intake, id, "crime_report_individual").await;
    for outcome in [Outcome::Handled, Outcome::Guided] {
        assert_eq!(check(&world, id, outcome).await, Err("must_be_passed_on"));
    }
    assert_eq!(
        check(&world, id, Outcome::Transferred).await,
        Err("not_acknowledged")
    );
    assert_eq!(check(&world, id, Outcome::Spam).await, Err("not_spam"));
    let row = arrived(&world, &world.intake, id).await;
    assert_eq!(row.state, State::Acknowledged.to_string());
    assert_eq!(row.next_due_at, None, "it arrived: nothing is owed");
    assert_eq!(check(&world, id, Outcome::Transferred).await, Ok(()));
    // What turns out to be nuisance is classified anew, and ends as that.
    let other = world.file_report(Draft::default()).await.id;
    classified(&world, &world.intake, other, "crime_information").await;
    let seen = world.row(other).await.version;
    let spam = Classify {
        reason: "Quảng cáo, không có dấu hiệu tội phạm".into(),
        ..as_kind("spam")
    };
    classify::classify(&world.hotline, &world.intake, other, seen, &spam)
        .await
        .unwrap();
    assert_eq!(check(&world, other, Outcome::Spam).await, Ok(()));
}

async fn duplicates(db: TestDb) {
    let world = World::on(db).await;
    let first = world.file_report(Draft::default()).await.id;
    let second = world.file_report(Draft::default()).await.id;
    for id in [first, second] {
        classified(&world, &world.intake, id, "crime_report_individual").await;
    }
    assert_eq!(
        check(&world, second, Outcome::Duplicate).await,
        Err("no_original")
    );
    let tx = world.access.db().begin().await.unwrap();
    let mut row = store::report::one(&tx, second).await.unwrap();
    row.duplicate_of = Some(first);
    store::report::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        check(&world, second, Outcome::Duplicate).await,
        Err("original_not_acknowledged")
    );
    arrived(&world, &world.intake, first).await;
    assert_eq!(check(&world, second, Outcome::Duplicate).await, Ok(()));
}

async fn reasons(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::default().with(|d| d.identity.name = "Trần Thị Người Báo".into());
    let id = world.file_report(draft).await.id;
    let seen = world.row(id).await.version;
    let named = Classify {
        reason: "Theo lời Trần Thị Người Báo".into(),
        ..as_kind("feedback")
    };
    let refused = classify::classify(&world.hotline, &world.intake, id, seen, &named).await;
    assert_eq!(reason(&refused.unwrap_err()), "holds_identity");
}
