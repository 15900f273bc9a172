//! What stands in front of every route: sign-in limits, CSRF, headers, body limits, a busy or full store.

use crate::support::{PASSWORD, World};
use axum::{
    body::Body,
    http::{Method, header},
};
use coloa_auth::Role;
use coloa_base::{FileId, Handling};
use coloa_platform::files::{FileError, NewFile};
use coloa_testkit::TestDb;
use serde_json::{Value, json};

#[tokio::test]
async fn guessing_a_password_makes_wait() {
    let world = World::new().await;
    world.person("dau.moi", Role::FocalPoint, None).await;
    let stranger = world.stranger();
    for _ in 0..5 {
        let reply = stranger
            .sign_in("dau.moi", "không phải mật khẩu")
            .await
            .expect(401);
        assert_eq!(reply.code(), "auth.wrong_credentials");
    }
    let reply = stranger.sign_in("dau.moi", PASSWORD).await.expect(429);
    assert_eq!(reply.code(), "auth.too_many_attempts");
    let wait: u64 = reply.headers[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=301).contains(&wait), "{wait}");
    // From another address the same name waits too.
    world
        .stranger()
        .at([10, 0, 0, 9])
        .sign_in("dau.moi", PASSWORD)
        .await
        .expect(429);
    world.clock.advance(chrono::Duration::seconds(301));
    stranger.sign_in("dau.moi", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_change_without_the_token_is_refused() {
    let world = World::new().await;
    let client = world.as_role(Role::SystemAdmin, None).await;
    let token = client.csrf();
    for wrong in [
        None,
        Some("đoán".bytes().map(|b| format!("{b:02x}")).collect::<String>()),
    ] {
        client.set_csrf(wrong);
        let reply = client
            .post("/api/v1/notifications/read", &json!({}))
            .await
            .expect(403);
        assert_eq!(reply.code(), "auth.csrf");
    }
    client.get("/api/v1/people").await.expect(200);
    client.set_csrf(token);
    client
        .post("/api/v1/notifications/read", &json!({}))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_planted_session_is_worth_nothing_after_signing_in() {
    let world = World::new().await;
    world.person("dau.moi", Role::FocalPoint, None).await;
    let client = world.stranger();
    client.set_cookie(Some("coloa=AAAAAAAAAAAAAAAAAAAAAA".to_owned()));
    client.sign_in("dau.moi", PASSWORD).await.expect(200);
    let own = client.cookie().unwrap();
    assert_ne!(own, "coloa=AAAAAAAAAAAAAAAAAAAAAA");
    let attacker = world.stranger();
    attacker.set_cookie(Some("coloa=AAAAAAAAAAAAAAAAAAAAAA".to_owned()));
    attacker.get("/api/v1/auth/session").await.expect(401);

    // Signing in once more changes the identifier again, and the old one is dead.
    client.sign_in("dau.moi", PASSWORD).await.expect(200);
    assert_ne!(client.cookie().unwrap(), own);
    attacker.set_cookie(Some(own));
    attacker.get("/api/v1/auth/session").await.expect(401);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let world = World::new().await;
    let client = world.as_role(Role::Leader, None).await;
    let cookie = client.cookie();
    client
        .post("/api/v1/auth/sign-out", &Value::Null)
        .await
        .expect(204);
    client.set_cookie(cookie);
    client.get("/api/v1/auth/session").await.expect(401);
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts() {
    let world = World::with(TestDb::sqlite(), |c| {
        c.http.public_url = "https://coloa.tinh.invalid".into()
    })
    .await;
    world.person("dau.moi", Role::FocalPoint, None).await;
    let reply = world.stranger().sign_in("dau.moi", PASSWORD).await.expect(200);
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-coloa="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute} is missing: {cookie}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let world = World::new().await;
    for path in [
        "/",
        "/api/v1/auth/session",
        "/api/v1/khong-co",
        "/assets/khong-co.js",
    ] {
        let reply = world.stranger().get(path).await;
        let policy = reply.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        let scripts = policy
            .split(';')
            .find(|d| d.trim().starts_with("script-src"))
            .unwrap();
        assert_eq!(scripts.trim(), "script-src 'self'", "{path}");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{path}");
        assert!(reply.headers.contains_key("x-request-id"), "{path}");
        if path.starts_with("/api/") {
            assert_eq!(reply.headers[header::CACHE_CONTROL], "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_a_problem() {
    let world = World::new().await;
    let client = world.as_role(Role::Leader, None).await;
    assert_eq!(
        client.get("/api/v1/khong-co").await.expect(404).code(),
        "request.not_found"
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let world = World::with(TestDb::sqlite(), |c| c.limits.upload_bytes = 64 * 1024).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let body = json!({ "user_name": "dau.moi", "full_name": "x".repeat(2 * 1024 * 1024) });
    let reply = admin.post("/api/v1/people", &body).await.expect(413);
    assert_eq!(reply.code(), "request.too_large");
}

#[tokio::test]
async fn a_malformed_body_names_its_field() {
    let world = World::new().await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let body = json!({ "user_name": "dau.moi", "full_name": "Ai", "posts": [{ "agency_id": "không phải", "title": "x", "from": "2026-01-01" }] });
    assert_eq!(
        admin
            .post("/api/v1/people", &body)
            .await
            .expect(422)
            .param("field"),
        "posts[0].agency_id"
    );
    let request = admin
        .request(Method::POST, "/api/v1/people")
        .header(header::CONTENT_TYPE, "text/plain");
    let reply = admin
        .send(request.body(Body::from("user_name=x")).unwrap())
        .await
        .expect(422);
    assert_eq!(reply.param("reason"), "json_expected");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_database_is_said_and_loses_nothing() {
    let world = World::with(TestDb::sqlite(), |c| c.database.busy_timeout_ms = 50).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    // Another process, as far as SQLite can tell: a connection of its own that holds the write lock.
    let config = coloa_platform::config::DatabaseConfig::default();
    let other = coloa_platform::Db::connect(&config, &world.app.config.sqlite_path())
        .await
        .unwrap();
    let holding = other.begin().await.unwrap();
    let body = json!({ "user_name": "dau.moi", "full_name": "Trần Văn Đầu" });
    let reply = admin.post("/api/v1/people", &body).await.expect(503);
    assert_eq!(reply.code(), "store.locked");
    admin.get("/api/v1/people").await.expect(200);
    holding.rollback().await.unwrap();
    admin.post("/api/v1/people", &body).await.expect(201);
    other.close().await.unwrap();
}

/// The session is written, so it is the first thing that meets the lock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_while_the_database_is_locked_is_said() {
    let world = World::with(TestDb::sqlite(), |c| c.database.busy_timeout_ms = 50).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    // Long enough ago that the next request writes the sliding expiry.
    world.clock.advance(chrono::Duration::hours(1));
    let config = coloa_platform::config::DatabaseConfig::default();
    let other = coloa_platform::Db::connect(&config, &world.app.config.sqlite_path())
        .await
        .unwrap();
    let holding = other.begin().await.unwrap();
    let reply = admin.get("/api/v1/people").await.expect(503);
    assert_eq!(reply.code(), "store.locked");
    holding.rollback().await.unwrap();
    admin.get("/api/v1/people").await.expect(200);
    other.close().await.unwrap();
}

/// SQLite stops where its page limit is reached, with the error of a full disk.
#[tokio::test]
async fn a_full_database_is_said_and_loses_nothing() {
    use sea_orm::ConnectionTrait;
    let world = World::new().await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let limit = async |pages: u32| {
        let tx = world.app.db.begin().await.unwrap();
        tx.execute_unprepared(&format!("PRAGMA max_page_count = {pages}"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    limit(1).await; // SQLite raises it to what the file has: nothing can be added.
    let mut refused = None;
    for n in 0..200 {
        let body = json!({ "user_name": format!("dau.moi.{n}"), "full_name": "x".repeat(200) });
        let reply = admin.post("/api/v1/people", &body).await;
        if reply.status != 201 {
            refused = Some((n, reply));
            break;
        }
    }
    let (n, reply) = refused.expect("the limit is reached");
    assert_eq!(
        (reply.status.as_u16(), reply.code()),
        (503, "store.disk_full".into())
    );
    admin.get("/api/v1/people").await.expect(200);
    limit(1_000_000).await;
    let body = json!({ "user_name": format!("dau.moi.{n}"), "full_name": "Trần Văn Đầu" });
    admin.post("/api/v1/people", &body).await.expect(201);
    let verdict = coloa_auth::audit::verify(&world.app.db, world.app.access.keys())
        .await
        .unwrap();
    assert_eq!(verdict.broken, None);
}

#[tokio::test]
async fn a_role_may_demand_one_time_codes() {
    let world = World::with(TestDb::sqlite(), |c| {
        c.session.require_totp_roles = vec!["system_admin".into()];
    })
    .await;
    let leader = world.as_role(Role::Leader, None).await;
    leader.get("/api/v1/duties").await.expect(200);

    let admin = world.as_role(Role::SystemAdmin, None).await;
    let session = admin.get("/api/v1/auth/session").await.expect(200).json();
    assert_eq!(session["person"]["totp_demanded"], true);
    let reply = admin.get("/api/v1/people").await.expect(403);
    assert_eq!(reply.code(), "auth.totp_enrolment");
    let code = crate::people::totp_code(&world, &admin).await;
    admin
        .post("/api/v1/auth/totp/confirm", &json!({ "code": code }))
        .await
        .expect(204);
    admin.get("/api/v1/people").await.expect(200);
    let reply = admin
        .send(
            admin
                .request(Method::DELETE, "/api/v1/auth/totp")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(json!({ "password": PASSWORD }).to_string()))
                .unwrap(),
        )
        .await
        .expect(409);
    assert_eq!(reply.code(), "auth.totp_mandatory");
}

#[tokio::test]
async fn an_unknown_role_in_the_settings_stops_the_start() {
    let db = TestDb::sqlite();
    let mut config = coloa_platform::Config {
        data_dir: db.data().path().join("data"),
        ..coloa_platform::Config::default()
    };
    config.session.require_totp_roles = vec!["trưởng".into()];
    let error = coloa_server::App::start(config, std::sync::Arc::new(coloa_base::SystemClock))
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("session.require_totp_roles"),
        "{error}"
    );
}

/// A new key beside old records would hide that the old one is lost.
#[tokio::test]
async fn a_lost_or_foreign_master_key_stops_the_start() {
    use coloa_server::app::StartError;
    let world = World::new().await;
    world.person("dau.moi", Role::FocalPoint, None).await;
    let config = (*world.app.config).clone();
    let start =
        async || coloa_server::App::start(config.clone(), std::sync::Arc::new(coloa_base::SystemClock)).await;
    start().await.unwrap();
    let path = config.master_key_path();
    let kept = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(start().await, Err(StartError::KeyLost { .. })));
    assert!(!path.exists(), "no new key was made");
    std::fs::write(&path, "ab".repeat(32)).unwrap();
    assert!(matches!(start().await, Err(StartError::KeyForeign { .. })));
    std::fs::write(&path, kept).unwrap();
    start().await.unwrap();
}

#[tokio::test]
async fn a_disk_without_room_takes_no_file() {
    // More room than any disk has: every disk is full.
    let world = World::with(TestDb::sqlite(), |c| c.limits.min_free_bytes = u64::MAX / 2).await;
    let tx = world.app.db.begin().await.unwrap();
    let file = NewFile {
        name: "bao-cao.txt".into(),
        media_type: "text/plain".into(),
        handling: Handling::Normal,
        owner_kind: "test",
        owner_id: FileId::new().to_string(),
        uploaded_by: None,
    };
    let error = world
        .app
        .files
        .put(&tx, file.clone(), b"noi dung".to_vec(), chrono::Utc::now())
        .await
        .unwrap_err();
    assert!(
        matches!(error, FileError::Store(coloa_platform::StoreError::DiskFull)),
        "{error:?}"
    );
    drop(tx);
    assert_eq!(
        world
            .app
            .files
            .of(&world.app.db, "test", &file.owner_id)
            .await
            .unwrap(),
        []
    );
    let problem = coloa_server::problem::ApiError::from(error);
    assert_eq!(problem.code(), "store.disk_full");
}
