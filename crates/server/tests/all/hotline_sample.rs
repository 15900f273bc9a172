//! The hotline of the sample province: what a citizen, an operator and whoever guards identities see of it, and that nothing
//! which says who reports stands in its files.

use crate::support::{Client, World};
use coloa_server::sample;
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::PathBuf};

const API: &str = "/api/v1/hotline";
const SITE: &str = "dichvucong-lamson.example";
const ACCOUNT: &str = "1012000333";

async fn sign_in(world: &World, name: &str) -> Client {
    let client = world.stranger();
    client.sign_in(name, sample::PASSWORD).await.expect(200);
    client
}

async fn list(client: &Client, path: &str) -> Vec<Value> {
    let page = client.get(&format!("{API}{path}")).await.expect(200).json();
    let items = page["items"].as_array().unwrap().clone();
    assert_eq!(page["total"].as_u64().unwrap(), items.len() as u64, "{path}");
    items
}

fn words<'a>(rows: &'a [Value], field: &str) -> BTreeSet<&'a str> {
    rows.iter().filter_map(|row| row[field].as_str()).collect()
}

#[tokio::test]
async fn the_portal_of_the_sample_warns_and_checks() {
    let world = World::sample().await;
    let citizen = world.stranger();
    let home = citizen.get("/cong-dan").await.expect(200).text();
    for shown in [
        "Giả trang dịch vụ công của tỉnh, thu",
        "Công an không làm việc, không thu tiền qua điện thoại",
        "1900 000 101",
        "href=\"tel:0900000113\"",
    ] {
        assert!(home.contains(shown), "{shown}");
    }
    for (path, shown) in [
        ("/cong-dan/canh-bao", SITE),
        ("/cong-dan/dinh-chinh", "không có chuyện hồ Ba Vành sắp vỡ"),
        ("/cong-dan/hoi-dap", "Mã OTP là gì"),
        ("/cong-dan/tin-nhiem", "dichvucong.lamson.gov.vn"),
        ("/cong-dan/bao-tin", "Giả danh người giao hàng"),
    ] {
        let mut page = citizen.get(path).await.expect(200).text();
        if path.ends_with("canh-bao") {
            // The list has titles; what a warning names stands on its page.
            let (_, rest) = page.split_once("/cong-dan/tin/gia-trang").unwrap();
            let slug = rest.split('"').next().unwrap();
            page = citizen
                .get(&format!("/cong-dan/tin/gia-trang{slug}"))
                .await
                .expect(200)
                .text();
        }
        assert!(page.contains(shown), "{path}: {shown}");
    }
    let check = async |value: &str| {
        let path = format!("{API}/public/check?value={value}");
        citizen.get(&path).await.expect(200).json()
    };
    let account = check(ACCOUNT).await;
    assert_eq!(account["outcome"], "warned", "{account:#}");
    assert!(account["taken"][0]["warning"]["notice_url"].is_string());
    let site = check(&format!("https://{SITE}/cap-nhat")).await;
    assert_eq!(site["outcome"], "warned");
    assert_eq!(
        site["taken"][0]["looks_like"][0]["value"], "dichvucong.lamson.gov.vn",
        "{site:#}"
    );
    assert_eq!(check("dichvucong.lamson.gov.vn").await["outcome"], "official");
    // What nobody proved yet is not official, and a phone that one person verified nothing of is not warned of.
    for unknown in ["lamsonvang.example", "0912000345"] {
        assert_eq!(check(unknown).await["outcome"], "unknown", "{unknown}");
    }
}

#[tokio::test]
async fn the_inbox_of_the_sample_is_at_work() {
    let world = World::sample().await;
    let officer = sign_in(&world, "tiepnhan").await;
    let open = list(&officer, "/reports?view=open&order=urgency&limit=50").await;
    assert_eq!(open.len(), 10);
    assert_eq!(
        (&open[0]["urgency"], &open[0]["money"], &open[0]["assigned_name"]),
        (&json!("now"), &json!("sending"), &json!(""))
    );
    assert_eq!(
        words(&open, "state"),
        BTreeSet::from(["received", "reading", "classified", "transferred", "acknowledged"])
    );
    let one = |what: &dyn Fn(&&Value) -> bool| open.iter().filter(what).count();
    assert_eq!(
        one(&|r| r["unread"] == 1 && r["files"] == 1),
        1,
        "a message, a file"
    );
    assert_eq!(one(&|r| r["is_minor"] == true && r["urgency"] == "now"), 1);
    assert_eq!(one(&|r| r["language"] == "en" && r["is_not_fluent"] == true), 1);
    assert_eq!(
        one(&|r| r["kind"] == "denunciation" && r["wants_secret"] == true),
        1
    );
    assert!(one(&|r| r["has_identity"] == false) >= 2);
    assert!(words(&open, "desk_name").len() >= 3, "several desks have work");
    let counts = officer
        .get(&format!("{API}/reports?view=open"))
        .await
        .expect(200)
        .json();
    let counts = &counts["counts"];
    assert_eq!(
        (&counts["overdue"], &counts["unread"]),
        (&json!(0), &json!(1)),
        "{counts:#}"
    );
    let closed = list(&officer, "/reports?view=closed").await;
    assert_eq!(closed.len(), 4);
    // What is urgent was phoned about before it was sent, and the receiver said that they have it.
    let urgent = open
        .iter()
        .find(|r| r["urgency"] == "now" && r["state"] == "acknowledged")
        .unwrap();
    let path = format!("{API}/reports/{}", urgent["id"].as_str().unwrap());
    let detail = officer.get(&path).await.expect(200).json();
    let (call, transfer) = (&detail["calls"][0], &detail["transfers"][0]);
    assert!(call["called_at"].as_str().unwrap() < transfer["sent_at"].as_str().unwrap());
    assert_eq!(
        (&transfer["state"], &call["is_reached"]),
        (&json!("acknowledged"), &json!(true))
    );
    assert_eq!(transfer["recipient_name"], "Công an tỉnh");
    let content = list(&officer, "/content").await;
    assert_eq!(words(&content, "state"), BTreeSet::from(["answered", "assessed"]));
}

