//! Reported content, passed on and answered.

use super::{API, content, id};
use crate::support::*;
use coloa_auth::Role;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};

store_suite!(reported_content_is_passed_on_and_answered => content_walk);

async fn content_walk(db: TestDb) {
    let world = World::on(db).await;
    let me = world.as_role(Role::ShiftLead, None).await;
    let made = me
        .post(&format!("{API}/content"), &content())
        .await
        .expect(201)
        .json();
    let path = format!("{API}/content/{}", id(&made["line"]));
    assert_eq!(
        (&made["line"]["number"], &made["line"]["state"]),
        (&json!("ND-2026-00001"), &json!("assessed"))
    );
    assert_eq!(made["line"]["competent_name"], "Cơ quan điều tra");
    assert_eq!(made["may"], json!(["assess", "transfer", "close"]));
    let step = |body: Value| {
        let (me, path) = (&me, format!("{path}/steps"));
        async move { me.post(&path, &body).await }
    };
    let transfer = json!({ "step": "transfer", "document_number": "15/CV-TT", "version": 1 });
    assert_eq!(
        step(json!({ "step": "answer", "text": "x", "version": 1 }))
            .await
            .expect(409)
            .param("reason"),
        "step"
    );
    let at = step(transfer.clone()).await.expect(200).json();
    assert_eq!(
        (&at["line"]["state"], &at["steps"][2]["recipient_name"]),
        (&json!("transferred"), &json!("Cơ quan điều tra"))
    );
    step(transfer).await.expect(412);
    step(json!({ "step": "answer", "text": "Đã xử lý", "version": 2 }))
        .await
        .expect(200);
    let at = step(json!({ "step": "close", "text": "Đã trả lời", "version": 3 }))
        .await
        .expect(200)
        .json();
    assert_eq!(at["may"], json!(["appeal", "reopen"]));
    step(json!({ "step": "erase", "version": 4 })).await.expect(422);
    let all = me
        .get(&format!("{API}/content?state=closed&search=CA%20DO"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&all["total"], &all["items"][0]["place"]),
        (&json!(1), &content()["place"])
    );
    me.get(&format!("{API}/content?kind=person")).await.expect(422);
    world
        .as_role(Role::Coordinator, None)
        .await
        .get(&path)
        .await
        .expect(403);
    world.stranger().get(&path).await.expect(401);
}
