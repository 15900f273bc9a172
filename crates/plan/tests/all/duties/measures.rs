//! Targets, obligations, difficulties, comments, the calendar feed.

use super::support::*;
use chrono::NaiveDate;
use coloa_agency::{
    Agencies,
    model::{Facts, Name, Period, RoleHeld},
};
use coloa_auth::{Actor, AuthError, Role, action};
use coloa_base::{AreaError, ReportId};
use coloa_plan::{
    calendar, comments,
    difficulties::{self, DifficultyFilter, NewDifficulty},
    duties::{self, NewProgress, Status},
    indicators::Indicators,
    obligations::{self, CalendarEntry, Meeting, Met, rules::Standing},
    reminders,
    targets::{self, Light, TargetError, service},
};
use coloa_platform::config::ReminderConfig;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(
    targets_over_a_year => targets_over_a_year,
    nonsense_is_refused => nonsense_is_refused,
    a_target_counts_the_duties_of_its_plan => a_plan_alone,
    obligations_are_met => obligations_are_met,
    the_law_reminds_those_who_owe => the_law_reminds_those_who_owe,
    difficulties_are_answered => difficulties_are_answered,
    the_feed_is_secret => the_feed_is_secret,
);

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn value(year: i32, value: Option<f64>) -> service::NewValue {
    service::NewValue {
        year,
        agency: None,
        as_of: None,
        value,
        numerator: None,
        denominator: None,
        reached: None,
        note: None,
        evidence: None,
    }
}

