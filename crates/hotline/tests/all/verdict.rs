//! Warnings: when the public is warned, and for how long; `objection` what whoever it belongs to can do about it.

mod objection;

pub use self::objection::object;

use crate::support::{Draft, World};
use coloa_hotline::{
    HotlineError,
    check::{self, Said as Answered},
    mention::{
        self, Said,
        hub::{self, HubDraft},
    },
    model::{MentionRole, VerdictState},
    publish,
    verdict::{self, VerdictDraft, VerdictFilter},
};
use coloa_platform::hotline_config::HotlineConfig;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

/// A report that names something as the offender's; its words and its network are its own.
pub async fn report(
    world: &World,
    kind: &str,
    value: &str,
    bank: &str,
    change: impl FnOnce(&mut Draft),
) -> Uuid {
    let words = format!(
        "Tôi bị người lạ gọi điện dọa nạt và đòi chuyển tiền nhiều lần, lần {}",
        Uuid::now_v7()
    );
    let own = |d: &mut Draft| d.network = Some(Uuid::now_v7().to_string());
    let filed = world
        .file_report(Draft::about(&words).with(own).with(change))
        .await;
    let said = Said {
        kind: kind.to_owned(),
        value: value.to_owned(),
        bank: bank.to_owned(),
        role: MentionRole::Offender.to_string(),
        ..Said::default()
    };
    let row = world.row(filed.id).await;
    mention::confirm(&world.hotline, &world.intake, filed.id, row.version, &[said])
        .await
        .unwrap();
    filed.id
}

