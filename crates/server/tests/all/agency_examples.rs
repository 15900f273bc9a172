//! Example calls of the routes that change the directory, for the audit test; over the sample province.

use crate::{
    audit::Example,
    example,
    support::{Client, World},
};
use coloa_agency::sample;
use coloa_auth::{Actor, Role};
use serde_json::{Value, json};

/// The sample directory with its administrator.
pub async fn directory(world: &World) -> (sample::Keys, Client) {
    // On this thread: the compiler cannot show that the seeding's future may move to another one.
    let keys = tokio::task::block_in_place(|| {
        tokio::runtime::Handle::current().block_on(sample::seed(&world.app.agencies, &Actor::command_line()))
    })
    .unwrap();
    (keys, world.as_role(Role::SystemAdmin, None).await)
}

fn id_of(reply: &crate::support::Reply) -> String {
    reply.json()["id"].as_str().unwrap().to_owned()
}

fn facts(name: &str) -> Value {
    json!({ "kind": "department", "level": "province", "founded": "2026-01-01",
        "names": [{ "full": name, "abbreviation": null, "symbol": null, "from": "2026-01-01", "to": null, "basis": null }] })
}

async fn group(admin: &Client) -> String {
    id_of(
        &admin
            .post("/api/v1/agency-groups", &group_body("Nhóm thử nghiệm"))
            .await
            .expect(201),
    )
}

fn group_body(name: &str) -> Value {
    json!({ "name": name, "note": null, "rules": [{ "by": "query", "kinds": ["department"], "levels": [] }] })
}

fn alias() -> Value {
    json!({ "text": "các đơn vị làm thử", "meaning": { "to": "nobody" }, "from": null, "to": null })
}

fn renaming(keys: &sample::Keys, name: &str) -> Value {
    json!({ "kind": "rename", "title": "Đổi tên", "effective": "2026-09-01", "basis": "01/NQ-HĐND", "note": null,
        "draft": { "format": 1, "renames": [{ "agency": keys["SYT"], "full": name, "abbreviation": null, "symbol": null }] } })
}

async fn drafted(world: &World) -> (sample::Keys, Client, String, i32) {
    let (keys, admin) = directory(world).await;
    let made = admin
        .post("/api/v1/reorganisations", &renaming(&keys, "Sở Y tế và Dân số"))
        .await
        .expect(201);
    let id = id_of(&made);
    let version = admin
        .get(&format!("/api/v1/reorganisations/{id}"))
        .await
        .expect(200)
        .version();
    (keys, admin, id, version)
}

/// A focal point of the department of health with a certificate; its id.
async fn certified(world: &World) -> (Client, String, String) {
    let (keys, _) = directory(world).await;
    let clerk = world.as_role(Role::FocalPoint, Some(keys["SYT"])).await;
    let url = format!("/api/v1/agencies/{}", keys["SYT"]);
    let body = json!({ "person_id": null, "person_name": "Lê Văn Mẫu", "name": "Quản trị an toàn", "issuer": "Trường Mẫu",
        "number": null, "issued": "2026-01-10", "valid_to": null });
    clerk
        .post(&format!("{url}/certificates"), &body)
        .await
        .expect(201);
    let contact = clerk.get(&format!("{url}/contact")).await.expect(200).json();
    (
        clerk,
        url,
        contact["certificates"][0]["id"].as_str().unwrap().to_owned(),
    )
}

pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/agencies", |world| {
            let (_, admin) = directory(&world).await;
            admin
                .post("/api/v1/agencies", &facts("Sở Thử nghiệm"))
                .await
                .status
        }),
        example!("PUT /api/v1/agencies/{id}", |world| {
            let (_, admin) = directory(&world).await;
            let id = id_of(
                &admin
                    .post("/api/v1/agencies", &facts("Sở Thử nghiệm"))
                    .await
                    .expect(201),
            );
            let url = format!("/api/v1/agencies/{id}");
            let version = admin.get(&url).await.expect(200).version();
            admin
                .put(&url, version, &facts("Sở Thử nghiệm và Đo lường"))
                .await
                .status
        }),
        example!("PUT /api/v1/agencies/{id}/contact", |world| {
            let (keys, _) = directory(&world).await;
            let clerk = world.as_role(Role::FocalPoint, Some(keys["SYT"])).await;
            let body = json!({ "focal_unit": "Văn phòng Sở", "focal_person": "Lê Văn Mẫu" });
            let url = format!("/api/v1/agencies/{}/contact", keys["SYT"]);
            let version = clerk.get(&url).await.expect(200).version();
            clerk.put(&url, version, &body).await.status
        }),
        example!("POST /api/v1/agencies/{id}/certificates", |world| {
            certified(&world).await;
            axum::http::StatusCode::CREATED
        }),
        example!(
            "DELETE /api/v1/agencies/{id}/certificates/{certificate}",
            |world| {
                let (clerk, url, id) = certified(&world).await;
                clerk.delete(&format!("{url}/certificates/{id}")).await.status
            }
        ),
        example!("POST /api/v1/agencies/import", |world| {
            let (_, admin) = directory(&world).await;
            let csv = "Mã nội bộ;Tên đầy đủ;Loại;Cấp;Mã đơn vị cha;Ngày thành lập\n\
                       MOI1;Trung tâm Mới;public_unit;affiliated;SKHCN;01/03/2026\n";
            let file: [(&str, &str, &[u8]); 1] = [("file", "co-quan.csv", csv.as_bytes())];
            admin
                .upload("/api/v1/agencies/import", &[("apply", "true")], &file)
                .await
                .status
        }),
        example!("POST /api/v1/agencies/accounts", |world| {
            let (_, admin) = directory(&world).await;
            let csv = "Mã nội bộ cơ quan,Họ và tên,Tên đăng nhập,Thư điện tử,Chức vụ,Vai trò\n\
                       X01,Lê Văn Mẫu,mau.x01,mau@tinh.invalid,Cán bộ,đầu mối\n";
            let file: [(&str, &str, &[u8]); 1] = [("file", "tai-khoan.csv", csv.as_bytes())];
            admin
                .upload("/api/v1/agencies/accounts", &[("apply", "true")], &file)
                .await
                .status
        }),
        example!("POST /api/v1/agency-groups", |world| {
            let (_, admin) = directory(&world).await;
            group(&admin).await;
            axum::http::StatusCode::CREATED
        }),
        example!("PUT /api/v1/agency-groups/{id}", |world| {
            let (_, admin) = directory(&world).await;
            let url = format!("/api/v1/agency-groups/{}", group(&admin).await);
            admin.put(&url, 1, &group_body("Nhóm đổi tên")).await.status
        }),
        example!("DELETE /api/v1/agency-groups/{id}", |world| {
            let (_, admin) = directory(&world).await;
            let url = format!("/api/v1/agency-groups/{}", group(&admin).await);
            admin.delete(&url).await.status
        }),
        example!("POST /api/v1/agency-aliases", |world| {
            let (_, admin) = directory(&world).await;
            admin.post("/api/v1/agency-aliases", &alias()).await.status
        }),
        example!("DELETE /api/v1/agency-aliases/{id}", |world| {
            let (_, admin) = directory(&world).await;
            let id = id_of(&admin.post("/api/v1/agency-aliases", &alias()).await.expect(201));
            admin.delete(&format!("/api/v1/agency-aliases/{id}")).await.status
        }),
        example!("POST /api/v1/reorganisations", |world| {
            drafted(&world).await;
            axum::http::StatusCode::CREATED
        }),
        example!("PUT /api/v1/reorganisations/{id}", |world| {
            let (keys, admin, id, version) = drafted(&world).await;
            let url = format!("/api/v1/reorganisations/{id}");
            admin
                .put(&url, version, &renaming(&keys, "Sở Y tế mới"))
                .await
                .status
        }),
        example!("POST /api/v1/reorganisations/{id}/review", |world| {
            let (_, _, id, version) = drafted(&world).await;
            let other = world.as_role(Role::SystemAdmin, None).await;
            let url = format!("/api/v1/reorganisations/{id}/review");
            other
                .call(axum::http::Method::POST, &url, None, Some(version))
                .await
                .status
        }),
        example!("POST /api/v1/reorganisations/{id}/decision", |world| {
            let (_, admin, id, version) = drafted(&world).await;
            let url = format!("/api/v1/reorganisations/{id}/decision");
            let seen = version.to_string();
            let file: (&str, &str, &[u8]) = ("file", "nghi-quyet.pdf", b"%PDF-1.7 thu");
            let stale = admin.upload(&url, &[("version", "99")], &[file]).await;
            assert_eq!(stale.status, axum::http::StatusCode::PRECONDITION_FAILED);
            admin.upload(&url, &[("version", &seen)], &[]).await.expect(422);
            let kept = admin.upload(&url, &[("version", &seen)], &[file]).await;
            let back = admin.get(&url).await.expect(200);
            assert_eq!(back.body.as_ref(), file.2);
            let seen = admin.get(url.trim_end_matches("/decision")).await.expect(200);
            assert_eq!(seen.json()["decision"]["name"], "nghi-quyet.pdf");
            kept.status
        }),
        example!("POST /api/v1/reorganisations/{id}/cancel", |world| {
            let (_, admin, id, version) = drafted(&world).await;
            let url = format!("/api/v1/reorganisations/{id}/cancel");
            admin
                .call(axum::http::Method::POST, &url, None, Some(version))
                .await
                .status
        }),
    ]
}