async fn targets_over_a_year(db: TestDb) {
    let w = world(db, 2).await;
    let plan = w.plan().await;
    let metric = json!({ "horizon": 2026, "metric": { "comparator": ">=", "value": 100.0, "unit": "%", "of": "hệ thống" } });
    let numeric = item("target", "100% hệ thống được phê duyệt cấp độ", metric, vec![]);
    let milestone = item(
        "target",
        "Có trung tâm giám sát",
        json!({ "horizon": 2026 }),
        vec![],
    );
    let frame = json!({ "kind": "by", "to": "2026-07-31" });
    let work = task("Rà soát", frame, vec![("lead", w.agencies.clone(), None)]);
    w.version(plan, 1, vec![numeric.clone(), milestone.clone(), work])
        .await;
    w.sync(plan).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let (access, files) = (&w.access, &w.files);
    let table = async || {
        targets::read::table(access, &chief, Some(plan.uuid()), 2026, None)
            .await
            .unwrap()
    };
    assert!(
        table()
            .await
            .iter()
            .all(|r| r.light == Light::NoData && r.value.is_none())
    );
    assert_eq!(table().await[0].target.denominator.as_deref(), Some("hệ thống"));

    // A share is computed from what was counted; no denominator, no value.
    let counted = service::NewValue {
        numerator: Some(30.0),
        denominator: Some(40.0),
        ..value(2026, None)
    };
    let entered = service::enter(access, files, &chief, numeric.lineage, counted)
        .await
        .unwrap();
    assert_eq!(entered.value, Some(75.0));
    let zero = service::NewValue {
        numerator: Some(0.0),
        denominator: Some(0.0),
        ..value(2026, None)
    };
    assert!(matches!(
        service::enter(access, files, &chief, numeric.lineage, zero).await,
        Err(TargetError::Invalid { .. })
    ));
    let nothing = service::enter(access, files, &chief, milestone.lineage, value(2026, None)).await;
    assert_eq!(nothing.unwrap_err().code(), "target.invalid");
    let reached = service::NewValue {
        reached: Some(true),
        ..value(2026, None)
    };
    let reached = service::enter(access, files, &chief, milestone.lineage, reached)
        .await
        .unwrap();
    // Four eyes: whoever entered it does not confirm it.
    assert!(matches!(
        service::confirm(access, &chief, reached.id).await,
        Err(TargetError::State { reason: "own_value" })
    ));
    let second = w.person("second", Role::Coordinator, w.province).await;
    service::confirm(access, &second, reached.id).await.unwrap();
    assert!(matches!(
        service::confirm(access, &second, reached.id).await,
        Err(TargetError::State { .. })
    ));
    let lights: Vec<_> = table().await.iter().map(|r| (r.light, r.confirmed)).collect();
    assert_eq!(lights, [(Light::OnTrack, false), (Light::Reached, true)]);

    // Computed: the question and its figures are kept.
    let indicators = Indicators::of_plans(access.db());
    let target = targets::read::detail(access, &chief, numeric.lineage)
        .await
        .unwrap()
        .target;
    let measure = service::Measure {
        kind: "numeric".into(),
        unit: Some("%".into()),
        comparator: Some(">=".into()),
        denominator: None,
        exclusions: Some("Trừ hệ thống đang dừng".into()),
        indicator: Some("plan.duties_done_share".into()),
        agency: None,
        goals: vec![(2026, None, Some(50.0))],
    };
    let unknown = service::Measure {
        indicator: Some("plan.luck".into()),
        ..measure.clone()
    };
    assert!(
        service::measure(access, &indicators, &chief, target.id, target.version, unknown)
            .await
            .is_err()
    );
    service::measure(
        access,
        &indicators,
        &chief,
        target.id,
        target.version,
        measure.clone(),
    )
    .await
    .unwrap();
    let stale = service::measure(access, &indicators, &chief, target.id, target.version, measure).await;
    assert!(matches!(stale, Err(TargetError::Changed)));
    let duty = w.duties_of(w.agencies[0]).await[0].clone();
    let done = NewProgress {
        status: Status::Done,
        percent: None,
        note: None,
        product: None,
        done_on: None,
        via: "app",
    };
    duties::report(access, files, &chief, duty.id, None, done, vec![])
        .await
        .unwrap();
    let computed = service::refresh(access, &indicators, &chief, numeric.lineage, 2026, None)
        .await
        .unwrap();
    // One of two duties due until today: none is due before the 15th, so nothing can be said yet.
    assert_eq!((computed.value, computed.denominator), (None, Some(0.0)));
    w.clock.advance(chrono::Duration::days(30));
    let computed = service::refresh(access, &indicators, &chief, numeric.lineage, 2026, None)
        .await
        .unwrap();
    assert_eq!(
        (computed.value, computed.numerator, computed.denominator),
        (Some(50.0), Some(1.0), Some(2.0))
    );
    assert!(computed.query.unwrap().contains("từ 01/01/2026 đến 14/08/2026"));
    assert!(
        computed
            .records_path
            .unwrap()
            .starts_with("/nhiem-vu?due_from=2026-01-01")
    );

    // Frozen for a report: later values leave it alone.
    let report = ReportId::new();
    let now = service::compute_all(access, &indicators, Some(plan.uuid()), 2026)
        .await
        .unwrap();
    let resource = coloa_auth::Resource::of_agency("report", report, w.province);
    let change = access
        .begin(&Actor::command_line(), action::REPORT_CLOSE, resource)
        .await
        .unwrap();
    let frozen = service::freeze(&change, report, Some(plan.uuid()), 2026, &now)
        .await
        .unwrap();
    change.commit(json!({})).await.unwrap();
    assert_eq!(frozen.len(), 2);
    service::enter(access, files, &chief, numeric.lineage, value(2026, Some(99.0)))
        .await
        .unwrap();
    let kept = targets::store::frozen(access.db().reader(), report.uuid())
        .await
        .unwrap();
    assert!(kept.iter().any(|v| v.value == Some(50.0)) && kept.iter().all(|v| v.value != Some(99.0)));
    // A new version of the plan keeps how the target is measured, and the goal that was set.
    let reworded =
        json!({ "horizon": 2026, "metric": { "comparator": "<=", "value": 80.0, "unit": "hệ thống" } });
    let again = Item {
        data: reworded,
        ..numeric.clone()
    };
    w.version(plan, 2, vec![again]).await;
    w.sync(plan).await;
    let kept = targets::read::detail(access, &chief, numeric.lineage)
        .await
        .unwrap();
    assert_eq!(
        (kept.target.unit.as_deref(), kept.target.comparator.as_deref()),
        (Some("%"), Some(">="))
    );
    assert_eq!(
        kept.goals.iter().map(|g| g.value).collect::<Vec<_>>(),
        [Some(50.0)]
    );
    let target = targets::read::detail(access, &chief, numeric.lineage)
        .await
        .unwrap()
        .target;
    assert_eq!(target.exclusions.as_deref(), Some("Trừ hệ thống đang dừng"));
}

