//! `/api/v1/plans`: import over HTTP, spans as JavaScript counts them, conflicts, paging of items.

use crate::support::World;
use coloa_auth::Role;
use serde_json::{Value, json};

/// A short plan with a character outside the basic plane before the tasks.
pub const PLAN: &str = "ỦY BAN NHÂN DÂN\nTỈNH SÔNG NGỌC\n\nSố: 45/KH-UBND\n\nSông Ngọc, ngày 10 tháng 3 năm 2026\n\nKẾ HOẠCH\nBảo đảm an ninh mạng năm 2026 🛡\n\nI. MỤC TIÊU\n\n1. 100% hệ thống thông tin cấp độ 3 được giám sát.\n\nII. NHIỆM VỤ\n\n1. Bảo vệ hệ thống\n\na) Rà soát hệ thống thông tin của tỉnh.\n\n- Chủ trì: Công an tỉnh.\n\n- Phối hợp: các sở, ban, ngành.\n\n- Thời gian: Quý II năm 2026.\n\nb) Tổ chức diễn tập ứng cứu sự cố.\n\n- Chủ trì: Công an tỉnh.\n\n- Thời gian: Hằng năm.\n\nIII. TỔ CHỨC THỰC HIỆN\n\n1. Công an tỉnh\n\na) Theo dõi, đôn đốc việc thực hiện Kế hoạch.\n";

/// An agency of the directory that may own a plan.
async fn owner(world: &World) -> coloa_base::AgencyId {
    use coloa_agency::model::{Facts, Name, Period};
    let facts = Facts {
        kind: "department".into(),
        level: "province".into(),
        names: vec![Name {
            full: "Cơ quan mẫu".into(),
            abbreviation: None,
            symbol: None,
            period: Period::ALWAYS,
            basis: None,
        }],
        ..Facts::default()
    };
    world
        .app
        .agencies
        .create(&coloa_auth::Actor::command_line(), facts)
        .await
        .unwrap()
}

async fn imported(world: &World) -> (crate::support::Client, Value) {
    let agency = owner(world).await;
    let coordinator = world.as_role(Role::Coordinator, Some(agency)).await;
    let owner = agency.to_string();
    let files: [(&str, &str, &[u8]); 1] = [("file", "ke-hoach.txt", PLAN.as_bytes())];
    let made = coordinator
        .upload("/api/v1/plans/import", &[("owner", &owner)], &files)
        .await
        .expect(201)
        .json();
    (coordinator, made)
}

