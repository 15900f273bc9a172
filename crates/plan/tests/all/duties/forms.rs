//! Progress forms out and back, reminders, queries.

use super::support::*;
use chrono::NaiveDate;
use coloa_auth::{Actor, Role};
use coloa_base::{AreaError, PlanId};
use coloa_document::{
    read::{Limits, SheetChoice, read_sheet},
    xlsx::{Column, META_SHEET, Sheet, Value, Workbook, xlsx},
};
use coloa_plan::{
    duties::{self, NewProgress, Status},
    forms::{self, KIND, Outcome, VERSION},
    period,
    query::{self, Scope},
    reminders,
};
use coloa_platform::config::ReminderConfig;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;
use std::collections::BTreeMap;

store_suite!(
    a_form_comes_back => a_form_comes_back,
    each_reminder_once => each_reminder_once,
    silence_is_not_zero => silence_is_not_zero,
);

struct Case {
    w: World,
    clerk: Actor,
    chief: Actor,
}

async fn case(db: TestDb) -> Case {
    let w = world(db, 3).await;
    let plan = w.plan().await;
    let by = |day: &str| json!({ "kind": "by", "to": day });
    w.version(
        plan,
        1,
        vec![
            task(
                "Việc một",
                by("2026-07-20"),
                vec![("lead", w.agencies.clone(), None)],
            ),
            task(
                "Việc hai",
                by("2026-06-30"),
                vec![("lead", w.agencies.clone(), None)],
            ),
            task(
                "Việc xa",
                by("2027-06-30"),
                vec![("lead", vec![w.agencies[0]], None)],
            ),
        ],
    )
    .await;
    w.sync(plan).await;
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    Case { w, clerk, chief }
}

/// A form as a spreadsheet program would save it after filling in cells.
fn filled(agency: coloa_base::AgencyId, rows: Vec<[String; 7]>) -> Vec<u8> {
    let columns = [
        "duty_id", "version", "status", "percent", "done_on", "note", "product",
    ];
    let sheet = Sheet {
        name: "Tiến độ".into(),
        titles: vec!["BIỂU".into()],
        columns: columns
            .iter()
            .map(|k| Column::text(*k, "", 10.0).hidden())
            .collect(),
        rows: rows
            .into_iter()
            .map(|r| r.into_iter().map(Value::Text).collect())
            .collect(),
        ..Sheet::default()
    };
    let meta = BTreeMap::from([
        ("kind".to_owned(), KIND.to_owned()),
        ("version".to_owned(), VERSION.to_owned()),
        ("agency".to_owned(), agency.to_string()),
    ]);
    xlsx(&Workbook {
        sheets: vec![sheet],
        meta,
    })
    .unwrap()
}

fn row(duty: &duties::Duty, status: &str, percent: &str, done_on: &str) -> [String; 7] {
    [
        duty.id.to_string(),
        duty.version.to_string(),
        status.into(),
        percent.into(),
        done_on.into(),
        "Ghi chú".into(),
        String::new(),
    ]
}

