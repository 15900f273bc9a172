//! The trust register: organisations prove what is theirs, by a record, a file or a document; nothing counts before or after.

use crate::support::World;
use chrono::Duration;
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_extract::Kind;
use coloa_hotline::{
    HotlineError,
    entity::trust_item as item,
    mention::{
        hub::{HubReason, Hubs},
        normal,
    },
    model::{Proof, TrustKind},
    publish, store,
    trust::{
        self, Filter, ItemDraft, Organisation, OrganisationDraft, OrganisationKind, OrganisationState,
        ProofFault, Prover,
    },
};
use coloa_testkit::{TestDb, store_suite};
use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use uuid::Uuid;

store_suite!(
    a_site_is_proved_by_its_record_or_file_and_lasts_a_term => proved_by_a_token,
    what_no_machine_can_look_up_is_proved_by_a_document => proved_by_a_document,
    persons_are_no_organisations => organisations_only,
    one_thing_is_one_organisations => one_owner,
    only_who_may_changes_the_register => permissions,
    an_organisation_that_ended_has_nothing_official => ended,
    what_is_over_or_of_an_organisation_that_ended_proves_nothing => proved_now,
    whatever_is_written_stays_text => hostile_text,
);

/// A world outside: records and files by name, and how often it was asked.
#[derive(Debug, Default)]
struct Outside {
    answers: Mutex<HashMap<String, Result<String, ProofFault>>>,
    asked: AtomicUsize,
}

impl Outside {
    fn put(&self, place: &str, answer: Result<&str, ProofFault>) {
        let answer = answer.map(str::to_owned);
        self.answers.lock().unwrap().insert(place.to_owned(), answer);
    }
    fn answer(&self, place: &str) -> Result<String, ProofFault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answers = self.answers.lock().unwrap();
        answers.get(place).cloned().unwrap_or(Err(ProofFault::Absent))
    }
}

#[async_trait::async_trait]
impl Prover for Outside {
    async fn txt(&self, name: &str) -> Result<Vec<String>, ProofFault> {
        self.answer(name)
            .map(|value| vec!["v=spf1 -all".to_owned(), value])
    }
    async fn file(&self, url: &str) -> Result<String, ProofFault> {
        self.answer(url)
    }
}

fn agency_of(world: &World) -> OrganisationDraft {
    OrganisationDraft {
        name: "Sở Mẫu tỉnh Lam Sơn".to_owned(),
        kind: OrganisationKind::Agency,
        agency: Some(world.police),
        registration_number: String::new(),
        state: OrganisationState::Active,
    }
}

fn enterprise(name: &str, number: &str) -> OrganisationDraft {
    OrganisationDraft {
        name: name.to_owned(),
        kind: OrganisationKind::Enterprise,
        agency: None,
        registration_number: number.to_owned(),
        state: OrganisationState::Active,
    }
}

fn site(value: &str, proof: Proof) -> ItemDraft {
    ItemDraft {
        kind: TrustKind::Site,
        value: value.to_owned(),
        platform: String::new(),
        proof,
        document: String::new(),
    }
}

async fn organisation(world: &World, draft: &OrganisationDraft) -> Uuid {
    trust::create(&world.hotline, &world.coordinator, draft)
        .await
        .unwrap()
        .row
        .id
}

async fn item(world: &World, organisation: Uuid, draft: &ItemDraft) -> item::Model {
    let found = trust::add_item(&world.hotline, &world.coordinator, organisation, draft)
        .await
        .unwrap();
    found.items.into_iter().next_back().unwrap()
}

fn the(found: &Organisation, id: Uuid) -> &item::Model {
    found.items.iter().find(|i| i.id == id).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, HotlineError>) -> (String, String) {
    match result.unwrap_err() {
        HotlineError::Invalid { field, reason } => (field.to_owned(), reason.to_owned()),
        HotlineError::State { reason } => ("state".to_owned(), reason.to_owned()),
        e => ("error".to_owned(), e.to_string()),
    }
}

async fn is_official(world: &World, host: &str) -> bool {
    let published = publish::current(&world.hotline).await.unwrap();
    trust::official_site(&published, host, world.now()).is_some()
}

