//! Independent reports: what is forgotten, unknown or somebody else's word makes no two voices of one.

use crate::{
    client::{registered, send},
    support::{Draft, World},
};
use chrono::Duration;
use coloa_hotline::{
    HotlineError,
    entity::verdict,
    form::Identity,
    intake::{self, NewReport},
    jobs::Forget,
    mention::{self, Said},
    model::{Channel, MentionRole},
    verdict::{VerdictDraft, renew, warn},
};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    a_network_that_is_forgotten_makes_no_second_voice => forgotten,
    what_lay_in_an_outbox_for_days_adds_nothing_alone => late,
    reports_by_phone_need_a_statement_or_somebody_who_can_be_reached => by_phone,
    one_person_is_one_voice_whichever_way_they_report => one_person,
);

const NUMBER: &str = "0912003101";

fn said(kind: &str, value: &str, role: MentionRole) -> Said {
    Said {
        kind: kind.to_owned(),
        value: value.to_owned(),
        role: role.to_string(),
        ..Said::default()
    }
}

/// An operator confirms that a report names the number, and what the reporter calls their own.
async fn names(world: &World, id: Uuid, own: Option<&str>) {
    let mut list = vec![said("phone", NUMBER, MentionRole::Offender)];
    list.extend(own.map(|account| said("bank_account", account, MentionRole::Victim)));
    let seen = world.row(id).await.version;
    let intake = world.again(&world.intake).await;
    mention::confirm(&world.hotline, &intake, id, seen, &list)
        .await
        .unwrap();
}

fn words() -> String {
    format!(
        "Có người gọi tới xưng là nhân viên điện lực, dọa cắt điện nhà tôi, lần {}",
        Uuid::now_v7()
    )
}

/// Over the portal.
async fn online(world: &World, change: impl FnOnce(&mut Draft)) -> Uuid {
    let id = world.file_report(Draft::about(&words()).with(change)).await.id;
    names(world, id, None).await;
    id
}

/// By phone, of somebody who says this of themselves.
async fn told(world: &World, identity: Identity) -> Uuid {
    let new = NewReport {
        desk: world.centre.id,
        form: Draft::default().with(|d| d.form.channel = Channel::Phone).form,
        narrative: words(),
        identity,
        attachments: Vec::new(),
        received_at: None,
    };
    let (row, _) = intake::file(&world.hotline, &world.intake, new).await.unwrap();
    names(world, row.id, None).await;
    row.id
}

fn phone(number: &str) -> Identity {
    Identity {
        phone: number.to_owned(),
        ..Identity::default()
    }
}

async fn asked(world: &World, statement: &str) -> Result<verdict::Model, &'static str> {
    let draft = VerdictDraft {
        kind: "phone".to_owned(),
        value: NUMBER.to_owned(),
        reason: "Giả danh điện lực, dọa cắt điện".to_owned(),
        statement: statement.to_owned(),
        ..VerdictDraft::default()
    };
    let lead = world.again(&world.lead).await;
    match warn(&world.hotline, &lead, &draft).await {
        Ok(row) => Ok(row),
        Err(HotlineError::State { reason } | HotlineError::Invalid { reason, .. }) => Err(reason),
        Err(other) => panic!("{other:?}"),
    }
}

async fn forgotten(db: TestDb) {
    let world = World::on(db).await;
    let of = |network: &'static str| move |d: &mut Draft| d.network = Some(network.to_owned());
    let (one, other) = (
        online(&world, of("mang-mot")).await,
        online(&world, of("mang-mot")).await,
    );
    assert_eq!(asked(&world, "").await.unwrap_err(), "too_few_reports");
    world.pass(Duration::days(3));
    Forget::new(world.hotline.clone()).forget().await.unwrap();
    for id in [one, other] {
        assert_eq!(world.row(id).await.network, None);
    }
    assert!(!world.dump().await.contains("mang-mot"));
    // A refusal does not become a permission by waiting, and nobody can state away what is known.
    assert_eq!(asked(&world, "").await.unwrap_err(), "too_few_reports");
    let statement = "Hai người đã được gọi lại";
    assert_eq!(asked(&world, statement).await.unwrap_err(), "too_few_reports");
    online(&world, of("mang-hai")).await;
    assert_eq!(asked(&world, "").await.unwrap().reports, 2);
}

