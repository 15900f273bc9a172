//! Calls, their answers, and what happens when nobody answers or the gateway is down.

use crate::support::World;
use chrono::Duration;
use coloa_auth::{Actor, Role};
use coloa_base::AgencyId;
use coloa_incident::{
    IncidentError, assistance,
    assistance::Standing,
    call_out::{
        self, CallDraft, CallFilter, Gateway, Message, Settings,
        jobs::{SEND, Sender, WATCH, Watch},
    },
    entity::{case::incident::Model as Incident, network::response_contact::Model as Contact},
    model::{Channel, ContactKind},
    network::{
        self,
        roster::{self, Line, TurnDraft},
    },
    sight,
};
use coloa_platform::{
    jobs::{Every, Worker},
    mail,
};
use coloa_testkit::{TestDb, store_suite};
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

store_suite!(
    a_call_is_acknowledged_by_the_called_or_by_the_centre => answered,
    a_call_that_nobody_answers_goes_to_the_second_line_once => second_line,
    with_the_gateway_down_calls_wait_and_go_out_once_in_order => gateway_down,
    only_what_is_offered_and_reaches_somebody_is_used => refused,
    help_is_asked_for_accepted_and_done => helped,
);

/// Takes messages, or is down.
#[derive(Default)]
struct Taken {
    down: AtomicBool,
    messages: Mutex<Vec<Message>>,
}

impl Gateway for Taken {
    fn send<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>> {
        Box::pin(async move {
            if self.down.load(Ordering::Relaxed) {
                return Err("connection refused".to_owned());
            }
            self.messages.lock().unwrap().push(message.clone());
            Ok(())
        })
    }
}

struct Scene {
    world: World,
    lead: Actor,
    case: Incident,
    gateway: Arc<Taken>,
}

impl Scene {
    async fn new(db: TestDb) -> Self {
        let world = World::on(db).await;
        let (_, lead) = world.person(Role::ShiftLead, None).await;
        let agency = world.agency("Sở Thử Nghiệm").await;
        let case = world.case(&lead, agency).await;
        Self {
            world,
            lead,
            case,
            gateway: Arc::default(),
        }
    }

    fn settings() -> Settings {
        Settings {
            public_url: "https://coloa.invalid/".to_owned(),
            offered: Channel::ALL.to_vec(),
            again: Duration::minutes(15),
        }
    }

    fn worker(&self) -> Worker {
        self.world.worker(|registry| {
            let access = self.world.access.clone();
            let gateway: Arc<dyn Gateway> = self.gateway.clone();
            registry.add(SEND, Sender::new(access.clone(), Self::settings(), Some(gateway)));
            registry.add(WATCH, Watch::new(access, Self::settings()));
            registry.periodic(WATCH, Every::Minutes(1));
        })
    }

    async fn ask(&self, contact: &Contact, channels: &[Channel]) -> Vec<call_out::Call> {
        let draft = CallDraft {
            contacts: vec![contact.id],
            channels: channels.to_vec(),
            text: "Có mặt tại phòng trực.".to_owned(),
        };
        let access = &self.world.access;
        call_out::ask(access, &self.lead, &Self::settings(), self.case.id, &draft)
            .await
            .unwrap()
    }

    async fn calls(&self) -> Vec<call_out::Call> {
        call_out::of_case(&self.world.access, &self.case).await.unwrap()
    }

    fn texts(&self) -> Vec<String> {
        self.gateway
            .messages
            .lock()
            .unwrap()
            .iter()
            .map(|m| m.text.clone())
            .collect()
    }
}

