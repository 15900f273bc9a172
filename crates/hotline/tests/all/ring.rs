//! Who leads the shift is rung about every urgent report about which nobody was reached by phone, whoever has it, until somebody
//! was.

use crate::{
    classify::{arrived, classified},
    support::*,
    transfer::{Office, begun, last, letter, spoke, to_police, told},
};
use chrono::Duration;
use coloa_auth::{Actor, Role, people};
use coloa_hotline::{
    envelope::{EnvelopeKind, Letter},
    inbox::work::{self, Close},
    intake::{self, NewReport},
    jobs::{RING, RING_OUT, Ring, RingOuter},
    model::{Channel as Came, Money, Outcome, Urgency},
    transfer,
};
use coloa_incident::{
    call_out::{Gateway, Message, Settings},
    model::Channel,
};
use coloa_platform::{jobs::Every, mail};
use coloa_testkit::{TestDb, store_suite};
use std::{
    collections::BTreeSet,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

store_suite!(
    nobody_rings_twice_and_nobody_forgets => rings,
    an_urgent_report_rings_whoever_has_it => whoever,
    it_rings_until_somebody_was_reached => until,
    a_flood_rings_once_for_all => held,
    where_nobody_leads_the_shift_nothing_is_noted => nobody,
    the_gateway_is_asked_until_it_takes_it => gateway,
);

fn settings(channels: &[Channel]) -> Settings {
    Settings {
        public_url: "https://tinh.invalid".into(),
        offered: channels.to_vec(),
        again: Duration::minutes(10),
    }
}

fn ring_of(world: &World) -> Ring {
    Ring::new(world.hotline.clone(), settings(&[Channel::InApp, Channel::Mail]))
}

/// Money is moving now.
fn urgent() -> Draft {
    Draft::default().with(|d| d.form.money = Money::Sending)
}

async fn mails(world: &World, number: &str) -> usize {
    let all = mail::list(world.access.db(), 500).await.unwrap();
    all.iter().filter(|m| m.subject.contains(number)).count()
}

async fn rings(db: TestDb) {
    let world = World::on(db).await;
    let ring = ring_of(&world);
    let (id, one) = begun(&world, true).await;
    let (other, another) = begun(&world, true).await;
    let (quiet, _) = begun(&world, false).await;
    let seen = world.row(other).await.version;
    let reached = spoke(Some(another.id), world.now(), true);
    transfer::call(&world.hotline, &world.intake, other, seen, &reached)
        .await
        .unwrap();
    let heard = async || told(&world, &world.lead, "hotline.ring_transfer").await;
    world.pass(Duration::minutes(14));
    ring.ring().await.unwrap();
    assert!(heard().await.is_empty());
    world.pass(Duration::minutes(1));
    for _ in 0..3 {
        ring.ring().await.unwrap();
    }
    assert_eq!(heard().await.len(), 1);
    let number = world.row(id).await.number;
    assert_eq!(heard().await[0].params["number"], number);
    assert_eq!(mails(&world, &number).await, 1);
    for spared in [other, quiet] {
        assert_eq!(mails(&world, &world.row(spared).await.number).await, 0);
    }
    assert_eq!(last(&world, id).await.rang_at, Some(world.now()));
    assert_eq!(last(&world, id).await.id, one.id);
}

async fn whoever(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, me) = (&world.hotline, &world.intake);
    let ring = ring_of(&world);
    let filed = async || world.file_report(urgent()).await.id;
    let number = async |id: Uuid| world.row(id).await.number;

    let untouched = filed().await;
    // Somebody has it, and does nothing.
    let taken = filed().await;
    work::take(hotline, me, taken, 1).await.unwrap();
    // Its transfer was not marked as urgent.
    let passed_on = filed().await;
    let row = classified(&world, me, passed_on, "crime_report_individual").await;
    transfer::create(hotline, me, passed_on, row.version, &to_police(false))
        .await
        .unwrap();
    // Whoever wrote it down had it from the beginning.
    let new = NewReport {
        desk: world.centre.id,
        form: urgent().with(|d| d.form.channel = Came::Phone).form,
        narrative: "Người gọi kể qua điện thoại.".to_owned(),
        identity: Draft::default().identity,
        attachments: Vec::new(),
        received_at: None,
    };
    let (by_phone, _) = intake::file(hotline, me, new).await.unwrap();
    // What its citizen asks to take back, and nobody read.
    let taken_back = world.file_report(urgent()).await;
    world
        .hand_in(EnvelopeKind::Withdrawal, &taken_back.code, &Letter::default())
        .await;

    // Not so urgent; no longer urgent; with the competent body; over.
    world.file_report(Draft::default()).await;
    let lowered = filed().await;
    work::set_urgency(hotline, me, lowered, 1, Urgency::Today, "Tiền chưa đi")
        .await
        .unwrap();
    let there = filed().await;
    classified(&world, me, there, "crime_report_individual").await;
    arrived(&world, me, there).await;
    let over = filed().await;
    let row = classified(&world, me, over, "feedback").await;
    let close = Close {
        outcome: Outcome::Guided,
        reason: "Hỏi thử".to_owned(),
        message: String::new(),
    };
    work::close(hotline, me, over, row.version, &close).await.unwrap();

    let rung = async || {
        let all = world.notices(&world.lead).await.into_iter();
        let rung = all.filter(|n| n.kind.starts_with("hotline.ring_"));
        let mut numbers: Vec<String> = rung
            .map(|n| n.params["number"].as_str().unwrap_or_default().to_owned())
            .collect();
        numbers.sort();
        numbers
    };
    world.pass(Duration::minutes(14));
    ring.ring().await.unwrap();
    assert!(rung().await.is_empty());
    world.pass(Duration::minutes(1));
    ring.ring().await.unwrap();
    ring.ring().await.unwrap();
    let mut expected = Vec::new();
    for id in [untouched, taken, passed_on, by_phone.id, taken_back.id] {
        expected.push(number(id).await);
    }
    expected.sort();
    assert_eq!(rung().await, expected);
    let about_transfer = told(&world, &world.lead, "hotline.ring_transfer").await;
    assert_eq!(about_transfer.len(), 1);
    assert_eq!(about_transfer[0].params["number"], number(passed_on).await);
}

