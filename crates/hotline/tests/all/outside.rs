//! Words that leave the desk are held against who reports in the change that lets them out: why the public is warned, campaigns,
//! notices, content that is passed on, answers to objections. Without the keys none of them goes.

use crate::{
    campaign::cases,
    support::{Draft, World},
    verdict::{object, report, warning},
};
use coloa_auth::{Actor, Role};
use coloa_base::{AreaError as _, ErrorKind};
use coloa_hotline::{
    HotlineError,
    campaign::{
        self, CampaignDraft,
        steps::{self, IncidentDraft},
    },
    content::{self, Step, StepDraft},
    entity::{access, campaign::Model as Campaign},
    form::Identity,
    keys,
    model::ContentKind,
    notice,
    opening::{self, Filter},
    publish,
    seal::SecretKey,
    store,
    verdict::{self, VerdictDraft, contest},
};
use coloa_indicator::shelf::Shelf;
use coloa_testkit::{TestDb, store_suite};
use std::path::{Path, PathBuf};
use uuid::Uuid;

store_suite!(
    why_the_public_is_warned_names_no_reporter => warned,
    a_campaign_names_no_reporter_of_its_reports => called,
    a_notice_names_no_reporter_of_what_it_draws_on => told,
    content_that_is_passed_on_names_no_reporter => passed_on,
    an_answer_to_an_objection_names_no_reporter => answered,
    without_the_keys_nothing_goes_out_uncompared => keyless,
);

const SITE: &str = "mau-gia-3.example";

/// Who reports.
fn who(draft: &mut Draft) {
    draft.identity = Identity {
        name: "Nguyễn Thị Bưởi".to_owned(),
        phone: "0912 777 001".to_owned(),
        email: "buoi.mau@thu.invalid".to_owned(),
        ..Identity::default()
    };
}

/// Parts of that which stand in no other text.
const PLANTED: [&str; 4] = ["Bưởi", "Buoi", "777 001", "buoi.mau"];

/// The field whose words said who reports.
fn field<T: std::fmt::Debug>(result: Result<T, HotlineError>) -> &'static str {
    match result {
        Err(HotlineError::Invalid {
            field,
            reason: "holds_identity",
        }) => field,
        other => panic!("{other:?}"),
    }
}

fn is_keyless<T: std::fmt::Debug>(result: Result<T, HotlineError>) {
    let error = result.unwrap_err();
    assert!(matches!(error, HotlineError::KeyLost), "{error:?}");
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Unavailable, "hotline.key_lost")
    );
}

async fn lead(world: &World) -> Actor {
    world.person(Role::ShiftLead, None).await.1
}

async fn nothing_stored(world: &World) {
    let dump = world.dump().await;
    for planted in PLANTED {
        assert!(!dump.contains(planted), "{planted} is stored in the clear");
    }
}

/// What was noted of words that were refused.
async fn noted(world: &World) -> Vec<access::Model> {
    let all = Filter {
        limit: 100,
        ..Filter::default()
    };
    let (rows, _) = opening::list(&world.hotline, &world.auditor, &all).await.unwrap();
    rows.into_iter().filter(|row| row.purpose == "compared").collect()
}

