//! Illegal content and false news: recorded, assessed, passed on, answered, objected to, corrected, closed.

use crate::support::{Draft as Report, World};
use coloa_auth::Role;
use coloa_hotline::{
    HotlineError,
    content::{self, Detail, Draft, Filter, Step, StepDraft},
    model::{ContentKind, ContentState},
    notice,
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(
    from_a_report_to_a_closed_record => one_life,
    steps_come_in_their_order => in_order,
    false_news_becomes_a_correction => corrected,
    a_record_of_an_agencys_report_is_that_agencys => whose,
    whatever_is_written_stays_text_and_out_of_the_log => hostile_text,
);

fn draft(kind: ContentKind, place: &str) -> Draft {
    Draft {
        kind,
        place: place.to_owned(),
        summary: "Bài viết lôi kéo đánh bạc".to_owned(),
        ground: None,
        competent: None,
        report: None,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, HotlineError>) -> (String, String) {
    match result.unwrap_err() {
        HotlineError::Invalid { field, reason } => (field.to_owned(), reason.to_owned()),
        HotlineError::State { reason } => ("state".to_owned(), reason.to_owned()),
        e => ("error".to_owned(), e.to_string()),
    }
}

async fn take(world: &World, at: &Detail, step: Step, draft: StepDraft) -> Result<Detail, HotlineError> {
    content::step(
        &world.hotline,
        &world.lead,
        at.row.id,
        at.row.version,
        step,
        &draft,
    )
    .await
}

fn saying(text: &str) -> StepDraft {
    StepDraft {
        text: text.to_owned(),
        ..StepDraft::default()
    }
}

fn on_ground(code: &str) -> StepDraft {
    StepDraft {
        ground: Some(code.to_owned()),
        ..StepDraft::default()
    }
}

fn by_letter(number: &str) -> StepDraft {
    StepDraft {
        document_number: number.to_owned(),
        ..StepDraft::default()
    }
}

async fn one_life(db: TestDb) {
    let world = World::on(db).await;
    let filed = world
        .file_report(Report::about("Trang cờ bạc mau-gia.example"))
        .await;
    let mut new = draft(ContentKind::Illegal, "https://www.mau-gia.example/ca-do");
    new.report = Some(filed.id);
    let made = content::create(&world.hotline, &world.lead, &new).await.unwrap();
    assert_eq!(
        (made.row.number.as_str(), made.row.state.as_str()),
        ("ND-2026-00001", "recorded")
    );
    assert_eq!(made.row.place_key, "mau-gia.example/ca-do");
    assert_eq!(made.report_number, Some(world.row(filed.id).await.number));
    assert_eq!(made.may, [Step::Assess, Step::Close]);

    let at = take(&world, &made, Step::Assess, on_ground("gambling"))
        .await
        .unwrap();
    assert_eq!(
        (at.row.state.as_str(), at.row.competent.as_str()),
        ("assessed", "investigation_agency")
    );
    assert!(
        at.row.article.contains("Điều 321") && at.row.article.contains("100/2015"),
        "{}",
        at.row.article
    );
    assert_eq!(at.row.due_at, None, "the law gives a centre no term for it");
    let stale = content::step(
        &world.hotline,
        &world.lead,
        at.row.id,
        1,
        Step::Transfer,
        &by_letter("1"),
    )
    .await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let missing = take(&world, &at, Step::Transfer, StepDraft::default()).await;
    assert_eq!(refused(missing), ("document_number".into(), "empty".into()));
    let at = take(&world, &at, Step::Transfer, by_letter("15/CV-TT"))
        .await
        .unwrap();
    let sent = at.steps.last().unwrap();
    assert_eq!(
        (sent.recipient_name.as_str(), at.row.state.as_str()),
        ("Cơ quan điều tra", "transferred")
    );
    assert_eq!(
        refused(take(&world, &at, Step::Close, saying("Xong")).await).1,
        "step"
    );
    let at = take(&world, &at, Step::Answer, saying("Đã khởi tố vụ án"))
        .await
        .unwrap();
    let at = take(&world, &at, Step::Appeal, saying("Chủ trang khiếu nại"))
        .await
        .unwrap();
    assert_eq!(at.row.state, "appealed");
    assert_eq!(
        refused(take(&world, &at, Step::Close, saying("Xong")).await).1,
        "step"
    );
    let at = take(&world, &at, Step::Answer, saying("Giữ nguyên"))
        .await
        .unwrap();
    assert_eq!(
        refused(take(&world, &at, Step::Close, StepDraft::default()).await),
        ("text".into(), "empty".into())
    );
    let at = take(&world, &at, Step::Close, saying("Đã trả lời"))
        .await
        .unwrap();
    assert_eq!(
        (at.row.state.as_str(), at.may.as_slice()),
        ("closed", [Step::Appeal, Step::Reopen].as_slice())
    );
    let names: Vec<&str> = at.steps.iter().map(|s| s.step.as_str()).collect();
    assert_eq!(
        names,
        [
            "record", "assess", "transfer", "answer", "appeal", "answer", "close"
        ]
    );
    let at = take(&world, &at, Step::Reopen, saying("Trang mở lại"))
        .await
        .unwrap();
    assert_eq!(at.row.state, "assessed");
}

async fn in_order(db: TestDb) {
    let world = World::on(db).await;
    let new = draft(ContentKind::Illegal, "https://mau-gia.example/1");
    let made = content::create(&world.hotline, &world.lead, &new).await.unwrap();
    for step in Step::ALL {
        let taken = take(&world, &made, *step, StepDraft::default()).await;
        let expected = match step {
            Step::Assess => ("ground", "empty"),
            Step::Close => ("text", "empty"),
            _ => ("state", "step"),
        };
        assert_eq!(refused(taken), (expected.0.into(), expected.1.into()), "{step}");
    }
    assert_eq!(
        refused(take(&world, &made, Step::Assess, on_ground("false_alarm")).await).0,
        "ground"
    );
    let mut with_ground = new.clone();
    with_ground.ground = Some("gambling".into());
    with_ground.competent = Some("cyber_police".into());
    let made = content::create(&world.hotline, &world.lead, &with_ground)
        .await
        .unwrap();
    assert_eq!(
        (made.row.number.as_str(), made.row.competent.as_str()),
        ("ND-2026-00002", "cyber_police")
    );
    assert_eq!(made.row.state, "assessed");
    // The centre is competent itself: it answers, and passes nothing on.
    with_ground.competent = Some("centre".into());
    let own = content::create(&world.hotline, &world.lead, &with_ground)
        .await
        .unwrap();
    assert_eq!(own.may, [Step::Assess, Step::Answer, Step::Close]);
    assert_eq!(
        refused(take(&world, &own, Step::Transfer, by_letter("1")).await).1,
        "step"
    );

    let closed = take(&world, &made, Step::Close, saying("Không vi phạm"))
        .await
        .unwrap();
    let filter = |state, search: &str| Filter {
        state,
        search: Some(search.to_owned()),
        limit: 10,
        ..Filter::default()
    };
    let list = |filter: Filter| {
        let world = &world;
        async move { content::list(&world.hotline, &world.lead, &filter).await.unwrap() }
    };
    let (rows, total) = list(filter(None, "")).await;
    assert_eq!(total, 3);
    assert_eq!(
        rows.last().unwrap().row.id,
        closed.row.id,
        "what is open comes first"
    );
    assert_eq!(list(filter(Some(ContentState::Closed), "")).await.1, 1);
    assert_eq!(list(filter(None, "nd-2026-00003")).await.1, 1);
    assert_eq!(list(filter(None, "LOI KEO")).await.1, 3);
    assert_eq!(list(filter(None, "mau-gia.example/1")).await.1, 3);
    assert_eq!(list(filter(None, "không có")).await.1, 0);
}

async fn corrected(db: TestDb) {
    let world = World::on(db).await;
    let mut new = draft(ContentKind::FalseNews, "https://mau-gia.example/vo-dap");
    new.summary = "Tin đồn vỡ đập".to_owned();
    new.ground = Some("false_alarm".into());
    let made = content::create(&world.hotline, &world.lead, &new).await.unwrap();
    assert!(made.may.contains(&Step::Correct));
    // Whoever may not publish writes no draft of a notice either.
    let id = made.row.id;
    let by_intake = content::step(
        &world.hotline,
        &world.intake,
        id,
        1,
        Step::Correct,
        &saying("Đập an toàn"),
    )
    .await;
    assert!(matches!(by_intake, Err(HotlineError::Auth(_))));
    let at = take(&world, &made, Step::Correct, saying("Không có việc vỡ đập"))
        .await
        .unwrap();
    assert_eq!(
        at.row.state, "assessed",
        "the draft changes nothing of where it stands"
    );
    assert!(!at.may.contains(&Step::Correct));
    let draft = notice::read(&world.hotline, &world.lead, at.row.notice_id.unwrap())
        .await
        .unwrap();
    assert_eq!(
        (draft.kind.as_str(), draft.state.as_str()),
        ("correction", "draft")
    );
    assert_eq!(draft.title, "Không có việc vỡ đập");
    let published = notice::publish(&world.hotline, &world.lead, draft.id, 1).await;
    assert_eq!(
        refused(published).0,
        "source_name",
        "not before it says where that stands"
    );
}

async fn whose(db: TestDb) {
    let world = World::on(db).await;
    let (_, other) = world.person(Role::IntakeOfficer, Some(world.other_commune)).await;
    let filed = world
        .file_report(Report::about("Trang cờ bạc").with(|d| {
            d.form.commune = Some(world.commune.uuid());
        }))
        .await;
    assert_eq!(world.row(filed.id).await.agency_id, Some(world.commune.uuid()));
    let mut new = draft(ContentKind::Illegal, "https://mau-gia.example/1");
    new.report = Some(filed.id);
    let theirs = content::create(&world.hotline, &world.commune_intake, &new)
        .await
        .unwrap();
    // Of no report: the installation's alone.
    let own = draft(ContentKind::Illegal, "https://mau-gia.example/2");
    let refused_there = content::create(&world.hotline, &world.commune_intake, &own).await;
    assert!(matches!(refused_there, Err(HotlineError::Auth(_))));
    let central = content::create(&world.hotline, &world.lead, &own).await.unwrap();
    let filter = Filter {
        limit: 10,
        ..Filter::default()
    };
    for (actor, seen) in [(&world.lead, 2), (&world.commune_intake, 1), (&other, 0)] {
        let (rows, total) = content::list(&world.hotline, actor, &filter).await.unwrap();
        assert_eq!((rows.len(), total), (seen, seen as u64));
        let one = content::read(&world.hotline, actor, theirs.row.id).await;
        assert_eq!(one.is_ok(), seen > 0);
        let two = content::read(&world.hotline, actor, central.row.id).await;
        assert_eq!(two.is_ok(), seen > 1);
    }
    let stranger = content::step(
        &world.hotline,
        &other,
        theirs.row.id,
        1,
        Step::Close,
        &saying("Xong"),
    )
    .await;
    assert!(matches!(stranger, Err(HotlineError::NotFound)));
    let mut unknown = own;
    unknown.report = Some(filed.id);
    let hidden = content::create(&world.hotline, &other, &unknown).await;
    assert_eq!(refused(hidden), ("report_id".into(), "unknown".into()));
    assert!(matches!(
        content::list(&world.hotline, &world.auditor, &filter).await,
        Err(HotlineError::Auth(_))
    ));
}

async fn hostile_text(db: TestDb) {
    let world = World::on(db).await;
    for text in [
        "<script>alert(1)</script>",
        "=cmd()|' /C calc'!A0",
        "'; DROP TABLE hotline_content; --",
    ] {
        let mut new = draft(ContentKind::Illegal, text);
        new.summary = format!("{text} BÍ MẬT CỦA NGƯỜI BÁO");
        new.ground = Some("gambling".into());
        let made = content::create(&world.hotline, &world.lead, &new).await.unwrap();
        assert_eq!(made.row.place, text);
        let step = StepDraft {
            text: format!("{text} BÍ MẬT CỦA NGƯỜI BÁO"),
            document_number: text.into(),
            recipient_name: text.into(),
            ..StepDraft::default()
        };
        let at = take(&world, &made, Step::Transfer, step).await.unwrap();
        let taken = at.steps.last().unwrap();
        assert_eq!(
            (taken.document_number.as_str(), taken.recipient_name.as_str()),
            (text, text)
        );
        let long = take(&world, &at, Step::Answer, saying(&"x".repeat(4_001))).await;
        assert_eq!(refused(long), ("text".into(), "too_long".into()));
    }
    let dump = world.dump().await;
    let log: Vec<&str> = dump.lines().filter(|l| l.starts_with("audit")).collect();
    assert!(!log.is_empty());
    assert!(
        log.iter().all(|l| !l.contains("BÍ MẬT CỦA NGƯỜI BÁO")),
        "what was reported is not in the log"
    );
}
