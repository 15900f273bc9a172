//! Campaigns: begun from what reports share, changed, and shown as far as somebody reaches; `steps` what they become.

mod steps;

pub use self::steps::cases;

use crate::support::{Draft, World};
use coloa_hotline::{
    HotlineError,
    campaign::{
        self, CampaignDraft, CampaignFilter,
        found::window,
        indicators::{self, IndicatorFilter},
    },
    entity::campaign::Model as Campaign,
    mention::{self, Said},
    model::{CampaignState, MentionRole},
    store,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

const SECRET: &str = "Cháu Mẫu Thị Bí Mật ở xóm Thử kể rằng bị dọa";

/// Reports that name these as the offender's, each `kind value`.
async fn report(world: &World, named: &[(&str, &str)], change: impl FnOnce(&mut Draft)) -> Uuid {
    let narrative = format!("{SECRET} lần thứ {}", Uuid::now_v7());
    let own = |d: &mut Draft| d.network = Some(Uuid::now_v7().to_string());
    let filed = world
        .file_report(Draft::about(&narrative).with(own).with(change))
        .await;
    let list: Vec<Said> = named
        .iter()
        .map(|(kind, value)| Said {
            kind: (*kind).to_owned(),
            value: (*value).to_owned(),
            role: MentionRole::Offender.to_string(),
            ..Said::default()
        })
        .collect();
    let row = world.row(filed.id).await;
    mention::confirm(&world.hotline, &world.intake, filed.id, row.version, &list)
        .await
        .unwrap();
    filed.id
}

fn draft(name: &str) -> CampaignDraft {
    CampaignDraft {
        name: name.to_owned(),
        ..CampaignDraft::default()
    }
}

const NAMED: [(&str, &str); 4] = [
    ("phone", "0912003101"),
    ("domain", "mau-gia-3.example"),
    ("url", "https://mau-gia-3.example/kyc"),
    ("ip", "203.0.113.9"),
];

/// A campaign of two reports that share everything.
async fn two(world: &World) -> (Campaign, Vec<Uuid>) {
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(report(world, &NAMED, |d| d.form.amount = Some(5_000_000)).await);
    }
    let row = campaign::create(
        &world.hotline,
        &world.intake,
        &draft("Giả mạo ngân hàng mẫu"),
        &ids,
    )
    .await
    .unwrap();
    (row, ids)
}

async fn now(world: &World, id: Uuid) -> Campaign {
    store::campaign::find(world.access.db().reader(), id)
        .await
        .unwrap()
}

store_suite!(a_cluster_becomes_a_campaign => begun);

async fn begun(db: TestDb) {
    let world = World::on(db).await;
    let (row, ids) = two(&world).await;
    assert_eq!(
        (row.number.as_str(), row.state.as_str(), row.version),
        ("CD-2026-0001", "open", 1)
    );
    let found = window(&world.hotline, &world.intake, Some(7)).await.unwrap();
    assert_eq!(
        (found.clusters.len(), found.clusters[0].campaign),
        (1, Some(row.id))
    );

    let detail = campaign::read(&world.hotline, &world.intake, row.id)
        .await
        .unwrap();
    assert_eq!(
        (detail.line.tally.reports, detail.line.tally.amount),
        (2, Some(10_000_000))
    );
    assert!(detail.line.tally.first_at.is_some());
    assert_eq!(
        (detail.reports.len(), detail.indicators.len(), detail.edges.len()),
        (2, 4, 8)
    );
    assert!(
        detail
            .indicators
            .iter()
            .all(|i| i.joins && !i.is_hub && i.reports == 2)
    );

    // Found by number and name, without marks; narrowed by state.
    for (search, state, total) in [
        ("gia mao NGAN", None, 1),
        ("cd-2026-0001", None, 1),
        ("không có", None, 0),
        ("", Some(CampaignState::Open), 1),
        ("", Some(CampaignState::Closed), 0),
    ] {
        let filter = CampaignFilter {
            search: Some(search.to_owned()),
            state,
            offset: 0,
            limit: 10,
        };
        let (lines, count) = campaign::list(&world.hotline, &world.intake, &filter)
            .await
            .unwrap();
        assert_eq!((lines.len() as u64, count), (total, total), "{search} {state:?}");
    }

    let third = report(&world, &[("phone", "0912003202")], |_| {}).await;
    let h = &world.hotline;
    let changed = campaign::change_reports(h, &world.intake, row.id, 1, &[third, ids[0]], &[ids[1]])
        .await
        .unwrap();
    assert_eq!(changed.version, 2);
    let reports = store::campaign::reports_of(world.access.db().reader(), row.id)
        .await
        .unwrap();
    assert_eq!(reports, [ids[0], third]);
    let stale = campaign::change(h, &world.intake, row.id, 1, &draft("Tên khác")).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let renamed = campaign::change(h, &world.intake, row.id, 2, &draft("Tên khác"))
        .await
        .unwrap();
    assert_eq!(renamed.name, "Tên khác");
    let unknown = campaign::change_reports(h, &world.intake, row.id, 3, &[Uuid::now_v7()], &[]).await;
    assert!(matches!(
        unknown,
        Err(HotlineError::Invalid {
            field: "report_ids",
            ..
        })
    ));
    campaign::close(h, &world.intake, row.id, 3).await.unwrap();
    let closed = campaign::change_reports(h, &world.intake, row.id, 4, &[ids[1]], &[]).await;
    assert!(matches!(closed, Err(HotlineError::State { reason: "closed" })));
    for name in ["", " ", &"x".repeat(201)] {
        assert!(
            campaign::create(h, &world.intake, &draft(name), &[])
                .await
                .is_err(),
            "{name}"
        );
    }
}

