//! People: who may make, change, invite and end whom.

use crate::support::{Client, PASSWORD, World};
use coloa_auth::{Role, people, secret};
use coloa_base::Clock;
use coloa_testkit::TestDb;
use serde_json::{Value, json};

coloa_testkit::store_suite!(
    an_account_from_making_to_ending => life,
    two_editors_do_not_overwrite_each_other => conflict,
    a_coordinator_cannot_reach_above_itself => no_escalation,
);

/// Begins TOTP enrolment and gives the code of this moment.
pub async fn totp_code(world: &World, client: &Client) -> String {
    client.post("/api/v1/auth/totp", &Value::Null).await.expect(200);
    let row = people::find(world.app.db.reader(), client.person())
        .await
        .unwrap()
        .unwrap();
    let key = world
        .app
        .access
        .keys()
        .open("totp", row.totp_secret.as_ref().unwrap())
        .unwrap();
    secret::totp_code(&key, world.clock.now())
}

async fn life(db: TestDb) {
    let world = World::on(db).await;
    let agency = world.agency(None).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let new = json!({
        "user_name": "Dau.Moi", "full_name": "Trần Thị Đầu Mối", "email": "daumoi@tinh.invalid",
        "posts": [{ "agency_id": agency, "title": "Chuyên viên", "from": "2026-07-01" }],
        "grants": [{ "role": "focal_point", "agency_id": agency, "from": "2026-07-01" }],
    });
    let id = admin.post("/api/v1/people", &new).await.expect(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        admin.post("/api/v1/people", &new).await.expect(409).code(),
        "auth.user_name_taken"
    );

    let link = admin
        .post(&format!("/api/v1/people/{id}/invitation"), &Value::Null)
        .await
        .expect(200)
        .json();
    let token = link["url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let stranger = world.stranger();
    let invited = stranger
        .get(&format!("/api/v1/auth/invitations/{token}"))
        .await
        .expect(200)
        .json();
    assert_eq!(invited["user_name"], "dau.moi");
    stranger
        .post(
            &format!("/api/v1/auth/invitations/{token}"),
            &json!({ "password": PASSWORD }),
        )
        .await
        .expect(204);
    let me = world.sign_in("dau.moi").await;

    let found = admin
        .get("/api/v1/people?search=dau%20moi")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&found["total"], &found["items"][0]["has_password"]),
        (&json!(1), &json!(true))
    );
    assert!(!found.to_string().contains("argon2"), "no hash leaves");

    admin
        .post(&format!("/api/v1/people/{id}/end"), &Value::Null)
        .await
        .expect(204);
    me.get("/api/v1/auth/session").await.expect(401);
    assert_eq!(
        stranger.sign_in("dau.moi", PASSWORD).await.expect(401).code(),
        "auth.account_ended"
    );
    let refused = admin
        .post(&format!("/api/v1/people/{id}/invitation"), &Value::Null)
        .await;
    assert_eq!(refused.code(), "auth.person_ended");
    let ended = admin
        .get(&format!("/api/v1/people/{id}"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&ended["state"], &ended["grants"][0]["to"]),
        (&json!("ended"), &json!("2026-07-15"))
    );
}

async fn conflict(db: TestDb) {
    let world = World::on(db).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let id = world.person("dau.moi", Role::FocalPoint, None).await;
    let path = format!("/api/v1/people/{id}");
    let version = admin.get(&path).await.expect(200).version();
    let first = admin
        .put(&path, version, &json!({ "full_name": "Trần Thị Một" }))
        .await
        .expect(200);
    assert_eq!(first.version(), version + 1);
    let second = admin
        .put(&path, version, &json!({ "full_name": "Trần Thị Hai" }))
        .await
        .expect(412);
    assert_eq!(second.code(), "auth.conflict");
    assert_eq!(admin.get(&path).await.json()["full_name"], "Trần Thị Một");
    let blind = admin
        .call(
            axum::http::Method::PUT,
            &path,
            Some(&json!({ "full_name": "Ai" })),
            None,
        )
        .await
        .expect(428);
    assert_eq!(blind.code(), "request.if_match_required");
    for (field, body) in [
        ("full_name", json!({ "full_name": "  " })),
        ("email", json!({ "full_name": "A", "email": "khong phai thu" })),
        ("phone", json!({ "full_name": "A", "phone": "gọi sau" })),
    ] {
        assert_eq!(
            admin
                .put(&path, version + 1, &body)
                .await
                .expect(422)
                .param("field"),
            field
        );
    }
}

