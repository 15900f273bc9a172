//! Notices: written, published, changed in public, withdrawn; whom they may name.

use crate::support::{Draft as Report, World};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Actor, Resource, Role, action};
use coloa_extract::Kind;
use coloa_hotline::{
    HotlineError,
    entity::{campaign, contact, notice as row, verdict},
    mention::{self, Said},
    model::{CampaignState, NoticeKind, NoticeState, VerdictState},
    notice::{self, Draft, Filter},
    publish,
};
use coloa_platform::db::rows;
use coloa_testkit::{TestDb, store_suite};
use sea_orm::EntityTrait as _;
use serde_json::json;
use uuid::Uuid;

store_suite!(
    a_notice_is_written_published_changed_and_withdrawn => one_life,
    what_is_missing_is_named => what_is_missing,
    a_notice_names_no_phone_or_account_that_nobody_is_warned_of => whom_it_names,
    a_notice_names_nothing_of_a_reporter => nothing_of_a_reporter,
    a_warning_of_a_campaign_says_so_there => of_a_campaign,
    addresses_differ_and_stay => addresses,
    whatever_is_written_stays_text => hostile_text,
    only_who_may_writes => permissions,
);

fn warning(title: &str) -> Draft {
    Draft {
        kind: "warning".to_owned(),
        title: title.to_owned(),
        summary: "Kẻ gian gọi điện tự xưng nhân viên điện lực.".to_owned(),
        body: "Không chuyển tiền theo yêu cầu qua điện thoại.\n\nGọi lại số trên hóa đơn.".to_owned(),
        advice: vec!["Cúp máy".to_owned()],
        ..Draft::default()
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, HotlineError>) -> (String, String) {
    match result.unwrap_err() {
        HotlineError::Invalid { field, reason } => (field.to_owned(), reason.to_owned()),
        HotlineError::State { reason } => ("state".to_owned(), reason.to_owned()),
        e => ("error".to_owned(), e.to_string()),
    }
}

async fn write(world: &World, draft: &Draft) -> row::Model {
    notice::create(&world.hotline, &world.coordinator, draft)
        .await
        .unwrap()
}

async fn publish_it(world: &World, one: &row::Model) -> Result<row::Model, HotlineError> {
    notice::publish(&world.hotline, &world.coordinator, one.id, one.version).await
}

/// The public is warned of a value.
pub async fn warn(world: &World, kind: Kind, key: &str, until: DateTime<Utc>) -> verdict::Model {
    let one = verdict::Model {
        id: Uuid::now_v7(),
        kind: kind.to_string(),
        value: key.to_owned(),
        match_key: key.to_owned(),
        bank: None,
        state: VerdictState::Warned.to_string(),
        scam_type: None,
        reason: "Hai người báo".to_owned(),
        reports: 2,
        statement: String::new(),
        campaign_id: None,
        warned_by: None,
        verified_by: None,
        verified_name: "Cán bộ thử".to_owned(),
        verified_at: world.now(),
        expires_at: until,
        ended_at: None,
        end_reason: String::new(),
        updated_at: world.now(),
        version: 1,
    };
    let tx = world.access.db().begin().await.unwrap();
    rows::insert::<verdict::Entity, _, _>(&tx, one.clone())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    one
}

async fn one_life(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let one = write(&world, &warning("Cảnh báo giả danh điện lực")).await;
    assert_eq!(
        (one.slug.as_str(), one.state.as_str()),
        ("canh-bao-gia-danh-dien-luc", "draft")
    );
    let slugs = || async {
        let published = publish::current(hotline).await.unwrap();
        published
            .document
            .notices
            .iter()
            .map(|n| n.slug.clone())
            .collect::<Vec<_>>()
    };
    assert!(slugs().await.is_empty(), "a draft is nobody's to read");

    let stale = notice::change(hotline, actor, one.id, 7, &warning("Khác")).await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let mut draft = warning("Cảnh báo giả danh điện lực");
    draft.signs = vec!["Đòi chuyển tiền ngay".to_owned(), String::new()];
    let one = notice::change(hotline, actor, one.id, one.version, &draft)
        .await
        .unwrap();
    assert_eq!(notice::lists(&one).signs, ["Đòi chuyển tiền ngay"]);
    let one = publish_it(&world, &one).await.unwrap();
    assert_eq!(one.published_at, Some(world.now()));
    assert_eq!(slugs().await, ["canh-bao-gia-danh-dien-luc"]);
    assert_eq!(refused(publish_it(&world, &one).await).1, "published");

    // What stands in public is changed in public, under the same address.
    world.pass(Duration::hours(1));
    draft.title = "Cảnh báo giả danh nhân viên điện lực".to_owned();
    let one = notice::change(hotline, actor, one.id, one.version, &draft)
        .await
        .unwrap();
    assert_eq!(one.slug, "canh-bao-gia-danh-dien-luc");
    let published = publish::current(hotline).await.unwrap();
    let shown = &published.document.notices[0];
    assert_eq!(shown.title, "Cảnh báo giả danh nhân viên điện lực");
    assert!(shown.updated_at > shown.published_at);
    draft.kind = "correction".to_owned();
    draft.source_name = "Nguồn".to_owned();
    let other = notice::change(hotline, actor, one.id, one.version, &draft).await;
    assert_eq!(refused(other), ("kind".into(), "published".into()));

    assert_eq!(
        refused(notice::withdraw(hotline, actor, one.id, one.version, " ").await).0,
        "reason"
    );
    let one = notice::withdraw(hotline, actor, one.id, one.version, "Không còn đúng")
        .await
        .unwrap();
    assert_eq!(
        (one.state.as_str(), one.withdraw_reason.as_str()),
        ("withdrawn", "Không còn đúng")
    );
    assert!(slugs().await.is_empty());
    let late = notice::change(hotline, actor, one.id, one.version, &draft).await;
    assert_eq!(refused(late).1, "withdrawn");
    assert_eq!(refused(publish_it(&world, &one).await).1, "published");

    let filter = |state, search: &str| Filter {
        state,
        search: Some(search.to_owned()),
        limit: 10,
        ..Filter::default()
    };
    let found = notice::list(
        hotline,
        &world.intake,
        &filter(Some(NoticeState::Withdrawn), "DIEN luc"),
    )
    .await;
    assert_eq!(found.unwrap().1, 1);
    let none = notice::list(hotline, &world.intake, &filter(Some(NoticeState::Draft), "")).await;
    assert_eq!(none.unwrap().1, 0);
}

async fn what_is_missing(db: TestDb) {
    let world = World::on(db).await;
    let mut attempts = Vec::new();
    let mut attempt = |change: fn(&mut Draft), field: &'static str, reason: &'static str| {
        let mut draft = warning("Cảnh báo");
        change(&mut draft);
        attempts.push((draft, field, reason));
    };
    attempt(|d| d.summary.clear(), "summary", "empty");
    attempt(|d| d.body.clear(), "body", "empty");
    attempt(|d| d.advice.clear(), "advice", "empty");
    attempt(|d| d.kind = "correction".into(), "source_name", "empty");
    attempt(
        |d| d.expires_at = Some(DateTime::UNIX_EPOCH),
        "expires_at",
        "past",
    );
    for (draft, field, reason) in attempts {
        let one = write(&world, &draft).await;
        assert_eq!(
            refused(publish_it(&world, &one).await),
            (field.into(), reason.into())
        );
    }
    let bad = |change: fn(&mut Draft)| {
        let mut draft = warning("Cảnh báo");
        change(&mut draft);
        draft
    };
    for (draft, field, reason) in [
        (bad(|d| d.title = " ".into()), "title", "empty"),
        (bad(|d| d.title = "x".repeat(201)), "title", "too_long"),
        (bad(|d| d.body = "x".repeat(20_001)), "body", "too_long"),
        (bad(|d| d.kind = "rumour".into()), "kind", "unknown"),
        (
            bad(|d| d.source_url = "javascript:alert(1)".into()),
            "source_url",
            "malformed",
        ),
        (bad(|d| d.scam_type = Some("=1+1".into())), "scam_type", "unknown"),
        (bad(|d| d.audience = "enemies".into()), "audience", "unknown"),
        (bad(|d| d.signs = vec![String::new(); 31]), "signs", "too_many"),
        (
            bad(|d| d.indicators = vec![("phone".into(), "113".into())]),
            "indicators",
            "value",
        ),
        (bad(|d| d.body = "a\u{7}b".into()), "body", "control_character"),
    ] {
        let made = notice::create(&world.hotline, &world.coordinator, &draft).await;
        assert_eq!(refused(made), (field.into(), reason.into()));
    }
    // A correction with its source, and a question without advice, are whole.
    let mut correction = warning("Bác bỏ tin vỡ đập");
    correction.kind = NoticeKind::Correction.to_string();
    correction.source_name = "Sở Nông nghiệp và Môi trường".into();
    correction.source_url = "https://so-mau.example/thong-bao".into();
    let mut question = warning("Mất tiền thì làm gì?");
    question.kind = NoticeKind::Question.to_string();
    question.advice.clear();
    for draft in [correction, question] {
        let one = write(&world, &draft).await;
        publish_it(&world, &one).await.unwrap();
    }
}

async fn whom_it_names(db: TestDb) {
    let world = World::on(db).await;
    let in_field = |change: fn(&mut Draft)| {
        let mut draft = warning("Cảnh báo");
        change(&mut draft);
        draft
    };
    let drafts = [
        (
            "indicators",
            in_field(|d| d.indicators = vec![("phone".into(), "+84 912 000 101".into())]),
        ),
        ("title", in_field(|d| d.title = "Số 0912 000 101 lừa đảo".into())),
        (
            "summary",
            in_field(|d| d.summary = "Kẻ gian gọi từ o912 ooo 1o1".into()),
        ),
        (
            "body",
            in_field(|d| d.body = "Gọi 0912.000.101 thì mất tiền".into()),
        ),
        (
            "body_en",
            in_field(|d| d.body_en = "Calls from 0912000101".into()),
        ),
        ("signs", in_field(|d| d.signs = vec!["Gọi từ 0912000101".into()])),
        (
            "advice",
            in_field(|d| d.advice = vec!["Chặn số 0912000101".into()]),
        ),
    ];
    let mut written = Vec::new();
    for (field, draft) in drafts {
        let one = write(&world, &draft).await;
        assert_eq!(
            refused(publish_it(&world, &one).await),
            (field.into(), "not_warned".into()),
            "{field}"
        );
        written.push(one);
    }
    let account = in_field(|d| d.indicators = vec![("bank_account".into(), "1012000111".into())]);
    let account = write(&world, &account).await;
    assert_eq!(refused(publish_it(&world, &account).await).1, "not_warned");

    warn(&world, Kind::Phone, "0912000101", world.now() + Duration::days(1)).await;
    for one in &written {
        publish_it(&world, one).await.unwrap();
    }
    let published = publish::current(&world.hotline).await.unwrap();
    let warned = &published.document.warned;
    assert!(
        warned[0].notice.is_some(),
        "what is warned of says which notice tells more"
    );
    // A warning that is over names nobody any more.
    world.pass(Duration::days(2));
    let late = write(&world, &in_field(|d| d.body = "Gọi 0912.000.101".into())).await;
    assert_eq!(refused(publish_it(&world, &late).await).1, "not_warned");

    // Whom to call may be named: contacts of the installation, and short service numbers.
    let contact = contact::Model {
        id: Uuid::now_v7(),
        name: "Đường dây nóng ngân hàng mẫu".into(),
        name_en: String::new(),
        purpose: "bank".into(),
        value: "1900 0903".into(),
        scam_types: String::new(),
        checked_on: None,
        source: String::new(),
        position: 1,
        active: true,
        updated_by: String::new(),
        updated_at: world.now(),
        version: 1,
    };
    let tx = world.access.db().begin().await.unwrap();
    rows::insert::<contact::Entity, _, _>(&tx, contact).await.unwrap();
    tx.commit().await.unwrap();
    let advice = in_field(|d| d.advice = vec!["Gọi 19000903, 113 hoặc 156".into()]);
    publish_it(&world, &write(&world, &advice).await).await.unwrap();
    // A site is nobody's phone: it may be named before anything is verified.
    let site = in_field(|d| d.indicators = vec![("domain".into(), "mau-gia.example".into())]);
    publish_it(&world, &write(&world, &site).await).await.unwrap();
}

async fn nothing_of_a_reporter(db: TestDb) {
    let world = World::on(db).await;
    let filed = world
        .file_report(Report::about("Nó gọi cho tôi ở số 0912 000 777 của tôi"))
        .await;
    let report = world.row(filed.id).await;
    let own = |kind: &str, value: &str| Said {
        kind: kind.into(),
        value: value.into(),
        role: "victim".into(),
        ..Said::default()
    };
    let said = [own("phone", "0912000777"), own("email", "nguoi.bao@mau.invalid")];
    mention::confirm(&world.hotline, &world.lead, report.id, report.version, &said)
        .await
        .unwrap();
    // Even where somebody warned of it by mistake.
    warn(&world, Kind::Phone, "0912000777", world.now() + Duration::days(9)).await;
    // Told alike whatever it is, in the draft already, which others read.
    for (text, field) in [
        ("Nạn nhân dùng số +84 912 000 777", "body"),
        ("Hộp thư nguoi.bao@mau.invalid bị chiếm", "body"),
    ] {
        let mut draft = warning("Cảnh báo");
        draft.body = text.into();
        let made = notice::create(&world.hotline, &world.coordinator, &draft).await;
        assert_eq!(refused(made), (field.into(), "holds_identity".into()), "{text}");
    }
    let mut listed = warning("Cảnh báo");
    listed.indicators = vec![("phone".into(), "0912000777".into())];
    let made = notice::create(&world.hotline, &world.coordinator, &listed).await;
    assert_eq!(refused(made), ("indicators".into(), "holds_identity".into()));
    // A draft that is older than what the reporter said of the number.
    let mut older = warning("Cảnh báo");
    older.body = "Gọi từ 0912 000 778".into();
    let older = write(&world, &older).await;
    let report = world.row(filed.id).await;
    let said = [own("phone", "0912000778")];
    mention::confirm(&world.hotline, &world.lead, report.id, report.version, &said)
        .await
        .unwrap();
    assert_eq!(
        refused(publish_it(&world, &older).await),
        ("body".into(), "holds_identity".into())
    );
}

async fn of_a_campaign(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let one = campaign::Model {
        id: Uuid::now_v7(),
        number: "CD-2026-00001".into(),
        name: "Giả danh điện lực tháng 11".into(),
        name_search: String::new(),
        summary: "Gọi điện dọa cắt điện, gửi đường dẫn mau-gia.example.".into(),
        scam_type: Some("14".into()),
        state: CampaignState::Open.to_string(),
        notice_id: None,
        incident_id: None,
        indicator_list_id: None,
        created_by: "thử".into(),
        created_at: world.now(),
        updated_at: world.now(),
        version: 1,
    };
    let tx = world.access.db().begin().await.unwrap();
    rows::insert::<campaign::Entity, _, _>(&tx, one.clone())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let named = [
        ("domain".to_owned(), "mau-gia.example".to_owned()),
        ("phone".to_owned(), "không phải số".to_owned()),
    ];
    let about = Resource::installation("hotline_campaign", one.id);
    let mut change = world
        .access
        .begin(actor, action::HOTLINE_PUBLISH, about)
        .await
        .unwrap();
    let id = notice::draft_of_campaign(&mut change, &one, &named)
        .await
        .unwrap();
    change.commit(json!({ "step": "notice" })).await.unwrap();
    let draft = notice::read(hotline, actor, id).await.unwrap();
    let lists = notice::lists(&draft);
    assert_eq!((draft.state.as_str(), draft.campaign_id), ("draft", Some(one.id)));
    assert_eq!(
        lists.indicators,
        [("domain".to_owned(), "mau-gia.example".to_owned())]
    );
    assert!(
        !lists.advice.is_empty(),
        "what to do is known of this kind of scam"
    );

    let stands = || async {
        let db = world.access.db().reader();
        campaign::Entity::find_by_id(one.id)
            .one(db)
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(stands().await.state, "open", "a draft warns nobody");
    let published = publish_it(&world, &draft).await.unwrap();
    let now = stands().await;
    assert_eq!(
        (now.state.as_str(), now.notice_id, now.version),
        ("warned", Some(id), 2)
    );
    notice::withdraw(hotline, actor, id, published.version, "Sai")
        .await
        .unwrap();
    let now = stands().await;
    assert_eq!((now.state.as_str(), now.notice_id), ("open", None));
}

async fn addresses(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    let one = write(&world, &warning("Cảnh báo")).await;
    let two = write(&world, &warning("CẢNH BÁO!")).await;
    let three = write(&world, &warning("Cảnh báo mới")).await;
    assert_eq!(
        [&one.slug, &two.slug, &three.slug],
        ["canh-bao", "canh-bao-2", "canh-bao-moi"]
    );
    // A draft that keeps its title keeps its address; another title gives another one.
    let same = notice::change(hotline, actor, two.id, two.version, &warning("CẢNH BÁO!"))
        .await
        .unwrap();
    assert_eq!(same.slug, "canh-bao-2");
    let other = notice::change(hotline, actor, two.id, same.version, &warning("Cảnh báo mới"))
        .await
        .unwrap();
    assert_eq!(other.slug, "canh-bao-moi-2");
    // What was public once is nobody else's.
    let one = publish_it(&world, &one).await.unwrap();
    notice::withdraw(hotline, actor, one.id, one.version, "Sai")
        .await
        .unwrap();
    assert_eq!(write(&world, &warning("Cảnh báo")).await.slug, "canh-bao-2");
    let signs = write(&world, &warning("🙂🙂")).await;
    assert_eq!(signs.slug, "tin");
}

async fn hostile_text(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, actor) = (&world.hotline, &world.coordinator);
    for text in [
        "<script>alert('x')</script>",
        "=cmd()|' /C calc'!A0",
        "{{7*7}} ${7*7} {title}",
        "👩‍👩‍👧 \u{202e}oaC",
    ] {
        let draft = Draft {
            kind: "correction".into(),
            title: text.into(),
            title_en: text.into(),
            summary: text.into(),
            summary_en: text.into(),
            body: format!("{text}\r\n\r\n{text}"),
            body_en: text.into(),
            signs: vec![text.into()],
            advice: vec![text.into()],
            source_name: text.into(),
            source_url: "https://nguon.example/?q=%3Cscript%3E".into(),
            ..Draft::default()
        };
        let one = publish_it(&world, &write(&world, &draft).await).await.unwrap();
        let read = notice::read(hotline, actor, one.id).await.unwrap();
        assert_eq!((read.title.as_str(), read.source_name.as_str()), (text, text));
        assert_eq!(read.body, format!("{text}\n\n{text}"));
        assert_eq!(notice::lists(&read).advice, [text]);
        assert!(
            read.slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "{}",
            read.slug
        );
    }
    let published = publish::current(hotline).await.unwrap();
    assert_eq!(published.document.notices.len(), 4);
}

async fn permissions(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, one) = (&world.hotline, write(&world, &warning("Cảnh báo")).await);
    let (_, focal): (_, Actor) = world.person(Role::IntakeOfficer, Some(world.commune)).await;
    for actor in [&world.intake, &focal, &world.auditor, &world.revealer] {
        let all = [
            notice::create(hotline, actor, &warning("Khác")).await,
            notice::change(hotline, actor, one.id, 1, &warning("Khác")).await,
            notice::publish(hotline, actor, one.id, 1).await,
            notice::withdraw(hotline, actor, one.id, 1, "Vì").await,
        ];
        assert!(all.iter().all(|r| matches!(r, Err(HotlineError::Auth(_)))));
    }
    // The shift lead may: two eyes are not asked for.
    notice::publish(hotline, &world.lead, one.id, 1).await.unwrap();
    assert!(notice::read(hotline, &world.intake, one.id).await.is_ok());
    assert!(matches!(
        notice::read(hotline, &world.auditor, one.id).await,
        Err(HotlineError::Auth(_))
    ));
}
