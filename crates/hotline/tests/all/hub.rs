//! Two hundred invented reports that all name hubs: the writers' own accounts, hotlines of banks, names of banks, big sites,
//! registered official numbers. Campaigns stay apart, and every report of a campaign is found.

use crate::support::{Draft, Filed, World};
use coloa_hotline::{
    campaign::{
        cluster::clusters,
        found::{self, MOST_NAMING},
    },
    entity::{trust_item, trust_organisation},
    mention::{
        self, Said,
        hub::{self, HubDraft, HubReason},
    },
    model::{MentionRole, Proof, TrustKind, TrustState},
    store::mention::Joining,
};
use coloa_platform::db::rows;
use coloa_testkit::{TestDb, store_suite};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Real campaigns, reports of each, and reports that stand alone.
const CAMPAIGNS: usize = 12;
const EACH: usize = 10;
const ALONE: usize = 80;

/// The same thing in four spellings.
fn spelled(first: &str, rest: [&str; 2], way: usize) -> String {
    match way % 4 {
        0 => format!("{first}{}{}", rest[0], rest[1]),
        1 => format!("+84 {} {} {}", &first[1..], rest[0], rest[1]),
        2 => format!("{first}.{}.{}", rest[0], rest[1]),
        _ => format!(
            "{} {} {}",
            first.replace('0', "o"),
            rest[0].replace('0', "o"),
            rest[1].replace('1', "l")
        ),
    }
}

/// What offenders of a group use: six things, each in sentences of its own.
fn offender(group: usize, thing: usize, way: usize) -> String {
    let middle = format!("{group:03}");
    match thing % 6 {
        0 => format!(
            "Có người gọi từ {} tự xưng nhân viên ngân hàng.",
            spelled("0912", [&middle, "101"], way)
        ),
        1 => format!(
            "SĐT {} gọi cho tôi ba lần.",
            spelled("0912", [&middle, "102"], way + 1)
        ),
        2 if way.is_multiple_of(2) => format!("Chúng bắt chuyển vào stk 1012{middle}101 Vietcombank."),
        2 => format!("Tiền phải chuyển tới tài khoản 1012 {middle} 101 ngân hàng VCB."),
        3 => format!("Nó gửi link https://mau-gia-{group}.example/dang-ky?ref={way} để đăng ký."),
        4 if way.is_multiple_of(2) => format!("Nick Telegram @gia_mau_{group} hướng dẫn."),
        4 => format!("Nó dùng tele t.me/gia_mau_{group} để nhắn."),
        _ => format!("Chuyển khoản đến số tài khoản 1012{middle}202 tại Ngân hàng Ngoại thương."),
    }
}

