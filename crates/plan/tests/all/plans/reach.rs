//! To whom a plan may give work, and on which day it is said who is meant.

use super::{support::*, text};
use chrono::NaiveDate;
use coloa_agency::{
    Agencies,
    model::{Draft, DraftLink, Kind},
    service::NewReorganisation,
};
use coloa_auth::{Actor, Role};
use coloa_base::{AgencyId, AreaError, ErrorKind};
use coloa_plan::plans::{
    PartyState, PlanError, PlanState,
    approve::{self, Approval},
    import::{self, Imported, Purpose},
    list,
    review::{self, Decision},
    rules,
};
use coloa_testkit::{TestDb, store_suite};
use sea_orm::{EntityTrait, PaginatorTrait};

async fn duties(world: &World) -> u64 {
    coloa_plan::entity::duty::Entity::find()
        .count(world.access.db().reader())
        .await
        .unwrap()
}

/// A plan of one agency of the world, read by its own coordinator.
async fn import_for(world: &World, actor: &Actor, owner: AgencyId) -> Imported {
    let upload = import::Upload {
        purpose: Purpose::New {
            kind: coloa_plan::plans::PlanKind::Plan,
            owner,
            parent: None,
            replaces: None,
        },
        ..upload(world, &text::first())
    };
    import::import(&world.access, &world.files, actor, upload)
        .await
        .unwrap()
}

/// Says for every name that `agency` is meant.
async fn mean(world: &World, actor: &Actor, imported: &Imported, agency: AgencyId) {
    loop {
        let all = items(world, actor, imported.version).await;
        let Some((item, party)) = all.iter().find_map(|i| Some((i, i.unresolved().next()?.id))) else {
            return;
        };
        let decision = Decision::Agencies(vec![agency]);
        review::decide_party(&world.access, actor, seen(item), party, decision, true)
            .await
            .unwrap();
    }
}

async fn a_coordinator_gives_work_within_reach_only(db: TestDb) {
    let (world, _) = office(db).await;
    let own = world.agencies[0];
    let below = world.person("dieuphoi.coso", Role::Coordinator, own).await;
    let made = import_for(&world, &below, own).await;
    place_names(&world, &below, made.version).await;
    let how = approval(&world, &below, made.version, true).await;
    // Approved it is a text that all may read: no work is given yet.
    let plan = approve::approve(&world.access, &below, made.version, how)
        .await
        .unwrap()
        .plan;
    let refused = approve::activate(&world.access, &below, plan.id, plan.version, None)
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), refused.kind()),
        ("plan.beyond_reach", ErrorKind::Forbidden)
    );
    assert_eq!(refused.params()["count"], "2");
    assert_eq!(refused.params()["names"], "Cơ quan mẫu 2; Cơ quan mẫu 3");
    assert_eq!(duties(&world).await, 0);
    let now = list::plan(&world.access, &below, plan.id).await.unwrap();
    assert_eq!(now.state, PlanState::Approved);

    // The same plan for the own agency is within reach.
    let second = import_for(&world, &below, own).await;
    mean(&world, &below, &second, own).await;
    into_force(&world, &below, &second).await;
    assert!(duties(&world).await > 0);

    // A new version of what runs gives work at its approval.
    let next = import_next(&world, &below, second.plan, &text::second())
        .await
        .unwrap();
    let item = items(&world, &below, next.version)
        .await
        .into_iter()
        .find(|i| i.parties.iter().any(|p| !p.agencies.is_empty()))
        .unwrap();
    let other = Decision::Agencies(vec![world.agencies[2]]);
    review::decide_party(
        &world.access,
        &below,
        seen(&item),
        item.parties[0].id,
        other,
        false,
    )
    .await
    .unwrap();
    let how = approval(&world, &below, next.version, true).await;
    let refused = approve::approve(&world.access, &below, next.version, how)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.beyond_reach");
    assert_eq!(refused.params()["names"], "Cơ quan mẫu 3");
}