async fn answered(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let (person, called) = world.person(Role::Analyst, None).await;
    let mut draft = world.draft(ContactKind::ProvincialTeam, "Trần Thị Trực");
    draft.person = Some(person);
    let contact = network::create(access, &scene.lead, &draft).await.unwrap();
    let calls = scene
        .ask(&contact, &[Channel::InApp, Channel::Mail, Channel::Sms])
        .await;
    assert_eq!(calls.len(), 3);
    // What stays in the product is delivered with the call.
    assert!(calls.iter().all(|c| c.sent_at.is_some() == (c.channel != "sms")));
    let told = world.notices(&called).await;
    assert_eq!(told[0].kind, "incident.called");
    assert!(told[0].link.as_deref().unwrap().contains(&calls[0].code));
    let mails = mail::list(access.db(), 10).await.unwrap();
    assert!(mails[0].body.contains(&scene.case.code) && !mails[0].body.contains("DIỄN TẬP"));
    // Somebody else who was not called may not say so.
    let (_, stranger) = world.person(Role::Analyst, None).await;
    let refused = call_out::acknowledge(access, &stranger, calls[0].id, "").await;
    assert!(matches!(refused, Err(IncidentError::Auth(_))));
    // One answer is the answer to all of it, once.
    world.pass(3);
    call_out::acknowledge(access, &called, calls[2].id, "Mười phút nữa có mặt")
        .await
        .unwrap();
    for call in scene.calls().await {
        assert_eq!(call.acknowledged_at, Some(world.now()));
        assert_eq!(call.answer, "Mười phút nữa có mặt");
    }
    let twice = call_out::acknowledge(access, &called, calls[0].id, "").await;
    assert!(matches!(twice, Err(IncidentError::State { state: "answered" })));
    // What was answered is not sent any more, nor escalated.
    world.pass(60);
    scene.worker().drain().await.unwrap();
    assert!(scene.texts().is_empty());
    assert!(scene.calls().await.iter().all(|c| c.escalated_at.is_none()));
    // The centre notes who answered on the phone.
    let other = world.contact(&scene.lead, "Lê Văn Xa").await;
    let call = scene.ask(&other, &[Channel::Voice]).await.remove(0);
    let (noted, _) = call_out::acknowledge(access, &scene.lead, call.id, "Vợ nghe máy, báo lại")
        .await
        .unwrap();
    assert_eq!(noted.acknowledged_by, scene.lead.name);
    // The person on the phone names the code.
    let filter = CallFilter {
        code: Some(call.code.to_lowercase()),
        limit: 5,
        ..CallFilter::default()
    };
    let (rows, total) = call_out::list(access, &scene.lead, &filter).await.unwrap();
    assert_eq!((rows[0].0.id, total), (call.id, 1));
}

async fn second_line(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let (person, reserve) = world.person(Role::Responder, None).await;
    let first = world.contact(&scene.lead, "Trần Thị Trực").await;
    let mut draft = world.draft(ContactKind::ProvincialTeam, "Lê Văn Dự Bị");
    draft.person = Some(person);
    let second = network::create(access, &scene.lead, &draft).await.unwrap();
    let turn = TurnDraft {
        contact: second.id,
        line: Line::Second,
        from: world.now(),
        to: world.now() + Duration::hours(12),
    };
    roster::add(access, &scene.lead, &turn).await.unwrap();
    scene.ask(&first, &[Channel::Sms]).await;
    let worker = scene.worker();
    worker.drain().await.unwrap();
    world.pass(14);
    worker.drain().await.unwrap();
    assert_eq!(scene.calls().await.len(), 1, "there is still time");
    world.pass(1);
    worker.drain().await.unwrap();
    let calls = scene.calls().await;
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].escalated_at, Some(world.now()));
    assert_eq!(
        (calls[1].contact_id, calls[1].channel.as_str()),
        (second.id, "sms")
    );
    assert!(calls[1].text.starts_with("Tuyến một"));
    assert_eq!(scene.texts().len(), 2);
    // Again and again nothing more happens; then the second line is silent, too, and the centre hears of it.
    worker.drain().await.unwrap();
    world.pass(15);
    worker.drain().await.unwrap();
    world.pass(15);
    worker.drain().await.unwrap();
    assert_eq!(scene.calls().await.len(), 2);
    let told = world.notices(&scene.lead).await;
    let kinds: Vec<&str> = told.iter().map(|n| n.kind.as_str()).collect();
    assert_eq!(
        kinds.iter().filter(|k| **k == "incident.call_second").count(),
        1,
        "{kinds:?}"
    );
    assert_eq!(
        kinds.iter().filter(|k| **k == "incident.call_nobody").count(),
        1,
        "{kinds:?}"
    );
    call_out::acknowledge(access, &reserve, calls[1].id, "")
        .await
        .unwrap();
}

async fn gateway_down(db: TestDb) {
    let scene = Scene::new(db).await;
    let world = &scene.world;
    scene.gateway.down.store(true, Ordering::Relaxed);
    let one = world.contact(&scene.lead, "Người Thứ Nhất").await;
    let two = world.contact(&scene.lead, "Người Thứ Hai").await;
    let codes = [
        scene.ask(&one, &[Channel::Sms]).await.remove(0).code,
        scene.ask(&two, &[Channel::Voice]).await.remove(0).code,
    ];
    let worker = scene.worker();
    worker.drain().await.unwrap();
    let calls = scene.calls().await;
    assert!(
        calls
            .iter()
            .all(|c| c.sent_at.is_none() && c.error == "connection refused")
    );
    // A day of trying does not lose them.
    for _ in 0..40 {
        world.pass(40);
        worker.drain().await.unwrap();
    }
    assert!(scene.calls().await.iter().all(|c| c.sent_at.is_none()));
    scene.gateway.down.store(false, Ordering::Relaxed);
    world.pass(5 * 60);
    worker.drain().await.unwrap();
    worker.drain().await.unwrap();
    let sent: Vec<String> = scene
        .gateway
        .messages
        .lock()
        .unwrap()
        .iter()
        .map(|m| m.code.clone())
        .collect();
    assert_eq!(sent, codes);
    assert!(
        scene
            .calls()
            .await
            .iter()
            .all(|c| c.sent_at.is_some() && c.error.is_empty())
    );
}

