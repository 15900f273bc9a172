//! A second version: three tasks reworded, two split, one dropped, four new.

use super::{support::*, text};
use coloa_plan::{
    entity::{duty, progress},
    plans::{Item, ItemKind, diff::Relation, list, review},
};
use coloa_testkit::{TestDb, store_suite};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

fn tally(comparison: &list::Comparison) -> BTreeMap<Relation, usize> {
    let tasks = |ids: &[coloa_base::ItemId], items: &[Item]| {
        ids.iter()
            .any(|id| items.iter().any(|i| i.id == *id && i.kind == ItemKind::Task))
    };
    let mut tally = BTreeMap::new();
    for m in &comparison.matches {
        if tasks(&m.old, &comparison.old) || tasks(&m.new, &comparison.new) {
            *tally.entry(m.relation).or_default() += 1;
        }
    }
    tally
}

async fn the_changes_are_told_apart_and_work_stays_in_place(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let first = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &first).await;
    let old = items(&world, &coordinator, first.version).await;
    let old_of = |part: &str| old.iter().find(|i| i.text.contains(part)).unwrap();

    // An agency reported on every duty of three tasks: reworded, split, dropped.
    let worked = [
        old_of("diễn tập ứng cứu"),
        old_of("phòng, chống mã độc"),
        old_of("bảo hiểm"),
    ];
    let duties_of = async |lineage: uuid::Uuid| {
        duty::Entity::find()
            .filter(duty::Column::TextId.eq(lineage))
            .all(world.access.db().reader())
            .await
            .unwrap()
    };
    let mut reported: BTreeMap<uuid::Uuid, Vec<uuid::Uuid>> = BTreeMap::new();
    for item in worked {
        for d in duties_of(item.lineage).await {
            report(&world, &coordinator, &d).await;
            reported.entry(item.lineage).or_default().push(d.id);
        }
    }

    let second = import_next(&world, &coordinator, first.plan, &text::second())
        .await
        .unwrap();
    let comparison = list::compare(&world.access, &coordinator, second.version)
        .await
        .unwrap();
    assert_eq!(
        tally(&comparison),
        BTreeMap::from([
            (Relation::Same, 3),
            (Relation::Reworded, 3),
            (Relation::Split, 2),
            (Relation::Dropped, 1),
            (Relation::New, 4),
        ])
    );
    // Nothing moves before approval.
    for (lineage, ids) in &reported {
        assert_eq!(
            duties_of(*lineage)
                .await
                .iter()
                .filter(|d| ids.contains(&d.id))
                .count(),
            ids.len()
        );
    }

    into_force(&world, &coordinator, &second).await;
    let new = items(&world, &coordinator, second.version).await;
    let new_of = |part: &str| new.iter().find(|i| i.text.contains(part)).unwrap();
    assert_eq!(new_of("diễn tập thực chiến ứng cứu").lineage, worked[0].lineage);
    assert_eq!(new_of("phòng, chống mã độc").lineage, worked[1].lineage);
    assert_eq!(new_of("gỡ bỏ phần mềm").derived_from, Some(worked[1].lineage));
    assert_ne!(new_of("gỡ bỏ phần mềm").lineage, worked[1].lineage);
    assert_eq!(new_of("hậu lượng tử").derived_from, None);
    assert!(new.iter().all(|i| i.lineage != worked[2].lineage));

    // The same duties with the same progress, now under the new words; the dropped one keeps its history.
    for (lineage, ids) in &reported {
        let now = duties_of(*lineage).await;
        for id in ids {
            let duty = now.iter().find(|d| d.id == *id).unwrap();
            let steps = progress::Entity::find()
                .filter(progress::Column::DutyId.eq(*id))
                .all(world.access.db().reader())
                .await
                .unwrap();
            assert_eq!(steps.len(), 1);
            assert_eq!(steps[0].percent, Some(30));
            assert_eq!(duty.status == "cancelled", *lineage == worked[2].lineage);
        }
    }
    // After approval the comparison says the same.
    let later = list::compare(&world.access, &coordinator, second.version)
        .await
        .unwrap();
    assert_eq!(tally(&later), tally(&comparison));
}

async fn report(world: &World, by: &coloa_auth::Actor, duty: &duty::Model) {
    let new = coloa_plan::duties::NewProgress {
        status: coloa_plan::duties::Status::InProgress,
        percent: Some(30),
        note: Some("đang làm".into()),
        product: None,
        done_on: None,
        via: "app",
    };
    coloa_plan::duties::report(
        &world.access,
        &world.files,
        by,
        duty.id,
        Some(duty.version),
        new,
        Vec::new(),
    )
    .await
    .unwrap();
}

async fn a_person_corrects_the_proposal(db: TestDb) {
    let (world, coordinator) = office(db).await;
    let first = import(&world, &coordinator, &text::first()).await.unwrap();
    into_force(&world, &coordinator, &first).await;
    let second = import_next(&world, &coordinator, first.plan, &text::second())
        .await
        .unwrap();
    let old = items(&world, &coordinator, first.version).await;
    let new = items(&world, &coordinator, second.version).await;
    let dropped = old.iter().find(|i| i.text.contains("bảo hiểm")).unwrap();
    let chain = new.iter().find(|i| i.text.contains("chuỗi cung ứng")).unwrap();
    let hotline = new.iter().find(|i| i.text.contains("đường dây nóng")).unwrap();
    let unknown = review::link(&world.access, &coordinator, chain.id, &[uuid::Uuid::now_v7()]).await;
    assert!(unknown.is_err());
    review::link(&world.access, &coordinator, chain.id, &[dropped.lineage])
        .await
        .unwrap();
    review::link(&world.access, &coordinator, hotline.id, &[])
        .await
        .unwrap();
    let tally = tally(
        &list::compare(&world.access, &coordinator, second.version)
            .await
            .unwrap(),
    );
    // The dropped one now goes on, the hotline is new and what it was is dropped.
    assert_eq!(tally[&Relation::Reworded], 3);
    assert_eq!(tally[&Relation::Dropped], 1);
    assert_eq!(tally[&Relation::New], 4);
    into_force(&world, &coordinator, &second).await;
    let new = items(&world, &coordinator, second.version).await;
    assert!(
        new.iter()
            .any(|i| i.id == chain.id && i.lineage == dropped.lineage)
    );
}

store_suite!(
    scenario => the_changes_are_told_apart_and_work_stays_in_place,
    correction => a_person_corrects_the_proposal,
);