async fn warned(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    report(&world, "domain", SITE, "", who).await;
    let because = |reason: &str| VerdictDraft {
        reason: reason.to_owned(),
        ..warning("domain", SITE, "")
    };
    for reason in [
        "Lừa chị Bưởi 5 triệu",
        "Bà NGUYEN THI BUOI kể lại",
        "Người báo dùng số +84 912.777.001",
        "Theo thư của buoi.mau@thu.invalid",
    ] {
        assert_eq!(
            field(verdict::warn(h, &world.lead, &because(reason)).await),
            "reason",
            "{reason}"
        );
    }
    let stated = VerdictDraft {
        statement: "Bà Bưởi và hàng xóm không quen nhau".to_owned(),
        ..because("Giả danh ngân hàng")
    };
    assert_eq!(field(verdict::warn(h, &world.lead, &stated).await), "statement");
    // Who makes that answer come too often gets it no more, whatever they write; each is noted, and not whose name it was.
    let clean = because("Giả danh anh Cam, thợ điện");
    assert!(matches!(
        verdict::warn(h, &world.lead, &clean).await,
        Err(HotlineError::Guessing)
    ));
    let entries = noted(&world).await;
    assert_eq!(entries.len(), 5);
    for entry in &entries {
        assert_eq!(
            (
                entry.report_id,
                entry.report_number.as_str(),
                entry.reason.as_str()
            ),
            (Uuid::nil(), "warning", "")
        );
    }
    nothing_stored(&world).await;

    let other = lead(&world).await;
    let row = verdict::warn(h, &other, &clean).await.unwrap();
    let published = publish::current(h).await.unwrap();
    assert_eq!(published.document.warned.len(), 1);
    // Somebody reports it too whose name stands there by chance: it is not let last anew, and can be taken back.
    report(&world, "domain", SITE, "", |d| {
        d.identity.name = "Trần Văn Cam".to_owned();
    })
    .await;
    assert_eq!(field(verdict::renew(h, &other, row.id, 1).await), "reason");
    assert_eq!(
        field(verdict::withdraw(h, &other, row.id, 1, "Chị Bưởi nhầm").await),
        "reason"
    );
    verdict::withdraw(h, &other, row.id, 1, "Đã gỡ trang")
        .await
        .unwrap();
    nothing_stored(&world).await;
}

fn draft(name: &str, summary: &str) -> CampaignDraft {
    CampaignDraft {
        name: name.to_owned(),
        summary: summary.to_owned(),
        scam_type: None,
    }
}

/// A report of somebody who says who they are, and one of somebody who does not.
async fn two(world: &World) -> [Uuid; 2] {
    [
        report(world, "domain", SITE, "", who).await,
        report(world, "domain", SITE, "", |_| {}).await,
    ]
}

async fn now(world: &World, id: Uuid) -> Campaign {
    store::campaign::find(world.access.db().reader(), id)
        .await
        .unwrap()
}

fn wanted(world: &World) -> IncidentDraft {
    IncidentDraft {
        agency: world.commune,
        group: "phishing".to_owned(),
        severity: "M3".to_owned(),
    }
}

async fn called(db: TestDb) {
    let world = World::on(db).await;
    let (h, me) = (&world.hotline, &world.intake);
    let [known, unknown] = two(&world).await;
    let create =
        async |draft: CampaignDraft, reports: &[Uuid]| campaign::create(h, me, &draft, reports).await;
    let by_name = create(draft("Lừa chị Bưởi", ""), &[known, unknown]).await;
    assert_eq!(field(by_name), "name");
    let in_words = draft("Giả ngân hàng", "Bà Nguyễn Thị Bưởi bị gọi.");
    assert_eq!(field(create(in_words, &[known]).await), "summary");
    nothing_stored(&world).await;

    // Whose report it is not says nothing of them, until theirs is added.
    let row = create(draft("Giả ngân hàng", "Kẻ gian xưng là chị Bưởi."), &[unknown])
        .await
        .unwrap();
    let added = campaign::change_reports(h, me, row.id, 1, &[known], &[]).await;
    assert_eq!(field(added), "summary");
    campaign::change(h, me, row.id, 1, &draft("Giả ngân hàng", ""))
        .await
        .unwrap();
    let row = campaign::change_reports(h, me, row.id, 2, &[known], &[])
        .await
        .unwrap();
    let again = campaign::change(h, me, row.id, 3, &draft("Giả ngân hàng: 0912777001", "")).await;
    assert_eq!(field(again), "name");

    // What was written before words were compared does not go out either.
    let mut old = now(&world, row.id).await;
    old.name = "Lừa chị Bưởi".to_owned();
    old.version += 1;
    let tx = world.access.db().begin().await.unwrap();
    assert!(store::campaign::save(&tx, old.clone()).await.unwrap());
    tx.commit().await.unwrap();
    let (lead, seen) = (&world.lead, old.version);
    assert_eq!(field(steps::notice(h, lead, row.id, seen).await), "name");
    let case = steps::incident(h, &cases(&world), lead, row.id, seen, &wanted(&world)).await;
    assert_eq!(field(case), "name");
    let folder = world.folder().join("indicators");
    let list = steps::indicator_list(h, &Shelf::at(&folder), lead, row.id, seen, "").await;
    assert_eq!(field(list), "name");
    let kept = now(&world, row.id).await;
    assert_eq!(
        (kept.notice_id, kept.incident_id, kept.indicator_list_id),
        (None, None, None)
    );
    let laid = std::fs::read_dir(&folder).map(Iterator::count).unwrap_or(0);
    assert_eq!(laid, 0, "nothing was laid on the shelf");
    assert_eq!(noted(&world).await.len(), 7);
    // Given another name it goes out.
    steps::indicator_list(h, &Shelf::at(&folder), lead, row.id, seen, "Trang giả ngân hàng")
        .await
        .unwrap();
}

