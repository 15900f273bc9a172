//! Figures from real rows of the plan area, on both databases.

use crate::material::{FROM, Migrator, TO};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use coloa_base::{AgencyId, PlanId};
use coloa_plan::{
    duties::model::NO_DATE,
    entity::{difficulty, duty, duty_text, plan, progress, target, target_goal, target_value},
};
use coloa_platform::{Db, config::DatabaseConfig, db::rows, files::Files};
use coloa_report::{
    ReportError,
    directory::{Directory, Organ},
    plan_source::PlanSource,
    snapshot::Answer,
    source::{Query, Scope, Source},
};
use coloa_testkit::TestDb;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use std::{collections::HashMap, sync::Arc, time::Instant};
use uuid::Uuid;

coloa_testkit::store_suite!(
    status_stands_as_of_the_end_of_the_period => as_of_the_end,
    only_duties_of_the_period_count => overlap,
    a_directive_to_many_agencies_has_one_wording => directive,
    targets_and_difficulties_of_the_period => measures,
    sixty_tasks_of_175_agencies_are_quick => size,
);

/// Names by id and day, as the directory has them.
struct Names;
#[async_trait::async_trait]
impl Directory for Names {
    async fn names(&self, ids: &[AgencyId], on: NaiveDate) -> Result<HashMap<AgencyId, String>, ReportError> {
        Ok(ids
            .iter()
            .map(|id| (*id, format!("Cơ quan {id} ngày {on}")))
            .collect())
    }
    async fn organ(&self, _id: AgencyId, _on: NaiveDate) -> Result<Option<Organ>, ReportError> {
        Ok(None)
    }
}

struct World {
    db: Db,
    source: PlanSource,
    plan: Uuid,
    _keep: TestDb,
}

fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap())
        .and_utc()
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

async fn insert<E, M>(db: &Db, models: Vec<M>)
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let tx = db.begin().await.unwrap();
    rows::insert_all::<E, E::ActiveModel, _>(&tx, models)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn world(keep: TestDb) -> World {
    let config = DatabaseConfig {
        url: keep.url().to_owned(),
        read_connections: 2,
        ..DatabaseConfig::default()
    };
    let db = Db::connect(&config, &keep.data().sqlite()).await.unwrap();
    db.migrate::<Migrator>().await.unwrap();
    let files = Files::new(keep.data().path().join("files"), 1_000_000, false);
    let source = PlanSource::new(db.clone(), files, Arc::new(Names));
    let id = Uuid::now_v7();
    let row = plan::Model {
        id,
        kind: "plan".into(),
        title: "Kế hoạch an ninh mạng".into(),
        folded: "ke hoach an ninh mang".into(),
        number: None,
        issued_on: None,
        issuer: None,
        owner_agency_id: Uuid::now_v7(),
        parent_plan_id: None,
        replaces_plan_id: None,
        period_from: None,
        period_to: None,
        state: "active".into(),
        current_version_id: None,
        legal_basis: serde_json::json!([]),
        handling: "normal".into(),
        created_by: None,
        created_at: at(FROM, 1),
        activated_at: None,
        version: 1,
    };
    insert::<plan::Entity, _>(&db, vec![row]).await;
    World {
        db,
        source,
        plan: id,
        _keep: keep,
    }
}

fn text(w: &World, path: &str) -> duty_text::Model {
    duty_text::Model {
        id: Uuid::now_v7(),
        plan_id: Some(w.plan),
        item_id: None,
        path: Some(path.into()),
        text: format!("Nhiệm vụ {path}"),
        folded: format!("nhiem vu {path}"),
        scope: None,
        legal_basis: None,
        product: None,
        timeframe_kind: "by".into(),
        timeframe_text: None,
        every_months: None,
        source: serde_json::json!({}),
        state: "active".into(),
        created_at: at(FROM, 1),
        version: 1,
    }
}

fn owed(text: &duty_text::Model, agency: Uuid, due: Option<NaiveDate>) -> duty::Model {
    duty::Model {
        id: Uuid::now_v7(),
        text_id: text.id,
        plan_id: text.plan_id,
        agency_id: agency,
        assigned_from: None,
        role: "lead".into(),
        guide_agency_id: None,
        starts_on: None,
        due_on: due,
        due_key: due.unwrap_or(NO_DATE),
        due_moved: false,
        instance: String::new(),
        status: "not_started".into(),
        open: true,
        percent: None,
        review: "none".into(),
        reported_at: None,
        done_on: None,
        created_at: at(FROM, 1),
        version: 1,
    }
}