pub fn warning(kind: &str, value: &str, bank: &str) -> VerdictDraft {
    VerdictDraft {
        kind: kind.to_owned(),
        value: value.to_owned(),
        bank: bank.to_owned(),
        reason: "Giả danh công an, dọa bắt".to_owned(),
        ..VerdictDraft::default()
    }
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, HotlineError>) -> &'static str {
    match result {
        Err(HotlineError::State { reason } | HotlineError::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

/// What everybody is told.
async fn asked(world: &World, text: &str) -> Answered {
    let published = publish::current(&world.hotline).await.unwrap();
    check::check(&published, text, world.now()).outcome()
}

store_suite!(a_phone_is_warned_of_when_independent_reports_name_it => phone);

async fn phone(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    let number = "0912003101";
    let draft = warning("phone", "+84 912 003 101", "");
    assert_eq!(
        refused(verdict::warn(h, &world.lead, &draft).await),
        "too_few_reports"
    );
    report(&world, "phone", number, "", |d| {
        d.network = Some("mạng một".to_owned())
    })
    .await;
    assert_eq!(
        refused(verdict::warn(h, &world.lead, &draft).await),
        "too_few_reports"
    );
    // The same network on the same day, and the same words, are no second voice.
    report(&world, "phone", number, "", |d| {
        d.network = Some("mạng một".to_owned())
    })
    .await;
    assert_eq!(
        refused(verdict::warn(h, &world.lead, &draft).await),
        "too_few_reports"
    );
    let words = "Bạn tôi nói số này lừa đảo, mọi người cẩn thận nhé, đừng nghe máy của nó";
    for _ in 0..2 {
        report(&world, "phone", "0912003202", "", |d| {
            d.narrative = words.to_owned()
        })
        .await;
    }
    let same = warning("phone", "0912003202", "");
    assert_eq!(
        refused(verdict::warn(h, &world.lead, &same).await),
        "too_few_reports"
    );
    assert_eq!(asked(&world, number).await, Answered::Unknown);

    report(&world, "phone", number, "", |d| {
        d.network = Some("mạng hai".to_owned())
    })
    .await;
    assert!(
        verdict::warn(h, &world.intake, &draft).await.is_err(),
        "who may not verify warns of nobody"
    );
    let row = verdict::warn(h, &world.lead, &draft).await.unwrap();
    assert_eq!(
        (row.value.as_str(), row.reports, row.state.as_str()),
        (number, 2, "warned")
    );
    assert_eq!(row.expires_at, world.now() + chrono::Duration::days(180));
    assert_eq!(
        refused(verdict::warn(h, &world.lead, &draft).await),
        "warned_already"
    );
    assert_eq!(asked(&world, "0912 003 101").await, Answered::Warned);

    let withdrawn = verdict::withdraw(h, &world.lead, row.id, 1, "Số đã đổi chủ")
        .await
        .unwrap();
    assert_eq!(
        (withdrawn.state.as_str(), withdrawn.end_reason.as_str()),
        ("withdrawn", "Số đã đổi chủ")
    );
    assert_eq!(asked(&world, number).await, Answered::Unknown);
    assert_eq!(
        refused(verdict::withdraw(h, &world.lead, row.id, 2, "x").await),
        "withdrawn"
    );
    assert_eq!(
        refused(verdict::renew(h, &world.lead, row.id, 2).await),
        "withdrawn"
    );
    assert!(matches!(
        verdict::withdraw(h, &world.lead, row.id, 1, "x").await,
        Err(HotlineError::Conflict)
    ));
}

const PERSONAL: [(&str, &str); 3] = [
    ("email", "ho.tro.gia@gmail.com"),
    ("wallet", "0x52908400098527886e0f7030069857d2e4169ee7"),
    ("handle", "@gia_mau_3"),
];

store_suite!(an_installation_sets_what_beside_phones_and_accounts_is_a_persons => set_kinds);

async fn set_kinds(db: TestDb) {
    let config = HotlineConfig {
        personal_kinds: Vec::new(),
        ..HotlineConfig::default()
    };
    let world = World::with(db, config).await;
    let h = &world.hotline;
    for (kind, value) in PERSONAL {
        report(&world, kind, value, "", |_| {}).await;
        verdict::warn(h, &world.lead, &warning(kind, value, ""))
            .await
            .unwrap();
    }
    report(&world, "phone", "0912003101", "", |_| {}).await;
    let phone = verdict::warn(h, &world.lead, &warning("phone", "0912003101", "")).await;
    assert_eq!(refused(phone), "too_few_reports");
}

store_suite!(each_kind_has_its_rule_and_hubs_have_none => kinds);

async fn kinds(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    for (kind, value) in [
        ("url", "https://mau-gia-3.example/kyc"),
        ("domain", "mau-gia-3.example"),
        ("ip", "203.0.113.9"),
    ] {
        assert_eq!(
            refused(verdict::warn(h, &world.lead, &warning(kind, value, "")).await),
            "too_few_reports",
            "{kind}"
        );
        report(&world, kind, value, "", |_| {}).await;
        verdict::warn(h, &world.lead, &warning(kind, value, ""))
            .await
            .unwrap();
        assert_eq!(asked(&world, value).await, Answered::Warned, "{kind}");
    }
    // A mail address, a wallet, a name at a service may be a person's: one report is not enough either.
    for (kind, value) in PERSONAL {
        let of = |network: &'static str| move |d: &mut Draft| d.network = Some(network.to_owned());
        report(&world, kind, value, "", of("mạng một")).await;
        assert_eq!(
            refused(verdict::warn(h, &world.lead, &warning(kind, value, "")).await),
            "too_few_reports",
            "{kind}"
        );
        report(&world, kind, value, "", of("mạng hai")).await;
        verdict::warn(h, &world.lead, &warning(kind, value, ""))
            .await
            .unwrap();
        assert_eq!(asked(&world, value).await, Answered::Warned, "{kind}");
    }
    // An account: two reports, and of the same bank.
    for bank in ["VCB", "ACB"] {
        report(&world, "bank_account", "1012003101", bank, |_| {}).await;
    }
    let at = |bank: &str| warning("bank_account", "1012 003 101", bank);
    assert_eq!(refused(verdict::warn(h, &world.lead, &at("")).await), "empty");
    assert_eq!(
        refused(verdict::warn(h, &world.lead, &at("VCB")).await),
        "too_few_reports"
    );
    report(&world, "bank_account", "1012003101", "Vietcombank", |_| {}).await;
    let row = verdict::warn(h, &world.lead, &at("VCB")).await.unwrap();
    assert_eq!((row.bank.as_deref(), row.reports), (Some("vietcombank"), 2));
    let published = publish::current(h).await.unwrap();
    let said = |bank: &str| check::check_at(&published, "1012003101", bank, world.now()).outcome();
    assert_eq!(
        [said("VCB"), said("ACB"), said("")],
        [Answered::Warned, Answered::Unknown, Answered::Warned]
    );

    // A hub, however many name it.
    for _ in 0..3 {
        report(&world, "phone", "0912000999", "", |_| {}).await;
        report(&world, "domain", "dichvucong.gov.vn", "", |_| {}).await;
    }
    let shop = HubDraft {
        kind: "phone".to_owned(),
        value: "0912000999".to_owned(),
        reason: "Số thật".to_owned(),
        ..HubDraft::default()
    };
    hub::add(h, &world.lead, &shop).await.unwrap();
    for (kind, value) in [
        ("phone", "0912000999"),
        ("domain", "dichvucong.gov.vn"),
        ("phone", "18008108"),
    ] {
        assert_eq!(
            refused(verdict::warn(h, &world.lead, &warning(kind, value, "")).await),
            "hub",
            "{value}"
        );
    }
    // A page below an official name that somebody broke into: both are told, of this page alone.
    let page = "https://so-mau.lamson.gov.vn/tep/mau-gia.apk";
    report(&world, "url", page, "", |_| {}).await;
    verdict::warn(h, &world.lead, &warning("url", page, ""))
        .await
        .unwrap();
    let published = publish::current(h).await.unwrap();
    let said = |text: &str| check::check(&published, text, world.now()).outcome();
    assert_eq!(said(page), Answered::Warned);
    assert_ne!(
        said("https://so-mau.lamson.gov.vn/tep/khac.pdf"),
        Answered::Warned
    );
    // What the public is warned of becomes no hub behind its back.
    let warned = HubDraft {
        value: "mau-gia-3.example".to_owned(),
        kind: "domain".to_owned(),
        ..shop
    };
    assert_eq!(refused(hub::add(h, &world.lead, &warned).await), "warned");
    for (draft, reason) in [
        (warning("phone", "113", ""), "kind"),
        (warning("hash", "x", ""), "unknown"),
        (
            VerdictDraft {
                reason: " ".to_owned(),
                ..warning("phone", "0912003101", "")
            },
            "empty",
        ),
        (
            VerdictDraft {
                scam_type: Some("không có".to_owned()),
                ..warning("phone", "0912003101", "")
            },
            "unknown",
        ),
    ] {
        assert_eq!(refused(verdict::warn(h, &world.lead, &draft).await), reason);
    }
}

store_suite!(a_warning_ends_by_itself_and_is_renewed => ends);

async fn ends(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    report(&world, "domain", "mau-gia-3.example", "", |_| {}).await;
    let row = verdict::warn(h, &world.lead, &warning("domain", "mau-gia-3.example", ""))
        .await
        .unwrap();
    world.pass(chrono::Duration::days(170));
    assert_eq!(verdict::expire(h).await.unwrap(), 0);
    let lead = world.again(&world.lead).await;
    let renewed = verdict::renew(h, &lead, row.id, 1).await.unwrap();
    assert_eq!(renewed.expires_at, world.now() + chrono::Duration::days(180));
    world.pass(chrono::Duration::days(180));
    // In force no more at that moment, whether the job ran or not.
    assert_eq!(asked(&world, "mau-gia-3.example").await, Answered::Unknown);
    let lead = world.again(&world.lead).await;
    let line = verdict::read(h, &lead, row.id).await.unwrap();
    assert_eq!(
        (line.state, line.verdict.state.as_str()),
        (VerdictState::Expired, "warned")
    );
    assert_eq!(
        [
            verdict::expire(h).await.unwrap(),
            verdict::expire(h).await.unwrap()
        ],
        [1, 0]
    );
    let line = verdict::read(h, &lead, row.id).await.unwrap();
    assert_eq!(
        (line.verdict.state.as_str(), line.verdict.ended_at),
        ("expired", Some(world.now()))
    );
    for (state, total) in [
        (VerdictState::Warned, 0),
        (VerdictState::Expired, 1),
        (VerdictState::Withdrawn, 0),
    ] {
        let filter = VerdictFilter {
            state: Some(state),
            search: Some("MAU-GIA".to_owned()),
            offset: 0,
            limit: 10,
        };
        assert_eq!(
            verdict::list(h, &lead, &filter).await.unwrap().1,
            total,
            "{state}"
        );
    }
    let renewed = verdict::renew(h, &lead, row.id, line.verdict.version)
        .await
        .unwrap();
    assert_eq!((renewed.state.as_str(), renewed.ended_at), ("warned", None));
    assert_eq!(
        asked(&world, "https://mau-gia-3.example/x").await,
        Answered::Warned
    );
}
