//! What campaigns become: a draft of a warning, an incident, a list of indicators, each once. Nothing that goes out says who reports, or
//! whom nobody verified.

use super::{draft, now, report, two};
use crate::support::World;
use coloa_auth::{Actor, Role};
use coloa_hotline::{
    HotlineError,
    campaign::{
        self,
        steps::{self, IncidentDraft},
    },
    entity::{campaign::Model as Campaign, notice, report},
    model::{CampaignState, Outcome, State, VerdictState},
    notice as notices, store,
    verdict::{self, VerdictDraft},
};
use coloa_incident::{
    case::{self, CaseFilter, Cases},
    clock::Settings,
    playbook::Playbooks,
};
use coloa_indicator::{service, shelf::Shelf};
use coloa_testkit::{TestDb, store_suite};
use std::{path::Path, sync::Arc};
use uuid::Uuid;

store_suite!(a_campaign_becomes_a_draft_of_a_warning => noticed);

async fn noticed(db: TestDb) {
    let world = World::on(db).await;
    let (row, _) = two(&world).await;
    let h = &world.hotline;
    assert!(
        steps::notice(h, &world.intake, row.id, 1).await.is_err(),
        "who may not publish drafts no warning"
    );
    let drafted = steps::notice(h, &world.lead, row.id, 1).await.unwrap();
    let notice = notice_of(&world, drafted.notice_id.unwrap()).await;
    assert!(
        !notice.indicators.contains("0912003101"),
        "nobody verified the phone: {}",
        notice.indicators
    );
    assert!(notice.indicators.contains("mau-gia-3.example"));
    assert!(!format!("{notice:?}").contains("Bí Mật"));
    let again = steps::notice(h, &world.lead, row.id, 2).await;
    assert!(matches!(again, Err(HotlineError::State { reason: "has_notice" })));

    // Once the public is warned of the phone, a draft may name it, and the campaign is one that was warned of.
    let (other, _) = two(&world).await;
    let warning = VerdictDraft {
        kind: "phone".to_owned(),
        value: "0912003101".to_owned(),
        reason: "Giả danh ngân hàng".to_owned(),
        campaign: Some(other.id),
        ..VerdictDraft::default()
    };
    verdict::warn(h, &world.lead, &warning).await.unwrap();
    assert_eq!(now(&world, other.id).await.state, CampaignState::Warned.as_str());
    let drafted = steps::notice(h, &world.lead, other.id, 2).await.unwrap();
    assert!(
        notice_of(&world, drafted.notice_id.unwrap())
            .await
            .indicators
            .contains("0912003101")
    );
    let detail = campaign::read(h, &world.lead, other.id).await.unwrap();
    let phone = detail.indicators.iter().find(|i| i.kind == "phone").unwrap();
    assert_eq!(phone.verdict_state, Some(VerdictState::Warned));
}

async fn notice_of(world: &World, id: Uuid) -> notice::Model {
    store::notice::one(world.access.db().reader(), id).await.unwrap()
}

/// Cases of incidents of this installation.
pub fn cases(world: &World) -> Cases {
    Cases {
        access: world.access.clone(),
        settings: Arc::new(Settings::default()),
        playbooks: Playbooks::load(Path::new("")).unwrap(),
    }
}

store_suite!(a_campaign_becomes_an_incident => incident);

async fn incident(db: TestDb) {
    let world = World::on(db).await;
    let (row, _) = two(&world).await;
    let cases = cases(&world);
    let wanted = IncidentDraft {
        agency: world.commune,
        group: "phishing".to_owned(),
        severity: "M3".to_owned(),
    };
    let (_, responder) = world.person(Role::Responder, None).await;
    let h = &world.hotline;
    assert!(
        steps::incident(h, &cases, &responder, row.id, 1, &wanted)
            .await
            .is_err(),
        "who does not handle reports"
    );
    let became = steps::incident(h, &cases, &world.lead, row.id, 1, &wanted)
        .await
        .unwrap();
    let case = case::read(&world.access, &responder, became.incident_id.unwrap())
        .await
        .unwrap()
        .incident;
    assert_eq!(
        (case.origin.as_str(), case.origin_ref.as_str()),
        ("hotline", "CD-2026-0001")
    );
    assert_eq!(case.title, "Giả mạo ngân hàng mẫu");
    for part in [
        "Số tin báo: 2",
        "10000000 đồng",
        "mau-gia-3.example",
        "203.0.113.9",
        "Không nêu ở đây 1 số điện thoại",
    ] {
        assert!(case.description.contains(part), "{part}: {}", case.description);
    }
    assert!(
        !case.description.contains("0912003101"),
        "nobody verified the phone: {}",
        case.description
    );
    assert!(!format!("{case:?}").contains("Bí Mật"));
    let again = steps::incident(h, &cases, &world.lead, row.id, 2, &wanted).await;
    assert!(matches!(
        again,
        Err(HotlineError::State {
            reason: "has_incident"
        })
    ));
}

