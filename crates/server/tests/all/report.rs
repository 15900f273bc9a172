//! `/api/v1/reports` from beginning to the signed file, the register, the leaders' page; and the documents of
//! 60 tasks and 175 agencies, 40 of them silent.

use crate::support::{Client, TODAY, World};
use chrono::NaiveDate;
use coloa_auth::Role;
use coloa_base::{AgencyId, FixedClock};
use coloa_document::{
    PdfRenderer,
    model::{OrganKind, Signature},
};
use coloa_report::{
    compose::{Head, Material, document},
    snapshot::{DutyRow, FORMAT, Frozen, PartSnapshot, PlanSnapshot},
    topics::Topics,
    words::Words,
};
use coloa_server::{App, app::StartError};
use coloa_typeset::Typesetter;
use serde_json::{Value, json};
use std::{collections::BTreeMap, error::Error, sync::Arc};
use uuid::Uuid;

pub fn head() -> Value {
    json!({
        "party": false, "superior": null, "issuer": "Ủy ban nhân dân tỉnh Sông Ngọc", "organ_symbol": "UBND", "unit_symbol": null,
        "place": "Sông Ngọc", "subject": "Kết quả bảo đảm an ninh mạng năm 2026", "addressees": ["Bộ Công an"], "legal_bases": [],
        "authority": ["TM. ỦY BAN NHÂN DÂN"], "signer_role": "CHỦ TỊCH", "signer_name": "Lê Thử Nghiệm",
        "recipients": ["Như trên"], "archive": "VT, NC"
    })
}

fn new(agency: AgencyId) -> Value {
    json!({
        "plan_id": null, "template_id": null, "level": "consolidated", "agency_id": agency, "title": "Báo cáo năm 2026",
        "period_kind": "ad_hoc", "from": "2025-12-15", "to": TODAY, "due_on": null, "head": head()
    })
}