async fn who_is_meant_exists(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let closed = world.agencies[1];
    close(&world, closed, NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let all = items(&world, &coordinator, made.version).await;
    let (item, party) = all
        .iter()
        .find_map(|i| Some((i, i.unresolved().next()?.id)))
        .unwrap();
    let stranger = AgencyId::new();
    let decision = Decision::Agencies(vec![world.agencies[0], closed, stranger]);
    let refused = review::decide_party(&world.access, &coordinator, seen(item), party, decision, true)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.agency_not_in_directory");
    let params = refused.params();
    assert_eq!(
        (params["count"].as_str(), params["field"].as_str()),
        ("2", "agencies")
    );
    assert!(params["names"].contains("Cơ quan mẫu 2"), "{params:?}");
    assert!(params["names"].contains(&stranger.to_string()), "{params:?}");
    // The same for who owns a plan.
    let machine = Actor::command_line();
    for owner in [closed, stranger] {
        let upload = import::Upload {
            purpose: Purpose::New {
                kind: coloa_plan::plans::PlanKind::Plan,
                owner,
                parent: None,
                replaces: None,
            },
            ..upload(&world, &text::first())
        };
        let refused = import::import(&world.access, &world.files, &machine, upload)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "plan.agency_not_in_directory");
        assert_eq!(refused.params()["field"], "owner");
    }
}

async fn merged(world: &World, from: AgencyId, to: Option<AgencyId>) {
    let agencies = Agencies::new(world.access.clone());
    let me = Actor::command_line();
    let new = NewReorganisation {
        kind: if to.is_some() { Kind::Merge } else { Kind::Dissolve },
        title: "Sắp xếp cơ quan mẫu".to_owned(),
        effective: TODAY,
        basis: Some("01/QĐ-UBND".to_owned()),
        note: None,
        draft: Draft {
            links: vec![DraftLink {
                from,
                to,
                function: None,
                percent: None,
            }],
            ..Draft::default()
        },
    };
    let id = agencies.draft(&me, new).await.unwrap();
    agencies.review(&me, id, 1).await.unwrap();
}

async fn an_agency_that_ended_is_followed_or_named(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    let how = approval(&world, &coordinator, made.version, true).await;
    let plan = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap()
        .plan;
    let (first, second) = (world.agencies[0], world.agencies[1]);
    let printed_for = |all: &[coloa_plan::plans::Item], agency: AgencyId| {
        all.iter()
            .flat_map(|i| &i.parties)
            .find(|p| p.state == PartyState::Confirmed && p.agencies == [agency])
            .map(|p| p.printed.clone())
            .unwrap()
    };
    let all = items(&world, &coordinator, made.version).await;
    let (named_first, named_second) = (printed_for(&all, first), printed_for(&all, second));

    // One successor: the confirmed name goes to it, and the change is told.
    merged(&world, first, Some(world.agencies[2])).await;
    // No successor: the name blocks.
    merged(&world, second, None).await;
    let refused = approve::activate(&world.access, &coordinator, plan.id, plan.version, None)
        .await
        .unwrap_err();
    let PlanError::Unresolved { names, on } = &refused else {
        panic!("{refused:?}")
    };
    assert_eq!(*on, TODAY);
    assert_eq!(
        names.iter().map(|n| n.printed.as_str()).collect::<Vec<_>>(),
        [named_second.as_str()]
    );
    assert_eq!(duties(&world).await, 0);

    // Somebody teaches the directory who is meant: the plan can be put in force.
    Agencies::new(world.access.clone())
        .teach(
            &Actor::command_line(),
            &named_second,
            coloa_agency::model::Meaning::Agency {
                agency: world.agencies[2],
            },
            coloa_agency::model::Period::ALWAYS,
        )
        .await
        .unwrap();
    let settled = approve::activate(&world.access, &coordinator, plan.id, plan.version, None)
        .await
        .unwrap();
    let told = settled.moved.iter().find(|m| m.printed == named_first).unwrap();
    assert_eq!(
        (told.gone.as_slice(), told.come.as_slice()),
        (&[first][..], &[world.agencies[2]][..])
    );
    assert!(world.duties_of(first).await.is_empty());
    assert!(!world.duties_of(world.agencies[2]).await.is_empty());
}

