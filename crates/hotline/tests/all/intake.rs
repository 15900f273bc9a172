//! What comes in: once, at the right desk, as urgent as its answers say, and held back in floods alone.

use crate::support::{Draft, TODAY, World};
use chrono::{Duration, TimeDelta};
use coloa_auth::{Role, notifications::Notification};
use coloa_hotline::{
    HotlineError,
    code::Code,
    envelope::{Envelope, EnvelopeKind, Letter},
    flood,
    form::Identity,
    front::{Front as _, HandedIn},
    inbox::{self, Filter, View},
    intake::{self, NewReport},
    model::{Channel, Money, Outcome, State, Urgency},
    store,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    the_same_is_taken_in_once => once,
    a_report_goes_to_the_desk_that_it_is_for => desks,
    an_installation_without_a_desk_refuses_no_report => no_desk,
    what_cannot_wait_is_told_without_a_word_of_it => urgent,
    a_citizen_writes_and_reads_with_the_code => messages,
    a_citizen_takes_a_report_back => withdrawn,
    what_nobody_read_is_not_ended_by_its_code => withdrawn_unread,
    an_operator_files_for_who_phones => filed,
    what_is_no_envelope_is_refused => refused,
    a_flood_is_held_back_and_a_single_report_never => floods,
    people_on_one_line_are_no_flood => shared_line,
    where_money_is_moving_nobody_is_held_back => moving,
);

fn new_code() -> Code {
    Code::random(&mut rand::rng())
}

async fn once(db: TestDb) {
    let world = World::on(db).await;
    let code = new_code();
    let envelope = world.envelope(&Draft::default(), &code);
    let take = async |envelope: Envelope| intake::take_in(&world.hotline, envelope).await.unwrap();
    assert_eq!(take(envelope.clone()).await, HandedIn::Stored);
    assert_eq!(take(envelope.clone()).await, HandedIn::Again);
    // The same form again, in another envelope: the code is the same, and so is the mailbox.
    let again = world.envelope(&Draft::about("Lần nữa"), &code);
    assert_eq!(take(again.clone()).await, HandedIn::Again);
    let row = world.row(envelope.id).await;
    assert_eq!((row.number.as_str(), row.version), ("HL-2026-00001", 1));
    assert!(row.is_opened && row.content_tag.is_some());
    assert!(matches!(
        store::report::one(world.access.db().reader(), again.id).await,
        Err(HotlineError::NotFound)
    ));
    assert_eq!(
        world
            .row(world.file_report(Draft::default()).await.id)
            .await
            .number,
        "HL-2026-00002"
    );

    // Eight at once: one of them stores it.
    let envelope = world.envelope(&Draft::default(), &new_code());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (hotline, envelope) = (world.hotline.clone(), envelope.clone());
        tasks.spawn(async move { intake::take_in(&hotline, envelope).await.unwrap() });
    }
    let done = tasks.join_all().await;
    assert_eq!(done.iter().filter(|d| **d == HandedIn::Stored).count(), 1);
    assert_eq!(world.row(envelope.id).await.number, "HL-2026-00003");
}

async fn desks(db: TestDb) {
    let world = World::on(db).await;
    let desk = async |draft: Draft| {
        let filed = world.file_report(draft).await;
        world.row(filed.id).await.desk_id
    };
    let of = |commune| Draft::default().with(|d| d.form.commune = Some(commune));
    assert_eq!(desk(Draft::default()).await, world.centre.id);
    assert_eq!(desk(of(world.commune.uuid())).await, world.commune_desk.id);
    assert_eq!(desk(of(world.other_commune.uuid())).await, world.centre.id);
    assert_eq!(desk(of(Uuid::now_v7())).await, world.centre.id);
    // A desk that the form names is heard where an operator or an application fills it in, not from the portal.
    let named = |channel| {
        Draft::default().with(|d| {
            d.form.desk = Some(world.commune_desk.id);
            d.form.channel = channel;
        })
    };
    assert_eq!(desk(named(Channel::Web)).await, world.centre.id);
    assert_eq!(desk(named(Channel::Phone)).await, world.commune_desk.id);
    let agency = world
        .row(world.file_report(of(world.commune.uuid())).await.id)
        .await
        .agency_id;
    assert_eq!(agency, Some(world.commune.uuid()));
}

