//! An approved plan becomes duties, again and again the same.

use super::support::*;
use chrono::NaiveDate;
use coloa_auth::Role;
use coloa_plan::duties::{self, NewProgress, Status};
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(
    approval_fans_out => fans_out,
    a_second_version_keeps_progress => second_version,
    a_past_item_starts_where_it_stood => starting_state,
    the_daily_job_makes_later_instances => later_instances,
    a_period_that_the_text_names_is_kept => named_periods,
);

async fn fans_out(db: TestDb) {
    let w = world(db, 4).await;
    let plan = w.plan().await;
    let [a, b, c, d] = w.agencies[..] else { panic!() };
    let items = vec![
        task(
            "Rà soát hệ thống",
            json!({ "kind": "by", "to": "2026-09-30" }),
            vec![("lead", vec![a], None), ("coordinate", vec![a, b, c, d], None)],
        ),
        task(
            "Diễn tập hằng năm",
            json!({ "kind": "annual" }),
            vec![("lead", vec![a, b], None)],
        ),
        item(
            "assignment",
            "Tham mưu",
            json!({}),
            vec![("assignee", vec![d], None)],
        ),
        item(
            "target",
            "100% hệ thống được phê duyệt cấp độ",
            json!({ "horizon": 2027, "metric": { "comparator": ">=", "value": 100.0, "unit": "%", "of": "hệ thống" } }),
            vec![],
        ),
        item(
            "obligation",
            "Báo cáo năm",
            json!({ "what": "Báo cáo kết quả", "due": "05/12", "recurrence": "annual", "via": ["Công an tỉnh"] }),
            vec![],
        ),
    ];
    w.version(plan, 1, items).await;
    let report = w.sync(plan).await;
    // 1 lead + 3 coordinating (the lead does not also coordinate); two agencies × 2026 and 2027 (400 days); 1.
    assert_eq!((report.texts, report.created), (3, 4 + 4 + 1));
    assert_eq!((report.targets, report.obligations), (1, 2));
    let own = w.duties_of(a).await;
    assert_eq!(
        own.iter()
            .map(|d| (d.role.as_str(), d.instance.as_str()))
            .collect::<Vec<_>>(),
        [("lead", ""), ("lead", "2026"), ("lead", "2027")]
    );
    assert_eq!(own[1].due_on, NaiveDate::from_ymd_opt(2026, 12, 31));
    assert!(
        own.iter()
            .all(|d| d.percent.is_none() && d.reported_at.is_none() && d.open)
    );
    let again = w.sync(plan).await;
    assert_eq!(again, duties::SyncReport::default());
    assert!(w.tally_agrees().await);
}

async fn second_version(db: TestDb) {
    let w = world(db, 2).await;
    let plan = w.plan().await;
    let [a, b] = w.agencies[..] else { panic!() };
    let kept = task(
        "Rà soát hệ thống",
        json!({ "kind": "by", "to": "2026-09-30" }),
        vec![("lead", vec![a, b], None)],
    );
    let gone = task(
        "Việc sẽ bỏ",
        json!({ "kind": "none" }),
        vec![("lead", vec![a], None)],
    );
    w.version(plan, 1, vec![kept.clone(), gone.clone()]).await;
    w.sync(plan).await;
    let clerk = w.person("a", Role::FocalPoint, a).await;
    let duty = w.duties_of(a).await[0].clone();
    let new = NewProgress {
        status: Status::InProgress,
        percent: Some(40),
        note: None,
        product: None,
        done_on: None,
        via: "app",
    };
    duties::report(&w.access, &w.files, &clerk, duty.id, Some(1), new, vec![])
        .await
        .unwrap();

    let mut reworded = kept.clone();
    reworded.text = "Rà soát toàn bộ hệ thống thông tin".into();
    reworded.data["timeframe"]["to"] = json!("2026-10-31");
    reworded.parties = vec![("lead", vec![a], None)];
    w.version(
        plan,
        2,
        vec![
            reworded,
            task(
                "Việc mới",
                json!({ "kind": "none" }),
                vec![("lead", vec![b], None)],
            ),
        ],
    )
    .await;
    let report = w.sync(plan).await;
    assert_eq!((report.created, report.changed, report.cancelled), (1, 1, 2));
    let own = w.duties_of(a).await;
    let same = own.iter().find(|d| d.id == duty.id).unwrap();
    assert_eq!(
        (same.percent, same.due_on),
        (Some(40), NaiveDate::from_ymd_opt(2026, 10, 31))
    );
    let dropped = own.iter().find(|d| d.text_id == gone.lineage).unwrap();
    assert_eq!((dropped.status.as_str(), dropped.open), ("cancelled", false));
    assert!(w.tally_agrees().await);

    // Back as it was: what was cancelled lives again, with its history.
    w.version(plan, 3, vec![kept, gone]).await;
    let back = w.sync(plan).await;
    assert_eq!((back.revived, back.cancelled), (2, 1));
    assert_eq!(w.sync(plan).await, duties::SyncReport::default());
    assert!(w.tally_agrees().await);

    // A plan that has ended asks nothing any more.
    w.set_state(plan, "ended").await;
    assert_eq!(w.sync(plan).await.cancelled, 3);
    assert!(w.duties_of(a).await.iter().all(|d| !d.open));
}

