//! Transition, days that come and who is told, templates of forms, answers by item and by the product, appraisers.

use crate::{
    register_examples::{Case, FILE, proved},
    support::*,
};
use axum::http::Method;
use coloa_auth::Role;
use coloa_system::waiting;
use coloa_testkit::{TestDb, store_suite};
use serde_json::{Value, json};
use std::io::{Cursor, Read, Write};

store_suite!(
    work_of_transition_is_listed_by_agency_and_day => transition,
    whoever_a_day_waits_for_is_told_once => told,
    an_uploaded_form_replaces_our_wording_until_it_is_reset => forms,
    a_faulty_answer_does_not_hold_back_the_others => answers,
    what_the_product_sees_stands_where_nobody_answered => computed,
    a_dossier_is_judged_by_the_unit_it_is_addressed_to => addressed,
);

async fn transition(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let mut form = vec![("regime", "R85"), ("level", "2")];
    form.extend([
        ("number", "77/QĐ-SO"),
        ("on", "2025-05-05"),
        ("by", "Giám đốc Sở"),
    ]);
    case.head
        .upload(&case.url("/dossiers/recorded"), &form, &[FILE])
        .await
        .expect(201);
    let list = async |who: &Client| who.get("/api/v1/systems/transition").await.expect(200).json();
    let found = list(&case.owner).await;
    let item = &found["items"][0];
    assert_eq!(
        (&item["rule"], &item["deadline"], &item["done"]),
        (&json!("levelled"), &json!("2027-07-01"), &json!(false))
    );
    assert_eq!(found["rules"][0]["article"], "Điều 45 khoản 1");
    assert_eq!(
        (&found["counts"][0]["total"], &found["counts"][0]["done"]),
        (&json!(1), &json!(0))
    );
    let other = world.listed_agency(None).await;
    let stranger = world.as_role(Role::FocalPoint, Some(other)).await;
    assert_eq!(list(&stranger).await["items"], json!([]));
    // What is begun is linked; what is carried out is done.
    let begun = json!({ "regime": "R331", "level": 2, "reason": "transition", "appraiser_id": case.unit });
    let begun = case
        .owner
        .post(&case.url("/dossiers"), &begun)
        .await
        .expect(201)
        .json();
    assert_eq!(
        list(&case.owner).await["items"][0]["dossier_id"],
        begun["dossier"]["id"]
    );
    let change = json!({ "name": "Hệ thống một cửa", "agency_id": case.agency, "operator_id": case.agency,
        "level": 2, "state": "running", "profile": { "plan_status": "full" } });
    case.owner
        .put(&case.url(""), case.version().await, &change)
        .await
        .expect(200);
    let found = list(&case.owner).await;
    assert_eq!(
        (&found["items"][0]["done"], &found["counts"][0]["done"]),
        (&json!(true), &json!(1))
    );
}