async fn no_desk(db: TestDb) {
    let world = World::on(db).await;
    for desk in [&world.centre, &world.commune_desk] {
        let tx = world.access.db().begin().await.unwrap();
        let switched_off = coloa_hotline::entity::desk::Model {
            active: false,
            version: desk.version + 1,
            ..desk.clone()
        };
        assert!(store::settings::save_desk(&tx, switched_off).await.unwrap());
        tx.commit().await.unwrap();
    }
    let row = world.row(world.file_report(Draft::default()).await.id).await;
    let desk = store::settings::desk(world.access.db().reader(), row.desk_id)
        .await
        .unwrap();
    assert!(desk.takes_public && desk.active);
    let next = world.row(world.file_report(Draft::default()).await.id).await;
    assert_eq!(next.desk_id, desk.id);
}

async fn urgent(db: TestDb) {
    let world = World::on(db).await;
    let (_, commune_lead) = world.person(Role::ShiftLead, Some(world.commune)).await;
    world.file_report(Draft::default()).await;
    assert!(world.notices(&world.intake).await.is_empty());
    let now = |d: &mut Draft| {
        d.form.money = Money::Sending;
        d.narrative = "Bà BƯỞI-BÍ-MẬT đang ở ngân hàng, bị bắt chuyển ngay.".to_owned();
        d.identity.name = "Nguyễn Thị BƯỞI-BÍ-MẬT".to_owned();
    };
    let filed = world.file_report(Draft::default().with(now)).await;
    let row = world.row(filed.id).await;
    assert_eq!(Urgency::of_rank(row.urgency), Urgency::Now);
    let told = |of: &[Notification]| -> Vec<String> { of.iter().map(|n| n.kind.clone()).collect() };
    for person in [&world.intake, &world.lead] {
        let notices = world.notices(person).await;
        assert_eq!(told(&notices), ["hotline.urgent"]);
        assert_eq!(notices[0].params, serde_json::json!({ "number": row.number }));
        assert_eq!(
            notices[0].link.as_deref(),
            Some(format!("/tin-bao/{}", row.id).as_str())
        );
    }
    assert!(world.notices(&world.commune_intake).await.is_empty());
    // Of the desk of a commune its own people are told.
    let commune = world.commune.uuid();
    let draft = Draft::default()
        .with(now)
        .with(|d| d.form.commune = Some(commune));
    world.file_report(draft).await;
    for person in [&world.commune_intake, &commune_lead] {
        assert_eq!(told(&world.notices(person).await), ["hotline.urgent"]);
    }
    assert_eq!(world.notices(&world.intake).await.len(), 1);
}

async fn messages(db: TestDb) {
    let world = World::on(db).await;
    let filed = world.file_report(Draft::default()).await;
    let content = world.mailbox(&filed.code).await.unwrap();
    assert_eq!((content.state.as_str(), content.is_over), ("received", false));
    assert!(world.mailbox(&new_code()).await.is_none());
    let before = world.row(filed.id).await;

    let letter = Letter {
        narrative: "Tôi nhớ ra thêm một số".to_owned(),
        attachments: vec![crate::support::photo("anh.jpg", "GHI-CHÚ")],
        ..Letter::default()
    };
    let message = Envelope::seal(
        &world.hotline.sealer(),
        Uuid::now_v7(),
        EnvelopeKind::Message,
        world.now(),
        &filed.code,
        &letter,
    )
    .unwrap();
    let take = async |envelope: Envelope| intake::take_in(&world.hotline, envelope).await;
    assert_eq!(take(message.clone()).await.unwrap(), HandedIn::Stored);
    assert_eq!(take(message).await.unwrap(), HandedIn::Again);
    let row = world.row(filed.id).await;
    // Whoever is at work on the report is not disturbed.
    assert_eq!((row.version, row.files), (before.version, 1));
    let line = async || {
        let (lines, _) = inbox::list(&world.hotline, &world.intake, &Filter::default())
            .await
            .unwrap();
        lines.into_iter().next().unwrap()
    };
    assert_eq!(line().await.unread, 1);
    assert_eq!(
        inbox::counts(&world.hotline, &world.intake).await.unwrap().unread,
        1
    );

    coloa_hotline::message::answer(
        &world.hotline,
        &world.intake,
        filed.id,
        row.version,
        "Trung tâm đã nhận.",
    )
    .await
    .unwrap();
    let content = world.mailbox(&filed.code).await.unwrap();
    let said: Vec<(bool, &str, i32)> = content
        .messages
        .iter()
        .map(|m| (m.is_from_citizen, m.text.as_str(), m.files))
        .collect();
    assert_eq!(
        said,
        [
            (true, "Tôi nhớ ra thêm một số", 1),
            (false, "Trung tâm đã nhận.", 0)
        ]
    );
    // To a report that is not there.
    let lost = Envelope::seal(
        &world.hotline.sealer(),
        Uuid::now_v7(),
        EnvelopeKind::Message,
        world.now(),
        &new_code(),
        &letter,
    )
    .unwrap();
    assert!(matches!(take(lost).await, Err(HotlineError::NotFound)));
}

