//! Evidence as people handle it: kept with its hash, handed on, looked at again, altered on disk, dangerous, scanned.

use crate::{incident::Scene, support::*};
use chrono::Duration;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

store_suite!(
    evidence_is_kept_with_its_chain_of_custody => kept,
    evidence_altered_on_disk_is_shown_and_not_given_out => altered,
    evidence_that_may_be_malware_leaves_locked_alone => dangerous,
);

fn evidence(case: &Value, rest: &str) -> String {
    crate::incident::path(case, &format!("/evidence{rest}"))
}

fn id(piece: &Value) -> &str {
    piece["id"].as_str().unwrap()
}

async fn add(who: &Client, case: &Value, fields: &[(&str, &str)], content: &[u8]) -> Reply {
    who.upload(&evidence(case, ""), fields, &[("file", "nhat-ky.log", content)])
        .await
}

async fn kept(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    world.clock.advance(Duration::minutes(30));
    let fields = [
        ("kind", "disk"),
        ("note", "Ảnh đĩa máy chủ tệp"),
        ("collected_at", "2026-11-30T01:10:30Z"),
        ("collected_from", "Máy chủ tệp FS-01"),
        ("tool", "Bộ công cụ sao đĩa"),
        ("operator", "Kỹ thuật viên A"),
        ("approver", "Trưởng phòng B"),
        ("witness", "Văn thư C"),
        ("repeatable", "true"),
    ];
    let files = [
        ("file", "fs01.img", &b"noi dung dia"[..]),
        ("minutes", "bien-ban.pdf", &b"%PDF bien ban"[..]),
    ];
    let made = scene
        .responder
        .upload(&evidence(&case, ""), &fields, &files)
        .await
        .expect(201)
        .json();
    // SHA-256 of the content, as any tool gives it.
    let hash = "22ace4265e7c5603968f75c602884c0173b611d40cd36818600446024335f340";
    assert_eq!(made["sha256"], hash);
    assert_eq!((&made["size"], &made["name"]), (&json!(12), &json!("fs01.img")));
    assert_eq!(made["collected_at"], "2026-11-30T01:10:00Z");
    assert_eq!(
        (&made["repeatable"], &made["missing"]),
        (&json!(true), &json!([]))
    );
    assert_eq!((&made["scanned"], &made["altered"]), (&json!(""), &Value::Null));
    assert_eq!(made["custody"][0]["what"], "collected");
    assert_eq!(made["custody"][0]["sha256"], made["sha256"]);

    // Handed on, and looked at in passing.
    let path = evidence(&case, &format!("/{}/custody", id(&made)));
    let handed = json!({ "what": "transferred", "from_name": "Kỹ thuật viên A", "to_name": "Đội ứng cứu", "purpose": "Phân tích" });
    let after = scene.responder.post(&path, &handed).await.expect(201).json();
    assert_eq!(after["custody"][1]["to_name"], "Đội ứng cứu");
    assert_eq!(after["custody"][1]["sha256"], made["sha256"]);
    let refuse = async |body: Value| scene.responder.post(&path, &body).await.expect(422);
    let nobody = refuse(json!({ "what": "transferred", "purpose": "Phân tích" })).await;
    assert_eq!(nobody.param("field"), "from_name");
    let by_hand = refuse(json!({ "what": "verified", "purpose": "x" })).await;
    assert_eq!(by_hand.param("reason"), "not_by_hand");
    let before = json!({ "what": "examined", "purpose": "x", "at": "2026-11-30T01:00:00Z" });
    assert_eq!(refuse(before).await.code(), "incident.contradiction");

    // Both parts come back as they were.
    let path = evidence(&case, &format!("/{}/content", id(&made)));
    let back = scene.responder.get(&path).await.expect(200);
    assert_eq!(&back.body[..], b"noi dung dia");
    let disposition = back.headers["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let minutes = scene
        .responder
        .get(&format!("{path}?part=minutes"))
        .await
        .expect(200);
    assert_eq!(&minutes.body[..], b"%PDF bien ban");
    let looked = scene
        .responder
        .call(
            axum::http::Method::POST,
            &evidence(&case, &format!("/{}/verify", id(&made))),
            None,
            None,
        )
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&looked["altered"], &looked["evidence"]["altered"]),
        (&json!(false), &json!(false))
    );

    // A thing has no content; everything else needs one; an unknown kind is none.
    let thing = [("kind", "thing"), ("name", "USB màu đen")];
    scene
        .responder
        .upload(&evidence(&case, ""), &thing, &[])
        .await
        .expect(201);
    let bare = scene
        .responder
        .upload(&evidence(&case, ""), &[("kind", "log")], &[])
        .await;
    assert_eq!(bare.expect(422).param("field"), "file");
    let odd = add(&scene.responder, &case, &[("kind", "nuoc")], b"x").await;
    assert_eq!(odd.expect(422).param("field"), "kind");
    let future = [("kind", "log"), ("collected_at", "2027-01-01T00:00:00Z")];
    let odd = add(&scene.responder, &case, &future, b"x").await;
    assert_eq!(odd.expect(422).param("reason"), "in_the_future");

    // The agency sees it and adds its own; another agency does not.
    add(&scene.focal, &case, &[("kind", "log")], b"nhat ky")
        .await
        .expect(201);
    let seen = scene.focal.get(&evidence(&case, "")).await.expect(200).json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        seen["items"][2]["missing"],
        json!(["tool", "operator", "approver", "minutes"])
    );
    let other = world.listed_agency(None).await;
    let stranger = world.as_role(coloa_auth::Role::FocalPoint, Some(other)).await;
    stranger.get(&evidence(&case, "")).await.expect(403);
    stranger.get(&path).await.expect(403);
    add(&stranger, &case, &[("kind", "log")], b"x").await.expect(403);
    // Of another case it is no evidence.
    let other = scene.open().await;
    scene
        .responder
        .get(&evidence(&other, &format!("/{}/content", id(&made))))
        .await
        .expect(404);
}

