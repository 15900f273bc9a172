//! Words are planted in every field that somebody fills in while a report is handled. After its term they stand in no row and
//! in no byte of the records, of their log and of the files; and they never stood in the audit log.

use crate::{
    support::{Draft, World, photo},
    transfer::Office,
};
use chrono::{Days, NaiveDate, TimeDelta};
use coloa_auth::Actor;
use coloa_base::{Handling, PersonId};
use coloa_hotline::{
    campaign::{self, CampaignDraft},
    classify::{self, Classify},
    content, entity, erase,
    inbox::{
        self,
        work::{self, Close, HandOver},
    },
    model::{ContentKind, Exposed, MentionRole, Money, Outcome, Urgency},
    redaction, reveal,
    seal::Secrecy,
    store,
    transfer::{self, Acknowledgement, NewCall, NewTransfer, Sending},
};
use coloa_platform::files::NewFile;
use coloa_testkit::{TestDb, store_suite};
use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};
use uuid::Uuid;

store_suite!(
    nothing_of_an_erased_report_is_left_in_any_byte => erased,
    what_came_of_a_report_keeps_its_words_until_it_is_over => goes_on,
    files_without_a_row_are_swept_after_a_day => swept,
);

/// What operators write, what citizens write, and both as they are folded for a search.
const WORDS: [&str; 4] = ["Qzwxjk", "qzwxjk", "Vkpqhz", "vkpqhz"];