/// A draft of a warning, as somebody writes it.
fn written(change: impl FnOnce(&mut notice::Draft)) -> notice::Draft {
    let mut draft = notice::Draft {
        kind: "warning".to_owned(),
        title: "Giả ngân hàng tại Việt Nam".to_owned(),
        summary: "Kẻ gian gọi điện tự xưng nhân viên ngân hàng.".to_owned(),
        // Syllables of names as they stand in every text.
        body: "Bạn bình tĩnh, đừng đọc tên đăng nhập.\n\nLiên hệ chi nhánh ở Hải Dương.".to_owned(),
        advice: vec!["Bạn liên hệ công an".to_owned()],
        ..notice::Draft::default()
    };
    change(&mut draft);
    draft
}

async fn told(db: TestDb) {
    let world = World::on(db).await;
    let (h, me) = (&world.hotline, &world.coordinator);
    let mut reports = two(&world).await.to_vec();
    for name in [
        "Đỗ Thị Liên",
        "Đỗ Hải Đăng",
        "Lê Hải Dương",
        "Bình",
        "Nam",
        "Trần Công An",
    ] {
        let called = |d: &mut Draft| d.identity.name = name.to_owned();
        reports.push(report(&world, "domain", SITE, "", called).await);
    }
    let row = campaign::create(h, &world.intake, &draft("Giả ngân hàng", ""), &reports)
        .await
        .unwrap();
    let row = steps::notice(h, &world.lead, row.id, row.version).await.unwrap();
    let id = row.notice_id.unwrap();
    let change = async |seen: i32, draft: notice::Draft| notice::change(h, me, id, seen, &draft).await;
    let named = written(|d| d.body = "Chị Bưởi đã mất 5 triệu.".to_owned());
    assert_eq!(field(change(1, named).await), "body");
    let listed = written(|d| d.indicators = vec![("phone".to_owned(), "0912777001".to_owned())]);
    assert_eq!(field(change(1, listed).await), "indicators");
    let clean = change(1, written(|_| {})).await.unwrap();
    let shown = notice::publish(h, me, id, clean.version).await.unwrap();
    // Nor where it stands in public already, nor in why it is taken back.
    let english = written(|d| d.body_en = "Ms Nguyen Thi Buoi lost her money.".to_owned());
    assert_eq!(field(change(shown.version, english).await), "body_en");
    let why = notice::withdraw(h, me, id, shown.version, "Bà Bưởi yêu cầu").await;
    assert_eq!(field(why), "reason");
    let published = publish::current(h).await.unwrap();
    assert!(published.document.notices[0].body_en.is_empty());

    // Of no campaign, but naming what the report names.
    let alone = written(|d| {
        d.indicators = vec![("domain".to_owned(), SITE.to_owned())];
        d.signs = vec!["Gọi cho chị Bưởi".to_owned()];
    });
    assert_eq!(field(notice::create(h, me, &alone).await), "signs");
    // Nobody knows who that is where nothing is drawn on.
    let of_nothing = written(|d| d.signs = vec!["Xưng là chị Bưởi".to_owned()]);
    notice::create(h, &world.lead, &of_nothing).await.unwrap();
    assert!(
        noted(&world)
            .await
            .iter()
            .all(|entry| entry.report_number == "notice")
    );
    assert_eq!(noted(&world).await.len(), 5);
}