async fn altered(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    let made = add(&scene.responder, &case, &[("kind", "log")], b"nhat ky goc")
        .await
        .expect(201)
        .json();
    let hash = made["sha256"].as_str().unwrap().to_owned();
    let file = world.app.config.files_dir().join(&hash[..2]).join(&hash);
    std::fs::write(&file, b"nhat ky da sua").unwrap();
    let path = evidence(&case, &format!("/{}", id(&made)));
    let refused = scene.responder.get(&format!("{path}/content")).await.expect(409);
    assert_eq!(
        (refused.code(), refused.param("name")),
        ("incident.altered".into(), "nhat-ky.log".into())
    );
    let verify = async || {
        scene
            .responder
            .call(axum::http::Method::POST, &format!("{path}/verify"), None, None)
            .await
            .expect(200)
            .json()
    };
    let looked = verify().await;
    assert_eq!(
        (&looked["altered"], &looked["expected"]),
        (&json!(true), &json!(hash))
    );
    let found = looked["found"].as_str().unwrap().to_owned();
    assert!(found.len() == 64 && found != hash, "{found}");
    assert_eq!(looked["evidence"]["altered"], true);
    let last = looked["evidence"]["custody"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["what"], &last["sha256"]),
        (&json!("verified"), &json!(found))
    );
    // Both hashes stand in the timeline.
    let lines = scene
        .responder
        .get(&crate::incident::path(&case, ""))
        .await
        .expect(200)
        .json();
    let line = lines["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(line["kind"], "evidence");
    assert_eq!(
        (
            &line["detail"]["what"],
            &line["detail"]["expected"],
            &line["detail"]["found"]
        ),
        (&json!("altered"), &json!(hash), &json!(found))
    );
    // Gone is altered, too.
    std::fs::remove_file(&file).unwrap();
    let refused = scene.responder.get(&format!("{path}/content")).await.expect(409);
    assert_eq!(refused.code(), "incident.altered");
    let looked = verify().await;
    assert_eq!(
        (&looked["altered"], &looked["found"]),
        (&json!(true), &Value::Null)
    );
    // Put back as it was, it is given out again.
    std::fs::write(&file, b"nhat ky goc").unwrap();
    assert_eq!(verify().await["altered"], false);
    scene.responder.get(&format!("{path}/content")).await.expect(200);
}