pub async fn begin(client: &Client, agency: AgencyId) -> String {
    client
        .post("/api/v1/reports", &new(agency))
        .await
        .expect(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub async fn version(client: &Client, id: &str) -> i32 {
    let view = client
        .get(&format!("/api/v1/reports/{id}"))
        .await
        .expect(200)
        .json();
    i32::try_from(view["report"]["version"].as_i64().unwrap()).unwrap()
}

pub async fn step(client: &Client, id: &str, step: &str, body: Option<&Value>) -> crate::support::Reply {
    let version = version(client, id).await;
    client
        .call(
            axum::http::Method::POST,
            &format!("/api/v1/reports/{id}/{step}"),
            body,
            Some(version),
        )
        .await
}

#[tokio::test]
async fn a_report_goes_from_its_beginning_to_its_number() {
    let world = World::new().await;
    let province = world.agency(None).await;
    let coordinator = world.as_role(Role::Coordinator, Some(province)).await;
    let boss = world.as_role(Role::Head, Some(province)).await;
    let id = begin(&coordinator, province).await;
    let url = format!("/api/v1/reports/{id}");

    let view = coordinator.get(&url).await.expect(200).json();
    assert_eq!(
        view["steps"],
        json!(["write", "close", "cancel"]),
        "only what this person may do now"
    );
    let key = view["outline"]["sections"][0]["blocks"][0]["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = |body: &str| json!({ "block": key, "body": body });
    coordinator
        .put(&format!("{url}/texts"), 0, &text("Đã ban hành 12 văn bản."))
        .await
        .expect(200);
    let late = coordinator
        .put(&format!("{url}/texts"), 0, &text("Viết đè"))
        .await;
    assert_eq!(late.code(), "report.conflict");

    step(&coordinator, &id, "close", None).await.expect(200);
    assert_eq!(
        step(&coordinator, &id, "approve", None).await.code(),
        "auth.forbidden"
    );
    let back = step(&boss, &id, "return", Some(&json!({ "reason": " " })))
        .await
        .expect(422);
    assert_eq!(back.code(), "report.invalid");
    step(&boss, &id, "approve", None).await.expect(204);
    let refused = coordinator
        .put(&format!("{url}/texts"), 1, &text("Quá muộn"))
        .await;
    assert_eq!(refused.code(), "report.wrong_step");
    let given = step(&boss, &id, "number", Some(&json!({ "issued_on": TODAY })))
        .await
        .expect(200)
        .json();
    assert_eq!(given["symbol"], "Số: 01/BC-UBND");
    step(&boss, &id, "issue", None).await.expect(204);

    let preview = coordinator
        .get(&format!("{url}/preview"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (preview["number_line"].as_str(), preview["type_name"].as_str()),
        (Some("Số: 01/BC-UBND"), Some("BÁO CÁO"))
    );
    assert_eq!(preview["place_date"], "Sông Ngọc, ngày 15 tháng 7 năm 2026");
    assert_eq!(preview["draft"], Value::Null);
    for (format, begins) in [("docx", "PK"), ("xlsx", "PK"), ("pdf", "%PDF")] {
        let file = coordinator
            .get(&format!("{url}/export?format={format}"))
            .await
            .expect(200);
        assert!(file.body.starts_with(begins.as_bytes()), "{format}");
    }
    assert_eq!(
        coordinator
            .get(&format!("{url}/export?format=exe"))
            .await
            .expect(422)
            .code(),
        "request.invalid"
    );

    let register = boss.get("/api/v1/register").await.expect(200).json();
    assert_eq!(
        (
            register["total"].as_u64(),
            register["items"][0]["symbol"].as_str()
        ),
        (Some(1), Some("Số: 01/BC-UBND"))
    );
    let entry = register["items"][0]["id"].as_str().unwrap();
    boss.post(
        &format!("/api/v1/register/{entry}/cancel"),
        &json!({ "reason": "Cấp nhầm" }),
    )
    .await
    .expect(204);
    let register = boss
        .get("/api/v1/register?cancelled=true")
        .await
        .expect(200)
        .json();
    assert_eq!(register["items"][0]["cancel_reason"], "Cấp nhầm");
    let compared = coordinator
        .get(&format!("{url}/comparison"))
        .await
        .expect(200)
        .json();
    assert_eq!(compared, Value::Null, "there is no earlier report");
}

#[tokio::test]
async fn others_see_nothing_and_change_nothing() {
    let world = World::new().await;
    let (ours, theirs) = (world.agency(None).await, world.agency(None).await);
    let coordinator = world.as_role(Role::Coordinator, Some(ours)).await;
    let other = world.as_role(Role::Coordinator, Some(theirs)).await;
    let id = begin(&coordinator, ours).await;
    other.get(&format!("/api/v1/reports/{id}")).await.expect(403);
    other
        .get(&format!("/api/v1/reports/{id}/preview"))
        .await
        .expect(403);
    assert_eq!(other.get("/api/v1/reports").await.expect(200).json()["total"], 0);
    other.post("/api/v1/reports", &new(ours)).await.expect(403);
    other
        .put(&format!("/api/v1/reports/heads/{ours}"), 0, &head())
        .await
        .expect(403);
    other
        .post(
            "/api/v1/register/series",
            &json!({ "issuer_id": ours, "party": false, "day": TODAY, "last_used": 5 }),
        )
        .await
        .expect(403);
}

#[tokio::test]
async fn the_usual_head_and_templates_are_kept_with_versions() {
    let world = World::new().await;
    let province = world.agency(None).await;
    let me = world.as_role(Role::Coordinator, Some(province)).await;
    let url = format!("/api/v1/reports/heads/{province}");
    assert_eq!(me.get(&url).await.expect(200).json()["set"], false);
    me.put(&url, 0, &head()).await.expect(200);
    let kept = me.get(&url).await.expect(200).json();
    assert_eq!(
        (kept["set"].as_bool(), kept["head"]["organ_symbol"].as_str()),
        (Some(true), Some("UBND"))
    );
    assert_eq!(me.put(&url, 0, &head()).await.code(), "report.conflict");

    let builtin = me
        .get("/api/v1/report-templates/builtin")
        .await
        .expect(200)
        .json();
    let mut outline = builtin["outline"].clone();
    outline["sections"].as_array_mut().unwrap().truncate(2);
    let template = json!({ "plan_id": null, "owner_agency_id": province, "name": "Đề cương mới", "period_kind": "year", "outline": outline, "topics": null });
    let id = me
        .post("/api/v1/report-templates", &template)
        .await
        .expect(201)
        .json()["id"]
        .clone();
    let mut report = new(province);
    report["template_id"] = id;
    let report = me.post("/api/v1/reports", &report).await.expect(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let view = me
        .get(&format!("/api/v1/reports/{report}"))
        .await
        .expect(200)
        .json();
    assert_eq!(view["outline"]["sections"].as_array().unwrap().len(), 2);
    let mut broken = template;
    broken["outline"]["sections"][0]["blocks"][0]["kind"] = json!("unknown");
    me.post("/api/v1/report-templates", &broken).await.expect(422);
}

#[tokio::test]
async fn the_leaders_page_answers_within_reach() {
    let world = World::new().await;
    let province = world.agency(None).await;
    let leader = world.as_role(Role::Leader, Some(province)).await;
    let page = leader.get("/api/v1/dashboard").await.expect(200).json();
    assert_eq!(
        (
            page["duties"]["total"].as_u64(),
            page["decisions"]["reports"].as_u64()
        ),
        (Some(0), Some(0))
    );
    let admin = world.as_role(Role::SystemAdmin, None).await;
    admin.get("/api/v1/dashboard").await.expect(403);
    let periods = leader
        .get("/api/v1/reports/periods?year=2026")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (periods[0]["from"].as_str(), periods[0]["to"].as_str()),
        (Some("2025-12-15"), Some("2026-12-14"))
    );
}

/// Invented figures: every agency owes every task, the first 40 agencies say nothing.
fn large() -> Frozen {
    let lineages: Vec<Uuid> = (0..60).map(|_| Uuid::now_v7()).collect();
    let row = |task: usize, silent: bool| DutyRow {
        duty_id: Uuid::now_v7(),
        lineage_id: Some(lineages[task]),
        path: Some(format!("III.{}", task + 1)),
        text: format!(
            "Nhiệm vụ số {}: tổ chức giám sát, diễn tập, tuyên truyền",
            task + 1
        ),
        role: "lead".into(),
        due_on: NaiveDate::from_ymd_opt(2026, 6, 30),
        timeframe_text: None,
        instance: None,
        status: if silent { "not_started" } else { "done" }.into(),
        percent: (!silent).then_some(100),
        late_days: (silent && task.is_multiple_of(6)).then_some(167),
        reported: !silent,
        note: None,
        product: None,
        unaccepted: false,
        evidence: 0,
    };
    let parts = (0..175)
        .map(|agency| PartSnapshot {
            format: FORMAT,
            agency_id: Uuid::now_v7(),
            agency_name: format!("Ủy ban nhân dân xã Số {:03}", agency + 1),
            taken_at: chrono::Utc::now(),
            duties: (0..60).map(|task| row(task, agency < 40)).collect(),
        })
        .collect();
    Frozen {
        plan: PlanSnapshot {
            format: FORMAT,
            ..PlanSnapshot::default()
        },
        parts,
    }
}

#[test]
fn the_documents_of_a_whole_province_are_complete() {
    let frozen = large();
    let head = Head {
        variant: OrganKind::State,
        superior: None,
        issuer: "Ủy ban nhân dân tỉnh Sông Ngọc".into(),
        organ_symbol: "UBND".into(),
        unit_symbol: None,
        place: "Sông Ngọc".into(),
        subject: "Kết quả bảo đảm an ninh mạng năm 2026".into(),
        addressees: vec!["Bộ Công an".into()],
        legal_bases: Vec::new(),
        signature: Signature {
            authority: vec!["TM. ỦY BAN NHÂN DÂN".into()],
            role: "CHỦ TỊCH".into(),
            name: Some("Lê Thử Nghiệm".into()),
        },
        recipients: vec!["Như trên".into(), "Thường trực Tỉnh ủy".into()],
        archive: Some("VT, NC".into()),
    };
    let day = NaiveDate::from_ymd_opt(2026, 12, 18).unwrap();
    let texts = BTreeMap::new();
    let document = document(&Material {
        head: &head,
        outline: coloa_law::outline("strategy_year", day).unwrap(),
        frozen: &frozen,
        topics: Topics::builtin(),
        words: Words::builtin(),
        texts: &texts,
        from: NaiveDate::from_ymd_opt(2025, 12, 15).unwrap(),
        to: NaiveDate::from_ymd_opt(2026, 12, 14).unwrap(),
        reckoned_on: NaiveDate::from_ymd_opt(2026, 12, 14).unwrap(),
        number: Some(5),
        date: Some(day),
        draft: false,
    });
    let docx = coloa_document::docx::docx(&document).unwrap();
    assert!(docx.starts_with(b"PK"));
    let pdf = Typesetter::system().pdf(&document).unwrap();
    let Some(pages) = coloa_testkit::pdf::pages(&pdf) else {
        return;
    };
    let (first, text) = (&pages[0], pages.concat());
    for words in [
        "ỦY BAN NHÂN DÂN",
        "TỈNH SÔNG NGỌC",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/BC-UBND",
        "Sông Ngọc, ngày 18 tháng 12 năm 2026",
        "Kính gửi: Bộ Công an",
    ] {
        assert!(first.contains(words), "{words}\n{first}");
    }
    for words in [
        "Nơi nhận:",
        "- Thường trực Tỉnh ủy;",
        "- Lưu: VT, NC.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lê Thử Nghiệm",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let one_line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line.contains("chưa báo cáo (40)"), "the silent are counted");
    for silent in [1, 17, 40] {
        assert!(
            one_line.contains(&format!("Ủy ban nhân dân xã Số {silent:03}")),
            "and named: {silent}"
        );
    }
    assert!(
        one_line.contains("Bảng trên chỉ in 300 trong") && pages.len() < 60,
        "long tables are bounded: {} pages",
        pages.len()
    );
    assert!(
        one_line.contains("175 cơ quan, đơn vị được giao 10.500 nhiệm vụ"),
        "{one_line}"
    );
}

#[tokio::test]
async fn a_wrong_file_of_days_off_stops_the_start_and_names_the_reason() {
    let data = coloa_testkit::TempData::new();
    let file = data.path().join("ngay-nghi.toml");
    let start = async || {
        let mut config = World::config(data.path(), "sqlite");
        config.installation.working_days.clone_from(&file);
        App::start(config, Arc::new(FixedClock::on(TODAY))).await
    };
    assert!(matches!(start().await, Err(StartError::DaysFile { .. })));
    let decision = "[[decision]]\nyear = 2035\nholidays = [\"tet\"]\noff = [2035-02-06, 2035-02-14]\n\
                    certainty = \"known\"\nsource = \"Thông báo thử\"\n";
    std::fs::write(&file, decision.replace("tet", "khong_co")).unwrap();
    assert!(matches!(start().await, Err(StartError::Days { .. })));
    std::fs::write(&file, decision).unwrap();
    start().await.unwrap();
    assert!(!coloa_law::workdays::is_working_day(NaiveDate::from_ymd_opt(2035, 2, 14).unwrap()).unwrap());
}

#[tokio::test]
async fn a_wrong_file_of_words_stops_the_start_and_names_the_key() {
    let data = coloa_testkit::TempData::new();
    let file = data.path().join("loi-van.toml");
    let config = || {
        let mut config = World::config(data.path(), "sqlite");
        config.installation.report_words.clone_from(&file);
        config
    };
    let start = async || App::start(config(), Arc::new(FixedClock::on(TODAY))).await;
    assert!(
        matches!(start().await, Err(StartError::WordsFile { .. })),
        "a file that is not there"
    );
    let words = include_str!("../../../report/data/words.toml");
    std::fs::write(&file, words.replace("draft = \"DỰ THẢO\"", "draft = \"\"")).unwrap();
    let refused = start().await.unwrap_err();
    assert_eq!(refused.source().unwrap().to_string(), "mark.draft is empty");
    std::fs::write(&file, words).unwrap();
    start().await.unwrap();
}
