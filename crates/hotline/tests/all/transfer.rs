//! Passing reports on: phone, letter, acknowledgement; and what reminds and is forgotten by itself.

use crate::{
    classify::{arrived, classified},
    support::*,
};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Actor, notifications};
use coloa_base::AgencyId;
use coloa_document::{model::Signature, register};
use coloa_hotline::{
    HotlineError,
    entity::{report, transfer as row},
    forms::{Head, Heads},
    jobs::{FORGET, Forget, REMIND, Remind},
    model::{Money, State, TransferState},
    store,
    transfer::{self, Acknowledgement, NewCall, NewTransfer, Sending},
};
use coloa_law::OrganKind;
use coloa_platform::jobs::Every;
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_report_goes_out_and_is_over_when_the_receiver_says_so => walk,
    what_is_urgent_is_phoned_first => phone_first,
    the_time_to_phone_runs_from_the_receipt => call_by,
    moments_are_in_their_order => moments,
    a_crime_goes_to_the_competent_body_and_to_no_other => receivers,
    what_comes_back_is_the_centres_again => comes_back,
    a_letter_takes_its_number_from_the_register => numbers,
    terms_are_told_once_near_and_once_over => reminds,
    networks_are_forgotten => forgets,
    two_do_not_change_a_transfer_at_once => conflict,
);

/// Heads of every agency.
pub struct Office;

#[async_trait]
impl Heads for Office {
    async fn head(&self, issuer: Option<AgencyId>) -> Result<Head, HotlineError> {
        Ok(Head {
            variant: OrganKind::State,
            superior: None,
            issuer: issuer
                .map_or("Trung tâm An ninh mạng", |_| "Ủy ban nhân dân xã Sông Thử")
                .into(),
            symbol: "UBND".into(),
            unit: Some("TN".into()),
            place: "Lam Sơn".into(),
            signature: Signature {
                role: "CHỦ TỊCH".into(),
                ..Signature::default()
            },
            recipients: Vec::new(),
            archive: Some("VT".into()),
        })
    }
}

pub fn to_police(urgent: bool) -> NewTransfer {
    NewTransfer {
        recipient: "investigation_agency".into(),
        recipient_name: "Công an tỉnh Lam Sơn".into(),
        is_urgent: urgent,
        ..NewTransfer::default()
    }
}

pub fn letter(at: DateTime<Utc>) -> Sending {
    Sending {
        document_number: "12/TTANM-TN".into(),
        sent_at: at,
        sent_how: "văn thư".into(),
    }
}

fn receipt(at: DateTime<Utc>) -> Acknowledgement {
    Acknowledgement {
        number: "45/TN".into(),
        at,
        person: "Đồng chí trực ban".into(),
    }
}

pub fn spoke(transfer: Option<Uuid>, at: DateTime<Utc>, reached: bool) -> NewCall {
    NewCall {
        transfer,
        called_at: at,
        to_name: "Trực ban hình sự".into(),
        spoke_with: if reached {
            "đồng chí trực".into()
        } else {
            String::new()
        },
        is_reached: reached,
        note: String::new(),
    }
}

pub async fn last(world: &World, report: Uuid) -> row::Model {
    store::transfer::of_report(world.access.db().reader(), report)
        .await
        .unwrap()
        .pop()
        .unwrap()
}

pub async fn begun(world: &World, urgent: bool) -> (Uuid, row::Model) {
    let id = world.file_report(Draft::default()).await.id;
    let row = classified(world, &world.intake, id, "crime_report_individual").await;
    transfer::create(&world.hotline, &world.intake, id, row.version, &to_police(urgent))
        .await
        .unwrap();
    (id, last(world, id).await)
}

fn word<T: std::fmt::Debug>(done: Result<T, HotlineError>) -> String {
    match done.unwrap_err() {
        HotlineError::State { reason } => reason.to_owned(),
        HotlineError::Invalid { field, reason } => format!("{field}: {reason}"),
        other => panic!("{other:?}"),
    }
}