async fn dangerous(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    let page = b"<script>alert(1)</script>";
    let made = scene
        .responder
        .upload(
            &evidence(&case, ""),
            &[("kind", "malware")],
            &[("file", "trang.html", page)],
        )
        .await
        .expect(201)
        .json();
    assert_eq!(made["dangerous"], true);
    let back = scene
        .responder
        .get(&evidence(&case, &format!("/{}/content", id(&made))))
        .await
        .expect(200);
    assert_eq!(back.headers["content-type"], "application/octet-stream");
    let disposition = back.headers["content-disposition"].to_str().unwrap().to_owned();
    assert!(
        disposition.starts_with("attachment") && disposition.contains("malware-trang.html.zip"),
        "{disposition}"
    );
    assert!(!back.body.windows(7).any(|w| w == b"<script"));
    let mut archive = zip::ZipArchive::new(Cursor::new(back.body.to_vec())).unwrap();
    let mut file = archive.by_index_decrypt(0, b"infected").unwrap();
    assert_eq!(file.name(), "trang.html.malware");
    let mut inside = Vec::new();
    file.read_to_end(&mut inside).unwrap();
    assert_eq!(inside, page);

    // Of a suspected state secret nothing is taken or given out.
    let body = json!({ "severity": "M3", "facts": {}, "personal_data": false, "detected_at": "2026-11-30T01:00:00Z",
        "state_secret": true, "reason": "Nghi có tài liệu mật" });
    let seen = crate::incident::seen(&case);
    scene
        .responder
        .call(
            axum::http::Method::POST,
            &crate::incident::path(&case, "/classify"),
            Some(&body),
            Some(seen),
        )
        .await
        .expect(200);
    let refused = add(&scene.responder, &case, &[("kind", "log")], b"x")
        .await
        .expect(422);
    assert_eq!(refused.code(), "incident.state_secret");
    scene
        .responder
        .get(&evidence(&case, &format!("/{}/content", id(&made))))
        .await
        .expect(422);
}

/// A daemon that finds the test file of the makers of scanners in what it is sent.
async fn clamd() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let length = stream.read_u32().await.unwrap() as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                stream.read_exact(&mut piece).await.unwrap();
                content.extend(piece);
            }
            let bad = content.windows(eicar().len()).any(|w| w == eicar().as_bytes());
            let answer: &[u8] = if bad {
                b"stream: Eicar-Test-Signature FOUND\0"
            } else {
                b"stream: OK\0"
            };
            stream.write_all(answer).await.unwrap();
        }
    });
    address
}

/// Put together here, so that no scanner takes this file for it.
fn eicar() -> String {
    [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}",
        "$EICAR-STANDARD-",
        "ANTIVIRUS-TEST-FILE!",
        "$H+H*",
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scanner_looks_at_evidence_before_it_is_kept() {
    let address = clamd().await;
    let world = World::with(TestDb::sqlite(), |config| config.incident.clamd = address).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    let clean = add(&scene.responder, &case, &[("kind", "log")], b"sach")
        .await
        .expect(201);
    assert_eq!(clean.json()["scanned"], "clean");
    let bad = eicar();
    let refused = add(&scene.responder, &case, &[("kind", "log")], bad.as_bytes())
        .await
        .expect(422);
    assert_eq!(
        (refused.code(), refused.param("name")),
        ("incident.malware".into(), "Eicar-Test-Signature".into())
    );
    let said = [("kind", "file"), ("dangerous", "true")];
    let taken = add(&scene.responder, &case, &said, bad.as_bytes())
        .await
        .expect(201)
        .json();
    assert_eq!(taken["scanned"], "found:Eicar-Test-Signature");
    // Minutes are opened by people: what is found in them is refused even beside dangerous content.
    let files = [
        ("file", "mau.bin", bad.as_bytes()),
        ("minutes", "bien-ban.doc", bad.as_bytes()),
    ];
    scene
        .responder
        .upload(&evidence(&case, ""), &said, &files)
        .await
        .expect(422);
    let all = scene.responder.get(&evidence(&case, "")).await.expect(200).json();
    assert_eq!(
        all["items"].as_array().unwrap().len(),
        2,
        "what was refused left nothing"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_scanner_evidence_is_kept_and_marked() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap().to_string();
    drop(gone);
    let world = World::with(TestDb::sqlite(), |config| config.incident.clamd = address).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    let made = add(&scene.responder, &case, &[("kind", "log")], b"x")
        .await
        .expect(201);
    assert_eq!(made.json()["scanned"], "not_scanned");
}