async fn proved_by_a_token(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor, outside) = (&world.hotline, &world.coordinator, Outside::default());
    let owner = organisation(&world, &agency_of(&world)).await;
    let by_record = item(
        &world,
        owner,
        &site("https://www.so-mau.example/trang-chu", Proof::DnsTxt),
    )
    .await;
    assert_eq!(
        (by_record.state.as_str(), by_record.match_key.as_str()),
        ("pending", "so-mau.example")
    );
    assert!(
        !is_official(&world, "so-mau.example").await,
        "nothing counts before it is proved"
    );

    let place = trust::challenge(&by_record).unwrap();
    assert_eq!(place, "_coloa-challenge.so-mau.example");
    for (answer, fault) in [
        (Err(ProofFault::Off), "off"),
        (Err(ProofFault::Unreachable), "unreachable"),
        (Ok("coloa-00000000000000000000000000000000"), "mismatch"),
    ] {
        outside.put(&place, answer);
        let found = trust::check(hotline, actor, by_record.id, &outside)
            .await
            .unwrap();
        let now = the(&found, by_record.id);
        assert_eq!(
            (now.state.as_str(), now.check_fault.as_deref()),
            ("pending", Some(fault))
        );
        assert_eq!(now.checked_at, Some(world.now()));
    }
    outside.put(&place, Ok(&format!(" {} ", by_record.token)));
    let found = trust::check(hotline, actor, by_record.id, &outside)
        .await
        .unwrap();
    let now = the(&found, by_record.id);
    assert_eq!((now.state.as_str(), now.check_fault.as_deref()), ("proved", None));
    assert_eq!(now.expires_at, Some(world.now() + Duration::days(365)));
    assert!(is_official(&world, "so-mau.example").await);
    assert!(
        is_official(&world, "www.dich-vu.so-mau.example").await,
        "what lies below is official, too"
    );
    assert!(!is_official(&world, "so-mau.example.gia.example").await);

    let by_file = item(&world, owner, &site("so-khac.example", Proof::File)).await;
    let place = trust::challenge(&by_file).unwrap();
    outside.put(&place, Ok("\r\n"));
    let found = trust::check(hotline, actor, by_file.id, &outside).await.unwrap();
    assert_eq!(the(&found, by_file.id).check_fault.as_deref(), Some("absent"));
    outside.put(&place, Ok(&format!("{}\n", by_file.token)));
    let found = trust::check(hotline, actor, by_file.id, &outside).await.unwrap();
    assert_eq!(the(&found, by_file.id).state, "proved");

    // A term later both are over, whether or not a job said so; who asks within a minute sees it.
    world.pass(Duration::days(364));
    assert!(is_official(&world, "so-mau.example").await);
    world.pass(Duration::days(1));
    assert!(!is_official(&world, "so-mau.example").await);
    assert_eq!(trust::expire(hotline).await.unwrap(), 2);
    assert_eq!(trust::expire(hotline).await.unwrap(), 0, "once");
    let found = trust::read(hotline, actor, owner).await.unwrap();
    assert!(found.items.iter().all(|i| i.state == "expired"));
    // A renewal looks again; a fault changes nothing of what stands.
    let found = trust::renew(hotline, actor, by_record.id, &outside)
        .await
        .unwrap();
    assert_eq!(the(&found, by_record.id).state, "proved");
    assert!(is_official(&world, "so-mau.example").await);
    outside.put("_coloa-challenge.so-mau.example", Err(ProofFault::Unreachable));
    let found = trust::renew(hotline, actor, by_record.id, &outside)
        .await
        .unwrap();
    let now = the(&found, by_record.id);
    assert_eq!(
        (now.state.as_str(), now.check_fault.as_deref()),
        ("proved", Some("unreachable"))
    );

    assert_eq!(
        refused(trust::revoke(hotline, actor, by_record.id, " ").await).1,
        "empty"
    );
    let found = trust::revoke(hotline, actor, by_record.id, "Tên miền đã chuyển nhượng")
        .await
        .unwrap();
    assert_eq!(the(&found, by_record.id).state, "revoked");
    assert!(!is_official(&world, "so-mau.example").await);
    let asked = outside.asked.load(Ordering::SeqCst);
    assert_eq!(
        refused(trust::check(hotline, actor, by_record.id, &outside).await).1,
        "revoked"
    );
    assert_eq!(
        outside.asked.load(Ordering::SeqCst),
        asked,
        "nobody outside is asked for nothing"
    );
}