async fn told(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let dossier = case.dossier(2).await;
    case.fill(&dossier).await;
    case.step(&case.owner, &dossier, "send", json!({}))
        .await
        .expect(200);
    let evidence = [
        ("layer", "1"),
        ("provider", "Tổ trực"),
        ("since", "2026-01-01"),
        ("until", "2026-07-20"),
    ];
    case.owner
        .upload(&case.url("/layers"), &evidence, &[FILE])
        .await
        .expect(201);
    let list = async |who: &Client| -> Vec<(String, String, bool)> {
        let found = who.get("/api/v1/systems/waiting").await.expect(200).json();
        let of = |w: &Value| {
            (
                w["kind"].as_str().unwrap().to_owned(),
                w["due_on"].as_str().unwrap().to_owned(),
                w["mine"].as_bool().unwrap(),
            )
        };
        found.as_array().unwrap().iter().map(of).collect()
    };
    let day = |kind: &str, on: &str, mine| (kind.to_owned(), on.to_owned(), mine);
    assert_eq!(
        list(&case.owner).await,
        [
            day("evidence", "2026-07-20", true),
            day("reply", "2026-07-22", false)
        ]
    );
    assert_eq!(list(&case.appraiser).await, [day("reply", "2026-07-22", true)]);

    let settings = waiting::Settings {
        config: world.app.config.reminders.clone(),
        public_url: "https://tinh.invalid".to_owned(),
    };
    let remind = async || waiting::remind(&world.app.access, &settings).await.unwrap();
    assert_eq!(
        remind().await,
        2,
        "the appraiser of the unit, the focal point of the owner"
    );
    assert_eq!(remind().await, 0, "once per date");
    let notices = async |who: &Client| -> Vec<Value> {
        let page = who.get("/api/v1/notifications").await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .filter(|n| n["kind"] == waiting::REMIND)
            .cloned()
            .collect()
    };
    let own = notices(&case.appraiser).await;
    let id = dossier.rsplit('/').next().unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["link"], format!("/he-thong/ho-so/{id}"));
    assert_eq!(own[0]["params"], json!({ "soon": 1, "late": 0 }));
    assert_eq!(notices(&case.owner).await.len(), 1);
    assert_eq!(notices(&case.head).await.len(), 0, "nothing waits for the head");
}

