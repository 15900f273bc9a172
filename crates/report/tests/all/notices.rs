//! Who is told that a report needs them.

use crate::{
    material::TO,
    world::{World, new, person, version, world},
};
use coloa_auth::{
    Actor, Role,
    notifications::{NotificationFilter, list},
};
use coloa_base::AgencyId;
use coloa_platform::mail;
use coloa_report::{ReportError, service::NewReport};
use coloa_testkit::TestDb;

coloa_testkit::store_suite!(
    each_step_tells_whoever_is_next => steps,
    a_second_report_of_the_same_days_is_asked_about => twice,
);

/// Kinds of what a person was told, oldest first.
async fn told(w: &World, who: &Actor) -> Vec<String> {
    let filter = NotificationFilter {
        limit: 50,
        ..NotificationFilter::default()
    };
    let mut found: Vec<String> = list(&w.access, who, &filter)
        .await
        .unwrap()
        .into_iter()
        .map(|n| n.kind)
        .collect();
    found.reverse();
    found
}

async fn steps(db: TestDb) {
    let w = world(db).await;
    let agency = AgencyId(w.records.0.lock().unwrap().parts[4].agency_id);
    let author = person(&w, "dieuphoi", Role::Coordinator, None).await;
    let head = person(&w, "lanhdao", Role::Head, Some(w.issuer)).await;
    let focal = person(&w, "daumoi", Role::FocalPoint, Some(agency)).await;

    let wish = NewReport {
        due_on: Some(TO),
        ..new(&w)
    };
    let id = w.reports.create(&author, wish).await.unwrap();
    assert_eq!(told(&w, &focal).await, ["report.part_asked_by"]);
    assert!(
        told(&w, &author).await.is_empty(),
        "nobody is told of the own step"
    );

    w.reports.close(&author, id, version(&w, id).await).await.unwrap();
    assert_eq!(told(&w, &head).await, ["report.waits_approval"]);
    let mails = mail::list(w.access.db(), 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "lanhdao@tinh.invalid");
    assert!(
        mails[0]
            .body
            .contains(&format!("https://tinh.invalid/bao-cao/{id}")),
        "{}",
        mails[0].body
    );
    assert!(!mails[0].body.contains('{'), "{}", mails[0].body);

    w.reports
        .return_to_writers(&head, id, version(&w, id).await, "Bổ sung")
        .await
        .unwrap();
    w.reports.approve(&head, id, version(&w, id).await).await.unwrap();
    w.reports
        .give_number(&author, id, version(&w, id).await, TO, None)
        .await
        .unwrap();
    w.reports.issue(&head, id, version(&w, id).await).await.unwrap();
    assert_eq!(
        told(&w, &author).await,
        ["report.returned", "report.approved", "report.issued"]
    );
    assert_eq!(
        told(&w, &head).await,
        ["report.waits_approval", "report.waits_issue"]
    );
}

async fn twice(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let first = w.reports.create(&me, new(&w)).await.unwrap();
    let second = NewReport {
        again: false,
        ..new(&w)
    };
    let refused = w.reports.create(&me, second.clone()).await;
    assert!(
        matches!(&refused, Err(ReportError::Exists { id, .. }) if *id == first.uuid()),
        "{refused:?}"
    );
    let other_days = NewReport {
        from: TO,
        ..second.clone()
    };
    w.reports.create(&me, other_days).await.unwrap();
    w.reports
        .cancel(&me, first, version(&w, first).await, "Lập nhầm")
        .await
        .unwrap();
    w.reports.create(&me, second).await.unwrap();
}