async fn walk(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let id = filed.id;
    let seen = world.row(id).await.version;
    let early = transfer::create(&world.hotline, &world.intake, id, seen, &to_police(false)).await;
    assert_eq!(word(early), "not_classified");
    let row = classified(&world, &world.intake, id, "crime_report_individual").await;
    world.pass(Duration::minutes(10));
    let row = transfer::create(&world.hotline, &world.intake, id, row.version, &to_police(false))
        .await
        .unwrap();
    let one = last(&world, id).await;
    assert_eq!(one.state, TransferState::Draft.to_string());
    // Counted from the receipt, not from when somebody got to it.
    assert_eq!(one.due_at, Some(row.received_at + Duration::minutes(60)));
    assert_eq!(one.call_by, None);
    assert!(one.article.contains("Điều 145"), "{}", one.article);
    let twice = transfer::create(&world.hotline, &world.intake, id, row.version, &to_police(false)).await;
    assert_eq!(word(twice), "transfer_open");
    let (hotline, me) = (&world.hotline, &world.intake);
    let soon = transfer::acknowledge(hotline, me, one.id, 1, &receipt(world.now())).await;
    assert_eq!(word(soon), "transfer_draft");
    let row = transfer::send(hotline, me, &Office, one.id, 1, &letter(world.now()))
        .await
        .unwrap();
    assert_eq!(row.state, State::Transferred.to_string());
    assert_eq!(row.next_due_at, None);
    world.pass(Duration::minutes(20));
    let nobody = Acknowledgement {
        person: " ".into(),
        ..receipt(world.now())
    };
    assert_eq!(
        word(transfer::acknowledge(hotline, me, one.id, 2, &nobody).await),
        "ack_person: empty"
    );
    let row = transfer::acknowledge(hotline, me, one.id, 2, &receipt(world.now()))
        .await
        .unwrap();
    assert_eq!(row.state, State::Acknowledged.to_string());
    let one = last(&world, id).await;
    assert_eq!(
        (one.ack_number.as_str(), one.ack_at),
        ("45/TN", Some(world.now()))
    );
    let mailbox = world.mailbox(&filed.code).await.unwrap();
    assert_eq!(
        (
            mailbox.state.as_str(),
            mailbox.held_by.as_str(),
            mailbox.receipt_number.as_str()
        ),
        ("acknowledged", "Công an tỉnh Lam Sơn", "45/TN")
    );
    let again = transfer::cancel(hotline, me, one.id, 3, "nhầm").await;
    assert_eq!(word(again), "transfer_acknowledged");
}

async fn phone_first(db: TestDb) {
    let world = World::on(db).await;
    let (id, one) = begun(&world, true).await;
    assert_eq!(one.call_by, Some(world.now() + Duration::minutes(15)));
    let (hotline, me) = (&world.hotline, &world.intake);
    let early = transfer::send(hotline, me, &Office, one.id, 1, &letter(world.now())).await;
    assert_eq!(word(early), "call_first");
    let seen = world.row(id).await.version;
    let nobody = NewCall {
        spoke_with: String::new(),
        ..spoke(Some(one.id), world.now(), true)
    };
    assert_eq!(
        word(transfer::call(hotline, me, id, seen, &nobody).await),
        "spoke_with: empty"
    );
    let other = world.file_report(Draft::default()).await.id;
    let seen_other = world.row(other).await.version;
    let stray = spoke(Some(one.id), world.now(), true);
    let stray = transfer::call(hotline, me, other, seen_other, &stray).await;
    assert_eq!(word(stray), "transfer_id: unknown");
    let row = transfer::call(hotline, me, id, seen, &spoke(Some(one.id), world.now(), false))
        .await
        .unwrap();
    // Nobody answered: what does not end the ring does not open the way for the letter.
    let vain = transfer::send(hotline, me, &Office, one.id, 1, &letter(world.now())).await;
    assert_eq!(word(vain), "call_first");
    let reached = spoke(Some(one.id), world.now(), true);
    transfer::call(hotline, me, id, row.version, &reached)
        .await
        .unwrap();
    transfer::send(hotline, me, &Office, one.id, 1, &letter(world.now()))
        .await
        .unwrap();

    // Whoever phoned first and wrote the transfer down afterwards has phoned.
    let id = world.file_report(Draft::default()).await.id;
    let row = classified(&world, me, id, "crime_report_individual").await;
    let before = spoke(None, world.now(), true);
    let row = transfer::call(hotline, me, id, row.version, &before)
        .await
        .unwrap();
    world.pass(Duration::minutes(5));
    transfer::create(hotline, me, id, row.version, &to_police(true))
        .await
        .unwrap();
    let two = last(&world, id).await;
    transfer::send(hotline, me, &Office, two.id, 1, &letter(world.now()))
        .await
        .unwrap();
    // Whom it is passed on to after it came back is another one.
    world.pass(Duration::minutes(5));
    let row = transfer::give_back(hotline, me, two.id, 2, world.now(), "thuộc nơi khác")
        .await
        .unwrap();
    transfer::create(hotline, me, id, row.version, &to_police(true))
        .await
        .unwrap();
    let three = last(&world, id).await;
    let anew = transfer::send(hotline, me, &Office, three.id, 1, &letter(world.now())).await;
    assert_eq!(word(anew), "call_first");
}