async fn withdrawn(db: TestDb) {
    let world = World::on(db).await;
    let letter = Letter {
        narrative: "Tôi nhầm".to_owned(),
        ..Letter::default()
    };
    let classified = async |id: Uuid, kind: &str| {
        let row = world.row(id).await;
        let draft = coloa_hotline::classify::Classify {
            kind: kind.to_owned(),
            ..Default::default()
        };
        coloa_hotline::classify::classify(&world.hotline, &world.intake, id, row.version, &draft)
            .await
            .unwrap();
    };
    let filed = world.file_report(Draft::default()).await;
    classified(filed.id, "feedback").await;
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &letter)
        .await;
    let row = world.row(filed.id).await;
    assert_eq!(row.state, State::Withdrawn.as_str());
    assert_eq!(row.outcome.as_deref(), Some("withdrawn"));
    assert_eq!(row.erase_after, TODAY.checked_add_days(chrono::Days::new(1825)));
    assert!(world.mailbox(&filed.code).await.unwrap().is_over);
    let content = inbox::content::open(&world.hotline, &world.intake, filed.id, "Đối chiếu")
        .await
        .unwrap();
    assert_eq!(content.messages[0].text, "Tôi nhầm");

    // Information on a crime is not taken back: it must be passed on.
    let filed = world.file_report(Draft::default()).await;
    classified(filed.id, "crime_report_individual").await;
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &letter)
        .await;
    let row = world.row(filed.id).await;
    assert_eq!(row.state, State::Classified.as_str());
    assert!(row.withdrawn_at.is_some() && row.closed_at.is_none());
}

/// Whoever has the phone of a victim has the code: the offender at home cannot end what nobody read.
async fn withdrawn_unread(db: TestDb) {
    let world = World::on(db).await;
    // A scam, and what its citizen chose to call spam.
    for topic in ["14", "spam"] {
        let draft = Draft::default().with(|d| d.form.topic = topic.to_owned());
        let filed = world.file_report(draft).await;
        let before = world.row(filed.id).await;
        world
            .hand_in(EnvelopeKind::Withdrawal, &filed.code, &Letter::default())
            .await;
        let row = world.row(filed.id).await;
        assert_eq!(
            (row.state.as_str(), row.closed_at, row.outcome),
            ("received", None, None)
        );
        assert_eq!((row.erase_after, row.withdrawn_at), (None, Some(world.now())));
        // Its terms go on as they were.
        assert_eq!(
            (row.next_due_at, &row.next_due_term),
            (before.next_due_at, &before.next_due_term)
        );
        assert_eq!(row.next_due_at.is_some(), topic == "14");
        assert!(!world.mailbox(&filed.code).await.unwrap().is_over);
        let (lines, _) = inbox::list(&world.hotline, &world.intake, &inbox::Filter::default())
            .await
            .unwrap();
        assert!(lines.iter().any(|line| line.row.id == filed.id));
    }

    // Whoever has it hears of it; once it was read and is no crime, it may end as taken back.
    let filed = world.file_report(Draft::default()).await;
    let row = world.row(filed.id).await;
    inbox::work::take(&world.hotline, &world.intake, filed.id, row.version)
        .await
        .unwrap();
    world
        .hand_in(EnvelopeKind::Withdrawal, &filed.code, &Letter::default())
        .await;
    let told = world.notices(&world.intake).await;
    assert_eq!(told[0].kind, "hotline.withdrawal_asked");
    assert_eq!(told[0].params["number"], world.row(filed.id).await.number);
    let close = inbox::work::Close {
        outcome: Outcome::Withdrawn,
        reason: "Người báo xin rút".to_owned(),
        message: String::new(),
    };
    let version = async || world.row(filed.id).await.version;
    let early = inbox::work::close(&world.hotline, &world.intake, filed.id, version().await, &close).await;
    assert!(matches!(
        early,
        Err(HotlineError::State {
            reason: "not_classified"
        })
    ));
    let feedback = coloa_hotline::classify::Classify {
        kind: "feedback".to_owned(),
        ..Default::default()
    };
    coloa_hotline::classify::classify(
        &world.hotline,
        &world.intake,
        filed.id,
        version().await,
        &feedback,
    )
    .await
    .unwrap();
    let row = inbox::work::close(&world.hotline, &world.intake, filed.id, version().await, &close)
        .await
        .unwrap();
    assert_eq!(
        (row.state.as_str(), row.outcome.as_deref()),
        ("closed", Some("withdrawn"))
    );
}