async fn starting_state(db: TestDb) {
    let w = world(db, 1).await;
    let plan = w.plan().await;
    let mut past = task(
        "Việc đã xong",
        json!({ "kind": "by", "to": "2026-03-31" }),
        vec![("lead", w.agencies.clone(), None)],
    );
    past.starting = Some(json!({ "status": "done", "note": "Xong trước khi nhập", "done_on": "2026-03-20" }));
    w.version(plan, 1, vec![past]).await;
    w.sync(plan).await;
    let duty = &w.duties_of(w.agencies[0]).await[0];
    assert_eq!(
        (duty.status.as_str(), duty.review.as_str(), duty.open),
        ("done", "accepted", false)
    );
    assert_eq!(
        duties::store::progress_of(w.access.db().reader(), duty.id)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(w.sync(plan).await, duties::SyncReport::default());
}

async fn later_instances(db: TestDb) {
    let w = world(db, 1).await;
    let plan = w.plan().await;
    w.version(
        plan,
        1,
        vec![item(
            "task",
            "Kiểm tra hằng quý",
            json!({ "timeframe": { "kind": "ongoing" }, "every_months": 3 }),
            vec![("lead", w.agencies.clone(), None)],
        )],
    )
    .await;
    let first = w.sync(plan).await.created;
    w.clock.advance(chrono::Duration::days(200));
    let more = duties::jobs::extend_instances(&w.access, duties::SyncSettings::default())
        .await
        .unwrap();
    assert_eq!((first, more), (5, 2));
    assert_eq!(
        duties::jobs::extend_instances(&w.access, duties::SyncSettings::default())
            .await
            .unwrap(),
        0
    );
    assert!(w.tally_agrees().await);
}

async fn named_periods(db: TestDb) {
    let w = world(db, 1).await;
    let plan = w.plan().await;
    let every = |text, months| {
        task(
            text,
            json!({ "kind": "ongoing", "text": "định kỳ", "every_months": months }),
            vec![("lead", w.agencies.clone(), None)],
        )
    };
    w.version(
        plan,
        1,
        vec![every("Kiểm tra 6 tháng", 6), every("Đánh giá 2 năm", 24)],
    )
    .await;
    w.sync(plan).await;
    let mut instances: Vec<_> = w
        .duties_of(w.agencies[0])
        .await
        .into_iter()
        .map(|d| (d.instance, d.due_on.unwrap().to_string()))
        .collect();
    instances.sort();
    let pairs: Vec<_> = instances.iter().map(|(i, d)| (i.as_str(), d.as_str())).collect();
    assert_eq!(
        pairs,
        [
            ("2026-01+24M", "2027-12-31"),
            ("2026-H2", "2026-12-31"),
            ("2027-H1", "2027-06-30"),
            ("2027-H2", "2027-12-31")
        ]
    );
    assert_eq!(w.sync(plan).await, duties::SyncReport::default());
}