async fn call_by(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, me) = (&world.hotline, &world.intake);
    let now = |d: &mut Draft| d.form.money = Money::Sending;
    let id = world.file_report(Draft::default().with(now)).await.id;
    let row = classified(&world, me, id, "crime_report_individual").await;
    let due = row.received_at + Duration::minutes(15);
    world.pass(Duration::minutes(10));
    transfer::create(hotline, me, id, row.version, &to_police(true))
        .await
        .unwrap();
    let one = last(&world, id).await;
    assert_eq!(one.call_by, Some(due));
    // To begin it anew wins no time.
    let row = transfer::cancel(hotline, me, one.id, 1, "nhầm nơi nhận")
        .await
        .unwrap();
    world.pass(Duration::minutes(2));
    transfer::create(hotline, me, id, row.version, &to_police(true))
        .await
        .unwrap();
    assert_eq!(last(&world, id).await.call_by, Some(due));
}

async fn moments(db: TestDb) {
    let world = World::on(db).await;
    let (id, one) = begun(&world, false).await;
    let (hotline, me) = (&world.hotline, &world.intake);
    let (before, ahead) = (world.now() - Duration::hours(1), world.now() + Duration::hours(1));
    let seen = world.row(id).await.version;
    for (at, what) in [(before, "called_at: too_early"), (ahead, "called_at: future")] {
        let done = transfer::call(hotline, me, id, seen, &spoke(None, at, true)).await;
        assert_eq!(word(done), what);
    }
    for (at, what) in [(before, "sent_at: too_early"), (ahead, "sent_at: future")] {
        let done = transfer::send(hotline, me, &Office, one.id, 1, &letter(at)).await;
        assert_eq!(word(done), what);
    }
    world.pass(Duration::minutes(30));
    let sent_at = world.now() - Duration::minutes(10);
    transfer::send(hotline, me, &Office, one.id, 1, &letter(sent_at))
        .await
        .unwrap();
    let early = receipt(sent_at - Duration::minutes(1));
    assert_eq!(
        word(transfer::acknowledge(hotline, me, one.id, 2, &early).await),
        "ack_at: too_early"
    );
    let back = transfer::give_back(
        hotline,
        me,
        one.id,
        2,
        sent_at - Duration::minutes(1),
        "không thuộc thẩm quyền",
    );
    assert_eq!(word(back.await), "returned_at: too_early");
}

