//! Example calls of the routes that change the register of systems, for the audit test.

use crate::{audit::Example, example, support::*};
use axum::http::{Method, StatusCode};
use coloa_auth::Role;
use coloa_base::AgencyId;
use serde_json::{Value, json};

/// A system with people who may do everything to it.
pub struct Case {
    pub owner: Client,
    pub head: Client,
    pub appraiser: Client,
    /// Head of the unit that appraises: approves levels 1 and 2.
    pub unit_head: Client,
    pub agency: AgencyId,
    pub unit: AgencyId,
    pub system: String,
}

pub const FILE: (&str, &str, &[u8]) = ("file", "tai-lieu.txt", b"noi dung");

impl Case {
    pub async fn new(world: &World) -> Self {
        let agency = world.listed_agency(None).await;
        let unit = world.listed_agency(None).await;
        let owner = world.as_role(Role::FocalPoint, Some(agency)).await;
        let body = json!({ "name": "Hệ thống một cửa", "agency_id": agency, "operator_id": agency, "state": "running",
            "profile": { "purpose": "Tiếp nhận hồ sơ", "regulation": { "number": "12/QĐ-SO", "on": "2026-05-04", "by": "Sở" } } });
        let made = owner.post("/api/v1/systems", &body).await.expect(201).json();
        Self {
            head: world.as_role(Role::Head, Some(agency)).await,
            appraiser: world.as_role(Role::Appraiser, Some(unit)).await,
            unit_head: world.as_role(Role::Head, Some(unit)).await,
            system: made["system"]["id"].as_str().unwrap().to_owned(),
            owner,
            agency,
            unit,
        }
    }

    pub fn url(&self, rest: &str) -> String {
        format!("/api/v1/systems/{}{rest}", self.system)
    }

    pub async fn version(&self) -> i32 {
        let found = self.owner.get(&self.url("")).await.expect(200).json();
        i32::try_from(found["system"]["version"].as_i64().unwrap()).unwrap()
    }

    /// A dossier of a level; its path.
    pub async fn dossier(&self, level: u8) -> String {
        let body = json!({ "regime": "R331", "level": level, "appraiser_id": self.unit });
        let made = self
            .owner
            .post(&self.url("/dossiers"), &body)
            .await
            .expect(201)
            .json();
        format!(
            "/api/v1/systems/dossiers/{}",
            made["dossier"]["id"].as_str().unwrap()
        )
    }

    pub async fn read(&self, dossier: &str) -> Value {
        self.owner.get(dossier).await.expect(200).json()
    }

    pub async fn seen(&self, dossier: &str) -> i32 {
        i32::try_from(self.read(dossier).await["dossier"]["version"].as_i64().unwrap()).unwrap()
    }

    /// Files every document that the law asks for.
    pub async fn fill(&self, dossier: &str) {
        for document in self.read(dossier).await["documents"].as_array().unwrap() {
            let path = format!("{dossier}/documents/{}", document["code"].as_str().unwrap());
            self.owner
                .form(Method::PUT, &path, None, &[], &[FILE])
                .await
                .expect(200);
        }
    }

    pub async fn step(&self, who: &Client, dossier: &str, step: &str, body: Value) -> Reply {
        let seen = self.seen(dossier).await;
        who.call(
            Method::POST,
            &format!("{dossier}/{step}"),
            Some(&body),
            Some(seen),
        )
        .await
    }

    /// A dossier that was sent and accepted.
    pub async fn accepted(&self) -> String {
        let dossier = self.dossier(2).await;
        self.fill(&dossier).await;
        self.step(&self.owner, &dossier, "send", json!({}))
            .await
            .expect(200);
        self.step(&self.appraiser, &dossier, "accept", json!({}))
            .await
            .expect(200);
        dossier
    }

    pub async fn appraised(&self) -> String {
        let dossier = self.accepted().await;
        let body = json!({ "note": "Nhất trí với cấp độ đề xuất" });
        self.step(&self.appraiser, &dossier, "appraise", body)
            .await
            .expect(200);
        dossier
    }
}

