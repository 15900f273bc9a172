//! Who sees and is told what: the guiding agency, the other party, whoever must decide.

use super::support::*;
use chrono::NaiveDate;
use coloa_auth::{Actor, Role};
use coloa_base::{AgencyId, PageRequest};
use coloa_plan::{
    comments,
    difficulties::{self, DifficultyError, NewDifficulty},
    duties::{self, DutyError, DutyFilter, Guides, NewProgress, Status, extension, progress, read},
    query, reminders,
};
use coloa_platform::config::ReminderConfig;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(
    whoever_guides_sees_counts_and_accepts => guides,
    people_are_told => told,
    answers_stay => answers,
);

fn day(m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, m, d).unwrap()
}

fn done() -> NewProgress {
    NewProgress {
        status: Status::Done,
        percent: None,
        note: None,
        product: None,
        done_on: None,
        via: "app",
    }
}

/// Two agencies owe a duty that the third guides.
async fn guided(w: &World) -> (AgencyId, AgencyId, AgencyId) {
    let [a, b, guide] = w.agencies[..] else { panic!() };
    let plan = w.plan().await;
    let scope = Some("nội dung về an ninh mạng".to_owned());
    let work = task(
        "Rà soát hệ thống",
        json!({ "kind": "by", "to": "2026-08-31" }),
        vec![("lead", vec![a, b], scope)],
    );
    w.version(plan, 1, vec![work]).await;
    let resource = coloa_auth::Resource::of_agency("plan", plan, w.province);
    let change = w
        .access
        .begin(
            &Actor::command_line(),
            coloa_auth::action::PLAN_ACTIVATE,
            resource,
        )
        .await
        .unwrap();
    let guides = Guides::new([("cyber_security_state_management".to_owned(), guide)]);
    let settings = duties::SyncSettings::default();
    duties::sync_with(&change, &w.access, plan, &guides, settings)
        .await
        .unwrap();
    change.commit(json!({})).await.unwrap();
    (a, b, guide)
}

async fn guides(db: TestDb) {
    let w = world(db, 3).await;
    let (a, b, guide) = guided(&w).await;
    let expert = w.person("guide", Role::Coordinator, guide).await;
    let clerk = w.person("a", Role::FocalPoint, a).await;
    let other = w.person("b", Role::FocalPoint, b).await;
    let seen = async |who: &Actor, filter: DutyFilter| {
        let page = read::list(&w.access, who, &filter, &PageRequest::default())
            .await
            .unwrap();
        assert_eq!(page.total, page.items.len() as u64, "{filter:?}");
        page.total
    };
    let by_guide = DutyFilter {
        guide: Some(guide),
        ..DutyFilter::default()
    };
    assert_eq!(seen(&expert, DutyFilter::default()).await, 2);
    assert_eq!(seen(&expert, by_guide.clone()).await, 2);
    assert_eq!(
        seen(&clerk, DutyFilter::default()).await,
        1,
        "the others' stay hidden"
    );
    assert_eq!(seen(&clerk, by_guide).await, 0);
    let counts = query::counts(&w.access, &expert, &query::Scope::default())
        .await
        .unwrap();
    assert_eq!((counts.total, counts.silent), (2, 2));
    let summary = query::summary(&w.access, &expert, &query::Scope::default())
        .await
        .unwrap();
    assert_eq!(summary.by_agency.keys().copied().collect::<Vec<_>>().len(), 2);

    let mut ids = Vec::new();
    for (who, agency) in [(&clerk, a), (&other, b)] {
        let duty = w.duties_of(agency).await[0].clone();
        duties::report(&w.access, &w.files, who, duty.id, None, done(), vec![])
            .await
            .unwrap();
        ids.push(duty.id);
    }
    assert_eq!(read::waiting(&w.access, &expert).await.unwrap(), 2);
    assert_eq!(read::waiting(&w.access, &clerk).await.unwrap(), 0);
    let queue = DutyFilter {
        reviews: vec![duties::Review::Submitted],
        ..DutyFilter::default()
    };
    assert_eq!(seen(&expert, queue.clone()).await, 2);
    let accepted = progress::accept_many(&w.access, &expert, &ids).await.unwrap();
    assert_eq!(accepted.len(), 2);
    assert_eq!(seen(&expert, queue).await, 0);
    assert_eq!(w.told(&clerk).await, ["duty.accepted_many"]);
    assert!(w.tally_agrees().await);
}

