//! What somebody types into a search is meant letter for letter.

use crate::support::{TODAY, World};
use coloa_auth::Role;
use coloa_incident::{
    case::{self, CaseDraft, CaseFilter},
    drill::{self, DrillDraft, DrillFilter},
    model::DrillTargets,
    network::{self, ContactFilter},
};
use coloa_testkit::{TestDb, store_suite};

store_suite!(cases_drills_and_contacts_are_found_letter_for_letter => searched);

async fn searched(db: TestDb) {
    let world = World::on(db).await;
    let (_, responder) = world.person(Role::Responder, None).await;
    let (_, lead) = world.person(Role::ShiftLead, None).await;
    let agency = world.agency("Xã Mẫu").await;
    let access = &world.access;
    for name in ["Mã hoá 100% tệp ke_toan", "Mã hoá 1000 tệp ke-toan"] {
        let draft = CaseDraft {
            title: name.to_owned(),
            ..world.draft_case(agency)
        };
        case::create(&world.cases, &responder, &draft).await.unwrap();
        let draft = DrillDraft {
            title: name.to_owned(),
            purpose: String::new(),
            agency,
            playbook: String::new(),
            planned_on: TODAY,
            targets: DrillTargets::default(),
            agencies: vec![agency],
        };
        drill::create(&world.cases, &responder, &draft).await.unwrap();
        world.contact(&lead, name).await;
    }
    for (search, total) in [
        ("tep", 2),
        ("100", 2),
        ("100%", 1),
        ("ke_toan", 1),
        ("%", 1),
        ("_", 1),
        ("|", 0),
    ] {
        let filter = CaseFilter {
            search: Some(search.to_owned()),
            limit: 10,
            ..CaseFilter::default()
        };
        let cases = case::list(access, &responder, &filter).await.unwrap().1;
        let filter = DrillFilter {
            search: Some(search.to_owned()),
            limit: 10,
            ..DrillFilter::default()
        };
        let drills = drill::list(access, &responder, &filter).await.unwrap().1;
        let filter = ContactFilter {
            search: Some(search.to_owned()),
            limit: 10,
            ..ContactFilter::default()
        };
        let contacts = network::list(access, &lead, &filter).await.unwrap().1;
        assert_eq!((cases, drills, contacts), (total, total, total), "{search}");
    }
}