async fn proved_by_a_document(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor, outside) = (&world.hotline, &world.coordinator, Outside::default());
    let owner = organisation(&world, &enterprise("Công ty Mẫu", "0100000001")).await;
    let mut line = ItemDraft {
        kind: TrustKind::Hotline,
        value: "1900 0903".to_owned(),
        platform: String::new(),
        proof: Proof::DnsTxt,
        document: String::new(),
    };
    let add = trust::add_item(hotline, actor, owner, &line).await;
    assert_eq!(refused(add), ("proof".into(), "not_for_this_kind".into()));
    line.proof = Proof::Document;
    let number = item(&world, owner, &line).await;
    assert_eq!(
        (number.state.as_str(), number.match_key.as_str()),
        ("pending", "19000903")
    );
    assert_eq!(
        refused(trust::check(hotline, actor, number.id, &outside).await).1,
        "document"
    );
    assert_eq!(
        refused(trust::renew(hotline, actor, number.id, &outside).await).1,
        "not_proved"
    );
    assert_eq!(
        refused(trust::prove(hotline, actor, number.id, "").await).0,
        "document"
    );
    let found = trust::prove(hotline, actor, number.id, "Công văn số 12/CV-MAU ngày 20/11/2026")
        .await
        .unwrap();
    assert_eq!(the(&found, number.id).state, "proved");
    let published = publish::current(hotline).await.unwrap();
    let shown = published
        .document
        .trusted
        .iter()
        .find(|t| t.kind == TrustKind::Hotline)
        .unwrap();
    assert_eq!(
        (shown.organisation.as_str(), shown.value.as_str()),
        ("Công ty Mẫu", "1900 0903")
    );

    // An account is official at its own service alone.
    let account = ItemDraft {
        kind: TrustKind::Account,
        value: "https://t.me/cong_ty_mau1".to_owned(),
        platform: "Telegram".to_owned(),
        proof: Proof::Document,
        document: "Văn bản xác nhận".to_owned(),
    };
    let account = item(&world, owner, &account).await;
    assert_eq!(
        (account.state.as_str(), account.match_key.as_str()),
        ("proved", "@cong_ty_mau1")
    );
    let published = publish::current(hotline).await.unwrap();
    let at =
        |service: &str| trust::official_account(&published, service, "@cong_ty_mau1", world.now()).is_some();
    assert!(at("telegram") && at("Telegram"));
    assert!(!at("facebook") && !at(""));

    // What is to be proved by a record may be proved by a document instead.
    let domain = item(&world, owner, &site("cong-ty-mau.example", Proof::DnsTxt)).await;
    let found = trust::prove(hotline, actor, domain.id, "Giấy chứng nhận tên miền")
        .await
        .unwrap();
    let now = the(&found, domain.id);
    assert_eq!((now.state.as_str(), now.proof.as_str()), ("proved", "document"));
    world.pass(Duration::days(100));
    let found = trust::renew(hotline, actor, domain.id, &outside).await.unwrap();
    assert_eq!(
        the(&found, domain.id).expires_at,
        Some(world.now() + Duration::days(365))
    );
    assert_eq!(outside.asked.load(Ordering::SeqCst), 0);
}

async fn organisations_only(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let create = |draft: OrganisationDraft| async move { trust::create(hotline, actor, &draft).await };
    let nothing = create(enterprise("Nguyễn Văn Mẫu", "")).await;
    assert_eq!(refused(nothing), ("registration_number".into(), "empty".into()));
    let person = create(enterprise("Hộ kinh doanh Nguyễn Văn Mẫu", "001200000001")).await;
    assert_eq!(refused(person), ("registration_number".into(), "person".into()));
    let words = create(enterprise("Công ty Mẫu", "không số")).await;
    assert_eq!(refused(words), ("registration_number".into(), "malformed".into()));
    let mut unknown = agency_of(&world);
    unknown.agency = Some(AgencyId(Uuid::now_v7()));
    assert_eq!(
        refused(create(unknown).await),
        ("agency_id".into(), "unknown".into())
    );
    assert_eq!(refused(create(enterprise(" ", "0100000001")).await).0, "name");
    let dump = world.dump().await;
    assert!(
        !dump.contains("001200000001"),
        "a personal number is kept nowhere"
    );

    organisation(&world, &enterprise("Công ty Mẫu", "01 0000 0001")).await;
    let again = create(enterprise("Công ty khác", "0100000001")).await;
    assert_eq!(refused(again), ("registration_number".into(), "taken".into()));
    organisation(&world, &agency_of(&world)).await;
    assert_eq!(
        refused(create(agency_of(&world)).await),
        ("agency_id".into(), "taken".into())
    );
}