#[tokio::test]
async fn spans_count_utf16_units_of_the_text() {
    let world = World::new().await;
    let (coordinator, made) = imported(&world).await;
    let version = made["version_id"].as_str().unwrap();
    let path = format!("/api/v1/plans/versions/{version}");
    let text = coordinator.get(&format!("{path}/text")).await.expect(200).json()["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let units: Vec<u16> = text.encode_utf16().collect();
    let page = coordinator
        .get(&format!("{path}/items?kind=task"))
        .await
        .expect(200)
        .json();
    assert_eq!(page["total"], 2);
    for item in page["items"].as_array().unwrap() {
        for party in item["parties"].as_array().unwrap() {
            let span = &item["spans"][format!("party:{}", party["id"].as_str().unwrap())];
            let at = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
            let found = String::from_utf16(&units[at("start")..at("end")]).unwrap();
            assert_eq!(found, party["printed"].as_str().unwrap());
        }
    }
    let second = coordinator
        .get(&format!("{path}/items?offset=1&limit=1"))
        .await
        .expect(200)
        .json();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert!(second["total"].as_u64().unwrap() > 2);
    assert_eq!(
        coordinator
            .get(&format!("{path}/items?show=nothing"))
            .await
            .code(),
        "request.invalid"
    );
    let file = coordinator.get(&format!("{path}/file")).await.expect(200);
    assert_eq!(file.text(), PLAN);
}

#[tokio::test]
async fn an_edit_needs_the_version_it_saw() {
    let world = World::new().await;
    let (coordinator, made) = imported(&world).await;
    let version = made["version_id"].as_str().unwrap();
    let page = coordinator
        .get(&format!("/api/v1/plans/versions/{version}/items"))
        .await
        .expect(200)
        .json();
    let item = &page["items"][0];
    let path = format!("/api/v1/plans/items/{}", item["id"].as_str().unwrap());
    let mut edit = item.clone();
    edit["text"] = json!("Nội dung đã sửa.");
    let seen = i32::try_from(item["version"].as_i64().unwrap()).unwrap();
    coordinator.put(&path, seen, &edit).await.expect(200);
    assert_eq!(
        coordinator.put(&path, seen, &edit).await.expect(412).code(),
        "plan.conflict"
    );
    let now = coordinator.get(&path).await.expect(200);
    assert_eq!(now.json()["text"], "Nội dung đã sửa.");
}

#[tokio::test]
async fn what_is_refused_says_why() {
    let world = World::new().await;
    let agency = owner(&world).await;
    let coordinator = world.as_role(Role::Coordinator, Some(agency)).await;
    let owner = agency.to_string();
    let send = async |fields: &[(&str, &str)], name: &str, content: &[u8]| {
        coordinator
            .upload("/api/v1/plans/import", fields, &[("file", name, content)])
            .await
            .code()
    };
    let mine: [(&str, &str); 1] = [("owner", &owner)];
    assert_eq!(send(&mine, "a.txt", b"").await, "read.empty");
    assert_eq!(
        send(&mine, "a.txt", "Một bức thư ngắn gửi bạn bè cũ.".as_bytes()).await,
        "plan.not_a_plan"
    );
    assert_eq!(send(&mine, "a.docx", b"PK\x03\x04").await, "read.damaged");
    assert_eq!(send(&[], "a.txt", PLAN.as_bytes()).await, "request.invalid");
    let secret: [(&str, &str); 2] = [("owner", &owner), ("handling", "secret")];
    assert_eq!(
        send(&secret, "a.txt", PLAN.as_bytes()).await,
        "file.handling_refused"
    );
    let stamped = PLAN.replace("Số: 45/KH-UBND\n", "Số: 45/KH-UBND\n\nĐỘ MẬT: MẬT\n");
    assert_eq!(
        send(&mine, "a.txt", stamped.as_bytes()).await,
        "file.handling_refused"
    );
    let unknown = coloa_base::AgencyId::new().to_string();
    assert_eq!(
        send(&[("owner", &unknown)], "a.txt", PLAN.as_bytes()).await,
        "auth.forbidden"
    );
    let page = coordinator.get("/api/v1/plans").await.expect(200).json();
    assert_eq!(page["total"], 0);
}

#[tokio::test]
async fn a_known_document_is_imported_again_on_demand() {
    let world = World::new().await;
    let (coordinator, made) = imported(&world).await;
    let plan = &made["plan_id"];
    let owner = coordinator
        .get(&format!("/api/v1/plans/{}", plan.as_str().unwrap()))
        .await
        .expect(200)
        .json()["owner_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let files: [(&str, &str, &[u8]); 1] = [("file", "ke-hoach.txt", PLAN.as_bytes())];
    let send =
        async |fields: &[(&str, &str)]| coordinator.upload("/api/v1/plans/import", fields, &files).await;
    let refused = send(&[("owner", &owner)]).await.expect(409);
    assert_eq!(refused.code(), "plan.duplicate");
    assert_eq!(&refused.json()["params"]["plan"], plan);
    send(&[("owner", &owner), ("accept_duplicate", "true")])
        .await
        .expect(201);
}

#[tokio::test]
async fn approval_names_what_is_missing() {
    let world = World::new().await;
    let (coordinator, made) = imported(&world).await;
    let version = made["version_id"].as_str().unwrap();
    let path = format!("/api/v1/plans/versions/{version}");
    let detail = coordinator.get(&path).await.expect(200).json();
    let seen = i32::try_from(detail["version"].as_i64().unwrap()).unwrap();
    assert!(
        detail["unresolved"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["printed"] == "Công an tỉnh")
    );
    let refused = coordinator
        .call(
            http::Method::POST,
            &format!("{path}/approve"),
            Some(&json!({ "accept_unseen": true })),
            Some(seen),
        )
        .await
        .expect(409);
    assert_eq!(refused.code(), "plan.unresolved_agencies");
    assert!(
        refused.json()["params"]["names"]
            .as_str()
            .unwrap()
            .contains("Công an tỉnh")
    );
}
