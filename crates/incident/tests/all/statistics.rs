//! Periodic figures over three agencies: cases of drills count nowhere, restricted ones count.

use crate::support::{TODAY, World};
use chrono::{Days, Duration};
use coloa_auth::{Actor, Role};
use coloa_base::{
    AgencyId,
    indicator::{IndicatorQuery, IndicatorValue},
};
use coloa_incident::{
    case,
    clocks::{self, Met},
    entity::case::incident::Model as Incident,
    figures,
    forms::Value,
    statistics::{self, Ask, Figures, Measure},
    steps::{self, Step},
};
use coloa_testkit::{TestDb, store_suite};
use std::sync::Arc;
use uuid::Uuid;

store_suite!(
    figures_count_real_cases_within_reach => figures_of_a_period,
);

struct Scene {
    world: World,
    responder: Actor,
    agencies: Vec<AgencyId>,
}

impl Scene {
    async fn case(&self, agency: usize, group: &str, severity: &str, drill: Option<Uuid>) -> Incident {
        let mut draft = self.world.draft_case(self.agencies[agency]);
        draft.group = group.to_owned();
        draft.severity = severity.to_owned();
        draft.drill = drill;
        case::create(&self.world.cases, &self.responder, &draft)
            .await
            .unwrap()
    }

    async fn version(&self, id: Uuid) -> i32 {
        let found = case::read(&self.world.access, &self.responder, id).await.unwrap();
        found.incident.version
    }

    async fn step(&self, id: Uuid, step: Step, after: i64) {
        let found = case::read(&self.world.access, &self.responder, id)
            .await
            .unwrap()
            .incident;
        let at = found.detected_at + Duration::minutes(after);
        steps::take(
            &self.world.cases,
            &self.responder,
            id,
            found.version,
            step,
            Some(at),
            "kiểm thử",
        )
        .await
        .unwrap();
    }

    async fn read(&self, who: &Actor, agency: Option<AgencyId>) -> Arc<Figures> {
        let ask = Ask {
            from: TODAY,
            to: TODAY,
            agency,
        };
        statistics::read(&self.world.access, who, ask).await.unwrap()
    }

    async fn figure(&self, name: &str) -> IndicatorValue {
        let query = IndicatorQuery {
            agency: None,
            plan: None,
            from: TODAY,
            to: TODAY,
        };
        let all = figures::all(&self.world.access);
        let one = all.iter().find(|i| i.name() == name).unwrap();
        one.compute(&query).await.unwrap()
    }
}

fn number(all: &[statistics::Counted], code: &str) -> i64 {
    all.iter().find(|c| c.code == code).map_or(-1, |c| c.number)
}

async fn figures_of_a_period(db: TestDb) {
    let world = World::on(db).await;
    let (_, responder) = world.person(Role::Responder, None).await;
    let mut agencies = Vec::new();
    for name in ["Sở Một", "Sở Hai", "Sở Ba"] {
        agencies.push(world.agency(name).await);
    }
    let s = Scene {
        world,
        responder,
        agencies,
    };
    let nothing = s.read(&s.responder, None).await;
    assert_eq!((nothing.total, nothing.times.len()), (0, 0));
    assert_eq!(
        s.figure("incident.closed").await.value,
        None,
        "nothing is not zero"
    );

    let first = s.case(0, "malware", "M3", None).await;
    let hidden = s.case(1, "data_leak", "M3", None).await;
    let none = s.case(2, "malware", "M4", None).await;
    let played = s.case(0, "malware", "M1", Some(Uuid::now_v7())).await;
    s.world.contact(&s.responder, "Lê Thị Trực").await;
    s.world.pass(300);
    for (case, minutes) in [(first.id, 60), (hidden.id, 120), (played.id, 1)] {
        s.step(case, Step::Contain, minutes).await;
        s.step(case, Step::Recover, minutes * 2).await;
    }
    s.step(none.id, Step::Dismiss, 0).await;
    let seen = s.version(hidden.id).await;
    steps::restrict(&s.world.cases, &s.responder, hidden.id, seen, true, "điều tra")
        .await
        .unwrap();
    // One clock of the first case in time, those of the drill all.
    for (case, all) in [(first.id, false), (played.id, true)] {
        let clocks = case::read(&s.world.access, &s.responder, case)
            .await
            .unwrap()
            .clocks;
        let take = if all { clocks.len() } else { 1 };
        for clock in clocks
            .iter()
            .filter(|c| c.met_at.is_none() && c.duty == "tt20-notice")
            .take(take)
        {
            let met = Met {
                proof: "thư".to_owned(),
                ..Met::default()
            };
            clocks::meet(&s.world.cases, &s.responder, case, clock.id, clock.version, &met)
                .await
                .unwrap();
        }
    }
    let all = s.read(&s.responder, None).await;
    assert_eq!(
        (all.total, all.handled, all.closed),
        (2, 2, 0),
        "neither drill nor what was none"
    );
    assert_eq!(
        (number(&all.by_type, "malware"), number(&all.by_type, "data_leak")),
        (1, 1)
    );
    assert_eq!(
        number(&all.by_type, "phishing"),
        0,
        "a group without incidents is shown"
    );
    assert_eq!(
        (number(&all.by_severity, "M1"), number(&all.by_severity, "M3")),
        (0, 2)
    );
    assert_eq!((all.staff, all.drills, all.coordinated), (1, 0, 0));
    assert_eq!((all.in_time.met, all.in_time.late), (1, 0));
    assert!(all.in_time.open > 1);
    let contain = all.times.iter().find(|t| t.measure == Measure::Contain).unwrap();
    assert_eq!((contain.median, contain.p90, contain.number), (60, 120, 2));

    // A restricted case counts for its agency and is named nowhere.
    let (_, focal) = s.world.person(Role::FocalPoint, Some(s.agencies[1])).await;
    let own = s.read(&focal, None).await;
    assert_eq!(
        (own.total, number(&own.by_type, "data_leak"), own.in_time.met),
        (1, 1, 0)
    );
    assert!(!format!("{own:?}").contains(&hidden.title));
    let third = s.read(&s.responder, Some(s.agencies[2])).await;
    assert_eq!(third.total, 0);

    let closed = s.figure("incident.closed").await;
    assert_eq!(
        (closed.value, closed.numerator, closed.denominator),
        (Some(0.0), Some(0.0), Some(2.0))
    );
    let in_time = s.figure("incident.clocks_in_time").await;
    assert_eq!((in_time.value, in_time.numerator), (Some(100.0), Some(1.0)));
    assert_eq!(s.figure("incident.drills").await.value, Some(0.0));
    s.world.pass(6 * 24 * 60);
    let later = s.figure("incident.clocks_in_time").await;
    assert!(
        later.value.is_some_and(|v| v < 100.0),
        "what is overdue counts as missed: {later:?}"
    );

    let values = statistics::values(&all);
    assert_eq!(values.get("handled"), Some(&Value::Text("2".to_owned())));
    match values.get("by_type") {
        Some(Value::Rows(rows)) => assert!(rows.contains(&vec!["mã độc".to_owned(), "1".to_owned()])),
        other => panic!("{other:?}"),
    }
    let wrong = Ask {
        from: TODAY,
        to: TODAY - Days::new(1),
        agency: None,
    };
    assert!(
        statistics::read(&s.world.access, &s.responder, wrong)
            .await
            .is_err()
    );
}