async fn one_owner(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let one = organisation(&world, &enterprise("Công ty Một", "0100000001")).await;
    let two = organisation(&world, &enterprise("Công ty Hai", "0100000002")).await;
    let mine = item(&world, one, &site("mot.example", Proof::Document)).await;
    let again = trust::add_item(hotline, actor, one, &site("www.mot.example", Proof::DnsTxt)).await;
    assert_eq!(refused(again), ("value".into(), "taken".into()));
    let theirs = item(&world, two, &site("mot.example", Proof::Document)).await;
    trust::prove(hotline, actor, mine.id, "Giấy một").await.unwrap();
    let second = trust::prove(hotline, actor, theirs.id, "Giấy hai").await;
    assert_eq!(refused(second).1, "proved_by_another");
    trust::revoke(hotline, actor, mine.id, "Chuyển nhượng")
        .await
        .unwrap();
    let found = trust::prove(hotline, actor, theirs.id, "Giấy hai").await.unwrap();
    assert_eq!(the(&found, theirs.id).state, "proved");
}

async fn permissions(db: TestDb) {
    let world = World::on(db).await;
    let hotline = &world.hotline;
    let owner = organisation(&world, &agency_of(&world)).await;
    let forbidden = |result: Result<Organisation, HotlineError>| matches!(result, Err(HotlineError::Auth(_)));
    let outside = Outside::default();
    let one = item(&world, owner, &site("so-mau.example", Proof::DnsTxt)).await;
    for actor in [&world.intake, &world.auditor, &world.revealer] {
        assert!(forbidden(
            trust::create(hotline, actor, &enterprise("Công ty", "0100000009")).await
        ));
        assert!(forbidden(
            trust::add_item(hotline, actor, owner, &site("x.example", Proof::DnsTxt)).await
        ));
        assert!(forbidden(trust::check(hotline, actor, one.id, &outside).await));
        assert!(forbidden(trust::prove(hotline, actor, one.id, "Giấy").await));
        assert!(forbidden(trust::revoke(hotline, actor, one.id, "Vì").await));
    }
    assert_eq!(
        outside.asked.load(Ordering::SeqCst),
        0,
        "a stranger makes this machine ask nobody"
    );
    let filter = Filter {
        search: Some("SO MAU".to_owned()),
        limit: 10,
        ..Filter::default()
    };
    let (rows, total) = trust::list(hotline, &world.intake, &filter).await.unwrap();
    assert_eq!((rows.len(), total), (1, 1));
    let by_site = Filter {
        search: Some("so-mau.ex".to_owned()),
        limit: 10,
        ..Filter::default()
    };
    assert_eq!(trust::list(hotline, &world.intake, &by_site).await.unwrap().1, 1);
    assert!(matches!(
        trust::list(hotline, &world.auditor, &filter).await,
        Err(HotlineError::Auth(_))
    ));
    // Two editors do not overwrite each other.
    let (_, other): (_, Actor) = world.person(coloa_auth::Role::Coordinator, None).await;
    let mut draft = agency_of(&world);
    draft.name = "Tên mới".to_owned();
    trust::change(hotline, &other, owner, 1, &draft).await.unwrap();
    let late = trust::change(hotline, &world.coordinator, owner, 1, &draft).await;
    assert!(matches!(late, Err(HotlineError::Conflict)));
}