store_suite!(what_was_verified_goes_out_and_no_number_in_a_name => verified);

async fn verified(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let (cases, shelf) = (cases(&world), Shelf::at(&world.folder().join("indicators")));
    let wanted = IncidentDraft {
        agency: world.commune,
        group: "phishing".to_owned(),
        severity: "M3".to_owned(),
    };
    let (_, responder) = world.person(Role::Responder, None).await;
    // As the machine proposes names.
    let called = draft("Giả danh công an: 0912 003 101");
    let (_, ids) = two(&world).await;
    let case_of = async |id: Uuid| {
        let became = steps::incident(h, &cases, &world.lead, id, 1, &wanted)
            .await
            .unwrap();
        let id = became.incident_id.unwrap();
        case::read(&world.access, &responder, id).await.unwrap().incident
    };
    let row = campaign::create(h, &world.intake, &called, &ids).await.unwrap();
    let case = case_of(row.id).await;
    assert_eq!(case.title, format!("Chiến dịch lừa đảo {}", row.number));
    assert!(!case.description.contains("0912003101"), "{}", case.description);
    let became = steps::indicator_list(h, &shelf, &world.lead, row.id, 2, "")
        .await
        .unwrap();
    let list = became.indicator_list_id.unwrap();
    let list = service::read_list(&world.access, &world.lead, list)
        .await
        .unwrap();
    assert_eq!(list.name, case.title);

    let warning = VerdictDraft {
        kind: "phone".to_owned(),
        value: "0912003101".to_owned(),
        reason: "Giả danh ngân hàng".to_owned(),
        ..VerdictDraft::default()
    };
    verdict::warn(h, &world.lead, &warning).await.unwrap();
    let row = campaign::create(h, &world.intake, &called, &ids).await.unwrap();
    let case = case_of(row.id).await;
    assert_eq!(case.title, called.name);
    assert!(
        case.description.contains("0912003101") && !case.description.contains("Không nêu"),
        "{}",
        case.description
    );
}

store_suite!(what_does_not_stand_names_nothing_of_a_campaign => not_standing);

async fn not_standing(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let (_, mut ids) = two(&world).await;
    let changes: [fn(&mut report::Model); 4] = [
        |row| row.outcome = Some(Outcome::Spam.to_string()),
        |row| row.state = State::Withdrawn.to_string(),
        |row| row.quarantined_at = Some(row.received_at),
        |row| row.erased_at = Some(row.received_at),
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let named = format!("xau-{n}.example");
        let id = report(
            &world,
            &[("domain", named.as_str()), ("ip", "203.0.113.77")],
            |d| {
                d.form.amount = Some(1_000_000);
            },
        )
        .await;
        let mut row = world.row(id).await;
        change(&mut row);
        let tx = world.access.db().begin().await.unwrap();
        store::report::update(&tx, row).await.unwrap();
        tx.commit().await.unwrap();
        ids.push(id);
    }
    // One that repeats another stands: what it names is as true, and it adds nothing to the numbers.
    let again = report(&world, &[("domain", "mau-gia-4.example")], |d| {
        d.form.amount = Some(1_000_000);
    })
    .await;
    let mut row = world.row(again).await;
    row.duplicate_of = Some(ids[0]);
    let tx = world.access.db().begin().await.unwrap();
    store::report::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    ids.push(again);

    let row = campaign::create(h, &world.lead, &draft("Nhiều tin"), &ids)
        .await
        .unwrap();
    let detail = campaign::read(h, &world.lead, row.id).await.unwrap();
    let shown: Vec<&str> = detail.indicators.iter().map(|i| i.value.as_str()).collect();
    assert!(
        shown.contains(&"mau-gia-4.example") && !shown.contains(&"203.0.113.77"),
        "{shown:?}"
    );

    let shelf = Shelf::at(&world.folder().join("indicators"));
    let became = steps::indicator_list(h, &shelf, &world.lead, row.id, 1, "")
        .await
        .unwrap();
    let list = became.indicator_list_id.unwrap();
    let list = service::read_list(&world.access, &world.lead, list)
        .await
        .unwrap();
    let mut held = Vec::new();
    shelf
        .each(&list.sha256, |one| {
            held.push(one.value);
            true
        })
        .unwrap();
    held.sort();
    let expected = [
        "203.0.113.9",
        "mau-gia-3.example",
        "mau-gia-3.example/kyc",
        "mau-gia-4.example",
    ];
    assert_eq!(held, expected);
    let became = steps::notice(h, &world.lead, row.id, 2).await.unwrap();
    let notice = notice_of(&world, became.notice_id.unwrap()).await;
    assert!(
        notice.indicators.contains("mau-gia-4") && !notice.indicators.contains("xau-"),
        "{}",
        notice.indicators
    );
    let wanted = IncidentDraft {
        agency: world.commune,
        group: "phishing".to_owned(),
        severity: "M3".to_owned(),
    };
    let became = steps::incident(h, &cases(&world), &world.lead, row.id, 3, &wanted)
        .await
        .unwrap();
    let (_, responder) = world.person(Role::Responder, None).await;
    let case = case::read(&world.access, &responder, became.incident_id.unwrap())
        .await
        .unwrap()
        .incident;
    for part in ["Số tin báo: 2.", "10000000 đồng", "mau-gia-4.example"] {
        assert!(case.description.contains(part), "{part}: {}", case.description);
    }
    assert!(!case.description.contains("xau-"), "{}", case.description);
}

