//! Jobs, mail, system state, audit log and notifications: who reads them, and what they show.

use crate::support::World;
use coloa_auth::{Role, notifications};
use coloa_base::{Clock, JobId};
use coloa_platform::{jobs, mail};
use coloa_testkit::TestDb;
use serde_json::json;

coloa_testkit::store_suite!(
    the_mail_queue_says_why_it_waits => mail_queue,
    the_log_is_paged_and_proven => audit_log,
    notifications_are_the_persons_own => own_notifications,
);

/// A job of no kind that a worker knows: it stays.
pub async fn waiting_job(world: &World) -> JobId {
    let tx = world.app.db.begin().await.unwrap();
    let id = jobs::enqueue(&tx, "test.wait", None, &json!({}), world.clock.now())
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn content_roles_see_nothing_of_the_machine() {
    let world = World::new().await;
    let agency = world.agency(None).await;
    let paths = [
        "platform/system",
        "platform/jobs",
        "platform/mail",
        "audit",
        "audit/verify",
        "people",
    ];
    for (role, allowed) in [
        (
            Role::SystemAdmin,
            &["platform/system", "platform/jobs", "platform/mail", "people"][..],
        ),
        (Role::Auditor, &paths[..]),
        (Role::FocalPoint, &[][..]),
        (Role::Leader, &[][..]),
    ] {
        let client = world
            .as_role(
                role,
                if role == Role::FocalPoint {
                    Some(agency)
                } else {
                    None
                },
            )
            .await;
        for path in paths {
            let reply = client.get(&format!("/api/v1/{path}")).await;
            let expected = if allowed.contains(&path) { 200 } else { 403 };
            assert_eq!(reply.status, expected, "{role} {path}: {}", reply.text());
        }
    }
    let auditor = world.as_role(Role::Auditor, None).await;
    let job = waiting_job(&world).await;
    auditor
        .post(&format!("/api/v1/platform/jobs/{job}/retry"), &json!({}))
        .await
        .expect(403);
}

#[tokio::test]
async fn a_job_is_listed_and_tried_again() {
    let world = World::new().await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let job = waiting_job(&world).await;
    let list = admin
        .get("/api/v1/platform/jobs?state=waiting")
        .await
        .expect(200)
        .json();
    assert_eq!(list["items"][0]["id"], job.to_string());
    assert_eq!(
        admin
            .get("/api/v1/platform/jobs?state=sleeping")
            .await
            .expect(422)
            .param("field"),
        "state"
    );
    admin
        .post(&format!("/api/v1/platform/jobs/{job}/retry"), &json!({}))
        .await
        .expect(204);
    admin
        .post(
            &format!("/api/v1/platform/jobs/{}/retry", JobId::new()),
            &json!({}),
        )
        .await
        .expect(404);
    let system = admin.get("/api/v1/platform/system").await.expect(200).json();
    assert_eq!(system["jobs_waiting"], 1);
    assert!(system["free_bytes"].as_u64().unwrap() > 0);
}

async fn mail_queue(db: TestDb) {
    let world = World::on(db).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let tx = world.app.db.begin().await.unwrap();
    mail::queue(
        &tx,
        "daumoi@tinh.invalid",
        "Nhắc việc",
        "Nội dung riêng",
        world.clock.now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // No relay is configured: the job runs, fails, and the mail stays with the reason.
    world.run_jobs().await;
    let reply = admin.get("/api/v1/platform/mail").await.expect(200);
    assert!(
        !reply.text().contains("Nội dung riêng"),
        "the text of mails is not shown"
    );
    let queue = reply.json();
    assert_eq!(
        (&queue["waiting"], &queue["items"][0]["state"]),
        (&json!(1), &json!("waiting"))
    );
    assert!(queue["last_error"].as_str().unwrap().contains("mail.smtp"));
}

async fn audit_log(db: TestDb) {
    let world = World::on(db).await;
    let auditor = world.as_role(Role::Auditor, None).await;
    for name in ["mot", "hai", "ba.b"] {
        world.person(name, Role::Leader, None).await;
    }
    let first = auditor
        .get("/api/v1/audit?action=person.create&limit=2")
        .await
        .expect(200)
        .json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = auditor
        .get(&format!(
            "/api/v1/audit?action=person.create&limit=2&cursor={cursor}"
        ))
        .await
        .json();
    let names: Vec<_> = [&first, &second]
        .iter()
        .flat_map(|p| p["items"].as_array().unwrap().clone())
        .collect();
    assert_eq!(names.len(), 4, "three and the auditor's own account");
    assert_eq!(second["next_cursor"], json!(null));
    let none = auditor
        .get("/api/v1/audit?from=2030-01-01")
        .await
        .expect(200)
        .json();
    assert_eq!(none["items"], json!([]));
    let verdict = auditor.get("/api/v1/audit/verify").await.expect(200).json();
    assert_eq!(
        (&verdict["whole"], &verdict["broken_at"]),
        (&json!(true), &json!(null))
    );
}

async fn own_notifications(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::FocalPoint, None).await;
    let other = world.as_role(Role::FocalPoint, None).await;
    let tx = world.app.db.begin().await.unwrap();
    for n in 0..3 {
        let params = json!({ "title": format!("Nhiệm vụ {n}") });
        notifications::notify(
            &tx,
            me.person(),
            "duty.due",
            &params,
            Some("/nhiem-vu/1"),
            world.clock.now(),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let page = me.get("/api/v1/notifications?limit=2").await.expect(200).json();
    assert_eq!(
        (&page["unread"], &page["items"][0]["params"]["title"]),
        (&json!(3), &json!("Nhiệm vụ 2"))
    );
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = me
        .get(&format!("/api/v1/notifications?limit=2&cursor={cursor}"))
        .await
        .json();
    assert_eq!(rest["items"][0]["params"]["title"], "Nhiệm vụ 0");
    let id = page["items"][0]["id"].clone();
    // Another person's id marks nothing.
    assert_eq!(
        other
            .post("/api/v1/notifications/read", &json!({ "ids": [id] }))
            .await
            .expect(200)
            .json()["read"],
        0
    );
    assert_eq!(
        me.post("/api/v1/notifications/read", &json!({ "ids": [id] }))
            .await
            .expect(200)
            .json()["read"],
        1
    );
    assert_eq!(
        me.post("/api/v1/notifications/read", &json!({}))
            .await
            .expect(200)
            .json()["read"],
        2
    );
    assert_eq!(
        me.get("/api/v1/notifications?unread_only=true").await.json()["items"],
        json!([])
    );
    assert_eq!(other.get("/api/v1/notifications").await.json()["unread"], 0);
}
