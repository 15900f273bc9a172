//! Applications that file reports: real signatures, each once; whatever is wrong with one, the answer is the same.

use crate::support::*;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::Duration;
use coloa_hotline::{
    HotlineError,
    attachment::Kind,
    client::{self, Admitted, ClientDraft, Filed, Filing, signature::Request},
    entity,
    inbox::content,
    jobs::Forget,
};
use coloa_testkit::{TestDb, store_suite};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use sha2::{Digest as _, Sha256};

store_suite!(
    a_signed_report_comes_in_once => files,
    whatever_is_wrong_is_answered_alike => refuses,
    the_same_request_is_the_same_report_with_the_same_code => again,
    a_body_that_cannot_stand_names_its_field => fields,
    files_come_with_it => with_files,
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
            "(\"@method\" \"@authority\" \"@path\" \"content-digest\");created={created};nonce=\"{nonce}\";keyid=\"{}\"",
            self.key_id
        );
        let base = format!(
            "\"@method\": POST\n\"@authority\": tinh.invalid\n\"@path\": {PATH}\n\"content-digest\": {digest}\n\
             \"@signature-params\": {input}"
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
            authority: "tinh.invalid",
            path: PATH,
            target_uri: "https://tinh.invalid/api/v1/hotline/intake",
            content_type: "application/json",
            content_digest: &self.digest,
            input: &self.input,
            signature: &self.signature,
        }
    }
}

/// As the route takes it: headers, then the body.
async fn admit(world: &World, signed: &Signed) -> Result<Admitted, HotlineError> {
    let caller = client::recognise(&world.hotline, &signed.request()).await?;
    client::admit(&world.hotline, caller, &signed.body, Some("req-1".into())).await
}

/// Sends a body, under a nonce of its own.
pub async fn send(world: &World, app: &App, body: &str) -> Result<Filed, HotlineError> {
    let nonce = uuid::Uuid::now_v7().to_string();
    let signed = app.sign(body, world.now().timestamp(), &nonce);
    let admitted = admit(world, &signed).await?;
    client::file(&world.hotline, &admitted, serde_json::from_str(body).unwrap()).await
}

pub async fn registered(world: &World, seed: u8) -> (App, entity::client::Model) {
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
        "id": "018f3f1e-0000-7000-8000-000000000001",
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
    let admitted = admit(&world, &signed).await.unwrap();
    let filing: Filing = serde_json::from_str(&body).unwrap();
    let Filed { row, code, refused } = client::file(&world.hotline, &admitted, filing).await.unwrap();
    assert!(refused.is_empty());
    assert_eq!(
        (row.client_id, row.channel.as_str()),
        (Some(admitted.client.id), "client")
    );
    assert_eq!(
        (row.desk_id, row.agency_id),
        (world.commune_desk.id, Some(world.commune.uuid()))
    );
    assert_eq!((row.amount, row.has_identity), (Some(5_000_000), true));
    assert!(world.mailbox(&code).await.is_some());
    // Used once.
    let again = admit(&world, &signed).await;
    assert!(matches!(again, Err(HotlineError::Signature)));
    let stored = world.dump().await;
    assert!(
        !stored.contains("Người Báo")
            && !stored.contains("0900 000 303")
            && !stored.contains("tự xưng công an")
            && !stored.contains(&code.to_string())
            && !stored.contains(&code.to_string().replace('-', ""))
    );
    let used = client::list(&world.hotline, &world.coordinator).await.unwrap();
    assert_eq!(used[0].last_used_at, Some(world.now()));
    // Forgotten a day later, when its age refuses it.
    world.pass(Duration::hours(25));
    Forget::new(world.hotline.clone()).forget().await.unwrap();
    let old = admit(&world, &signed).await;
    assert!(matches!(old, Err(HotlineError::Signature)));
    let fresh = app.sign(&body, world.now().timestamp(), "nonce-0123456789");
    admit(&world, &fresh).await.unwrap();
}