store_suite!(a_campaign_becomes_a_list_of_indicators => list);

async fn list(db: TestDb) {
    let world = World::on(db).await;
    let (row, _) = two(&world).await;
    let shelf = Shelf::at(&world.folder().join("indicators"));
    let h = &world.hotline;
    assert!(
        steps::indicator_list(h, &shelf, &world.intake, row.id, 1, "")
            .await
            .is_err(),
        "who may not change lists"
    );
    let became = steps::indicator_list(h, &shelf, &world.lead, row.id, 1, "")
        .await
        .unwrap();
    let list = service::read_list(&world.access, &world.lead, became.indicator_list_id.unwrap())
        .await
        .unwrap();
    assert_eq!(
        (list.name.as_str(), list.origin.as_str()),
        ("Giả mạo ngân hàng mẫu", "CD-2026-0001")
    );
    assert_eq!(list.expires_at, Some(world.now() + chrono::Duration::days(180)));
    let mut held = Vec::new();
    shelf
        .each(&list.sha256, |one| {
            held.push((one.kind.as_str(), one.value));
            true
        })
        .unwrap();
    held.sort();
    // No phone: no event has one.
    let expected = [
        ("domain", "mau-gia-3.example".to_owned()),
        ("ip", "203.0.113.9".to_owned()),
        ("url", "mau-gia-3.example/kyc".to_owned()),
    ];
    assert_eq!(held, expected);

    let lonely = report(&world, &[("phone", "0912003999")], |_| {}).await;
    let none = campaign::create(h, &world.lead, &draft("Chỉ có số"), &[lonely])
        .await
        .unwrap();
    let refused = steps::indicator_list(h, &shelf, &world.lead, none.id, 1, "x").await;
    assert!(matches!(
        refused,
        Err(HotlineError::Invalid {
            field: "indicators",
            ..
        })
    ));
    let machine = Actor::command_line();
    let stale = steps::indicator_list(h, &shelf, &machine, none.id, 9, "x").await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
}

store_suite!(what_two_ask_for_at_once_is_made_once => at_once);

async fn at_once(db: TestDb) {
    let world = World::on(db).await;
    let (row, _) = two(&world).await;
    let (h, lead) = (&world.hotline, &world.lead);
    let (_, responder) = world.person(Role::Responder, None).await;
    let made = |(one, other): (Result<Campaign, HotlineError>, Result<Campaign, HotlineError>)| {
        usize::from(one.is_ok()) + usize::from(other.is_ok())
    };

    // Whoever comes second finds the campaign changed, and left no draft behind that nobody linked.
    let notice = || steps::notice(h, lead, row.id, 1);
    assert_eq!(made(tokio::join!(notice(), notice())), 1);
    let all = notices::Filter {
        limit: 10,
        ..notices::Filter::default()
    };
    assert_eq!(notices::list(h, lead, &all).await.unwrap().1, 1);

    let (cases, wanted) = (
        cases(&world),
        IncidentDraft {
            agency: world.commune,
            group: "phishing".to_owned(),
            severity: "M3".to_owned(),
        },
    );
    let incident = || steps::incident(h, &cases, lead, row.id, 2, &wanted);
    assert_eq!(made(tokio::join!(incident(), incident())), 1);
    let any = CaseFilter {
        limit: 10,
        ..CaseFilter::default()
    };
    let (_, total) = case::list(&world.access, &responder, &any).await.unwrap();
    assert_eq!(total, 1);

    let shelf = Shelf::at(&world.folder().join("indicators"));
    let list = || steps::indicator_list(h, &shelf, lead, row.id, 3, "");
    assert_eq!(made(tokio::join!(list(), list())), 1);
    assert_eq!(service::lists(&world.access, lead).await.unwrap().len(), 1);

    let stands = now(&world, row.id).await;
    assert_eq!(stands.version, 4);
    let became = [stands.notice_id, stands.incident_id, stands.indicator_list_id];
    assert!(became.iter().all(Option::is_some), "{became:?}");
    assert!(world.access.verify_audit().await.is_ok());
}