async fn receivers(db: TestDb) {
    let world = World::on(db).await;
    let id = world.file_report(Draft::default()).await.id;
    let row = classified(&world, &world.intake, id, "crime_information").await;
    let to = |recipient: &str, name: &str, agency: Option<Uuid>| NewTransfer {
        recipient: recipient.into(),
        recipient_name: name.into(),
        recipient_agency: agency,
        is_urgent: false,
    };
    let create = |draft: NewTransfer| {
        let world = &world;
        async move { transfer::create(&world.hotline, &world.intake, id, row.version, &draft).await }
    };
    assert_eq!(word(create(to("nobody", "", None)).await), "recipient: unknown");
    assert_eq!(
        word(create(to("telecom", "", None)).await),
        "recipient: not_competent"
    );
    assert_eq!(
        word(create(to("centre", "", None)).await),
        "recipient: not_competent"
    );
    let stranger = to("investigation_agency", "", Some(Uuid::now_v7()));
    assert_eq!(word(create(stranger).await), "recipient_agency_id: unknown");
    create(to("investigation_agency", "", Some(world.police.uuid())))
        .await
        .unwrap();
    assert_eq!(last(&world, id).await.recipient_name, "Công an tỉnh Lam Sơn");
    // Feedback is the host's own: somebody else of its kind has to be named.
    let other = world.file_report(Draft::default()).await.id;
    let row = classified(&world, &world.intake, other, "feedback").await;
    let own = to("centre", "", None);
    let own = transfer::create(&world.hotline, &world.intake, other, row.version, &own).await;
    assert_eq!(word(own), "recipient_name: empty");
}

async fn comes_back(db: TestDb) {
    let world = World::on(db).await;
    let id = world.file_report(Draft::default()).await.id;
    classified(&world, &world.intake, id, "crime_report_individual").await;
    let row = arrived(&world, &world.intake, id).await;
    let one = last(&world, id).await;
    // As a closed one is given back, too.
    let tx = world.access.db().begin().await.unwrap();
    let closed = report::Model {
        state: State::Closed.to_string(),
        outcome: Some("transferred".into()),
        closed_at: Some(world.now()),
        ..row
    };
    store::report::update(&tx, closed).await.unwrap();
    tx.commit().await.unwrap();
    world.pass(Duration::hours(3));
    let (hotline, me) = (&world.hotline, &world.intake);
    let row = transfer::give_back(hotline, me, one.id, 3, world.now(), "thuộc tỉnh khác")
        .await
        .unwrap();
    assert_eq!(
        (row.state.as_str(), row.closed_at, row.outcome),
        ("classified", None, None)
    );
    assert!(row.next_due_at.is_some(), "it has to be passed on again");
    assert_eq!(last(&world, id).await.return_reason, "thuộc tỉnh khác");
    let told = world.notices(&world.lead).await;
    assert!(told.iter().any(|n| n.kind == "hotline.transfer_returned"));
    transfer::create(hotline, me, id, row.version, &to_police(false))
        .await
        .unwrap();
    // Grounds for another receiver are new: so is the hour.
    assert_eq!(
        last(&world, id).await.due_at,
        Some(world.now() + Duration::minutes(60))
    );
}

