//! A drill of three agencies on a clock that the test moves.

use crate::support::{TODAY, World};
use chrono::Duration;
use coloa_auth::{Actor, Role};
use coloa_base::AgencyId;
use coloa_incident::{
    IncidentError,
    call_out::{self, CallDraft, CallFilter, Settings},
    case::{self, CaseFilter},
    drill::{
        self, DrillDraft, InjectDraft, injects, results,
        run::{DELIVER, Deliver},
        score::Verdict,
    },
    model::{Channel, DrillTargets, EntryKind, Milestone},
    steps::{self, Step},
    timeline::{self, Note},
};
use coloa_platform::jobs::{Every, Worker};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    three_agencies_act_and_nothing_leaks_into_real_figures => three,
    what_came_stands_and_two_editors_do_not_overwrite_each_other => guarded,
    a_drill_begins_with_the_injects_of_a_playbook => playbook,
);

struct Scene {
    world: World,
    /// Holds the drill and handles incidents.
    responder: Actor,
    agencies: Vec<AgencyId>,
    focals: Vec<Actor>,
}

impl Scene {
    async fn new(db: TestDb) -> Self {
        let world = World::on(db).await;
        let (_, responder) = world.person(Role::Responder, None).await;
        let (mut agencies, mut focals) = (Vec::new(), Vec::new());
        for name in ["Xã Nhanh", "Xã Chậm", "Xã Im Lặng"] {
            let agency = world.agency(name).await;
            focals.push(world.person(Role::FocalPoint, Some(agency)).await.1);
            agencies.push(agency);
        }
        Self {
            world,
            responder,
            agencies,
            focals,
        }
    }

    fn draft(&self, playbook: &str) -> DrillDraft {
        DrillDraft {
            title: "Diễn tập mã độc cấp xã".to_owned(),
            purpose: "Thử danh bạ và quy trình báo cáo".to_owned(),
            agency: self.agencies[0],
            playbook: playbook.to_owned(),
            planned_on: TODAY,
            targets: DrillTargets {
                reported: Some(30),
                contained: Some(120),
                ..DrillTargets::default()
            },
            agencies: self.agencies.clone(),
        }
    }

    fn worker(&self) -> Worker {
        self.world.worker(|registry| {
            registry.add(DELIVER, Deliver::new(self.world.cases.clone()));
            registry.periodic(DELIVER, Every::Minutes(1));
        })
    }

    async fn write(&self, who: &Actor, incident: Uuid) {
        let note = Note {
            at: None,
            kind: EntryKind::Note,
            text: "Đã rút dây mạng".to_owned(),
            internal: false,
        };
        timeline::write(&self.world.access, who, incident, &note)
            .await
            .unwrap();
    }
}

fn inject(minute: i32, title: &str, expects: Option<Milestone>) -> InjectDraft {
    InjectDraft {
        minute,
        agency: None,
        title: title.to_owned(),
        text: "Tình huống giả định".to_owned(),
        expects,
        within_minutes: expects.map(|_| 60),
    }
}