async fn filed(db: TestDb) {
    let world = World::on(db).await;
    let new = |desk: Uuid, identity: Identity| NewReport {
        desk,
        form: Draft::default().with(|d| d.form.channel = Channel::Phone).form,
        narrative: "Người gọi kể qua điện thoại.".to_owned(),
        identity,
        attachments: Vec::new(),
        received_at: None,
    };
    let caller = Identity {
        name: "Lê Thị Mận".to_owned(),
        ..Identity::default()
    };
    let (row, code) = intake::file(&world.hotline, &world.intake, new(world.centre.id, caller))
        .await
        .unwrap();
    assert_eq!(row.channel, "phone");
    assert_eq!(
        (row.state.as_str(), row.assigned_to),
        ("reading", world.intake.person.map(|p| p.uuid()))
    );
    assert!(row.has_identity);
    assert_eq!(world.mailbox(&code).await.unwrap().state, "reading");

    // Whoever does not say who they are is written down all the same, with the reason.
    let refused = Identity {
        refused_because: "sợ bị trả thù".to_owned(),
        ..Identity::default()
    };
    let (row, _) = intake::file(&world.hotline, &world.intake, new(world.centre.id, refused))
        .await
        .unwrap();
    assert!(!row.has_identity);

    let at_centre = intake::file(
        &world.hotline,
        &world.commune_intake,
        new(world.centre.id, Identity::default()),
    );
    assert!(matches!(at_centre.await, Err(HotlineError::Auth(_))));
    let (row, _) = intake::file(
        &world.hotline,
        &world.commune_intake,
        new(world.commune_desk.id, Identity::default()),
    )
    .await
    .unwrap();
    assert_eq!(row.agency_id, Some(world.commune.uuid()));
    let by_revealer = intake::file(
        &world.hotline,
        &world.revealer,
        new(world.centre.id, Identity::default()),
    );
    assert!(matches!(by_revealer.await, Err(HotlineError::Auth(_))));
    let mut web = new(world.centre.id, Identity::default());
    web.form.channel = Channel::Web;
    assert!(matches!(
        intake::file(&world.hotline, &world.intake, web).await,
        Err(HotlineError::Invalid { field: "channel", .. })
    ));
}

