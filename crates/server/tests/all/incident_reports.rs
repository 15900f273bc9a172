//! Reports on incidents over the API: from the case to the numbered file and the clock that it meets.

use crate::{
    incident::{Scene, path},
    incident_examples_reports::{SIGNED, draft, step},
    support::*,
};
use axum::http::Method;
use coloa_document::read::{Limits, read_pure};
use coloa_testkit::{TestDb, pdf, store_suite};
use serde_json::{Value, json};

store_suite!(
    a_notice_is_filled_issued_kept_and_meets_its_clock => way,
    the_periodic_report_of_the_law_is_filled_with_figures => periodic,
);

fn docx(bytes: &[u8]) -> String {
    read_pure("a.docx", bytes, &Limits::default())
        .unwrap()
        .source
        .text
}

fn field<'a>(report: &'a Value, key: &str) -> &'a Value {
    let fields = report["fields"].as_array().unwrap();
    fields.iter().find(|f| f["key"] == key).unwrap()
}

async fn way(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    let case = scene.open().await;
    let forms = scene
        .responder
        .get(&path(&case, "/forms"))
        .await
        .expect(200)
        .json();
    assert!(
        !forms[0]["duty_ids"].as_array().unwrap().is_empty(),
        "what is owed comes first"
    );

    let report = draft(&scene, &case).await;
    let shown = scene.responder.get(&report).await.expect(200).json();
    assert_eq!(field(&shown, "system")["value"], "Cổng dịch vụ công");
    assert_eq!(field(&shown, "system")["required"], true);
    assert!(
        field(&shown, "description")["value"]
            .as_str()
            .unwrap()
            .contains("Tệp bị đổi đuôi")
    );
    assert_eq!(shown["report"]["state"], "draft");
    let empty = json!({ "content": { "description": "" } });
    let shown = scene.responder.put(&report, 1, &empty).await.expect(200).json();
    assert_eq!(shown["missing"], json!(["Mô tả ban đầu"]));
    let refused = step(&scene, &format!("{report}/issue"), 2, &json!({}))
        .await
        .expect(422);
    assert_eq!(
        (refused.code().as_str(), refused.param("names").as_str()),
        ("incident.fields_missing", "Mô tả ban đầu")
    );
    let body = json!({ "content": { "description": "Máy chủ tệp bị mã hóa" } });
    scene.responder.put(&report, 2, &body).await.expect(200);
    let print = scene
        .responder
        .get(&format!("{report}/print?format=docx"))
        .await
        .expect(200);
    let text = docx(&print.body);
    assert!(
        text.contains("DỰ THẢO") && text.contains("Máy chủ tệp bị mã hóa"),
        "{text}"
    );

    let clocks = scene.responder.get(&path(&case, "")).await.expect(200).json()["clocks"].clone();
    let clock = clocks
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["duty"] == "nd331-report")
        .unwrap()["id"]
        .clone();
    let body = json!({ "clock_ids": [clock] });
    let issued = step(&scene, &format!("{report}/issue"), 3, &body)
        .await
        .expect(200)
        .json();
    let number = issued["report"]["number"].as_str().unwrap().to_owned();
    assert!(number.starts_with("01/TB"), "{number}");
    let clocks = scene.responder.get(&path(&case, "")).await.expect(200).json()["clocks"].clone();
    let met = clocks
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["id"] == clock)
        .unwrap()
        .clone();
    assert_eq!(
        (met["state"].as_str(), met["proof"].as_str()),
        (Some("met"), Some(number.as_str()))
    );

    let print = scene
        .responder
        .get(&format!("{report}/print?format=docx"))
        .await
        .expect(200);
    let text = docx(&print.body);
    assert!(
        text.contains(&number) && text.contains("Cổng dịch vụ công") && !text.contains("DỰ THẢO"),
        "{text}"
    );
    assert!(!text.contains("DIỄN TẬP"));
    let print = scene
        .responder
        .get(&format!("{report}/print?format=pdf"))
        .await
        .expect(200);
    if let Some(pages) = pdf::pages(&print.body) {
        assert!(pages.concat().contains(&number));
    }
    let changed = scene
        .responder
        .put(&report, 4, &json!({ "content": { "description": "khác" } }))
        .await;
    assert_eq!(changed.expect(409).code(), "incident.state");
    let program = ("file", "ky.exe", &b"MZ\x90\0 program"[..]);
    let signed = format!("{report}/signed");
    scene
        .responder
        .form(Method::POST, &signed, Some(4), &[], &[program])
        .await
        .expect(422);
    scene
        .responder
        .form(Method::POST, &signed, Some(4), &[], &[SIGNED])
        .await
        .expect(200);
    assert_eq!(scene.responder.get(&signed).await.expect(200).body, SIGNED.2);
    // The signed file does not take the place of what was issued.
    let again = scene
        .responder
        .get(&format!("{report}/print?format=pdf"))
        .await
        .expect(200);
    assert_ne!(again.body, SIGNED.2);
    let stranger = world
        .as_role(
            coloa_auth::Role::FocalPoint,
            Some(world.listed_agency(None).await),
        )
        .await;
    stranger.get(&report).await.expect(403);
}

async fn periodic(db: TestDb) {
    let world = World::on(db).await;
    let scene = Scene::new(&world).await;
    scene.open().await;
    let figures = scene
        .responder
        .get("/api/v1/incidents/statistics")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (figures["from"].as_str(), figures["to"].as_str()),
        (Some("2026-06-15"), Some("2026-12-14"))
    );
    assert_eq!(
        (figures["total"].as_i64(), figures["handled"].as_i64()),
        (Some(1), Some(0))
    );
    assert_eq!(figures["periods"][1]["kind"], "year");
    let base = format!(
        "/api/v1/incidents/statistics/print?issuer_id={}&format=",
        scene.agency
    );
    let text = docx(&scene.responder.get(&format!("{base}docx")).await.expect(200).body);
    for wanted in [
        "15/06/2026",
        "14/12/2026",
        "Số sự cố theo loại",
        "mã độc\t1",
        "Cấp độ 3\t1",
        "Nhân lực đội ứng cứu: 0",
        "Đào tạo: …………",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    for format in ["pdf", "xlsx"] {
        let file = scene.responder.get(&format!("{base}{format}")).await.expect(200);
        assert!(file.body.len() > 1000, "{format}");
    }
    let turned = scene
        .responder
        .get("/api/v1/incidents/statistics?from=2026-07-02&to=2026-07-01")
        .await;
    assert_eq!(turned.expect(422).code(), "incident.contradiction");
}