/// A report of progress, noted in the duty as the service does.
fn said(
    duty: &mut duty::Model,
    on: NaiveDate,
    status: &str,
    percent: Option<i32>,
    via: &str,
) -> progress::Model {
    duty.status = status.into();
    duty.open = matches!(status, "not_started" | "in_progress");
    duty.percent = percent;
    duty.review = "submitted".into();
    duty.reported_at = Some(at(on, 5));
    duty.done_on = (status == "done").then_some(on);
    progress::Model {
        id: Uuid::now_v7(),
        duty_id: duty.id,
        plan_id: duty.plan_id,
        agency_id: duty.agency_id,
        status: status.into(),
        percent,
        done_on: duty.done_on,
        note: Some(format!("ghi ngày {on}")),
        product: None,
        state: "submitted".into(),
        via: via.into(),
        reported_by: None,
        reporter_name: "Đầu mối".into(),
        reported_at: at(on, 5),
        reviewed_by: None,
        reviewed_at: None,
        review_reason: None,
    }
}

fn query(w: &World) -> Query {
    Query {
        plan: Some(PlanId(w.plan)),
        from: FROM,
        to: TO,
        asked_on: TO,
    }
}

async fn as_of_the_end(db: TestDb) {
    let w = world(db).await;
    let words = text(&w, "III.1");
    let agencies: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
    let due = Some(day(2026, 6, 30));
    let mut duties: Vec<duty::Model> = agencies.iter().map(|a| owed(&words, *a, due)).collect();
    let mut told = vec![
        said(&mut duties[0], day(2026, 5, 1), "in_progress", Some(40), "app"),
        said(&mut duties[0], day(2027, 1, 5), "done", Some(100), "app"),
        said(&mut duties[1], day(2026, 6, 1), "done", Some(100), "app"),
        // Said only after the period: within it this agency was silent.
        said(&mut duties[2], day(2027, 2, 1), "done", Some(100), "app"),
    ];
    // 23:30 in Viet Nam on the last day still belongs to the period.
    told[2].reported_at = at(TO, 16);
    duties[1].reported_at = Some(told[2].reported_at);
    insert::<duty_text::Entity, _>(&w.db, vec![words]).await;
    insert::<duty::Entity, _>(&w.db, duties).await;
    insert::<progress::Entity, _>(&w.db, told).await;

    let found = w.source.duties(&query(&w), &Scope::Installation).await.unwrap();
    assert_eq!(found.len(), 4);
    let of = |at: usize| found.iter().find(|f| f.agency.uuid() == agencies[at]).unwrap();
    let row = |at: usize| &of(at).duties[0];
    assert_eq!(
        (row(0).answer(), row(0).percent, row(0).reported),
        (Answer::InProgress, Some(40), true)
    );
    assert_eq!(
        row(0).late_days,
        Some((TO - day(2026, 6, 30)).num_days()),
        "late at the end of the period, though done later"
    );
    assert_eq!(row(0).note.as_deref(), Some("ghi ngày 2026-05-01"));
    assert_eq!(
        (row(1).answer(), row(1).late_days, row(1).reported),
        (Answer::Done, None, true)
    );
    assert_eq!(
        (row(2).answer(), row(2).percent, row(2).reported),
        (Answer::None, None, false)
    );
    assert_eq!(
        (row(3).answer(), row(3).percent, row(3).reported),
        (Answer::None, None, false),
        "no answer is not zero"
    );
    assert_eq!(
        of(0).name,
        format!("Cơ quan {} ngày {TO}", agencies[0]),
        "the name on the last day"
    );
    let mine = w
        .source
        .duties(&query(&w), &Scope::Agency(AgencyId(agencies[1])))
        .await
        .unwrap();
    assert_eq!(
        mine.iter().map(|m| m.agency.uuid()).collect::<Vec<_>>(),
        [agencies[1]]
    );
    let two = Scope::These([AgencyId(agencies[0]), AgencyId(agencies[3])].into());
    let found = w.source.duties(&query(&w), &two).await.unwrap();
    assert!(found.len() == 2 && found.iter().all(|f| two.holds(f.agency)));
    // Asked within the period: what is not due yet is not late.
    let asked = |asked_on| Query {
        asked_on,
        ..query(&w)
    };
    for (on, late) in [
        (day(2026, 6, 30), None),
        (day(2026, 7, 4), Some(4)),
        (day(2027, 3, 1), Some((TO - day(2026, 6, 30)).num_days())),
    ] {
        let scope = Scope::Agency(AgencyId(agencies[3]));
        let found = w.source.duties(&asked(on), &scope).await.unwrap();
        assert_eq!(found[0].duties[0].late_days, late, "{on}");
    }
}

