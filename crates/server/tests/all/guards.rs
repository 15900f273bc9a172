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
