//! Applications that file reports: real signatures, each once; whatever is wrong with one, the answer is the same.

use crate::support::*;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::Duration;
use coloa_hotline::{
    HotlineError,
    client::{self, ClientDraft, Filing, signature::Request},
    entity,
    jobs::Forget,
};
use coloa_testkit::{TestDb, store_suite};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use sha2::{Digest as _, Sha256};

store_suite!(
    a_signed_report_comes_in_once => files,
    whatever_is_wrong_is_answered_alike => refuses,
    the_same_id_is_the_same_report => same_id,
    clients_are_registered_by_whoever_sets_the_hotline => registers,
);

const PATH: &str = "/api/v1/hotline/intake";

pub struct App {
    pair: Ed25519KeyPair,
    key_id: String,
}

/// The headers of one request.
pub struct Signed {
    digest: String,
    input: String,
    signature: String,
    body: Vec<u8>,
}

impl App {
    fn new(seed: u8) -> Self {
        Self {
            pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(),
            key_id: String::new(),
        }
    }
    fn public_key(&self) -> String {
        STANDARD.encode(self.pair.public_key().as_ref())
    }
    fn sign(&self, body: &str, created: i64, nonce: &str) -> Signed {
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
        let input = format!(
            "(\"@method\" \"@path\" \"content-digest\");created={created};nonce=\"{nonce}\";keyid=\"{}\"",
            self.key_id
        );
        let base = format!(
            "\"@method\": POST\n\"@path\": {PATH}\n\"content-digest\": {digest}\n\"@signature-params\": {input}"
        );
        Signed {
            signature: format!("sig1=:{}:", STANDARD.encode(self.pair.sign(base.as_bytes()))),
            input: format!("sig1={input}"),
            digest,
            body: body.as_bytes().to_vec(),
        }
    }
}

impl Signed {
    fn request(&self) -> Request<'_> {
        Request {
            method: "POST",
            path: PATH,
            target_uri: "https://tinh.invalid/api/v1/hotline/intake",
            content_type: "application/json",
            content_digest: &self.digest,
            input: &self.input,
            signature: &self.signature,
            body: &self.body,
        }
    }
}

async fn registered(world: &World, seed: u8) -> (App, entity::client::Model) {
    let mut app = App::new(seed);
    let draft = ClientDraft {
        name: "Ứng dụng công dân thử".into(),
        public_key: app.public_key(),
        desk: world.commune_desk.id,
        active: true,
    };
    let row = client::put(&world.hotline, &world.coordinator, None, &draft)
        .await
        .unwrap();
    app.key_id.clone_from(&row.key_id);
    (app, row)
}

fn body() -> String {
    serde_json::json!({
        "form": { "topic": "14", "money": "sent", "amount": 5_000_000, "reached_by": ["phone"], "may_share": true },
        "narrative": "Có người tự xưng công an gọi điện, tôi đã chuyển tiền.",
        "identity": { "name": "Trần Thị Người Báo", "phone": "0900 000 303" }
    })
    .to_string()
}

async fn files(db: TestDb) {
    let world = World::on(db).await;
    let (app, _) = registered(&world, 7).await;
    let body = body();
    let signed = app.sign(&body, world.now().timestamp(), "nonce-0123456789");
    let found = client::verify(&world.hotline, &signed.request(), Some("req-1".into()))
        .await
        .unwrap();
    let filing: Filing = serde_json::from_str(&body).unwrap();
    let (row, code) = client::file(&world.hotline, &found, filing).await.unwrap();
    assert_eq!((row.client_id, row.channel.as_str()), (Some(found.id), "client"));
    assert_eq!(
        (row.desk_id, row.agency_id),
        (world.commune_desk.id, Some(world.commune.uuid()))
    );
    assert_eq!((row.amount, row.has_identity), (Some(5_000_000), true));
    assert!(world.mailbox(&code).await.is_some());
    // Used once.
    let again = client::verify(&world.hotline, &signed.request(), None).await;
    assert!(matches!(again, Err(HotlineError::Signature)));
    let stored = world.dump().await;
    assert!(
        !stored.contains("Người Báo")
            && !stored.contains("0900 000 303")
            && !stored.contains("tự xưng công an")
    );
    let used = client::list(&world.hotline, &world.coordinator).await.unwrap();
    assert_eq!(used[0].last_used_at, Some(world.now()));
    // Forgotten a day later, when its age refuses it.
    world.pass(Duration::hours(25));
    Forget::new(world.hotline.clone()).forget().await.unwrap();
    let old = client::verify(&world.hotline, &signed.request(), None).await;
    assert!(matches!(old, Err(HotlineError::Signature)));
    let fresh = app.sign(&body, world.now().timestamp(), "nonce-0123456789");
    client::verify(&world.hotline, &fresh.request(), None)
        .await
        .unwrap();
}