async fn three(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let real = world.case(&scene.responder, scene.agencies[0]).await;
    let row = drill::create(&world.cases, &scene.responder, &scene.draft(""))
        .await
        .unwrap();
    assert_eq!((row.code.as_str(), row.state.as_str()), ("DT-2026-01", "planned"));
    let empty = drill::start(access, &scene.responder, row.id, None, 6).await;
    assert!(matches!(
        empty,
        Err(IncidentError::Invalid { field: "injects", .. })
    ));
    injects::add(
        access,
        &scene.responder,
        row.id,
        &inject(0, "Tệp không mở được", None),
    )
    .await
    .unwrap();
    let second = inject(60, "Lan sang máy chủ", Some(Milestone::Contained));
    injects::add(access, &scene.responder, row.id, &second)
        .await
        .unwrap();
    drill::start(access, &scene.responder, row.id, None, 6)
        .await
        .unwrap();
    let worker = scene.worker();
    worker.drain().await.unwrap();

    // The first inject gave each agency its case, marked as what it is.
    let detail = drill::read(access, &scene.responder, row.id).await.unwrap();
    let cases: Vec<Uuid> = detail.parts.iter().map(|p| p.incident_id.unwrap()).collect();
    assert_eq!(cases.len(), 3);
    let of = |agency: AgencyId| {
        let part = detail
            .parts
            .iter()
            .find(|p| p.agency_id == agency.uuid())
            .unwrap();
        part.incident_id.unwrap()
    };
    let quick = of(scene.agencies[0]);
    let first = case::read(access, &scene.focals[0], quick).await.unwrap();
    assert!(first.incident.title.starts_with("[DIỄN TẬP]") && first.incident.code.starts_with("DT-"));
    assert_eq!(
        (first.incident.drill_id, first.incident.origin.as_str()),
        (Some(row.id), "drill")
    );
    assert!(
        !first.clocks.is_empty(),
        "the clocks of the law run as in a real case"
    );
    // Two minutes on the wall are twelve of the exercise.
    world.pass(2);
    scene.write(&scene.focals[0], quick).await;
    // Whoever takes part does not see what is to come.
    let seen = drill::read(access, &scene.focals[0], row.id).await.unwrap();
    assert_eq!(
        (seen.injects.len(), seen.parts.len(), seen.may_run),
        (1, 1, false)
    );
    world.pass(7);
    worker.drain().await.unwrap();
    assert_eq!(delivered(&scene, row.id).await, 1, "minute 54 of the exercise");
    world.pass(1);
    worker.drain().await.unwrap();
    worker.drain().await.unwrap();
    assert_eq!(delivered(&scene, row.id).await, 2);
    let lines = case::read(access, &scene.focals[1], of(scene.agencies[1]))
        .await
        .unwrap()
        .entries;
    assert_eq!(lines.iter().filter(|l| l.kind == "inject").count(), 1, "once");
    let told = world.notices(&scene.focals[1]).await;
    let kinds: Vec<&str> = told.iter().map(|n| n.kind.as_str()).collect();
    assert!(
        kinds.contains(&"drill.inject") && kinds.contains(&"drill.started"),
        "{kinds:?}"
    );
    // The quick one contains in time, the slow one reports late.
    world.pass(5);
    let seen = case::read(access, &scene.focals[0], quick)
        .await
        .unwrap()
        .incident;
    steps::take(
        &world.cases,
        &scene.focals[0],
        quick,
        seen.version,
        Step::Contain,
        None,
        "",
    )
    .await
    .unwrap();
    scene.write(&scene.focals[1], of(scene.agencies[1])).await;
    // A call of a drill says so, and is counted apart.
    let contact = world.contact(&scene.responder, "Trần Thị Trực").await;
    let settings = Settings {
        public_url: String::new(),
        offered: vec![Channel::Mail],
        again: Duration::minutes(15),
    };
    let call = CallDraft {
        contacts: vec![contact.id],
        channels: vec![Channel::Mail],
        text: String::new(),
    };
    call_out::ask(access, &scene.responder, &settings, quick, &call)
        .await
        .unwrap();
    let mails = coloa_platform::mail::list(access.db(), 5).await.unwrap();
    assert!(mails[0].subject.starts_with("[DIỄN TẬP]") && mails[0].body.contains("[DIỄN TẬP]"));
    let open = |drills| CallFilter {
        open: true,
        drills,
        limit: 10,
        ..CallFilter::default()
    };
    assert_eq!(
        call_out::list(access, &scene.responder, &open(false))
            .await
            .unwrap()
            .1,
        0
    );
    assert_eq!(
        call_out::list(access, &scene.responder, &open(true))
            .await
            .unwrap()
            .1,
        1
    );

    check_score(&scene, row.id).await;
    assert_eq!(
        drill::held(access.db(), TODAY, TODAY, None).await.unwrap(),
        0,
        "it still runs"
    );
    let ended = drill::end(access, &scene.responder, row.id, None).await.unwrap();
    assert_eq!(ended.state, "ended");
    for incident in &cases {
        let closed = case::read(access, &scene.responder, *incident)
            .await
            .unwrap()
            .incident;
        assert_eq!((closed.state.as_str(), closed.next_due), ("closed", None));
    }
    check_nothing_leaks(&scene, row.id, real.id).await;
    assert_eq!(drill::held(access.db(), TODAY, TODAY, None).await.unwrap(), 1);
    assert_eq!(
        drill::held(access.db(), TODAY, TODAY, Some(scene.agencies[2]))
            .await
            .unwrap(),
        1
    );
    let other = world.agency("Xã Khác").await;
    assert_eq!(
        drill::held(access.db(), TODAY, TODAY, Some(other)).await.unwrap(),
        0
    );
    let next = TODAY.succ_opt().unwrap();
    assert_eq!(drill::held(access.db(), next, next, None).await.unwrap(), 0);
}