async fn directive(db: TestDb) {
    let w = world(db).await;
    let words = duty_text::Model {
        plan_id: None,
        path: None,
        ..text(&w, "")
    };
    let agencies: Vec<Uuid> = (0..5).map(|_| Uuid::now_v7()).collect();
    let owed = agencies.iter().map(|a| owed(&words, *a, None)).collect();
    insert::<duty_text::Entity, _>(&w.db, vec![words.clone()]).await;
    insert::<duty::Entity, _>(&w.db, owed).await;
    let all = Query {
        plan: None,
        ..query(&w)
    };
    let found = w.source.duties(&all, &Scope::Installation).await.unwrap();
    assert_eq!(found.len(), 5);
    assert!(
        found.iter().all(|f| f.duties[0].lineage_id == Some(words.id)),
        "one wording, one line of the report"
    );
    assert!(!w.source.has_plan(PlanId::new()).await.unwrap());
    assert!(w.source.has_plan(PlanId(w.plan)).await.unwrap());
}

async fn overlap(db: TestDb) {
    let w = world(db).await;
    let words = text(&w, "III.2");
    let agency = Uuid::now_v7();
    let make = |instance: &str, starts: Option<NaiveDate>, due: Option<NaiveDate>| duty::Model {
        instance: instance.into(),
        starts_on: starts,
        ..owed(&words, agency, due)
    };
    let mut done_before = make("", None, Some(day(2025, 6, 30)));
    let mut imported = make("", None, Some(day(2026, 3, 1)));
    let told = vec![
        said(&mut done_before, day(2025, 6, 1), "done", Some(100), "app"),
        said(&mut imported, day(2026, 2, 1), "in_progress", Some(10), "import"),
    ];
    let mut dropped = make("", None, Some(day(2026, 3, 1)));
    dropped.status = "cancelled".into();
    dropped.open = false;
    let rows = vec![
        (make("2026", Some(day(2026, 1, 1)), Some(day(2026, 12, 31))), true),
        (make("2025", Some(day(2025, 1, 1)), Some(day(2025, 12, 1))), false),
        (
            make("2027", Some(day(2027, 1, 1)), Some(day(2027, 12, 31))),
            false,
        ),
        (make("", None, None), true),
        // Comes once, due before, still owed: it does not drop out of sight.
        (make("", None, Some(day(2025, 6, 30))), true),
        (done_before, false),
        (imported.clone(), true),
        (dropped, false),
    ];
    let expected: std::collections::BTreeSet<Uuid> = rows
        .iter()
        .filter(|(_, counts)| *counts)
        .map(|(d, _)| d.id)
        .collect();
    insert::<duty_text::Entity, _>(&w.db, vec![words.clone()]).await;
    insert::<duty::Entity, _>(&w.db, rows.into_iter().map(|(d, _)| d).collect()).await;
    insert::<progress::Entity, _>(&w.db, told).await;
    for q in [
        query(&w),
        Query {
            plan: None,
            ..query(&w)
        },
    ] {
        let found = w.source.duties(&q, &Scope::Installation).await.unwrap();
        let ids = found[0]
            .duties
            .iter()
            .map(|d| d.duty_id)
            .collect::<std::collections::BTreeSet<_>>();
        assert_eq!(ids, expected);
        let past = found[0].duties.iter().find(|d| d.duty_id == imported.id).unwrap();
        assert!(!past.reported, "what the import noted is no answer of the agency");
    }
}

