//! Figures over stored reports, on both databases; the rules of what is told have tests of their own beside them.

use crate::support::{Draft as Report, World};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::Role;
use coloa_base::indicator::IndicatorQuery;
use coloa_hotline::{
    HotlineError,
    code::Code,
    entity::{access, report, transfer},
    figures,
    statistics::{self, Ask, By, Figures, Line, NONE},
    store,
};
use coloa_platform::db::rows;
use coloa_testkit::{TestDb, store_suite};
use std::sync::Arc;
use uuid::Uuid;

store_suite!(
    groups_below_the_least_are_told_by_no_question => least_groups,
    what_does_not_stand_for_itself_does_not_count => what_counts,
    losses_are_told_for_kinds_of_scam_and_months => losses,
    an_agency_sees_its_own_figures => reach,
    plans_get_figures_over_enough_reports => for_plans,
);

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T03:00:00Z").parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A stored report like one that came in, so many times.
async fn put(
    world: &World,
    like: &report::Model,
    number: usize,
    received: &str,
    change: impl Fn(&mut report::Model),
) {
    let tx = world.access.db().begin().await.unwrap();
    for _ in 0..number {
        let id = Uuid::now_v7();
        let mut row = report::Model {
            id,
            number: format!("TK-{id}"),
            mailbox: Code::random(&mut rand::rng()).mailbox().to_string(),
            received_at: at(received),
            ..like.clone()
        };
        change(&mut row);
        store::report::insert(&tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// One that came in and is no longer counted itself.
async fn template(world: &World) -> report::Model {
    let filed = world.file_report(Report::default()).await;
    let mut row = world.row(filed.id).await;
    let like = row.clone();
    row.state = "withdrawn".to_owned();
    let tx = world.access.db().begin().await.unwrap();
    store::report::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    report::Model {
        scam_type: Some("14".to_owned()),
        ..like
    }
}

async fn ask(world: &World, by: By, from: &str, to: &str) -> Arc<Figures> {
    let ask = Ask {
        from: day(from),
        to: day(to),
        by,
    };
    statistics::read(&world.hotline, &world.lead, ask).await.unwrap()
}

fn line<'a>(figures: &'a Figures, key: &str) -> &'a Line {
    figures
        .rows
        .iter()
        .find(|r| r.key == key)
        .unwrap_or_else(|| panic!("{key}"))
}

async fn least_groups(db: TestDb) {
    let world = World::on(db).await;
    let like = template(&world).await;
    let (big, small) = (world.commune.uuid(), world.other_commune.uuid());
    put(&world, &like, 12, "2026-10-10", |r| r.commune_id = Some(big)).await;
    put(&world, &like, 3, "2026-10-11", |r| r.commune_id = Some(small)).await;
    put(&world, &like, 4, "2026-11-02", |r| r.commune_id = Some(small)).await;
    put(&world, &like, 1, "2026-11-03", |r| r.commune_id = None).await;

    let october = ask(&world, By::Commune, "2026-10-05", "2026-10-31").await;
    assert_eq!(
        (october.from, october.to),
        (day("2026-10-01"), day("2026-10-31")),
        "whole months"
    );
    assert_eq!(line(&october, &big.to_string()).reports, Some(10));
    assert_eq!(line(&october, &big.to_string()).name, "Xã Sông Thử");
    assert_eq!(line(&october, &small.to_string()).reports, None);
    assert_eq!((october.total.reports, october.least_group), (Some(15), 5));
    assert_eq!(october.suppressed, 2, "the small one, and those of no commune");
    // What was left over in October completes a group in November.
    let november = ask(&world, By::Commune, "2026-11-01", "2026-11-30").await;
    assert_eq!(line(&november, &small.to_string()).reports, Some(5));
    assert_eq!(line(&november, NONE).reports, None);
    let both = ask(&world, By::Commune, "2026-10-01", "2026-11-30").await;
    assert_eq!(line(&both, &small.to_string()).reports, Some(5));
    assert_eq!(
        (line(&both, &big.to_string()).reports, both.total.reports),
        (Some(10), Some(20))
    );

    // Whatever is asked for, no two figures differ by less than a group.
    let mut told = vec![0];
    for by in By::ALL {
        for (from, to) in [
            ("2026-10-01", "2026-10-31"),
            ("2026-11-01", "2026-11-30"),
            ("2026-01-01", "2026-12-31"),
        ] {
            let figures = ask(&world, *by, from, to).await;
            assert_eq!(
                figures.suppressed,
                figures.rows.iter().filter(|r| r.reports.is_none()).count()
            );
            let rows = figures.rows.iter().chain([&figures.total]);
            told.extend(rows.flat_map(|r| [r.reports, r.with_loss]).flatten());
        }
    }
    for one in &told {
        assert!(
            told.iter().all(|other| !(1..5).contains(&(one - other))),
            "{told:?}"
        );
    }
    let months = ask(&world, By::Month, "2026-09-01", "2026-11-30").await;
    let shown: Vec<_> = months.rows.iter().map(|r| (r.name.as_str(), r.reports)).collect();
    assert_eq!(
        shown,
        [("09/2026", None), ("10/2026", Some(15)), ("11/2026", Some(5))]
    );
    let kinds = ask(&world, By::ScamType, "2026-10-01", "2026-10-31").await;
    assert_eq!(line(&kinds, "14").reports, Some(15));
    assert!(
        kinds.rows.len() > 24,
        "every kind has its row, whether there is a report or not"
    );
    let text = statistics::csv(&kinds);
    assert_eq!(text.lines().count(), kinds.rows.len() + 2);
    assert!(text.contains("\r\n14,") && text.ends_with("2026-10,2026-10\r\n"));

    for (from, to) in [("2026-12-01", "2026-10-01"), ("2016-01-01", "2026-12-31")] {
        let ask = Ask {
            from: day(from),
            to: day(to),
            by: By::Month,
        };
        let refused = statistics::read(&world.hotline, &world.lead, ask).await;
        assert!(matches!(refused, Err(HotlineError::Invalid { .. })));
    }
    let ask = Ask {
        from: day("2026-10-01"),
        to: day("2026-10-31"),
        by: By::Month,
    };
    let stranger = statistics::read(&world.hotline, &world.revealer, ask).await;
    assert!(matches!(stranger, Err(HotlineError::Auth(_))));
}

async fn what_counts(db: TestDb) {
    let world = World::on(db).await;
    let like = template(&world).await;
    put(&world, &like, 5, "2026-11-02", |_| {}).await;
    put(&world, &like, 5, "2026-11-02", |r| {
        r.duplicate_of = Some(Uuid::now_v7())
    })
    .await;
    put(&world, &like, 5, "2026-11-02", |r| r.state = "withdrawn".into()).await;
    put(&world, &like, 5, "2026-11-02", |r| {
        r.quarantined_at = Some(at("2026-11-02"))
    })
    .await;
    let told = || async {
        ask(&world, By::Channel, "2026-11-01", "2026-11-30")
            .await
            .total
            .reports
    };
    assert_eq!(told().await, Some(5));
    put(&world, &like, 5, "2026-11-02", |r| {
        r.quarantined_at = Some(at("2026-11-02"));
        r.quarantine_lifted_at = Some(at("2026-11-03"));
    })
    .await;
    world.pass(chrono::Duration::seconds(10));
    assert_eq!(told().await, Some(10), "what was let go counts");
    // The first and the last moment of a month in Viet Nam.
    put(&world, &like, 5, "2026-11-02", |r| {
        r.received_at = "2026-10-31T17:00:00Z".parse().unwrap();
    })
    .await;
    put(&world, &like, 5, "2026-11-02", |r| {
        r.received_at = "2026-10-31T16:59:59Z".parse().unwrap();
    })
    .await;
    world.pass(chrono::Duration::seconds(10));
    assert_eq!(told().await, Some(15));
    let october = ask(&world, By::Channel, "2026-10-01", "2026-10-31").await;
    assert_eq!(line(&october, "web").reports, Some(5));
    assert_eq!(line(&october, "web").name, "Cổng người dân");
}

async fn losses(db: TestDb) {
    let world = World::on(db).await;
    let like = template(&world).await;
    let lost = |million: i64| {
        move |r: &mut report::Model| {
            r.money = "sent".into();
            r.amount = Some(million * 1_000_000 + 999);
        }
    };
    put(&world, &like, 4, "2026-09-02", lost(100)).await;
    put(&world, &like, 9, "2026-09-03", |r| r.amount = Some(50_000_000)).await;
    put(&world, &like, 1, "2026-10-02", lost(3_000)).await;
    put(&world, &like, 6, "2026-11-02", lost(10)).await;
    let of = |from: &'static str, to: &'static str, by: By| {
        let world = &world;
        async move { ask(world, by, from, to).await }
    };
    let september = of("2026-09-01", "2026-09-30", By::ScamType).await;
    let row = line(&september, "14");
    assert_eq!(
        (row.reports, row.with_loss, row.amount),
        (Some(10), None, None),
        "four people lost something"
    );
    // Whoever lost three billion stands among five who are told together.
    let october = of("2026-10-01", "2026-10-31", By::ScamType).await;
    assert_eq!(line(&october, "14").with_loss, Some(5));
    assert_eq!(line(&october, "14").amount, Some(3_400_000_000));
    let months = of("2026-09-01", "2026-11-30", By::Month).await;
    let amounts: Vec<_> = months.rows.iter().map(|r| r.amount).collect();
    assert_eq!(amounts, [None, Some(3_400_000_000), None], "November is not over");
    for by in [By::Commune, By::Channel, By::Kind, By::Desk] {
        let figures = of("2026-09-01", "2026-11-30", by).await;
        assert!(figures.rows.iter().all(|r| r.amount.is_none()), "{by}");
        assert_eq!(figures.total.amount, Some(3_400_000_000));
    }
    world.pass(chrono::Duration::days(10));
    let november = of("2026-11-01", "2026-11-30", By::ScamType).await;
    assert_eq!(line(&november, "14").amount, Some(60_000_000));
    // Nonsense that people type breaks no figure.
    put(&world, &like, 20, "2026-12-01", |r| {
        r.money = "sent".into();
        r.amount = Some(100_000_000_000_000);
    })
    .await;
    world.pass(chrono::Duration::days(40));
    let december = of("2026-12-01", "2026-12-31", By::ScamType).await;
    assert_eq!(line(&december, "14").amount, Some(2_000_000_000_000_000));
}

async fn reach(db: TestDb) {
    let world = World::on(db).await;
    let like = template(&world).await;
    let desk = world.commune_desk.id;
    put(&world, &like, 7, "2026-10-02", |_| {}).await;
    put(&world, &like, 6, "2026-10-02", |r| {
        r.desk_id = desk;
        r.agency_id = Some(world.commune.uuid());
        r.money = "sent".into();
        r.amount = Some(5_000_000);
    })
    .await;
    let ask = Ask {
        from: day("2026-10-01"),
        to: day("2026-10-31"),
        by: By::Desk,
    };
    let whole = statistics::read(&world.hotline, &world.lead, ask).await.unwrap();
    assert_eq!(
        (whole.total.reports, whole.total.amount),
        (Some(10), Some(30_000_000))
    );
    assert_eq!(line(&whole, &desk.to_string()).reports, Some(5));
    let own = statistics::read(&world.hotline, &world.commune_intake, ask)
        .await
        .unwrap();
    assert_eq!((own.total.reports, own.total.with_loss), (Some(5), Some(5)));
    assert_eq!(
        own.total.amount, None,
        "amounts are told to those alone who reach every report"
    );
    assert_eq!(line(&own, &world.centre.id.to_string()).reports, None);
    let (_, other) = world.person(Role::IntakeOfficer, Some(world.other_commune)).await;
    let nothing = statistics::read(&world.hotline, &other, ask).await.unwrap();
    assert_eq!(nothing.total.reports, None);
}

fn sent(report: Uuid, due: &str, sent_at: Option<&str>, acknowledged: bool) -> transfer::Model {
    transfer::Model {
        id: Uuid::now_v7(),
        report_id: report,
        kind: "crime_information".into(),
        recipient: "investigation_agency".into(),
        recipient_agency_id: None,
        recipient_name: "Công an tỉnh".into(),
        is_urgent: false,
        article: String::new(),
        call_by: None,
        due_at: Some(at(due)),
        state: "sent".into(),
        document_number: String::new(),
        sent_at: sent_at.map(at),
        sent_how: String::new(),
        ack_number: String::new(),
        ack_at: acknowledged.then(|| at(due)),
        ack_person: String::new(),
        returned_at: None,
        return_reason: String::new(),
        rang_at: None,
        by_id: None,
        by_name: String::new(),
        created_at: at(due),
        updated_at: at(due),
        version: 1,
    }
}

async fn for_plans(db: TestDb) {
    let world = World::on(db).await;
    let like = template(&world).await;
    let query = IndicatorQuery {
        agency: None,
        plan: None,
        from: day("2026-10-01"),
        to: day("2026-10-31"),
    };
    let of = |name: &'static str, query: IndicatorQuery| {
        let all = figures::all(&world.hotline);
        async move {
            let one = all.into_iter().find(|i| i.name() == name).unwrap();
            one.compute(&query).await.unwrap()
        }
    };
    assert_eq!(of("hotline.reports", query.clone()).await.value, None);
    assert_eq!(
        of("hotline.passed_on_in_time", query.clone()).await.value,
        None,
        "nothing is not zero"
    );
    let ids: Vec<Uuid> = (0..8).map(|_| Uuid::now_v7()).collect();
    for id in &ids {
        put(&world, &like, 1, "2026-10-10", |r| r.id = *id).await;
    }
    let tx = world.access.db().begin().await.unwrap();
    for (n, id) in ids.iter().enumerate() {
        let sent_at = match n {
            0..=5 => Some("2026-10-10"),
            6 => Some("2026-10-12"),
            _ => None,
        };
        let row = sent(*id, "2026-10-11", sent_at, n < 3);
        rows::insert::<transfer::Entity, _, _>(&tx, row).await.unwrap();
        // Twice, the first time after so many minutes.
        for minutes in [60 + i64::try_from(n).unwrap(), 10 * i64::try_from(n).unwrap()] {
            let row = access::Model {
                id: Uuid::now_v7(),
                report_id: *id,
                report_number: String::new(),
                person_id: None,
                person_name: String::new(),
                part: "narrative".into(),
                purpose: "handling".into(),
                reason: String::new(),
                second_name: None,
                at: at("2026-10-10") + chrono::Duration::minutes(minutes),
                acted: false,
            };
            store::opening::insert(&tx, row).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let reports = of("hotline.reports", query.clone()).await;
    assert_eq!(reports.value, Some(5.0), "whole groups of eight");
    assert!(reports.query.contains("31/10/2026"));
    let in_time = of("hotline.passed_on_in_time", query.clone()).await;
    assert_eq!((in_time.numerator, in_time.denominator), (Some(6.0), Some(8.0)));
    let acknowledged = of("hotline.acknowledged", query.clone()).await;
    assert_eq!(
        (acknowledged.numerator, acknowledged.denominator),
        (Some(3.0), Some(7.0))
    );
    assert_eq!(of("hotline.first_look", query.clone()).await.value, Some(30.0));
    assert_eq!(of("hotline.notices", query.clone()).await.value, Some(0.0));
    let elsewhere = IndicatorQuery {
        agency: Some(world.commune),
        ..query
    };
    assert_eq!(of("hotline.reports", elsewhere.clone()).await.value, None);
    assert_eq!(of("hotline.passed_on_in_time", elsewhere).await.value, None);
}
