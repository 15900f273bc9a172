//! Contacts and turns of duty.

use crate::support::World;
use chrono::{DateTime, Duration, Utc};
use coloa_auth::Role;
use coloa_incident::{
    IncidentError,
    model::ContactKind,
    network::{
        self, ContactFilter,
        roster::{self, Line, TurnDraft},
    },
};
use coloa_system::service::{self as systems, Draft};
use coloa_testkit::{TestDb, store_suite};
use uuid::Uuid;

store_suite!(
    nobody_is_on_duty_twice_and_the_moment_decides => turns,
    contacts_are_found_by_name_and_skill_without_diacritics => found,
    two_editors_of_a_contact_do_not_overwrite_each_other => conflict,
    circular_20_2017_article_6_a_changed_contact_is_owed_24_hours_until_it_was_told => changed,
    owners_of_a_system_of_the_rule_without_a_team_are_named => owners,
);

fn turn(contact: Uuid, line: Line, from: DateTime<Utc>, hours: i64) -> TurnDraft {
    TurnDraft {
        contact,
        line,
        from,
        to: from + Duration::hours(hours),
    }
}

async fn turns(db: TestDb) {
    let world = World::on(db).await;
    let (person, lead) = world.person(Role::ShiftLead, None).await;
    let access = &world.access;
    let first = world.contact(&lead, "Trần Thị Trực").await;
    let second = world.contact(&lead, "Lê Văn Dự Bị").await;
    let now = world.now();
    roster::add(access, &lead, &turn(first.id, Line::First, now, 12))
        .await
        .unwrap();
    roster::add(access, &lead, &turn(second.id, Line::Second, now, 12))
        .await
        .unwrap();
    // The same contact again, on whichever line.
    let again = turn(first.id, Line::Second, now + Duration::hours(11), 5);
    let refused = roster::add(access, &lead, &again).await.unwrap_err();
    assert!(
        matches!(refused, IncidentError::State { state: "on_duty" }),
        "{refused:?}"
    );
    // Right after it they may.
    let next = turn(first.id, Line::First, now + Duration::hours(12), 12);
    roster::add(access, &lead, &next).await.unwrap();
    // The same person behind two contacts is one person.
    let mut draft = world.draft(ContactKind::Expert, "Trực chuyên gia");
    draft.person = Some(person);
    let one = network::create(access, &lead, &draft).await.unwrap();
    draft.name = "Trực đội tỉnh".to_owned();
    draft.kind = ContactKind::ProvincialTeam;
    let other = network::create(access, &lead, &draft).await.unwrap();
    roster::add(access, &lead, &turn(one.id, Line::First, now, 8))
        .await
        .unwrap();
    let refused = roster::add(access, &lead, &turn(other.id, Line::Second, now, 8)).await;
    assert!(matches!(refused, Err(IncidentError::State { .. })));
    // Times do not contradict each other.
    let backwards = turn(other.id, Line::First, now + Duration::days(3), -2);
    let refused = roster::add(access, &lead, &backwards).await;
    assert!(matches!(refused, Err(IncidentError::Contradiction { .. })));
    let past = turn(other.id, Line::First, now - Duration::hours(9), 8);
    assert!(matches!(
        roster::add(access, &lead, &past).await,
        Err(IncidentError::Invalid { .. })
    ));

    let names = async |minutes: i64| {
        let at = now + Duration::minutes(minutes);
        let found = roster::on_duty(access, &lead, at).await.unwrap();
        let of = |rows: Vec<coloa_incident::entity::network::response_contact::Model>| {
            rows.into_iter().map(|c| c.name).collect::<Vec<_>>()
        };
        (of(found.first), of(found.second))
    };
    let (on_first, on_second) = names(0).await;
    assert!(on_first.contains(&"Trần Thị Trực".to_owned()) && on_first.len() == 2);
    assert_eq!(on_second, ["Lê Văn Dự Bị"]);
    // The last moment of a turn is the first of the next.
    assert_eq!(names(12 * 60).await, (vec!["Trần Thị Trực".to_owned()], vec![]));
    assert_eq!(names(-1).await, (vec![], vec![]));
    // A turn that runs ends now; one that is over stays.
    world.pass(60);
    let rows = roster::list(access, &lead, now, now + Duration::hours(1))
        .await
        .unwrap();
    let (running, _) = rows.iter().find(|(_, c)| c.id == second.id).unwrap();
    roster::remove(access, &lead, running.id).await.unwrap();
    assert_eq!(names(61).await.1, Vec::<String>::new());
    assert_eq!(names(30).await.1, ["Lê Văn Dự Bị"]);
    let refused = roster::remove(access, &lead, running.id).await;
    assert!(matches!(refused, Err(IncidentError::State { state: "over" })));
}

