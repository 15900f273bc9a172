//! Objections: who is told, who decides, and until when.

use crate::{
    support::World,
    verdict::{object, refused, report, warning},
};
use chrono::Duration;
use coloa_auth::{Actor, Role};
use coloa_hotline::{
    HotlineError,
    code::Code,
    entity::verdict::Model as Verdict,
    envelope::{Envelope, EnvelopeKind, Letter},
    intake,
    jobs::Remind,
    model::ContestState,
    verdict::{
        self,
        contest::{self, ContestFilter, Line},
    },
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    whoever_warned_does_not_decide => own,
    whoever_may_decide_is_told => told,
    of_a_flood_of_objections_the_first_is_told => flood,
    what_waits_too_long_is_overdue => overdue,
    whoever_decides_is_reminded_once_before_the_end_and_once_after_it => reminded,
    whoever_warned_is_reminded_where_nobody_else_decides => reminded_alone,
    who_warned_is_known_although_the_keys_were_missing => unread,
);

const SITE: &str = "mau-gia-3.example";

async fn warned(world: &World) -> Verdict {
    report(world, "domain", SITE, "", |_| {}).await;
    verdict::warn(&world.hotline, &world.lead, &warning("domain", SITE, ""))
        .await
        .unwrap()
}

async fn open(world: &World, actor: &Actor) -> Vec<Line> {
    let filter = ContestFilter {
        state: Some(ContestState::Open),
        offset: 0,
        limit: 10,
    };
    contest::list(&world.hotline, actor, &filter).await.unwrap().0
}

async fn heard(world: &World, who: &Actor) -> usize {
    let notices = world.notices(who).await;
    notices.iter().filter(|n| n.kind == "hotline.contest").count()
}

async fn lead(world: &World) -> Actor {
    world.person(Role::ShiftLead, None).await.1
}

async fn own(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let (second, third) = (lead(&world).await, lead(&world).await);
    let row = warned(&world).await;
    let (first, _) = object(&world, row.id).await;
    for (actor, may) in [(&world.lead, false), (&second, true)] {
        assert_eq!(open(&world, actor).await[0].may_decide, may);
    }
    for uphold in [true, false] {
        let decided = contest::decide(h, &world.lead, first, uphold, "Đã xem").await;
        assert_eq!(refused(decided), "own_warning");
    }
    contest::decide(h, &second, first, false, "Đã xem").await.unwrap();
    assert!(open(&world, &second).await.is_empty());

    // Whoever let it last anew stands for it as well, beside who warned first.
    verdict::renew(h, &second, row.id, row.version).await.unwrap();
    let (next, _) = object(&world, row.id).await;
    for actor in [&world.lead, &second] {
        assert!(!open(&world, actor).await[0].may_decide);
        let decided = contest::decide(h, actor, next, false, "Đã xem").await;
        assert_eq!(refused(decided), "own_warning");
    }
    contest::decide(h, &third, next, true, "Đã gỡ").await.unwrap();
}

async fn told(db: TestDb) {
    let world = World::on(db).await;
    let row = warned(&world).await;
    object(&world, row.id).await;
    // Nobody else may: then whoever warned, so that it does not wait unseen.
    assert_eq!(heard(&world, &world.lead).await, 1);
    let second = lead(&world).await;
    object(&world, row.id).await;
    assert_eq!(
        (heard(&world, &second).await, heard(&world, &world.lead).await),
        (1, 1)
    );
    let link = world.notices(&second).await[0].link.clone();
    assert_eq!(link.as_deref(), Some("/canh-bao-nguoi-dan/phan-doi"));
    for actor in [&world.intake, &world.coordinator, &world.auditor] {
        assert_eq!(heard(&world, actor).await, 0);
    }
    // Of what nobody can tell what it is to, everybody who may.
    object(&world, Uuid::now_v7()).await;
    assert_eq!(
        (heard(&world, &second).await, heard(&world, &world.lead).await),
        (2, 2)
    );
}

async fn flood(db: TestDb) {
    let world = World::on(db).await;
    let send = async |is_flood: bool| {
        let letter = Letter {
            narrative: "Không phải tôi".to_owned(),
            ..Letter::default()
        };
        let (code, kind) = (Code::random(&mut rand::rng()), EnvelopeKind::Contest);
        let sealer = world.hotline.sealer();
        let envelope = Envelope::seal(&sealer, Uuid::now_v7(), kind, world.now(), &code, &letter);
        let mut envelope = envelope.unwrap();
        envelope.flood = is_flood;
        intake::take_in(&world.hotline, envelope).await.unwrap();
        heard(&world, &world.lead).await
    };
    assert_eq!([send(true).await, send(true).await, send(true).await], [1, 1, 1]);
    assert_eq!(send(false).await, 2, "one that is no part of it");
    world.pass(Duration::minutes(61));
    assert_eq!(send(true).await, 3);
    assert_eq!(open(&world, &world.lead).await.len(), 5, "all are kept");
}

