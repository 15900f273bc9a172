use super::{support::*, text};
use coloa_auth::Role;
use coloa_base::AreaError;
use coloa_plan::{
    entity::duty,
    plans::{
        PartyState, PlanError, PlanState, VersionState,
        approve::{self, Approval},
        import::{self, Purpose},
        list,
        review::{self, Decision},
        rules,
    },
};
use coloa_testkit::{TestDb, store_suite};
use sea_orm::{EntityTrait, PaginatorTrait};

async fn duties(world: &World) -> u64 {
    duty::Entity::find()
        .count(world.access.db().reader())
        .await
        .unwrap()
}

async fn unresolved_names_block_and_are_named(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    let how = approval(&world, &coordinator, made.version, true).await;
    let refused = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.unresolved_agencies");
    let PlanError::Unresolved { names, .. } = &refused else {
        panic!("{refused:?}")
    };
    assert!(
        names.iter().any(|n| n.printed == "Công an tỉnh" && n.items >= 5),
        "{names:?}"
    );
    assert!(refused.params()["names"].contains("Sở Khoa học và Công nghệ ("));

    // One name left is enough to block.
    place_names(&world, &coordinator, made.version).await;
    let all = items(&world, &coordinator, made.version).await;
    let item = all
        .iter()
        .find(|i| i.parties.iter().any(|p| p.state == PartyState::Confirmed))
        .unwrap();
    let party = item
        .parties
        .iter()
        .find(|p| p.state == PartyState::Confirmed)
        .unwrap()
        .id;
    review::decide_party(
        &world.access,
        &coordinator,
        seen(item),
        party,
        Decision::Reset,
        false,
    )
    .await
    .unwrap();
    let how = approval(&world, &coordinator, made.version, true).await;
    let refused = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap_err();
    assert_eq!(refused.params()["count"], "1");
    assert_eq!(duties(&world).await, 0);
}

async fn approval_then_activation(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    let how = approval(&world, &coordinator, made.version, true).await;

    // Whoever looked at an older state may not approve.
    let stale = Approval {
        seen: how.seen - 1,
        ..how
    };
    let refused = approve::approve(&world.access, &coordinator, made.version, stale)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.conflict");
    // A focal point may read, not approve.
    let focal = world.person("daumoi", Role::FocalPoint, world.agencies[0]).await;
    let refused = approve::approve(&world.access, &focal, made.version, how)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "auth.forbidden");

    let plan = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap()
        .plan;
    assert_eq!(plan.state, PlanState::Approved);
    assert_eq!(plan.current_version, Some(made.version));
    // Approved is not active: nobody owes anything yet.
    assert_eq!(duties(&world).await, 0);
    let again = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap_err();
    assert_eq!(again.code(), "plan.wrong_state");

    let plan = approve::activate(&world.access, &coordinator, plan.id, plan.version, None)
        .await
        .unwrap()
        .plan;
    assert_eq!(plan.state, PlanState::Active);
    let owed = duties(&world).await;
    assert!(owed >= 9, "{owed}");
    let detail = list::detail(&world.access, &coordinator, plan.id).await.unwrap();
    // Names are placed on the day of activation.
    assert_eq!(detail.versions[0].resolved_on, Some(TODAY));
    let twice = approve::activate(&world.access, &coordinator, plan.id, plan.version, None)
        .await
        .unwrap_err();
    assert_eq!(twice.code(), "plan.wrong_state");
}

async fn unsure_items_want_a_look(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let made = import(&world, &coordinator, &text::first()).await.unwrap();
    place_names(&world, &coordinator, made.version).await;
    // With a threshold of one, nothing is sure.
    let how = Approval {
        threshold: 1.01,
        ..approval(&world, &coordinator, made.version, false).await
    };
    let refused = approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.unseen_items");
    let how = Approval {
        accepted: rules::Accepted {
            unseen: true,
            ..how.accepted
        },
        ..how
    };
    approve::approve(&world.access, &coordinator, made.version, how)
        .await
        .unwrap();
}

async fn a_plan_takes_the_place_of_another(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let old = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &old).await;
    let open = async || {
        use sea_orm::{ColumnTrait, QueryFilter};
        duty::Entity::find()
            .filter(duty::Column::PlanId.eq(old.plan.uuid()))
            .filter(duty::Column::Status.ne("cancelled"))
            .count(world.access.db().reader())
            .await
            .unwrap()
    };
    assert!(open().await > 0);
    let purpose = Purpose::New {
        kind: coloa_plan::plans::PlanKind::Plan,
        owner: world.province,
        parent: None,
        replaces: Some(old.plan),
    };
    let upload = import::Upload {
        purpose,
        ..upload(&world, &text::second())
    };
    let new = import::import(&world.access, &world.files, &coordinator, upload)
        .await
        .unwrap();
    into_force(&world, &coordinator, &new).await;
    let detail = list::detail(&world.access, &coordinator, old.plan).await.unwrap();
    assert_eq!(detail.plan.state, PlanState::Replaced);
    assert_eq!(detail.replaced_by.map(|p| p.id), Some(new.plan));
    assert_eq!(open().await, 0);
    let refused = import_next(&world, &coordinator, old.plan, &text::second())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "plan.wrong_state");
}

async fn a_second_version_supersedes_the_first(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let first = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &first).await;
    let second = import_next(&world, &coordinator, first.plan, &text::second())
        .await
        .unwrap();
    // What people decided on names is taken over.
    let left = rules::unresolved_names(&items(&world, &coordinator, second.version).await);
    assert!(left.is_empty(), "{left:?}");
    into_force(&world, &coordinator, &second).await;
    let detail = list::detail(&world.access, &coordinator, first.plan)
        .await
        .unwrap();
    let states: Vec<VersionState> = detail.versions.iter().map(|v| v.state).collect();
    assert_eq!(states, [VersionState::Superseded, VersionState::Approved]);
    assert_eq!(detail.plan.current_version, Some(second.version));
}

store_suite!(
    unresolved => unresolved_names_block_and_are_named,
    activation => approval_then_activation,
    unseen => unsure_items_want_a_look,
    replacement => a_plan_takes_the_place_of_another,
    supersession => a_second_version_supersedes_the_first,
);