async fn nonsense_is_refused(db: TestDb) {
    let w = world(db, 2).await;
    let plan = w.plan().await;
    let metric = json!({ "horizon": 2026, "metric": { "comparator": ">=", "value": 90.0, "unit": "%" } });
    let growth = json!({ "horizon": 2026, "metric": { "comparator": ">=", "value": 150.0, "unit": "%" } });
    let share = item("target", "90% hệ thống được giám sát", metric, vec![]);
    let beyond = item("target", "Số lượt tập huấn bằng 150% năm trước", growth, vec![]);
    w.version(plan, 1, vec![share.clone(), beyond.clone()]).await;
    w.sync(plan).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let enter = async |new| service::enter(&w.access, &w.files, &chief, share.lineage, new).await;
    let counted = |n: f64, d: f64| service::NewValue {
        numerator: Some(n),
        denominator: Some(d),
        ..value(2026, None)
    };
    let on = |day| service::NewValue {
        as_of: Some(day),
        ..value(2026, Some(50.0))
    };
    for (new, expected) in [
        (value(2026, Some(101.0)), ("value", "out_of_range")),
        (value(2026, Some(-1.0)), ("value", "out_of_range")),
        (value(2026, Some(f64::NAN)), ("value", "not_a_number")),
        (value(2026, Some(1e308)), ("value", "out_of_range")),
        (value(2027, Some(50.0)), ("year", "in_the_future")),
        (value(1890, Some(50.0)), ("year", "out_of_range")),
        (counted(-3.0, 4.0), ("numerator", "negative")),
        (counted(5.0, 4.0), ("numerator", "more_than_denominator")),
        (counted(1e300, 1e-300), ("numerator", "out_of_range")),
        (on(day(2025, 12, 31)), ("as_of", "other_year")),
        (on(day(2026, 8, 1)), ("as_of", "in_the_future")),
        (
            service::NewValue {
                value: Some(20.0),
                ..counted(3.0, 4.0)
            },
            ("value", "not_what_was_counted"),
        ),
    ] {
        match enter(new.clone()).await {
            Err(TargetError::Invalid { field, reason }) => assert_eq!((field, reason), expected, "{new:?}"),
            other => panic!("{new:?}: {other:?}"),
        }
    }
    enter(counted(3.0, 4.0)).await.unwrap();
    // Where the goal is above 100 %, so may the values be.
    service::enter(
        &w.access,
        &w.files,
        &chief,
        beyond.lineage,
        value(2026, Some(120.0)),
    )
    .await
    .unwrap();

    // Figures of one agency are read by those who reach it.
    let of_second = service::NewValue {
        agency: Some(w.agencies[1]),
        ..value(2026, Some(10.0))
    };
    enter(of_second).await.unwrap();
    let agencies = async |who: &Actor| -> Vec<Option<uuid::Uuid>> {
        let detail = targets::read::detail(&w.access, who, share.lineage)
            .await
            .unwrap();
        detail.values.iter().map(|v| v.agency_id).collect()
    };
    assert_eq!(agencies(&chief).await.len(), 2);
    assert_eq!(agencies(&clerk).await, [None]);
    let other = targets::read::table(&w.access, &clerk, None, 2026, Some(w.agencies[1])).await;
    assert!(matches!(
        other,
        Err(TargetError::Auth(AuthError::Forbidden { .. }))
    ));
}