async fn a_form_comes_back(db: TestDb) {
    let Case { w, clerk, chief } = case(db).await;
    let agency = w.agencies[1];
    let out = forms::form(&w.access, &chief, agency, "Xã Mẫu").await.unwrap();
    let limits = Limits::default();
    let sheet = read_sheet("f.xlsx", &out, SheetChoice::First, &limits).unwrap();
    assert!(
        sheet
            .rows
            .iter()
            .any(|r| r.cells.iter().any(|(_, t)| t.contains("bí mật nhà nước"))),
        "the warning stands in the form"
    );
    let meta = read_sheet("f.xlsx", &out, SheetChoice::Named(META_SHEET), &limits).unwrap();
    assert!(meta.rows.iter().any(|r| r.get(1) == agency.to_string()));
    // Sent back untouched, it says nothing: silence is no report.
    let same = forms::dry_run(&w.access, &chief, "f.xlsx", &out).await.unwrap();
    assert_eq!(same.rows.len(), 2);
    assert!(
        same.rows.iter().all(|r| r.outcome == Outcome::Unchanged),
        "{same:?}"
    );

    let own = w.duties_of(agency).await;
    let foreign = w.duties_of(w.agencies[0]).await;
    let unknown = [
        uuid::Uuid::nil().to_string(),
        "1".into(),
        "Hoàn thành".into(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ];
    let back = filled(
        agency,
        vec![
            row(&own[0], "đang thực hiện", "60 %", ""),
            row(&own[1], "Xong rồi", "", ""),
            row(&foreign[0], "Hoàn thành", "100", ""),
            row(&own[0], "Hoàn thành", "100", ""),
            unknown,
        ],
    );
    let dry = forms::dry_run(&w.access, &chief, "f.xlsx", &back).await.unwrap();
    let outcomes: Vec<_> = dry.rows.iter().map(|r| r.outcome.clone()).collect();
    let wrong = |column, reason, value: String| Outcome::Wrong {
        column,
        reason,
        value,
    };
    assert_eq!(
        outcomes,
        [
            Outcome::Report {
                status: Status::InProgress,
                percent: Some(60)
            },
            wrong("status", "unknown", "Xong rồi".into()),
            wrong("duty_id", "other_agency", foreign[0].id.to_string()),
            wrong("duty_id", "twice", String::new()),
            wrong("duty_id", "unknown_duty", uuid::Uuid::nil().to_string()),
        ]
    );
    assert!(
        w.duties_of(agency).await.iter().all(|d| d.reported_at.is_none()),
        "a dry run changes nothing"
    );
    forms::apply(&w.access, &chief, "f.xlsx", &back).await.unwrap();
    let after = w.duties_of(agency).await;
    assert_eq!(
        (after[0].percent, after[0].review.as_str(), after[1].reported_at),
        (Some(60), "submitted", None)
    );
    // The same file again: the duty moved on, so it is a conflict and nothing is overwritten.
    let again = forms::apply(&w.access, &chief, "f.xlsx", &back).await.unwrap();
    assert_eq!(again.rows[0].outcome, Outcome::Conflict);
    assert_eq!(w.duties_of(agency).await[0].version, after[0].version);
    assert!(w.tally_agrees().await);

    assert_eq!(
        forms::dry_run(&w.access, &clerk, "f.xlsx", &back)
            .await
            .unwrap_err()
            .code(),
        "auth.forbidden"
    );
    let other = xlsx(&Workbook {
        sheets: vec![Sheet {
            name: "A".into(),
            columns: vec![Column::text("a", "A", 5.0)],
            ..Sheet::default()
        }],
        meta: BTreeMap::new(),
    })
    .unwrap();
    assert_eq!(
        forms::dry_run(&w.access, &chief, "f.xlsx", &other)
            .await
            .unwrap_err()
            .code(),
        "duty.form"
    );
    assert!(
        forms::dry_run(&w.access, &chief, "f.xlsx", b"khong phai xlsx")
            .await
            .is_err()
    );
}

async fn each_reminder_once(db: TestDb) {
    let Case { w, clerk: _, chief } = case(db).await;
    let settings = reminders::Settings {
        config: ReminderConfig::default(),
        public_url: "https://tinh.invalid".into(),
    };
    let first = reminders::remind(&w.access, &settings).await.unwrap();
    // One person: the late one and the one due in five days; two agencies have nobody to tell.
    assert_eq!((first.people, first.items, first.without_recipient), (1, 2, 2));
    assert_eq!(
        reminders::remind(&w.access, &settings).await.unwrap().items,
        0,
        "a repeated job doubles nothing"
    );
    let mails = coloa_platform::mail::list(w.access.db(), 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].body.contains("QUÁ HẠN 15 ngày")
            && mails[0].body.contains("Việc một")
            && !mails[0].body.contains("Việc xa"),
        "{}",
        mails[0].body
    );
    w.clock.advance(chrono::Duration::days(5));
    // On the day: the next moment of one; the late one has passed fourteen days already and is not repeated.
    assert_eq!(reminders::remind(&w.access, &settings).await.unwrap().items, 1);
    let ids: Vec<_> = w.duties_of(w.agencies[0]).await.iter().map(|d| d.id).collect();
    assert_eq!(
        reminders::remind_now(&w.access, &settings, &chief, &ids)
            .await
            .unwrap()
            .items,
        3
    );
    assert_eq!(
        reminders::remind_now(&w.access, &settings, &chief, &ids)
            .await
            .unwrap()
            .items,
        0
    );
    // A plan that is not in force reminds nobody.
    let plan = coloa_base::PlanId(w.duties_of(w.agencies[0]).await[0].plan_id.unwrap());
    w.set_state(plan, "ended").await;
    w.clock.advance(chrono::Duration::days(2));
    assert_eq!(reminders::remind(&w.access, &settings).await.unwrap().items, 0);
}

async fn silence_is_not_zero(db: TestDb) {
    let Case { w, clerk, chief } = case(db).await;
    let duty = w.duties_of(w.agencies[0]).await[1].clone();
    let new = NewProgress {
        status: Status::InProgress,
        percent: None,
        note: Some("Đang làm".into()),
        product: None,
        done_on: None,
        via: "app",
    };
    duties::report(&w.access, &w.files, &clerk, duty.id, None, new, vec![])
        .await
        .unwrap();
    let scope = Scope {
        plan: duty.plan_id,
        ..Scope::default()
    };
    let counts = query::counts(&w.access, &chief, &scope).await.unwrap();
    let summary = query::summary(&w.access, &chief, &scope).await.unwrap();
    assert_eq!(counts, summary.all, "both ways of counting agree");
    assert_eq!(
        (
            counts.total,
            counts.silent,
            counts.late,
            counts.soon,
            counts.on_time,
            counts.in_progress
        ),
        (7, 6, 3, 3, 1, 1)
    );
    assert_eq!(summary.by_agency[&w.agencies[0]].total, 3);
    let (from, to) = (
        NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
        NaiveDate::from_ymd_opt(2026, 7, 31).unwrap(),
    );
    let mut silent = query::silent_agencies(&w.access, &chief, &scope, from, to)
        .await
        .unwrap();
    silent.sort_unstable();
    let mut expected = w.agencies[1..].to_vec();
    expected.sort_unstable();
    assert_eq!(silent, expected);
    let period = period::Period {
        plan: scope.plan.map(PlanId),
        from,
        to,
        agency: None,
    };
    let said: Vec<_> = period::duties_of_period(w.access.db().reader(), &period)
        .await
        .unwrap()
        .into_iter()
        .filter(|d| d.reported)
        .collect();
    assert!(
        said.len() == 1 && said[0].percent.is_none(),
        "an answer without a percent stays without one"
    );
    assert_eq!(
        query::overdue(&w.access, &chief, &scope, 10).await.unwrap().len(),
        3
    );
    assert_eq!(
        query::due_soon(&w.access, &chief, &scope, 30, 10)
            .await
            .unwrap()
            .len(),
        3
    );
    // The focal point's own view holds nothing of the others.
    assert_eq!(
        query::counts(&w.access, &clerk, &Scope::default())
            .await
            .unwrap()
            .total,
        3
    );
}