async fn refuses(db: TestDb) {
    let world = World::on(db).await;
    let (app, row) = registered(&world, 7).await;
    let now = world.now().timestamp();
    let body = body();
    let refused = |signed: Signed| {
        let world = &world;
        async move {
            let done = client::verify(&world.hotline, &signed.request(), None).await;
            assert!(matches!(done, Err(HotlineError::Signature)), "{done:?}");
        }
    };
    refused(app.sign(&body, now - 301, "nonce-aaaaaaaaaaaa")).await;
    refused(app.sign(&body, now + 301, "nonce-bbbbbbbbbbbb")).await;
    let mut changed = app.sign(&body, now, "nonce-cccccccccccc");
    changed.body.push(b' ');
    refused(changed).await;
    let stranger = App {
        key_id: app.key_id.clone(),
        ..App::new(8)
    };
    refused(stranger.sign(&body, now, "nonce-dddddddddddd")).await;
    let unknown = App {
        key_id: "c-unknown".into(),
        ..App::new(7)
    };
    refused(unknown.sign(&body, now, "nonce-eeeeeeeeeeee")).await;
    // Nothing of it used up a nonce.
    let fine = app.sign(&body, now, "nonce-cccccccccccc");
    client::verify(&world.hotline, &fine.request(), None)
        .await
        .unwrap();
    let off = ClientDraft {
        name: row.name.clone(),
        public_key: row.public_key.clone(),
        desk: row.desk_id,
        active: false,
    };
    client::put(
        &world.hotline,
        &world.coordinator,
        Some((row.id, row.version)),
        &off,
    )
    .await
    .unwrap();
    refused(app.sign(&body, now, "nonce-ffffffffffff")).await;
}

async fn same_id(db: TestDb) {
    let world = World::on(db).await;
    let (_, found) = registered(&world, 7).await;
    let mut body: serde_json::Value = serde_json::from_str(&body()).unwrap();
    body["id"] = serde_json::json!("018f3f1e-0000-7000-8000-000000000001");
    let filing = || serde_json::from_value::<Filing>(body.clone()).unwrap();
    client::file(&world.hotline, &found, filing()).await.unwrap();
    let again = client::file(&world.hotline, &found, filing()).await;
    assert!(matches!(
        again,
        Err(HotlineError::State {
            reason: "filed_already"
        })
    ));
    let wrong = |change: fn(&mut serde_json::Value)| {
        let mut body = body.clone();
        body["id"] = serde_json::Value::Null;
        change(&mut body);
        serde_json::from_value::<Filing>(body).unwrap()
    };
    for (filing, field) in [
        (wrong(|b| b["form"]["topic"] = "77".into()), "topic"),
        (wrong(|b| b["form"]["amount"] = (-1).into()), "amount"),
        (wrong(|b| b["narrative"] = " ".into()), "narrative"),
        (wrong(|b| b["identity"]["name"] = "a\u{0}b".into()), "name"),
    ] {
        match client::file(&world.hotline, &found, filing).await {
            Err(HotlineError::Invalid { field: at, .. }) => assert_eq!(at, field),
            other => panic!("{field}: {:?}", other.map(drop)),
        }
    }
}

async fn registers(db: TestDb) {
    let world = World::on(db).await;
    let (_, row) = registered(&world, 7).await;
    assert!(
        row.key_id.starts_with("c-") && row.key_id.len() == 18,
        "{}",
        row.key_id
    );
    let draft = ClientDraft {
        name: "Tổng đài thử".into(),
        public_key: App::new(9).public_key(),
        desk: world.centre.id,
        active: true,
    };
    for key in ["", "AAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
        let weak = ClientDraft {
            public_key: key.into(),
            ..draft.clone()
        };
        let done = client::put(&world.hotline, &world.coordinator, None, &weak).await;
        assert!(
            matches!(
                done,
                Err(HotlineError::Invalid {
                    field: "public_key",
                    ..
                })
            ),
            "{key}"
        );
    }
    let nowhere = ClientDraft {
        desk: uuid::Uuid::now_v7(),
        ..draft.clone()
    };
    let done = client::put(&world.hotline, &world.coordinator, None, &nowhere).await;
    assert!(matches!(
        done,
        Err(HotlineError::Invalid { field: "desk_id", .. })
    ));
    // A new key takes the place of a lost one; its name stays.
    let seen = Some((row.id, row.version));
    let changed = client::put(&world.hotline, &world.coordinator, seen, &draft)
        .await
        .unwrap();
    assert_eq!(changed.version, row.version + 1);
    let stale = client::put(&world.hotline, &world.coordinator, seen, &draft).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    assert_eq!(changed.key_id, row.key_id);
    assert_ne!(changed.public_key, row.public_key);
    assert!(
        client::put(&world.hotline, &world.intake, None, &draft)
            .await
            .is_err()
    );
    assert!(client::list(&world.hotline, &world.intake).await.is_err());
}
