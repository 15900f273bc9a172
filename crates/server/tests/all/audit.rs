//! Every mutating route leaves an entry in the audit log: each has an example call here, and a route without one
//! fails the test. Areas with many routes keep their examples in a file of their own and add them to [`examples`].

use crate::{document::operations, support::World};
use axum::http::Method;
use coloa_auth::{Actor, Role, people};
use coloa_base::AgencyId;
use coloa_testkit::TestDb;
use serde_json::{Value, json};
use std::{collections::BTreeSet, future::Future, pin::Pin};

/// Mutating routes that leave no entry, with the reason. It only shrinks, unless a reviewer agrees.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "POST /api/v1/auth/sign-out",
        "the own session ends; nothing of the records changes",
    ),
    (
        "POST /api/v1/hotline/public/check",
        "answers a question of the public, and keeps neither question nor answer",
    ),
    (
        "POST /api/v1/incidents/{id}/indicators/extract",
        "looks for indicators in a text and keeps nothing",
    ),
    (
        "POST /api/v1/systems/assess",
        "assesses the facts that it is given and keeps nothing",
    ),
];

/// Calls a route so that it succeeds, on a world of its own; gives the status.
pub type Call = fn(World) -> Pin<Box<dyn Future<Output = (World, u16)> + Send>>;

/// One example per mutating route.
pub struct Example {
    /// `METHOD path` as in the OpenAPI document.
    pub route: &'static str,
    pub call: Call,
}

/// `example!("POST /api/v1/…", |world| { …; reply.status })`.
#[macro_export]
macro_rules! example {
    ($route:literal, |$world:ident| $body:block) => {
        $crate::audit::Example {
            route: $route,
            #[allow(unused_mut)]
            call: |mut $world| {
                Box::pin(async move {
                    let status: axum::http::StatusCode = $body;
                    ($world, status.as_u16())
                })
            },
        }
    };
}

fn examples() -> Vec<Example> {
    let mut all = auth();
    all.extend(people());
    all.extend(rest());
    all.extend(crate::duty_examples::examples());
    all.extend(crate::agency_examples::examples());
    all.extend(crate::plan_examples::examples());
    all.extend(crate::report_examples::examples());
    all.extend(crate::monitoring_examples::examples());
    all.extend(crate::register_examples::examples());
    all.extend(crate::incident_examples::examples());
    all.extend(crate::incident_examples_network::examples());
    all.extend(crate::incident_examples_evidence::examples());
    all.extend(crate::incident_examples_reports::examples());
    all.extend(crate::hotline_transfer::examples());
    all.extend(crate::hotline_client::examples());
    all.extend(crate::hotline_refused::examples());
    all.extend(crate::hotline_examples_report::examples());
    all.extend(crate::hotline_campaign::examples());
    all.extend(crate::hotline_notice::examples());
    all
}

#[test]
fn every_mutating_route_has_an_example_and_no_example_is_stale() {
    let routes: BTreeSet<String> = operations()
        .iter()
        .filter(|o| o.mutates())
        .map(super::document::Operation::name)
        .collect();
    let covered: BTreeSet<String> = examples()
        .iter()
        .map(|e| e.route.to_owned())
        .chain(EXCEPTIONS.iter().map(|(r, _)| (*r).to_owned()))
        .collect();
    let missing: Vec<_> = routes.difference(&covered).collect();
    assert!(
        missing.is_empty(),
        "routes without an example call in tests/all/audit.rs: {missing:#?}"
    );
    let stale: Vec<_> = covered.difference(&routes).collect();
    assert!(
        stale.is_empty(),
        "examples of routes that are no more: {stale:#?}"
    );
    assert!(
        EXCEPTIONS.iter().all(|(_, reason)| reason.len() > 10),
        "an exception needs a reason"
    );
}

/// One test per list of examples and database, so that they run beside each other. An example is a second of a processor:
/// each runs once, every other one on PostgreSQL. What is stored there is told by the suites of the stores.
macro_rules! every_change_is_in_the_audit_log {
    ($($name:ident => $examples:expr),+ $(,)?) => {$(
        mod $name {
            use super::*;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let step = if TestDb::postgres().await.is_some() { 2 } else { 1 };
                leaves_entries($examples, (0, step), async || TestDb::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if TestDb::postgres().await.is_some() {
                    leaves_entries($examples, (1, 2), async || TestDb::postgres().await.unwrap()).await;
                }
            }
        }
    )+};
}

