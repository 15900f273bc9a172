//! Periodic figures over three agencies: cases of drills count nowhere, restricted ones count.

use crate::support::{TODAY, World};
use chrono::{Days, Duration, NaiveDate};
use coloa_auth::{Actor, Role};
use coloa_base::{
    AgencyId,
    clock::vn_date,
    indicator::{IndicatorQuery, IndicatorValue},
};
use coloa_incident::{
    case::{self, CaseFilter, Classification},
    clocks::{self, Met},
    entity::case::incident::Model as Incident,
    figures,
    forms::Value,
    statistics::{self, Ask, Figures, InTime, Measure},
    steps::{self, Step},
};
use coloa_testkit::{TestDb, store_suite};
use std::{collections::BTreeMap, pin::Pin, sync::Arc};
use uuid::Uuid;

store_suite!(
    figures_count_real_cases_within_reach => figures_of_a_period,
    figures_follow_every_change_of_a_case => figures_follow,
);

/// Boxed: a test of many steps would not fit on its stack without optimisation.
type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

struct Scene {
    world: World,
    responder: Actor,
    agencies: Vec<AgencyId>,
}

impl Scene {
    async fn new(db: TestDb) -> Self {
        let world = World::on(db).await;
        let (_, responder) = world.person(Role::Responder, None).await;
        let mut agencies = Vec::new();
        for name in ["Sở Một", "Sở Hai", "Sở Ba"] {
            agencies.push(world.agency(name).await);
        }
        Self {
            world,
            responder,
            agencies,
        }
    }

    fn case<'a>(
        &'a self,
        agency: usize,
        group: &'a str,
        severity: &'a str,
        drill: Option<Uuid>,
    ) -> Work<'a, Incident> {
        Box::pin(async move {
            let mut draft = self.world.draft_case(self.agencies[agency]);
            draft.group = group.to_owned();
            draft.severity = severity.to_owned();
            draft.drill = drill;
            case::create(&self.world.cases, &self.responder, &draft)
                .await
                .unwrap()
        })
    }

    async fn version(&self, id: Uuid) -> i32 {
        let found = case::read(&self.world.access, &self.responder, id).await.unwrap();
        found.incident.version
    }

    fn step<'a>(&'a self, id: Uuid, step: Step, after: i64) -> Work<'a, ()> {
        Box::pin(async move {
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
        })
    }

    fn read<'a>(&'a self, who: &'a Actor, agency: Option<AgencyId>) -> Work<'a, Arc<Figures>> {
        Box::pin(async move {
            let ask = Ask {
                from: TODAY,
                to: TODAY,
                agency,
            };
            statistics::read(&self.world.access, who, ask).await.unwrap()
        })
    }

    /// The figures of a day, counted case by case and clock by clock.
    async fn recounted(&self, day: NaiveDate, agency: Option<AgencyId>) -> Counts {
        let access = &self.world.access;
        let filter = CaseFilter {
            agency,
            limit: 100,
            ..CaseFilter::default()
        };
        let (rows, _) = case::list(access, &self.responder, &filter).await.unwrap();
        let (mut counts, mut contain) = (Counts::default(), Vec::new());
        for row in rows
            .iter()
            .filter(|r| r.state != "dismissed" && r.state != "merged")
        {
            if vn_date(row.detected_at) == day {
                counts.total += 1;
                counts.handled += i64::from(row.recovered_at.is_some() || row.ended_at.is_some());
                *counts.severities.entry(row.severity.clone()).or_default() += 1;
                contain.extend(row.contained_at.map(|at| (at - row.detected_at).num_minutes()));
            }
            let found = case::read(access, &self.responder, row.id).await.unwrap();
            for clock in found
                .clocks
                .iter()
                .filter(|c| c.void_at.is_none() && vn_date(c.starts_at) == day)
            {
                let of = counts.duties.entry(clock.duty.clone()).or_default();
                match clock.met_at {
                    None => {
                        of.open += 1;
                        of.overdue += i64::from(clock.due_at.is_some_and(|due| due < self.world.now()));
                    }
                    Some(at) if clock.due_when_met.is_some_and(|due| at > due) => of.late += 1,
                    Some(_) => of.met += 1,
                }
            }
        }
        contain.sort_unstable();
        let rank = |hundredths: usize| contain.get((contain.len() * hundredths).div_ceil(100) - 1);
        if let [_, ..] = contain.as_slice() {
            counts.contain = Some((contain.len(), *rank(50).unwrap(), *rank(90).unwrap()));
        }
        counts
    }

    /// What is shown is what there is, to whoever looks.
    fn check<'a>(&'a self, focal: &'a Actor, when: &'a str) -> Work<'a, ()> {
        Box::pin(async move {
            let everybody = self.agencies.iter().copied().map(Some).chain([None]);
            let mut looks: Vec<_> = everybody
                .map(|agency| (&self.responder, agency, agency))
                .collect();
            looks.push((focal, None, Some(self.agencies[1])));
            for day in [TODAY - Days::new(1), TODAY] {
                for (who, agency, counted) in &looks {
                    let ask = Ask {
                        from: day,
                        to: day,
                        agency: *agency,
                    };
                    let shown = statistics::read(&self.world.access, who, ask).await.unwrap();
                    assert_eq!(
                        Counts::shown(&shown),
                        self.recounted(day, *counted).await,
                        "{when}: {day}, {counted:?}"
                    );
                }
            }
        })
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