async fn numbers(db: TestDb) {
    let world = World::on(db).await;
    let draft = Draft::default().with(|d| d.form.commune = Some(world.commune.uuid()));
    let id = world.file_report(draft).await.id;
    let me = &world.commune_intake;
    let row = classified(&world, me, id, "crime_report_individual").await;
    transfer::create(&world.hotline, me, id, row.version, &to_police(false))
        .await
        .unwrap();
    let one = last(&world, id).await;
    let next = Sending {
        document_number: String::new(),
        ..letter(world.now())
    };
    let row = transfer::send(&world.hotline, me, &Office, one.id, 1, &next)
        .await
        .unwrap();
    let sent = last(&world, id).await;
    assert!(
        sent.document_number.starts_with('1') || sent.document_number.starts_with("01"),
        "{}",
        sent.document_number
    );
    let entry = register::entry_of_document(world.access.db().reader(), one.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((entry.number, entry.issuer_id), (1, world.commune.uuid()));
    assert!(entry.subject.contains(&row.number), "{}", entry.subject);
    transfer::cancel(&world.hotline, me, one.id, 2, "gửi nhầm nơi")
        .await
        .unwrap();
    let entry = register::entry(world.access.db().reader(), coloa_base::RegisterEntryId(entry.id))
        .await
        .unwrap();
    // The register is kept for ever: what somebody wrote of the report is not in it.
    let why = entry.cancel_reason.unwrap();
    assert!(why.starts_with("đã thu hồi việc chuyển tin số HL-2026-"), "{why}");
    assert_eq!(world.row(id).await.state, State::Classified.to_string());
    // The centre's own desk is of no agency, and its officer of none: somebody writes the number.
    let (_, other) = begun(&world, false).await;
    let none = transfer::send(&world.hotline, &world.intake, &Office, other.id, 1, &next).await;
    assert_eq!(word(none), "document_number: empty");
}

pub async fn told(world: &World, who: &Actor, kind: &str) -> Vec<notifications::Notification> {
    let mut all = world.notices(who).await;
    all.retain(|n| n.kind == kind);
    all
}

async fn reminds(db: TestDb) {
    let world = World::on(db).await;
    let remind = Remind::new(world.hotline.clone());
    let id = world.file_report(Draft::default()).await.id;
    let told_of = |kind: &'static str| {
        let world = &world;
        async move { told(world, &world.lead, kind).await.len() }
    };
    world.pass(Duration::minutes(44));
    remind.remind().await.unwrap();
    assert_eq!(told_of("hotline.term_near").await, 0);
    world.pass(Duration::minutes(1));
    for _ in 0..2 {
        remind.remind().await.unwrap();
    }
    assert_eq!(
        (
            told_of("hotline.term_near").await,
            told_of("hotline.term_over").await
        ),
        (1, 0)
    );
    world.pass(Duration::minutes(15));
    for _ in 0..2 {
        remind.remind().await.unwrap();
    }
    assert_eq!(
        (
            told_of("hotline.term_near").await,
            told_of("hotline.term_over").await
        ),
        (1, 1)
    );
    // What arrived is owed no more.
    classified(&world, &world.intake, id, "crime_report_individual").await;
    arrived(&world, &world.intake, id).await;
    world.pass(Duration::days(2));
    remind.remind().await.unwrap();
    assert_eq!(told_of("hotline.term_over").await, 1);
}

async fn forgets(db: TestDb) {
    let world = World::on(db).await;
    let of = |d: &mut Draft| d.network = Some("a1b2".into());
    let old = world.file_report(Draft::default().with(of)).await.id;
    world.pass(Duration::hours(47));
    let new = world.file_report(Draft::default().with(of)).await.id;
    let worker = world.worker(|registry| {
        registry.add(FORGET, Forget::new(world.hotline.clone()));
        registry.periodic(FORGET, Every::Minutes(60));
        registry.add(REMIND, Remind::new(world.hotline.clone()));
    });
    worker.drain().await.unwrap();
    assert!(world.row(old).await.network.is_some());
    world.pass(Duration::hours(2));
    worker.drain().await.unwrap();
    assert_eq!(world.row(old).await.network, None);
    assert!(world.row(new).await.network.is_some());
    // That both came from the same place is known for longer than from which.
    let origin = world.row(old).await.origin;
    assert!(origin.is_some() && origin == world.row(new).await.origin);
}

async fn conflict(db: TestDb) {
    let world = World::on(db).await;
    let (_, one) = begun(&world, false).await;
    let (hotline, me) = (&world.hotline, &world.intake);
    transfer::send(hotline, me, &Office, one.id, 1, &letter(world.now()))
        .await
        .unwrap();
    let stale = transfer::cancel(hotline, me, one.id, 1, "nhầm").await;
    assert!(matches!(stale, Err(HotlineError::Conflict)));
    let out_of_reach = transfer::cancel(hotline, &world.commune_intake, one.id, 2, "nhầm").await;
    assert!(matches!(out_of_reach, Err(HotlineError::NotFound)));
}
