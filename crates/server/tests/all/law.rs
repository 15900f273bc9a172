//! The law in force on a day, and what changed.

use crate::support::*;
use coloa_auth::Role;
use serde_json::Value;

fn rows<'a>(list: &'a Value, kind: &str) -> Vec<&'a Value> {
    list.as_array()
        .unwrap()
        .iter()
        .filter(|r| r["kind"] == kind)
        .collect()
}

#[tokio::test]
async fn the_law_of_a_day_and_what_changed_are_listed() {
    let world = World::new().await;
    let agency = world.agency(None).await;
    let clerk = world.as_role(Role::FocalPoint, Some(agency)).await;
    let before = clerk.get("/api/v1/law?on=2026-06-30").await.expect(200).json();
    assert_eq!(
        (&before["regime"]["code"], &before["regime"]["basis"]),
        (&"R85".into(), &"in_force".into())
    );
    assert!(
        rows(&before["rows"], "criterion")
            .iter()
            .all(|r| r["regime"] == "R85")
    );
    let gap = clerk.get("/api/v1/law?on=2026-07-15").await.expect(200).json();
    assert_eq!(
        (&gap["regime"]["code"], &gap["regime"]["basis"]),
        (&"R85".into(), &"transition".into())
    );
    assert_eq!(gap["regime"]["certainty"], "unsure");
    let after = clerk.get("/api/v1/law?on=2026-08-19").await.expect(200).json();
    assert_eq!(
        (&after["regime"]["code"], &after["regime"]["basis"]),
        (&"R331".into(), &"in_force".into())
    );
    let criteria = rows(&after["rows"], "criterion");
    assert!(!criteria.is_empty() && criteria.iter().all(|r| r["regime"] == "R331"));
    assert_eq!(after["kinds"]["criterion"], criteria.len());
    assert!(
        after["rows"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| !r["article"].as_str().unwrap().is_empty())
    );
    let sectors = rows(&after["rows"], "choice")
        .into_iter()
        .filter(|r| r["id"].as_str().unwrap().starts_with("priority_sector/"));
    assert_eq!(sectors.count(), 11);

    let changed = clerk
        .get("/api/v1/law/changes?from=2026-06-30&to=2026-08-19")
        .await
        .expect(200)
        .json();
    let codes = |list: &Value| {
        rows(list, "criterion")
            .iter()
            .map(|r| r["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(codes(&changed["began"]).iter().all(|c| c.starts_with("331-")));
    assert!(codes(&changed["ended"]).iter().all(|c| c.starts_with("85-")));
    assert_eq!(changed["to"], "2026-08-19");
    let refused = clerk
        .get("/api/v1/law/changes?from=2026-08-19&to=2026-06-30")
        .await
        .expect(422);
    assert_eq!(refused.param("field"), "from");
    // Standards say what took their place.
    let day = clerk.get("/api/v1/law?on=2020-01-01").await.expect(200).json();
    let old = rows(&day["rows"], "standard")
        .into_iter()
        .find(|r| r["id"] == "TCVN 11930:2017")
        .unwrap();
    assert!(old["replaced_by"].as_str().unwrap().starts_with("TCVN 14423"));
}