async fn delivered(scene: &Scene, id: Uuid) -> usize {
    let found = drill::read(&scene.world.access, &scene.responder, id)
        .await
        .unwrap();
    found.injects.iter().filter(|i| i.delivered_at.is_some()).count()
}

async fn check_score(scene: &Scene, id: Uuid) {
    let score = results::score(&scene.world.access, &scene.responder, id)
        .await
        .unwrap();
    let of = |agency: AgencyId| {
        let found = score.agencies.iter().find(|(p, _)| p.agency_id == agency.uuid());
        found.unwrap().1.clone()
    };
    let line = |score: &drill::score::AgencyScore, wanted: Milestone| {
        let found = score.milestones.iter().find(|l| l.milestone == wanted).cloned();
        found.map(|l| (l.minutes, l.verdict))
    };
    let (quick, slow, silent) = (
        of(scene.agencies[0]),
        of(scene.agencies[1]),
        of(scene.agencies[2]),
    );
    assert_eq!(
        line(&quick, Milestone::Reported),
        Some((Some(12), Verdict::InTime))
    );
    assert_eq!(
        line(&quick, Milestone::Contained),
        Some((Some(90), Verdict::InTime))
    );
    // The second inject came at minute 60: thirty minutes later it was contained.
    assert_eq!(
        (quick.answers[0].line.minutes, quick.answers[0].line.verdict),
        (Some(30), Verdict::InTime)
    );
    assert_eq!(line(&slow, Milestone::Reported), Some((Some(90), Verdict::Late)));
    assert!(slow.acted && !silent.acted);
    assert_eq!(
        line(&silent, Milestone::Reported),
        Some((None, Verdict::NotReached))
    );
    assert_eq!(
        line(&silent, Milestone::Contained),
        Some((None, Verdict::Pending))
    );
    assert_eq!(score.sums.silent, 1);
    // An agency sees its own score alone.
    let own = results::score(&scene.world.access, &scene.focals[2], id)
        .await
        .unwrap();
    assert_eq!(own.agencies.len(), 1);
}

async fn check_nothing_leaks(scene: &Scene, id: Uuid, real: Uuid) {
    let (world, access) = (&scene.world, &scene.world.access);
    let filter = |drill| CaseFilter {
        drill,
        limit: 50,
        ..CaseFilter::default()
    };
    let (rows, total) = case::list(access, &scene.responder, &filter(None)).await.unwrap();
    assert_eq!(
        (rows.iter().map(|r| r.id).collect::<Vec<_>>(), total),
        (vec![real], 1)
    );
    assert_eq!(
        case::list(access, &scene.responder, &filter(Some(id)))
            .await
            .unwrap()
            .1,
        3
    );
    let tally = case::tally(&world.cases, &scene.responder).await.unwrap();
    assert_eq!(tally.iter().map(|t| t.number).sum::<i64>(), 1);
}