every_change_is_in_the_audit_log!(
    changes_of_accounts_are_in_the_audit_log => auth().into_iter().chain(people()).chain(rest()),
    changes_of_duties_are_in_the_audit_log => crate::duty_examples::examples(),
    changes_of_agencies_are_in_the_audit_log => crate::agency_examples::examples(),
    changes_of_plans_are_in_the_audit_log => crate::plan_examples::examples(),
    changes_of_reports_are_in_the_audit_log => crate::report_examples::examples(),
    changes_of_monitoring_are_in_the_audit_log => crate::monitoring_examples::examples(),
    changes_of_incidents_are_in_the_audit_log => crate::incident_examples::examples(),
    changes_of_the_network_and_drills_are_in_the_audit_log => crate::incident_examples_network::examples(),
    changes_of_the_register_are_in_the_audit_log => crate::register_examples::examples(),
    changes_of_evidence_are_in_the_audit_log => crate::incident_examples_evidence::examples(),
    changes_of_reports_on_incidents_are_in_the_audit_log => crate::incident_examples_reports::examples(),
    changes_of_transfers_of_reports_are_in_the_audit_log => crate::hotline_transfer::examples(),
    changes_of_applications_of_the_hotline_are_in_the_audit_log => crate::hotline_client::examples(),
    decisions_on_what_was_refused_are_in_the_audit_log => crate::hotline_refused::examples(),
    changes_of_reports_of_citizens_are_in_the_audit_log => crate::hotline_examples_report::examples(),
    changes_of_campaigns_and_warnings_are_in_the_audit_log => crate::hotline_campaign::examples(),
    changes_of_notices_and_the_trust_register_are_in_the_audit_log => crate::hotline_notice::examples(),
);

