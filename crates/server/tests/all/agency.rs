//! What a client sees of the directory.

use crate::{agency_examples::directory, support::World};
use base64::{Engine, engine::general_purpose::STANDARD};
use coloa_auth::Role;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choices_come_by_name_by_day_and_by_id() {
    let world = World::new().await;
    let (keys, _) = directory(&world).await;
    let clerk = world.as_role(Role::FocalPoint, Some(keys["SYT"])).await;
    let found = clerk
        .get("/api/v1/agencies/choices?search=STTTT&on=2026-07-15")
        .await
        .expect(200)
        .json();
    assert_eq!(found[0]["name"], "Sở Khoa học và Công nghệ");
    assert_eq!(found[0]["found_by"], "Sở Thông tin và Truyền thông");
    let url = format!("/api/v1/agencies/choices?ids={},{}", keys["SYT"], keys["STTTT"]);
    let chosen = clerk.get(&url).await.expect(200).json();
    assert_eq!(chosen[0]["name"], "Sở Y tế");
    assert_eq!(chosen[1]["state"], "closed");
    let bad = clerk.get("/api/v1/agencies/choices?ids=1;2").await;
    assert_eq!((bad.status.as_u16(), bad.param("field")), (422, "ids".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_previewed_and_changed_under_its_version() {
    let world = World::new().await;
    let (keys, admin) = directory(&world).await;
    let rules = json!([
        { "by": "member", "agency": keys["STTTT"], "from": null, "to": null },
        { "by": "query", "kinds": ["press"], "levels": [] },
    ]);
    let encoded: String = url_encode(&rules.to_string());
    let on = |day: &str| format!("/api/v1/agency-groups/preview?rules={encoded}&on={day}");
    let old = admin.get(&on("2025-02-01")).await.expect(200).json();
    let new = admin.get(&on("2026-07-15")).await.expect(200).json();
    let names = |list: &serde_json::Value| -> Vec<String> {
        let rows = list.as_array().unwrap();
        rows.iter()
            .map(|m| m["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(names(&old).contains(&"Sở Thông tin và Truyền thông".to_owned()));
    assert!(names(&new).contains(&"Sở Khoa học và Công nghệ".to_owned()));
    let bad = admin.get("/api/v1/agency-groups/preview?rules=1").await;
    assert_eq!((bad.status.as_u16(), bad.param("field")), (422, "rules".into()));

    let body = json!({ "name": "Nhóm thử", "note": null, "rules": rules });
    let made = admin
        .post("/api/v1/agency-groups", &body)
        .await
        .expect(201)
        .json();
    let url = format!("/api/v1/agency-groups/{}", made["id"].as_str().unwrap());
    let seen = admin.get(&format!("{url}?on=2025-02-01")).await.expect(200);
    assert_eq!(seen.version(), 1);
    assert_eq!(names(&seen.json()["members"]), names(&old));
    assert_eq!(seen.json()["rules"][0]["by"], "member");
    admin.put(&url, 1, &body).await.expect(204);
    let late = admin.put(&url, 1, &body).await;
    assert_eq!(
        (late.status.as_u16(), late.code()),
        (412, "agency.conflict".into())
    );
    let clerk = world.as_role(Role::FocalPoint, Some(keys["SYT"])).await;
    assert_eq!(clerk.put(&url, 2, &body).await.status, 403);
    assert_eq!(clerk.get(&url).await.status, 200, "the directory is open to read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_are_refused_at_their_field() {
    let world = World::new().await;
    let (keys, admin) = directory(&world).await;
    let url = format!("/api/v1/agencies/{}", keys["SYT"]);
    let seen = admin.get(&url).await.expect(200);
    let facts = seen.json()["facts"].clone();
    let mut ring = facts.clone();
    ring["parents"] =
        json!([{ "tree": "administrative", "parent_id": keys["SYT"], "from": null, "to": null }]);
    let reply = admin.put(&url, seen.version(), &ring).await;
    assert_eq!(
        (reply.status.as_u16(), reply.param("field"), reply.param("reason")),
        (422, "parents.0.parent_id".into(), "ring".into())
    );
    let mut code = facts.clone();
    code["codes"] = json!([
        { "system": "internal", "code": "SYT", "from": null, "to": null },
        { "system": "electronic_id", "code": "H99", "from": "2026-01-01", "to": null },
    ]);
    let reply = admin.put(&url, seen.version(), &code).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code(), reply.param("field")),
        (409, "agency.code_taken".into(), "codes.1.code".into())
    );
    admin.put(&url, seen.version(), &facts).await.expect(204);
    let late = admin.put(&url, seen.version(), &facts).await;
    assert_eq!(
        (late.status.as_u16(), late.code()),
        (412, "agency.conflict".into())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bulk_accounts_are_tried_first_and_show_their_links_once() {
    let world = World::new().await;
    let (keys, admin) = directory(&world).await;
    let csv = "Mã nội bộ cơ quan,Họ và tên,Tên đăng nhập,Vai trò\nSYT,Lê Văn Mẫu,mau.syt,Đầu mối\n";
    let file: [(&str, &str, &[u8]); 1] = [("file", "tai-khoan.csv", csv.as_bytes())];
    let url = "/api/v1/agencies/accounts";
    let dry = admin.upload(url, &[], &file).await.expect(200).json();
    assert_eq!((&dry["applied"], &dry["workbook"]), (&json!(false), &json!(null)));
    assert_eq!(dry["accounts"][0]["url"], json!(null));
    let done = admin
        .upload(url, &[("apply", "true")], &file)
        .await
        .expect(200)
        .json();
    let link = done["accounts"][0]["url"].as_str().unwrap();
    let token = link.rsplit('/').next().unwrap();
    world
        .stranger()
        .get(&format!("/api/v1/auth/invitations/{token}"))
        .await
        .expect(200);
    let workbook = STANDARD.decode(done["workbook"].as_str().unwrap()).unwrap();
    assert!(workbook.starts_with(b"PK"));
    let again = admin
        .upload(url, &[("apply", "true")], &file)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&again["errors"][0]["reason"], &again["applied"]),
        (&json!("taken"), &json!(false))
    );
    let template = admin.get("/api/v1/agencies/accounts/template").await.expect(200);
    assert!(template.body.starts_with(b"PK"));
    // Who may make no account is told so before anything is read.
    let clerk = world.as_role(Role::FocalPoint, Some(keys["SYT"])).await;
    assert_eq!(clerk.upload(url, &[], &file).await.status, 403);
    assert_eq!(clerk.get("/api/v1/agencies/accounts/template").await.status, 403);
}

fn url_encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}