async fn a_plan_alone(db: TestDb) {
    let w = world(db, 1).await;
    let frame = || json!({ "kind": "by", "to": "2026-07-10" });
    let metric = json!({ "horizon": 2026, "metric": { "comparator": ">=", "value": 90.0, "unit": "%" }, "indicator": "plan.duties_done_share" });
    let target = item("target", "90% nhiệm vụ hoàn thành", metric, vec![]);
    let (one, two) = (w.plan().await, w.plan().await);
    let work = |text| task(text, frame(), vec![("lead", w.agencies.clone(), None)]);
    w.version(one, 1, vec![target.clone(), work("Rà soát")]).await;
    w.version(two, 1, vec![work("Diễn tập"), work("Tập huấn")]).await;
    w.sync(one).await;
    w.sync(two).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let indicators = Indicators::of_plans(w.access.db());
    let computed = service::refresh(&w.access, &indicators, &chief, target.lineage, 2026, None)
        .await
        .unwrap();
    assert_eq!(
        computed.denominator,
        Some(1.0),
        "the other plan's duties are not its"
    );
    assert!(computed.records_path.unwrap().ends_with(&format!("&plan={one}")));
    for year in [1, 2027, 5000] {
        let refused = service::refresh(&w.access, &indicators, &chief, target.lineage, year, None).await;
        assert_eq!(refused.unwrap_err().code(), "target.invalid", "{year}");
    }
}

async fn obligations_are_met(db: TestDb) {
    let w = world(db, 1).await;
    let plan = w.plan().await;
    let data = json!({ "due": "10/07", "recurrence": "annual", "to": "UBND tỉnh" });
    w.version(
        plan,
        1,
        vec![item(
            "obligation",
            "Báo cáo giữa năm",
            data,
            vec![("report", w.agencies.clone(), None)],
        )],
    )
    .await;
    w.clock
        .set(day(2026, 7, 1).and_hms_opt(3, 0, 0).unwrap().and_utc());
    w.sync(plan).await;
    w.clock
        .set(day(2026, 7, 15).and_hms_opt(3, 0, 0).unwrap().and_utc());
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let look = async || {
        obligations::calendar(&w.access, &clerk, day(2026, 1, 1), day(2027, 12, 31), None, &[])
            .await
            .unwrap()
    };
    let entries = look().await;
    let own: Vec<_> = entries
        .iter()
        .filter_map(|e| match e {
            CalendarEntry::Own { row, standing } => Some((row.clone(), *standing)),
            _ => None,
        })
        .collect();
    // Imported on the 15th in `support`, so the 10th of this year is only there once it was asked before: the
    // first is of the next year.
    assert_eq!(
        own.iter()
            .map(|(o, s)| (o.due_on.unwrap(), *s))
            .collect::<Vec<_>>(),
        [(day(2027, 7, 10), Standing::Due)]
    );
    let law = entries
        .iter()
        .filter(|e| matches!(e, CalendarEntry::Statutory { .. }))
        .count();
    assert!(law > 0, "the law's dates stand in the same calendar");
    let by_document = Met {
        how: Meeting::Document {
            number: "45/BC-SM".into(),
            date: day(2026, 7, 14),
        },
        file: None,
    };
    let future = Met {
        how: Meeting::Document {
            number: "1".into(),
            date: day(2026, 8, 1),
        },
        file: None,
    };
    let id = own[0].0.id;
    assert_eq!(
        obligations::meet(&w.access, &w.files, &clerk, id, None, future)
            .await
            .unwrap_err()
            .code(),
        "obligation.invalid"
    );
    let met = obligations::meet(
        &w.access,
        &w.files,
        &clerk,
        id,
        Some(own[0].0.version),
        by_document.clone(),
    )
    .await
    .unwrap();
    assert_eq!(
        (met.state.as_str(), met.document_number.as_deref()),
        ("met", Some("45/BC-SM"))
    );
    assert!(
        obligations::meet(
            &w.access,
            &w.files,
            &clerk,
            id,
            Some(own[0].0.version),
            by_document
        )
        .await
        .is_err()
    );
    assert_eq!(w.sync(plan).await.obligations, 0, "what was met stays met");

    // A date of the law, met in another system.
    let (code, due) = entries
        .iter()
        .find_map(|e| match e {
            CalendarEntry::Statutory { occurrence, .. } => {
                Some((occurrence.report.id.clone(), occurrence.due))
            }
            _ => None,
        })
        .unwrap();
    let in_system = Met {
        how: Meeting::System {
            name: "theodoing.example".into(),
            day: day(2026, 7, 15),
            receipt: Some("BN-1".into()),
        },
        file: None,
    };
    let agency = w.agencies[0];
    obligations::meet_statutory(&w.access, &w.files, &clerk, &code, due, agency, in_system.clone())
        .await
        .unwrap();
    let again = obligations::meet_statutory(&w.access, &w.files, &clerk, &code, due, agency, in_system)
        .await
        .unwrap();
    assert_eq!(again.version, 2, "said again, it is corrected and not doubled");
    let shown = look().await.into_iter().find_map(|e| match e {
        CalendarEntry::Statutory { occurrence, met, .. }
            if occurrence.report.id == code && occurrence.due == due =>
        {
            Some(met)
        }
        _ => None,
    });
    assert_eq!(shown.unwrap().len(), 1);
}