/// A DOCX whose text is cut into runs as Word does.
fn docx(runs: &[&str]) -> Vec<u8> {
    let runs: String = runs
        .iter()
        .map(|r| format!("<w:r><w:t>{r}</w:t></w:r>"))
        .collect();
    let document = format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>{runs}</w:p></w:body></w:document>"#
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(document.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The same package with one more part.
fn with_part(docx: &[u8], name: &str, content: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new_append(Cursor::new(docx.to_vec())).unwrap();
    zip.start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

fn text(docx: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

async fn forms(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let path = "/api/v1/systems/templates/request";
    let put = async |who: &Client, content: &[u8]| {
        let file = ("file", "de-nghi.docx", content);
        who.form(Method::PUT, path, None, &[], &[file]).await
    };
    let good = docx(&["Đề nghị {appr", "aiser} thẩm định {system}, cấp {level}."]);
    put(&case.owner, &good).await.expect(403);
    let unknown = put(&admin, &docx(&["{system} {ten_la}"])).await.expect(422);
    assert_eq!(
        (unknown.code().as_str(), unknown.param("names").as_str()),
        ("system.template_names", "{ten_la}")
    );
    assert_eq!(
        put(&admin, &docx(&["Không có trường"])).await.expect(422).code(),
        "system.template_empty"
    );
    put(&admin, b"khong phai docx").await.expect(422);
    let relation = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://vi-du.invalid/a.dotm" TargetMode="External"/></Relationships>"#;
    let fetching = put(
        &admin,
        &with_part(&good, "word/_rels/settings.xml.rels", relation),
    )
    .await
    .expect(422);
    assert_eq!(
        (fetching.code().as_str(), fetching.param("kind").as_str()),
        ("system.template_external", "attachedTemplate")
    );
    put(&admin, &good).await.expect(204);
    let list = case
        .owner
        .get("/api/v1/systems/templates")
        .await
        .expect(200)
        .json();
    let row = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["code"] == "request")
        .unwrap();
    assert_eq!(row["file_name"], "de-nghi.docx");
    assert!(row["uploaded_by"].is_string() && row["uploaded_at"].is_string());
    assert_eq!(list["may_change"], false);
    assert_eq!(case.owner.get(path).await.expect(200).body, good);

    let dossier = case.dossier(2).await;
    let printed = async || {
        let path = format!("{dossier}/print/request?format=docx");
        text(&case.owner.get(&path).await.expect(200).body)
    };
    let own = printed().await;
    assert!(own.contains("thẩm định Hệ thống một cửa, cấp 2."), "{own}");
    assert!(!own.contains('{'), "{own}");
    admin.call(Method::DELETE, path, None, None).await.expect(204);
    admin.call(Method::DELETE, path, None, None).await.expect(404);
    let ours = printed().await;
    assert!(ours.contains("DỰ THẢO"), "our wording again");
}

async fn answers(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let url = case.url("/controls");
    let put = async |answers: Value| {
        let body = json!({ "regime": "R85", "level": 3, "answers": answers });
        case.owner.call(Method::PUT, &url, Some(&body), None).await
    };
    let done = put(json!([
        { "item": "M1:7.1.1.1", "answer": "met", "note": "Có quy chế" },
        { "item": "M1:7.1.1.2", "answer": "not_applicable" },
        { "item": "M1:9.9.9.9", "answer": "met" },
    ]))
    .await
    .expect(200)
    .json();
    assert_eq!(done["saved"], 1);
    assert_eq!(
        done["refused"],
        json!([
            { "item": "M1:7.1.1.2", "field": "note", "reason": "required" },
            { "item": "M1:9.9.9.9", "field": "item", "reason": "unknown" },
        ])
    );
    // Two answers to one item contradict each other: none of what was sent is kept.
    let both = put(json!([
        { "item": "M1:7.1.1.2", "answer": "met", "note": "Có quy chế" },
        { "item": "M1:7.1.1.3", "answer": "met", "note": "Có quy chế" },
        { "item": "M1:7.1.1.3", "answer": "unmet" },
    ]))
    .await
    .expect(422);
    assert_eq!(
        (both.param("field"), both.param("reason")),
        ("item".to_owned(), "answered_twice".to_owned())
    );
    // A word that says nothing meets nothing; a file does, and stays with the answer.
    let empty = put(json!([{ "item": "M1:7.1.1.3", "answer": "met", "note": "ok" }]))
        .await
        .expect(422);
    assert_eq!(empty.param("reason"), "needs_evidence");
    case.head
        .upload(
            &case.url("/dossiers/recorded"),
            &[
                ("regime", "R85"),
                ("level", "3"),
                ("number", "77/QĐ-SO"),
                ("on", "2025-05-05"),
                ("by", "Giám đốc Sở"),
            ],
            &[FILE],
        )
        .await
        .expect(201);
    let taken = proved(&case, "").await.expect(200).json();
    assert_eq!(taken["saved"], 1);
    put(json!([{ "item": "M1:7.1.1.1", "answer": "met" }]))
        .await
        .expect(200);
    let found = case.owner.get(&url).await.expect(200).json();
    let answer = found["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|g| g["items"].as_array().unwrap())
        .find(|i| i["item"] == "M1:7.1.1.1")
        .unwrap()["answer"]
        .clone();
    let file = answer["file_id"].as_str().unwrap();
    let kept = case
        .owner
        .get(&case.url(&format!("/files/{file}")))
        .await
        .expect(200);
    assert_eq!(kept.body.as_ref(), FILE.2);
    let none = put(json!([{ "item": "M1:7.1.1.2", "answer": "not_applicable" }]))
        .await
        .expect(422);
    assert_eq!(none.json()["params"]["field"], "note");
}

async fn computed(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let mut form = vec![("regime", "R85"), ("level", "3")];
    form.extend([
        ("number", "77/QĐ-SO"),
        ("on", "2025-05-05"),
        ("by", "Giám đốc Sở"),
    ]);
    case.head
        .upload(&case.url("/dossiers/recorded"), &form, &[FILE])
        .await
        .expect(201);
    let record = [
        ("kind", "restore_test"),
        ("done_on", "2026-07-01"),
        ("done_by", "Tổ vận hành"),
        ("outcome", "failed"),
    ];
    case.owner
        .upload(&case.url("/records"), &record, &[FILE])
        .await
        .expect(201);
    coloa_source::connection::refresh_computed(&world.app.access, 90)
        .await
        .unwrap();
    let item = async || {
        let found = case.owner.get(&case.url("/controls")).await.expect(200).json();
        let groups = found["groups"].as_array().unwrap().clone();
        groups
            .iter()
            .flat_map(|g| g["items"].as_array().unwrap().clone())
            .find(|i| i["item"] == "K4:7.2.4.3")
            .unwrap()
    };
    let seen = item().await;
    assert_eq!(
        (&seen["answer"]["answer"], &seen["answer"]["by_product"]),
        (&json!("unmet"), &json!(true))
    );
    assert_eq!(
        (&seen["computed"]["kind"], &seen["computed"]["figures"]["done"]),
        (&json!("restore_test"), &json!("2026-07-01"))
    );
    // A test that passed meets a part of it; a person's word counts before that.
    let mut passed = record;
    passed[1].1 = "2026-07-10";
    passed[3].1 = "passed";
    case.owner
        .upload(&case.url("/records"), &passed, &[FILE])
        .await
        .expect(201);
    let body = json!({ "regime": "R85", "level": 3, "answers": [{ "item": "K4:7.2.4.3", "answer": "unmet", "note": "Thiếu danh mục" }] });
    case.owner
        .call(Method::PUT, &case.url("/controls"), Some(&body), None)
        .await
        .expect(200);
    coloa_source::connection::refresh_computed(&world.app.access, 90)
        .await
        .unwrap();
    let seen = item().await;
    assert_eq!(
        (&seen["answer"]["answer"], &seen["answer"]["by_product"]),
        (&json!("unmet"), &json!(false))
    );
    assert_eq!(seen["computed"]["answer"], "partly");
}

async fn addressed(db: TestDb) {
    let world = World::on(db).await;
    let case = Case::new(&world).await;
    let dossier = case.dossier(2).await;
    // Whoever files a document makes it another dossier than was seen.
    let seen = case.seen(&dossier).await;
    case.fill(&dossier).await;
    assert!(case.seen(&dossier).await > seen);
    let stale = case
        .owner
        .call(
            Method::POST,
            &format!("{dossier}/send"),
            Some(&json!({})),
            Some(seen),
        )
        .await;
    assert_eq!(stale.expect(412).code(), "system.changed");
    // Another unit is named while it is with its owner, and not who operates it.
    let unit = world.listed_agency(None).await;
    let path = format!("{dossier}/appraiser");
    let put = async |body: Value| {
        let seen = case.seen(&dossier).await;
        case.owner.call(Method::PUT, &path, Some(&body), Some(seen)).await
    };
    assert_eq!(
        put(json!({ "appraiser_id": case.agency }))
            .await
            .expect(409)
            .code(),
        "system.not_independent"
    );
    // By its name alone it is the same body.
    let system = case.owner.get(&case.url("")).await.expect(200).json();
    let own = json!({ "appraiser_name": system["system"]["operator_name"] });
    assert_eq!(put(own).await.expect(409).code(), "system.not_independent");
    put(json!({})).await.expect(422);
    put(json!({ "appraiser_id": unit })).await.expect(200);
    case.step(&case.owner, &dossier, "send", json!({}))
        .await
        .expect(200);
    assert_eq!(
        put(json!({ "appraiser_id": case.unit })).await.expect(409).code(),
        "system.dossier_state"
    );
    // A grant over the whole province does not stand in for the unit it is addressed to.
    let province = world.as_role(Role::Appraiser, None).await;
    let refused = case
        .step(&province, &dossier, "accept", json!({}))
        .await
        .expect(409);
    assert_eq!(refused.code(), "system.not_addressed");
    let shown = province.get(&dossier).await.expect(200).json();
    assert_eq!(shown["may_appraise"], false);
    case.step(&case.appraiser, &dossier, "accept", json!({}))
        .await
        .expect(403);
    let theirs = world.as_role(Role::Appraiser, Some(unit)).await;
    case.step(&theirs, &dossier, "accept", json!({}))
        .await
        .expect(200);
}
