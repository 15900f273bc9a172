//! What reports name: proposed, confirmed, and of the reporter's own kept as no more than a tag.

use crate::support::{Draft, World};
use coloa_base::{AreaError as _, ErrorKind};
use coloa_hotline::{
    HotlineError,
    form::Identity,
    keys,
    mention::{self, Place, Said, hub::HubReason, sharing},
    model::MentionRole,
    seal::SecretKey,
    store,
    verdict::{self, VerdictDraft},
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

fn said(kind: &str, value: &str, bank: &str, role: MentionRole) -> Said {
    Said {
        kind: kind.to_owned(),
        value: value.to_owned(),
        bank: bank.to_owned(),
        service: String::new(),
        role: role.to_string(),
    }
}

/// Confirms these in a report as it stands.
async fn confirm(world: &World, report: Uuid, list: &[Said]) -> Result<(), HotlineError> {
    let row = world.row(report).await;
    mention::confirm(&world.hotline, &world.intake, report, row.version, list)
        .await
        .map(drop)
}

async fn stored(world: &World, report: Uuid) -> Vec<(String, String, String, bool)> {
    let rows = store::mention::of_report(world.access.db().reader(), report)
        .await
        .unwrap();
    rows.into_iter()
        .map(|m| (m.kind, m.value, m.role, m.joins))
        .collect()
}

fn row(kind: &str, value: &str, role: MentionRole, joins: bool) -> (String, String, String, bool) {
    (kind.to_owned(), value.to_owned(), role.to_string(), joins)
}

store_suite!(everything_that_a_report_names_is_proposed => proposed);

async fn proposed(db: TestDb) {
    let world = World::on(db).await;
    // Two others name the phone, and the public is warned of the domain.
    for _ in 0..2 {
        let other = world.file_report(Draft::default()).await;
        let list = [
            said("phone", "0912003101", "", MentionRole::Offender),
            said("domain", "mau-gia-3.example", "", MentionRole::Offender),
        ];
        confirm(&world, other.id, &list).await.unwrap();
    }
    let warning = VerdictDraft {
        kind: "domain".to_owned(),
        value: "mau-gia-3.example".to_owned(),
        reason: "Trang giả mạo".to_owned(),
        ..VerdictDraft::default()
    };
    verdict::warn(&world.hotline, &world.lead, &warning)
        .await
        .unwrap();

    let narrative = "Có người gọi từ o912 oo3 1o1, bắt chuyển vào stk 1012003101 VCB. Stk của em là 0071000777001 Vietcombank. \
                     Tôi xem facebook.com rồi.";
    let draft = Draft::about(narrative)
        .naming("+84 912 003 101", "")
        .naming("1012003202", "Ngân hàng Ngoại thương")
        .naming("gia_mau_3", "")
        .naming("https://mau-gia-3.example/dang-ky", "");
    let filed = world.file_report(draft.clone()).await;
    let messages = [
        "Nó vừa nhắn từ t.me/gia_mau_3".to_owned(),
        "Thêm số 0912003555 nữa".to_owned(),
    ];
    let report = world.row(filed.id).await;
    let found = mention::proposals(&world.hotline, &report, &draft.form, narrative, &messages)
        .await
        .unwrap();
    let one = |kind: &str, key: &str| {
        let mut all = found
            .iter()
            .filter(|p| p.kind.as_str() == kind && p.match_key == key);
        let one = all.next().unwrap_or_else(|| panic!("{kind} {key}: {found:#?}"));
        assert!(all.next().is_none(), "{key} is proposed twice");
        one
    };
    assert_eq!(found.len(), 9, "{found:#?}");
    let phone = one("phone", "0912003101");
    assert_eq!(
        (phone.role, phone.known_reports, phone.warned),
        (MentionRole::Offender, 2, false)
    );
    // The place in the text says more than the field.
    assert_eq!(
        (phone.place, phone.raw.as_str()),
        (Place::Narrative, "o912 oo3 1o1")
    );
    let span = phone.span.unwrap();
    let named: String = narrative
        .chars()
        .skip(span.start)
        .take(span.end - span.start)
        .collect();
    assert_eq!(named, "o912 oo3 1o1");
    assert_eq!(
        one("bank_account", "1012003101").bank.as_deref(),
        Some("vietcombank")
    );
    let in_form = one("bank_account", "1012003202");
    assert_eq!(
        (in_form.bank.as_deref(), in_form.place),
        (Some("vietcombank"), Place::Form)
    );
    let own = one("bank_account", "0071000777001");
    assert_eq!((own.own, own.role), (true, MentionRole::Victim));
    let site = one("domain", "facebook.com");
    assert_eq!(
        (site.hub, site.role),
        (Some(HubReason::BigSite), MentionRole::Third)
    );
    assert_eq!(one("handle", "@gia_mau_3").service.as_deref(), Some("telegram"));
    assert_eq!(one("url", "mau-gia-3.example/dang-ky").known_reports, 0);
    let domain = one("domain", "mau-gia-3.example");
    assert_eq!((domain.known_reports, domain.warned), (2, true));
    assert_eq!(one("phone", "0912003555").place, Place::Message(1));
}

store_suite!(what_is_confirmed_is_stored_in_one_form => confirmed);

async fn confirmed(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let offender = MentionRole::Offender;
    let list = [
        said("phone", "+84 912 003 101", "", offender),
        said("phone", "0912.003.101", "", offender),
        said("bank_account", "1012 003 101", "VCB", offender),
        said("url", "hxxps://mau-gia-3[.]example/kyc", "", offender),
        said("url", "https://mau-gia-3.example/", "", offender),
        said("url", "https://t.me/gia_mau_3", "", offender),
        said("domain", "www.facebook.com", "", MentionRole::Third),
        said("domain", "dichvucong.gov.vn", "", offender),
    ];
    confirm(&world, filed.id, &list).await.unwrap();
    let expected = [
        row("phone", "0912003101", offender, true),
        row("bank_account", "1012003101", offender, true),
        row("url", "https://mau-gia-3.example/kyc", offender, true),
        row("domain", "mau-gia-3.example", offender, true),
        row("handle", "@gia_mau_3", offender, true),
        row("domain", "www.facebook.com", MentionRole::Third, false),
        // Whoever says so, an official domain joins nothing.
        row("domain", "dichvucong.gov.vn", offender, false),
    ];
    assert_eq!(stored(&world, filed.id).await, expected);
    let rows = store::mention::of_report(world.access.db().reader(), filed.id)
        .await
        .unwrap();
    assert_eq!(rows[1].bank.as_deref(), Some("vietcombank"));

    let before = world.row(filed.id).await.version;
    for (kind, value, role) in [
        ("phone", "113", "offender"),
        ("phone", "mau-gia-3.example", "offender"),
        ("bank_account", "Nguyễn Văn Mẫu", "offender"),
        ("domain", "không phải tên miền", "offender"),
        ("phone", "", "offender"),
        ("hash", "0912003101", "offender"),
        ("phone", "0912003101", "somebody"),
    ] {
        let wrong = Said {
            kind: kind.to_owned(),
            value: value.to_owned(),
            role: role.to_owned(),
            ..Said::default()
        };
        let refused = confirm(&world, filed.id, &[wrong]).await;
        assert!(
            matches!(
                refused,
                Err(HotlineError::Invalid {
                    field: "mentions",
                    ..
                })
            ),
            "{kind} {value}: {refused:?}"
        );
    }
    assert_eq!(stored(&world, filed.id).await, expected);
    let stale = mention::confirm(&world.hotline, &world.intake, filed.id, before - 1, &[]).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    confirm(&world, filed.id, &[]).await.unwrap();
    assert_eq!(stored(&world, filed.id).await, []);
}

store_suite!(of_the_reporters_own_a_tag_is_kept => own);

async fn own(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::about("Số của tôi là 0912777001 ạ.").with(|d| {
        d.identity = Identity {
            phone: "0912777001".to_owned(),
            ..Identity::default()
        };
    });
    let filed = world.file_report(draft.clone()).await;
    let (victim, third, offender) = (MentionRole::Victim, MentionRole::Third, MentionRole::Offender);
    let list = [
        said("phone", "0912777001", "", victim),
        said("bank_account", "0071000777001", "VCB", victim),
        // A friend whose account was stolen.
        said("handle", "@ban_mau_7", "", third),
        said("phone", "0912003101", "", offender),
    ];
    confirm(&world, filed.id, &list).await.unwrap();
    let expected = [
        row("phone", "", victim, false),
        row("bank_account", "", victim, false),
        row("handle", "", third, false),
        row("phone", "0912003101", offender, true),
    ];
    assert_eq!(stored(&world, filed.id).await, expected);
    let dump = world.dump().await;
    for planted in ["0912777001", "0071000777001", "ban_mau_7"] {
        assert!(!dump.contains(planted), "{planted} is stored in the clear");
    }
    assert!(dump.contains("0912003101"));

    // It is known again, and stays when the list is sent back as it was shown.
    let report = world.row(filed.id).await;
    let found = mention::proposals(&world.hotline, &report, &draft.form, "Gọi 0912777001 nhé", &[])
        .await
        .unwrap();
    assert_eq!((found[0].own, found[0].role), (true, victim));
    let shown = [
        said("phone", "", "", victim),
        said("phone", "0912003101", "", offender),
    ];
    confirm(&world, filed.id, &shown).await.unwrap();
    let mut again = stored(&world, filed.id).await;
    again.sort();
    let mut all = expected.to_vec();
    all.sort();
    assert_eq!(again, all);
    // Somebody was wrong: it is the offender's.
    confirm(
        &world,
        filed.id,
        &[said("bank_account", "0071000777001", "VCB", offender)],
    )
    .await
    .unwrap();
    let now = stored(&world, filed.id).await;
    assert!(now.contains(&row("bank_account", "0071000777001", offender, true)));
    assert!(!now.contains(&row("bank_account", "", victim, false)));
}

store_suite!(reports_that_share_are_counted_and_told_within_reach => shared);

async fn shared(db: TestDb) {
    let world = World::on(db).await;
    let commune = world.commune.uuid();
    let mut ids = Vec::new();
    for n in 0..4 {
        let draft = Draft::default().with(|d| {
            d.form.commune = (n == 0).then_some(commune);
        });
        ids.push(world.file_report(draft).await.id);
    }
    let offender = MentionRole::Offender;
    let account = |bank: &str| said("bank_account", "1012003101", bank, offender);
    let lists = [
        vec![said("phone", "0912003101", "", offender), account("VCB")],
        vec![said("phone", "+84912003101", "", offender)],
        vec![account("VCB")],
        // The same number at another bank is another account.
        vec![account("ACB")],
    ];
    for (id, list) in ids.iter().zip(lists) {
        confirm(&world, *id, &list).await.unwrap();
    }
    let db = world.access.db().reader();
    let counts = sharing::shared_with(db, &ids, world.now()).await.unwrap();
    let count = |n: usize| counts.get(&ids[n]).copied().unwrap_or(0);
    assert_eq!([count(0), count(1), count(2), count(3)], [2, 1, 1, 0]);

    let similar = sharing::similar(&world.hotline, &world.intake, ids[0])
        .await
        .unwrap();
    let mut found: Vec<Uuid> = similar.iter().map(|s| s.report.id).collect();
    found.sort_unstable();
    assert_eq!(found, [ids[1], ids[2]]);
    assert_eq!(similar[0].shared.len(), 1);
    // The officer of the commune is told of no report of others.
    let within = sharing::similar(&world.hotline, &world.commune_intake, ids[0])
        .await
        .unwrap();
    assert_eq!(within, []);
    let beyond = sharing::similar(&world.hotline, &world.commune_intake, ids[1]).await;
    assert!(matches!(beyond, Err(HotlineError::NotFound)));
}

store_suite!(what_says_who_reports_is_no_offenders => reporters_own);

async fn reporters_own(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::default().with(|d| {
        d.identity = Identity {
            name: "Nguyễn Thị Bưởi".to_owned(),
            phone: "0912 777 001".to_owned(),
            email: "bao.tin.mau@mau-gia-3.example".to_owned(),
            ..Identity::default()
        };
    });
    let filed = world.file_report(draft).await;
    let (victim, third, offender) = (MentionRole::Victim, MentionRole::Third, MentionRole::Offender);
    let other = said("phone", "0912003101", "", offender);
    let own = [
        said("phone", "+84 912 777 001", "", offender),
        // Many accounts have the number of a phone.
        said("bank_account", "0912777001", "MB", offender),
        said("email", "bao.tin.mau@mau-gia-3.example", "", offender),
        said("url", "https://mau-gia-3.example/?sdt=0912777001", "", offender),
    ];
    let before = world.row(filed.id).await.version;
    for one in own {
        let refused = confirm(&world, filed.id, &[other.clone(), one.clone()]).await;
        // Which of it, and what of the identity it is, is not told.
        assert!(
            matches!(
                refused,
                Err(HotlineError::Invalid {
                    field: "mentions",
                    reason: "reporters_own"
                })
            ),
            "{one:?}: {refused:?}"
        );
    }
    assert_eq!(stored(&world, filed.id).await, []);
    assert_eq!(world.row(filed.id).await.version, before);
    // Digits of two numbers that stand side by side are not one.
    let side_by_side = [
        said("phone", "0905000912", "", offender),
        said("bank_account", "777001000", "", offender),
    ];
    confirm(&world, filed.id, &side_by_side).await.unwrap();
    let list = [
        other.clone(),
        said("phone", "0912777001", "", victim),
        said("email", "bao.tin.mau@mau-gia-3.example", "", third),
    ];
    confirm(&world, filed.id, &list).await.unwrap();
    let dump = world.dump().await;
    assert!(dump.contains("0912003101"));
    for planted in ["0912777001", "777 001", "bao.tin.mau"] {
        assert!(!dump.contains(planted), "{planted} is stored in the clear");
    }

    // With the keys gone nobody can compare: nothing new is kept in the clear, and what stands can be taken back.
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    world.hotline.reload_keys().await.unwrap();
    let refused = confirm(&world, filed.id, std::slice::from_ref(&other))
        .await
        .unwrap_err();
    assert!(matches!(refused, HotlineError::KeyLost), "{refused:?}");
    assert_eq!(refused.kind(), ErrorKind::Unavailable);
    confirm(&world, filed.id, &[said("phone", "0912777001", "", victim)])
        .await
        .unwrap();
    let names = |rows: Vec<(String, String, String, bool)>| rows.iter().any(|r| r.1 == "0912003101");
    assert!(!names(stored(&world, filed.id).await));
    // Another pair of keys opens nothing either.
    let pair = [SecretKey::generate(), SecretKey::generate()];
    keys::write(
        &world.key_path(),
        &[("content", &pair[0]), ("identity", &pair[1])],
    )
    .unwrap();
    world.hotline.reload_keys().await.unwrap();
    let refused = confirm(&world, filed.id, std::slice::from_ref(&other))
        .await
        .unwrap_err();
    assert!(matches!(refused, HotlineError::Seal(_)), "{refused:?}");
    std::fs::remove_file(world.key_path()).unwrap();

    std::fs::rename(&kept, world.key_path()).unwrap();
    world.hotline.reload_keys().await.unwrap();
    confirm(&world, filed.id, &[other]).await.unwrap();
    assert!(names(stored(&world, filed.id).await));
}