async fn found(db: TestDb) {
    let world = World::on(db).await;
    let (_, lead) = world.person(Role::ShiftLead, None).await;
    let (ours, theirs) = (world.agency("Sở Một").await, world.agency("Sở Hai").await);
    let access = &world.access;
    for (name, skill, kind, agency) in [
        ("Phạm Thị Điều Tra", "pháp y số", ContactKind::Expert, None),
        ("Đội Sở Một", "máy chủ", ContactKind::InternalTeam, Some(ours)),
        ("Đội Sở Hai", "máy chủ", ContactKind::InternalTeam, Some(theirs)),
        ("Trung tâm quốc gia", "điều phối", ContactKind::National, None),
    ] {
        let mut draft = world.draft(kind, name);
        draft.skills = vec![skill.to_owned()];
        draft.agency = agency;
        network::create(access, &lead, &draft).await.unwrap();
    }
    let search = async |by: &coloa_auth::Actor, text: &str| {
        let filter = ContactFilter {
            search: Some(text.to_owned()),
            limit: 10,
            ..ContactFilter::default()
        };
        let (rows, total) = network::list(access, by, &filter).await.unwrap();
        assert_eq!(rows.len() as u64, total);
        rows.into_iter().map(|c| c.name).collect::<Vec<_>>()
    };
    assert_eq!(search(&lead, "phap y").await, ["Phạm Thị Điều Tra"]);
    assert_eq!(search(&lead, "DIEU TRA").await, ["Phạm Thị Điều Tra"]);
    assert_eq!(search(&lead, "may chu").await.len(), 2);
    // People of an agency see their own, and those of the centre, the region and the nation.
    let (_, focal) = world.person(Role::FocalPoint, Some(ours)).await;
    assert_eq!(search(&focal, "may chu").await, ["Đội Sở Một"]);
    assert_eq!(search(&focal, "quoc gia").await, ["Trung tâm quốc gia"]);
    assert!(search(&focal, "phap y").await.is_empty());
    // Page by page.
    let filter = |offset| ContactFilter {
        offset,
        limit: 3,
        ..ContactFilter::default()
    };
    let (first, total) = network::list(access, &lead, &filter(0)).await.unwrap();
    let (rest, _) = network::list(access, &lead, &filter(3)).await.unwrap();
    assert_eq!((first.len(), rest.len(), total), (3, 1, 4));
}

async fn conflict(db: TestDb) {
    let world = World::on(db).await;
    let (_, lead) = world.person(Role::ShiftLead, None).await;
    let row = world.contact(&lead, "Trần Thị Trực").await;
    let mut draft = world.draft(ContactKind::ProvincialTeam, "Trần Thị Trực");
    draft.note = "Nghỉ thứ Hai".to_owned();
    let changed = network::change(&world.access, &lead, row.id, row.version, &draft)
        .await
        .unwrap();
    draft.note = "Nghỉ thứ Ba".to_owned();
    let refused = network::change(&world.access, &lead, row.id, row.version, &draft).await;
    assert!(matches!(refused, Err(IncidentError::Changed)));
    let stands = network::read(&world.access, &lead, row.id).await.unwrap();
    assert_eq!(
        (stands.note.as_str(), stands.version),
        ("Nghỉ thứ Hai", changed.version)
    );
}

async fn changed(db: TestDb) {
    let world = World::on(db).await;
    let (_, lead) = world.person(Role::ShiftLead, None).await;
    let access = &world.access;
    let mut draft = world.draft(ContactKind::ProvincialTeam, "Đầu mối ứng cứu");
    draft.body = "coordinating_agency".to_owned();
    let row = network::create(access, &lead, &draft).await.unwrap();
    assert!(network::owed(&row).is_none(), "said to be known already");
    assert_eq!(
        network::holders(access).await.unwrap()["coordinating_agency"].id,
        row.id
    );
    // A note is no change of the contact; a phone is.
    world.pass(60);
    draft.note = "Gọi số máy bàn trước".to_owned();
    let row = network::change(access, &lead, row.id, row.version, &draft)
        .await
        .unwrap();
    assert!(network::owed(&row).is_none());
    draft.phone = "0900 000 999".to_owned();
    let row = network::change(access, &lead, row.id, row.version, &draft)
        .await
        .unwrap();
    let owed = network::owed(&row).unwrap();
    assert_eq!(owed.duty.body.id, "tt20-contact");
    assert_eq!(owed.due_at, Some(world.now() + Duration::hours(24)));
    // Told before it changed: no. Told now: nothing is owed any more.
    let early = world.now() - Duration::hours(1);
    let refused = network::told(access, &lead, row.id, Some(early)).await;
    assert!(matches!(refused, Err(IncidentError::Contradiction { .. })));
    world.pass(30);
    let row = network::told(access, &lead, row.id, None).await.unwrap();
    assert!(network::owed(&row).is_none() && row.told_at == Some(world.now()));
    let refused = network::told(access, &lead, row.id, None).await;
    assert!(matches!(refused, Err(IncidentError::State { state: "told" })));
}

async fn owners(db: TestDb) {
    let world = World::on(db).await;
    let (_, lead) = world.person(Role::ShiftLead, None).await;
    let machine = coloa_auth::Actor::command_line();
    let level = network::internal_team_rule().from_level;
    let (with, without, below) = (
        world.agency("Sở Có Đội").await,
        world.agency("Sở Chưa Có Đội").await,
        world.agency("Xã Hệ Thống Nhỏ").await,
    );
    for (agency, level) in [
        (with, level),
        (without, level + 1),
        (without, level),
        (below, level - 1),
    ] {
        let draft = Draft {
            level,
            ..Draft::named(&format!("Hệ thống {level}"), agency)
        };
        systems::create(&world.access, &machine, &draft).await.unwrap();
    }
    let mut team = world.draft(ContactKind::InternalTeam, "Đội ứng cứu");
    team.agency = Some(with);
    let team = network::create(&world.access, &lead, &team).await.unwrap();
    let found = network::without_team(&world.access, &lead).await.unwrap();
    assert_eq!(found, [(without, level + 1)]);
    network::remove(&world.access, &lead, team.id).await.unwrap();
    let found = network::without_team(&world.access, &lead).await.unwrap();
    assert_eq!(found, [(without, level + 1), (with, level)]);
}
