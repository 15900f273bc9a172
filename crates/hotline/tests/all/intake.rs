//! What comes in: once, at the right desk, as urgent as its answers say. Rooms: `later` what citizens send to a report that is there ·
//! `flood` what is held back.

mod flood;
mod later;

use crate::support::{Draft, World};
use coloa_auth::{Role, notifications::Notification};
use coloa_hotline::{
    HotlineError,
    code::Code,
    envelope::Envelope,
    form::Identity,
    front::HandedIn,
    inbox,
    intake::{self, NewReport},
    model::{Channel, Money, Urgency},
    store,
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    the_same_is_taken_in_once => once,
    a_report_goes_to_the_desk_that_it_is_for => desks,
    an_installation_without_a_desk_refuses_no_report => no_desk,
    what_cannot_wait_is_told_without_a_word_of_it => urgent,
    an_operator_files_for_who_phones => filed,
    what_is_no_envelope_is_refused => refused,
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