store_suite!(a_campaign_shows_no_report_beyond_reach => reach);

async fn reach(db: TestDb) {
    let world = World::on(db).await;
    let commune = world.commune.uuid();
    let near = report(&world, &NAMED, |d| d.form.commune = Some(commune)).await;
    let far = report(&world, &NAMED, |_| {}).await;
    let h = &world.hotline;
    let both = campaign::create(h, &world.intake, &draft("Cả hai"), &[near, far])
        .await
        .unwrap();
    let other = campaign::create(h, &world.intake, &draft("Nơi khác"), &[far])
        .await
        .unwrap();
    let officer = &world.commune_intake;
    let (lines, total) = campaign::list(
        h,
        officer,
        &CampaignFilter {
            limit: 10,
            ..CampaignFilter::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (total, lines[0].campaign.id, lines[0].tally.reports),
        (1, both.id, 1)
    );
    let detail = campaign::read(h, officer, both.id).await.unwrap();
    assert_eq!(detail.reports.iter().map(|r| r.id).collect::<Vec<_>>(), [near]);
    assert!(detail.edges.iter().all(|e| e.report == near));
    assert!(detail.indicators.iter().all(|i| i.reports == 1));
    assert!(matches!(
        campaign::read(h, officer, other.id).await,
        Err(HotlineError::NotFound)
    ));
    // Campaigns are the installation's: who handles reports of one commune changes none.
    assert!(
        campaign::change(h, officer, both.id, 1, &draft("x"))
            .await
            .is_err()
    );
    assert!(window(h, officer, None).await.unwrap().clusters.is_empty());
    let (lines, total) = indicators::list(
        h,
        officer,
        &IndicatorFilter {
            limit: 10,
            ..IndicatorFilter::default()
        },
    )
    .await
    .unwrap();
    assert_eq!((total, lines.iter().all(|l| l.reports == 1)), (4, true));
}

store_suite!(what_offenders_use_is_found_however_it_is_written => listed);

async fn listed(db: TestDb) {
    let world = World::on(db).await;
    two(&world).await;
    report(
        &world,
        &[("phone", "0912003202"), ("bank_account", "1012003101")],
        |_| {},
    )
    .await;
    let search = async |search: &str, kind: Option<&str>| {
        let filter = IndicatorFilter {
            kind: kind.map(str::to_owned),
            search: Some(search.to_owned()),
            offset: 0,
            limit: 10,
        };
        let (lines, total) = indicators::list(&world.hotline, &world.intake, &filter)
            .await
            .unwrap();
        assert_eq!(lines.len(), total);
        lines
            .into_iter()
            .map(|l| (l.match_key, l.reports))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        search("+84 912 003 101", None).await,
        [("0912003101".to_owned(), 2)]
    );
    assert_eq!(
        search("https://mau-gia-3.example/kyc", None).await,
        [("mau-gia-3.example/kyc".to_owned(), 2)]
    );
    assert_eq!(
        search("MAU-GIA", Some("domain")).await,
        [("mau-gia-3.example".to_owned(), 2)]
    );
    assert_eq!(
        search("", Some("bank_account")).await,
        [("1012003101".to_owned(), 1)]
    );
    assert_eq!(search("", None).await.len(), 6);
    assert_eq!(search("khong co", None).await, []);
    let wrong = IndicatorFilter {
        kind: Some("hash".to_owned()),
        ..IndicatorFilter::default()
    };
    assert!(
        indicators::list(&world.hotline, &world.intake, &wrong)
            .await
            .is_err()
    );
}
