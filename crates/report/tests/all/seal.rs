//! What was approved is what stands there, and old forms stay readable.

use crate::{
    material::{TO, frozen},
    world::{approved, new, version, world},
};
use coloa_auth::Actor;
use coloa_base::ReportId;
use coloa_report::{
    ReportError,
    entity::report_text,
    seal::Seal,
    service::Format,
    snapshot::{Frozen, PartSnapshot},
    store,
};
use coloa_testkit::TestDb;
use serde_json::json;
use std::collections::BTreeMap;

coloa_testkit::store_suite!(
    changed_words_heads_and_outlines_of_an_approved_report_are_found_out => tampering,
    a_returned_report_may_be_written_on => returned,
);

/// Every form that was ever stored under a hash; the figures were computed by another program. Never to be changed.
#[test]
fn hashes_of_every_past_form_stand() {
    let figures: Frozen = serde_json::from_str(include_str!("../golden/frozen.v1.json")).unwrap();
    assert_eq!(figures.hash(), include_str!("../golden/frozen.v1.sha256").trim());
    let seal: serde_json::Value = serde_json::from_str(include_str!("../golden/seal.v1.json")).unwrap();
    let texts: BTreeMap<String, String> = serde_json::from_value(seal["texts"].clone()).unwrap();
    let sealed = Seal {
        figures: seal["figures"].as_str().unwrap(),
        title: seal["title"].as_str().unwrap(),
        from: seal["from"].as_str().unwrap().parse().unwrap(),
        to: seal["to"].as_str().unwrap().parse().unwrap(),
        head: &seal["head"],
        outline: &seal["outline"],
        topics: None,
        texts: &texts,
    };
    assert_eq!(sealed.hash(), include_str!("../golden/seal.v1.sha256").trim());
}

#[test]
fn a_seal_does_not_depend_on_the_order_of_names() {
    let (one, other) = (
        json!({ "a": 1, "b": [{ "c": 2, "d": 3 }] }),
        json!({ "b": [{ "d": 3, "c": 2 }], "a": 1 }),
    );
    let texts = BTreeMap::new();
    let seal = |head| Seal {
        figures: "f",
        title: "t",
        from: TO,
        to: TO,
        head,
        outline: head,
        topics: None,
        texts: &texts,
    };
    assert_eq!(seal(&one).hash(), seal(&other).hash());
    let changed = json!({ "a": 1, "b": [{ "c": 2, "d": 4 }] });
    assert_ne!(seal(&one).hash(), seal(&changed).hash());
}

#[test]
fn parts_frozen_before_directives_had_a_wording_are_read() {
    let mut part = serde_json::to_value(&frozen(1, 1, 0).parts[0]).unwrap();
    part["duties"][0]["lineage_id"] = serde_json::Value::Null;
    let part: PartSnapshot = serde_json::from_value(part).unwrap();
    assert_eq!(part.duties[0].lineage_id, None);
}

async fn tampering(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let id = w.reports.create(&me, new(&w)).await.unwrap();
    w.reports
        .write_text(&me, id, "direction/0", "Đã ban hành 03 văn bản.", 0)
        .await
        .unwrap();
    w.reports.close(&me, id, 1).await.unwrap();
    w.reports.approve(&me, id, version(&w, id).await).await.unwrap();
    w.reports.view(&me, id).await.unwrap();
    let good = store::find(w.access.db().reader(), id).await.unwrap();
    assert!(good.sealed_hash.is_some());

    let found_out = async || {
        let viewed = matches!(w.reports.view(&me, id).await, Err(ReportError::Tampered));
        let exported = matches!(
            w.reports.export(&me, id, Format::Docx).await,
            Err(ReportError::Tampered)
        );
        viewed && exported
    };
    for (name, change) in [("head", "issuer"), ("outline", "name")] {
        let mut row = store::find(w.access.db().reader(), id).await.unwrap();
        let json = if name == "head" {
            &mut row.head
        } else {
            &mut row.outline
        };
        let kept = std::mem::replace(&mut json[change], "Cơ quan khác".into());
        let tx = w.access.db().begin().await.unwrap();
        let mut row = store::update(&tx, row).await.unwrap();
        tx.commit().await.unwrap();
        assert!(found_out().await, "{name}");
        let json = if name == "head" {
            &mut row.head
        } else {
            &mut row.outline
        };
        json[change] = kept;
        let tx = w.access.db().begin().await.unwrap();
        store::update(&tx, row).await.unwrap();
        tx.commit().await.unwrap();
        w.reports.view(&me, id).await.unwrap();
    }
    let tx = w.access.db().begin().await.unwrap();
    let text = report_text::Model {
        report_id: id.uuid(),
        block: "direction/0".into(),
        body: "Đã ban hành 30 văn bản.".into(),
        written_by: None,
        written_at: w.access.clock().now(),
        version: 0,
    };
    store::put_text(&tx, text, 1).await.unwrap();
    tx.commit().await.unwrap();
    assert!(found_out().await, "words");
    let refused = w
        .reports
        .give_number(&me, id, version(&w, id).await, TO, None)
        .await;
    assert!(matches!(refused, Err(ReportError::Tampered)), "{refused:?}");

    // A report that was approved before seals were kept has its figures checked alone.
    let mut row = store::find(w.access.db().reader(), id).await.unwrap();
    row.sealed_hash = None;
    let tx = w.access.db().begin().await.unwrap();
    store::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    w.reports.view(&me, id).await.unwrap();
}

async fn returned(db: TestDb) {
    let w = world(db).await;
    let me = Actor::command_line();
    let id: ReportId = approved(&w, new(&w)).await;
    w.reports
        .return_to_writers(&me, id, version(&w, id).await, "Bổ sung")
        .await
        .unwrap();
    w.reports
        .write_text(&me, id, "direction/0", "Viết thêm.", 0)
        .await
        .unwrap();
    w.reports.view(&me, id).await.unwrap();
    w.reports.approve(&me, id, version(&w, id).await).await.unwrap();
    w.reports.view(&me, id).await.unwrap();
}