async fn until(db: TestDb) {
    let world = World::on(db).await;
    let (hotline, me) = (&world.hotline, &world.intake);
    let ring = ring_of(&world);
    let id = world.file_report(urgent()).await.id;
    work::take(hotline, me, id, 1).await.unwrap();
    classified(&world, me, id, "crime_report_individual").await;
    let version = async || world.row(id).await.version;
    let rung_after = async |minutes: i64| {
        world.pass(Duration::minutes(minutes));
        ring.ring().await.unwrap();
        told(&world, &world.lead, "hotline.ring_report").await.len()
    };
    assert_eq!(rung_after(15).await, 1);
    assert_eq!(rung_after(14).await, 1);
    assert_eq!(rung_after(1).await, 2);
    // Nobody picked up.
    let vain = spoke(None, world.now(), false);
    transfer::call(hotline, me, id, version().await, &vain)
        .await
        .unwrap();
    assert_eq!(rung_after(15).await, 3);
    let reached = spoke(None, world.now(), true);
    transfer::call(hotline, me, id, version().await, &reached)
        .await
        .unwrap();
    assert_eq!(rung_after(15).await, 3);
    transfer::create(hotline, me, id, version().await, &to_police(true))
        .await
        .unwrap();
    let one = last(&world, id).await;
    transfer::send(hotline, me, &Office, one.id, 1, &letter(world.now()))
        .await
        .unwrap();
    assert_eq!(rung_after(15).await, 3);
    // It came back: whoever was phoned is not who has to know of it now.
    transfer::give_back(hotline, me, one.id, 2, world.now(), "thuộc nơi khác")
        .await
        .unwrap();
    assert_eq!(rung_after(1).await, 4);
}

async fn held(db: TestDb) {
    let world = World::on(db).await;
    let ring = ring_of(&world);
    let mut ids = Vec::new();
    for _ in 0..8 {
        let draft = urgent().with(|d| d.network = Some("mạng-1".to_owned()));
        ids.push(world.file_report(draft).await.id);
    }
    let mut many = BTreeSet::new();
    for id in &ids {
        if world.row(*id).await.quarantined_at.is_some() {
            many.insert(*id);
        }
    }
    assert_eq!(many.len(), 3);
    world.pass(Duration::minutes(15));
    ring.ring().await.unwrap();
    ring.ring().await.unwrap();
    // Money is moving: they were let in, and stand in the inbox.
    let about = async |kind: &str| told(&world, &world.lead, kind).await;
    let heard = about("hotline.ring_many").await;
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].params["number"], 3);
    assert!(!heard[0].link.as_deref().unwrap().contains("view="));
    assert_eq!(about("hotline.ring_report").await.len(), 5);
    assert_eq!(mails(&world, "3 tin báo khẩn").await, 1);
    for id in &many {
        assert_eq!(world.row(*id).await.rang_at, Some(world.now()));
    }

    // Somebody holds them back: they are rung about where they stand, again and again, as long as nobody phones.
    for id in &many {
        let seen = world.row(*id).await.version;
        work::quarantine(&world.hotline, &world.lead, *id, seen, true, "Gửi hàng loạt")
            .await
            .unwrap();
    }
    for times in 1..=2 {
        world.pass(Duration::minutes(15));
        ring.ring().await.unwrap();
        let heard = about("hotline.ring_held").await;
        assert_eq!(heard.len(), times);
        assert_eq!(heard[0].params["number"], 3);
        assert!(heard[0].link.as_deref().unwrap().contains("view=quarantined"));
    }
    assert_eq!(about("hotline.ring_many").await.len(), 1);
}

