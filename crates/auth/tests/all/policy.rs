use crate::support::{actor, person, world};
use coloa_auth::{
    Access, Actor, ActorKind, AuthError, Grant, Reach, Resource, Role, action, policy::Policy, scope,
};
use coloa_base::{AgencyId, PersonId};
use coloa_testkit::TestDb;
use proptest::{prelude::*, strategy::ValueTree};

#[test]
fn the_table_is_reviewed() {
    insta::assert_snapshot!(Policy::load().unwrap().table());
}

coloa_testkit::store_suite!(lists_agree_with_the_policy => lists_agree, a_focal_point_stays_in_its_agency => focal_point);

/// A tree of agencies: 0 ← 1 ← 2, 0 ← 3; 4 stands apart.
async fn tree(access: &Access) -> Vec<AgencyId> {
    let ids: Vec<AgencyId> = (0..5).map(|_| AgencyId::new()).collect();
    let edges = [(1, 0), (2, 1), (2, 0), (3, 0)].map(|(a, b)| (ids[a], ids[b]));
    let tx = access.db().begin().await.unwrap();
    scope::replace(&tx, ids.iter().copied(), edges).await.unwrap();
    tx.commit().await.unwrap();
    access.refresh().await.unwrap();
    ids
}

/// What lists filter by and what Cedar decides must be the same for every combination of grants.
async fn lists_agree(db: TestDb) {
    use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
    let w = world(db).await;
    let ids = tree(&w.access).await;
    let areas = [None, Some("plan".to_owned()), Some("report".to_owned())];
    let grant = (0..Role::ALL.len(), 0..6_usize, 0..areas.len());
    let strategy = prop::collection::vec(grant, 0..3);
    let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config::with_cases(40));
    for _ in 0..40 {
        let grants: Vec<_> = strategy.new_tree(&mut runner).unwrap().current();
        let actor = Actor {
            kind: ActorKind::Person,
            person: Some(PersonId::new()),
            name: "thử".into(),
            grants: grants
                .iter()
                .map(|&(r, a, area)| Grant {
                    role: Role::ALL[r],
                    agency: ids.get(a).copied(),
                    area: areas[area].clone(),
                })
                .collect(),
            agencies: Vec::new(),
            request_id: None,
        };
        for action in [
            action::DUTY_READ,
            action::PERSON_READ,
            action::REPORT_APPROVE,
            action::AGENCY_CHANGE,
        ] {
            let reach = w.access.reach(&actor, action);
            let listed: Vec<uuid::Uuid> = scope::entity::Entity::find()
                .select_only()
                .column(scope::entity::Column::AgencyId)
                .distinct()
                .filter(reach.condition(scope::entity::Column::AgencyId))
                .into_tuple()
                .all(w.access.db().reader())
                .await
                .unwrap();
            for &id in &ids {
                let decided = w.access.may(&actor, action, &Resource::of_agency("x", "1", id));
                assert_eq!(
                    listed.contains(&id.uuid()),
                    decided,
                    "{action} {:?}",
                    actor.grants
                );
            }
            assert_eq!(
                reach == Reach::Everything,
                w.access.may(&actor, action, &Resource::installation("x", "1"))
            );
        }
    }
}

async fn focal_point(db: TestDb) {
    let w = world(db).await;
    let ids = tree(&w.access).await;
    let id = person(&w, "daumoi", Role::FocalPoint, Some(ids[1])).await;
    let actor = actor(&w, id).await;
    let at = |i: usize| Resource::of_agency("duty", "1", ids[i]);
    assert!(w.access.may(&actor, action::DUTY_REPORT, &at(1)));
    assert!(
        w.access.may(&actor, action::DUTY_REPORT, &at(2)),
        "a sub-unit belongs to the agency"
    );
    for other in [0, 3, 4] {
        assert!(matches!(
            w.access.check(&actor, action::DUTY_READ, &at(other)),
            Err(AuthError::Forbidden { .. })
        ));
    }
    assert!(
        w.access
            .may(&actor, action::PLAN_READ, &Resource::shared("plan", "1"))
    );
    assert!(
        !w.access
            .may(&actor, action::PLAN_READ, &Resource::installation("plan", "1"))
    );
}
