//! Reporting, accepting, returning, extending, handing over.

use super::support::*;
use chrono::NaiveDate;
use coloa_auth::{Actor, AuthError, Role};
use coloa_base::{AreaError, Handling, PageRequest};
use coloa_plan::duties::{
    self, DutyError, DutyFilter, Lateness, NewDirective, NewProgress, Status, extension,
    progress::EvidenceFile, read,
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(
    report_and_review => report_and_review,
    who_may => who_may,
    dates_move_by_approval => dates_move,
    directives_and_handing_over => directives,
    lists_and_totals_agree => lists,
    what_is_searched_for_is_meant_letter_for_letter => searched,
);

fn progress(status: Status, percent: Option<i32>) -> NewProgress {
    NewProgress {
        status,
        percent,
        note: Some("Đã thực hiện".into()),
        product: None,
        done_on: None,
        via: "app",
    }
}

fn evidence(name: &str, handling: Handling) -> EvidenceFile {
    EvidenceFile {
        name: name.into(),
        media_type: "image/png".into(),
        handling,
        content: b"png".to_vec(),
    }
}

struct Case {
    w: World,
    clerk: Actor,
    chief: Actor,
    duty: duties::Duty,
}

async fn case(db: TestDb) -> Case {
    let w = world(db, 3).await;
    let plan = w.plan().await;
    let frame = json!({ "kind": "by", "to": "2026-07-10" });
    w.version(
        plan,
        1,
        vec![task(
            "Rà soát hệ thống",
            frame,
            vec![("lead", w.agencies.clone(), None)],
        )],
    )
    .await;
    w.sync(plan).await;
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let duty = w.duties_of(w.agencies[0]).await[0].clone();
    Case {
        w,
        clerk,
        chief,
        duty,
    }
}

async fn report_and_review(db: TestDb) {
    let Case {
        w,
        clerk,
        chief,
        duty,
    } = case(db).await;
    let (access, files) = (&w.access, &w.files);
    assert_eq!(duties::rules::late_days(duty.open, duty.due_on, TODAY), Some(5));
    let done = duties::report(
        access,
        files,
        &clerk,
        duty.id,
        Some(1),
        progress(Status::Done, None),
        vec![evidence("ảnh.png", Handling::Normal)],
    )
    .await
    .unwrap();
    assert_eq!(
        (
            done.status.as_str(),
            done.percent,
            done.review.as_str(),
            done.open
        ),
        ("done", Some(100), "submitted", false)
    );
    assert_eq!(
        duties::progress::evidence(access, files, &clerk, duty.id)
            .await
            .unwrap()
            .len(),
        1
    );
    // Somebody else looked at an older state.
    let stale = duties::report(
        access,
        files,
        &clerk,
        duty.id,
        Some(1),
        progress(Status::Done, None),
        vec![],
    )
    .await;
    assert!(matches!(stale, Err(DutyError::Changed)));
    // A reason is needed, then the duty is open again and its percent unknown.
    let none = duties::return_progress(access, &chief, duty.id, None, "  ").await;
    assert!(matches!(none, Err(DutyError::Invalid { field: "reason", .. })));
    let back = duties::return_progress(access, &chief, duty.id, Some(done.version), "Thiếu quyết định")
        .await
        .unwrap();
    assert_eq!(
        (back.review.as_str(), back.open, back.percent),
        ("returned", true, None)
    );
    duties::report(
        access,
        files,
        &clerk,
        duty.id,
        None,
        progress(Status::Done, None),
        vec![],
    )
    .await
    .unwrap();
    let accepted = duties::progress::accept_many(access, &chief, &[duty.id])
        .await
        .unwrap();
    assert_eq!(accepted, [duty.id]);
    let closed = duties::report(
        access,
        files,
        &clerk,
        duty.id,
        None,
        progress(Status::InProgress, Some(1)),
        vec![],
    )
    .await;
    assert_eq!(closed.unwrap_err().code(), "duty.state");
    let detail = read::detail(access, &clerk, duty.id).await.unwrap();
    assert_eq!(
        detail
            .progress
            .iter()
            .map(|p| p.state.as_str())
            .collect::<Vec<_>>(),
        ["accepted", "returned"]
    );
    let trail: Vec<_> = read::history(access, &clerk, duty.id)
        .await
        .unwrap()
        .into_iter()
        .map(|e| e.action)
        .collect();
    assert_eq!(
        trail,
        ["duty.accept", "duty.report", "duty.accept", "duty.report"]
    );
    assert!(w.tally_agrees().await);
    assert!(
        coloa_auth::audit::verify(access.db(), access.keys())
            .await
            .unwrap()
            .broken
            .is_none()
    );
}

async fn who_may(db: TestDb) {
    let Case {
        w,
        clerk,
        chief: _,
        duty,
    } = case(db).await;
    let other = w.person("b", Role::FocalPoint, w.agencies[1]).await;
    let forbidden = |e: DutyError| matches!(e, DutyError::Auth(AuthError::Forbidden { .. }));
    let report = duties::report(
        &w.access,
        &w.files,
        &other,
        duty.id,
        None,
        progress(Status::InProgress, Some(1)),
        vec![],
    );
    assert!(forbidden(report.await.unwrap_err()));
    assert!(forbidden(
        read::detail(&w.access, &other, duty.id).await.unwrap_err()
    ));
    assert!(forbidden(
        duties::accept(&w.access, &clerk, duty.id, None)
            .await
            .unwrap_err()
    ));
    let seen = read::list(&w.access, &other, &DutyFilter::default(), &PageRequest::default())
        .await
        .unwrap();
    assert!(
        seen.total == 1
            && seen
                .items
                .iter()
                .all(|r| r.duty.agency_id == w.agencies[1].uuid())
    );
    // A secret is refused, and nothing is kept of the report.
    let secret = duties::report(
        &w.access,
        &w.files,
        &clerk,
        duty.id,
        None,
        progress(Status::Done, None),
        vec![evidence("mật.pdf", Handling::Secret)],
    );
    assert_eq!(secret.await.unwrap_err().code(), "file.handling_refused");
    assert!(
        duties::store::progress_of(w.access.db().reader(), duty.id)
            .await
            .unwrap()
            .is_empty()
    );
    let nonsense = duties::report(
        &w.access,
        &w.files,
        &clerk,
        duty.id,
        None,
        progress(Status::InProgress, Some(400)),
        vec![],
    );
    assert_eq!(nonsense.await.unwrap_err().code(), "duty.invalid");
}

async fn dates_move(db: TestDb) {
    let Case {
        w,
        clerk,
        chief,
        duty,
    } = case(db).await;
    let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
    let asked = extension::request(&w.access, &clerk, duty.id, day(8, 31), "Chờ kinh phí")
        .await
        .unwrap();
    let twice = extension::request(&w.access, &clerk, duty.id, day(9, 30), "Chờ").await;
    assert!(matches!(
        twice,
        Err(DutyError::State {
            reason: "extension_pending"
        })
    ));
    let granted = extension::Decision::Approve {
        due_on: day(8, 15),
        reason: None,
    };
    let moved = extension::decide(&w.access, &chief, asked.id, granted.clone())
        .await
        .unwrap();
    assert_eq!((moved.due_on, moved.due_moved), (Some(day(8, 15)), true));
    assert!(matches!(
        extension::decide(&w.access, &chief, asked.id, granted).await,
        Err(DutyError::State { .. } | DutyError::Invalid { .. })
    ));
    let asked = extension::request(&w.access, &clerk, duty.id, day(10, 1), "Nữa")
        .await
        .unwrap();
    let refused = extension::decide(
        &w.access,
        &chief,
        asked.id,
        extension::Decision::Refuse {
            reason: "Không".into(),
        },
    )
    .await
    .unwrap();
    assert_eq!(refused.due_on, Some(day(8, 15)));
    assert!(w.tally_agrees().await);
}

async fn directives(db: TestDb) {
    let Case {
        w,
        clerk,
        chief,
        duty,
    } = case(db).await;
    let new = NewDirective {
        kind: "meeting".into(),
        number: Some("Giao ban tháng 7".into()),
        dated: Some(TODAY),
        issuer: None,
        text: "Báo cáo nhanh tình hình".into(),
        legal_basis: None,
        product: None,
        scope: None,
        leads: w.agencies.clone(),
        coordinates: vec![w.province],
        starts_on: None,
        due_on: NaiveDate::from_ymd_opt(2026, 7, 20),
        every_months: None,
    };
    assert!(
        duties::create_directive(&w.access, &clerk, new.clone())
            .await
            .is_err()
    );
    let text = duties::create_directive(&w.access, &chief, new).await.unwrap();
    let filter = DutyFilter {
        text: Some(text),
        ..DutyFilter::default()
    };
    assert_eq!(read::count(&w.access, &chief, &filter).await.unwrap(), 4);
    let handed = duties::reassign(
        &w.access,
        &chief,
        duty.id,
        None,
        w.agencies[1],
        "Chuyển chức năng",
    )
    .await
    .unwrap();
    assert_eq!(handed.assigned_from, Some(w.agencies[0].uuid()));
    assert!(w.tally_agrees().await);
    // The plan's next synchronisation leaves it where it is.
    let plan = coloa_base::PlanId(duty.plan_id.unwrap());
    assert_eq!(w.sync(plan).await, duties::SyncReport::default());
}

async fn lists(db: TestDb) {
    let Case {
        w,
        clerk,
        chief,
        duty,
    } = case(db).await;
    duties::report(
        &w.access,
        &w.files,
        &clerk,
        duty.id,
        None,
        progress(Status::InProgress, Some(10)),
        vec![],
    )
    .await
    .unwrap();
    let count = async |filter: DutyFilter| {
        let page = read::list(&w.access, &chief, &filter, &PageRequest::default())
            .await
            .unwrap();
        assert_eq!(page.total, page.items.len() as u64, "{filter:?}");
        page.total
    };
    assert_eq!(count(DutyFilter::default()).await, 3);
    assert_eq!(
        count(DutyFilter {
            lateness: Some(Lateness::Late),
            ..DutyFilter::default()
        })
        .await,
        3
    );
    assert_eq!(
        count(DutyFilter {
            lateness: Some(Lateness::Soon),
            ..DutyFilter::default()
        })
        .await,
        0
    );
    assert_eq!(
        count(DutyFilter {
            answered: Some(false),
            ..DutyFilter::default()
        })
        .await,
        2
    );
    assert_eq!(
        count(DutyFilter {
            statuses: vec![Status::InProgress],
            ..DutyFilter::default()
        })
        .await,
        1
    );
    assert_eq!(
        count(DutyFilter {
            search: Some("ra soat HE THONG".into()),
            ..DutyFilter::default()
        })
        .await,
        3
    );
    assert_eq!(
        count(DutyFilter {
            search: Some("không có".into()),
            ..DutyFilter::default()
        })
        .await,
        0
    );
    // Paging by date gives every duty once.
    let mut cursor = None;
    let mut seen = Vec::new();
    loop {
        let ask = PageRequest {
            cursor,
            limit: Some(2),
        };
        let page = read::list(&w.access, &chief, &DutyFilter::default(), &ask)
            .await
            .unwrap();
        seen.extend(page.items.iter().map(|r| r.duty.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 3);
    let bad = read::list(
        &w.access,
        &chief,
        &DutyFilter::default(),
        &PageRequest {
            cursor: Some("x".into()),
            limit: None,
        },
    )
    .await;
    assert_eq!(bad.unwrap_err().code(), "duty.invalid");
}

async fn searched(db: TestDb) {
    let w = world(db, 1).await;
    let plan = w.plan().await;
    let items = ["Rà soát 100% máy ke_toan", "Rà soát 1000 máy ke-toan"].map(|text| {
        task(
            text,
            json!({ "kind": "by", "to": "2026-07-10" }),
            vec![("lead", w.agencies.clone(), None)],
        )
    });
    w.version(plan, 1, items.into()).await;
    w.sync(plan).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    for (search, total) in [
        ("rà soát", 2),
        ("ra_soat", 0),
        ("100", 2),
        ("100% ke_toan", 1),
        ("%", 1),
        ("_", 1),
        ("|", 0),
    ] {
        let filter = DutyFilter {
            search: Some(search.to_owned()),
            ..DutyFilter::default()
        };
        let page = read::list(&w.access, &chief, &filter, &PageRequest::default()).await;
        assert_eq!(page.unwrap().total, total, "{search}");
    }
}