async fn no_escalation(db: TestDb) {
    let world = World::on(db).await;
    let province = world.agency(None).await;
    let department = world.agency(Some(province)).await;
    let elsewhere = world.agency(None).await;
    let coordinator = world.as_role(Role::Coordinator, Some(province)).await;
    let person = |name: &str, grants: Value| {
        json!({ "user_name": name, "full_name": "Ai Đó", "grants": grants,
            "posts": [{ "agency_id": department, "title": "Chuyên viên", "from": "2026-07-01" }] })
    };
    let grant =
        |role: &str, agency: Value| json!([{ "role": role, "agency_id": agency, "from": "2026-07-01" }]);
    let make = |body: Value| {
        let coordinator = &coordinator;
        async move { coordinator.post("/api/v1/people", &body).await.status.as_u16() }
    };
    assert_eq!(
        make(person("dau.moi", grant("focal_point", json!(department)))).await,
        201
    );
    assert_eq!(
        make(person("quan.tri", grant("system_admin", json!(null)))).await,
        403
    );
    assert_eq!(
        make(person("dieu.phoi", grant("coordinator", json!(department)))).await,
        403
    );
    assert_eq!(
        make(person("dau.moi2", grant("focal_point", json!(elsewhere)))).await,
        403
    );
    assert_eq!(
        make(person("dau.moi3", grant("nobody", json!(department)))).await,
        422
    );

    // An administrator with a post in the coordinator's subtree: a one-time link would hand over the account.
    let admin = world.person("quan.tri", Role::SystemAdmin, None).await;
    let post = people::NewPost {
        agency: department,
        title: "Phó phòng".into(),
        from: crate::support::TODAY,
        to: None,
    };
    people::add_post(&world.app.access, &coloa_auth::Actor::command_line(), admin, post)
        .await
        .unwrap();
    coordinator
        .get(&format!("/api/v1/people/{admin}"))
        .await
        .expect(200);
    coordinator
        .post(&format!("/api/v1/people/{admin}/invitation"), &Value::Null)
        .await
        .expect(403);
    // And a person of another subtree is not even readable.
    let other = world.person("noi.khac", Role::FocalPoint, Some(elsewhere)).await;
    coordinator
        .get(&format!("/api/v1/people/{other}"))
        .await
        .expect(403);
    let listed = coordinator.get("/api/v1/people").await.expect(200).text();
    assert!(!listed.contains("noi.khac"), "{listed}");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let world = World::new().await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let session = admin.get("/api/v1/auth/session").await.expect(200).json();
    let me = session["person"]["id"].as_str().unwrap();
    let path = format!("/api/v1/people/{me}/end");
    let refused = admin.post(&path, &Value::Null).await.expect(409);
    assert_eq!(refused.code(), "auth.last_admin");
    let grant = admin
        .get(&format!("/api/v1/people/{me}"))
        .await
        .expect(200)
        .json()["grants"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let refused = admin
        .post(
            &format!("/api/v1/people/{me}/grants/{grant}/end"),
            &json!({ "on": "2026-07-15" }),
        )
        .await;
    assert_eq!(refused.code(), "auth.last_admin");
    // With a second one, the first may go.
    world.as_role(Role::SystemAdmin, None).await;
    admin.post(&path, &Value::Null).await.expect(204);
}