/// Figures that can be counted by hand.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    total: i64,
    handled: i64,
    severities: BTreeMap<String, i64>,
    duties: BTreeMap<String, InTime>,
    /// Cases that were contained, minutes of the one in the middle and of the ninth of ten.
    contain: Option<(usize, i64, i64)>,
}

impl Counts {
    fn shown(figures: &Figures) -> Self {
        let severities = figures.by_severity.iter().filter(|c| c.number > 0);
        let contain = figures.times.iter().find(|t| t.measure == Measure::Contain);
        Self {
            total: figures.total,
            handled: figures.handled,
            severities: severities.map(|c| (c.code.clone(), c.number)).collect(),
            duties: figures
                .duties
                .iter()
                .map(|d| (d.duty.clone(), d.clocks))
                .collect(),
            contain: contain.map(|t| (usize::try_from(t.number).unwrap(), t.median, t.p90)),
        }
    }
}

fn number(all: &[statistics::Counted], code: &str) -> i64 {
    all.iter().find(|c| c.code == code).map_or(-1, |c| c.number)
}

async fn figures_of_a_period(db: TestDb) {
    let s = Scene::new(db).await;
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

async fn figures_follow(db: TestDb) {
    let s = Scene::new(db).await;
    let who = &s.responder;
    let (_, focal) = s.world.person(Role::FocalPoint, Some(s.agencies[1])).await;
    let first = s.case(0, "malware", "M3", None).await;
    let second = s.case(1, "malware", "M1", None).await;
    let third = s.case(0, "phishing", "M2", None).await;
    s.case(1, "malware", "M1", Some(Uuid::now_v7())).await;
    s.check(&focal, "begun").await;
    assert_eq!(s.read(who, None).await.total, 3, "all but the drill");

    Box::pin(classed_and_met(&s, &focal, &first, &second)).await;
    Box::pin(taken_on(&s, &focal, &first, &second, &third)).await;
}

/// Another class and another day, then a clock that is met too late and not met after all.
async fn classed_and_met(s: &Scene, focal: &Actor, first: &Incident, second: &Incident) {
    let (cases, who) = (&s.world.cases, &s.responder);
    let found = case::read(&s.world.access, who, second.id).await.unwrap();
    let wanted = Classification {
        severity: "M2".to_owned(),
        confirmed_serious: None,
        facts: found.facts,
        personal_data: true,
        data_known_at: Some(s.world.now()),
        detected_at: second.detected_at - Duration::days(1),
        occurred_at: None,
        state_secret: false,
        reason: "xem lại nhật ký".to_owned(),
    };
    case::classify(cases, who, second.id, found.incident.version, &wanted)
        .await
        .unwrap();
    s.check(focal, "detected a day before").await;
    assert_eq!(s.read(who, None).await.total, 2);

    s.world.pass(6 * 24 * 60);
    s.check(focal, "terms went by").await;
    let clocks = case::read(&s.world.access, who, first.id).await.unwrap().clocks;
    let clock = clocks
        .iter()
        .find(|c| c.met_at.is_none() && c.void_at.is_none() && c.due_at.is_some())
        .unwrap();
    let met = Met {
        proof: "thư".to_owned(),
        ..Met::default()
    };
    clocks::meet(cases, who, first.id, clock.id, clock.version, &met)
        .await
        .unwrap();
    s.check(focal, "met late").await;
    assert_eq!(s.read(who, None).await.in_time.late, 1);
    clocks::unmeet(cases, who, first.id, clock.id, "ghi nhầm")
        .await
        .unwrap();
    s.check(focal, "not met after all").await;
}

/// All steps that a case may take.
async fn taken_on(s: &Scene, focal: &Actor, first: &Incident, second: &Incident, third: &Incident) {
    let (cases, who) = (&s.world.cases, &s.responder);
    s.step(first.id, Step::Contain, 60).await;
    s.step(second.id, Step::Contain, 90).await;
    s.step(second.id, Step::Recover, 100).await;
    s.check(focal, "contained").await;

    let seen = s.version(second.id).await;
    steps::hand_over(cases, who, second.id, seen, s.agencies[2], "đúng đơn vị")
        .await
        .unwrap();
    s.check(focal, "handed over").await;

    let seen = s.version(third.id).await;
    steps::merge(cases, who, third.id, seen, first.id, "cùng một vụ")
        .await
        .unwrap();
    s.check(focal, "merged").await;
    assert_eq!(s.read(who, None).await.total, 1);

    s.step(first.id, Step::Dismiss, 200).await;
    s.check(focal, "dismissed").await;
    assert_eq!(s.read(who, None).await.total, 0);
    s.step(first.id, Step::Reopen, 300).await;
    s.check(focal, "goes on").await;
    assert_eq!(s.read(who, None).await.total, 1);
}
