//! That words say who reports is itself something of who reports: whoever tries them until one is refused learns little, is seen,
//! and is stopped.

use crate::support::{Draft, Filed, World};
use chrono::Duration;
use coloa_auth::Actor;
use coloa_hotline::{
    HotlineError,
    classify::{self, Classify},
    entity::access,
    form::Identity,
    inbox::{self, content, work},
    model::Urgency,
    opening::{self, Filter},
    redaction, reveal,
    transfer::{self, NewCall},
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    whatever_of_the_identity_it_is_the_answer_is_one => one_answer,
    fifty_guesses_are_seen_and_stopped => guesses,
    guesses_about_many_reports_are_stopped_as_well => many_reports,
    every_field_that_is_compared_is_counted => everywhere,
    a_list_of_numbers_is_not_compared => lists,
    who_leaves_out_what_passes_is_stopped_as_well => misses,
);

fn identity() -> Identity {
    Identity {
        name: "Nguyễn Thị Bưởi".to_owned(),
        phone: "0912000101".to_owned(),
        email: "buoi.nguyen@thu.invalid".to_owned(),
        address: "12 ngõ Hoa Giấy, xã Sông Thử".to_owned(),
        id_card: "001234567890".to_owned(),
        guardian: "mẹ Trần Thị Sen".to_owned(),
        refused_because: String::new(),
    }
}

async fn report(world: &World) -> Filed {
    world
        .file_report(Draft::default().with(|d| d.identity = identity()))
        .await
}

async fn redact(world: &World, actor: &Actor, id: Uuid, text: &str) -> Result<(), HotlineError> {
    let seen = world.row(id).await.version;
    redaction::confirm(&world.hotline, actor, id, seen, text)
        .await
        .map(drop)
}

fn is_refused<T>(done: &Result<T, HotlineError>) -> bool {
    matches!(
        done,
        Err(HotlineError::Invalid {
            reason: "holds_identity",
            ..
        })
    )
}

fn is_stopped<T>(done: &Result<T, HotlineError>) -> bool {
    matches!(done, Err(HotlineError::Guessing))
}

/// What whoever looks at who looked sees of words that were refused.
async fn noted(world: &World) -> Vec<access::Model> {
    let all = Filter {
        limit: 200,
        ..Filter::default()
    };
    let (rows, _) = opening::list(&world.hotline, &world.auditor, &all).await.unwrap();
    rows.into_iter().filter(|row| row.purpose == "compared").collect()
}

async fn stopped(world: &World) -> usize {
    let told = world.notices(&world.lead).await;
    told.iter().filter(|n| n.kind == "hotline.guessing").count()
}