async fn late(db: TestDb) {
    let world = World::on(db).await;
    let sent = |network: &'static str, hours: i64| {
        let at = world.now() - Duration::hours(hours);
        move |d: &mut Draft| {
            d.network = Some(network.to_owned());
            d.at = Some(at);
        }
    };
    let seen = online(&world, sent("mang-mot", 20)).await;
    let with_it = online(&world, sent("mang-mot", 30)).await;
    let origin = world.row(seen).await.origin;
    assert!(origin.is_some() && world.row(with_it).await.origin == origin);
    // Of these nobody knows what came from the same network and was forgotten since.
    for network in ["mang-hai", "mang-ba"] {
        let alone = online(&world, sent(network, 30)).await;
        assert_eq!(world.row(alone).await.origin, None, "{network}");
    }
    assert_eq!(asked(&world, "").await.unwrap_err(), "needs_statement");
    assert_eq!(asked(&world, "Đã gọi lại từng người").await.unwrap().reports, 3);
}

async fn by_phone(db: TestDb) {
    let world = World::on(db).await;
    for _ in 0..2 {
        told(&world, Identity::default()).await;
    }
    assert_eq!(asked(&world, " ").await.unwrap_err(), "needs_statement");
    // It is kept in the clear: nobody who can be reached stands in it.
    assert_eq!(
        asked(&world, "Đã gọi lại 0912 777 001").await.unwrap_err(),
        "names_something"
    );
    let statement = "Hai người ở hai xã, cán bộ tiếp nhận đã gặp từng người";
    let row = asked(&world, statement).await.unwrap();
    assert_eq!((row.reports, row.statement.as_str()), (2, statement));
    // What was stated then says nothing of who phones later.
    world.pass(Duration::hours(1));
    told(&world, Identity::default()).await;
    let renewed = renew(&world.hotline, &world.lead, row.id, row.version)
        .await
        .unwrap();
    assert_eq!(renewed.reports, 2);
}

async fn one_person(db: TestDb) {
    let world = World::on(db).await;
    told(&world, phone("0912 777 001")).await;
    // The same person, over the phone again, over the portal, and for a child.
    told(&world, phone("+84912777001")).await;
    online(&world, |d| {
        d.network = Some("mang-mot".to_owned());
        d.identity = phone("0912.777.001 (gọi buổi tối)");
    })
    .await;
    told(
        &world,
        Identity {
            guardian: "mẹ Trần Thị Mẫu, 0912777001".to_owned(),
            ..Identity::default()
        },
    )
    .await;
    assert_eq!(asked(&world, "").await.unwrap_err(), "too_few_reports");

    // Through an application, twice, under a number that nobody else gave: one more.
    let (app, _) = registered(&world, 7).await;
    let file = async |number: &str| {
        let body = serde_json::json!({
            "id": Uuid::now_v7(),
            "form": { "topic": "14", "money": "asked" },
            "narrative": words(), "identity": { "phone": number },
        });
        send(&world, &app, &body.to_string()).await.unwrap().row.id
    };
    let first = file("0912777002").await;
    names(&world, first, Some("0071000777001")).await;
    let second = file("+84 912 777 002").await;
    names(&world, second, None).await;
    let row = asked(&world, "").await.unwrap();
    assert_eq!(row.reports, 2);

    // Another number, and the same account of their own: no third.
    let third = file("0912777003").await;
    names(&world, third, Some("0071 000 777 001")).await;
    let renewed = renew(&world.hotline, &world.lead, row.id, row.version)
        .await
        .unwrap();
    assert_eq!(renewed.reports, 2);
    for planted in ["0912777001", "0912777002", "777 002", "0071000777001"] {
        assert!(
            !world.dump().await.contains(planted),
            "{planted} is stored in the clear"
        );
    }
}