async fn the_law_reminds_those_who_owe(db: TestDb) {
    let w = world(db, 1).await;
    let agencies = Agencies::new(w.access.clone());
    let named = |full: &str| Name {
        full: full.into(),
        abbreviation: None,
        symbol: None,
        period: Period::since(day(2026, 1, 1)),
        basis: None,
    };
    let facts = |name: &str, roles: Vec<RoleHeld>| Facts {
        kind: "department".into(),
        level: "province".into(),
        names: vec![named(name)],
        roles,
        ..Facts::default()
    };
    let owner = RoleHeld {
        role: "owner".into(),
        function: None,
        period: Period::since(day(2026, 1, 1)),
        basis: None,
    };
    let machine = Actor::command_line();
    let owing = agencies
        .create(&machine, facts("Sở Chủ quản mẫu", vec![owner]))
        .await
        .unwrap();
    let other = agencies
        .create(&machine, facts("Sở Khác mẫu", vec![]))
        .await
        .unwrap();
    let clerk = w.person("chuquan", Role::FocalPoint, owing).await;
    let bystander = w.person("khac", Role::FocalPoint, other).await;

    // Decree 331, Article 35: the owner reports before 25 December.
    w.clock.advance(day(2026, 12, 23) - TODAY);
    let settings = reminders::Settings {
        config: ReminderConfig {
            days_before: vec![1],
            days_after: vec![2],
            ..ReminderConfig::default()
        },
        public_url: "https://tinh.invalid".into(),
    };
    let of_owner = async |actor: &Actor| {
        obligations::calendar(&w.access, actor, day(2026, 12, 24), day(2026, 12, 24), None, &[])
            .await
            .unwrap()
            .into_iter()
            .find_map(|e| match e {
                CalendarEntry::Statutory {
                    occurrence,
                    owed_by,
                    standing,
                    ..
                } if occurrence.report.id == "r331-owner-to-mps" => Some((owed_by, standing)),
                _ => None,
            })
            .unwrap()
    };
    assert_eq!(of_owner(&clerk).await, (vec![owing], Standing::Due));
    assert_eq!(of_owner(&bystander).await, (vec![], Standing::NotOwed));

    let first = reminders::remind(&w.access, &settings).await.unwrap();
    assert_eq!((first.people, first.items), (1, 1));
    assert_eq!(reminders::remind(&w.access, &settings).await.unwrap().items, 0);
    let mails = coloa_platform::mail::list(w.access.db(), 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].body.contains("chủ quản gửi Bộ Công an") && mails[0].body.contains("Điều 35"),
        "{}",
        mails[0].body
    );

    // Late, it is reminded of again; met, no more.
    w.clock.advance(chrono::Duration::days(3));
    assert_eq!(of_owner(&clerk).await.1, Standing::Overdue);
    let met = Met {
        how: Meeting::Document {
            number: "01/BC-SCQ".into(),
            date: day(2026, 12, 26),
        },
        file: None,
    };
    let due = day(2026, 12, 24);
    obligations::meet_statutory(&w.access, &w.files, &clerk, "r331-owner-to-mps", due, owing, met)
        .await
        .unwrap();
    assert_eq!(of_owner(&clerk).await.1, Standing::MetLate);
    assert_eq!(reminders::remind(&w.access, &settings).await.unwrap().items, 0);
}