async fn one_answer(db: TestDb) {
    let world = World::on(db).await;
    let mut answers = Vec::new();
    for text in [
        "Chị Bưởi bị lừa",
        "Máy 0912 000 101",
        "Thư buoi.nguyen@thu.invalid",
        "Ở 12 ngõ Hoa Giấy",
        "CCCD 001234567890",
        "Con chị Sen",
        // Words around it say that it is the writer's own.
        "Ck từ stk của em 1012000333",
    ] {
        let filed = report(&world).await;
        world.take(&world.intake, filed.id).await;
        let error = redact(&world, &world.intake, filed.id, text).await.unwrap_err();
        answers.push(format!("{error} {error:?}"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers[0].contains("holds_identity"));
}

async fn guesses(db: TestDb) {
    let world = World::on(db).await;
    let me = &world.intake;
    let filed = report(&world).await;
    world.take(me, filed.id).await;
    let mut answers = Vec::new();
    for n in 0..50 {
        // Every one of them would say something.
        let guess = format!("Có phải chị Bưởi ở tổ {n} không");
        answers.push(redact(&world, me, filed.id, &guess).await);
    }
    assert!(answers[..5].iter().all(is_refused));
    assert!(answers[5..].iter().all(is_stopped));
    // What says nothing is answered like that as well: nothing is learnt from it.
    assert!(is_stopped(
        &redact(&world, me, filed.id, "Một người dân bị gọi").await
    ));
    assert!(world.row(filed.id).await.redacted.is_empty());

    // Who looks at who looked sees each that was compared, and that nothing was opened by it.
    let entries = noted(&world).await;
    assert_eq!(entries.len(), 5);
    for entry in &entries {
        assert_eq!(
            (entry.report_id, entry.person_id, entry.part.as_str()),
            (filed.id, me.person.map(|p| p.uuid()), "identity")
        );
        assert!(entry.reason.is_empty() && !entry.acted);
    }
    let people = opening::summary(&world.hotline, &world.auditor, &Filter::default())
        .await
        .unwrap();
    assert_eq!(
        (people[0].opened, people[0].revealed, people[0].refused),
        (Some(0), Some(0), Some(5))
    );
    let read = inbox::detail::read(&world.hotline, me, filed.id).await.unwrap();
    assert_eq!(read.openings, 0);
    assert!(stopped(&world).await > 0);
    let log = world.dump().await;
    assert!(log.contains("words_refused") && log.contains("stopped_guessing"));
    assert!(!log.contains("ở tổ 3"), "what was tried stands nowhere");

    // To handle the report does not wipe it out. What needs no words goes on, and so does everybody else.
    let kind = Classify {
        kind: "crime_report_individual".to_owned(),
        ..Classify::default()
    };
    let seen = world.row(filed.id).await.version;
    classify::classify(&world.hotline, me, filed.id, seen, &kind)
        .await
        .unwrap();
    assert!(is_stopped(&redact(&world, me, filed.id, "Một người").await));
    let seen = world.row(filed.id).await.version;
    work::set_urgency(
        &world.hotline,
        &world.lead,
        filed.id,
        seen,
        Urgency::Today,
        "Tiền chưa đi",
    )
    .await
    .unwrap();
    // Another report is another question, and in an hour this one may be asked again.
    let other = report(&world).await;
    world.take(me, other.id).await;
    redact(&world, me, other.id, "Một người dân bị gọi")
        .await
        .unwrap();
    world.pass(Duration::minutes(61));
    redact(&world, me, filed.id, "Một người dân bị gọi")
        .await
        .unwrap();
}

async fn many_reports(db: TestDb) {
    let config = HotlineConfig {
        idle_opens_per_hour: 3,
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let me = &world.intake;
    let mut answers = Vec::new();
    let mut last = None;
    for _ in 0..4 {
        let filed = report(&world).await;
        world.take(me, filed.id).await;
        answers.push(redact(&world, me, filed.id, "Là chị Bưởi").await);
        last = Some(filed.id);
    }
    assert!(answers[..3].iter().all(is_refused) && is_stopped(&answers[3]));
    // They count like openings: nothing else is opened either.
    let open = content::open(&world.hotline, me, last.unwrap(), "").await;
    assert!(matches!(open, Err(HotlineError::Browsing)));
}

async fn everywhere(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, lead) = (&world.hotline, &world.lead);
    let filed = report(&world).await;
    world.take(&world.intake, filed.id).await;
    let id = filed.id;
    let seen = world.row(id).await.version;
    let why = "Chị Bưởi xin thế";
    let urgency = work::set_urgency(hotline, lead, id, seen, Urgency::Now, why).await;
    let quarantine = work::quarantine(hotline, lead, id, seen, true, why).await;
    let kind = Classify {
        kind: "feedback".to_owned(),
        reason: why.to_owned(),
        ..Classify::default()
    };
    let classified = classify::classify(hotline, lead, id, seen, &kind).await;
    let open = content::open(hotline, lead, id, why).await;
    let call = NewCall {
        transfer: None,
        called_at: world.now(),
        to_name: "Trực ban".to_owned(),
        spoke_with: "đồng chí trực".to_owned(),
        is_reached: true,
        note: why.to_owned(),
    };
    let called = transfer::call(hotline, lead, id, seen, &call).await;
    assert!(is_refused(&urgency) && is_refused(&quarantine) && is_refused(&classified));
    assert!(is_refused(&open) && is_refused(&called));
    assert_eq!(noted(&world).await.len(), 5);
    // None of them did anything, and there is no sixth.
    assert_eq!(world.row(id).await.version, seen);
    let over = work::HandOver {
        desk: Some(world.commune_desk.id),
        person: None,
        reason: "Thuộc địa bàn xã".to_owned(),
    };
    assert!(is_stopped(&work::hand_over(hotline, lead, id, seen, &over).await));
    // Nor for whoever may ask to see who it is.
    for n in 0..7 {
        let asked = reveal::ask(hotline, &world.revealer, id, "Có phải chị Bưởi").await;
        assert!(if n < 5 {
            is_refused(&asked)
        } else {
            is_stopped(&asked)
        });
    }
    assert_eq!(noted(&world).await.len(), 10);
}

async fn lists(db: TestDb) {
    let world = World::on(db).await;
    let filed = report(&world).await;
    world.take(&world.intake, filed.id).await;
    // The reporter's number among a thousand: a hit would be the answer to a thousand questions.
    let numbers: Vec<String> = (0..1_000).map(|n| format!("0912{n:06}")).collect();
    let listed = redact(&world, &world.intake, filed.id, &numbers.join(", ")).await;
    assert!(matches!(
        listed,
        Err(HotlineError::Invalid {
            field: "text",
            reason: "too_many_digits"
        })
    ));
    assert!(noted(&world).await.is_empty());
    let some = numbers[200..220].join(", ");
    redact(
        &world,
        &world.intake,
        filed.id,
        &format!("Các số gọi đến: {some}"),
    )
    .await
    .unwrap();
}

async fn misses(db: TestDb) {
    let world = World::on(db).await;
    let me = &world.intake;
    let filed = report(&world).await;
    world.take(me, filed.id).await;
    // Names of a whole office, and none is right.
    let names = |some: usize| {
        let name = |k: usize| format!("Tran{some}x{k} Van{some}x{k} An{some}x{k}");
        (0..20).map(name).collect::<Vec<_>>().join(", ")
    };
    let mut answers = Vec::new();
    for some in 0..15 {
        answers.push(redact(&world, me, filed.id, &names(some)).await);
    }
    assert!(answers[..10].iter().all(Result::is_ok));
    assert!(answers[10..].iter().all(is_stopped));
    assert_eq!(stopped(&world).await, 1, "told once while it goes on");
    // What was kept asks nothing, another report is another question, and so is this one in an hour.
    redact(&world, me, filed.id, &names(9)).await.unwrap();
    let other = report(&world).await;
    world.take(me, other.id).await;
    redact(&world, me, other.id, &names(10)).await.unwrap();
    world.pass(Duration::minutes(61));
    redact(&world, me, filed.id, &names(10)).await.unwrap();
}