async fn ended(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let owner = organisation(&world, &agency_of(&world)).await;
    let one = item(&world, owner, &site("so-mau.example", Proof::Document)).await;
    trust::prove(hotline, actor, one.id, "Giấy").await.unwrap();
    assert!(is_official(&world, "so-mau.example").await);
    let draft = OrganisationDraft {
        state: OrganisationState::Ended,
        ..agency_of(&world)
    };
    trust::change(hotline, actor, owner, 1, &draft).await.unwrap();
    assert!(!is_official(&world, "so-mau.example").await);
    let more = trust::add_item(hotline, actor, owner, &site("khac.example", Proof::Document)).await;
    assert_eq!(refused(more).1, "ended");
    let outside = Outside::default();
    assert_eq!(
        refused(trust::renew(hotline, actor, one.id, &outside).await).1,
        "ended"
    );
    // Its place is free for who comes after it.
    organisation(&world, &agency_of(&world)).await;
}

async fn proved_now(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let owner = organisation(&world, &agency_of(&world)).await;
    let company = enterprise("Công ty Mẫu", "0100000001");
    let gone = organisation(&world, &company).await;
    let prove = async |owner: Uuid, host: &str| {
        let one = item(&world, owner, &site(host, Proof::Document)).await;
        let found = trust::prove(hotline, actor, one.id, "Giấy").await.unwrap();
        the(&found, one.id).clone()
    };
    prove(owner, "het-han.example").await;
    world.pass(Duration::days(365));
    let lasts = prove(owner, "con-han.example").await;
    prove(gone, "da-giai-the.example").await;
    item(&world, owner, &site("cho-duyet.example", Proof::Document)).await;
    // Every proof gets an end; a row without one would count for nothing.
    let endless = prove(owner, "khong-han.example").await;
    let row = item::Model {
        expires_at: None,
        version: endless.version + 1,
        ..endless
    };
    let tx = world.access.db().begin().await.unwrap();
    assert!(store::trust::save_item(&tx, row).await.unwrap());
    tx.commit().await.unwrap();
    let draft = OrganisationDraft {
        state: OrganisationState::Ended,
        ..company
    };
    trust::change(hotline, actor, gone, 1, &draft).await.unwrap();

    let hosts = [
        "het-han.example",
        "con-han.example",
        "da-giai-the.example",
        "cho-duyet.example",
        "khong-han.example",
    ];
    let (records, end) = (world.access.db().reader(), lasts.expires_at.unwrap());
    let now = async |at| store::trust::proved_among(records, &hosts, at).await.unwrap();
    assert_eq!(
        now(world.now()).await,
        [("site".to_owned(), "con-han.example".to_owned(), end)]
    );
    assert_eq!(now(end - Duration::seconds(1)).await.len(), 1);
    assert!(now(end).await.is_empty());
    // Reports are not kept from being joined by what nothing proves any more.
    for host in hosts {
        let thing = normal::given(Kind::Domain, host, "").unwrap();
        let hubs = Hubs::among(records, [&thing], world.now()).await.unwrap();
        let why = (host == "con-han.example").then_some(HubReason::Trusted);
        assert_eq!(hubs.why(&thing), why, "{host}");
    }
}

async fn hostile_text(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    for (n, text) in [
        "<script>alert(1)</script>",
        "=cmd()|' /C calc'!A0",
        "'; DROP TABLE hotline_notice; --",
        "👩‍👩‍👧",
    ]
    .into_iter()
    .enumerate()
    {
        let id = organisation(&world, &enterprise(text, &format!("010000001{n}"))).await;
        let found = trust::read(hotline, actor, id).await.unwrap();
        assert_eq!(found.row.name, text);
        let one = item(&world, id, &site(&format!("mau-{n}.example"), Proof::Document)).await;
        let found = trust::prove(hotline, actor, one.id, text).await.unwrap();
        assert_eq!(the(&found, one.id).document, text);
        for value in [text, "java\u{0}script", &"x".repeat(301)] {
            let bad = trust::add_item(hotline, actor, id, &site(value, Proof::Document)).await;
            assert_eq!(refused(bad).0, "value", "{value}");
        }
    }
    let nfd = organisation(
        &world,
        &enterprise("So\u{31b}\u{309} Ma\u{302}\u{303}u", "0100000099"),
    )
    .await;
    assert_eq!(trust::read(hotline, actor, nfd).await.unwrap().row.name, "Sở Mẫu");
}