async fn refuses(db: TestDb) {
    let world = World::on(db).await;
    let (app, row) = registered(&world, 7).await;
    let now = world.now().timestamp();
    let body = body();
    let refused = |signed: Signed| {
        let world = &world;
        async move {
            let done = admit(world, &signed).await;
            assert!(matches!(done, Err(HotlineError::Signature)), "{done:?}");
        }
    };
    refused(app.sign(&body, now - 301, "nonce-aaaaaaaaaaaa")).await;
    refused(app.sign(&body, now + 301, "nonce-bbbbbbbbbbbb")).await;
    let mut changed = app.sign(&body, now, "nonce-cccccccccccc");
    changed.body.push(b' ');
    refused(changed).await;
    // What was signed for another installation.
    let elsewhere = app.sign(&body, now, "nonce-hhhhhhhhhhhh");
    let request = Request {
        authority: "tinh-khac.invalid",
        ..elsewhere.request()
    };
    let done = client::recognise(&world.hotline, &request).await;
    assert!(matches!(done, Err(HotlineError::Signature)));
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
    admit(&world, &fine).await.unwrap();
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

/// The answer was lost on the way.
async fn again(db: TestDb) {
    let world = World::on(db).await;
    let (app, _) = registered(&world, 7).await;
    let (other, _) = registered(&world, 8).await;
    let body = body();
    let first = send(&world, &app, &body).await.unwrap();
    for days in [0, 7] {
        world.pass(Duration::days(days));
        let again = send(&world, &app, &body).await.unwrap();
        assert_eq!((again.row.id, &again.code), (first.row.id, &first.code));
    }
    assert!(world.mailbox(&first.code).await.is_some());
    let state = |done: Result<Filed, HotlineError>| match done {
        Err(HotlineError::State { reason }) => reason,
        other => panic!("{other:?}"),
    };
    // Other words under the same reference say nothing of the first, and take nothing of it away.
    let others = body.replace("đã chuyển tiền", "chưa chuyển gì");
    assert_ne!(others, body);
    assert_eq!(state(send(&world, &app, &others).await), "filed_otherwise");
    // Another application has references of its own, whatever it knows of this one.
    let theirs = send(&world, &other, &body).await.unwrap();
    assert_ne!((theirs.row.id, &theirs.code), (first.row.id, &first.code));
    assert_ne!(theirs.code, first.code);
    // Some day it is over.
    world.pass(Duration::hours(1));
    assert_eq!(state(send(&world, &app, &body).await), "filed_already");
    // Another reference is another report, though the words are the same.
    let next = body.replace("000000000001", "000000000002");
    let next = send(&world, &app, &next).await.unwrap();
    assert!(next.row.id != first.row.id && next.code != first.code);
}

async fn fields(db: TestDb) {
    let world = World::on(db).await;
    let (app, _) = registered(&world, 7).await;
    let wrong = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut body: serde_json::Value = serde_json::from_str(&body()).unwrap();
        change(&mut body);
        body.to_string()
    };
    let nowhere = uuid::Uuid::now_v7().to_string();
    let police = world.police.uuid().to_string();
    for (body, field) in [
        (wrong(&|b| b["form"]["topic"] = "77".into()), "topic"),
        (wrong(&|b| b["form"]["amount"] = (-1).into()), "amount"),
        (wrong(&|b| b["narrative"] = " ".into()), "narrative"),
        (wrong(&|b| b["identity"]["name"] = "a\u{0}b".into()), "name"),
        (
            wrong(&|b| b["form"]["commune"] = nowhere.as_str().into()),
            "commune",
        ),
        // There is such an agency, and it is no commune.
        (
            wrong(&|b| b["form"]["commune"] = police.as_str().into()),
            "commune",
        ),
        (
            wrong(&|b| b["files"] = serde_json::json!([{ "content": "không" }])),
            "files",
        ),
    ] {
        match send(&world, &app, &body).await {
            Err(HotlineError::Invalid { field: at, .. }) => assert_eq!(at, field),
            other => panic!("{field}: {:?}", other.map(drop)),
        }
    }
    // Nothing of it took the reference.
    let commune = world.commune.uuid().to_string();
    let fine = wrong(&|b| b["form"]["commune"] = commune.as_str().into());
    let filed = send(&world, &app, &fine).await.unwrap();
    assert_eq!(filed.row.commune_id, Some(world.commune.uuid()));
}

async fn with_files(db: TestDb) {
    let world = World::on(db).await;
    let (app, _) = registered(&world, 7).await;
    let picture = photo("anh.jpg", "NHA-RIENG");
    let mut body: serde_json::Value = serde_json::from_str(&body()).unwrap();
    body["files"] = serde_json::json!([
        { "name": "màn hình.jpg", "content": STANDARD.encode(&picture.content) },
        { "name": "trang.jpg", "content": STANDARD.encode("<html><script>alert(1)</script>") },
        { "content": STANDARD.encode("Tin nhắn: chuyển tiền ngay") },
    ]);
    let body = body.to_string();
    let filed = send(&world, &app, &body).await.unwrap();
    assert_eq!(
        (filed.row.files, filed.refused.as_slice()),
        (2, &[(2, "kind")][..])
    );
    // Sent again it says the same of them.
    let again = send(&world, &app, &body).await.unwrap();
    assert_eq!((again.code, again.refused), (filed.code, filed.refused));
    let opened = content::open(&world.hotline, &world.commune_intake, filed.row.id, "Xem ảnh")
        .await
        .unwrap();
    let names: Vec<&str> = opened.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], "màn hình.jpg");
    let kinds: Vec<Option<Kind>> = opened
        .attachments
        .iter()
        .map(|file| Kind::parse(&file.media_type))
        .collect();
    assert_eq!(kinds, [Some(Kind::Jpeg), Some(Kind::Text)]);
    // Sealed, like all else.
    let holds = |content: &[u8]| coloa_testkit::holds(content, b"NHA-RIENG");
    assert!(!world.files().iter().any(|(_, content)| holds(content)));
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
