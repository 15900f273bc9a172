//! A merge leaves unfinished work behind; a person hands it over by the list.

use super::support::*;
use chrono::NaiveDate;
use coloa_auth::Role;
use coloa_base::AreaError;
use coloa_plan::{
    duties::{
        self, DutyError, NewDirective, NewProgress, Status,
        handover::{self, Move, Why},
        read,
    },
    entity::obligation,
};
use coloa_testkit::{TestDb, store_suite};
use sea_orm::EntityTrait;
use serde_json::json;

store_suite!(
    unfinished_work_is_handed_over_by_a_reviewed_list => by_a_list,
    nothing_is_given_to_an_agency_that_is_no_more => closed_agencies,
    a_directive_goes_on_after_its_horizon => directives_go_on,
);

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn directive(to: coloa_base::AgencyId) -> NewDirective {
    NewDirective {
        kind: "directive".into(),
        number: Some("05/CT-UBND".into()),
        dated: Some(TODAY),
        issuer: None,
        text: "Kiểm tra việc cập nhật bản vá".into(),
        legal_basis: None,
        product: None,
        scope: None,
        leads: vec![to],
        coordinates: vec![],
        starts_on: None,
        due_on: None,
        every_months: None,
    }
}

async fn by_a_list(db: TestDb) {
    let w = world(db, 3).await;
    let plan = w.plan().await;
    let [a, b, c] = w.agencies[..] else { panic!() };
    let work = task(
        "Rà soát hệ thống",
        json!({ "kind": "annual" }),
        vec![("lead", vec![a, c], None)],
    );
    let owed = item(
        "obligation",
        "Báo cáo năm",
        json!({ "due": "05/12", "recurrence": "annual" }),
        vec![("report", vec![a], None)],
    );
    w.version(plan, 1, vec![work, owed]).await;
    w.sync(plan).await;
    let clerk = w.person("a", Role::FocalPoint, a).await;
    let heir = w.person("b", Role::FocalPoint, b).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let first = w.duties_of(a).await[0].clone();
    let some = NewProgress {
        status: Status::InProgress,
        percent: Some(40),
        note: None,
        product: None,
        done_on: None,
        via: "app",
    };
    duties::report(&w.access, &w.files, &clerk, first.id, None, some, vec![])
        .await
        .unwrap();
    assert!(
        handover::list(&w.access, &chief, None)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(handover::tell_of_reorganisations(&w.access).await.unwrap(), 0);

    w.merge(a, b, TODAY).await;
    assert_eq!(handover::tell_of_reorganisations(&w.access).await.unwrap(), 1);
    assert_eq!(
        handover::tell_of_reorganisations(&w.access).await.unwrap(),
        0,
        "once"
    );
    assert!(w.told(&chief).await.contains(&"duty.left_behind".to_owned()));
    let list = handover::list(&w.access, &chief, None).await.unwrap().items;
    // Two years of the work and of the report.
    assert_eq!(list.len(), 4);
    assert!(
        list.iter()
            .all(|l| l.agency == a && l.why == Why::Closed && l.proposed == [b])
    );
    // Who only reports hands nothing over.
    assert!(handover::list(&w.access, &heir, None).await.is_err());

    let line = |l: &handover::Left| Move {
        kind: l.kind,
        id: l.id,
        version: l.version,
        to: b,
    };
    let moves: Vec<Move> = list.iter().map(line).collect();
    let stale = Move {
        version: moves[0].version + 1,
        ..moves[0]
    };
    let changed = handover::hand_over(&w.access, &chief, &[moves[1], stale], "Sáp nhập").await;
    assert!(matches!(changed, Err(DutyError::Changed)));
    assert_eq!(w.duties_of(b).await.len(), 0, "all or none");
    let back = Move { to: a, ..moves[0] };
    let closed = handover::hand_over(&w.access, &chief, &[back], "Sáp nhập").await;
    assert!(matches!(
        closed,
        Err(DutyError::Invalid {
            field: "to",
            reason: "agency_closed"
        })
    ));
    assert!(
        handover::hand_over(&w.access, &heir, &moves, "Sáp nhập")
            .await
            .is_err()
    );
    let handed = handover::hand_over(&w.access, &chief, &moves, "Quyết định sáp nhập")
        .await
        .unwrap();
    assert_eq!(handed, 4);
    assert!(
        handover::list(&w.access, &chief, None)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let own = w.duties_of(b).await;
    assert!(own.len() == 2 && own.iter().all(|d| d.assigned_from == Some(a.uuid())));
    assert_eq!(own[0].percent, Some(40), "progress goes with it");
    assert_eq!(
        w.told(&heir)
            .await
            .iter()
            .filter(|k| *k == "duty.handed_over")
            .count(),
        1
    );
    let trail = read::history(&w.access, &heir, own[0].id).await.unwrap();
    assert!(
        trail[0].detail.contains("Sở mẫu số 1"),
        "the name as signed: {}",
        trail[0].detail
    );
    // The plan still names the closed agency; its next synchronisation leaves all where it is.
    assert_eq!(w.sync(plan).await, duties::SyncReport::default());
    let owed: Vec<_> = obligation::Entity::find()
        .all(w.access.db().reader())
        .await
        .unwrap();
    assert!(
        owed.len() == 2
            && owed
                .iter()
                .all(|o| o.agency_id == b.uuid() && o.assigned_from == Some(a.uuid()) && o.state == "open")
    );
    // Later instances go where the work was handed.
    w.clock.advance(chrono::Duration::days(365));
    duties::jobs::extend_instances(&w.access, duties::SyncSettings::default())
        .await
        .unwrap();
    assert_eq!((w.duties_of(a).await.len(), w.duties_of(b).await.len()), (0, 3));
    assert!(w.tally_agrees().await);
}

async fn closed_agencies(db: TestDb) {
    let w = world(db, 2).await;
    let [a, b] = w.agencies[..] else { panic!() };
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let text = duties::create_directive(&w.access, &chief, directive(b))
        .await
        .unwrap();
    w.merge(a, b, TODAY).await;
    let reason = |e: DutyError| (e.code(), e.params()["reason"].clone());
    let refused = duties::create_directive(&w.access, &chief, directive(a)).await;
    assert_eq!(
        reason(refused.unwrap_err()),
        ("duty.invalid", "agency_closed".to_owned())
    );
    let duty = w.duties_of(b).await[0].clone();
    assert_eq!(duty.text_id, text);
    let back = duties::reassign(&w.access, &chief, duty.id, None, a, "Trả lại").await;
    assert_eq!(
        reason(back.unwrap_err()),
        ("duty.invalid", "agency_closed".to_owned())
    );
    let machine = coloa_auth::Actor::command_line();
    let nobody = duties::create_directive(&w.access, &machine, directive(coloa_base::AgencyId::new())).await;
    assert_eq!(
        reason(nobody.unwrap_err()),
        ("duty.invalid", "agency_unknown".to_owned())
    );
    // Dates and lengths of another world.
    for (field, wrong) in [
        (
            "due_on",
            NewDirective {
                due_on: Some(day(5000, 1, 1)),
                ..directive(b)
            },
        ),
        (
            "dated",
            NewDirective {
                dated: Some(day(1, 1, 1)),
                ..directive(b)
            },
        ),
        (
            "legal_basis",
            NewDirective {
                legal_basis: Some("x".repeat(2_000)),
                ..directive(b)
            },
        ),
    ] {
        let refused = duties::create_directive(&w.access, &chief, wrong)
            .await
            .unwrap_err();
        assert_eq!(refused.params()["field"], field);
    }
    let dirty = NewDirective {
        text: "Rà\u{0} soát\u{8}\r\nhệ thống".into(),
        ..directive(b)
    };
    let text = duties::create_directive(&w.access, &chief, dirty).await.unwrap();
    let kept = duties::store::text(w.access.db().reader(), text).await.unwrap();
    assert_eq!(kept.text, "Rà soát\nhệ thống");
}

async fn directives_go_on(db: TestDb) {
    let w = world(db, 2).await;
    let [a, b] = w.agencies[..] else { panic!() };
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let yearly = NewDirective {
        every_months: Some(12),
        ..directive(a)
    };
    duties::create_directive(&w.access, &chief, yearly).await.unwrap();
    let instances = async |agency| -> Vec<String> {
        w.duties_of(agency)
            .await
            .into_iter()
            .map(|d| d.instance)
            .collect()
    };
    assert_eq!(instances(a).await, ["2026", "2027"]);
    // What begins beyond the horizon is not lost.
    let far = NewDirective {
        every_months: Some(12),
        starts_on: Some(day(2030, 1, 1)),
        due_on: Some(day(2031, 12, 31)),
        ..directive(b)
    };
    duties::create_directive(&w.access, &chief, far).await.unwrap();
    assert_eq!(instances(b).await, ["2030"]);
    w.clock.advance(chrono::Duration::days(900));
    let extend = async || {
        duties::jobs::extend_instances(&w.access, duties::SyncSettings::default())
            .await
            .unwrap()
    };
    assert_eq!(extend().await, 3);
    assert_eq!(extend().await, 0);
    assert_eq!(instances(a).await, ["2026", "2027", "2028", "2029", "2030"]);
    w.clock.advance(chrono::Duration::days(3000));
    extend().await;
    assert_eq!(instances(b).await, ["2030", "2031"], "not beyond its own end");
    assert!(w.tally_agrees().await);
}