fn holds(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// Lines of the dump, and files, in which a word stands.
async fn traces(world: &World) -> (Vec<String>, Vec<PathBuf>) {
    let dump = world.dump().await;
    let lines = dump.lines().filter(|line| holds(line)).map(str::to_owned);
    let in_bytes = |bytes: &[u8]| {
        WORDS
            .iter()
            .any(|word| coloa_testkit::holds(bytes, word.as_bytes()))
    };
    let files = world.files().into_iter().filter(|(_, bytes)| in_bytes(bytes));
    (lines.collect(), files.map(|(path, _)| path).collect())
}

fn tables(lines: &[String]) -> Vec<&str> {
    let mut tables: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    tables.dedup();
    tables
}

async fn seen(world: &World, id: Uuid) -> i32 {
    world.row(id).await.version
}

/// A transfer that was just begun.
async fn begun(world: &World, id: Uuid) -> entity::transfer::Model {
    let to = NewTransfer {
        recipient: "investigation_agency".to_owned(),
        recipient_name: "Công an tỉnh Lam Sơn".to_owned(),
        ..NewTransfer::default()
    };
    transfer::create(&world.hotline, &world.intake, id, seen(world, id).await, &to)
        .await
        .unwrap();
    let all = store::transfer::of_report(world.access.db().reader(), id)
        .await
        .unwrap();
    all.into_iter().find(|t| t.state == "draft").unwrap()
}

/// Passed on, taken back, given back, acknowledged: with something written at each step.
async fn passed_on(world: &World, id: Uuid) {
    let (h, me) = (&world.hotline, &world.intake);
    let mistake = begun(world, id).await;
    transfer::cancel(h, me, mistake.id, 1, "Nhầm Qzwxjk")
        .await
        .unwrap();
    let sending = Sending {
        document_number: "12/TTANM-TN".to_owned(),
        sent_at: world.now(),
        sent_how: "văn thư Qzwxjk".to_owned(),
    };
    let returned = begun(world, id).await;
    let call = NewCall {
        transfer: Some(returned.id),
        called_at: world.now(),
        to_name: "Trực ban Qzwxjk".to_owned(),
        spoke_with: "anh Qzwxjk".to_owned(),
        is_reached: true,
        note: "Ghi Qzwxjk".to_owned(),
    };
    transfer::call(h, me, id, seen(world, id).await, &call)
        .await
        .unwrap();
    transfer::send(h, me, &Office, returned.id, 1, &sending)
        .await
        .unwrap();
    transfer::give_back(h, me, returned.id, 2, world.now(), "Trả Qzwxjk")
        .await
        .unwrap();
    let arrived = begun(world, id).await;
    transfer::send(h, me, &Office, arrived.id, 1, &sending)
        .await
        .unwrap();
    let receipt = Acknowledgement {
        number: "45/TN".to_owned(),
        at: world.now(),
        person: "Trực ban Qzwxjk".to_owned(),
    };
    transfer::acknowledge(h, me, arrived.id, 2, &receipt)
        .await
        .unwrap();
}

async fn content_of(world: &World, id: Uuid) -> content::Detail {
    let draft = content::Draft {
        kind: ContentKind::Illegal,
        place: "https://qzwxjk.example/bai".to_owned(),
        summary: "Bài Qzwxjk".to_owned(),
        ground: None,
        competent: None,
        report: Some(id),
    };
    content::create(&world.hotline, &world.lead, &draft)
        .await
        .unwrap()
}

async fn close_content(world: &World, at: &content::Detail) {
    let said = content::StepDraft {
        text: "Đóng Qzwxjk".to_owned(),
        ..content::StepDraft::default()
    };
    let step = content::Step::Close;
    content::step(
        &world.hotline,
        &world.lead,
        at.row.id,
        at.row.version,
        step,
        &said,
    )
    .await
    .unwrap();
}

async fn close(world: &World, id: Uuid) {
    let how = Close {
        outcome: Outcome::Transferred,
        reason: "Xong Qzwxjk".to_owned(),
        message: String::new(),
    };
    work::close(&world.hotline, &world.intake, id, seen(world, id).await, &how)
        .await
        .unwrap();
}

/// Everything that somebody can write down of a report, from its receipt to its end.
async fn handled(world: &World) -> Uuid {
    let (h, me) = (&world.hotline, &world.intake);
    let draft = Draft::about("Lời kể Qzwxjk").with(|d| {
        d.identity.name = "Nguyễn Thị Vkpqhz".to_owned();
        d.form.money = Money::Sent;
        d.form.money_sent_at = Some(world.now() - TimeDelta::hours(3));
        d.form.amount = Some(5_000_000);
        d.form.exposed = vec![Exposed::Otp];
        d.form.wants_secret = true;
        d.attachments = vec![photo("Qzwxjk.jpg", "Vkpqhz")];
    });
    let filed = world.file_report(draft).await;
    let id = filed.id;
    world.say(&filed.code, "Nhắn thêm Qzwxjk").await;
    inbox::content::open(h, me, id, "Xem giúp Qzwxjk").await.unwrap();
    work::take(h, me, id, seen(world, id).await).await.unwrap();
    let kind = Classify {
        kind: "crime_report_individual".to_owned(),
        reason: "Loại Qzwxjk".to_owned(),
        ..Classify::default()
    };
    classify::classify(h, me, id, seen(world, id).await, &kind)
        .await
        .unwrap();
    for why in ["Chưa gấp Qzwxjk", "Vẫn chưa gấp Qzwxjk"] {
        work::set_urgency(h, me, id, seen(world, id).await, Urgency::Later, why)
            .await
            .unwrap();
    }
    let to = HandOver {
        desk: None,
        person: me.person.map(PersonId::uuid),
        reason: "Vẫn giữ Qzwxjk".to_owned(),
    };
    work::hand_over(h, me, id, seen(world, id).await, &to)
        .await
        .unwrap();
    redaction::confirm(h, me, id, seen(world, id).await, "Bản rút gọn Qzwxjk")
        .await
        .unwrap();
    let asked = reveal::ask(h, &world.revealer, id, "Cần gọi lại, Qzwxjk")
        .await
        .unwrap();
    reveal::decide(h, &world.second, asked.row.id, false, "Chưa cần, Qzwxjk")
        .await
        .unwrap();
    passed_on(world, id).await;
    let campaign = CampaignDraft {
        name: "Giả danh công an".to_owned(),
        summary: "Chiến dịch Qzwxjk".to_owned(),
        scam_type: None,
    };
    campaign::create(h, me, &campaign, &[id]).await.unwrap();
    close(world, id).await;
    work::reopen(h, me, id, seen(world, id).await, "Mở lại Qzwxjk")
        .await
        .unwrap();
    close(world, id).await;
    world
        .mention(id, "phone", "Qzwxjk-nạn-nhân", MentionRole::Victim, false)
        .await;
    id
}

async fn erased(db: TestDb) {
    let is_sqlite = db.url() == "sqlite";
    let world = World::on(db).await;
    let id = handled(&world).await;
    close_content(&world, &content_of(&world, id).await).await;

    let (lines, files) = traces(&world).await;
    let mut named = tables(&lines);
    named.sort_unstable();
    named.dedup();
    let expected = [
        "hotline_access",
        "hotline_call",
        "hotline_campaign",
        "hotline_classification",
        "hotline_content",
        "hotline_content_step",
        "hotline_mention",
        "hotline_reason",
        "hotline_report",
        "hotline_reveal",
        "hotline_transfer",
        "hotline_urgency",
    ];
    assert_eq!(
        named, expected,
        "planted everywhere, and nothing of it in the audit log"
    );
    assert_eq!(
        !files.is_empty(),
        is_sqlite,
        "the look finds what is there: {files:?}"
    );
    assert!(world.dump().await.contains("reason_tag"));
    let reasons = store::reason::of(world.access.db().reader(), id).await.unwrap();
    let steps: Vec<&str> = reasons.iter().map(|r| r.step.as_str()).collect();
    assert_eq!(
        steps,
        ["urgency_kept", "handed_over", "closed", "reopened", "closed"]
    );

    world.clock.set(world.now() + Days::new(2_000));
    assert_eq!(
        erase::due(&world.hotline).await.unwrap(),
        2,
        "the report, and what came of it"
    );
    let left = traces(&world).await;
    assert!(left.0.is_empty() && left.1.is_empty(), "{left:#?}");

    // What was done, by whom and when stays, and what figures are made of.
    let row = world.row(id).await;
    assert_eq!(row.occurred_on, NaiveDate::from_ymd_opt(2026, 11, 1));
    assert_eq!((row.money_sent_at, row.exposed.as_str()), (None, ""));
    assert_eq!(
        (row.amount, row.outcome.as_deref()),
        (Some(5_000_000), Some("transferred"))
    );
    let records = world.access.db().reader();
    let reasons = store::reason::of(records, id).await.unwrap();
    assert!(reasons.len() == 5 && reasons.iter().all(|r| r.words.is_empty()));
    let transfers = store::transfer::of_report(records, id).await.unwrap();
    assert!(transfers.iter().any(|t| t.ack_number == "45/TN"));
    let detail = inbox::detail::read(&world.hotline, &world.intake, id)
        .await
        .unwrap();
    assert!(detail.openings > 0 && detail.may.is_empty());
    assert!(world.access.verify_audit().await.is_ok());
    assert_eq!(erase::due(&world.hotline).await.unwrap(), 0);
}

async fn goes_on(db: TestDb) {
    let world = World::on(db).await;
    let (h, me) = (&world.hotline, &world.intake);
    let spam = Classify {
        kind: "spam".to_owned(),
        ..Classify::default()
    };
    let end = Close {
        outcome: Outcome::Spam,
        reason: "Rác".to_owned(),
        message: String::new(),
    };
    let ended = async || {
        let id = world.file_report(Draft::default()).await.id;
        classify::classify(h, me, id, 1, &spam).await.unwrap();
        work::close(h, me, id, seen(&world, id).await, &end)
            .await
            .unwrap();
        id
    };
    let one = ended().await;
    let open = content_of(&world, one).await;
    world.clock.set(world.now() + Days::new(30));
    let other = ended().await;
    let campaign = CampaignDraft {
        name: "Gọi rác".to_owned(),
        summary: "Chiến dịch Qzwxjk".to_owned(),
        scam_type: None,
    };
    let campaign = campaign::create(h, me, &campaign, &[one, other])
        .await
        .unwrap()
        .id;
    let summary = async || {
        let row = store::campaign::find(world.access.db().reader(), campaign).await;
        row.unwrap().summary
    };
    // Ninety days after the first: the other one is still there, and so is what is being dealt with.
    world.clock.set(world.now() + Days::new(70));
    assert_eq!(erase::due(h).await.unwrap(), 1);
    assert_eq!(summary().await, "Chiến dịch Qzwxjk");
    let read = async |who: &Actor| content::read(h, who, open.row.id).await.unwrap();
    assert_eq!(read(&world.lead).await.row.summary, "Bài Qzwxjk");
    close_content(&world, &read(&world.lead).await).await;
    assert_eq!(erase::due(h).await.unwrap(), 1);
    let over = read(&world.lead).await;
    assert_eq!((over.row.place.as_str(), over.row.summary.as_str()), ("", ""));
    assert!(over.steps.iter().all(|step| step.text.is_empty()) && over.steps.len() == 2);
    world.clock.set(world.now() + Days::new(30));
    assert_eq!(erase::due(h).await.unwrap(), 1);
    assert_eq!(summary().await, "");
}

async fn swept(db: TestDb) {
    let world = World::on(db).await;
    let kept = world
        .file_report(Draft::default().with(|d| d.attachments = vec![photo("anh.jpg", "x")]))
        .await;
    // As a power cut between file and row leaves it behind.
    let left = async |days: u32| {
        let sealer = world.hotline.sealer();
        let sealed = sealer.seal(Secrecy::Content, "nowhere", b"Qzwxjk").unwrap();
        let file = NewFile {
            name: "tep".to_owned(),
            media_type: "application/octet-stream".to_owned(),
            handling: Handling::Internal,
            owner_kind: "hotline_report",
            owner_id: kept.id.to_string(),
            uploaded_by: None,
        };
        let tx = world.access.db().begin().await.unwrap();
        let row = world
            .hotline
            .files
            .put(&tx, file, sealed, world.now())
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        let path = world
            .folder()
            .join("files")
            .join(&row.sha256[..2])
            .join(&row.sha256);
        let written = SystemTime::now() - days * Duration::from_secs(24 * 60 * 60);
        let file = std::fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(written).unwrap();
        path
    };
    let (young, old) = (left(0).await, left(2).await);
    for (path, _) in world.files() {
        // The file of the report is as old, and has its row.
        if path.starts_with(world.folder().join("files")) && path != young {
            let file = std::fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(3 * 24 * 60 * 60))
                .unwrap();
        }
    }
    assert_eq!(erase::due(&world.hotline).await.unwrap(), 0);
    assert!(young.exists() && !old.exists());
    let content = inbox::content::open(&world.hotline, &world.intake, kept.id, "Xem lại")
        .await
        .unwrap();
    let file = content.attachments[0].id;
    inbox::content::open_file(&world.hotline, &world.intake, kept.id, file, "Xem lại", true)
        .await
        .unwrap();
}