async fn overdue(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let second = lead(&world).await;
    let row = warned(&world).await;
    let (first, _) = object(&world, row.id).await;
    let came = world.now();
    world.pass(Duration::days(10) - Duration::seconds(1));
    let second = world.again(&second).await;
    let lines = open(&world, &second).await;
    let line = &lines[0];
    assert_eq!((line.due_at, line.is_overdue), (came + Duration::days(10), false));
    world.pass(Duration::seconds(1));
    assert!(open(&world, &second).await[0].is_overdue);
    contest::decide(h, &second, first, false, "Đã xem").await.unwrap();
    let all = ContestFilter {
        limit: 10,
        ..ContestFilter::default()
    };
    let (lines, _) = contest::list(h, &second, &all).await.unwrap();
    assert!(!lines[0].is_overdue && !lines[0].may_decide);
}

/// Of how many objections each reminder told, the oldest first: before the end, and after it.
async fn reminders(world: &World, who: &Actor) -> (Vec<i64>, Vec<i64>) {
    let notices = world.notices(who).await;
    let of = |kind: &str| {
        let told = notices.iter().rev().filter(|n| n.kind == kind);
        told.map(|n| n.params["number"].as_i64().unwrap()).collect()
    };
    (of("hotline.contest_near"), of("hotline.contest_over"))
}

/// As often as the job may run.
async fn remind(world: &World) {
    let job = Remind::new(world.hotline.clone());
    for _ in 0..2 {
        job.remind().await.unwrap();
    }
}

async fn reminded(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let second = lead(&world).await;
    let row = warned(&world).await;
    let (first, code) = object(&world, row.id).await;
    let (decided, _) = object(&world, row.id).await;
    contest::decide(h, &second, decided, false, "Đã xem")
        .await
        .unwrap();
    // Two days later, a Friday: the end of this one is a Monday, of the first the Saturday before.
    world.pass(Duration::days(2));
    object(&world, row.id).await;
    world.pass(Duration::days(7) - Duration::seconds(1));
    remind(&world).await;
    assert_eq!(reminders(&world, &second).await, (vec![], vec![]));

    // One working day is left of both, the Friday before; they stand in one line.
    world.pass(Duration::seconds(1));
    remind(&world).await;
    assert_eq!(reminders(&world, &second).await, (vec![2], vec![]));
    let link = world.notices(&second).await[0].link.clone();
    assert_eq!(link.as_deref(), Some("/canh-bao-nguoi-dan/phan-doi"));
    // What is sent to it afterwards does not make it new.
    let words = Letter {
        narrative: "Bao giờ có trả lời?".to_owned(),
        ..Letter::default()
    };
    world.hand_in(EnvelopeKind::Message, &code, &words).await;
    remind(&world).await;
    assert_eq!(reminders(&world, &second).await, (vec![2], vec![]));

    world.pass(Duration::days(1));
    remind(&world).await;
    assert_eq!(reminders(&world, &second).await, (vec![2], vec![1]));
    contest::decide(h, &second, first, false, "Đã xem").await.unwrap();
    world.pass(Duration::days(2));
    remind(&world).await;
    world.pass(Duration::days(20));
    remind(&world).await;
    assert_eq!(reminders(&world, &second).await, (vec![2], vec![1, 1]));
    // Neither who warned, who does not decide, nor who has no part in it.
    for actor in [&world.lead, &world.intake, &world.coordinator, &world.auditor] {
        assert_eq!(reminders(&world, actor).await, (vec![], vec![]));
    }
    // Each time has its entry, which names the objections.
    let log = world.dump().await;
    assert_eq!(log.lines().filter(|l| l.contains("\"objections\"")).count(), 3);
}

async fn reminded_alone(db: TestDb) {
    let config = HotlineConfig {
        contest_near_days: 0,
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let row = warned(&world).await;
    object(&world, row.id).await;
    // Of what nobody can tell what it is to as well.
    object(&world, Uuid::now_v7()).await;
    world.pass(Duration::days(10) - Duration::seconds(1));
    remind(&world).await;
    assert_eq!(reminders(&world, &world.lead).await, (vec![], vec![]));
    world.pass(Duration::seconds(1));
    remind(&world).await;
    assert_eq!(reminders(&world, &world.lead).await, (vec![], vec![2]));
}

async fn unread(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let second = lead(&world).await;
    let row = warned(&world).await;
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    h.reload_keys().await.unwrap();
    let (first, _) = object(&world, row.id).await;
    assert!(open(&world, &second).await[0].verdict.is_none());
    for actor in [&world.lead, &second] {
        let decided = contest::decide(h, actor, first, false, "Đã xem").await;
        assert_eq!(refused(decided), "not_read_yet");
    }
    // Keys of another installation read nothing either.
    let other = [
        coloa_hotline::seal::SecretKey::generate(),
        coloa_hotline::seal::SecretKey::generate(),
    ];
    let pair = [("content", &other[0]), ("identity", &other[1])];
    coloa_hotline::keys::write(&world.key_path(), &pair).unwrap();
    h.reload_keys().await.unwrap();
    let decided = contest::decide(h, &second, first, false, "Đã xem").await;
    assert!(matches!(decided, Err(HotlineError::Seal(_))), "{decided:?}");
    std::fs::remove_file(world.key_path()).unwrap();
    std::fs::rename(&kept, world.key_path()).unwrap();
    h.reload_keys().await.unwrap();
    // Before any job looked again.
    let decided = contest::decide(h, &world.lead, first, false, "Đã xem").await;
    assert_eq!(refused(decided), "own_warning");
    let decided = contest::decide(h, &second, first, false, "Đã xem").await.unwrap();
    assert_eq!(decided.verdict_id, row.id);
}