pub const DECISION: [(&str, &str); 3] = [
    ("number", "77/QĐ-SO"),
    ("on", "2026-07-15"),
    ("by", "Giám đốc Sở"),
];

fn asset() -> Value {
    json!({ "kind": "software", "name": "Máy chủ web", "version": "1.24", "identifier": "pkg:generic/nginx@1.24", "origin": "foreign" })
}

fn weakness() -> Value {
    json!({ "title": "Thiếu bản vá", "source": "scan", "severity": "high", "found_on": "2026-07-01", "due_on": "2026-07-31" })
}

const EVIDENCE: [(&str, &str); 3] = [("layer", "1"), ("provider", "Tổ trực"), ("since", "2026-07-01")];
const RECORD: [(&str, &str); 4] = [
    ("kind", "self_assessment"),
    ("done_on", "2026-07-10"),
    ("done_by", "Phòng Công nghệ"),
    ("outcome", "passed"),
];

/// Made by a first call, in the way of the second.
async fn child(case: &Case, rest: &str, body: &Value) -> String {
    let made = case.owner.post(&case.url(rest), body).await.expect(201).json();
    case.url(&format!("{rest}/{}", made["id"].as_str().unwrap()))
}

pub fn examples() -> Vec<Example> {
    let mut all = parts();
    all.extend(dossiers());
    all.extend(strays());
    all.extend(national());
    all.extend(templates());
    all
}

/// The path of a host that was seen and belongs to no system.
async fn stray(world: &World, case: &Case) -> String {
    use coloa_source::{store::unregistered, unregistered::Strays};
    let lead = world.as_role(Role::ShiftLead, None).await;
    let body = json!({ "name": "Máy chủ tập trung", "protocol": "syslog", "agency_id": case.agency, "addresses": "192.0.2.7" });
    let made = lead.post("/api/v1/sources", &body).await.expect(201).json();
    let source = made["source"]["id"].as_str().unwrap().parse().unwrap();
    let mut strays = Strays::default();
    strays.note(source, Some("may-la"), None, coloa_base::Clock::now(&world.clock));
    let tx = world.app.db.begin().await.unwrap();
    unregistered::add(&tx, &strays).await.unwrap();
    tx.commit().await.unwrap();
    let page = case
        .owner
        .get("/api/v1/systems/unregistered")
        .await
        .expect(200)
        .json();
    format!(
        "/api/v1/systems/unregistered/{}",
        page["items"][0]["id"].as_str().unwrap()
    )
}

fn strays() -> Vec<Example> {
    vec![
        example!("POST /api/v1/systems/unregistered/{id}/place", |world| {
            let case = Case::new(&world).await;
            let host = stray(&world, &case).await;
            let body = json!({ "system_id": case.system });
            case.owner.post(&format!("{host}/place"), &body).await.status
        }),
        example!("PUT /api/v1/systems/unregistered/{id}/ignored", |world| {
            let case = Case::new(&world).await;
            let path = format!("{}/ignored", stray(&world, &case).await);
            let body = json!({ "why": "Máy in" });
            case.owner
                .call(Method::PUT, &path, Some(&body), None)
                .await
                .status
        }),
        example!("DELETE /api/v1/systems/unregistered/{id}/ignored", |world| {
            let case = Case::new(&world).await;
            let path = format!("{}/ignored", stray(&world, &case).await);
            case.owner.call(Method::DELETE, &path, None, None).await.status
        }),
    ]
}