async fn measures(db: TestDb) {
    let w = world(db).await;
    let id = Uuid::now_v7();
    let row = target::Model {
        id,
        plan_id: w.plan,
        path: "II.1".into(),
        text: "Tỷ lệ hệ thống được giám sát".into(),
        ordinal: 1,
        kind: "numeric".into(),
        unit: Some("%".into()),
        comparator: Some(">=".into()),
        denominator: None,
        exclusions: None,
        indicator: None,
        state: "active".into(),
        agency_id: None,
        measured: false,
        version: 1,
    };
    let other = target::Model {
        id: Uuid::now_v7(),
        ordinal: 2,
        path: "II.2".into(),
        ..row.clone()
    };
    let goal = |year, value| target_goal::Model {
        id: Uuid::now_v7(),
        target_id: id,
        year,
        agency_id: None,
        value: Some(value),
        milestone: None,
    };
    let value = |as_of: NaiveDate, value: f64, agency: Option<Uuid>| target_value::Model {
        id: Uuid::now_v7(),
        target_id: id,
        year: 2026,
        agency_id: agency,
        as_of,
        value: Some(value),
        reached: None,
        numerator: None,
        denominator: None,
        source: "entered".into(),
        indicator: None,
        query: None,
        records_path: None,
        frozen_report_id: None,
        note: None,
        entered_by: None,
        entered_at: at(as_of, 3),
        confirmed_by: None,
        confirmed_at: None,
    };
    insert::<target::Entity, _>(&w.db, vec![row, other]).await;
    insert::<target_goal::Entity, _>(&w.db, vec![goal(2025, 50.0), goal(2027, 80.0)]).await;
    let values = vec![
        value(day(2026, 6, 1), 60.0, None),
        value(day(2026, 9, 1), 70.0, None),
        value(day(2026, 12, 20), 90.0, None),
        value(day(2026, 10, 1), 12.0, Some(Uuid::now_v7())),
    ];
    insert::<target_value::Entity, _>(&w.db, values).await;
    let trouble = |raised: NaiveDate, closed: Option<NaiveDate>, text: &str| difficulty::Model {
        id: Uuid::now_v7(),
        kind: "difficulty".into(),
        plan_id: Some(w.plan),
        duty_id: None,
        agency_id: Uuid::now_v7(),
        text: text.into(),
        addressee_agency_id: Some(Uuid::now_v7()),
        answer_due_on: None,
        state: if closed.is_some() { "closed" } else { "open" }.into(),
        escalated_to: None,
        raised_by: None,
        raised_at: at(raised, 3),
        answer: None,
        answered_by: None,
        answered_at: None,
        closed_at: closed.map(|c| at(c, 3)),
        version: 1,
    };
    let rows = vec![
        trouble(day(2025, 3, 1), Some(day(2025, 4, 1)), "đã xong trước kỳ"),
        trouble(day(2025, 3, 1), None, "còn từ kỳ trước"),
        trouble(day(2026, 3, 1), Some(day(2026, 5, 1)), "xong trong kỳ"),
        trouble(day(2027, 3, 1), None, "sau kỳ"),
    ];
    insert::<difficulty::Entity, _>(&w.db, rows).await;

    let found = w.source.plan(&query(&w), &Scope::Installation).await.unwrap();
    assert_eq!(found.targets.len(), 2);
    let first = &found.targets[0];
    assert_eq!(
        (first.goal, first.value, first.met()),
        (Some(80.0), Some(70.0), Some(false)),
        "the next goal, the last value of the period"
    );
    assert_eq!(
        (found.targets[1].value, found.targets[1].met()),
        (None, None),
        "no value is not zero"
    );
    let nobody = Scope::These([AgencyId::new()].into());
    let cut = w.source.plan(&query(&w), &nobody).await.unwrap();
    assert!(cut.targets.is_empty() && cut.difficulties.is_empty());
    let texts: Vec<&str> = found.difficulties.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["còn từ kỳ trước", "xong trong kỳ"]);
    assert!(
        found.difficulties[0]
            .addressee
            .as_deref()
            .unwrap()
            .starts_with("Cơ quan")
    );
}

async fn size(db: TestDb) {
    let w = world(db).await;
    let words: Vec<_> = (1..=60).map(|n| text(&w, &format!("III.{n}"))).collect();
    let agencies: Vec<Uuid> = (0..175).map(|_| Uuid::now_v7()).collect();
    let (mut duties, mut told) = (Vec::new(), Vec::new());
    for (a, agency) in agencies.iter().enumerate() {
        for words in &words {
            let mut duty = owed(words, *agency, Some(day(2026, 6, 30)));
            if a >= 40 {
                told.push(said(&mut duty, day(2026, 5, 1), "in_progress", Some(40), "app"));
            }
            duties.push(duty);
        }
    }
    insert::<duty_text::Entity, _>(&w.db, words).await;
    insert::<duty::Entity, _>(&w.db, duties).await;
    insert::<progress::Entity, _>(&w.db, told).await;
    let begun = Instant::now();
    let found = w.source.duties(&query(&w), &Scope::Installation).await.unwrap();
    let took = begun.elapsed();
    assert_eq!(
        (found.len(), found.iter().map(|f| f.duties.len()).sum::<usize>()),
        (175, 10_500)
    );
    let silent = found
        .iter()
        .filter(|f| f.duties.iter().all(|d| !d.reported))
        .count();
    assert_eq!(silent, 40);
    // The goal is a second in a release build; this is the debug build, perhaps beside other tests.
    assert!(took.as_secs() < 10, "{took:?}");
    println!("10,500 duties of a period read in {took:?}");
}