async fn guarded(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let row = drill::create(&world.cases, &scene.responder, &scene.draft(""))
        .await
        .unwrap();
    let mut draft = scene.draft("");
    draft.title = "Tên của người thứ nhất".to_owned();
    drill::change(&world.cases, &scene.responder, row.id, row.version, &draft)
        .await
        .unwrap();
    draft.title = "Tên của người thứ hai".to_owned();
    let refused = drill::change(&world.cases, &scene.responder, row.id, row.version, &draft).await;
    assert!(matches!(refused, Err(IncidentError::Changed)));
    // Whoever takes part changes nothing, and nobody outside sees it.
    let refused = drill::start(access, &scene.focals[1], row.id, None, 1).await;
    assert!(matches!(refused, Err(IncidentError::Auth(_))));
    let other = world.agency("Xã Khác").await;
    let (_, outside) = world.person(Role::FocalPoint, Some(other)).await;
    assert!(drill::read(access, &outside, row.id).await.is_err());
    let wrong = InjectDraft {
        agency: Some(other),
        ..inject(0, "Của nơi khác", None)
    };
    let refused = injects::add(access, &scene.responder, row.id, &wrong).await;
    assert!(matches!(
        refused,
        Err(IncidentError::Invalid {
            reason: "not_taking_part",
            ..
        })
    ));
    let first = injects::add(access, &scene.responder, row.id, &inject(0, "Mở đầu", None))
        .await
        .unwrap();
    let later = injects::add(access, &scene.responder, row.id, &inject(30, "Về sau", None))
        .await
        .unwrap();
    drill::start(access, &scene.responder, row.id, None, 1)
        .await
        .unwrap();
    scene.worker().drain().await.unwrap();
    // What came stands; what did not come may still be changed or taken away.
    let refused = injects::remove(access, &scene.responder, row.id, first.id).await;
    assert!(matches!(
        refused,
        Err(IncidentError::State { state: "delivered" })
    ));
    injects::remove(access, &scene.responder, row.id, later.id)
        .await
        .unwrap();
    // Given up, it counts as none, and its cases neither.
    drill::give_up(access, &scene.responder, row.id, None)
        .await
        .unwrap();
    assert_eq!(drill::held(access.db(), TODAY, TODAY, None).await.unwrap(), 0);
    let detail = drill::read(access, &scene.responder, row.id).await.unwrap();
    let case_id = detail.parts[0].incident_id.unwrap();
    let dismissed = case::read(access, &scene.responder, case_id).await.unwrap();
    assert_eq!(dismissed.incident.state, "dismissed");
}

async fn playbook(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let unknown = drill::create(&world.cases, &scene.responder, &scene.draft("khong-co")).await;
    assert!(matches!(
        unknown,
        Err(IncidentError::Invalid {
            field: "playbook",
            ..
        })
    ));
    let own = world.cases.playbooks.find("ransomware").unwrap();
    let row = drill::create(&world.cases, &scene.responder, &scene.draft("ransomware"))
        .await
        .unwrap();
    let detail = drill::read(access, &scene.responder, row.id).await.unwrap();
    assert_eq!(detail.injects.len(), own.injects.len());
    drill::start(access, &scene.responder, row.id, None, 1)
        .await
        .unwrap();
    scene.worker().drain().await.unwrap();
    let detail = drill::read(access, &scene.responder, row.id).await.unwrap();
    let case_id = detail.parts[0].incident_id.unwrap();
    let begun = case::read(access, &scene.responder, case_id).await.unwrap();
    assert_eq!(begun.incident.group_code, own.groups[0]);
    assert_eq!(begun.tasks.len(), own.steps.len());
    // A further drill of the year has the next code.
    let next = drill::create(&world.cases, &scene.responder, &scene.draft(""))
        .await
        .unwrap();
    assert_eq!(next.code, "DT-2026-02");
}