fn parts() -> Vec<Example> {
    vec![
        example!("POST /api/v1/systems/{id}/assets", |world| {
            let case = Case::new(&world).await;
            case.owner.post(&case.url("/assets"), &asset()).await.status
        }),
        example!("PUT /api/v1/systems/{id}/assets/{child}", |world| {
            let case = Case::new(&world).await;
            let path = child(&case, "/assets", &asset()).await;
            case.owner.put(&path, 1, &asset()).await.status
        }),
        example!("DELETE /api/v1/systems/{id}/assets/{child}", |world| {
            let case = Case::new(&world).await;
            let path = child(&case, "/assets", &asset()).await;
            case.owner.call(Method::DELETE, &path, None, None).await.status
        }),
        example!("POST /api/v1/systems/{id}/assets/import", |world| {
            let case = Case::new(&world).await;
            let bom = br#"{"bomFormat":"CycloneDX","components":[{"name":"openssl","version":"3.0"}]}"#;
            let file = ("file", "bom.json", &bom[..]);
            case.owner
                .upload(&case.url("/assets/import"), &[("apply", "true")], &[file])
                .await
                .status
        }),
        example!("POST /api/v1/systems/{id}/links", |world| {
            let case = Case::new(&world).await;
            let body =
                json!({ "other_name": "CSDL dân cư", "direction": "in", "shared": "Xác thực công dân" });
            case.owner.post(&case.url("/links"), &body).await.status
        }),
        example!("DELETE /api/v1/systems/{id}/links/{child}", |world| {
            let case = Case::new(&world).await;
            let body =
                json!({ "other_name": "CSDL dân cư", "direction": "in", "shared": "Xác thực công dân" });
            let path = child(&case, "/links", &body).await;
            case.owner.call(Method::DELETE, &path, None, None).await.status
        }),
        example!("POST /api/v1/systems/{id}/records", |world| {
            let case = Case::new(&world).await;
            case.owner
                .upload(&case.url("/records"), &RECORD, &[FILE])
                .await
                .status
        }),
        example!("POST /api/v1/systems/{id}/weaknesses", |world| {
            let case = Case::new(&world).await;
            case.owner
                .post(&case.url("/weaknesses"), &weakness())
                .await
                .status
        }),
        example!("PUT /api/v1/systems/{id}/weaknesses/{child}", |world| {
            let case = Case::new(&world).await;
            let path = child(&case, "/weaknesses", &weakness()).await;
            case.owner.put(&path, 1, &weakness()).await.status
        }),
        example!("POST /api/v1/systems/{id}/assessments", |world| {
            let case = Case::new(&world).await;
            let body = json!({ "facts": { "types": ["INT"], "information": ["PUB"] }, "regime": "R331" });
            case.owner.post(&case.url("/assessments"), &body).await.status
        }),
        example!("POST /api/v1/systems/{id}/layers", |world| {
            let case = Case::new(&world).await;
            case.owner
                .upload(&case.url("/layers"), &EVIDENCE, &[FILE])
                .await
                .status
        }),
        example!("DELETE /api/v1/systems/{id}/layers/{child}", |world| {
            let case = Case::new(&world).await;
            let made = case
                .owner
                .upload(&case.url("/layers"), &EVIDENCE, &[])
                .await
                .expect(201)
                .json();
            let path = case.url(&format!("/layers/{}", made["id"].as_str().unwrap()));
            case.owner.call(Method::DELETE, &path, None, None).await.status
        }),
        example!("PUT /api/v1/systems/{id}/controls", |world| {
            let case = Case::new(&world).await;
            answered(&case).await
        }),
        example!("POST /api/v1/systems/{id}/controls/proofs", |world| {
            let case = Case::new(&world).await;
            proved(&case, "Có quy chế").await.status
        }),
        example!("DELETE /api/v1/systems/{id}/controls", |world| {
            let case = Case::new(&world).await;
            answered(&case).await;
            let path = case.url("/controls?regime=R85&item=M1%3A7.1.1.1");
            case.owner.call(Method::DELETE, &path, None, None).await.status
        }),
        example!("POST /api/v1/systems/import", |world| {
            let case = Case::new(&world).await;
            let name = case.owner.get(&case.url("")).await.expect(200).json();
            let agency = name["system"]["agency_name"].as_str().unwrap().to_owned();
            let text = format!("Cơ quan chủ quản;Tên hệ thống;Cấp độ\n{agency};Thư điện tử;2\n");
            let file = ("file", "he-thong.csv", text.as_bytes());
            case.owner
                .upload("/api/v1/systems/import", &[("mode", "all")], &[file])
                .await
                .status
        }),
    ]
}