async fn refused(db: TestDb) {
    let world = World::on(db).await;
    let code = new_code();
    let envelope = world.envelope(&Draft::default(), &code);
    // Signed by whoever holds the code, and still none.
    let with = async |change: fn(&mut Envelope)| {
        let mut changed = envelope.clone();
        change(&mut changed);
        changed.sign(&code);
        match intake::take_in(&world.hotline, changed).await {
            Err(HotlineError::Invalid { field, reason }) => (field, reason),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(with(|e| e.reply_key = None).await, ("reply_key", "malformed"));
    assert_eq!(
        with(|e| e.parts.push(e.parts[0].clone())).await,
        ("parts", "repeated")
    );
    assert_eq!(with(|e| e.parts[1].seq = 3).await, ("parts", "repeated"));
    assert_eq!(
        with(|e| e.parts[0].sealed = "không".into()).await,
        ("parts", "malformed")
    );
    assert_eq!(
        with(|e| e.parts[0].sealed = "AAAA".repeat(400_000)).await,
        ("parts", "too_large")
    );
    // What opens and is no form costs no report.
    let mut odd = envelope.clone();
    let place = coloa_hotline::envelope::place(odd.id, coloa_hotline::model::Part::Form, 0);
    let sealed = world
        .hotline
        .sealer()
        .seal(coloa_hotline::seal::Secrecy::Content, &place, b"{}")
        .unwrap();
    odd.parts[0].sealed = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, sealed);
    odd.sign(&code);
    assert_eq!(
        intake::take_in(&world.hotline, odd.clone()).await.unwrap(),
        HandedIn::Stored
    );
    assert!(world.row(odd.id).await.is_opened);
    let content = inbox::content::open(&world.hotline, &world.intake, odd.id, "Xem")
        .await
        .unwrap();
    assert_eq!(content.form.topic, "other");
    assert!(!content.narrative.is_empty());
}

/// A thousand reports of eight networks within a minute, and one of somebody else among them.
async fn floods(db: TestDb) {
    let world = World::on(db).await;
    let front = coloa_hotline::direct::Direct::new(world.hotline.clone());
    let mut citizen = None;
    for n in 0..1_000 {
        let draft = Draft {
            network: Some(format!("mạng-{}", n % 8)),
            // The front saw the flood as well; it is not asked about the first ones.
            flood: n > 100,
            ..Draft::about("Gửi hàng loạt, gửi hàng loạt, gửi hàng loạt.")
        };
        let envelope = world.envelope(&draft, &new_code());
        assert_eq!(front.hand_in(envelope).await.unwrap(), HandedIn::Stored);
        world.pass(Duration::milliseconds(60));
        if n == 500 {
            let draft = Draft {
                network: Some("mạng-khác".to_owned()),
                ..Draft::about("Tôi vừa mất tiền thật")
            };
            citizen = Some(world.file_report(draft).await);
        }
    }
    let row = world.row(citizen.unwrap().id).await;
    assert_eq!(row.quarantined_at, None);
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    // Five of each network are let in before anybody can know.
    assert_eq!(counts.quarantined, 1_000 - 8 * 5);
    let list = async |view: View| {
        let filter = Filter {
            view,
            ..Filter::default()
        };
        let (lines, total) = inbox::list(&world.hotline, &world.intake, &filter).await.unwrap();
        (lines, total)
    };
    let (_, open) = list(View::Open).await;
    assert_eq!(open, 8 * 5 + 1);
    let (held, _) = list(View::Quarantined).await;
    // Shift leads hear of a flood once.
    let floods = world.notices(&world.lead).await;
    assert_eq!(floods.iter().filter(|n| n.kind == "hotline.flood").count(), 1);
    // A person lets them go.
    let ids: Vec<Uuid> = held.iter().take(3).map(|l| l.row.id).collect();
    assert_eq!(
        inbox::work::lift(&world.hotline, &world.intake, &ids)
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        inbox::work::lift(&world.hotline, &world.intake, &ids)
            .await
            .unwrap(),
        0
    );
    assert_eq!(list(View::Open).await.1, open + 3);

    // Marked or not, a report that stands alone is let in; and so is the same network tomorrow.
    let alone = |network: &str| Draft {
        network: Some(network.to_owned()),
        flood: true,
        ..Draft::default()
    };
    let lone = world.file_report(alone("mạng-lạ")).await;
    assert_eq!(world.row(lone.id).await.quarantined_at, None);
    world.pass(TimeDelta::days(1));
    let tomorrow = world.file_report(alone("mạng-1")).await;
    assert_eq!(world.row(tomorrow.id).await.quarantined_at, None);
    // By hand neither.
    let row = world.row(lone.id).await;
    let held = inbox::work::quarantine(
        &world.hotline,
        &world.intake,
        lone.id,
        row.version,
        true,
        "Nghi rác",
    );
    assert!(matches!(
        held.await,
        Err(HotlineError::State {
            reason: "stands_alone"
        })
    ));
}

/// Reports with words of their own, all of one line.
fn on_one_line(n: u32) -> Draft {
    Draft {
        network: Some("một đường dây".to_owned()),
        // The front counts without reading: it marks whatever is beyond the measure.
        flood: n >= 5,
        ..Draft::about(&format!(
            "Người thứ {n} ở cơ quan này kể một chuyện không giống ai."
        ))
    }
}

/// A school, a branch of a bank, the telephones of a district: one address, and each tells something else.
async fn shared_line(db: TestDb) {
    let world = World::on(db).await;
    let is_held = async |draft: Draft| {
        let filed = world.file_report(draft).await;
        world.pass(Duration::seconds(10));
        world.row(filed.id).await.quarantined_at.is_some()
    };
    for n in 0..15 {
        assert!(!is_held(on_one_line(n)).await, "{n}");
    }
    assert!(world.notices(&world.lead).await.is_empty());
    // The same words once more are a flood, and so is more than people on one line send, whatever they say.
    let same = Draft {
        narrative: on_one_line(3).narrative,
        ..on_one_line(15)
    };
    assert!(is_held(same).await);
    for n in 16..20 {
        assert!(!is_held(on_one_line(n)).await, "{n}");
    }
    assert!(is_held(on_one_line(20)).await && is_held(on_one_line(21)).await);
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!(
        (counts.quarantined, world.notices(&world.lead).await.len()),
        (3, 1)
    );
    // Ten minutes later it is a line like any other.
    world.pass(Duration::minutes(15));
    let later = world.file_report(on_one_line(23)).await;
    assert_eq!(world.row(later.id).await.quarantined_at, None);
}

async fn moving(db: TestDb) {
    let world = World::on(db).await;
    let told = async |kind: &str| {
        let notices = world.notices(&world.intake).await;
        notices.iter().filter(|n| n.kind == kind).count()
    };
    let shout = |n: u32| {
        Draft {
            narrative: "Gửi hàng loạt, gửi hàng loạt, gửi hàng loạt.".to_owned(),
            ..on_one_line(n)
        }
        .with(|d| d.form.money = Money::Sending)
    };
    let mut filed = Vec::new();
    for n in 0..30 {
        filed.push(world.file_report(shout(n)).await.id);
        world.pass(Duration::seconds(1));
    }
    let alone = world.file_report(shout(0).with(|d| d.network = Some("mạng khác".to_owned())));
    let alone = alone.await.id;
    // All are in the inbox; those beyond the measure with a mark, behind whoever came alone.
    let counts = inbox::counts(&world.hotline, &world.intake).await.unwrap();
    assert_eq!((counts.now, counts.quarantined), (31, 0));
    for (n, id) in filed.iter().enumerate() {
        let row = world.row(*id).await;
        assert_eq!(flood::is_let_in(&row), n >= 5, "{n}");
        assert!(!flood::is_held_back(&row) && row.next_due_at.is_some(), "{n}");
    }
    let filter = Filter {
        limit: 100,
        ..Filter::default()
    };
    let (lines, _) = inbox::list(&world.hotline, &world.intake, &filter).await.unwrap();
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[0].row.id, alone);
    let marked: Vec<_> = lines.iter().map(|l| flood::is_let_in(&l.row)).collect();
    assert!(marked.is_sorted() && marked.iter().filter(|m| **m).count() == 25);
    // Each is told, until they are clearly many; and that there are many is told once.
    assert_eq!(told("hotline.urgent").await, 20 + 1);
    let leads = world.notices(&world.lead).await;
    assert_eq!(leads.iter().filter(|n| n.kind == "hotline.flood").count(), 1);
    // A person may hold one back after all.
    let row = world.row(filed[20]).await;
    let held = inbox::work::quarantine(
        &world.hotline,
        &world.intake,
        row.id,
        row.version,
        true,
        "Cùng một bài",
    )
    .await
    .unwrap();
    assert!(flood::is_held_back(&held) && !flood::is_let_in(&held));
}