/// From the first of these examples on, each so many further.
async fn leaves_entries(
    examples: impl IntoIterator<Item = Example>,
    (first, step): (usize, usize),
    database: impl AsyncFn() -> TestDb,
) {
    let mut wrong = Vec::new();
    for example in examples.into_iter().skip(first).step_by(step) {
        let world = World::on(database().await).await;
        // A task of its own: an example that panics does not hide the others.
        let (world, status) = match tokio::spawn((example.call)(world)).await {
            Ok(done) => done,
            Err(e) => {
                wrong.push(format!("{}: {e}", example.route));
                continue;
            }
        };
        if !(200..300).contains(&status) {
            wrong.push(format!("{}: answered {status}", example.route));
            continue;
        }
        // What the example prepared is in the log as well: the entry must be that of the last call. Opening a
        // session and using a one-time link have no signed-in actor whose request could be noted.
        let log = world.audit().await;
        let last = world.last_change();
        let by_request = log.iter().any(|e| e.request_id.is_some() && e.request_id == last)
            || log
                .last()
                .is_some_and(|e| e.detail.contains("\"sign_in\"") || e.detail.contains("set by link"));
        if !by_request {
            wrong.push(format!(
                "{}: no entry; the last is {:?}",
                example.route,
                log.last()
            ));
        }
        let verdict = coloa_auth::audit::verify(&world.app.db, world.app.access.keys())
            .await
            .unwrap();
        assert_eq!(verdict.broken, None, "{}", example.route);
        drop(world);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn admin(world: &World) -> (crate::support::Client, AgencyId) {
    let agency = world.agency(None).await;
    (world.as_role(Role::SystemAdmin, None).await, agency)
}

fn auth() -> Vec<Example> {
    use crate::support::PASSWORD;
    vec![
        example!("POST /api/v1/auth/sign-in", |world| {
            world.person("dau.moi", Role::FocalPoint, None).await;
            world.stranger().sign_in("dau.moi", PASSWORD).await.status
        }),
        example!("POST /api/v1/auth/password", |world| {
            let me = world.as_role(Role::Leader, None).await;
            let body = json!({ "current": PASSWORD, "new": "gió thổi qua hàng tre" });
            me.post("/api/v1/auth/password", &body).await.status
        }),
        example!("POST /api/v1/auth/totp", |world| {
            let me = world.as_role(Role::Leader, None).await;
            me.post("/api/v1/auth/totp", &Value::Null).await.status
        }),
        example!("POST /api/v1/auth/totp/confirm", |world| {
            let me = world.as_role(Role::Leader, None).await;
            let code = crate::people::totp_code(&world, &me).await;
            me.post("/api/v1/auth/totp/confirm", &json!({ "code": code }))
                .await
                .status
        }),
        example!("DELETE /api/v1/auth/totp", |world| {
            let me = world.as_role(Role::Leader, None).await;
            me.call(
                Method::DELETE,
                "/api/v1/auth/totp",
                Some(&json!({ "password": PASSWORD })),
                None,
            )
            .await
            .status
        }),
        example!("POST /api/v1/auth/invitations/{token}", |world| {
            let id = world.person("moi.vao", Role::Leader, None).await;
            let token = people::invite(&world.app.access, &Actor::command_line(), id, 1)
                .await
                .unwrap();
            let body = json!({ "password": "gió thổi qua hàng tre" });
            world
                .stranger()
                .post(&format!("/api/v1/auth/invitations/{token}"), &body)
                .await
                .status
        }),
    ]
}

fn people() -> Vec<Example> {
    vec![
        example!("POST /api/v1/people", |world| {
            let (admin, agency) = admin(&world).await;
            let body = json!({ "user_name": "dau.moi", "full_name": "Trần Văn Đầu", "email": "", "posts":
                [{ "agency_id": agency, "title": "Chuyên viên", "from": "2026-07-01" }], "grants": [] });
            admin.post("/api/v1/people", &body).await.status
        }),
        example!("PUT /api/v1/people/{id}", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            let body = json!({ "full_name": "Trần Văn Đầu Mối" });
            admin.put(&format!("/api/v1/people/{id}"), 1, &body).await.status
        }),
        example!("POST /api/v1/people/{id}/end", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            admin
                .post(&format!("/api/v1/people/{id}/end"), &Value::Null)
                .await
                .status
        }),
        example!("POST /api/v1/people/{id}/posts", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            let body = json!({ "agency_id": agency, "title": "Trưởng phòng", "from": "2026-07-15" });
            admin
                .post(&format!("/api/v1/people/{id}/posts"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/people/{id}/posts/{post_id}/end", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            let post = &admin.get(&format!("/api/v1/people/{id}")).await.json()["posts"][0]["id"];
            let path = format!("/api/v1/people/{id}/posts/{}/end", post.as_str().unwrap());
            admin.post(&path, &json!({})).await.status
        }),
        example!("POST /api/v1/people/{id}/grants", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            let body =
                json!({ "role": "coordinator", "agency_id": agency, "area": "plan", "from": "2026-07-15" });
            admin
                .post(&format!("/api/v1/people/{id}/grants"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/people/{id}/grants/{grant_id}/end", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            let grant = &admin.get(&format!("/api/v1/people/{id}")).await.json()["grants"][0]["id"];
            let path = format!("/api/v1/people/{id}/grants/{}/end", grant.as_str().unwrap());
            admin.post(&path, &json!({ "on": "2026-08-01" })).await.status
        }),
        example!("POST /api/v1/people/{id}/invitation", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            admin
                .post(&format!("/api/v1/people/{id}/invitation"), &Value::Null)
                .await
                .status
        }),
        example!("POST /api/v1/people/{id}/sessions/end", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            admin
                .post(&format!("/api/v1/people/{id}/sessions/end"), &Value::Null)
                .await
                .status
        }),
        example!("POST /api/v1/people/{id}/totp/reset", |world| {
            let (admin, agency) = admin(&world).await;
            let id = world.person("dau.moi", Role::FocalPoint, Some(agency)).await;
            admin
                .post(&format!("/api/v1/people/{id}/totp/reset"), &Value::Null)
                .await
                .status
        }),
    ]
}

fn rest() -> Vec<Example> {
    vec![
        example!("POST /api/v1/notifications/read", |world| {
            let me = world.as_role(Role::Leader, None).await;
            me.post("/api/v1/notifications/read", &json!({})).await.status
        }),
        example!("POST /api/v1/platform/jobs/{id}/retry", |world| {
            let (admin, _) = admin(&world).await;
            let job = crate::admin::waiting_job(&world).await;
            admin
                .post(&format!("/api/v1/platform/jobs/{job}/retry"), &Value::Null)
                .await
                .status
        }),
    ]
}