async fn nobody(db: TestDb) {
    let world = World::on(db).await;
    let ring = ring_of(&world);
    people::end(&world.access, &Actor::command_line(), world.lead.person.unwrap())
        .await
        .unwrap();
    let id = world.file_report(urgent()).await.id;
    world.pass(Duration::minutes(20));
    ring.ring().await.unwrap();
    assert_eq!(world.row(id).await.rang_at, None);
    let (_, lead) = world.person(Role::ShiftLead, None).await;
    world.pass(Duration::minutes(1));
    ring.ring().await.unwrap();
    assert_eq!(told(&world, &lead, "hotline.ring_report").await.len(), 1);
    assert_eq!(world.row(id).await.rang_at, Some(world.now()));
}

/// A gateway that takes messages, or does not.
#[derive(Default)]
struct Posts {
    sent: Mutex<Vec<Message>>,
    down: Mutex<bool>,
}

impl Gateway for Posts {
    fn send<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
        Box::pin(async move {
            if *self.down.lock().unwrap() {
                return Err("down".to_owned());
            }
            self.sent.lock().unwrap().push(message.clone());
            Ok(())
        })
    }
}

async fn gateway(db: TestDb) {
    let world = World::on(db).await;
    let new = people::NewPerson {
        user_name: "truong.ca.goi".into(),
        full_name: "Trưởng ca có điện thoại".into(),
        email: None,
        phone: Some("0900 000 404".into()),
        posts: Vec::new(),
        grants: vec![people::NewGrant {
            role: Role::ShiftLead,
            agency: None,
            area: None,
            from: TODAY,
            to: None,
        }],
    };
    people::create(&world.access, &Actor::command_line(), new)
        .await
        .unwrap();
    let posts = Arc::new(Posts::default());
    let offered = settings(&[Channel::InApp, Channel::Mail, Channel::Voice]);
    let worker = world.worker(|registry| {
        registry.add(RING, Ring::new(world.hotline.clone(), offered.clone()));
        registry.periodic(RING, Every::Minutes(1));
        let gateway: Arc<dyn Gateway> = posts.clone();
        registry.add(
            RING_OUT,
            RingOuter::new(world.hotline.clone(), offered.clone(), Some(gateway)),
        );
    });
    let call = async |report: Uuid, about: Uuid| {
        let seen = world.row(report).await.version;
        let reached = spoke(Some(about), world.now(), true);
        transfer::call(&world.hotline, &world.intake, report, seen, &reached)
            .await
            .unwrap();
    };
    let (id, one) = begun(&world, true).await;
    *posts.down.lock().unwrap() = true;
    world.pass(Duration::minutes(16));
    worker.drain().await.unwrap();
    assert!(posts.sent.lock().unwrap().is_empty());
    *posts.down.lock().unwrap() = false;
    world.pass(Duration::minutes(1));
    worker.drain().await.unwrap();
    {
        let sent = posts.sent.lock().unwrap();
        assert_eq!(sent.len(), 1, "one lead has a phone");
        assert_eq!((sent[0].channel, sent[0].to.as_str()), ("voice", "0900 000 404"));
        assert!(
            sent[0].text.contains(&sent[0].code) && sent[0].text.contains("https://tinh.invalid/tin-bao/")
        );
    }
    // Nobody was reached: another call, which the gateway does not take for the one it has.
    world.pass(Duration::minutes(16));
    worker.drain().await.unwrap();
    {
        let sent = posts.sent.lock().unwrap();
        assert_eq!(sent.len(), 2);
        assert_ne!(sent[0].id, sent[1].id);
    }
    call(id, one.id).await;
    // Somebody reached them before the gateway was back: nobody is woken for nothing.
    let (second, two) = begun(&world, true).await;
    *posts.down.lock().unwrap() = true;
    world.pass(Duration::minutes(16));
    worker.drain().await.unwrap();
    call(second, two.id).await;
    *posts.down.lock().unwrap() = false;
    world.pass(Duration::minutes(5));
    worker.drain().await.unwrap();
    assert_eq!(posts.sent.lock().unwrap().len(), 2);
}
