//! Figures, which tell no small group.

use super::API;
use crate::support::*;
use axum::http::header;
use chrono::Duration;
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    form::Form,
    intake,
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use uuid::Uuid;

store_suite!(figures_tell_no_small_group => figures);

/// Reports that came in, so many.
async fn reports(world: &World, number: usize) {
    let hotline = &world.app.hotline;
    let form: Form = serde_json::from_value(
        json!({ "channel": "web", "language": "vi", "topic": "14", "money": "asked" }),
    )
    .unwrap();
    for n in 0..number {
        let letter = Letter {
            form: Some(form.clone()),
            narrative: format!("Có người gọi điện dọa nạt, chuyện thứ {n} {}", Uuid::now_v7()),
            ..Letter::default()
        };
        let (code, id) = (Code::random(&mut rand::rng()), Uuid::now_v7());
        let kind = EnvelopeKind::Report;
        let envelope =
            Envelope::seal(&hotline.sealer(), id, kind, world.clock.now(), &code, &letter).unwrap();
        intake::take_in(hotline, envelope).await.unwrap();
    }
}

async fn figures(db: TestDb) {
    let world = World::on(db).await;
    let lead = world.as_role(Role::ShiftLead, None).await;
    reports(&world, 7).await;
    let ask = |by: &str| format!("{API}/statistics?from=2026-07-03&to=2026-07-20&by={by}");
    let found = lead.get(&ask("scam_type")).await.expect(200).json();
    assert_eq!(
        (&found["from"], &found["to"]),
        (&json!("2026-07-01"), &json!("2026-07-31"))
    );
    let rows = found["rows"].as_array().unwrap();
    let row = rows.iter().find(|r| r["key"] == "14").unwrap();
    assert_eq!(
        (&row["reports"], &row["with_loss"], &row["amount"]),
        (&json!(5), &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&found["total"]["reports"], &found["least_group"]),
        (&json!(5), &json!(5))
    );
    assert_eq!(found["suppressed"], rows.len() - 1);
    for by in ["kind", "commune", "channel", "month", "desk"] {
        let found = lead.get(&ask(by)).await.expect(200).json();
        for row in found["rows"].as_array().unwrap() {
            assert!(row["reports"].as_i64().is_none_or(|n| n % 5 == 0), "{by}: {row}");
        }
    }
    let table = lead
        .get(&format!("{}&format=csv", ask("month")))
        .await
        .expect(200);
    assert_eq!(table.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(
        table
            .text()
            .contains("\r\n2026-07,07/2026,5,,,2026-07,2026-07\r\n"),
        "{}",
        table.text()
    );
    for wrong in [
        "by=person&from=2026-07-01&to=2026-07-31",
        "by=month&from=2026-08-01&to=2026-07-01",
        "by=month",
    ] {
        lead.get(&format!("{API}/statistics?{wrong}")).await.expect(422);
    }
    lead.get(&format!("{}&format=xml", ask("month")))
        .await
        .expect(422);
    world
        .as_role(Role::Revealer, None)
        .await
        .get(&ask("month"))
        .await
        .expect(403);
    world.stranger().get(&ask("month")).await.expect(401);
    // A month later the same question has the same answer.
    world.clock.advance(Duration::days(31));
    let lead = world.as_role(Role::ShiftLead, None).await;
    assert_eq!(
        lead.get(&ask("month")).await.expect(200).json()["total"]["reports"],
        5
    );
}