async fn a_new_version_is_placed_on_the_day_of_its_approval(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let first = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &first).await;
    // The decisions that are taken over are followed to the day of the import …
    merged(&world, world.agencies[0], Some(world.agencies[2])).await;
    let next = import_next(&world, &coordinator, first.plan, &text::second())
        .await
        .unwrap();
    let all = items(&world, &coordinator, next.version).await;
    let of = |agency: AgencyId| {
        all.iter()
            .flat_map(|i| &i.parties)
            .filter(|p| p.agencies.contains(&agency))
            .count()
    };
    assert_eq!(of(world.agencies[0]), 0);
    assert!(of(world.agencies[2]) > 0);
    // … and all names to the day of the approval.
    merged(&world, world.agencies[1], Some(world.agencies[2])).await;
    let how = approval(&world, &coordinator, next.version, true).await;
    let settled = approve::approve(&world.access, &coordinator, next.version, how)
        .await
        .unwrap();
    assert!(
        settled
            .moved
            .iter()
            .any(|m| m.gone == [world.agencies[1]] && m.come == [world.agencies[2]])
    );
    let version = version(&world, &coordinator, next.version).await;
    assert_eq!(version.resolved_on, Some(TODAY));
    let open = |duties: Vec<coloa_plan::duties::Duty>| duties.iter().filter(|d| d.open).count();
    assert_eq!(open(world.duties_of(world.agencies[1]).await), 0);
    assert!(open(world.duties_of(world.agencies[2]).await) > 0);
}

async fn work_is_given_today(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    let how = approval(&world, &coordinator, made.version, true).await;
    let plan = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap()
        .plan;
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    // The document is of 10/03/2026, today is 15/07/2026.
    for on in [day(9999, 12, 31), day(2026, 7, 16), day(2026, 3, 9)] {
        let refused = approve::activate(&world.access, &coordinator, plan.id, plan.version, Some(on))
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "plan.activation_day", "{on}");
        assert_eq!(refused.params()["from"], "10/03/2026");
        assert_eq!(refused.params()["to"], "15/07/2026");
    }
    assert_eq!(duties(&world).await, 0);
    let on = Some(day(2026, 3, 10));
    let settled = approve::activate(&world.access, &coordinator, plan.id, plan.version, on)
        .await
        .unwrap();
    assert_eq!(settled.plan.state, PlanState::Active);
    assert_eq!(version(&world, &coordinator, made.version).await.resolved_on, on);
}

async fn a_task_without_an_agency_is_accepted_by_path(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    let all = items(&world, &coordinator, made.version).await;
    let lonely = all.iter().find(|i| i.path == "III.1.b").unwrap();
    let mut edit = same(lonely);
    edit.parties.clear();
    review::edit_item(&world.access, &coordinator, seen(lonely), edit)
        .await
        .unwrap();
    let how = approval(&world, &coordinator, made.version, true).await;
    let refused = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.unassigned_items");
    assert_eq!(refused.params()["paths"], "III.1.b");
    let read = list::get_version(&world.access, &coordinator, made.version, rules::SURE)
        .await
        .unwrap();
    assert_eq!(read.unassigned, ["III.1.b"]);
    let how = Approval {
        accepted: rules::Accepted {
            unassigned: true,
            ..how.accepted
        },
        ..how
    };
    approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap();
}

store_suite!(
    reach => a_coordinator_gives_work_within_reach_only,
    existence => who_is_meant_exists,
    succession => an_agency_that_ended_is_followed_or_named,
    next_version => a_new_version_is_placed_on_the_day_of_its_approval,
    day => work_is_given_today,
    unassigned => a_task_without_an_agency_is_accepted_by_path,
);