async fn difficulties_are_answered(db: TestDb) {
    let w = world(db, 2).await;
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let other = w.person("b", Role::FocalPoint, w.agencies[1]).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let new = NewDifficulty {
        kind: "difficulty".into(),
        agency: w.agencies[0],
        plan: None,
        duty: None,
        text: "Thiếu kinh phí".into(),
        addressee: Some(w.province),
        answer_due_on: Some(day(2026, 7, 30)),
    };
    let row = difficulties::raise(&w.access, &clerk, new).await.unwrap();
    assert!(matches!(
        difficulties::read(&w.access, &other, row.id).await,
        Err(difficulties::DifficultyError::Auth(AuthError::Forbidden { .. }))
    ));
    assert!(
        difficulties::answer(&w.access, &clerk, row.id, row.version, "Tự trả lời")
            .await
            .is_err()
    );
    let up = difficulties::escalate(&w.access, &chief, row.id, row.version, w.province, None)
        .await
        .unwrap();
    assert!(matches!(
        difficulties::answer(&w.access, &chief, row.id, row.version, "Đã bố trí").await,
        Err(difficulties::DifficultyError::Changed)
    ));
    let answered = difficulties::answer(&w.access, &chief, row.id, up.version, "Đã bố trí")
        .await
        .unwrap();
    let closed = difficulties::close(&w.access, &clerk, row.id, answered.version)
        .await
        .unwrap();
    assert_eq!(closed.state, "closed");
    let filter = DifficultyFilter {
        limit: 10,
        ..DifficultyFilter::default()
    };
    assert_eq!(difficulties::list(&w.access, &clerk, &filter).await.unwrap().1, 1);
    assert_eq!(difficulties::list(&w.access, &other, &filter).await.unwrap().1, 0);
    let object = comments::Object::Difficulty(row.id);
    comments::add(&w.access, &clerk, object, "Cảm ơn").await.unwrap();
    assert!(comments::add(&w.access, &clerk, object, " ").await.is_err());
    assert!(comments::list(&w.access, &other, object).await.is_err());
    assert_eq!(comments::list(&w.access, &chief, object).await.unwrap().len(), 1);
}

async fn the_feed_is_secret(db: TestDb) {
    let w = world(db, 1).await;
    let plan = w.plan().await;
    let frame = json!({ "kind": "by", "to": "2026-09-30" });
    w.version(
        plan,
        1,
        vec![task(
            "Rà soát, kiểm tra; hệ thống",
            frame,
            vec![("lead", w.agencies.clone(), None)],
        )],
    )
    .await;
    w.sync(plan).await;
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let words = calendar::Words {
        title: "Cổ Loa".into(),
        duty: "Hạn".into(),
        obligation: "Báo cáo".into(),
        statutory: "Luật".into(),
    };
    let token = calendar::renew(&w.access, &clerk).await.unwrap();
    let feed = calendar::feed(&w.access, &token, &words, "https://tinh.invalid")
        .await
        .unwrap();
    assert!(
        feed.starts_with("BEGIN:VCALENDAR")
            && feed.contains("DTSTART;VALUE=DATE:20260930")
            && feed.contains("DTEND;VALUE=DATE:20261001"),
        "{feed}"
    );
    assert!(
        feed.contains("\\, ") || feed.contains("\\;"),
        "text is escaped: {feed}"
    );
    let newer = calendar::renew(&w.access, &clerk).await.unwrap();
    assert_eq!(
        calendar::feed(&w.access, &token, &words, "")
            .await
            .unwrap_err()
            .code(),
        "duty.not_found"
    );
    assert!(calendar::since(&w.access, &clerk).await.unwrap().is_some());
    calendar::revoke(&w.access, &clerk).await.unwrap();
    assert!(calendar::feed(&w.access, &newer, &words, "").await.is_err());
}