async fn answered(case: &Case) -> StatusCode {
    let body = json!({ "regime": "R85", "level": 3, "answers": [{ "item": "M1:7.1.1.1", "answer": "met", "note": "Có quy chế" }] });
    case.owner
        .call(Method::PUT, &case.url("/controls"), Some(&body), None)
        .await
        .status
}

/// An answer with its file.
pub async fn proved(case: &Case, note: &str) -> Reply {
    let mut form = vec![
        ("regime", "R85"),
        ("level", "3"),
        ("item", "M1:7.1.1.1"),
        ("answer", "met"),
    ];
    if !note.is_empty() {
        form.push(("note", note));
    }
    case.owner
        .upload(&case.url("/controls/proofs"), &form, &[FILE])
        .await
}

fn dossiers() -> Vec<Example> {
    vec![
        example!("POST /api/v1/systems/{id}/dossiers", |world| {
            let case = Case::new(&world).await;
            let body = json!({ "regime": "R331", "level": 2, "appraiser_id": case.unit });
            case.owner.post(&case.url("/dossiers"), &body).await.status
        }),
        example!("POST /api/v1/systems/{id}/dossiers/recorded", |world| {
            let case = Case::new(&world).await;
            let mut form = vec![("regime", "R85"), ("level", "2")];
            form.extend(DECISION);
            case.head
                .upload(&case.url("/dossiers/recorded"), &form, &[FILE])
                .await
                .status
        }),
        example!("PUT /api/v1/systems/dossiers/{id}/documents/{code}", |world| {
            let case = Case::new(&world).await;
            let dossier = case.dossier(2).await;
            let path = format!("{dossier}/documents/r331-overview");
            case.owner
                .form(Method::PUT, &path, None, &[], &[FILE])
                .await
                .status
        }),
        example!(
            "POST /api/v1/systems/dossiers/{id}/documents/{code}/write",
            |world| {
                let case = Case::new(&world).await;
                let dossier = case.dossier(2).await;
                let path = format!("{dossier}/documents/r331-overview/write");
                case.owner.call(Method::POST, &path, None, None).await.status
            }
        ),
        example!("POST /api/v1/systems/dossiers/{id}/send", |world| {
            let case = Case::new(&world).await;
            let dossier = case.dossier(2).await;
            case.fill(&dossier).await;
            case.step(&case.owner, &dossier, "send", json!({})).await.status
        }),
        example!("POST /api/v1/systems/dossiers/{id}/return", |world| {
            let case = Case::new(&world).await;
            let dossier = case.accepted().await;
            case.step(
                &case.appraiser,
                &dossier,
                "return",
                json!({ "note": "Thiếu sơ đồ" }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/systems/dossiers/{id}/accept", |world| {
            let case = Case::new(&world).await;
            let dossier = case.dossier(2).await;
            case.fill(&dossier).await;
            case.step(&case.owner, &dossier, "send", json!({}))
                .await
                .expect(200);
            case.step(&case.appraiser, &dossier, "accept", json!({}))
                .await
                .status
        }),
        example!("POST /api/v1/systems/dossiers/{id}/appraise", |world| {
            let case = Case::new(&world).await;
            let dossier = case.accepted().await;
            case.step(
                &case.appraiser,
                &dossier,
                "appraise",
                json!({ "note": "Nhất trí" }),
            )
            .await
            .status
        }),
        example!("POST /api/v1/systems/dossiers/{id}/approve", |world| {
            let case = Case::new(&world).await;
            let dossier = case.appraised().await;
            let seen = case.seen(&dossier).await;
            case.unit_head
                .form(
                    Method::POST,
                    &format!("{dossier}/approve"),
                    Some(seen),
                    &DECISION,
                    &[FILE],
                )
                .await
                .status
        }),
        example!("POST /api/v1/systems/dossiers/{id}/drop", |world| {
            let case = Case::new(&world).await;
            let dossier = case.dossier(2).await;
            case.step(&case.owner, &dossier, "drop", json!({ "note": "Lập nhầm" }))
                .await
                .status
        }),
    ]
}

/// A request for the list of systems important to national security; its path and version.
async fn request(case: &Case) -> String {
    let body = json!({ "note": "Công trình viễn thông quan trọng" });
    let made = case
        .owner
        .post(&case.url("/national/requests"), &body)
        .await
        .expect(201)
        .json();
    format!("/api/v1/systems/national/{}", made["id"].as_str().unwrap())
}

fn national() -> Vec<Example> {
    vec![
        example!("PUT /api/v1/systems/{id}/national/review", |world| {
            let case = Case::new(&world).await;
            let body = json!({ "why": "Chỉ phục vụ một huyện" });
            let path = case.url("/national/review");
            case.owner
                .call(Method::PUT, &path, Some(&body), None)
                .await
                .status
        }),
        example!("POST /api/v1/systems/{id}/national/requests", |world| {
            let case = Case::new(&world).await;
            let body = json!({ "note": "Công trình viễn thông quan trọng" });
            case.owner
                .post(&case.url("/national/requests"), &body)
                .await
                .status
        }),
        example!("POST /api/v1/systems/national/{id}/documents", |world| {
            let case = Case::new(&world).await;
            let path = format!("{}/documents", request(&case).await);
            case.owner
                .upload(&path, &[("name", "Tờ trình")], &[FILE])
                .await
                .status
        }),
        example!("POST /api/v1/systems/national/{id}/withdraw", |world| {
            let case = Case::new(&world).await;
            let path = format!("{}/withdraw", request(&case).await);
            let body = json!({ "note": "Lập nhầm" });
            case.owner
                .call(Method::POST, &path, Some(&body), Some(1))
                .await
                .status
        }),
        example!("POST /api/v1/systems/national/{id}/decide", |world| {
            let case = Case::new(&world).await;
            let path = format!("{}/decide", request(&case).await);
            let mut form = vec![("listed", "true")];
            form.extend(DECISION);
            case.head
                .form(Method::POST, &path, Some(1), &form, &[FILE])
                .await
                .status
        }),
    ]
}

async fn upload_template(world: &World) -> (Client, Reply) {
    use std::io::{Cursor, Write};
    let admin = world.as_role(Role::SystemAdmin, None).await;
    let document = "<w:document><w:body><w:p><w:r><w:t>{system}</w:t></w:r></w:p></w:body></w:document>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(document.as_bytes()).unwrap();
    let content = zip.finish().unwrap().into_inner();
    let file = ("file", "mau.docx", content.as_slice());
    let reply = admin
        .form(
            Method::PUT,
            "/api/v1/systems/templates/decision",
            None,
            &[],
            &[file],
        )
        .await;
    (admin, reply)
}

fn templates() -> Vec<Example> {
    vec![
        example!("PUT /api/v1/systems/templates/{code}", |world| {
            upload_template(&world).await.1.status
        }),
        example!("DELETE /api/v1/systems/templates/{code}", |world| {
            let (admin, _) = upload_template(&world).await;
            admin
                .call(Method::DELETE, "/api/v1/systems/templates/decision", None, None)
                .await
                .status
        }),
        example!("PUT /api/v1/systems/dossiers/{id}/appraiser", |world| {
            let case = Case::new(&world).await;
            let dossier = case.dossier(2).await;
            let unit = world.listed_agency(None).await;
            let body = json!({ "appraiser_id": unit });
            case.owner
                .call(Method::PUT, &format!("{dossier}/appraiser"), Some(&body), Some(1))
                .await
                .status
        }),
    ]
}
