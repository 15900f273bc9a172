//! What a front handed over and was not taken in, as whoever sets the hotline sees it.

use crate::{audit::Example, example, support::*};
use coloa_auth::Role;
use coloa_base::Clock as _;
use coloa_hotline::{
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    intake,
    refused::{self, Because},
};
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use uuid::Uuid;

const REFUSED: &str = "/api/v1/hotline/refused";

store_suite!(what_was_refused_is_shown_and_decided_on => shown);

fn code() -> Code {
    Code::random(&mut rand::rng())
}

fn sealed(world: &World, kind: EnvelopeKind, code: &Code) -> Envelope {
    let letter = Letter {
        narrative: "Tôi nhớ ra thêm".to_owned(),
        ..Letter::default()
    };
    let (sealer, id) = (world.app.hotline.sealer(), Uuid::now_v7());
    Envelope::seal(&sealer, id, kind, world.clock.now(), code, &letter).unwrap()
}

/// As the relay does with what belongs to nothing; the id that it is kept under.
async fn kept(world: &World, envelope: &Envelope) -> String {
    let body = serde_json::to_string(envelope).unwrap();
    let done = intake::take_in(&world.app.hotline, envelope.clone()).await;
    let because = Because::of(&done.unwrap_err());
    refused::keep(&world.app.hotline, envelope.id, &body, because)
        .await
        .unwrap();
    let machine = coloa_auth::Actor::command_line();
    let (lines, _) = refused::list(&world.app.hotline, &machine).await.unwrap();
    let line = lines.iter().find(|line| line.row.envelope_id == envelope.id);
    line.unwrap().row.id.to_string()
}

async fn shown(db: TestDb) {
    let world = World::on(db).await;
    let (me, officer) = (
        world.as_role(Role::Coordinator, None).await,
        world.as_role(Role::IntakeOfficer, None).await,
    );
    let none = me.get(REFUSED).await.expect(200).json();
    assert_eq!(none, json!({ "items": [], "is_full": false }));
    let code = code();
    let message = kept(&world, &sealed(&world, EnvelopeKind::Message, &code)).await;
    let mut report = sealed(&world, EnvelopeKind::Report, &code);
    report.reply_key = Some("x".to_owned());
    let report = kept(&world, &report).await;
    let all = me.get(REFUSED).await.expect(200).json();
    let seen: Vec<(&Value, &Value, &Value)> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["id"], &item["kind"], &item["reason"]))
        .collect();
    assert_eq!(
        seen,
        [
            (&json!(report), &json!("report"), &json!("forged")),
            (&json!(message), &json!("message"), &json!("unknown")),
        ]
    );
    assert!(all["items"][0].get("digest").is_none());
    let told = me.get("/api/v1/notifications").await.expect(200).text();
    assert!(told.contains("hotline.refused"), "{told}");

    assert_eq!(officer.get(REFUSED).await.status, 403);
    let path = |id: &str, step: &str| format!("{REFUSED}/{id}/{step}");
    for step in ["take-in", "let-go"] {
        let refused = officer.post(&path(&message, step), &json!({})).await;
        assert_eq!(refused.status, 403);
        let nothing = me.post(&path(&Uuid::nil().to_string(), step), &json!({})).await;
        assert_eq!(nothing.status, 404);
    }
    let still = me.post(&path(&message, "take-in"), &json!({})).await.expect(409);
    assert_eq!(still.param("reason"), "still_refused");
    // Its report arrived since.
    let arrived = sealed(&world, EnvelopeKind::Report, &code);
    intake::take_in(&world.app.hotline, arrived).await.unwrap();
    me.post(&path(&message, "take-in"), &json!({})).await.expect(204);
    me.post(&path(&report, "let-go"), &json!({})).await.expect(204);
    let none = me.get(REFUSED).await.expect(200).json();
    assert_eq!(none["items"], json!([]));
}

/// Example calls for the audit test.
pub fn examples() -> Vec<Example> {
    vec![
        example!("POST /api/v1/hotline/refused/{id}/take-in", |world| {
            let me = world.as_role(Role::Coordinator, None).await;
            let code = code();
            let id = kept(&world, &sealed(&world, EnvelopeKind::Message, &code)).await;
            let report = sealed(&world, EnvelopeKind::Report, &code);
            intake::take_in(&world.app.hotline, report).await.unwrap();
            let path = format!("{REFUSED}/{id}/take-in");
            me.post(&path, &json!({})).await.status
        }),
        example!("POST /api/v1/hotline/refused/{id}/let-go", |world| {
            let me = world.as_role(Role::Coordinator, None).await;
            let id = kept(&world, &sealed(&world, EnvelopeKind::Message, &code())).await;
            let path = format!("{REFUSED}/{id}/let-go");
            me.post(&path, &json!({})).await.status
        }),
    ]
}
