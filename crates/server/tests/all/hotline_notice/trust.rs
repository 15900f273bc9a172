//! An organisation, what it proves to be its own, and what citizens see of it.

use super::{API, organisation, with_site};
use crate::support::*;
use axum::http::{Method, StatusCode};
use coloa_auth::Role;
use coloa_hotline::publish;
use coloa_testkit::{TestDb, store_suite};
use serde_json::json;

store_suite!(an_organisation_proves_its_site_and_citizens_see_it => trust_walk);

async fn trust_walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::Coordinator, None).await;
    let (owner, item) = with_site(&me).await;
    let path = format!("{API}/trust/organisations/{owner}");
    let shown = me.get(&path).await.expect(200);
    let version = shown.version();
    let one = shown.json()["items"][0].clone();
    assert_eq!(one["how_to_prove"], "_coloa-challenge.cong-ty-mau.example");
    assert_eq!(
        (&one["state"], &one["value"]),
        (&json!("pending"), &json!("cong-ty-mau.example"))
    );
    assert!(one["token"].as_str().unwrap().starts_with("coloa-"));

    // Nobody outside is asked unless the installation says so, and the answer says that.
    let step = |rest: &str| format!("{API}/trust/items/{item}/{rest}");
    let found = me.post(&step("check"), &json!({})).await.expect(200).json();
    assert_eq!(
        (&found["items"][0]["check_fault"], &found["items"][0]["state"]),
        (&json!("off"), &json!("pending"))
    );
    assert_eq!(
        me.post(&step("prove"), &json!({ "document": " " }))
            .await
            .expect(422)
            .param("field"),
        "document"
    );
    let found = me
        .post(&step("prove"), &json!({ "document": "Công văn 12" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&found["items"][0]["state"], &found["items"][0]["proof"]),
        (&json!("proved"), &json!("document"))
    );
    let published = publish::current(&world.app.hotline).await.unwrap();
    assert_eq!(published.document.trusted[0].match_key, "cong-ty-mau.example");
    let portal = world.stranger().get("/cong-dan/tin-nhiem").await.expect(200);
    assert!(portal.text().contains("cong-ty-mau.example") && portal.text().contains("Công ty Mẫu"));

    let found = me
        .get(&format!(
            "{API}/trust/organisations?search=CONG%20TY%20MAU&kind=enterprise"
        ))
        .await
        .expect(200);
    assert_eq!(found.json()["total"], 1);
    me.get(&format!("{API}/trust/organisations?kind=person"))
        .await
        .expect(422);
    let person = organisation("Nguyễn Văn Mẫu", "001200000001");
    let refused = me
        .post(&format!("{API}/trust/organisations"), &person)
        .await
        .expect(422);
    assert_eq!(
        (refused.code().as_str(), refused.param("reason").as_str()),
        ("hotline.invalid", "person")
    );
    let renamed = organisation("Công ty Mẫu mới", "0100000001");
    assert_eq!(
        me.call(Method::PUT, &path, Some(&renamed), None).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    me.put(&path, version, &renamed).await.expect(200);
    assert_eq!(
        me.put(&path, version, &renamed).await.expect(412).code(),
        "hotline.conflict"
    );
    me.post(&step("revoke"), &json!({ "reason": "Bán tên miền" }))
        .await
        .expect(200);
    assert_eq!(
        me.post(&step("check"), &json!({}))
            .await
            .expect(409)
            .param("reason"),
        "revoked"
    );

    let officer = world.as_role(Role::IntakeOfficer, None).await;
    officer.get(&path).await.expect(200);
    officer
        .post(&format!("{API}/trust/organisations"), &renamed)
        .await
        .expect(403);
    officer.post(&step("check"), &json!({})).await.expect(403);
    world.stranger().get(&path).await.expect(401);
}