async fn told(db: TestDb) {
    let w = world(db, 3).await;
    let clerk = w.person("a", Role::FocalPoint, w.agencies[0]).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let bystander = w.person("c", Role::FocalPoint, w.agencies[2]).await;
    let plan = w.plan().await;
    let items = ["Rà soát", "Diễn tập"].map(|text| {
        task(
            text,
            json!({ "kind": "by", "to": "2026-08-31" }),
            vec![("lead", w.agencies[..2].to_vec(), None)],
        )
    });
    w.version(plan, 1, items.to_vec()).await;
    w.sync(plan).await;
    // One entry for the two duties, and none when nothing is new.
    assert_eq!(w.told(&clerk).await, ["duty.assigned"]);
    w.sync(plan).await;
    assert_eq!(w.told(&clerk).await.len(), 1);
    let duty = w.duties_of(w.agencies[0]).await[0].clone();

    let asked = extension::request(&w.access, &clerk, duty.id, day(9, 30), "Chờ kinh phí")
        .await
        .unwrap();
    assert_eq!(w.told(&chief).await, ["duty.extension_requested"]);
    duties::report(&w.access, &w.files, &clerk, duty.id, None, done(), vec![])
        .await
        .unwrap();
    duties::accept(&w.access, &chief, duty.id, None).await.unwrap();
    // Accepted as done, it needs no later date any more.
    let late = extension::Decision::Approve {
        due_on: day(9, 30),
        reason: None,
    };
    let refused = extension::decide(&w.access, &chief, asked.id, late).await;
    assert!(matches!(refused, Err(DutyError::State { reason: "not_open" })));
    let no = extension::Decision::Refuse {
        reason: "Đã xong".into(),
    };
    extension::decide(&w.access, &chief, asked.id, no).await.unwrap();
    duties::return_progress(&w.access, &chief, duty.id, None, "Thiếu minh chứng")
        .await
        .unwrap();
    let object = comments::Object::Duty(duty.id);
    comments::add(&w.access, &chief, object, "Bổ sung quyết định")
        .await
        .unwrap();
    comments::add(&w.access, &clerk, object, "Đã rõ").await.unwrap();
    let long = comments::add(&w.access, &clerk, object, &"x".repeat(10_001)).await;
    assert!(matches!(
        long,
        Err(DutyError::Invalid {
            reason: "too_long",
            ..
        })
    ));
    assert_eq!(
        w.told(&clerk).await,
        [
            "duty.commented",
            "duty.returned",
            "duty.extension_refused",
            "duty.accepted",
            "duty.assigned"
        ]
    );
    assert_eq!(
        w.told(&chief).await,
        ["duty.commented", "duty.extension_requested"]
    );
    assert!(w.told(&bystander).await.is_empty());
}

async fn answers(db: TestDb) {
    let w = world(db, 2).await;
    let [a, b] = w.agencies[..] else { panic!() };
    let clerk = w.person("a", Role::FocalPoint, a).await;
    let asked = w.person("b", Role::FocalPoint, b).await;
    let chief = w.person("chief", Role::Coordinator, w.province).await;
    let over_all = w.person_over("all", Role::Coordinator, w.province, None).await;
    let new = NewDifficulty {
        kind: "difficulty".into(),
        agency: a,
        plan: None,
        duty: None,
        text: "Thiếu kinh phí".into(),
        addressee: Some(b),
        answer_due_on: Some(day(7, 20)),
    };
    let nobody = NewDifficulty {
        addressee: Some(AgencyId::new()),
        ..new.clone()
    };
    let reason = |e: DifficultyError| match e {
        DifficultyError::Invalid { field, reason } => (field, reason),
        other => panic!("{other}"),
    };
    assert_eq!(
        reason(difficulties::raise(&w.access, &clerk, nobody).await.unwrap_err()),
        ("addressee_id", "agency_unknown")
    );
    let asking = new.clone();
    let row = difficulties::raise(&w.access, &clerk, new).await.unwrap();
    assert_eq!(w.told(&asked).await, ["difficulty.raised"]);
    assert_eq!(w.told(&chief).await, ["difficulty.raised"]);

    // Of an agency that nobody nearer coordinates, whoever coordinates everything is told.
    let lonely = NewDifficulty {
        agency: w.alone().await,
        addressee: None,
        ..asking
    };
    difficulties::raise(&w.access, &Actor::command_line(), lonely)
        .await
        .unwrap();
    assert_eq!(w.told(&over_all).await, ["difficulty.raised"]);
    assert_eq!(w.told(&chief).await.len(), 1);

    // The date of the answer is reminded of as others are.
    let settings = reminders::Settings {
        config: ReminderConfig {
            days_before: vec![7],
            days_after: vec![],
            ..ReminderConfig::default()
        },
        public_url: "https://tinh.invalid".into(),
    };
    assert_eq!(reminders::remind(&w.access, &settings).await.unwrap().items, 1);
    assert_eq!(w.told(&asked).await[0], "duty.remind");

    let first = difficulties::answer(&w.access, &chief, row.id, row.version, "Chờ quý sau")
        .await
        .unwrap();
    let second = difficulties::answer(&w.access, &chief, row.id, first.version, "Đã bố trí")
        .await
        .unwrap();
    let kept = difficulties::answers(&w.access, std::slice::from_ref(&second))
        .await
        .unwrap();
    let said: Vec<_> = kept
        .iter()
        .map(|a| (a.text.as_str(), a.author_name.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Chờ quý sau", chief.name.as_str()),
            ("Đã bố trí", chief.name.as_str())
        ]
    );
    assert_eq!(
        w.told(&clerk).await,
        ["difficulty.answered", "difficulty.answered"]
    );
    let past = difficulties::escalate(
        &w.access,
        &chief,
        row.id,
        second.version,
        w.province,
        Some(day(7, 1)),
    );
    assert_eq!(reason(past.await.unwrap_err()), ("answer_due_on", "in_the_past"));
}