fn content_draft(report: Option<Uuid>) -> content::Draft {
    content::Draft {
        kind: ContentKind::Illegal,
        place: "https://mau-gia-3.example/ca-do".to_owned(),
        summary: "Bài viết lôi kéo đánh bạc".to_owned(),
        ground: Some("gambling".to_owned()),
        competent: None,
        report,
    }
}

fn letter(text: &str) -> StepDraft {
    StepDraft {
        text: text.to_owned(),
        document_number: "15/CV-TT".to_owned(),
        ..StepDraft::default()
    }
}

async fn passed_on(db: TestDb) {
    let world = World::on(db).await;
    let (h, me) = (&world.hotline, &world.lead);
    let filed = world
        .file_report(Draft::about("Trang cờ bạc mau-gia-3.example").with(who))
        .await;
    let new = content_draft(Some(filed.id));
    let named = content::Draft {
        summary: "Chị Bưởi gửi ảnh chụp bài viết".to_owned(),
        ..new.clone()
    };
    assert_eq!(field(content::create(h, me, &named).await), "summary");
    let placed = content::Draft {
        place: "https://mang.example/nguyen.thi.buoi/1".to_owned(),
        ..new.clone()
    };
    assert_eq!(field(content::create(h, me, &placed).await), "place");
    let made = content::create(h, me, &new).await.unwrap();
    let send = async |text: &str| content::step(h, me, made.row.id, 1, Step::Transfer, &letter(text)).await;
    assert_eq!(field(send("Người báo: 0912 777 001").await), "text");
    nothing_stored(&world).await;
    // Of one report: the entry names it, like one of a reason.
    let entries = noted(&world).await;
    assert_eq!(entries.len(), 3);
    assert!(entries.iter().all(|entry| entry.report_id == filed.id));

    let kept = lose_keys(&world).await;
    is_keyless(send("").await);
    // Of no report there is nothing to hold it against.
    let own = content::create(h, me, &content_draft(None)).await.unwrap();
    content::step(h, me, own.row.id, 1, Step::Transfer, &letter(""))
        .await
        .unwrap();
    bring_back(&world, &kept).await;
    assert_eq!(send("").await.unwrap().row.state, "transferred");
}

async fn answered(db: TestDb) {
    let world = World::on(db).await;
    let h = &world.hotline;
    report(&world, "domain", SITE, "", who).await;
    let row = verdict::warn(h, &world.lead, &warning("domain", SITE, ""))
        .await
        .unwrap();
    let other = lead(&world).await;
    let (id, code) = object(&world, row.id).await;
    for answer in ["Chị Bưởi đã báo trang này.", "Gọi 0912 777 001 mà hỏi."] {
        assert_eq!(
            field(contest::decide(h, &other, id, false, answer).await),
            "answer"
        );
    }
    assert!(world.mailbox(&code).await.unwrap().messages.is_empty());
    // Whoever objects may be addressed.
    let answer = "Đã xác minh, chị Mẫu Chủ vui lòng gỡ trang.";
    contest::decide(h, &other, id, false, answer).await.unwrap();
    assert_eq!(world.mailbox(&code).await.unwrap().messages[0].text, answer);
    assert!(
        noted(&world)
            .await
            .iter()
            .all(|entry| entry.report_number == "answer")
    );
}

/// Takes the file of keys away.
async fn lose_keys(world: &World) -> PathBuf {
    let kept = world.folder().join("khoa-cat-noi-khac");
    std::fs::rename(world.key_path(), &kept).unwrap();
    world.hotline.reload_keys().await.unwrap();
    kept
}

