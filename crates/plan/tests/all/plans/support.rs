//! A province with people who review and approve.

pub use crate::duties::support::{TODAY, World, world};

use chrono::NaiveDate;
use coloa_agency::{
    Agencies,
    model::{Facts, Name, Parent, Period},
};
use coloa_auth::{Actor, Role};
use coloa_base::{AgencyId, Handling, PlanId, PlanVersionId};
use coloa_plan::plans::{
    Item, ItemData, ItemEdit, ItemKind, PartyEdit, PartyRole, PlanError, PlanKind, Version,
    approve::{self, Approval},
    import::{self, Imported, Purpose, Upload},
    list, review,
    rules::{self, Accepted},
};
use coloa_testkit::TestDb;

pub async fn office(db: TestDb) -> (World, Actor) {
    let mut world = world(db, 0).await;
    let agencies = Agencies::new(world.access.clone());
    world.province = found(&agencies, "Ủy ban nhân dân tỉnh Mẫu", None).await;
    for number in 1..=3 {
        let name = format!("Cơ quan mẫu {number}");
        world
            .agencies
            .push(found(&agencies, &name, Some(world.province)).await);
    }
    let coordinator = world.person("dieuphoi", Role::Coordinator, world.province).await;
    (world, coordinator)
}

/// An agency of the directory; its name is printed in no plan.
pub async fn found(agencies: &Agencies, name: &str, parent: Option<AgencyId>) -> AgencyId {
    let facts = Facts {
        kind: "department".into(),
        level: "province".into(),
        names: vec![Name {
            full: name.into(),
            abbreviation: None,
            symbol: None,
            period: Period::ALWAYS,
            basis: None,
        }],
        parents: parent
            .map(|parent| Parent {
                tree: "administrative".into(),
                parent,
                period: Period::ALWAYS,
            })
            .into_iter()
            .collect(),
        ..Facts::default()
    };
    agencies.create(&Actor::command_line(), facts).await.unwrap()
}

/// Closes an agency without a successor; `on` is the first day without it.
pub async fn close(world: &World, agency: AgencyId, on: NaiveDate) {
    let agencies = Agencies::new(world.access.clone());
    let me = Actor::command_line();
    let now = agencies.get(&me, agency).await.unwrap();
    let facts = Facts {
        closed: Some(on),
        ..now.facts
    };
    agencies.change(&me, agency, now.version, facts).await.unwrap();
}

pub async fn version(world: &World, actor: &Actor, id: PlanVersionId) -> Version {
    list::get_version(&world.access, actor, id, rules::SURE)
        .await
        .unwrap()
        .version
}

pub fn upload(world: &World, text: &str) -> Upload {
    Upload {
        file_name: "ke-hoach.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: text.as_bytes().to_vec(),
        handling: Handling::Normal,
        purpose: Purpose::New {
            kind: PlanKind::Plan,
            owner: world.province,
            parent: None,
            replaces: None,
        },
        // Most scenarios are about the same two documents.
        accept_duplicate: true,
    }
}

pub async fn import(world: &World, actor: &Actor, text: &str) -> Result<Imported, PlanError> {
    import::import(&world.access, &world.files, actor, upload(world, text)).await
}

pub async fn import_next(
    world: &World,
    actor: &Actor,
    plan: PlanId,
    text: &str,
) -> Result<Imported, PlanError> {
    let upload = Upload {
        purpose: Purpose::NextVersion { plan },
        ..upload(world, text)
    };
    import::import(&world.access, &world.files, actor, upload).await
}

pub async fn items(world: &World, actor: &Actor, version: PlanVersionId) -> Vec<Item> {
    list::items(&world.access, actor, version).await.unwrap()
}

pub fn seen(item: &Item) -> review::Seen {
    review::Seen {
        id: item.id,
        version: item.version,
    }
}

/// Says for every unresolved name that an agency of the world is meant, the same for the same name.
pub async fn place_names(world: &World, actor: &Actor, version: PlanVersionId) {
    let mut known: Vec<String> = Vec::new();
    loop {
        let all = items(world, actor, version).await;
        let Some((item, party)) = all.iter().find_map(|i| Some((i, i.unresolved().next()?.clone()))) else {
            return;
        };
        let at = known.iter().position(|k| *k == party.printed).unwrap_or_else(|| {
            known.push(party.printed.clone());
            known.len() - 1
        });
        let agencies = vec![world.agencies[at % world.agencies.len()]];
        let decision = review::Decision::Agencies(agencies);
        review::decide_party(&world.access, actor, seen(item), party.id, decision, true)
            .await
            .unwrap();
    }
}

pub async fn approval(world: &World, actor: &Actor, version: PlanVersionId, accept_unseen: bool) -> Approval {
    Approval {
        seen: self::version(world, actor, version).await.version,
        threshold: rules::SURE,
        accepted: Accepted {
            unseen: accept_unseen,
            unassigned: false,
        },
    }
}

/// Places all names, looks at all items, approves and activates.
pub async fn into_force(world: &World, actor: &Actor, imported: &Imported) {
    place_names(world, actor, imported.version).await;
    let how = approval(world, actor, imported.version, true).await;
    let plan = approve::approve(&world.access, actor, imported.version, how)
        .await
        .unwrap()
        .plan;
    if plan.activated_at.is_none() {
        approve::activate(&world.access, actor, plan.id, plan.version, None)
            .await
            .unwrap();
    }
}

/// An edit that changes nothing.
pub fn same(item: &Item) -> ItemEdit {
    ItemEdit {
        kind: item.kind,
        path: item.path.clone(),
        heading: item.heading.clone(),
        text: item.text.clone(),
        data: item.data.clone(),
        starting_state: item.starting_state.clone(),
        parties: item
            .parties
            .iter()
            .map(|p| PartyEdit {
                role: p.role,
                printed: p.printed.clone(),
                scope: p.scope.clone(),
            })
            .collect(),
    }
}

pub fn task(path: &str, text: &str, lead: &str) -> ItemEdit {
    ItemEdit {
        kind: ItemKind::Task,
        path: path.to_owned(),
        heading: None,
        text: text.to_owned(),
        data: ItemData::default(),
        starting_state: None,
        parties: vec![PartyEdit {
            role: PartyRole::Lead,
            printed: lead.to_owned(),
            scope: None,
        }],
    }
}