/// What many reports name: four of these in each.
fn hubs(report: usize) -> String {
    let own = report % 20;
    let all = [
        "Tôi đã gọi tổng đài 1900 0055 để khóa thẻ.".to_owned(),
        "Tôi gọi hotline ngân hàng 024 7300 0155 nhưng không ai nghe.".to_owned(),
        "Chúng tôi quen nhau trên facebook.com cách đây một tháng.".to_owned(),
        "Tôi tìm trên https://www.google.com thì thấy quảng cáo.".to_owned(),
        "Tôi đã báo lên cổng dichvucong.gov.vn rồi.".to_owned(),
        "Tôi xem trang vietcombank.com.vn thì không thấy nói gì.".to_owned(),
        "Tôi viết thư cho cskh@vietcombank.com.vn mà chưa trả lời.".to_owned(),
        "Tôi nhắn trang @vietcombank để hỏi.".to_owned(),
        "Tôi gọi 18008108 để hỏi.".to_owned(),
        "Đơn vị giao hàng gọi bằng số 0912000999 là thật.".to_owned(),
        // The same person is deceived again and again, by different people.
        format!("Số của tôi là 0912777{own:03} ạ."),
        format!("Stk của em là 0071000777{own:03} Vietcombank, bị trừ hết tiền."),
    ];
    (0..4)
        .map(|n| all[(report * 5 + n * 3) % all.len()].clone())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The reports, and which campaign each belongs to.
fn reports() -> Vec<(Option<usize>, String)> {
    let mut all = Vec::new();
    for campaign in 0..CAMPAIGNS {
        for n in 0..EACH {
            // A ring: each shares with the next, none with all.
            let (one, next) = (offender(campaign, n, n), offender(campaign, n + 1, n + campaign));
            all.push((Some(campaign), format!("{one} {next}")));
        }
    }
    for n in 0..ALONE {
        all.push((None, offender(100 + n, n, n)));
    }
    let with_hubs =
        |(n, (campaign, text)): (usize, (Option<usize>, String))| (campaign, format!("{text} {}", hubs(n)));
    all.into_iter().enumerate().map(with_hubs).collect()
}

async fn registered(world: &World, number: &str) {
    let organisation = trust_organisation::Model {
        id: Uuid::now_v7(),
        name: "Công ty Mẫu".to_owned(),
        name_search: "cong ty mau".to_owned(),
        kind: "company".to_owned(),
        agency_id: None,
        registration_number: number.to_owned(),
        state: "active".to_owned(),
        created_by: "thử nghiệm".to_owned(),
        created_at: world.now(),
        updated_at: world.now(),
        version: 1,
    };
    let row = trust_item::Model {
        id: Uuid::now_v7(),
        organisation_id: organisation.id,
        kind: TrustKind::Hotline.to_string(),
        value: number.to_owned(),
        match_key: number.to_owned(),
        platform: String::new(),
        proof: Proof::Document.to_string(),
        token: String::new(),
        state: TrustState::Proved.to_string(),
        document: "Công văn mẫu".to_owned(),
        checked_at: Some(world.now()),
        check_fault: None,
        proved_at: Some(world.now()),
        expires_at: Some(world.now() + chrono::Duration::days(365)),
        created_by: "thử nghiệm".to_owned(),
        created_at: world.now(),
        updated_at: world.now(),
        version: 1,
    };
    let tx = world.access.db().begin().await.unwrap();
    rows::insert::<trust_organisation::Entity, _, _>(&tx, organisation)
        .await
        .unwrap();
    rows::insert::<trust_item::Entity, _, _>(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
}

/// An operator takes over what is proposed.
async fn confirm(world: &World, filed: &Filed, draft: &Draft) -> Vec<mention::Proposal> {
    let row = world.row(filed.id).await;
    let proposals = mention::proposals(&world.hotline, &row, &draft.form, &draft.narrative, &[])
        .await
        .unwrap();
    let said: Vec<Said> = proposals
        .iter()
        .map(|p| Said {
            kind: p.kind.to_string(),
            value: p.value.clone(),
            bank: p.bank.clone().unwrap_or_default(),
            service: p.service.clone().unwrap_or_default(),
            role: p.role.to_string(),
        })
        .collect();
    mention::confirm(&world.hotline, &world.intake, filed.id, row.version, &said)
        .await
        .unwrap();
    proposals
}

store_suite!(campaigns_stay_apart_although_all_reports_name_hubs => apart);

async fn apart(db: TestDb) {
    let world = World::on(db).await;
    for number in ["19000055", "02473000155"] {
        registered(&world, number).await;
    }
    let shop = HubDraft {
        kind: "phone".to_owned(),
        value: "0912 000 999".to_owned(),
        label: "Đơn vị giao hàng mẫu".to_owned(),
        reason: "Số thật của một doanh nghiệp".to_owned(),
        joins: false,
    };
    hub::add(&world.hotline, &world.lead, &shop).await.unwrap();

    let all = reports();
    assert_eq!(all.len(), 200);
    let mut expected: BTreeMap<usize, BTreeSet<Uuid>> = BTreeMap::new();
    let mut everything: Vec<Joining> = Vec::new();
    let mut reasons: BTreeSet<&str> = BTreeSet::new();
    let mut own = 0;
    for (campaign, narrative) in all {
        let draft = Draft::about(&narrative);
        let filed = world.file_report(draft.clone()).await;
        for proposal in confirm(&world, &filed, &draft).await {
            reasons.extend(proposal.hub.map(HubReason::as_str));
            own += usize::from(proposal.role == MentionRole::Victim);
            everything.push(Joining {
                report_id: filed.id,
                kind: proposal.kind.to_string(),
                match_key: proposal.match_key,
                bank: proposal.bank,
            });
        }
        if let Some(campaign) = campaign {
            expected.entry(campaign).or_default().insert(filed.id);
        }
    }
    // Every sort of hub was among them, and without knowing them all reports would be one heap.
    let all_reasons = [
        "added",
        "bank",
        "big_site",
        "official",
        "service_number",
        "trusted",
    ];
    assert_eq!(reasons, BTreeSet::from(all_reasons));
    assert!(own >= 40, "{own} of the writers' own");
    let heap = clusters(&everything, usize::MAX);
    assert_eq!(heap.clusters.len(), 1);
    assert_eq!(heap.clusters[0].reports.len(), 200);

    let window = found::window(&world.hotline, &world.lead, None).await.unwrap();
    assert_eq!((window.reports, window.is_cut), (200, false));
    let found: BTreeSet<BTreeSet<Uuid>> = window
        .clusters
        .iter()
        .map(|c| c.reports.iter().map(|r| r.id).collect())
        .collect();
    assert_eq!(found, expected.values().cloned().collect());
    assert_eq!(window.common, []);
    for cluster in &window.clusters {
        assert!(cluster.shared.len() >= 5, "{:?}", cluster.shared);
        assert_eq!(cluster.total, EACH);
    }

    // Walked from one report, the same is found.
    for reports in expected.values() {
        let first = *reports.first().unwrap();
        let around = found::around(&world.hotline, &world.lead, first)
            .await
            .unwrap()
            .unwrap();
        let ids: BTreeSet<Uuid> = around.reports.iter().map(|r| r.id).collect();
        assert_eq!(&ids, reports);
    }
    const { assert!(EACH < MOST_NAMING) };
}

store_suite!(what_becomes_a_hub_parts_reports => parts);

async fn parts(db: TestDb) {
    let world = World::on(db).await;
    let mut filed = Vec::new();
    for _ in 0..2 {
        let draft = Draft::about("Trang web mau-gia-3.example giống trang thật, số 0912003101 gọi tôi.");
        let one = world.file_report(draft.clone()).await;
        confirm(&world, &one, &draft).await;
        filed.push(one.id);
    }
    let joined = async || {
        let found = found::around(&world.hotline, &world.lead, filed[0])
            .await
            .unwrap();
        found
            .map(|f| {
                f.shared
                    .iter()
                    .map(|s| s.match_key.clone())
                    .collect::<BTreeSet<_>>()
            })
            .unwrap_or_default()
    };
    let both = BTreeSet::from(["0912003101".to_owned(), "mau-gia-3.example".to_owned()]);
    assert_eq!(joined().await, both);

    let draft = |kind: &str, value: &str| HubDraft {
        kind: kind.to_owned(),
        value: value.to_owned(),
        reason: "Số thật".to_owned(),
        ..HubDraft::default()
    };
    let refused = hub::add(&world.hotline, &world.intake, &draft("phone", "0912003101")).await;
    assert!(refused.is_err(), "who may not verify adds no hub");
    let phone = hub::add(&world.hotline, &world.lead, &draft("phone", "+84 912 003 101"))
        .await
        .unwrap();
    assert!(
        hub::add(&world.hotline, &world.lead, &draft("phone", "0912003101"))
            .await
            .is_err(),
        "it is one already"
    );
    assert_eq!(joined().await, BTreeSet::from(["mau-gia-3.example".to_owned()]));
    let host = hub::add(&world.hotline, &world.lead, &draft("domain", "mau-gia-3.example"))
        .await
        .unwrap();
    assert_eq!(joined().await, BTreeSet::new());

    hub::remove(&world.hotline, &world.lead, phone.id).await.unwrap();
    hub::remove(&world.hotline, &world.lead, host.id).await.unwrap();
    assert_eq!(joined().await, both);
    assert_eq!(hub::list(&world.hotline, &world.intake).await.unwrap().len(), 0);

    // What an organisation proves afterwards joins no more, without anybody touching the reports.
    registered(&world, "0912003101").await;
    assert_eq!(joined().await, BTreeSet::from(["mau-gia-3.example".to_owned()]));
}