async fn bring_back(world: &World, kept: &Path) {
    std::fs::rename(kept, world.key_path()).unwrap();
    world.hotline.reload_keys().await.unwrap();
}

async fn keyless(db: TestDb) {
    let world = World::on(db).await;
    let (h, me) = (&world.hotline, &world.lead);
    let reports = two(&world).await;
    report(&world, "domain", "mau-gia-4.example", "", who).await;
    report(&world, "domain", "mau-gia-5.example", "", |_| {}).await;
    let earlier = verdict::warn(h, me, &warning("domain", "mau-gia-4.example", ""))
        .await
        .unwrap();
    let other = lead(&world).await;
    let (objection, _) = object(&world, earlier.id).await;
    let begun = async || {
        campaign::create(h, me, &draft("Giả ngân hàng", ""), &reports)
            .await
            .unwrap()
    };
    let (row, noticed) = (begun().await, begun().await);
    let noticed = steps::notice(h, me, noticed.id, 1).await.unwrap();
    let drafted = notice::change(h, me, noticed.notice_id.unwrap(), 1, &written(|_| {}))
        .await
        .unwrap();
    let again = begun().await;
    let again = steps::notice(h, me, again.id, 1)
        .await
        .unwrap()
        .notice_id
        .unwrap();
    let clean = notice::change(h, me, again, 1, &written(|_| {})).await.unwrap();
    let shown = notice::publish(h, me, again, clean.version).await.unwrap();

    let kept = lose_keys(&world).await;
    is_keyless(verdict::warn(h, me, &warning("domain", SITE, "")).await);
    is_keyless(verdict::renew(h, me, earlier.id, 1).await);
    is_keyless(contest::decide(h, &other, objection, false, "Đã xem").await);
    is_keyless(campaign::create(h, me, &draft("Giả ngân hàng", ""), &reports).await);
    is_keyless(campaign::change(h, me, row.id, 1, &draft("Tên khác", "")).await);
    is_keyless(steps::notice(h, me, row.id, 1).await);
    is_keyless(steps::incident(h, &cases(&world), me, row.id, 1, &wanted(&world)).await);
    let shelf = Shelf::at(&world.folder().join("indicators"));
    is_keyless(steps::indicator_list(h, &shelf, me, row.id, 1, "").await);
    is_keyless(notice::publish(h, me, drafted.id, drafted.version).await);
    is_keyless(notice::change(h, me, shown.id, shown.version, &written(|_| {})).await);
    // A draft stays inside, and may be written on.
    notice::change(h, me, drafted.id, drafted.version, &written(|_| {}))
        .await
        .unwrap();
    // What draws on nobody who said who they are goes out.
    verdict::warn(h, me, &warning("domain", "mau-gia-5.example", ""))
        .await
        .unwrap();
    let question = notice::create(h, me, &written(|_| {})).await.unwrap();
    notice::publish(h, me, question.id, question.version)
        .await
        .unwrap();
    // And what is wrong is taken back.
    notice::withdraw(h, me, shown.id, shown.version, "Sai")
        .await
        .unwrap();
    verdict::withdraw(h, me, earlier.id, 1, "Sai").await.unwrap();

    // Keys of another installation compare nothing.
    let pair = [SecretKey::generate(), SecretKey::generate()];
    keys::write(
        &world.key_path(),
        &[("content", &pair[0]), ("identity", &pair[1])],
    )
    .unwrap();
    h.reload_keys().await.unwrap();
    is_keyless(verdict::warn(h, me, &warning("domain", SITE, "")).await);
    std::fs::remove_file(world.key_path()).unwrap();
    bring_back(&world, &kept).await;
    assert!(noted(&world).await.is_empty(), "nobody's words were refused");
    verdict::warn(h, me, &warning("domain", SITE, "")).await.unwrap();
    campaign::change(h, me, row.id, 1, &draft("Tên khác", ""))
        .await
        .unwrap();
}