async fn refused(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let mut draft = world.draft(ContactKind::Expert, "Chỉ Có Thư");
    draft.phone.clear();
    let contact = network::create(access, &scene.lead, &draft).await.unwrap();
    let ask = async |channels: Vec<Channel>, settings: &Settings| {
        let draft = CallDraft {
            contacts: vec![contact.id],
            channels,
            text: String::new(),
        };
        call_out::ask(access, &scene.lead, settings, scene.case.id, &draft).await
    };
    let without = Settings {
        offered: vec![Channel::InApp, Channel::Mail],
        ..Scene::settings()
    };
    let reason = |answer: Result<Vec<call_out::Call>, IncidentError>| match answer {
        Err(IncidentError::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(ask(vec![Channel::Sms], &without).await), "not_offered");
    assert_eq!(
        reason(ask(vec![Channel::Sms], &Scene::settings()).await),
        "unreachable"
    );
    assert_eq!(reason(ask(vec![], &without).await), "required");
    let calls = ask(vec![Channel::Mail, Channel::Sms], &Scene::settings())
        .await
        .unwrap();
    assert_eq!(calls.len(), 1);
    // Who reads cases and calls nobody.
    let (_, analyst) = world.person(Role::Analyst, None).await;
    let draft = CallDraft {
        contacts: vec![contact.id],
        channels: vec![Channel::Mail],
        text: String::new(),
    };
    let refused = call_out::ask(access, &analyst, &without, scene.case.id, &draft).await;
    assert!(matches!(refused, Err(IncidentError::Auth(_))));
}

async fn helped(db: TestDb) {
    let scene = Scene::new(db).await;
    let (world, access) = (&scene.world, &scene.world.access);
    let helper = world.agency("Sở Giúp Đỡ").await;
    let (_, focal) = world.person(Role::FocalPoint, Some(helper)).await;
    let (_, responder) = world.person(Role::Responder, None).await;
    let id = scene.case.id;
    assert!(sight::read(access, &focal, id).await.is_err());
    let own = AgencyId(scene.case.agency_id);
    assert!(
        assistance::ask(access, &responder, id, own, "Cử người")
            .await
            .is_err(),
        "of itself"
    );
    let (row, _) = assistance::ask(access, &responder, id, helper, "Cử hai người phân tích")
        .await
        .unwrap();
    let again = assistance::ask(access, &responder, id, helper, "Cử thêm").await;
    assert!(matches!(again, Err(IncidentError::State { state: "asked" })));
    let told = world.notices(&focal).await;
    assert_eq!(told[0].kind, "incident.assistance_asked");
    let adds = sight::added_to(access.db().reader(), &scene.case).await.unwrap();
    assert_eq!(adds.agencies, [own], "asked, and not yet taken on");
    assert!(sight::read(access, &focal, id).await.is_ok());
    let early = assistance::answer(access, &focal, row.id, Standing::Done, "").await;
    assert!(matches!(early, Err(IncidentError::State { .. })));
    assistance::answer(access, &focal, row.id, Standing::Accepted, "Đến lúc 14 giờ")
        .await
        .unwrap();
    let adds = sight::added_to(access.db().reader(), &scene.case).await.unwrap();
    assert_eq!(adds.agencies, [own, helper]);
    let (done, _) = assistance::answer(access, &focal, row.id, Standing::Done, "")
        .await
        .unwrap();
    assert_eq!(
        (done.state.as_str(), done.answer.as_str()),
        ("done", "Đến lúc 14 giờ")
    );
    let adds = sight::added_to(access.db().reader(), &scene.case).await.unwrap();
    assert_eq!(adds.agencies, [own], "the help is over");
    // A refusal says why, and takes the case out of sight.
    let (row, _) = assistance::ask(access, &responder, id, helper, "Cử thêm người")
        .await
        .unwrap();
    assert!(
        assistance::answer(access, &focal, row.id, Standing::Refused, " ")
            .await
            .is_err()
    );
    assistance::answer(access, &focal, row.id, Standing::Refused, "Hết người")
        .await
        .unwrap();
    let open = assistance::to_us(access, &focal, true).await.unwrap();
    assert!(open.is_empty());
}