#[tokio::test]
async fn three_reports_of_the_sample_are_a_campaign_that_warned() {
    let world = World::sample().await;
    let lead = sign_in(&world, "truongca").await;
    let campaigns = list(&lead, "/campaigns").await;
    let [campaign] = campaigns.as_slice() else {
        panic!("{campaigns:#?}")
    };
    assert_eq!(
        (&campaign["state"], &campaign["reports"], &campaign["amount"]),
        (&json!("warned"), &json!(3), &json!(89_550_000))
    );
    let path = format!("{API}/campaigns/{}", campaign["id"].as_str().unwrap());
    let detail = lead.get(&path).await.expect(200).json();
    let indicators = detail["indicators"].as_array().unwrap();
    let state = |kind: &str| {
        let found = indicators.iter().find(|i| i["kind"] == kind).unwrap();
        (found["reports"].clone(), found["verdict_state"].clone())
    };
    assert_eq!(state("bank_account"), (json!(3), json!("warned")));
    assert_eq!(state("domain"), (json!(3), json!("warned")));
    assert_eq!(state("phone"), (json!(2), Value::Null));
    assert_eq!(detail["edges"].as_array().unwrap().len(), 8);
    // The proposal of the machine is the campaign of the people.
    let clusters = lead
        .get(&format!("{API}/clusters?days=30"))
        .await
        .expect(200)
        .json();
    assert_eq!(clusters["clusters"].as_array().unwrap().len(), 1, "{clusters:#}");
    assert_eq!(clusters["clusters"][0]["campaign_id"], campaign["id"]);
    let contests = list(&lead, "/contests?state=open").await;
    assert_eq!((contests.len(), &contests[0]["value"]), (1, &json!(ACCOUNT)));
    // It waits for the one who did not warn.
    assert_eq!(contests[0]["may_decide"], true);
    let verifier = sign_in(&world, "truongca2").await;
    let contests = list(&verifier, "/contests?state=open").await;
    assert_eq!(contests[0]["may_decide"], false);
}

#[tokio::test]
async fn who_denounced_is_seen_with_the_second_person_of_the_sample() {
    let world = World::sample().await;
    let asker = sign_in(&world, "dongy").await;
    let waiting = list(&asker, "/reveals?open=true").await;
    let [request] = waiting.as_slice() else {
        panic!("{waiting:#?}")
    };
    assert_eq!(
        (&request["needs_second"], &request["may"]),
        (&json!(true), &json!([]))
    );
    let path = format!("{API}/reveals/{}", request["id"].as_str().unwrap());
    asker.post(&format!("{path}/open"), &json!({})).await.expect(409);
    let officer = sign_in(&world, "tiepnhan").await;
    officer.get(&format!("{API}/reveals")).await.expect(403);
    let second = sign_in(&world, "modanhtinh").await;
    let yes = json!({ "grant": true, "reason": "Cần hỏi lại để chuyển đủ căn cứ" });
    second.post(&format!("{path}/decide"), &yes).await.expect(200);
    let identity = asker
        .post(&format!("{path}/open"), &json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(identity["name"], "Lâm Văn Mẫu Bốn");
}

/// Every file below a folder.
fn files(folder: PathBuf) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test]
async fn nobody_who_reports_in_the_sample_stands_in_its_files() {
    let world = World::sample().await;
    let mut stored = Vec::new();
    for path in files(world.db().data().path().to_owned()) {
        stored.push(std::fs::read(path).unwrap());
    }
    let stands = |text: &str| {
        let bytes = text.as_bytes();
        stored.iter().any(|file| coloa_testkit::holds(file, bytes))
    };
    // That the look finds what is there: a redacted copy, a public warning, somebody at work.
    for open in [
        "rồi chặn số",
        "Giả trang dịch vụ công",
        "Lương Thị Tiếp Nhận",
        ACCOUNT,
    ] {
        assert!(stands(open), "{open}");
    }
    let mut secrets: Vec<String> = [
        "Lâm Văn Mẫu",
        "Lâm Thị Mẫu",
        "Em Mẫu Mười",
        "Sample Reporter",
        "mau.bon@",
        "sample.eight@",
        "099000000207",
        "ngõ Giếng Mẫu",
        "không muốn để lại tên",
        "1012000999",
        "1012 000 999",
        "chưa dám nói với bố mẹ",
        "Mẹ tôi đang nghe điện thoại",
        "immigration officer",
        "phí 10%",
        "doan-chat",
        "hệ thống mở khóa",
        "giấy xác nhận",
        "Bạn dừng nạp tiền là đúng",
    ]
    .map(str::to_owned)
    .to_vec();
    for last in 201..=212 {
        secrets.push(format!("0900 000 {last}"));
        secrets.push(format!("0900000{last}"));
    }
    for secret in secrets {
        assert!(!stands(&secret), "{secret}");
    }
}
